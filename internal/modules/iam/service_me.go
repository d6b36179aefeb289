package iam

import (
	"context"
	"strconv"
	"strings"

	"haike/internal/platform/authz"
	"haike/internal/platform/db"
	"haike/internal/platform/event"
	"haike/internal/platform/fault"
)

// Me is the signed-in user as the web app needs it.
type Me struct {
	User
	Grants               Grants // as they count in this session, or for this token
	MustChangePassword   bool
	SecondFactorRequired bool // the policy demands one, and it is not set up yet
	Company              Company
	Demo                 bool
	Links                *LinkState // nil for those who do not administer the installation
}

// LinkState says where links that are passed on or mailed lead.
type LinkState struct {
	BaseURL string
	Guessed bool // nobody has set BaseURL: links may be dead elsewhere
	Mail    bool // links are mailed
}

// Me returns the acting user. Errors: common.unauthenticated.
func (s *Service) Me(ctx context.Context) (Me, error) {
	actor, err := signedIn(ctx)
	if err != nil {
		return Me{}, err
	}
	return s.me(ctx, actor)
}

// MeAfter returns the user whom a login has just let in, with the rights of the new session.
func (s *Service) MeAfter(ctx context.Context, in SignIn) (Me, error) {
	actor, err := s.Authenticate(ctx, in.Session, "")
	if err != nil {
		return Me{}, err
	}
	return s.me(authz.WithActor(ctx, actor), actor)
}

func (s *Service) me(ctx context.Context, actor authz.Actor) (Me, error) {
	r := s.DB.Read()
	me := Me{Grants: Grants{}, Demo: s.Demo}
	for _, p := range s.catalog.list {
		if level := actor.Level(p.Key); level != authz.None {
			me.Grants[p.Key] = level
		}
	}
	if me.Grants[PermPolicyWrite] != authz.None {
		me.Links = &LinkState{BaseURL: s.BaseURL, Guessed: s.BaseURLGuessed, Mail: s.MailEnabled()}
	}
	var err error
	if me.User, err = s.readUser(ctx, r, authz.Everything(), actor.UserID); err != nil { // one's own account, whatever the scope
		return me, err
	}
	if me.Company, err = s.Company(ctx, r); err != nil {
		return me, err
	}
	a, err := s.store.account(ctx, r, actor.UserID)
	if err != nil {
		return me, err
	}
	policy, err := s.store.policy(ctx, r)
	me.MustChangePassword = a.MustChange || policy.expired(a, s.DB.Clock().Now())
	me.SecondFactorRequired = policy.RequireSecondFactor && !a.TwoFactor
	return me, err
}

// UpdateMe changes one's own account. Whoever finds an open browser must not
// redirect the mails that reset the password, so another mail address takes the
// password. Errors: common.unauthenticated, common.invalid, common.stale,
// iam.wrong_password, iam.throttled, iam.busy.
func (s *Service) UpdateMe(ctx context.Context, version int64, p MePatch) (Me, error) {
	actor, err := signedIn(ctx)
	if err != nil {
		return Me{}, err
	}
	if err := s.confirmNewMail(ctx, actor.UserID, p); err != nil {
		return Me{}, err
	}
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		if err := s.store.lockUser(ctx, tx, actor.UserID); err != nil {
			return err
		}
		old, err := s.readUser(ctx, tx, authz.Everything(), actor.UserID) // one's own account
		if err != nil {
			return err
		}
		if old.Version != version {
			return fault.ErrStale.With("version", old.Version)
		}
		next, err := p.applied(old)
		if err != nil {
			return err
		}
		return s.saveUser(ctx, tx, old, next)
	})
	if err != nil {
		return Me{}, err
	}
	return s.me(ctx, actor)
}

func (s *Service) confirmNewMail(ctx context.Context, userID int64, p MePatch) error {
	if p.Email == nil {
		return nil
	}
	a, err := s.store.account(ctx, s.DB.Read(), userID)
	if err != nil || strings.TrimSpace(*p.Email) == a.Email {
		return err
	}
	if p.Password == "" {
		return fault.ErrInvalid.WithField("current_password", fault.FieldRequired)
	}
	_, err = s.confirm(ctx, "current_password", p.Password)
	return err
}

func (p MePatch) applied(u User) (User, error) {
	set(&u.Name, p.Name)
	set(&u.Email, p.Email)
	set(&u.Settings.Locale, p.Locale)
	set(&u.Settings.Theme, p.Theme)
	set(&u.Settings.Density, p.Density)
	if p.Shortcuts != nil {
		u.Settings.Shortcuts = *p.Shortcuts
	}
	var c fault.Check
	checkPerson(&c, u.Name, u.Email, u.Phone)
	u.Settings.check(&c)
	return u, c.Err()
}

// Tokens lists one's own personal API tokens. Errors: common.unauthenticated.
func (s *Service) Tokens(ctx context.Context) ([]Token, error) {
	actor, err := signedIn(ctx)
	if err != nil {
		return nil, err
	}
	return s.store.tokens(ctx, s.DB.Read(), actor.UserID)
}

// CreateToken makes a personal API token and returns its secret, once.
// Errors: common.unauthenticated, common.invalid, iam.grant_exceeds_own, iam.too_many_tokens.
func (s *Service) CreateToken(ctx context.Context, in TokenInput) (Token, string, error) {
	actor, err := signedIn(ctx)
	if err != nil {
		return Token{}, "", err
	}
	in.Name, in.Permissions = strings.TrimSpace(in.Name), unique(in.Permissions)
	if err := in.validate(actor, s.catalog, s.DB.Clock().Now()); err != nil {
		return Token{}, "", err
	}
	secret := newTokenSecret()
	var t Token
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		if err := s.store.lockUser(ctx, tx, actor.UserID); err != nil {
			return err
		}
		have, err := s.store.tokens(ctx, tx, actor.UserID)
		if err != nil {
			return err
		}
		if len(have) >= maxTokens {
			return ErrTooManyTokens.With("max", maxTokens)
		}
		t = Token{UserID: actor.UserID, Name: in.Name, Permissions: in.Permissions, CreatedAt: tx.Now(), ExpiresAt: in.ExpiresAt}
		if t.ID, err = s.store.insertToken(ctx, tx, t, hashSecret(secret)); err != nil {
			return err
		}
		return s.record(ctx, tx, TokenCreated{TokenID: t.ID, UserID: actor.UserID, Permissions: in.Permissions}, event.Change{Field: "name", New: textOrNil(in.Name)})
	})
	return t, secret, err
}

// RevokeToken voids one of one's own tokens. Errors: common.unauthenticated, common.not_found.
func (s *Service) RevokeToken(ctx context.Context, id int64) error {
	actor, err := signedIn(ctx)
	if err != nil {
		return err
	}
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		t, err := s.store.token(ctx, tx, actor.UserID, id)
		if err != nil {
			return err
		}
		if err := s.store.deleteToken(ctx, tx, actor.UserID, id); err != nil {
			return err
		}
		s.forgetActors(tx)
		return s.record(ctx, tx, TokenRevoked{TokenID: id, UserID: actor.UserID, Reason: "user"}, event.Change{Field: "name", Old: textOrNil(t.Name)})
	})
}

// Policy reads the security policy. Errors: common.forbidden.
func (s *Service) Policy(ctx context.Context) (Policy, error) {
	if _, err := authz.Require(ctx, PermPolicyRead); err != nil {
		return Policy{}, err
	}
	return s.store.policy(ctx, s.DB.Read())
}

// SetPolicy replaces the security policy; p.Version is the one that was read.
// It counts at once, also for sessions under way.
// Errors: common.forbidden, common.invalid, common.stale.
func (s *Service) SetPolicy(ctx context.Context, p Policy) (Policy, error) {
	if _, err := authz.Require(ctx, PermPolicyWrite); err != nil {
		return Policy{}, err
	}
	if err := p.Validate(); err != nil {
		return Policy{}, err
	}
	err := s.DB.Write(ctx, func(tx *db.Tx) error {
		old, err := s.store.policy(ctx, tx)
		if err != nil {
			return err
		}
		n, err := s.store.updatePolicy(ctx, tx, p)
		if err != nil {
			return err
		}
		if n == 0 {
			return fault.ErrStale.With("version", old.Version)
		}
		s.forgetActors(tx)
		number := func(n int64) string { return strconv.FormatInt(n, 10) }
		fields, changes := differences(
			change{"password_profile", string(old.Profile), string(p.Profile)},
			change{"session_idle_minutes", number(old.IdleMinutes), number(p.IdleMinutes)},
			change{"session_max_hours", number(old.MaxHours), number(p.MaxHours)},
			change{"require_second_factor", strconv.FormatBool(old.RequireSecondFactor), strconv.FormatBool(p.RequireSecondFactor)},
		)
		if len(fields) == 0 {
			return nil
		}
		return s.record(ctx, tx, PolicyChanged{Fields: fields}, changes...)
	})
	if err != nil {
		return Policy{}, err
	}
	return s.store.policy(ctx, s.DB.Read())
}

// CreateAdministratorTx creates the first user, who holds the administrator
// role, together with the company. The hash is computed inside the transaction:
// at this moment nobody else waits for it. Fields are named as the room org
// takes them: administrator.login and so on.
// Errors: common.invalid, common.forbidden when there are users already.
func (s *Service) CreateAdministratorTx(ctx context.Context, tx *db.Tx, in Administrator) (int64, error) {
	exists, err := s.store.anyUser(ctx, tx)
	if err != nil {
		return 0, err
	}
	if exists {
		return 0, fault.ErrForbidden.With("permission", PermUserWrite)
	}
	n := NewUser{Login: in.Login, Name: in.Name, Email: in.Email, Locale: in.Locale}.trimmed()
	if err := under("administrator.", n.Validate()); err != nil {
		return 0, err
	}
	policy, err := s.store.policy(ctx, tx)
	if err != nil {
		return 0, err
	}
	company, err := s.Company(ctx, tx)
	if err != nil {
		return 0, err
	}
	var c fault.Check
	policy.Profile.check(&c, "administrator.password", in.Password, n.Login, n.Name, n.Email, company.Name)
	if err := c.Err(); err != nil {
		return 0, err
	}
	return s.insertAdministrator(ctx, tx, n, in.Password)
}

func (s *Service) insertAdministrator(ctx context.Context, tx *db.Tx, n NewUser, password string) (int64, error) {
	hash, err := s.hasher.hash(ctx, password)
	if err != nil {
		return 0, err
	}
	roles, err := s.store.ensureBuiltins(ctx, tx)
	if err != nil {
		return 0, err
	}
	id, err := s.store.insertUser(ctx, tx, n, hash)
	if err != nil {
		return 0, err
	}
	s.store.passwordChosen(tx, id)
	s.store.addRoles(tx, id, []int64{roles[authz.Administrator]})
	return id, s.Events.Publish(ctx, tx, UserCreated{UserID: id, RoleIDs: []int64{roles[authz.Administrator]}})
}

// under puts a prefix before the fields of an invalid input.
func under(prefix string, err error) error {
	f := fault.As(err)
	if f == nil {
		return err
	}
	fields := make([]fault.Field, len(f.Fields))
	for i, field := range f.Fields {
		field.Path = prefix + field.Path
		fields[i] = field
	}
	return fault.ErrInvalid.WithFields(fields...)
}
