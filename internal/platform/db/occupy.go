package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// Presence says how a program occupies a database.
type Presence string

const (
	// Serving: a server. On PostgreSQL several may serve, on SQLite one.
	Serving Presence = "serving"
	// Alone: nobody else may serve meanwhile.
	Alone Presence = "alone"
)

// ErrOccupied: another program serves the database.
var ErrOccupied = errors.New("the database is in use by a running Haike: stop that server first")

// occupied is the key of our advisory lock on PostgreSQL: "haike" in ASCII.
const occupied = 0x6861696b65

// Occupy marks the database as in use until the returned function is called or
// the program ends, however it ends. Command line tools that work beside a
// server don't need it. Errors: ErrOccupied.
func Occupy(ctx context.Context, url string, p Presence) (release func() error, err error) {
	if IsPostgresURL(url) {
		return occupyPostgres(ctx, url, p)
	}
	return occupyFile(url + ".lock")
}

// occupyFile locks a file beside the database, not the database itself, whose
// locks are SQLite's. The file stays: removing it would let two programs lock
// two files of the same name.
func occupyFile(path string) (func() error, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("db: folder of the database: %w", err)
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("db: lock file: %w", err)
	}
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return nil, errors.Join(ErrOccupied, f.Close())
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("db: lock file: %w", err), f.Close())
	}
	return f.Close, nil // closing gives the lock up
}

// occupyPostgres holds an advisory lock on a connection of its own.
func occupyPostgres(ctx context.Context, url string, p Presence) (func() error, error) {
	if err := CheckURL(url); err != nil {
		return nil, err
	}
	conf, err := pgx.ParseConfig(url)
	if err != nil {
		return nil, errors.New("db: the database URL is wrong")
	}
	setDefault(conf.RuntimeParams, "application_name", "haike "+string(p))
	pool := stdlib.OpenDB(*conf)
	pool.SetMaxOpenConns(1)
	conn, err := pool.Conn(ctx)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("db: connection: %w", err), pool.Close())
	}
	got, err := tryLock(ctx, conn, p)
	if err == nil && !got {
		err = ErrOccupied
	}
	release := func() error { return errors.Join(conn.Close(), pool.Close()) }
	if err != nil {
		return nil, errors.Join(err, release())
	}
	return release, nil
}

func tryLock(ctx context.Context, conn *sql.Conn, p Presence) (bool, error) {
	call := "pg_try_advisory_lock"
	if p == Serving {
		call = "pg_try_advisory_lock_shared"
	}
	var got bool
	if err := conn.QueryRowContext(ctx, "SELECT "+call+"($1)", int64(occupied)).Scan(&got); err != nil {
		return false, fmt.Errorf("db: lock: %w", err)
	}
	return got, nil
}
