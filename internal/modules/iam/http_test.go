package iam

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"haike/internal/platform/authz"
	"haike/internal/platform/db"
	"haike/internal/platform/dbtest"
	"haike/internal/platform/httpx"
)

// api is the room behind the border, without a network.
type api struct {
	*world
	handler http.Handler
	log     bytes.Buffer
}

func newAPI(t *testing.T, d *db.DB) *api {
	t.Helper()
	a := &api{world: newWorld(t, d)}
	r, err := httpx.New(httpx.Config{
		Version: "test", Permissions: testPermissions(), Authenticator: a.s.Authenticator(), Texts: a.s.Texts, Clock: d.Clock(),
		Log: slog.New(slog.NewJSONHandler(&a.log, nil)),
	})
	if err != nil {
		t.Fatal(err)
	}
	a.s.Mount(r)
	if err := r.Check(); err != nil {
		t.Fatal(err)
	}
	a.handler = r.Handler()
	return a
}

// call is one request and what it must get.
type call struct {
	method, path string
	body         string
	cookie       string // "name=value"
	bearer       string
	header       [2]string
	tls          bool

	status int
	code   string   // of the problem
	has    []string // in the body
	hasNot []string
}

func (a *api) do(t *testing.T, c call) *http.Response {
	t.Helper()
	target := "http://crm.example/api/v1" + c.path
	if c.tls {
		target = "https://crm.example/api/v1" + c.path
	}
	q := httptest.NewRequest(c.method, target, strings.NewReader(c.body))
	q.Header.Set("Sec-Fetch-Site", "same-origin")
	if c.body != "" {
		q.Header.Set("Content-Type", "application/json")
	}
	if c.cookie != "" {
		q.Header.Set("Cookie", c.cookie)
	}
	if c.bearer != "" {
		q.Header.Set("Authorization", "Bearer "+c.bearer)
	}
	if c.header[0] != "" {
		q.Header.Set(c.header[0], c.header[1])
	}
	rec := httptest.NewRecorder()
	a.handler.ServeHTTP(rec, q)
	res := rec.Result()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	res.Body = io.NopCloser(bytes.NewReader(body))
	name := c.method + " " + c.path
	if res.StatusCode != c.status {
		t.Fatalf("%s: status %d, want %d: %s", name, res.StatusCode, c.status, body)
	}
	var problem struct{ Code string }
	if c.status >= 400 {
		if err := json.Unmarshal(body, &problem); err != nil || res.Header.Get("Content-Type") != "application/problem+json" {
			t.Fatalf("%s: no problem: %s", name, body)
		}
	}
	if problem.Code != c.code {
		t.Fatalf("%s: code %q, want %q: %s", name, problem.Code, c.code, body)
	}
	for _, s := range c.has {
		if !strings.Contains(string(body), s) {
			t.Fatalf("%s: lacks %s: %s", name, s, body)
		}
	}
	for _, s := range c.hasNot {
		if strings.Contains(string(body), s) {
			t.Fatalf("%s: has %s: %s", name, s, body)
		}
	}
	return res
}

func decoded[T any](t *testing.T, res *http.Response) T {
	t.Helper()
	var v T
	if err := json.NewDecoder(res.Body).Decode(&v); err != nil {
		t.Fatal(err)
	}
	return v
}

// signIn returns the session cookie.
func (a *api) signIn(t *testing.T, login, password string) string {
	t.Helper()
	res := a.do(t, call{method: "POST", path: "/session", body: fmt.Sprintf(`{"login":%q,"password":%q}`, login, password), status: 200})
	return cookieOf(t, res, "haike")
}

func cookieOf(t *testing.T, res *http.Response, name string) string {
	t.Helper()
	for _, c := range res.Cookies() {
		if c.Name == name {
			return c.Name + "=" + c.Value
		}
	}
	t.Fatalf("no cookie %s in %v", name, res.Cookies())
	return ""
}

func TestAPISession(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		a := newAPI(t, d)
		good := fmt.Sprintf(`{"login":"lin.xiaoyue","password":%q,"remember":true}`, adminPassword)
		for _, c := range []call{
			{method: "GET", path: "/me", status: 401, code: "common.unauthenticated"},
			{method: "GET", path: "/me", cookie: "haike=nonsense", status: 401, code: "common.unauthenticated"},
			{method: "POST", path: "/session", body: `{"login":"lin.xiaoyue","password":"wrong"}`, status: 401, code: "iam.wrong_credentials", hasNot: []string{"lin", "params"}},
			{method: "POST", path: "/session", body: `{"login":"lin.xiaoyue"}`, status: 422, code: "common.invalid", has: []string{`"path":"password"`}},
			{method: "POST", path: "/session", body: `{"login":"a","password":"b","admin":true}`, status: 422, code: "common.invalid", has: []string{`"code":"unknown"`}},
			{method: "POST", path: "/session", body: `{`, status: 400, code: "common.bad_json"},
			{method: "POST", path: "/session/second-factor", body: `{"code":"123456"}`, status: 401, code: "iam.login_expired"},
			{method: "POST", path: "/session", body: good, header: [2]string{"Sec-Fetch-Site", "cross-site"}, status: 403, code: "common.cross_site"},
		} {
			a.do(t, c)
		}
		res := a.do(t, call{
			method: "POST", path: "/session", body: good, status: 200,
			has: []string{`"second_factor":false`, `"login":"Lin.Xiaoyue"`, `"iam.user.write":"all"`, `"insecure_transport":true`, `"key":"administrator"`},
		})
		cookies := res.Cookies()
		if len(cookies) != 1 || cookies[0].Name != "haike" || !cookies[0].HttpOnly || cookies[0].Secure || cookies[0].SameSite != http.SameSiteLaxMode ||
			cookies[0].Path != "/" || cookies[0].MaxAge != 168*3600 {
			t.Fatalf("%+v", cookies)
		}
		res = a.do(t, call{method: "POST", path: "/session", tls: true, body: strings.Replace(good, `,"remember":true`, "", 1), status: 200, has: []string{`"insecure_transport":false`}})
		cookies = res.Cookies()
		if len(cookies) != 1 || cookies[0].Name != "__Host-haike" || !cookies[0].Secure || cookies[0].MaxAge != 0 || cookies[0].Domain != "" {
			t.Fatalf("%+v", cookies) // B08
		}
		session := cookieOf(t, res, "__Host-haike")
		a.do(t, call{method: "GET", path: "/me", tls: true, cookie: session, status: 200, has: []string{`"company":{"name":"远方科技"`}})
		a.do(t, call{method: "GET", path: "/me", cookie: session, status: 401, code: "common.unauthenticated"}) // not over plain HTTP
		res = a.do(t, call{method: "DELETE", path: "/session", tls: true, cookie: session, status: 204})
		if c := res.Cookies(); len(c) != 1 || c[0].MaxAge != -1 || c[0].Value != "" {
			t.Fatalf("%+v", c)
		}
		a.do(t, call{method: "GET", path: "/me", tls: true, cookie: session, status: 401, code: "common.unauthenticated"})
		for range 5 {
			a.do(t, call{method: "POST", path: "/session", body: `{"login":"x","password":"wrong"}`, status: 401, code: "iam.wrong_credentials"})
		}
		res = a.do(t, call{method: "POST", path: "/session", body: `{"login":"x","password":"wrong"}`, status: 429, code: "iam.throttled", has: []string{`"retry_after":1`}})
		if res.Header.Get("Retry-After") != "1" {
			t.Fatal(res.Header)
		}
		if s := a.log.String(); strings.Contains(s, adminPassword) || strings.Contains(s, "xiaoyue") || strings.Contains(s, session) {
			t.Fatal("the log holds what it must not:", s)
		}
	})
}

func TestAPISecondFactor(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		a := newAPI(t, d)
		session := a.signIn(t, "lin.xiaoyue", adminPassword)
		password := fmt.Sprintf(`{"password":%q}`, adminPassword)
		a.do(t, call{method: "POST", path: "/me/second-factor", cookie: session, body: `{"password":"wrong"}`, status: 403, code: "iam.wrong_password", has: []string{`"path":"password"`}})
		start := decoded[factorOut](t, a.do(t, call{method: "POST", path: "/me/second-factor", cookie: session, body: password, status: 200}))
		a.do(t, call{method: "POST", path: "/me/second-factor/confirm", cookie: session, body: `{"code":"1"}`, status: 422, code: "common.invalid", has: []string{`"code":"wrong_code"`}})
		codes := decoded[codesOut](t, a.do(t, call{method: "POST", path: "/me/second-factor/confirm", cookie: session, body: fmt.Sprintf(`{"code":%q}`, a.code(start.Secret)), status: 200}))
		login := call{
			method: "POST", path: "/session", body: fmt.Sprintf(`{"login":"lin.xiaoyue","password":%q}`, adminPassword), status: 200,
			has: []string{`"second_factor":true`}, hasNot: []string{"user"},
		}
		res := a.do(t, login)
		if len(res.Cookies()) != 1 || res.Cookies()[0].MaxAge != 300 || !res.Cookies()[0].HttpOnly {
			t.Fatalf("%+v", res.Cookies())
		}
		pending := cookieOf(t, res, "haike-login")
		a.do(t, call{method: "GET", path: "/me", cookie: strings.Replace(pending, "haike-login", "haike", 1), status: 401, code: "common.unauthenticated"})
		a.do(t, call{method: "POST", path: "/session/second-factor", cookie: pending, body: `{"code":"000000"}`, status: 401, code: "iam.wrong_code"})
		res = a.do(t, call{method: "POST", path: "/session/second-factor", cookie: pending, body: fmt.Sprintf(`{"code":%q}`, codes.Codes[0]), status: 200, has: []string{`"two_factor":true`}})
		if cookieOf(t, res, "haike-login") != "haike-login=" {
			t.Fatal("the pending cookie goes")
		}
		session = cookieOf(t, res, "haike")
		a.do(t, call{method: "GET", path: "/me/sessions", cookie: session, status: 200, has: []string{`"second_factor":true`, `"current":true`}})
		a.do(t, call{method: "DELETE", path: "/me/second-factor", cookie: session, body: password, status: 204})
		a.do(t, call{method: "DELETE", path: "/me/second-factor", cookie: session, body: password, status: 409, code: "iam.second_factor_off"})
	})
}

func TestAPIUsersAndRoles(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		a := newAPI(t, d)
		a.user("wang.lei", 20, a.role(authz.Rep))
		admin, rep := a.signIn(t, "lin.xiaoyue", adminPassword), a.signIn(t, "wang.lei", userPassword)
		body := fmt.Sprintf(`{"login":"chen.jie","name":"陈洁","role_ids":[%d],"team_id":20,"email":"chen@yuanfang.example"}`, a.role(authz.Rep))
		res := a.do(t, call{
			method: "POST", path: "/users", cookie: admin, body: body, header: [2]string{"Idempotency-Key", "one"}, status: 201,
			has: []string{`"status":"invited"`, `"invitation_url":"https://crm.example/reset-password#token=`, `"team":{"id":20,"name":"上海"}`},
		})
		chen := decoded[userOut](t, res)
		a.do(t, call{method: "POST", path: "/users", cookie: admin, body: body, header: [2]string{"Idempotency-Key", "one"}, status: 201, has: []string{fmt.Sprintf(`"id":%d,`, chen.ID)}, hasNot: []string{"invitation_url"}})
		one := fmt.Sprintf("/users/%d", chen.ID)
		v1 := [2]string{"If-Match", `"1"`}
		for _, c := range []call{
			{method: "POST", path: "/users", cookie: admin, body: body, status: 422, code: "common.invalid", has: []string{`"code":"duplicate"`}},
			{method: "POST", path: "/users", cookie: admin, body: body, header: [2]string{"Idempotency-Key", "one"}, status: 201},
			{method: "POST", path: "/users", cookie: admin, body: strings.Replace(body, "陈洁", "陈杰", 1), header: [2]string{"Idempotency-Key", "one"}, status: 422, code: "common.idempotency_key_reused"},
			{method: "POST", path: "/users", cookie: admin, body: `{"login":"x","name":"x","role_ids":[],"status":"active"}`, status: 422, code: "common.invalid", has: []string{`"code":"unknown"`}},
			{method: "GET", path: "/users?limit=1&sort=-created_at", cookie: admin, status: 200, has: []string{`"next_cursor"`, `"login":"chen.jie"`}},
			{method: "GET", path: "/users?limit=201", cookie: admin, status: 422, code: "common.invalid"},
			{method: "GET", path: "/users?page=2", cookie: admin, status: 422, code: "common.invalid"},
			{method: "GET", path: "/users?sort=password", cookie: admin, status: 422, code: "common.invalid"},
			{method: "GET", path: "/users?cursor=abc", cookie: admin, status: 422, code: "common.bad_cursor"},
			{method: "GET", path: "/users", cookie: rep, status: 403, code: "common.forbidden"},
			{method: "GET", path: "/users/directory?q=chen", cookie: rep, status: 200, has: []string{`"items":[]`}},
			{method: "GET", path: "/users/directory?q=陈", cookie: rep, status: 200, has: []string{`"name":"陈洁"`, `"team_name":"上海"`}, hasNot: []string{"yuanfang", "login"}},
			{method: "GET", path: one, cookie: admin, status: 200, has: []string{`"email":"chen@yuanfang.example"`}},
			{method: "GET", path: "/users/99999", cookie: admin, status: 404, code: "common.not_found"},
			{method: "PATCH", path: one, cookie: admin, body: `{"name":"陈小洁"}`, status: 428, code: "common.version_required"},
			{method: "PATCH", path: one, cookie: admin, body: `{"name":"陈小洁"}`, header: v1, status: 200, has: []string{`"version":2`}},
			{method: "PATCH", path: one, cookie: admin, body: `{"name":"陈大洁"}`, header: v1, status: 412, code: "common.stale", has: []string{`"version":2`}},
			{method: "PATCH", path: one, cookie: rep, body: `{"name":"x"}`, header: v1, status: 403, code: "common.forbidden"},
			{method: "POST", path: one + "/disable", cookie: admin, header: v1, status: 412, code: "common.stale"},
			{method: "POST", path: one + "/disable", cookie: admin, status: 200, has: []string{`"status":"disabled"`}},
			{method: "POST", path: one + "/invitation", cookie: admin, status: 409, code: "iam.user_disabled"},
			{method: "POST", path: one + "/enable", cookie: admin, status: 200, has: []string{`"status":"invited"`}},
			{method: "POST", path: one + "/invitation", cookie: admin, status: 200, has: []string{`"expires_at":"2026-11-30T01:30:00Z"`}},
			{method: "DELETE", path: one + "/sessions", cookie: admin, status: 204},
			{method: "DELETE", path: one + "/second-factor", cookie: admin, status: 409, code: "iam.second_factor_off"},
			{method: "POST", path: fmt.Sprintf("/users/%d/disable", a.admin), cookie: admin, status: 409, code: "iam.last_administrator"},

			{method: "GET", path: "/roles", cookie: rep, status: 200, has: []string{`"key":"administrator"`, `"locked":true`}, hasNot: []string{"grants"}},
			{method: "GET", path: "/roles", cookie: admin, status: 200, has: []string{`"grants":{`}},
			{method: "GET", path: "/permissions", cookie: admin, status: 200, has: []string{`{"key":"iam.user.read","room":"iam","scoped":true,"levels":["none","own","team","subtree","all"]}`, `"levels":["none","all"]`}},
			{method: "GET", path: "/permissions", cookie: rep, status: 403, code: "common.forbidden"},
			{method: "POST", path: "/roles", cookie: admin, body: `{"name":"内勤","grants":{"test.thing.read":"everything"}}`, status: 422, code: "common.invalid", has: []string{`"path":"grants.test.thing.read"`}},
			{method: "POST", path: "/roles", cookie: admin, body: `{"name":"内勤","grants":{"test.secret.read":"own"}}`, status: 422, code: "common.invalid", has: []string{`"code":"option"`}},
			{method: "POST", path: "/roles", cookie: admin, body: `{"name":"内勤","grants":{"no.such.key":"all"}}`, status: 422, code: "common.invalid", has: []string{`"code":"unknown"`}},
			{method: "POST", path: "/roles", cookie: rep, body: `{"name":"内勤","grants":{}}`, status: 403, code: "common.forbidden"},
			{method: "POST", path: "/roles", cookie: admin, body: `{"name":"内勤","grants":{"test.thing.read":"team","test.secret.read":"none"}}`, status: 201, has: []string{`"grants":{"test.thing.read":"team"}`, `"version":1`}},
			{method: "POST", path: "/roles", cookie: admin, body: `{"name":"内 勤 ","grants":{}}`, status: 201},
			{method: "POST", path: "/roles", cookie: admin, body: `{"name":" 内勤","grants":{}}`, status: 422, code: "common.invalid", has: []string{`"code":"duplicate"`}},
		} {
			a.do(t, c)
		}
		roles := decoded[items[roleOut]](t, a.do(t, call{method: "GET", path: "/roles", cookie: admin, status: 200}))
		if len(roles.Items) != 8 || roles.Items[0].Key != "administrator" {
			t.Fatalf("%+v", roles.Items)
		}
		role := fmt.Sprintf("/roles/%d", roles.Items[6].ID)
		for _, c := range []call{
			{method: "PATCH", path: role, cookie: admin, body: `{"grants":{"test.thing.read":"all"}}`, header: v1, status: 200, has: []string{`"test.thing.read":"all"`, `"name":"内勤"`}},
			{method: "PATCH", path: role, cookie: admin, body: `{}`, header: v1, status: 412, code: "common.stale"},
			{method: "DELETE", path: role, cookie: admin, status: 428, code: "common.version_required"},
			{method: "DELETE", path: role, cookie: admin, header: [2]string{"If-Match", `"2"`}, status: 204},
			{method: "GET", path: role, cookie: admin, status: 404, code: "common.not_found"},
			{method: "PATCH", path: fmt.Sprintf("/roles/%d", a.role(authz.Administrator)), cookie: admin, body: `{"grants":{}}`, header: v1, status: 403, code: "iam.role_locked"},
		} {
			a.do(t, c)
		}
	})
}

func TestAPITokens(t *testing.T) { // A27
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		a := newAPI(t, d)
		admin := a.signIn(t, "lin.xiaoyue", adminPassword)
		res := a.do(t, call{
			method: "POST", path: "/tokens", cookie: admin, body: `{"name":"报表","permissions":["iam.user.read"],"expires_at":"2027-01-01T00:00:00Z"}`, status: 201,
			has: []string{`"secret":"hk_`, `"expires_at":"2027-01-01T00:00:00Z"`},
		})
		tok := decoded[tokenOut](t, res)
		for _, c := range []call{
			{method: "GET", path: "/users", bearer: tok.Secret, status: 200},
			{method: "GET", path: "/me", bearer: tok.Secret, status: 200, has: []string{`"permissions":{"iam.user.read":"all"}`}},
			{method: "POST", path: "/users", bearer: tok.Secret, body: `{"login":"x","name":"x","role_ids":[]}`, status: 403, code: "common.forbidden"},
			{method: "GET", path: "/tokens", bearer: tok.Secret, status: 403, code: "common.session_required"},
			{method: "POST", path: "/tokens", bearer: tok.Secret, body: `{"name":"x","permissions":["iam.user.read"]}`, status: 403, code: "common.session_required"},
			{method: "POST", path: "/me/password", bearer: tok.Secret, body: `{"current":"a","new":"b"}`, status: 403, code: "common.session_required"},
			{method: "PATCH", path: "/me", bearer: tok.Secret, body: `{"email":"x@y.example"}`, header: [2]string{"If-Match", `"1"`}, status: 403, code: "common.session_required"},
			{method: "DELETE", path: "/session", bearer: tok.Secret, status: 403, code: "common.session_required"},
			{method: "GET", path: "/users", bearer: tok.Secret, cookie: admin, status: 200},
			{method: "GET", path: "/roles/1", bearer: tok.Secret, cookie: admin, status: 403, code: "common.forbidden"}, // the token alone counts
			{method: "GET", path: "/tokens", cookie: admin, status: 200, has: []string{`"last_used_at"`}, hasNot: []string{"hk_"}},
			{method: "DELETE", path: fmt.Sprintf("/tokens/%d", tok.ID), cookie: admin, status: 204},
			{method: "DELETE", path: fmt.Sprintf("/tokens/%d", tok.ID), cookie: admin, status: 404, code: "common.not_found"},
			{method: "GET", path: "/users", bearer: tok.Secret, status: 401, code: "common.token_invalid"},
		} {
			a.do(t, c)
		}
	})
}

func TestAPIAccountAndPolicy(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		a := newAPI(t, d)
		a.user("wang.lei", 20, a.role(authz.Rep))
		admin, rep := a.signIn(t, "lin.xiaoyue", adminPassword), a.signIn(t, "wang.lei", userPassword)
		v1 := [2]string{"If-Match", `"1"`}
		policy := `{"password_profile":"dengbao","session_idle_minutes":30,"session_max_hours":12,"require_second_factor":false}`
		for _, c := range []call{
			{method: "PATCH", path: "/me", cookie: rep, body: `{"theme":"dark","density":"compact","shortcuts":false,"locale":"en"}`, header: v1, status: 200, has: []string{`"theme":"dark"`, `"version":2`, `"shortcuts":false`}},
			{method: "PATCH", path: "/me", cookie: rep, body: `{"roles":[]}`, header: v1, status: 422, code: "common.invalid"},
			{method: "PATCH", path: "/me", cookie: rep, body: `{"email":"new@yuanfang.example"}`, header: [2]string{"If-Match", `"2"`}, status: 422, code: "common.invalid", has: []string{`"path":"current_password"`}},
			{method: "PATCH", path: "/me", cookie: rep, body: `{"email":"new@yuanfang.example","current_password":"wrong"}`, header: [2]string{"If-Match", `"2"`}, status: 403, code: "iam.wrong_password"},
			{method: "PATCH", path: "/me", cookie: rep, body: `{"email":"new@yuanfang.example","current_password":"` + userPassword + `"}`, header: [2]string{"If-Match", `"2"`}, status: 200, has: []string{`"email":"new@yuanfang.example"`, `"version":3`}},
			{method: "PATCH", path: "/me", cookie: rep, body: `{"email":"new@yuanfang.example"}`, header: [2]string{"If-Match", `"3"`}, status: 200}, // the same address asks for nothing
			{method: "POST", path: "/me/password", cookie: rep, body: fmt.Sprintf(`{"current":"wrong","new":%q}`, adminPassword), status: 403, code: "iam.wrong_password", has: []string{`"path":"current"`}},
			{method: "POST", path: "/me/password", cookie: rep, body: fmt.Sprintf(`{"current":%q,"new":"12345678"}`, userPassword), status: 422, code: "common.invalid", has: []string{`"path":"new"`, `"code":"password_common"`}},
			{method: "POST", path: "/me/password", cookie: rep, body: fmt.Sprintf(`{"current":%q,"new":%q}`, userPassword, adminPassword), status: 204},
			{method: "GET", path: "/me", cookie: rep, status: 200},
			{method: "GET", path: "/security-policy", cookie: rep, status: 403, code: "common.forbidden"},
			{method: "GET", path: "/security-policy", cookie: admin, status: 200, has: []string{`"password_profile":"asvs"`, `"version":1`}},
			{method: "PUT", path: "/security-policy", cookie: admin, body: policy, status: 428, code: "common.version_required"},
			{method: "PUT", path: "/security-policy", cookie: admin, body: strings.Replace(policy, "30", "4", 1), header: v1, status: 422, code: "common.invalid", has: []string{`"path":"session_idle_minutes"`, `"code":"range"`}},
			{method: "PUT", path: "/security-policy", cookie: admin, body: policy, header: v1, status: 200, has: []string{`"version":2`}},
			{method: "PUT", path: "/security-policy", cookie: admin, body: policy, header: v1, status: 412, code: "common.stale"},
			{method: "GET", path: "/events?type=iam.policy_changed", cookie: admin, status: 200, has: []string{`"changes":[{"field":"password_profile","old":"asvs","new":"dengbao"}`, `"actor":{"kind":"user","id":`, `"name":"林晓月"`}},
			{method: "GET", path: "/events?from=2026-11-24T00:00:00Z", cookie: admin, status: 200, has: []string{`"items":[]`}},
			{method: "GET", path: "/events?from=yesterday", cookie: admin, status: 422, code: "common.invalid"},
			{method: "GET", path: "/events?cursor=abc", cookie: admin, status: 422, code: "common.bad_cursor"},
			{method: "GET", path: "/events", cookie: rep, status: 403, code: "common.forbidden"},
			{method: "GET", path: "/events/types", cookie: admin, status: 200, has: []string{`"iam.logged_in"`}},
			{method: "GET", path: "/access-log", cookie: admin, status: 200, has: []string{`"action":"audit.events"`, `"detail":{"types":["iam.policy_changed"]}`}},
			{method: "GET", path: "/access-log", cookie: rep, status: 403, code: "common.forbidden"},
			{method: "POST", path: "/password-resets", body: `{"login":"nobody"}`, status: 202},
			{method: "POST", path: "/password-resets", body: `{"login":"wang.lei"}`, status: 202},
			{method: "POST", path: "/password-resets/check", body: `{"token":"x"}`, status: 422, code: "iam.link_invalid"},
			{method: "POST", path: "/password-resets/confirm", body: `{"token":"x","password":"Fischadler-ueber-9-See"}`, status: 422, code: "iam.link_invalid"},
		} {
			a.do(t, c)
		}
		other := a.signIn(t, "wang.lei", adminPassword)
		sessions := decoded[items[sessionItem]](t, a.do(t, call{method: "GET", path: "/me/sessions", cookie: rep, status: 200}))
		i := slices.IndexFunc(sessions.Items, func(s sessionItem) bool { return !s.Current })
		if len(sessions.Items) != 2 || i < 0 {
			t.Fatalf("%+v", sessions)
		}
		a.do(t, call{method: "DELETE", path: fmt.Sprintf("/me/sessions/%d", sessions.Items[i].ID), cookie: admin, status: 404, code: "common.not_found"})
		a.do(t, call{method: "DELETE", path: fmt.Sprintf("/me/sessions/%d", sessions.Items[i].ID), cookie: rep, status: 204})
		a.do(t, call{method: "GET", path: "/me", cookie: other, status: 401, code: "common.unauthenticated"})
		other = a.signIn(t, "wang.lei", adminPassword)
		a.do(t, call{method: "DELETE", path: "/me/sessions", cookie: rep, status: 204})
		a.do(t, call{method: "GET", path: "/me", cookie: other, status: 401, code: "common.unauthenticated"})
		a.clock().Advance(31 * time.Minute)
		a.do(t, call{method: "GET", path: "/me", cookie: rep, status: 401, code: "common.unauthenticated"}) // the new policy counts at once
	})
}

func TestAPIRefusalsChangeNothing(t *testing.T) { // A23
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		a := newAPI(t, d)
		a.user("wang.lei", 20, a.role(authz.Rep))
		rep := a.signIn(t, "wang.lei", userPassword)
		state := func() string {
			tables := []string{"iam_user", "iam_role", "iam_role_grant", "iam_user_role", "iam_policy", "iam_token", "iam_link", "iam_second_factor", "field_history", "event_log", "idempotency"}
			var out []string
			for _, table := range tables {
				n, err := db.One(t.Context(), d.Read(), db.Value[int64], "SELECT count(*) FROM "+table)
				if err != nil {
					t.Fatal(err)
				}
				out = append(out, fmt.Sprint(table, n))
			}
			versions, err := db.All(t.Context(), d.Read(), db.Value[int64], "SELECT version FROM iam_user UNION ALL SELECT version FROM iam_role UNION ALL SELECT version FROM iam_policy")
			if err != nil {
				t.Fatal(err)
			}
			return fmt.Sprint(out, versions)
		}
		before := state()
		admin := fmt.Sprint(a.admin)
		v1 := [2]string{"If-Match", `"1"`}
		for _, cookie := range []string{"", rep} {
			status, code := 403, "common.forbidden"
			if cookie == "" {
				status, code = 401, "common.unauthenticated"
			}
			for _, c := range []call{
				{method: "POST", path: "/users", body: `{"login":"x","name":"x","role_ids":[]}`, header: [2]string{"Idempotency-Key", "k"}},
				{method: "PATCH", path: "/users/" + admin, body: `{"name":"x"}`, header: v1},
				{method: "POST", path: "/users/" + admin + "/disable"},
				{method: "POST", path: "/users/" + admin + "/enable"},
				{method: "POST", path: "/users/" + admin + "/invitation"},
				{method: "DELETE", path: "/users/" + admin + "/sessions"},
				{method: "DELETE", path: "/users/" + admin + "/second-factor"},
				{method: "POST", path: "/roles", body: `{"name":"x","grants":{}}`},
				{method: "PATCH", path: "/roles/2", body: `{"grants":{}}`, header: v1},
				{method: "DELETE", path: "/roles/2", header: v1},
				{method: "PUT", path: "/security-policy", body: `{"password_profile":"asvs","session_idle_minutes":30,"session_max_hours":12,"require_second_factor":false}`, header: v1},
			} {
				c.cookie, c.status, c.code = cookie, status, code
				a.do(t, c)
			}
		}
		if after := state(); after != before {
			t.Fatalf("before %s\nafter  %s", before, after)
		}
	})
}
