package iam

import (
	"context"
	"time"

	"haike/internal/platform/authz"
	"haike/internal/platform/httpx"
)

// authenticator is the room's side of httpx.Authenticator.
type authenticator struct{ s *Service }

// Authenticate implements httpx.Authenticator.
func (a authenticator) Authenticate(ctx context.Context, c httpx.Credentials) (authz.Actor, error) {
	return a.s.Authenticate(ctx, c.Session, c.Bearer)
}

// Authenticator tells the border who calls.
func (s *Service) Authenticator() httpx.Authenticator { return authenticator{s} }

// Mount adds the room's operations.
func (s *Service) Mount(r *httpx.Router) {
	s.mountSession(r)
	s.mountMe(r)
	s.mountTokens(r)
	s.mountUsers(r)
	s.mountRoles(r)
	s.mountAudit(r)
}

// empty is an answer without a body.
type empty struct{}

// answer is a body.
type answer[T any] struct{ Body T }

// items is a list that is not cut.
type items[T any] struct {
	Items []T `json:"items"`
}

func list[T, W any](all []T, wire func(T) W) *answer[items[W]] {
	out := items[W]{Items: []W{}}
	for _, x := range all {
		out.Items = append(out.Items, wire(x))
	}
	return &answer[items[W]]{out}
}

// named is a reference on the wire.
type named struct {
	ID   int64  `json:"id"`
	Name string `json:"name"`
}

func namedOf(r *Ref) *named {
	if r == nil {
		return nil
	}
	return &named{r.ID, r.Name}
}

// roleNamed is a role on the wire; built-in roles have a key instead of a name.
type roleNamed struct {
	ID   int64  `json:"id"`
	Key  string `json:"key,omitempty"`
	Name string `json:"name"`
}

func rolesNamed(refs []RoleRef) []roleNamed {
	out := []roleNamed{}
	for _, r := range refs {
		out = append(out, roleNamed(r))
	}
	return out
}

// utc writes times in one form, in UTC, to the second or finer.
func utc(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }

func utcOrNone(t *time.Time) string {
	if t == nil {
		return ""
	}
	return utc(*t)
}

// value reads an optional field.
func value[T any](p *T) T {
	var zero T
	if p == nil {
		return zero
	}
	return *p
}
