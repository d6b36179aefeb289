package cli

import (
	"errors"
	"fmt"
	"os"

	"haike/internal/app"
	"haike/internal/migrations"
	"haike/internal/platform/db"
	"haike/internal/platform/event"
)

// existing opens the database, which must exist: a command that works on data
// must not make an empty file because of a typing error in a path.
func (c *call) existing() (*db.DB, error) {
	if !db.IsPostgresURL(c.config.Database) {
		if _, err := os.Stat(c.config.Database); err != nil {
			return nil, fmt.Errorf("there is no database at %s: check --database (HAIKE_DATABASE)", c.config.Database)
		}
	}
	return c.open()
}

func (c *call) open() (*db.DB, error) {
	d, err := db.Open(c.ctx, db.Config{URL: c.config.Database})
	if err != nil {
		return nil, fmt.Errorf("the database %s cannot be opened: %w", c.config.DatabaseName(), err)
	}
	have, know, err := migrations.Versions(c.ctx, d)
	if err == nil && have > know {
		err = app.ErrDatabaseNewer
	}
	if err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return d, nil
}

type migrateCommand struct{}

// Run brings the schema up to date.
func (migrateCommand) Run(c *call) error {
	d, err := c.open()
	if err != nil {
		return err
	}
	return errors.Join(migrate(c, d), d.Close())
}

func migrate(c *call, d *db.DB) error {
	before, _, err := migrations.Versions(c.ctx, d)
	if err != nil {
		return err
	}
	if err := migrations.Up(c.ctx, d); err != nil {
		return err
	}
	if err := event.EnsurePartitions(c.ctx, d); err != nil {
		return err
	}
	after, _, err := migrations.Versions(c.ctx, d)
	if err != nil {
		return err
	}
	c.say("%s: schema %d, was %d", c.config.DatabaseName(), after, before)
	return nil
}
