package iam

import (
	"context"
	"errors"
	"slices"
	"testing"

	"haike/internal/platform/authz"
	"haike/internal/platform/db"
	"haike/internal/platform/dbtest"
	"haike/internal/platform/event"
	"haike/internal/platform/fault"
)

func TestNewPermissionsGetTheirDefaultsOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		rep := w.role(authz.Rep)
		grants := func() Grants {
			r, err := w.s.store.role(t.Context(), d.Read(), rep)
			if err != nil {
				t.Fatal(err)
			}
			return r.Grants
		}
		r, err := w.s.Role(w.asAdmin(), rep)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.s.UpdateRole(w.asAdmin(), rep, r.Version, RolePatch{Grants: &Grants{"test.thing.read": authz.Team}}); err != nil {
			t.Fatal(err)
		}
		more := append(testPermissions(), authz.Permission{Key: "test.more.read", Scoped: true, Defaults: map[authz.Builtin]authz.Level{authz.Rep: authz.Own, authz.Administrator: authz.Own}})
		for range 2 {
			if err := newService(t, d, w.post, more).SyncPermissions(w.system()); err != nil {
				t.Fatal(err)
			}
		}
		if g := grants(); len(g) != 2 || g["test.thing.read"] != authz.Team || g["test.more.read"] != authz.Own {
			t.Fatalf("%v", g)
		}
		// what the installation no longer knows counts for nothing, but is not lost
		w.user("wang.lei", 0, rep)
		fewer := newService(t, d, w.post, Permissions())
		actor, err := fewer.Authenticate(t.Context(), w.login("wang.lei", userPassword), "")
		if err != nil || len(actor.Grants) != 0 || len(grants()) != 2 {
			t.Fatalf("%+v %v", actor, err)
		}
	})
}

func TestTheFirstAdministratorIsTheOnlyOneMadeSo(t *testing.T) { // B18
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		err := d.Write(w.anonymous(), func(tx *db.Tx) error {
			_, err := w.s.CreateAdministratorTx(w.anonymous(), tx, Administrator{Login: "evil", Name: "evil", Password: adminPassword, Locale: "en"})
			return err
		})
		if !errors.Is(err, fault.ErrForbidden) {
			t.Fatal(err)
		}
	})
	w := &world{t: t, d: dbtest.Open(t, db.SQLite), post: &postbox{}}
	w.s = newService(t, w.d, w.post, testPermissions())
	err := w.d.Write(w.anonymous(), func(tx *db.Tx) error {
		_, err := w.s.CreateAdministratorTx(w.anonymous(), tx, Administrator{Login: "", Name: "", Password: adminPassword, Locale: "en"})
		return err
	})
	if fieldCodes(err) != "administrator.login:required administrator.name:required" {
		t.Fatal(err)
	}
}

func TestTheAuditLogIsReadOnRecord(t *testing.T) { // A25
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		w.user("wang.lei", 0, w.role(authz.Rep))
		w.user("audit", 0, w.role(authz.Auditor))
		if _, err := w.s.EventLog(w.asUser("wang.lei"), event.Filter{Limit: 5}); !errors.Is(err, fault.ErrForbidden) {
			t.Fatal(err)
		}
		if _, err := w.s.AccessLog(w.asUser("wang.lei"), event.Filter{Limit: 5}); !errors.Is(err, fault.ErrForbidden) {
			t.Fatal(err)
		}
		ctx := w.asUser("audit")
		var seen []int64
		cursor := ""
		for {
			at, err := before(cursor)
			if err != nil {
				t.Fatal(err)
			}
			found, err := w.s.EventLog(ctx, event.Filter{Before: at, Limit: 2})
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range found.Items {
				seen = append(seen, e.ID)
				if e.Type == "iam.logged_in" && (e.Actor == "" || e.SubjectName == "") {
					t.Fatalf("%+v", e)
				}
			}
			if cursor = found.Next; cursor == "" {
				break
			}
		}
		if !slices.IsSortedFunc(seen, func(a, b int64) int { return int(b - a) }) || len(seen) < 4 {
			t.Fatal(seen)
		}
		access, err := w.s.AccessLog(ctx, event.Filter{Limit: 100})
		if err != nil || len(access.Items) != (len(seen)+1)/2+1 || access.Items[0].Action != "audit.access_log" || access.Items[1].Action != "audit.events" || access.Items[0].Actor != "员工audit" {
			t.Fatalf("%+v %v", access, err)
		}
		types, err := w.s.EventTypes(ctx)
		if err != nil || !slices.Contains(types, "iam.logged_in") {
			t.Fatal(types, err)
		}
	})
}

func TestOtherRoomsReadPeople(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		a, b := w.user("a", 20), w.user("b", 20)
		if _, err := w.s.DisableUser(w.asAdmin(), b, 0); err != nil {
			t.Fatal(err)
		}
		people, err := w.s.People(t.Context(), d.Read(), []int64{a, b, 9999})
		if err != nil || len(people) != 2 || people[a] != (Person{ID: a, Name: "员工a", TeamID: 20}) || !people[b].Disabled {
			t.Fatalf("%+v %v", people, err)
		}
		sizes, err := w.s.TeamSizes(t.Context(), d.Read())
		if err != nil || len(sizes) != 1 || sizes[20] != 1 {
			t.Fatalf("%v %v", sizes, err)
		}
		census, err := w.s.Census(t.Context(), d.Read())
		if err != nil || census != (Census{Users: 2}) {
			t.Fatalf("%+v %v", census, err)
		}
	})
}

func TestMeChangesOnlyItself(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		ctx := w.asAdmin()
		me, err := w.s.Me(ctx)
		if err != nil || me.Company.Name != "远方科技" || len(me.Grants) != len(testPermissions()) {
			t.Fatalf("%+v %v", me, err)
		}
		theme, off, bad := "dark", false, "pink"
		if _, err := w.s.UpdateMe(ctx, me.Version, MePatch{Theme: &bad}); fieldCodes(err) != "theme:option" {
			t.Fatal(err)
		}
		after, err := w.s.UpdateMe(ctx, me.Version, MePatch{Theme: &theme, Shortcuts: &off})
		if err != nil || after.Settings.Theme != "dark" || after.Settings.Shortcuts || after.Version != me.Version+1 {
			t.Fatalf("%+v %v", after, err)
		}
		if _, err := w.s.UpdateMe(ctx, me.Version, MePatch{Theme: &theme}); !errors.Is(err, fault.ErrStale) {
			t.Fatal(err)
		}
	})
}

func TestRolesAreKnownToWhoeverIsKnown(t *testing.T) {
	w := newWorld(t, dbtest.Open(t, db.SQLite))
	w.user("wang.lei", 0, w.role(authz.Rep))
	if _, err := w.s.Roles(w.anonymous()); !errors.Is(err, fault.ErrUnauthenticated) {
		t.Fatal(err)
	}
	command := authz.WithActor(t.Context(), authz.System("command line", w.s.catalog.everything()))
	for name, ctx := range map[string]context.Context{"rep": w.asUser("wang.lei"), "command line": command} {
		roles, err := w.s.Roles(ctx)
		if err != nil || len(roles) != len(authz.Builtins()) {
			t.Fatal(name, roles, err)
		}
		if grants := roles[0].Grants != nil; grants != (name == "command line") {
			t.Fatalf("%s sees grants: %v", name, grants)
		}
	}
	// the command line may create administrators: whoever reads the file owns the installation
	u, link, err := w.s.CreateUser(command, NewUser{Login: "second", Name: "second", RoleIDs: []int64{w.role(authz.Administrator)}, Locale: "en"})
	if err != nil || link == nil || u.Roles[0].Key != string(authz.Administrator) {
		t.Fatalf("%+v %v", u, err)
	}
}
