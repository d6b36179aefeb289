package iam

import (
	"context"
	"time"

	"haike/internal/platform/db"
	"haike/internal/platform/idem"
	"haike/internal/platform/jobs"
)

// pruneJob removes what has had its time.
type pruneJob struct{}

// Kind implements jobs.Args.
func (pruneJob) Kind() string { return "iam_prune" }

const pruneEvery = time.Hour

// RegisterJobs adds the room's workers and schedules.
func (s *Service) RegisterJobs(e *jobs.Engine) error {
	if err := jobs.Handle(e, jobs.Options{Actor: linkActor(), MaxAttempts: 5}, s.mailLink); err != nil {
		return err
	}
	if err := jobs.Handle(e, jobs.Options{Actor: linkActor(), Timeout: 5 * time.Minute}, s.prune); err != nil {
		return err
	}
	e.Every(pruneEvery, pruneJob{})
	return nil
}

// prune removes ended sessions, old links, forgotten failures, networks not
// seen for long and old results of retried requests, a chunk at a time.
func (s *Service) prune(ctx context.Context, _ pruneJob) error {
	policy, err := s.store.policy(ctx, s.DB.Read())
	if err != nil {
		return err
	}
	for _, l := range s.store.leftovers(policy, s.DB.Clock().Now()) {
		if err := untilDone(func() (more bool, err error) {
			err = s.DB.WriteBulk(ctx, func(tx *db.Tx) error {
				more, err = s.store.prune(ctx, tx, l)
				return err
			})
			return more, err
		}); err != nil {
			return err
		}
	}
	return untilDone(func() (bool, error) { return idem.Prune(ctx, s.DB) })
}

func untilDone(step func() (bool, error)) error {
	for {
		more, err := step()
		if err != nil || !more {
			return err
		}
	}
}
