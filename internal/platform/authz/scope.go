package authz

import (
	"context"
	"slices"

	"haike/internal/platform/db"
	"haike/internal/platform/fault"
)

// Scope is the set of records that an actor may see or change under one
// permission. The zero value is empty.
type Scope struct {
	level Level
	user  int64
	team  int64
	teams []int64
}

// Columns names the columns (or expressions) that hold a record's owner and
// the owner's team. Member, if not empty, is an expression with one placeholder
// for the user's id that is true for further people who share the record.
type Columns struct {
	Owner  string
	Team   string
	Member string
}

// Require returns the scope of the acting actor under a permission.
// Errors: common.unauthenticated, common.forbidden (parameter permission).
func Require(ctx context.Context, permission string) (Scope, error) {
	a, err := From(ctx)
	if err != nil {
		return Scope{}, err
	}
	level := a.Level(permission)
	if level == None {
		if a.Kind == KindAnonymous {
			return Scope{}, fault.ErrUnauthenticated
		}
		return Scope{}, fault.ErrForbidden.With("permission", permission)
	}
	return a.scope(level), nil
}

// ScopeOf returns the scope of the acting actor under a permission, the empty
// scope if it lacks it: for what is shown only if allowed.
func ScopeOf(ctx context.Context, permission string) Scope {
	s, err := Require(ctx, permission)
	if err != nil {
		return Scope{}
	}
	return s
}

func (a Actor) scope(level Level) Scope {
	return Scope{level: level, user: a.UserID, team: a.TeamID, teams: a.Teams}
}

// Everything is the scope of a use case that must see all records whoever
// acts, such as a duplicate check. State the reason where it is used.
func Everything() Scope { return Scope{level: All} }

// Level tells how far the scope reaches.
func (s Scope) Level() Level { return s.level }

// Where renders the scope as a condition with bound arguments.
func (s Scope) Where(d db.Dialect, c Columns) (string, []any) {
	switch s.level {
	case All:
		return "1=1", nil
	case Subtree:
		in, arg := d.AnyOf(c.Team, s.teams)
		return s.orMine(c, in, arg)
	case Team:
		if s.team == 0 {
			return s.mine(c)
		}
		return s.orMine(c, c.Team+" = ?", s.team)
	case Own:
		return s.mine(c)
	case None:
	}
	return "1=0", nil
}

func (s Scope) mine(c Columns) (string, []any) {
	if s.user == 0 {
		return "1=0", nil
	}
	if c.Member == "" {
		return c.Owner + " = ?", []any{s.user}
	}
	return "(" + c.Owner + " = ? OR " + c.Member + ")", []any{s.user, s.user}
}

func (s Scope) orMine(c Columns, teams string, arg any) (string, []any) {
	mine, args := s.mine(c)
	return "(" + teams + " OR " + mine + ")", append([]any{arg}, args...)
}

// Covers is Where for one record in memory. members are further people who
// share it. A record without owner or team has 0 there.
func (s Scope) Covers(owner, team int64, members ...int64) bool {
	switch s.level {
	case All:
		return true
	case Subtree:
		return team != 0 && slices.Contains(s.teams, team) || s.isMine(owner, members)
	case Team:
		return team != 0 && team == s.team || s.isMine(owner, members)
	case Own:
		return s.isMine(owner, members)
	case None:
	}
	return false
}

func (s Scope) isMine(owner int64, members []int64) bool {
	return s.user != 0 && (owner == s.user || slices.Contains(members, s.user))
}
