package httpx

import (
	"context"
	"crypto/rand"
	"encoding/base32"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"strings"

	"haike/internal/platform/authz"
	"haike/internal/platform/fault"
	"haike/internal/platform/i18n"
)

// Names of the session cookie. Browsers keep the __Host- prefix to TLS.
const (
	CookieSecure = "__Host-haike"
	CookiePlain  = "haike"
)

// Credentials are what a request shows of itself.
type Credentials struct {
	Session string // value of the session cookie
	Bearer  string // personal API token
}

// Authenticator tells who calls. Without credentials that is authz.Anonymous();
// with credentials that are not (or no longer) valid it is that too, together
// with fault common.unauthenticated, so that public operations still work.
type Authenticator interface {
	Authenticate(ctx context.Context, c Credentials) (authz.Actor, error)
}

// transport is what the border knows of a request beside its content.
type transport struct {
	secure    bool
	client    netip.Addr
	locale    i18n.Locale
	userAgent string
	bodyHash  string
	actorID   int64                    // for the access log
	deadToken bool                     // it showed a token that is not, or no longer, valid
	setHeader func(name, value string) // of the answer of a typed operation
}

type transportKey struct{}

func facts(ctx context.Context) *transport {
	t, ok := ctx.Value(transportKey{}).(*transport)
	if !ok {
		return &transport{locale: i18n.ZhCN}
	}
	return t
}

// Secure reports whether the caller's connection is encrypted.
func Secure(ctx context.Context) bool { return facts(ctx).secure }

// ClientIP returns the caller's address; behind a trusted proxy the one that the proxy saw.
func ClientIP(ctx context.Context) netip.Addr { return facts(ctx).client }

// Locale returns the language in which the caller wants to read.
func Locale(ctx context.Context) i18n.Locale { return facts(ctx).locale }

// UserAgent returns the caller's User-Agent, at most 500 bytes.
func UserAgent(ctx context.Context) string { return facts(ctx).userAgent }

// CookieName returns the session cookie's name for the caller's connection.
func CookieName(ctx context.Context) string {
	if Secure(ctx) {
		return CookieSecure
	}
	return CookiePlain
}

// Match is the precondition of every update: the version that the caller read.
type Match struct {
	IfMatch string `header:"If-Match" doc:"The version that you read, in quotes."`
}

// Version returns the version that the caller wants to change.
// Errors: common.version_required, common.invalid.
func (m Match) Version() (int64, error) {
	if m.IfMatch == "" {
		return 0, ErrVersionRequired
	}
	v, err := strconv.ParseInt(strings.Trim(m.IfMatch, `"`), 10, 64)
	if err != nil || v < 1 {
		return 0, fault.ErrInvalid.WithField("If-Match", fault.FieldFormat)
	}
	return v, nil
}

// observe gathers the facts of a request.
func (r *Router) observe(q *http.Request) *transport {
	t := &transport{secure: q.TLS != nil, client: peer(q), userAgent: cut(q.UserAgent(), 500)}
	if r.trusted(t.client) {
		t.secure = t.secure || q.Header.Get("X-Forwarded-Proto") == "https"
		t.client = r.forwarded(q, t.client)
	}
	t.locale = i18n.Negotiate(cut(q.Header.Get("Accept-Language"), 200), "")
	return t
}

func peer(q *http.Request) netip.Addr {
	host, _, err := net.SplitHostPort(q.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	addr, err := netip.ParseAddr(host)
	if err != nil {
		return netip.Addr{}
	}
	return addr.Unmap()
}

func (r *Router) trusted(addr netip.Addr) bool {
	for _, p := range r.proxies {
		if p.Contains(addr) {
			return true
		}
	}
	return false
}

// forwarded walks X-Forwarded-For from the right over our own proxies; what
// stands left of the first foreign address may be invented.
func (r *Router) forwarded(q *http.Request, addr netip.Addr) netip.Addr {
	hops := strings.Split(strings.Join(q.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0; i-- {
		hop, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			return addr
		}
		addr = hop.Unmap()
		if !r.trusted(addr) {
			return addr
		}
	}
	return addr
}

func cut(s string, n int) string {
	if len(s) > n {
		return s[:n]
	}
	return s
}

func newRequestID() string {
	var b [10]byte
	_, _ = rand.Read(b[:]) // crypto/rand never fails
	return strings.ToLower(base32.StdEncoding.EncodeToString(b[:]))
}

// Paging cuts a list; embed it in a list's input.
type Paging struct {
	Cursor string `query:"cursor" maxLength:"2000" doc:"next_cursor of the page before."`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"Records on a page."`
}

// Record is the id in a path; embed it in the input of an operation on one record.
type Record struct {
	ID int64 `path:"id" minimum:"1"`
}

// RecordAt is a record and the version of it that the caller read.
type RecordAt struct {
	Record
	Match
}
