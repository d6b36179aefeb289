package calendar

import "time"

// Period is a run of days, both ends included.
type Period struct {
	From Date `json:"from"`
	To   Date `json:"to"`
}

// Contains reports whether d lies in the period.
func (p Period) Contains(d Date) bool { return d >= p.From && d <= p.To }

// Days returns how many days the period has.
func (p Period) Days() int { return p.To.DaysSince(p.From) + 1 }

// Bounds returns the period's first moment and the first moment after it, for
// half-open comparisons with times.
func (p Period) Bounds(zone *time.Location) (from, before time.Time) {
	return p.From.At(0, zone).UTC(), p.To.At(endOfDay, zone).UTC()
}

// WeekOf returns the week of d, Monday to Sunday.
func WeekOf(d Date) Period {
	sinceMonday := (int(d.Weekday()) + 6) % 7
	monday := d.AddDays(-sinceMonday)
	return Period{From: monday, To: monday.AddDays(6)}
}

// MonthOf returns the month of d.
func MonthOf(d Date) Period { return months(d.Year(), d.Month(), 1) }

// months returns n whole months from the given one; months past December belong to the next year.
func months(year int, month time.Month, n int) Period {
	from := time.Date(year, month, 1, 0, 0, 0, 0, time.UTC)
	return Period{From: format(from), To: format(from.AddDate(0, n, -1))}
}

// Fiscal divides time into fiscal years that start on the first of a month and
// are named after the calendar year in which they start (with April, FY2026
// runs from 2026-04-01 to 2027-03-31). The zero value means January.
type Fiscal struct{ Start time.Month }

// Quarter names a fiscal quarter.
type Quarter struct {
	Year   int `json:"year"`
	Number int `json:"number"` // 1 to 4
}

func (f Fiscal) start() time.Month {
	if f.Start < time.January || f.Start > time.December {
		return time.January
	}
	return f.Start
}

// YearOf returns the fiscal year of d.
func (f Fiscal) YearOf(d Date) int {
	if d.Month() < f.start() {
		return d.Year() - 1
	}
	return d.Year()
}

// QuarterOf returns the fiscal quarter of d.
func (f Fiscal) QuarterOf(d Date) Quarter {
	since := (int(d.Month()-f.start()) + 12) % 12
	return Quarter{Year: f.YearOf(d), Number: since/3 + 1}
}

// Year returns the days of a fiscal year.
func (f Fiscal) Year(year int) Period { return months(year, f.start(), 12) }

// Quarter returns the days of a fiscal quarter.
func (f Fiscal) Quarter(q Quarter) Period {
	return months(q.Year, f.start()+time.Month(3*(q.Number-1)), 3)
}

// Next returns the quarter that follows.
func (q Quarter) Next() Quarter {
	if q.Number == 4 {
		return Quarter{Year: q.Year + 1, Number: 1}
	}
	return Quarter{Year: q.Year, Number: q.Number + 1}
}
