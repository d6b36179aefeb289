package fault

import (
	"errors"
	"fmt"
	"testing"
)

func TestDeclaredFaultIsNeverChanged(t *testing.T) {
	declared := Define(Conflict, "room.full")
	with := declared.With("max", 3).WithField("name", FieldRequired).Wrap(errors.New("boom"))
	if declared.Meta != nil || declared.Fields != nil || declared.Unwrap() != nil {
		t.Fatalf("declared fault changed: %v", declared)
	}
	if !errors.Is(with, declared) {
		t.Fatal("a fault with details is still that fault")
	}
	if got := with.Error(); got != "room.full [name: required] map[max:3]: boom" {
		t.Fatal(got)
	}
}

func TestIsSeesThroughWrapping(t *testing.T) {
	err := fmt.Errorf("store: %w", ErrNotFound)
	if !Is(err, NotFound) || Is(err, Conflict) || Is(nil, NotFound) || As(errors.New("x")) != nil {
		t.Fatal("kind not recognised")
	}
	if errors.Is(err, ErrStale) {
		t.Fatal("codes must differ")
	}
}

func TestCheckGathersAllFields(t *testing.T) {
	var c Check
	c.Text("", "name", 1, 5)
	c.Text("一二三四五六", "title", 0, 5)
	c.Text("ab", "code", 3, 5)
	c.Add(false, "fine", FieldFormat)
	e := As(c.Err())
	if len(e.Fields) != 3 || e.Fields[0].Code != FieldRequired || e.Fields[1].Code != FieldTooLong || e.Fields[2].Meta["min"] != 3 {
		t.Fatalf("%+v", e.Fields)
	}
	if (&Check{}).Err() != nil {
		t.Fatal("no error without wrong fields")
	}
}
