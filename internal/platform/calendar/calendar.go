package calendar

import (
	"slices"
	"time"
	_ "time/tzdata" // the zones travel in the binary: containers often have none
)

// DefaultZone is the zone of a company that has not chosen another.
const DefaultZone = "Asia/Shanghai"

// LoadZone returns the IANA zone of that name, never the machine's own. Faults: ErrZone.
func LoadZone(name string) (*time.Location, error) {
	if name == "" || name == "Local" {
		return nil, ErrZone.With("value", name)
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return nil, ErrZone.With("value", name).Wrap(err)
	}
	return zone, nil
}

// Kind says how a listed day differs from the weekly pattern.
type Kind string

// The kinds of listed days.
const (
	Holiday Kind = "holiday" // no work, whatever the weekday
	Makeup  Kind = "makeup"  // work, in exchange for a holiday (调休上班)
)

// Valid reports whether k is one of the kinds.
func (k Kind) Valid() bool { return k == Holiday || k == Makeup }

// Day is one listed day of a year.
type Day struct {
	Date   Date   `json:"date"`
	Kind   Kind   `json:"kind"`
	Name   string `json:"name"`              // in Chinese
	NameEN string `json:"name_en,omitempty"` // in English
}

// Source names the official notice that a year follows.
type Source struct {
	Title     string `json:"title"`
	Document  string `json:"document"` // 发文字号
	Published Date   `json:"published"`
	URL       string `json:"url"`
}

// Year lists the days of one year that differ from the weekly pattern. A year
// without listed days is still known: it has none.
type Year struct {
	Year   int
	Source Source
	Days   map[Date]Day
	// Partial says that only some days were entered and the official notice is
	// not loaded: they count, but the year stays unknown.
	Partial bool
}

// Calendar answers questions about working time. It is immutable.
type Calendar struct {
	zone  *time.Location
	hours []datedHours // by first day; the first entry has none
	years map[int]Year
}

// datedHours are office hours that hold from a day on.
type datedHours struct {
	from  Date
	hours OfficeHours
}

// New returns a calendar; of two years with the same number the later one holds.
// Faults: ErrHours.
func New(zone *time.Location, hours OfficeHours, years ...Year) (*Calendar, error) {
	if err := hours.Validate(); err != nil {
		return nil, err
	}
	byNumber := make(map[int]Year, len(years))
	for _, y := range years {
		byNumber[y.Year] = y
	}
	return &Calendar{zone: zone, hours: []datedHours{{hours: hours}}, years: byNumber}, nil
}

// From returns a calendar with other office hours from a day on, which must lie
// after those of earlier calls; before it everything stays as it was.
// Faults: ErrHours, ErrDate.
func (c *Calendar) From(first Date, hours OfficeHours) (*Calendar, error) {
	if err := hours.Validate(); err != nil {
		return nil, err
	}
	if !first.Valid() || first <= c.hours[len(c.hours)-1].from {
		return nil, ErrDate.With("value", string(first))
	}
	next := *c
	next.hours = append(slices.Clone(c.hours), datedHours{first, hours})
	return &next, nil
}

// HoursOn returns the weekly pattern that holds on d.
func (c *Calendar) HoursOn(d Date) OfficeHours {
	for i := len(c.hours) - 1; i > 0; i-- {
		if c.hours[i].from <= d {
			return c.hours[i].hours
		}
	}
	return c.hours[0].hours
}

// Zone returns the company's zone.
func (c *Calendar) Zone() *time.Location { return c.zone }

// DateOf returns the day on which t falls in the company's zone.
func (c *Calendar) DateOf(t time.Time) Date { return DateOf(t, c.zone) }

// KnownYears returns the loaded years in order.
func (c *Calendar) KnownYears() []int {
	known := make([]int, 0, len(c.years))
	for y := range c.years {
		if c.knowsYear(y) {
			known = append(known, y)
		}
	}
	slices.Sort(known)
	return known
}

// SourceOf returns the notice behind a year, false when it is not loaded.
func (c *Calendar) SourceOf(year int) (Source, bool) {
	return c.years[year].Source, c.knowsYear(year)
}

// IsWorkday reports whether d is a working day. When its year is not loaded,
// known is false and the weekly pattern alone answers.
func (c *Calendar) IsWorkday(d Date) (workday, known bool) {
	return len(c.HoursOf(d)) > 0, c.knows(d)
}

// Listed returns the holiday or make-up entry of d, if there is one.
func (c *Calendar) Listed(d Date) (Day, bool) {
	day, listed := c.years[d.Year()].Days[d]
	return day, listed
}

// HoursOf returns the office hours of d; none when it is not a working day.
func (c *Calendar) HoursOf(d Date) []Interval {
	hours := c.HoursOn(d)
	switch day, listed := c.Listed(d); {
	case !d.Valid(), listed && day.Kind == Holiday:
		return nil
	case listed && day.Kind == Makeup && len(hours.Weekly[d.Weekday()]) == 0:
		return hours.Weekly[hours.MakeupAs]
	}
	return hours.Weekly[d.Weekday()]
}

func (c *Calendar) knows(d Date) bool { return c.knowsYear(d.Year()) }

func (c *Calendar) knowsYear(year int) bool {
	y, listed := c.years[year]
	return listed && !y.Partial
}

// works is IsWorkday that notes a year which is not loaded.
func (c *Calendar) works(d Date, unknown *yearSet) bool {
	if !c.knows(d) {
		unknown.add(d.Year())
	}
	return len(c.HoursOf(d)) > 0
}

// yearSet gathers years in ascending order.
type yearSet []int

func (s *yearSet) add(year int) {
	if at, found := slices.BinarySearch(*s, year); !found {
		*s = slices.Insert(*s, at, year)
	}
}
