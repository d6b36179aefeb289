package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"

	"haike/internal/app"
	"haike/internal/platform/config"
	"haike/internal/platform/db"
)

// newApp builds the product on a database of the bench.
func newApp(ctx context.Context, database, dir string, trace db.Trace) (*app.App, error) {
	cfg := config.Config{
		Database: database, SecretsDir: filepath.Join(dir, "secrets"), BackupDir: filepath.Join(dir, "backups"),
		Listen: "127.0.0.1:0", LogLevel: "warn", JobsParallel: 2,
	}
	if err := cfg.Complete(); err != nil {
		return nil, err
	}
	return app.New(ctx, app.Options{Config: cfg, Version: "bench", Trace: trace})
}

// serveProduct is the product as a process, with its logs off as far as an
// operator could turn them off too.
func serveProduct(ctx context.Context, database, dir string) error {
	a, err := newApp(ctx, database, dir, nil)
	if err != nil {
		return err
	}
	return errors.Join(serve(ctx, a.Handler()), a.Close())
}

// record fills the database with the demo company and notes which statements
// each scenario runs when everything is warm.
func record(ctx context.Context, database, dir string) (err error) {
	r := &recorder{}
	a, err := newApp(ctx, database, dir, r.see)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	if _, err := a.SeedDemo(ctx); err != nil {
		return err
	}
	server := httptest.NewServer(a.Handler())
	defer server.Close()
	session, err := signIn(ctx, server.URL)
	if err != nil {
		return err
	}
	scripts := map[string][]statement{}
	for _, s := range scenarios() {
		if scripts[s.name], err = r.statements(ctx, s, server.URL, session); err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
	}
	return writeScripts(dir, scripts)
}

func (r *recorder) statements(ctx context.Context, s scenario, url string, session *http.Cookie) ([]statement, error) {
	r.list = nil
	for _, warm := range []bool{true, false} {
		r.on.Store(!warm)
		value := token
		if warm {
			value = "warm"
		}
		build := func(ctx context.Context, _ int64) (*http.Request, error) {
			return s.request(ctx, url, session, replaceToken(s.body, value))
		}
		if err := once(ctx, http.DefaultClient, build, 0); err != nil {
			return nil, err
		}
	}
	r.on.Store(false)
	return r.list, r.err
}
