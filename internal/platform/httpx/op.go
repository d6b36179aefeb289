package httpx

import (
	"context"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"haike/internal/platform/authz"
	"haike/internal/platform/fault"
	"haike/internal/platform/idem"
)

// Who may call an operation that is not about a permission.
const (
	Public      = "public"       // anybody
	SignedIn    = "signed_in"    // any user, by session or token
	SessionOnly = "session_only" // any user, but not by a token: what a token must never do
)

// Prefix is the path under which all operations live.
const Prefix = "/api/v1"

// ErrSessionRequired: a personal API token may not do this.
var ErrSessionRequired = fault.Define(fault.Forbidden, "common.session_required")

// Op declares one operation.
type Op struct {
	ID      string // operationId, "<subject>-<verb>"
	Method  string
	Path    string // below Prefix
	Summary string
	Tag     string // the room
	// Permission is a permission key, or Public, SignedIn, SessionOnly.
	Permission string
	// Subject is the kind of record that {id} in the path names, for the generated tests of authorization.
	Subject string
	// Status of success; 200 (204 without a body) if zero.
	Status int
	// Retryable says that the operation honours an Idempotency-Key.
	Retryable bool
	// Throttled says that the operation slows down who tries too often, with 429.
	Throttled bool
}

// Register adds a typed operation. In and Out are huma's input and output
// structs. The handler's error is turned into a problem document.
func Register[In, Out any](r *Router, op Op, handle func(context.Context, *In) (*Out, error)) {
	operation := r.declare(op)
	if err := embedsHidden(op, reflect.TypeFor[In]()); err != nil {
		r.faults = append(r.faults, err)
	}
	operation.Errors = errorStatuses(op, reflect.TypeFor[In]())
	version := versionField(reflect.TypeFor[Out]())
	huma.Register(r.api, operation, func(ctx context.Context, in *In) (*Out, error) {
		out, err := handle(ctx, in)
		if err != nil {
			return nil, r.problem(ctx, err)
		}
		nameVersion(ctx, out, version)
		return out, nil
	})
}

// embedsHidden finds an embedded struct that is not exported: its parameters
// would be overlooked silently.
func embedsHidden(op Op, in reflect.Type) error {
	for i := range in.NumField() {
		if f := in.Field(i); f.Anonymous && !f.IsExported() {
			return fmt.Errorf("httpx: the input of %s embeds %s, which must be exported", op.ID, f.Name)
		}
	}
	return nil
}

// Raw adds an operation that reads or writes its own bodies, such as a
// download. It is in the OpenAPI document like any other.
func (r *Router) Raw(op Op, handler http.HandlerFunc) {
	operation := r.declare(op)
	operation.Responses = map[string]*huma.Response{"200": {Description: "OK", Content: map[string]*huma.MediaType{"application/octet-stream": {}}}}
	operation.Parameters = pathParameters(operation.Path)
	r.api.OpenAPI().AddOperation(&operation)
	r.mux.HandleFunc(operation.Method+" "+operation.Path, func(w http.ResponseWriter, q *http.Request) {
		if err := permit(q.Context(), op.Permission); err != nil {
			r.writeProblem(w, q, err)
			return
		}
		handler(w, q)
	})
}

func pathParameters(path string) []*huma.Param {
	var params []*huma.Param
	for part := range strings.SplitSeq(path, "/") {
		if strings.HasPrefix(part, "{") {
			params = append(params, &huma.Param{Name: strings.Trim(part, "{}"), In: "path", Required: true, Schema: &huma.Schema{Type: huma.TypeString}})
		}
	}
	return params
}

// declare checks an operation and builds huma's form of it.
func (r *Router) declare(op Op) huma.Operation {
	if err := r.check(op); err != nil {
		r.faults = append(r.faults, err)
	}
	r.ops = append(r.ops, op)
	o := huma.Operation{
		OperationID: op.ID, Method: op.Method, Path: Prefix + op.Path,
		Summary: op.Summary, Tags: []string{op.Tag}, DefaultStatus: op.Status,
		RejectUnknownQueryParameters: true,
		MaxBodyBytes:                 maxBody + 1, // of media types that are refused; JSON is limited before
		Extensions:                   map[string]any{"x-permission": op.Permission},
		Middlewares:                  huma.Middlewares{r.guard(op)},
	}
	if op.Subject != "" {
		o.Extensions["x-subject"] = op.Subject
	}
	if op.Retryable {
		o.Extensions["x-retryable"] = true
		o.Parameters = []*huma.Param{{
			Name: "Idempotency-Key", In: "header", Schema: &huma.Schema{Type: huma.TypeString, MaxLength: new(maxKey)},
			Description: "Makes a retry safe: the same key and body are carried out once within 24 hours.",
		}}
	}
	if op.Permission != Public {
		o.Security = []map[string][]string{{"session": {}}, {"token": {}}}
	}
	return o
}

const maxKey = 100

// errorStatuses are those that the operation can answer: what its input and
// its declaration ask for, and what every operation may meet.
func errorStatuses(op Op, in reflect.Type) []int {
	statuses := []int{http.StatusBadRequest, http.StatusUnprocessableEntity, http.StatusInternalServerError, http.StatusServiceUnavailable}
	if op.Permission != Public {
		statuses = append(statuses, http.StatusUnauthorized, http.StatusForbidden)
	}
	if strings.Contains(op.Path, "{") {
		statuses = append(statuses, http.StatusNotFound)
	}
	if op.Method != http.MethodGet {
		statuses = append(statuses, http.StatusConflict)
	}
	if _, guarded := in.FieldByName("IfMatch"); guarded {
		statuses = append(statuses, http.StatusPreconditionFailed, http.StatusPreconditionRequired)
	}
	if _, body := in.FieldByName("Body"); body {
		statuses = append(statuses, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType)
	}
	if op.Throttled {
		statuses = append(statuses, http.StatusTooManyRequests)
	}
	return statuses
}

// versionField finds the version of the one record that an answer holds; nil if it holds none.
func versionField(out reflect.Type) []int {
	body, ok := out.FieldByName("Body")
	if !ok || body.Type.Kind() != reflect.Struct {
		return nil
	}
	version, ok := body.Type.FieldByName("Version")
	if !ok || version.Type.Kind() != reflect.Int64 {
		return nil
	}
	return append(slices.Clone(body.Index), version.Index...)
}

// nameVersion puts the version of an answered record into ETag, in the form in
// which If-Match wants it back.
func nameVersion(ctx context.Context, out any, field []int) {
	set := facts(ctx).setHeader
	if field == nil || set == nil {
		return
	}
	version, err := reflect.ValueOf(out).Elem().FieldByIndexErr(field)
	if err == nil && version.Int() > 0 {
		set("ETag", strconv.Quote(strconv.FormatInt(version.Int(), 10)))
	}
}

func (r *Router) check(op Op) error {
	switch {
	case op.ID == "" || op.Method == "" || op.Tag == "" || op.Summary == "" || !strings.HasPrefix(op.Path, "/"):
		return fmt.Errorf("httpx: operation %q %s %s is incomplete", op.ID, op.Method, op.Path)
	case op.Permission == Public || op.Permission == SignedIn || op.Permission == SessionOnly:
		return nil
	case !r.permissions[op.Permission]:
		return fmt.Errorf("httpx: operation %s declares the unknown permission %q", op.ID, op.Permission)
	}
	return nil
}

// guard refuses callers without the permission before their input is looked
// at, and hands the idempotency key on.
func (r *Router) guard(op Op) func(huma.Context, func(huma.Context)) {
	return func(c huma.Context, next func(huma.Context)) {
		ctx := c.Context()
		err := permit(ctx, op.Permission)
		if err == nil && op.Retryable {
			ctx, err = withKey(ctx, op.ID, c.Header("Idempotency-Key"))
		}
		if err != nil {
			r.refuse(c, err)
			return
		}
		facts(ctx).setHeader = c.SetHeader
		next(huma.WithContext(c, ctx))
	}
}

func (r *Router) refuse(c huma.Context, err error) {
	p := r.problem(c.Context(), err)
	p.setHeaders(c.SetHeader)
	_ = huma.WriteErr(r.api, c, p.Status, "", p) // a failed write means that the caller is gone
}

func permit(ctx context.Context, permission string) error {
	if permission == Public {
		return nil
	}
	if permission != SignedIn && permission != SessionOnly {
		_, err := authz.Require(ctx, permission)
		return err
	}
	actor, err := authz.From(ctx)
	if err != nil {
		return err
	}
	if actor.Kind != authz.KindUser {
		return fault.ErrUnauthenticated
	}
	if permission == SessionOnly && actor.SessionID == 0 {
		return ErrSessionRequired
	}
	return nil
}

func withKey(ctx context.Context, operation, key string) (context.Context, error) {
	if key == "" {
		return ctx, nil
	}
	if len(key) > maxKey {
		return nil, fault.ErrInvalid.WithFields(fault.Field{Path: "Idempotency-Key", Code: fault.FieldTooLong, Meta: map[string]any{"max": maxKey}})
	}
	if !storable(key) {
		return nil, fault.ErrInvalid.WithField("Idempotency-Key", fault.FieldFormat)
	}
	actor, err := authz.From(ctx)
	if err != nil || actor.Kind != authz.KindUser {
		return ctx, nil // without a user there is nobody to keep a result for
	}
	return idem.With(ctx, idem.Request{ActorID: actor.UserID, Operation: operation, Key: key, BodyHash: facts(ctx).bodyHash}), nil
}
