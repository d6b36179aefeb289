package event_test

import (
	"slices"
	"testing"
	"time"

	"haike/internal/platform/authz"
	"haike/internal/platform/db"
	"haike/internal/platform/dbtest"
	"haike/internal/platform/event"
)

func TestChangesBelongToTheirEvent(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := event.NewLog()
		ctx := authz.WithActor(t.Context(), authz.Actor{Kind: authz.KindUser, UserID: 7})
		for i, value := range []string{"one", "two"} {
			err := d.Write(event.WithRequestID(ctx, value), func(tx *db.Tx) error {
				if err := l.Publish(ctx, tx, happened{N: 3}); err != nil {
					return err
				}
				if i == 1 {
					return nil
				}
				return l.Changed(ctx, tx, event.Ref{Kind: "thing", ID: 3}, event.Change{Field: "name", New: &value})
			})
			if err != nil {
				t.Fatal(err)
			}
			dbtest.Clock(d).Advance(time.Second)
		}
		events, err := event.Find(ctx, d.Read(), event.Filter{Limit: 10})
		if err != nil || len(events) != 2 {
			t.Fatal(events, err)
		}
		changes, err := event.Changes(ctx, d.Read(), events)
		if err != nil {
			t.Fatal(err)
		}
		first := changes[events[1].ID]
		if len(changes[events[0].ID]) != 0 || len(first) != 1 || first[0].Field != "name" || first[0].Old != nil || *first[0].New != "one" {
			t.Fatalf("%+v", changes)
		}
		types, err := event.Types(ctx, d.Read())
		if err != nil || !slices.Equal(types, []string{"test.happened"}) {
			t.Fatal(types, err)
		}
	})
}

func TestAccessesAreFilteredAndNewestFirst(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := event.NewLog()
		for _, user := range []int64{7, 8, 7} {
			ctx := authz.WithActor(t.Context(), authz.Actor{Kind: authz.KindUser, UserID: user})
			err := d.Write(ctx, func(tx *db.Tx) error { return l.Accessed(ctx, tx, "read", event.Ref{Kind: "log", ID: 1}, "all") })
			if err != nil {
				t.Fatal(err)
			}
			dbtest.Clock(d).Advance(time.Hour)
		}
		all, err := event.Accesses(t.Context(), d.Read(), event.Filter{Limit: 10})
		if err != nil || len(all) != 3 || !all[0].Time.After(all[1].Time) || all[0].Detail != "all" || *all[0].ActorID != 7 {
			t.Fatalf("%+v %v", all, err)
		}
		some, err := event.Accesses(t.Context(), d.Read(), event.Filter{ActorID: 7, Before: all[0].ID, From: dbtest.Start, To: dbtest.Start.Add(time.Minute), Limit: 10})
		if err != nil || len(some) != 1 || some[0].ID != all[2].ID {
			t.Fatalf("%+v %v", some, err)
		}
	})
}
