package org

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"haike/internal/platform/calendar"
	"haike/internal/platform/fault"
	"haike/internal/platform/refdata"
)

func TestDecideMove(t *testing.T) {
	east := Team{ID: 2, Path: "/1/2/"}
	for name, c := range map[string]struct {
		parent  Team
		deepest int
		want    *fault.Error
	}{
		"to the root":               {Team{}, 2, nil},
		"under a sibling":           {Team{ID: 3, Path: "/1/3/"}, 2, nil},
		"under itself":              {Team{ID: 2, Path: "/1/2/"}, 2, ErrTeamCycle},
		"under its child":           {Team{ID: 4, Path: "/1/2/4/"}, 3, ErrTeamCycle},
		"beside 20, not below 2":    {Team{ID: 20, Path: "/1/20/"}, 2, nil},
		"to the last depth":         {Team{ID: 9, Path: "/9/9/9/9/9/9/9/9/9/"}, 2, nil},
		"one too deep":              {Team{ID: 9, Path: "/9/9/9/9/9/9/9/9/9/9/"}, 2, ErrTeamTooDeep},
		"its children get too deep": {Team{ID: 9, Path: "/9/9/9/9/9/9/9/9/9/"}, 3, ErrTeamTooDeep},
	} {
		if err := decideMove(east, c.parent, c.deepest); !sameFault(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

func sameFault(err error, want *fault.Error) bool {
	if want == nil {
		return err == nil
	}
	return errors.Is(err, want)
}

// Paths sort so that everything below a team, and nothing else, lies in one range.
func TestPathRangeIsTheSubtree(t *testing.T) {
	path := rapid.Custom(func(t *rapid.T) string {
		ids := rapid.SliceOfN(rapid.Int64Range(1, 130), 1, MaxTeamDepth).Draw(t, "ids")
		p := ""
		for _, id := range ids {
			p = childPath(p, id)
		}
		return p
	})
	rapid.Check(t, func(t *rapid.T) {
		top, other := path.Draw(t, "top"), path.Draw(t, "other")
		if rapid.Bool().Draw(t, "below") {
			other = top + strings.TrimPrefix(other, "/")
		}
		inRange := other >= top && other < pathEnd(top)
		if inRange != within(top, other) {
			t.Fatalf("%s in the range of %s: %v, within: %v", other, top, inRange, within(top, other))
		}
		if d := depth(childPath(top, 7)); d != depth(top)+1 {
			t.Fatalf("a child of %s has depth %d", top, d)
		}
	})
}

func TestTeamNames(t *testing.T) {
	for name, c := range map[string]struct{ given, code string }{
		"plain":               {"华东销售部", ""},
		"space is not a name": {" \t　", fault.FieldRequired},
		"longest":             {strings.Repeat("部", maxTeamName), ""},
		"too long":            {strings.Repeat("部", maxTeamName+1), fault.FieldTooLong},
		"turned writing":      {"华东\u202e部售销", fault.FieldFormat},
		"hidden space":        {"华东\u200b", fault.FieldFormat},
	} {
		err := TeamInput{Name: c.given}.Validate()
		if got := fieldCode(err, "name"); got != c.code {
			t.Errorf("%s: %q, want %q", name, got, c.code)
		}
	}
	if got := cleanName("  华东 \t 一部\n"); got != "华东 一部" {
		t.Errorf("cleaned to %q", got)
	}
}

// fieldCode returns what is wrong with a field, "" if nothing.
func fieldCode(err error, path string) string {
	f := fault.As(err)
	if f == nil {
		return ""
	}
	for _, field := range f.Fields {
		if field.Path == path {
			return field.Code
		}
	}
	return ""
}

func TestAbsences(t *testing.T) {
	have := []Absence{{ID: 1, From: "2026-11-23", To: "2026-11-27"}}
	for name, c := range map[string]struct {
		from, to calendar.Date
		want     *fault.Error
		code     string
	}{
		"before":               {"2026-11-20", "2026-11-22", nil, ""},
		"after":                {"2026-11-28", "2026-11-28", nil, ""},
		"touches the first":    {"2026-11-20", "2026-11-23", ErrAbsenceOverlap, ""},
		"touches the last":     {"2026-11-27", "2026-12-01", ErrAbsenceOverlap, ""},
		"around":               {"2026-11-01", "2026-12-31", ErrAbsenceOverlap, ""},
		"inside":               {"2026-11-24", "2026-11-24", ErrAbsenceOverlap, ""},
		"ends before it began": {"2026-12-02", "2026-12-01", nil, fault.FieldRange},
		"ten years":            {"2026-12-02", "2036-12-01", nil, fault.FieldRange},
		"no such day":          {"2026-12-02", "2026-02-30", nil, fault.FieldFormat},
	} {
		in := AbsenceInput{From: c.from, To: c.to}
		if got := fieldCode(in.Validate(), "to"); got != c.code {
			t.Errorf("%s: field %q, want %q", name, got, c.code)
		}
		if c.code != "" {
			continue
		}
		if err := decideAbsence(have, in); !sameFault(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	if err := decideAbsence(slices.Repeat(have, maxAbsences), AbsenceInput{From: "2030-01-01", To: "2030-01-01"}); !errors.Is(err, ErrTooManyAbsences) {
		t.Errorf("one absence too many: %v", err)
	}
}

// Two absences overlap exactly when some day lies in both.
func TestOverlapMeansACommonDay(t *testing.T) {
	first := calendar.Date("2026-11-01")
	rapid.Check(t, func(t *rapid.T) {
		draw := func(name string) Absence {
			from := rapid.IntRange(0, 30).Draw(t, name)
			return Absence{From: first.AddDays(from), To: first.AddDays(from + rapid.IntRange(0, 10).Draw(t, name+" days"))}
		}
		a, b := draw("a"), draw("b")
		common := false
		for i := range 42 {
			common = common || absentOn([]Absence{a}, first.AddDays(i)) && absentOn([]Absence{b}, first.AddDays(i))
		}
		err := decideAbsence([]Absence{a}, AbsenceInput{From: b.From, To: b.To})
		if errors.Is(err, ErrAbsenceOverlap) != common {
			t.Fatalf("%v and %v share a day: %v, but %v", a, b, common, err)
		}
	})
}

func shippedCalendar(t *testing.T) WorkCalendar {
	t.Helper()
	shipped, err := calendar.China()
	if err != nil {
		t.Fatal(err)
	}
	return WorkCalendar{Zone: DefaultZone, Shipped: shipped, Hours: []Hours{{OfficeHours: calendar.DefaultHours()}}}
}

func TestEffectiveCalendar(t *testing.T) {
	w := shippedCalendar(t)
	w.Imported = []calendar.Year{
		{Year: 2026, Source: calendar.Source{Title: "公司通知"}, Days: map[calendar.Date]calendar.Day{
			"2026-03-02": {Date: "2026-03-02", Kind: calendar.Holiday, Name: "厂庆"},
			"2026-03-07": {Date: "2026-03-07", Kind: calendar.Makeup, Name: "厂庆调休"},
		}},
	}
	w.Edits = []DayEdit{
		{Date: "2026-03-02", Kind: DayNormal},
		{Date: "2026-03-03", Kind: DayHoliday, Name: "年会"},
		{Date: "2028-01-03", Kind: DayHoliday, Name: "元旦"},
		{Date: "2025-10-01", Kind: DayNormal},
	}
	c, err := w.Effective()
	if err != nil {
		t.Fatal(err)
	}
	for date, want := range map[calendar.Date]struct{ workday, known bool }{
		"2026-10-01": {true, true},  // the import replaced the shipped year
		"2026-03-07": {true, true},  // imported workday on a Saturday
		"2026-03-02": {true, true},  // the edit takes the imported holiday back
		"2026-03-03": {false, true}, // edited holiday
		"2025-10-01": {true, true},  // the edit takes a shipped holiday back (a Wednesday)
		"2025-10-02": {false, true}, // the other shipped days stay
		"2028-01-03": {false, false},
		"2028-01-04": {true, false},
	} {
		if workday, known := c.IsWorkday(date); workday != want.workday || known != want.known {
			t.Errorf("%s: workday %v, known %v, want %v", date, workday, known, want)
		}
	}
	if again := shippedCalendar(t).official()[2025].Days["2025-10-01"]; again.Kind != calendar.Holiday {
		t.Error("the edit reached the shipped data")
	}
}

func TestYearStatusSaysWhatIsMissing(t *testing.T) {
	w := shippedCalendar(t)
	w.Edits = []DayEdit{{Date: "2028-01-03", Kind: DayHoliday, Name: "元旦"}, {Date: "2026-01-05", Kind: DayHoliday, Name: "年会"}}
	got := map[int]string{}
	for _, y := range w.Status(2031) {
		got[y.Year] = fmt.Sprint(y.Known, " ", y.Origin, " ", y.Edited)
	}
	for year, want := range map[int]string{2026: "true shipped 1", 2028: "false edited 1", 2031: "false  0"} {
		if got[year] != want {
			t.Errorf("%d: %q, want %q", year, got[year], want)
		}
	}
}

func TestRedundantEdits(t *testing.T) {
	w := shippedCalendar(t)
	official := w.official()[2026].Days["2026-10-01"]
	for name, c := range map[string]struct {
		edit DayEdit
		want bool
	}{
		"the official holiday":    {DayEdit{"2026-10-01", DayHoliday, official.Name}, true},
		"another name":            {DayEdit{"2026-10-01", DayHoliday, "厂庆"}, false},
		"work on the holiday":     {DayEdit{"2026-10-01", DayWorkday, official.Name}, false},
		"normal though a holiday": {DayEdit{"2026-10-01", DayNormal, ""}, false},
		"normal and unlisted":     {DayEdit{"2026-11-10", DayNormal, ""}, true},
	} {
		if got := w.redundant(c.edit); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestCalendarKnown(t *testing.T) {
	c, err := shippedCalendar(t).Effective() // up to 2026
	if err != nil {
		t.Fatal(err)
	}
	for date, want := range map[calendar.Date]bool{"2025-12-01": true, "2026-11-30": true, "2026-12-01": false, "2027-01-01": false} {
		if got := calendarKnown(c, date); got != want {
			t.Errorf("%s: %v", date, got)
		}
	}
}

func TestImportedYearsAreChecked(t *testing.T) {
	good := YearImport{Year: 2027, Format: ImportCSV, Text: "date,kind,name\n2027-01-01,holiday,元旦\n"}
	for name, c := range map[string]struct {
		change func(*YearImport)
		path   string
	}{
		"good":              {func(*YearImport) {}, ""},
		"year":              {func(in *YearImport) { in.Year = 1999 }, "year"},
		"format":            {func(in *YearImport) { in.Format = "xml" }, "format"},
		"empty":             {func(in *YearImport) { in.Text = " " }, "text"},
		"script as address": {func(in *YearImport) { in.Source.URL = "javascript:alert(1)" }, "source.url"},
		"day of another":    {func(in *YearImport) { in.Text += "2026-01-01,holiday,元旦\n" }, "lines[3].date"},
		"JSON of another":   {func(in *YearImport) { in.Format, in.Text = ImportJSON, `{"year":2026,"days":[]}` }, "year"},
		"bad address inside": {func(in *YearImport) {
			in.Format, in.Text = ImportJSON, `{"year":2027,"source":{"title":"","document":"","published":"2026-11-01","url":"data:x"},"days":[]}`
		}, "source.url"},
	} {
		in := good
		c.change(&in)
		_, err := in.parse()
		if c.path == "" && err != nil || c.path != "" && fieldCode(err, c.path) == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestRegionsSkipGroups(t *testing.T) {
	all, err := refdata.LoadRegions()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range regionsWithin(all, "310000") {
		if r.Group {
			t.Errorf("%s is only a group", r.Name)
		}
	}
	if len(regionsWithin(all, "")) < 30 || len(regionsWithin(all, "310000")) < 10 || len(regionsWithin(all, "nowhere")) != 0 {
		t.Error("wrong number of regions")
	}
	if hits := findRegions(all, "浦东"); len(hits) != 1 || hits[0].Code != "310115" {
		t.Errorf("found %v", hits)
	}
	if hits := findRegions(all, "%"); len(hits) != 0 {
		t.Errorf("a wildcard found %d", len(hits))
	}
	if hits := findRegions(all, "区"); len(hits) != maxRegionHits {
		t.Errorf("%d hits", len(hits))
	}
}
