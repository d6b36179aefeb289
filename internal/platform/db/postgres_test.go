package db_test

import (
	"errors"
	"testing"
	"time"

	"haike/internal/platform/db"
	"haike/internal/platform/dbtest"
	"haike/internal/platform/fault"
)

// A COMMIT that no standby confirmed has an unknown outcome, in whatever
// language the server speaks, and whether the wait or the server ended.
func TestACommitWithoutItsStandbyIsUnknown(t *testing.T) {
	s, err := dbtest.StartPostgres(t.Context(), []string{"synchronous_standby_names=nobody", "fsync=off"})
	if err != nil {
		t.Fatal(err)
	}
	for name, end := range map[string]string{
		"cancelled":  "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'",
		"terminated": "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'",
	} {
		t.Run(name, func(t *testing.T) {
			d := dbtest.OpenURL(t, s.URL())
			done := make(chan error, 1)
			go func() {
				done <- d.Write(t.Context(), func(tx *db.Tx) error {
					_, err := tx.Exec(t.Context(), "CREATE TABLE t_"+name+" (a int)")
					return err
				})
			}()
			for {
				select {
				case err := <-done:
					if !errors.Is(err, fault.ErrOutcomeUnknown) {
						t.Fatalf("%v", err)
					}
					return
				case <-time.After(50 * time.Millisecond):
					if err := d.Snapshot(t.Context(), func(r db.Reader) error {
						_, err := db.All(t.Context(), r, db.Value[bool], end)
						return err
					}); err != nil {
						t.Fatal(err)
					}
				}
			}
		})
	}
}

// What was noted on a connection by others (the job engine commits on the same
// pool) says nothing about our transaction.
func TestAnEarlierCommitOnTheConnectionIsNotOurs(t *testing.T) {
	d := dbtest.Open(t, db.Postgres)
	d.SQL().SetMaxOpenConns(1)
	if _, err := d.SQL().ExecContext(t.Context(), `DO $$ BEGIN RAISE WARNING USING MESSAGE = 'x',
		DETAIL = 'The transaction has already committed locally, but might not have been replicated to the standby.'; END $$`); err != nil {
		t.Fatal(err)
	}
	if err := d.Write(t.Context(), func(tx *db.Tx) error { return note(t.Context(), tx, "ours") }); err != nil {
		t.Fatal(err)
	}
}
