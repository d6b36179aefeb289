package org

import (
	"context"

	"haike/internal/platform/authz"
	"haike/internal/platform/db"
	"haike/internal/platform/fault"
	"haike/internal/platform/idem"
)

// TeamsOf returns the ids of a user's team and all below it, and of the teams
// that the user leads and all below them: the reach of his level "subtree".
// It runs for every request that is authenticated anew.
func (s *Service) TeamsOf(ctx context.Context, r db.Reader, userID, teamID int64) ([]int64, error) {
	return s.store.teamsOf(ctx, r, userID, teamID)
}

// TeamNames returns the names of teams by id, of archived ones too.
func (s *Service) TeamNames(ctx context.Context, r db.Reader, ids []int64) (map[int64]string, error) {
	return s.store.teamNames(ctx, r, ids)
}

// Teams returns the whole tree, each team before those below it.
func (s *Service) Teams(ctx context.Context) ([]TeamView, error) {
	r := s.DB.Read()
	teams, err := s.store.teams(ctx, r)
	if err != nil {
		return nil, err
	}
	return s.views(ctx, r, teams)
}

// Team returns a live team. Faults: common.not_found.
func (s *Service) Team(ctx context.Context, id int64) (TeamView, error) {
	r := s.DB.Read()
	t, err := s.store.team(ctx, r, id)
	if err != nil {
		return TeamView{}, err
	}
	views, err := s.views(ctx, r, []Team{t})
	if err != nil {
		return TeamView{}, err
	}
	return views[0], nil
}

func (s *Service) views(ctx context.Context, r db.Reader, teams []Team) ([]TeamView, error) {
	sizes, err := s.Users.TeamSizes(ctx, r)
	if err != nil {
		return nil, err
	}
	var leaders []int64
	for _, t := range teams {
		if t.LeaderID != 0 {
			leaders = append(leaders, t.LeaderID)
		}
	}
	people, err := s.Users.People(ctx, r, leaders)
	if err != nil {
		return nil, err
	}
	views := make([]TeamView, len(teams))
	for i, t := range teams {
		views[i] = TeamView{Team: t, LeaderName: people[t.LeaderID].Name, Members: sizes[t.ID]}
	}
	return views, nil
}

// CreateTeam adds a team to the tree. Faults: common.forbidden, common.invalid,
// org.team_name_taken, org.team_too_deep, org.too_many_teams, those of idem.Run.
func (s *Service) CreateTeam(ctx context.Context, in TeamInput) (TeamView, error) {
	if _, err := authz.Require(ctx, PermTeamWrite); err != nil {
		return TeamView{}, err
	}
	if err := in.Validate(); err != nil {
		return TeamView{}, err
	}
	in.Name = cleanName(in.Name)
	id, err := idem.Run(ctx, s.DB, func(tx *db.Tx) (int64, error) { return s.createTeam(ctx, tx, in) })
	if err != nil {
		return TeamView{}, err
	}
	return s.Team(ctx, id)
}

func (s *Service) createTeam(ctx context.Context, tx *db.Tx, in TeamInput) (int64, error) {
	if err := s.store.lockStructure(ctx, tx); err != nil {
		return 0, err
	}
	n, err := s.store.countTeams(ctx, tx)
	if err != nil {
		return 0, err
	}
	if n >= MaxTeams {
		return 0, ErrTooManyTeams.With("max", MaxTeams)
	}
	parent, err := s.parent(ctx, tx, in.ParentID)
	if err != nil {
		return 0, err
	}
	if err := checkDepth(depth(parent.Path) + 1); err != nil {
		return 0, err
	}
	if err := s.checkLeader(ctx, tx, in.LeaderID); err != nil {
		return 0, err
	}
	t, err := s.store.insertTeam(ctx, tx, Team{Name: in.Name, ParentID: in.ParentID, LeaderID: in.LeaderID}, parent.Path)
	if err != nil {
		return 0, err
	}
	fact := TeamCreated{TeamID: t.ID, ParentID: t.ParentID, LeaderID: t.LeaderID}
	return t.ID, s.record(ctx, tx, fact, differences(pair{"name", "", t.Name}))
}

// parent reads a live team to put another under; the zero Team for the root.
// Faults: common.invalid when there is no such team.
func (s *Service) parent(ctx context.Context, r db.Reader, id int64) (Team, error) {
	if id == 0 {
		return Team{}, nil
	}
	t, err := s.store.team(ctx, r, id)
	if fault.Is(err, fault.NotFound) {
		return Team{}, fault.ErrInvalid.WithField("parent_id", fault.FieldUnknown)
	}
	return t, err
}

// checkLeader requires a user who is not disabled. Faults: common.invalid.
func (s *Service) checkLeader(ctx context.Context, r db.Reader, id int64) error {
	if id == 0 {
		return nil
	}
	people, err := s.Users.People(ctx, r, []int64{id})
	if err != nil {
		return err
	}
	p, found := people[id]
	if !found || p.Disabled {
		return fault.ErrInvalid.WithField("leader_id", fault.FieldUnknown)
	}
	return nil
}

// ChangeTeam renames a team, gives it another leader or moves it with all below
// it. Faults: common.forbidden, common.not_found, common.invalid, common.stale,
// org.team_cycle, org.team_too_deep, org.team_name_taken.
func (s *Service) ChangeTeam(ctx context.Context, id int64, ch TeamChange, version int64) (TeamView, error) {
	if _, err := authz.Require(ctx, PermTeamWrite); err != nil {
		return TeamView{}, err
	}
	err := s.DB.Write(ctx, func(tx *db.Tx) error {
		if err := s.store.lockStructure(ctx, tx); err != nil {
			return err
		}
		before, err := s.store.team(ctx, tx, id)
		if err != nil {
			return err
		}
		after := ch.applied(before)
		after.Version = version
		return s.changeTeam(ctx, tx, before, after)
	})
	if err != nil {
		return TeamView{}, err
	}
	return s.Team(ctx, id)
}

func (s *Service) changeTeam(ctx context.Context, tx *db.Tx, before, after Team) error {
	input := TeamInput{Name: after.Name, ParentID: after.ParentID, LeaderID: after.LeaderID}
	if err := input.Validate(); err != nil {
		return err
	}
	if after.LeaderID != before.LeaderID {
		if err := s.checkLeader(ctx, tx, after.LeaderID); err != nil {
			return err
		}
	}
	if err := s.store.updateTeam(ctx, tx, after); err != nil {
		return err
	}
	if after.ParentID != before.ParentID {
		if err := s.moveTeam(ctx, tx, before, after.ParentID); err != nil {
			return err
		}
	}
	changes := differences(pair{"name", before.Name, after.Name}, pair{"leader_id", idText(before.LeaderID), idText(after.LeaderID)})
	return s.record(ctx, tx, TeamChanged{TeamID: after.ID, Fields: names(changes), LeaderID: after.LeaderID}, changes)
}

func (s *Service) moveTeam(ctx context.Context, tx *db.Tx, team Team, to int64) error {
	parent, err := s.parent(ctx, tx, to)
	if err != nil {
		return err
	}
	deepest, err := s.store.deepest(ctx, tx, team.Path)
	if err != nil {
		return err
	}
	if err := decideMove(team, parent, deepest); err != nil {
		return err
	}
	if err := s.store.movePaths(ctx, tx, team.Path, childPath(parent.Path, team.ID)); err != nil {
		return err
	}
	return s.record(ctx, tx, TeamMoved{TeamID: team.ID, From: team.ParentID, To: to},
		differences(pair{"parent_id", idText(team.ParentID), idText(to)}))
}

// ArchiveTeam takes an empty team out of use; its name becomes free.
// Faults: common.forbidden, common.not_found, common.stale, org.team_not_empty.
func (s *Service) ArchiveTeam(ctx context.Context, id, version int64) error {
	if _, err := authz.Require(ctx, PermTeamWrite); err != nil {
		return err
	}
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		if err := s.store.lockStructure(ctx, tx); err != nil {
			return err
		}
		t, err := s.store.team(ctx, tx, id)
		if err != nil {
			return err
		}
		children, err := s.store.countChildren(ctx, tx, id)
		if err != nil {
			return err
		}
		sizes, err := s.Users.TeamSizes(ctx, tx)
		if err != nil {
			return err
		}
		t.Version = version
		if err := s.store.archiveTeam(ctx, tx, t); err != nil { // a stale version goes before the rule
			return err
		}
		if err := decideArchive(sizes[id], children); err != nil {
			return err
		}
		return s.Log.Publish(ctx, tx, TeamArchived{TeamID: id})
	})
}
