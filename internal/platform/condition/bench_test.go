package condition_test

import "testing"

// usual is a condition as a saved view has it.
const usual = `{"all":[{"field":"stage","op":"in","value":["intent","won"]},{"field":"owner","op":"eq","value":"me"},
	{"any":[{"field":"name","op":"contains","value":"贸易"},{"field":"region","op":"within","value":["310000"]}]},
	{"not":{"field":"due","op":"older_than_days","value":30}}]}`

func BenchmarkParseAndBind(b *testing.B) {
	reg := registry(b)
	for b.Loop() {
		bind(b, reg, usual)
	}
}

func BenchmarkHolds(b *testing.B) {
	c, record := bind(b, registry(b), usual), cast["harbour"].record
	for b.Loop() {
		if !c.Holds(record) {
			b.Fatal("does not hold")
		}
	}
}
