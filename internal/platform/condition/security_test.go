package condition_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"haike/internal/platform/condition"
	"haike/internal/platform/db"
	"haike/internal/platform/dbtest"
)

// injections are operands that would do harm, or mean more than themselves, if
// they ever reached a statement's text or a pattern.
func injections() []string {
	return []string{
		`' or '1'='1`, `'; drop table subject; --`, `" or ""="`, `') or 1=1 --`, `\' or 1=1 --`, `' union select null --`,
		`'||(select custom from subject)||'`, `1; select pg_sleep(9)`, `'||pg_sleep(9)--`, `randomblob(100000000)`, `$1`, `$$x$$`, `?`, `??`,
		`:name`, `@name`, `{7}`, `{"a":1}`, `["a"]`, `%`, `_`, `%%`, `__`, `[a-z]*`, `*`, `\`, `\\`, `\%`, `a%b`, `a_b`, `e'\x27'`,
		`/* */`, `--`, `#`, "a\nb", "a\tb", "a\rb", `null`, `true`, `ʼ`, `＇; drop table subject`, "\u202e", `%27`, `&#39;`, `${7*7}`,
	}
}

// Each corpus text is stored as a name, a tag and a custom text. Asked for, it
// is found as itself; no other record is.
func TestInjectionsAreOnlyLetters(t *testing.T) {
	reg := registry(t, customField("motto", condition.TypeText))
	corpus := injections()
	subjects := make([]subject, len(corpus))
	for i, s := range corpus {
		subjects[i].columns = map[string]any{"name": s, "tags": []string{s}}
		subjects[i].custom = map[string]json.RawMessage{"motto": encode(s)}
	}
	asks := []string{
		`{"field":"name","op":"eq","value":%s}`, `{"field":"name","op":"in","value":[%s,"nobody"]}`,
		`{"field":"name","op":"contains","value":%s}`, `{"field":"name","op":"starts_with","value":%s}`,
		`{"field":"tags","op":"has_all","value":[%s]}`, `{"field":"tags","op":"has_any","value":[%s,"nobody"]}`,
		`{"field":"custom.motto","op":"eq","value":%s}`, `{"field":"custom.motto","op":"contains","value":%s}`,
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		createTable(t, d)
		store(t, d, subjects)
		for i, s := range corpus {
			for _, ask := range asks {
				c := bind(t, reg, fmt.Sprintf(ask, encode(s)))
				want := alike(corpus, ask, condition.TextKey(s))
				if got := chosen(t, d, c); !slices.Equal(got, want) || !slices.Contains(got, i+1) {
					t.Errorf("%s with %q: got %v, want %v", ask, s, got, want)
				}
				checkStatement(t, c)
			}
		}
	})
}

// alike returns the places of the texts that the question means literally.
func alike(corpus []string, ask, key string) []int {
	places := []int{}
	for i, s := range corpus {
		own := condition.TextKey(s)
		switch {
		case strings.Contains(ask, "contains") && strings.Contains(own, key),
			strings.Contains(ask, "starts_with") && strings.HasPrefix(own, key),
			own == key:
			places = append(places, i+1)
		}
	}
	return places
}

// As names and operators they are unknown; numbers, dates and enums refuse them.
func TestInjectionsAreNoNames(t *testing.T) {
	reg := registry(t)
	for _, s := range injections() {
		for tree, want := range map[string]error{
			fmt.Sprintf(`{"field":%s,"op":"eq","value":1}`, encode(s)):              condition.ErrUnknownField,
			fmt.Sprintf(`{"field":%s,"op":"eq","value":1}`, encode("custom."+s)):    condition.ErrUnknownField,
			fmt.Sprintf(`{"field":"name","op":%s,"value":"x"}`, encode(s)):          condition.ErrBadOperator,
			fmt.Sprintf(`{"field":"amount","op":"eq","value":%s}`, encode(s)):       condition.ErrBadValue,
			fmt.Sprintf(`{"field":"due","op":"eq","value":%s}`, encode(s)):          condition.ErrBadValue,
			fmt.Sprintf(`{"field":"seen","op":"gte","value":%s}`, encode(s)):        condition.ErrBadValue,
			fmt.Sprintf(`{"field":"stage","op":"in","value":[%s]}`, encode(s)):      condition.ErrBadValue,
			fmt.Sprintf(`{"field":"region","op":"within","value":[%s]}`, encode(s)): condition.ErrBadValue,
			fmt.Sprintf(`{"field":"owner","op":"eq","value":%s}`, encode(s)):        condition.ErrBadValue,
		} {
			n := parse(t, tree)
			if _, err := reg.Bind(n, monday()); !errors.Is(err, want) {
				t.Errorf("%s: got %v, want %v", tree, err, want)
			}
		}
		_, err := condition.New(customField(s, condition.TypeText))
		if plain := plainName.MatchString(s); plain != (err == nil) {
			t.Errorf("custom field %q: %v", s, err)
		}
	}
}

// plainName is what a custom field's member may be called: "null" and "a_b" are.
var plainName = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

// The statement's text depends on the shape of the tree alone.
func TestStatementDoesNotDependOnOperands(t *testing.T) {
	reg := registry(t)
	rapid.Check(t, func(rt *rapid.T) {
		operand := rapid.String().Filter(func(s string) bool {
			return condition.TextKey(s) != "" && !strings.ContainsRune(s, 0)
		})
		one, other := operand.Draw(rt, "one"), operand.Draw(rt, "other")
		for _, ask := range []string{
			`{"field":"name","op":"contains","value":%s}`, `{"field":"name","op":"ne","value":%s}`,
			`{"field":"tags","op":"has_none","value":[%s]}`, `{"field":"name","op":"in","value":["a","b",%s]}`,
		} {
			for _, d := range []db.Dialect{db.SQLite, db.Postgres} {
				a, _ := bind(t, reg, fmt.Sprintf(ask, encode(one))).SQL(d)
				b, _ := bind(t, reg, fmt.Sprintf(ask, encode(other))).SQL(d)
				if a != b {
					rt.Fatalf("%q and %q: %s and %s", one, other, a, b)
				}
			}
		}
	})
}

// plainSQL is all that a statement may be made of.
var plainSQL = regexp.MustCompile(`^[A-Za-z0-9_ ().,=<>?:@"'$\[\]-]*$`)

func checkStatement(t *testing.T, c condition.Condition) {
	t.Helper()
	for _, d := range []db.Dialect{db.SQLite, db.Postgres} {
		sql, args := c.SQL(d)
		if strings.Count(sql, "?") != len(args) || !plainSQL.MatchString(sql) || strings.Contains(sql, "--") {
			t.Fatalf("%s\n%v", sql, args)
		}
	}
}

// A field that the caller may not see cannot be told from one that does not
// exist, neither by the error nor by the description.
func TestHiddenFieldDoesNotExist(t *testing.T) {
	all := registry(t)
	seen := all.Visible(func(f condition.Field) bool { return f.Key != "amount" })
	refuse := func(reg *condition.Registry, field string) string {
		_, err := reg.Bind(parse(t, `{"field":"`+field+`","op":"between","value":[1,2]}`), monday())
		if !errors.Is(err, condition.ErrUnknownField) {
			t.Fatalf("%s: got %v", field, err)
		}
		return strings.ReplaceAll(err.Error(), field, "…")
	}
	if hidden, unknown := refuse(seen, "amount"), refuse(seen, "amuont"); hidden != unknown {
		t.Fatalf("hidden %q, unknown %q", hidden, unknown)
	}
	bind(t, all, `{"field":"amount","op":"between","value":[1,2]}`)
	for _, f := range seen.Describe().Fields {
		if f.Key == "amount" {
			t.Fatal("described though hidden")
		}
	}
}

// The heaviest trees that the limits allow are bound, judged and run on both
// engines, and in little time: the bound is many times what they need.
func TestHeaviestTreesAreCheap(t *testing.T) {
	const limit = 10 * time.Second
	custom := customField("place", condition.TypeRegion)
	reg := registry(t, custom)
	long := strings.Repeat("ﷺ", condition.MaxText)
	subjects := make([]subject, 200)
	for i := range subjects {
		subjects[i].columns = map[string]any{"name": strings.Repeat("a", 2_000), "amount": int64(i), "tags": []string{"a"}}
	}
	trees := map[string]string{
		"lists":   `{"any":[` + repeat(28, `{"field":"name","op":"in","value":[`+repeat(1000, `"\uFDFA"`)+`]}`) + `]}`,
		"ids":     `{"any":[` + repeat(80, `{"field":"amount","op":"in","value":[`+repeat(1000, `-1`)+`]}`) + `]}`,
		"tags":    `{"any":[` + repeat(50, `{"field":"tags","op":"has_any","value":[`+repeat(999, `"b"`)+`,"c"]}`) + `]}`,
		"regions": `{"any":[{"field":"custom.place","op":"within","value":[` + repeat(500, `"310100"`) + `]},` + repeat(99, `{"field":"amount","op":"lt","value":0}`) + `]}`,
		"texts":   `{"any":[` + repeat(100, `{"field":"name","op":"contains","value":"`+long+`"}`) + `]}`,
		"near":    `{"any":[` + repeat(100, `{"field":"name","op":"contains","value":"`+strings.Repeat("a", condition.MaxText-1)+`b"}`) + `]}`,
		"nots":    `{"not":{"not":{"not":{"any":[` + repeat(50, `{"not":{"field":"name","op":"ne","value":"b"}}`) + `]}}}}`,
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		createTable(t, d)
		store(t, d, subjects)
		for name, tree := range trees {
			start := time.Now()
			c := bind(t, reg, tree)
			bound := time.Since(start)
			want := held(c, subjects)
			judged := time.Since(start) - bound
			if got := chosen(t, d, c); !slices.Equal(got, want) {
				t.Errorf("%s: got %v, want %v", name, got, want)
			}
			took := time.Since(start)
			t.Logf("%s: %d bytes: bind %s, %d records in memory %s, in SQL %s", name, len(tree), bound, len(subjects), judged, took-bound-judged)
			if took > limit {
				t.Errorf("%s: took %s", name, took)
			}
		}
	})
}
