package money

import "haike/internal/platform/fault"

// Faults of this package.
var (
	// ErrFormat: a text is no amount; Meta "value".
	ErrFormat = fault.Define(fault.Invalid, "money.format")
	// ErrPrecision: more decimals than the currency has; Meta "value", "currency", "digits".
	ErrPrecision = fault.Define(fault.Invalid, "money.precision")
	// ErrCurrency: an unknown currency; Meta "currency".
	ErrCurrency = fault.Define(fault.Invalid, "money.currency_unknown")
	// ErrMismatch: two currencies in one sum; Meta "currency", "other".
	ErrMismatch = fault.Define(fault.Invalid, "money.currency_mismatch")
	// ErrOverflow: the result is larger than an amount can be.
	ErrOverflow = fault.Define(fault.Invalid, "money.overflow")
	// ErrWeights: weights to split by are negative or all zero.
	ErrWeights = fault.Define(fault.Invalid, "money.weights_invalid")
	// ErrCapitals: only renminbi is written in Chinese capital figures; Meta "currency".
	ErrCapitals = fault.Define(fault.Invalid, "money.capitals_cny_only")
)
