package db_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"haike/internal/platform/db"
	"haike/internal/platform/dbtest"
)

// Interactive writes go first, but a job must get its turn while they never
// cease. Turns are counted, not seconds: 8 groups of 256 and what was under way.
func TestBulkWritesAreNotStarved(t *testing.T) {
	d := dbtest.Open(t, db.SQLite)
	const jobs, most = 20, 20 * 10 * 256
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var wg sync.WaitGroup
	var urgent atomic.Int64
	for c := range 600 {
		wg.Go(func() {
			for i := 0; ctx.Err() == nil; i++ {
				_ = d.Write(ctx, func(tx *db.Tx) error { return note(ctx, tx, fmt.Sprint(c, "-", i)) })
				if urgent.Add(1) > most {
					stop()
				}
			}
		})
	}
	for i := range jobs {
		if err := d.WriteBulk(ctx, func(tx *db.Tx) error { return note(ctx, tx, fmt.Sprint("bulk", i)) }); err != nil {
			t.Errorf("job %d still waited after %d interactive writes: %v", i, urgent.Load(), err)
			break
		}
	}
	stop()
	wg.Wait()
}
