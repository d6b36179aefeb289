package event

import (
	"context"
	"fmt"
	"time"

	"haike/internal/platform/db"
)

// partitioned tables of PostgreSQL; each has a partition "<name>_rest" for
// times that no month covers, so that no insert ever fails.
func partitioned() []string { return []string{"event_log", "access_log"} }

const monthsAhead = 2

// EnsurePartitions creates the monthly partitions of the present and the next
// months on PostgreSQL. Call it at start and once a day; it is safe to call
// from several nodes. A month of which rows already lie in the rest partition
// stays there.
func EnsurePartitions(ctx context.Context, d *db.DB) error {
	if d.Dialect() != db.Postgres {
		return nil
	}
	now := d.Clock().Now()
	first := time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, time.UTC)
	for _, table := range partitioned() {
		for i := range monthsAhead + 1 {
			if err := ensureMonth(ctx, d, table, first.AddDate(0, i, 0)); err != nil {
				return err
			}
		}
	}
	return nil
}

func ensureMonth(ctx context.Context, d *db.DB, table string, from time.Time) error {
	name, to := table+from.Format("_200601"), from.AddDate(0, 1, 0)
	return d.Write(ctx, func(tx *db.Tx) error {
		// One node at a time; the lock ends with the transaction.
		if _, err := tx.Exec(ctx, "SELECT pg_advisory_xact_lock(hashtext('haike partitions'))"); err != nil {
			return err
		}
		exists, err := db.One(ctx, tx, db.Value[bool], "SELECT to_regclass(?) IS NOT NULL", name)
		if err != nil || exists {
			return err
		}
		covered, err := db.One(ctx, tx, db.Value[bool], "SELECT EXISTS (SELECT 1 FROM "+table+"_rest WHERE time >= ? AND time < ?)",
			db.Micros(from), db.Micros(to))
		if err != nil || covered {
			return err
		}
		// DDL takes no parameters; the names and numbers are ours.
		_, err = tx.Exec(ctx, fmt.Sprintf("CREATE TABLE %s PARTITION OF %s FOR VALUES FROM (%d) TO (%d)", name, table, db.Micros(from), db.Micros(to)))
		return err
	})
}
