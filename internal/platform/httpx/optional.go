package httpx

import (
	"encoding/json"
	"reflect"

	"github.com/danielgtaylor/huma/v2"
)

// Optional is a field of a PATCH that may be absent (leave it as it is), null
// (take it away) or a value. Give it the tag omitempty, or it is required.
type Optional[T any] struct {
	sent  bool
	value T
}

// UnmarshalJSON implements json.Unmarshaler; it is called only for fields that were sent.
func (o *Optional[T]) UnmarshalJSON(data []byte) error {
	o.sent = true
	return json.Unmarshal(data, &o.value) // null leaves the zero value
}

// Schema implements huma.SchemaProvider.
func (Optional[T]) Schema(r huma.Registry) *huma.Schema {
	s := *huma.SchemaFromType(r, reflect.TypeFor[T]())
	s.Nullable = true
	return &s
}

// Pointer returns nil if the field was absent, else its value, zero for null.
func (o Optional[T]) Pointer() *T {
	if !o.sent {
		return nil
	}
	return &o.value
}
