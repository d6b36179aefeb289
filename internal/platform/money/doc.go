// Package money holds amounts: whole minor units (分, cents) of an ISO 4217 currency.
//
// Owns: the amount type, currencies and their exponents, exact arithmetic, rounding,
// splitting, shares in basis points, and amounts as text. Does not own: exchange
// rates and the company's base currency (their rooms), the texts around an amount
// (locales), the web app's own formatting (same rules, design section 5.8).
//
// Amounts never pass through floating point. Adding and subtracting are exact or
// fail; nothing wraps around. Where a result has no whole minor unit it is rounded
// half away from zero (四舍五入): that is how Chinese invoices and contracts round and
// what a customer computes by hand; half-even would differ from both by a 分.
// Round once, at the end; split with Allocate, which loses nothing.
//
// Depends on: std, shopspring/decimal (rates), fault.
package money
