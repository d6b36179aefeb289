package db_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"haike/internal/platform/db"
	"haike/internal/platform/dbtest"
)

// Interactive writes go first, but a job must get its turn while they never cease.
func TestBulkWritesAreNotStarved(t *testing.T) {
	d := dbtest.Open(t, db.SQLite)
	ctx, stop := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	for c := range 600 {
		wg.Go(func() {
			for i := 0; ctx.Err() == nil; i++ {
				_ = d.Write(ctx, func(tx *db.Tx) error { return note(ctx, tx, fmt.Sprint(c, "-", i)) })
			}
		})
	}
	time.Sleep(100 * time.Millisecond)
	done := make(chan error, 1)
	bulk, cancel := context.WithTimeout(t.Context(), 50*time.Second)
	defer cancel()
	go func() {
		for i := range 3 {
			if err := d.WriteBulk(bulk, func(tx *db.Tx) error { return note(bulk, tx, fmt.Sprint("bulk", i)) }); err != nil {
				done <- err
				return
			}
		}
		done <- nil
	}()
	select {
	case err := <-done:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(60 * time.Second):
		t.Error("the job waits still")
	}
	stop()
	wg.Wait()
}
