package db

import (
	"database/sql/driver"
	"errors"
	"net"
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

// IsUnavailable reports whether err says that the database cannot work at
// present: it cannot be reached, is about to stop, has no room, or others hold
// what the statement waited for. The same request may succeed later.
func IsUnavailable(err error) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return unavailableState(pg.Code)
	}
	var connect *pgconn.ConnectError
	var network net.Error
	if errors.As(err, &connect) || errors.As(err, &network) || errors.Is(err, driver.ErrBadConn) {
		return true
	}
	var lite *sqlite.Error
	if !errors.As(err, &lite) {
		return false
	}
	code := lite.Code() & 0xff // without the extension
	return code == sqlite3.SQLITE_BUSY || code == sqlite3.SQLITE_FULL
}

// unavailableState knows SQLSTATEs and their classes.
func unavailableState(code string) bool {
	for _, class := range []string{
		"08",    // connection
		"53",    // resources: disk, memory, connections
		"57P",   // stopping, starting, terminated
		"55P03", // waited too long for a lock
		"57014", // ran too long
		pgSerialization, pgDeadlock,
	} {
		if strings.HasPrefix(code, class) {
			return true
		}
	}
	return false
}
