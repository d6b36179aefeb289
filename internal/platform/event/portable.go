package event

import (
	"context"
	"fmt"

	"haike/internal/platform/db"
)

// PortableColumns gives the expressions by which a backup reads columns whose
// stored value means something in one database only; the row's alias is t. The
// position of a subscriber becomes an id below which it has read everything,
// whatever the order of commits was: some events may reach it twice, none is lost.
func PortableColumns(d db.Dialect, table string) map[string]string {
	if table != "event_cursor" || d != db.Postgres {
		return nil
	}
	return map[string]string{
		"last_xid": "0::bigint",
		"last_id": `least(t.last_id, (SELECT coalesce(min(e.id) - 1, t.last_id) FROM event_log e
			WHERE (e.xid, e.id) > (t.last_xid, t.last_id)))`,
	}
}

// AdoptRestored moves the positions of subscribers to where a restore put the
// events: on PostgreSQL all of them belong to the transaction of the restore.
func AdoptRestored(ctx context.Context, tx *db.Tx) error {
	if tx.Dialect() != db.Postgres {
		return nil
	}
	_, err := tx.Exec(ctx, "UPDATE event_cursor SET last_xid = pg_current_xact_id()::text::bigint")
	return err
}

// Any reports whether anything ever happened in the database.
func Any(ctx context.Context, r db.Reader) (bool, error) {
	n, err := db.One(ctx, r, db.Value[int64], "SELECT count(*) FROM (SELECT 1 FROM event_log LIMIT 1) e")
	if err != nil {
		return false, fmt.Errorf("event: %w", err)
	}
	return n > 0, nil
}
