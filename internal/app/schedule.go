package app

import (
	"context"
	"time"

	"haike/internal/platform/authz"
	"haike/internal/platform/db"
	"haike/internal/platform/event"
	"haike/internal/platform/jobs"
)

// schedule registers the workers of all rooms and when they run, and those of
// the platform, which belong to no room.
func (a *App) schedule() error {
	if err := a.iam.RegisterJobs(a.jobs); err != nil {
		return err
	}
	if err := a.upkeep.RegisterJobs(a.jobs); err != nil {
		return err
	}
	return a.schedulePartitions()
}

// partitionJob makes room for the events of the coming months while the server
// runs: what goes into the rest partition stays there.
type partitionJob struct{}

// Kind implements jobs.Args.
func (partitionJob) Kind() string { return "event_partitions" }

const partitionsEvery = 24 * time.Hour

func (a *App) schedulePartitions() error {
	work := func(ctx context.Context, _ partitionJob) error { return event.EnsurePartitions(ctx, a.db) }
	if err := jobs.Handle(a.jobs, jobs.Options{Actor: authz.System("partitions", nil)}, work); err != nil {
		return err
	}
	if a.db.Dialect() == db.Postgres {
		a.jobs.Every(partitionsEvery, partitionJob{})
	}
	return nil
}
