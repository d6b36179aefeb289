package org

import (
	"context"
	"net/http"

	"haike/internal/modules/iam"
	"haike/internal/platform/calendar"
	"haike/internal/platform/httpx"
)

type absenceBody struct {
	ID   int64  `json:"id"`
	From string `json:"from" format:"date"`
	To   string `json:"to" format:"date" doc:"The last day, included."`
	Note string `json:"note" doc:"Empty for those who may not change the member, except himself."`
}

type memberBody struct {
	UserID     int64         `json:"user_id"`
	TeamID     int64         `json:"team_id,omitempty"`
	ManagerID  int64         `json:"manager_id,omitempty"`
	Regions    []string      `json:"regions" nullable:"false" doc:"GB/T 2260 codes."`
	Industries []string      `json:"industries" nullable:"false" doc:"GB/T 4754 codes."`
	Languages  []string      `json:"languages" nullable:"false" doc:"BCP 47 tags."`
	Capacity   *int          `json:"capacity,omitempty" doc:"Customers at most; absent where the rule's default holds."`
	Absences   []absenceBody `json:"absences" nullable:"false" doc:"Present, coming, and those of the last year."`
	Version    int64         `json:"version"`
}

func memberOf(m Member) *answer[memberBody] {
	return &answer[memberBody]{memberBody{
		UserID: m.UserID, TeamID: m.TeamID, ManagerID: m.ManagerID,
		Regions: m.Regions, Industries: m.Industries, Languages: m.Languages, Capacity: m.Capacity,
		Absences: mapAll(m.Absences, func(a Absence) absenceBody { return absenceBody{a.ID, string(a.From), string(a.To), a.Note} }),
		Version:  m.Version,
	}}
}

type memberPath struct {
	UserID int64 `path:"user_id"`
}

type memberSet struct {
	TeamID     *int64   `json:"team_id" minimum:"1"`
	ManagerID  *int64   `json:"manager_id" minimum:"1"`
	Regions    []string `json:"regions" nullable:"false" maxItems:"200"`
	Industries []string `json:"industries" nullable:"false" maxItems:"200"`
	Languages  []string `json:"languages" nullable:"false" maxItems:"200"`
	Capacity   *int     `json:"capacity" doc:"null follows the rule's default."`
}

type memberIn struct {
	httpx.Match
	UserID int64 `path:"user_id"`
	Body   memberSet
}

func (b memberSet) input() MemberInput {
	return MemberInput{
		Placement: Placement{TeamID: idOf(b.TeamID), ManagerID: idOf(b.ManagerID)},
		Coverage:  Coverage{Regions: b.Regions, Industries: b.Industries, Languages: b.Languages, Capacity: b.Capacity},
	}
}

type absenceNew struct {
	From string `json:"from" format:"date"`
	To   string `json:"to,omitempty" format:"date" doc:"The last day, included; the same as from if absent."`
	Note string `json:"note,omitempty"`
}

type absenceIn struct {
	UserID int64 `path:"user_id"`
	Body   absenceNew
}

type absenceDeleteIn struct {
	httpx.Match
	UserID int64 `path:"user_id"`
	ID     int64 `path:"id"`
}

func (s *Service) mountMembers(r *httpx.Router) {
	op := httpx.Op{Tag: tag, Subject: "member", Path: "/members/{user_id}"}
	op.ID, op.Method, op.Summary, op.Permission = "member-get", http.MethodGet, "A user as a member: place, coverage, absences", iam.PermUserRead
	httpx.Register(r, op, func(ctx context.Context, in *memberPath) (*answer[memberBody], error) {
		m, err := s.Member(ctx, in.UserID)
		return memberOf(m), err
	})
	op.ID, op.Method, op.Summary, op.Permission = "member-set", http.MethodPut, "Place a member and say what he covers", PermMemberWrite
	httpx.Register(r, op, func(ctx context.Context, in *memberIn) (*answer[memberBody], error) {
		version, err := in.Version()
		if err != nil {
			return nil, err
		}
		m, err := s.SetMember(ctx, in.UserID, in.Body.input(), version)
		return memberOf(m), err
	})
	op.ID, op.Method, op.Path, op.Summary = "absence-create", http.MethodPost, "/members/{user_id}/absences", "Enter an absence"
	op.Status, op.Retryable = http.StatusCreated, true
	httpx.Register(r, op, func(ctx context.Context, in *absenceIn) (*answer[memberBody], error) {
		b := in.Body
		m, err := s.AddAbsence(ctx, in.UserID, AbsenceInput{From: calendar.Date(b.From), To: calendar.Date(b.To), Note: b.Note})
		return memberOf(m), err
	})
	op.ID, op.Method, op.Path, op.Summary = "absence-delete", http.MethodDelete, "/members/{user_id}/absences/{id}", "Withdraw an absence; If-Match names the member's version"
	op.Status, op.Retryable = 0, false
	httpx.Register(r, op, func(ctx context.Context, in *absenceDeleteIn) (*struct{}, error) {
		version, err := in.Version()
		if err != nil {
			return nil, err
		}
		return nil, s.RemoveAbsence(ctx, in.UserID, in.ID, version)
	})
}
