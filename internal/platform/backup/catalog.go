package backup

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"haike/internal/platform/db"
	"haike/internal/platform/event"
)

// column is a stored column as the catalog describes it.
type column struct {
	name, kind string // kind: int, text or bytes
	key        int    // position in the primary key, from 1; 0 outside
}

// table is a table as the catalog describes it.
type table struct {
	name     string
	columns  []column // by name
	identity bool     // its id counts up
}

func (t table) names() []string {
	names := make([]string, len(t.columns))
	for i, c := range t.columns {
		names[i] = c.name
	}
	return names
}

// query reads all rows in the order of the primary key, byte by byte for text.
func (t table) query(d db.Dialect) string {
	special := event.PortableColumns(d, t.name)
	fields := make([]string, len(t.columns))
	for i, c := range t.columns {
		fields[i] = "t." + quote(c.name)
		if expression := special[c.name]; expression != "" {
			fields[i] = expression
		}
	}
	return "SELECT " + strings.Join(fields, ", ") + " FROM " + quote(t.name) + " t ORDER BY " + strings.Join(t.order(d), ", ")
}

func (t table) order(d db.Dialect) []string {
	keys := slices.DeleteFunc(slices.Clone(t.columns), func(c column) bool { return c.key == 0 })
	slices.SortFunc(keys, func(a, b column) int { return a.key - b.key })
	if len(keys) == 0 {
		keys = t.columns
	}
	terms := make([]string, len(keys))
	for i, c := range keys {
		terms[i] = "t." + quote(c.name)
		if c.kind == "text" && d == db.Postgres {
			terms[i] += ` COLLATE "C"`
		}
	}
	return terms
}

func quote(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

// catalog lists the tables that belong into an archive, and those left out with the reason.
func catalog(ctx context.Context, r db.Reader, leaveOut map[string]string) ([]table, map[string]string, error) {
	names, err := tableNames(ctx, r)
	if err != nil {
		return nil, nil, err
	}
	left, list := map[string]string{}, []table{}
	for _, name := range names {
		if reason := reasonToLeave(name, leaveOut); reason != "" {
			left[name] = reason
			continue
		}
		t, err := describe(ctx, r, name)
		if err != nil {
			return nil, nil, err
		}
		list = append(list, t)
	}
	return list, left, nil
}

func reasonToLeave(name string, leaveOut map[string]string) string {
	switch {
	case strings.HasPrefix(name, "river_"):
		return "the job engine's own; jobs that wait are not carried over"
	case name == "goose_db_version":
		return "the schema's own; the manifest names the schema"
	case strings.HasSuffix(name, "_search"):
		return "a search index, made anew from what it indexes"
	}
	return leaveOut[name]
}

// tableNames lists tables by name: no views, partitions, virtual tables or the
// engine's own.
func tableNames(ctx context.Context, r db.Reader) ([]string, error) {
	query := "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
	if r.Dialect() == db.Postgres {
		query = "SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition"
	}
	names, err := db.All(ctx, r, db.Value[string], query)
	slices.Sort(names)
	return names, err
}

func describe(ctx context.Context, r db.Reader, name string) (table, error) {
	query := sqliteColumns
	if r.Dialect() == db.Postgres {
		query = postgresColumns
	}
	t := table{name: name}
	columns, err := db.All(ctx, r, func(s db.Scanner) (column, error) {
		var c column
		var identity bool
		err := s.Scan(&c.name, &c.kind, &c.key, &identity)
		t.identity = t.identity || identity
		return c, err
	}, query, name)
	if err != nil {
		return t, fmt.Errorf("backup: columns of %s: %w", name, err)
	}
	for i, c := range columns {
		kind, known := kinds()[strings.ToLower(c.kind)]
		if !known {
			return t, fmt.Errorf("%w: %s.%s is of type %s", ErrUnportable, name, c.name, c.kind)
		}
		columns[i].kind = kind
	}
	slices.SortFunc(columns, func(a, b column) int { return strings.Compare(a.name, b.name) })
	t.columns = columns
	return t, nil
}

// kinds are the column types that both engines share.
func kinds() map[string]string {
	return map[string]string{
		"integer": "int", "bigint": "int", "smallint": "int", "int": "int",
		"text": "text", "blob": "bytes", "bytea": "bytes",
	}
}

// Generated columns (hidden 2 and 3) are computed anew. An AUTOINCREMENT shows
// only in the table's text.
const sqliteColumns = `SELECT c.name, c.type, c.pk,
  c.pk = 1 AND (SELECT m.sql FROM sqlite_master m WHERE m.type = 'table' AND m.name = c.arg) LIKE '%AUTOINCREMENT%'
  FROM pragma_table_xinfo(?) c WHERE c.hidden = 0`

// Columns that the engine fills by itself have a meaning in that database only.
const postgresColumns = `SELECT a.attname, format_type(a.atttypid, a.atttypmod),
  coalesce(array_position(i.indkey::int2[], a.attnum) + 1, 0), a.attidentity <> ''
  FROM pg_attribute a
  LEFT JOIN pg_index i ON i.indrelid = a.attrelid AND i.indisprimary
  LEFT JOIN pg_attrdef f ON f.adrelid = a.attrelid AND f.adnum = a.attnum
  WHERE a.attrelid = (current_schema() || '.' || quote_ident(?))::regclass AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
    AND coalesce(pg_get_expr(f.adbin, f.adrelid), '') NOT LIKE '%pg_current_xact_id%'`

// lastID is the highest id ever given in the table.
func lastID(ctx context.Context, r db.Reader, t table) (int64, error) {
	switch {
	case !t.identity:
		return 0, nil
	case r.Dialect() == db.SQLite:
		return db.One(ctx, r, db.Value[int64], "SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = ?", t.name)
	}
	return db.One(ctx, r, db.Value[int64], `SELECT coalesce(s.last_value, 0) FROM pg_sequences s
		WHERE (quote_ident(s.schemaname) || '.' || quote_ident(s.sequencename)) = pg_get_serial_sequence(quote_ident(?), 'id')`, t.name)
}

// schemaVersion is the number of the newest migration applied; 0 before the first.
func schemaVersion(ctx context.Context, r db.Reader) (int64, error) {
	names, err := tableNames(ctx, r)
	if err != nil || !slices.Contains(names, "goose_db_version") {
		return 0, err
	}
	return db.One(ctx, r, db.Value[int64], "SELECT coalesce(max(version_id), 0) FROM goose_db_version WHERE is_applied")
}

// same reports whether two lists hold the same names.
func same(a, b []string) bool {
	set := func(list []string) map[string]bool {
		m := map[string]bool{}
		for _, s := range list {
			m[s] = true
		}
		return m
	}
	return len(a) == len(b) && maps.Equal(set(a), set(b))
}
