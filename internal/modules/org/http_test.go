package org

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http/httptest"
	"strings"
	"testing"

	"haike/internal/modules/iam"
	"haike/internal/platform/authz"
	"haike/internal/platform/fault"
	"haike/internal/platform/httpx"
	"haike/internal/platform/i18n"
)

// keyring lets tests sign in by naming an actor.
type keyring map[string]authz.Actor

func (k keyring) Authenticate(_ context.Context, c httpx.Credentials) (authz.Actor, error) {
	if c.Bearer == "" {
		return authz.Anonymous(), nil
	}
	if a, ok := k[c.Bearer]; ok {
		return a, nil
	}
	return authz.Anonymous(), fault.ErrUnauthenticated
}

// serve mounts the room for the given actors.
func (w *world) serve(actors map[string]context.Context) *httpx.Router {
	w.t.Helper()
	ring := keyring{}
	for name, ctx := range actors {
		a, err := authz.From(ctx)
		if err != nil {
			w.t.Fatal(err)
		}
		ring[name] = a
	}
	texts, err := i18n.Load()
	if err != nil {
		w.t.Fatal(err)
	}
	foreign := []authz.Permission{{Key: iam.PermUserRead, Scoped: true}}
	r, err := httpx.New(httpx.Config{
		Version: "test", Permissions: append(Permissions(), foreign...), Authenticator: ring, Texts: texts,
		Clock: w.db.Clock(), Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		w.t.Fatal(err)
	}
	w.Mount(r)
	if err := r.Check(); err != nil {
		w.t.Fatal(err)
	}
	return r
}

// scenario is one request and what must come back.
type scenario struct {
	name     string
	as       string // "" is nobody
	request  string // "GET /teams"
	version  string // If-Match
	body     string
	status   int
	code     string // of the problem
	contains string
	lacks    string
}

// run makes the requests in order. A refused one must leave every row as it was.
func (w *world) run(r *httpx.Router, scenarios []scenario) {
	t := w.t
	t.Helper()
	for _, sc := range scenarios {
		before := w.state()
		method, path, _ := strings.Cut(sc.request, " ")
		q := httptest.NewRequest(method, httpx.Prefix+path, strings.NewReader(sc.body))
		if sc.body != "" {
			q.Header.Set("Content-Type", "application/json")
		}
		if sc.as != "" {
			q.Header.Set("Authorization", "Bearer "+sc.as)
		}
		if sc.version != "" {
			q.Header.Set("If-Match", `"`+sc.version+`"`)
		}
		answer := httptest.NewRecorder()
		r.Handler().ServeHTTP(answer, q)
		text := answer.Body.String()
		var problem struct{ Code string }
		if answer.Code >= 400 {
			if err := json.Unmarshal(answer.Body.Bytes(), &problem); err != nil {
				t.Errorf("%s: not a problem document: %s", sc.name, text)
			}
		}
		if answer.Code != sc.status || problem.Code != sc.code || !strings.Contains(text, sc.contains) || sc.lacks != "" && strings.Contains(text, sc.lacks) {
			t.Errorf("%s: %d %s, want %d %s with %q without %q\n%s", sc.name, answer.Code, problem.Code, sc.status, sc.code, sc.contains, sc.lacks, text)
		}
		if changed := before.Difference(w.state()); (answer.Code >= 400 || method == "GET") && len(changed) > 0 {
			t.Errorf("%s changed %v", sc.name, changed)
		}
	}
}

func TestSetUpOverHTTP(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		r := w.serve(nil)
		const company = `{"company":{"name":"海客"},"administrator":{"login":"guanli","name":"管理员","password":"a long enough one"},"locale":"zh-CN"}`
		w.run(r, []scenario{
			{name: "needed", request: "GET /setup", status: 200, contains: `{"needed":true,"mail":false}`},
			{name: "company first", request: "GET /company", status: 401, code: "common.unauthenticated"},
			{name: "unknown field", request: "POST /setup", body: strings.Replace(company, `"locale"`, `"role":"x","locale"`, 1), status: 422, code: "common.invalid", contains: `"path":"role"`},
			{name: "another language", request: "POST /setup", body: strings.Replace(company, "zh-CN", "fr", 1), status: 422, code: "common.invalid", contains: `"path":"locale"`},
			{name: "bad zone", request: "POST /setup", body: strings.Replace(company, `"name":"海客"`, `"name":"海客","zone":"Local"`, 1), status: 422, code: "common.invalid", contains: `"path":"company.zone"`},
			{name: "done", request: "POST /setup", body: company, status: 201, contains: `"user_id":1`},
			{name: "again", request: "POST /setup", body: company, status: 409, code: "org.already_set_up"},
			{name: "no longer needed", request: "GET /setup", status: 200, contains: `"needed":false`},
		})
	})
}

func TestCompanyAndTeamsOverHTTP(t *testing.T) {
	eachCompany(t, func(t *testing.T, w *world) {
		east := w.team("华东", 0)
		leader := w.user("孙立", east.ID)
		r := w.serve(map[string]context.Context{"admin": w.admin(), "rep": w.reading(leader, east.ID)})
		w.run(r, []scenario{
			{name: "company", as: "rep", request: "GET /company", status: 200, contains: `"base_currency":"CNY"`},
			{name: "company without right", as: "rep", request: "PATCH /company", version: "1", body: `{"name":"x"}`, status: 403, code: "common.forbidden"},
			{name: "company without version", as: "admin", request: "PATCH /company", body: `{"name":"x"}`, status: 428, code: "common.version_required"},
			{name: "base currency is fixed", as: "admin", request: "PATCH /company", version: "1", body: `{"base_currency":"USD"}`, status: 422, code: "common.invalid"},
			{name: "company", as: "admin", request: "PATCH /company", version: "1", body: `{"name":"新海客","fiscal_year_start":4}`, status: 200, contains: `"fiscal_year_start":4`},
			{name: "company, old version", as: "admin", request: "PATCH /company", version: "1", body: `{"name":"x"}`, status: 412, code: "common.stale"},

			{name: "tree without sign-in", request: "GET /teams", status: 401, code: "common.unauthenticated"},
			{name: "tree", as: "rep", request: "GET /teams", status: 200, contains: `"items":[{"id":1,"name":"华东","members":1,"version":1}]`},
			{name: "create without right", as: "rep", request: "POST /teams", body: `{"name":"华南"}`, status: 403, code: "common.forbidden"},
			{name: "create", as: "admin", request: "POST /teams", body: fmt.Sprintf(`{"name":"华南","parent_id":null,"leader_id":%d}`, leader), status: 201, contains: `"leader":{"id":2,"name":"孙立"}`},
			{name: "same name", as: "admin", request: "POST /teams", body: `{"name":"华南"}`, status: 409, code: "org.team_name_taken"},
			{name: "nameless", as: "admin", request: "POST /teams", body: `{"name":" "}`, status: 422, code: "common.invalid", contains: `"path":"name"`},
			{name: "unknown leader", as: "admin", request: "POST /teams", body: `{"name":"x","leader_id":99}`, status: 422, code: "common.invalid", contains: `"path":"leader_id"`},
			{name: "move", as: "admin", request: "PATCH /teams/2", version: "1", body: `{"parent_id":1}`, status: 200, contains: `"parent_id":1`},
			{name: "cycle", as: "admin", request: "PATCH /teams/1", version: "1", body: `{"parent_id":2}`, status: 409, code: "org.team_cycle"},
			{name: "the rest stays", as: "admin", request: "PATCH /teams/2", version: "2", body: `{"name":"南区"}`, status: 200, contains: `"parent_id":1,"leader"`},
			{name: "null takes away", as: "admin", request: "PATCH /teams/2", version: "3", body: `{"parent_id":null,"leader_id":null}`, status: 200, lacks: `parent_id`},
			{name: "zero is no id", as: "admin", request: "PATCH /teams/2", version: "4", body: `{"parent_id":0}`, status: 422, code: "common.invalid"},
			{name: "not empty", as: "admin", request: "DELETE /teams/1", version: "1", status: 409, code: "org.team_not_empty", contains: `"members":1`},
			{name: "archive without version", as: "admin", request: "DELETE /teams/2", status: 428, code: "common.version_required"},
			{name: "archive", as: "admin", request: "DELETE /teams/2", version: "4", status: 204},
			{name: "archived", as: "admin", request: "GET /teams/2", status: 404, code: "common.not_found"},
			{name: "never there", as: "admin", request: "PATCH /teams/99", version: "1", body: `{}`, status: 404, code: "common.not_found"},
		})
	})
}

func TestMembersOverHTTP(t *testing.T) {
	eachCompany(t, func(t *testing.T, w *world) {
		east, south := w.team("华东", 0), w.team("华南", 0)
		manager, rep := w.user("经理", east.ID), w.user("销售", east.ID)
		stranger := w.user("外人", south.ID)
		r := w.serve(map[string]context.Context{
			"admin": w.admin(), "manager": w.acting(manager), "rep": w.reading(rep, east.ID),
		})
		member := fmt.Sprint("/members/", rep)
		const rest = `,"regions":["330100"],"industries":["65"],"languages":["cmn"],"capacity":100}`
		place := func(team, manager int64) string {
			return fmt.Sprintf(`{"team_id":%d,"manager_id":%d`, team, manager) + rest
		}
		w.run(r, []scenario{
			{name: "empty at first", as: "manager", request: "GET " + member, status: 200, contains: `"regions":[],"industries":[],"languages":[],"absences":[],"version":1`},
			{name: "outside", as: "manager", request: fmt.Sprint("GET /members/", stranger), status: 404, code: "common.not_found"},
			{name: "nobody", as: "manager", request: "GET /members/999", status: 404, code: "common.not_found"},
			{name: "without right", as: "rep", request: "PUT " + member, version: "1", body: place(east.ID, manager), status: 403, code: "common.forbidden"},
			{name: "set", as: "manager", request: "PUT " + member, version: "1", body: place(east.ID, manager), status: 200, contains: `"capacity":100`},
			{name: "old version", as: "manager", request: "PUT " + member, version: "1", body: place(east.ID, manager), status: 412, code: "common.stale"},
			{name: "into a foreign team", as: "manager", request: "PUT " + member, version: "2", body: place(south.ID, manager), status: 403, code: "org.placement_outside_scope"},
			{name: "outside, write", as: "manager", request: fmt.Sprint("PUT /members/", stranger), version: "1", body: place(east.ID, manager), status: 404, code: "common.not_found"},
			{name: "cycle", as: "admin", request: fmt.Sprint("PUT /members/", manager), version: "1", body: place(east.ID, rep), status: 409, code: "org.manager_cycle"},
			{name: "half a member", as: "manager", request: "PUT " + member, version: "2", body: `{"team_id":1}`, status: 422, code: "common.invalid"},
			{name: "unknown codes", as: "manager", request: "PUT " + member, version: "2", body: strings.Replace(place(east.ID, manager), "330100", "330199", 1), status: 422, code: "common.invalid", contains: `"path":"regions[0]"`},
			{name: "nowhere", as: "admin", request: "PUT " + member, version: "2", body: `{"team_id":null,"manager_id":null,"regions":[],"industries":[],"languages":[],"capacity":null}`, status: 200, lacks: "team_id"},
			{name: "back", as: "admin", request: "PUT " + member, version: "3", body: place(east.ID, manager), status: 200},

			{name: "absence", as: "manager", request: "POST " + member + "/absences", body: `{"from":"2026-12-01","to":"2026-12-02","note":"病假"}`, status: 201, contains: `"note":"病假"`},
			{name: "overlap", as: "manager", request: "POST " + member + "/absences", body: `{"from":"2026-12-02"}`, status: 409, code: "org.absence_overlaps"},
			{name: "no such day", as: "manager", request: "POST " + member + "/absences", body: `{"from":"2026-13-02"}`, status: 422, code: "common.invalid"},
			{name: "withdraw without version", as: "manager", request: "DELETE " + member + "/absences/1", status: 428, code: "common.version_required"},
			{name: "withdraw another's", as: "manager", request: fmt.Sprint("DELETE /members/", manager, "/absences/1"), version: "1", status: 404, code: "common.not_found"},
			{name: "withdraw", as: "manager", request: "DELETE " + member + "/absences/1", version: "5", status: 204},
		})
	})
}

func TestCalendarOverHTTP(t *testing.T) {
	eachCompany(t, func(t *testing.T, w *world) {
		r := w.serve(map[string]context.Context{"admin": w.admin(), "rep": w.reading(1, 0)})
		week := func(monday string) string {
			return `{"hours":{"monday":[` + monday + `],"tuesday":[],"wednesday":[],"thursday":[],"friday":[],"saturday":[],"sunday":[]}}`
		}
		const year = `{"year":2027,"format":"csv","text":"date,kind,name\n2027-01-01,holiday,元旦\n"}`
		w.run(r, []scenario{
			{name: "this year", as: "rep", request: "GET /calendar", status: 200, contains: `"year":{"year":2026,"known":true`},
			{name: "hours", as: "rep", request: "GET /calendar", status: 200, contains: `"monday":[{"from":"09:00","to":"12:00"},{"from":"13:30","to":"18:00"}]`},
			{name: "a year nobody announced", as: "rep", request: "GET /calendar?year=2031", status: 200, contains: `"year":{"year":2031,"known":false,"days":[],"normal":[]}`},
			{name: "an impossible year", as: "rep", request: "GET /calendar?year=1", status: 422, code: "common.invalid"},
			{name: "hours without right", as: "rep", request: "PUT /calendar/hours", version: "1", body: week(""), status: 403, code: "common.forbidden"},
			{name: "no hours at all", as: "admin", request: "PUT /calendar/hours", version: "1", body: week(""), status: 422, code: "calendar.hours_invalid", contains: `"path":"hours"`},
			{name: "hours backwards", as: "admin", request: "PUT /calendar/hours", version: "1", body: week(`{"from":"18:00","to":"09:00"}`), status: 422, code: "calendar.hours_invalid", contains: `"path":"hours.monday[0]"`},
			{name: "hours", as: "admin", request: "PUT /calendar/hours", version: "1", body: week(`{"from":"10:00","to":"24:00"}`), status: 200, contains: `"monday":[{"from":"10:00","to":"24:00"}]`},
			{name: "hours, old version", as: "admin", request: "PUT /calendar/hours", version: "1", body: week(`{"from":"10:00","to":"11:00"}`), status: 412, code: "common.stale"},
			{name: "day", as: "admin", request: "PUT /calendar/days/2026-11-24", version: "2", body: `{"kind":"holiday","name":"年会"}`, status: 200, contains: `{"date":"2026-11-24","kind":"holiday","name":"年会","edited":true}`},
			{name: "nameless day", as: "admin", request: "PUT /calendar/days/2026-11-24", version: "3", body: `{"kind":"holiday"}`, status: 422, code: "common.invalid", contains: `"path":"name"`},
			{name: "official holiday taken back", as: "admin", request: "PUT /calendar/days/2026-10-01", version: "3", body: `{"kind":"normal"}`, status: 200, contains: `"normal":["2026-10-01"]`},
			{name: "no such day", as: "admin", request: "PUT /calendar/days/2026-02-30", version: "4", body: `{"kind":"normal"}`, status: 422, code: "common.invalid"},
			{name: "preview", as: "admin", request: "POST /calendar/import?dry_run=true", body: year, status: 200, contains: `"dry_run":true,"preview":[{"date":"2027-01-01"`},
			{name: "nothing imported yet", as: "rep", request: "GET /calendar?year=2027", status: 200, contains: `"year":{"year":2027,"known":false`},
			{name: "import without right", as: "rep", request: "POST /calendar/import", body: year, status: 403, code: "common.forbidden"},
			{name: "a wrong line", as: "admin", request: "POST /calendar/import", body: strings.Replace(year, "holiday", "feast", 1), status: 422, code: "calendar.import_invalid", contains: `"path":"lines[2].kind"`},
			{name: "import", as: "admin", request: "POST /calendar/import", body: year, status: 200, contains: `"year":2027,"days":1`},
			{name: "imported", as: "rep", request: "GET /calendar?year=2027", status: 200, contains: `"known":true,"edited":0,"source":{"origin":"imported"}`},
		})
	})
}

func TestReferenceAndOnboardingOverHTTP(t *testing.T) {
	eachCompany(t, func(t *testing.T, w *world) {
		r := w.serve(map[string]context.Context{"admin": w.admin(), "rep": w.reading(1, 0)})
		w.run(r, []scenario{
			{name: "provinces", as: "rep", request: "GET /regions", status: 200, contains: `"code":"330000","name":"浙江省"`, lacks: `"level":"city"`},
			{name: "cities", as: "rep", request: "GET /regions?parent=330000", status: 200, contains: `"code":"330100","name":"杭州市","level":"city","parent":"330000"`},
			{name: "search", as: "rep", request: "GET /regions?q=%E6%B5%A6%E4%B8%9C", status: 200, contains: `"code":"310115"`},
			{name: "a search that hides SQL", as: "rep", request: "GET /regions?q=%27%20OR%201%3D1--", status: 200, contains: `"items":[]`},
			{name: "industries", as: "rep", request: "GET /industries", status: 200, contains: `"code":"I"`},
			{name: "languages", as: "rep", request: "GET /languages", status: 200, contains: `"tag":"cmn"`},
			{name: "without sign-in", request: "GET /regions", status: 401, code: "common.unauthenticated"},
			{name: "onboarding", as: "admin", request: "GET /onboarding", status: 200, contains: `{"key":"teams","done":false,"permission":"org.team.write"}`},
			{name: "onboarding of a rep", as: "rep", request: "GET /onboarding", status: 200, contains: `"items":[]`},
			{name: "unknown parameter", as: "rep", request: "GET /teams?as=1", status: 422, code: "common.invalid"},
		})
	})
}
