package iam

import (
	"context"
	"errors"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"haike/internal/platform/authz"
	"haike/internal/platform/db"
	"haike/internal/platform/dbtest"
	"haike/internal/platform/event"
	"haike/internal/platform/fault"
	"haike/internal/platform/idem"
)

func names(users []User) string {
	var out []string
	for _, u := range users {
		out = append(out, u.Login)
	}
	return strings.Join(out, " ")
}

func TestTheScopeDecidesWhichUsersAreSeen(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		boss := w.user("boss", 10, w.role(authz.Manager)) // subtree of 10: 10, 20, 30
		w.user("shanghai", 20, w.custom("team", Grants{PermUserRead: authz.Team}))
		w.user("shanghai2", 20, w.custom("own", Grants{PermUserRead: authz.Own}))
		w.user("beijing", 40, w.role(authz.Manager))
		w.user("nobody", 0, w.role(authz.Rep))
		for login, want := range map[string]string{
			"boss": "boss shanghai shanghai2", "shanghai": "shanghai shanghai2", "shanghai2": "shanghai2", "beijing": "beijing",
			"admin": "Lin.Xiaoyue beijing boss nobody shanghai shanghai2", // 林 sounds lin, 员工 yuan gong
		} {
			ctx := w.asAdmin()
			if login != "admin" {
				ctx = w.asUser(login)
			}
			found, err := w.s.Users(ctx, UserFilter{Order: ByName, Limit: 50})
			if err != nil || names(found.Items) != want {
				t.Errorf("%s sees %q, want %q (%v)", login, names(found.Items), want, err)
			}
			for _, id := range []int64{boss, 9999} {
				_, err := w.s.User(ctx, id)
				if visible := strings.Contains(want, "boss") && id == boss; visible != (err == nil) || !visible && !errors.Is(err, fault.ErrNotFound) {
					t.Errorf("%s reads %d: %v", login, id, err)
				}
			}
		}
		if _, err := w.s.Users(w.asUser("nobody"), UserFilter{Order: ByName, Limit: 50}); !errors.Is(err, fault.ErrForbidden) {
			t.Fatal(err)
		}
	})
}

func TestUsersAreFilteredSortedAndPaged(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		rep := w.role(authz.Rep)
		for _, login := range []string{"u1", "u2", "u3_x", "u4%"} {
			w.clock().Advance(time.Second)
			w.user(login, 20, rep)
		}
		admin := w.asAdmin()
		for _, c := range []struct {
			filter UserFilter
			want   string
		}{
			{UserFilter{Order: ByName}, "Lin.Xiaoyue u1 u2 u3_x u4%"},
			{UserFilter{Order: ByNameDesc}, "u4% u3_x u2 u1 Lin.Xiaoyue"},
			{UserFilter{Order: ByCreatedDesc}, "u4% u3_x u2 u1 Lin.Xiaoyue"},
			{UserFilter{Order: ByCreated, Query: "Ｕ3_"}, "u3_x"},
			{UserFilter{Order: ByCreated, Query: "%"}, "u4%"},
			{UserFilter{Order: ByCreated, Query: "晓月"}, "Lin.Xiaoyue"},
			{UserFilter{Order: ByCreated, Query: "yuanfang"}, ""}, // not by mail address
			{UserFilter{Order: ByCreated, TeamID: 20, RoleID: rep}, "u1 u2 u3_x u4%"},
			{UserFilter{Order: ByCreated, RoleID: w.role(authz.Administrator), Status: Active}, "Lin.Xiaoyue"},
			{UserFilter{Order: ByCreated, Status: Disabled}, ""},
		} {
			var got []string
			for range 10 {
				c.filter.Limit = 2
				found, err := w.s.Users(admin, c.filter)
				if err != nil {
					t.Fatal(err)
				}
				for _, u := range found.Items {
					got = append(got, u.Login)
				}
				if c.filter.Cursor = found.Next; found.Next == "" {
					break
				}
			}
			if strings.Join(got, " ") != c.want {
				t.Errorf("%+v: %v, want %s", c.filter, got, c.want)
			}
		}
		found, err := w.s.Directory(w.asUser("u1"), UserFilter{Query: "u3", Limit: 5})
		if err != nil || len(found.Items) != 1 || found.Items[0].Team != "上海" {
			t.Fatalf("%+v %v", found, err)
		}
	})
}

func TestCreateUserInvitesByLink(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		admin := w.asAdmin()
		in := NewUser{Login: " Chen.Jie ", Name: "陈洁", Email: "chen@yuanfang.example", RoleIDs: []int64{w.role(authz.Rep)}, Place: Placement{TeamID: 20}, Locale: "zh-CN"}
		u, link, err := w.s.CreateUser(admin, in)
		if err != nil || u.Login != "Chen.Jie" || u.Status != Invited || u.Team.Name != "上海" || !strings.HasPrefix(link.URL, "https://crm.example/reset-password#token=") {
			t.Fatalf("%+v %+v %v", u, link, err)
		}
		in.Login = "ＣＨＥＮ.jie"
		if _, _, err := w.s.CreateUser(admin, in); fieldCodes(err) != "login:duplicate" {
			t.Fatal(err)
		}
		token := link.URL[strings.Index(link.URL, "=")+1:]
		if err := w.s.ConfirmPasswordReset(w.anonymous(), token, "chen.jie2026"); fieldCodes(err) != "password:password_personal" {
			t.Fatal("a bad password must not use the link up:", err)
		}
		if err := w.s.ConfirmPasswordReset(w.anonymous(), token, userPassword); err != nil {
			t.Fatal(err)
		}
		if err := w.s.ConfirmPasswordReset(w.anonymous(), token, adminPassword); !errors.Is(err, ErrLinkInvalid) {
			t.Fatal("a link serves once:", err)
		}
		if me := actorOf(t, w.asUser("chen.jie")); me.UserID != u.ID || me.Level("test.thing.read") != authz.Own {
			t.Fatalf("%+v", me)
		}
		if u, err = w.s.User(admin, u.ID); err != nil || u.Status != Active || u.LastSeenAt == nil {
			t.Fatalf("%+v %v", u, err)
		}
	})
}

func TestCreateUserChecksEverythingAtOnce(t *testing.T) {
	d := dbtest.Open(t, db.SQLite)
	w := newWorld(t, d)
	_, _, err := w.s.CreateUser(w.asAdmin(), NewUser{Login: "a b", Name: "x\u202e", Email: "no", Phone: "abc", Locale: "fr"})
	if got := fieldCodes(err); got != "login:format name:format email:format phone:format locale:option" {
		t.Fatal(got)
	}
	_, _, err = w.s.CreateUser(w.asAdmin(), NewUser{Login: "ok", Name: "好", RoleIDs: []int64{99999}, Locale: "en"})
	if got := fieldCodes(err); got != "role_ids:unknown" {
		t.Fatal(err)
	}
	_, _, err = w.s.CreateUser(w.asAdmin(), NewUser{Login: "ok", Name: "好", Password: "password", Locale: "en"})
	if got := fieldCodes(err); got != "password:password_common" {
		t.Fatal(err)
	}
}

func TestARepeatedCreationIsDoneOnce(t *testing.T) { // F05
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		admin := idem.With(w.asAdmin(), idem.Request{ActorID: w.admin, Operation: "create-user", Key: "k", BodyHash: "h"})
		in := NewUser{Login: "chen.jie", Name: "陈洁", RoleIDs: []int64{}, Locale: "zh-CN"}
		first, link, err := w.s.CreateUser(admin, in)
		if err != nil || link == nil {
			t.Fatal(err)
		}
		second, again, err := w.s.CreateUser(admin, in)
		if err != nil || second.ID != first.ID || again != nil {
			t.Fatal("the same user, and its secret not twice:", second, again, err)
		}
	})
}

func TestNobodyGivesWhatHeLacks(t *testing.T) { // A16
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		helper := w.custom("helper", Grants{PermUserRead: authz.All, PermUserWrite: authz.All, PermRoleRead: authz.All, PermRoleWrite: authz.All, "test.thing.read": authz.Team})
		small := w.custom("small", Grants{"test.thing.read": authz.Own})
		big := w.custom("big", Grants{"test.thing.read": authz.All})
		h := w.user("helper", 0, helper)
		plain := w.user("plain", 0, small)
		strong := w.user("strong", 0, big)
		ctx := w.asUser("helper")
		version := func(id int64) int64 {
			u, err := w.s.User(w.asAdmin(), id)
			if err != nil {
				t.Fatal(err)
			}
			return u.Version
		}
		roleVersion := func(id int64) int64 {
			r, err := w.s.Role(w.asAdmin(), id)
			if err != nil {
				t.Fatal(err)
			}
			return r.Version
		}
		give := func(user int64, roles ...int64) error {
			_, err := w.s.UpdateUser(ctx, user, version(user), UserPatch{RoleIDs: &roles})
			return err
		}
		email := "taken@over.example"
		before := w.events("iam.roles_assigned") + w.events("iam.user_changed") + w.events("iam.role_changed") + w.events("iam.role_created")
		for name, c := range map[string]struct {
			act  func() error
			want *fault.Error
		}{
			"a role with a higher level": {func() error { return give(plain, small, big) }, ErrGrantExceedsOwn},
			"the administrator role":     {func() error { return give(plain, w.role(authz.Administrator)) }, ErrGrantExceedsOwn},
			"own roles":                  {func() error { return give(h, helper, small) }, ErrOwnRoles},
			"take a higher role away":    {func() error { return give(strong) }, ErrGrantExceedsOwn},
			"a new user with it": {func() error {
				_, _, err := w.s.CreateUser(ctx, NewUser{Login: "n", Name: "n", RoleIDs: []int64{big}, Locale: "en"})
				return err
			}, ErrGrantExceedsOwn},
			"a link for somebody stronger": {func() error { _, err := w.s.InviteUser(ctx, w.admin); return err }, ErrGrantExceedsOwn},
			"the mail address of somebody stronger": {func() error {
				_, err := w.s.UpdateUser(ctx, strong, version(strong), UserPatch{Email: &email})
				return err
			}, ErrGrantExceedsOwn},
			"disable somebody stronger":              {func() error { _, err := w.s.DisableUser(ctx, w.admin, 0); return err }, ErrGrantExceedsOwn},
			"kick somebody stronger":                 {func() error { return w.s.EndUserSessions(ctx, w.admin) }, ErrGrantExceedsOwn},
			"the second factor of somebody stronger": {func() error { return w.s.RemoveUserSecondFactor(ctx, w.admin) }, ErrGrantExceedsOwn},
			"a new role beyond own": {func() error {
				_, err := w.s.CreateRole(ctx, RoleInput{Name: "r", Grants: Grants{"test.secret.read": authz.All}})
				return err
			}, ErrGrantExceedsOwn},
			"raise a role": {func() error {
				_, err := w.s.UpdateRole(ctx, small, roleVersion(small), RolePatch{Grants: &Grants{"test.thing.read": authz.Subtree}})
				return err
			}, ErrGrantExceedsOwn},
			"lower a higher role": {func() error {
				_, err := w.s.UpdateRole(ctx, big, roleVersion(big), RolePatch{Grants: &Grants{}})
				return err
			}, ErrGrantExceedsOwn},
			"a role that one holds": {func() error {
				_, err := w.s.UpdateRole(ctx, helper, roleVersion(helper), RolePatch{Grants: &Grants{}})
				return err
			}, ErrOwnRoles},
			"the locked role": {func() error {
				id := w.role(authz.Administrator)
				_, err := w.s.UpdateRole(w.asAdmin(), id, roleVersion(id), RolePatch{Grants: &Grants{}})
				return err
			}, ErrRoleLocked},
			"rename a built-in role": {func() error {
				id, name := w.role(authz.Rep), "x"
				_, err := w.s.UpdateRole(w.asAdmin(), id, roleVersion(id), RolePatch{Name: &name})
				return err
			}, ErrRoleBuiltin},
			"delete a built-in role": {func() error {
				return w.s.DeleteRole(w.asAdmin(), w.role(authz.Auditor), roleVersion(w.role(authz.Auditor)))
			}, ErrRoleBuiltin},
			"delete a role in use": {func() error { return w.s.DeleteRole(w.asAdmin(), small, roleVersion(small)) }, ErrRoleInUse},
		} {
			if err := c.act(); !errors.Is(err, c.want) {
				t.Errorf("%s: %v, want %v", name, err, c.want)
			}
		}
		if after := w.events("iam.roles_assigned") + w.events("iam.user_changed") + w.events("iam.role_changed") + w.events("iam.role_created"); after != before {
			t.Error("something was changed")
		}
		if err := give(plain); err != nil {
			t.Error("a weaker role may be taken:", err)
		}
		if err := give(plain, small); err != nil {
			t.Error("and given:", err)
		}
		if _, err := w.s.UpdateRole(ctx, small, roleVersion(small), RolePatch{Grants: &Grants{"test.thing.read": authz.Team}}); err != nil {
			t.Error("and raised as far as one's own:", err)
		}
	})
}

func TestATokenGivesNoMoreThanItsScopes(t *testing.T) { // A27, A16
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		id := w.user("wang.lei", 20, w.role(authz.Manager))
		plain := w.user("plain", 20)
		session := w.login("wang.lei", userPassword)
		if _, _, err := w.s.CreateToken(w.as(session), TokenInput{Name: "x", Permissions: []string{PermAuditRead}}); !errors.Is(err, ErrGrantExceedsOwn) {
			t.Fatal(err)
		}
		if _, _, err := w.s.CreateToken(w.as(session), TokenInput{Name: "", Permissions: []string{"no.such.thing"}}); fieldCodes(err) != "name:required permissions:unknown" {
			t.Fatal(err)
		}
		tok, secret, err := w.s.CreateToken(w.as(session), TokenInput{Name: "x", Permissions: []string{"test.thing.read", PermUserRead}})
		if err != nil || !strings.HasPrefix(secret, "hk_") {
			t.Fatal(err)
		}
		asToken := func() context.Context {
			actor, err := w.s.Authenticate(t.Context(), "", secret)
			if err != nil {
				t.Fatal(err)
			}
			return authz.WithActor(t.Context(), actor)
		}
		actor := actorOf(t, asToken())
		if actor.SessionID != 0 || actor.Level("test.thing.read") != authz.Subtree || actor.Level("test.thing.write") != authz.None {
			t.Fatalf("%+v", actor)
		}
		if _, err := w.s.User(asToken(), plain); err != nil {
			t.Fatal(err)
		}
		if _, err := w.s.UpdateUser(asToken(), plain, 1, UserPatch{}); !errors.Is(err, fault.ErrForbidden) {
			t.Fatal(err)
		}
		me, err := w.s.Me(asToken())
		if err != nil || len(me.Grants) != 2 {
			t.Fatalf("%+v %v", me.Grants, err)
		}
		// the owner loses the right, and the token with him
		u, err := w.s.User(w.asAdmin(), id)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.s.UpdateUser(w.asAdmin(), id, u.Version, UserPatch{RoleIDs: &[]int64{}}); err != nil {
			t.Fatal(err)
		}
		if _, err := w.s.User(asToken(), plain); !errors.Is(err, fault.ErrForbidden) {
			t.Fatal(err)
		}
		if err := w.s.RevokeToken(w.asAdmin(), tok.ID); !errors.Is(err, fault.ErrNotFound) {
			t.Fatal("another's token:", err)
		}
		if err := w.s.RevokeToken(w.as(session), tok.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := w.s.Authenticate(t.Context(), "", secret); !errors.Is(err, fault.ErrUnauthenticated) {
			t.Fatal(err)
		}
	})
}

func TestTokensExpire(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		end := w.clock().Now().Add(300 * time.Millisecond)
		past := w.clock().Now()
		if _, _, err := w.s.CreateToken(w.asAdmin(), TokenInput{Name: "x", Permissions: []string{PermUserRead}, ExpiresAt: &past}); fieldCodes(err) != "expires_at:past" {
			t.Fatal(err)
		}
		_, secret, err := w.s.CreateToken(w.asAdmin(), TokenInput{Name: "x", Permissions: []string{PermUserRead}, ExpiresAt: &end})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.s.Authenticate(t.Context(), "", secret); err != nil {
			t.Fatal(err)
		}
		w.clock().Set(end)
		if _, err := w.s.Authenticate(t.Context(), "", secret); !errors.Is(err, fault.ErrUnauthenticated) {
			t.Fatal("not even the cache may know it any more:", err)
		}
	})
}

func TestTheLastAdministratorStays(t *testing.T) { // A17
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		ctx := w.asAdmin()
		demote := func(id int64) error {
			u, err := w.s.User(ctx, id)
			if err != nil {
				t.Fatal(err)
			}
			_, err = w.s.UpdateUser(ctx, id, u.Version, UserPatch{RoleIDs: &[]int64{}})
			return err
		}
		disable := func(id int64) error {
			_, err := w.s.DisableUser(ctx, id, 0)
			return err
		}
		if err := demote(w.admin); !errors.Is(err, ErrLastAdministrator) {
			t.Fatal(err)
		}
		if err := disable(w.admin); !errors.Is(err, ErrLastAdministrator) {
			t.Fatal(err)
		}
		second := w.user("second", 0, w.role(authz.Administrator))
		if err := demote(w.admin); !errors.Is(err, ErrOwnRoles) {
			t.Fatal(err)
		}
		if err := disable(w.admin); !errors.Is(err, ErrOwnAccount) {
			t.Fatal(err)
		}
		if err := disable(second); err != nil {
			t.Fatal(err)
		}
		if err := disable(w.admin); !errors.Is(err, ErrLastAdministrator) {
			t.Fatal("a disabled administrator does not count:", err)
		}
		if err := demote(second); err != nil {
			t.Fatal("one who cannot sign in is not the last:", err)
		}
	})
}

func TestTwoAdministratorsDisableEachOther(t *testing.T) { // A17
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		second := w.user("second", 0, w.role(authz.Administrator))
		one, two := w.asAdmin(), w.asUser("second")
		for round := range 5 {
			var wg sync.WaitGroup
			var done atomic.Int64
			try := func(ctx context.Context, id int64) {
				_, err := w.s.DisableUser(ctx, id, 0)
				switch {
				case err == nil:
					done.Add(1)
				case !errors.Is(err, ErrLastAdministrator):
					t.Error(err)
				}
			}
			wg.Go(func() { try(one, second) })
			wg.Go(func() { try(two, w.admin) })
			wg.Wait()
			if done.Load() != 1 {
				t.Fatalf("round %d: %d were disabled", round, done.Load())
			}
			for _, id := range []int64{second, w.admin} { // put things back for the next round
				if err := d.Write(w.system(), func(tx *db.Tx) error { return w.s.store.setStatus(w.system(), tx, id, Active) }); err != nil {
					t.Fatal(err)
				}
			}
		}
	})
}

func TestOfTwoEditorsOneIsTold(t *testing.T) { // F10
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		id := w.user("wang.lei", 0)
		admin := w.asAdmin()
		role := w.custom("r", Grants{})
		edits := map[string]func(i int) error{
			"user": func(i int) error {
				name := "名字" + string(rune('a'+i))
				_, err := w.s.UpdateUser(admin, id, 1, UserPatch{Name: &name})
				return err
			},
			"role": func(i int) error {
				_, err := w.s.UpdateRole(admin, role, 1, RolePatch{Grants: &Grants{"test.thing.read": authz.Level(i%4 + 1)}})
				return err
			},
			"policy": func(i int) error {
				_, err := w.s.SetPolicy(admin, Policy{Profile: ProfileASVS, IdleMinutes: int64(10 + i), MaxHours: 100, Version: 1})
				return err
			},
		}
		for name, edit := range edits {
			var wg sync.WaitGroup
			var won, stale atomic.Int64
			for i := range 8 {
				wg.Go(func() {
					switch err := edit(i); {
					case err == nil:
						won.Add(1)
					case errors.Is(err, fault.ErrStale):
						stale.Add(1)
					default:
						t.Error(name, err)
					}
				})
			}
			wg.Wait()
			if won.Load() != 1 || stale.Load() != 7 {
				t.Errorf("%s: %d won, %d stale", name, won.Load(), stale.Load())
			}
		}
	})
}

func TestReadableButNotWritableIsForbidden(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		w.user("lead", 10, w.custom("lead", Grants{PermUserRead: authz.Subtree, PermUserWrite: authz.Team}))
		near, low, far := w.user("near", 10), w.user("low", 20), w.user("far", 40)
		ctx, name := w.asUser("lead"), "新名"
		for id, want := range map[int64]*fault.Error{low: fault.ErrForbidden, far: fault.ErrNotFound, 9999: fault.ErrNotFound} {
			_, err := w.s.UpdateUser(ctx, id, 1, UserPatch{Name: &name})
			if !errors.Is(err, want) {
				t.Errorf("%d: %v, want %v", id, err, want)
			}
		}
		if u, err := w.s.UpdateUser(ctx, near, 1, UserPatch{Name: &name}); err != nil || u.Name != name || u.Version != 2 {
			t.Fatal(u, err)
		}
		if _, _, err := w.s.CreateUser(ctx, NewUser{Login: "n", Name: "n", Locale: "en"}); fieldCodes(err) != "team_id:required" {
			t.Fatal(err)
		}
		found, err := event.Find(t.Context(), d.Read(), event.Filter{Types: []string{"iam.user_changed"}, Limit: 5})
		if err != nil || len(found) != 1 || strings.Contains(string(found[0].Payload), name) {
			t.Fatalf("%+v %v", found, err)
		}
		changes, err := event.Changes(t.Context(), d.Read(), found)
		if err != nil || len(changes[found[0].ID]) != 1 || *changes[found[0].ID][0].New != name {
			t.Fatalf("%+v %v", changes, err)
		}
	})
}

// A token that may change users must not become its owner: neither by a link
// that sets the owner's password nor by a mail address to which one is sent.
func TestATokenDoesNotTakeItsOwnersAccountOver(t *testing.T) { // A27, A16
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		_, secret, err := w.s.CreateToken(w.asAdmin(), TokenInput{Name: "x", Permissions: []string{PermUserRead, PermUserWrite}})
		if err != nil {
			t.Fatal(err)
		}
		actor, err := w.s.Authenticate(t.Context(), "", secret)
		if err != nil {
			t.Fatal(err)
		}
		token := authz.WithActor(t.Context(), actor)
		if link, err := w.s.InviteUser(token, w.admin); !errors.Is(err, fault.ErrForbidden) && !errors.Is(err, ErrGrantExceedsOwn) {
			t.Error("a link for the owner:", link.URL != "", err)
		}
		me, err := w.s.User(w.asAdmin(), w.admin)
		if err != nil {
			t.Fatal(err)
		}
		email := "mallory@elsewhere.example"
		if _, err := w.s.UpdateUser(token, w.admin, me.Version, UserPatch{Email: &email}); !errors.Is(err, ErrGrantExceedsOwn) {
			t.Error("the owner's mail address:", err)
		}
		// Who is signed in changes the own password with the present one only.
		if _, err := w.s.InviteUser(w.asAdmin(), w.admin); !errors.Is(err, ErrOwnAccount) {
			t.Error("a link for oneself:", err)
		}
		if _, err := w.s.UpdateUser(w.asAdmin(), w.admin, me.Version, UserPatch{Email: &email}); err != nil {
			t.Error(err)
		}
	})
}

// The answer to a retry shows no more than the actor may see by then.
func TestARepeatedCreationIsAuthorisedAgain(t *testing.T) { // F05
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		chief := w.user("wang.lei", 20, w.custom("leiter", Grants{PermUserRead: authz.Team, PermUserWrite: authz.Team}))
		ctx := idem.With(w.asUser("wang.lei"), idem.Request{ActorID: chief, Operation: "create-user", Key: "k", BodyHash: "h"})
		in := NewUser{Login: "chen.jie", Name: "陈洁", RoleIDs: []int64{}, Locale: "zh-CN", Place: Placement{TeamID: 20}}
		made, _, err := w.s.CreateUser(ctx, in)
		if err != nil {
			t.Fatal(err)
		}
		if err := d.Write(w.system(), func(tx *db.Tx) error {
			return w.s.PlaceTx(w.system(), tx, made.ID, Placement{TeamID: 30})
		}); err != nil {
			t.Fatal(err)
		}
		if again, _, err := w.s.CreateUser(ctx, in); !errors.Is(err, fault.ErrNotFound) {
			t.Fatalf("%+v %v", again, err)
		}
	})
}

func TestAuditNamesWhomAChangeReplaced(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		wang := w.user("wang.lei", 0)
		id := func(n int64) *string { text := strconv.FormatInt(n, 10); return &text }
		ctx := w.asAdmin()
		err := d.Write(ctx, func(tx *db.Tx) error {
			return w.s.record(ctx, tx, UserChanged{UserID: wang, Fields: []string{"manager_id"}},
				event.Change{Field: "manager_id", New: id(w.admin)}, event.Change{Field: "team_id", Old: id(10), New: id(99)}, event.Change{Field: "phone", New: id(w.admin)})
		})
		if err != nil {
			t.Fatal(err)
		}
		found, err := w.s.EventLog(ctx, event.Filter{Types: []string{UserChanged{}.EventType()}, SubjectKind: KindUser, SubjectID: wang, Limit: 10})
		if err != nil || len(found.Items) != 1 {
			t.Fatal(found, err)
		}
		names := map[string][2]string{}
		for _, c := range found.Items[0].Changes {
			names[c.Field] = [2]string{c.OldName, c.NewName}
		}
		want := map[string][2]string{"manager_id": {"", "林晓月"}, "team_id": {"华东", ""}, "phone": {"", ""}}
		if !reflect.DeepEqual(names, want) {
			t.Fatal(names)
		}
	})
}
