package db_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"haike/internal/platform/db"
	"haike/internal/platform/dbtest"
	"haike/internal/platform/fault"
)

// note is a platform table that any test may fill.
func note(ctx context.Context, tx *db.Tx, key string) error {
	_, err := tx.Exec(ctx, "INSERT INTO idempotency (actor_id, operation, key, body_hash, result, created_at) VALUES (?, ?, ?, ?, ?, ?)",
		1, "test", key, "", "", db.Micros(tx.Now()))
	return err
}

func count(t *testing.T, r db.Reader) int {
	t.Helper()
	n, err := db.One(t.Context(), r, db.Value[int], "SELECT count(*) FROM idempotency")
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestWriteCommitsAndErrorRollsBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		refused := fault.Define(fault.Conflict, "test.refused")
		committed := 0
		for i := range 10 {
			err := d.Write(ctx, func(tx *db.Tx) error {
				tx.AfterCommit(func() { committed++ })
				if err := note(ctx, tx, fmt.Sprint(i)); err != nil {
					return err
				}
				if i%2 == 1 {
					return refused
				}
				return nil
			})
			if (i%2 == 1) != errors.Is(err, refused) {
				t.Fatalf("write %d: %v", i, err)
			}
		}
		if n := count(t, d.Read()); n != 5 || committed != 5 {
			t.Fatalf("%d rows, %d callbacks, want 5", n, committed)
		}
	})
}

func TestPanicAndDuplicateCostOnlyTheirOwnWrite(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		var wg sync.WaitGroup
		var mu sync.Mutex
		failed := map[string]int{}
		for i := range 60 {
			wg.Go(func() {
				err := d.Write(ctx, func(tx *db.Tx) error {
					if i%3 == 0 {
						_ = note(ctx, tx, fmt.Sprint("panic", i))
						panic("boom")
					}
					if i%3 == 1 {
						return note(ctx, tx, "same")
					}
					return note(ctx, tx, fmt.Sprint(i))
				})
				mu.Lock()
				defer mu.Unlock()
				switch {
				case err == nil:
					failed["none"]++
				case db.IsUnique(err, "idempotency_pkey", "idempotency.actor_id"):
					failed["unique"]++
				default:
					failed["panic"]++
				}
			})
		}
		wg.Wait()
		if failed["none"] != 21 || failed["unique"] != 19 || failed["panic"] != 20 {
			t.Fatalf("%v", failed)
		}
		if n := count(t, d.Read()); n != 21 {
			t.Fatalf("%d rows", n)
		}
	})
}

func TestCancelledRequestNeitherWritesNorHarmsOthers(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		gone, cancel := context.WithCancel(t.Context())
		cancel()
		err := d.Write(gone, func(tx *db.Tx) error { return note(gone, tx, "gone") })
		if !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
		if err := d.Write(t.Context(), func(tx *db.Tx) error { return note(t.Context(), tx, "stays") }); err != nil {
			t.Fatal(err)
		}
		if n := count(t, d.Read()); n != 1 {
			t.Fatalf("%d rows", n)
		}
	})
}

func TestReaderCannotWrite(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		_, err := db.One(t.Context(), d.Read(), db.Value[string],
			"INSERT INTO idempotency (actor_id, operation, key, body_hash, result, created_at) VALUES (1, 'x', 'y', '', '', 1) RETURNING key")
		if err == nil {
			t.Fatal("a read-only connection wrote")
		}
		if n := count(t, d.Read()); n != 0 {
			t.Fatal("it is there")
		}
	})
}

func TestQueuedWritesAreCheckedInOrderAndSeenByReads(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		insert := "INSERT INTO idempotency (actor_id, operation, key, body_hash, result, created_at) VALUES (?, 'q', ?, '', '', 1)"
		refused := errors.New("refused")
		queue := func(tx *db.Tx, want int64) {
			tx.Queue(nil, insert, 1, "a")
			tx.Queue(func(rows int64) error {
				if rows != want {
					return refused
				}
				return nil
			}, "UPDATE idempotency SET result = 'seen' WHERE operation = 'q'")
		}
		if err := d.Write(ctx, func(tx *db.Tx) error { queue(tx, 7); return nil }); !errors.Is(err, refused) {
			t.Fatal(err)
		}
		if n := count(t, d.Read()); n != 0 {
			t.Fatal("a refused check must roll back")
		}
		err := d.Write(ctx, func(tx *db.Tx) error {
			queue(tx, 1)
			if n := count(t, tx); n != 1 {
				return fmt.Errorf("the transaction sees %d of its own rows", n)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestOneTimePerTransaction(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		err := d.Write(t.Context(), func(tx *db.Tx) error {
			before := tx.Now()
			dbtest.Clock(d).Advance(time.Hour)
			if !tx.Now().Equal(before) {
				return errors.New("the time moved")
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestAnyOfTakesManyAndNone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		many := make([]int64, 40000)
		for i := range many {
			many[i] = int64(i)
		}
		for _, c := range []struct {
			ids  []int64
			want int
		}{{many, 1}, {nil, 0}, {[]int64{8}, 0}, {[]int64{7}, 1}} {
			cond, arg := d.Dialect().AnyOf("n.id", c.ids)
			got, err := db.One(t.Context(), d.Read(), db.Value[int], "SELECT count(*) FROM (SELECT 7 AS id) n WHERE "+cond, arg)
			if err != nil || got != c.want {
				t.Fatalf("%d ids: %d, %v", len(c.ids), got, err)
			}
		}
	})
}

func TestStoppedDatabaseRefusesWorkAndFinishesWhatItAccepted(t *testing.T) {
	url := dbtest.URL(t, db.SQLite)
	d, err := db.Open(t.Context(), db.Config{URL: url})
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	var mu sync.Mutex
	acknowledged := 0
	for i := range 200 {
		wg.Go(func() {
			if err := d.Write(t.Context(), func(tx *db.Tx) error { return note(t.Context(), tx, fmt.Sprint(i)) }); err == nil {
				mu.Lock()
				acknowledged++
				mu.Unlock()
			} else if !errors.Is(err, fault.ErrStopping) {
				t.Error(err)
			}
		})
		if i == 100 {
			go func() { _ = d.Close() }()
		}
	}
	wg.Wait()
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	if n := count(t, dbtest.OpenURL(t, url).Read()); n != acknowledged {
		t.Fatalf("%d acknowledged, %d there", acknowledged, n)
	}
}

func TestWritesOfAHundredClientsAreGrouped(t *testing.T) {
	d := dbtest.Open(t, db.SQLite)
	block := make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		_ = d.Write(t.Context(), func(*db.Tx) error { <-block; return nil })
	})
	for i := range 100 {
		wg.Go(func() {
			if err := d.Write(t.Context(), func(tx *db.Tx) error { return note(t.Context(), tx, fmt.Sprint(i)) }); err != nil {
				t.Error(err)
			}
		})
	}
	close(block)
	wg.Wait()
	if n := count(t, d.Read()); n != 100 {
		t.Fatal(n)
	}
}
