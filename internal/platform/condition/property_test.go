package condition_test

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"haike/internal/platform/condition"
	"haike/internal/platform/db"
	"haike/internal/platform/dbtest"
)

// Any tree over any fields chooses the same of any records in memory, on SQLite
// and on PostgreSQL.
func TestMemorySQLiteAndPostgresAgree(t *testing.T) {
	engines := []*db.DB{dbtest.Open(t, db.SQLite), dbtest.Open(t, db.Postgres)}
	for _, d := range engines {
		createTable(t, d)
	}
	found, passed := 0, 0
	rapid.Check(t, func(rt *rapid.T) {
		custom := rapid.SliceOfN(rapid.SampledFrom(types()), members, members).Draw(rt, "types")
		reg := randomRegistry(t, custom)
		subjects := rapid.SliceOfN(randomSubject(custom), 6, 12).Draw(rt, "subjects")
		for _, d := range engines {
			store(t, d, subjects)
		}
		for _, tree := range rapid.SliceOfN(randomTree(reg), 8, 12).Draw(rt, "trees") {
			node, err := condition.Parse(encode(tree))
			if err != nil {
				rt.Fatalf("parse %s: %v", encode(tree), err)
			}
			c, err := reg.Bind(node, randomMoment(rt))
			if err != nil {
				rt.Fatalf("bind %s: %v", encode(tree), err)
			}
			want := held(c, subjects)
			found, passed = found+len(want), passed+len(subjects)-len(want)
			for _, d := range engines {
				if got := chosen(t, d, c); !slices.Equal(got, want) {
					sql, args := c.SQL(d.Dialect())
					rt.Fatalf("%s\nmemory %v, %s %v\n%s\n%v", encode(tree), want, d.Dialect(), got, sql, args)
				}
			}
		}
	})
	if found < 500 || passed < 500 {
		t.Fatalf("%d records found and %d passed over: the trees ask too little", found, passed)
	}
}

const members = 4

func types() []condition.Type {
	return []condition.Type{
		condition.TypeText, condition.TypeNumber, condition.TypeMoney, condition.TypePercent, condition.TypeBool,
		condition.TypeDate, condition.TypeDatetime, condition.TypeEnum, condition.TypeMultiEnum, condition.TypeUser,
		condition.TypeRef, condition.TypeRegion, condition.TypeTags,
	}
}

// randomRegistry has the built-in fields and custom fields of the given types.
func randomRegistry(t *testing.T, custom []condition.Type) *condition.Registry {
	fields := make([]condition.Field, len(custom))
	for i, kind := range custom {
		fields[i] = customField(fmt.Sprintf("m%d", i), kind)
	}
	return registry(t, fields...)
}

func randomMoment(t *rapid.T) condition.Binding {
	b := monday()
	b.Zone = time.FixedZone("zone", 3600*rapid.IntRange(-12, 14).Draw(t, "zone"))
	b.Now = b.Now.Add(time.Duration(rapid.IntRange(-48, 48).Draw(t, "hour")) * time.Hour)
	b.MyTeamsUsers = rapid.SampledFrom([][]int64{nil, {7}, {7, 8}}).Draw(t, "team")
	return b
}

func randomSubject(custom []condition.Type) *rapid.Generator[subject] {
	return rapid.Custom(func(t *rapid.T) subject {
		s := subject{columns: map[string]any{}, custom: map[string]json.RawMessage{}}
		for _, field := range builtIn() {
			if rapid.IntRange(0, 4).Draw(t, "missing") > 0 {
				s.columns[field.Key] = stored(t, field.Type)
			}
		}
		for i, own := range custom {
			member := fmt.Sprintf("m%d", i)
			switch rapid.IntRange(0, 7).Draw(t, "form") {
			case 0: // absent
			case 1:
				s.custom[member] = json.RawMessage(rapid.SampledFrom([]string{"null", `""`, "[]", "{}", `{"a":1}`}).Draw(t, "odd"))
			case 2: // the definition changed since
				s.custom[member] = encode(stored(t, rapid.SampledFrom(types()).Draw(t, "former")))
			default:
				s.custom[member] = encode(stored(t, own))
			}
		}
		return s
	})
}

// stored draws a value as a record holds it.
func stored(t *rapid.T, kind condition.Type) any {
	switch kind {
	case condition.TypeText:
		return words().Draw(t, "text")
	case condition.TypeNumber, condition.TypeMoney, condition.TypePercent:
		return rapid.SampledFrom([]int64{math.MinInt64, -1250, -100, -1, 0, 1, 100, 1250, 1251, math.MaxInt64}).Draw(t, "number")
	case condition.TypeBool:
		return rapid.Bool().Draw(t, "bool")
	case condition.TypeDate:
		return rapid.SampledFrom(append(days(), "")).Draw(t, "date")
	case condition.TypeDatetime:
		around := rapid.SampledFrom(instants()).Draw(t, "instant")
		return around.UnixMicro() + rapid.Int64Range(-1, 1).Draw(t, "by")
	case condition.TypeEnum:
		return rapid.SampledFrom([]string{"lead", "intent", "won", ""}).Draw(t, "option")
	case condition.TypeMultiEnum:
		return rapid.SliceOfN(rapid.SampledFrom([]string{"vip", "export", "key"}), 0, 3).Draw(t, "options")
	case condition.TypeRegion:
		return rapid.SampledFrom(append(regions(), "", "31", "31zz")).Draw(t, "region")
	case condition.TypeTags:
		return rapid.SliceOfN(words(), 0, 3).Draw(t, "tags")
	default:
		return rapid.Int64Range(1, 9).Draw(t, "id")
	}
}

// asked draws an operand of a tree.
func asked(t *rapid.T, field condition.FieldDescription) any {
	switch field.Type {
	case condition.TypeText, condition.TypeTags:
		return words().Filter(func(s string) bool { return condition.TextKey(s) != "" }).Draw(t, "text")
	case condition.TypeNumber, condition.TypeMoney, condition.TypePercent, condition.TypeDate, condition.TypeDatetime:
		return rapid.SampledFrom(line(t, field)).Draw(t, "ordered")
	case condition.TypeEnum, condition.TypeMultiEnum:
		return rapid.SampledFrom(field.Options).Draw(t, "option").Code
	case condition.TypeRegion:
		return rapid.SampledFrom(regions()).Draw(t, "region")
	case condition.TypeUser, condition.TypeRef:
		ids := []any{1, 3, 7, 8, 9, 1_000_000_000_000_000_000}
		for _, word := range field.Words {
			ids = append(ids, word)
		}
		return rapid.SampledFrom(ids).Draw(t, "id")
	default:
		return stored(t, field.Type)
	}
}

// line lists operands of an ordered type from the lowest to the highest.
func line(t *rapid.T, field condition.FieldDescription) []any {
	list := []any{}
	switch {
	case field.Type == condition.TypeDatetime && rapid.Bool().Draw(t, "instants"):
		for _, at := range instants() {
			list = append(list, at.Format(time.RFC3339Nano))
		}
	case field.Type == condition.TypeDate || field.Type == condition.TypeDatetime:
		for _, day := range days() {
			list = append(list, day)
		}
	case field.Scale > 0:
		for _, n := range []string{"-10000000000000000", "-12.50", "-0.01", "-0", "0.000", "0.01", "1", "12.5", "12.51"} {
			list = append(list, json.Number(n))
		}
	default:
		for _, n := range []string{"-1000000000000000000", "-1", "0", "1", "100", "1250", "1000000000000000000"} {
			list = append(list, json.Number(n))
		}
	}
	return list
}

func randomTree(reg *condition.Registry) *rapid.Generator[any] {
	description := reg.Describe()
	operands := map[condition.Operator]condition.Operand{}
	for _, op := range description.Operators {
		operands[op.Operator] = op.Operand
	}
	comparison := rapid.Custom(func(t *rapid.T) any {
		field := rapid.SampledFrom(description.Fields).Draw(t, "field")
		op := rapid.SampledFrom(field.Operators).Draw(t, "op")
		leaf := map[string]any{"field": field.Key, "op": op}
		switch operands[op] {
		case condition.OperandOne:
			leaf["value"] = asked(t, field)
		case condition.OperandList:
			leaf["value"] = rapid.SliceOfN(rapid.Custom(func(t *rapid.T) any { return asked(t, field) }), 1, 3).Draw(t, "list")
		case condition.OperandPair:
			ends := line(t, field)
			from := rapid.IntRange(0, len(ends)-1).Draw(t, "from")
			leaf["value"] = []any{ends[from], ends[rapid.IntRange(from, len(ends)-1).Draw(t, "to")]}
		case condition.OperandNone: // no value
		case condition.OperandDays:
			leaf["value"] = rapid.IntRange(0, 40).Draw(t, "days")
		}
		return leaf
	})
	return nested(comparison, condition.MaxDepth)
}

// nested draws a tree of at most depth levels.
func nested(comparison *rapid.Generator[any], depth int) *rapid.Generator[any] {
	if depth == 1 {
		return comparison
	}
	part := nested(comparison, depth-1)
	return rapid.OneOf(
		comparison,
		rapid.Custom(func(t *rapid.T) any { return map[string]any{"not": part.Draw(t, "not")} }),
		rapid.Custom(func(t *rapid.T) any { return map[string]any{"all": rapid.SliceOfN(part, 0, 2).Draw(t, "all")} }),
		rapid.Custom(func(t *rapid.T) any { return map[string]any{"any": rapid.SliceOfN(part, 1, 2).Draw(t, "any")} }),
	)
}

// words draws short texts of characters that engines like to treat differently,
// few enough to meet one another.
func words() *rapid.Generator[string] {
	letters := []rune("abAB%_\\*?['\"$:- \u3000éÉßİıſﬁＡａ中貿é\u0345ΣςΑ\u200D\uD7FF\uE000\uFFFD😀\U0010FFFF")
	known := []string{"a", "A", "ab", "ＡB", " aB ", "a%", "a_b", "%", "strasse", "Straße", "贸易", "é", "e\u0301", "\U0010FFFF"}
	return rapid.OneOf(rapid.SampledFrom(known), rapid.StringOfN(rapid.SampledFrom(letters), 0, 3, -1))
}

func days() []string {
	return []string{"0001-01-01", "0001-01-02", "1960-05-05", "2026-02-28", "2026-10-01", "2026-11-22", "2026-11-23", "2026-11-24", "2026-12-31", "9999-12-31"}
}

func instants() []time.Time {
	list := []time.Time{}
	for _, day := range []string{"2026-10-01", "2026-11-22", "2026-11-23", "2026-11-24"} {
		midnight, err := time.Parse(time.DateOnly, day)
		if err != nil {
			panic(err)
		}
		list = append(list, midnight.Add(-8*time.Hour), midnight)
	}
	return list
}

func regions() []string {
	return []string{"310000", "310100", "310115", "330000", "330106", "419001", "990000"}
}

// Bounds in bytes choose what starts with the prefix, and nothing else.
func TestStartsWithIsAPrefix(t *testing.T) {
	reg := registry(t)
	startsWith := func(name, prefix string) bool {
		c := bind(t, reg, string(encode(map[string]any{"field": "name", "op": "starts_with", "value": prefix})))
		return c.Holds(subject{columns: map[string]any{"name": name}}.record)
	}
	rapid.Check(t, func(rt *rapid.T) {
		prefix := words().Filter(func(s string) bool { return condition.TextKey(s) != "" }).Draw(rt, "prefix")
		name := rapid.OneOf(words(), rapid.Map(words(), func(s string) string { return prefix + s })).Draw(rt, "name")
		got := startsWith(name, prefix)
		if want := strings.HasPrefix(condition.TextKey(name), condition.TextKey(prefix)); got != want {
			rt.Fatalf("%q starts with %q: %v", name, prefix, got)
		}
	})
	// The neighbours of the gap that surrogates leave, and of the last character.
	if startsWith("a\uE000", "a\uD7FF") || !startsWith("a\uD7FFx", "a\uD7FF") {
		t.Error("wrong around the surrogates")
	}
	if startsWith("b", "a\U0010FFFF") || !startsWith("\U0010FFFFx", "\U0010FFFF") {
		t.Error("wrong around the last character")
	}
}

// A key is stable, and equal for texts that differ in case or width only.
func TestTextKeyIsStable(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		s := rapid.OneOf(words(), rapid.String()).Draw(rt, "text")
		if key := condition.TextKey(s); condition.TextKey(key) != key {
			rt.Fatalf("%q → %q → %q", s, key, condition.TextKey(key))
		}
	})
	for _, s := range []string{"Straße", "STRASSE", " ｓｔｒａｓｓｅ　"} {
		if got := condition.TextKey(s); got != "strasse" {
			t.Errorf("%q → %q", s, got)
		}
	}
}
