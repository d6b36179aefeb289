package iam

import (
	"context"
	"net/netip"
	"strconv"
	"time"

	"haike/internal/platform/authz"
	"haike/internal/platform/db"
	"haike/internal/platform/fault"
	"haike/internal/platform/i18n"
	"haike/internal/platform/mail"
)

// acceptable judges a new password for an account.
// Errors: common.invalid with the path, iam.busy.
func (s *Service) acceptable(ctx context.Context, a account, p Policy, path, password string) error {
	company, err := s.Company(ctx, s.DB.Read())
	if err != nil {
		return err
	}
	var c fault.Check
	p.Profile.check(&c, path, password, a.Login, a.Name, a.Email, company.Name)
	if err := c.Err(); err != nil {
		return err
	}
	if a.ID == 0 || p.Profile.remembers() == 0 {
		return nil
	}
	former, err := s.store.formerPasswords(ctx, s.DB.Read(), a.ID, p.Profile.remembers())
	if err != nil {
		return err
	}
	for _, hash := range former {
		same, _, err := s.hasher.verify(ctx, password, hash)
		if err != nil {
			return err
		}
		if same {
			return fault.ErrInvalid.WithFields(fault.Field{Path: path, Code: FieldPasswordReused, Meta: map[string]any{"last": p.Profile.remembers()}})
		}
	}
	return nil
}

// changePassword writes a new password and what follows from it, apart from sessions.
func (s *Service) changePassword(ctx context.Context, tx *db.Tx, userID int64, hash, by string) error {
	if err := s.store.setPassword(ctx, tx, userID, hash); err != nil {
		return err
	}
	s.forgetActors(tx)
	return s.Events.Publish(ctx, tx, PasswordChanged{UserID: userID, By: by})
}

// confirm asks the acting user's own password again before something grave.
// path is the field in which it was typed. Errors: iam.wrong_password, iam.throttled, iam.busy.
func (s *Service) confirm(ctx context.Context, path, password string) (account, error) {
	actor, err := signedIn(ctx)
	if err != nil {
		return account{}, err
	}
	var a account
	var wait time.Duration
	asked := bucket{confirmLimit(), strconv.FormatInt(actor.UserID, 10)}
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		if a, err = s.store.account(ctx, tx, actor.UserID); err != nil {
			return err
		}
		wait, err = s.charge(ctx, tx, actor.UserID, asked)
		return err
	})
	if err != nil {
		return a, err
	}
	if wait > 0 {
		return a, throttled(wait)
	}
	ok, _, err := s.hasher.verify(ctx, password, a.Password)
	if err != nil {
		return a, s.giveBack(ctx, attempt{buckets: []bucket{asked}}, err)
	}
	if !ok {
		return a, ErrWrongPassword.WithField(path, FieldWrongPassword)
	}
	return a, s.DB.Write(ctx, func(tx *db.Tx) error {
		s.store.clearThrottle(tx, asked.limit.kind, asked.key)
		return nil
	})
}

// ChangePassword replaces one's own password; all other sessions end.
// Errors: iam.wrong_password, iam.throttled, iam.busy, common.invalid.
func (s *Service) ChangePassword(ctx context.Context, current, password string) error {
	a, err := s.confirm(ctx, "current", current)
	if err != nil {
		return err
	}
	policy, err := s.store.policy(ctx, s.DB.Read())
	if err != nil {
		return err
	}
	if current == password {
		return fault.ErrInvalid.WithFields(fault.Field{Path: "new", Code: FieldPasswordReused, Meta: map[string]any{"last": 1}})
	}
	if err := s.acceptable(ctx, a, policy, "new", password); err != nil {
		return err
	}
	hash, err := s.hasher.hash(ctx, password)
	if err != nil {
		return err
	}
	actor, err := signedIn(ctx)
	if err != nil {
		return err
	}
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		if err := s.unchanged(ctx, tx, a); err != nil {
			return err
		}
		if err := s.changePassword(ctx, tx, a.ID, hash, "user"); err != nil {
			return err
		}
		return s.endSessions(ctx, tx, ending{a.ID, actor.SessionID, "password"})
	})
}

// unchanged refuses when the password was changed from elsewhere while hashes were computed.
func (s *Service) unchanged(ctx context.Context, tx *db.Tx, a account) error {
	if err := s.store.lockUser(ctx, tx, a.ID); err != nil {
		return err
	}
	now, err := s.store.account(ctx, tx, a.ID)
	if err != nil {
		return err
	}
	if now.Password != a.Password || now.Status == Disabled {
		return ErrWrongPassword
	}
	return nil
}

// RequestPasswordReset mails a link to the owner of a login who has a mail
// address. Whether there is one cannot be told from outside.
// Errors: iam.throttled (by the network only).
func (s *Service) RequestPasswordReset(ctx context.Context, login string, ip netip.Addr) error {
	key := LoginKey(login)
	var wait time.Duration
	err := s.DB.Write(ctx, func(tx *db.Tx) error {
		a, err := s.store.accountByLogin(ctx, tx, key)
		if err != nil {
			return err
		}
		if wait, err = s.charge(ctx, tx, a.ID, bucket{resetNetworkLimit(), network(ip)}); err != nil || wait > 0 {
			return err
		}
		tooSoon, err := s.charge(ctx, tx, a.ID, bucket{resetLimit(), hashSecret(key)})
		if err != nil || tooSoon > 0 {
			return err
		}
		to := a.ID
		if a.Status == Disabled || a.Email == "" {
			to = 0
		}
		if to != 0 {
			if err := s.Events.Publish(ctx, tx, PasswordResetRequested{UserID: to}); err != nil {
				return err
			}
		}
		return s.Jobs.Enqueue(ctx, tx, linkJob{UserID: to, Purpose: purposeReset, Until: db.Micros(tx.Now().Add(linkLife))})
	})
	if err == nil && wait > 0 {
		err = throttled(wait)
	}
	return err
}

// Why a link is mailed; part of the keys of the mail's texts.
const (
	purposeReset      = "reset"
	purposeInvitation = "invitation"
)

// linkJob mails a link to set the password. The link is made when the mail is
// sent, so that its secret is stored nowhere.
type linkJob struct {
	UserID  int64  `json:"user_id"` // 0: an unknown login asked; there is nothing to do
	Purpose string `json:"purpose"`
	Until   int64  `json:"until"`
}

// Kind implements jobs.Args.
func (linkJob) Kind() string { return "iam_mail_link" }

// mailLink carries out a linkJob.
func (s *Service) mailLink(ctx context.Context, j linkJob) error {
	expires := db.Time(j.Until)
	if j.UserID == 0 || !s.Mailer.Enabled() || !s.DB.Clock().Now().Before(expires) {
		return nil
	}
	secret := newSecret()
	var a account
	err := s.DB.WriteBulk(ctx, func(tx *db.Tx) error {
		var err error
		if a, err = s.store.account(ctx, tx, j.UserID); err != nil || a.Status == Disabled || a.Email == "" {
			return err
		}
		s.store.putLink(tx, link{userID: a.ID, channel: channelMail, hash: hashSecret(secret), expires: expires})
		return s.Events.Publish(ctx, tx, LinkIssued{UserID: a.ID})
	})
	if err != nil || a.Status == Disabled || a.Email == "" {
		return err
	}
	message, err := s.linkMail(ctx, a, j, secret)
	if err != nil {
		return err
	}
	return s.Mailer.Send(ctx, message)
}

func (s *Service) linkMail(ctx context.Context, a account, j linkJob, secret string) (mail.Message, error) {
	company, err := s.Company(ctx, s.DB.Read())
	if err != nil {
		return mail.Message{}, err
	}
	params := i18n.Params{"name": a.Name, "login": a.Login, "company": company.Name, "minutes": int64(linkLife / time.Minute), "days": int64(invitationLife / (24 * time.Hour))}
	text := func(key string) string {
		t, _ := s.Texts.Text(i18n.Locale(a.Locale), "mail", key, params) // the catalog's test knows every key
		return t
	}
	return mail.Message{
		To:      a.Email,
		Subject: text("iam." + j.Purpose + ".subject"),
		Text:    text("greeting") + "\n\n" + text("iam."+j.Purpose+".text") + "\n\n" + s.linkURL(secret) + "\n\n" + text("iam."+j.Purpose+".ignore") + "\n\n" + text("footer") + "\n",
	}, nil
}

// linkURL puts the secret behind #, so that no server and no proxy logs it.
func (s *Service) linkURL(secret string) string { return s.BaseURL + "/reset-password#token=" + secret }

// MailEnabled reports whether links are mailed.
func (s *Service) MailEnabled() bool { return s.Mailer.Enabled() }

// Kinds of links to set a password, as their holders see them.
const (
	LinkInvitation = "invitation" // the first password
	LinkReset      = "reset"
)

// LinkCheck is what the holder of a link learns before choosing a password.
type LinkCheck struct {
	Kind    string
	Login   string
	Name    string
	Company string
}

// CheckLink tells the holder of a link whose password it sets; the link stays
// good. Like setting the password it needs no throttle: nobody guesses a token.
// Errors: iam.link_invalid.
func (s *Service) CheckLink(ctx context.Context, token string) (LinkCheck, error) {
	r := s.DB.Read()
	a, err := s.linkAccount(ctx, r, hashSecret(token))
	if err != nil {
		return LinkCheck{}, err
	}
	company, err := s.Company(ctx, r)
	check := LinkCheck{Kind: LinkReset, Login: a.Login, Name: a.Name, Company: company.Name}
	if a.Status == Invited {
		check.Kind = LinkInvitation
	}
	return check, err
}

// linkAccount returns the account whose password a link sets. Errors: iam.link_invalid.
func (s *Service) linkAccount(ctx context.Context, r db.Reader, hash string) (account, error) {
	userID, err := s.store.linkUser(ctx, r, hash, db.Micros(s.DB.Clock().Now()))
	if err != nil {
		return account{}, err
	}
	a, err := s.store.account(ctx, r, userID)
	if err == nil && a.Status == Disabled {
		err = ErrLinkInvalid
	}
	return a, err
}

// ConfirmPasswordReset sets the password of a link's user; all sessions end.
// Errors: iam.link_invalid, common.invalid, iam.busy.
func (s *Service) ConfirmPasswordReset(ctx context.Context, token, password string) error {
	hash := hashSecret(token)
	a, err := s.linkAccount(ctx, s.DB.Read(), hash)
	if err != nil {
		return err
	}
	policy, err := s.store.policy(ctx, s.DB.Read())
	if err != nil {
		return err
	}
	if err := s.acceptable(ctx, a, policy, "password", password); err != nil {
		return err
	}
	stored, err := s.hasher.hash(ctx, password)
	if err != nil {
		return err
	}
	return s.DB.Write(ctx, func(tx *db.Tx) error { return s.redeem(asUser(ctx, a.ID, 0), tx, a.ID, hash, stored) })
}

func (s *Service) redeem(ctx context.Context, tx *db.Tx, userID int64, link, password string) error {
	if err := s.store.lockUser(ctx, tx, userID); err != nil {
		return err
	}
	a, err := s.store.account(ctx, tx, userID)
	if err != nil {
		return err
	}
	taken, err := s.store.takeLink(ctx, tx, link)
	if err != nil {
		return err
	}
	if !taken || a.Status == Disabled {
		return ErrLinkInvalid
	}
	if err := s.changePassword(ctx, tx, userID, password, "link"); err != nil {
		return err
	}
	return s.endSessions(ctx, tx, ending{userID, 0, "password"})
}

// linkActor is the system actor of the mailing job.
func linkActor() authz.Actor { return authz.System("iam", nil) }
