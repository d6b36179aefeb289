// Package page cuts lists into pages by the position in their order (keyset),
// never by counting rows: a page costs the same however deep it lies, and rows
// that come or go meanwhile neither repeat nor get lost.
package page

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"strings"

	"haike/internal/platform/fault"
)

// ErrBadCursor: the cursor is not one that this list with this order gave out.
var ErrBadCursor = fault.Define(fault.Invalid, "common.bad_cursor")

// Limits of a page's size.
const (
	Default = 50
	Max     = 200
)

// Page is one page of a list on the wire.
type Page[T any] struct {
	Items []T    `json:"items" doc:"The page's records, in the list's order."`
	Next  string `json:"next_cursor,omitempty" doc:"Give it as cursor to get the next page; absent on the last one."`
}

// Column is one part of an order. Expr must be trusted SQL, never a user's text.
type Column struct {
	Expr     string
	Text     bool // its values are texts; otherwise integers
	Desc     bool
	Nullable bool // nulls come last in either direction
}

// Order is a list's order. Its last column must be unique, else rows get lost between pages.
type Order struct {
	// Name is part of the cursor, so that a cursor of another order is refused.
	Name    string
	Columns []Column
}

// SQL renders the ORDER BY list.
func (o Order) SQL() string {
	var parts []string
	for _, c := range o.Columns {
		part := c.Expr
		if c.Desc {
			part += " DESC"
		}
		if c.Nullable {
			part += " NULLS LAST"
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, ", ")
}

// After renders the condition "behind the cursor" with its arguments; an empty
// cursor is the beginning.
// Errors: common.bad_cursor.
func (o Order) After(cursor string) (string, []any, error) {
	if cursor == "" {
		return "1=1", nil, nil
	}
	values, err := o.decode(cursor)
	if err != nil {
		return "", nil, err
	}
	// (a > ?) OR (a = ? AND b > ?) OR …, each written for its direction and nulls.
	var alternatives []string
	var args, equalArgs []any
	equal := ""
	for i, c := range o.Columns {
		later, laterArgs := c.later(values[i])
		if later != "" {
			alternatives = append(alternatives, "("+equal+later+")")
			args = append(append(args, equalArgs...), laterArgs...)
		}
		same, sameArgs := c.same(values[i])
		equal += same + " AND "
		equalArgs = append(equalArgs, sameArgs...)
	}
	if len(alternatives) == 0 {
		return "1=0", nil, nil
	}
	start, startArgs := o.Columns[0].start(values[0])
	return "(" + start + "(" + strings.Join(alternatives, " OR ") + "))", append(startArgs, args...), nil
}

// start says once more, without OR, where the rest of the list can begin at
// the earliest: from alternatives neither engine finds that place in an index,
// and would read the list from its beginning. Nulls lie elsewhere in the index.
func (c Column) start(value any) (string, []any) {
	switch {
	case c.Nullable:
		return "", nil
	case c.Desc:
		return c.Expr + " <= ? AND ", []any{value}
	}
	return c.Expr + " >= ? AND ", []any{value}
}

func (c Column) later(value any) (string, []any) {
	if value == nil {
		return "", nil // nothing comes after null
	}
	sign := " > ?"
	if c.Desc {
		sign = " < ?"
	}
	if c.Nullable {
		return "(" + c.Expr + sign + " OR " + c.Expr + " IS NULL)", []any{value}
	}
	return c.Expr + sign, []any{value}
}

func (c Column) same(value any) (string, []any) {
	if value == nil {
		return c.Expr + " IS NULL", nil
	}
	return c.Expr + " = ?", []any{value}
}

type token struct {
	Order  string `json:"o"`
	Values []any  `json:"v"`
}

// Cursor encodes a row's position: its values of the order's columns (text, int64 or nil).
func (o Order) Cursor(values ...any) string {
	text, err := json.Marshal(token{o.Name, values})
	if err != nil || len(values) != len(o.Columns) {
		return "" // a programming error; the list then ends here, visibly
	}
	return base64.RawURLEncoding.EncodeToString(text)
}

func (o Order) decode(cursor string) ([]any, error) {
	if len(cursor) > 2000 {
		return nil, ErrBadCursor
	}
	text, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil {
		return nil, ErrBadCursor
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var t token
	if err := decoder.Decode(&t); err != nil || t.Order != o.Name || len(t.Values) != len(o.Columns) {
		return nil, ErrBadCursor
	}
	for i, v := range t.Values {
		if t.Values[i], err = o.Columns[i].plain(v); err != nil {
			return nil, err
		}
	}
	return t.Values, nil
}

// plain lets only the kinds of values through that Cursor writes: others would
// be an error of the database.
func (c Column) plain(v any) (any, error) {
	switch v := v.(type) {
	case string:
		if c.Text && !strings.ContainsRune(v, 0) {
			return v, nil
		}
	case json.Number:
		if n, err := v.Int64(); err == nil && !c.Text {
			return n, nil
		}
	case nil:
		if c.Nullable {
			return nil, nil
		}
	}
	return nil, ErrBadCursor
}

// Cut makes a page of rows that were read with LIMIT limit+1: the surplus row
// tells that there is a next page.
func Cut[T any](rows []T, limit int, cursor func(last T) string) Page[T] {
	if len(rows) <= limit {
		return Page[T]{Items: rows}
	}
	rows = rows[:limit]
	return Page[T]{Items: rows, Next: cursor(rows[limit-1])}
}
