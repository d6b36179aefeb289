// Package idem makes retries safe. A request with an Idempotency-Key is carried
// out once: its result (ids only) is stored in the same transaction, and the
// same request again is answered from it, authorised again by the caller, for
// 24 hours. Refusals are not stored: a refused request changed nothing.
//
// Owns: the table idempotency. The header is optional; without it nothing is stored.
package idem

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"time"

	"haike/internal/platform/db"
	"haike/internal/platform/fault"
)

// Keep is how long results are remembered.
const Keep = 24 * time.Hour

// Faults of this package.
var (
	// ErrKeyReused: the key came before with another body.
	ErrKeyReused = fault.Define(fault.Invalid, "common.idempotency_key_reused")
	// ErrInFlight: the same request is being carried out right now; parameter retry_after in seconds.
	ErrInFlight = fault.Define(fault.Conflict, "common.in_flight")
)

// Request identifies a retryable request.
type Request struct {
	ActorID   int64
	Operation string
	Key       string
	BodyHash  string
}

type requestKey struct{}

// With returns a context that carries the request's identity to Run.
func With(ctx context.Context, r Request) context.Context {
	return context.WithValue(ctx, requestKey{}, r)
}

// Run carries out fn in a transaction, or returns what it returned the first
// time. T is marshalled to JSON and must hold ids and numbers only.
// Errors: common.idempotency_key_reused, common.in_flight, and those of fn.
func Run[T any](ctx context.Context, d *db.DB, fn func(tx *db.Tx) (T, error)) (T, error) {
	var result T
	request, ok := ctx.Value(requestKey{}).(Request)
	err := d.Write(ctx, func(tx *db.Tx) error {
		result = *new(T) // nothing of an earlier try of this transaction
		if ok {
			done, err := replay(ctx, tx, request, &result)
			if done || err != nil {
				return err
			}
		}
		fresh, err := fn(tx)
		if err != nil {
			return err
		}
		result = fresh
		if !ok {
			return nil
		}
		return store(tx, request, result)
	})
	return result, err
}

// replay looks whether the request was carried out before. SQLite runs one
// write at a time, so that a twin either has finished or has not begun; on
// PostgreSQL an advisory lock tells a twin in flight.
func replay(ctx context.Context, tx *db.Tx, r Request, result any) (bool, error) {
	if tx.Dialect() == db.Postgres {
		free, err := db.One(ctx, tx, db.Value[bool], "SELECT pg_try_advisory_xact_lock(?)", r.lock())
		if err != nil {
			return false, err
		}
		if !free {
			return false, ErrInFlight.With("retry_after", 1)
		}
	}
	var hash, text string
	var created int64
	err := tx.QueryRow(ctx, "SELECT body_hash, result, created_at FROM idempotency WHERE actor_id = ? AND operation = ? AND key = ?",
		r.ActorID, r.Operation, r.Key).Scan(&hash, &text, &created)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("idem: look up: %w", err)
	}
	if tx.Now().Sub(db.Time(created)) >= Keep {
		_, err := tx.Exec(ctx, "DELETE FROM idempotency WHERE actor_id = ? AND operation = ? AND key = ?", r.ActorID, r.Operation, r.Key)
		return false, err
	}
	if hash != r.BodyHash {
		return false, ErrKeyReused
	}
	return true, json.Unmarshal([]byte(text), result)
}

func (r Request) lock() int64 {
	h := fnv.New64a()
	_, _ = fmt.Fprintf(h, "%d\x00%s\x00%s", r.ActorID, r.Operation, r.Key) // a hash never fails
	return int64(h.Sum64())
}

func store(tx *db.Tx, r Request, result any) error {
	text, err := json.Marshal(result)
	if err != nil {
		return fmt.Errorf("idem: result: %w", err)
	}
	tx.Queue(nil, "INSERT INTO idempotency (actor_id, operation, key, body_hash, result, created_at) VALUES (?, ?, ?, ?, ?, ?)",
		r.ActorID, r.Operation, r.Key, r.BodyHash, string(text), db.Micros(tx.Now()))
	return nil
}

// Prune forgets results older than Keep, a bounded number at a time, and
// reports whether there may be more.
func Prune(ctx context.Context, d *db.DB) (more bool, err error) {
	const chunk = 1000
	err = d.WriteBulk(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec(ctx, `DELETE FROM idempotency WHERE (actor_id, operation, key) IN
			(SELECT actor_id, operation, key FROM idempotency WHERE created_at < ? ORDER BY created_at LIMIT ?)`,
			db.Micros(tx.Now().Add(-Keep)), chunk)
		more = n == chunk
		return err
	})
	return more, err
}
