package org

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"haike/internal/platform/dbtest"
	"haike/internal/platform/fault"
)

// B18: of many set-ups at once exactly one succeeds.
func TestSetUpHappensOnce(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		if needed, err := w.NeedsSetUp(t.Context()); err != nil || !needed {
			t.Fatalf("needed %v, %v", needed, err)
		}
		const tries = 8
		results := make([]error, tries)
		var wg sync.WaitGroup
		for i := range tries {
			wg.Go(func() { _, results[i] = w.SetUp(anonymous(t), setUp(fmt.Sprint("公司", i))) })
		}
		wg.Wait()
		won := 0
		for _, err := range results {
			switch {
			case err == nil:
				won++
			case !errors.Is(err, ErrAlreadySetUp):
				t.Errorf("refused with %v", err)
			}
		}
		if n := w.count("SELECT count(*) FROM iam_user"); won != 1 || n != 1 {
			t.Fatalf("%d set-ups won, %d administrators", won, n)
		}
		if needed, err := w.NeedsSetUp(t.Context()); err != nil || needed {
			t.Fatalf("needed %v, %v", needed, err)
		}
		if got := w.events(); !slices.Equal(got, []string{"org.company_set_up"}) {
			t.Fatalf("events %v", got)
		}
	})
}

func TestSetUpChecksItsInput(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		for path, change := range map[string]func(*Company){
			"company.name":              func(c *Company) { c.Name = " " },
			"company.zone":              func(c *Company) { c.Zone = "Asia/Hangzhou" },
			"company.base_currency":     func(c *Company) { c.BaseCurrency = "RMB" },
			"company.fiscal_year_start": func(c *Company) { c.FiscalYearStart = 13 },
		} {
			in := setUp("海客")
			change(&in.Company)
			if _, err := w.SetUp(anonymous(t), in); fieldCode(err, path) == "" {
				t.Errorf("%s: %v", path, err)
			}
		}
		weak := setUp("海客")
		weak.Administrator.Login, weak.Administrator.Password = "", "123456"
		if _, err := w.SetUp(anonymous(t), weak); fieldCode(err, "administrator.login") == "" {
			t.Errorf("no login: %v", err)
		}
		weak.Administrator.Login = "guanli"
		if _, err := w.SetUp(anonymous(t), weak); fieldCode(err, "administrator.password") == "" {
			t.Errorf("weak password: %v", err)
		}
		if n := w.count("SELECT (SELECT count(*) FROM iam_user) + (SELECT count(*) FROM org_company)"); n != 0 {
			t.Fatalf("%d rows after refusals", n)
		}
	})
}

func TestCompanyChanges(t *testing.T) {
	eachCompany(t, func(t *testing.T, w *world) {
		before, err := w.Company(t.Context(), w.db.Read())
		if err != nil || before.Zone != DefaultZone || before.BaseCurrency != "CNY" || before.FiscalYearStart != time.January || before.Version != 1 {
			t.Fatalf("%+v, %v", before, err)
		}
		ch := CompanyChange{Name: new(" 海客 科技 "), Zone: new("Asia/Urumqi"), FiscalYearStart: new(time.April)}
		after, err := w.ChangeCompany(w.admin(), ch, 1)
		if err != nil || after.Name != "海客 科技" || after.Version != 2 {
			t.Fatalf("%+v, %v", after, err)
		}
		stored, err := w.Company(t.Context(), w.db.Read())
		if err != nil || stored != after {
			t.Fatalf("stored %+v, answered %+v, %v", stored, after, err)
		}
		if c, err := w.Calendar(t.Context(), w.db.Read()); err != nil || c.Zone().String() != "Asia/Urumqi" {
			t.Fatalf("the calendar's zone is %v, %v", c.Zone(), err)
		}
		_, err = w.ChangeCompany(w.admin(), ch, 1)
		if f := fault.As(err); f == nil || f.Kind != fault.Stale || f.Meta["version"] != int64(2) {
			t.Fatalf("stale: %v", err)
		}
		if _, err := w.ChangeCompany(w.admin(), CompanyChange{Name: new("")}, 2); fieldCode(err, "name") != fault.FieldRequired {
			t.Fatalf("empty name: %v", err)
		}
		if n := w.count("SELECT count(*) FROM field_history WHERE subject_kind = 'company'"); n != 3 {
			t.Fatalf("%d rows of history", n)
		}
	})
}

func TestOnboarding(t *testing.T) {
	eachCompany(t, func(t *testing.T, w *world) {
		done := func() map[string]bool {
			t.Helper()
			steps, err := w.Onboarding(w.admin())
			if err != nil {
				t.Fatal(err)
			}
			found := map[string]bool{}
			for _, s := range steps {
				found[s.Key] = s.Done
			}
			return found
		}
		if got := done(); len(got) != 5 || got[StepTeams] || got[StepMembers] || !got[StepCalendar] || got[StepBackup] {
			t.Fatalf("after set-up: %v", got)
		}
		w.team("华东", 0)
		w.user("销售", 0)
		dbtest.Clock(w.db).Set(time.Date(2026, 12, 1, 1, 0, 0, 0, time.UTC))
		if got := done(); !got[StepTeams] || !got[StepMembers] || got[StepCalendar] {
			t.Fatalf("in December: %v", got)
		}
		steps, err := w.Onboarding(w.reading(1, 0))
		if err != nil || len(steps) != 0 {
			t.Fatalf("somebody who may do nothing sees %v, %v", steps, err)
		}
	})
}
