package db

import (
	"context"
	"database/sql"
	"fmt"
	"sync"
	"sync/atomic"
)

// Reader runs queries: on the read-only pool, on a snapshot, or inside a Tx,
// where it also sees what that transaction wrote.
type Reader interface {
	Query(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRow(ctx context.Context, query string, args ...any) *sql.Row
	Dialect() Dialect
}

// Scanner is a row being read: *sql.Row or *sql.Rows.
type Scanner interface{ Scan(dest ...any) error }

// All runs the query and gathers its rows. Bound the query: it reads all of them.
func All[T any](ctx context.Context, r Reader, scan func(Scanner) (T, error), query string, args ...any) ([]T, error) {
	rows, err := r.Query(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("db: query: %w", err)
	}
	defer func() { _ = rows.Close() }() // Err below reports what matters
	list := []T{}
	for rows.Next() {
		item, err := scan(rows)
		if err != nil {
			return nil, fmt.Errorf("db: scan: %w", err)
		}
		list = append(list, item)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("db: rows: %w", err)
	}
	return list, nil
}

// One runs the query and reads its first row; ErrNoRow if there is none.
func One[T any](ctx context.Context, r Reader, scan func(Scanner) (T, error), query string, args ...any) (T, error) {
	item, err := scan(r.QueryRow(ctx, query, args...))
	if err != nil {
		var zero T
		return zero, fmt.Errorf("db: one: %w", err)
	}
	return item, nil
}

// Value scans a single column, for use with All and One.
func Value[T any](s Scanner) (T, error) {
	var v T
	err := s.Scan(&v)
	return v, err
}

// pool is the Reader over read-only connections.
type pool struct {
	db      *sql.DB
	dialect Dialect
	trace   Trace
	stmts   *statements // SQLite only; pgx caches its own
}

func (p *pool) Dialect() Dialect { return p.dialect }

func (p *pool) Query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	p.trace.see(false, query, args)
	if p.stmts == nil {
		return p.db.QueryContext(ctx, p.dialect.Rebind(query), args...)
	}
	known, err := p.stmts.get(ctx, query)
	if err != nil {
		return nil, err
	}
	defer known.done() // the rows hold the statement from here on
	return known.stmt.QueryContext(ctx, args...)
}

func (p *pool) QueryRow(ctx context.Context, query string, args ...any) *sql.Row {
	p.trace.see(false, query, args)
	if p.stmts == nil {
		return p.db.QueryRowContext(ctx, p.dialect.Rebind(query), args...)
	}
	known, err := p.stmts.get(ctx, query)
	if err != nil { // let the plain call report it
		return p.db.QueryRowContext(ctx, query, args...)
	}
	defer known.done()
	return known.stmt.QueryRowContext(ctx, args...)
}

func (p *pool) Close() error {
	if p.stmts != nil {
		p.stmts.close()
	}
	return p.db.Close()
}

type snapshot struct {
	tx      *sql.Tx
	dialect Dialect
	trace   Trace
}

func (s *snapshot) Dialect() Dialect { return s.dialect }

func (s *snapshot) Query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	s.trace.see(false, query, args)
	return s.tx.QueryContext(ctx, s.dialect.Rebind(query), args...)
}

func (s *snapshot) QueryRow(ctx context.Context, query string, args ...any) *sql.Row {
	s.trace.see(false, query, args)
	return s.tx.QueryRowContext(ctx, s.dialect.Rebind(query), args...)
}

// statements caches prepared statements by text. It stops growing at its
// bound: texts are few and fixed, except for built conditions.
type statements struct {
	db     *sql.DB
	mu     sync.RWMutex
	all    map[string]*prepared
	wanted map[string]bool
}

// prepared is a statement that closes once the cache has dropped it and nobody
// is about to run it.
type prepared struct {
	stmt *sql.Stmt
	uses atomic.Int64 // the cache's own counts as one
}

func (p *prepared) done() {
	if p.uses.Add(-1) == 0 {
		_ = p.stmt.Close() // rows that are still being read keep it open
	}
}

const (
	maxStatements = 512
	maxWanted     = 16 // a group prepares no more than this at once
)

func newStatements(db *sql.DB) *statements {
	return &statements{db: db, all: map[string]*prepared{}, wanted: map[string]bool{}}
}

// get returns the statement of a text; the caller says done once it runs.
func (s *statements) get(ctx context.Context, query string) (*prepared, error) {
	s.mu.RLock()
	known := s.all[query]
	if known != nil {
		known.uses.Add(1)
	}
	s.mu.RUnlock()
	if known != nil {
		return known, nil
	}
	return s.prepare(ctx, query)
}

func (s *statements) prepare(ctx context.Context, query string) (*prepared, error) {
	stmt, err := s.db.PrepareContext(context.WithoutCancel(ctx), query)
	if err != nil {
		return nil, fmt.Errorf("db: prepare: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if known := s.all[query]; known != nil {
		_ = stmt.Close() // somebody was faster; theirs serves
		known.uses.Add(1)
		return known, nil
	}
	if len(s.all) >= maxStatements {
		s.evict()
	}
	fresh := &prepared{stmt: stmt}
	fresh.uses.Store(2) // the cache's and the caller's
	s.all[query] = fresh
	return fresh, nil
}

// evict drops one statement, whichever the map offers first.
func (s *statements) evict() {
	for text, known := range s.all {
		delete(s.all, text)
		known.done()
		return
	}
}

func (s *statements) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for text, known := range s.all {
		known.done()
		delete(s.all, text)
	}
}

// inTx returns the cached statement bound to tx, or nil if the text is new: it
// cannot be prepared while the transaction holds the one connection, so it is
// noted for prepareWanted.
func (s *statements) inTx(ctx context.Context, tx *sql.Tx, query string) *sql.Stmt {
	s.mu.Lock()
	known := s.all[query] // only the writer itself drops some, between transactions
	if known == nil && len(s.wanted) < maxWanted {
		s.wanted[query] = true
	}
	s.mu.Unlock()
	if known == nil {
		return nil
	}
	return tx.StmtContext(context.WithoutCancel(ctx), known.stmt)
}

// prepareWanted prepares what recent transactions asked for in vain. A text
// that does not prepare (a script, say) is forgotten: it runs unprepared.
func (s *statements) prepareWanted(ctx context.Context) {
	s.mu.Lock()
	wanted := s.wanted
	s.wanted = map[string]bool{}
	s.mu.Unlock()
	for query := range wanted {
		if known, err := s.prepare(ctx, query); err == nil {
			known.done()
		}
	}
}
