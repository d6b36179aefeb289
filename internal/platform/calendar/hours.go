package calendar

import (
	"fmt"
	"time"

	"haike/internal/platform/fault"
)

// Minute is a minute of the day, 0 (00:00) to 1440 (24:00), written "HH:MM".
type Minute int

// endOfDay is the minute 24:00.
const endOfDay Minute = 24 * 60

// String returns HH:MM.
func (m Minute) String() string { return fmt.Sprintf("%02d:%02d", m/60, m%60) }

// MarshalText implements encoding.TextMarshaler.
func (m Minute) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// UnmarshalText reads HH:MM up to 24:00. Faults: ErrHours.
func (m *Minute) UnmarshalText(text []byte) error {
	if string(text) == "24:00" {
		*m = endOfDay
		return nil
	}
	t, err := time.Parse("15:04", string(text))
	if err != nil || len(text) != len("15:04") {
		return ErrHours.With("value", string(text))
	}
	*m = Minute(t.Hour()*60 + t.Minute())
	return nil
}

// Interval is a stretch of office hours within one day; To is its end and does not
// belong to it. A shift over midnight is written as two.
type Interval struct {
	From Minute `json:"from"`
	To   Minute `json:"to"`
}

// OfficeHours is the weekly pattern of work.
type OfficeHours struct {
	// Weekly holds the hours of each weekday, indexed by time.Weekday (0 is
	// Sunday). A weekday without hours is not a working day.
	Weekly [7][]Interval `json:"weekly"`
	// MakeupAs names the weekday whose hours a make-up day has.
	MakeupAs time.Weekday `json:"makeup_as"`
}

// DefaultHours are 09:00–12:00 and 13:30–18:00 from Monday to Friday, on
// make-up days as on Mondays.
func DefaultHours() OfficeHours {
	hours := OfficeHours{MakeupAs: time.Monday}
	for day := time.Monday; day <= time.Friday; day++ {
		hours.Weekly[day] = []Interval{{9 * 60, 12 * 60}, {13*60 + 30, 18 * 60}}
	}
	return hours
}

// Validate requires hours within each day, in order and without overlap, hours on
// some weekday and on the weekday that make-up days follow. Faults: ErrHours.
func (h OfficeHours) Validate() error {
	var wrong []fault.Field
	working := false
	for day, intervals := range h.Weekly {
		working = working || len(intervals) > 0
		end := Minute(0)
		for i, in := range intervals {
			if in.From < end || in.To <= in.From || in.To > endOfDay {
				wrong = append(wrong, fault.Field{
					Path: fmt.Sprintf("weekly[%d][%d]", day, i), Code: fault.FieldRange,
					Meta: map[string]any{"min": end.String(), "max": endOfDay.String()},
				})
			}
			end = in.To
		}
	}
	if !working {
		wrong = append(wrong, fault.Field{Path: "weekly", Code: fault.FieldRequired})
	}
	if h.MakeupAs < time.Sunday || h.MakeupAs > time.Saturday || len(h.Weekly[h.MakeupAs]) == 0 {
		wrong = append(wrong, fault.Field{Path: "makeup_as", Code: fault.FieldOption})
	}
	if wrong != nil {
		return ErrHours.WithFields(wrong...)
	}
	return nil
}
