package fault

import (
	"errors"
	"fmt"
	"maps"
	"slices"
)

// Kind classifies a fault by what the caller can do about it. httpx maps each
// kind to one HTTP status; no other package knows statuses.
type Kind string

// The kinds, from the caller's side to ours.
const (
	Invalid         Kind = "invalid"         // the input is wrong; correct it
	Unauthenticated Kind = "unauthenticated" // sign in first
	Forbidden       Kind = "forbidden"       // signed in, but not allowed
	NotFound        Kind = "not_found"       // missing, or outside the caller's scope
	Conflict        Kind = "conflict"        // a rule or the present state forbids it
	Stale           Kind = "stale"           // somebody else changed it first
	Required        Kind = "required"        // a precondition header is missing
	TooLarge        Kind = "too_large"       // the body exceeds its limit
	Limited         Kind = "limited"         // too many; wait and try again
	Unavailable     Kind = "unavailable"     // we cannot at present; nothing changed
	Internal        Kind = "internal"        // our mistake
)

// Field is one thing wrong with one input field.
type Field struct {
	Path string         `json:"path"`
	Code string         `json:"code"`
	Meta map[string]any `json:"params,omitempty"`
}

// Error is a fault with a stable code ("<room>.<what>") that clients may
// branch on and that the message catalog translates. It is immutable: the With
// methods return copies, so that declared faults can be shared.
type Error struct {
	Kind   Kind
	Code   string
	Fields []Field
	Meta   map[string]any
	cause  error
}

// Define declares a fault. Rooms do so once per code, in errors.go.
func Define(kind Kind, code string) *Error { return &Error{Kind: kind, Code: code} }

// Error implements error with the code, the parameters and the cause: text for
// logs and tests, never for users.
func (e *Error) Error() string {
	text := e.Code
	for _, f := range e.Fields {
		text += fmt.Sprintf(" [%s: %s]", f.Path, f.Code)
	}
	if len(e.Meta) > 0 {
		text += fmt.Sprintf(" %v", e.Meta)
	}
	if e.cause != nil {
		text += ": " + e.cause.Error()
	}
	return text
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.cause }

// Is reports whether target is a fault of the same code, whatever its details.
func (e *Error) Is(target error) bool {
	var t *Error
	return errors.As(target, &t) && t.Code == e.Code
}

// With returns a copy that carries a parameter of the message.
func (e *Error) With(key string, value any) *Error {
	c := *e
	c.Meta = maps.Clone(e.Meta)
	if c.Meta == nil {
		c.Meta = map[string]any{}
	}
	c.Meta[key] = value
	return &c
}

// WithField returns a copy that names one more wrong field.
func (e *Error) WithField(path, code string) *Error {
	return e.WithFields(Field{Path: path, Code: code})
}

// WithFields returns a copy that names more wrong fields.
func (e *Error) WithFields(fields ...Field) *Error {
	c := *e
	c.Fields = append(slices.Clone(e.Fields), fields...)
	return &c
}

// Wrap returns a copy with a cause, for the log.
func (e *Error) Wrap(cause error) *Error {
	c := *e
	c.cause = cause
	return &c
}

// As returns the fault in err's chain, or nil.
func As(err error) *Error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return nil
}

// Is reports whether err carries a fault of the given kind.
func Is(err error, kind Kind) bool {
	e := As(err)
	return e != nil && e.Kind == kind
}
