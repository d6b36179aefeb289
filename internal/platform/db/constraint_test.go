package db_test

import (
	"strings"
	"testing"

	"haike/internal/platform/db"
	"haike/internal/platform/dbtest"
)

// What waits too long for others says so, and is no mistake of ours.
func TestALockThatOthersHoldIsUnavailable(t *testing.T) {
	base := dbtest.URL(t, db.Postgres)
	holder, waiter := dbtest.OpenURL(t, base), dbtest.OpenURL(t, base+"&lock_timeout=50ms")
	err := holder.Write(t.Context(), func(tx *db.Tx) error {
		if _, err := tx.Exec(t.Context(), "LOCK TABLE idempotency"); err != nil {
			return err
		}
		err := waiter.Write(t.Context(), func(tx *db.Tx) error { return note(t.Context(), tx, "x") })
		if !db.IsUnavailable(err) {
			t.Errorf("%v", err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestAServerThatIsNotThereIsUnavailable(t *testing.T) {
	_, err := db.Open(t.Context(), db.Config{URL: "postgres://haike@127.0.0.1:1/haike"})
	if !db.IsUnavailable(err) {
		t.Fatal(err)
	}
}

func TestAFullDiskIsUnavailableAndHarmsNobodyElse(t *testing.T) {
	d := dbtest.Open(t, db.SQLite)
	if _, err := d.SQL().ExecContext(t.Context(), "PRAGMA max_page_count = 1"); err != nil { // as small as it is
		t.Fatal(err)
	}
	err := d.Write(t.Context(), func(tx *db.Tx) error { return note(t.Context(), tx, strings.Repeat("k", 1<<20)) })
	if !db.IsUnavailable(err) {
		t.Fatal(err)
	}
	if _, err := d.SQL().ExecContext(t.Context(), "PRAGMA max_page_count = 100000"); err != nil {
		t.Fatal(err)
	}
	if err := d.Write(t.Context(), func(tx *db.Tx) error { return note(t.Context(), tx, "y") }); err != nil || count(t, d.Read()) != 1 {
		t.Fatal(err)
	}
}

func TestOurMistakesAreNotTheDatabases(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for _, query := range []string{"SELECT nothing", "INSERT INTO idempotency (actor_id) VALUES (1)"} {
			err := d.Write(t.Context(), func(tx *db.Tx) error {
				_, err := tx.Exec(t.Context(), query)
				return err
			})
			if err == nil || db.IsUnavailable(err) {
				t.Errorf("%s: %v", query, err)
			}
		}
	})
}
