package condition

import (
	"encoding/json"
	"fmt"
	"strings"

	"haike/internal/platform/db"
)

// writer gathers SQL text and, in the order of their placeholders, arguments.
// What differs between the engines is here and nowhere else.
type writer struct {
	dialect db.Dialect
	sql     strings.Builder
	args    []any
}

func (w *writer) add(sql string, args ...any) {
	w.sql.WriteString(sql)
	w.args = append(w.args, args...)
}

func (w *writer) join(parts []predicate, operator, none string) {
	if len(parts) == 0 {
		w.add(none)
		return
	}
	w.add("(")
	for i, part := range parts {
		if i > 0 {
			w.add(operator)
		}
		part.write(w)
	}
	w.add(")")
}

func (w *writer) expr(field Field) string { return field.Expression(w.dialect) }

// ordered is the field in the order of bytes, which is SQLite's own.
func (w *writer) ordered(field Field) string {
	if w.dialect == db.Postgres && field.Type.kind() == kindText {
		return w.expr(field) + ` COLLATE "C"`
	}
	return w.expr(field)
}

// placeholder says on PostgreSQL that numbers are wide: it would otherwise
// take the type of a narrower column and refuse a larger operand.
func (w *writer) placeholder(v Value) string {
	if w.dialect == db.Postgres && v.kind == kindNumber {
		return "?::bigint"
	}
	return "?"
}

// among renders "is one of values" with one argument, however many there are,
// so that the statement's text and its plan stay the same.
func (w *writer) among(field Field, values []Value) {
	if field.Type.kind() == kindNumber {
		numbers := make([]int64, len(values))
		for i, v := range values {
			numbers[i] = v.number
		}
		sql, arg := w.dialect.AnyOf(w.expr(field), numbers)
		w.add(sql, arg)
		return
	}
	texts := make([]string, len(values))
	for i, v := range values {
		texts[i] = v.text
	}
	sql, arg := w.dialect.AnyOfText(w.expr(field), texts)
	w.add(sql, arg)
}

// position is the place of a bound text inside the expression, 0 if it is not there.
func (w *writer) position(expr string) string {
	if w.dialect == db.Postgres {
		return "strpos(" + expr + ", ?)"
	}
	return "instr(" + expr + ", ?)"
}

func (w *writer) listLength(field Field) string {
	if w.dialect == db.Postgres {
		return "jsonb_array_length(" + w.expr(field) + ")"
	}
	return "json_array_length(" + w.expr(field) + ")"
}

// overlaps uses on PostgreSQL the function behind the operator ?|, whose
// question mark would be a placeholder.
func (w *writer) overlaps(field Field, items []string) {
	if w.dialect == db.Postgres {
		w.add("jsonb_exists_any("+w.expr(field)+", ?::text[])", items)
		return
	}
	among, arg := w.dialect.AnyOfText("have.value", items)
	w.add("EXISTS (SELECT 1 FROM json_each("+w.expr(field)+") AS have WHERE "+among+")", arg)
}

// covers counts on SQLite how many of the wanted items the list has; on
// PostgreSQL a GIN index can serve it.
func (w *writer) covers(field Field, items []string) {
	if w.dialect == db.Postgres {
		w.add(w.expr(field)+" @> ?::jsonb", jsonText(items))
		return
	}
	among, arg := w.dialect.AnyOfText("have.value", items)
	w.add("(SELECT COUNT(DISTINCT have.value) FROM json_each("+w.expr(field)+") AS have WHERE "+among+") = ?", arg, len(items))
}

// jsonMember reads a member of a JSON column as the kind, or NULL where it has
// another JSON type: a cast then never fails and never converts.
func jsonMember(d db.Dialect, source Source, k kind) string {
	column, member := source.sql, source.member
	if d == db.Postgres {
		at := fmt.Sprintf("%s->'%s'", column, member)
		value := map[kind]string{
			kindText:   fmt.Sprintf("%s->>'%s'", column, member),
			kindNumber: "(" + at + ")::numeric",
			kindBool:   "(" + at + ")::boolean",
			kindList:   at,
		}[k]
		jsonType := map[kind]string{kindText: "string", kindNumber: "number", kindBool: "boolean", kindList: "array"}[k]
		return fmt.Sprintf("(CASE jsonb_typeof(%s) WHEN '%s' THEN %s END)", at, jsonType, value)
	}
	at := fmt.Sprintf("(%s, '$.%s')", column, member)
	jsonType := map[kind]string{kindText: "'text'", kindNumber: "'integer'", kindBool: "'true', 'false'", kindList: "'array'"}[k]
	return fmt.Sprintf("(CASE WHEN json_type%s IN (%s) THEN json_extract%s END)", at, jsonType, at)
}

func jsonText(items []string) string {
	text, _ := json.Marshal(items) // strings always marshal
	return string(text)
}
