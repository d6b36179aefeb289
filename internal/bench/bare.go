package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"strings"
	"sync"
	"sync/atomic"

	"haike/internal/platform/db"
)

// token stands in recorded arguments where every request needs another value.
const token = "zz1zz"

// statement is one recorded SQL statement.
type statement struct {
	Write bool
	Query string
	Args  []argument
}

// argument keeps the kind of a value through JSON.
type argument struct {
	Text  *string  `json:",omitempty"`
	Int   *int64   `json:",omitempty"`
	Bool  *bool    `json:",omitempty"`
	Ints  []int64  `json:",omitempty"`
	Texts []string `json:",omitempty"`
}

func keep(v any) (argument, error) {
	switch v := v.(type) {
	case nil:
		return argument{}, nil
	case string:
		return argument{Text: &v}, nil
	case *string:
		return argument{Text: v}, nil
	case int64:
		return argument{Int: &v}, nil
	case *int64:
		return argument{Int: v}, nil
	case int:
		n := int64(v)
		return argument{Int: &n}, nil
	case bool:
		return argument{Bool: &v}, nil
	case []int64:
		return argument{Ints: append([]int64{}, v...)}, nil
	case []string:
		return argument{Texts: append([]string{}, v...)}, nil
	}
	return argument{}, fmt.Errorf("bench cannot record an argument of type %T", v)
}

func (a argument) value(n int64) any {
	switch {
	case a.Text != nil:
		return strings.ReplaceAll(*a.Text, token, fmt.Sprint(n))
	case a.Int != nil:
		return *a.Int
	case a.Bool != nil:
		return *a.Bool
	case a.Ints != nil:
		return a.Ints
	case a.Texts != nil:
		return a.Texts
	}
	return nil
}

// recorder is a db.Trace that keeps statements while it is on.
type recorder struct {
	on   atomic.Bool
	mu   sync.Mutex
	list []statement
	err  error
}

func (r *recorder) see(write bool, query string, args []any) {
	if !r.on.Load() {
		return
	}
	s := statement{Write: write, Query: query}
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, a := range args {
		kept, err := keep(a)
		if err != nil {
			r.err = err
		}
		s.Args = append(s.Args, kept)
	}
	r.list = append(r.list, s)
}

// serveBare runs the recorded statements of the scenario that the path names.
func serveBare(ctx context.Context, database, script string) error {
	text, err := os.ReadFile(script)
	if err != nil {
		return err
	}
	var scripts map[string][]statement
	if err := json.Unmarshal(text, &scripts); err != nil {
		return err
	}
	d, err := db.Open(ctx, db.Config{URL: database})
	if err != nil {
		return err
	}
	var number atomic.Int64
	number.Store(1 << 30) // values that the product's run does not use
	handler := http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		rows, err := replay(q.Context(), d, scripts[strings.TrimPrefix(q.URL.Path, "/")], number.Add(1))
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(rows)
	})
	return serve(ctx, handler)
}

func replay(ctx context.Context, d *db.DB, script []statement, n int64) ([][]any, error) {
	var all [][]any
	var writes []statement
	for _, s := range script {
		if s.Write {
			writes = append(writes, s)
			continue
		}
		rows, err := rowsOf(ctx, d.Read(), s, n)
		if err != nil {
			return nil, err
		}
		all = append(all, rows...)
	}
	if len(writes) == 0 {
		return all, nil
	}
	err := d.Write(ctx, func(tx *db.Tx) error {
		for _, s := range writes {
			if _, err := rowsOf(ctx, tx, s, n); err != nil {
				return err
			}
		}
		return nil
	})
	return all, err
}

func rowsOf(ctx context.Context, r db.Reader, s statement, n int64) ([][]any, error) {
	args := make([]any, len(s.Args))
	for i, a := range s.Args {
		args[i] = a.value(n)
	}
	rows, err := r.Query(ctx, s.Query, args...)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", s.Query, err)
	}
	defer func() { _ = rows.Close() }() // Err below reports what matters
	return scanAll(rows)
}

func scanAll(rows *sql.Rows) ([][]any, error) {
	names, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	var all [][]any
	for rows.Next() {
		row, dest := make([]any, len(names)), make([]any, len(names))
		for i := range row {
			dest[i] = &row[i]
		}
		if err := rows.Scan(dest...); err != nil {
			return nil, err
		}
		all = append(all, row)
	}
	return all, rows.Err()
}
