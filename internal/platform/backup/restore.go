package backup

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"haike/internal/platform/clock"
	"haike/internal/platform/db"
	"haike/internal/platform/event"
)

// Migrations are what a restore needs from the schema's history.
type Migrations struct {
	// Known is the newest version that this program knows.
	Known func(ctx context.Context, d *db.DB) (int64, error)
	// UpTo brings a database to a version.
	UpTo func(ctx context.Context, d *db.DB, version int64) error
	// Up brings a database to the newest version.
	Up func(ctx context.Context, d *db.DB) error
}

// RestoreInput says what to restore and where to.
type RestoreInput struct {
	Archive    string // file name
	Database   string // file name or postgres:// URL
	Key        Key
	Clock      clock.Clock
	Migrations Migrations
}

// Restore puts an archive into an empty database of either engine: the schema
// of the archive's time first, then the rows in one transaction, then the
// migrations since. A failure leaves no row behind. Errors: ErrKey, ErrDamaged,
// ErrNewer, ErrNotEmpty, ErrTargetNewer (PostgreSQL), db.ErrOccupied.
func Restore(ctx context.Context, in RestoreInput) (Manifest, error) {
	release, err := db.Occupy(ctx, in.Database, db.Alone)
	if err != nil {
		return Manifest{}, err
	}
	m, err := restoreOccupied(ctx, in)
	return m, errors.Join(err, release())
}

func restoreOccupied(ctx context.Context, in RestoreInput) (Manifest, error) {
	if db.IsPostgresURL(in.Database) {
		return restoreInto(ctx, in, in.Database)
	}
	if err := checkFile(ctx, in); err != nil {
		return Manifest{}, err
	}
	// Beside its place, so that moving it there is one step.
	fresh := in.Database + ".restoring"
	if err := removeDatabase(fresh); err != nil { // of a restore that was cut off
		return Manifest{}, err
	}
	m, err := restoreInto(ctx, in, fresh)
	if err != nil {
		return m, errors.Join(err, removeDatabase(fresh))
	}
	return m, moveIntoPlace(fresh, in.Database)
}

// checkFile makes sure that a file at the target may be replaced. Closing it
// writes its log back and removes the log, which must never meet another file.
func checkFile(ctx context.Context, in RestoreInput) error {
	info, err := os.Stat(in.Database)
	if errors.Is(err, os.ErrNotExist) || err == nil && info.Size() == 0 {
		return nil
	}
	if err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	d, err := db.Open(ctx, db.Config{URL: in.Database})
	if err != nil {
		return err
	}
	return errors.Join(checkEmpty(ctx, d), d.Close())
}

// checkEmpty: every action of a user leaves an event, so a database without
// events holds at most what migrations put there.
func checkEmpty(ctx context.Context, d *db.DB) error {
	names, err := tableNames(ctx, d.Read())
	if err != nil {
		return fmt.Errorf("backup: target: %w", err)
	}
	// A restore that was cut off may have left what keeps the schema's history.
	names = slices.DeleteFunc(names, func(name string) bool { return reasonToLeave(name, nil) != "" })
	switch {
	case len(names) == 0:
		return nil
	case slices.Contains(names, "event_log"):
		return checkNoEvents(ctx, d)
	}
	return ErrNotEmpty // somebody else's tables
}

func checkNoEvents(ctx context.Context, d *db.DB) error {
	some, err := event.Any(ctx, d.Read())
	if err == nil && some {
		return ErrNotEmpty
	}
	return err
}

func removeDatabase(path string) error {
	var errs []error
	for _, suffix := range []string{"", "-wal", "-shm", "-journal"} {
		if err := os.Remove(path + suffix); err != nil && !errors.Is(err, os.ErrNotExist) {
			errs = append(errs, fmt.Errorf("backup: %w", err))
		}
	}
	return errors.Join(errs...)
}

func moveIntoPlace(fresh, path string) error {
	for _, suffix := range []string{"-wal", "-shm"} {
		if _, err := os.Stat(fresh + suffix); err == nil {
			return fmt.Errorf("backup: %s%s was not written back", fresh, suffix)
		}
		if err := os.Remove(path + suffix); err != nil && !errors.Is(err, os.ErrNotExist) {
			return fmt.Errorf("backup: %w", err)
		}
	}
	f, err := os.Open(fresh)
	if err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	err = errors.Join(f.Sync(), f.Close(), os.Rename(fresh, path), syncDir(filepath.Dir(path)))
	if err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	return nil
}

// restoreInto fills one database, without looking whether it is in use.
func restoreInto(ctx context.Context, in RestoreInput, url string) (Manifest, error) {
	d, err := db.Open(ctx, db.Config{URL: url, Clock: in.Clock})
	if err != nil {
		return Manifest{}, err
	}
	m, err := in.into(ctx, d)
	return m, errors.Join(err, d.Close())
}

func (in RestoreInput) into(ctx context.Context, d *db.DB) (Manifest, error) {
	m, err := Peek(in.Archive, in.Key)
	if err != nil {
		return m, err
	}
	if err := in.prepare(ctx, d, m); err != nil {
		return m, err
	}
	err = d.WriteBulk(ctx, func(tx *db.Tx) error { return in.load(ctx, tx) })
	if err != nil {
		return m, err
	}
	return m, in.Migrations.Up(ctx, d)
}

// prepare brings an empty database to the archive's schema.
func (in RestoreInput) prepare(ctx context.Context, d *db.DB, m Manifest) error {
	known, err := in.Migrations.Known(ctx, d)
	if err != nil {
		return err
	}
	if m.Schema > known {
		return ErrNewer
	}
	if err := checkEmpty(ctx, d); err != nil {
		return err
	}
	have, err := schemaVersion(ctx, d.Read())
	if err != nil {
		return fmt.Errorf("backup: target: %w", err)
	}
	if have > m.Schema {
		return ErrTargetNewer
	}
	if err := in.Migrations.UpTo(ctx, d, m.Schema); err != nil {
		return err
	}
	return event.EnsurePartitions(ctx, d)
}

// load fills the tables in one transaction.
func (in RestoreInput) load(ctx context.Context, tx *db.Tx) error {
	if err := unhurried(ctx, tx); err != nil {
		return err
	}
	enforce, err := suspendForeignKeys(ctx, tx)
	if err != nil {
		return err
	}
	if _, err := walkFile(in.Archive, in.Key, &loader{ctx: ctx, tx: tx}); err != nil {
		return err
	}
	if err := event.AdoptRestored(ctx, tx); err != nil {
		return err
	}
	return enforce()
}

// loader writes the rows of an archive.
type loader struct {
	ctx    context.Context // lives as long as one call of load
	tx     *db.Tx
	tables map[string]table
}

func (l *loader) begin(m Manifest) error {
	version, err := schemaVersion(l.ctx, l.tx)
	if err != nil {
		return err
	}
	if version != m.Schema {
		return fmt.Errorf("%w (schema %d)", ErrDamaged, m.Schema)
	}
	list, _, err := catalog(l.ctx, l.tx, m.LeftOut)
	if err != nil {
		return err
	}
	l.tables = map[string]table{}
	var have, want []string
	for _, t := range list {
		l.tables[t.name] = t
		have = append(have, t.name)
	}
	for _, t := range m.Tables {
		want = append(want, t.Name)
	}
	if !same(have, want) {
		return fmt.Errorf("%w (its tables are not those of schema %d)", ErrDamaged, m.Schema)
	}
	return l.clear(have)
}

// clear removes what migrations put into the tables: the archive holds it too.
func (l *loader) clear(names []string) error {
	for _, name := range names {
		if _, err := l.tx.Exec(l.ctx, "DELETE FROM "+quote(name)); err != nil {
			return fmt.Errorf("backup: %s: %w", name, err)
		}
	}
	return nil
}

// maxParameters of one statement, below the limit of both engines.
const maxParameters = 10_000

func (l *loader) table(t Table, lines func(func([]byte) error) error) error {
	target := l.tables[t.Name]
	if !same(target.names(), t.Columns) {
		return fmt.Errorf("%w (columns of %s)", ErrDamaged, t.Name)
	}
	size := max(1, min(500, maxParameters/len(t.Columns)))
	var args []any
	flush := func() error {
		if len(args) == 0 {
			return nil
		}
		_, err := l.tx.Exec(l.ctx, target.insert(l.tx.Dialect(), len(args)/len(t.Columns)), args...)
		args = args[:0]
		if err != nil {
			return fmt.Errorf("backup: %s: %w", t.Name, err)
		}
		return nil
	}
	err := lines(func(line []byte) error {
		values, err := target.parse(line)
		if err != nil {
			return err
		}
		args = append(args, values...)
		if len(args) >= size*len(t.Columns) {
			return flush()
		}
		return nil
	})
	if err != nil {
		return err
	}
	return errors.Join(flush(), l.setLastID(target, t.LastID))
}

func (t table) insert(d db.Dialect, rows int) string {
	quoted := make([]string, len(t.columns))
	for i, c := range t.columns {
		quoted[i] = quote(c.name)
	}
	overriding := ""
	if d == db.Postgres && t.identity {
		overriding = " OVERRIDING SYSTEM VALUE"
	}
	row := "(" + strings.TrimSuffix(strings.Repeat("?, ", len(t.columns)), ", ") + ")"
	return "INSERT INTO " + quote(t.name) + " (" + strings.Join(quoted, ", ") + ")" + overriding +
		" VALUES " + strings.TrimSuffix(strings.Repeat(row+", ", rows), ", ")
}

// setLastID lets new ids follow the highest ever given, even if its row is gone.
func (l *loader) setLastID(t table, last int64) error {
	if !t.identity || last == 0 {
		return nil
	}
	if l.tx.Dialect() == db.Postgres {
		_, err := db.One(l.ctx, l.tx, db.Value[int64], "SELECT setval(pg_get_serial_sequence(quote_ident(?), 'id'), ?)", t.name, last)
		return err
	}
	changed, err := l.tx.Exec(l.ctx, "UPDATE sqlite_sequence SET seq = ? WHERE name = ?", last, t.name)
	if err == nil && changed == 0 {
		_, err = l.tx.Exec(l.ctx, "INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", t.name, last)
	}
	return err
}

// suspendForeignKeys lets rows arrive in any order. What it returns checks all
// of them and puts the rules back.
func suspendForeignKeys(ctx context.Context, tx *db.Tx) (func() error, error) {
	if tx.Dialect() == db.SQLite {
		_, err := tx.Exec(ctx, "PRAGMA defer_foreign_keys = ON")
		return func() error { return checkReferences(ctx, tx) }, err
	}
	type constraint struct{ table, name, definition string }
	all, err := db.All(ctx, tx, func(s db.Scanner) (constraint, error) {
		var c constraint
		err := s.Scan(&c.table, &c.name, &c.definition)
		return c, err
	}, `SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint
		WHERE contype = 'f' AND conparentid = 0 AND connamespace = current_schema()::regnamespace ORDER BY oid`)
	if err != nil {
		return nil, err
	}
	for _, c := range all {
		if _, err := tx.Exec(ctx, "ALTER TABLE "+c.table+" DROP CONSTRAINT "+c.name); err != nil {
			return nil, err
		}
	}
	return func() error {
		for _, c := range all {
			if _, err := tx.Exec(ctx, "ALTER TABLE "+c.table+" ADD CONSTRAINT "+c.name+" "+c.definition); err != nil {
				return fmt.Errorf("backup: references of %s: %w", c.table, err)
			}
		}
		return nil
	}, nil
}

func checkReferences(ctx context.Context, tx *db.Tx) error {
	broken, err := db.All(ctx, tx, db.Value[string], `SELECT DISTINCT "table" FROM pragma_foreign_key_check`)
	if err != nil {
		return err
	}
	if len(broken) > 0 {
		return fmt.Errorf("%w (references of %s)", ErrDamaged, strings.Join(broken, ", "))
	}
	return nil
}
