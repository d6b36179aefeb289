// Package db gives every room the same transactions on SQLite and PostgreSQL.
//
// Owns: connections, the one write path (group commit on SQLite, retries on
// PostgreSQL), placeholders, the few differences between the engines.
// Does not own: tables or SQL of any room.
//
// Reads take a Reader, writes take a *Tx: a write outside a transaction does
// not compile, and a read-only connection refuses one that hides in a query.
// A Tx has one fixed Now, so that all rows of one action agree. The function
// given to Write may run more than once and must have no effect outside the
// transaction; effects belong into AfterCommit.
//
// A Write inside the function of a Write waits for itself for ever on SQLite,
// where there is one writer: use cases that others compose have a form that
// takes the *Tx.
//
// No network call and nothing slower than about 20 ms belongs into a Write: on
// SQLite every other writer waits. Imports and jobs cut their work into such
// chunks and use WriteBulk, which lets interactive writes go first.
package db
