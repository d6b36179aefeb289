package migrations

import (
	"context"
	"io/fs"

	"haike/internal/platform/db"
)

// Down undoes all migrations; only the tests do that.
func Down(ctx context.Context, d *db.DB) error {
	provider, err := newProvider(d)
	if err != nil {
		return err
	}
	_, err = provider.DownTo(ctx, 0)
	return err
}

// Files gives the tests the embedded files.
func Files() fs.FS { return files }
