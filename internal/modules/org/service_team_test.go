package org

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"haike/internal/platform/db"
	"haike/internal/platform/fault"
	"haike/internal/platform/idem"
)

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

// What was left behind in an archived team stays in the reach of those above;
// an archived team gives no reach of its own.
func TestReachOverArchivedTeams(t *testing.T) {
	eachCompany(t, func(t *testing.T, w *world) {
		sales := w.team("销售中心", 0)
		east := w.team("华东", sales.ID)
		if err := w.ArchiveTeam(w.admin(), east.ID, 1); err != nil {
			t.Fatal(err)
		}
		for name, c := range map[string]struct {
			team int64
			want []int64
		}{"above": {sales.ID, []int64{sales.ID, east.ID}}, "itself": {east.ID, []int64{}}, "nowhere": {0, []int64{}}} {
			got, err := w.TeamsOf(t.Context(), w.db.Read(), 99, c.team)
			if err != nil || !slices.Equal(got, c.want) {
				t.Errorf("%s: %v, want %v, %v", name, got, c.want, err)
			}
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
