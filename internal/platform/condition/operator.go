package condition

import "slices"

// Operator is what a comparison asks of a field.
type Operator string

// The operators. A missing value satisfies none of them except OpIsEmpty.
const (
	OpEq         Operator = "eq"
	OpNe         Operator = "ne"
	OpIn         Operator = "in"
	OpNotIn      Operator = "not_in"
	OpLt         Operator = "lt"
	OpLte        Operator = "lte"
	OpGt         Operator = "gt"
	OpGte        Operator = "gte"
	OpBetween    Operator = "between" // both ends included
	OpContains   Operator = "contains"
	OpStartsWith Operator = "starts_with"
	OpWithin     Operator = "within" // in the region or one of its parts
	OpHasAny     Operator = "has_any"
	OpHasAll     Operator = "has_all"
	OpHasNone    Operator = "has_none" // has values, and none of these
	OpIsEmpty    Operator = "is_empty"
	OpIsNotEmpty Operator = "is_not_empty"

	// Whole calendar days in the time zone of the Binding.
	OpToday         Operator = "today"
	OpThisWeek      Operator = "this_week" // Monday to Sunday
	OpThisMonth     Operator = "this_month"
	OpThisQuarter   Operator = "this_quarter"
	OpLastDays      Operator = "last_days"       // n days that end with today
	OpNextDays      Operator = "next_days"       // n days that begin with today
	OpOlderThanDays Operator = "older_than_days" // before the day n days ago
)

// Operand says what an operator expects as its value.
type Operand string

// The operands.
const (
	OperandNone Operand = "none"
	OperandOne  Operand = "one"
	OperandPair Operand = "pair" // [from, to]
	OperandList Operand = "list" // 1 to MaxList values
	OperandDays Operand = "days" // a whole number, 0 to MaxDays
)

// MaxDays bounds relative dates: about a century.
const MaxDays = 36_500

// Operand returns what the operator expects as its value.
func (op Operator) Operand() Operand {
	switch op {
	case OpIn, OpNotIn, OpWithin, OpHasAny, OpHasAll, OpHasNone:
		return OperandList
	case OpBetween:
		return OperandPair
	case OpLastDays, OpNextDays, OpOlderThanDays:
		return OperandDays
	case OpIsEmpty, OpIsNotEmpty, OpToday, OpThisWeek, OpThisMonth, OpThisQuarter:
		return OperandNone
	default:
		return OperandOne
	}
}

// Operators returns the operators that fields of this type have, in the order
// in which a filter builder offers them; none for an unknown type.
func (t Type) Operators() []Operator {
	equality := []Operator{OpEq, OpNe, OpIn, OpNotIn}
	order := []Operator{OpLt, OpLte, OpGt, OpGte, OpBetween}
	presence := []Operator{OpIsEmpty, OpIsNotEmpty}
	switch t {
	case TypeText:
		return slices.Concat([]Operator{OpContains, OpStartsWith}, equality, presence)
	case TypeNumber, TypeMoney, TypePercent:
		return slices.Concat(equality, order, presence)
	case TypeBool:
		return slices.Concat([]Operator{OpEq}, presence)
	case TypeDate, TypeDatetime:
		relative := []Operator{OpToday, OpThisWeek, OpThisMonth, OpThisQuarter, OpLastDays, OpNextDays, OpOlderThanDays}
		return slices.Concat([]Operator{OpEq, OpNe}, order, relative, presence)
	case TypeEnum, TypeUser, TypeRef:
		return slices.Concat(equality, presence)
	case TypeRegion:
		return slices.Concat([]Operator{OpWithin}, equality, presence)
	case TypeMultiEnum, TypeTags:
		return slices.Concat([]Operator{OpHasAny, OpHasAll, OpHasNone}, presence)
	default:
		return nil
	}
}
