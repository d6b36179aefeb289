package apitest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"haike/internal/platform/db"
)

// Hostile sends to every operation what nobody should send.
type Hostile struct {
	Handler    http.Handler
	DB         *db.DB
	Operations []Operation
	// Sample returns a request that would succeed, and a caller who may do everything.
	Sample func(t *testing.T, op Operation) (Request, Caller)
	Ignore Unwatched
}

// corpus breaks out of SQL literals, identifiers, LIKE and JSON paths on either engine.
func corpus() []string {
	return []string{
		`'`, `''`, `"`, "`", `\`, `%`, `_`, `%%%%%%%%`, `;`, `--`, `/*`, `)`, `' OR '1'='1`, `" OR ""="`, `1 OR 1=1`,
		`' UNION SELECT NULL--`, `'; DROP TABLE event_log; --`, `'||(SELECT pg_sleep(3))||'`, `'; SELECT pg_sleep(3); --`,
		`1; SELECT pg_sleep(3)`, `' AND randomblob(300000000) --`, `$1`, `?`, `:id`, `@p1`, `name; --`, `name) --`, `-name'`, `$.a[0]"]`,
		`{{7*7}}`, "${7*7}", "%27%20OR%201=1", "\u02bc OR 1=1", "＇ OR 1=1", "0x27", "NULL", "1e309", "../../etc/passwd", "\ufeff", "\u202e'",
		strings.Repeat("'", 500),
	}
}

// leak are words that only an engine, a compiler or a file system says.
var leak = regexp.MustCompile(`(?i)sqlite|\bpgx\b|postgres|sqlstate|syntax error|no such (column|table)|near "|unterminated|goroutine \d|\.go:\d|/internal/|panic:`)

const slow = 2 * time.Second

// Injection puts the corpus into every text of every operation: parameters of
// path and query, and each text in the body. Whatever the answer is, it is no
// internal error, says nothing of the engine, and does not take long.
func (h Hostile) Injection(t *testing.T) { h.each(t, h.injection) }

// each runs a generator for every operation.
func (h Hostile) each(t *testing.T, generator func(*testing.T, Operation, report)) {
	t.Helper()
	for _, op := range h.Operations {
		t.Run(op.ID, func(t *testing.T) { generator(t, op, t.Errorf) })
	}
}

func (h Hostile) injection(t *testing.T, op Operation, wrong report) {
	t.Helper()
	sent := 0
	for _, place := range h.places(t, op) {
		request, caller := h.Sample(t, op)
		for _, text := range corpus() {
			place.put(&request, text)
			answer := Send(h.Handler, op, request, caller)
			h.harmless(op, answer, fmt.Sprintf("%s = %.40q", place.name, text), wrong)
			sent++
			if !op.Read() && answer.Status < http.StatusBadRequest { // it did something: what it needs may be gone
				request, caller = h.Sample(t, op)
			}
		}
	}
	if sent == 0 && len(op.Texts) > 0 {
		wrong("%s takes text, but nothing was sent", op.ID)
	}
}

// place is somewhere a text can stand in a request.
type place struct {
	name string
	put  func(r *Request, text string)
}

func (h Hostile) places(t *testing.T, op Operation) []place {
	t.Helper()
	var all []place
	for _, name := range op.PathParameters {
		all = append(all, place{"path " + name, func(r *Request, text string) {
			r.Path = maps.Clone(r.Path)
			r.Path[name] = text
		}})
	}
	for _, name := range op.Query {
		all = append(all, place{"query " + name, func(r *Request, text string) {
			r.Query = maps.Clone(r.Query)
			if r.Query == nil {
				r.Query = url.Values{}
			}
			r.Query.Set(name, text)
		}})
	}
	request, _ := h.Sample(t, op)
	for _, at := range leaves(asJSON(t, request.Body), nil) {
		all = append(all, place{"body " + strings.Join(at, "."), func(r *Request, text string) {
			r.Body = replaced(asJSON(t, r.Body), at, text)
		}})
	}
	return all
}

func asJSON(t *testing.T, body any) any {
	t.Helper()
	content, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	var plain any
	if err := json.Unmarshal(content, &plain); err != nil {
		t.Fatal(err)
	}
	return plain
}

// leaves lists the paths of all texts in a JSON value. Passwords that prove who
// calls are left alone: changing them tests only the refusal.
func leaves(value any, at []string) [][]string {
	switch v := value.(type) {
	case string:
		return [][]string{slices.Clone(at)}
	case map[string]any:
		var all [][]string
		for _, key := range slices.Sorted(maps.Keys(v)) {
			all = append(all, leaves(v[key], append(slices.Clone(at), key))...)
		}
		return all
	case []any:
		if len(v) > 0 {
			return leaves(v[0], append(slices.Clone(at), "0"))
		}
	}
	return nil
}

func replaced(value any, at []string, text string) any {
	if len(at) == 0 {
		return text
	}
	switch v := value.(type) {
	case map[string]any:
		v[at[0]] = replaced(v[at[0]], at[1:], text)
	case []any:
		v[0] = replaced(v[0], at[1:], text)
	}
	return value
}

func (h Hostile) harmless(op Operation, got Answer, what string, wrong report) {
	if got.Status >= http.StatusInternalServerError {
		wrong("%s with %s: %d\n%.300s", op.ID, what, got.Status, got.Body)
	}
	if got.Status >= http.StatusBadRequest && leak.Match(anonymised(got.Body)) {
		wrong("%s with %s tells: %.300s", op.ID, what, got.Body)
	}
	if got.Took > slow {
		wrong("%s with %s took %v", op.ID, what, got.Took)
	}
}

// hostileBodies are no good JSON, or good JSON that means no good.
func hostileBodies() map[string][]byte {
	return map[string][]byte{
		"nothing":         {},
		"space":           []byte("  "),
		"null":            []byte("null"),
		"an array":        []byte("[]"),
		"a number":        []byte("1"),
		"half":            []byte(`{"a":`),
		"two values":      []byte(`{}{}`),
		"NaN":             []byte(`{"name":NaN}`),
		"1e400":           []byte(`{"name":1e400}`),
		"half surrogate":  []byte(`{"name":"\ud800"}`),
		"NUL":             []byte(`{"name":"a\u0000b"}`),
		"raw NUL":         []byte("{\"name\":\"a\x00b\"}"),
		"bad UTF-8":       []byte("{\"name\":\"\xff\xfe\"}"),
		"deep arrays":     []byte(`{"name":` + strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000) + `}`),
		"deep objects":    []byte(strings.Repeat(`{"a":`, 100_000) + "1" + strings.Repeat("}", 100_000)),
		"10 MB":           []byte(`{"name":"` + strings.Repeat("a", 10<<20) + `"}`),
		"unknown field":   []byte(`{"__proto__":{"admin":true}}`),
		"constructor":     []byte(`{"constructor":{"prototype":{"admin":true}}}`),
		"many fields":     []byte("{" + strings.TrimSuffix(manyFields(5_000), ",") + "}"),
		"XML":             []byte(`<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>`),
		"byte order mark": []byte("\xef\xbb\xbf{}"),
	}
}

func manyFields(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `"f%d":0,`, i)
	}
	return b.String()
}

// HostileBodies sends them to every operation with a body, and each sample
// body with one field too many. All are refused and nothing changes.
func (h Hostile) HostileBodies(t *testing.T) { h.each(t, h.bodies) }

func (h Hostile) bodies(t *testing.T, op Operation, wrong report) {
	t.Helper()
	if !op.Body {
		return
	}
	bodies := hostileBodies()
	for _, name := range slices.Sorted(maps.Keys(bodies)) {
		h.refused(t, op, spoilt{name, func(r *Request) { r.Raw = bodies[name] }}, wrong)
	}
	h.refused(t, op, spoilt{"an extra field", func(r *Request) {
		fields, _ := asJSON(t, r.Body).(map[string]any)
		if fields == nil {
			fields = map[string]any{}
		}
		fields["owner_id"], fields["is_admin"] = 1, true
		r.Body = fields
	}}, wrong)
	h.refused(t, op, spoilt{"another media type", func(r *Request) { r.Header = http.Header{"Content-Type": {"text/plain"}} }}, wrong)
}

// spoilt is a way to make a good request bad.
type spoilt struct {
	what  string
	spoil func(*Request)
}

// refused sends a spoilt request and requires a refusal without any effect.
func (h Hostile) refused(t *testing.T, op Operation, how spoilt, wrong report) {
	t.Helper()
	request, caller := h.Sample(t, op)
	what := how.what
	how.spoil(&request)
	before := StateOf(t, h.DB, h.Ignore)
	got := Send(h.Handler, op, request, caller)
	if got.Status < http.StatusBadRequest || got.Status >= http.StatusInternalServerError {
		wrong("%s with %s: %d\n%.300s", op.ID, what, got.Status, got.Body)
	}
	if changed := before.Difference(StateOf(t, h.DB, h.Ignore)); len(changed) > 0 {
		wrong("%s with %s: answered %d and changed %v", op.ID, what, got.Status, changed)
	}
}

// Limits asks for too much: huge pages, cursors and texts, unknown parameters. All are refused.
func (h Hostile) Limits(t *testing.T) { h.each(t, h.limits) }

func (h Hostile) limits(t *testing.T, op Operation, wrong report) {
	t.Helper()
	set := func(name, value string) spoilt {
		return spoilt{fmt.Sprintf("%s=%.20s", name, value), func(r *Request) { r.Query = with(r.Query, name, value) }}
	}
	tooMuch := map[string][]string{
		"limit":  {"1000000000", "0", "-1", "1.5", "x", "99999999999999999999"},
		"cursor": {strings.Repeat("A", 100_000)},
		"q":      {strings.Repeat("%", 1<<20)},
	}
	for _, name := range slices.Sorted(maps.Keys(tooMuch)) {
		for _, value := range tooMuch[name] {
			if slices.Contains(op.Query, name) {
				h.refused(t, op, set(name, value), wrong)
			}
		}
	}
	h.refused(t, op, set("nobody_knows_this", "1"), wrong)
}

func with(query url.Values, name, value string) url.Values {
	copied := maps.Clone(query)
	if copied == nil {
		copied = url.Values{}
	}
	copied.Set(name, value)
	return copied
}

// Headers checks what every answer carries and what none does, and that a page
// of another site can make a browser change nothing and read nothing.
func (h Hostile) Headers(t *testing.T) { h.each(t, h.headers) }

func (h Hostile) headers(t *testing.T, op Operation, wrong report) {
	t.Helper()
	request, _ := h.Sample(t, op)
	checkHeaders(op.ID+" without credentials", Send(h.Handler, op, request, Caller{}), wrong)
	host := strings.TrimPrefix(Origin, "http://")
	for _, origin := range []string{"https://evil.example", "null", Origin + ".evil.example", "https://evil" + host, "https://" + host + ":8443"} {
		request, caller := h.Sample(t, op)
		request.Header = http.Header{"Origin": {origin}, "Sec-Fetch-Site": {"cross-site"}}
		before := StateOf(t, h.DB, h.Ignore)
		got := Send(h.Handler, op, request, caller)
		checkHeaders(op.ID+" from "+origin, got, wrong)
		if !op.Read() && got.Status != http.StatusForbidden {
			wrong("%s from %s: %d, want 403", op.ID, origin, got.Status)
		}
		if changed := before.Difference(StateOf(t, h.DB, h.Ignore)); len(changed) > 0 {
			wrong("%s from %s changed %v", op.ID, origin, changed)
		}
	}
	request, caller := h.Sample(t, op)
	checkHeaders(op.ID, Send(h.Handler, op, request, caller), wrong)
}

// CheckHeaders requires the security headers of one answer, such as a page.
func CheckHeaders(t *testing.T, what string, a Answer) {
	t.Helper()
	checkHeaders(what, a, t.Errorf)
}

func checkHeaders(what string, a Answer, wrong report) {
	want := map[string]string{
		"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "X-Frame-Options": "DENY",
	}
	for name, value := range want {
		if got := a.Header.Get(name); got != value {
			wrong("%s: %s is %q, want %q", what, name, got, value)
		}
	}
	policy := a.Header.Get("Content-Security-Policy")
	if !strings.Contains(policy, "frame-ancestors 'none'") || strings.Contains(policy, "unsafe-inline") || strings.Contains(policy, "unsafe-eval") {
		wrong("%s: Content-Security-Policy is %q", what, policy)
	}
	if a.Header.Get("X-Request-Id") == "" {
		wrong("%s: no request id", what)
	}
	for name := range a.Header {
		if strings.HasPrefix(name, "Access-Control-") {
			wrong("%s: %s is %q", what, name, a.Header.Get(name))
		}
	}
	if bytes.HasPrefix(a.Body, []byte("{")) && !strings.Contains(a.Header.Get("Cache-Control"), "no-store") {
		wrong("%s: data may be cached: %q", what, a.Header.Get("Cache-Control"))
	}
}
