package iam

import (
	"maps"
	"slices"
	"strings"
	"time"

	"haike/internal/platform/authz"
	"haike/internal/platform/fault"
)

// Grants maps permissions to levels; what is absent is not granted.
type Grants map[string]authz.Level

// Role is a set of grants that users may hold.
type Role struct {
	ID        int64
	Key       authz.Builtin // empty for custom roles
	Name      string        // empty for built-in roles, which the reader's language names
	Grants    Grants
	Users     int64
	CreatedAt time.Time
	Version   int64
}

// Locked reports whether the role can never change.
func (r Role) Locked() bool { return r.Key == authz.Administrator }

// RoleInput is the content of a custom role.
type RoleInput struct {
	Name   string
	Grants Grants
}

// RolePatch changes the given fields only. Grants replaces all grants.
type RolePatch struct {
	Name   *string
	Grants *Grants
}

// Names returns the grants with the levels' names, for events and the wire.
func (g Grants) Names() map[string]string {
	names := make(map[string]string, len(g))
	for key, level := range g {
		names[key] = level.String()
	}
	return names
}

// catalog knows every permission of the installation.
type catalog struct {
	list []authz.Permission
	by   map[string]authz.Permission
}

func newCatalog(list []authz.Permission) catalog {
	c := catalog{list: slices.Clone(list), by: make(map[string]authz.Permission, len(list))}
	slices.SortFunc(c.list, func(a, b authz.Permission) int { return strings.Compare(a.Key, b.Key) })
	for _, p := range list {
		c.by[p.Key] = p
	}
	return c
}

// everything is what the administrator holds.
func (c catalog) everything() Grants {
	g := make(Grants, len(c.list))
	for _, p := range c.list {
		g[p.Key] = authz.All
	}
	return g
}

// check finds unknown permissions and levels that a permission does not have.
func (c catalog) check(check *fault.Check, g Grants) {
	for _, key := range slices.Sorted(maps.Keys(g)) {
		p, known := c.by[key]
		check.Add(!known, "grants."+key, fault.FieldUnknown)
		check.Add(known && !p.Permits(g[key]), "grants."+key, fault.FieldOption)
	}
}

// merge adds one stored grant to what a user holds: the highest level wins.
// What the installation does not know (any more) is not granted.
func (c catalog) merge(into Grants, permission string, level authz.Level) {
	p, known := c.by[permission]
	if known && p.Permits(level) && level > into[permission] {
		into[permission] = level
	}
}

// compact drops what is not granted, so that two equal sets of grants look equal.
func compact(g Grants) Grants {
	out := Grants{}
	for key, level := range g {
		if level != authz.None {
			out[key] = level
		}
	}
	return out
}

// changedGrants returns the new level of every permission whose level differs.
func changedGrants(old, new Grants) Grants {
	diff := Grants{}
	for key := range old {
		if new[key] != old[key] {
			diff[key] = new[key]
		}
	}
	for key, level := range new {
		if old[key] != level {
			diff[key] = level
		}
	}
	return diff
}

// withinOwn refuses to give or take what the actor does not hold at that level:
// else a role administrator could make himself, or somebody else, more powerful
// than he is.
// Errors: iam.grant_exceeds_own.
func withinOwn(actor authz.Actor, sets ...Grants) error {
	for _, g := range sets {
		for _, key := range slices.Sorted(maps.Keys(g)) {
			if g[key] > actor.Level(key) {
				return ErrGrantExceedsOwn.With("permission", key)
			}
		}
	}
	return nil
}

// changeable decides whether the actor may give a role these grants.
// Errors: iam.role_locked, iam.own_roles, iam.grant_exceeds_own.
func (r Role) changeable(actor authz.Actor, grants Grants) error {
	if r.Locked() {
		return ErrRoleLocked
	}
	if slices.Contains(actor.Roles, r.ID) {
		return ErrOwnRoles
	}
	diff := changedGrants(r.Grants, grants)
	taken := Grants{}
	for key := range diff {
		taken[key] = r.Grants[key]
	}
	return withinOwn(actor, diff, taken)
}

func checkRoleName(c *fault.Check, name string) {
	c.Text(name, "name", 1, 40)
	c.Add(strings.ContainsFunc(name, unprintable), "name", fault.FieldFormat)
}

// difference returns the ids of b that a lacks, in order and without doubles.
func difference(a, b []int64) []int64 {
	out := []int64{}
	for _, id := range b {
		if !slices.Contains(a, id) && !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	slices.Sort(out)
	return out
}
