package migrations_test

import (
	"io/fs"
	"path"
	"slices"
	"strings"
	"testing"

	"haike/internal/migrations"
	"haike/internal/platform/db"
	"haike/internal/platform/dbtest"
)

// difference is a line of the schema that one engine has alone, on purpose.
type difference struct {
	engine db.Dialect
	line   string
	reason string
}

func differences() []difference {
	const (
		partitioned = "PostgreSQL partitions the table by month, and the key of a partitioned table holds the column it is cut by"
		commitOrder = "identity order is not commit order on PostgreSQL, so the relay reads by transaction; SQLite writes one at a time"
	)
	return []difference{
		{db.SQLite, "event_log primary key (id)", partitioned},
		{db.Postgres, "event_log primary key (id, time)", partitioned},
		{db.SQLite, "access_log primary key (id)", partitioned},
		{db.Postgres, "access_log primary key (id, time)", partitioned},
		{db.Postgres, "event_log column xid int not null default pg_current_xact_id()", commitOrder},
		{db.Postgres, "event_log index event_log_order (xid, id)", commitOrder},
	}
}

func TestBothEnginesMigrateToTheSameSchema(t *testing.T) {
	lite, post := migrated(t, db.SQLite), migrated(t, db.Postgres)
	if len(lite) < 10 {
		t.Fatalf("read only %d lines of schema", len(lite))
	}
	lite, unusedLite := without(lite, db.SQLite)
	post, unusedPost := without(post, db.Postgres)
	for _, line := range append(unusedLite, unusedPost...) {
		t.Errorf("a documented difference does not exist: %s", line)
	}
	report(t, "only on SQLite", lite, post)
	report(t, "only on PostgreSQL", post, lite)
}

// without takes the documented differences out, and returns those that are not there.
func without(lines []string, engine db.Dialect) (rest, unused []string) {
	rest = slices.Clone(lines)
	for _, d := range differences() {
		if d.engine != engine {
			continue
		}
		i := slices.Index(rest, d.line)
		if i < 0 {
			unused = append(unused, d.line)
			continue
		}
		rest = slices.Delete(rest, i, i+1)
	}
	return rest, unused
}

func report(t *testing.T, where string, have, other []string) {
	t.Helper()
	for _, line := range have {
		if !slices.Contains(other, line) {
			t.Errorf("%s: %s", where, line)
		}
	}
}

func migrated(t *testing.T, engine db.Dialect) []string {
	t.Helper()
	return schemaOf(t, dbtest.Open(t, engine))
}

func TestDownUndoesEverythingAndUpRestoresIt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		before := schemaOf(t, d)
		if err := migrations.Down(t.Context(), d); err != nil {
			t.Fatal(err)
		}
		if left := schemaOf(t, d); len(left) > 0 {
			t.Fatalf("left after Down: %v", left)
		}
		if err := migrations.Up(t.Context(), d); err != nil {
			t.Fatal(err)
		}
		if after := schemaOf(t, d); !slices.Equal(before, after) {
			t.Fatalf("another schema after Down and Up:\n%v\n%v", before, after)
		}
	})
}

func TestUpTwiceChangesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		before := schemaOf(t, d)
		if err := migrations.Up(t.Context(), d); err != nil {
			t.Fatal(err)
		}
		if after := schemaOf(t, d); !slices.Equal(before, after) {
			t.Fatalf("the second Up changed the schema:\n%v\n%v", before, after)
		}
		have, know, err := migrations.Versions(t.Context(), d)
		if err != nil || have != know || have == 0 {
			t.Fatalf("version %d of %d, %v", have, know, err)
		}
	})
}

func TestFilesArePairedAndHaveBothDirections(t *testing.T) {
	lite, post := names(t, "sqlite"), names(t, "postgres")
	if !slices.Equal(lite, post) {
		t.Fatalf("the engines have different files:\n%v\n%v", lite, post)
	}
	numbers := map[string]string{}
	for _, name := range lite {
		number, _, _ := strings.Cut(name, "_")
		if other := numbers[number]; other != "" {
			t.Errorf("%s and %s have the same number", other, name)
		}
		numbers[number] = name
		for _, engine := range []string{"sqlite", "postgres"} {
			content, err := fs.ReadFile(migrations.Files(), engine+"/"+name)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(string(content), "-- +goose Up\n") || !strings.Contains(string(content), "-- +goose Down\n") {
				t.Errorf("%s/%s: a migration has the parts Up and Down", engine, name)
			}
		}
	}
}

func names(t *testing.T, engine string) []string {
	t.Helper()
	entries, err := fs.Glob(migrations.Files(), engine+"/*.sql")
	if err != nil || len(entries) == 0 {
		t.Fatalf("no migrations for %s: %v", engine, err)
	}
	for i, e := range entries {
		entries[i] = path.Base(e)
	}
	return entries
}

// TestComparisonSeesDifferences shows that the reading of schemas does not
// overlook what it is there for.
func TestComparisonSeesDifferences(t *testing.T) {
	base := `CREATE TABLE t (id %s, a BIGINT NOT NULL DEFAULT 5 CHECK (a IN (1, 2)), b TEXT, u BIGINT REFERENCES p (id)); CREATE INDEX t_a ON t (a DESC, b) WHERE b IS NOT NULL`
	changed := []string{
		strings.Replace(base, "NOT NULL DEFAULT", "DEFAULT", 1),
		strings.Replace(base, "DEFAULT 5", "DEFAULT 6", 1),
		strings.Replace(base, "DEFAULT 5", "", 1),
		strings.Replace(base, "b TEXT", "b BIGINT", 1),
		strings.Replace(base, "IN (1, 2)", "IN (1, 3)", 1),
		strings.Replace(base, "CHECK (a IN (1, 2))", "", 1),
		strings.Replace(base, "REFERENCES p (id)", "", 1),
		strings.Replace(base, "REFERENCES p (id)", "REFERENCES p (id) ON DELETE CASCADE", 1),
		strings.Replace(base, "a DESC", "a", 1),
		strings.Replace(base, "a DESC, b", "b, a DESC", 1),
		strings.Replace(base, " WHERE b IS NOT NULL", "", 1),
		strings.Replace(base, "CREATE INDEX", "CREATE UNIQUE INDEX", 1),
		strings.Replace(base, "b TEXT", "b TEXT UNIQUE", 1),
		strings.Replace(base, "b TEXT", "b TEXT, c TEXT", 1),
	}
	same := scratch(t, db.SQLite, base)
	if other := scratch(t, db.Postgres, base); !slices.Equal(same, other) {
		t.Fatalf("equal tables read differently:\n%s\n%s", strings.Join(same, "\n"), strings.Join(other, "\n"))
	}
	for _, sql := range changed {
		for _, engine := range []db.Dialect{db.SQLite, db.Postgres} {
			if slices.Equal(same, scratch(t, engine, sql)) {
				t.Errorf("%s: not seen: %s", engine, sql)
			}
		}
	}
}

func scratch(t *testing.T, engine db.Dialect, sql string) []string {
	t.Helper()
	identity := "INTEGER PRIMARY KEY AUTOINCREMENT"
	if engine == db.Postgres {
		identity = "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY"
	}
	d := dbtest.OpenURL(t, dbtest.Empty(t, engine))
	statements := "CREATE TABLE p (id " + identity + "); " + strings.Replace(sql, "%s", identity, 1)
	for _, statement := range strings.Split(statements, "; ") {
		if _, err := d.SQL().ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	return schemaOf(t, d)
}
