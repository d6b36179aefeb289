package event

import (
	"context"
	"math"
	"time"

	"haike/internal/platform/db"
)

// Changes reads the old and new values that belong to events, by event id.
// Values that were erased are missing. The caller has checked that the actor
// may read them.
func Changes(ctx context.Context, r db.Reader, events []Recorded) (map[int64][]Change, error) {
	type row struct {
		at      int64
		subject Ref
		request string
		Change
	}
	kinds, ids, times := []string{}, []int64{}, []int64{}
	for _, e := range events {
		kinds, ids, times = append(kinds, e.Subject.Kind), append(ids, e.Subject.ID), append(times, db.Micros(e.Time))
	}
	kind, kindArg := r.Dialect().AnyOfText("subject_kind", kinds)
	id, idArg := r.Dialect().AnyOf("subject_id", ids)
	at, atArg := r.Dialect().AnyOf("time", times)
	rows, err := db.All(ctx, r, func(s db.Scanner) (row, error) {
		var x row
		err := s.Scan(&x.at, &x.subject.Kind, &x.subject.ID, &x.request, &x.Field, &x.Old, &x.New)
		return x, err
	}, "SELECT time, subject_kind, subject_id, request_id, field, old_value, new_value FROM field_history WHERE "+
		kind+" AND "+id+" AND "+at+" ORDER BY id", kindArg, idArg, atArg)
	of := map[int64][]Change{}
	for _, e := range events {
		for _, x := range rows {
			if x.subject == e.Subject && x.at == db.Micros(e.Time) && x.request == e.RequestID {
				of[e.ID] = append(of[e.ID], x.Change)
			}
		}
	}
	return of, err
}

// Access is one entry of the access log: who saw or took out what.
type Access struct {
	ID        int64
	Time      time.Time
	ActorID   *int64
	Action    string
	Subject   Ref
	Detail    string
	RequestID string
}

// Accesses reads the access log, newest first. Of the filter, Types and the
// subject do not apply. The caller has checked that the actor may read it.
func Accesses(ctx context.Context, r db.Reader, f Filter) ([]Access, error) {
	if f.Before == 0 {
		f.Before = math.MaxInt64
	}
	where, args := "id < ?", []any{f.Before}
	add := func(cond string, arg any) { where, args = where+" AND "+cond, append(args, arg) }
	if f.ActorID != 0 {
		add("actor_id = ?", f.ActorID)
	}
	if !f.From.IsZero() {
		add("time >= ?", db.Micros(f.From))
	}
	if !f.To.IsZero() {
		add("time < ?", db.Micros(f.To))
	}
	return db.All(ctx, r, func(s db.Scanner) (Access, error) {
		var a Access
		var at int64
		err := s.Scan(&a.ID, &at, &a.ActorID, &a.Action, &a.Subject.Kind, &a.Subject.ID, &a.Detail, &a.RequestID)
		a.Time = db.Time(at)
		return a, err
	}, "SELECT id, time, actor_id, action, subject_kind, subject_id, detail, request_id FROM access_log WHERE "+where+" ORDER BY id DESC LIMIT ?", append(args, f.Limit)...)
}

// Types lists the types of which there are events, in order. It jumps along the
// index from one type to the next, so that it costs as little in a long log.
func Types(ctx context.Context, r db.Reader) ([]string, error) {
	return db.All(ctx, r, db.Value[string], `WITH RECURSIVE found(type) AS (
		SELECT min(type) FROM event_log
		UNION ALL SELECT (SELECT min(type) FROM event_log WHERE type > found.type) FROM found WHERE found.type IS NOT NULL)
		SELECT type FROM found WHERE type IS NOT NULL ORDER BY type`)
}
