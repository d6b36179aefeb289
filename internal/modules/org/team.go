package org

import (
	"strconv"
	"strings"
	"time"

	"haike/internal/platform/fault"
)

// Limits of the tree of teams.
const (
	MaxTeams     = 2000 // live ones
	MaxTeamDepth = 10   // a root team has depth 1
	maxTeamName  = 50
)

// Team is a node of the tree. A leader need not belong to the team.
type Team struct {
	ID       int64
	Name     string
	ParentID int64 // 0 for a root team
	LeaderID int64 // 0 for none
	Path     string
	Archived time.Time // zero while live
	Version  int64
}

// TeamView is a team as lists show it.
type TeamView struct {
	Team
	LeaderName string
	Members    int // users of the team itself who are not disabled
}

// TeamInput describes a new team.
type TeamInput struct {
	Name     string
	ParentID int64
	LeaderID int64
}

// Validate checks the input on its own. Faults: common.invalid.
func (in TeamInput) Validate() error {
	var c fault.Check
	checkLine(&c, in.Name, "name", maxTeamName)
	c.Add(in.ParentID < 0, "parent_id", fault.FieldUnknown)
	c.Add(in.LeaderID < 0, "leader_id", fault.FieldUnknown)
	return c.Err()
}

// TeamChange says what to change of a team; nil leaves as it is, 0 is the root
// or no leader.
type TeamChange struct {
	Name     *string
	ParentID *int64
	LeaderID *int64
}

// applied returns the team after the change.
func (ch TeamChange) applied(t Team) Team {
	if ch.Name != nil {
		t.Name = cleanName(*ch.Name)
	}
	if ch.ParentID != nil {
		t.ParentID = *ch.ParentID
	}
	if ch.LeaderID != nil {
		t.LeaderID = *ch.LeaderID
	}
	return t
}

// cleanName trims a name and joins runs of space, so that equal-looking names are equal.
func cleanName(name string) string { return strings.Join(strings.Fields(name), " ") }

// A path lists the ids from the root down to the team: "/1/4/9/".

// childPath returns the path of a team under a parent with the given path, "" for a root.
func childPath(parent string, id int64) string {
	if parent == "" {
		parent = "/"
	}
	return parent + strconv.FormatInt(id, 10) + "/"
}

// depth returns how many teams a path lists.
func depth(path string) int { return max(0, strings.Count(path, "/")-1) }

// within reports whether a path is that of the team with path top, or lies below it.
func within(top, path string) bool { return strings.HasPrefix(path, top) }

// pathEnd returns the first text after all paths within path, for ranges in an
// index: the digit 0 is the character after the slash.
func pathEnd(path string) string { return strings.TrimSuffix(path, "/") + "0" }

// decideMove checks that a team may lie under a parent. deepest is the depth of
// the deepest live team within it; parent is the zero Team for the root.
// Faults: org.team_cycle, org.team_too_deep.
func decideMove(team, parent Team, deepest int) error {
	if parent.ID != 0 && within(team.Path, parent.Path) {
		return ErrTeamCycle
	}
	return checkDepth(depth(parent.Path) + 1 + deepest - depth(team.Path))
}

func checkDepth(n int) error {
	if n > MaxTeamDepth {
		return ErrTeamTooDeep.With("max", MaxTeamDepth)
	}
	return nil
}

// decideArchive checks that a team is empty. Faults: org.team_not_empty.
func decideArchive(members, teams int) error {
	if members > 0 || teams > 0 {
		return ErrTeamNotEmpty.With("members", members).With("teams", teams)
	}
	return nil
}
