package backup

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"haike/internal/platform/db"
)

// rows turns a table's rows into lines and back.
type rows struct {
	table  table
	values []any
	dest   []any
	line   bytes.Buffer
	encode *json.Encoder
}

func newRows(t table) *rows {
	r := &rows{table: t, values: make([]any, len(t.columns)), dest: make([]any, len(t.columns))}
	for i := range r.values {
		r.dest[i] = &r.values[i]
	}
	r.encode = json.NewEncoder(&r.line)
	r.encode.SetEscapeHTML(false)
	return r
}

// read scans the present row into a line, which is valid until the next call.
func (r *rows) read(s db.Scanner) ([]byte, error) {
	if err := s.Scan(r.dest...); err != nil {
		return nil, fmt.Errorf("backup: row of %s: %w", r.table.name, err)
	}
	for i, c := range r.table.columns {
		value, ok := portable(c.kind, r.values[i])
		if !ok {
			return nil, fmt.Errorf("%w: %s.%s", ErrUnportable, r.table.name, c.name)
		}
		r.values[i] = value
	}
	r.line.Reset()
	if err := r.encode.Encode(r.values); err != nil {
		return nil, fmt.Errorf("backup: row of %s: %w", r.table.name, err)
	}
	return r.line.Bytes(), nil
}

// portable gives a value the one form that it has in an archive.
func portable(kind string, value any) (any, bool) {
	switch v := value.(type) {
	case nil:
		return nil, true
	case int64:
		return v, kind == "int"
	case string:
		return v, kind == "text" && utf8.ValidString(v) && !strings.ContainsRune(v, 0)
	case []byte:
		if kind == "text" {
			return portable(kind, string(v))
		}
		return base64.StdEncoding.EncodeToString(v), kind == "bytes"
	}
	return nil, false
}

// parse is the inverse of read: it returns a line's values for an INSERT.
func (t table) parse(line []byte) ([]any, error) {
	var raw []any
	d := json.NewDecoder(bytes.NewReader(line))
	d.UseNumber()
	if err := d.Decode(&raw); err != nil || len(raw) != len(t.columns) {
		return nil, fmt.Errorf("%w (a row of %s)", ErrDamaged, t.name)
	}
	for i, c := range t.columns {
		value, ok := stored(c.kind, raw[i])
		if !ok {
			return nil, fmt.Errorf("%w (a value of %s.%s)", ErrDamaged, t.name, c.name)
		}
		raw[i] = value
	}
	return raw, nil
}

func stored(kind string, value any) (any, bool) {
	switch v := value.(type) {
	case nil:
		return nil, true
	case json.Number:
		n, err := strconv.ParseInt(v.String(), 10, 64)
		return n, err == nil && kind == "int"
	case string:
		if kind == "text" {
			return v, true
		}
		content, err := base64.StdEncoding.DecodeString(v)
		return content, err == nil && kind == "bytes"
	}
	return nil, false
}
