package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
	"time"

	"haike/internal/platform/fault"
)

// Group commit: one goroutine owns SQLite's write lock. It runs up to maxGroup
// waiting functions in one transaction, each in a SAVEPOINT of its own, and
// answers them after the one COMMIT and its fsync.
const (
	maxGroup  = 256
	groupTime = 20 * time.Millisecond // after this a group takes no further function
	maxPassed = 8                     // groups that may go before a waiting slow request
)

type urgency int

const (
	interactive urgency = iota
	bulk
)

// errPanic: a transaction's function panicked; it was rolled back alone.
var errPanic = errors.New("db: panic in a transaction")

// errAlone marks a transaction that the engine itself rolled back (disk full,
// out of memory): the others of its group run again without it.
type errAlone struct{ error }

type request struct {
	ctx   context.Context
	fn    func(*Tx) error
	after []func()
	done  chan error
}

type group struct {
	db     *DB
	stmts  *statements
	urgent chan *request
	slow   chan *request
	quit   chan struct{}
	ended  sync.WaitGroup
	passed int // groups since the last slow request; the writer's own

	mu     sync.RWMutex // held for reading while a request enters
	closed bool
}

// startGroup starts the writer, which outlives ctx and every request.
func startGroup(ctx context.Context, d *DB) *group {
	g := &group{
		db: d, stmts: newStatements(d.write),
		urgent: make(chan *request, maxGroup), slow: make(chan *request, maxGroup),
		quit: make(chan struct{}),
	}
	g.ended.Add(1)
	go g.loop(context.WithoutCancel(ctx))
	return g
}

// do hands fn to the writer and waits for its fate. A caller whose context
// ends before its turn gets the context's error and nothing was written; once
// its turn has come it waits for the COMMIT, so that it always learns the truth.
func (g *group) do(ctx context.Context, fn func(*Tx) error, u urgency) ([]func(), error) {
	r := &request{ctx: ctx, fn: fn, done: make(chan error, 1)}
	if err := g.enter(ctx, r, u); err != nil {
		return nil, err
	}
	if err := <-r.done; err != nil {
		return nil, err
	}
	return r.after, nil
}

func (g *group) enter(ctx context.Context, r *request, u urgency) error {
	queue := g.urgent
	if u == bulk {
		queue = g.slow
	}
	g.mu.RLock()
	defer g.mu.RUnlock()
	if g.closed {
		return fault.ErrStopping
	}
	select {
	case queue <- r:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// stop refuses new work, finishes what was accepted, and waits for the end.
func (g *group) stop() {
	g.mu.Lock()
	if !g.closed {
		g.closed = true
		close(g.quit)
	}
	g.mu.Unlock()
	g.ended.Wait()
	g.stmts.close()
}

func (g *group) loop(ctx context.Context) {
	defer g.ended.Done()
	for {
		r := g.next()
		if r == nil {
			return
		}
		g.stmts.prepareWanted(ctx)
		g.serve(ctx, g.gather(r))
	}
}

// next waits for a request, interactive ones first; nil once stopped and empty.
// Where they never cease, every maxPassed groups a slow one gets its turn.
func (g *group) next() *request {
	if g.passed >= maxPassed {
		if r := poll(g.slow); r != nil {
			return g.turn(r, bulk)
		}
	}
	if r := poll(g.urgent); r != nil {
		return g.turn(r, interactive)
	}
	select {
	case r := <-g.urgent:
		return g.turn(r, interactive)
	case r := <-g.slow:
		return g.turn(r, bulk)
	case <-g.quit:
	}
	if r := poll(g.urgent); r != nil {
		return r
	}
	return poll(g.slow)
}

// turn counts the groups that go before slow requests.
func (g *group) turn(r *request, u urgency) *request {
	g.passed++
	if u == bulk {
		g.passed = 0
	}
	return r
}

// gather takes what is already waiting, at most one slow request per group, so
// that interactive writes never wait behind a queue of imports.
func (g *group) gather(first *request) []*request {
	batch := []*request{first}
	for len(batch) < maxGroup {
		r := poll(g.urgent)
		if r == nil {
			break
		}
		batch = append(batch, r)
	}
	return batch
}

func poll(queue chan *request) *request {
	select {
	case r := <-queue:
		return r
	default:
		return nil
	}
}

// serve runs the batch, group by group, until each request has its answer.
func (g *group) serve(ctx context.Context, batch []*request) {
	for len(batch) > 0 {
		batch = g.commit(ctx, batch)
	}
}

// commit runs requests in one transaction and answers them. It returns those
// that still have to run: the ones for which the group had no time left, or
// all others when the engine rolled back the whole transaction.
func (g *group) commit(ctx context.Context, batch []*request) []*request {
	tx, err := g.db.write.BeginTx(ctx, nil)
	if err != nil {
		answer(batch, fmt.Errorf("db: begin: %w", err))
		return nil
	}
	began := time.Now() //nolint:forbidigo // a stopwatch, not a time that anybody stores
	var written []*request
	for i, r := range batch {
		if i > 0 && time.Since(began) > groupTime { //nolint:forbidigo // the stopwatch
			finish(tx, written)
			return batch[i:]
		}
		err := g.runOne(tx, r) //nolint:contextcheck // each request brings its own
		var alone errAlone
		if errors.As(err, &alone) {
			_ = tx.Rollback() // the engine has done so already
			r.done <- alone.error
			return append(written, batch[i+1:]...)
		}
		if err != nil {
			r.done <- err
			continue
		}
		written = append(written, r)
	}
	finish(tx, written)
	return nil
}

func finish(tx *sql.Tx, written []*request) {
	if len(written) == 0 {
		_ = tx.Rollback() // every function failed and was rolled back by itself
		return
	}
	if err := tx.Commit(); err != nil { // the driver has rolled back what that may leave open
		answer(written, fmt.Errorf("db: commit: %w", err))
		return
	}
	answer(written, nil)
}

func answer(batch []*request, err error) {
	for _, r := range batch {
		r.done <- err
	}
}

// runOne runs one function inside a savepoint.
func (g *group) runOne(raw *sql.Tx, r *request) error {
	if err := r.ctx.Err(); err != nil {
		return err // nobody waits any more, and nothing was done
	}
	ctx := context.WithoutCancel(r.ctx)
	if err := g.control(ctx, raw, "SAVEPOINT one"); err != nil {
		return errAlone{err}
	}
	tx := &Tx{sql: raw, dialect: SQLite, now: g.db.clock.Now(), trace: g.db.trace, stmts: g.stmts}
	tx.send = tx.sendEach
	err := protect(r.ctx, tx, r.fn)
	if err != nil {
		if back := g.control(ctx, raw, "ROLLBACK TO one"); back != nil {
			return errAlone{errors.Join(err, back)}
		}
	}
	if release := g.control(ctx, raw, "RELEASE one"); release != nil {
		return errAlone{errors.Join(err, release)}
	}
	r.after = tx.after
	return err
}

func (g *group) control(ctx context.Context, raw *sql.Tx, statement string) error {
	if stmt := g.stmts.inTx(ctx, raw, statement); stmt != nil {
		_, err := stmt.ExecContext(ctx)
		return err
	}
	_, err := raw.ExecContext(ctx, statement)
	return err
}

// protect runs fn and the last flush, and turns a panic into an error, so that
// a mistake in one function costs neither the group nor the program.
func protect(ctx context.Context, tx *Tx, fn func(*Tx) error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%w: %v\n%s", errPanic, p, debug.Stack())
		}
	}()
	if err := fn(tx); err != nil {
		return err
	}
	return tx.Flush(ctx)
}
