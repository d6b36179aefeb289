package jobs

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"

	"haike/internal/platform/authz"
	"haike/internal/platform/db"
)

// Args are the stored arguments of a job. Kind names the worker; it is written
// to the database and must never change. Fields hold ids and numbers only.
type Args = river.JobArgs

// Options bound one kind of job.
type Options struct {
	// Actor is the system actor as which the job runs; required.
	Actor authz.Actor
	// Timeout ends one attempt; one minute if zero.
	Timeout time.Duration
	// MaxAttempts before the job is given up; 10 if zero. Waits grow with the fourth power of the attempt, in seconds.
	MaxAttempts int
}

// grace lies between the end of a job's context and its being taken for lost.
const grace = 30 * time.Second

// Engine holds the workers and schedules; build it once, in the composition root.
type Engine struct {
	db       *db.DB
	log      *slog.Logger
	workers  *river.Workers
	periodic []*river.PeriodicJob
	attempts map[string]int
	client   *river.Client[*sql.Tx]
	parallel int
}

// New returns an engine without workers. parallel bounds the jobs that run at
// once on this node.
func New(d *db.DB, log *slog.Logger, parallel int) *Engine {
	return &Engine{db: d, log: log, workers: river.NewWorkers(), attempts: map[string]int{}, parallel: parallel}
}

// Handle registers the worker of one kind of job, before Start.
func Handle[T Args](e *Engine, opts Options, work func(ctx context.Context, args T) error) error {
	if opts.Actor.Kind != authz.KindSystem {
		return errors.New("jobs: a worker needs a system actor")
	}
	if opts.Timeout == 0 {
		opts.Timeout = time.Minute
	}
	if opts.MaxAttempts == 0 {
		opts.MaxAttempts = 10
	}
	var zero T
	e.attempts[zero.Kind()] = opts.MaxAttempts
	return river.AddWorkerSafely(e.workers, &worker[T]{opts: opts, work: work})
}

// Every enqueues args at each interval, on one node only, and at the start
// unless that was done in the present interval. A job that outlives its
// interval is joined by the next one: workers must bear their double.
func (e *Engine) Every(interval time.Duration, args Args) {
	insert := func() (river.JobArgs, *river.InsertOpts) {
		return args, &river.InsertOpts{
			MaxAttempts: e.attempts[args.Kind()],
			UniqueOpts:  river.UniqueOpts{ByPeriod: interval},
		}
	}
	e.periodic = append(e.periodic, river.NewPeriodicJob(river.PeriodicInterval(interval), insert, &river.PeriodicJobOpts{RunOnStart: true}))
}

// Enqueue adds a job within tx.
func (e *Engine) Enqueue(ctx context.Context, tx *db.Tx, args Args) error {
	if err := tx.Flush(ctx); err != nil {
		return err
	}
	if e.client == nil {
		return errors.New("jobs: the engine is not ready")
	}
	opts := &river.InsertOpts{MaxAttempts: e.attempts[args.Kind()]}
	if _, err := e.client.InsertTx(context.WithoutCancel(ctx), tx.SQL(), args, opts); err != nil {
		return fmt.Errorf("jobs: enqueue %s: %w", args.Kind(), err)
	}
	return nil
}

// Ready builds the client once all workers are registered; after it Enqueue
// works. Start does so too.
func (e *Engine) Ready() error {
	if e.client != nil {
		return nil
	}
	client, err := river.NewClient(driver(e.db), &river.Config{
		Logger:            slog.New(quiet{e.log.Handler()}),
		Workers:           e.workers,
		Queues:            map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: e.parallel}},
		PeriodicJobs:      e.periodic,
		PollOnly:          true, // neither driver listens through database/sql
		FetchPollInterval: time.Second,
		JobTimeout:        -1, // each worker has its own
		// A job of a node that died runs again after its timeout and this grace.
		RescueStuckJobsAfter: grace,
	})
	if err != nil {
		return fmt.Errorf("jobs: %w", err)
	}
	e.client = client
	return nil
}

// Start works jobs until Stop.
func (e *Engine) Start(ctx context.Context) error {
	if err := e.Ready(); err != nil {
		return err
	}
	if err := e.client.Start(context.WithoutCancel(ctx)); err != nil {
		return fmt.Errorf("jobs: start: %w", err)
	}
	return nil
}

// Stop takes no new jobs and waits for running ones; when ctx ends first their
// contexts are cancelled, and they run again at the next start.
func (e *Engine) Stop(ctx context.Context) error {
	if e.client == nil {
		return nil
	}
	if err := e.client.Stop(ctx); err == nil {
		return nil
	}
	cut, cancel := context.WithTimeout(context.WithoutCancel(ctx), 3*time.Second)
	defer cancel()
	return e.client.StopAndCancel(cut)
}

// Migrate brings the engine's own tables up to date.
func Migrate(ctx context.Context, d *db.DB) error {
	migrator, err := rivermigrate.New(driver(d), &rivermigrate.Config{Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return fmt.Errorf("jobs: migrations: %w", err)
	}
	if _, err := migrator.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return fmt.Errorf("jobs: migrate: %w", err)
	}
	return nil
}

func driver(d *db.DB) riverdriver.Driver[*sql.Tx] {
	if d.Dialect() == db.Postgres {
		return riverdatabasesql.New(d.SQL())
	}
	return riversqlite.New(d.SQL())
}

type worker[T Args] struct {
	river.WorkerDefaults[T]
	opts Options
	work func(ctx context.Context, args T) error
}

func (w *worker[T]) Work(ctx context.Context, job *river.Job[T]) error {
	ctx, cancel := context.WithTimeout(ctx, w.opts.Timeout)
	defer cancel()
	return w.work(authz.WithActor(ctx, w.opts.Actor), job.Args)
}

// Timeout is when River regards the job as lost and gives it to another node.
// It is later than the end that the worker is told, so that a worker that
// obeys its context has returned and no job runs on two nodes at once.
func (w *worker[T]) Timeout(*river.Job[T]) time.Duration { return w.opts.Timeout + grace }
