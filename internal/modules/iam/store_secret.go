package iam

import (
	"context"
	"encoding/json"
	"errors"

	"haike/internal/platform/db"
	"haike/internal/platform/fault"
)

// factor is a second factor as stored; the secret is sealed.
type factor struct {
	sealed    string
	confirmed bool
	lastStep  int64
}

// factor reads a user's second factor; false if there is none.
func (store) factor(ctx context.Context, r db.Reader, user int64) (factor, bool, error) {
	f, err := db.One(ctx, r, func(s db.Scanner) (factor, error) {
		var f factor
		err := s.Scan(&f.sealed, &f.confirmed, &f.lastStep)
		return f, err
	}, "SELECT secret, confirmed, last_step FROM iam_second_factor WHERE user_id = ?", user)
	if errors.Is(err, db.ErrNoRow) {
		return f, false, nil
	}
	return f, err == nil, err
}

// draftFactor stores a secret that still has to be confirmed. Zero rows mean that one is confirmed already.
func (store) draftFactor(ctx context.Context, tx *db.Tx, user int64, sealed string) (int64, error) {
	return tx.Exec(ctx, `INSERT INTO iam_second_factor (user_id, secret, confirmed, last_step, created_at) VALUES (?, ?, 0, 0, ?)
		ON CONFLICT (user_id) DO UPDATE SET secret = excluded.secret, last_step = 0, created_at = excluded.created_at
		WHERE iam_second_factor.confirmed = 0`, user, sealed, db.Micros(tx.Now()))
}

// useStep marks a time step as used; false if it, or a later one, was used before.
func (store) useStep(ctx context.Context, tx *db.Tx, user, step int64) (bool, error) {
	n, err := tx.Exec(ctx, "UPDATE iam_second_factor SET last_step = ? WHERE user_id = ? AND last_step < ?", step, user, step)
	return n == 1, err
}

func (store) confirmFactor(ctx context.Context, tx *db.Tx, user int64, codes []string) error {
	tx.Queue(nil, "UPDATE iam_second_factor SET confirmed = 1 WHERE user_id = ?", user)
	tx.Queue(nil, "DELETE FROM iam_recovery_code WHERE user_id = ?", user)
	for _, hash := range codes {
		tx.Queue(nil, "INSERT INTO iam_recovery_code (user_id, code_hash) VALUES (?, ?)", user, hash)
	}
	tx.Queue(nil, "UPDATE iam_user SET version = version + 1 WHERE id = ?", user)
	return tx.Flush(ctx)
}

// removeFactor reports whether there was a confirmed one.
func (store) removeFactor(ctx context.Context, tx *db.Tx, user int64) (bool, error) {
	tx.Queue(nil, "DELETE FROM iam_recovery_code WHERE user_id = ?", user)
	n, err := tx.Exec(ctx, "DELETE FROM iam_second_factor WHERE user_id = ? AND confirmed = 1", user)
	if err != nil || n == 0 {
		return false, err
	}
	_, err = tx.Exec(ctx, "UPDATE iam_user SET version = version + 1 WHERE id = ?", user)
	return true, err
}

// useRecoveryCode takes a code away; it tells whether the code was good and how many are left.
func (store) useRecoveryCode(ctx context.Context, tx *db.Tx, user int64, hash string) (used bool, left int64, err error) {
	n, err := tx.Exec(ctx, "DELETE FROM iam_recovery_code WHERE user_id = ? AND code_hash = ?", user, hash)
	if err != nil || n == 0 {
		return false, 0, err
	}
	left, err = db.One(ctx, tx, db.Value[int64], "SELECT count(*) FROM iam_recovery_code WHERE user_id = ?", user)
	return true, left, err
}

// putLink makes a link the only one of its channel.
func (store) putLink(tx *db.Tx, l link) {
	tx.Queue(nil, `INSERT INTO iam_link (user_id, channel, token_hash, expires_at) VALUES (?, ?, ?, ?)
		ON CONFLICT (user_id, channel) DO UPDATE SET token_hash = excluded.token_hash, expires_at = excluded.expires_at`,
		l.userID, l.channel, l.hash, db.Micros(l.expires))
}

// dropLinks makes all of a user's links void.
func (store) dropLinks(tx *db.Tx, user int64) {
	tx.Queue(nil, "DELETE FROM iam_link WHERE user_id = ?", user)
}

// linkUser returns whose password a link sets; iam.link_invalid if it is unknown or too old.
func (store) linkUser(ctx context.Context, r db.Reader, hash string, now int64) (int64, error) {
	id, err := db.One(ctx, r, db.Value[int64], "SELECT user_id FROM iam_link WHERE token_hash = ? AND expires_at > ?", hash, now)
	if errors.Is(err, db.ErrNoRow) {
		return 0, ErrLinkInvalid
	}
	return id, err
}

// takeLink uses a link up; false if somebody was faster.
func (store) takeLink(ctx context.Context, tx *db.Tx, hash string) (bool, error) {
	n, err := tx.Exec(ctx, "DELETE FROM iam_link WHERE token_hash = ? AND expires_at > ?", hash, db.Micros(tx.Now()))
	return n == 1, err
}

func scanToken(s db.Scanner) (Token, error) {
	var t Token
	var permissions string
	var created int64
	var expires, used *int64
	if err := s.Scan(&t.ID, &t.UserID, &t.Name, &permissions, &created, &expires, &used); err != nil {
		return t, err
	}
	t.CreatedAt, t.ExpiresAt, t.LastUsedAt = db.Time(created), timeOf(expires), timeOf(used)
	return t, json.Unmarshal([]byte(permissions), &t.Permissions)
}

const tokenSelect = "SELECT id, user_id, name, permissions, created_at, expires_at, last_used_at FROM iam_token WHERE " //nolint:gosec // SQL that names a table of tokens

func (store) tokens(ctx context.Context, r db.Reader, user int64) ([]Token, error) {
	return db.All(ctx, r, scanToken, tokenSelect+"user_id = ? ORDER BY id LIMIT ?", user, maxTokens)
}

func (store) token(ctx context.Context, r db.Reader, user, id int64) (Token, error) {
	t, err := db.One(ctx, r, scanToken, tokenSelect+"user_id = ? AND id = ?", user, id)
	return t, missing(err)
}

func (store) insertToken(ctx context.Context, tx *db.Tx, t Token, hash string) (int64, error) {
	permissions, err := json.Marshal(t.Permissions)
	if err != nil {
		return 0, err
	}
	return tx.Insert(ctx, `INSERT INTO iam_token (user_id, name, token_hash, permissions, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?) RETURNING id`,
		t.UserID, t.Name, hash, string(permissions), db.Micros(tx.Now()), microsOf(t.ExpiresAt))
}

func (store) deleteToken(ctx context.Context, tx *db.Tx, user, id int64) error {
	n, err := tx.Exec(ctx, "DELETE FROM iam_token WHERE user_id = ? AND id = ?", user, id)
	if err == nil && n == 0 {
		return fault.ErrNotFound
	}
	return err
}

// deleteTokens voids all of a user's tokens and returns their ids.
func (store) deleteTokens(ctx context.Context, tx *db.Tx, user int64) ([]int64, error) {
	return db.All(ctx, tx, db.Value[int64], "DELETE FROM iam_token WHERE user_id = ? RETURNING id", user)
}
