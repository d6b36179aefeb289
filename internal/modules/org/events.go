package org

import "haike/internal/platform/event"

// Kinds of records in events.
const (
	KindCompany  = "company"
	KindTeam     = "team"
	KindMember   = "member" // the id is the user's
	KindCalendar = "calendar"
)

// There is one company and one calendar.
const (
	companyID  = 1
	calendarID = 1
)

// CompanySetUp: the company and its first administrator were created.
type CompanySetUp struct {
	AdministratorID int64  `json:"administrator_id"`
	BaseCurrency    string `json:"base_currency"`
}

// EventType implements event.Fact.
func (CompanySetUp) EventType() string { return "org.company_set_up" }

// Subject implements event.Fact.
func (CompanySetUp) Subject() event.Ref { return event.Ref{Kind: KindCompany, ID: companyID} }

// CompanyChanged: the company's data changed; the values are in the field history.
type CompanyChanged struct {
	Fields []string `json:"fields"`
}

// EventType implements event.Fact.
func (CompanyChanged) EventType() string { return "org.company_changed" }

// Subject implements event.Fact.
func (CompanyChanged) Subject() event.Ref { return event.Ref{Kind: KindCompany, ID: companyID} }

// TeamCreated: a team exists.
type TeamCreated struct {
	TeamID   int64 `json:"team_id"`
	ParentID int64 `json:"parent_id,omitempty"`
	LeaderID int64 `json:"leader_id,omitempty"`
}

// EventType implements event.Fact.
func (TeamCreated) EventType() string { return "org.team_created" }

// Subject implements event.Fact.
func (e TeamCreated) Subject() event.Ref { return event.Ref{Kind: KindTeam, ID: e.TeamID} }

// TeamChanged: a team's name or leader changed; old names are in the field history.
type TeamChanged struct {
	TeamID   int64    `json:"team_id"`
	Fields   []string `json:"fields"`
	LeaderID int64    `json:"leader_id,omitempty"`
}

// EventType implements event.Fact.
func (TeamChanged) EventType() string { return "org.team_changed" }

// Subject implements event.Fact.
func (e TeamChanged) Subject() event.Ref { return event.Ref{Kind: KindTeam, ID: e.TeamID} }

// TeamMoved: a team, with all below it, lies under another parent; 0 is the root.
type TeamMoved struct {
	TeamID int64 `json:"team_id"`
	From   int64 `json:"from_parent_id"`
	To     int64 `json:"to_parent_id"`
}

// EventType implements event.Fact.
func (TeamMoved) EventType() string { return "org.team_moved" }

// Subject implements event.Fact.
func (e TeamMoved) Subject() event.Ref { return event.Ref{Kind: KindTeam, ID: e.TeamID} }

// TeamArchived: a team is no longer in use.
type TeamArchived struct {
	TeamID int64 `json:"team_id"`
}

// EventType implements event.Fact.
func (TeamArchived) EventType() string { return "org.team_archived" }

// Subject implements event.Fact.
func (e TeamArchived) Subject() event.Ref { return event.Ref{Kind: KindTeam, ID: e.TeamID} }

// MemberPlaced: a user belongs to another team or reports to somebody else; 0 is none.
type MemberPlaced struct {
	UserID      int64 `json:"user_id"`
	FromTeam    int64 `json:"from_team_id"`
	ToTeam      int64 `json:"to_team_id"`
	FromManager int64 `json:"from_manager_id"`
	ToManager   int64 `json:"to_manager_id"`
}

// EventType implements event.Fact.
func (MemberPlaced) EventType() string { return "org.member_placed" }

// Subject implements event.Fact.
func (e MemberPlaced) Subject() event.Ref { return event.Ref{Kind: KindMember, ID: e.UserID} }

// CoverageChanged: a member covers other regions, industries or languages, or has another capacity.
type CoverageChanged struct {
	UserID int64    `json:"user_id"`
	Fields []string `json:"fields"`
}

// EventType implements event.Fact.
func (CoverageChanged) EventType() string { return "org.coverage_changed" }

// Subject implements event.Fact.
func (e CoverageChanged) Subject() event.Ref { return event.Ref{Kind: KindMember, ID: e.UserID} }

// AbsenceAdded: a member will be (or was) away. The days are not in the event: they are personal.
type AbsenceAdded struct {
	UserID    int64 `json:"user_id"`
	AbsenceID int64 `json:"absence_id"`
}

// EventType implements event.Fact.
func (AbsenceAdded) EventType() string { return "org.absence_added" }

// Subject implements event.Fact.
func (e AbsenceAdded) Subject() event.Ref { return event.Ref{Kind: KindMember, ID: e.UserID} }

// AbsenceRemoved: an absence was withdrawn.
type AbsenceRemoved struct {
	UserID    int64 `json:"user_id"`
	AbsenceID int64 `json:"absence_id"`
}

// EventType implements event.Fact.
func (AbsenceRemoved) EventType() string { return "org.absence_removed" }

// Subject implements event.Fact.
func (e AbsenceRemoved) Subject() event.Ref { return event.Ref{Kind: KindMember, ID: e.UserID} }

// CalendarDayChanged: a day was edited by hand.
type CalendarDayChanged struct {
	Date string `json:"date"`
	Kind string `json:"kind"`
}

// EventType implements event.Fact.
func (CalendarDayChanged) EventType() string { return "org.calendar_day_changed" }

// Subject implements event.Fact.
func (CalendarDayChanged) Subject() event.Ref { return event.Ref{Kind: KindCalendar, ID: calendarID} }

// OfficeHoursChanged: other office hours hold from a day on.
type OfficeHoursChanged struct {
	ValidFrom string `json:"valid_from"`
}

// EventType implements event.Fact.
func (OfficeHoursChanged) EventType() string { return "org.office_hours_changed" }

// Subject implements event.Fact.
func (OfficeHoursChanged) Subject() event.Ref { return event.Ref{Kind: KindCalendar, ID: calendarID} }

// CalendarImported: a year was imported, replacing an earlier import of it.
type CalendarImported struct {
	Year int `json:"year"`
	Days int `json:"days"`
}

// EventType implements event.Fact.
func (CalendarImported) EventType() string { return "org.calendar_imported" }

// Subject implements event.Fact.
func (CalendarImported) Subject() event.Ref { return event.Ref{Kind: KindCalendar, ID: calendarID} }
