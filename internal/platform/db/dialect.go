package db

import (
	"encoding/json"
	"strconv"
	"strings"
)

// Dialect names an engine. Its methods hold the real differences in SQL.
type Dialect string

// The two engines.
const (
	SQLite   Dialect = "sqlite"
	Postgres Dialect = "postgres"
)

// Rebind turns the placeholders ? into what the engine wants. A question mark
// inside a quoted literal or identifier stays.
func (d Dialect) Rebind(query string) string {
	if d == SQLite || !strings.Contains(query, "?") {
		return query
	}
	var b strings.Builder
	b.Grow(len(query) + 16)
	n, quote := 0, byte(0)
	for i := 0; i < len(query); i++ {
		c := query[i]
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '\'' || c == '"':
			quote = c
		case c == '?':
			n++
			b.WriteByte('$')
			b.WriteString(strconv.Itoa(n))
			continue
		}
		b.WriteByte(c)
	}
	return b.String()
}

// AnyOf renders "column is one of ids" with a single bound argument, so that
// the statement's text, and with it the cached plan, does not depend on how
// many ids there are. No ids match nothing.
func (d Dialect) AnyOf(column string, ids []int64) (string, any) {
	if ids == nil {
		ids = []int64{}
	}
	if d == Postgres {
		return column + " = ANY(?::bigint[])", ids
	}
	list, _ := json.Marshal(ids) // integers always marshal
	return column + " IN (SELECT value FROM json_each(?))", string(list)
}

// AnyOfText is AnyOf for text columns.
func (d Dialect) AnyOfText(column string, values []string) (string, any) {
	if values == nil {
		values = []string{}
	}
	if d == Postgres {
		return column + " = ANY(?::text[])", values
	}
	list, _ := json.Marshal(values) // strings always marshal
	return column + " IN (SELECT value FROM json_each(?))", string(list)
}
