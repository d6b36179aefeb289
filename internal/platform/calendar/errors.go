package calendar

import "haike/internal/platform/fault"

// Faults of this package.
var (
	// ErrDate: a text is not a real day written YYYY-MM-DD; Meta "value".
	ErrDate = fault.Define(fault.Invalid, "calendar.date_invalid")
	// ErrZone: no such IANA time zone; Meta "value".
	ErrZone = fault.Define(fault.Invalid, "calendar.zone_unknown")
	// ErrHours: office hours are out of order, overlap, or leave no working time; Fields say where.
	ErrHours = fault.Define(fault.Invalid, "calendar.hours_invalid")
	// ErrImport: a holiday file has wrong lines; Fields name each line and column.
	ErrImport = fault.Define(fault.Invalid, "calendar.import_invalid")
)
