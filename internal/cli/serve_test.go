package cli_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"haike/internal/cast"
	"haike/internal/cli"
	"haike/internal/platform/db"
	"haike/internal/platform/dbtest"
)

// console is a stream that one goroutine writes and another reads.
type console struct {
	mu   sync.Mutex
	text bytes.Buffer
}

// Write implements io.Writer.
func (c *console) Write(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.text.Write(p)
}

func (c *console) String() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.text.String()
}

// server is a running command.
type server struct {
	base     string
	out, log console
	stop     func() int
}

// start runs a serving command until the test ends.
func start(t *testing.T, args ...string) *server {
	t.Helper()
	s := &server{}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan int, 1)
	go func() {
		done <- cli.Run(ctx, cli.Program{Args: append(args, "--listen", "127.0.0.1:0"), Stdin: strings.NewReader(""), Stdout: &s.out, Stderr: &s.log, Version: "test", Exit: func(int) {}})
	}()
	s.stop = sync.OnceValue(func() int {
		cancel()
		return <-done
	})
	t.Cleanup(func() { s.stop() })
	address := regexp.MustCompile(`listening on (\S+)\)`)
	for range 600 {
		if found := address.FindStringSubmatch(s.out.String()); found != nil {
			s.base = "http://" + found[1]
			return s
		}
		select {
		case code := <-done:
			done <- code
			t.Fatalf("it ended with %d: %s", code, s.log.String())
		case <-time.After(50 * time.Millisecond):
		}
	}
	t.Fatalf("it did not start: %s", s.log.String())
	return nil
}

// send calls the API and returns status and body.
func (s *server) send(t *testing.T, method, path, body string) (int, string) {
	t.Helper()
	q, err := http.NewRequestWithContext(t.Context(), method, s.base+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if body != "" {
		q.Header.Set("Content-Type", "application/json")
	}
	a, err := http.DefaultClient.Do(q)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(a.Body)
	_ = a.Body.Close()
	if err != nil {
		t.Fatal(err)
	}
	return a.StatusCode, string(text)
}

func (s *server) setUp(t *testing.T) {
	t.Helper()
	code, text := s.send(t, "POST", "/api/v1/setup", `{"company":{"name":"远航"},"administrator":{"login":"guanli","name":"管理员","password":"kuai-le-de-yu-2047"},"locale":"zh-CN"}`)
	if code != 201 {
		t.Fatal(code, text)
	}
}

func TestUsersBesideARunningServer(t *testing.T) {
	for _, engine := range []db.Dialect{db.SQLite, db.Postgres} {
		t.Run(string(engine), func(t *testing.T) {
			where := []string{"--database", dbtest.Empty(t, engine), "--secrets-dir", filepath.Join(t.TempDir(), "secrets"), "--backup-dir", t.TempDir(), "--base-url", "https://crm.example.com"}
			s := start(t, append([]string{"serve"}, where...)...)
			with := func(args ...string) []string { return append(args, where...) }
			if r := run(t, with("user", "list")...); r.code != 1 || !strings.Contains(r.err, "not set up yet: open it in a browser") {
				t.Error(r)
			}
			s.setUp(t)
			created := done(t, with("user", "create", "li.lei", "--name", "李雷", "--role", "administrator")...)
			if !strings.Contains(created, "https://crm.example.com/") {
				t.Error(created)
			}
			var out, errs bytes.Buffer
			code := cli.Run(t.Context(), cli.Program{Args: with("user", "create", "han.mei", "--name", "韩梅", "--password-stdin"), Stdin: strings.NewReader("yu-zhou-fei-chuan-88\n"), Stdout: &out, Stderr: &errs, Exit: func(int) {}})
			if code != 0 || strings.Contains(out.String(), "https://") {
				t.Error(code, out.String(), errs.String())
			}
			const signIn = `{"login":"han.mei","password":"yu-zhou-fei-chuan-88"}`
			if code, text := s.send(t, "POST", "/api/v1/session", signIn); code != 200 {
				t.Error(code, text)
			}
			done(t, with("user", "disable", "Han.Mei")...)
			if code, text := s.send(t, "POST", "/api/v1/session", signIn); code != 401 {
				t.Error(code, text)
			}
			if link := done(t, with("user", "reset-password", "guanli")...); !strings.Contains(link, "https://crm.example.com/reset-password#") {
				t.Error(link)
			}
			if link := done(t, with("user", "reset-password", "guanli")...); strings.Contains(link, "--base-url") {
				t.Error("the base URL is set:", link)
			}
			guessed := done(t, append([]string{"user", "reset-password", "guanli"}, where[:len(where)-2]...)...)
			if !strings.Contains(guessed, "http://127.0.0.1:8080/reset-password#") || !strings.Contains(guessed, "Set --base-url") {
				t.Error("a guessed base URL is said to be one:", guessed)
			}
			if again := done(t, with("user", "disable", "ＨＡＮ.mei")...); !strings.Contains(again, "disabled already") {
				t.Error(again)
			}
			t.Setenv("HAIKE_LISTEN", "foo")
			list := done(t, with("user", "list")...)
			if err := os.Unsetenv("HAIKE_LISTEN"); err != nil {
				t.Fatal(err)
			}
			for _, want := range []string{"guanli", "李雷", "invited", "disabled", "administrator"} {
				if !strings.Contains(list, want) {
					t.Errorf("%s is missing in\n%s", want, list)
				}
			}
			refusals(t, with)
			archive := filepath.Join(t.TempDir(), "a.backup")
			done(t, with("backup", "-o", archive)...)
			if r := run(t, with("restore", archive)...); r.code != 1 || !strings.Contains(r.err, "running Haike") {
				t.Error(r)
			}
			if code := s.stop(); code != 0 {
				t.Errorf("stopped with %d: %s", code, s.log.String())
			}
			restoredElsewhere(t, where, archive)
		})
	}
}

func refusals(t *testing.T, with func(...string) []string) {
	t.Helper()
	for want, args := range map[string][]string{
		"there is no user":     {"user", "disable", "nobody"},
		"there is no role":     {"user", "create", "x.y", "--name", "X", "--role", "emperor"},
		"--name":               {"user", "create", "x.y"},
		"--locale":             {"user", "create", "x.y", "--name", "X", "--locale", "tlh"},
		"login":                {"user", "create", "li.lei", "--name", "Again"},
		"standard input":       {"user", "create", "x.y", "--name", "X", "--password-stdin"},
		"administrator":        {"user", "disable", "guanli"}, // li.lei never set a password
		"key file is missing":  {"backup", "verify", "none"},
		"must be between 1 an": {"serve", "--jobs-parallel", "0"},
	} {
		r := run(t, with(args...)...)
		if r.code == 0 || !strings.Contains(r.err, want) || strings.Count(r.err, "\n") != 1 {
			t.Errorf("%v: %d %q, want %q", args, r.code, r.err, want)
		}
	}
}

func TestOneServerOnAFile(t *testing.T) {
	database := filepath.Join(t.TempDir(), "haike.db")
	start(t, "serve", "--database", database)
	if r := run(t, "serve", "--database", database, "--listen", "127.0.0.1:0"); r.code != 1 || !strings.Contains(r.err, "running Haike") {
		t.Error(r)
	}
}

// restoredElsewhere: people sign in with their passwords on the other engine.
func restoredElsewhere(t *testing.T, where []string, archive string) {
	t.Helper()
	other := db.Postgres
	if db.IsPostgresURL(where[1]) {
		other = db.SQLite
	}
	moved := append([]string{"--database", dbtest.Empty(t, other)}, where[2:]...)
	done(t, append([]string{"restore", archive}, moved...)...)
	s := start(t, append([]string{"serve"}, moved...)...)
	if code, text := s.send(t, "POST", "/api/v1/session", `{"login":"guanli","password":"kuai-le-de-yu-2047"}`); code != 200 {
		t.Error(code, text)
	}
	if code, text := s.send(t, "GET", "/api/v1/setup", ""); code != 200 || !strings.Contains(text, "false") {
		t.Error(code, text)
	}
}

func TestDemoLeavesOtherDataAlone(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("HAIKE_DATABASE", filepath.Join(dir, "haike.db"))
	s := start(t, "demo", "--data", dir)
	if !strings.Contains(s.out.String(), cast.Password) {
		t.Error(s.out.String())
	}
	code, text := s.send(t, "POST", "/api/v1/session", `{"login":"`+cast.AdministratorLogin+`","password":"`+cast.Password+`"}`)
	if code != 200 || !strings.Contains(text, `"demo":true`) {
		t.Error(code, text)
	}
	if _, err := os.Stat(filepath.Join(dir, "haike.db")); err == nil {
		t.Error("the demo touched the configured database")
	}
}

func TestOpenAPI(t *testing.T) {
	out := done(t, "openapi")
	for _, want := range []string{"openapi: 3.1", "/api/v1/backups/{name}/file:", "x-permission: backup.manage"} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is missing", want)
		}
	}
}

// Who tries Haike out must not open a door with a known password by an address alone.
func TestTheDemoStaysOnThisMachine(t *testing.T) {
	for _, address := range []string{":0", "0.0.0.0:0", "[::]:0", "192.0.2.1:0", "crm.example:0"} {
		var out, log bytes.Buffer
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		data := t.TempDir()
		code := cli.Run(ctx, cli.Program{
			Args: []string{"demo", "--listen", address, "--data", data}, Stdin: strings.NewReader(""), Stdout: &out, Stderr: &log, Version: "test", Exit: func(int) {},
		})
		cancel()
		made, err := os.ReadDir(data)
		if code != cli.ExitFailed || !strings.Contains(log.String(), "--expose") || err != nil || len(made) != 0 {
			t.Errorf("%s: %d %s %s %v %v", address, code, out.String(), log.String(), made, err)
		}
	}
}
