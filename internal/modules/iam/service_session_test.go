package iam

import (
	"errors"
	"net/netip"
	"slices"
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
)

func TestLoginGivesASessionThatActsAsTheUser(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		id := w.user("wang.lei", 20, w.role(authz.Manager), w.role(authz.Rep))
		session := w.login("ＷＡＮＧ.lei ", userPassword) // full width, other case
		actor, err := w.s.Authenticate(t.Context(), session, "")
		if err != nil {
			t.Fatal(err)
		}
		if actor.UserID != id || actor.TeamID != 20 || actor.SessionID == 0 || len(actor.Roles) != 2 {
			t.Fatalf("%+v", actor)
		}
		// the highest level of all roles wins
		if actor.Level("test.thing.read") != authz.Subtree || actor.Level("test.thing.write") != authz.Team || actor.Level("test.secret.read") != authz.None {
			t.Fatalf("%+v", actor.Grants)
		}
		if !slices.Equal(actor.Teams, []int64{20}) {
			t.Fatalf("%v", actor.Teams)
		}
		admin, err := authz.From(w.asAdmin())
		if err != nil || len(admin.Grants) != len(testPermissions()) || admin.Level("test.secret.read") != authz.All {
			t.Fatalf("%+v %v", admin, err)
		}
		if w.events("iam.logged_in") != 2 {
			t.Fatal("each login is an event")
		}
	})
}

func TestNoCredentialsAreAnonymousAndBadOnesToo(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		actor, err := w.s.Authenticate(t.Context(), "", "")
		if err != nil || actor.Kind != authz.KindAnonymous {
			t.Fatal(actor, err)
		}
		session := w.login("lin.xiaoyue", adminPassword)
		for _, c := range [][2]string{{"no", ""}, {"", "hk_no"}, {session, "hk_no"}, {"", session}} {
			actor, err := w.s.Authenticate(t.Context(), c[0], c[1])
			if !errors.Is(err, fault.ErrUnauthenticated) || actor.Kind != authz.KindAnonymous {
				t.Fatalf("%v: %+v %v", c, actor, err)
			}
		}
	})
}

func TestRefusedLoginsLookAlike(t *testing.T) { // B03
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		w.user("wang.lei", 0)
		gone := w.user("zhao.min", 0)
		if _, err := w.s.DisableUser(w.asAdmin(), gone, 0); err != nil {
			t.Fatal(err)
		}
		invited, _, err := w.s.CreateUser(w.asAdmin(), NewUser{Login: "chen.jie", Name: "陈洁", RoleIDs: []int64{}, Locale: "zh-CN"})
		if err != nil || invited.Status != Invited {
			t.Fatal(err)
		}
		before := w.events("iam.login_failed")
		for i, in := range []LoginInput{
			{Login: "wang.lei", Password: "wrong-horse"},
			{Login: "nobody", Password: "wrong-horse"},
			{Login: "zhao.min", Password: userPassword},
			{Login: "chen.jie", Password: ""},
			{Login: "", Password: ""},
		} {
			_, err := w.s.Login(w.anonymous(), in)
			f := fault.As(err)
			if f == nil || f.Code != ErrWrongCredentials.Code || f.Meta != nil || f.Fields != nil {
				t.Fatalf("case %d: %v", i, err)
			}
		}
		if w.events("iam.login_failed")-before != 5 {
			t.Fatal("each failure is an event")
		}
		rows, err := db.All(t.Context(), d.Read(), db.Value[string], "SELECT payload FROM event_log")
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range rows {
			if strings.Contains(p, "horse") || strings.Contains(p, "nobody") || strings.Contains(p, "wang") || strings.Contains(p, "yuanfang") {
				t.Fatalf("a payload holds what was typed: %s", p)
			}
		}
	})
}

func TestUnknownLoginsTakeAsLong(t *testing.T) { // B03: the cost is the hash, which is computed in either case
	d := dbtest.Open(t, db.SQLite)
	w := newWorld(t, d)
	w.user("wang.lei", 0)
	best := map[string]time.Duration{"wang.lei": time.Hour, "nobody": time.Hour}
	for range 20 { // in turns, and the shortest counts, so that other load on the machine does not
		for _, login := range []string{"wang.lei", "nobody"} {
			w.clock().Advance(25 * time.Hour) // waits are over and forgotten
			began := time.Now()
			if _, err := w.s.Login(w.anonymous(), LoginInput{Login: login, Password: "wrong-horse"}); !errors.Is(err, ErrWrongCredentials) {
				t.Fatal(err)
			}
			best[login] = min(best[login], time.Since(began))
		}
	}
	if ratio := float64(best["nobody"]) / float64(best["wang.lei"]); ratio < 0.7 || ratio > 1.4 {
		t.Fatalf("%v", best)
	}
}

func TestWrongPasswordsSlowDownAndTheWaitEnds(t *testing.T) { // B01
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		w.user("wang.lei", 0)
		try := func(password, ip string) error {
			_, err := w.s.Login(w.anonymous(), LoginInput{Login: "wang.lei", Password: password, IP: netip.MustParseAddr(ip)})
			return err
		}
		for i := range 5 {
			if err := try("wrong", "203.0.113.7"); !errors.Is(err, ErrWrongCredentials) {
				t.Fatalf("try %d: %v", i, err)
			}
		}
		waits := []int64{}
		for range 12 {
			err := try(userPassword, "198.51.100.9") // the right password from elsewhere waits as well
			f := fault.As(err)
			if f == nil || f.Code != ErrThrottled.Code {
				t.Fatal(err)
			}
			wait := f.Meta["retry_after"].(int64)
			waits = append(waits, wait)
			w.clock().Advance(time.Duration(wait) * time.Second)
			if err := try("wrong", "203.0.113.7"); !errors.Is(err, ErrWrongCredentials) {
				t.Fatal(err)
			}
		}
		if !slices.Equal(waits, []int64{1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900}) {
			t.Fatal(waits)
		}
		if n := w.events("iam.login_throttled"); n != 12 {
			t.Fatalf("%d events, one for each wait", n)
		}
		w.clock().Advance(15 * time.Minute)
		if err := try(userPassword, "198.51.100.9"); err != nil {
			t.Fatal("the rightful user must get in after the wait:", err)
		}
		if err := try("wrong", "203.0.113.7"); !errors.Is(err, ErrWrongCredentials) {
			t.Fatal("counting starts anew:", err)
		}
	})
}

func TestStrangersDoNotSlowDownAKnownNetwork(t *testing.T) { // B01
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		w.user("wang.lei", 0)
		office, stranger := netip.MustParseAddr("2001:db8:1:2::10"), netip.MustParseAddr("203.0.113.7")
		login := func(password string, ip netip.Addr) error {
			_, err := w.s.Login(w.anonymous(), LoginInput{Login: "wang.lei", Password: password, IP: ip})
			return err
		}
		if err := login(userPassword, office); err != nil {
			t.Fatal(err)
		}
		for range 6 {
			_ = login("wrong", stranger)
		}
		if err := login(userPassword, stranger); !errors.Is(err, ErrThrottled) {
			t.Fatal(err)
		}
		if err := login(userPassword, netip.MustParseAddr("2001:db8:1:2::99")); err != nil {
			t.Fatal("the office must not suffer:", err)
		}
	})
}

func TestManyAccountsFromOneNetworkSlowDown(t *testing.T) { // B01
	d := dbtest.Open(t, db.SQLite)
	w := newWorld(t, d)
	w.user("wang.lei", 0)
	refused := 0
	for i := range 40 {
		_, err := w.s.Login(w.anonymous(), LoginInput{Login: "guess" + string(rune('a'+i%26)) + string(rune('a'+i/26)), Password: "Winter-2026", IP: netip.MustParseAddr("203.0.113.7")})
		if errors.Is(err, ErrThrottled) {
			refused++
		}
	}
	if refused != 20 {
		t.Fatalf("%d refused", refused)
	}
	if _, err := w.s.Login(w.anonymous(), LoginInput{Login: "wang.lei", Password: userPassword, IP: netip.MustParseAddr("203.0.113.8")}); err != nil {
		t.Fatal("other networks go on:", err)
	}
}

func TestParallelWrongPasswordsCannotAllPass(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		w.user("wang.lei", 0)
		var looked, waited, other atomic.Int64
		var wg sync.WaitGroup
		for range 50 {
			wg.Go(func() {
				_, err := w.s.Login(w.anonymous(), LoginInput{Login: "wang.lei", Password: "wrong-horse"})
				switch {
				case errors.Is(err, ErrWrongCredentials):
					looked.Add(1)
				case errors.Is(err, ErrThrottled):
					waited.Add(1)
				default:
					other.Add(1)
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if looked.Load() != 5 || waited.Load() != 45 {
			t.Fatalf("looked at %d, waited %d", looked.Load(), waited.Load())
		}
		if w.events("iam.login_failed") != 5 || w.events("iam.login_throttled") != 1 {
			t.Fatal("events must not flood the log")
		}
	})
}

func TestWaitsSurviveARestart(t *testing.T) {
	url := dbtest.URL(t, db.SQLite)
	w := newWorld(t, dbtest.OpenURL(t, url))
	for range 5 {
		_, _ = w.s.Login(w.anonymous(), LoginInput{Login: "lin.xiaoyue", Password: "wrong"})
	}
	again := newService(t, dbtest.OpenURL(t, url), &postbox{}, testPermissions())
	if _, err := again.Login(w.anonymous(), LoginInput{Login: "lin.xiaoyue", Password: adminPassword}); !errors.Is(err, ErrThrottled) {
		t.Fatal(err)
	}
}

func TestSessionsEndByIdlenessAndAge(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		session := w.login("lin.xiaoyue", adminPassword)
		alive := func() bool {
			_, err := w.s.Authenticate(t.Context(), session, "")
			return err == nil
		}
		for range 20 { // 20 × 8 h = 160 h: used often enough
			w.clock().Advance(8*time.Hour - time.Second)
			if !alive() {
				t.Fatal("ended too early")
			}
		}
		w.clock().Advance(7 * time.Hour)
		if !alive() {
			t.Fatal("ended too early")
		}
		w.clock().Advance(2 * time.Hour) // 168 h are over
		if alive() {
			t.Fatal("too old")
		}
		session = w.login("lin.xiaoyue", adminPassword)
		w.clock().Advance(8*time.Hour + time.Second)
		if alive() {
			t.Fatal("idle too long")
		}
	})
}

func TestLastSeenIsWrittenOnceAMinute(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		session := w.login("lin.xiaoyue", adminPassword)
		seen := func() time.Time {
			all, err := w.s.store.sessions(t.Context(), d.Read(), w.admin)
			if err != nil || len(all) != 1 {
				t.Fatal(all, err)
			}
			return all[0].LastSeenAt
		}
		start := seen()
		w.clock().Advance(59 * time.Second)
		w.as(session)
		if !seen().Equal(start) {
			t.Fatal("written within the minute")
		}
		w.clock().Advance(time.Second)
		w.as(session)
		if got := seen(); !got.Equal(start.Add(time.Minute)) {
			t.Fatal(got)
		}
	})
}

func TestANewLoginEndsTheSessionThatTheBrowserCameWith(t *testing.T) { // B06
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		w.user("wang.lei", 0)
		old := w.login("lin.xiaoyue", adminPassword)
		done, err := w.s.Login(w.as(old), LoginInput{Login: "wang.lei", Password: userPassword})
		if err != nil || done.Session == old {
			t.Fatal(err)
		}
		if _, err := w.s.Authenticate(t.Context(), old, ""); !errors.Is(err, fault.ErrUnauthenticated) {
			t.Fatal("the old session must be dead")
		}
	})
}

func TestRevocationIsEffectiveEverywhere(t *testing.T) { // B07
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		id := w.user("wang.lei", 0, w.role(authz.Rep))
		other := newService(t, d, &postbox{}, testPermissions()) // a second node over the same database
		admin := w.asAdmin()
		password, next := userPassword, "Fischadler-ueber-9-See"
		for _, c := range []struct {
			name   string
			revoke func(session string) error
		}{
			{"logout", func(session string) error { return w.s.Logout(w.as(session)) }},
			{"kick", func(string) error { return w.s.EndUserSessions(admin, id) }},
			{"own list", func(session string) error { return w.s.EndSession(w.as(session), actorOf(t, w.as(session)).SessionID) }},
			{"other sessions", func(string) error { return w.s.EndOtherSessions(w.as(w.login("wang.lei", password))) }},
			{"password", func(string) error {
				return w.s.ChangePassword(w.as(w.login("wang.lei", password)), password, next)
			}},
		} {
			session := w.login("wang.lei", password)
			if _, err := other.Authenticate(t.Context(), session, ""); err != nil {
				t.Fatal(err)
			}
			if err := c.revoke(session); err != nil {
				t.Fatal(c.name, err)
			}
			if _, err := w.s.Authenticate(t.Context(), session, ""); !errors.Is(err, fault.ErrUnauthenticated) {
				t.Fatalf("%s: the same node must know at once", c.name)
			}
			w.clock().Advance(time.Second)
			if _, err := other.Authenticate(t.Context(), session, ""); !errors.Is(err, fault.ErrUnauthenticated) {
				t.Fatalf("%s: the other node must know after a second", c.name)
			}
		}
		session := w.login("wang.lei", next)
		_, token, err := w.s.CreateToken(w.as(session), TokenInput{Name: "t", Permissions: []string{"test.thing.read"}})
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range [][2]string{{session, ""}, {"", token}} {
			if _, err := other.Authenticate(t.Context(), c[0], c[1]); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := w.s.DisableUser(admin, id, 0); err != nil {
			t.Fatal(err)
		}
		w.clock().Advance(time.Second)
		for _, s := range []*Service{w.s, other} {
			for _, c := range [][2]string{{session, ""}, {"", token}} {
				if _, err := s.Authenticate(t.Context(), c[0], c[1]); !errors.Is(err, fault.ErrUnauthenticated) {
					t.Fatal("disabled, but still let in")
				}
			}
		}
		if w.events("iam.token_revoked") != 1 || w.events("iam.user_disabled") != 1 {
			t.Fatal("events")
		}
	})
}

func TestChangedRightsCountAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		id := w.user("wang.lei", 0, w.role(authz.Rep))
		session := w.login("wang.lei", userPassword)
		level := func() authz.Level {
			actor, err := w.s.Authenticate(t.Context(), session, "")
			if err != nil {
				t.Fatal(err)
			}
			return actor.Level("test.thing.read")
		}
		if level() != authz.Own {
			t.Fatal(level())
		}
		admin := w.asAdmin()
		u, err := w.s.User(admin, id)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.s.UpdateUser(admin, id, u.Version, UserPatch{RoleIDs: &[]int64{w.role(authz.Manager)}}); err != nil {
			t.Fatal(err)
		}
		if level() != authz.Subtree {
			t.Fatal(level())
		}
		role, err := w.s.Role(admin, w.role(authz.Manager))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.s.UpdateRole(admin, role.ID, role.Version, RolePatch{Grants: &Grants{"test.thing.read": authz.Team}}); err != nil {
			t.Fatal(err)
		}
		if level() != authz.Team {
			t.Fatal(level())
		}
		err = d.Write(admin, func(tx *db.Tx) error { return w.s.PlaceTx(admin, tx, id, Placement{TeamID: 30, ManagerID: w.admin}) })
		if err != nil {
			t.Fatal(err)
		}
		actor, err := w.s.Authenticate(t.Context(), session, "")
		if err != nil || actor.TeamID != 30 {
			t.Fatal(actor, err)
		}
		if u, err = w.s.User(admin, id); err != nil || u.Manager == nil || u.Manager.Name != "林晓月" || u.Team.Name != "杭州" {
			t.Fatalf("%+v %v", u, err)
		}
	})
}

func TestOldHashesAreRenewedAtLogin(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		old := cost{memory: 8 * 1024, passes: 1, lanes: 1}
		salt := []byte("0123456789abcdef")
		err := d.Write(w.system(), func(tx *db.Tx) error {
			_, err := tx.Exec(t.Context(), "UPDATE iam_user SET password = ? WHERE id = ?", encode(old, salt, old.key(adminPassword, salt)), w.admin)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		w.login("lin.xiaoyue", adminPassword)
		a, err := w.s.store.account(t.Context(), d.Read(), w.admin)
		if err != nil || !strings.Contains(a.Password, "m=19456,t=2,p=1") {
			t.Fatal(a.Password, err)
		}
		w.login("lin.xiaoyue", adminPassword)
	})
}

func TestPruneForgetsWhatHasHadItsTime(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		w.login("lin.xiaoyue", adminPassword)
		_, _ = w.s.Login(w.anonymous(), LoginInput{Login: "nobody", Password: "wrong"})
		if _, err := w.s.InviteUser(w.asAdmin(), w.user("plain", 0)); err != nil {
			t.Fatal(err)
		}
		left := func() int {
			n, err := db.One(t.Context(), d.Read(), db.Value[int], `SELECT (SELECT count(*) FROM iam_session) + (SELECT count(*) FROM iam_throttle)
				+ (SELECT count(*) FROM iam_link) + (SELECT count(*) FROM iam_known_network)`)
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		before := left()
		if err := w.s.prune(w.system(), pruneJob{}); err != nil || left() != before {
			t.Fatal("nothing is old yet", err, left(), before)
		}
		w.clock().Advance(keepNetwork + time.Hour)
		if err := w.s.prune(w.system(), pruneJob{}); err != nil || left() != 0 {
			t.Fatal(err, left())
		}
	})
}

func TestTheLogTellsWhoActed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		w.login("lin.xiaoyue", adminPassword)
		found, err := event.Find(t.Context(), d.Read(), event.Filter{Types: []string{"iam.logged_in"}, Limit: 1})
		if err != nil || len(found) != 1 || found[0].ActorKind != authz.KindUser || *found[0].ActorID != w.admin {
			t.Fatalf("%+v %v", found, err)
		}
	})
}
