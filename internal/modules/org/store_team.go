package org

import (
	"context"
	"errors"
	"fmt"

	"haike/internal/platform/condition"
	"haike/internal/platform/db"
	"haike/internal/platform/fault"
)

const teamColumns = "id, name, COALESCE(parent_id, 0), COALESCE(leader_id, 0), path, archived_at, version"

func scanTeam(s db.Scanner) (Team, error) {
	var t Team
	var archived *int64
	err := s.Scan(&t.ID, &t.Name, &t.ParentID, &t.LeaderID, &t.Path, &archived, &t.Version)
	t.Archived = optionalTime(archived)
	return t, err
}

// team reads a live team; common.not_found otherwise.
func (store) team(ctx context.Context, r db.Reader, id int64) (Team, error) {
	t, err := db.One(ctx, r, scanTeam, "SELECT "+teamColumns+" FROM org_team WHERE id = ? AND archived_at IS NULL", id)
	if errors.Is(err, db.ErrNoRow) {
		return Team{}, fault.ErrNotFound
	}
	return t, err
}

// teams reads all live teams, each before those below it.
func (store) teams(ctx context.Context, r db.Reader) ([]Team, error) {
	return db.All(ctx, r, scanTeam, "SELECT "+teamColumns+" FROM org_team WHERE archived_at IS NULL ORDER BY path LIMIT ?", MaxTeams)
}

func (store) teamNames(ctx context.Context, r db.Reader, ids []int64) (map[int64]string, error) {
	in, arg := r.Dialect().AnyOf("id", ids)
	teams, err := db.All(ctx, r, scanTeam, "SELECT "+teamColumns+" FROM org_team WHERE "+in, arg)
	names := make(map[int64]string, len(teams))
	for _, t := range teams {
		names[t.ID] = t.Name
	}
	return names, err
}

func (store) countTeams(ctx context.Context, r db.Reader) (int, error) {
	return db.One(ctx, r, db.Value[int], "SELECT count(*) FROM org_team WHERE archived_at IS NULL")
}

func (store) countChildren(ctx context.Context, r db.Reader, id int64) (int, error) {
	return db.One(ctx, r, db.Value[int], "SELECT count(*) FROM org_team WHERE parent_id = ? AND archived_at IS NULL", id)
}

// deepest returns the depth of the deepest live team within a path.
func (store) deepest(ctx context.Context, r db.Reader, path string) (int, error) {
	paths, err := db.All(ctx, r, db.Value[string],
		"SELECT path FROM org_team WHERE path >= ? AND path < ? AND archived_at IS NULL", path, pathEnd(path))
	deepest := 0
	for _, p := range paths {
		deepest = max(deepest, depth(p))
	}
	return deepest, err
}

// teamsOf reads the ids of a team and all below it, and those of the teams that
// the user leads and all below them. Archived teams below are part of it: what
// was left behind in them stays visible to those above.
func (store) teamsOf(ctx context.Context, r db.Reader, userID, teamID int64) ([]int64, error) {
	return db.All(ctx, r, db.Value[int64], `SELECT DISTINCT t.id FROM org_team root
		JOIN org_team t ON t.path >= root.path AND t.path < substr(root.path, 1, length(root.path) - 1) || '0'
		WHERE root.archived_at IS NULL AND (root.id = ? OR root.leader_id = ?) ORDER BY t.id`, teamID, userID)
}

// insertTeam creates a team below the parent's path and returns it.
func (store) insertTeam(ctx context.Context, tx *db.Tx, t Team, parentPath string) (Team, error) {
	id, err := tx.Insert(ctx, `INSERT INTO org_team (name, name_key, parent_id, path, leader_id, created_at, version)
		VALUES (?, ?, ?, '', ?, ?, 1) RETURNING id`, t.Name, condition.TextKey(t.Name), nullable(t.ParentID), nullable(t.LeaderID), db.Micros(tx.Now()))
	if err != nil {
		return Team{}, teamError(err)
	}
	t.ID, t.Path, t.Version = id, childPath(parentPath, id), 1
	_, err = tx.Exec(ctx, "UPDATE org_team SET path = ? WHERE id = ?", t.Path, id)
	return t, err
}

func teamVersion() versionSQL {
	return versionSQL{
		raise: "UPDATE org_team SET version = version + 1 WHERE id = ? AND version = ?",
		read:  "SELECT version FROM org_team WHERE id = ?",
	}
}

// updateTeam writes name, leader and parent of a team whose version the caller read.
func (s store) updateTeam(ctx context.Context, tx *db.Tx, t Team) error {
	if err := s.bump(ctx, tx, teamVersion(), t.ID, t.Version); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, "UPDATE org_team SET name = ?, name_key = ?, parent_id = ?, leader_id = ? WHERE id = ?",
		t.Name, condition.TextKey(t.Name), nullable(t.ParentID), nullable(t.LeaderID), t.ID)
	return teamError(err)
}

// movePaths rewrites the paths of a team and all below it, archived ones too.
func (store) movePaths(ctx context.Context, tx *db.Tx, from, to string) error {
	_, err := tx.Exec(ctx, "UPDATE org_team SET path = ? || substr(path, ?) WHERE path >= ? AND path < ?",
		to, len(from)+1, from, pathEnd(from))
	if err != nil {
		return fmt.Errorf("org: move paths: %w", err)
	}
	return nil
}

func (s store) archiveTeam(ctx context.Context, tx *db.Tx, t Team) error {
	if err := s.bump(ctx, tx, teamVersion(), t.ID, t.Version); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, "UPDATE org_team SET archived_at = ?, leader_id = NULL WHERE id = ?", db.Micros(tx.Now()), t.ID)
	return err
}

func teamError(err error) error {
	if err == nil {
		return nil
	}
	if db.IsUnique(err, "org_team_name", "org_team.name_key") {
		return ErrTeamName.WithField("name", fault.FieldDuplicate)
	}
	return fmt.Errorf("org: write team: %w", err)
}
