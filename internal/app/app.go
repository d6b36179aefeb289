package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"sync/atomic"

	"github.com/danielgtaylor/huma/v2"

	"haike/internal/migrations"
	"haike/internal/modules/iam"
	"haike/internal/modules/org"
	"haike/internal/modules/upkeep"
	"haike/internal/platform/clock"
	"haike/internal/platform/config"
	"haike/internal/platform/db"
	"haike/internal/platform/event"
	"haike/internal/platform/httpx"
	"haike/internal/platform/i18n"
	"haike/internal/platform/jobs"
	"haike/web"
)

// Options say how to build the program.
type Options struct {
	Config  config.Config // completed
	Version string
	Clock   clock.Clock // the machine's if nil
	Log     *slog.Logger
	Trace   db.Trace // for measurements
	// Demo marks an installation whose data are invented; the web app says so.
	Demo bool
	// OnReady, if not nil, is told the address once the server listens.
	OnReady func(address string)
}

// App is the whole program, built and ready to run.
type App struct {
	cfg      config.Config
	version  string
	log      *slog.Logger
	db       *db.DB
	texts    *i18n.Catalog
	events   *event.Log
	jobs     *jobs.Engine
	relay    *event.Relay
	router   *httpx.Router
	iam      *iam.Service
	org      *org.Service
	upkeep   *upkeep.Service
	onReady  func(string)
	stopping atomic.Bool
}

// ErrDatabaseNewer: the database was used by a newer version of the program.
var ErrDatabaseNewer = errors.New("the database was written by a newer version of Haike; start that version, or restore a backup")

// OpenDatabase opens the database that the settings name and brings it up to date.
func OpenDatabase(ctx context.Context, o Options) (*db.DB, error) {
	d, err := db.Open(ctx, db.Config{URL: o.Config.Database, Clock: o.Clock, Logger: o.Log, Trace: o.Trace})
	if err != nil {
		return nil, err
	}
	if err := upToDate(ctx, d); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return d, nil
}

func upToDate(ctx context.Context, d *db.DB) error {
	have, know, err := migrations.Versions(ctx, d)
	if err != nil {
		return err
	}
	if have > know {
		return ErrDatabaseNewer
	}
	if err := migrations.Up(ctx, d); err != nil {
		return err
	}
	return event.EnsurePartitions(ctx, d)
}

// New opens the database and builds every room. The caller runs or closes the App.
func New(ctx context.Context, o Options) (*App, error) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	d, err := OpenDatabase(ctx, o)
	if err != nil {
		return nil, err
	}
	a := &App{cfg: o.Config, version: o.Version, log: o.Log, db: d, onReady: o.OnReady}
	if err := a.build(ctx, o); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return a, nil
}

func (a *App) build(ctx context.Context, o Options) error {
	a.events = event.NewLog()
	a.jobs = jobs.New(a.db, a.log, a.cfg.JobsParallel)
	if err := a.buildRooms(o); err != nil {
		return err
	}
	if err := a.schedule(); err != nil {
		return err
	}
	a.relay = event.NewRelay(a.db, a.events, a.log, a.subscriptions()...)
	if err := a.jobs.Ready(); err != nil {
		return err
	}
	if err := a.iam.SyncPermissions(ctx); err != nil {
		return err
	}
	return a.mount(o) //nolint:contextcheck // what it mounts takes each request's context
}

func (a *App) mount(o Options) error {
	router, err := httpx.New(httpx.Config{
		Version: o.Version, Permissions: Permissions(), Authenticator: a.iam.Authenticator(), Texts: a.texts, Clock: a.db.Clock(),
		Log: a.log, TrustedProxies: a.cfg.Proxies, BaseURL: a.cfg.BaseURL,
	})
	if err != nil {
		return err
	}
	a.router = router
	a.mountRooms(router)
	a.mountHealth()
	token, err := a.cfg.MetricsToken()
	if err != nil {
		return err
	}
	router.ServeMetrics(token)
	dist, err := web.Dist()
	if err != nil {
		return fmt.Errorf("app: web app: %w", err)
	}
	return errors.Join(router.ServeApp(dist), router.Check())
}

// Handler is the whole HTTP interface.
func (a *App) Handler() http.Handler { return a.router.Handler() }

// OpenAPI is the document of all operations.
func (a *App) OpenAPI() *huma.OpenAPI { return a.router.OpenAPI() }

// DB is the open database, for the command line.
func (a *App) DB() *db.DB { return a.db }

// Close closes the database. Run does not.
func (a *App) Close() error { return a.db.Close() }

// Accounts is the room of users, for the command line.
func (a *App) Accounts() *iam.Service { return a.iam }

// NeedsSetUp reports whether the company does not exist yet.
func (a *App) NeedsSetUp(ctx context.Context) (bool, error) { return a.org.NeedsSetUp(ctx) }
