package idem_test

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"

	"haike/internal/platform/db"
	"haike/internal/platform/dbtest"
	"haike/internal/platform/idem"
)

func request(key, body string) idem.Request {
	return idem.Request{ActorID: 1, Operation: "op", Key: key, BodyHash: body}
}

func TestSameRequestIsCarriedOutOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		runs := int64(0)
		run := func(r idem.Request) (int64, error) {
			return idem.Run(idem.With(t.Context(), r), d, func(*db.Tx) (int64, error) {
				runs++
				return runs, nil
			})
		}
		first, err := run(request("k", "b"))
		again, err2 := run(request("k", "b"))
		if err != nil || err2 != nil || first != again || runs != 1 {
			t.Fatalf("%d %d %v %v, %d runs", first, again, err, err2, runs)
		}
		if _, err := run(request("k", "other body")); !errors.Is(err, idem.ErrKeyReused) {
			t.Fatal(err)
		}
		other := request("k", "b")
		other.ActorID = 2
		if n, err := run(other); err != nil || n != 2 {
			t.Fatalf("another user's key is another key: %d %v", n, err)
		}
		dbtest.Clock(d).Advance(idem.Keep)
		if n, err := run(request("k", "b")); err != nil || n != 3 {
			t.Fatalf("after a day the key is free: %d %v", n, err)
		}
	})
}

func TestRefusalIsNotRemembered(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, refused := idem.With(t.Context(), request("k", "b")), errors.New("refused")
		if _, err := idem.Run(ctx, d, func(*db.Tx) (int64, error) { return 0, refused }); !errors.Is(err, refused) {
			t.Fatal(err)
		}
		if n, err := idem.Run(ctx, d, func(*db.Tx) (int64, error) { return 5, nil }); err != nil || n != 5 {
			t.Fatalf("%d %v", n, err)
		}
	})
}

func TestTwinsInParallelHaveOneEffect(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := idem.With(t.Context(), request("k", "b"))
		var committed, answered atomic.Int64
		var wg sync.WaitGroup
		for range 30 {
			wg.Go(func() {
				n, err := idem.Run(ctx, d, func(tx *db.Tx) (int64, error) {
					tx.AfterCommit(func() { committed.Add(1) })
					return 7, nil
				})
				switch {
				case err == nil && n == 7:
					answered.Add(1)
				case !errors.Is(err, idem.ErrInFlight):
					t.Error(n, err)
				}
			})
		}
		wg.Wait()
		stored, err := db.One(t.Context(), d.Read(), db.Value[int], "SELECT count(*) FROM idempotency")
		if err != nil || stored != 1 || answered.Load() < 1 || committed.Load() != 1 {
			t.Fatalf("%d stored, %d answered, %v", stored, answered.Load(), err)
		}
	})
}

func TestPruneForgetsOldResultsOnly(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for _, key := range []string{"old", "new"} {
			if _, err := idem.Run(idem.With(t.Context(), request(key, "")), d, func(*db.Tx) (int64, error) { return 1, nil }); err != nil {
				t.Fatal(err)
			}
			dbtest.Clock(d).Advance(idem.Keep * 2 / 3)
		}
		if more, err := idem.Prune(t.Context(), d); more || err != nil {
			t.Fatal(more, err)
		}
		keys, err := db.All(t.Context(), d.Read(), db.Value[string], "SELECT key FROM idempotency")
		if err != nil || len(keys) != 1 || keys[0] != "new" {
			t.Fatalf("%v %v", keys, err)
		}
	})
}
