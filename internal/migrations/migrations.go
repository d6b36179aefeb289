// Package migrations holds the schema's history: paired files with the same
// number for SQLite and PostgreSQL, whose results must be equal (see the test).
//
// Owns: the order of changes. Does not own: the meaning of a table; that is its
// room's, whose name the table and the file carry (NNNN_room_what.sql).
package migrations

import (
	"context"
	"embed"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"haike/internal/platform/db"
	"haike/internal/platform/jobs"
)

//go:embed sqlite/*.sql postgres/*.sql
var files embed.FS

// Up brings the database to the newest schema. Two programs that start at once
// do it one after the other; a database that is up to date is left alone.
func Up(ctx context.Context, d *db.DB) error {
	provider, err := newProvider(d)
	if err != nil {
		return err
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("migrations: %w", err)
	}
	return jobs.Migrate(ctx, d)
}

// UpTo brings an older database to one version and no further: a restore puts
// the rows of an old archive into the schema of its time.
func UpTo(ctx context.Context, d *db.DB, version int64) error {
	provider, err := newProvider(d)
	if err != nil {
		return err
	}
	if _, err := provider.UpTo(ctx, version); err != nil {
		return fmt.Errorf("migrations: to %d: %w", version, err)
	}
	return jobs.Migrate(ctx, d)
}

// Known is the newest schema version that this program knows.
func Known(_ context.Context, d *db.DB) (int64, error) {
	provider, err := newProvider(d)
	if err != nil {
		return 0, err
	}
	sources := provider.ListSources()
	if len(sources) == 0 {
		return 0, nil
	}
	return sources[len(sources)-1].Version, nil
}

// Versions returns the schema version of the database and the newest one that
// this program knows. A database newer than the program must not be used.
func Versions(ctx context.Context, d *db.DB) (have, know int64, err error) {
	provider, err := newProvider(d)
	if err != nil {
		return 0, 0, err
	}
	have, know, err = provider.GetVersions(ctx)
	if err != nil {
		return 0, 0, fmt.Errorf("migrations: versions: %w", err)
	}
	return have, know, nil
}

func newProvider(d *db.DB) (*goose.Provider, error) {
	dialect, folder := goose.DialectSQLite3, "sqlite"
	var opts []goose.ProviderOption
	if d.Dialect() == db.Postgres {
		dialect, folder = goose.DialectPostgres, "postgres"
		locker, err := lock.NewPostgresSessionLocker()
		if err != nil {
			return nil, fmt.Errorf("migrations: lock: %w", err)
		}
		opts = append(opts, goose.WithSessionLocker(locker))
	}
	sub, err := fs.Sub(files, folder)
	if err != nil {
		return nil, fmt.Errorf("migrations: files: %w", err)
	}
	provider, err := goose.NewProvider(dialect, d.SQL(), sub, opts...)
	if err != nil {
		return nil, fmt.Errorf("migrations: %w", err)
	}
	return provider, nil
}
