package org

import (
	"fmt"
	"testing"

	"haike/internal/platform/db"
	"haike/internal/platform/dbtest"
)

// BenchmarkTeamsOf runs what every new authentication runs, over as many teams as allowed.
func BenchmarkTeamsOf(b *testing.B) {
	for _, engine := range []db.Dialect{db.SQLite, db.Postgres} {
		b.Run(string(engine), func(b *testing.B) {
			d := dbtest.Open(b, engine)
			s := New(Deps{DB: d})
			leaf := wideTree(b, s)
			b.ResetTimer()
			for b.Loop() {
				teams, err := s.TeamsOf(b.Context(), d.Read(), 7, leaf)
				if err != nil || len(teams) != 45 {
					b.Fatal(len(teams), err)
				}
			}
		})
	}
}

// wideTree makes 1,936 teams in three levels; user 7 leads one in the middle.
func wideTree(b *testing.B, s *Service) (leaf int64) {
	b.Helper()
	err := s.DB.Write(b.Context(), func(tx *db.Tx) error {
		for i := range 44 {
			mid := Team{Name: fmt.Sprint("部", i)}
			if i == 20 {
				mid.LeaderID = 7
			}
			mid, err := s.store.insertTeam(b.Context(), tx, mid, "")
			if err != nil {
				return err
			}
			for j := range 43 {
				t, err := s.store.insertTeam(b.Context(), tx, Team{Name: fmt.Sprint("组", j), ParentID: mid.ID}, mid.Path)
				if err != nil {
					return err
				}
				leaf = t.ID
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	return leaf
}
