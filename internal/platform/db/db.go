package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"haike/internal/platform/clock"
)

// Config says which database to open and how.
type Config struct {
	// URL is a file name (SQLite) or a postgres:// URL.
	URL string
	// Clock gives each transaction its Now; the machine's clock if nil.
	Clock clock.Clock
	// Logger receives retries and recovered panics; discarded if nil.
	Logger *slog.Logger
	// Readers bounds the pool of reading connections; 8 if zero.
	Readers int
	// Trace, if not nil, sees every statement before it runs: for measurements.
	Trace Trace
}

// Trace sees a statement of a read or of a writing transaction.
type Trace func(write bool, query string, args []any)

func (t Trace) see(write bool, query string, args []any) {
	if t != nil {
		t(write, query, args)
	}
}

// DB is an open database. It is safe for concurrent use.
type DB struct {
	dialect Dialect
	clock   clock.Clock
	log     *slog.Logger
	write   *sql.DB // SQLite: one connection, shared with the job engine
	read    pool
	trace   Trace
	group   *group // SQLite only
}

// ErrNoRow: the query found nothing. Stores translate it.
var ErrNoRow = sql.ErrNoRows

// IsPostgresURL reports whether url names a PostgreSQL database rather than a file.
func IsPostgresURL(url string) bool {
	return strings.HasPrefix(url, "postgres://") || strings.HasPrefix(url, "postgresql://")
}

// CheckURL reports whether a postgres:// URL can be read. Its error does not
// repeat the URL, which may hold a password.
func CheckURL(url string) error {
	if _, err := pgx.ParseConfig(url); err != nil {
		return errors.New("db: the database URL is wrong")
	}
	return nil
}

// Open connects and checks that the engine really runs with the settings that
// durability depends on. The caller closes the DB.
func Open(ctx context.Context, cfg Config) (*DB, error) {
	if cfg.Clock == nil {
		cfg.Clock = clock.System{}
	}
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	if cfg.Readers <= 0 {
		cfg.Readers = 8
	}
	if IsPostgresURL(cfg.URL) {
		return openPostgres(ctx, cfg)
	}
	return openSQLite(ctx, cfg)
}

// Close stops the writer after the work that it accepted, then the pools.
func (d *DB) Close() error {
	if d.group != nil {
		d.group.stop()
	}
	return errors.Join(d.read.Close(), d.write.Close())
}

// Dialect tells the engine.
func (d *DB) Dialect() Dialect { return d.dialect }

// Clock returns the clock that gives transactions their Now.
func (d *DB) Clock() clock.Clock { return d.clock }

// SQL returns the pool of writing connections, for the migrations and the job
// engine, which bring their own SQL.
func (d *DB) SQL() *sql.DB { return d.write }

// Ping reports whether the database answers.
func (d *DB) Ping(ctx context.Context) error {
	if err := d.read.db.PingContext(ctx); err != nil {
		return fmt.Errorf("db: ping: %w", err)
	}
	var one int
	return d.read.QueryRow(ctx, "SELECT 1").Scan(&one)
}

// Read returns the pool of read-only connections.
func (d *DB) Read() Reader { return &d.read }

// Snapshot runs fn on one read-only transaction, so that several queries see
// one state of the data. Keep it short: it holds back vacuuming and checkpoints.
func (d *DB) Snapshot(ctx context.Context, fn func(Reader) error) error {
	opts := &sql.TxOptions{ReadOnly: d.dialect == Postgres}
	if d.dialect == Postgres {
		opts.Isolation = sql.LevelRepeatableRead
	}
	tx, err := d.read.db.BeginTx(ctx, opts)
	if err != nil {
		return fmt.Errorf("db: snapshot: %w", err)
	}
	defer func() { _ = tx.Rollback() }() // nothing was written; the error adds nothing
	return fn(&snapshot{tx: tx, dialect: d.dialect, trace: d.trace})
}

// Write runs fn in a transaction and returns once it is durable. An error or a
// panic of fn rolls back everything that fn did. Values that fn assigns to
// outer variables are those of its last run.
func (d *DB) Write(ctx context.Context, fn func(*Tx) error) error {
	return d.run(ctx, fn, interactive)
}

// WriteBulk is Write for imports and jobs: waiting interactive writes go first.
func (d *DB) WriteBulk(ctx context.Context, fn func(*Tx) error) error {
	return d.run(ctx, fn, bulk)
}

func (d *DB) run(ctx context.Context, fn func(*Tx) error, urgency urgency) error {
	var after []func()
	var err error
	if d.dialect == SQLite {
		after, err = d.group.do(ctx, fn, urgency)
	} else {
		after, err = d.writePostgres(ctx, fn)
	}
	if err != nil {
		return err
	}
	for _, f := range after {
		f()
	}
	return nil
}

// Micros is the stored form of a time: microseconds since 1970 UTC.
func Micros(t time.Time) int64 { return t.UnixMicro() }

// Time is the inverse of Micros.
func Time(micros int64) time.Time { return time.UnixMicro(micros).UTC() }
