package event

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"slices"
	"time"

	"haike/internal/platform/authz"
	"haike/internal/platform/db"
)

// Subscriber reads the log after the fact, in order, at least once.
type Subscriber struct {
	// Name identifies the stored cursor and must never change.
	Name string
	// Actor is the system actor as which Handle runs.
	Actor authz.Actor
	// Types are the event types of interest; nil means all.
	Types []string
	// Handle processes a batch inside a transaction that also moves the cursor: either both happen or neither.
	Handle func(ctx context.Context, tx *db.Tx, batch []Recorded) error
}

const (
	relayBatch = 200
	relayIdle  = time.Second // how long a new event may wait if the wake-up got lost
)

// Relay brings events to subscribers, each at its own pace.
type Relay struct {
	db   *db.DB
	log  *slog.Logger
	subs []Subscriber
	wake []chan struct{}
}

// NewRelay returns a relay and lets the log wake it.
func NewRelay(d *db.DB, l *Log, logger *slog.Logger, subs ...Subscriber) *Relay {
	r := &Relay{db: d, log: logger, subs: subs}
	for range subs {
		r.wake = append(r.wake, make(chan struct{}, 1))
	}
	l.wake = r.wakeAll
	return r
}

func (r *Relay) wakeAll() {
	for _, c := range r.wake {
		select {
		case c <- struct{}{}:
		default: // already awake
		}
	}
}

// Run serves all subscribers until ctx ends.
func (r *Relay) Run(ctx context.Context) {
	done := make(chan struct{}, len(r.subs))
	for i := range r.subs {
		go func() {
			r.serve(ctx, i)
			done <- struct{}{}
		}()
	}
	for range r.subs {
		<-done
	}
}

func (r *Relay) serve(ctx context.Context, i int) {
	wait := relayIdle
	for ctx.Err() == nil {
		n, err := r.Step(ctx, i)
		switch {
		case err != nil && ctx.Err() == nil:
			r.log.ErrorContext(ctx, "event subscriber failed", slog.String("subscriber", r.subs[i].Name), slog.String("error", err.Error()))
			wait = min(wait*2, time.Minute)
		case n == relayBatch:
			continue
		default:
			wait = relayIdle
		}
		select {
		case <-ctx.Done():
		case <-r.wake[i]:
		case <-time.After(wait):
		}
	}
}

type cursor struct{ xid, id int64 }

// Step looks at the next events for subscriber i, at most relayBatch, and
// returns how many it left behind.
func (r *Relay) Step(ctx context.Context, i int) (int, error) {
	sub := r.subs[i]
	ctx = authz.WithActor(ctx, sub.Actor)
	if waiting, err := r.waiting(ctx, sub); err != nil || !waiting {
		return 0, err
	}
	n := 0
	err := r.db.WriteBulk(ctx, func(tx *db.Tx) error {
		at, err := lockCursor(ctx, tx, sub.Name)
		if err != nil {
			return err
		}
		next, err := readAfter(ctx, tx, at, sub.Types)
		if err != nil {
			return err
		}
		n = next.seen
		if n == 0 {
			return nil
		}
		if len(next.batch) > 0 {
			if err := sub.Handle(ctx, tx, next.batch); err != nil {
				return err
			}
		}
		_, err = tx.Exec(ctx, "UPDATE event_cursor SET last_xid = ?, last_id = ?, updated_at = ? WHERE subscriber = ?",
			next.end.xid, next.end.id, db.Micros(tx.Now()), sub.Name)
		return err
	})
	return n, err
}

// waiting looks without a write lock whether there is anything to do: events of
// interest, or so many others that it is time to leave them behind.
func (r *Relay) waiting(ctx context.Context, sub Subscriber) (bool, error) {
	at, err := db.One(ctx, r.db.Read(), scanCursor, "SELECT last_xid, last_id FROM event_cursor WHERE subscriber = ?", sub.Name)
	if errors.Is(err, sql.ErrNoRows) {
		return true, nil
	}
	if err != nil {
		return false, err
	}
	next, err := readAfter(ctx, r.db.Read(), at, sub.Types)
	return len(next.batch) > 0 || next.seen == relayBatch, err
}

// lockCursor reads the subscriber's position and keeps other nodes from
// processing for it at the same time. A new subscriber starts at the beginning.
func lockCursor(ctx context.Context, tx *db.Tx, name string) (cursor, error) {
	_, err := tx.Exec(ctx, `INSERT INTO event_cursor (subscriber, last_xid, last_id, updated_at) VALUES (?, 0, 0, ?)
		ON CONFLICT (subscriber) DO NOTHING`, name, db.Micros(tx.Now()))
	if err != nil {
		return cursor{}, err
	}
	query := "SELECT last_xid, last_id FROM event_cursor WHERE subscriber = ?"
	if tx.Dialect() == db.Postgres {
		query += " FOR UPDATE"
	}
	return db.One(ctx, tx, scanCursor, query, name)
}

func scanCursor(s db.Scanner) (cursor, error) {
	var c cursor
	err := s.Scan(&c.xid, &c.id)
	return c, err
}

// stretch is the part of the log behind a cursor that is looked at in one go.
type stretch struct {
	batch []Recorded // the events of interest
	seen  int        // all events
	end   cursor     // the last one's position
}

// readAfter reads the next stretch. On PostgreSQL the order of ids is not the
// order of commits: rows are read by transaction, and only those of
// transactions that all present and future snapshots regard as finished. Types
// are chosen here and not by the database, which would look through all other
// events again and again to find a few of interest.
func readAfter(ctx context.Context, r db.Reader, at cursor, types []string) (stretch, error) {
	where, order, args := "id > ?", "id", []any{at.id}
	xid := "0"
	if r.Dialect() == db.Postgres {
		xid = "xid"
		where, order = "(xid, id) > (?, ?) AND xid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint", "xid, id"
		args = []any{at.xid, at.id}
	}
	next := stretch{end: at}
	_, err := db.All(ctx, r, func(s db.Scanner) (struct{}, error) {
		var at cursor
		e, err := scan(s, &at.xid)
		at.id = e.ID
		next.seen, next.end = next.seen+1, at
		if types == nil || slices.Contains(types, e.Type) {
			next.batch = append(next.batch, e)
		}
		return struct{}{}, err
	}, "SELECT "+columns+", "+xid+" FROM event_log WHERE "+where+" ORDER BY "+order+" LIMIT ?", append(args, relayBatch)...)
	if err != nil {
		return stretch{}, fmt.Errorf("event: read: %w", err)
	}
	return next, nil
}

const columns = "id, time, type, actor_kind, actor_id, actor_name, on_behalf_of, subject_kind, subject_id, payload, request_id"

func scan(s db.Scanner, more ...any) (Recorded, error) {
	var e Recorded
	var micros int64
	var payload string
	dest := []any{&e.ID, &micros, &e.Type, &e.ActorKind, &e.ActorID, &e.ActorName, &e.OnBehalfOf, &e.Subject.Kind, &e.Subject.ID, &payload, &e.RequestID}
	err := s.Scan(append(dest, more...)...)
	e.Time, e.Payload = db.Time(micros), json.RawMessage(payload)
	return e, err
}

// Filter selects events for Find. Empty fields do not filter.
type Filter struct {
	Types       []string
	ActorID     int64
	SubjectKind string
	SubjectID   int64
	From, To    time.Time // from inclusive, to exclusive
	Before      int64     // only events with a smaller id: the cursor of the next page
	Limit       int
}

// Find returns events, newest first. The caller has checked that the actor may read them.
func Find(ctx context.Context, r db.Reader, f Filter) ([]Recorded, error) {
	if f.Before == 0 {
		f.Before = math.MaxInt64
	}
	where, args := "id < ?", []any{f.Before}
	add := func(cond string, arg any) {
		where, args = where+" AND "+cond, append(args, arg)
	}
	if f.Types != nil {
		add(r.Dialect().AnyOfText("type", f.Types))
	}
	if f.ActorID != 0 {
		add("actor_id = ?", f.ActorID)
	}
	if f.SubjectKind != "" {
		add("subject_kind = ?", f.SubjectKind)
	}
	if f.SubjectID != 0 {
		add("subject_id = ?", f.SubjectID)
	}
	if !f.From.IsZero() {
		add("time >= ?", db.Micros(f.From))
	}
	if !f.To.IsZero() {
		add("time < ?", db.Micros(f.To))
	}
	one := func(s db.Scanner) (Recorded, error) { return scan(s) }
	return db.All(ctx, r, one, "SELECT "+columns+" FROM event_log WHERE "+where+" ORDER BY id DESC LIMIT ?", append(args, f.Limit)...)
}
