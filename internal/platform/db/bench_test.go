package db_test

import (
	"fmt"
	"sync/atomic"
	"testing"

	"haike/internal/platform/db"
	"haike/internal/platform/dbtest"
)

// Durable writes per second with 64 clients: the group commit shares the fsync.
func BenchmarkDurableWrite(b *testing.B) {
	for _, engine := range []db.Dialect{db.SQLite, db.Postgres} {
		b.Run(string(engine), func(b *testing.B) {
			d := dbtest.Open(b, engine)
			var n atomic.Int64
			b.SetParallelism(32)
			b.ResetTimer()
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					key := fmt.Sprint(n.Add(1))
					if err := d.Write(b.Context(), func(tx *db.Tx) error { return note(b.Context(), tx, key) }); err != nil {
						b.Error(err)
					}
				}
			})
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "writes/s")
		})
	}
}

func BenchmarkPointRead(b *testing.B) {
	for _, engine := range []db.Dialect{db.SQLite, db.Postgres} {
		b.Run(string(engine), func(b *testing.B) {
			d := dbtest.Open(b, engine)
			if err := d.Write(b.Context(), func(tx *db.Tx) error { return note(b.Context(), tx, "k") }); err != nil {
				b.Fatal(err)
			}
			b.ResetTimer()
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					_, err := db.One(b.Context(), d.Read(), db.Value[string], "SELECT result FROM idempotency WHERE actor_id = ? AND operation = ? AND key = ?", 1, "test", "k")
					if err != nil {
						b.Error(err)
					}
				}
			})
		})
	}
}
