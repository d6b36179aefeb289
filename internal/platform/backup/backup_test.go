package backup

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"haike/internal/platform/authz"
	"haike/internal/platform/clock"
	"haike/internal/platform/db"
	"haike/internal/platform/dbtest"
	"haike/internal/platform/event"
)

// The history of the tests: the real one, then two versions with tables that
// hold whatever rooms may come to hold.
const (
	first  int64 = 9001
	second int64 = 9002
)

func history(newest int64) Migrations {
	upTo := func(ctx context.Context, d *db.DB, version int64) error {
		if err := dbtest.Migrate(ctx, d); err != nil {
			return err
		}
		for v := first; v <= version; v++ {
			if err := migrate(ctx, d, v); err != nil {
				return err
			}
		}
		return nil
	}
	return Migrations{
		Known: func(context.Context, *db.DB) (int64, error) { return newest, nil },
		UpTo:  upTo,
		Up:    func(ctx context.Context, d *db.DB) error { return upTo(ctx, d, newest) },
	}
}

func migrate(ctx context.Context, d *db.DB, version int64) error {
	have, err := schemaVersion(ctx, d.Read())
	if err != nil || have >= version {
		return err
	}
	id, binary := "INTEGER PRIMARY KEY AUTOINCREMENT", "BLOB"
	if d.Dialect() == db.Postgres {
		id, binary = "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY", "BYTEA"
	}
	statements := map[int64][]string{
		first: {
			"CREATE TABLE test_team (id " + id + ", name TEXT NOT NULL, parent_id BIGINT REFERENCES test_team (id), leader_id BIGINT)",
			"CREATE TABLE test_user (id " + id + ", name TEXT, team_id BIGINT REFERENCES test_team (id), picture " + binary + ", size INTEGER NOT NULL," +
				" double_size INTEGER GENERATED ALWAYS AS (size * 2) STORED)",
			"CREATE TABLE test_pair (b TEXT NOT NULL, a BIGINT NOT NULL, note TEXT, PRIMARY KEY (b, a))",
			"CREATE TABLE test_left (secret TEXT NOT NULL)",
			"CREATE TABLE test_search (word TEXT NOT NULL)",
			"INSERT INTO test_pair (b, a, note) VALUES ('seed', 1, 'put here by the migration')",
		},
		second: {"ALTER TABLE test_user ADD COLUMN city TEXT NOT NULL DEFAULT '上海'"},
	}[version]
	if version == first && d.Dialect() == db.Postgres {
		statements = append(statements, "ALTER TABLE test_team ADD CONSTRAINT test_leader FOREIGN KEY (leader_id) REFERENCES test_user (id)")
	}
	statements = append(statements, fmt.Sprintf("INSERT INTO goose_db_version (version_id, is_applied) VALUES (%d, %s)", version, truth(d)))
	return d.Write(ctx, func(tx *db.Tx) error {
		for _, s := range statements {
			if _, err := tx.Exec(ctx, s); err != nil {
				return err
			}
		}
		return nil
	})
}

func truth(d *db.DB) string {
	if d.Dialect() == db.Postgres {
		return "true"
	}
	return "1"
}

const canary = "王芳-13800138000"

// source is a database at version first with rows that are hard to carry.
func source(t *testing.T, engine db.Dialect) *db.DB {
	t.Helper()
	d := dbtest.Open(t, engine)
	if err := history(first).Up(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	log := event.NewLog()
	ctx := authz.WithActor(t.Context(), authz.System("test", nil))
	err := d.Write(ctx, func(tx *db.Tx) error {
		if err := fillTables(ctx, tx); err != nil {
			return err
		}
		for i := range 30 {
			if err := log.Publish(ctx, tx, happened{N: int64(i)}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

type happened struct {
	N int64 `json:"n"`
}

func (happened) EventType() string    { return "test.happened" }
func (h happened) Subject() event.Ref { return event.Ref{Kind: "test", ID: h.N} }

func fillTables(ctx context.Context, tx *db.Tx) error {
	for i := range 1200 { // more than one INSERT of a restore takes
		names := []any{nil, "", canary, "line\nbreak \t \"quoted\" \\ <b>&amp;</b>", "\u2028\U0001F600 é é", strings.Repeat("长", i)}
		_, err := tx.Exec(ctx, "INSERT INTO test_team (name, parent_id) VALUES (?, ?)", fmt.Sprint("team ", i), parent(i))
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, "INSERT INTO test_user (name, team_id, picture, size) VALUES (?, ?, ?, ?)",
			names[i%len(names)], i+1, picture(i), rand.Int32()/4)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, "INSERT INTO test_pair (b, a, note) VALUES (?, ?, ?)", []string{"a", "B", "é", "z", "海"}[i%5], rand.Int64()-rand.Int64(), nil)
		if err != nil {
			return err
		}
	}
	for _, statement := range []string{
		"UPDATE test_team SET leader_id = 1201 - id", // teams and users refer to each other, forward and back
		"UPDATE test_team SET parent_id = NULL WHERE parent_id = 1200",
		"UPDATE test_team SET leader_id = NULL WHERE leader_id > 1190",
		"DELETE FROM test_user WHERE id > 1190", // their ids stay used
		"INSERT INTO test_left (secret) VALUES ('session')",
		"INSERT INTO test_search (word) VALUES ('word')",
	} {
		if _, err := tx.Exec(ctx, statement); err != nil {
			return err
		}
	}
	return nil
}

func parent(i int) any {
	if i == 0 {
		return nil
	}
	return rand.IntN(i) + 1
}

func picture(i int) any {
	if i%3 == 0 {
		return nil
	}
	content := make([]byte, i%50)
	for j := range content {
		content[j] = byte(rand.Int())
	}
	return content
}

func leaveOut() map[string]string {
	return map[string]string{"test_left": "ends with the installation"}
}

func newKey(t *testing.T) Key {
	t.Helper()
	key, err := EnsureKey(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func create(t *testing.T, d *db.DB, key Key) (string, Manifest) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "test.backup")
	m, err := CreateFile(t.Context(), path, CreateInput{DB: d, Key: key, Version: "test", LeaveOut: leaveOut()})
	if err != nil {
		t.Fatal(err)
	}
	return path, m
}

func restoreTo(t *testing.T, archive, target string, key Key) error {
	t.Helper()
	_, err := Restore(t.Context(), RestoreInput{Archive: archive, Database: target, Key: key, Clock: clock.NewManual(dbtest.Start), Migrations: history(first)})
	return err
}

func engines() []db.Dialect { return []db.Dialect{db.SQLite, db.Postgres} }

func TestRoundTripOfBothEngines(t *testing.T) {
	for _, from := range engines() {
		d, key := source(t, from), newKey(t)
		archive, want := create(t, d, key)
		if want.Rows() < 3000 || want.Schema != first {
			t.Fatalf("%+v", want)
		}
		for _, to := range engines() {
			t.Run(fmt.Sprint(from, " to ", to), func(t *testing.T) {
				target := dbtest.Empty(t, to)
				if err := restoreTo(t, archive, target, key); err != nil {
					t.Fatal(err)
				}
				restored := dbtest.OpenURL(t, target)
				_, got := create(t, restored, key)
				if !reflect.DeepEqual(got.Tables, want.Tables) {
					t.Fatalf("not the same:\n%+v\n%+v", got.Tables, want.Tables)
				}
				checkAlive(t, restored)
			})
		}
	}
}

// checkAlive: new ids follow the old ones, references hold, what was left out is empty.
func checkAlive(t *testing.T, d *db.DB) {
	t.Helper()
	ctx := t.Context()
	var id int64
	err := d.Write(ctx, func(tx *db.Tx) error {
		var err error
		id, err = tx.Insert(ctx, "INSERT INTO test_user (name, team_id, size) VALUES ('new', 1, 21) RETURNING id")
		return err
	})
	if err != nil || id != 1201 {
		t.Errorf("the next id is %d, want 1201: %v", id, err)
	}
	err = d.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, "INSERT INTO test_user (team_id, size) VALUES (999999, 1)")
		return err
	})
	if !db.IsForeignKey(err) {
		t.Errorf("references are not checked any more: %v", err)
	}
	for query, want := range map[string]int64{
		"SELECT count(*) FROM test_left": 0, "SELECT count(*) FROM test_search": 0, "SELECT count(*) FROM test_pair WHERE b = 'seed'": 1,
		"SELECT double_size FROM test_user WHERE name = 'new'": 42, "SELECT count(*) FROM event_log": 30,
	} {
		if got, err := db.One(ctx, d.Read(), db.Value[int64], query); err != nil || got != want {
			t.Errorf("%s: %d %v, want %d", query, got, err, want)
		}
	}
}

func TestBothEnginesDescribeTheSameTables(t *testing.T) {
	shape := func(engine db.Dialect) []string {
		d := dbtest.Open(t, engine)
		list, _, err := catalog(t.Context(), d.Read(), nil)
		if err != nil {
			t.Fatal(err)
		}
		var lines []string
		for _, table := range list {
			for _, c := range table.columns {
				lines = append(lines, fmt.Sprint(table.name, ".", c.name, " ", c.kind, " identity ", table.identity))
			}
		}
		return lines
	}
	if lite, post := shape(db.SQLite), shape(db.Postgres); !slices.Equal(lite, post) || len(lite) < 30 {
		t.Fatalf("an archive of one engine would not fit the other:\n%s\n\n%s", strings.Join(lite, "\n"), strings.Join(post, "\n"))
	}
}

func TestOlderArchiveIsBroughtUpToDate(t *testing.T) {
	key := newKey(t)
	archive, _ := create(t, source(t, db.SQLite), key)
	for _, to := range engines() {
		t.Run(string(to), func(t *testing.T) {
			target := dbtest.Empty(t, to)
			in := RestoreInput{Archive: archive, Database: target, Key: key, Clock: clock.System{}, Migrations: history(second)}
			if _, err := Restore(t.Context(), in); err != nil {
				t.Fatal(err)
			}
			d := dbtest.OpenURL(t, target)
			n, err := db.One(t.Context(), d.Read(), db.Value[int64], "SELECT count(*) FROM test_user WHERE city = '上海'")
			if err != nil || n != 1190 {
				t.Fatal(n, err)
			}
		})
	}
}

func TestRestoreRefusals(t *testing.T) {
	key := newKey(t)
	for _, engine := range engines() {
		t.Run(string(engine), func(t *testing.T) {
			full := source(t, engine)
			archive, _ := create(t, full, key)
			busy := dbtest.Empty(t, engine)
			release, err := db.Occupy(t.Context(), busy, db.Serving)
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = release() }()
			prepared := dbtest.URL(t, engine)
			if err := history(second).Up(t.Context(), dbtest.OpenURL(t, prepared)); err != nil {
				t.Fatal(err)
			}
			occupiedBySource := dbtest.URL(t, engine)
			publishOne(t, dbtest.OpenURL(t, occupiedBySource))
			foreign := dbtest.Empty(t, engine)
			if _, err := dbtest.OpenURL(t, foreign).SQL().ExecContext(t.Context(), "CREATE TABLE other (x BIGINT)"); err != nil {
				t.Fatal(err)
			}
			newerTarget := ErrTargetNewer
			if engine == db.SQLite {
				newerTarget = nil // a file without events is replaced whole
			}
			cases := map[string]struct {
				target string
				key    Key
				known  int64
				want   error
			}{
				"running server":     {busy, key, first, db.ErrOccupied},
				"not empty":          {occupiedBySource, key, first, ErrNotEmpty},
				"somebody else's":    {foreign, key, first, ErrNotEmpty},
				"newer archive":      {dbtest.Empty(t, engine), key, first - 1, ErrNewer},
				"newer target":       {prepared, key, second, newerTarget},
				"another's key":      {dbtest.Empty(t, engine), newKey(t), first, ErrKey},
				"fits, for contrast": {dbtest.Empty(t, engine), key, first, nil},
			}
			for name, c := range cases {
				in := RestoreInput{Archive: archive, Database: c.target, Key: c.key, Clock: clock.System{}, Migrations: history(c.known)}
				_, err := Restore(t.Context(), in)
				if !errors.Is(err, c.want) {
					t.Errorf("%s: %v", name, err)
				}
				if err != nil && strings.Contains(err.Error(), "\n") {
					t.Errorf("%s: more than one line: %v", name, err)
				}
			}
		})
	}
}

func publishOne(t *testing.T, d *db.DB) {
	t.Helper()
	ctx := authz.WithActor(t.Context(), authz.System("test", nil))
	if err := d.Write(ctx, func(tx *db.Tx) error { return event.NewLog().Publish(ctx, tx, happened{}) }); err != nil {
		t.Fatal(err)
	}
}

// untouched: nothing is there, or a schema without a single row of the archive.
func untouched(t *testing.T, target string) {
	t.Helper()
	if !db.IsPostgresURL(target) {
		if _, err := os.Stat(target); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%s exists", target)
		}
		return
	}
	d := dbtest.OpenURL(t, target)
	names, err := tableNames(t.Context(), d.Read())
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if !strings.HasPrefix(name, "test_") {
			continue
		}
		n, err := db.One(t.Context(), d.Read(), db.Value[int64], "SELECT count(*) FROM "+name)
		if err != nil || n > 1 { // one seed
			t.Errorf("%s holds %d rows: %v", name, n, err)
		}
	}
}

func TestDamageIsFoundAndRestoresNothing(t *testing.T) {
	key := newKey(t)
	archive, _ := create(t, source(t, db.SQLite), key)
	whole, err := os.ReadFile(archive)
	if err != nil {
		t.Fatal(err)
	}
	damaged := map[string][]byte{"empty": {}, "not an archive": []byte("hello"), "two": append(slices.Clone(whole), whole...), "tail": append(slices.Clone(whole), 0)}
	for range 12 {
		at := rand.IntN(len(whole))
		damaged[fmt.Sprint("cut at ", at)] = whole[:at]
		flipped := slices.Clone(whole)
		flipped[at] ^= 1 << rand.IntN(8)
		damaged[fmt.Sprint("bit flipped at ", at)] = flipped
	}
	damaged["last byte"] = whole[:len(whole)-1]
	// At the border of encrypted chunks, where only the last one's mark tells.
	damaged["chunk"] = whole[:len(whole)-len(whole)%(64<<10)]
	postgres := dbtest.Empty(t, db.Postgres)
	for name, content := range damaged {
		path := filepath.Join(t.TempDir(), "damaged")
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		report, err := Verify(path, key)
		if err != nil || !errors.Is(report.Problem, ErrDamaged) && !errors.Is(report.Problem, ErrKey) {
			t.Errorf("%s: verified: %v %v", name, report.Problem, err)
		}
		lite := filepath.Join(t.TempDir(), "new.db")
		for _, target := range []string{lite, postgres} {
			if err := restoreTo(t, path, target, key); !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrKey) {
				t.Errorf("%s: restored: %v", name, err)
			}
			untouched(t, target)
		}
	}
	if err := restoreTo(t, archive, postgres, key); err != nil {
		t.Errorf("after all the refusals the whole archive: %v", err)
	}
}

func TestVerify(t *testing.T) {
	key := newKey(t)
	archive, m := create(t, source(t, db.Postgres), key)
	report, err := Verify(archive, key)
	if err != nil || report.Problem != nil || report.Rows != m.Rows() || report.Tables != len(m.Tables) || report.Manifest.Engine != "postgres" {
		t.Fatalf("%+v %v", report, err)
	}
	if !maps.Equal(report.Manifest.LeftOut, m.LeftOut) || report.Manifest.LeftOut["river_job"] == "" || report.Manifest.LeftOut["test_left"] == "" {
		t.Fatalf("%v", report.Manifest.LeftOut)
	}
	if _, err := Verify(archive+".none", key); err == nil {
		t.Fatal("a missing file was verified")
	}
}

func TestArchiveAndKeyAreForTheOwnerAlone(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "secrets")
	keys := make(chan string, 8)
	for range 8 {
		go func() {
			key, err := EnsureKey(dir)
			if err != nil {
				keys <- err.Error()
				return
			}
			keys <- key.identity.String()
		}()
	}
	secret := <-keys
	for range 7 {
		if other := <-keys; other != secret {
			t.Fatalf("two keys: %s and %s", secret, other)
		}
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != 1 {
		t.Fatalf("%v %v", left, err)
	}
	key, err := EnsureKey(dir)
	if err != nil || strings.Contains(fmt.Sprintf("%v %+v %#v", key, key, key), secret) {
		t.Fatal("the key shows its secret", err)
	}
	archive, m := create(t, source(t, db.SQLite), key)
	for path, want := range map[string]os.FileMode{archive: 0o600, filepath.Join(dir, KeyFile): 0o600, dir: 0o700} {
		info, err := os.Stat(path)
		if err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v %v", path, info.Mode(), err)
		}
	}
	content, err := os.ReadFile(archive)
	if err != nil || bytes.Contains(content, []byte(canary)) || bytes.Contains(content, []byte("test_user")) || bytes.Contains(content, []byte(secret)) {
		t.Error("the archive shows its content", err)
	}
	if strings.Contains(fmt.Sprintf("%+v", m), canary) {
		t.Error("the manifest shows content")
	}
}

func TestSubscribersGoOnWhereTheyWere(t *testing.T) {
	for _, from := range engines() {
		for _, to := range engines() {
			t.Run(fmt.Sprint(from, " to ", to), func(t *testing.T) {
				d, key := source(t, from), newKey(t)
				if got := step(t, d); len(got) != 30 {
					t.Fatal(got)
				}
				publishOne(t, d)
				publishOne(t, d)
				archive, _ := create(t, d, key)
				target := dbtest.Empty(t, to)
				if err := restoreTo(t, archive, target, key); err != nil {
					t.Fatal(err)
				}
				if got := step(t, dbtest.OpenURL(t, target)); !slices.Equal(got, []int64{31, 32}) {
					t.Errorf("%v", got)
				}
			})
		}
	}
}

// step lets the subscriber "test" read once and returns the ids of its events.
func step(t *testing.T, d *db.DB) []int64 {
	t.Helper()
	var ids []int64
	relay := event.NewRelay(d, event.NewLog(), nil, event.Subscriber{
		Name: "test", Actor: authz.System("test", nil),
		Handle: func(_ context.Context, _ *db.Tx, batch []event.Recorded) error {
			ids = nil
			for _, e := range batch {
				ids = append(ids, e.ID)
			}
			return nil
		},
	})
	if _, err := relay.Step(t.Context(), 0); err != nil {
		t.Fatal(err)
	}
	return ids
}

// crashVariable makes the test program one that restores and is killed.
const crashVariable = "HAIKE_TEST_CRASH_RESTORE"

func TestMain(m *testing.M) {
	if args := os.Getenv(crashVariable); args != "" {
		os.Exit(restoreChild(strings.Split(args, "\n")))
	}
	os.Exit(m.Run())
}

func restoreChild(args []string) int {
	key, err := ReadKey(args[2])
	if err == nil {
		_, err = Restore(context.Background(), RestoreInput{Archive: args[0], Database: args[1], Key: key, Clock: clock.System{}, Migrations: history(first)})
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

func TestKilledRestoreLeavesNothingHalf(t *testing.T) {
	secrets := t.TempDir()
	key, err := EnsureKey(secrets)
	if err != nil {
		t.Fatal(err)
	}
	archive, want := create(t, source(t, db.SQLite), key)
	for _, engine := range engines() {
		t.Run(string(engine), func(t *testing.T) {
			for _, wait := range []time.Duration{20, 60, 100, 140, 200} {
				target := dbtest.Empty(t, engine)
				killRestore(t, wait*time.Millisecond, archive, target, filepath.Join(secrets, KeyFile))
				err := restoreTo(t, archive, target, key)
				for errors.Is(err, db.ErrOccupied) { // until the server has noticed the death
					time.Sleep(10 * time.Millisecond)
					err = restoreTo(t, archive, target, key)
				}
				if err != nil && !errors.Is(err, ErrNotEmpty) { // not empty: it had finished
					t.Errorf("killed after %d ms, then: %v", wait, err)
				}
				_, got := create(t, dbtest.OpenURL(t, target), key)
				if !reflect.DeepEqual(got.Tables, want.Tables) {
					t.Errorf("killed after %d ms: half a restore", wait)
				}
			}
		})
	}
}

func killRestore(t *testing.T, after time.Duration, args ...string) {
	t.Helper()
	program := exec.Command(os.Args[0])
	program.Env = append(os.Environ(), crashVariable+"="+strings.Join(args, "\n"))
	var said bytes.Buffer
	program.Stderr = &said
	if err := program.Start(); err != nil {
		t.Fatal(err)
	}
	timer := time.AfterFunc(after, func() { _ = program.Process.Kill() })
	defer timer.Stop()
	if err := program.Wait(); err != nil && program.ProcessState.ExitCode() != -1 {
		t.Fatalf("%v: %s", err, said.String())
	}
}
