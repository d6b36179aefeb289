package calendar

import "time"

// Deadline is a computed moment and what is uncertain about it.
type Deadline struct {
	At time.Time // UTC
	// UnknownYears are the years on the way whose holidays are not loaded; there
	// the weekly pattern alone was used. Show it to the user when not empty.
	UnknownYears []int
}

// Worked is an amount of office time and what is uncertain about it.
type Worked struct {
	Time         time.Duration
	UnknownYears []int // as in Deadline
}

// Close says where a limit in calendar days ends.
type Close string

// The ways in which a limit in calendar days ends.
const (
	CloseThatDay     Close = "that_day"     // at the end of the last day, whatever day it is
	CloseNextWorkday Close = "next_workday" // at the end of the first working day from there on
)

// AddWorkingHours returns the moment at which work of office time (wh) has
// passed since t. No work, or less, returns t.
func (c *Calendar) AddWorkingHours(t time.Time, work time.Duration) Deadline {
	if work <= 0 {
		return Deadline{At: t.UTC()}
	}
	var unknown yearSet
	last := t
	for d := c.DateOf(t); d != ""; d = d.AddDays(1) {
		c.works(d, &unknown)
		for _, in := range c.HoursOf(d) {
			from, to := c.within(d, in, t)
			if left := to.Sub(from); left >= work {
				return Deadline{At: from.Add(work).UTC(), UnknownYears: unknown}
			} else if left > 0 {
				work -= left
				last = to
			}
		}
	}
	return Deadline{At: last.UTC(), UnknownYears: unknown}
}

// within returns the part of an interval on day d that lies after t; its end lies
// before its start when there is none.
func (c *Calendar) within(d Date, in Interval, t time.Time) (from, to time.Time) {
	from, to = d.At(in.From, c.zone), d.At(in.To, c.zone)
	if from.Before(t) {
		from = t
	}
	return from, to
}

// AddWorkingDays returns t moved by n working days (wd): the same time of day on the
// n-th working day from there. From a non-working day the count starts when the next
// working day begins, so that it ends with the end of a working day. A negative n
// counts back, mirrored.
func (c *Calendar) AddWorkingDays(t time.Time, n int) Deadline {
	if n == 0 {
		return Deadline{At: t.UTC()}
	}
	var unknown yearSet
	step := 1
	if n < 0 {
		step, n = -1, -n
	}
	start := c.DateOf(t)
	fromWorkday := c.works(start, &unknown)
	d := start
	for range n {
		next := c.workdayFrom(d.AddDays(step), step, &unknown)
		if next == "" {
			break
		}
		d = next
	}
	return Deadline{At: c.landOn(t, d, landing{fromWorkday, step}).UTC(), UnknownYears: unknown}
}

// landing tells how a count of working days ends.
type landing struct {
	keepTime bool // it started on a working day: keep the time of day
	step     int  // 1 forward, -1 backward
}

func (c *Calendar) landOn(t time.Time, d Date, how landing) time.Time {
	if how.keepTime {
		hour, minute, second := t.In(c.zone).Clock()
		at := d.At(Minute(hour*60+minute), c.zone)
		return at.Add(time.Duration(second)*time.Second + time.Duration(t.Nanosecond()))
	}
	if how.step > 0 {
		return d.At(endOfDay, c.zone)
	}
	return d.At(0, c.zone)
}

// workdayFrom returns the first working day from d on in steps of one day, "" when
// the range of dates ends first.
func (c *Calendar) workdayFrom(d Date, step int, unknown *yearSet) Date {
	for d != "" && !c.works(d, unknown) {
		d = d.AddDays(step)
	}
	return d
}

// AddDays returns the close of the n-th calendar day (d) after the day of t.
func (c *Calendar) AddDays(t time.Time, n int, until Close) Deadline {
	d := c.DateOf(t).AddDays(n)
	if d == "" {
		d = lastDate
	}
	if until == CloseNextWorkday {
		return c.EndOfDayOrNextWorkday(d)
	}
	return Deadline{At: c.EndOfDay(d)}
}

// EndOfDay returns the last microsecond of d in the company's zone: "until that
// day", still within it, so that its date is the one to show.
func (c *Calendar) EndOfDay(d Date) time.Time {
	return d.At(endOfDay, c.zone).Add(-time.Microsecond).UTC()
}

// EndOfDayOrNextWorkday returns the end of d, or of the next working day when d
// is none.
func (c *Calendar) EndOfDayOrNextWorkday(d Date) Deadline {
	var unknown yearSet
	workday := c.workdayFrom(d, 1, &unknown)
	if workday == "" {
		workday = lastDate
	}
	return Deadline{At: c.EndOfDay(workday), UnknownYears: unknown}
}

// NextWorkday returns the first working day after d; "" past the range of dates.
func (c *Calendar) NextWorkday(d Date) Date {
	var unknown yearSet
	return c.workdayFrom(d.AddDays(1), 1, &unknown)
}

// WorkingTimeBetween returns the office time from a to b; negative when b is before a.
func (c *Calendar) WorkingTimeBetween(a, b time.Time) Worked {
	if b.Before(a) {
		w := c.WorkingTimeBetween(b, a)
		w.Time = -w.Time
		return w
	}
	var unknown yearSet
	var sum time.Duration
	end := c.DateOf(b)
	for d := c.DateOf(a); d != "" && d <= end; d = d.AddDays(1) {
		c.works(d, &unknown)
		for _, in := range c.HoursOf(d) {
			from, to := c.within(d, in, a)
			if b.Before(to) {
				to = b
			}
			sum += max(0, to.Sub(from))
		}
	}
	return Worked{Time: sum, UnknownYears: unknown}
}

// WorkdaysBetween returns how many working days lie in the period, both ends included.
func (c *Calendar) WorkdaysBetween(p Period) (n int, unknownYears []int) {
	var unknown yearSet
	for d := p.From; d != "" && d <= p.To; d = d.AddDays(1) {
		if c.works(d, &unknown) {
			n++
		}
	}
	return n, unknown
}
