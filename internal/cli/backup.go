package cli

import (
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"haike/internal/app"
	"haike/internal/migrations"
	"haike/internal/modules/upkeep"
	"haike/internal/platform/backup"
	"haike/internal/platform/clock"
	"haike/internal/platform/db"
)

type backupCommands struct {
	Create backupCreate `cmd:"" default:"withargs" help:"Make a backup. This is what 'haike backup' alone does."`
	Verify backupVerify `cmd:"" help:"Read a backup to its end and check that it can be trusted."`
}

type backupCreate struct {
	Output string `short:"o" placeholder:"FILE" help:"File to write. Default: a new one in the folder of backups."`
}

// Run makes an archive of the database.
func (b backupCreate) Run(c *call) error {
	d, err := c.existing()
	if err != nil {
		return err
	}
	return errors.Join(b.create(c, d), d.Close())
}

func (b backupCreate) create(c *call, d *db.DB) error {
	key, err := backup.EnsureKey(c.config.SecretsDir)
	if err != nil {
		return err
	}
	path := b.Output
	if path == "" {
		path = filepath.Join(c.config.BackupDir, upkeep.NewName(d.Clock().Now(), rand.Text()))
	}
	m, err := backup.CreateFile(c.ctx, path, backup.CreateInput{DB: d, Key: key, Version: c.version, LeaveOut: app.LeftOutOfBackups()})
	if err != nil {
		return err
	}
	info, err := os.Stat(path)
	if err != nil {
		return fmt.Errorf("the archive: %w", err)
	}
	c.say("%s: %d tables, %d rows, %d bytes", path, len(m.Tables), m.Rows(), info.Size())
	c.say("It can only be read with the key file %s: keep a copy of that apart from the backups.", filepath.Join(c.config.SecretsDir, backup.KeyFile))
	return nil
}

type backupVerify struct {
	File string `arg:"" help:"The archive."`
	Key  string `placeholder:"FILE" help:"Key file. Default: the one in the folder of key files."`
}

// Run reads an archive.
func (b backupVerify) Run(c *call) error {
	key, err := c.key(b.Key)
	if err != nil {
		return err
	}
	report, err := backup.Verify(b.File, key)
	if err != nil {
		return err
	}
	if report.Problem != nil {
		return fmt.Errorf("%s: %w", b.File, report.Problem)
	}
	m := report.Manifest
	c.say("%s is whole: %d tables, %d rows, made %s by version %s from %s with schema %d",
		b.File, report.Tables, report.Rows, m.CreatedAt.Format(time.RFC3339), m.Version, m.Engine, m.Schema)
	return nil
}

// key reads the key to open an archive with.
func (c *call) key(file string) (backup.Key, error) {
	if file == "" {
		file = filepath.Join(c.config.SecretsDir, backup.KeyFile)
	}
	return backup.ReadKey(file)
}

type restoreCommand struct {
	File string `arg:"" help:"The archive."`
	Key  string `placeholder:"FILE" help:"Key file of the installation that made it. Default: the one in the folder of key files."`
}

// Run restores an archive into the configured database.
func (r restoreCommand) Run(c *call) error {
	key, err := c.key(r.Key)
	if err != nil {
		return err
	}
	m, err := backup.Restore(c.ctx, backup.RestoreInput{
		Archive: r.File, Database: c.config.Database, Key: key, Clock: clock.System{},
		Migrations: backup.Migrations{Known: migrations.Known, UpTo: migrations.UpTo, Up: migrations.Up},
	})
	if err != nil {
		return err
	}
	c.say("%s: restored %d rows of %d tables, as of %s", c.config.DatabaseName(), m.Rows(), len(m.Tables), m.CreatedAt.Format(time.RFC3339))
	c.say("Everybody signs in anew. Copy the folder of key files of the old installation to %s if this is another machine.", c.config.SecretsDir)
	return nil
}
