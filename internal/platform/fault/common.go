package fault

// Faults that every room may return. Their codes start with "common.".
var (
	// ErrInvalid: one or more fields are wrong; Fields says which.
	ErrInvalid = Define(Invalid, "common.invalid")
	// ErrNotFound: no such record, or none within the caller's scope.
	ErrNotFound = Define(NotFound, "common.not_found")
	// ErrForbidden: the caller lacks a permission; Meta "permission" names it.
	ErrForbidden = Define(Forbidden, "common.forbidden")
	// ErrUnauthenticated: no valid session or token.
	ErrUnauthenticated = Define(Unauthenticated, "common.unauthenticated")
	// ErrStale: the record changed since the version that the caller read; Meta "version" is the present one.
	ErrStale = Define(Stale, "common.stale")
)

// Codes of field errors; the catalog's namespace "field" translates them.
const (
	FieldRequired  = "required"
	FieldTooLong   = "too_long"  // params: max (characters)
	FieldTooShort  = "too_short" // params: min (characters)
	FieldFormat    = "format"
	FieldRange     = "range"     // params: min, max
	FieldTooSmall  = "too_small" // params: min
	FieldTooLarge  = "too_large" // params: max
	FieldCount     = "count"     // a list with too few or too many elements
	FieldUnknown   = "unknown"
	FieldDuplicate = "duplicate"
	FieldOption    = "option" // not one of the allowed values
)

// Check gathers field errors of one input, so that the user sees all at once.
type Check struct{ fields []Field }

// Add records a wrong field when bad is true.
func (c *Check) Add(bad bool, path, code string) {
	if bad {
		c.fields = append(c.fields, Field{Path: path, Code: code})
	}
}

// AddWith records a wrong field with message parameters when bad is true.
func (c *Check) AddWith(bad bool, field Field) {
	if bad {
		c.fields = append(c.fields, field)
	}
}

// Text requires between min and max characters (runes), counted without
// leading and trailing space.
func (c *Check) Text(value, path string, min, max int) {
	n := len([]rune(value))
	switch {
	case min > 0 && n == 0:
		c.Add(true, path, FieldRequired)
	case n < min:
		c.AddWith(true, Field{Path: path, Code: FieldTooShort, Meta: map[string]any{"min": min}})
	case n > max:
		c.AddWith(true, Field{Path: path, Code: FieldTooLong, Meta: map[string]any{"max": max}})
	}
}

// Err returns ErrInvalid with the gathered fields, or nil.
func (c *Check) Err() error {
	if len(c.fields) == 0 {
		return nil
	}
	return ErrInvalid.WithFields(c.fields...)
}

// Faults of the platform itself.
var (
	// ErrStopping: the server shuts down and takes no more work.
	ErrStopping = Define(Unavailable, "common.stopping")
	// ErrUnavailable: the database cannot be reached, is overloaded or full; nothing was changed; parameter retry_after in seconds.
	ErrUnavailable = Define(Unavailable, "common.unavailable")
	// ErrOutcomeUnknown: the database could not confirm the write; look before trying again, or repeat with the same idempotency key.
	ErrOutcomeUnknown = Define(Unavailable, "common.outcome_unknown")
)
