package condition

import (
	"strings"

	"haike/internal/platform/fault"
)

// The faults of this package. Each names the place in the tree as a field path
// such as "all[1].any[0].value"; Meta "field" and "operator" repeat the user's words.
var (
	// ErrBadStructure: not JSON, or a node that is not exactly one of all, any, not, or a comparison.
	ErrBadStructure = fault.Define(fault.Invalid, "condition.bad_structure")
	// ErrTooComplex: beyond a limit; Meta "limit" is depth, comparisons, list, regions or bytes, "max" its value.
	ErrTooComplex = fault.Define(fault.Invalid, "condition.too_complex")
	// ErrUnknownField: no such field, or one that the caller may not see.
	ErrUnknownField = fault.Define(fault.Invalid, "condition.unknown_field")
	// ErrBadOperator: the field's type has no such operator; Meta "allowed" lists those it has.
	ErrBadOperator = fault.Define(fault.Invalid, "condition.bad_operator")
	// ErrBadValue: the operand does not fit; Meta "expected" says what would.
	ErrBadValue = fault.Define(fault.Invalid, "condition.bad_value")
	// ErrNoCurrentUser: "me" or "my_team" where nobody is signed in, as in a scheduled rule.
	ErrNoCurrentUser = fault.Define(fault.Invalid, "condition.no_current_user")
)

func badStructure(path string) error {
	return ErrBadStructure.WithField(path, fault.FieldFormat)
}

func tooComplex(path, limit string, most int) error {
	return ErrTooComplex.With("limit", limit).With("max", most).WithField(path, fault.FieldCount)
}

func unknownField(path, name string) error {
	return ErrUnknownField.With("field", name).WithField(path, fault.FieldUnknown)
}

func badOperator(path string, field Field, op Operator) error {
	names := make([]string, 0, 16)
	for _, allowed := range field.Type.Operators() {
		names = append(names, string(allowed))
	}
	return ErrBadOperator.With("field", field.Key).With("operator", string(op)).
		With("allowed", strings.Join(names, ", ")).WithField(path, fault.FieldOption)
}

// place is where an operand stands, for its error.
type place struct {
	field Field
	path  string
}

// element is the place of one operand of a list.
func (p place) element(i int) place {
	return place{field: p.field, path: element(p.path, i)}
}

// wrong says what is wrong and what would fit.
func (p place) wrong(expected, code string) error {
	return p.beyond(expected, fault.Field{Code: code})
}

// beyond is wrong with the bounds that were passed.
func (p place) beyond(expected string, bounds fault.Field) error {
	bounds.Path = p.path
	return ErrBadValue.With("field", p.field.Key).With("expected", expected).WithFields(bounds)
}

func (p place) nobody() error {
	return ErrNoCurrentUser.With("field", p.field.Key).WithField(p.path, fault.FieldOption)
}
