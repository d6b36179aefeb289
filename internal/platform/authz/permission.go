package authz

import "fmt"

// Level says over which records a permission is granted. Higher includes lower.
type Level int

// The levels. A permission without records (Plain) knows only None and All.
const (
	None Level = iota
	Own
	Team
	Subtree
	All
)

var levelNames = [...]string{"none", "own", "team", "subtree", "all"}

// String returns the level's stored and public name.
func (l Level) String() string {
	if l < None || l > All {
		return fmt.Sprintf("level(%d)", int(l))
	}
	return levelNames[l]
}

// ParseLevel is the inverse of String.
func ParseLevel(name string) (Level, bool) {
	for i, n := range levelNames {
		if n == name {
			return Level(i), true
		}
	}
	return None, false
}

// Builtin names a role that every installation has.
type Builtin string

// The built-in roles. The administrator holds every permission at the highest level, always.
const (
	Administrator Builtin = "administrator"
	Manager       Builtin = "manager"
	Rep           Builtin = "rep"
	ServiceAgent  Builtin = "service_agent"
	Arbitrator    Builtin = "arbitrator"
	Auditor       Builtin = "auditor"
)

// Builtins lists the built-in roles in the order in which they are shown.
func Builtins() []Builtin {
	return []Builtin{Administrator, Manager, Rep, ServiceAgent, Arbitrator, Auditor}
}

// Permission is something that a role may allow. Rooms declare theirs.
type Permission struct {
	// Key is "<room>.<subject>.<verb>"; it is stored and must never change.
	Key string
	// Scoped says that the permission is about records and so has all levels; otherwise None or All.
	Scoped bool
	// Defaults are the levels of the built-in roles when the permission first appears. The administrator needs no entry.
	Defaults map[Builtin]Level
}

// Permits reports whether level is one that the permission can have.
func (p Permission) Permits(level Level) bool {
	if p.Scoped {
		return level >= None && level <= All
	}
	return level == None || level == All
}
