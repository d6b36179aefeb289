package cli_test

import (
	"bytes"
	"context"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"haike/internal/cli"
	"haike/internal/platform/authz"
	"haike/internal/platform/config"
	"haike/internal/platform/db"
	"haike/internal/platform/dbtest"
	"haike/internal/platform/event"
)

type result struct {
	code     int
	out, err string
}

func run(t *testing.T, args ...string) result {
	t.Helper()
	var out, errs bytes.Buffer
	code := cli.Run(t.Context(), cli.Program{Args: args, Stdin: strings.NewReader(""), Stdout: &out, Stderr: &errs, Version: "1.2.3", Exit: func(int) {}})
	return result{code, out.String(), errs.String()}
}

// done runs a command that must succeed in silence on stderr.
func done(t *testing.T, args ...string) string {
	t.Helper()
	r := run(t, args...)
	if r.code != cli.ExitDone || r.err != "" {
		t.Fatalf("haike %s: %d %s", strings.Join(args, " "), r.code, r.err)
	}
	return r.out
}

type happened struct{}

func (happened) EventType() string  { return "test.happened" }
func (happened) Subject() event.Ref { return event.Ref{Kind: "test", ID: 1} }

// act leaves a trace in the database.
func act(t *testing.T, url string) {
	t.Helper()
	d := dbtest.OpenURL(t, url)
	ctx := authz.WithActor(t.Context(), authz.System("test", nil))
	if err := d.Write(ctx, func(tx *db.Tx) error { return event.NewLog().Publish(ctx, tx, happened{}) }); err != nil {
		t.Fatal(err)
	}
}

func TestFromSQLiteToPostgreSQLAndBack(t *testing.T) {
	dir := t.TempDir()
	lite, post, back := filepath.Join(dir, "a", "haike.db"), dbtest.Empty(t, db.Postgres), filepath.Join(dir, "b", "haike.db")
	if out := done(t, "migrate", "--database", lite); !strings.Contains(out, "was 0") {
		t.Error(out)
	}
	act(t, lite)
	secrets := filepath.Join(dir, "a", "secrets")
	first := regexp.MustCompile(`\S+\.backup`).FindString(done(t, "backup", "--database", lite))
	if filepath.Dir(first) != filepath.Join(dir, "a", "backups") {
		t.Fatal(first)
	}
	if out := done(t, "backup", "verify", first, "--database", lite); !strings.Contains(out, "is whole") {
		t.Error(out)
	}
	if out := done(t, "restore", first, "--database", post, "--secrets-dir", secrets); !strings.Contains(out, "restored") {
		t.Error(out)
	}
	second := filepath.Join(dir, "second.backup")
	done(t, "backup", "create", "-o", second, "--database", post, "--secrets-dir", secrets)
	done(t, "restore", second, "--database", back, "--key", filepath.Join(secrets, "backup.key"))
	d := dbtest.OpenURL(t, back)
	n, err := db.One(t.Context(), d.Read(), db.Value[int], "SELECT count(*) FROM event_log WHERE type = 'test.happened'")
	if err != nil || n != 1 {
		t.Fatal(n, err)
	}
}

func TestErrorsAreOneLine(t *testing.T) {
	dir := t.TempDir()
	lite := filepath.Join(dir, "haike.db")
	done(t, "migrate", "--database", lite)
	act(t, lite)
	archive := filepath.Join(dir, "a.backup")
	done(t, "backup", "-o", archive, "--database", lite)
	release, err := db.Occupy(context.Background(), filepath.Join(dir, "served.db"), db.Serving)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = release() }()
	cut := filepath.Join(dir, "cut.backup")
	whole, err := os.ReadFile(archive)
	if err == nil {
		err = os.WriteFile(cut, whole[:len(whole)/2], 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	secrets := filepath.Join(dir, "secrets")
	taken, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = taken.Close() }()
	cases := map[string]struct {
		args []string
		code int
		says string
	}{
		"no command":       {[]string{}, 2, "expected one of"},
		"unknown command":  {[]string{"dance"}, 2, "dance"},
		"unknown flag":     {[]string{"migrate", "--colour"}, 2, "--colour"},
		"wrong setting":    {[]string{"migrate", "--database=mysql://u:Geheim@h/d"}, 2, "--database (HAIKE_DATABASE)"},
		"no database":      {[]string{"backup", "--database", filepath.Join(dir, "none.db")}, 1, "there is no database"},
		"no server":        {[]string{"migrate", "--database", "postgres://u:Geheim@127.0.0.1:1/d?connect_timeout=2"}, 1, "cannot be opened"},
		"no key":           {[]string{"restore", archive, "--database", filepath.Join(dir, "x", "new.db")}, 1, "key file is missing"},
		"no archive":       {[]string{"restore", "none.backup", "--database", filepath.Join(dir, "n.db")}, 1, "no such file"},
		"not empty":        {[]string{"restore", archive, "--database", lite}, 1, "not empty"},
		"running server":   {[]string{"restore", archive, "--database", filepath.Join(dir, "served.db")}, 1, "running Haike"},
		"cut off":          {[]string{"restore", cut, "--database", filepath.Join(dir, "n.db")}, 1, "damaged"},
		"cut off, verify":  {[]string{"backup", "verify", cut, "--secrets-dir", secrets}, 1, "cut.backup: the archive is damaged or was changed; do not rely on it\n"},
		"exists already":   {[]string{"backup", "-o", archive, "--database", lite}, 1, "exists already"},
		"argument missing": {[]string{"restore"}, 2, "<file>"},
		"several missing":  {[]string{"user", "create"}, 2, "missing: <login>, --name "},
		"value missing":    {[]string{"serve", "--listen"}, 2, "--listen needs a value "},
		"value forgotten":  {[]string{"serve", "--listen", "--jobs-parallel=2"}, 2, "--listen needs a value "},
		"address in use":   {[]string{"serve", "--database", filepath.Join(dir, "p.db"), "--listen", taken.Addr().String()}, 1, "--listen (HAIKE_LISTEN)"},
	}
	for name, c := range cases {
		r := run(t, c.args...)
		if r.code != c.code || !strings.HasPrefix(r.err, "haike: ") || !strings.Contains(r.err, c.says) {
			t.Errorf("%s: %d %q, want %d with %q", name, r.code, r.err, c.code, c.says)
		}
		if strings.Count(r.err, "\n") != 1 || strings.Contains(r.err+r.out, "Geheim") {
			t.Errorf("%s: %q", name, r.err)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "none.db")); err == nil {
		t.Error("a backup made the database that it did not find")
	}
}

func TestSmallCommands(t *testing.T) {
	if out := done(t, "version"); out != "haike 1.2.3\n" {
		t.Error(out)
	}
	if out := done(t, "config-table"); out != config.Table() {
		t.Error(out)
	}
	help := run(t, "--help")
	for _, want := range []string{"migrate", "backup create", "backup verify", "restore", "HAIKE_DATABASE"} {
		if !strings.Contains(help.out, want) {
			t.Errorf("the help lacks %s:\n%s", want, help.out)
		}
	}
	if out := run(t, "--version").out; !strings.HasPrefix(out, "haike 1.2.3\n") {
		t.Error(out)
	}
	if out := run(t, "help", "serve").out; !strings.Contains(out, "--listen") || !strings.Contains(strings.Join(strings.Fields(out), " "), "Default: 127.0.0.1:8080.") {
		t.Error(out)
	}
	if out := run(t, "user", "list", "--help").out; strings.Contains(out, "--listen") || !strings.Contains(out, "--database") || !strings.Contains(out, "--log-level") {
		t.Error(out)
	}
	if out := run(t, "demo", "--help").out; strings.Contains(out, "--database") || !strings.Contains(out, "--data=") {
		t.Error(out)
	}
	if strings.Contains(help.out, "config-table") {
		t.Error("the help shows a hidden command")
	}
}
