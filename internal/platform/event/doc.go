// Package event is the one log of facts. A room publishes what happened, typed
// and in the past tense, inside the transaction in which it happened; the row
// feeds audit, timeline, notifications and whatever else comes later.
//
// Owns: event_log, event_cursor, field_history, access_log. Does not own: the
// meaning of an event, which is its room's (events.go).
//
// Payloads hold ids, codes, numbers and names of fields, never a person's data:
// events are never changed, while old and new values live in field_history and
// can be erased. Subscribers inside the transaction must be quick and may
// refuse; everybody else reads the log afterwards, in order, from a stored cursor.
package event
