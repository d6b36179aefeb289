package apitest

import (
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"haike/internal/platform/db"
)

// Unwatched says what may change although nothing was done: whole tables,
// single columns ("table.column"), and in the event log the facts about refusals.
type Unwatched struct {
	Tables  []string
	Columns []string
	Events  []string
}

// State is a hash of the content of each table.
type State map[string]string

// StateOf reads all tables of the product.
func StateOf(t testing.TB, d *db.DB, ignore Unwatched) State {
	t.Helper()
	state := State{}
	for _, table := range productTables(t, d) {
		if !slices.Contains(ignore.Tables, table) {
			state[table] = tableHash(t, d, table, ignore)
		}
	}
	if len(state) == 0 {
		t.Fatal("read no table")
	}
	return state
}

// Difference names the tables in which two states differ.
func (s State) Difference(other State) []string {
	changed := map[string]bool{}
	for table, hash := range s {
		changed[table] = other[table] != hash
	}
	for table := range other {
		if _, known := s[table]; !known {
			changed[table] = true
		}
	}
	maps.DeleteFunc(changed, func(_ string, differs bool) bool { return !differs })
	return slices.Sorted(maps.Keys(changed))
}

// productTables leaves out what the engines, migrations and jobs keep for themselves.
func productTables(t testing.TB, d *db.DB) []string {
	t.Helper()
	query := "SELECT name FROM sqlite_master WHERE type = 'table'"
	if d.Dialect() == db.Postgres {
		query = "SELECT c.relname FROM pg_class c WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relnamespace = 'public'::regnamespace"
	}
	all, err := db.All(t.Context(), d.Read(), db.Value[string], query)
	if err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(all, func(name string) bool {
		return strings.HasPrefix(name, "river_") || strings.HasPrefix(name, "goose_") || strings.HasPrefix(name, "sqlite_")
	})
}

// tableHash does not depend on the order of rows.
func tableHash(t testing.TB, d *db.DB, table string, ignore Unwatched) string {
	t.Helper()
	query := "SELECT * FROM " + table
	var args []any
	if table == "event_log" && len(ignore.Events) > 0 {
		in, arg := d.Dialect().AnyOfText("type", ignore.Events)
		query, args = query+" WHERE NOT ("+in+")", append(args, arg)
	}
	rows, err := d.Read().Query(t.Context(), query, args...)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }() // rows.Err tells what went wrong
	columns, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for rows.Next() {
		lines = append(lines, rowText(t, rows, columns, table, ignore))
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	slices.Sort(lines)
	sum := sha256.Sum256([]byte(strings.Join(lines, "\n")))
	return hex.EncodeToString(sum[:])
}

func rowText(t testing.TB, rows *sql.Rows, columns []string, table string, ignore Unwatched) string {
	t.Helper()
	values := make([]any, len(columns))
	into := make([]any, len(columns))
	for i := range values {
		into[i] = &values[i]
	}
	if err := rows.Scan(into...); err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for i, column := range columns {
		if !slices.Contains(ignore.Columns, table+"."+column) {
			fmt.Fprintf(&b, "%q ", fmt.Sprint(values[i]))
		}
	}
	return b.String()
}
