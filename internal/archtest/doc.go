// Package archtest holds the house to its plan. Each rule stands in a file of
// its own, reads the tree in this process, and says in one line why it exists;
// a test runs all of them over the repository, and another gives each rule a
// small tree that breaks it, so that a rule which catches nothing fails too.
//
// Nothing here calls "go list" or another program: Go's test cache would not
// notice the files that such a program reads, and would answer from yesterday.
//
// The tables that people edit are in edges.go (who may import whom),
// exceptions.go (the few places where a rule does not apply) and owners.go
// (which package owns a table without a room's prefix). Each entry has a
// reason, and an entry that is no longer needed is itself a finding.
//
// Depends on: std, i18n (to read message parameters).
package archtest
