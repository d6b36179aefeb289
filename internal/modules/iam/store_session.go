package iam

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"haike/internal/platform/authz"
	"haike/internal/platform/db"
	"haike/internal/platform/fault"
)

// bearing is what a valid session cookie or token stands for.
type bearing struct {
	account account
	policy  Policy
	session Session // of cookies
	token   Token   // of tokens
	roles   []int64
	admin   bool
	grants  []grantRow
}

type bearingRow struct {
	bearing
	role       *int64
	key        *string
	permission *string
	level      *string
}

const bearingJoins = ` JOIN iam_user u ON u.id = x.user_id CROSS JOIN iam_policy p
	LEFT JOIN iam_user_role ur ON ur.user_id = u.id LEFT JOIN iam_role r ON r.id = ur.role_id
	LEFT JOIN iam_role_grant g ON g.role_id = r.id WHERE u.status = 'active' AND x.token_hash = ? ORDER BY r.id`

// bySession reads all that a session stands for in one query; common.unauthenticated if there is none.
func (store) bySession(ctx context.Context, r db.Reader, hash string) (bearing, error) {
	return gather(db.All(ctx, r, func(s db.Scanner) (bearingRow, error) {
		var x bearingRow
		var changed, created, seen int64
		dest := append(x.account.dest(&changed), x.policy.dest()...)
		dest = append(dest, &x.role, &x.key, &x.permission, &x.level, &x.session.ID, &x.session.SecondFactor, &created, &seen)
		err := s.Scan(dest...)
		x.account.PasswordChangedAt = db.Time(changed)
		x.session.UserID, x.session.CreatedAt, x.session.LastSeenAt = x.account.ID, db.Time(created), db.Time(seen)
		return x, err
	}, "SELECT "+accountColumns+", "+policyColumns+", r.id, r.key, g.permission, g.level, x.id, x.second_factor, x.created_at, x.last_seen_at FROM iam_session x"+bearingJoins, hash))
}

// byToken is bySession for personal API tokens.
func (store) byToken(ctx context.Context, r db.Reader, hash string) (bearing, error) {
	return gather(db.All(ctx, r, func(s db.Scanner) (bearingRow, error) {
		var x bearingRow
		var changed int64
		var permissions string
		var expires, used *int64
		dest := append(x.account.dest(&changed), x.policy.dest()...)
		dest = append(dest, &x.role, &x.key, &x.permission, &x.level, &x.token.ID, &permissions, &expires, &used)
		if err := s.Scan(dest...); err != nil {
			return x, err
		}
		x.account.PasswordChangedAt = db.Time(changed)
		x.token.UserID, x.token.ExpiresAt, x.token.LastUsedAt = x.account.ID, timeOf(expires), timeOf(used)
		return x, json.Unmarshal([]byte(permissions), &x.token.Permissions)
	}, "SELECT "+accountColumns+", "+policyColumns+", r.id, r.key, g.permission, g.level, x.id, x.permissions, x.expires_at, x.last_used_at FROM iam_token x"+bearingJoins, hash))
}

// gather folds the rows, one for each grant, into one bearing.
func gather(rows []bearingRow, err error) (bearing, error) {
	if err != nil {
		return bearing{}, err
	}
	if len(rows) == 0 {
		return bearing{}, fault.ErrUnauthenticated
	}
	b := rows[0].bearing
	for _, row := range rows {
		if row.role == nil {
			continue
		}
		if len(b.roles) == 0 || b.roles[len(b.roles)-1] != *row.role {
			b.roles = append(b.roles, *row.role)
		}
		b.admin = b.admin || row.key != nil && *row.key == string(authz.Administrator)
		if row.permission != nil && row.level != nil {
			b.grants = append(b.grants, grantRow{*row.role, *row.permission, *row.level})
		}
	}
	return b, nil
}

// touchSession notes that a session is in use, at most once in every.
func (store) touchSession(tx *db.Tx, session, user int64, every time.Duration) {
	now, before := db.Micros(tx.Now()), db.Micros(tx.Now().Add(-every))
	tx.Queue(nil, "UPDATE iam_session SET last_seen_at = ? WHERE id = ? AND last_seen_at <= ?", now, session, before)
	tx.Queue(nil, "UPDATE iam_user SET last_seen_at = ? WHERE id = ? AND COALESCE(last_seen_at, 0) <= ?", now, user, before)
}

// touchToken is touchSession for tokens.
func (store) touchToken(tx *db.Tx, token int64, every time.Duration) {
	tx.Queue(nil, "UPDATE iam_token SET last_used_at = ? WHERE id = ? AND COALESCE(last_used_at, 0) <= ?",
		db.Micros(tx.Now()), token, db.Micros(tx.Now().Add(-every)))
}

func (store) insertSession(ctx context.Context, tx *db.Tx, s Session, hash string) (int64, error) {
	now := db.Micros(tx.Now())
	tx.Queue(nil, "UPDATE iam_user SET last_seen_at = ? WHERE id = ?", now, s.UserID)
	return tx.Insert(ctx, `INSERT INTO iam_session (user_id, token_hash, second_factor, client, created_at, last_seen_at)
		VALUES (?, ?, ?, ?, ?, ?) RETURNING id`, s.UserID, hash, flag(s.SecondFactor), s.Client, now, now)
}

func (store) sessions(ctx context.Context, r db.Reader, user int64) ([]Session, error) {
	return db.All(ctx, r, func(s db.Scanner) (Session, error) {
		x := Session{UserID: user}
		var created, seen int64
		err := s.Scan(&x.ID, &x.SecondFactor, &x.Client, &created, &seen)
		x.CreatedAt, x.LastSeenAt = db.Time(created), db.Time(seen)
		return x, err
	}, "SELECT id, second_factor, client, created_at, last_seen_at FROM iam_session WHERE user_id = ? ORDER BY last_seen_at DESC, id DESC LIMIT 200", user)
}

// endSession ends one session of a user and reports whether it was there.
func (store) endSession(ctx context.Context, tx *db.Tx, user, session int64) (bool, error) {
	n, err := tx.Exec(ctx, "DELETE FROM iam_session WHERE id = ? AND user_id = ?", session, user)
	return n == 1, err
}

// endSessions ends a user's sessions but one (0: none is kept), and logins that wait for a code.
func (store) endSessions(ctx context.Context, tx *db.Tx, user, keep int64) (int64, error) {
	tx.Queue(nil, "DELETE FROM iam_challenge WHERE user_id = ?", user)
	return tx.Exec(ctx, "DELETE FROM iam_session WHERE user_id = ? AND id <> ?", user, keep)
}

// challenge is a login that lacks its second factor.
type challenge struct {
	userID   int64
	remember bool
	expires  time.Time
}

func (store) insertChallenge(tx *db.Tx, c challenge, hash string) {
	tx.Queue(nil, "INSERT INTO iam_challenge (token_hash, user_id, remember, expires_at) VALUES (?, ?, ?, ?)",
		hash, c.userID, flag(c.remember), db.Micros(c.expires))
}

// challenge reads a login under way; iam.login_expired if there is none.
func (store) challenge(ctx context.Context, tx *db.Tx, hash string) (challenge, error) {
	c, err := db.One(ctx, tx, func(s db.Scanner) (challenge, error) {
		var c challenge
		var expires int64
		err := s.Scan(&c.userID, &c.remember, &expires)
		c.expires = db.Time(expires)
		return c, err
	}, "SELECT user_id, remember, expires_at FROM iam_challenge WHERE token_hash = ?"+forUpdate(tx), hash)
	if errors.Is(err, db.ErrNoRow) || err == nil && !tx.Now().Before(c.expires) {
		return c, ErrLoginExpired
	}
	return c, err
}

func (store) deleteChallenge(tx *db.Tx, hash string) {
	tx.Queue(nil, "DELETE FROM iam_challenge WHERE token_hash = ?", hash)
}

// throttle reads a counter and keeps others from changing it meanwhile.
func (store) throttle(ctx context.Context, tx *db.Tx, kind, key string) (Throttle, error) {
	_, err := tx.Exec(ctx, `INSERT INTO iam_throttle (kind, key, failures, last_at, blocked_until, reported) VALUES (?, ?, 0, ?, 0, 0)
		ON CONFLICT (kind, key) DO NOTHING`, kind, key, db.Micros(tx.Now()))
	if err != nil {
		return Throttle{}, err
	}
	return db.One(ctx, tx, func(s db.Scanner) (Throttle, error) {
		var t Throttle
		var last, until int64
		err := s.Scan(&t.Failures, &last, &until, &t.Reported)
		t.LastAt, t.Until = db.Time(last), db.Time(until)
		return t, err
	}, "SELECT failures, last_at, blocked_until, reported FROM iam_throttle WHERE kind = ? AND key = ?"+forUpdate(tx), kind, key)
}

func (store) saveThrottle(tx *db.Tx, kind, key string, t Throttle) {
	tx.Queue(nil, "UPDATE iam_throttle SET failures = ?, last_at = ?, blocked_until = ?, reported = ? WHERE kind = ? AND key = ?",
		t.Failures, db.Micros(t.LastAt), db.Micros(t.Until), flag(t.Reported), kind, key)
}

// clearThrottle forgets all failures under a key.
func (store) clearThrottle(tx *db.Tx, kind, key string) {
	tx.Queue(nil, "DELETE FROM iam_throttle WHERE kind = ? AND key = ?", kind, key)
}

// refundThrottle takes one charge back and ends the wait that it may have caused.
func (store) refundThrottle(tx *db.Tx, kind, key string) {
	tx.Queue(nil, "UPDATE iam_throttle SET failures = failures - 1, blocked_until = 0 WHERE kind = ? AND key = ? AND failures > 0", kind, key)
}

func (store) knowsNetwork(ctx context.Context, r db.Reader, user int64, network string) (bool, error) {
	return db.One(ctx, r, db.Value[bool], "SELECT EXISTS (SELECT 1 FROM iam_known_network WHERE user_id = ? AND network = ?)", user, network)
}

func (store) learnNetwork(tx *db.Tx, user int64, network string) {
	tx.Queue(nil, `INSERT INTO iam_known_network (user_id, network, last_at) VALUES (?, ?, ?)
		ON CONFLICT (user_id, network) DO UPDATE SET last_at = excluded.last_at`, user, network, db.Micros(tx.Now()))
}

// leftover removes a bounded number of rows that have had their time.
type leftover struct {
	query string
	args  []any
}

const pruneChunk = 500

// leftovers lists what pruning removes, a chunk at a time.
func (store) leftovers(p Policy, now time.Time) []leftover {
	at := db.Micros(now)
	idle := db.Micros(now.Add(-time.Duration(p.IdleMinutes) * time.Minute))
	old := db.Micros(now.Add(-time.Duration(p.MaxHours) * time.Hour))
	return []leftover{
		{"DELETE FROM iam_session WHERE id IN (SELECT id FROM iam_session WHERE last_seen_at < ? OR created_at < ? LIMIT ?)", []any{idle, old, pruneChunk}},
		{"DELETE FROM iam_challenge WHERE token_hash IN (SELECT token_hash FROM iam_challenge WHERE expires_at < ? LIMIT ?)", []any{at, pruneChunk}},
		{"DELETE FROM iam_link WHERE token_hash IN (SELECT token_hash FROM iam_link WHERE expires_at < ? LIMIT ?)", []any{at, pruneChunk}},
		{"DELETE FROM iam_token WHERE id IN (SELECT id FROM iam_token WHERE expires_at < ? LIMIT ?)", []any{at, pruneChunk}},
		{"DELETE FROM iam_throttle WHERE (kind, key) IN (SELECT kind, key FROM iam_throttle WHERE last_at < ? LIMIT ?)", []any{db.Micros(now.Add(-keepThrottle)), pruneChunk}},
		{"DELETE FROM iam_known_network WHERE (user_id, network) IN (SELECT user_id, network FROM iam_known_network WHERE last_at < ? LIMIT ?)", []any{db.Micros(now.Add(-keepNetwork)), pruneChunk}},
	}
}

// prune runs one chunk and reports whether there may be more.
func (store) prune(ctx context.Context, tx *db.Tx, l leftover) (bool, error) {
	n, err := tx.Exec(ctx, l.query, l.args...)
	return n == pruneChunk, err
}
