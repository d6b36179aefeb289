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
	// ErrTooComplex: beyond a limit; Meta "limit" is depth, comparisons, list or bytes, "max" its value.
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

// wrong says what would fit; details are parameters of the field's message.
func (p place) wrong(expected, code string, details ...map[string]any) error {
	wrong := fault.Field{Path: p.path, Code: code}
	if len(details) > 0 {
		wrong.Meta = details[0]
	}
	return ErrBadValue.With("field", p.field.Key).With("expected", expected).WithFields(wrong)
}

func (p place) nobody() error {
	return ErrNoCurrentUser.With("field", p.field.Key).WithField(p.path, fault.FieldOption)
}
