package org

import "haike/internal/platform/fault"

// Faults of this room.
var (
	// ErrAlreadySetUp: the company exists; set-up happens once.
	ErrAlreadySetUp = fault.Define(fault.Conflict, "org.already_set_up")
	// ErrNotSetUp: the company does not exist yet.
	ErrNotSetUp = fault.Define(fault.Conflict, "org.not_set_up")

	// ErrTeamCycle: a team cannot lie below itself.
	ErrTeamCycle = fault.Define(fault.Conflict, "org.team_cycle")
	// ErrTeamName: another team under the same parent has this name.
	ErrTeamName = fault.Define(fault.Conflict, "org.team_name_taken")
	// ErrTeamNotEmpty: the team has members or teams below it; parameters members, teams.
	ErrTeamNotEmpty = fault.Define(fault.Conflict, "org.team_not_empty")
	// ErrTeamTooDeep: the tree would get deeper than allowed; parameter max.
	ErrTeamTooDeep = fault.Define(fault.Conflict, "org.team_too_deep")
	// ErrTooManyTeams: the company has as many teams as allowed; parameter max.
	ErrTooManyTeams = fault.Define(fault.Conflict, "org.too_many_teams")

	// ErrManagerCycle: nobody can report, directly or not, to himself.
	ErrManagerCycle = fault.Define(fault.Conflict, "org.manager_cycle")
	// ErrPlacement: the caller may place members only within the teams and under the managers that he may manage.
	ErrPlacement = fault.Define(fault.Forbidden, "org.placement_outside_scope")
	// ErrAbsenceOverlap: the member is already absent on some of these days; parameters from, to.
	ErrAbsenceOverlap = fault.Define(fault.Conflict, "org.absence_overlaps")
	// ErrTooManyAbsences: the member has as many present and coming absences as allowed; parameter max.
	ErrTooManyAbsences = fault.Define(fault.Conflict, "org.too_many_absences")

	// ErrPastHours: office hours cannot change for days that are over; parameter today.
	ErrPastHours = fault.Define(fault.Conflict, "org.past_hours")
)
