package dbtest

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"haike/internal/migrations"
	"haike/internal/platform/clock"
	"haike/internal/platform/db"
)

// Start is the time at which every test's clock begins: a working Monday
// morning in Shanghai.
var Start = time.Date(2026, 11, 23, 1, 30, 0, 0, time.UTC)

// Each runs body on SQLite and on PostgreSQL, each with an empty, migrated
// database whose clock is a *clock.Manual that stands at Start.
func Each(t *testing.T, body func(t *testing.T, d *db.DB)) {
	t.Helper()
	for _, engine := range []db.Dialect{db.SQLite, db.Postgres} {
		t.Run(string(engine), func(t *testing.T) { body(t, Open(t, engine)) })
	}
}

// Open returns an empty, migrated database of one engine.
func Open(t testing.TB, engine db.Dialect) *db.DB {
	t.Helper()
	return OpenURL(t, URL(t, engine))
}

// OpenURL opens a further handle on a test's database, as a second node would.
func OpenURL(t testing.TB, databaseURL string) *db.DB {
	t.Helper()
	d, err := db.Open(t.Context(), db.Config{URL: databaseURL, Clock: clock.NewManual(Start)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	return d
}

// Clock returns the test's clock, to move it.
func Clock(d *db.DB) *clock.Manual { return d.Clock().(*clock.Manual) }

// URL returns the address of an empty, migrated database of one engine, which
// is gone after the test.
func URL(t testing.TB, engine db.Dialect) string {
	t.Helper()
	if engine == db.SQLite {
		return sqliteCopy(t)
	}
	return postgresCopy(t)
}

// Empty returns the address of a database without any table.
func Empty(t testing.TB, engine db.Dialect) string {
	t.Helper()
	if engine == db.SQLite {
		return filepath.Join(t.TempDir(), "empty.db")
	}
	return createDatabase(t, "template0")
}

// Migrate brings a database from Empty to the newest schema.
func Migrate(ctx context.Context, d *db.DB) error { return migrations.Up(ctx, d) }

// sqliteTemplate holds the bytes of a migrated database file.
var sqliteTemplate = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "haike-template")
	if err != nil {
		return nil, err
	}
	path := filepath.Join(dir, "template.db")
	err = migrate(context.Background(), path)
	content, readErr := os.ReadFile(path)
	return content, errors.Join(err, readErr, os.RemoveAll(dir))
})

func migrate(ctx context.Context, databaseURL string) error {
	d, err := db.Open(ctx, db.Config{URL: databaseURL})
	if err != nil {
		return err
	}
	if err := migrations.Up(ctx, d); err != nil {
		_ = d.Close() // the first error is the one to tell
		return err
	}
	return d.Close()
}

func sqliteCopy(t testing.TB) string {
	t.Helper()
	template, err := sqliteTemplate()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "test.db")
	if err := os.WriteFile(path, template, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

var (
	postgresOnce     sync.Mutex
	postgresTemplate string
	databaseNumber   atomic.Int64
)

func postgresCopy(t testing.TB) string {
	t.Helper()
	s := postgresServer(t)
	postgresOnce.Lock()
	if postgresTemplate == "" {
		name := fmt.Sprintf("haike_template_%d", os.Getpid())
		if err := s.create(t.Context(), name, "template0"); err != nil {
			postgresOnce.Unlock()
			t.Fatal(err)
		}
		if err := migrate(t.Context(), s.database(name)); err != nil {
			postgresOnce.Unlock()
			t.Fatal(err)
		}
		postgresTemplate = name
	}
	postgresOnce.Unlock()
	return createDatabase(t, postgresTemplate)
}

func createDatabase(t testing.TB, template string) string {
	t.Helper()
	s := postgresServer(t)
	name := fmt.Sprintf("haike_test_%d_%d", os.Getpid(), databaseNumber.Add(1))
	if err := s.create(t.Context(), name, template); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.drop(context.WithoutCancel(t.Context()), name); err != nil {
			t.Error(err)
		}
	})
	return s.database(name)
}

// Databases of one server share its URL but for the path.
func withDatabase(server, name string) string {
	u, err := url.Parse(server)
	if err != nil {
		return server
	}
	u.Path = "/" + name
	return u.String()
}
