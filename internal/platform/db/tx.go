package db

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// Tx is a writing transaction. It is used by one goroutine and is dead once
// the function given to Write has returned.
type Tx struct {
	sql     *sql.Tx
	dialect Dialect
	now     time.Time
	trace   Trace
	stmts   *statements // SQLite only
	send    func(ctx context.Context, batch []queued) error
	queue   []queued
	after   []func()
}

// queued is a write that waits for the next Flush.
type queued struct {
	query string
	args  []any
	check func(rows int64) error
}

// Now is the one time of this transaction, in UTC, to the microsecond.
func (t *Tx) Now() time.Time { return t.now }

// Dialect implements Reader.
func (t *Tx) Dialect() Dialect { return t.dialect }

// SQL returns the engine's transaction, for the job engine's transactional
// enqueue. Queued writes are not in it before Flush.
func (t *Tx) SQL() *sql.Tx { return t.sql }

// AfterCommit registers fn to run once the transaction is durable. fn must not
// fail and must be quick: it wakes others, it does not work.
func (t *Tx) AfterCommit(fn func()) { t.after = append(t.after, fn) }

// Exec runs a write and returns the number of rows that it changed.
func (t *Tx) Exec(ctx context.Context, query string, args ...any) (int64, error) {
	if err := t.Flush(ctx); err != nil {
		return 0, err
	}
	return t.exec(ctx, query, args)
}

func (t *Tx) exec(ctx context.Context, query string, args []any) (int64, error) {
	t.trace.see(true, query, args)
	var res sql.Result
	var err error
	if stmt := t.prepared(ctx, query); stmt != nil {
		res, err = stmt.ExecContext(t.ctx(ctx), args...)
	} else {
		res, err = t.sql.ExecContext(t.ctx(ctx), t.dialect.Rebind(query), args...)
	}
	if err != nil {
		return 0, fmt.Errorf("db: exec: %w", err)
	}
	return res.RowsAffected()
}

// Insert runs an INSERT … RETURNING id and returns the id.
func (t *Tx) Insert(ctx context.Context, query string, args ...any) (int64, error) {
	var id int64
	if err := t.QueryRow(ctx, query, args...).Scan(&id); err != nil {
		return 0, fmt.Errorf("db: insert: %w", err)
	}
	return id, nil
}

// Query implements Reader.
func (t *Tx) Query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if err := t.Flush(ctx); err != nil {
		return nil, err
	}
	t.trace.see(true, query, args)
	if stmt := t.prepared(ctx, query); stmt != nil {
		return stmt.QueryContext(t.ctx(ctx), args...)
	}
	return t.sql.QueryContext(t.ctx(ctx), t.dialect.Rebind(query), args...)
}

// QueryRow implements Reader. A queued write that fails here shows at the next
// Flush at the latest, and so rolls the transaction back.
func (t *Tx) QueryRow(ctx context.Context, query string, args ...any) *sql.Row {
	if err := t.Flush(ctx); err != nil {
		t.queue = append(t.queue, queued{check: func(int64) error { return err }})
	}
	t.trace.see(true, query, args)
	if stmt := t.prepared(ctx, query); stmt != nil {
		return stmt.QueryRowContext(t.ctx(ctx), args...)
	}
	return t.sql.QueryRowContext(t.ctx(ctx), t.dialect.Rebind(query), args...)
}

// Queue holds a write back until the next read, Exec or the end of the
// transaction, so that PostgreSQL gets all of them in one round trip. check,
// if not nil, sees how many rows the write changed and may refuse.
func (t *Tx) Queue(check func(rows int64) error, query string, args ...any) {
	t.queue = append(t.queue, queued{query: query, args: args, check: check})
}

// Flush sends the queued writes, in order. Write calls it before COMMIT.
func (t *Tx) Flush(ctx context.Context) error {
	if len(t.queue) == 0 {
		return nil
	}
	batch := t.queue
	t.queue = nil
	return t.send(t.ctx(ctx), batch)
}

// sendEach is Flush without a protocol for batches.
func (t *Tx) sendEach(ctx context.Context, batch []queued) error {
	for _, q := range batch {
		rows := int64(0)
		if q.query != "" {
			n, err := t.exec(ctx, q.query, q.args)
			if err != nil {
				return err
			}
			rows = n
		}
		if q.check == nil {
			continue
		}
		if err := q.check(rows); err != nil {
			return err
		}
	}
	return nil
}

// ctx keeps a cancelled request from interrupting SQLite in the middle of a
// statement: that would roll back the whole group, others' writes included.
func (t *Tx) ctx(ctx context.Context) context.Context {
	if t.dialect == SQLite {
		return context.WithoutCancel(ctx)
	}
	return ctx
}

func (t *Tx) prepared(ctx context.Context, query string) *sql.Stmt {
	if t.stmts == nil {
		return nil
	}
	return t.stmts.inTx(ctx, t.sql, query)
}
