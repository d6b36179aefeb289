package condition

import (
	"cmp"
	"encoding/json"
	"strconv"
)

// Record gives the values of one record by field key. A field that it does not
// know is missing.
type Record func(field string) Value

// Value is the value of one field, or one bound operand. The zero Value is a
// missing one, and so are an empty text and an empty list.
type Value struct {
	kind   kind
	text   string
	number int64
	list   []string
}

// kind is how a value is stored and compared.
type kind uint8

const (
	missing kind = iota
	kindText
	kindNumber
	kindBool
	kindList
)

// Text is the value of a text, enum, date (YYYY-MM-DD) or region field.
func Text(s string) Value {
	if s == "" {
		return Value{}
	}
	return Value{kind: kindText, text: s}
}

// Number is the value of a number (scaled), money (minor units), percent (basis
// points), datetime (Unix microseconds UTC), user or ref (id) field.
func Number(n int64) Value { return Value{kind: kindNumber, number: n} }

// Bool is the value of a bool field.
func Bool(b bool) Value {
	if b {
		return Value{kind: kindBool, number: 1}
	}
	return Value{kind: kindBool}
}

// List is the value of a multi-enum or tags field.
func List(items ...string) Value {
	if len(items) == 0 {
		return Value{}
	}
	return Value{kind: kindList, list: items}
}

// FromJSON is the value of a custom field as its JSON column holds it. What no
// field type can hold (an object, a fraction, a mixed array) is missing.
func FromJSON(raw json.RawMessage) Value {
	if s, ok := text(raw); ok {
		return Text(s)
	}
	switch string(raw) {
	case "true", "false":
		return Bool(raw[0] == 't')
	case "", "null":
		return Value{}
	}
	if n, err := strconv.ParseInt(string(raw), 10, 64); err == nil {
		return Number(n)
	}
	var items []string
	if json.Unmarshal(raw, &items) != nil {
		return Value{}
	}
	return List(items...)
}

// compare orders two values of the same kind: text by bytes, as BINARY and
// COLLATE "C" do.
func (v Value) compare(other Value) int {
	return cmp.Or(cmp.Compare(v.number, other.number), cmp.Compare(v.text, other.text))
}

// arg is the value as a bound parameter.
func (v Value) arg() any {
	switch v.kind {
	case kindNumber:
		return v.number
	case kindBool:
		return v.number == 1
	default:
		return v.text
	}
}

// reader reads one record for one judgement. Keys of texts are made once, however
// many comparisons ask for them.
type reader struct {
	record Record
	keys   map[string]Value
}

// value returns the field's value; what is stored in another form than the
// type's is missing.
func (r *reader) value(f Field) Value {
	if known, ok := r.keys[f.Key]; ok {
		return known
	}
	v := r.record(f.Key)
	switch {
	case v.kind != f.Type.kind():
		return Value{}
	case f.Type == TypeText:
		return r.keep(f, Text(TextKey(v.text)))
	case f.Type == TypeTags:
		keys := make([]string, len(v.list))
		for i, item := range v.list {
			keys[i] = TextKey(item)
		}
		return r.keep(f, List(keys...))
	default:
		return v
	}
}

func (r *reader) keep(f Field, v Value) Value {
	if r.keys == nil {
		r.keys = map[string]Value{}
	}
	r.keys[f.Key] = v
	return v
}
