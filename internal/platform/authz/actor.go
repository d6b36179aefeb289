package authz

import (
	"context"
	"slices"

	"haike/internal/platform/fault"
)

// Kind tells persons from jobs.
type Kind string

// The kinds of actors.
const (
	KindUser      Kind = "user"
	KindSystem    Kind = "system"
	KindAnonymous Kind = "anonymous"
)

// Actor is who acts: set once per request or job, read from the context.
type Actor struct {
	Kind   Kind
	UserID int64   // users only
	Name   string  // of a system actor, for the event log; users show by their id
	TeamID int64   // the team the user belongs to; 0 if none
	Teams  []int64 // that team and all below it, and those below teams that the user leads
	Grants map[string]Level
	// TokenScopes restricts a personal API token to permissions; nil means a session, with all of the user's grants.
	TokenScopes []string
	// SessionID is the session of a signed-in browser; 0 for tokens.
	SessionID int64
	// Roles are the ids of the user's roles.
	Roles []int64
}

type actorKey struct{}

// WithActor returns a context in which a acts.
func WithActor(ctx context.Context, a Actor) context.Context {
	return context.WithValue(ctx, actorKey{}, a)
}

// From returns the acting actor. Without one it is ErrUnauthenticated: code
// that forgot to say who acts may do nothing.
func From(ctx context.Context) (Actor, error) {
	a, ok := ctx.Value(actorKey{}).(Actor)
	if !ok || a.Kind == "" {
		return Actor{}, fault.ErrUnauthenticated
	}
	return a, nil
}

// Anonymous is the actor of a request without credentials.
func Anonymous() Actor { return Actor{Kind: KindAnonymous, Name: "anonymous"} }

// System returns a named system actor with exactly the given grants.
func System(name string, grants map[string]Level) Actor {
	return Actor{Kind: KindSystem, Name: "system:" + name, Grants: grants}
}

// Level returns at which level the actor holds a permission.
func (a Actor) Level(permission string) Level {
	if a.TokenScopes != nil && !slices.Contains(a.TokenScopes, permission) {
		return None
	}
	return a.Grants[permission]
}
