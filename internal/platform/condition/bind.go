package condition

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"haike/internal/platform/fault"
)

// Bind checks the tree against the fields and resolves its operands. To check a
// tree before it is stored, bind it and drop the result.
// It returns ErrUnknownField, ErrBadOperator, ErrBadValue, ErrTooComplex or
// ErrNoCurrentUser, and ErrBadStructure for a Node that Parse did not make.
func (r *Registry) Bind(tree Node, binding Binding) (Condition, error) {
	if tree.broken != nil {
		return Condition{}, tree.broken
	}
	if binding.Zone == nil {
		binding.Zone = time.UTC
	}
	b := binder{registry: r, Binding: binding, dates: dates{now: binding.Now, zone: binding.Zone}}
	root, err := b.node(tree, "")
	if err != nil {
		return Condition{}, err
	}
	return Condition{root: root}, nil
}

type binder struct {
	Binding
	registry *Registry
	dates    dates
	regions  int // so far, in the whole tree
}

func (b *binder) node(n Node, path string) (predicate, error) {
	switch {
	case n.All != nil:
		parts, err := b.nodes(n.All, child(path, "all"))
		return allOf(parts), err
	case n.Any != nil:
		parts, err := b.nodes(n.Any, child(path, "any"))
		return anyOf(parts), err
	case n.Not != nil:
		part, err := b.node(*n.Not, child(path, "not"))
		return negation{part}, err
	case n.Op != "":
		return b.comparison(n, path)
	default:
		return nil, badStructure(path)
	}
}

func (b *binder) nodes(nodes []Node, path string) ([]predicate, error) {
	parts := make([]predicate, len(nodes))
	for i, n := range nodes {
		part, err := b.node(n, element(path, i))
		if err != nil {
			return nil, err
		}
		parts[i] = part
	}
	return parts, nil
}

func (b *binder) comparison(n Node, path string) (predicate, error) {
	field, ok := b.registry.fields[n.Field]
	if !ok {
		return nil, unknownField(child(path, "field"), n.Field)
	}
	if !slices.Contains(field.Type.Operators(), n.Op) {
		return nil, badOperator(child(path, "op"), field, n.Op)
	}
	at := place{field: field, path: child(path, "value")}
	switch n.Op.Operand() {
	case OperandNone:
		return b.bare(n, at)
	case OperandDays:
		return b.days(n, at)
	case OperandOne, OperandPair, OperandList: // read below, and bound by the field's type
	}
	list, err := operands(n, at)
	if err != nil {
		return nil, err
	}
	switch {
	case field.Type == TypeDate || field.Type == TypeDatetime:
		return b.temporal(n.Op, at, list)
	case field.Type.kind() == kindList:
		return lists(n.Op, field, list)
	case n.Op == OpContains || n.Op == OpStartsWith:
		return search(n.Op, list[0])
	case n.Op == OpWithin:
		return b.within(at, list)
	default:
		return b.scalar(n.Op, at, list)
	}
}

// bare binds an operator without operand.
func (b *binder) bare(n Node, at place) (predicate, error) {
	switch {
	case n.Value != nil:
		return nil, at.wrong(string(OperandNone), fault.FieldUnknown)
	case n.Op == OpIsEmpty:
		return negation{present{at.field}}, nil
	case n.Op == OpIsNotEmpty:
		return present{at.field}, nil
	default:
		return b.relative(n.Op, at.field, 0), nil
	}
}

func (b *binder) days(n Node, at place) (predicate, error) {
	days, err := strconv.Atoi(string(n.Value))
	if err != nil || days < 0 || days > MaxDays {
		return nil, at.beyond("days", fault.Field{Code: fault.FieldRange, Meta: map[string]any{"min": 0, "max": MaxDays}})
	}
	return b.relative(n.Op, at.field, days), nil
}

func (b *binder) relative(op Operator, field Field, n int) predicate {
	return inSpan{field, b.dates.relative(field.Type, op, n)}
}

// temporal binds the comparisons of dates and datetimes: each operand spans a
// day or an instant, and each operator takes one end of it or both.
func (b *binder) temporal(op Operator, at place, operands []operand) (predicate, error) {
	spans := make([]span, len(operands))
	for i, o := range operands {
		s, _ := text(o.raw) // no text, no moment
		moment, ok := b.dates.moment(o.field.Type, s)
		if !ok {
			return nil, o.wrong(string(o.field.Type), fault.FieldFormat)
		}
		spans[i] = moment
	}
	return ordered(op, at, spans)
}

// ordered binds an operator over spans of values.
func ordered(op Operator, at place, spans []span) (predicate, error) {
	first, last := spans[0], spans[len(spans)-1]
	switch op {
	case OpLt:
		return inSpan{at.field, span{until: first.from}}, nil
	case OpLte:
		return inSpan{at.field, span{until: first.until}}, nil
	case OpGt:
		return inSpan{at.field, span{from: first.until}}, nil
	case OpGte:
		return inSpan{at.field, span{from: first.from}}, nil
	case OpNe:
		return butNot(at.field, inSpan{at.field, first}), nil
	default: // equality, one span; between, from the first to the last
		if first.from.compare(last.from) > 0 {
			return nil, at.wrong("pair", fault.FieldFormat)
		}
		return inSpan{at.field, span{from: first.from, until: last.until}}, nil
	}
}

// butNot is "has a value, and this does not hold".
func butNot(field Field, p predicate) predicate { return allOf{present{field}, negation{p}} }

// lists binds the operators of tags and multi-enums.
func lists(op Operator, field Field, operands []operand) (predicate, error) {
	items := make([]string, 0, len(operands))
	for _, o := range operands {
		v, err := o.word()
		if err != nil {
			return nil, err
		}
		if !slices.Contains(items, v.text) {
			items = append(items, v.text)
		}
	}
	switch {
	case op == OpHasNone:
		return butNot(field, overlaps{field, items}), nil
	case op == OpHasAny && len(items) > 1:
		return overlaps{field, items}, nil
	default: // any of one is all of one, and an index may serve it
		return covers{field, items}, nil
	}
}

func search(op Operator, o operand) (predicate, error) {
	v, err := o.word()
	if err != nil {
		return nil, err
	}
	if op == OpContains {
		return contains{o.field, v.text}, nil
	}
	return startsWith(o.field, v.text), nil
}

func startsWith(field Field, prefix string) predicate {
	return inSpan{field, span{from: Text(prefix), until: Text(prefixEnd(prefix))}}
}

// within binds regions: a province's code ends in four zeros, a city's in two,
// and the codes of their parts begin with the rest.
func (b *binder) within(at place, operands []operand) (predicate, error) {
	if b.regions += len(operands); b.regions > MaxRegions {
		return nil, tooComplex(at.path, "regions", MaxRegions)
	}
	regions := make(anyOf, len(operands))
	for i, o := range operands {
		v, err := o.word()
		if err != nil {
			return nil, err
		}
		prefix := strings.TrimSuffix(strings.TrimSuffix(v.text, "00"), "00")
		regions[i] = startsWith(o.field, prefix)
	}
	return regions, nil
}

// scalar binds equality, and the order of numbers.
func (b *binder) scalar(op Operator, at place, operands []operand) (predicate, error) {
	var values []Value
	for _, o := range operands {
		more, err := b.values(o)
		if err != nil {
			return nil, err
		}
		values = append(values, more...)
	}
	switch op {
	case OpEq, OpIn:
		return oneOf{at.field, values}, nil
	case OpNe, OpNotIn:
		return butNot(at.field, oneOf{at.field, values}), nil
	default: // the order of numbers
		spans := make([]span, len(values))
		for i, v := range values {
			spans[i] = span{from: v, until: Number(v.number + 1)} // maxNumber leaves room
		}
		return ordered(op, at, spans)
	}
}
