package iam

import (
	"context"
	"log/slog"
	"runtime"
	"strings"

	"haike/internal/platform/authz"
	"haike/internal/platform/db"
	"haike/internal/platform/event"
	"haike/internal/platform/fault"
	"haike/internal/platform/i18n"
	"haike/internal/platform/jobs"
	"haike/internal/platform/mail"
	"haike/internal/platform/secret"
)

// Mailer sends mails with links. Where it is not enabled, administrators pass
// links on themselves.
type Mailer interface {
	Send(ctx context.Context, m mail.Message) error
	Enabled() bool
}

// Deps is what the room needs. All fields are required; the functions are the
// room org's, which depends on iam and so cannot be imported.
type Deps struct {
	DB      *db.DB
	Events  *event.Log
	Jobs    *jobs.Engine
	Secrets *secret.Box
	Mailer  Mailer
	Texts   *i18n.Catalog
	Log     *slog.Logger
	// BaseURL is the address of the web app in links, such as https://crm.example; never taken from a request.
	BaseURL string
	// BaseURLGuessed says that nobody has set BaseURL, so that it may be dead elsewhere.
	BaseURLGuessed bool
	// Permissions are those of all rooms.
	Permissions []authz.Permission
	// Demo says that the data is invented.
	Demo bool
	// TeamsOf returns the team of a user and all below it, and below those that the user leads.
	TeamsOf func(ctx context.Context, r db.Reader, userID, teamID int64) ([]int64, error)
	// TeamNames returns the names of teams by id.
	TeamNames func(ctx context.Context, r db.Reader, ids []int64) (map[int64]string, error)
	// Company returns the company; a zero value before set-up.
	Company func(ctx context.Context, r db.Reader) (Company, error)
	// CheckPlace checks where a new user (id 0) shall stand, under the actor's scope.
	CheckPlace func(ctx context.Context, tx *db.Tx, userID int64, at Placement, scope authz.Scope) error
}

// Service holds the room's use cases. It is safe for concurrent use.
type Service struct {
	Deps
	store   store
	catalog catalog
	hasher  *hasher
	cache   *actorCache
}

// New returns the room's service.
func New(d Deps) *Service {
	d.BaseURL = strings.TrimSuffix(d.BaseURL, "/")
	return &Service{Deps: d, catalog: newCatalog(d.Permissions), hasher: newHasher(runtime.GOMAXPROCS(0)), cache: newActorCache()}
}

// signedIn returns the acting user. Errors: common.unauthenticated.
func signedIn(ctx context.Context) (authz.Actor, error) {
	actor, err := authz.From(ctx)
	if err != nil {
		return actor, err
	}
	if actor.Kind != authz.KindUser {
		return actor, fault.ErrUnauthenticated
	}
	return actor, nil
}

// record publishes a fact and the old and new values of what it changed.
func (s *Service) record(ctx context.Context, tx *db.Tx, fact event.Fact, changes ...event.Change) error {
	if err := s.Events.Publish(ctx, tx, fact); err != nil {
		return err
	}
	return s.Events.Changed(ctx, tx, fact.Subject(), changes...)
}

// forgetActors makes this node look again who may do what, once tx is durable.
// Other nodes do so within the cache's life.
func (s *Service) forgetActors(tx *db.Tx) { tx.AfterCommit(s.cache.clear) }

// change is a field's old and new value; equal ones are no change.
type change struct{ field, old, new string }

// differences keeps the real changes.
func differences(all ...change) (fields []string, changes []event.Change) {
	for _, c := range all {
		if c.old == c.new {
			continue
		}
		fields = append(fields, c.field)
		changes = append(changes, event.Change{Field: c.field, Old: textOrNil(c.old), New: textOrNil(c.new)})
	}
	return fields, changes
}

func textOrNil(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
