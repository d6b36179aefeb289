package iam

import (
	"context"
	"time"

	"haike/internal/platform/authz"
	"haike/internal/platform/db"
)

// bucket is one counter of failures.
type bucket struct {
	limit limit
	key   string
}

// charge counts an attempt in all buckets, or in none if one says to wait. The
// caller commits either way and then refuses by blocked. The event about a wait
// is written once, however often the door is shaken.
func (s *Service) charge(ctx context.Context, tx *db.Tx, userID int64, buckets ...bucket) (time.Duration, error) {
	counters := make([]Throttle, len(buckets))
	for i, b := range buckets {
		t, err := s.store.throttle(ctx, tx, b.limit.kind, b.key)
		if err != nil {
			return 0, err
		}
		if wait := t.wait(tx.Now()); wait > 0 {
			return wait, s.reportThrottled(ctx, tx, userID, b, t)
		}
		counters[i] = t
	}
	for i, b := range buckets {
		s.store.saveThrottle(tx, b.limit.kind, b.key, counters[i].charged(b.limit, tx.Now()))
	}
	return 0, nil
}

func (s *Service) reportThrottled(ctx context.Context, tx *db.Tx, userID int64, b bucket, t Throttle) error {
	if t.Reported {
		return nil
	}
	t.Reported = true
	s.store.saveThrottle(tx, b.limit.kind, b.key, t)
	return s.Events.Publish(ctx, tx, LoginThrottled{UserID: userID, By: b.limit.kind})
}

// throttled is the refusal while a wait lasts.
func throttled(wait time.Duration) error { return ErrThrottled.With("retry_after", seconds(wait)) }

// asUser lets a login act as the user whom it has proved to be.
func asUser(ctx context.Context, userID, sessionID int64) context.Context {
	return authz.WithActor(ctx, authz.Actor{Kind: authz.KindUser, UserID: userID, SessionID: sessionID})
}
