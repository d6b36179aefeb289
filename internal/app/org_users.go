package app

import (
	"context"
	"errors"

	"haike/internal/modules/iam"
	"haike/internal/modules/org"
	"haike/internal/platform/authz"
	"haike/internal/platform/db"
)

// orgUsers lets the room org use the accounts of iam in its own words.
type orgUsers struct{ iam *iam.Service }

func (u orgUsers) CreateAdministratorTx(ctx context.Context, tx *db.Tx, in org.Administrator) (int64, error) {
	return u.iam.CreateAdministratorTx(ctx, tx, iam.Administrator(in))
}

func (u orgUsers) PlaceTx(ctx context.Context, tx *db.Tx, userID int64, at org.Placement) error {
	return u.iam.PlaceTx(ctx, tx, userID, iam.Placement(at))
}

func (u orgUsers) People(ctx context.Context, r db.Reader, ids []int64) (map[int64]org.Person, error) {
	found, err := u.iam.People(ctx, r, ids)
	people := make(map[int64]org.Person, len(found))
	for id, p := range found {
		people[id] = org.Person(p)
	}
	return people, err
}

func (u orgUsers) TeamSizes(ctx context.Context, r db.Reader) (map[int64]int, error) {
	return u.iam.TeamSizes(ctx, r)
}

func (u orgUsers) Census(ctx context.Context, r db.Reader) (org.Census, error) {
	census, err := u.iam.Census(ctx, r)
	return org.Census(census), err
}

// companyOf tells iam about the company; before the set-up it is empty.
func (a *App) companyOf(ctx context.Context, r db.Reader) (iam.Company, error) {
	c, err := a.org.Company(ctx, r)
	if errors.Is(err, org.ErrNotSetUp) {
		return iam.Company{}, nil
	}
	return iam.Company{Name: c.Name, Zone: c.Zone, BaseCurrency: c.BaseCurrency}, err
}

// checkPlace lets iam ask whether a new user may stand somewhere.
func (a *App) checkPlace(ctx context.Context, tx *db.Tx, userID int64, at iam.Placement, scope authz.Scope) error {
	return a.org.CheckPlaceTx(ctx, tx, userID, org.Placement(at), scope)
}
