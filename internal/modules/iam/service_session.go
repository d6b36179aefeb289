package iam

import (
	"context"
	"net/netip"
	"strconv"
	"time"

	"haike/internal/platform/authz"
	"haike/internal/platform/db"
	"haike/internal/platform/fault"
)

// LoginInput is what somebody signs in with.
type LoginInput struct {
	Login       string
	Password    string
	NewPassword string // to replace one that has expired
	Remember    bool   // the session outlives the browser window
	UserAgent   string
	IP          netip.Addr
}

// CodeInput completes a login with the second factor or a recovery code.
type CodeInput struct {
	Challenge string
	Code      string
	UserAgent string
	IP        netip.Addr
}

// SignIn is the outcome of a login: a session, or a challenge where a second
// factor is still needed. Both are secrets for a cookie.
type SignIn struct {
	UserID    int64
	Session   string
	Challenge string
	// Life is how long the cookie is kept; zero: until the browser is closed.
	Life time.Duration
}

// attempt is a login under way.
type attempt struct {
	in      LoginInput
	network string
	buckets []bucket
	account account // zero for an unknown login
	policy  Policy
	rehash  string // the present password in the present form, if it has an old one
	renewed string // the hash of NewPassword
}

// Login checks login and password. Unknown logins, wrong passwords and users
// who may not sign in are refused with the same words after the same work.
// Errors: iam.wrong_credentials, iam.throttled, iam.busy, iam.password_expired,
// common.invalid (the new password).
func (s *Service) Login(ctx context.Context, in LoginInput) (SignIn, error) {
	a, err := s.begin(ctx, in)
	if err != nil {
		return SignIn{}, err
	}
	ok, stale, err := s.hasher.verify(ctx, in.Password, a.account.Password)
	if err != nil {
		return SignIn{}, s.giveBack(ctx, a, err)
	}
	if !ok || a.account.Status != Active {
		return SignIn{}, s.failed(ctx, a.account.ID, "credentials", ErrWrongCredentials)
	}
	if stale {
		if a.rehash, err = s.hasher.hash(ctx, in.Password); err != nil {
			return SignIn{}, s.giveBack(ctx, a, err)
		}
	}
	// With a second factor an expired password is renewed inside the session:
	// half a login must not change a password.
	if a.policy.expired(a.account, s.DB.Clock().Now()) && !a.account.TwoFactor {
		if err := s.renew(ctx, &a); err != nil {
			return SignIn{}, s.giveBack(ctx, a, err)
		}
	}
	return s.finish(ctx, a)
}

// begin counts the attempt before its outcome is known and reads the account.
func (s *Service) begin(ctx context.Context, in LoginInput) (attempt, error) {
	a := attempt{in: in, network: network(in.IP)}
	key := LoginKey(in.Login)
	var wait time.Duration
	err := s.DB.Write(ctx, func(tx *db.Tx) error {
		var err error
		if a.account, err = s.store.accountByLogin(ctx, tx, key); err != nil {
			return err
		}
		if a.policy, err = s.store.policy(ctx, tx); err != nil {
			return err
		}
		known, err := s.store.knowsNetwork(ctx, tx, a.account.ID, a.network)
		if err != nil {
			return err
		}
		from := ""
		if known {
			from = a.network
		}
		a.buckets = []bucket{{accountLimit(), hashSecret(key + "\x00" + from)}, {networkLimit(), a.network}}
		wait, err = s.charge(ctx, tx, a.account.ID, a.buckets...)
		return err
	})
	if err == nil && wait > 0 {
		err = throttled(wait)
	}
	return a, err
}

// failed writes down that a login failed and returns why.
func (s *Service) failed(ctx context.Context, userID int64, reason string, why error) error {
	err := s.DB.Write(ctx, func(tx *db.Tx) error {
		return s.Events.Publish(ctx, tx, LoginFailed{UserID: userID, Reason: reason})
	})
	if err != nil {
		return err
	}
	return why
}

// giveBack takes the charge of an attempt back that was not the user's fault.
func (s *Service) giveBack(ctx context.Context, a attempt, why error) error {
	err := s.DB.Write(ctx, func(tx *db.Tx) error {
		for _, b := range a.buckets {
			s.store.refundThrottle(tx, b.limit.kind, b.key)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return why
}

func (s *Service) renew(ctx context.Context, a *attempt) error {
	if a.in.NewPassword == "" {
		return ErrPasswordExpired
	}
	if err := s.acceptable(ctx, a.account, a.policy, "new_password", a.in.NewPassword); err != nil {
		return err
	}
	hash, err := s.hasher.hash(ctx, a.in.NewPassword)
	a.renewed = hash
	return err
}

// finish starts the session, or asks for the second factor.
func (s *Service) finish(ctx context.Context, a attempt) (SignIn, error) {
	var done SignIn
	err := s.DB.Write(ctx, func(tx *db.Tx) error {
		now, err := s.store.account(ctx, tx, a.account.ID)
		if err != nil {
			return err
		}
		if now.Status != Active || now.Password != a.account.Password {
			return ErrWrongCredentials // disabled, or changed, while we computed
		}
		s.store.clearThrottle(tx, a.buckets[0].limit.kind, a.buckets[0].key)
		s.store.refundThrottle(tx, a.buckets[1].limit.kind, a.buckets[1].key)
		if a.rehash != "" {
			s.store.rehash(tx, now.ID, now.Password, a.rehash)
		}
		if now.TwoFactor {
			done = s.ask(tx, now.ID, a.in.Remember)
			return nil
		}
		if a.renewed != "" {
			if err := s.changePassword(ctx, tx, now.ID, a.renewed, "expiry"); err != nil {
				return err
			}
		}
		done, err = s.startSession(ctx, tx, entry{userID: now.ID, policy: a.policy, remember: a.in.Remember, userAgent: a.in.UserAgent, network: a.network})
		return err
	})
	return done, err
}

// ask issues a challenge for the second factor.
func (s *Service) ask(tx *db.Tx, userID int64, remember bool) SignIn {
	secret := newSecret()
	s.store.insertChallenge(tx, challenge{userID: userID, remember: remember, expires: tx.Now().Add(challengeLife)}, hashSecret(secret))
	return SignIn{UserID: userID, Challenge: secret, Life: challengeLife}
}

// entry is what a session starts with.
type entry struct {
	userID       int64
	policy       Policy
	remember     bool
	secondFactor bool
	userAgent    string
	network      string
}

// startSession gives the browser a new session; the one that it came with ends.
func (s *Service) startSession(ctx context.Context, tx *db.Tx, e entry) (SignIn, error) {
	if err := s.endPrevious(ctx, tx); err != nil {
		return SignIn{}, err
	}
	secret := newSecret()
	id, err := s.store.insertSession(ctx, tx, Session{UserID: e.userID, SecondFactor: e.secondFactor, Client: clientText(e.userAgent)}, hashSecret(secret))
	if err != nil {
		return SignIn{}, err
	}
	s.store.learnNetwork(tx, e.userID, e.network)
	done := SignIn{UserID: e.userID, Session: secret}
	if e.remember {
		done.Life = time.Duration(e.policy.MaxHours) * time.Hour
	}
	return done, s.Events.Publish(asUser(ctx, e.userID, id), tx, LoggedIn{UserID: e.userID, SessionID: id, SecondFactor: e.secondFactor})
}

func (s *Service) endPrevious(ctx context.Context, tx *db.Tx) error {
	actor, err := signedIn(ctx)
	if err != nil || actor.SessionID == 0 {
		return nil
	}
	ended, err := s.store.endSession(ctx, tx, actor.UserID, actor.SessionID)
	if err != nil || !ended {
		return err
	}
	s.forgetActors(tx)
	return s.Events.Publish(ctx, tx, SessionsEnded{UserID: actor.UserID, Count: 1, Reason: "login"})
}

// CompleteLogin checks the second factor's code, or a recovery code, of a login.
// Errors: iam.wrong_code, iam.login_expired, iam.throttled.
func (s *Service) CompleteLogin(ctx context.Context, in CodeInput) (SignIn, error) {
	var done SignIn
	var refused error // kept apart: what was counted must be committed
	err := s.DB.Write(ctx, func(tx *db.Tx) error {
		refused = nil
		c, err := s.store.challenge(ctx, tx, hashSecret(in.Challenge))
		if err != nil {
			return err
		}
		code := bucket{codeLimit(), strconv.FormatInt(c.userID, 10)}
		wait, err := s.charge(ctx, tx, c.userID, code)
		if err != nil || wait > 0 {
			refused = throttled(wait)
			return err
		}
		good, err := s.checkCode(ctx, tx, c.userID, in.Code)
		if err != nil {
			return err
		}
		if !good {
			refused = ErrWrongCode
			return s.Events.Publish(ctx, tx, LoginFailed{UserID: c.userID, Reason: "code"})
		}
		s.store.clearThrottle(tx, code.limit.kind, code.key)
		s.store.deleteChallenge(tx, hashSecret(in.Challenge))
		done, err = s.enter(ctx, tx, c, in)
		return err
	})
	if err == nil {
		err = refused
	}
	return done, err
}

func (s *Service) enter(ctx context.Context, tx *db.Tx, c challenge, in CodeInput) (SignIn, error) {
	a, err := s.store.account(ctx, tx, c.userID)
	if err != nil {
		return SignIn{}, err
	}
	if a.Status != Active {
		return SignIn{}, ErrLoginExpired
	}
	policy, err := s.store.policy(ctx, tx)
	if err != nil {
		return SignIn{}, err
	}
	return s.startSession(ctx, tx, entry{userID: c.userID, policy: policy, remember: c.remember, secondFactor: true, userAgent: in.UserAgent, network: network(in.IP)})
}

// Logout ends the acting session. Errors: common.unauthenticated, common.session_required by the border.
func (s *Service) Logout(ctx context.Context) error {
	actor, err := signedIn(ctx)
	if err != nil {
		return err
	}
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		ended, err := s.store.endSession(ctx, tx, actor.UserID, actor.SessionID)
		if err != nil || !ended {
			return err
		}
		s.forgetActors(tx)
		return s.Events.Publish(ctx, tx, LoggedOut{UserID: actor.UserID, SessionID: actor.SessionID})
	})
}

// Sessions lists one's own sessions that are alive, the last used first.
// Errors: common.unauthenticated.
func (s *Service) Sessions(ctx context.Context) ([]Session, error) {
	actor, err := signedIn(ctx)
	if err != nil {
		return nil, err
	}
	policy, err := s.store.policy(ctx, s.DB.Read())
	if err != nil {
		return nil, err
	}
	all, err := s.store.sessions(ctx, s.DB.Read(), actor.UserID)
	if err != nil {
		return nil, err
	}
	alive := []Session{}
	for _, x := range all {
		if s.DB.Clock().Now().Before(policy.endsAt(x.CreatedAt, x.LastSeenAt)) {
			alive = append(alive, x)
		}
	}
	return alive, nil
}

// EndSession ends one of one's own sessions. Errors: common.not_found.
func (s *Service) EndSession(ctx context.Context, id int64) error {
	actor, err := signedIn(ctx)
	if err != nil {
		return err
	}
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		ended, err := s.store.endSession(ctx, tx, actor.UserID, id)
		if err != nil {
			return err
		}
		if !ended {
			return fault.ErrNotFound
		}
		s.forgetActors(tx)
		return s.Events.Publish(ctx, tx, SessionsEnded{UserID: actor.UserID, Count: 1, Reason: "user"})
	})
}

// EndOtherSessions ends all of one's own sessions but the acting one.
func (s *Service) EndOtherSessions(ctx context.Context) error {
	actor, err := signedIn(ctx)
	if err != nil {
		return err
	}
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		return s.endSessions(ctx, tx, ending{actor.UserID, actor.SessionID, "user"})
	})
}

// ending says which sessions of a user end and why; keep is one that stays.
type ending struct {
	userID, keep int64
	reason       string
}

func (s *Service) endSessions(ctx context.Context, tx *db.Tx, e ending) error {
	n, err := s.store.endSessions(ctx, tx, e.userID, e.keep)
	if err != nil {
		return err
	}
	s.forgetActors(tx)
	if n == 0 {
		return nil
	}
	return s.Events.Publish(ctx, tx, SessionsEnded{UserID: e.userID, Count: n, Reason: e.reason})
}

// currentSession tells whether a session is the acting one.
func currentSession(ctx context.Context, id int64) bool {
	actor, err := authz.From(ctx)
	return err == nil && actor.SessionID == id
}
