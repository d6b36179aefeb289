package app_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"haike/internal/app"
	"haike/internal/platform/apitest"
	"haike/internal/platform/clock"
	"haike/internal/platform/config"
	"haike/internal/platform/db"
	"haike/internal/platform/dbtest"
)

// A server that runs for months makes the partitions of the months to come.
func TestTheRunningServerPreparesPartitions(t *testing.T) {
	dir, now := t.TempDir(), clock.NewManual(dbtest.Start)
	cfg := config.Config{
		Database: dbtest.URL(t, db.Postgres), SecretsDir: filepath.Join(dir, "secrets"), BackupDir: filepath.Join(dir, "backups"),
		Listen: "127.0.0.1:0", BaseURL: apitest.Origin, LogLevel: "info", JobsParallel: 1,
	}
	if err := cfg.Complete(); err != nil {
		t.Fatal(err)
	}
	a, err := app.New(t.Context(), app.Options{Config: cfg, Version: "test", Clock: now})
	if err != nil {
		t.Fatal(err)
	}
	now.Set(time.Date(2027, 8, 20, 0, 0, 0, 0, time.UTC))
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- a.Run(ctx) }()
	deadline := time.Now().Add(30 * time.Second)
	there := false
	for !there && time.Now().Before(deadline) {
		time.Sleep(50 * time.Millisecond)
		there, err = db.One(t.Context(), a.DB().Read(), db.Value[bool],
			"SELECT to_regclass('event_log_202708') IS NOT NULL AND to_regclass('access_log_202710') IS NOT NULL")
		if err != nil {
			break
		}
	}
	stop()
	if runErr, closeErr := <-ended, a.Close(); err != nil || runErr != nil || closeErr != nil || !there {
		t.Fatal(there, err, runErr, closeErr)
	}
}
