package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"

	"haike/internal/platform/fault"
)

const (
	// SQLSTATEs after which the same transaction may succeed when run again.
	pgSerialization = "40001"
	pgDeadlock      = "40P01"

	maxTries      = 10
	unreplicated  = "haike.unreplicated" // key of a connection's custom data
	postgresConns = 16
)

func openPostgres(ctx context.Context, cfg Config) (*DB, error) {
	if err := CheckURL(cfg.URL); err != nil {
		return nil, err
	}
	conf, err := pgx.ParseConfig(cfg.URL)
	if err != nil {
		return nil, errors.New("db: the database URL is wrong")
	}
	setDefault(conf.RuntimeParams, "application_name", "haike")
	setDefault(conf.RuntimeParams, "statement_timeout", "30s")
	setDefault(conf.RuntimeParams, "lock_timeout", "10s")
	setDefault(conf.RuntimeParams, "idle_in_transaction_session_timeout", "60s")
	conf.OnNotice = noteUnreplicated
	write := stdlib.OpenDB(*conf)
	write.SetMaxOpenConns(postgresConns)
	write.SetMaxIdleConns(postgresConns)
	reading := conf.Copy()
	reading.RuntimeParams["default_transaction_read_only"] = "on"
	read := stdlib.OpenDB(*reading)
	read.SetMaxOpenConns(cfg.Readers)
	read.SetMaxIdleConns(cfg.Readers)
	d := &DB{dialect: Postgres, clock: cfg.Clock, log: cfg.Logger, write: write, trace: cfg.Trace}
	d.read = pool{db: read, dialect: Postgres, trace: cfg.Trace}
	if err := d.Ping(ctx); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return d, nil
}

func setDefault(params map[string]string, name, value string) {
	if _, set := params[name]; !set {
		params[name] = value
	}
}

// noteUnreplicated remembers that a COMMIT went through here but was not
// confirmed by the synchronous standby. It arrives as a mere warning, whose
// words are in the server's language; the routine that sends it has one name.
func noteUnreplicated(c *pgconn.PgConn, n *pgconn.Notice) {
	if n.Routine == "SyncRepWaitForLSN" || strings.Contains(n.Detail, "might not have been replicated") {
		c.CustomData()[unreplicated] = true
	}
}

func (d *DB) writePostgres(ctx context.Context, fn func(*Tx) error) ([]func(), error) {
	for try := 1; ; try++ {
		after, err := d.tryPostgres(ctx, fn)
		if errors.Is(err, fault.ErrOutcomeUnknown) {
			d.log.WarnContext(ctx, "the outcome of a transaction is unknown", slog.String("error", err.Error()))
		}
		if err == nil || !retryable(err) || try == maxTries {
			return after, err
		}
		d.log.DebugContext(ctx, "transaction runs again", slog.Int("try", try), slog.String("error", err.Error()))
		if err := pause(ctx, try); err != nil {
			return nil, err
		}
	}
}

func (d *DB) tryPostgres(ctx context.Context, fn func(*Tx) error) ([]func(), error) {
	conn, err := d.write.Conn(ctx)
	if err != nil {
		return nil, fmt.Errorf("db: connection: %w", err)
	}
	defer func() { _ = conn.Close() }() // back to the pool
	if err := forgetNotice(conn); err != nil {
		return nil, err
	}
	// BEGIN and COMMIT know no deadline: a COMMIT cut off has an unknown outcome.
	raw, err := conn.BeginTx(context.WithoutCancel(ctx), nil)
	if err != nil {
		return nil, fmt.Errorf("db: begin: %w", err)
	}
	tx := &Tx{sql: raw, dialect: Postgres, now: d.clock.Now(), trace: d.trace}
	tx.send = func(ctx context.Context, batch []queued) error { return sendBatch(ctx, conn, batch, d.trace) }
	if err := protect(ctx, tx, fn); err != nil {
		_ = raw.Rollback() // the first error is the one to tell
		return nil, err
	}
	if err := raw.Commit(); err != nil {
		return nil, commitFault(err)
	}
	return tx.after, replicated(conn)
}

// commitFault tells a COMMIT that the server refused from one whose outcome
// nobody knows: the connection ended before the answer came.
func commitFault(err error) error {
	var pg *pgconn.PgError
	refused := errors.As(err, &pg) && pg.SeverityUnlocalized == "ERROR"
	if refused || errors.Is(err, pgx.ErrTxCommitRollback) {
		return fmt.Errorf("db: commit: %w", err)
	}
	return fault.ErrOutcomeUnknown.Wrap(err)
}

// forgetNotice drops what the commit of somebody else on this connection left:
// the job engine uses the same pool.
func forgetNotice(conn *sql.Conn) error {
	return conn.Raw(func(driver any) error {
		delete(driver.(*stdlib.Conn).Conn().PgConn().CustomData(), unreplicated)
		return nil
	})
}

// sendBatch sends queued writes in one round trip.
func sendBatch(ctx context.Context, conn *sql.Conn, batch []queued, trace Trace) error {
	return conn.Raw(func(driver any) error {
		pg := driver.(*stdlib.Conn).Conn()
		b := &pgx.Batch{}
		for _, q := range batch {
			if q.query == "" {
				return q.check(0)
			}
			trace.see(true, q.query, q.args)
			b.Queue(Postgres.Rebind(q.query), q.args...)
		}
		results := pg.SendBatch(ctx, b)
		err := readBatch(results, batch)
		return errors.Join(err, results.Close())
	})
}

func readBatch(results pgx.BatchResults, batch []queued) error {
	for _, q := range batch {
		tag, err := results.Exec()
		if err != nil {
			return fmt.Errorf("db: batch: %w", err)
		}
		if q.check == nil {
			continue
		}
		if err := q.check(tag.RowsAffected()); err != nil {
			return err
		}
	}
	return nil
}

// replicated turns the noted warning into an error: the outcome is unknown,
// which must never look like success.
func replicated(conn *sql.Conn) error {
	return conn.Raw(func(driver any) error {
		data := driver.(*stdlib.Conn).Conn().PgConn().CustomData()
		if data[unreplicated] == nil {
			return nil
		}
		delete(data, unreplicated)
		return fault.ErrOutcomeUnknown
	})
}

func retryable(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && (pg.Code == pgSerialization || pg.Code == pgDeadlock)
}

// pause waits before try n+1: about 2^n ms, at most 100, with full jitter.
func pause(ctx context.Context, try int) error {
	limit := min(100, 1<<try)
	wait := time.Duration(rand.IntN(limit*1000)) * time.Microsecond //nolint:gosec // jitter needs no secrecy
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
