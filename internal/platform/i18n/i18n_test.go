package i18n

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"haike/internal/platform/fault"
)

func format(t *testing.T, locale Locale, text string, params Params) (string, bool) {
	t.Helper()
	m, err := Parse(text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return m.Format(locale, params)
}

// TestFormatsLikeTheWebApp reads cases that the web app's formatter passes too.
func TestFormatsLikeTheWebApp(t *testing.T) {
	data, err := os.ReadFile("testdata/messages.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		Message string
		Params  Params
		En, Zh  string
	}
	if err := json.Unmarshal(data, &cases); err != nil || len(cases) < 20 {
		t.Fatal(len(cases), err)
	}
	for _, k := range cases {
		for locale, want := range map[Locale]string{En: k.En, ZhCN: k.Zh} {
			if got, complete := format(t, locale, k.Message, k.Params); got != want || !complete {
				t.Errorf("%s in %s: %q %v, want %q", k.Message, locale, got, complete, want)
			}
		}
	}
}

func TestFormatGoValues(t *testing.T) {
	cases := []struct {
		text  string
		value any
		want  string
	}{
		{"{v}", 1234567, "1,234,567"},
		{"{v}", uint8(255), "255"},
		{"{v}", float32(0.1), "0.1"},
		{"{v}", "1234567", "1234567"},
		{"{v}", json.Number("2026"), "2,026"},
		{"{v, number}", json.Number("007"), "7"},
		{"{v, number}", "1000.50", "1,000.5"},
		{"{v, number}", -0.0001, "0"},
		{"{v, number}", "0.9996", "1"},
		{"{v}", true, "true"},
		{"{v}", 90 * time.Minute, "1h30m0s"},
	}
	for _, k := range cases {
		if got, complete := format(t, En, k.text, Params{"v": k.value}); got != k.want || !complete {
			t.Errorf("%s with %v: %q %v", k.text, k.value, got, complete)
		}
	}
}

func TestMissingParametersAreReported(t *testing.T) {
	cases := []struct {
		text   string
		params Params
		want   string
	}{
		{"Hello {name}", nil, "Hello {name}"},
		{"{name}", Params{"name": nil}, "{name}"},
		{"{n, number}", Params{"n": "many"}, "{n}"},
		{"{n, number}", Params{"n": "1e9"}, "{n}"},
		{"{n, plural, other{#}}", Params{"n": true}, "{n}"},
		{"{k, select, a{A} other{B}}", nil, "B"},
	}
	for _, k := range cases {
		if got, complete := format(t, En, k.text, k.params); got != k.want || complete {
			t.Errorf("%s: %q %v", k.text, got, complete)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	for _, text := range []string{
		"{", "}", "a}", "{}", "{1a}", "{a b}", "{a,}", "{a, date}", "{a, number, percent}", "{a, plural}",
		"{a, plural, one{x}}", "{a, plural, other{x}", "{a, plural, other x}", "{a, plural, =x{x} other{x}}",
		"{a, plural, =01{x} other{x}}", "{a, plural, lots{x} other{x}}", "{a, plural, other{x} other{y}}",
		"{a, select, =1{x} other{y}}", "{a, plural, offset:1 other{x}}", "{a, selectordinal, other{x}}", "'{open",
		strings.Repeat("{a, select, other{", 20) + strings.Repeat("}}", 20),
	} {
		if _, err := Parse(text); err == nil {
			t.Errorf("%s was accepted", text)
		}
	}
	if _, err := Parse("天天 {n, date}"); err == nil || !strings.Contains(err.Error(), "character 12") {
		t.Errorf("the place is counted in characters: %v", err)
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"{n, plural, =0{a} one{# b} other{'{#}' {k, select, x{y} other{#}}}}", "it''s {a} '{'", "{n, number}"} {
		f.Add(seed, "1")
	}
	f.Fuzz(func(t *testing.T, text, value string) {
		m, err := Parse(text)
		if err != nil {
			return
		}
		params := Params{}
		for _, name := range m.Names() {
			params[name] = value
		}
		for _, locale := range Locales() {
			if got, complete := m.Format(locale, params); !complete && isDecimal(value) && len(value) <= 40 {
				t.Fatalf("%q with %q: %q", text, value, got)
			}
			m.Format(locale, nil)
		}
	})
}

func TestCatalogIsComplete(t *testing.T) {
	c, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, namespace := range []string{"fault", "field", "mail"} {
		if len(c.Keys(namespace)) == 0 {
			t.Errorf("namespace %s is empty", namespace)
		}
	}
	for _, code := range []string{
		fault.FieldRequired, fault.FieldTooLong, fault.FieldTooShort, fault.FieldFormat,
		fault.FieldRange, fault.FieldUnknown, fault.FieldDuplicate, fault.FieldOption,
	} {
		if !c.Has("field", code) {
			t.Errorf("field code %s has no text", code)
		}
	}
	for _, e := range []*fault.Error{fault.ErrInvalid, fault.ErrNotFound, fault.ErrForbidden, fault.ErrUnauthenticated, fault.ErrStale} {
		if !c.Has("fault", e.Code) {
			t.Errorf("fault %s has no text", e.Code)
		}
	}
	if got, ok := c.Text(En, "field", "too_long", Params{"max": 1}); !ok || got != "At most 1 character" {
		t.Error(got)
	}
	if got, ok := c.Text(ZhCN, "field", "too_long", Params{"max": 1000}); !ok || got != "最多 1,000 个字" {
		t.Error(got)
	}
	if got, ok := c.Text("fr", "field", "required", nil); !ok || got != "不能为空" {
		t.Error(got)
	}
	if got, ok := c.Text(En, "fault", "room.nothing", nil); ok || got != "room.nothing" {
		t.Error(got)
	}
	if got := c.Names("field", "range"); len(got) != 2 || c.Names("field", "nothing") != nil {
		t.Error(got)
	}
}

func TestLoadNamesEveryMistake(t *testing.T) {
	good := `{"a": "甲 {x}", "deep.b": "乙", "c": "丙"}`
	cases := []struct{ name, zh, en, want string }{
		{"fine", good, `{"c": "C", "a": "A {x, number}", "deep.b": "B"}`, ""},
		{"lacks in English", good, `{"a": "A {x}", "c": "C"}`, "en/n.json lacks deep.b"},
		{"lacks in the source", `{"a": "甲"}`, `{"a": "A", "z": "Z"}`, "zh-CN/n.json lacks z"},
		{"parameters", good, `{"a": "A {y}", "deep.b": "B", "c": "C"}`, "en/n.json: a has parameters [y], the source [x]"},
		{"syntax", good, `{"a": "A {x", "deep.b": "B", "c": "C"}`, "en/n.json: a: character 5"},
		{"twice", `{"a": "甲", "a": "乙"}`, `{"a": "A"}`, "a stands twice"},
		{"no text", `{"a": 1}`, `{"a": "A"}`, "a is no text"},
		{"nested", `{"a": {"b": "甲"}}`, `{"a": "A"}`, "a is no text"},
		{"list", `["a"]`, `{"a": "A"}`, "not an object"},
		{"no JSON", `{"a": `, `{"a": "A"}`, "zh-CN/n.json"},
		{"not closed", `{"a": "甲"`, `{"a": "A"}`, "zh-CN/n.json"},
		{"more after it", `{"a": "甲"} {}`, `{"a": "A"}`, "text after the end"},
	}
	for _, k := range cases {
		_, err := load(fstest.MapFS{"zh-CN/n.json": {Data: []byte(k.zh)}, "en/n.json": {Data: []byte(k.en)}})
		if k.want == "" && err != nil || k.want != "" && (err == nil || !strings.Contains(err.Error(), k.want)) {
			t.Errorf("%s: %v", k.name, err)
		}
	}
}

func TestNegotiate(t *testing.T) {
	cases := []struct {
		header, pref string
		want         Locale
	}{
		{"", "", ZhCN},
		{"zh-CN,zh;q=0.9,en;q=0.8", "", ZhCN},
		{"en-GB,en;q=0.9,zh-CN;q=0.8", "", En},
		{"en;q=0.5, zh-TW;q=0.7", "", ZhCN},
		{"fr-FR,fr;q=0.9", "", En},
		{"fr, zh;q=0.1", "", ZhCN},
		{"*", "", ZhCN},
		{"zh;q=0, en;q=0.1", "", En},
		{"en;q=x", "", ZhCN},
		{"zh-CN", "en", En},
		{"en", "zh-CN", ZhCN},
		{"en", "xx", En},
		{strings.Repeat("fr,", 1000) + "zh", "", En},
	}
	for _, k := range cases {
		if got := Negotiate(k.header, k.pref); got != k.want {
			t.Errorf("%q %q: %s", k.header, k.pref, got)
		}
	}
}
