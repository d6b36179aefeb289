package org

import (
	"context"
	"errors"
	"fmt"
	"time"

	"haike/internal/platform/db"
	"haike/internal/platform/fault"
)

// store holds the room's SQL.
type store struct{}

// lockStructure lets one change of teams or reporting lines run at a time: two
// moves, each right alone, could otherwise close a circle together. SQLite has
// one writer anyway. Readers are not held up.
func (store) lockStructure(ctx context.Context, tx *db.Tx) error {
	if tx.Dialect() != db.Postgres {
		return nil
	}
	if _, err := tx.Exec(ctx, "LOCK TABLE org_team IN SHARE ROW EXCLUSIVE MODE"); err != nil {
		return fmt.Errorf("org: lock the structure: %w", err)
	}
	return nil
}

// versionSQL raises and reads the version of a row.
type versionSQL struct{ raise, read string }

// bump raises a row's version if it still is the one that the caller read.
func (store) bump(ctx context.Context, tx *db.Tx, sql versionSQL, id, version int64) error {
	n, err := tx.Exec(ctx, sql.raise, id, version)
	if err != nil {
		return fmt.Errorf("org: raise version: %w", err)
	}
	if n == 1 {
		return nil
	}
	present, err := db.One(ctx, tx, db.Value[int64], sql.read, id)
	if errors.Is(err, db.ErrNoRow) {
		return fault.ErrNotFound
	}
	if err != nil {
		return fmt.Errorf("org: read version: %w", err)
	}
	return fault.ErrStale.With("version", present)
}

// nullable stores 0 as null.
func nullable(id int64) any {
	if id == 0 {
		return nil
	}
	return id
}

// --- company ---

const selectCompany = "SELECT name, zone, base_currency, fiscal_year_start, created_at, version FROM org_company WHERE id = 1"

// company reads the company; org.not_set_up if there is none.
func (store) company(ctx context.Context, r db.Reader) (Company, error) {
	c, err := db.One(ctx, r, func(s db.Scanner) (Company, error) {
		var c Company
		var created int64
		err := s.Scan(&c.Name, &c.Zone, &c.BaseCurrency, &c.FiscalYearStart, &created, &c.Version)
		c.CreatedAt = db.Time(created)
		return c, err
	}, selectCompany)
	if errors.Is(err, db.ErrNoRow) {
		return Company{}, ErrNotSetUp
	}
	return c, err
}

// insertCompany creates the one company with its calendar, or reports that it
// exists. A second set-up at the same time waits here for the first.
func (store) insertCompany(ctx context.Context, tx *db.Tx, c Company) error {
	now := db.Micros(tx.Now())
	n, err := tx.Exec(ctx, `INSERT INTO org_company (id, name, zone, base_currency, fiscal_year_start, created_at, version)
		VALUES (1, ?, ?, ?, ?, ?, 1) ON CONFLICT (id) DO NOTHING`, c.Name, c.Zone, c.BaseCurrency, int(c.FiscalYearStart), now)
	if err != nil {
		return fmt.Errorf("org: insert company: %w", err)
	}
	if n == 0 {
		return ErrAlreadySetUp
	}
	tx.Queue(nil, "INSERT INTO org_calendar (id, updated_at, version) VALUES (1, ?, 1)", now)
	return nil
}

func companyVersion() versionSQL {
	return versionSQL{
		raise: "UPDATE org_company SET version = version + 1 WHERE id = ? AND version = ?",
		read:  "SELECT version FROM org_company WHERE id = ?",
	}
}

// lockCompany raises the version that the caller read and returns the company.
func (s store) lockCompany(ctx context.Context, tx *db.Tx, version int64) (Company, error) {
	if err := s.bump(ctx, tx, companyVersion(), companyID, version); err != nil {
		return Company{}, err
	}
	return s.company(ctx, tx)
}

func (store) updateCompany(tx *db.Tx, c Company) {
	tx.Queue(nil, "UPDATE org_company SET name = ?, zone = ?, fiscal_year_start = ? WHERE id = 1", c.Name, c.Zone, int(c.FiscalYearStart))
}

// optionalTime reads a nullable time; zero for null.
func optionalTime(micros *int64) time.Time {
	if micros == nil {
		return time.Time{}
	}
	return db.Time(*micros)
}
