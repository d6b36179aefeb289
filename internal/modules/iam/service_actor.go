package iam

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"haike/internal/platform/authz"
	"haike/internal/platform/db"
	"haike/internal/platform/fault"
)

const (
	actorLife  = 500 * time.Millisecond // how long another node may not have heard of a revocation
	maxActors  = 10_000
	touchEvery = time.Minute
	touchTime  = time.Second
)

// actorCache remembers for a moment whom credentials stand for. Whatever
// changes rights clears it.
type actorCache struct {
	mu     sync.Mutex
	age    int64 // raised by clear
	actors map[string]cachedActor
}

type cachedActor struct {
	actor       authz.Actor
	since, till time.Time
}

func newActorCache() *actorCache { return &actorCache{actors: map[string]cachedActor{}} }

func (c *actorCache) clear() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.age++
	clear(c.actors)
}

// get returns what is known, and the age that put wants to see again.
func (c *actorCache) get(key string, now time.Time) (authz.Actor, bool, int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	known, ok := c.actors[key]
	return known.actor, ok && !now.Before(known.since) && now.Before(known.till), c.age
}

// put remembers an actor unless the cache was cleared since age was read: what
// was read from the database may then be old.
func (c *actorCache) put(key string, a cachedActor, age int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.age != age {
		return
	}
	if len(c.actors) >= maxActors {
		clear(c.actors)
	}
	c.actors[key] = a
}

// Authenticate tells for whom a session cookie's value or a token stands. With
// neither that is the anonymous actor; with a bad one too, together with
// common.unauthenticated. A token, if given, is all that counts. An error of the
// database comes with a zero actor.
func (s *Service) Authenticate(ctx context.Context, session, bearer string) (authz.Actor, error) {
	switch {
	case bearer != "":
		return s.authenticate(ctx, "t"+hashSecret(bearer), s.byToken)
	case session != "":
		return s.authenticate(ctx, "s"+hashSecret(session), s.bySession)
	}
	return authz.Anonymous(), nil
}

type look func(ctx context.Context, hash string, now time.Time) (cachedActor, error)

func (s *Service) authenticate(ctx context.Context, key string, look look) (authz.Actor, error) {
	now := s.DB.Clock().Now()
	actor, ok, age := s.cache.get(key, now)
	if ok {
		return actor, nil
	}
	found, err := look(ctx, key[1:], now)
	if errors.Is(err, fault.ErrUnauthenticated) {
		return authz.Anonymous(), fault.ErrUnauthenticated
	}
	if err != nil {
		return authz.Actor{}, err
	}
	s.cache.put(key, found, age)
	return found.actor, nil
}

func (s *Service) bySession(ctx context.Context, hash string, now time.Time) (cachedActor, error) {
	b, err := s.store.bySession(ctx, s.DB.Read(), hash)
	if err != nil {
		return cachedActor{}, err
	}
	end := b.policy.endsAt(b.session.CreatedAt, b.session.LastSeenAt)
	if !now.Before(end) {
		return cachedActor{}, fault.ErrUnauthenticated
	}
	if now.Sub(b.session.LastSeenAt) >= touchEvery {
		s.touch(ctx, func(tx *db.Tx) { s.store.touchSession(tx, b.session.ID, b.account.ID, touchEvery) })
	}
	if b.policy.restricted(b.account, b.session.CreatedAt) {
		b.admin, b.grants = false, nil
	}
	actor, err := s.actorOf(ctx, b)
	actor.SessionID = b.session.ID
	return cached(actor, now, end), err
}

func (s *Service) byToken(ctx context.Context, hash string, now time.Time) (cachedActor, error) {
	b, err := s.store.byToken(ctx, s.DB.Read(), hash)
	if err != nil {
		return cachedActor{}, err
	}
	end := now.Add(actorLife)
	if b.token.ExpiresAt != nil {
		end = *b.token.ExpiresAt
	}
	if !now.Before(end) {
		return cachedActor{}, fault.ErrUnauthenticated
	}
	if b.token.LastUsedAt == nil || now.Sub(*b.token.LastUsedAt) >= touchEvery {
		s.touch(ctx, func(tx *db.Tx) { s.store.touchToken(tx, b.token.ID, touchEvery) })
	}
	actor, err := s.actorOf(ctx, b)
	actor.TokenScopes = b.token.Permissions
	return cached(actor, now, end), err
}

func cached(a authz.Actor, now, end time.Time) cachedActor {
	till := now.Add(actorLife)
	if end.Before(till) {
		till = end
	}
	return cachedActor{actor: a, since: now, till: till}
}

// actorOf merges the grants of a user's roles. Teams are asked for only where a
// grant reaches below the own team.
func (s *Service) actorOf(ctx context.Context, b bearing) (authz.Actor, error) {
	a := authz.Actor{Kind: authz.KindUser, UserID: b.account.ID, TeamID: b.account.TeamID, Roles: b.roles}
	a.Grants = s.merged(b)
	for _, level := range a.Grants {
		if level == authz.Subtree {
			teams, err := s.TeamsOf(ctx, s.DB.Read(), a.UserID, a.TeamID)
			a.Teams = teams
			return a, err
		}
	}
	return a, nil
}

func (s *Service) merged(b bearing) Grants {
	if b.admin {
		return s.catalog.everything()
	}
	grants := Grants{}
	for _, g := range b.grants {
		level, _ := authz.ParseLevel(g.level) // the table's CHECK knows the levels
		s.catalog.merge(grants, g.permission, level)
	}
	return grants
}

// touch notes the use in a transaction of its own. It is of no importance to
// the request, which goes on if it fails.
func (s *Service) touch(ctx context.Context, note func(tx *db.Tx)) {
	ctx, cancel := context.WithTimeout(ctx, touchTime)
	defer cancel()
	err := s.DB.Write(ctx, func(tx *db.Tx) error {
		note(tx)
		return nil
	})
	if err != nil {
		s.Log.WarnContext(ctx, "the time of last use was not written", slog.String("error", err.Error()))
	}
}
