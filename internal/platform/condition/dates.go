package condition

import "time"

// span is a half-open range of values: from ≤ v < until. A missing end is open.
type span struct{ from, until Value }

// dates resolves days and instants in the company's time zone.
type dates struct {
	now  time.Time
	zone *time.Location
}

// relative returns the days that op means. Days are midnights in UTC, so that
// counting them never meets a clock change.
func (c dates) relative(t Type, op Operator, n int) span {
	y, m, d := c.now.In(c.zone).Date()
	today := time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	tomorrow := today.AddDate(0, 0, 1)
	switch op {
	case OpThisWeek:
		monday := today.AddDate(0, 0, -(int(today.Weekday())+6)%7)
		return c.days(t, monday, monday.AddDate(0, 0, 7))
	case OpThisMonth:
		first := time.Date(y, m, 1, 0, 0, 0, 0, time.UTC)
		return c.days(t, first, first.AddDate(0, 1, 0))
	case OpThisQuarter:
		first := time.Date(y, m-(m-1)%3, 1, 0, 0, 0, 0, time.UTC)
		return c.days(t, first, first.AddDate(0, 3, 0))
	case OpLastDays:
		return c.days(t, tomorrow.AddDate(0, 0, -n), tomorrow)
	case OpNextDays:
		return c.days(t, today, today.AddDate(0, 0, n))
	case OpOlderThanDays:
		return span{until: c.start(t, today.AddDate(0, 0, -n))}
	default:
		return c.days(t, today, tomorrow)
	}
}

// days spans the values of a field of type t from the first day to before the second.
func (c dates) days(t Type, from, until time.Time) span {
	return span{from: c.start(t, from), until: c.start(t, until)}
}

// start returns the first value of the day.
func (c dates) start(t Type, day time.Time) Value {
	switch {
	case t == TypeDatetime:
		y, m, d := day.Date()
		return Number(time.Date(y, m, d, 0, 0, 0, 0, c.zone).UnixMicro())
	case day.Year() > 9999:
		return Text(":") // comes after every date
	default:
		return Text(day.Format(time.DateOnly))
	}
}

// moment reads an operand of a date or datetime field: a day, which spans all
// its values, or for a datetime also an instant with its offset, which spans one.
func (c dates) moment(t Type, s string) (span, bool) {
	if day, err := time.Parse(time.DateOnly, s); err == nil && day.Year() > 0 {
		return c.days(t, day, day.AddDate(0, 0, 1)), true
	}
	at, err := time.Parse(time.RFC3339Nano, s)
	if err != nil || t != TypeDatetime {
		return span{}, false
	}
	micros := at.UnixMicro()
	return span{from: Number(micros), until: Number(micros + 1)}, true
}
