// Package fault is the one error type that reaches users.
//
// Owns: kinds, codes, field errors. Does not own: HTTP statuses (httpx) and
// texts (locales, namespaces "fault" and "field"). An error that is not a fault
// is an internal error: logged once, shown as "internal" with the request id.
package fault
