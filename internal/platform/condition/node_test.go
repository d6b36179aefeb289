package condition_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"haike/internal/platform/condition"
	"haike/internal/platform/fault"
	"haike/internal/platform/i18n"
)

// refusal is a tree that Parse or Bind refuses, and how.
type refusal struct {
	tree string
	want error
	path string // of the field error
	code string // of the field error
}

func refusals() []refusal {
	structure, value := condition.ErrBadStructure, condition.ErrBadValue
	leaf := func(field, op, operand string) string {
		return fmt.Sprintf(`{"field":%q,"op":%q,"value":%s}`, field, op, operand)
	}
	return []refusal{
		// The shape of the tree.
		{``, structure, "", fault.FieldFormat},
		{`null`, structure, "", fault.FieldFormat},
		{`[]`, structure, "", fault.FieldFormat},
		{`{}`, structure, "", fault.FieldFormat},
		{`{"all":[]} {}`, structure, "", fault.FieldFormat},
		{`{"all":{}}`, structure, "all", fault.FieldFormat},
		{`{"all":null}`, structure, "all", fault.FieldFormat},
		{`{"any":[]}`, structure, "any", fault.FieldFormat},
		{`{"not":[]}`, structure, "not", fault.FieldFormat},
		{`{"not":null}`, structure, "not", fault.FieldFormat},
		{`{"ALL":[]}`, structure, "ALL", fault.FieldFormat},
		{`{"all":[],"any":[]}`, structure, "", fault.FieldFormat},
		{`{"all":[],"all":[]}`, structure, "all", fault.FieldFormat},
		{`{"all":[{"or":[]}]}`, structure, "all[0].or", fault.FieldFormat},
		{`{"field":"name","op":"is_empty","note":1}`, structure, "note", fault.FieldFormat},
		{`{"field":"name","Op":"is_empty"}`, structure, "Op", fault.FieldFormat},
		{`{"field":"name"}`, structure, "op", fault.FieldFormat},
		{`{"field":"","op":"eq"}`, structure, "field", fault.FieldFormat},
		{`{"field":7,"op":"eq"}`, structure, "field", fault.FieldFormat},
		{`{"op":"eq"}`, structure, "op", fault.FieldFormat},
		{"{\"field\":\"na\xffme\",\"op\":\"is_empty\"}", structure, "", fault.FieldFormat},

		{`{"` + strings.Repeat("x", 101) + `":[]}`, structure, "", fault.FieldFormat},
		{leaf(strings.Repeat("x", 101), "eq", "1"), structure, "field", fault.FieldFormat},

		// Fields and operators.
		{leaf("nmae", "eq", `"x"`), condition.ErrUnknownField, "field", fault.FieldUnknown},
		{`{"all":[{"any":[{"not":{"field":"x","op":"eq","value":1}}]}]}`, condition.ErrUnknownField, "all[0].any[0].not.field", fault.FieldUnknown},
		{leaf("name", "like", `"x"`), condition.ErrBadOperator, "op", fault.FieldOption},
		{leaf("stage", "contains", `"won"`), condition.ErrBadOperator, "op", fault.FieldOption},
		{leaf("amount", "EQ", `1`), condition.ErrBadOperator, "op", fault.FieldOption},

		// Operands: their shape.
		{`{"field":"name","op":"eq"}`, value, "value", fault.FieldRequired},
		{leaf("name", "is_empty", `null`), value, "value", fault.FieldUnknown},
		{leaf("due", "today", `1`), value, "value", fault.FieldUnknown},
		{leaf("name", "in", `"x"`), value, "value", fault.FieldRequired},
		{leaf("name", "in", `[]`), value, "value", fault.FieldRequired},
		{leaf("amount", "between", `[1]`), value, "value", fault.FieldCount},
		{leaf("amount", "between", `[1,2,3]`), value, "value", fault.FieldCount},
		{leaf("amount", "between", `[2,1]`), value, "value", fault.FieldFormat},
		{leaf("due", "between", `["2026-02-02","2026-02-01"]`), value, "value", fault.FieldFormat},
		{leaf("due", "last_days", `-1`), value, "value", fault.FieldRange},
		{leaf("due", "last_days", `1.5`), value, "value", fault.FieldRange},
		{leaf("due", "last_days", `36501`), value, "value", fault.FieldRange},
		{leaf("due", "last_days", `"7"`), value, "value", fault.FieldRange},

		// Operands: their type.
		{leaf("name", "eq", `1`), value, "value", fault.FieldFormat},
		{leaf("name", "eq", `null`), value, "value", fault.FieldFormat},
		{leaf("name", "eq", `" 　 "`), value, "value", fault.FieldRequired},
		{leaf("name", "contains", `"a\u0000b"`), value, "value", fault.FieldFormat},
		{leaf("name", "in", `["x",["y"]]`), value, "value[1]", fault.FieldFormat},
		{leaf("amount", "eq", `"1"`), value, "value", fault.FieldFormat},
		{leaf("amount", "eq", `1.5`), value, "value", fault.FieldFormat},
		{leaf("amount", "eq", `1e3`), value, "value", fault.FieldFormat},
		{leaf("amount", "eq", `true`), value, "value", fault.FieldFormat},
		{leaf("amount", "eq", `1000000000000000001`), value, "value", fault.FieldFormat},
		{leaf("amount", "eq", `99999999999999999999`), value, "value", fault.FieldFormat},
		{leaf("budget", "eq", `12.345`), value, "value", fault.FieldFormat},
		{leaf("active", "eq", `1`), value, "value", fault.FieldFormat},
		{leaf("stage", "eq", `"Won"`), value, "value", fault.FieldOption},
		{leaf("stage", "in", `["won","lost"]`), value, "value[1]", fault.FieldOption},
		{leaf("kinds", "has_any", `["vip",""]`), value, "value[1]", fault.FieldOption},
		{leaf("due", "eq", `"2026-02-30"`), value, "value", fault.FieldFormat},
		{leaf("due", "eq", `"2026-2-3"`), value, "value", fault.FieldFormat},
		{leaf("due", "eq", `"2026-02-03T00:00:00Z"`), value, "value", fault.FieldFormat},
		{leaf("seen", "eq", `"2026-02-03T00:00:00"`), value, "value", fault.FieldFormat},
		{leaf("seen", "eq", `1764000000000000`), value, "value", fault.FieldFormat},
		{leaf("region", "within", `["31"]`), value, "value[0]", fault.FieldFormat},
		{leaf("region", "eq", `"000000"`), value, "value", fault.FieldFormat},
		{leaf("owner", "eq", `"you"`), value, "value", fault.FieldFormat},
		{leaf("owner", "eq", `0`), value, "value", fault.FieldFormat},
		{leaf("team", "eq", `"me"`), value, "value", fault.FieldFormat},

		// Limits.
		{strings.Repeat(`{"not":`, 6) + `{"all":[]}` + strings.Repeat(`}`, 6), condition.ErrTooComplex, "not.not.not.not.not.not", fault.FieldCount},
		{strings.Repeat(`[`, 20_000), structure, "", fault.FieldFormat},
		{strings.Repeat(`{"not":`, 9_000) + `{"all":[]}` + strings.Repeat(`}`, 9_000), condition.ErrTooComplex, "not.not.not.not.not.not", fault.FieldCount},
		{`{"all":[` + repeat(101, `{"all":[]}`) + `]}`, condition.ErrTooComplex, "all", fault.FieldCount},
		{`{"any":[{"all":[` + repeat(60, leaf("amount", "eq", "1")) + `]},{"all":[` + repeat(60, leaf("amount", "eq", "1")) + `]}]}`, condition.ErrTooComplex, "any[1].all[40]", fault.FieldCount},
		{leaf("amount", "in", `[`+repeat(1001, "1")+`]`), condition.ErrTooComplex, "value", fault.FieldCount},
		{`{"any":[` + leaf("region", "within", `[`+repeat(250, `"310000"`)+`]`) + `,` + leaf("region", "within", `[`+repeat(251, `"310000"`)+`]`) + `]}`, condition.ErrTooComplex, "any[1].value", fault.FieldCount},
		{leaf("name", "contains", `"`+strings.Repeat("%", 201)+`"`), value, "value", fault.FieldTooLong},
		{leaf("name", "contains", `"`+strings.Repeat("%", 1<<20)+`"`), condition.ErrTooComplex, "", fault.FieldCount},
	}
}

func repeat(n int, s string) string { return strings.TrimSuffix(strings.Repeat(s+",", n), ",") }

func TestRefusals(t *testing.T) {
	reg := registry(t)
	texts, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range refusals() {
		n, err := condition.Parse([]byte(r.tree))
		if err == nil {
			_, err = reg.Bind(n, monday())
		}
		checkTexts(t, texts, err)
		shown := r.tree[:min(len(r.tree), 120)]
		if !errors.Is(err, r.want) || !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: got %v, want %v", shown, err, r.want)
			continue
		}
		if got := fault.As(err).Fields[0]; got.Path != r.path || got.Code != r.code {
			t.Errorf("%s: got %q %q, want %q %q", shown, got.Path, got.Code, r.path, r.code)
		}
	}
}

// checkTexts requires that both languages have the messages of a fault, with
// all of their parameters.
func checkTexts(t *testing.T, texts *i18n.Catalog, err error) {
	t.Helper()
	f := fault.As(err)
	if f == nil {
		return
	}
	for _, locale := range []i18n.Locale{i18n.ZhCN, i18n.En} {
		message, ok := texts.Text(locale, "fault", f.Code, f.Meta)
		if !ok || strings.ContainsAny(message, "{}") {
			t.Errorf("%s: %s: %q", locale, f.Code, message)
		}
		for _, field := range f.Fields {
			if message, ok := texts.Text(locale, "field", field.Code, field.Meta); !ok || strings.ContainsAny(message, "{}") {
				t.Errorf("%s: %v: %q", locale, err, message)
			}
		}
	}
}

func TestLimitsThemselvesAreAllowed(t *testing.T) {
	reg := registry(t)
	for _, tree := range []string{
		strings.Repeat(`{"not":`, 5) + `{"all":[]}` + strings.Repeat(`}`, 5),
		`{"all":[` + repeat(100, `{"field":"amount","op":"eq","value":1}`) + `]}`,
		`{"field":"amount","op":"in","value":[` + repeat(1000, "1") + `]}`,
		`{"field":"name","op":"contains","value":"` + strings.Repeat("海", 200) + `"}`,
		`{"field":"amount","op":"gt","value":1000000000000000000}`,
		`{"field":"due","op":"older_than_days","value":36500}`,
	} {
		bind(t, reg, tree)
	}
}

func TestNodeBuiltInGoIsCheckedToo(t *testing.T) {
	if _, err := registry(t).Bind(condition.Node{All: []condition.Node{{}}}, monday()); !errors.Is(err, condition.ErrBadStructure) {
		t.Fatalf("got %v", err)
	}
	if c, err := registry(t).Bind(condition.Everything(), monday()); err != nil || !c.Holds(subject{}.record) {
		t.Fatalf("got %v", err)
	}
}

func TestTreeInsideABodyIsReadAsStrictly(t *testing.T) {
	var body struct {
		Filter condition.Node `json:"filter"`
	}
	for tree, want := range map[string]error{
		`{"field":"name","op":"is_empty","OP":"eq"}`: condition.ErrBadStructure,
		`null`: condition.ErrBadStructure,
		strings.Repeat(`{"not":`, 6) + `{"all":[]}` + strings.Repeat(`}`, 6): condition.ErrTooComplex,
	} {
		if err := json.Unmarshal([]byte(`{"filter":`+tree+`}`), &body); err != nil {
			t.Fatal(err)
		}
		if _, err := registry(t).Bind(body.Filter, monday()); !errors.Is(err, want) {
			t.Errorf("%s: got %v, want %v", tree, err, want)
		}
	}
	tree := `{"filter":{"all":[{"field":"owner","op":"in","value":[9007199254740993,"me"]},{"not":{"all":[]}}]}}`
	if err := json.Unmarshal([]byte(tree), &body); err != nil {
		t.Fatal(err)
	}
	if got := string(encode(body)); got != tree {
		t.Fatalf("stored as %s", got)
	}
}

func TestNobodySignedIn(t *testing.T) {
	moment := monday()
	moment.Me = 0
	for _, word := range []string{"me", "my_team"} {
		tree := parse(t, `{"field":"owner","op":"ne","value":"`+word+`"}`)
		if _, err := registry(t).Bind(tree, moment); !errors.Is(err, condition.ErrNoCurrentUser) {
			t.Errorf("%s: got %v", word, err)
		}
	}
}

// FuzzParse: no input makes the parser or the binder panic; what is accepted
// stays within the limits, survives storing, and has one argument per placeholder.
func FuzzParse(f *testing.F) {
	for _, q := range questions() {
		f.Add([]byte(q.tree))
	}
	for _, r := range refusals() {
		f.Add([]byte(r.tree))
	}
	reg := registry(f, customField("level", condition.TypeNumber), customField("motto", condition.TypeText))
	f.Fuzz(func(t *testing.T, raw []byte) {
		n, err := condition.Parse(raw)
		if err != nil {
			mustBeInvalid(t, err)
			return
		}
		again := parse(t, string(encode(n)))
		if string(encode(again)) != string(encode(n)) {
			t.Fatalf("%s changed to %s", encode(n), encode(again))
		}
		c, err := reg.Bind(n, monday())
		if err != nil {
			mustBeInvalid(t, err)
			return
		}
		checkStatement(t, c)
		_ = c.Holds(cast["harbour"].record)
	})
}

func mustBeInvalid(t *testing.T, err error) {
	t.Helper()
	if !fault.Is(err, fault.Invalid) || len(fault.As(err).Fields) != 1 {
		t.Fatalf("not a fault with its place: %v", err)
	}
}
