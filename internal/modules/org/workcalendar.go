package org

import (
	"maps"
	"slices"
	"time"

	"haike/internal/platform/calendar"
	"haike/internal/platform/fault"
)

// DayKind says how a day is edited.
type DayKind string

// The kinds of days.
const (
	DayHoliday DayKind = "holiday"
	DayWorkday DayKind = "workday" // work in exchange for a holiday 调休上班
	DayNormal  DayKind = "normal"  // as the weekly pattern says, whatever the official notice lists
)

// Valid reports whether k is one of the kinds.
func (k DayKind) Valid() bool { return k == DayHoliday || k == DayWorkday || k == DayNormal }

// listed returns the platform's word for the kind; DayNormal is not listed.
func (k DayKind) listed() calendar.Kind {
	switch k {
	case DayHoliday:
		return calendar.Holiday
	case DayWorkday:
		return calendar.Makeup
	case DayNormal:
	}
	return ""
}

// KindOf returns the edited form of a listed day.
func KindOf(k calendar.Kind) DayKind {
	if k == calendar.Holiday {
		return DayHoliday
	}
	return DayWorkday
}

// DayEdit is a day that the company decided itself.
type DayEdit struct {
	Date calendar.Date
	Kind DayKind
	Name string
}

const maxDayName = 100

// Validate checks the edit on its own. Faults: common.invalid.
func (e DayEdit) Validate() error {
	var c fault.Check
	c.Add(!e.Date.Valid(), "date", fault.FieldFormat)
	c.AddWith(e.Date.Valid() && !plausibleYear(e.Date.Year()), yearRange("date"))
	c.Add(!e.Kind.Valid(), "kind", fault.FieldOption)
	if e.Kind == DayNormal {
		c.Add(e.Name != "", "name", fault.FieldOption)
		return c.Err()
	}
	checkLine(&c, e.Name, "name", maxDayName)
	return c.Err()
}

// The years for which a working calendar makes sense.
const (
	firstYear = 2000
	lastYear  = 2100
)

func plausibleYear(y int) bool { return y >= firstYear && y <= lastYear }

func yearRange(path string) fault.Field {
	return fault.Field{Path: path, Code: fault.FieldRange, Meta: map[string]any{"min": firstYear, "max": lastYear}}
}

// Origin says where a year of the calendar comes from.
type Origin string

// The origins of a year.
const (
	OriginShipped  Origin = "shipped"  // came with the program
	OriginImported Origin = "imported" // the company imported it
	OriginEdited   Origin = "edited"   // only single days were entered: the year is not known
)

// YearStatus tells how well a year is known.
type YearStatus struct {
	Year   int
	Known  bool
	Origin Origin // "" when there is nothing at all
	Source calendar.Source
	Edited int // days edited by hand
}

// Hours are office hours that hold from a day on.
type Hours struct {
	ValidFrom calendar.Date
	calendar.OfficeHours
}

// WorkCalendar is the company's calendar with its sources: shipped years,
// overlaid by imported ones, overlaid by edited days.
type WorkCalendar struct {
	Zone     string
	Hours    []Hours // by first day; never empty
	Shipped  []calendar.Year
	Imported []calendar.Year
	Edits    []DayEdit
	Version  int64
}

// Effective merges the sources into the calendar that counts.
// Faults: calendar.zone_unknown, calendar.hours_invalid, calendar.date_invalid.
func (w WorkCalendar) Effective() (*calendar.Calendar, error) {
	zone, err := calendar.LoadZone(w.Zone)
	if err != nil {
		return nil, err
	}
	c, err := calendar.New(zone, w.Hours[0].OfficeHours, w.years()...)
	if err != nil {
		return nil, err
	}
	for _, h := range w.Hours[1:] {
		if c, err = c.From(h.ValidFrom, h.OfficeHours); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// official returns the shipped and imported years by number.
func (w WorkCalendar) official() map[int]calendar.Year {
	years := map[int]calendar.Year{}
	for _, y := range slices.Concat(w.Shipped, w.Imported) {
		years[y.Year] = y
	}
	return years
}

// years merges the edits into the official years.
func (w WorkCalendar) years() []calendar.Year {
	years := w.official()
	owned := map[int]bool{} // years whose days we copied
	for _, e := range w.Edits {
		number := e.Date.Year()
		y, known := years[number]
		if !owned[number] {
			y.Days, owned[number] = copyDays(y.Days), true
			y.Year, y.Partial = number, !known
		}
		if e.Kind == DayNormal {
			delete(y.Days, e.Date)
		} else {
			y.Days[e.Date] = calendar.Day{Date: e.Date, Kind: e.Kind.listed(), Name: e.Name}
		}
		years[number] = y
	}
	return slices.Collect(maps.Values(years))
}

func copyDays(days map[calendar.Date]calendar.Day) map[calendar.Date]calendar.Day {
	if days == nil {
		return map[calendar.Date]calendar.Day{}
	}
	return maps.Clone(days)
}

// Status returns how well each year is known that has any data, and the year asked for, in order.
func (w WorkCalendar) Status(asked int) []YearStatus {
	all := map[int]YearStatus{asked: {Year: asked}}
	for _, y := range w.Shipped {
		all[y.Year] = YearStatus{Year: y.Year, Known: true, Origin: OriginShipped, Source: y.Source}
	}
	for _, y := range w.Imported {
		all[y.Year] = YearStatus{Year: y.Year, Known: true, Origin: OriginImported, Source: y.Source}
	}
	for _, e := range w.Edits {
		s := all[e.Date.Year()]
		s.Year = e.Date.Year()
		s.Edited++
		if !s.Known {
			s.Origin = OriginEdited
		}
		all[s.Year] = s
	}
	list := slices.Collect(maps.Values(all))
	slices.SortFunc(list, func(a, b YearStatus) int { return a.Year - b.Year })
	return list
}

// DaysOf returns the listed days of a year after all edits, in order.
func (w WorkCalendar) DaysOf(year int) []calendar.Day {
	for _, y := range w.years() {
		if y.Year != year {
			continue
		}
		days := slices.Collect(maps.Values(y.Days))
		slices.SortFunc(days, func(a, b calendar.Day) int { return a.Date.DaysSince(b.Date) })
		return days
	}
	return []calendar.Day{}
}

// HoursOn returns the office hours that hold on a day.
func (w WorkCalendar) HoursOn(day calendar.Date) Hours {
	current := w.Hours[0]
	for _, h := range w.Hours[1:] {
		if h.ValidFrom <= day {
			current = h
		}
	}
	return current
}

// redundant reports whether an edit says what the official year says anyway, so
// that the row is not kept.
func (w WorkCalendar) redundant(e DayEdit) bool {
	day, listed := w.official()[e.Date.Year()].Days[e.Date]
	if e.Kind == DayNormal {
		return !listed
	}
	return listed && KindOf(day.Kind) == e.Kind && day.Name == e.Name
}

// editOf returns how a day is edited now, if it is.
func (w WorkCalendar) editOf(date calendar.Date) (DayEdit, bool) {
	for _, e := range w.Edits {
		if e.Date == date {
			return e, true
		}
	}
	return DayEdit{}, false
}

// YearImport is a holiday file.
type YearImport struct {
	Year   int
	Format ImportFormat
	Text   string
	Source calendar.Source // overrides what a JSON file says, unless empty
}

// ImportFormat is the format of a holiday file.
type ImportFormat string

// The formats of holiday files.
const (
	ImportCSV  ImportFormat = "csv"
	ImportJSON ImportFormat = "json"
)

// calendarKnown reports whether the years that matter now are known: the current
// one and, from 1 December on, the next.
func calendarKnown(c *calendar.Calendar, today calendar.Date) bool {
	_, known := c.SourceOf(today.Year())
	if today.Month() == time.December {
		_, next := c.SourceOf(today.Year() + 1)
		return known && next
	}
	return known
}
