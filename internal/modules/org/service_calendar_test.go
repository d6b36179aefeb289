package org

import (
	"errors"
	"slices"
	"testing"
	"time"

	"haike/internal/platform/calendar"
	"haike/internal/platform/db"
	"haike/internal/platform/fault"
)

func TestCalendarChanges(t *testing.T) {
	eachCompany(t, func(t *testing.T, w *world) {
		workday := func(date calendar.Date) bool {
			t.Helper()
			c, err := w.Calendar(t.Context(), w.db.Read())
			if err != nil {
				t.Fatal(err)
			}
			is, _ := c.IsWorkday(date)
			return is
		}
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		if !workday("2026-11-24") {
			t.Fatal("a Tuesday without work")
		}
		must(w.EditDay(w.admin(), DayEdit{Date: "2026-11-24", Kind: DayHoliday, Name: "年会"}, 1))
		if workday("2026-11-24") {
			t.Fatal("the edit does not show")
		}
		if err := w.EditDay(w.admin(), DayEdit{Date: "2026-11-24", Kind: DayNormal}, 1); !fault.Is(err, fault.Stale) {
			t.Fatalf("stale: %v", err)
		}
		must(w.EditDay(w.admin(), DayEdit{Date: "2026-11-24", Kind: DayNormal}, 2))
		if !workday("2026-11-24") || w.count("SELECT count(*) FROM org_calendar_day") != 0 {
			t.Fatal("the edit was not taken back")
		}
		hours := calendar.OfficeHours{MakeupAs: time.Saturday}
		hours.Weekly[time.Saturday] = []calendar.Interval{{From: 540, To: 600}}
		must(w.SetHours(w.admin(), Hours{ValidFrom: "2026-12-01", OfficeHours: hours}, 3))
		if !workday("2026-11-24") || workday("2026-12-01") || !workday("2026-12-05") {
			t.Fatal("the new hours do not hold from their day on")
		}
		if err := w.SetHours(w.admin(), Hours{ValidFrom: "2026-11-22", OfficeHours: hours}, 4); !errors.Is(err, ErrPastHours) {
			t.Fatalf("hours of the past: %v", err)
		}
		year, err := w.ImportYear(w.admin(), YearImport{Year: 2027, Format: ImportCSV, Text: "date,kind,name\n2027-02-06,放假,春节\n"})
		must(err)
		c, err := w.Calendar(t.Context(), w.db.Read())
		must(err)
		if is, known := c.IsWorkday("2027-02-06"); is || !known || len(year.Days) != 1 {
			t.Fatalf("imported: workday %v, known %v", is, known)
		}
		want := []string{"org.company_set_up", "org.calendar_day_changed", "org.calendar_day_changed", "org.office_hours_changed", "org.calendar_imported"}
		if got := w.events(); !slices.Equal(got, want) {
			t.Fatalf("events %v", got)
		}
	})
}

// A second node sees a change at once; a change that is rolled back is never seen.
func TestTheCachedCalendarIsNeverStale(t *testing.T) {
	eachCompany(t, func(t *testing.T, w *world) {
		node := newNode(t, w)
		day := DayEdit{Date: "2026-11-24", Kind: DayHoliday, Name: "年会"}
		refused := errors.New("refused")
		err := w.db.Write(t.Context(), func(tx *db.Tx) error {
			if err := w.store.bumpCalendar(t.Context(), tx); err != nil {
				return err
			}
			w.store.putEdit(tx, day)
			c, err := w.Calendar(t.Context(), tx)
			if err != nil {
				return err
			}
			if is, _ := c.IsWorkday(day.Date); is {
				t.Error("the transaction does not see its own change")
			}
			return refused
		})
		if !errors.Is(err, refused) {
			t.Fatal(err)
		}
		if err := w.EditDay(w.admin(), DayEdit{Date: "2026-11-25", Kind: DayHoliday, Name: "团建"}, 1); err != nil {
			t.Fatal(err)
		}
		for name, s := range map[string]*Service{"this node": w.Service, "the other": node} {
			c, err := s.Calendar(t.Context(), s.DB.Read())
			if err != nil {
				t.Fatal(err)
			}
			first, _ := c.IsWorkday("2026-11-24")
			second, _ := c.IsWorkday("2026-11-25")
			if !first || second {
				t.Errorf("%s: the 24th is a workday: %v, the 25th: %v", name, first, second)
			}
		}
	})
}

// newNode returns the room as a second program over the same database has it.
func newNode(t *testing.T, w *world) *Service {
	t.Helper()
	node := New(w.Deps)
	if _, err := node.Calendar(t.Context(), w.db.Read()); err != nil {
		t.Fatal(err)
	}
	return node
}
