// Command bench measures the API beside a bare handler.
//
// For each engine it fills a database with the demo company and records which
// SQL statements each operation runs. Then it starts the product and, beside
// it, a bare net/http handler that runs exactly those statements and writes
// their rows as JSON: no login, no scope, no audit, no mapping. Both are
// processes of their own over the same data; the load comes from this one. What
// counts is the ratio of the two in one run: it does not depend on the machine.
//
// Usage: go run ./internal/bench [-seconds 5] [-clients 8] [-engine sqlite|postgres|both] [-only NAME]
package main
