package iam

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"image/png"

	"github.com/pquerna/otp/totp"

	"haike/internal/platform/db"
	"haike/internal/platform/fault"
)

// FactorStart is what an authenticator app needs; it is shown once.
type FactorStart struct {
	Secret string
	URL    string // otpauth://
	QR     string // the URL as a PNG picture in base 64
}

func factorPurpose(userID int64) string { return fmt.Sprintf("iam.second_factor:%d", userID) }

// StartSecondFactor makes the secret of a second factor, which counts once it is confirmed.
// Errors: iam.wrong_password, iam.throttled, iam.busy, iam.second_factor_on.
func (s *Service) StartSecondFactor(ctx context.Context, password string) (FactorStart, error) {
	a, err := s.confirm(ctx, "password", password)
	if err != nil {
		return FactorStart{}, err
	}
	company, err := s.Company(ctx, s.DB.Read())
	if err != nil {
		return FactorStart{}, err
	}
	start, err := newFactor(company.Name, a.Login)
	if err != nil {
		return FactorStart{}, err
	}
	sealed, err := s.Secrets.Seal(factorPurpose(a.ID), []byte(start.Secret))
	if err != nil {
		return FactorStart{}, err
	}
	return start, s.DB.Write(ctx, func(tx *db.Tx) error {
		n, err := s.store.draftFactor(ctx, tx, a.ID, sealed)
		if err == nil && n == 0 {
			return ErrSecondFactorOn
		}
		return err
	})
}

func newFactor(company, login string) (FactorStart, error) {
	issuer := "Haike"
	if company != "" {
		issuer += " " + company
	}
	key, err := totp.Generate(totp.GenerateOpts{Issuer: issuer, AccountName: login, SecretSize: 20})
	if err != nil {
		return FactorStart{}, fmt.Errorf("iam: second factor: %w", err)
	}
	picture, err := key.Image(256, 256)
	if err != nil {
		return FactorStart{}, fmt.Errorf("iam: QR code: %w", err)
	}
	var data bytes.Buffer
	if err := png.Encode(&data, picture); err != nil {
		return FactorStart{}, fmt.Errorf("iam: QR code: %w", err)
	}
	return FactorStart{Secret: key.Secret(), URL: key.URL(), QR: base64.StdEncoding.EncodeToString(data.Bytes())}, nil
}

// ConfirmSecondFactor proves that the app shows the right codes; from then on
// logins need one. Other sessions end. It returns the recovery codes, once.
// Errors: iam.second_factor_off, iam.second_factor_on, iam.throttled, common.invalid (wrong_code).
func (s *Service) ConfirmSecondFactor(ctx context.Context, code string) ([]string, error) {
	actor, err := signedIn(ctx)
	if err != nil {
		return nil, err
	}
	codes := newRecoveryCodes()
	var refused error
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		refused = nil
		f, ok, err := s.store.factor(ctx, tx, actor.UserID)
		switch {
		case err != nil:
			return err
		case !ok:
			return ErrSecondFactorOff
		case f.confirmed:
			return ErrSecondFactorOn
		}
		asked := bucket{codeLimit(), fmt.Sprint(actor.UserID)}
		wait, err := s.charge(ctx, tx, actor.UserID, asked)
		if err != nil || wait > 0 {
			refused = throttled(wait)
			return err
		}
		good, err := s.checkStep(ctx, tx, actor.UserID, f, code)
		if err != nil {
			return err
		}
		if !good {
			refused = fault.ErrInvalid.WithField("code", FieldWrongCode)
			return nil
		}
		s.store.clearThrottle(tx, asked.limit.kind, asked.key)
		return s.enableFactor(ctx, tx, ending{actor.UserID, actor.SessionID, "second_factor"}, codes)
	})
	if err == nil {
		err = refused
	}
	if err != nil {
		return nil, err
	}
	return codes, nil
}

func (s *Service) enableFactor(ctx context.Context, tx *db.Tx, e ending, codes []string) error {
	hashes := make([]string, len(codes))
	for i, c := range codes {
		hashes[i] = recoveryHash(e.userID, c)
	}
	if err := s.store.confirmFactor(ctx, tx, e.userID, hashes); err != nil {
		return err
	}
	if err := s.Events.Publish(ctx, tx, SecondFactorEnabled{UserID: e.userID}); err != nil {
		return err
	}
	return s.endSessions(ctx, tx, e)
}

// RemoveSecondFactor lets one's own logins go without a code again.
// Errors: iam.wrong_password, iam.throttled, iam.busy, iam.second_factor_off, iam.second_factor_required.
func (s *Service) RemoveSecondFactor(ctx context.Context, password string) error {
	a, err := s.confirm(ctx, "password", password)
	if err != nil {
		return err
	}
	policy, err := s.store.policy(ctx, s.DB.Read())
	if err != nil {
		return err
	}
	if policy.RequireSecondFactor {
		return ErrSecondFactorRequired
	}
	return s.DB.Write(ctx, func(tx *db.Tx) error { return s.dropFactor(ctx, tx, a.ID) })
}

func (s *Service) dropFactor(ctx context.Context, tx *db.Tx, userID int64) error {
	removed, err := s.store.removeFactor(ctx, tx, userID)
	if err != nil {
		return err
	}
	if !removed {
		return ErrSecondFactorOff
	}
	s.forgetActors(tx)
	return s.Events.Publish(ctx, tx, SecondFactorDisabled{UserID: userID})
}

// checkCode accepts the app's code of this moment, once, or a recovery code.
func (s *Service) checkCode(ctx context.Context, tx *db.Tx, userID int64, typed string) (bool, error) {
	f, ok, err := s.store.factor(ctx, tx, userID)
	if err != nil || !ok || !f.confirmed {
		return false, err
	}
	if recoveryKey(typed) == "" {
		return s.checkStep(ctx, tx, userID, f, typed)
	}
	used, left, err := s.store.useRecoveryCode(ctx, tx, userID, recoveryHash(userID, typed))
	if err != nil || !used {
		return false, err
	}
	return true, s.Events.Publish(asUser(ctx, userID, 0), tx, RecoveryCodeUsed{UserID: userID, Left: left})
}

func (s *Service) checkStep(ctx context.Context, tx *db.Tx, userID int64, f factor, typed string) (bool, error) {
	secret, err := s.Secrets.Open(factorPurpose(userID), f.sealed)
	if err != nil {
		return false, fmt.Errorf("iam: second factor of user %d: %w", userID, err)
	}
	step, good := matchingStep(string(secret), plainCode(typed), tx.Now(), f.lastStep)
	if !good {
		return false, nil
	}
	return s.store.useStep(ctx, tx, userID, step)
}
