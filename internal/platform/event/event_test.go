package event_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"haike/internal/platform/authz"
	"haike/internal/platform/db"
	"haike/internal/platform/dbtest"
	"haike/internal/platform/event"
	"haike/internal/platform/fault"
)

type happened struct {
	N int64 `json:"n"`
}

func (happened) EventType() string    { return "test.happened" }
func (h happened) Subject() event.Ref { return event.Ref{Kind: "thing", ID: h.N} }

func system() authz.Actor { return authz.System("test", nil) }

func publish(ctx context.Context, d *db.DB, l *event.Log, n int64) error {
	ctx = event.WithRequestID(authz.WithActor(ctx, authz.Actor{Kind: authz.KindUser, UserID: 3}), "req")
	return d.Write(ctx, func(tx *db.Tx) error { return l.Publish(ctx, tx, happened{N: n}) })
}

func TestEventIsPartOfItsTransaction(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l, refused := event.NewLog(), errors.New("refused")
		l.SubscribeInside("test.happened", func(_ context.Context, _ *db.Tx, f event.Fact) error {
			if f.(happened).N == 2 {
				return refused
			}
			return nil
		})
		if err := publish(t.Context(), d, l, 1); err != nil {
			t.Fatal(err)
		}
		if err := publish(t.Context(), d, l, 2); !errors.Is(err, refused) {
			t.Fatal(err)
		}
		found, err := event.Find(t.Context(), d.Read(), event.Filter{SubjectKind: "thing", Limit: 10})
		if err != nil || len(found) != 1 {
			t.Fatalf("%v %v", found, err)
		}
		e := found[0]
		if *e.ActorID != 3 || e.RequestID != "req" || string(e.Payload) != `{"n":1}` || !e.Time.Equal(dbtest.Start) {
			t.Fatalf("%+v", e)
		}
	})
}

func TestNobodyActsNothingHappens(t *testing.T) {
	d := dbtest.Open(t, db.SQLite)
	err := d.Write(t.Context(), func(tx *db.Tx) error { return event.NewLog().Publish(t.Context(), tx, happened{N: 1}) })
	if !errors.Is(err, fault.ErrUnauthenticated) {
		t.Fatal(err)
	}
}

func TestFiltersNarrowAndPage(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := event.NewLog()
		for n := range int64(5) {
			if err := publish(t.Context(), d, l, n); err != nil {
				t.Fatal(err)
			}
			dbtest.Clock(d).Advance(time.Hour)
		}
		ids := func(f event.Filter) (subjects []int64) {
			if f.Limit == 0 {
				f.Limit = 10
			}
			list, err := event.Find(t.Context(), d.Read(), f)
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range list {
				subjects = append(subjects, e.Subject.ID)
			}
			return subjects
		}
		first, err := event.Find(t.Context(), d.Read(), event.Filter{Limit: 2})
		if err != nil {
			t.Fatal(err)
		}
		for name, c := range map[string]struct {
			got, want []int64
		}{
			"all, newest first": {ids(event.Filter{}), []int64{4, 3, 2, 1, 0}},
			"type":              {ids(event.Filter{Types: []string{"test.other"}}), nil},
			"period":            {ids(event.Filter{From: dbtest.Start.Add(time.Hour), To: dbtest.Start.Add(3 * time.Hour)}), []int64{2, 1}},
			"subject":           {ids(event.Filter{SubjectKind: "thing", SubjectID: 2}), []int64{2}},
			"actor":             {ids(event.Filter{ActorID: 4}), nil},
			"next page":         {ids(event.Filter{Before: first[1].ID, Limit: 2}), []int64{2, 1}},
		} {
			if !slices.Equal(c.got, c.want) {
				t.Errorf("%s: %v, want %v", name, c.got, c.want)
			}
		}
	})
}

// Two relays on one database, events published meanwhile, a handler that fails
// now and then: every event arrives, in order, and none twice in what was committed.
func TestRelayDeliversEachEventOnceAndInOrder(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := event.NewLog()
		var mu sync.Mutex
		tries := 0
		sub := event.Subscriber{
			Name: "copy", Actor: system(), Types: []string{"test.happened"},
			Handle: func(ctx context.Context, tx *db.Tx, batch []event.Recorded) error {
				mu.Lock()
				tries++
				fail := tries%3 == 0
				mu.Unlock()
				for _, e := range batch {
					if _, err := tx.Exec(ctx, "INSERT INTO idempotency (actor_id, operation, key, body_hash, result, created_at) VALUES (?, 'seen', ?, '', '', 1)",
						e.ID, fmt.Sprint(e.Subject.ID)); err != nil {
						return err
					}
				}
				if fail {
					return errors.New("now and then")
				}
				return nil
			},
		}
		relays := []*event.Relay{
			event.NewRelay(d, l, slog.New(slog.DiscardHandler), sub), event.NewRelay(d, event.NewLog(), slog.New(slog.DiscardHandler), sub),
		}
		const writers, each = 4, 25
		var wg sync.WaitGroup
		for w := range int64(writers) {
			wg.Go(func() {
				for i := range int64(each) {
					if err := publish(t.Context(), d, l, w*each+i); err != nil {
						t.Error(err)
					}
				}
			})
		}
		count := func() int {
			n, err := db.One(t.Context(), d.Read(), db.Value[int], "SELECT count(*) FROM idempotency WHERE operation = 'seen'")
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		deadline := time.Now().Add(20 * time.Second)
		for count() < writers*each && time.Now().Before(deadline) {
			for _, r := range relays {
				_, _ = r.Step(t.Context(), 0) // failures are part of the test
			}
		}
		wg.Wait()
		if n := count(); n != writers*each {
			t.Fatalf("%d of %d events arrived", n, writers*each)
		}
	})
}

func TestMonthlyPartitionsTakeTheEvents(t *testing.T) {
	d := dbtest.Open(t, db.Postgres)
	ctx := t.Context()
	for range 2 { // the second call changes nothing
		if err := event.EnsurePartitions(ctx, d); err != nil {
			t.Fatal(err)
		}
	}
	if err := publish(ctx, d, event.NewLog(), 1); err != nil {
		t.Fatal(err)
	}
	n, err := db.One(ctx, d.Read(), db.Value[int], "SELECT count(*) FROM event_log_202611")
	if err != nil || n != 1 {
		t.Fatalf("%d %v", n, err)
	}
	dbtest.Clock(d).Set(time.Date(2028, 1, 1, 0, 0, 0, 0, time.UTC)) // nobody prepared this month
	if err := publish(ctx, d, event.NewLog(), 2); err != nil {
		t.Fatal(err)
	}
	if err := event.EnsurePartitions(ctx, d); err != nil {
		t.Fatal(err)
	}
	n, err = db.One(ctx, d.Read(), db.Value[int], "SELECT count(*) FROM event_log_rest")
	if err != nil || n != 1 {
		t.Fatalf("%d %v", n, err)
	}
}

type other struct{ happened }

func (other) EventType() string { return "test.other" }

// A subscriber to rare events must not look through all others again and again.
func TestARareSubscriberLeavesTheOthersBehind(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := event.NewLog()
		ctx := authz.WithActor(t.Context(), system())
		many := func(n int) {
			t.Helper()
			if err := d.Write(ctx, func(tx *db.Tx) error {
				for range n {
					if err := l.Publish(ctx, tx, other{}); err != nil {
						return err
					}
				}
				return nil
			}); err != nil {
				t.Fatal(err)
			}
		}
		var seen []int64
		relay := event.NewRelay(d, l, slog.New(slog.DiscardHandler), event.Subscriber{
			Name: "rare", Actor: system(), Types: []string{"test.happened"},
			Handle: func(_ context.Context, _ *db.Tx, batch []event.Recorded) error {
				for _, e := range batch {
					seen = append(seen, e.Subject.ID)
				}
				return nil
			},
		})
		many(700)
		if err := publish(t.Context(), d, l, 5); err != nil {
			t.Fatal(err)
		}
		many(30)
		for range 20 {
			if _, err := relay.Step(t.Context(), 0); err != nil {
				t.Fatal(err)
			}
		}
		behind, err := db.One(t.Context(), d.Read(), db.Value[int64],
			"SELECT (SELECT count(*) FROM event_log WHERE id > (SELECT last_id FROM event_cursor WHERE subscriber = 'rare'))")
		if err != nil || !slices.Equal(seen, []int64{5}) || behind >= 200 {
			t.Fatalf("%v, %d events are looked at each time: %v", seen, behind, err)
		}
		many(500) // none of interest: the position follows all the same
		for range 20 {
			if _, err := relay.Step(t.Context(), 0); err != nil {
				t.Fatal(err)
			}
		}
		behind, err = db.One(t.Context(), d.Read(), db.Value[int64],
			"SELECT (SELECT count(*) FROM event_log WHERE id > (SELECT last_id FROM event_cursor WHERE subscriber = 'rare'))")
		if err != nil || behind >= 200 {
			t.Fatalf("%d events are looked at each time: %v", behind, err)
		}
	})
}
