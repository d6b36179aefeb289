package org

import (
	"context"
	"net/http"

	"haike/internal/platform/httpx"
)

type teamBody struct {
	ID       int64    `json:"id"`
	Name     string   `json:"name"`
	ParentID int64    `json:"parent_id,omitempty" doc:"Absent for a root team."`
	Leader   *refBody `json:"leader,omitempty" doc:"Sees the team and all below it."`
	Members  int      `json:"members" doc:"Users of the team itself who are not disabled."`
	Version  int64    `json:"version"`
}

func teamBodyOf(v TeamView) teamBody {
	return teamBody{v.ID, v.Name, v.ParentID, refOf(v.LeaderID, v.LeaderName), v.Members, v.Version}
}

func teamOf(v TeamView) *answer[teamBody] { return &answer[teamBody]{teamBodyOf(v)} }

type teamNew struct {
	Name     string `json:"name"`
	ParentID *int64 `json:"parent_id,omitempty" nullable:"true" minimum:"1"`
	LeaderID *int64 `json:"leader_id,omitempty" nullable:"true" minimum:"1"`
}

type teamPatch struct {
	Name     *string               `json:"name,omitempty"`
	ParentID httpx.Optional[int64] `json:"parent_id,omitempty" minimum:"1" doc:"null makes it a root team."`
	LeaderID httpx.Optional[int64] `json:"leader_id,omitempty" minimum:"1" doc:"null takes the leader away."`
}

type teamUpdateIn struct {
	httpx.RecordAt
	Body teamPatch
}

func (s *Service) mountTeams(r *httpx.Router) {
	op := httpx.Op{Tag: tag, Subject: "team"}
	httpx.Register(r, httpx.Op{ID: "team-list", Method: http.MethodGet, Path: "/teams", Summary: "The whole tree, each team before those below it", Tag: tag, Permission: httpx.SignedIn},
		func(ctx context.Context, _ *struct{}) (*answer[list[teamBody]], error) {
			teams, err := s.Teams(ctx)
			return listOf(mapAll(teams, teamBodyOf)), err
		})
	httpx.Register(r, httpx.Op{ID: "team-create", Method: http.MethodPost, Path: "/teams", Summary: "Create a team", Tag: tag, Permission: PermTeamWrite, Status: http.StatusCreated, Retryable: true},
		func(ctx context.Context, in *answer[teamNew]) (*answer[teamBody], error) {
			t, err := s.CreateTeam(ctx, TeamInput{Name: in.Body.Name, ParentID: idOf(in.Body.ParentID), LeaderID: idOf(in.Body.LeaderID)})
			return teamOf(t), err
		})
	op.ID, op.Method, op.Path, op.Summary, op.Permission = "team-get", http.MethodGet, "/teams/{id}", "A team", httpx.SignedIn
	httpx.Register(r, op, func(ctx context.Context, in *httpx.Record) (*answer[teamBody], error) {
		t, err := s.Team(ctx, in.ID)
		return teamOf(t), err
	})
	op.ID, op.Method, op.Summary, op.Permission = "team-update", http.MethodPatch, "Rename or move a team, or change its leader", PermTeamWrite
	httpx.Register(r, op, func(ctx context.Context, in *teamUpdateIn) (*answer[teamBody], error) {
		version, err := in.Version()
		if err != nil {
			return nil, err
		}
		t, err := s.ChangeTeam(ctx, in.ID, TeamChange{in.Body.Name, in.Body.ParentID.Pointer(), in.Body.LeaderID.Pointer()}, version)
		return teamOf(t), err
	})
	op.ID, op.Method, op.Summary = "team-archive", http.MethodDelete, "Archive an empty team"
	httpx.Register(r, op, func(ctx context.Context, in *httpx.RecordAt) (*struct{}, error) {
		version, err := in.Version()
		if err != nil {
			return nil, err
		}
		return nil, s.ArchiveTeam(ctx, in.ID, version)
	})
}
