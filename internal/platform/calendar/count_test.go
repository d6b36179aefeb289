package calendar

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

// The properties compare with a count that looks at every single minute.

// drawCalendar makes a calendar around October 2026 with random hours, holidays
// and make-up days; the year 2027 is not loaded.
func drawCalendar(t *rapid.T) *Calendar {
	hours := OfficeHours{MakeupAs: time.Monday}
	for day := range hours.Weekly {
		if day == int(time.Monday) || rapid.IntRange(0, 9).Draw(t, "works") < 7 {
			hours.Weekly[day] = drawIntervals(t)
		}
	}
	year := Year{Year: 2026, Days: map[Date]Day{}}
	for range rapid.IntRange(0, 30).Draw(t, "listed") {
		d := Date("2026-12-31").AddDays(-rapid.IntRange(0, 60).Draw(t, "back"))
		year.Days[d] = Day{Date: d, Kind: rapid.SampledFrom([]Kind{Holiday, Makeup}).Draw(t, "kind")}
	}
	c, err := New(time.FixedZone("test", 8*3600), hours, year)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// drawIntervals draws up to three intervals in order, touching ones included.
func drawIntervals(t *rapid.T) []Interval {
	var out []Interval
	from := rapid.IntRange(0, 600).Draw(t, "opens")
	for range rapid.IntRange(1, 3).Draw(t, "intervals") {
		to := from + rapid.IntRange(1, 240).Draw(t, "length")
		out = append(out, Interval{Minute(from), Minute(to)})
		from = to + rapid.IntRange(0, 20).Draw(t, "pause")
	}
	return out
}

func drawMoment(t *rapid.T, label string) time.Time {
	start := time.Date(2026, 10, 25, 0, 0, 0, 0, time.UTC)
	return start.Add(time.Duration(rapid.IntRange(0, 60*24*60).Draw(t, label)) * time.Minute)
}

// open reports whether the minute that starts at m is office time.
func open(c *Calendar, m time.Time) bool {
	local := m.In(c.Zone())
	minute := Minute(local.Hour()*60 + local.Minute())
	for _, in := range c.HoursOf(c.DateOf(m)) {
		if in.From <= minute && minute < in.To {
			return true
		}
	}
	return false
}

func minutes(a, b time.Time, counts func(time.Time) bool) int {
	n := 0
	for m := a; m.Before(b); m = m.Add(time.Minute) {
		if counts(m) {
			n++
		}
	}
	return n
}

func TestWorkingTimeIsTheNumberOfOpenMinutes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, a, b := drawCalendar(t), drawMoment(t, "a"), drawMoment(t, "b")
		want := minutes(a, b, func(m time.Time) bool { return open(c, m) }) - minutes(b, a, func(m time.Time) bool { return open(c, m) })
		if got := c.WorkingTimeBetween(a, b).Time; got != time.Duration(want)*time.Minute {
			t.Fatalf("%v, want %d minutes", got, want)
		}
	})
}

func TestAddingWorkingHoursIsTheFirstMomentWithThatMuchWork(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, a := drawCalendar(t), drawMoment(t, "a")
		work := time.Duration(rapid.IntRange(1, 5000).Draw(t, "work")) * time.Minute
		got := c.AddWorkingHours(a, work)
		if n := minutes(a, got.At, func(m time.Time) bool { return open(c, m) }); n != int(work/time.Minute) {
			t.Fatalf("%d minutes of %v until %s", n, work, got.At)
		}
		if !open(c, got.At.Add(-time.Minute)) {
			t.Fatal("an earlier moment would do")
		}
		if (got.UnknownYears != nil) != (c.DateOf(got.At).Year() == 2027 || c.DateOf(a).Year() == 2027) {
			t.Fatalf("until %s, unknown %v", got.At, got.UnknownYears)
		}
	})
}

func TestWorkingDaysAre24HoursThatStandStillOnOtherDays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, a := drawCalendar(t), drawMoment(t, "a")
		n := rapid.IntRange(1, 15).Draw(t, "n")
		got := c.AddWorkingDays(a, n)
		running := func(m time.Time) bool { workday, _ := c.IsWorkday(c.DateOf(m)); return workday }
		if ran := minutes(a, got.At, running); ran != n*24*60 {
			t.Fatalf("%d minutes for %d days until %s", ran, n, got.At)
		}
		if back := c.AddWorkingDays(got.At, -n); running(a) && !back.At.Equal(a) {
			t.Fatalf("and back: %s, not %s", back.At, a)
		}
	})
}

func TestLaterStartsNeverEndEarlier(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, a, b := drawCalendar(t), drawMoment(t, "a"), drawMoment(t, "b")
		if b.Before(a) {
			a, b = b, a
		}
		n := rapid.IntRange(-10, 10).Draw(t, "n")
		if c.AddWorkingDays(b, n).At.Before(c.AddWorkingDays(a, n).At) {
			t.Fatalf("%d wd from %s and %s", n, a, b)
		}
		work := time.Duration(n) * time.Hour
		if c.AddWorkingHours(b, work).At.Before(c.AddWorkingHours(a, work).At) {
			t.Fatalf("%d wh from %s and %s", n, a, b)
		}
		if c.AddDays(b, n, CloseNextWorkday).At.Before(c.AddDays(a, n, CloseNextWorkday).At) {
			t.Fatalf("%d d from %s and %s", n, a, b)
		}
	})
}

func TestCloseOfNextWorkdayIsOnAWorkday(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, a := drawCalendar(t), drawMoment(t, "a")
		n := rapid.IntRange(0, 40).Draw(t, "n")
		closes := c.DateOf(c.AddDays(a, n, CloseNextWorkday).At)
		if workday, _ := c.IsWorkday(closes); !workday {
			t.Fatal(closes)
		}
		for d := c.DateOf(a).AddDays(n); d < closes; d = d.AddDays(1) {
			if workday, _ := c.IsWorkday(d); workday {
				t.Fatalf("%s was passed over for %s", d, closes)
			}
		}
	})
}

func TestDaylightSavingKeepsTheTimeOfDay(t *testing.T) {
	berlin, err := LoadZone("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	c, err := New(berlin, DefaultHours())
	if err != nil {
		t.Fatal(err)
	}
	friday := time.Date(2026, 3, 27, 15, 4, 5, 678_000, berlin)
	if got := c.AddWorkingDays(friday, 1).At; !got.Equal(time.Date(2026, 3, 30, 15, 4, 5, 678_000, berlin)) {
		t.Error(got)
	}
}
