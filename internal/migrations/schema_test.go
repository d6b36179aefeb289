package migrations_test

import (
	"database/sql"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"haike/internal/platform/db"
)

// schemaOf describes a database in sorted lines that do not depend on the
// engine: columns (class of type, nullability, default), keys, checks (the
// names, numbers and texts that they speak of), references, indexes. Tables of
// the migration and the job engine are theirs and left out, partitions belong
// to their table.
func schemaOf(t *testing.T, d *db.DB) []string {
	t.Helper()
	var lines []string
	if d.Dialect() == db.SQLite {
		lines = sqliteSchema(t, d.SQL())
	} else {
		lines = postgresSchema(t, d.SQL())
	}
	slices.Sort(lines)
	return lines
}

func foreignTable(name string) bool {
	return strings.HasPrefix(name, "river_") || strings.HasPrefix(name, "goose_") || strings.HasPrefix(name, "sqlite_")
}

// class puts the types' many names into few classes.
func class(t *testing.T, name string) string {
	t.Helper()
	name, _, _ = strings.Cut(strings.ToUpper(name), "(")
	switch name {
	case "INTEGER", "BIGINT", "SMALLINT":
		return "int"
	case "TEXT", "JSONB": // SQLite keeps JSON in TEXT
		return "text"
	case "TEXT[]":
		return "text list"
	case "BLOB", "BYTEA":
		return "bytes"
	case "BOOLEAN":
		return "bool"
	case "REAL", "DOUBLE PRECISION":
		return "float"
	}
	t.Fatalf("a type that has no class here: %q", name)
	return ""
}

func columnLine(table, name, class string, notNull bool, fallback string) string {
	line := table + " column " + name + " " + class
	if notNull {
		line += " not null"
	}
	if fallback != "" {
		line += " default " + fallback
	}
	return line
}

var (
	casts    = regexp.MustCompile(`::[a-z]+( precision| varying)?(\[\])?`)
	collates = regexp.MustCompile(`(?i)\s+COLLATE\s+("?[A-Za-z]+"?)`)
	spaces   = regexp.MustCompile(`\s+`)
)

// plain strips what PostgreSQL adds to an expression when it prints it back.
func plain(expr string) string {
	expr = collates.ReplaceAllString(casts.ReplaceAllString(strings.TrimSpace(expr), ""), "")
	expr = strings.ReplaceAll(expr, `"`, "")
	for len(expr) > 1 && expr[0] == '(' && matching(expr, 0) == len(expr)-1 {
		expr = expr[1 : len(expr)-1]
	}
	return strings.ToLower(spaces.ReplaceAllString(expr, " "))
}

// matching returns the position of the parenthesis that closes the one at open.
func matching(s string, open int) int {
	depth, quoted := 0, false
	for i := open; i < len(s); i++ {
		switch {
		case s[i] == '\'':
			quoted = !quoted
		case quoted:
		case s[i] == '(':
			depth++
		case s[i] == ')':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return len(s)
}

var checkToken = regexp.MustCompile(`'(?:[^']|'')*'|[A-Za-z_][A-Za-z0-9_]*|[0-9]+`)

// gist is what a condition speaks of: its names, numbers and texts, sorted.
// The engines print operators too differently to compare them.
func gist(expr string) string {
	var words []string
	for _, w := range checkToken.FindAllString(casts.ReplaceAllString(expr, ""), -1) {
		switch strings.ToUpper(w) {
		case "CHECK", "IN", "ANY", "ARRAY", "AND", "OR", "BETWEEN", "LIKE", "GLOB", "COLLATE", "C":
			continue
		}
		if w[0] != '\'' {
			w = strings.ToLower(w)
		}
		words = append(words, w)
	}
	slices.Sort(words)
	return strings.Join(slices.Compact(words), " ")
}

func rows(t *testing.T, d *sql.DB, query string, args ...any) [][]sql.NullString {
	t.Helper()
	result, err := d.QueryContext(t.Context(), query, args...)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	defer func() { _ = result.Close() }()
	columns, err := result.Columns()
	if err != nil {
		t.Fatal(err)
	}
	var all [][]sql.NullString
	for result.Next() {
		row := make([]sql.NullString, len(columns))
		into := make([]any, len(columns))
		for i := range row {
			into[i] = &row[i]
		}
		if err := result.Scan(into...); err != nil {
			t.Fatal(err)
		}
		all = append(all, row)
	}
	if err := result.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

func sqliteSchema(t *testing.T, d *sql.DB) []string {
	t.Helper()
	var lines []string
	for _, table := range rows(t, d, "SELECT name, sql FROM sqlite_master WHERE type = 'table'") {
		if name := table[0].String; !foreignTable(name) {
			lines = append(lines, sqliteTable(t, d, name, table[1].String)...)
			lines = append(lines, sqliteIndexes(t, d, name)...)
		}
	}
	return lines
}

func sqliteTable(t *testing.T, d *sql.DB, table, definition string) []string {
	t.Helper()
	var lines []string
	key := map[string]string{} // position → column
	for _, c := range rows(t, d, `SELECT name, type, "notnull", dflt_value, pk FROM pragma_table_info(?)`, table) {
		identity := c[4].String == "1" && strings.Contains(definition, "AUTOINCREMENT")
		fallback := plain(c[3].String)
		if identity {
			fallback = "identity"
		}
		lines = append(lines, columnLine(table, c[0].String, class(t, c[1].String), c[2].String == "1" || identity, fallback))
		if c[4].String != "0" {
			key[c[4].String] = c[0].String
		}
	}
	if len(key) > 0 {
		var columns []string
		for i := range len(key) {
			columns = append(columns, key[fmt.Sprint(i+1)])
		}
		lines = append(lines, table+" primary key ("+strings.Join(columns, ", ")+")")
	}
	for _, at := range regexp.MustCompile(`(?i)\bCHECK\s*\(`).FindAllStringIndex(definition, -1) {
		lines = append(lines, table+" check "+gist(definition[at[1]-1:matching(definition, at[1]-1)+1]))
	}
	refs := map[string][]string{}
	for _, f := range rows(t, d, `SELECT id, "table", "from", COALESCE("to", 'id'), on_delete FROM pragma_foreign_key_list(?) ORDER BY id, seq`, table) {
		id := f[0].String + " " + f[1].String + " " + f[4].String
		refs[id] = append(refs[id], f[2].String+" → "+f[3].String)
	}
	for id, pairs := range refs {
		parts := strings.SplitN(id, " ", 3)
		lines = append(lines, table+" references "+parts[1]+" ("+strings.Join(pairs, ", ")+") "+strings.ToLower(parts[2]))
	}
	return lines
}

func sqliteIndexes(t *testing.T, d *sql.DB, table string) []string {
	t.Helper()
	var lines []string
	for _, i := range rows(t, d, `SELECT l.name, l."unique", l.origin, m.sql FROM pragma_index_list(?) l JOIN sqlite_master m ON m.name = l.name`, table) {
		switch i[2].String {
		case "u":
			var columns []string
			for _, c := range rows(t, d, `SELECT name FROM pragma_index_info(?) ORDER BY seqno`, i[0].String) {
				columns = append(columns, c[0].String)
			}
			lines = append(lines, table+" unique ("+strings.Join(columns, ", ")+")")
		case "c":
			lines = append(lines, indexLine(table, i[0].String, i[1].String == "1", i[3].String))
		}
	}
	return lines
}

// indexLine reads SQLite's own text of an index.
func indexLine(table, name string, unique bool, definition string) string {
	open := strings.IndexByte(definition, '(')
	end := matching(definition, open)
	var columns []string
	for _, c := range splitTop(definition[open+1 : end]) {
		c = strings.TrimSuffix(plain(c), " asc")
		columns = append(columns, plain(strings.TrimSuffix(c, " desc"))+strings.Repeat(" desc", strings.Count(c, " desc")))
	}
	where := ""
	if _, condition, partial := strings.Cut(definition[end+1:], "WHERE"); partial {
		where = condition
	}
	return indexText(table, name, unique, columns, where)
}

func indexText(table, name string, unique bool, columns []string, where string) string {
	line := table + " index "
	if unique {
		line = table + " unique index "
	}
	line += name + " (" + strings.Join(columns, ", ") + ")"
	if where != "" {
		line += " where " + gist(where)
	}
	return line
}

// splitTop splits at commas outside parentheses.
func splitTop(list string) []string {
	var parts []string
	depth, start := 0, 0
	for i, c := range list {
		switch c {
		case '(':
			depth++
		case ')':
			depth--
		case ',':
			if depth == 0 {
				parts = append(parts, list[start:i])
				start = i + 1
			}
		}
	}
	return append(parts, list[start:])
}

const postgresTables = `SELECT c.oid::text, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
	WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT c.relispartition`

func postgresSchema(t *testing.T, d *sql.DB) []string {
	t.Helper()
	var lines []string
	for _, table := range rows(t, d, postgresTables) {
		if name := table[1].String; !foreignTable(name) {
			lines = append(lines, postgresTable(t, d, table[0].String, name)...)
			lines = append(lines, postgresIndexes(t, d, table[0].String, name)...)
		}
	}
	return lines
}

func postgresTable(t *testing.T, d *sql.DB, oid, table string) []string {
	t.Helper()
	var lines []string
	for _, c := range rows(t, d, `SELECT a.attname, format_type(a.atttypid, NULL), a.attnotnull::int::text, pg_get_expr(f.adbin, f.adrelid), a.attidentity::text
		FROM pg_attribute a LEFT JOIN pg_attrdef f ON f.adrelid = a.attrelid AND f.adnum = a.attnum
		WHERE a.attrelid = $1::oid AND a.attnum > 0 AND NOT a.attisdropped`, oid) {
		fallback := plain(c[3].String)
		if c[4].String != "" {
			fallback = "identity"
		}
		lines = append(lines, columnLine(table, c[0].String, class(t, c[1].String), c[2].String == "1", fallback))
	}
	const columnNames = `(SELECT string_agg(a.attname, ', ' ORDER BY k.n) FROM unnest(o.conkey) WITH ORDINALITY k(num, n) JOIN pg_attribute a ON a.attrelid = o.conrelid AND a.attnum = k.num)`
	for _, c := range rows(t, d, `SELECT o.contype::text, `+columnNames+`, pg_get_constraintdef(o.oid) FROM pg_constraint o WHERE o.conrelid = $1::oid`, oid) {
		switch c[0].String {
		case "p":
			lines = append(lines, table+" primary key ("+c[1].String+")")
		case "u":
			lines = append(lines, table+" unique ("+c[1].String+")")
		case "c":
			lines = append(lines, table+" check "+gist(c[2].String))
		}
	}
	for _, f := range rows(t, d, `SELECT r.relname, o.confdeltype::text,
			(SELECT string_agg(a.attname || ' → ' || b.attname, ', ' ORDER BY k.n)
			 FROM unnest(o.conkey, o.confkey) WITH ORDINALITY k(mine, theirs, n)
			 JOIN pg_attribute a ON a.attrelid = o.conrelid AND a.attnum = k.mine
			 JOIN pg_attribute b ON b.attrelid = o.confrelid AND b.attnum = k.theirs)
		FROM pg_constraint o JOIN pg_class r ON r.oid = o.confrelid WHERE o.conrelid = $1::oid AND o.contype = 'f'`, oid) {
		action := map[string]string{"a": "no action", "r": "restrict", "c": "cascade", "n": "set null", "d": "set default"}[f[1].String]
		lines = append(lines, table+" references "+f[0].String+" ("+f[2].String+") "+action)
	}
	return lines
}

func postgresIndexes(t *testing.T, d *sql.DB, oid, table string) []string {
	t.Helper()
	var lines []string
	for _, i := range rows(t, d, `SELECT c.relname, x.indisunique::int::text, pg_get_expr(x.indpred, x.indrelid), x.indnatts::text, x.indexrelid::text, array_to_string(x.indoption::int[], ' '), m.amname
		FROM pg_index x JOIN pg_class c ON c.oid = x.indexrelid JOIN pg_am m ON m.oid = c.relam
		WHERE x.indrelid = $1::oid AND NOT EXISTS (SELECT 1 FROM pg_constraint o WHERE o.conindid = x.indexrelid AND o.contype IN ('p', 'u'))`, oid) {
		options := strings.Fields(i[5].String)
		var columns []string
		for n, option := range options {
			name := plain(rows(t, d, `SELECT pg_get_indexdef($1::oid, $2::int, true)`, i[4].String, n+1)[0][0].String)
			if option == "1" || option == "3" {
				name += " desc"
			}
			columns = append(columns, name)
		}
		name := i[0].String
		if i[6].String != "btree" {
			name = i[6].String + " " + name
		}
		lines = append(lines, indexText(table, name, i[1].String == "1", columns, i[2].String))
	}
	return lines
}
