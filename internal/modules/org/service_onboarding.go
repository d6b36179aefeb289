package org

import (
	"context"

	"haike/internal/modules/iam"
	"haike/internal/platform/authz"
)

// Step is one thing to do after set-up.
type Step struct {
	Key        string
	Done       bool
	Permission string // who lacks it is not shown the step
}

// The steps.
const (
	StepTeams        = "teams"
	StepMembers      = "members"
	StepCalendar     = "calendar"
	StepSecondFactor = "second_factor"
	StepBackup       = "backup"
)

// permBackup is declared by the platform's backups, which know nothing of rooms.
const permBackup = "backup.manage"

// Onboarding returns the steps that concern the actor. Whether one is done is
// seen from the data, so that nothing has to be ticked off.
func (s *Service) Onboarding(ctx context.Context) ([]Step, error) {
	teams, err := s.store.countTeams(ctx, s.DB.Read())
	if err != nil {
		return nil, err
	}
	census, err := s.Users.Census(ctx, s.DB.Read())
	if err != nil {
		return nil, err
	}
	c, err := s.Calendar(ctx, s.DB.Read())
	if err != nil {
		return nil, err
	}
	backup, err := s.HasBackup(ctx)
	if err != nil {
		return nil, err
	}
	all := []Step{
		{StepTeams, teams > 0, PermTeamWrite},
		{StepMembers, census.Users >= 2, iam.PermUserWrite},
		{StepCalendar, calendarKnown(c, c.DateOf(s.DB.Clock().Now())), PermCalendarWrite},
		{StepSecondFactor, census.AdministratorSecondFactor, iam.PermPolicyWrite},
		{StepBackup, backup, permBackup},
	}
	return concerning(ctx, all)
}

// concerning keeps the steps that the actor may take.
func concerning(ctx context.Context, all []Step) ([]Step, error) {
	actor, err := authz.From(ctx)
	if err != nil {
		return nil, err
	}
	steps := []Step{}
	for _, step := range all {
		if actor.Level(step.Permission) > authz.None {
			steps = append(steps, step)
		}
	}
	return steps, nil
}
