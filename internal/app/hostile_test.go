package app_test

import (
	"net/http"
	"strings"
	"testing"

	"haike/internal/platform/apitest"
	"haike/internal/platform/db"
)

// hostile plays an administrator who sends what nobody should send. Operations
// on the caller's own account get an account of their own, because they may
// end its session or change its password.
func (w *world) hostile() apitest.Hostile {
	samples := w.samples()
	accounts := map[string]apitest.Caller{}
	return apitest.Hostile{
		Handler: w.handler, DB: w.app.DB(), Operations: w.list, Ignore: ignored(),
		Sample: func(t *testing.T, op apitest.Operation) (apitest.Request, apitest.Caller) {
			t.Helper()
			caller := w.people["administrator"].Caller
			if strings.Contains(op.Path, "/me") || strings.Contains(op.Path, "/session") {
				if accounts[op.ID].Cookie == "" {
					accounts[op.ID] = w.addPerson(t, "hostile "+op.ID, w.roles["administrator"]).Caller
				}
				caller = accounts[op.ID]
			}
			sample := samples[op.ID]
			record := ""
			if n := len(sample.Records); n > 0 {
				record = sample.Records[max(0, n-2)] // the last one is the missing one
			}
			return sample.Prepare(t, caller, record), caller
		},
	}
}

// onBoth runs a generator over the whole API on both engines.
func onBoth(t *testing.T, generator func(h apitest.Hostile, t *testing.T)) {
	t.Helper()
	for _, engine := range []db.Dialect{db.SQLite, db.Postgres} {
		t.Run(string(engine), func(t *testing.T) { generator(newWorld(t, engine).hostile(), t) })
	}
}

// TestInjection is C01.
func TestInjection(t *testing.T) { onBoth(t, apitest.Hostile.Injection) }

// TestHostileBodies is A11 and C16.
func TestHostileBodies(t *testing.T) { onBoth(t, apitest.Hostile.HostileBodies) }

// TestLimits is G04.
func TestLimits(t *testing.T) { onBoth(t, apitest.Hostile.Limits) }

// TestHeadersAndOrigins is B09, G01 and G02.
func TestHeadersAndOrigins(t *testing.T) { onBoth(t, apitest.Hostile.Headers) }

// TestPagesCarryTheHeaders covers what is not in the API's description.
func TestPagesCarryTheHeaders(t *testing.T) {
	w := newWorld(t, db.SQLite)
	for _, path := range []string{"/", "/login", "/customers", "/healthz", "/readyz", "/metrics", "/favicon.svg", "/api/v1/nothing", "/api/openapi.json", "/.git/config", "/assets/nothing.js"} {
		a := apitest.Send(w.handler, apitest.Operation{Method: "GET", Path: path}, apitest.Request{}, apitest.Caller{})
		apitest.CheckHeaders(t, path, a)
		if a.Status == http.StatusInternalServerError {
			t.Errorf("%s: %d", path, a.Status)
		}
	}
}
