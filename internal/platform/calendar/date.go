package calendar

import (
	"encoding/json"
	"time"
)

// Date is a day of the civil calendar, written YYYY-MM-DD, from 0001-01-01 to
// 9999-12-31. It has no zone; texts compare as days do. The zero value "" is no
// day: its arithmetic gives "" again.
type Date string

const dateLayout = "2006-01-02"

// lastDate is the end of the range; counting stops there.
const lastDate Date = "9999-12-31"

// ParseDate reads a real day written exactly YYYY-MM-DD. Faults: ErrDate.
func ParseDate(text string) (Date, error) {
	t, err := time.Parse(dateLayout, text)
	if err != nil || t.Year() < 1 {
		return "", ErrDate.With("value", text)
	}
	return Date(text), nil
}

// DateOf returns the day on which t falls in zone.
func DateOf(t time.Time, zone *time.Location) Date {
	return format(t.In(zone))
}

// NewDate returns the given day; an impossible one, such as 30 February, is "".
func NewDate(year int, month time.Month, day int) Date {
	t := time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	if t.Year() != year || t.Month() != month || t.Day() != day {
		return ""
	}
	return format(t)
}

func format(t time.Time) Date {
	if t.Year() < 1 || t.Year() > 9999 {
		return ""
	}
	return Date(t.Format(dateLayout))
}

// utc returns the day's midnight in UTC, only used to do arithmetic.
func (d Date) utc() (time.Time, bool) {
	t, err := time.Parse(dateLayout, string(d))
	return t, err == nil && t.Year() >= 1
}

// Valid reports whether d is a real day.
func (d Date) Valid() bool {
	_, ok := d.utc()
	return ok
}

// AddDays returns the day n days later, or earlier when n is negative; "" when
// that leaves the range of years.
func (d Date) AddDays(n int) Date {
	t, ok := d.utc()
	if !ok || n > 4_000_000 || n < -4_000_000 {
		return ""
	}
	return format(t.AddDate(0, 0, n))
}

// DaysSince returns how many days d lies after other; negative when before, 0
// when either is no day.
func (d Date) DaysSince(other Date) int {
	a, okA := d.utc()
	b, okB := other.utc()
	if !okA || !okB {
		return 0
	}
	// Unix seconds, not Sub: a Duration ends after 292 years.
	return int((a.Unix() - b.Unix()) / 86_400)
}

// Year returns the year, or 0 when d is no day.
func (d Date) Year() int {
	t, ok := d.utc()
	if !ok {
		return 0
	}
	return t.Year()
}

// Month returns the month, or 0 when d is no day.
func (d Date) Month() time.Month {
	t, ok := d.utc()
	if !ok {
		return 0
	}
	return t.Month()
}

// Weekday returns the day of the week.
func (d Date) Weekday() time.Weekday {
	t, _ := d.utc()
	return t.Weekday()
}

// At returns the moment of the given minute of the day in zone.
func (d Date) At(minute Minute, zone *time.Location) time.Time {
	t, _ := d.utc()
	return time.Date(t.Year(), t.Month(), t.Day(), 0, int(minute), 0, 0, zone)
}

// UnmarshalJSON refuses what is not a real day. Faults: ErrDate.
func (d *Date) UnmarshalJSON(data []byte) error {
	var text string
	if err := json.Unmarshal(data, &text); err != nil {
		return err
	}
	parsed, err := ParseDate(text)
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}
