package db_test

import (
	"fmt"
	"sync"
	"testing"

	"haike/internal/platform/db"
	"haike/internal/platform/dbtest"
)

// More texts than the cache of prepared statements holds, from many clients:
// a statement that the cache drops must not be taken from under who uses it.
func TestReadsSurviveTheCacheOfStatements(t *testing.T) {
	d := dbtest.Open(t, db.SQLite)
	var wg sync.WaitGroup
	for c := range 16 {
		wg.Go(func() {
			for i := range 1500 {
				n := (c*7 + i) % 1100
				got, err := db.One(t.Context(), d.Read(), db.Value[int], fmt.Sprintf("SELECT %d", n))
				if err != nil || got != n {
					t.Errorf("%d: %v", n, err)
					return
				}
			}
		})
	}
	wg.Wait()
}
