package httpx

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/danielgtaylor/huma/v2"

	"haike/internal/platform/authz"
	"haike/internal/platform/clock"
	"haike/internal/platform/event"
	"haike/internal/platform/fault"
	"haike/internal/platform/i18n"
)

// keys is an Authenticator whose credentials are the names of actors.
type keys map[string]authz.Actor

func (k keys) Authenticate(_ context.Context, c Credentials) (authz.Actor, error) {
	name := c.Session + c.Bearer
	if name == "" {
		return authz.Anonymous(), nil
	}
	if a, ok := k[name]; ok {
		if c.Bearer != "" {
			a.SessionID = 0
		}
		return a, nil
	}
	return authz.Anonymous(), fault.ErrUnauthenticated
}

type thing struct {
	Name string         `json:"name" minLength:"1" maxLength:"5"`
	N    int            `json:"n,omitempty" minimum:"1" maximum:"9"`
	Any  map[string]any `json:"any,omitempty"`
}

type thingIn struct {
	ID   int64 `path:"id"`
	Body thing
}

type thingOut struct{ Body thing }

type record struct {
	ID      int64 `json:"id"`
	Version int64 `json:"version"`
}

type recordOut struct{ Body record }

var errFull = fault.Define(fault.Conflict, "common.in_flight")

func newRouter(t *testing.T, log io.Writer) *Router {
	t.Helper()
	texts, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	user := authz.Actor{Kind: authz.KindUser, UserID: 7, SessionID: 1, Grants: map[string]authz.Level{"room.thing.write": authz.Own}}
	weak := user
	weak.Grants = nil
	r, err := New(Config{
		Version: "test", Permissions: []authz.Permission{{Key: "room.thing.write", Scoped: true}},
		Authenticator: keys{"user": user, "weak": weak}, Texts: texts, Clock: clock.System{},
		Log:            slog.New(slog.NewJSONHandler(log, nil)),
		TrustedProxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")},
	})
	if err != nil {
		t.Fatal(err)
	}
	op := func(id, method, path, permission string) Op {
		return Op{ID: id, Method: method, Path: path, Summary: id, Tag: "room", Permission: permission, Retryable: true}
	}
	Register(r, op("thing-put", "PUT", "/things/{id}", "room.thing.write"), func(_ context.Context, in *thingIn) (*thingOut, error) {
		switch in.Body.Name {
		case "full":
			return nil, errFull.With("retry_after", 3)
		case "boom":
			return nil, errors.New("database says: secret path /var/lib")
		case "down":
			return nil, fmt.Errorf("secret: %w", &net.OpError{Op: "dial", Err: errors.New("refused")})
		case "panic":
			panic("secret")
		}
		return &thingOut{Body: in.Body}, nil
	})
	Register(r, op("me", "GET", "/me", SessionOnly), func(ctx context.Context, _ *struct{}) (*thingOut, error) {
		return &thingOut{Body: thing{Name: ClientIP(ctx).String()}}, nil
	})
	Register(r, op("record-move", "POST", "/records/{id}", SignedIn), func(_ context.Context, in *RecordAt) (*recordOut, error) {
		version, err := in.Version()
		return &recordOut{Body: record{in.ID, version + 1}}, err
	})
	throttled := op("try", "POST", "/tries", Public)
	throttled.Throttled = true
	Register(r, throttled, func(context.Context, *struct{}) (*struct{}, error) { return nil, nil })
	if err := r.ServeApp(fstest.MapFS{
		"index.html":         {Data: []byte(`<meta content="__CSP_NONCE__">`)},
		"assets/app-1.js":    {Data: []byte("long script")},
		"assets/app-1.js.br": {Data: []byte("short")},
		"assets/app.js.map":  {Data: []byte("source")},
		".vite/manifest":     {Data: []byte("notes")},
	}); err != nil {
		t.Fatal(err)
	}
	if err := r.Check(); err != nil {
		t.Fatal(err)
	}
	return r
}

func call(r *Router, method, path, body string, headers ...string) *httptest.ResponseRecorder {
	q := httptest.NewRequest(method, path, strings.NewReader(body))
	if body != "" {
		q.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		q.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	r.Handler().ServeHTTP(w, q)
	return w
}

func TestProblems(t *testing.T) {
	const put, user = "/api/v1/things/1", "Bearer user"
	deep := strings.Repeat(`[`, 100000)
	for name, c := range map[string]struct {
		method, path, body string
		headers            []string
		status             int
		code, contains     string
	}{
		"good":                   {"PUT", put, `{"name":"a"}`, []string{"Authorization", user}, 200, "", `"name":"a"`},
		"anonymous":              {"PUT", put, `{"name":"a"}`, nil, 401, "common.unauthenticated", ""},
		"anonymous, bad body":    {"PUT", put, `{"nam":1}`, nil, 401, "common.unauthenticated", ""},
		"without the permission": {"PUT", put, `{"name":"a"}`, []string{"Authorization", "Bearer weak"}, 403, "common.forbidden", "room.thing.write"},
		"token for a session":    {"GET", "/api/v1/me", "", []string{"Authorization", user}, 403, "common.session_required", ""},
		"rule":                   {"PUT", put, `{"name":"full"}`, []string{"Authorization", user}, 409, "common.in_flight", ""},
		"our mistake":            {"PUT", put, `{"name":"boom"}`, []string{"Authorization", user}, 500, "internal", ""},
		"panic":                  {"PUT", put, `{"name":"panic"}`, []string{"Authorization", user}, 500, "internal", ""},
		"database is down":       {"PUT", put, `{"name":"down"}`, []string{"Authorization", user}, 503, "common.unavailable", ""},
		"unknown field":          {"PUT", put, `{"name":"a","owner_id":1}`, []string{"Authorization", user}, 422, "common.invalid", `"path":"owner_id","code":"unknown"`},
		"missing field":          {"PUT", put, `{}`, []string{"Authorization", user}, 422, "common.invalid", `"path":"name","code":"required"`},
		"too long":               {"PUT", put, `{"name":"abcdef"}`, []string{"Authorization", user}, 422, "common.invalid", `"code":"too_long"`},
		"too large":              {"PUT", put, `{"name":"a","n":10}`, []string{"Authorization", user}, 422, "common.invalid", `"code":"too_large"`},
		"unknown parameter":      {"PUT", put + "?as=2", `{"name":"a"}`, []string{"Authorization", user}, 422, "common.invalid", `"path":"as","code":"unknown"`},
		"not JSON":               {"PUT", put, `{"name":`, []string{"Authorization", user}, 400, "common.bad_json", ""},
		"NUL":                    {"PUT", put, `{"name":"\u0000"}`, []string{"Authorization", user}, 400, "common.bad_json", ""},
		"half a pair":            {"PUT", put, `{"name":"\ud800x"}`, []string{"Authorization", user}, 400, "common.bad_json", ""},
		"whole pair":             {"PUT", put, `{"name":"\ud83d\ude00"}`, []string{"Authorization", user}, 200, "", ""},
		"deep":                   {"PUT", put, `{"name":"a","any":` + deep, []string{"Authorization", user}, 400, "common.bad_json", ""},
		"huge number":            {"PUT", put, `{"name":"a","n":1e400}`, []string{"Authorization", user}, 400, "common.bad_json", ""},
		"large body":             {"PUT", put, `{"name":"` + strings.Repeat("a", maxBody) + `"}`, []string{"Authorization", user}, 413, "common.body_too_large", ""},
		"plain text":             {"PUT", put, `{"name":"a"}`, []string{"Authorization", user, "Content-Type", "text/plain"}, 415, "common.media_type", ""},
		"suffix of a media type": {"PUT", put, `{"name":"\u0000"}`, []string{"Authorization", user, "Content-Type", "application/x+json"}, 415, "common.media_type", ""},
		"short media type":       {"PUT", put, `{"name":"\u0000"}`, []string{"Authorization", user, "Content-Type", "json"}, 415, "common.media_type", ""},
		"large plain text":       {"PUT", put, strings.Repeat("a", maxBody+9), []string{"Authorization", user, "Content-Type", "text/plain"}, 413, "common.body_too_large", ""},
		"NUL in a parameter":     {"GET", "/api/v1/me?as=%00", "", []string{"Cookie", "haike=user"}, 422, "common.invalid", `"path":"as","code":"format"`},
		"bytes in a parameter":   {"GET", "/api/v1/me?a%ff=1", "", []string{"Cookie", "haike=user"}, 422, "common.invalid", `"code":"format"`},
		"bytes in the path":      {"GET", "/api/v1/things/%ff", "", []string{"Cookie", "haike=user"}, 422, "common.invalid", `"path":"path","code":"format"`},
		"bytes in a key":         {"PUT", put, `{"name":"a"}`, []string{"Authorization", user, "Idempotency-Key", "k\xff"}, 422, "common.invalid", `"code":"format"`},
		"bad id":                 {"PUT", "/api/v1/things/x", `{"name":"a"}`, []string{"Authorization", user}, 422, "common.invalid", ""},
		"unknown path":           {"GET", "/api/v1/nothing", "", nil, 404, "common.no_such_operation", ""},
		"other method":           {"DELETE", put, "", []string{"Authorization", user}, 405, "common.method_not_allowed", ""},
		"cookie, no origin":      {"PUT", put, `{"name":"a"}`, []string{"Cookie", "haike=user"}, 403, "common.cross_site", ""},
		"cookie, foreign origin": {"PUT", put, `{"name":"a"}`, []string{"Cookie", "haike=user", "Origin", "https://evil.test"}, 403, "common.cross_site", ""},
		"cookie, cross-site":     {"PUT", put, `{"name":"a"}`, []string{"Cookie", "haike=user", "Sec-Fetch-Site", "cross-site"}, 403, "common.cross_site", ""},
		"cookie, own origin":     {"PUT", put, `{"name":"a"}`, []string{"Cookie", "haike=user", "Origin", "http://example.com"}, 200, "", ""},
		"key too long":           {"PUT", put, `{"name":"a"}`, []string{"Authorization", user, "Idempotency-Key", strings.Repeat("k", 101)}, 422, "common.invalid", ""},
		"file that is not there": {"GET", "/.git/config", "", nil, 404, "common.not_found", ""},
		"old chunk":              {"GET", "/assets/app-0.js", "", nil, 404, "common.not_found", ""},
		"source map":             {"GET", "/assets/app.js.map", "", nil, 404, "common.not_found", ""},
	} {
		t.Run(name, func(t *testing.T) {
			w := call(newRouter(t, io.Discard), c.method, c.path, c.body, c.headers...)
			if w.Code != c.status {
				t.Fatalf("status %d, want %d: %s", w.Code, c.status, w.Body)
			}
			if !strings.Contains(w.Body.String(), c.contains) || strings.Contains(w.Body.String(), "secret") {
				t.Fatal(w.Body)
			}
			if c.code == "" {
				return
			}
			var p Problem
			if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil || p.Code != c.code || p.RequestID == "" || p.Detail == "" || p.Detail == p.Code {
				t.Fatalf("%v: %s", err, w.Body)
			}
			if w.Header().Get("Content-Type") != "application/problem+json" {
				t.Fatal(w.Header())
			}
		})
	}
}

func TestWhoIsNotSignedInLearnsHow(t *testing.T) {
	r := newRouter(t, io.Discard)
	for name, c := range map[string]struct{ header, value, code, challenge string }{
		"nothing":      {"Accept", "*/*", "common.unauthenticated", `Bearer realm="haike"`},
		"dead session": {"Cookie", "haike=gone", "common.unauthenticated", `Bearer realm="haike"`},
		"dead token":   {"Authorization", "Bearer gone", "common.token_invalid", `Bearer realm="haike", error="invalid_token"`},
	} {
		w := call(r, "GET", "/api/v1/me", "", c.header, c.value)
		if w.Code != 401 || !strings.Contains(w.Body.String(), `"code":"`+c.code+`"`) || w.Header().Get("WWW-Authenticate") != c.challenge {
			t.Errorf("%s: %d %v %s", name, w.Code, w.Header(), w.Body)
		}
	}
	if w := call(r, "POST", "/api/v1/tries", "", "Authorization", "Bearer gone"); w.Code != http.StatusNoContent {
		t.Errorf("a dead token closes a public operation: %d %s", w.Code, w.Body)
	}
}

func TestOneRecordAnswersWithItsVersion(t *testing.T) {
	r := newRouter(t, io.Discard)
	w := call(r, "POST", "/api/v1/records/4", "", "Authorization", "Bearer user", "If-Match", `"6"`)
	if w.Code != 200 || w.Header().Get("ETag") != `"7"` {
		t.Errorf("%d %v %s", w.Code, w.Header(), w.Body)
	}
	for path, headers := range map[string][]string{"/api/v1/me": {"Cookie", "haike=user"}, "/api/v1/records/4": {"Authorization", "Bearer user"}} {
		if w := call(r, "GET", path, "", headers...); w.Header().Get("ETag") != "" {
			t.Errorf("%s: %v", path, w.Header())
		}
	}
}

func TestDocumentNamesTheErrorsThatCanOccur(t *testing.T) {
	paths := newRouter(t, io.Discard).OpenAPI().Paths
	for path, c := range map[string]struct {
		op         map[string]*huma.Response
		with, lack []string
	}{
		"body":      {paths["/api/v1/things/{id}"].Put.Responses, []string{"400", "401", "404", "409", "413", "415", "422", "503"}, []string{"412", "428", "429"}},
		"version":   {paths["/api/v1/records/{id}"].Post.Responses, []string{"404", "409", "412", "428"}, []string{"413", "415", "429"}},
		"throttled": {paths["/api/v1/tries"].Post.Responses, []string{"429", "503"}, []string{"401", "404", "412", "413"}},
		"read":      {paths["/api/v1/me"].Get.Responses, []string{"401", "403", "503"}, []string{"404", "409", "412", "415", "428"}},
	} {
		for _, status := range c.with {
			if c.op[status] == nil {
				t.Errorf("%s lacks %s", path, status)
			}
		}
		for _, status := range c.lack {
			if c.op[status] != nil {
				t.Errorf("%s names %s, which it never answers", path, status)
			}
		}
	}
}

func TestEveryAnswerCarriesTheSecurityHeaders(t *testing.T) {
	r := newRouter(t, io.Discard)
	for _, path := range []string{"/", "/customers", "/assets/app-1.js", "/assets/none.js", "/api/v1/me", "/api/none", "/api/openapi.json"} {
		h := call(r, "GET", path, "").Header()
		csp := h.Get("Content-Security-Policy")
		if csp == "" || strings.Contains(csp, "unsafe") || h.Get("X-Content-Type-Options") != "nosniff" ||
			h.Get("Referrer-Policy") == "" || h.Get("X-Request-Id") == "" || h.Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("%s: %v", path, h)
		}
	}
}

func TestSomeHeadersAreForTLSOnly(t *testing.T) {
	r := newRouter(t, io.Discard)
	for _, secure := range []bool{false, true} {
		q := httptest.NewRequest(http.MethodGet, "/", nil)
		if secure {
			q.TLS = &tls.ConnectionState{}
		}
		w := httptest.NewRecorder()
		r.Handler().ServeHTTP(w, q)
		for _, name := range []string{"Strict-Transport-Security", "Cross-Origin-Opener-Policy"} {
			if got := w.Header().Get(name); (got != "") != secure {
				t.Errorf("TLS %v: %s is %q", secure, name, got)
			}
		}
	}
}

func TestWebAppIsServed(t *testing.T) {
	r := newRouter(t, io.Discard)
	first, second := call(r, "GET", "/customers?id=1", ""), call(r, "GET", "/", "")
	if first.Code != 200 || first.Body.String() == second.Body.String() || strings.Contains(first.Body.String(), nonceMark) {
		t.Fatalf("%d %s", first.Code, first.Body)
	}
	w := call(r, "GET", "/assets/app-1.js", "", "Accept-Encoding", "gzip, br")
	if w.Body.String() != "short" || w.Header().Get("Content-Encoding") != "br" || !strings.Contains(w.Header().Get("Cache-Control"), "immutable") {
		t.Fatalf("%v %s", w.Header(), w.Body)
	}
	if again := call(r, "GET", "/assets/app-1.js", "", "If-None-Match", w.Header().Get("ETag")); again.Code != http.StatusNotModified {
		t.Fatal(again.Code)
	}
}

func TestOnlyTrustedProxiesSayWhoCalls(t *testing.T) {
	for _, c := range []struct{ peer, forwarded, want string }{
		{"1.2.3.4:5", "9.9.9.9", "1.2.3.4"},
		{"10.0.0.1:5", "6.6.6.6, 9.9.9.9, 10.0.0.2", "9.9.9.9"},
		{"10.0.0.1:5", "", "10.0.0.1"},
		{"10.0.0.1:5", "garbage", "10.0.0.1"},
		{"[::ffff:1.2.3.4]:5", "", "1.2.3.4"},
	} {
		r := newRouter(t, io.Discard)
		q := httptest.NewRequest(http.MethodGet, "/api/v1/me", nil)
		q.RemoteAddr = c.peer
		q.Header.Set("Cookie", "haike=user")
		if c.forwarded != "" {
			q.Header.Set("X-Forwarded-For", c.forwarded)
		}
		w := httptest.NewRecorder()
		r.Handler().ServeHTTP(w, q)
		if !strings.Contains(w.Body.String(), `"`+c.want+`"`) {
			t.Errorf("%+v: %s", c, w.Body)
		}
	}
}

func TestLogHoldsNoPersonalData(t *testing.T) {
	var log bytes.Buffer
	r := newRouter(t, &log)
	call(r, "PUT", "/api/v1/things/1?phone=13800001234", `{"name":"13800"}`, "Authorization", "Bearer user", "User-Agent", "canary\n\x1b[31m")
	line := log.String()
	if strings.Contains(line, "13800") || strings.Contains(line, "canary") || strings.Count(line, "\n") != 1 || !strings.Contains(line, `"user":7`) {
		t.Fatal(line)
	}
}

func TestUndeclaredPermissionStopsTheProgram(t *testing.T) {
	r := newRouter(t, io.Discard)
	Register(r, Op{ID: "x", Method: "GET", Path: "/x", Summary: "x", Tag: "room", Permission: "room.other"}, func(context.Context, *struct{}) (*struct{}, error) {
		return nil, nil
	})
	if r.Check() == nil {
		t.Fatal("the router accepted an operation with an unknown permission")
	}
}

type hiddenPath struct {
	ID int64 `path:"id"`
}

func TestAnOperationThatDropsAPathVariableStopsTheStart(t *testing.T) {
	r := newRouter(t, io.Discard)
	Register(r, Op{ID: "thing-drop", Method: "GET", Path: "/dropped/{id}", Summary: "x", Tag: "room", Permission: Public},
		func(context.Context, *struct{ hiddenPath }) (*thingOut, error) { return &thingOut{}, nil })
	if err := r.Check(); err == nil || !strings.Contains(err.Error(), "does not take {id}") {
		t.Fatalf("the router accepted it: %v", err)
	}
}

func TestProblemsSpeakTheCallersLanguage(t *testing.T) {
	r := newRouter(t, io.Discard)
	en := call(r, "GET", "/api/v1/me", "", "Accept-Language", "en-US,en;q=0.9").Body.String()
	zh := call(r, "GET", "/api/v1/me", "").Body.String()
	if !strings.Contains(en, "ign in") || !strings.Contains(zh, "登录") {
		t.Fatalf("%s %s", en, zh)
	}
}

func TestRequestIDReachesTheRooms(t *testing.T) {
	ctx := event.WithRequestID(t.Context(), "abc")
	if event.RequestID(ctx) != "abc" || event.RequestID(t.Context()) != "" {
		t.Fatal("the id got lost")
	}
}

func TestMetricsAreForThisMachineOrTheToken(t *testing.T) {
	r := newRouter(t, io.Discard)
	r.ServeMetrics("a long token")
	for _, c := range []struct {
		peer, header, value string
		status              int
	}{
		{"127.0.0.1:9", "", "", 200},
		{"127.0.0.1:9", "X-Forwarded-For", "1.2.3.4", 403},
		{"1.2.3.4:9", "", "", 403},
		{"1.2.3.4:9", "Authorization", "Bearer a long token", 200},
		{"1.2.3.4:9", "Authorization", "Bearer ", 403},
	} {
		q := httptest.NewRequest(http.MethodGet, "/metrics", nil)
		q.RemoteAddr = c.peer
		if c.header != "" {
			q.Header.Set(c.header, c.value)
		}
		w := httptest.NewRecorder()
		r.Handler().ServeHTTP(w, q)
		if w.Code != c.status {
			t.Errorf("%+v: %d", c, w.Code)
		}
	}
}

// endless is a body that never ends; it counts what was taken of it.
type endless struct{ read int64 }

func (e *endless) Read(p []byte) (int, error) {
	e.read += int64(len(p))
	if e.read > 64<<20 {
		return 0, io.EOF // a failing test shall end too
	}
	return len(p), nil
}

func TestABodyOfUnknownLengthIsReadUpToTheLimit(t *testing.T) {
	for _, media := range []string{"application/json", "text/plain", "json", "application/x+json", "multipart/form-data; boundary=x"} {
		body := &endless{}
		q := httptest.NewRequest(http.MethodPut, "/api/v1/things/1", body)
		q.ContentLength = -1
		q.Header.Set("Content-Type", media)
		q.Header.Set("Authorization", "Bearer user")
		w := httptest.NewRecorder()
		newRouter(t, io.Discard).Handler().ServeHTTP(w, q)
		if w.Code != http.StatusRequestEntityTooLarge || body.read > 4*maxBody {
			t.Errorf("%s: %d after %d bytes: %s", media, w.Code, body.read, w.Body)
		}
	}
}

// The fingerprint by which a retry is recognised tells two records apart even
// where the operation has no body.
func TestRequestsWithoutABodyAreToldApart(t *testing.T) {
	r := newRouter(t, io.Discard)
	seen := map[string]bool{}
	Register(r, Op{ID: "thing-stop", Method: "POST", Path: "/things/{id}/stop", Summary: "x", Tag: "room", Permission: SignedIn, Retryable: true},
		func(ctx context.Context, _ *Record) (*struct{}, error) {
			seen[facts(ctx).bodyHash] = true
			return nil, nil
		})
	for _, path := range []string{"/api/v1/things/1/stop", "/api/v1/things/2/stop", "/api/v1/things/1/stop"} {
		if w := call(r, "POST", path, "", "Authorization", "Bearer user", "Idempotency-Key", "same"); w.Code >= 300 {
			t.Fatal(w.Body)
		}
	}
	if len(seen) != 2 {
		t.Fatalf("%d fingerprints of two requests: %v", len(seen), seen)
	}
}

// Who downloads must not take half an answer for a whole one.
func TestAPanicInTheMiddleCutsTheAnswerOff(t *testing.T) {
	var log bytes.Buffer
	r := newRouter(t, &log)
	r.Raw(Op{ID: "thing-file", Method: "GET", Path: "/things/{id}/file", Summary: "x", Tag: "room", Permission: Public}, func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte("first half"))
		_ = http.NewResponseController(w).Flush()
		panic("boom")
	})
	server := httptest.NewServer(r.Handler())
	defer server.Close()
	answer, err := server.Client().Get(server.URL + "/api/v1/things/1/file")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	if body, err := io.ReadAll(answer.Body); err == nil {
		t.Fatalf("%q looks like the whole", body)
	}
	server.Close() // waits for the handler
	if !strings.Contains(log.String(), "panic after the answer began") || !strings.Contains(log.String(), `"msg":"request"`) {
		t.Fatal(log.String())
	}
}

func TestAProblemDropsWhatWasMeantForTheFile(t *testing.T) {
	r := newRouter(t, io.Discard)
	r.Raw(Op{ID: "thing-file", Method: "GET", Path: "/things/{id}/file", Summary: "x", Tag: "room", Permission: Public}, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "5")
		w.Header().Set("Content-Disposition", "attachment")
		w.Header().Set("Content-Encoding", "br")
		panic("boom")
	})
	w := call(r, "GET", "/api/v1/things/1/file", "")
	if h := w.Header(); w.Code != 500 || h.Get("Content-Length")+h.Get("Content-Disposition")+h.Get("Content-Encoding") != "" {
		t.Fatal(w.Code, h)
	}
}
