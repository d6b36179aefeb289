package iam

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/pquerna/otp/hotp"

	"haike/internal/platform/authz"
	"haike/internal/platform/clock"
	"haike/internal/platform/db"
	"haike/internal/platform/dbtest"
	"haike/internal/platform/event"
	"haike/internal/platform/i18n"
	"haike/internal/platform/jobs"
	"haike/internal/platform/mail"
	"haike/internal/platform/secret"
)

// The cast's passwords: long, and on no list.
const (
	adminPassword = "Kranich-am-Fluss-7"
	userPassword  = "Reiher-im-Schilf-4"
)

// postbox keeps what would have been mailed.
type postbox struct {
	mu   sync.Mutex
	off  bool
	sent []mail.Message
}

func (p *postbox) Enabled() bool { return !p.off }

func (p *postbox) Send(_ context.Context, m mail.Message) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.sent = append(p.sent, m)
	return nil
}

// world is an installation of this room with an administrator, 林晓月.
type world struct {
	t     *testing.T
	d     *db.DB
	s     *Service
	post  *postbox
	admin int64
}

// teams of the test: 20 and 30 lie below 10.
func below(team int64) []int64 {
	if team == 10 {
		return []int64{10, 20, 30}
	}
	if team == 0 {
		return nil
	}
	return []int64{team}
}

func testPermissions() []authz.Permission {
	return append(Permissions(),
		authz.Permission{Key: "test.thing.read", Scoped: true, Defaults: map[authz.Builtin]authz.Level{authz.Manager: authz.Subtree, authz.Rep: authz.Own}},
		authz.Permission{Key: "test.thing.write", Scoped: true, Defaults: map[authz.Builtin]authz.Level{authz.Manager: authz.Team, authz.Rep: authz.Own}},
		authz.Permission{Key: "test.secret.read"},
	)
}

func newService(t *testing.T, d *db.DB, post *postbox, permissions []authz.Permission) *Service {
	t.Helper()
	texts, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	box, err := secret.New(make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	engine := jobs.New(d, log, 2)
	s := New(Deps{
		DB: d, Events: event.NewLog(), Jobs: engine, Secrets: box, Mailer: post, Texts: texts, Log: log,
		BaseURL: "https://crm.example/", Permissions: permissions,
		TeamsOf: func(_ context.Context, _ db.Reader, _, team int64) ([]int64, error) { return below(team), nil },
		TeamNames: func(context.Context, db.Reader, []int64) (map[int64]string, error) {
			return map[int64]string{10: "华东", 20: "上海", 30: "杭州"}, nil
		},
		Company: func(context.Context, db.Reader) (Company, error) {
			return Company{Name: "远方科技", Zone: "Asia/Shanghai", BaseCurrency: "CNY"}, nil
		},
		CheckPlace: func(_ context.Context, _ *db.Tx, _ int64, at Placement, scope authz.Scope) error {
			if !scope.Covers(0, at.TeamID) {
				return ErrGrantExceedsOwn
			}
			return nil
		},
	})
	if err := s.RegisterJobs(engine); err != nil {
		t.Fatal(err)
	}
	if err := engine.Ready(); err != nil {
		t.Fatal(err)
	}
	return s
}

func newWorld(t *testing.T, d *db.DB) *world {
	t.Helper()
	w := &world{t: t, d: d, post: &postbox{}}
	w.s = newService(t, d, w.post, testPermissions())
	if err := w.s.SyncPermissions(w.system()); err != nil {
		t.Fatal(err)
	}
	ctx := authz.WithActor(t.Context(), authz.Anonymous())
	err := d.Write(ctx, func(tx *db.Tx) error {
		id, err := w.s.CreateAdministratorTx(ctx, tx, Administrator{Login: "Lin.Xiaoyue", Name: "林晓月", Password: adminPassword, Email: "lin@yuanfang.example", Locale: "zh-CN"})
		w.admin = id
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func (w *world) system() context.Context {
	return authz.WithActor(w.t.Context(), authz.System("test", nil))
}

func (w *world) anonymous() context.Context {
	return authz.WithActor(w.t.Context(), authz.Anonymous())
}

func (w *world) clock() *clock.Manual { return dbtest.Clock(w.d) }

// role returns the id of a built-in role.
func (w *world) role(key authz.Builtin) int64 {
	w.t.Helper()
	roles, err := w.s.store.roles(w.t.Context(), w.d.Read(), nil)
	if err != nil {
		w.t.Fatal(err)
	}
	i := slices.IndexFunc(roles, func(r Role) bool { return r.Key == key })
	return roles[i].ID
}

// user creates an active user with a password of their own, in a team, with roles.
func (w *world) user(login string, team int64, roles ...int64) int64 {
	w.t.Helper()
	return w.userWith(NewUser{Login: login, Name: "员工" + login, Email: login + "@yuanfang.example", RoleIDs: roles, Place: Placement{TeamID: team}, Locale: "zh-CN"})
}

func (w *world) userWith(n NewUser) int64 {
	w.t.Helper()
	hash, err := w.s.hasher.hash(w.t.Context(), userPassword)
	if err != nil {
		w.t.Fatal(err)
	}
	var id int64
	err = w.d.Write(w.system(), func(tx *db.Tx) error {
		if id, err = w.s.store.insertUser(w.t.Context(), tx, n, hash); err != nil {
			return err
		}
		w.s.store.passwordChosen(tx, id)
		w.s.store.addRoles(tx, id, n.RoleIDs)
		return nil
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return id
}

// custom makes a role with grants and returns its id.
func (w *world) custom(name string, g Grants) int64 {
	w.t.Helper()
	var id int64
	err := w.d.Write(w.system(), func(tx *db.Tx) (err error) {
		if id, err = w.s.store.insertRole(w.t.Context(), tx, name); err != nil {
			return err
		}
		w.s.store.setGrants(tx, id, g)
		return nil
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return id
}

// login signs a user in and returns the session's secret.
func (w *world) login(login, password string) string {
	w.t.Helper()
	done, err := w.s.Login(w.anonymous(), LoginInput{Login: login, Password: password})
	if err != nil {
		w.t.Fatal(err)
	}
	return done.Session
}

// as returns a context in which a session's user acts.
func (w *world) as(session string) context.Context {
	w.t.Helper()
	actor, err := w.s.Authenticate(w.t.Context(), session, "")
	if err != nil {
		w.t.Fatal(err)
	}
	return authz.WithActor(w.t.Context(), actor)
}

func (w *world) asAdmin() context.Context { return w.as(w.login("lin.xiaoyue", adminPassword)) }

func (w *world) asUser(login string) context.Context { return w.as(w.login(login, userPassword)) }

// events counts the events of a type.
func (w *world) events(eventType string) int {
	w.t.Helper()
	found, err := event.Find(w.t.Context(), w.d.Read(), event.Filter{Types: []string{eventType}, Limit: 1000})
	if err != nil {
		w.t.Fatal(err)
	}
	return len(found)
}

// runJobs runs the mailing jobs that wait, as the engine would.
func (w *world) runJobs() {
	w.t.Helper()
	rows, err := db.All(w.t.Context(), w.d.Read(), db.Value[string], "SELECT args FROM river_job WHERE kind = 'iam_mail_link' AND state = 'available' ORDER BY id")
	if err != nil {
		w.t.Fatal(err)
	}
	for _, args := range rows {
		j, err := parseLinkJob(args)
		if err != nil {
			w.t.Fatal(err)
		}
		if err := w.s.mailLink(authz.WithActor(w.t.Context(), linkActor()), j); err != nil {
			w.t.Fatal(err)
		}
	}
	err = w.d.Write(w.system(), func(tx *db.Tx) error {
		_, err := tx.Exec(w.t.Context(), "DELETE FROM river_job WHERE kind = 'iam_mail_link'")
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

// jobs counts the mailing jobs that wait.
func (w *world) jobs() int {
	w.t.Helper()
	n, err := db.One(w.t.Context(), w.d.Read(), db.Value[int], "SELECT count(*) FROM river_job WHERE kind = 'iam_mail_link'")
	if err != nil {
		w.t.Fatal(err)
	}
	return n
}

// token returns the secret in a mail's link.
func (p *postbox) token(i int) string {
	_, rest, _ := strings.Cut(p.sent[i].Text, "#token=")
	token, _, _ := strings.Cut(rest, "\n")
	return token
}

// office is an address of the company.
func office() netip.Addr { return netip.MustParseAddr("192.0.2.10") }

// code is what an authenticator app shows now.
func (w *world) code(secret string) string {
	w.t.Helper()
	c, err := hotp.GenerateCode(secret, uint64(w.clock().Now().Unix()/codePeriod))
	if err != nil {
		w.t.Fatal(err)
	}
	return c
}

func actorOf(t *testing.T, ctx context.Context) authz.Actor { // t comes first, as in the testing package
	t.Helper()
	actor, err := authz.From(ctx)
	if err != nil {
		t.Fatal(err)
	}
	return actor
}

func parseLinkJob(args string) (linkJob, error) {
	var j linkJob
	err := json.Unmarshal([]byte(args), &j)
	return j, err
}
