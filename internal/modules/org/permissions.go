package org

import "haike/internal/platform/authz"

// The room's permissions.
const (
	PermTeamWrite     = "org.team.write"     // create, change, move and archive teams
	PermMemberWrite   = "org.member.write"   // place members, say what they cover, enter absences; scoped
	PermCalendarWrite = "org.calendar.write" // office hours, edited days, imported years
	PermCompanyWrite  = "org.company.write"  // the company's own data
)

// Permissions declares what a role may allow in this room.
func Permissions() []authz.Permission {
	return []authz.Permission{
		{Key: PermCalendarWrite, Scoped: false},
		{Key: PermCompanyWrite, Scoped: false},
		{Key: PermMemberWrite, Scoped: true, Defaults: map[authz.Builtin]authz.Level{authz.Manager: authz.Subtree}},
		{Key: PermTeamWrite, Scoped: false},
	}
}
