package condition

import (
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"haike/internal/platform/fault"
)

// operands splits the value into as many operands as the operator takes, each
// with its place.
func operands(n Node, at place) ([]operand, error) {
	form := n.Op.Operand()
	if n.Value == nil {
		return nil, at.wrong(string(form), fault.FieldRequired)
	}
	if form == OperandOne {
		return []operand{{at, n.Value}}, nil
	}
	items, err := array(n.Value, at.path)
	switch {
	case len(items) > MaxList:
		return nil, tooComplex(at.path, "list", MaxList)
	case form == OperandPair && (err != nil || len(items) != 2):
		return nil, at.wrong("pair", fault.FieldCount)
	case err != nil || len(items) == 0:
		return nil, at.wrong("list", fault.FieldRequired)
	}
	list := make([]operand, len(items))
	for i, item := range items {
		list[i] = operand{at.element(i), item}
	}
	return list, nil
}

// operand is one value of a comparison as it was written.
type operand struct {
	place
	raw json.RawMessage
}

// values reads one operand; "my_team" may stand for many values or for none.
func (b *binder) values(o operand) ([]Value, error) {
	switch o.field.Type {
	case TypeUser, TypeRef:
		return b.ids(o)
	case TypeBool:
		v := FromJSON(o.raw)
		if v.kind != kindBool {
			return nil, o.wrong("bool", fault.FieldFormat)
		}
		return []Value{v}, nil
	case TypeNumber, TypeMoney, TypePercent:
		n, ok := decimal(string(o.raw), o.field.Scale)
		if !ok {
			return nil, o.wrong("number", fault.FieldFormat)
		}
		return []Value{Number(n)}, nil
	default:
		v, err := o.word()
		return []Value{v}, err
	}
}

// The words that stand for ids known only when the tree is bound.
const (
	wordMe     = "me"
	wordMyTeam = "my_team"
)

// words returns the words that the field's operands may use.
func (f Field) words() []string {
	switch {
	case f.Type == TypeUser:
		return []string{wordMe, wordMyTeam}
	case f.Type == TypeRef && f.Ref == RefTeam:
		return []string{wordMyTeam}
	default:
		return nil
	}
}

func (b *binder) ids(o operand) ([]Value, error) {
	if word, ok := text(o.raw); ok && slices.Contains(o.field.words(), word) {
		return b.mine(o.place, word)
	}
	id, ok := decimal(string(o.raw), 0)
	if !ok || id <= 0 {
		return nil, o.wrong("id", fault.FieldFormat)
	}
	return []Value{Number(id)}, nil
}

func (b *binder) mine(at place, word string) ([]Value, error) {
	if b.Me == 0 {
		return nil, at.nobody()
	}
	ids := b.MyTeams
	switch {
	case word == wordMe:
		ids = []int64{b.Me}
	case at.field.Type == TypeUser:
		ids = b.MyTeamsUsers
	}
	values := make([]Value, len(ids))
	for i, id := range ids {
		values[i] = Number(id)
	}
	return values, nil
}

var (
	regionCode  = regexp.MustCompile(`^[1-9][0-9]{5}$`)
	plainNumber = regexp.MustCompile(`^-?[0-9]+(\.[0-9]+)?$`)
)

// word reads an operand that is a text: free, an option, or a region.
func (o operand) word() (Value, error) {
	s, ok := text(o.raw)
	switch {
	case !ok:
		return Value{}, o.wrong("text", fault.FieldFormat)
	case utf8.RuneCountInString(s) > MaxText:
		return Value{}, o.beyond("text", fault.Field{Code: fault.FieldTooLong, Meta: map[string]any{"max": MaxText}})
	case o.field.hasOption(s):
		return Text(s), nil
	case len(o.field.Options) > 0:
		return Value{}, o.wrong("option", fault.FieldOption)
	case o.field.Type == TypeRegion && !regionCode.MatchString(s):
		return Value{}, o.wrong("region", fault.FieldFormat)
	case strings.ContainsRune(s, 0): // PostgreSQL has no such texts
		return Value{}, o.wrong("text", fault.FieldFormat)
	}
	key := Text(TextKey(s))
	if key.kind == missing {
		return Value{}, o.wrong("text", fault.FieldRequired)
	}
	return key, nil
}

// maxNumber bounds operands, so that the value after one is still an int64.
const maxNumber = 1_000_000_000_000_000_000

// decimal reads a JSON number exactly, as an integer scaled by 10^scale. An
// exponent, or more decimals than the field has, is not ok.
func decimal(s string, scale int) (int64, bool) {
	if !plainNumber.MatchString(s) {
		return 0, false
	}
	whole, fraction, _ := strings.Cut(s, ".")
	fraction = strings.TrimRight(fraction, "0")
	if len(fraction) > scale {
		return 0, false
	}
	n, err := strconv.ParseInt(whole+fraction+strings.Repeat("0", scale-len(fraction)), 10, 64)
	return n, err == nil && -maxNumber <= n && n <= maxNumber
}
