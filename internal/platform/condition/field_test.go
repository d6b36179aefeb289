package condition_test

import (
	"slices"
	"strings"
	"testing"

	"haike/internal/platform/condition"
)

func TestBadDefinitionsAreRefused(t *testing.T) {
	column := condition.Column("c.x")
	for name, field := range map[string]condition.Field{
		"no key":              {Type: condition.TypeText, Source: column},
		"key in upper case":   {Key: "Name", Type: condition.TypeText, Source: column},
		"no type":             {Key: "x", Source: column},
		"unknown type":        {Key: "x", Type: "json", Source: column},
		"no source":           {Key: "x", Type: condition.TypeText},
		"placeholder":         {Key: "x", Type: condition.TypeText, Source: condition.Column("coalesce(x, ?)")},
		"second statement":    {Key: "x", Type: condition.TypeText, Source: condition.Column("x; drop table y")},
		"member with a quote": {Key: "x", Type: condition.TypeText, Source: condition.JSON("custom", "a'b")},
		"member with a path":  {Key: "x", Type: condition.TypeText, Source: condition.JSON("custom", "a.b")},
		"expression as JSON":  {Key: "x", Type: condition.TypeText, Source: condition.JSON("f(custom)", "a")},
		"enum of nothing":     {Key: "x", Type: condition.TypeEnum, Source: column},
		"option without code": {Key: "x", Type: condition.TypeEnum, Source: column, Options: []condition.Option{{Label: "?"}}},
		"text with options":   {Key: "x", Type: condition.TypeText, Source: column, Options: stages},
		"scaled money":        {Key: "x", Type: condition.TypeMoney, Source: column, Scale: 2},
		"too many decimals":   {Key: "x", Type: condition.TypeNumber, Source: column, Scale: 7},
		"ref to nothing":      {Key: "x", Type: condition.TypeRef, Source: column},
		"user with a ref":     {Key: "x", Type: condition.TypeUser, Source: column, Ref: condition.RefTeam},
	} {
		if _, err := condition.New(field); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func TestCustomFieldsJoinWithoutChangingTheBuiltIn(t *testing.T) {
	built := registry(t)
	more, err := built.With(customField("level", condition.TypeNumber))
	if err != nil {
		t.Fatal(err)
	}
	if len(more.Fields()) != len(built.Fields())+1 || len(built.Fields()) != len(builtIn()) {
		t.Fatalf("%d and %d fields", len(built.Fields()), len(more.Fields()))
	}
	if _, err := more.With(customField("level", condition.TypeText)); err == nil {
		t.Fatal("a key may be defined twice")
	}
}

// The filter builder's contract: what it is told of each type.
func TestDescription(t *testing.T) {
	d := registry(t).Describe()
	var lines []string
	for _, f := range d.Fields {
		line := string(f.Type) + ":"
		for _, op := range f.Operators {
			line += " " + string(op)
		}
		lines = append(lines, strings.TrimSuffix(line+" | "+strings.Join(f.Words, " "), " | "))
	}
	want := []string{
		"text: contains starts_with eq ne in not_in is_empty is_not_empty",
		"enum: eq ne in not_in is_empty is_not_empty",
		"number: eq ne in not_in lt lte gt gte between is_empty is_not_empty",
		"money: eq ne in not_in lt lte gt gte between is_empty is_not_empty",
		"percent: eq ne in not_in lt lte gt gte between is_empty is_not_empty",
		"bool: eq is_empty is_not_empty",
		"date: eq ne lt lte gt gte between today this_week this_month this_quarter last_days next_days older_than_days is_empty is_not_empty",
		"datetime: eq ne lt lte gt gte between today this_week this_month this_quarter last_days next_days older_than_days is_empty is_not_empty",
		"region: within eq ne in not_in is_empty is_not_empty",
		"user: eq ne in not_in is_empty is_not_empty | me my_team",
		"ref: eq ne in not_in is_empty is_not_empty | my_team",
		"multi_enum: has_any has_all has_none is_empty is_not_empty",
		"tags: has_any has_all has_none is_empty is_not_empty",
	}
	if !slices.Equal(lines, want) {
		t.Errorf("got\n%s", strings.Join(lines, "\n"))
	}
	for _, op := range d.Operators {
		if op.Operand != op.Operator.Operand() {
			t.Errorf("%s expects %s", op.Operator, op.Operand)
		}
	}
}
