package org

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"sync"

	"haike/internal/modules/iam"
	"haike/internal/platform/authz"
	"haike/internal/platform/calendar"
	"haike/internal/platform/db"
	"haike/internal/platform/event"
	"haike/internal/platform/fault"
	"haike/internal/platform/money"
	"haike/internal/platform/refdata"
)

// Deps are what the room needs from outside.
type Deps struct {
	DB         *db.DB
	Log        *event.Log
	Users      *iam.Service
	Regions    *refdata.Regions
	Industries *refdata.Industries
	Languages  *refdata.Languages
	// HasBackup reports whether a finished backup exists.
	HasBackup func(ctx context.Context) (bool, error)
}

// Service holds the room's use cases.
type Service struct {
	Deps
	store   store
	shipped func() ([]calendar.Year, error) // the official years, read once

	cacheLock sync.Mutex
	cached    calendarStamp
	calendar  *calendar.Calendar
}

// New returns the room's service.
func New(d Deps) *Service { return &Service{Deps: d, shipped: sync.OnceValues(calendar.China)} }

// NeedsSetUp reports whether the company does not exist yet.
func (s *Service) NeedsSetUp(ctx context.Context) (bool, error) {
	_, err := s.store.company(ctx, s.DB.Read())
	if errors.Is(err, ErrNotSetUp) {
		return true, nil
	}
	return false, err
}

// SetUp creates the company and its first administrator, once, and returns the
// administrator's id. Of several at the same time one succeeds.
// Faults: org.already_set_up, common.invalid, those of iam about login and password.
func (s *Service) SetUp(ctx context.Context, in SetUpInput) (int64, error) {
	in = in.withDefaults()
	var c fault.Check
	in.Company.check(&c, "company.")
	c.Add(!money.Currency(in.Company.BaseCurrency).Valid(), "company.base_currency", fault.FieldOption)
	if err := c.Err(); err != nil {
		return 0, err
	}
	var userID int64
	err := s.DB.Write(ctx, func(tx *db.Tx) error {
		if err := s.store.insertCompany(ctx, tx, in.Company); err != nil {
			return err
		}
		id, err := s.Users.CreateAdministratorTx(ctx, tx, iam.Administrator(in.Administrator))
		if err != nil {
			return err
		}
		userID = id
		return s.Log.Publish(ctx, tx, CompanySetUp{AdministratorID: id, BaseCurrency: in.Company.BaseCurrency})
	})
	return userID, err
}

// Company returns the company. Faults: org.not_set_up.
func (s *Service) Company(ctx context.Context, r db.Reader) (Company, error) {
	return s.store.company(ctx, r)
}

// ChangeCompany changes the company's data; the base currency is fixed.
// Faults: common.forbidden, common.invalid, common.stale, org.not_set_up.
func (s *Service) ChangeCompany(ctx context.Context, ch CompanyChange, version int64) (Company, error) {
	if _, err := authz.Require(ctx, PermCompanyWrite); err != nil {
		return Company{}, err
	}
	var after Company
	err := s.DB.Write(ctx, func(tx *db.Tx) error {
		before, err := s.store.lockCompany(ctx, tx, version)
		if err != nil {
			return err
		}
		after = ch.applied(before)
		return s.changeCompany(ctx, tx, before, after)
	})
	return after, err
}

func (s *Service) changeCompany(ctx context.Context, tx *db.Tx, before, after Company) error {
	var c fault.Check
	after.check(&c, "")
	if err := c.Err(); err != nil {
		return err
	}
	changes := differences(
		pair{"name", before.Name, after.Name}, pair{"zone", before.Zone, after.Zone},
		pair{"fiscal_year_start", strconv.Itoa(int(before.FiscalYearStart)), strconv.Itoa(int(after.FiscalYearStart))})
	s.store.updateCompany(tx, after)
	if before.Zone != after.Zone { // working time is counted in the company's zone
		if err := s.store.bumpCalendar(ctx, tx); err != nil {
			return err
		}
	}
	return s.record(ctx, tx, CompanyChanged{Fields: names(changes)}, changes)
}

// record publishes a fact and keeps the changed values; without any change nothing happened.
func (s *Service) record(ctx context.Context, tx *db.Tx, fact event.Fact, changes []event.Change) error {
	if len(changes) == 0 {
		return nil
	}
	if err := s.Log.Changed(ctx, tx, fact.Subject(), changes...); err != nil {
		return err
	}
	return s.Log.Publish(ctx, tx, fact)
}

// pair is a field with its old and new value as text; "" is empty.
type pair struct{ field, old, new string }

// differences keeps the pairs that differ.
func differences(pairs ...pair) []event.Change {
	var changes []event.Change
	for _, p := range pairs {
		if p.old != p.new {
			changes = append(changes, event.Change{Field: p.field, Old: optional(p.old), New: optional(p.new)})
		}
	}
	return changes
}

func optional(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

func names(changes []event.Change) []string {
	fields := make([]string, 0, len(changes))
	for _, c := range changes {
		fields = append(fields, c.Field)
	}
	slices.Sort(fields)
	return fields
}

// idText writes an id for the field history; none is "".
func idText(id int64) string {
	if id == 0 {
		return ""
	}
	return strconv.FormatInt(id, 10)
}
