package org

import (
	"context"
	"fmt"
	"strings"

	"haike/internal/platform/authz"
	"haike/internal/platform/calendar"
	"haike/internal/platform/db"
	"haike/internal/platform/event"
	"haike/internal/platform/fault"
	"haike/internal/platform/idem"
)

// Calendar returns the company's calendar: office hours by date and all days
// that count. Before set-up it is the default one. The last state is kept in
// memory; a change shows at once, on every node.
func (s *Service) Calendar(ctx context.Context, r db.Reader) (*calendar.Calendar, error) {
	stamp, err := s.store.stamp(ctx, r)
	if err != nil {
		return nil, err
	}
	s.cacheLock.Lock()
	cached := s.calendar
	if s.cached != stamp {
		cached = nil
	}
	s.cacheLock.Unlock()
	if cached != nil {
		return cached, nil
	}
	w, err := s.workCalendar(ctx, r, stamp)
	if err != nil {
		return nil, err
	}
	c, err := w.Effective()
	if err != nil {
		return nil, fmt.Errorf("org: calendar: %w", err)
	}
	if _, unfinished := r.(*db.Tx); unfinished { // it may still be rolled back
		return c, nil
	}
	s.cacheLock.Lock()
	s.cached, s.calendar = stamp, c
	s.cacheLock.Unlock()
	return c, nil
}

// WorkCalendar returns the calendar with its sources, of one moment.
func (s *Service) WorkCalendar(ctx context.Context) (WorkCalendar, error) {
	var w WorkCalendar
	err := s.DB.Snapshot(ctx, func(r db.Reader) error {
		stamp, err := s.store.stamp(ctx, r)
		if err != nil {
			return err
		}
		w, err = s.workCalendar(ctx, r, stamp)
		return err
	})
	return w, err
}

func (s *Service) workCalendar(ctx context.Context, r db.Reader, stamp calendarStamp) (WorkCalendar, error) {
	shipped, err := s.shipped()
	if err != nil {
		return WorkCalendar{}, err
	}
	hours, err := s.store.hours(ctx, r)
	if err != nil {
		return WorkCalendar{}, err
	}
	imported, err := s.store.importedYears(ctx, r)
	if err != nil {
		return WorkCalendar{}, err
	}
	edits, err := s.store.edits(ctx, r)
	return WorkCalendar{
		Zone: stamp.zone, Version: stamp.version, Shipped: shipped, Imported: imported, Edits: edits,
		Hours: append([]Hours{{OfficeHours: calendar.DefaultHours()}}, hours...),
	}, err
}

// SetHours makes other office hours hold from a day on: today if none is named,
// never earlier, because deadlines of the past must not move.
// Faults: common.forbidden, calendar.hours_invalid, common.invalid, common.stale, org.past_hours.
func (s *Service) SetHours(ctx context.Context, in Hours, version int64) error {
	if _, err := authz.Require(ctx, PermCalendarWrite); err != nil {
		return err
	}
	if err := in.OfficeHours.Validate(); err != nil {
		return err
	}
	if in.ValidFrom != "" && !in.ValidFrom.Valid() {
		return fault.ErrInvalid.WithField("valid_from", fault.FieldFormat)
	}
	return s.changeCalendar(ctx, version, func(tx *db.Tx, w WorkCalendar) (event.Fact, []event.Change, error) {
		zone, err := calendar.LoadZone(w.Zone)
		if err != nil {
			return nil, nil, err
		}
		today := calendar.DateOf(tx.Now(), zone)
		if in.ValidFrom == "" {
			in.ValidFrom = today
		}
		if in.ValidFrom < today {
			return nil, nil, ErrPastHours.With("today", string(today))
		}
		change := pair{"hours." + string(in.ValidFrom), hoursText(w.HoursOn(in.ValidFrom).OfficeHours), hoursText(in.OfficeHours)}
		return OfficeHoursChanged{ValidFrom: string(in.ValidFrom)}, differences(change), s.store.putHours(tx, in)
	})
}

// hoursText writes office hours for the field history: "1:09:00-12:00,13:30-18:00 2:…", 0 is Sunday.
func hoursText(h calendar.OfficeHours) string {
	var days []string
	for day, intervals := range h.Weekly {
		var parts []string
		for _, in := range intervals {
			parts = append(parts, in.From.String()+"-"+in.To.String())
		}
		if parts != nil {
			days = append(days, fmt.Sprintf("%d:%s", day, strings.Join(parts, ",")))
		}
	}
	return strings.Join(days, " ") + fmt.Sprintf(" makeup:%d", h.MakeupAs)
}

// changeCalendar runs one change of the calendar against the state that the
// caller read. The change of a value to itself records nothing.
func (s *Service) changeCalendar(ctx context.Context, version int64, change func(*db.Tx, WorkCalendar) (event.Fact, []event.Change, error)) error {
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		if err := s.store.matchCalendar(ctx, tx, version); err != nil {
			return err
		}
		stamp, err := s.store.stamp(ctx, tx)
		if err != nil {
			return err
		}
		w, err := s.workCalendar(ctx, tx, stamp)
		if err != nil {
			return err
		}
		fact, changes, err := change(tx, w)
		if err != nil {
			return err
		}
		return s.record(ctx, tx, fact, changes)
	})
}

// EditDay makes a day a holiday, a workday, or what the weekly pattern says.
// An edit that says what is official anyway takes an earlier edit back.
// Faults: common.forbidden, common.invalid, common.stale.
func (s *Service) EditDay(ctx context.Context, in DayEdit, version int64) error {
	if _, err := authz.Require(ctx, PermCalendarWrite); err != nil {
		return err
	}
	in.Name = cleanName(in.Name)
	if err := in.Validate(); err != nil {
		return err
	}
	return s.changeCalendar(ctx, version, func(tx *db.Tx, w WorkCalendar) (event.Fact, []event.Change, error) {
		if w.redundant(in) {
			s.store.deleteEdit(tx, in.Date)
		} else {
			s.store.putEdit(tx, in)
		}
		change := pair{"day." + string(in.Date), w.dayText(in.Date), dayText(in.Kind, in.Name)}
		return CalendarDayChanged{Date: string(in.Date), Kind: string(in.Kind)}, differences(change), nil
	})
}

// dayText writes what a day is before a change for the field history.
func (w WorkCalendar) dayText(date calendar.Date) string {
	if e, edited := w.editOf(date); edited {
		return dayText(e.Kind, e.Name)
	}
	if day, listed := w.official()[date.Year()].Days[date]; listed {
		return dayText(KindOf(day.Kind), day.Name)
	}
	return dayText(DayNormal, "")
}

func dayText(kind DayKind, name string) string { return strings.TrimSpace(string(kind) + " " + name) }

// PreviewYear reads a holiday file and returns the year as it would be imported.
// Faults: common.forbidden, common.invalid, calendar.import_invalid.
func (s *Service) PreviewYear(ctx context.Context, in YearImport) (calendar.Year, error) {
	if _, err := authz.Require(ctx, PermCalendarWrite); err != nil {
		return calendar.Year{}, err
	}
	return in.parse()
}

// ImportYear takes a holiday file in, replacing an earlier import of its year.
// Faults: those of PreviewYear, org.not_set_up, those of idem.Run.
func (s *Service) ImportYear(ctx context.Context, in YearImport) (calendar.Year, error) {
	year, err := s.PreviewYear(ctx, in)
	if err != nil {
		return calendar.Year{}, err
	}
	_, err = idem.Run(ctx, s.DB, func(tx *db.Tx) (int, error) {
		if err := s.store.bumpCalendar(ctx, tx); err != nil {
			return 0, err
		}
		if err := s.store.putYear(tx, year); err != nil {
			return 0, err
		}
		return year.Year, s.Log.Publish(ctx, tx, CalendarImported{Year: year.Year, Days: len(year.Days)})
	})
	return year, err
}

// parse reads the file and checks it against what the caller said about it.
func (in YearImport) parse() (calendar.Year, error) {
	var c fault.Check
	c.AddWith(!plausibleYear(in.Year), yearRange("year"))
	c.Add(in.Format != ImportCSV && in.Format != ImportJSON, "format", fault.FieldOption)
	c.Add(strings.TrimSpace(in.Text) == "", "text", fault.FieldRequired)
	in.checkSource(&c)
	if err := c.Err(); err != nil {
		return calendar.Year{}, err
	}
	if in.Format == ImportCSV {
		year, err := calendar.ParseCSV(strings.NewReader(in.Text), in.Year)
		year.Source = in.Source
		return year, err
	}
	year, err := calendar.ParseJSON(strings.NewReader(in.Text))
	if err != nil {
		return calendar.Year{}, err
	}
	if in.Source != (calendar.Source{}) {
		year.Source = in.Source
	}
	in.Source = year.Source
	in.checkSource(&c)
	c.Add(year.Year != in.Year, "year", fault.FieldOption)
	return year, c.Err()
}

// checkSource bounds the texts about the notice and lets only web addresses through.
func (in YearImport) checkSource(c *fault.Check) {
	src := in.Source
	for path, text := range map[string]string{"source.title": src.Title, "source.number": src.Document} {
		c.Text(text, path, 0, 200)
		c.Add(hasControl(text), path, fault.FieldFormat)
	}
	c.Add(src.Published != "" && !src.Published.Valid(), "source.published", fault.FieldFormat)
	c.Text(src.URL, "source.url", 0, 500)
	web := strings.HasPrefix(src.URL, "https://") || strings.HasPrefix(src.URL, "http://")
	c.Add(src.URL != "" && (!web || hasControl(src.URL)), "source.url", fault.FieldFormat)
}
