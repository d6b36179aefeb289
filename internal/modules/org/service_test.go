package org

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"haike/internal/platform/authz"
	"haike/internal/platform/calendar"
	"haike/internal/platform/db"
	"haike/internal/platform/dbtest"
	"haike/internal/platform/fault"
	"haike/internal/platform/idem"
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
		if n := w.count("SELECT count(*) FROM test_user"); won != 1 || n != 1 {
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
		if n := w.count("SELECT count(*) FROM test_user"); n != 0 {
			t.Fatalf("%d users", n)
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

func TestTeamTree(t *testing.T) {
	eachCompany(t, func(t *testing.T, w *world) {
		sales := w.team("销售中心", 0)
		east, south := w.team("华东", sales.ID), w.team("华南", sales.ID)
		hangzhou := w.team("杭州", east.ID)
		if _, err := w.CreateTeam(w.admin(), TeamInput{Name: " 华东 ", ParentID: sales.ID}); !errors.Is(err, ErrTeamName) {
			t.Fatalf("the same name: %v", err)
		}
		w.team("华东", south.ID) // elsewhere the name is free
		if _, err := w.CreateTeam(w.admin(), TeamInput{Name: "x", ParentID: 999}); fieldCode(err, "parent_id") != fault.FieldUnknown {
			t.Fatalf("unknown parent: %v", err)
		}
		if _, err := w.ChangeTeam(w.admin(), east.ID, TeamChange{ParentID: &hangzhou.ID}, 1); !errors.Is(err, ErrTeamCycle) {
			t.Fatalf("under its child: %v", err)
		}
		moved, err := w.ChangeTeam(w.admin(), east.ID, TeamChange{ParentID: new(int64(0)), Name: new("东区")}, 1)
		if err != nil || moved.ParentID != 0 || moved.Name != "东区" || moved.Version != 2 {
			t.Fatalf("moved to the root: %+v, %v", moved, err)
		}
		if _, err := w.ChangeTeam(w.admin(), east.ID, TeamChange{Name: new("华东")}, 1); !fault.Is(err, fault.Stale) {
			t.Fatalf("stale: %v", err)
		}
		w.checkPaths(t)
		below, err := w.TeamsOf(t.Context(), w.db.Read(), 0, east.ID)
		if err != nil || !slices.Equal(below, []int64{east.ID, hangzhou.ID}) {
			t.Fatalf("below: %v, %v", below, err)
		}
	})
}

// checkPaths compares every stored path with the one that the parents give.
func (w *world) checkPaths(t *testing.T) {
	t.Helper()
	teams, err := w.store.teams(t.Context(), w.db.Read())
	if err != nil {
		t.Fatal(err)
	}
	byID := map[int64]Team{}
	for _, team := range teams {
		byID[team.ID] = team
	}
	for _, team := range teams {
		want := childPath(byID[team.ParentID].Path, team.ID)
		if team.Path != want || depth(team.Path) > MaxTeamDepth {
			t.Fatalf("team %d has path %s, want %s", team.ID, team.Path, want)
		}
	}
}

func TestArchivingTeams(t *testing.T) {
	eachCompany(t, func(t *testing.T, w *world) {
		sales := w.team("销售中心", 0)
		east := w.team("华东", sales.ID)
		rep := w.user("周一", east.ID)
		if err := w.ArchiveTeam(w.admin(), sales.ID, 1); !errors.Is(err, ErrTeamNotEmpty) {
			t.Fatalf("with a team below: %v", err)
		}
		if err := w.ArchiveTeam(w.admin(), east.ID, 1); !errors.Is(err, ErrTeamNotEmpty) {
			t.Fatalf("with a member: %v", err)
		}
		if got, err := w.Team(t.Context(), east.ID); err != nil || got.Version != 1 || got.Members != 1 {
			t.Fatalf("after the refusal: %+v, %v", got, err)
		}
		if err := w.place(rep, Placement{}); err != nil {
			t.Fatal(err)
		}
		if err := w.ArchiveTeam(w.admin(), east.ID, 7); !fault.Is(err, fault.Stale) {
			t.Fatalf("stale: %v", err)
		}
		if err := w.ArchiveTeam(w.admin(), east.ID, 1); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Team(t.Context(), east.ID); !fault.Is(err, fault.NotFound) {
			t.Fatalf("archived: %v", err)
		}
		if err := w.place(rep, Placement{TeamID: east.ID}); fieldCode(err, "team_id") != fault.FieldUnknown {
			t.Fatalf("into an archived team: %v", err)
		}
		w.team("华东", sales.ID) // the name is free again
		names, err := w.TeamNames(t.Context(), w.db.Read(), []int64{sales.ID, east.ID, 99})
		if err != nil || len(names) != 2 || names[east.ID] != "华东" {
			t.Fatalf("names %v, %v", names, err)
		}
	})
}

func TestTeamLimits(t *testing.T) {
	eachCompany(t, func(t *testing.T, w *world) {
		parent := int64(0)
		for i := range MaxTeamDepth {
			parent = w.team(fmt.Sprint("层", i), parent).ID
		}
		if _, err := w.CreateTeam(w.admin(), TeamInput{Name: "x", ParentID: parent}); !errors.Is(err, ErrTeamTooDeep) {
			t.Fatalf("eleventh level: %v", err)
		}
		leaf := w.team("叶", 0)
		branch := w.team("枝", 0)
		w.team("叶下", leaf.ID)
		chain, err := w.TeamsOf(t.Context(), w.db.Read(), 0, parent)
		if err != nil || len(chain) != 1 {
			t.Fatal(chain, err)
		}
		ninth, err := w.Team(t.Context(), parent)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.ChangeTeam(w.admin(), leaf.ID, TeamChange{ParentID: &ninth.ParentID}, 1); !errors.Is(err, ErrTeamTooDeep) {
			t.Fatalf("a moved subtree too deep: %v", err)
		}
		if _, err := w.ChangeTeam(w.admin(), branch.ID, TeamChange{ParentID: &ninth.ParentID}, 1); err != nil {
			t.Fatalf("just deep enough: %v", err)
		}
		w.checkPaths(t)
		w.fillTeams(t)
		if _, err := w.CreateTeam(w.admin(), TeamInput{Name: "一个太多"}); !errors.Is(err, ErrTooManyTeams) {
			t.Fatalf("one team too many: %v", err)
		}
	})
}

// fillTeams brings the number of teams to the limit.
func (w *world) fillTeams(t *testing.T) {
	t.Helper()
	err := w.db.Write(t.Context(), func(tx *db.Tx) error {
		n, err := w.store.countTeams(t.Context(), tx)
		for i := n; i < MaxTeams && err == nil; i++ {
			_, err = w.store.insertTeam(t.Context(), tx, Team{Name: fmt.Sprint("队", i)}, "")
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Two moves, each right alone, must not close a circle together.
func TestMovesAtTheSameTimeMakeNoCycle(t *testing.T) {
	eachCompany(t, func(t *testing.T, w *world) {
		for round := range 10 {
			a, b := w.team(fmt.Sprint("甲", round), 0), w.team(fmt.Sprint("乙", round), 0)
			errs := [2]error{}
			var wg sync.WaitGroup
			wg.Go(func() { _, errs[0] = w.ChangeTeam(w.admin(), a.ID, TeamChange{ParentID: &b.ID}, 1) })
			wg.Go(func() { _, errs[1] = w.ChangeTeam(w.admin(), b.ID, TeamChange{ParentID: &a.ID}, 1) })
			wg.Wait()
			if (errs[0] == nil) == (errs[1] == nil) {
				t.Fatalf("round %d: %v and %v", round, errs[0], errs[1])
			}
			if err := errors.Join(errs[0], errs[1]); !errors.Is(err, ErrTeamCycle) {
				t.Fatalf("round %d: %v", round, err)
			}
			w.checkPaths(t)
		}
	})
}

// Nobody may be placed into a team that is archived at the same time.
func TestArchivingAndPlacingAtTheSameTime(t *testing.T) {
	eachCompany(t, func(t *testing.T, w *world) {
		for round := range 10 {
			team, rep := w.team(fmt.Sprint("队", round), 0), w.user("周一", 0)
			var archived, placed error
			var wg sync.WaitGroup
			wg.Go(func() { archived = w.ArchiveTeam(w.admin(), team.ID, 1) })
			wg.Go(func() { placed = w.place(rep, Placement{TeamID: team.ID}) })
			wg.Wait()
			if (archived == nil) == (placed == nil) {
				t.Fatalf("round %d: archived %v, placed %v", round, archived, placed)
			}
		}
	})
}

// Whatever happens to the tree, the paths agree with the parents and TeamsOf
// with a walk over them.
func TestRandomMovesKeepTheTree(t *testing.T) {
	eachCompany(t, func(t *testing.T, w *world) {
		leader := w.user("负责人", 0)
		for i := range 8 {
			w.team(fmt.Sprint("队", i), 0)
		}
		rapid.Check(t, func(rt *rapid.T) {
			teams, err := w.store.teams(t.Context(), w.db.Read())
			if err != nil {
				rt.Fatal(err)
			}
			team, to := rapid.SampledFrom(teams).Draw(rt, "team"), rapid.SampledFrom(append(teams, Team{})).Draw(rt, "to")
			lead := rapid.SampledFrom([]int64{0, leader}).Draw(rt, "leader")
			_, err = w.ChangeTeam(w.admin(), team.ID, TeamChange{ParentID: &to.ID, LeaderID: &lead}, team.Version)
			if (to.ID != 0 && within(team.Path, to.Path)) != errors.Is(err, ErrTeamCycle) || err != nil && !errors.Is(err, ErrTeamCycle) {
				rt.Fatalf("%s under %s: %v", team.Path, to.Path, err)
			}
			w.checkPaths(t)
			w.checkReach(rt, leader, team.ID)
		})
	})
}

// checkReach compares TeamsOf with what the parents say.
func (w *world) checkReach(t *rapid.T, leader, teamID int64) {
	teams, err := w.store.teams(w.t.Context(), w.db.Read())
	if err != nil {
		t.Fatal(err)
	}
	reached := map[int64]bool{}
	var want []int64
	for _, team := range teams { // parents come first
		reached[team.ID] = team.ID == teamID || team.LeaderID == leader || reached[team.ParentID]
		if reached[team.ID] {
			want = append(want, team.ID)
		}
	}
	slices.Sort(want)
	got, err := w.TeamsOf(w.t.Context(), w.db.Read(), leader, teamID)
	if err != nil || !slices.Equal(got, want) {
		t.Fatalf("reach %v, want %v, %v", got, want, err)
	}
}

func TestCreateTeamTwiceWithOneKey(t *testing.T) {
	eachCompany(t, func(t *testing.T, w *world) {
		ctx := idem.With(w.admin(), idem.Request{ActorID: 1, Operation: "team-create", Key: "k", BodyHash: "h"})
		first, err1 := w.CreateTeam(ctx, TeamInput{Name: "华东"})
		second, err2 := w.CreateTeam(ctx, TeamInput{Name: "华东"})
		if err := errors.Join(err1, err2); err != nil || first != second {
			t.Fatalf("%+v, %+v, %v", first, second, err)
		}
	})
}

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
		if _, err := w.db.SQL().ExecContext(t.Context(), "UPDATE test_user SET disabled = 1 WHERE id = "+fmt.Sprint(c)); err != nil {
			t.Fatal(err)
		}
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
		ctx := w.acting(manager, authz.Subtree)
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
		ctx := w.acting(manager, authz.Subtree)
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
			Grants: map[string]authz.Level{permUserRead: authz.Team, PermMemberWrite: authz.Own},
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
