package condition

import (
	"slices"
	"strings"
)

// predicate is a bound condition in its two readings, which stand side by side
// for each kind: holds judges a record, write renders SQL. write may yield NULL
// for "does not hold"; only negation must, and does, turn that into false. An
// AND or OR of leaves is true in SQL exactly when it is true in Go, and a plain
// leaf lets an index serve it.
type predicate interface {
	holds(r *reader) bool
	write(w *writer)
}

// allOf holds when all of its parts do, and when it has none.
type allOf []predicate

func (p allOf) holds(r *reader) bool {
	return !slices.ContainsFunc(p, func(part predicate) bool { return !part.holds(r) })
}

func (p allOf) write(w *writer) { w.join(p, " AND ", "1=1") }

// anyOf holds when one of its parts does.
type anyOf []predicate

func (p anyOf) holds(r *reader) bool {
	return slices.ContainsFunc(p, func(part predicate) bool { return part.holds(r) })
}

func (p anyOf) write(w *writer) { w.join(p, " OR ", "1=0") }

// negation is plain: what is not true is false, a missing value included.
type negation struct{ of predicate }

func (p negation) holds(r *reader) bool { return !p.of.holds(r) }

func (p negation) write(w *writer) {
	w.add("NOT COALESCE(")
	p.of.write(w)
	w.add(", FALSE)")
}

// present holds when the field has a value.
type present struct{ field Field }

func (p present) holds(r *reader) bool { return r.value(p.field).kind != missing }

func (p present) write(w *writer) {
	switch p.field.Type.kind() {
	case kindText:
		w.add(w.expr(p.field) + " <> ''")
	case kindList:
		w.add(w.listLength(p.field) + " > 0")
	default:
		w.add(w.expr(p.field) + " IS NOT NULL")
	}
}

// oneOf holds when the field's value is among values.
type oneOf struct {
	field  Field
	values []Value
}

func (p oneOf) holds(r *reader) bool {
	v := r.value(p.field)
	return v.kind != missing && slices.ContainsFunc(p.values, func(want Value) bool { return v.compare(want) == 0 })
}

func (p oneOf) write(w *writer) {
	if len(p.values) == 1 {
		w.add(w.expr(p.field)+" = "+w.placeholder(p.values[0]), p.values[0].arg())
		return
	}
	w.among(p.field, p.values)
}

// inSpan holds when the field's value lies in the span.
type inSpan struct {
	field Field
	span
}

func (p inSpan) holds(r *reader) bool {
	v := r.value(p.field)
	return v.kind != missing &&
		(p.from.kind == missing || v.compare(p.from) >= 0) &&
		(p.until.kind == missing || v.compare(p.until) < 0)
}

func (p inSpan) write(w *writer) {
	expr := w.ordered(p.field)
	w.add("(")
	switch {
	case p.from.kind != missing:
		w.add(expr+" >= "+w.placeholder(p.from), p.from.arg())
	case p.field.Type.kind() == kindText:
		w.add(expr + " > ''") // an empty text is missing, though it sorts first
	default:
		w.add(expr + " IS NOT NULL")
	}
	if p.until.kind != missing {
		w.add(" AND "+expr+" < "+w.placeholder(p.until), p.until.arg())
	}
	w.add(")")
}

// contains holds when the text has part somewhere. No LIKE: its wildcards and
// its treatment of case differ between the engines.
type contains struct {
	field Field
	part  string
}

func (p contains) holds(r *reader) bool {
	return strings.Contains(r.value(p.field).text, p.part)
}

func (p contains) write(w *writer) {
	w.add(w.position(w.expr(p.field))+" > 0", p.part)
}

// overlaps holds when the list has at least one of the items.
type overlaps struct {
	field Field
	items []string
}

func (p overlaps) holds(r *reader) bool {
	have := r.value(p.field).list
	return slices.ContainsFunc(p.items, func(item string) bool { return slices.Contains(have, item) })
}

func (p overlaps) write(w *writer) { w.overlaps(p.field, p.items) }

// covers holds when the list has all of the items.
type covers struct {
	field Field
	items []string
}

func (p covers) holds(r *reader) bool {
	have := r.value(p.field).list
	return !slices.ContainsFunc(p.items, func(item string) bool { return !slices.Contains(have, item) })
}

func (p covers) write(w *writer) { w.covers(p.field, p.items) }
