package refdata

import "haike/internal/platform/fault"

// Faults of this package.
var (
	// ErrRegion: no such region; Meta "value".
	ErrRegion = fault.Define(fault.Invalid, "refdata.region_unknown")
	// ErrIndustry: no such industry; Meta "value".
	ErrIndustry = fault.Define(fault.Invalid, "refdata.industry_unknown")
	// ErrLanguage: no such language; Meta "value".
	ErrLanguage = fault.Define(fault.Invalid, "refdata.language_unknown")
)
