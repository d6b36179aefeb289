package org

import (
	"errors"
	"slices"
	"sync"
	"testing"

	"haike/internal/modules/iam"
	"haike/internal/platform/authz"
	"haike/internal/platform/calendar"
	"haike/internal/platform/db"
	"haike/internal/platform/fault"
)

func TestReportingLine(t *testing.T) {
	eachCompany(t, func(t *testing.T, w *world) {
		a, b, c := w.user("甲", 0), w.user("乙", 0), w.user("丙", 0)
		if err := errors.Join(w.place(b, Placement{ManagerID: a}), w.place(c, Placement{ManagerID: b})); err != nil {
			t.Fatal(err)
		}
		for name, g := range map[string]struct{ user, manager int64 }{"himself": {a, a}, "his report": {a, b}, "his report's report": {a, c}} {
			if err := w.place(g.user, Placement{ManagerID: g.manager}); !errors.Is(err, ErrManagerCycle) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if err := w.place(a, Placement{ManagerID: 999}); fieldCode(err, "manager_id") != fault.FieldUnknown {
			t.Errorf("nobody: %v", err)
		}
		w.disable(c)
		d := w.user("丁", 0)
		if err := w.place(d, Placement{ManagerID: c}); fieldCode(err, "manager_id") != fault.FieldUnknown {
			t.Errorf("somebody disabled: %v", err)
		}
	})
}

func TestManagersAtTheSameTimeMakeNoCycle(t *testing.T) {
	eachCompany(t, func(t *testing.T, w *world) {
		for round := range 10 {
			a, b := w.user("甲", 0), w.user("乙", 0)
			errs := [2]error{}
			var wg sync.WaitGroup
			wg.Go(func() { errs[0] = w.place(a, Placement{ManagerID: b}) })
			wg.Go(func() { errs[1] = w.place(b, Placement{ManagerID: a}) })
			wg.Wait()
			if (errs[0] == nil) == (errs[1] == nil) || !errors.Is(errors.Join(errs[0], errs[1]), ErrManagerCycle) {
				t.Fatalf("round %d: %v and %v", round, errs[0], errs[1])
			}
		}
	})
}

// A manager changes members of his teams only, and moves nobody, himself
// included, to where he would see more.
func TestPlacingWithinTheScope(t *testing.T) {
	eachCompany(t, func(t *testing.T, w *world) {
		sales := w.team("销售中心", 0)
		east, south := w.team("华东", sales.ID), w.team("华南", sales.ID)
		branch := w.team("杭州", east.ID)
		boss, manager := w.user("总监", sales.ID), w.user("经理", east.ID)
		rep, other := w.user("销售", east.ID), w.user("别组", south.ID)
		if err := w.place(manager, Placement{TeamID: east.ID, ManagerID: boss}); err != nil {
			t.Fatal(err)
		}
		ctx := w.acting(manager)
		set := func(user int64, at Placement) error {
			_, err := w.SetMember(ctx, user, MemberInput{Placement: at}, w.memberVersion(user))
			return err
		}
		for name, c := range map[string]struct {
			user int64
			to   Placement
			want *fault.Error
		}{
			"within his teams":        {rep, Placement{TeamID: branch.ID, ManagerID: manager}, nil},
			"into another's team":     {rep, Placement{TeamID: south.ID}, ErrPlacement},
			"out of all teams":        {rep, Placement{}, ErrPlacement},
			"himself upwards":         {manager, Placement{TeamID: sales.ID}, ErrPlacement},
			"himself from his boss":   {manager, Placement{TeamID: east.ID}, ErrPlacement},
			"himself within his team": {manager, Placement{TeamID: branch.ID, ManagerID: boss}, ErrPlacement},
			"under another's manager": {rep, Placement{TeamID: branch.ID, ManagerID: other}, ErrPlacement},
			"somebody else's rep":     {other, Placement{TeamID: east.ID}, fault.ErrNotFound},
			"his boss":                {boss, Placement{TeamID: east.ID}, fault.ErrNotFound},
			"nobody":                  {999, Placement{TeamID: east.ID}, fault.ErrNotFound},
		} {
			if err := set(c.user, c.to); !sameFault(err, c.want) {
				t.Errorf("%s: %v, want %v", name, err, c.want)
			}
		}
		if got, err := w.person(t.Context(), w.db.Read(), rep); err != nil || got.TeamID != branch.ID || got.ManagerID != manager {
			t.Errorf("the rep stands at %+v, %v", got, err)
		}
	})
}

// Whoever creates users places them within his scope as well.
func TestPlacingSomebodyNew(t *testing.T) {
	eachCompany(t, func(t *testing.T, w *world) {
		east, south := w.team("华东", 0), w.team("华南", 0)
		manager, other := w.user("经理", east.ID), w.user("别组", south.ID)
		ctx := w.acting(manager)
		scope, err := authz.Require(ctx, PermMemberWrite)
		if err != nil {
			t.Fatal(err)
		}
		for name, c := range map[string]struct {
			to   Placement
			want *fault.Error
		}{
			"into his team":       {Placement{TeamID: east.ID, ManagerID: manager}, nil},
			"into another's":      {Placement{TeamID: south.ID}, ErrPlacement},
			"under another":       {Placement{TeamID: east.ID, ManagerID: other}, ErrPlacement},
			"into no team at all": {Placement{}, ErrPlacement},
			"into none there is":  {Placement{TeamID: 99}, fault.ErrInvalid},
			"under nobody":        {Placement{TeamID: east.ID, ManagerID: 99}, fault.ErrInvalid},
		} {
			err := w.db.Write(ctx, func(tx *db.Tx) error { return w.CheckPlaceTx(ctx, tx, 0, c.to, scope) })
			if !sameFault(err, c.want) {
				t.Errorf("%s: %v, want %v", name, err, c.want)
			}
		}
	})
}

func (w *world) memberVersion(userID int64) int64 {
	w.t.Helper()
	m, err := w.store.member(w.t.Context(), w.db.Read(), userID, "2026-01-01")
	if err != nil {
		w.t.Fatal(err)
	}
	return m.Version
}

func TestWhoSeesButMayNotChangeIsToldSo(t *testing.T) {
	eachCompany(t, func(t *testing.T, w *world) {
		team := w.team("华东", 0)
		reader, rep, stranger := w.user("审计", team.ID), w.user("销售", team.ID), w.user("外人", 0)
		ctx := authz.WithActor(t.Context(), authz.Actor{
			Kind: authz.KindUser, UserID: reader, TeamID: team.ID, Teams: []int64{team.ID},
			Grants: map[string]authz.Level{iam.PermUserRead: authz.Team, PermMemberWrite: authz.Own},
		})
		if _, err := w.SetMember(ctx, rep, MemberInput{}, 1); !errors.Is(err, fault.ErrForbidden) {
			t.Errorf("a visible colleague: %v", err)
		}
		if _, err := w.SetMember(ctx, stranger, MemberInput{}, 1); !errors.Is(err, fault.ErrNotFound) {
			t.Errorf("an invisible one: %v", err)
		}
		if _, err := w.Member(ctx, stranger); !errors.Is(err, fault.ErrNotFound) {
			t.Errorf("reading an invisible one: %v", err)
		}
	})
}

func TestCoverage(t *testing.T) {
	eachCompany(t, func(t *testing.T, w *world) {
		rep := w.user("销售", 0)
		in := MemberInput{Coverage: Coverage{
			Regions: []string{"330100", "310000", "330100"}, Industries: []string{"I65", "C"}, Languages: []string{"zh", "EN"}, Capacity: new(80),
		}}
		m, err := w.SetMember(w.admin(), rep, in, 1)
		if err != nil {
			t.Fatal(err)
		}
		read, err := w.Member(w.admin(), rep)
		if err != nil || read.Version != 2 || m.Version != 2 || *read.Capacity != 80 {
			t.Fatalf("%+v, %v", read, err)
		}
		for name, pair := range map[string][2][]string{
			"regions": {read.Regions, {"310000", "330100"}}, "industries": {read.Industries, {"65", "C"}}, "languages": {read.Languages, {"cmn", "en"}},
			"answered regions": {m.Regions, read.Regions},
		} {
			if !slices.Equal(pair[0], pair[1]) {
				t.Errorf("%s: %v, want %v", name, pair[0], pair[1])
			}
		}
		in.Coverage = Coverage{Regions: []string{"310000", "999999"}, Industries: []string{"Z"}, Languages: []string{"xx"}}
		_, err = w.SetMember(w.admin(), rep, in, 2)
		for _, path := range []string{"regions[1]", "industries[0]", "languages[0]"} {
			if fieldCode(err, path) != fault.FieldUnknown {
				t.Errorf("%s: %v", path, err)
			}
		}
		if _, err := w.SetMember(w.admin(), rep, MemberInput{}, 1); !fault.Is(err, fault.Stale) {
			t.Errorf("stale: %v", err)
		}
		if m, err = w.SetMember(w.admin(), rep, MemberInput{}, 2); err != nil || m.Capacity != nil {
			t.Fatalf("emptied: %+v, %v", m, err)
		}
		if n := w.count("SELECT count(*) FROM org_coverage"); n != 0 {
			t.Errorf("%d codes left", n)
		}
		if read, err = w.Member(w.admin(), rep); err != nil || read.Regions == nil || read.Industries == nil || read.Languages == nil {
			t.Errorf("empty lists are not null: %+v, %v", read.Coverage, err)
		}
	})
}

func TestAbsencesOfAMember(t *testing.T) {
	eachCompany(t, func(t *testing.T, w *world) {
		team := w.team("华东", 0)
		rep, colleague := w.user("销售", team.ID), w.user("同事", team.ID)
		m, err := w.AddAbsence(w.admin(), rep, AbsenceInput{From: "2026-12-01", To: "2026-12-03", Note: "年假"})
		if err != nil || len(m.Absences) != 1 || m.Version != 2 {
			t.Fatalf("%+v, %v", m, err)
		}
		_, err = w.AddAbsence(w.admin(), rep, AbsenceInput{From: "2026-12-03"})
		if !errors.Is(err, ErrAbsenceOverlap) || fault.As(err).Meta["from"] != "2026-12-01" {
			t.Fatalf("overlap: %v", err)
		}
		for day, want := range map[calendar.Date]bool{"2026-11-30": false, "2026-12-01": true, "2026-12-03": true, "2026-12-04": false} {
			if got, err := w.Absent(t.Context(), w.db.Read(), rep, day); err != nil || got != want {
				t.Errorf("%s: %v, %v", day, got, err)
			}
		}
		if seen, err := w.Member(w.reading(colleague, team.ID), rep); err != nil || seen.Absences[0].Note != "" || seen.Absences[0].From != "2026-12-01" {
			t.Errorf("a colleague reads %+v, %v", seen.Absences, err)
		}
		if seen, err := w.Member(w.reading(rep, team.ID), rep); err != nil || seen.Absences[0].Note != "年假" {
			t.Errorf("the member himself reads %+v, %v", seen.Absences, err)
		}
		id := m.Absences[0].ID
		if err := w.RemoveAbsence(w.admin(), colleague, id, 1); !errors.Is(err, fault.ErrNotFound) {
			t.Errorf("another's absence: %v", err)
		}
		if err := w.RemoveAbsence(w.admin(), rep, id, 1); !fault.Is(err, fault.Stale) {
			t.Errorf("stale: %v", err)
		}
		if err := w.RemoveAbsence(w.admin(), rep, id, 2); err != nil {
			t.Fatal(err)
		}
		if got, err := w.Absent(t.Context(), w.db.Read(), rep, "2026-12-01"); err != nil || got {
			t.Errorf("still absent: %v, %v", got, err)
		}
	})
}

func TestAbsencesAtTheSameTimeDoNotOverlap(t *testing.T) {
	eachCompany(t, func(t *testing.T, w *world) {
		rep := w.user("销售", 0)
		const tries = 6
		results := make([]error, tries)
		var wg sync.WaitGroup
		for i := range tries {
			wg.Go(func() {
				_, results[i] = w.AddAbsence(w.admin(), rep, AbsenceInput{From: "2026-12-01", To: "2026-12-05"})
			})
		}
		wg.Wait()
		won := 0
		for _, err := range results {
			if err == nil {
				won++
			} else if !errors.Is(err, ErrAbsenceOverlap) {
				t.Error(err)
			}
		}
		if won != 1 {
			t.Fatalf("%d absences on the same days", won)
		}
	})
}
