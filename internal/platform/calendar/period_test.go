package calendar

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestPeriods(t *testing.T) {
	april := Fiscal{Start: time.April}
	cases := []struct {
		name string
		got  Period
		want Period
	}{
		{"week of a Saturday", WeekOf("2026-11-21"), Period{"2026-11-16", "2026-11-22"}},
		{"week of a Monday", WeekOf("2026-11-16"), Period{"2026-11-16", "2026-11-22"}},
		{"month", MonthOf("2024-02-10"), Period{"2024-02-01", "2024-02-29"}},
		{"year", Fiscal{}.Year(2026), Period{"2026-01-01", "2026-12-31"}},
		{"quarter", Fiscal{}.Quarter(Fiscal{}.QuarterOf("2026-11-21")), Period{"2026-10-01", "2026-12-31"}},
		{"fiscal year", april.Year(2026), Period{"2026-04-01", "2027-03-31"}},
		{"fiscal quarter over New Year", april.Quarter(april.QuarterOf("2027-02-28")), Period{"2027-01-01", "2027-03-31"}},
	}
	for _, k := range cases {
		if k.got != k.want {
			t.Errorf("%s: %v", k.name, k.got)
		}
	}
	if got := april.QuarterOf("2027-02-28"); got != (Quarter{2026, 4}) {
		t.Error(got)
	}
	from, before := MonthOf("2026-11-21").Bounds(time.FixedZone("", 8*3600))
	if from.Format(time.RFC3339) != "2026-10-31T16:00:00Z" || before.Format(time.RFC3339) != "2026-11-30T16:00:00Z" {
		t.Error(from, before)
	}
}

func TestEveryDayLiesInExactlyItsPeriods(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := Date("2020-01-01").AddDays(rapid.IntRange(0, 5000).Draw(t, "d"))
		f := Fiscal{Start: time.Month(rapid.IntRange(0, 13).Draw(t, "start"))}
		q := f.QuarterOf(d)
		quarter, year := f.Quarter(q), f.Year(f.YearOf(d))
		for _, p := range []Period{WeekOf(d), MonthOf(d), quarter, year} {
			if !p.Contains(d) {
				t.Fatalf("%s not in %v", d, p)
			}
		}
		if WeekOf(d).Days() != 7 || WeekOf(d).From.Weekday() != time.Monday {
			t.Fatal(WeekOf(d))
		}
		if next := f.Quarter(q.Next()); next.From != quarter.To.AddDays(1) {
			t.Fatalf("%v is followed by %v", quarter, next)
		}
		if quarter.From < year.From || quarter.To > year.To {
			t.Fatalf("%v outside %v", quarter, year)
		}
	})
}
