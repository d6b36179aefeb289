package org

import (
	"context"
	"fmt"

	"haike/internal/platform/db"
)

// users stands at the border to iam: a table of its own, with real transactions.
type users struct{}

func createUsers(ctx context.Context, d *db.DB) error {
	id := "INTEGER PRIMARY KEY AUTOINCREMENT"
	if d.Dialect() == db.Postgres {
		id = "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY"
	}
	_, err := d.SQL().ExecContext(ctx, "CREATE TABLE test_user (id "+id+`, name TEXT NOT NULL,
		team_id BIGINT NOT NULL, manager_id BIGINT NOT NULL, disabled BIGINT NOT NULL)`)
	return err
}

func insertUser(ctx context.Context, tx *db.Tx, name string, teamID int64) (int64, error) {
	return tx.Insert(ctx, "INSERT INTO test_user (name, team_id, manager_id, disabled) VALUES (?, ?, 0, 0) RETURNING id", name, teamID)
}

func (users) CreateAdministratorTx(ctx context.Context, tx *db.Tx, in Administrator) (int64, error) {
	return insertUser(ctx, tx, in.Name, 0)
}

func (users) PlaceTx(ctx context.Context, tx *db.Tx, userID int64, at Placement) error {
	n, err := tx.Exec(ctx, "UPDATE test_user SET team_id = ?, manager_id = ? WHERE id = ?", at.TeamID, at.ManagerID, userID)
	if err == nil && n != 1 {
		return fmt.Errorf("no user %d", userID)
	}
	return err
}

func (users) People(ctx context.Context, r db.Reader, ids []int64) (map[int64]Person, error) {
	in, arg := r.Dialect().AnyOf("id", ids)
	list, err := db.All(ctx, r, func(s db.Scanner) (Person, error) {
		var p Person
		err := s.Scan(&p.ID, &p.Name, &p.TeamID, &p.ManagerID, &p.Disabled)
		return p, err
	}, "SELECT id, name, team_id, manager_id, disabled = 1 FROM test_user WHERE "+in, arg)
	people := map[int64]Person{}
	for _, p := range list {
		people[p.ID] = p
	}
	return people, err
}

func (users) TeamSizes(ctx context.Context, r db.Reader) (map[int64]int, error) {
	type size struct {
		team int64
		n    int
	}
	list, err := db.All(ctx, r, func(s db.Scanner) (size, error) {
		var x size
		err := s.Scan(&x.team, &x.n)
		return x, err
	}, "SELECT team_id, count(*) FROM test_user WHERE disabled = 0 GROUP BY team_id")
	sizes := map[int64]int{}
	for _, x := range list {
		sizes[x.team] = x.n
	}
	return sizes, err
}

func (users) Census(ctx context.Context, r db.Reader) (Census, error) {
	n, err := db.One(ctx, r, db.Value[int], "SELECT count(*) FROM test_user WHERE disabled = 0")
	return Census{Users: n}, err
}
