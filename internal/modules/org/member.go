package org

import (
	"slices"
	"strings"

	"haike/internal/platform/calendar"
	"haike/internal/platform/fault"
)

// Limits of what is known about a member.
const (
	MaxCapacity  = 100_000
	maxCoverage  = 200 // codes of one kind
	maxNote      = 200
	maxAbsences  = 100
	maxAwayYears = 2 // an absence is no longer than this many years
)

// Placement says where a member belongs in the company; 0 is none.
type Placement struct {
	TeamID    int64
	ManagerID int64
}

// Coverage says what a member is good for: where he works, what he knows, what he speaks.
type Coverage struct {
	Regions    []string // GB/T 2260 codes; a region includes those within it
	Industries []string // GB/T 4754 codes; a section includes its divisions
	Languages  []string // BCP 47 tags
	Capacity   *int     // customers at most; nil follows the rule's default
}

// Absence is a run of whole days on which a member is away, both ends included.
type Absence struct {
	ID   int64
	From calendar.Date
	To   calendar.Date
	Note string
}

// Member is a user seen as somebody who works in a team.
type Member struct {
	UserID int64
	Placement
	Coverage
	Absences []Absence // present, coming, and those of the last year
	Version  int64
}

// MemberInput replaces a member's placement and coverage.
type MemberInput struct {
	Placement
	Coverage
}

// Validate checks the input on its own, all but whether codes exist. Faults: common.invalid.
func (in MemberInput) Validate() error {
	var c fault.Check
	c.Add(in.TeamID < 0, "team_id", fault.FieldUnknown)
	c.Add(in.ManagerID < 0, "manager_id", fault.FieldUnknown)
	bad := in.Capacity != nil && (*in.Capacity < 0 || *in.Capacity > MaxCapacity)
	c.AddWith(bad, fault.Field{Path: "capacity", Code: fault.FieldRange, Meta: map[string]any{"min": 0, "max": MaxCapacity}})
	for path, codes := range map[string][]string{"regions": in.Regions, "industries": in.Industries, "languages": in.Languages} {
		c.AddWith(len(codes) > maxCoverage, fault.Field{Path: path, Code: fault.FieldRange, Meta: map[string]any{"min": 0, "max": maxCoverage}})
	}
	return c.Err()
}

// sorted returns codes in order, each once.
func sorted(codes []string) []string {
	codes = append([]string{}, codes...) // never null on the wire
	slices.Sort(codes)
	return slices.Compact(codes)
}

// coverageChanges names the fields in which two coverages differ.
func coverageChanges(a, b Coverage) []string {
	var fields []string
	for _, f := range []struct {
		name string
		same bool
	}{
		{"capacity", (a.Capacity == nil) == (b.Capacity == nil) && (a.Capacity == nil || *a.Capacity == *b.Capacity)},
		{"industries", slices.Equal(a.Industries, b.Industries)},
		{"languages", slices.Equal(a.Languages, b.Languages)},
		{"regions", slices.Equal(a.Regions, b.Regions)},
	} {
		if !f.same {
			fields = append(fields, f.name)
		}
	}
	return fields
}

// AbsenceInput describes a new absence.
type AbsenceInput struct {
	From calendar.Date
	To   calendar.Date // From if empty
	Note string
}

// Validate checks the input on its own. Faults: common.invalid.
func (in AbsenceInput) Validate() error {
	var c fault.Check
	c.Add(!in.From.Valid(), "from", fault.FieldFormat)
	c.Add(!in.To.Valid(), "to", fault.FieldFormat)
	if in.From.Valid() && in.To.Valid() {
		last := in.From.AddDays(366 * maxAwayYears)
		c.AddWith(in.To < in.From || in.To > last,
			fault.Field{Path: "to", Code: fault.FieldRange, Meta: map[string]any{"min": string(in.From), "max": string(last)}})
	}
	c.Text(in.Note, "note", 0, maxNote)
	c.Add(hasControl(strings.ReplaceAll(in.Note, "\n", "")), "note", fault.FieldFormat)
	return c.Err()
}

// decideAbsence checks a new absence against those that the member has.
// Faults: org.absence_overlaps, org.too_many_absences.
func decideAbsence(have []Absence, in AbsenceInput) error {
	for _, a := range have {
		if in.From <= a.To && a.From <= in.To {
			return ErrAbsenceOverlap.With("from", string(a.From)).With("to", string(a.To))
		}
	}
	if len(have) >= maxAbsences {
		return ErrTooManyAbsences.With("max", maxAbsences)
	}
	return nil
}

// absentOn reports whether one of the absences covers the day.
func absentOn(absences []Absence, day calendar.Date) bool {
	return slices.ContainsFunc(absences, func(a Absence) bool { return a.From <= day && day <= a.To })
}
