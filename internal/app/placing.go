package app

import (
	"context"
	"errors"

	"haike/internal/modules/iam"
	"haike/internal/modules/org"
	"haike/internal/platform/authz"
	"haike/internal/platform/db"
)

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
