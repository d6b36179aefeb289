package calendar

import (
	"errors"
	"slices"
	"testing"
	"time"
)

// china returns the default calendar with the shipped years.
func china(t *testing.T) *Calendar {
	t.Helper()
	zone, err := LoadZone(DefaultZone)
	if err != nil {
		t.Fatal(err)
	}
	years, err := China()
	if err != nil {
		t.Fatal(err)
	}
	c, err := New(zone, DefaultHours(), years...)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// at reads a local time of the company.
func at(t *testing.T, text string) time.Time {
	t.Helper()
	zone, err := LoadZone(DefaultZone)
	if err != nil {
		t.Fatal(err)
	}
	moment, err := time.ParseInLocation("2006-01-02 15:04", text, zone)
	if err != nil {
		t.Fatal(err)
	}
	return moment
}

func TestShippedYearsFollowTheirNotices(t *testing.T) {
	years, err := China()
	if err != nil {
		t.Fatal(err)
	}
	// Days off and make-up days as the notices add up to.
	want := map[int][2]int{2024: {28, 8}, 2025: {28, 5}, 2026: {33, 6}}
	if len(years) != len(want) {
		t.Fatalf("%d years", len(years))
	}
	for _, y := range years {
		var got [2]int
		for d, day := range y.Days {
			if day.Kind == Holiday {
				got[0]++
			} else {
				got[1]++
			}
			weekend := d.Weekday() == time.Saturday || d.Weekday() == time.Sunday
			if day.Kind == Makeup && !weekend {
				t.Errorf("%s: a make-up day on a %s", d, d.Weekday())
			}
			if day.NameEN == "" || day.Name == "" {
				t.Errorf("%s has no name", d)
			}
		}
		if got != want[y.Year] {
			t.Errorf("%d: %v, want %v", y.Year, got, want[y.Year])
		}
		if y.Source.Title == "" || y.Source.Document == "" || y.Source.URL == "" || y.Source.Published.Year() != y.Year-1 {
			t.Errorf("%d: source %+v", y.Year, y.Source)
		}
	}
}

func TestIsWorkday(t *testing.T) {
	c := china(t)
	cases := []struct {
		date           Date
		workday, known bool
	}{
		{"2026-11-20", true, true},  // Friday
		{"2026-11-21", false, true}, // Saturday
		{"2026-10-01", false, true}, // National Day
		{"2026-10-10", true, true},  // Saturday, made up
		{"2026-02-14", true, true},  // Saturday, made up
		{"2026-02-23", false, true}, // Monday of Spring Festival
		{"2027-01-01", true, false}, // not announced: a Friday by the pattern, and said to be unknown
		{"2027-01-02", false, false},
		{"2026-02-30", false, false}, // no day at all
	}
	for _, k := range cases {
		if workday, known := c.IsWorkday(k.date); workday != k.workday || known != k.known {
			t.Errorf("%s: workday %v known %v", k.date, workday, known)
		}
	}
	if day, listed := c.Listed("2026-10-10"); !listed || day.Name != "国庆节调休上班" {
		t.Errorf("%+v", day)
	}
	if source, known := c.SourceOf(2026); !known || source.Document != "国办发明电〔2025〕7号" {
		t.Errorf("%+v", source)
	}
	if _, known := c.SourceOf(2027); known {
		t.Error("2027 is not announced")
	}
	if got := c.KnownYears(); !slices.Equal(got, []int{2024, 2025, 2026}) {
		t.Error(got)
	}
}

func TestAddWorkingHours(t *testing.T) {
	c := china(t)
	cases := []struct {
		name, from string
		work       time.Duration
		want       string
	}{
		{"within the morning", "2026-11-20 09:30", 2 * time.Hour, "2026-11-20 11:30"},
		{"over lunch", "2026-11-20 11:00", 2 * time.Hour, "2026-11-20 14:30"},
		{"ends exactly at the close", "2026-11-20 16:00", 2 * time.Hour, "2026-11-20 18:00"},
		{"over the weekend", "2026-11-20 17:00", 2 * time.Hour, "2026-11-23 10:00"},
		{"from a Sunday", "2026-11-22 03:00", 2 * time.Hour, "2026-11-23 11:00"},
		{"over National Day to a made-up Saturday", "2026-10-09 17:30", time.Hour, "2026-10-10 09:30"},
		{"over Spring Festival", "2026-02-14 17:00", 2 * time.Hour, "2026-02-24 10:00"},
		{"nothing", "2026-11-22 03:00", 0, "2026-11-22 03:00"},
	}
	for _, k := range cases {
		got := c.AddWorkingHours(at(t, k.from), k.work)
		if !got.At.Equal(at(t, k.want)) || got.UnknownYears != nil {
			t.Errorf("%s: %s %v", k.name, got.At.In(c.Zone()), got.UnknownYears)
		}
	}
}

func TestAddWorkingDays(t *testing.T) {
	c := china(t)
	cases := []struct {
		name, from string
		days       int
		want       string
	}{
		{"next day", "2026-11-19 15:00", 1, "2026-11-20 15:00"},
		{"over the weekend", "2026-11-20 15:00", 1, "2026-11-23 15:00"},
		{"from a Saturday: the whole Monday", "2026-11-21 15:00", 1, "2026-11-24 00:00"},
		{"over National Day", "2026-09-30 10:00", 2, "2026-10-09 10:00"},
		{"to a made-up Saturday", "2026-10-09 10:00", 1, "2026-10-10 10:00"},
		{"before", "2026-11-23 15:00", -1, "2026-11-20 15:00"},
		{"before, from a Sunday", "2026-11-22 15:00", -1, "2026-11-20 00:00"},
		{"none", "2026-11-22 15:00", 0, "2026-11-22 15:00"},
	}
	for _, k := range cases {
		if got := c.AddWorkingDays(at(t, k.from), k.days); !got.At.Equal(at(t, k.want)) {
			t.Errorf("%s: %s", k.name, got.At.In(c.Zone()))
		}
	}
}

func TestMissingYearIsSaidPlainly(t *testing.T) {
	c := china(t)
	got := c.AddWorkingDays(at(t, "2026-12-31 10:00"), 1)
	if !slices.Equal(got.UnknownYears, []int{2027}) || !got.At.Equal(at(t, "2027-01-01 10:00")) {
		t.Fatalf("%+v", got)
	}
	if got := c.AddWorkingHours(at(t, "2026-12-31 17:30"), time.Hour); !slices.Equal(got.UnknownYears, []int{2027}) {
		t.Fatalf("%+v", got)
	}
	if got := c.WorkingTimeBetween(at(t, "2023-12-29 17:00"), at(t, "2024-01-02 10:00")); !slices.Equal(got.UnknownYears, []int{2023}) || got.Time != 2*time.Hour {
		t.Fatalf("%+v", got)
	}
	if n, unknown := c.WorkdaysBetween(Period{"2026-12-28", "2027-01-03"}); n != 5 || !slices.Equal(unknown, []int{2027}) {
		t.Fatal(n, unknown)
	}
	if n, unknown := c.WorkdaysBetween(Period{"2026-02-01", "2026-02-28"}); n != 16 || unknown != nil {
		t.Fatal(n, unknown)
	}
}

func TestCalendarDays(t *testing.T) {
	c := china(t)
	end := func(day string) time.Time { return at(t, day+" 00:00").AddDate(0, 0, 1).Add(-time.Microsecond) }
	from := at(t, "2026-11-14 23:30")
	if got := c.AddDays(from, 7, CloseThatDay); !got.At.Equal(end("2026-11-21")) {
		t.Error(got.At)
	}
	got := c.AddDays(from, 7, CloseNextWorkday)
	if !got.At.Equal(end("2026-11-23")) || c.DateOf(got.At) != "2026-11-23" {
		t.Error(got.At)
	}
	if got := c.AddDays(from, 6, CloseNextWorkday); !got.At.Equal(end("2026-11-20")) {
		t.Error(got.At)
	}
	if got := c.NextWorkday("2026-09-30"); got != "2026-10-08" {
		t.Error(got)
	}
	if got := c.AddDays(from, 9_000_000, CloseNextWorkday); c.DateOf(got.At) != lastDate {
		t.Error(got.At)
	}
}

func TestHoursAreChecked(t *testing.T) {
	zone := time.UTC
	cases := map[string]func(*OfficeHours){
		"overlap":         func(h *OfficeHours) { h.Weekly[1] = []Interval{{60, 120}, {119, 180}} },
		"backwards":       func(h *OfficeHours) { h.Weekly[1] = []Interval{{120, 60}} },
		"past midnight":   func(h *OfficeHours) { h.Weekly[1] = []Interval{{60, 1441}} },
		"no work at all":  func(h *OfficeHours) { h.Weekly = [7][]Interval{} },
		"idle make-up":    func(h *OfficeHours) { h.MakeupAs = time.Sunday },
		"no such weekday": func(h *OfficeHours) { h.MakeupAs = 7 },
	}
	for name, spoil := range cases {
		h := DefaultHours()
		spoil(&h)
		if _, err := New(zone, h); !errors.Is(err, ErrHours) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := New(zone, DefaultHours()); err != nil {
		t.Error(err)
	}
}

func TestSixDayWeekAndMakeupHours(t *testing.T) {
	years, err := China()
	if err != nil {
		t.Fatal(err)
	}
	h := DefaultHours()
	h.Weekly[time.Saturday] = []Interval{{9 * 60, 12 * 60}}
	h.MakeupAs = time.Friday
	h.Weekly[time.Friday] = []Interval{{10 * 60, 16 * 60}}
	c, err := New(time.UTC, h, years...)
	if err != nil {
		t.Fatal(err)
	}
	// A made-up Saturday of a company that works on Saturdays anyway keeps its own hours.
	if got := c.HoursOf("2026-10-10"); got[0].To != 12*60 {
		t.Error(got)
	}
	if got := c.HoursOf("2026-09-20"); got[0].From != 10*60 {
		t.Error(got)
	}
}

func TestZones(t *testing.T) {
	for _, name := range []string{"", "Local", "Mars/Olympus"} {
		if _, err := LoadZone(name); !errors.Is(err, ErrZone) {
			t.Errorf("%q: %v", name, err)
		}
	}
}

func TestHoursChangeFromADayOn(t *testing.T) {
	old := china(t)
	later := OfficeHours{MakeupAs: time.Saturday}
	later.Weekly[time.Saturday] = []Interval{{From: 600, To: 660}}
	c, err := old.From("2026-12-01", later)
	if err != nil {
		t.Fatal(err)
	}
	for date, want := range map[Date]int{"2026-11-30": 2, "2026-12-01": 0, "2026-12-05": 1} {
		if got := len(c.HoursOf(date)); got != want {
			t.Errorf("%s has %d intervals, want %d", date, got, want)
		}
	}
	if len(old.HoursOf("2026-12-01")) != 2 {
		t.Error("the first calendar changed")
	}
	if _, err := c.From("2026-12-01", later); !errors.Is(err, ErrDate) {
		t.Errorf("hours from a day that has some: %v", err)
	}
	if _, err := c.From("2027-01-01", OfficeHours{}); !errors.Is(err, ErrHours) {
		t.Errorf("hours without work: %v", err)
	}
}

func TestAPartialYearCountsItsDaysButStaysUnknown(t *testing.T) {
	zone, err := LoadZone(DefaultZone)
	if err != nil {
		t.Fatal(err)
	}
	day := Day{Date: "2031-01-01", Kind: Holiday, Name: "元旦"}
	year := Year{Year: 2031, Days: map[Date]Day{day.Date: day}, Partial: true}
	c, err := New(zone, DefaultHours(), year)
	if err != nil {
		t.Fatal(err)
	}
	if workday, known := c.IsWorkday(day.Date); workday || known {
		t.Errorf("workday %v, known %v, want neither", workday, known)
	}
	if _, known := c.SourceOf(2031); known || len(c.KnownYears()) != 0 {
		t.Error("a partial year counts as known")
	}
}
