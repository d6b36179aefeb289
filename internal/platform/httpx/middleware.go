package httpx

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime"
	"net/http"
	"net/url"
	"runtime/debug"
	"slices"
	"strings"

	"haike/internal/platform/authz"
	"haike/internal/platform/event"
	"haike/internal/platform/fault"
)

const maxBody = 1 << 20 // of a JSON request; uploads are Raw and bring their own limit

// Handler returns the whole chain.
func (r *Router) Handler() http.Handler {
	var h http.Handler = r.mux
	h = r.authenticate(h)
	h = r.sameOrigin(h)
	h = r.limitBody(h)
	h = r.checkURL(h)
	h = r.headers(h)
	h = r.recoverPanic(h)
	h = r.logRequest(h)
	return h
}

// logRequest gives the request its id, and logs it without personal data: the
// pattern, not the path; the user's id, not the address.
func (r *Router) logRequest(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		id, t := newRequestID(), r.observe(q)
		ctx := context.WithValue(event.WithRequestID(q.Context(), id), transportKey{}, t)
		q = q.WithContext(ctx)
		w.Header().Set("X-Request-Id", id)
		rec := &recorder{ResponseWriter: w, status: http.StatusOK}
		began := r.clock.Now()
		defer func() { // also of an answer that was cut off
			took := r.clock.Now().Sub(began)
			_, pattern := r.mux.Handler(q)
			r.metrics.observe(pattern, q.Method, rec.status, took)
			r.log.LogAttrs(ctx, urgency(pattern, rec.status), "request",
				slog.String("method", q.Method), slog.String("route", pattern), slog.Int("status", rec.status),
				slog.Int64("bytes", rec.bytes), slog.Float64("took_ms", float64(took.Microseconds())/1000), slog.Int64("user", t.actorID))
		}()
		next.ServeHTTP(rec, q)
	})
}

// urgency keeps the files of the web app, of which a page loads many, out of the usual log.
func urgency(pattern string, status int) slog.Level {
	if pattern == appPattern && status < http.StatusBadRequest {
		return slog.LevelDebug
	}
	return slog.LevelInfo
}

// recorder remembers what was answered.
type recorder struct {
	http.ResponseWriter
	status int
	wrote  bool
	bytes  int64
}

func (w *recorder) WriteHeader(code int) {
	if !w.wrote && code >= http.StatusOK {
		w.status, w.wrote = code, true
	}
	w.ResponseWriter.WriteHeader(code)
}

func (w *recorder) Write(b []byte) (int, error) {
	w.wrote = true
	n, err := w.ResponseWriter.Write(b)
	w.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController reach flushing and deadlines.
func (w *recorder) Unwrap() http.ResponseWriter { return w.ResponseWriter }

func (r *Router) recoverPanic(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		defer r.answerPanic(w, q)
		next.ServeHTTP(w, q)
	})
}

// answerPanic must be deferred itself: only then does recover see the panic.
func (r *Router) answerPanic(w http.ResponseWriter, q *http.Request) {
	p := recover()
	if p == nil {
		return
	}
	if err, ok := p.(error); ok && errors.Is(err, http.ErrAbortHandler) {
		panic(p) //nolint:forbidigo // net/http's own way to drop a connection
	}
	err := fmt.Errorf("panic: %v\n%s", p, debug.Stack())
	if rec, ok := w.(*recorder); ok && rec.wrote {
		r.log.ErrorContext(q.Context(), "panic after the answer began", slog.String("error", err.Error()))
		panic(http.ErrAbortHandler) //nolint:forbidigo // the caller must not take half an answer for a whole one
	}
	r.writeProblem(w, q, err)
}

// headers sets what every answer carries, errors and files included.
func (r *Router) headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(self), payment=()")
		h.Set("Cache-Control", "no-store")
		if facts(q.Context()).secure { // browsers ignore both over plain HTTP, and complain about the one
			h.Set("Cross-Origin-Opener-Policy", "same-origin")
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		next.ServeHTTP(w, q)
	})
}

// checkURL refuses what databases treat differently in the path and the
// parameters: bytes that are not UTF-8, and NUL.
func (r *Router) checkURL(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		if strings.HasPrefix(q.URL.Path, "/api/") {
			if err := plainURL(q.URL); err != nil {
				r.writeProblem(w, q, err)
				return
			}
		}
		next.ServeHTTP(w, q)
	})
}

func plainURL(u *url.URL) error {
	var c fault.Check
	c.Add(!storable(u.Path), "path", fault.FieldFormat)
	for name, values := range u.Query() {
		bad := !storable(name) || slices.ContainsFunc(values, func(v string) bool { return !storable(v) })
		c.Add(bad, strings.ToValidUTF8(name, "?"), fault.FieldFormat)
	}
	return c.Err()
}

// limitBody reads the JSON bodies of the API into memory, bounded and checked,
// and takes the request's fingerprint. Bodies of other media types are left to
// the Raw operations, which bound them themselves; typed operations refuse them.
func (r *Router) limitBody(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		fingerprint(q, nil)
		if q.ContentLength == 0 || !strings.HasPrefix(q.URL.Path, "/api/") || q.Body == nil || q.Body == http.NoBody {
			next.ServeHTTP(w, q)
			return
		}
		media, _, err := mime.ParseMediaType(q.Header.Get("Content-Type"))
		if err != nil {
			r.writeProblem(w, q, ErrMediaType)
			return
		}
		if media != "application/json" {
			next.ServeHTTP(w, q)
			return
		}
		body, err := io.ReadAll(http.MaxBytesReader(w, q.Body, maxBody))
		if err == nil {
			err = checkJSON(body)
		}
		if err != nil {
			r.writeProblem(w, q, bodyFault(err))
			return
		}
		fingerprint(q, body)
		q.Body = io.NopCloser(bytes.NewReader(body))
		next.ServeHTTP(w, q)
	})
}

// fingerprint tells whether two requests with one idempotency key are the same.
// The address is part of it: it names the record where there is no body.
func fingerprint(q *http.Request, body []byte) {
	sum := sha256.Sum256(append([]byte(q.URL.RequestURI()+"\n"), body...))
	facts(q.Context()).bodyHash = hex.EncodeToString(sum[:])
}

func bodyFault(err error) error {
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return ErrBodyTooLarge.With("max", maxBody)
	}
	return ErrBadJSON.Wrap(err)
}

// sameOrigin refuses changes that another site makes a browser send. Requests
// with a token carry no ambient rights and pass. A cookie without any sign of
// its origin is refused too: browsers always send one.
func (r *Router) sameOrigin(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		safe := q.Method == http.MethodGet || q.Method == http.MethodHead || q.Method == http.MethodOptions
		if safe || bearer(q) != "" {
			next.ServeHTTP(w, q)
			return
		}
		silent := q.Header.Get("Origin") == "" && q.Header.Get("Sec-Fetch-Site") == ""
		if r.crossOrigin.Check(q) != nil || silent && sessionCookie(q) != "" {
			r.writeProblem(w, q, ErrCrossSite)
			return
		}
		next.ServeHTTP(w, q)
	})
}

func (r *Router) authenticate(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		if !strings.HasPrefix(q.URL.Path, "/api/") {
			next.ServeHTTP(w, q)
			return
		}
		ctx := q.Context()
		actor, err := r.auth.Authenticate(ctx, Credentials{Session: sessionCookie(q), Bearer: bearer(q)})
		if err != nil && actor.Kind == "" {
			r.writeProblem(w, q, err)
			return
		}
		facts(ctx).actorID, facts(ctx).deadToken = actor.UserID, err != nil && bearer(q) != ""
		next.ServeHTTP(w, q.WithContext(authz.WithActor(ctx, actor)))
	})
}

func bearer(q *http.Request) string {
	scheme, token, _ := strings.Cut(q.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return strings.TrimSpace(token)
}

func sessionCookie(q *http.Request) string {
	c, err := q.Cookie(CookieName(q.Context()))
	if err != nil {
		return ""
	}
	return c.Value
}
