package condition_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"haike/internal/platform/condition"
	"haike/internal/platform/db"
	"haike/internal/platform/dbtest"
)

// at is a time in Shanghai as Unix microseconds.
func at(s string) int64 {
	t, err := time.Parse(time.RFC3339, s+"+08:00")
	if err != nil {
		panic(err)
	}
	return t.UnixMicro()
}

// cast are the customers of the table tests; each case names who is meant.
var cast = map[string]subject{
	"harbour": { // a full record
		columns: map[string]any{
			"name": "Harbour Trading 海港贸易", "stage": "intent", "budget": int64(1250), "amount": int64(990_00),
			"rate": int64(1500), "active": true, "due": "2026-11-23", "seen": at("2026-11-22T23:59:59"),
			"region": "310115", "owner": int64(7), "team": int64(3), "kinds": []string{"vip", "export"}, "tags": []string{"Big", "50%"},
		},
		custom: map[string]json.RawMessage{"level": json.RawMessage(`3`), "motto": json.RawMessage(`"Straße 100%"`)},
	},
	"orchard": { // full-width letters, wildcards, a colleague's
		columns: map[string]any{
			"name": "ＯＲＣＨＡＲＤ_100%  ", "stage": "lead", "budget": int64(0), "amount": int64(0),
			"rate": int64(0), "active": false, "due": "2026-11-22", "seen": at("2026-11-23T00:00:00"),
			"region": "310000", "owner": int64(8), "team": int64(3), "kinds": []string{"vip"}, "tags": []string{"big"},
		},
		custom: map[string]json.RawMessage{"level": json.RawMessage(`"3"`), "motto": json.RawMessage(`"strasse"`)},
	},
	"meadow": { // another team's, another province
		columns: map[string]any{
			"name": "orchard-100", "stage": "won", "budget": int64(-1), "due": "2026-12-31", "seen": at("2026-10-01T12:00:00"),
			"region": "330106", "owner": int64(9), "team": int64(4), "kinds": []string{"key"},
		},
		custom: map[string]json.RawMessage{"level": json.RawMessage(`null`)},
	},
	"blank": { // empty, not NULL
		columns: map[string]any{"name": " 　", "stage": "", "due": "", "region": "", "kinds": []string{}, "tags": []string{}},
	},
	"nothing": {},
}

func names() []string {
	return []string{"harbour", "orchard", "meadow", "blank", "nothing"}
}

type question struct{ tree, who string }

func questions() []question {
	return []question{
		{`{"all":[]}`, "harbour orchard meadow blank nothing"},
		{`{"not":{"all":[]}}`, ""},

		// Text: case, width and outer space do not matter; wildcards are letters.
		{`{"field":"name","op":"eq","value":" orchard_100%"}`, "orchard"},
		{`{"field":"name","op":"contains","value":"ORCHARD"}`, "orchard meadow"},
		{`{"field":"name","op":"contains","value":"%"}`, "orchard"},
		{`{"field":"name","op":"contains","value":"_"}`, "orchard"},
		{`{"field":"name","op":"contains","value":"orchard%100"}`, ""},
		{`{"field":"name","op":"contains","value":"海港"}`, "harbour"},
		{`{"field":"name","op":"starts_with","value":"Orchard"}`, "orchard meadow"},
		{`{"field":"name","op":"starts_with","value":"trading"}`, ""},
		{`{"field":"name","op":"ne","value":"orchard-100"}`, "harbour orchard"},
		{`{"field":"name","op":"in","value":["ORCHARD-100","nobody"]}`, "meadow"},
		{`{"field":"name","op":"not_in","value":["ORCHARD-100","nobody"]}`, "harbour orchard"},

		// Missing: only is_empty holds; not is plain negation.
		{`{"field":"name","op":"is_empty"}`, "blank nothing"},
		{`{"field":"name","op":"is_not_empty"}`, "harbour orchard meadow"},
		{`{"field":"stage","op":"ne","value":"won"}`, "harbour orchard"},
		{`{"not":{"field":"stage","op":"eq","value":"won"}}`, "harbour orchard blank nothing"},
		{`{"not":{"field":"stage","op":"ne","value":"won"}}`, "meadow blank nothing"},
		{`{"not":{"not":{"field":"stage","op":"eq","value":"won"}}}`, "meadow"},
		{`{"field":"kinds","op":"is_empty"}`, "blank nothing"},
		{`{"field":"due","op":"lt","value":"2026-11-23"}`, "orchard"},

		// Enums, groups.
		{`{"field":"stage","op":"in","value":["intent","won"]}`, "harbour meadow"},
		{`{"all":[{"field":"stage","op":"in","value":["intent","won"]},{"any":[{"field":"owner","op":"eq","value":9},{"field":"active","op":"eq","value":false}]}]}`, "meadow"},

		// Numbers are exact: 12.50 of two decimals is stored as 1250.
		{`{"field":"budget","op":"eq","value":12.5}`, "harbour"},
		{`{"field":"budget","op":"lt","value":0}`, "meadow"},
		{`{"field":"budget","op":"lte","value":0}`, "orchard meadow"},
		{`{"field":"budget","op":"gt","value":-0.01}`, "harbour orchard"},
		{`{"field":"budget","op":"between","value":[-0.01,0]}`, "orchard meadow"},
		{`{"field":"amount","op":"gte","value":99000}`, "harbour"},
		{`{"field":"rate","op":"not_in","value":[0,1]}`, "harbour"},
		{`{"field":"active","op":"eq","value":false}`, "orchard"},
		{`{"field":"active","op":"is_empty"}`, "meadow blank nothing"},

		// Days begin in Shanghai, where it is already Monday.
		{`{"field":"due","op":"today"}`, "harbour"},
		{`{"field":"due","op":"this_week"}`, "harbour"},
		{`{"field":"due","op":"this_month"}`, "harbour orchard"},
		{`{"field":"due","op":"this_quarter"}`, "harbour orchard meadow"},
		{`{"field":"due","op":"last_days","value":2}`, "harbour orchard"},
		{`{"field":"due","op":"last_days","value":1}`, "harbour"},
		{`{"field":"due","op":"next_days","value":1}`, "harbour"},
		{`{"field":"due","op":"next_days","value":39}`, "harbour meadow"},
		{`{"field":"due","op":"next_days","value":38}`, "harbour"},
		{`{"field":"due","op":"older_than_days","value":0}`, "orchard"},
		{`{"field":"due","op":"older_than_days","value":1}`, ""},
		{`{"field":"due","op":"gt","value":"9999-12-31"}`, ""},
		{`{"field":"due","op":"lte","value":"9999-12-31"}`, "harbour orchard meadow"},
		{`{"field":"seen","op":"today"}`, "orchard"},
		{`{"field":"seen","op":"last_days","value":2}`, "harbour orchard"},
		{`{"field":"seen","op":"older_than_days","value":30}`, "meadow"},
		{`{"field":"seen","op":"eq","value":"2026-11-22"}`, "harbour"},
		{`{"field":"seen","op":"ne","value":"2026-11-22"}`, "orchard meadow"},
		{`{"field":"seen","op":"lte","value":"2026-11-22"}`, "harbour meadow"},
		{`{"field":"seen","op":"gt","value":"2026-11-22"}`, "orchard"},
		{`{"field":"seen","op":"eq","value":"2026-11-22T16:00:00Z"}`, "orchard"},
		{`{"field":"seen","op":"between","value":["2026-10-01","2026-11-22"]}`, "harbour meadow"},

		// People and teams.
		{`{"field":"owner","op":"eq","value":"me"}`, "harbour"},
		{`{"field":"owner","op":"in","value":["my_team",9]}`, "harbour orchard meadow"},
		{`{"field":"owner","op":"ne","value":"my_team"}`, "meadow"},
		{`{"field":"team","op":"eq","value":"my_team"}`, "harbour orchard"},
		{`{"field":"team","op":"eq","value":1000000000000000000}`, ""},

		// Regions: a district belongs to its city and to its province.
		{`{"field":"region","op":"within","value":["310000"]}`, "harbour orchard"},
		{`{"field":"region","op":"within","value":["310100","330000"]}`, "harbour meadow"},
		{`{"field":"region","op":"within","value":["330106"]}`, "meadow"},
		{`{"field":"region","op":"eq","value":"310000"}`, "orchard"},

		// Lists.
		{`{"field":"kinds","op":"has_any","value":["vip"]}`, "harbour orchard"},
		{`{"field":"kinds","op":"has_any","value":["export","key"]}`, "harbour meadow"},
		{`{"field":"kinds","op":"has_all","value":["export","vip","vip"]}`, "harbour"},
		{`{"field":"kinds","op":"has_none","value":["export"]}`, "orchard meadow"},
		{`{"not":{"field":"kinds","op":"has_any","value":["vip"]}}`, "meadow blank nothing"},
		{`{"field":"tags","op":"has_all","value":["BIG"]}`, "harbour orchard"},
		{`{"field":"tags","op":"has_any","value":["5%","50%"]}`, "harbour"},

		// Custom fields; one of the wrong JSON type is missing.
		{`{"field":"custom.level","op":"gte","value":3}`, "harbour"},
		{`{"field":"custom.level","op":"is_empty"}`, "orchard meadow blank nothing"},
		{`{"field":"custom.motto","op":"contains","value":"STRASSE"}`, "harbour orchard"},
	}
}

func TestTheSameRecordsInMemoryAndOnBothEngines(t *testing.T) {
	reg := registry(t, customField("level", condition.TypeNumber), customField("motto", condition.TypeText))
	subjects := make([]subject, 0, len(cast))
	for _, name := range names() {
		subjects = append(subjects, cast[name])
	}
	who := func(places []int) string {
		found := make([]string, len(places))
		for i, place := range places {
			found[i] = names()[place-1]
		}
		return strings.Join(found, " ")
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		createTable(t, d)
		store(t, d, subjects)
		for _, q := range questions() {
			c := bind(t, reg, q.tree)
			if got := who(held(c, subjects)); got != q.who {
				t.Errorf("memory: %s\n got %q\nwant %q", q.tree, got, q.who)
			}
			if got := who(chosen(t, d, c)); got != q.who {
				sql, args := c.SQL(d.Dialect())
				t.Errorf("%s: %s\n got %q\nwant %q\n%s %v", d.Dialect(), q.tree, got, q.who, sql, args)
			}
		}
	})
}

// Every operator of every type is asked about above.
func TestQuestionsCoverEveryOperator(t *testing.T) {
	asked := map[string]bool{}
	for _, q := range questions() {
		var walk func(n condition.Node)
		walk = func(n condition.Node) {
			asked[string(n.Op)] = true
			for _, part := range slices.Concat(n.All, n.Any) {
				walk(part)
			}
			if n.Not != nil {
				walk(*n.Not)
			}
		}
		walk(parse(t, q.tree))
	}
	for _, op := range registry(t).Describe().Operators {
		if !asked[string(op.Operator)] {
			t.Errorf("no question uses %s", op.Operator)
		}
	}
}

func TestZeroConditionNeverHolds(t *testing.T) {
	var c condition.Condition
	if sql, args := c.SQL(db.SQLite); c.Holds(subject{}.record) || sql != "1=0" || args != nil {
		t.Fatalf("got %s %v", sql, args)
	}
}
