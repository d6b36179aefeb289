package apitest

import (
	"bytes"
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"testing"

	"haike/internal/platform/db"
)

// Missing is the record that does not exist. Every sample with records has it.
const Missing = "missing"

// Sample says how to carry out an operation.
type Sample struct {
	// Records names the relations between caller and record to try, such as
	// "own" and "other"; nil for an operation that is about no record.
	Records []string
	// Prepare makes what the request needs and returns a request that succeeds
	// for a caller who may do everything. It may act as an administrator.
	Prepare func(t *testing.T, c Caller, record string) Request
}

// Matrix is every operation × every caller × every record.
type Matrix struct {
	Handler    http.Handler
	DB         *db.DB
	Operations []Operation
	Callers    []Caller
	Samples    map[string]Sample
	// Expect returns the status of a cell; 0 is the operation's success.
	Expect func(op Operation, c Caller, record string) int
	// Ignore says what a refused request may change.
	Ignore Unwatched
}

// Run tests every cell: the status as expected; a record outside the scope
// answered byte for byte like a missing one; nothing changed by a refusal or by
// a read; nowhere an internal error.
func (m Matrix) Run(t *testing.T) {
	t.Helper()
	m.checkSamples(t.Errorf)
	for _, op := range m.Operations {
		if _, ok := m.Samples[op.ID]; ok {
			t.Run(op.ID, func(t *testing.T) { m.operation(t, op, t.Errorf) })
		}
	}
}

// report takes what is wrong; tests of this package collect it.
type report func(format string, args ...any)

func (m Matrix) operation(t *testing.T, op Operation, wrong report) {
	t.Helper()
	records := m.Samples[op.ID].Records
	if records == nil {
		records = []string{""}
	}
	for _, c := range m.Callers {
		hidden := map[string][]byte{}
		for _, record := range records {
			m.cell(t, target{op, c, record}, hidden, wrong)
		}
		compareHidden(c, hidden, wrong)
	}
}

// checkSamples fails for operations without a sample and samples without an operation.
func (m Matrix) checkSamples(wrong report) {
	known := map[string]bool{}
	for _, op := range m.Operations {
		known[op.ID] = true
		sample, ok := m.Samples[op.ID]
		switch {
		case !ok:
			wrong("%s %s (%s) has no sample: add one", op.Method, op.Path, op.ID)
		case sample.Records != nil && !slices.Contains(sample.Records, Missing):
			wrong("the sample of %s does not try a missing record", op.ID)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(m.Samples)) {
		if !known[id] {
			wrong("there is a sample for %s, but no such operation", id)
		}
	}
}

// target is one cell.
type target struct {
	op     Operation
	caller Caller
	record string
}

func (m Matrix) cell(t *testing.T, at target, hidden map[string][]byte, wrong report) {
	t.Helper()
	op, c, record := at.op, at.caller, at.record
	request := m.Samples[op.ID].Prepare(t, c, record)
	want := m.Expect(op, c, record)
	success := want == 0
	if success {
		want = op.Success
	}
	before := StateOf(t, m.DB, m.Ignore)
	got := Send(m.Handler, op, request, c)
	where := fmt.Sprintf("%s as %s on %q", op.ID, c.Name, record)
	if got.Status != want {
		wrong("%s: %d %s, want %d\n%.300s", where, got.Status, got.Code(), want, got.Body)
	}
	if got.Status >= http.StatusInternalServerError {
		wrong("%s: internal error", where)
	}
	if !success || op.Read() {
		if changed := before.Difference(StateOf(t, m.DB, m.Ignore)); len(changed) > 0 {
			wrong("%s: answered %d and changed %v", where, got.Status, changed)
		}
	}
	if got.Status == http.StatusNotFound {
		hidden[record] = anonymised(got.Body)
	}
}

var requestID = regexp.MustCompile(`"request_id":"[^"]*"`)

func anonymised(body []byte) []byte {
	return requestID.ReplaceAll(body, []byte(`"request_id":""`))
}

// compareHidden: what one may not see answers like what does not exist.
func compareHidden(c Caller, hidden map[string][]byte, wrong report) {
	missing, ok := hidden[Missing]
	for record, body := range hidden {
		if ok && !bytes.Equal(missing, body) {
			wrong("as %s the record %q answers otherwise than a missing one:\n%s\n%s", c.Name, record, body, missing)
		}
	}
}
