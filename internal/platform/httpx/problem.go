package httpx

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"haike/internal/platform/db"
	"haike/internal/platform/event"
	"haike/internal/platform/fault"
	"haike/internal/platform/i18n"
)

// Problem is an error on the wire: RFC 9457 with our code and request id.
type Problem struct {
	Type      string         `json:"type" doc:"A URI reference that names the kind of problem."`
	Title     string         `json:"title" doc:"The kind of problem in the caller's language."`
	Status    int            `json:"status"`
	Detail    string         `json:"detail" doc:"What happened and what to do, in the caller's language."`
	Code      string         `json:"code" doc:"Stable code, <room>.<what>."`
	Params    map[string]any `json:"params,omitempty" doc:"Parameters of the message."`
	Errors    []FieldProblem `json:"errors,omitempty" doc:"What is wrong with single fields."`
	RequestID string         `json:"request_id" doc:"Quote it when you ask for help."`

	headers map[string]string
}

// FieldProblem is one wrong field on the wire.
type FieldProblem struct {
	Path    string         `json:"path"`
	Code    string         `json:"code"`
	Message string         `json:"message"`
	Params  map[string]any `json:"params,omitempty"`
}

// Error implements error.
func (p *Problem) Error() string { return p.Code }

// GetStatus implements huma.StatusError.
func (p *Problem) GetStatus() int { return p.Status }

// GetHeaders implements huma.HeadersError.
func (p *Problem) GetHeaders() http.Header {
	h := http.Header{}
	p.setHeaders(h.Set)
	return h
}

func (p *Problem) setHeaders(set func(name, value string)) {
	for name, value := range p.headers {
		set(name, value)
	}
}

// ContentType implements huma.ContentTypeFilter.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

// statuses is the one map from kinds of faults to HTTP.
func status(kind fault.Kind) int {
	switch kind {
	case fault.Invalid:
		return http.StatusUnprocessableEntity
	case fault.Unauthenticated:
		return http.StatusUnauthorized
	case fault.Forbidden:
		return http.StatusForbidden
	case fault.NotFound:
		return http.StatusNotFound
	case fault.Conflict:
		return http.StatusConflict
	case fault.Stale:
		return http.StatusPreconditionFailed
	case fault.Required:
		return http.StatusPreconditionRequired
	case fault.TooLarge:
		return http.StatusRequestEntityTooLarge
	case fault.Limited:
		return http.StatusTooManyRequests
	case fault.Unavailable:
		return http.StatusServiceUnavailable
	case fault.Internal:
	}
	return http.StatusInternalServerError
}

// Faults of the border itself.
var (
	ErrBadJSON         = fault.Define(fault.Invalid, "common.bad_json")
	ErrBodyTooLarge    = fault.Define(fault.TooLarge, "common.body_too_large")
	ErrMediaType       = fault.Define(fault.Invalid, "common.media_type")
	ErrCrossSite       = fault.Define(fault.Forbidden, "common.cross_site")
	ErrNoSuchOperation = fault.Define(fault.NotFound, "common.no_such_operation")
	ErrMethod          = fault.Define(fault.Invalid, "common.method_not_allowed")
	ErrVersionRequired = fault.Define(fault.Required, "common.version_required")
	// ErrToken: the personal API token is wrong, too old or revoked.
	ErrToken = fault.Define(fault.Unauthenticated, "common.token_invalid")
)

const internalCode = "internal"

// problem turns an error into its document, and logs it if it is our mistake.
func (r *Router) problem(ctx context.Context, err error) *Problem {
	var ready *Problem
	if errors.As(err, &ready) {
		return ready
	}
	f := fault.As(err)
	if f == nil && ctx.Err() != nil {
		f = fault.ErrStopping.Wrap(err) // the caller is gone; nobody reads this
	}
	if f == nil && db.IsUnavailable(err) {
		r.log.ErrorContext(ctx, "the database is not available", slog.String("error", err.Error()))
		f = fault.ErrUnavailable.With("retry_after", 2)
	}
	if f == nil {
		f = fault.Define(fault.Internal, internalCode).Wrap(err)
	}
	if f.Kind == fault.Internal {
		r.log.ErrorContext(ctx, "internal error", slog.String("error", err.Error()))
	}
	return r.describe(ctx, f)
}

func (r *Router) describe(ctx context.Context, f *fault.Error) *Problem {
	if facts(ctx).deadToken && f.Is(fault.ErrUnauthenticated) {
		f = ErrToken // a program that shows a token has no session that could have ended
	}
	id, locale := event.RequestID(ctx), Locale(ctx)
	params := i18n.Params{"request": id}
	for k, v := range f.Meta {
		params[k] = v
	}
	p := &Problem{
		Type: "about:blank", Status: status(f.Kind), Code: f.Code, Params: f.Meta, RequestID: id,
		Title: http.StatusText(status(f.Kind)), Detail: r.text(locale, "fault", f.Code, params),
		headers: map[string]string{},
	}
	switch f.Code {
	case ErrMediaType.Code:
		p.Status = http.StatusUnsupportedMediaType
	case ErrMethod.Code:
		p.Status = http.StatusMethodNotAllowed
	case ErrBadJSON.Code:
		p.Status = http.StatusBadRequest
	}
	p.Title = http.StatusText(p.Status)
	for _, field := range f.Fields {
		p.Errors = append(p.Errors, FieldProblem{
			Path: field.Path, Code: field.Code, Params: field.Meta,
			Message: r.text(locale, "field", field.Code, field.Meta),
		})
	}
	if p.Status == http.StatusUnauthorized {
		p.headers["WWW-Authenticate"] = challenge(f)
	}
	if wait, ok := f.Meta["retry_after"]; ok {
		p.headers["Retry-After"] = fmt.Sprint(wait)
	}
	return p
}

// challenge names the scheme for programs (RFC 6750). Browsers ask nothing of
// their users for it, as they would for Basic.
func challenge(f *fault.Error) string {
	if f.Is(ErrToken) {
		return `Bearer realm="haike", error="invalid_token"`
	}
	return `Bearer realm="haike"`
}

func (r *Router) text(locale i18n.Locale, namespace, key string, params i18n.Params) string {
	text, ok := r.texts.Text(locale, namespace, key, params)
	if !ok {
		r.log.Error("a message lacks its text", slog.String("namespace", namespace), slog.String("key", key))
	}
	return text
}

// WriteProblem answers a request of a raw operation with an error.
func (r *Router) WriteProblem(w http.ResponseWriter, q *http.Request, err error) {
	r.writeProblem(w, q, err)
}

// writeProblem answers outside huma. What a handler said about the content
// that it could not send goes.
func (r *Router) writeProblem(w http.ResponseWriter, q *http.Request, err error) {
	p := r.problem(q.Context(), err)
	for _, name := range []string{"Content-Length", "Content-Encoding", "Content-Disposition", "ETag", "Last-Modified"} {
		w.Header().Del(name)
	}
	p.setHeaders(w.Header().Set)
	w.Header().Set("Content-Type", p.ContentType(""))
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p) // a failed write means that the caller is gone
}

// fromHuma translates what huma itself found wrong with a request.
func (r *Router) fromHuma(ctx context.Context, code int, errs []error) *Problem {
	for _, err := range errs {
		var ready *Problem
		if errors.As(err, &ready) {
			return ready
		}
	}
	switch {
	case code == http.StatusRequestEntityTooLarge:
		return r.describe(ctx, ErrBodyTooLarge.With("max", maxBody))
	case code == http.StatusUnsupportedMediaType:
		return r.describe(ctx, ErrMediaType)
	case code >= http.StatusInternalServerError:
		return r.problem(ctx, errors.Join(errs...))
	}
	fields := make([]fault.Field, 0, len(errs))
	for _, err := range errs {
		var detail *huma.ErrorDetail
		if errors.As(err, &detail) {
			fields = append(fields, fieldOf(detail))
		}
	}
	if code == http.StatusBadRequest || len(fields) == 0 {
		return r.describe(ctx, ErrBadJSON.WithFields(fields...))
	}
	return r.describe(ctx, fault.ErrInvalid.WithFields(fields...))
}

// fieldOf maps huma's English messages to field codes. It never repeats the value.
func fieldOf(d *huma.ErrorDetail) fault.Field {
	path := d.Location
	for _, where := range []string{"body.", "query.", "path.", "header."} {
		path = strings.TrimPrefix(path, where)
	}
	words := strings.Fields(d.Message)
	last := ""
	if len(words) > 0 {
		last = words[len(words)-1]
	}
	n, _ := strconv.ParseFloat(last, 64) // zero where the message ends in no number
	switch {
	case strings.HasPrefix(d.Message, "expected required property"):
		if len(words) > 3 {
			path = strings.Trim(strings.TrimSuffix(path, "body")+"."+words[3], ".")
		}
		return fault.Field{Path: path, Code: fault.FieldRequired}
	case strings.HasPrefix(d.Message, "required"):
		return fault.Field{Path: path, Code: fault.FieldRequired}
	case strings.HasPrefix(d.Message, "unexpected property"), strings.HasPrefix(d.Message, "unknown query"):
		return fault.Field{Path: path, Code: fault.FieldUnknown}
	case strings.HasPrefix(d.Message, "expected length >="):
		return fault.Field{Path: path, Code: fault.FieldTooShort, Meta: map[string]any{"min": n}}
	case strings.HasPrefix(d.Message, "expected length <="):
		return fault.Field{Path: path, Code: fault.FieldTooLong, Meta: map[string]any{"max": n}}
	case strings.HasPrefix(d.Message, "expected number >="):
		return fault.Field{Path: path, Code: fault.FieldTooSmall, Meta: map[string]any{"min": n}}
	case strings.HasPrefix(d.Message, "expected number <="):
		return fault.Field{Path: path, Code: fault.FieldTooLarge, Meta: map[string]any{"max": n}}
	case strings.HasPrefix(d.Message, "expected value to be one of"):
		return fault.Field{Path: path, Code: fault.FieldOption}
	case strings.HasPrefix(d.Message, "expected array length"):
		return fault.Field{Path: path, Code: fault.FieldCount}
	}
	return fault.Field{Path: path, Code: fault.FieldFormat}
}
