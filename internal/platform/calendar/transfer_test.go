package calendar

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"

	"haike/internal/platform/fault"
)

func TestParseCSV(t *testing.T) {
	text := "\ufeffkind,date,name,name_en\r\n放假,2027-01-01,元旦,New Year's Day\r\n\r\nmakeup,2027-01-03,\"元旦,调休\",\r\n"
	year, err := ParseCSV(strings.NewReader(text), 2027)
	if err != nil {
		t.Fatal(err)
	}
	want := map[Date]Day{
		"2027-01-01": {"2027-01-01", Holiday, "元旦", "New Year's Day"},
		"2027-01-03": {"2027-01-03", Makeup, "元旦,调休", ""},
	}
	if year.Year != 2027 || !reflect.DeepEqual(year.Days, want) {
		t.Fatalf("%+v", year)
	}
}

func TestCSVErrorsNameLineAndColumn(t *testing.T) {
	const header = "date,kind,name\n"
	cases := []struct{ name, text, path, code string }{
		{"empty file", "", "file", fault.FieldRequired},
		{"unknown column", "date,kind,name,colour\n", "lines[1].colour", fault.FieldUnknown},
		{"missing column", "date,name\n", "lines[1].kind", fault.FieldRequired},
		{"no such day", header + "2027-02-30,holiday,春节\n", "lines[2].date", fault.FieldFormat},
		{"other year", header + "2027-01-01,holiday,元旦\n2026-02-28,holiday,春节\n", "lines[3].date", fault.FieldRange},
		{"twice", header + "2027-01-01,holiday,元旦\n\n2027-01-01,makeup,元旦\n", "lines[4].date", fault.FieldDuplicate},
		{"kind", header + "2027-01-01,off,元旦\n", "lines[2].kind", fault.FieldOption},
		{"short line", header + "2027-01-01,holiday\n", "lines[2].name", fault.FieldRequired},
		{"long name", header + "2027-01-01,holiday," + strings.Repeat("长", 101) + "\n", "lines[2].name", fault.FieldTooLong},
		{"broken quotes", header + "2027-01-01,holiday,\"元旦\n", "lines[2]", fault.FieldFormat},
	}
	for _, k := range cases {
		_, err := ParseCSV(strings.NewReader(k.text), 2027)
		e := fault.As(err)
		if !errors.Is(err, ErrImport) || len(e.Fields) != 1 || e.Fields[0].Path != k.path || e.Fields[0].Code != k.code {
			t.Errorf("%s: %v", k.name, err)
		}
	}
	_, err := ParseCSV(strings.NewReader(header+"x,y,\nz,holiday,a\n"), 2027)
	if got := len(fault.As(err).Fields); got != 4 {
		t.Errorf("all mistakes at once: %d of 4: %v", got, err)
	}
	if line := fault.As(err).Fields[3].Meta["line"]; line != 3 {
		t.Error(line)
	}
}

func TestParseJSON(t *testing.T) {
	bad := map[string]string{
		`{"year": 2027, "days": [{"date": "2027-01-01", "kind": "holiday", "name": "元旦"}, {"date": "1 January", "kind": "holiday", "name": "元旦"}]}`: "days[1].date",
		`{"year": 2027, "colour": "red"}`: "file",
		`{"year": 0, "days": []}`:         "year",
		`[`:                               "file",
	}
	for text, path := range bad {
		_, err := ParseJSON(strings.NewReader(text))
		if e := fault.As(err); e == nil || len(e.Fields) != 1 || e.Fields[0].Path != path {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func TestYearSurvivesJSON(t *testing.T) {
	years, err := China()
	if err != nil {
		t.Fatal(err)
	}
	for _, year := range years {
		data, err := json.Marshal(year)
		if err != nil {
			t.Fatal(err)
		}
		var back Year
		if err := json.Unmarshal(data, &back); err != nil || !reflect.DeepEqual(back, year) {
			t.Fatalf("%d: %v", year.Year, err)
		}
	}
}

func FuzzParseCSV(f *testing.F) {
	f.Add("date,kind,name\n2027-01-01,holiday,元旦\n")
	f.Add("date,kind,name,name_en\n2027-01-01,上班,\"a\nb\",c\n")
	f.Fuzz(func(t *testing.T, text string) {
		year, err := ParseCSV(strings.NewReader(text), 2027)
		if (err == nil) != (fault.As(err) == nil) {
			t.Fatal(err)
		}
		for d, day := range year.Days {
			if d != day.Date || d.Year() != 2027 || !day.Kind.Valid() {
				t.Fatalf("%+v", day)
			}
		}
	})
}
