// Package condition is the one condition language: list filters, saved views,
// segments, pool routing, allocation and recycle rules, alarms and reports all
// ask their questions with it.
//
// Owns: the tree on the wire, the types of fields and their operators, the
// reading of operands (dates, "me"), the two readings of a tree, its
// description for the filter builder. Does not own: the fields of any record
// (each room makes its Registry), scope (authz; join both with AND), sorting and
// paging, texts shown to users (locales).
//
// The way of a tree:
//
//	Parse     JSON → Node       strict, within limits
//	Bind      Node → Condition  fields, operators, operands; now, zone and "me" become values
//	Holds     one record in memory
//	SQL       a WHERE expression with bound arguments, on either engine
//
// Holds and SQL agree on every record; a property test holds them to it. They do
// because Bind leaves only few, simple predicates (predicate.go), and because:
//
//   - A comparison is true or false, never unknown. A missing value (NULL, an
//     empty text, an empty list, a custom field of another JSON type) makes each
//     comparison false except is_empty. Not is plain negation.
//   - Text is compared by a key that Go computes (TextKey) and the room stores,
//     in the order of bytes on both engines, without LIKE.
//   - Numbers are int64: scaled decimals, minor units, basis points. No floats.
//   - Dates are resolved by Bind, in the given zone, to plain ranges of values.
//
// Speed: comparisons render so that plain indexes serve them (index_test.go). On
// PostgreSQL the columns behind text, enum, date and region fields, and indexes
// on custom ones, are therefore declared COLLATE "C"; right they are without it,
// too. An index on a custom field is made on its Expression.
//
// Safety: values are always arguments. A statement's text is made of what
// programmers wrote and of custom fields' member names, which are checked; it does
// not depend on operands nor, but for within, on how many a list has. A field that a caller may
// not see does not exist in that caller's registry (Visible).
//
// Words: tree (Node), comparison (a leaf), operand (its value), field, registry,
// record (what is judged), missing.
//
// Tables, events: none. Depends on: std, x/text, fault, db (the dialect).
package condition
