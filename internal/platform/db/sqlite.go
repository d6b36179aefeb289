package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"

	_ "modernc.org/sqlite" // registers the driver "sqlite"
)

// pragma is a setting with the value that reading it back must give. Unknown
// DSN parameters are ignored silently, so nothing is trusted.
type pragma struct{ name, set, want string }

func sqlitePragmas() []pragma {
	return []pragma{
		{"busy_timeout", "10000", "10000"}, // a command line tool may work beside the server
		{"journal_mode", "WAL", "wal"},
		{"synchronous", "FULL", "2"}, // an acknowledged write survives a power cut
		{"foreign_keys", "1", "1"},
		{"journal_size_limit", "67108864", "67108864"},
		{"temp_store", "MEMORY", "2"},
		{"cache_size", "-8000", "-8000"},
	}
}

func openSQLite(ctx context.Context, cfg Config) (*DB, error) {
	if err := createPrivate(cfg.URL); err != nil {
		return nil, err
	}
	write, err := sqlitePool(ctx, cfg.URL, "immediate", sqlitePragmas(), 1)
	if err != nil {
		return nil, err
	}
	readOnly := append(sqlitePragmas(), pragma{"query_only", "1", "1"})
	read, err := sqlitePool(ctx, cfg.URL, "deferred", readOnly, cfg.Readers)
	if err != nil {
		return nil, errors.Join(err, write.Close())
	}
	d := &DB{dialect: SQLite, clock: cfg.Clock, log: cfg.Logger, write: write, trace: cfg.Trace}
	d.read = pool{db: read, dialect: SQLite, trace: cfg.Trace, stmts: newStatements(read)}
	d.group = startGroup(ctx, d)
	return d, nil
}

// createPrivate makes the folder and the file readable by the owner alone
// before SQLite can create them with the umask's rights. SQLite gives the WAL
// the rights of the file.
func createPrivate(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("db: folder of the database: %w", err)
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return fmt.Errorf("db: database file: %w", err)
	}
	return f.Close()
}

func sqlitePool(ctx context.Context, path, txlock string, pragmas []pragma, conns int) (*sql.DB, error) {
	q := url.Values{"_txlock": {txlock}}
	for _, p := range pragmas {
		q.Add("_pragma", p.name+"("+p.set+")")
	}
	pool, err := sql.Open("sqlite", (&url.URL{Scheme: "file", Opaque: url.PathEscape(path), RawQuery: q.Encode()}).String())
	if err != nil {
		return nil, fmt.Errorf("db: open: %w", err)
	}
	pool.SetMaxOpenConns(conns)
	pool.SetMaxIdleConns(conns)
	if err := checkPragmas(ctx, pool, pragmas); err != nil {
		return nil, errors.Join(err, pool.Close())
	}
	return pool, nil
}

func checkPragmas(ctx context.Context, pool *sql.DB, pragmas []pragma) error {
	for _, p := range pragmas {
		var got string
		if err := pool.QueryRowContext(ctx, "PRAGMA "+p.name).Scan(&got); err != nil {
			return fmt.Errorf("db: pragma %s: %w", p.name, err)
		}
		if got != p.want {
			return fmt.Errorf("db: pragma %s is %s, want %s", p.name, got, p.want)
		}
	}
	return nil
}
