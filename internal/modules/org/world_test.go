package org

import (
	"context"
	"errors"
	"testing"

	"haike/internal/modules/iam"
	"haike/internal/platform/apitest"
	"haike/internal/platform/authz"
	"haike/internal/platform/db"
	"haike/internal/platform/dbtest"
	"haike/internal/platform/event"
	"haike/internal/platform/refdata"
)

// world is a company with the room over a fresh database.
type world struct {
	*Service
	t      *testing.T
	db     *db.DB
	logins int
}

// eachWorld runs body on both engines, before the set-up.
func eachWorld(t *testing.T, body func(t *testing.T, w *world)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) { body(t, newWorld(t, d)) })
}

// eachCompany runs body on both engines, after the set-up.
func eachCompany(t *testing.T, body func(t *testing.T, w *world)) {
	t.Helper()
	eachWorld(t, func(t *testing.T, w *world) {
		if _, err := w.SetUp(anonymous(t), setUp("海客")); err != nil {
			t.Fatal(err)
		}
		body(t, w)
	})
}

func newWorld(t *testing.T, d *db.DB) *world {
	t.Helper()
	regions, err1 := refdata.LoadRegions()
	industries, err2 := refdata.LoadIndustries()
	languages, err3 := refdata.LoadLanguages()
	if err := errors.Join(err1, err2, err3); err != nil {
		t.Fatal(err)
	}
	w := &world{t: t, db: d}
	log := event.NewLog()
	users := newIAM(t, d, log, func() *Service { return w.Service })
	w.Service = New(Deps{
		DB: d, Log: log, Users: users, Regions: regions, Industries: industries, Languages: languages,
		HasBackup: func(context.Context) (bool, error) { return false, nil },
	})
	return w
}

func setUp(name string) SetUpInput {
	return SetUpInput{Company: Company{Name: name}, Administrator: Administrator{Login: "guanli", Name: "管理员", Password: "a long enough one"}}
}

func anonymous(t *testing.T) context.Context {
	t.Helper()
	return authz.WithActor(t.Context(), authz.Anonymous())
}

// admin may do everything.
func (w *world) admin() context.Context {
	grants := map[string]authz.Level{iam.PermUserRead: authz.All, iam.PermUserWrite: authz.All, iam.PermPolicyWrite: authz.All, permBackup: authz.All}
	for _, p := range Permissions() {
		grants[p.Key] = authz.All
	}
	return authz.WithActor(w.t.Context(), authz.Actor{Kind: authz.KindUser, UserID: 1, SessionID: 1, Grants: grants})
}

// acting is a user who reads and changes the members of his teams and below;
// team and reach are looked up as a sign-in does.
func (w *world) acting(userID int64) context.Context {
	w.t.Helper()
	p, err := w.person(w.t.Context(), w.db.Read(), userID)
	if err != nil {
		w.t.Fatal(err)
	}
	teams, err := w.TeamsOf(w.t.Context(), w.db.Read(), userID, p.TeamID)
	if err != nil {
		w.t.Fatal(err)
	}
	return authz.WithActor(w.t.Context(), authz.Actor{
		Kind: authz.KindUser, UserID: userID, SessionID: userID, TeamID: p.TeamID, Teams: teams,
		Grants: map[string]authz.Level{iam.PermUserRead: authz.Subtree, PermMemberWrite: authz.Subtree},
	})
}

func (w *world) team(name string, parent int64) TeamView {
	w.t.Helper()
	t, err := w.CreateTeam(w.admin(), TeamInput{Name: name, ParentID: parent})
	if err != nil {
		w.t.Fatal(err)
	}
	return t
}

// place puts a user somewhere as the administrator.
func (w *world) place(userID int64, at Placement) error {
	w.t.Helper()
	m, err := w.Member(w.admin(), userID)
	if err != nil {
		w.t.Fatal(err)
	}
	_, err = w.SetMember(w.admin(), userID, MemberInput{Placement: at, Coverage: m.Coverage}, m.Version)
	return err
}

// count counts rows.
func (w *world) count(query string) int {
	w.t.Helper()
	n, err := db.One(w.t.Context(), w.db.Read(), db.Value[int], query)
	if err != nil {
		w.t.Fatal(err)
	}
	return n
}

// state sums up every row of the product.
func (w *world) state() apitest.State {
	w.t.Helper()
	return apitest.StateOf(w.t, w.db, apitest.Unwatched{})
}

// events returns the types of the room's events so far, in order.
func (w *world) events() []string {
	w.t.Helper()
	types, err := db.All(w.t.Context(), w.db.Read(), db.Value[string], "SELECT type FROM event_log WHERE type LIKE 'org.%' ORDER BY id")
	if err != nil {
		w.t.Fatal(err)
	}
	return types
}

// reading is a user who may read his team but change nothing.
func (w *world) reading(userID, teamID int64) context.Context {
	return authz.WithActor(w.t.Context(), authz.Actor{
		Kind: authz.KindUser, UserID: userID, SessionID: userID, TeamID: teamID, Teams: []int64{teamID},
		Grants: map[string]authz.Level{iam.PermUserRead: authz.Team},
	})
}
