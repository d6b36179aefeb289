package httpx

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"sync"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"haike/internal/platform/authz"
	"haike/internal/platform/clock"
	"haike/internal/platform/i18n"
)

// Config is what the border needs from the composition root.
type Config struct {
	Version       string
	Permissions   []authz.Permission
	Authenticator Authenticator
	Texts         *i18n.Catalog
	Clock         clock.Clock
	Log           *slog.Logger
	// TrustedProxies may set X-Forwarded-For and X-Forwarded-Proto; from others the headers are ignored.
	TrustedProxies []netip.Prefix
	// BaseURL, if set, is a further origin from which the web app may call.
	BaseURL string
}

// Router gathers the operations of all rooms and serves them.
type Router struct {
	api         huma.API
	mux         *http.ServeMux
	log         *slog.Logger
	texts       *i18n.Catalog
	auth        Authenticator
	clock       clock.Clock
	metrics     *metrics
	crossOrigin *http.CrossOriginProtection
	proxies     []netip.Prefix
	permissions map[string]bool
	ops         []Op
	faults      []error
	document    func() ([]byte, error)
}

// New returns a router without operations.
func New(cfg Config) (*Router, error) {
	r := &Router{
		mux: http.NewServeMux(), log: cfg.Log, texts: cfg.Texts, auth: cfg.Authenticator, clock: cfg.Clock,
		metrics: newMetrics(), crossOrigin: http.NewCrossOriginProtection(),
		proxies: cfg.TrustedProxies, permissions: map[string]bool{},
	}
	if cfg.BaseURL != "" {
		if err := r.crossOrigin.AddTrustedOrigin(strings.TrimSuffix(cfg.BaseURL, "/")); err != nil {
			return nil, fmt.Errorf("httpx: base URL: %w", err)
		}
	}
	for _, p := range cfg.Permissions {
		r.permissions[p.Key] = true
	}
	r.api = humago.New(r.mux, apiConfig(cfg.Version))
	r.adoptErrors()
	r.document = sync.OnceValues(func() ([]byte, error) { return json.Marshal(r.api.OpenAPI()) })
	r.mux.HandleFunc("/api/", r.unknown)
	r.mux.HandleFunc("GET /api/openapi.json", r.serveDocument)
	return r, nil
}

func apiConfig(version string) huma.Config {
	conf := huma.DefaultConfig("Haike", version)
	conf.OpenAPIPath, conf.DocsPath, conf.SchemasPath = "", "", ""
	conf.CreateHooks = nil
	conf.Components.Schemas = huma.NewMapRegistry("#/components/schemas/", schemaName)
	// "json" stands for application/…+json: problems are written in it, but
	// bodies must not come in it, past the check of bodies.
	conf.Formats = map[string]huma.Format{"application/json": huma.DefaultJSONFormat, "json": {
		Marshal:   huma.DefaultJSONFormat.Marshal,
		Unmarshal: func([]byte, any) error { return huma.ErrUnknownContentType },
	}}
	conf.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"session": {Type: "apiKey", In: "cookie", Name: CookieSecure, Description: "The session cookie; over plain HTTP its name is " + CookiePlain + "."},
		"token":   {Type: "http", Scheme: "bearer", Description: "A personal API token."},
	}
	conf.Info.Description = "The API of Haike. Errors are problem documents (RFC 9457) with a stable code. Lists are cut by cursor. " +
		"Updates name the version that they change in If-Match. Unknown fields and parameters are refused."
	return conf
}

// adoptErrors makes huma write our problems. huma offers package variables for
// this; there is one router in a program, and tests use the same form.
func (r *Router) adoptErrors() {
	huma.DefaultArrayNullable = false // a list without elements is [], never null
	huma.NewError = func(code int, _ string, errs ...error) huma.StatusError {
		return &Problem{Status: code}
	}
	huma.NewErrorWithContext = func(c huma.Context, code int, _ string, errs ...error) huma.StatusError {
		return r.fromHuma(c.Context(), code, errs)
	}
}

// Check reports operations that were declared wrongly. Call it once all rooms are mounted.
func (r *Router) Check() error {
	seen := map[string]bool{}
	for _, op := range r.ops {
		if seen[op.ID] {
			r.faults = append(r.faults, fmt.Errorf("httpx: two operations are called %s", op.ID))
		}
		seen[op.ID] = true
		r.faults = append(r.faults, r.unbound(op)...)
	}
	return errors.Join(r.faults...)
}

// unbound reports variables of the path that the operation's input does not
// take: huma leaves out fields of embedded types that are not exported.
func (r *Router) unbound(op Op) []error {
	item := r.api.OpenAPI().Paths[Prefix+op.Path]
	if item == nil {
		return nil
	}
	var wrong []error
	for _, o := range []*huma.Operation{item.Get, item.Post, item.Put, item.Patch, item.Delete} {
		if o == nil || o.OperationID != op.ID {
			continue
		}
		for _, want := range pathParameters(op.Path) {
			if !slices.ContainsFunc(o.Parameters, func(p *huma.Param) bool { return p.In == "path" && p.Name == want.Name }) {
				wrong = append(wrong, fmt.Errorf("httpx: operation %s does not take {%s}", op.ID, want.Name))
			}
		}
	}
	return wrong
}

// OpenAPI returns the document of all operations.
func (r *Router) OpenAPI() *huma.OpenAPI { return r.api.OpenAPI() }

// Handle adds a handler outside the API: health, metrics, the web app.
func (r *Router) Handle(pattern string, h http.Handler) { r.mux.Handle(pattern, h) }

func (r *Router) serveDocument(w http.ResponseWriter, q *http.Request) {
	text, err := r.document()
	if err != nil {
		r.writeProblem(w, q, err)
		return
	}
	w.Header().Set("Content-Type", "application/openapi+json")
	_, _ = w.Write(text) // a failed write means that the caller is gone
}

// unknown answers paths below /api/ that no operation has.
func (r *Router) unknown(w http.ResponseWriter, q *http.Request) {
	var allowed []string
	for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
		probe := q.Clone(q.Context())
		probe.Method = method
		if _, pattern := r.mux.Handler(probe); pattern != "/api/" {
			allowed = append(allowed, method)
		}
	}
	if len(allowed) == 0 {
		r.writeProblem(w, q, ErrNoSuchOperation)
		return
	}
	w.Header().Set("Allow", strings.Join(allowed, ", "))
	r.writeProblem(w, q, ErrMethod)
}
