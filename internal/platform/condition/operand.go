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

// values reads one operand; "my_team" may stand for many values or for none.
func (b *binder) values(at place, raw json.RawMessage) ([]Value, error) {
	switch at.field.Type {
	case TypeUser, TypeRef:
		return b.ids(at, raw)
	case TypeBool:
		v := FromJSON(raw)
		if v.kind != kindBool {
			return nil, at.wrong("bool", fault.FieldFormat)
		}
		return []Value{v}, nil
	case TypeNumber, TypeMoney, TypePercent:
		n, ok := decimal(string(raw), at.field.Scale)
		if !ok {
			return nil, at.wrong("number", fault.FieldFormat)
		}
		return []Value{Number(n)}, nil
	default:
		v, err := at.word(raw)
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

func (b *binder) ids(at place, raw json.RawMessage) ([]Value, error) {
	if word, ok := text(raw); ok && slices.Contains(at.field.words(), word) {
		return b.mine(at, word)
	}
	id, ok := decimal(string(raw), 0)
	if !ok || id <= 0 {
		return nil, at.wrong("id", fault.FieldFormat)
	}
	return []Value{Number(id)}, nil
}

func (b *binder) mine(at place, word string) ([]Value, error) {
	if b.Me == 0 {
		return nil, noCurrentUser(at.path, at.field)
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

// place is where an operand stands, for its error.
type place struct {
	field Field
	path  string
	many  bool
}

func (p place) wrong(expected, code string) error { return badValue(p.path, p.field, expected, code) }

func (p place) operand(i int) place {
	if p.many {
		p.path, p.many = element(p.path, i), false
	}
	return p
}

// operands splits the value into as many operands as the operator takes.
func (p *place) operands(n Node) ([]json.RawMessage, error) {
	if n.Value == nil {
		return nil, p.wrong(string(n.Op.Operand()), fault.FieldRequired)
	}
	if n.Op.Operand() == OperandOne {
		return []json.RawMessage{n.Value}, nil
	}
	p.many = true
	items, err := array(n.Value, p.path)
	switch {
	case len(items) > MaxList:
		return nil, tooComplex(p.path, "list", MaxList)
	case n.Op == OpBetween && (err != nil || len(items) != 2):
		return nil, p.wrong("pair", fault.FieldFormat)
	case err != nil || len(items) == 0:
		return nil, p.wrong("list", fault.FieldRequired)
	}
	return items, nil
}

var (
	regionCode  = regexp.MustCompile(`^[1-9][0-9]{5}$`)
	plainNumber = regexp.MustCompile(`^-?[0-9]+(\.[0-9]+)?$`)
)

// word reads an operand that is a text: free, an option, or a region.
func (p place) word(raw json.RawMessage) (Value, error) {
	s, ok := text(raw)
	switch {
	case !ok:
		return Value{}, p.wrong("text", fault.FieldFormat)
	case utf8.RuneCountInString(s) > MaxText:
		return Value{}, p.wrong("text", fault.FieldTooLong)
	case p.field.hasOption(s):
		return Text(s), nil
	case len(p.field.Options) > 0:
		return Value{}, p.wrong("option", fault.FieldOption)
	case p.field.Type == TypeRegion && !regionCode.MatchString(s):
		return Value{}, p.wrong("region", fault.FieldFormat)
	case strings.ContainsRune(s, 0): // PostgreSQL has no such texts
		return Value{}, p.wrong("text", fault.FieldFormat)
	}
	key := Text(TextKey(s))
	if key.kind == missing {
		return Value{}, p.wrong("text", fault.FieldRequired)
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
