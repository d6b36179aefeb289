package db

import (
	"errors"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// IsUnique reports whether err is a violation of the named unique index (or
// table constraint). SQLite names the columns instead, so hint is matched
// against either: give the index name and "table.column".
func IsUnique(err error, index, column string) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Code == "23505" && strings.HasSuffix(pg.ConstraintName, index)
	}
	var lite *sqlite.Error
	if !errors.As(err, &lite) {
		return false
	}
	if lite.Code() != sqlite3.SQLITE_CONSTRAINT_UNIQUE && lite.Code() != sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY {
		return false
	}
	return strings.Contains(lite.Error(), column) || strings.Contains(lite.Error(), "'"+index+"'")
}

// IsForeignKey reports whether err says that a referenced row is missing, or
// that rows still refer to one to be deleted.
func IsForeignKey(err error) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Code == "23503"
	}
	var lite *sqlite.Error
	return errors.As(err, &lite) && lite.Code() == sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY
}
