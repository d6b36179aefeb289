package org

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"haike/internal/platform/calendar"
	"haike/internal/platform/db"
)

// calendarStamp tells which state of the calendar a reader sees.
type calendarStamp struct {
	zone    string
	version int64
}

// stamp reads the zone and the calendar's version; the defaults before set-up.
func (store) stamp(ctx context.Context, r db.Reader) (calendarStamp, error) {
	st, err := db.One(ctx, r, func(s db.Scanner) (calendarStamp, error) {
		var st calendarStamp
		err := s.Scan(&st.zone, &st.version)
		return st, err
	}, "SELECT c.zone, k.version FROM org_company c JOIN org_calendar k ON k.id = c.id")
	if errors.Is(err, db.ErrNoRow) {
		return calendarStamp{zone: DefaultZone}, nil
	}
	return st, err
}

// bumpCalendar raises the calendar's version whatever it is and so locks the calendar.
func (store) bumpCalendar(ctx context.Context, tx *db.Tx) error {
	n, err := tx.Exec(ctx, "UPDATE org_calendar SET version = version + 1, updated_at = ? WHERE id = ?", db.Micros(tx.Now()), calendarID)
	if err == nil && n == 0 {
		return ErrNotSetUp
	}
	return err
}

func calendarVersion() versionSQL {
	return versionSQL{
		raise: "UPDATE org_calendar SET version = version + 1 WHERE id = ? AND version = ?",
		read:  "SELECT version FROM org_calendar WHERE id = ?",
	}
}

// matchCalendar is bumpCalendar for a caller who states the version that he read.
func (s store) matchCalendar(ctx context.Context, tx *db.Tx, version int64) error {
	return s.bump(ctx, tx, calendarVersion(), calendarID, version)
}

func (store) hours(ctx context.Context, r db.Reader) ([]Hours, error) {
	return db.All(ctx, r, func(s db.Scanner) (Hours, error) {
		var h Hours
		var text string
		if err := s.Scan(&h.ValidFrom, &text); err != nil {
			return h, err
		}
		return h, json.Unmarshal([]byte(text), &h.OfficeHours)
	}, "SELECT valid_from, hours FROM org_hours ORDER BY valid_from")
}

func (store) putHours(tx *db.Tx, h Hours) error {
	text, err := json.Marshal(h.OfficeHours)
	if err != nil {
		return fmt.Errorf("org: hours: %w", err)
	}
	tx.Queue(nil, `INSERT INTO org_hours (valid_from, hours, created_at) VALUES (?, ?, ?)
		ON CONFLICT (valid_from) DO UPDATE SET hours = excluded.hours, created_at = excluded.created_at`,
		string(h.ValidFrom), string(text), db.Micros(tx.Now()))
	return nil
}

func (store) edits(ctx context.Context, r db.Reader) ([]DayEdit, error) {
	return db.All(ctx, r, func(s db.Scanner) (DayEdit, error) {
		var e DayEdit
		err := s.Scan(&e.Date, &e.Kind, &e.Name)
		return e, err
	}, "SELECT date, kind, name FROM org_calendar_day ORDER BY date")
}

func (store) putEdit(tx *db.Tx, e DayEdit) {
	tx.Queue(nil, `INSERT INTO org_calendar_day (date, kind, name, updated_at) VALUES (?, ?, ?, ?)
		ON CONFLICT (date) DO UPDATE SET kind = excluded.kind, name = excluded.name, updated_at = excluded.updated_at`,
		string(e.Date), string(e.Kind), e.Name, db.Micros(tx.Now()))
}

func (store) deleteEdit(tx *db.Tx, date calendar.Date) {
	tx.Queue(nil, "DELETE FROM org_calendar_day WHERE date = ?", string(date))
}

func (store) importedYears(ctx context.Context, r db.Reader) ([]calendar.Year, error) {
	return db.All(ctx, r, func(s db.Scanner) (calendar.Year, error) {
		var number int
		var src calendar.Source
		var days string
		if err := s.Scan(&number, &src.Title, &src.Document, &src.Published, &src.URL, &days); err != nil {
			return calendar.Year{}, err
		}
		var year calendar.Year
		err := json.Unmarshal([]byte(days), &year)
		year.Year, year.Source = number, src
		return year, err
	}, "SELECT year, title, document, published, url, days FROM org_calendar_year ORDER BY year")
}

// putYear stores an imported year, replacing an earlier import of it.
func (store) putYear(tx *db.Tx, y calendar.Year) error {
	days, err := json.Marshal(calendar.Year{Year: y.Year, Days: y.Days})
	if err != nil {
		return fmt.Errorf("org: imported year: %w", err)
	}
	tx.Queue(nil, `INSERT INTO org_calendar_year (year, title, document, published, url, days, imported_at) VALUES (?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (year) DO UPDATE SET title = excluded.title, document = excluded.document, published = excluded.published,
		url = excluded.url, days = excluded.days, imported_at = excluded.imported_at`,
		y.Year, y.Source.Title, y.Source.Document, string(y.Source.Published), y.Source.URL, string(days), db.Micros(tx.Now()))
	return nil
}
