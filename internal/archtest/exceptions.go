package archtest

import "slices"

// exception excuses one file from one rule.
type exception struct{ rule, path, reason string }

// exceptions lists the places where a rule does not apply. One that excuses
// nothing is a finding of its rule.
func exceptions() []exception {
	return []exception{
		{"machine-time", "internal/platform/clock/clock.go", "the one place that reads the machine's time"},
		{"machine-time", "internal/platform/db/group.go", "a stopwatch that bounds a group commit; stored nowhere"},
		{"machine-time", "internal/platform/dbtest/postgres.go", "waits for a server process to start"},
		{"machine-time", "internal/platform/apitest/operation.go", "a stopwatch: how long an answer took"},
		{"machine-time", "internal/bench/load.go", "a stopwatch: the benchmarks measure the machine"},
		{"backgrounds", "internal/platform/dbtest/dbtest.go", "the template database outlives the test that makes it"},
		{"backgrounds", "internal/platform/dbtest/postgres.go", "the server outlives the test that starts it"},
		{"goroutines", "internal/platform/db/group.go", "the writer; DB.Close waits for it"},
		{"goroutines", "internal/platform/event/relay.go", "one per subscriber; Relay.Run waits for them"},
		{"package-state", "cmd/haike/main.go", "the version, which the linker sets"},
		{"package-state", "internal/platform/dbtest/dbtest.go", "one template database per test program"},
		{"package-state", "internal/platform/dbtest/postgres.go", "one server per test program"},
		{"package-state", "internal/platform/money/currency.go", "the currencies of ISO 4217, only read"},
		{"package-state", "internal/platform/refdata/region.go", "names of provinces, only read"},
		{"panics", "internal/platform/httpx/middleware.go", "passes on net/http's own way to drop a connection"},
		{"bool-parameters", "internal/platform/condition/value.go", "Bool makes a value of what it is given"},
		{"bool-parameters", "internal/platform/fault/common.go", "Check.Add takes the condition itself, not a mode"},
	}
}

// excuse drops the findings of excused files and reports excuses that are not needed.
func excuse(rule string, t *Tree, found []Finding) []Finding {
	for _, e := range exceptions() {
		if e.rule != rule {
			continue
		}
		excused := func(f Finding) bool { return f.Path == e.path }
		switch {
		case slices.ContainsFunc(found, excused):
			found = slices.DeleteFunc(found, excused)
		case t.whole():
			found = append(found, Finding{Path: "internal/archtest/exceptions.go", Text: "nothing to excuse any more: " + rule + " in " + e.path})
		}
	}
	return found
}

// whole tells the repository from the small trees of tests, where entries of
// the tables have nothing to apply to.
func (t *Tree) whole() bool { return t.hasDir("internal/archtest") }
