package app_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"haike/internal/app"
	"haike/internal/platform/apitest"
	"haike/internal/platform/config"
	"haike/internal/platform/db"
	"haike/internal/platform/dbtest"
)

const password = "Lanhai-Yuexin-2046"

// world is a company with one person per role, whom the generated tests play.
type world struct {
	app     *app.App
	handler http.Handler
	ops     map[string]apitest.Operation
	list    []apitest.Operation
	root    apitest.Caller // the first administrator; prepares what others act on
	people  map[string]*person
	teams   map[string]int64
	roles   map[string]int64 // by key, or by name
	serial  int
}

// person is a caller with an account.
type person struct {
	apitest.Caller
	login, password string
	id              int64
}

// openApp builds the whole program on an empty database of one engine.
func openApp(t *testing.T, engine db.Dialect) *app.App {
	t.Helper()
	dir := t.TempDir()
	cfg := config.Config{
		Database: dbtest.URL(t, engine), SecretsDir: filepath.Join(dir, "secrets"), BackupDir: filepath.Join(dir, "backups"),
		Listen: "127.0.0.1:0", BaseURL: apitest.Origin, LogLevel: "info", JobsParallel: 1,
	}
	if err := cfg.Complete(); err != nil {
		t.Fatal(err)
	}
	a, err := app.New(t.Context(), app.Options{Config: cfg, Version: "test"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	return a
}

// newWorld sets the company up through the API, as people would.
//
//	head office ── east ── east one
//	            └─ west
//
// All callers belong to east, which the manager leads.
func newWorld(t *testing.T, engine db.Dialect) *world {
	t.Helper()
	w := &world{app: openApp(t, engine), ops: map[string]apitest.Operation{}, people: map[string]*person{}, teams: map[string]int64{}, roles: map[string]int64{}}
	w.handler = w.app.Handler()
	w.list = apitest.Operations(w.app.OpenAPI())
	for _, op := range w.list {
		w.ops[op.ID] = op
	}
	w.must(t, "setup-create", apitest.Request{Body: map[string]any{
		"company":       map[string]any{"name": "澜岸", "zone": "Asia/Shanghai", "base_currency": "CNY"},
		"administrator": map[string]any{"login": "root", "name": "root", "password": password}, "locale": "zh-CN",
	}}, apitest.Caller{})
	w.root = apitest.Caller{Name: "root", Cookie: w.signIn(t, "root", password)}
	for _, team := range [][2]string{{"head", ""}, {"east", "head"}, {"east one", "east"}, {"west", "head"}} {
		body := map[string]any{"name": team[0]}
		if team[1] != "" {
			body["parent_id"] = w.teams[team[1]]
		}
		w.teams[team[0]] = number(w.must(t, "team-create", apitest.Request{Body: body}, w.root), "id")
	}
	w.addRoles(t)
	for _, name := range slices.Concat(builtinRoles(), customRoles()) {
		w.addPerson(t, name, w.roles[name])
	}
	w.addPerson(t, "nobody", 0)
	w.addPerson(t, "guest", 0) // calls nothing, but is signed in again and again
	w.addPerson(t, "disabled", w.roles["administrator"])
	w.must(t, "disable-user", byID(w.people["disabled"].id), w.root)
	leader := w.must(t, "team-get", byID(w.teams["east"]), w.root)
	w.must(t, "team-update", apitest.Request{
		Path: id(w.teams["east"]), Version: number(leader, "version"),
		Body: map[string]any{"leader_id": w.people["manager"].id},
	}, w.root)
	return w
}

func (w *world) addRoles(t *testing.T) {
	t.Helper()
	for _, item := range w.must(t, "list-roles", apitest.Request{}, w.root)["items"].([]any) {
		role := item.(map[string]any)
		if key, ok := role["key"].(string); ok {
			w.roles[key] = number(role, "id")
		}
	}
	for _, name := range customRoles() {
		w.roles[name] = number(w.must(t, "create-role", apitest.Request{Body: map[string]any{"name": name, "grants": grants()[name]}}, w.root), "id")
	}
}

// addPerson makes an account in the team east, sets its password by the link
// of the invitation and signs it in.
func (w *world) addPerson(t *testing.T, name string, role int64) *person {
	t.Helper()
	roles := []int64{}
	if role != 0 {
		roles = append(roles, role)
	}
	p := &person{login: fmt.Sprintf("p%d", w.next()), password: password}
	body := map[string]any{"login": p.login, "name": name, "role_ids": roles, "team_id": w.teams["east"]}
	made := w.must(t, "create-user", apitest.Request{Body: body}, w.root)
	p.id = number(made, "id")
	_, secret, found := strings.Cut(fmt.Sprint(made["invitation_url"]), "#token=")
	if !found {
		t.Fatalf("no invitation: %v", made)
	}
	secret, err := url.QueryUnescape(secret)
	if err != nil {
		t.Fatal(err)
	}
	w.must(t, "confirm-password-reset", apitest.Request{Body: map[string]any{"token": secret, "password": p.password}}, apitest.Caller{})
	p.Caller = apitest.Caller{Name: name, Cookie: w.signIn(t, p.login, p.password)}
	w.people[name] = p
	return p
}

// signIn returns a session's cookie.
func (w *world) signIn(t *testing.T, login, password string) string {
	t.Helper()
	n := w.next() // an address of its own, so that nobody else's failures make it wait
	a := apitest.Send(w.handler, w.ops["open-session"], apitest.Request{
		Body: map[string]any{"login": login, "password": password}, From: fmt.Sprintf("10.%d.%d.1:4000", n/250, n%250),
	}, apitest.Caller{})
	for _, c := range (&http.Response{Header: a.Header}).Cookies() {
		if c.Name == "haike" {
			return c.Name + "=" + c.Value
		}
	}
	t.Fatalf("%s cannot sign in: %d %s", login, a.Status, a.Body)
	return ""
}

// must carries out an operation that has to succeed.
func (w *world) must(t *testing.T, operation string, r apitest.Request, c apitest.Caller) map[string]any {
	t.Helper()
	op, ok := w.ops[operation]
	if !ok {
		t.Fatalf("no operation %s", operation)
	}
	a := apitest.Send(w.handler, op, r, c)
	if a.Status != op.Success {
		t.Fatalf("%s as %s: %d %s", operation, c.Name, a.Status, a.Body)
	}
	body := map[string]any{}
	if len(a.Body) > 0 {
		if err := json.Unmarshal(a.Body, &body); err != nil {
			t.Fatal(err)
		}
	}
	return body
}

func (w *world) next() int {
	w.serial++
	return w.serial
}

// account makes a further user in a team, without a password.
func (w *world) account(t *testing.T, team string) int64 {
	t.Helper()
	body := map[string]any{"login": fmt.Sprintf("u%d", w.next()), "name": "目标", "role_ids": []int64{}, "team_id": w.teams[team]}
	return number(w.must(t, "create-user", apitest.Request{Body: body}, w.root), "id")
}

const noSuchID = 999_999_999

// user returns the id of a user in the given relation to the caller.
func (w *world) user(t *testing.T, c apitest.Caller, record string) int64 {
	t.Helper()
	switch record {
	case "own":
		if p := w.people[c.Name]; p != nil {
			return p.id
		}
		return w.people["administrator"].id
	case "team":
		return w.account(t, "east")
	case "below":
		return w.account(t, "east one")
	case "other":
		return w.account(t, "west")
	}
	return noSuchID
}

func number(body map[string]any, field string) int64 {
	n, _ := body[field].(float64) // what is no number fails where it is used
	return int64(n)
}

func id(n int64) map[string]string { return map[string]string{"id": fmt.Sprint(n)} }

func byID(n int64) apitest.Request { return apitest.Request{Path: id(n)} }
