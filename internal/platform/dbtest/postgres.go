package dbtest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // registers the driver "pgx"
)

const (
	variable = "HAIKE_TEST_POSTGRES"
	missing  = "PostgreSQL server not found: run 'make setup' (or apt-get install postgresql), or set " + variable + "=skip"
)

type server struct {
	url  string
	lock sync.Mutex
}

func (s *server) database(name string) string { return withDatabase(s.url, name) }

func (s *server) create(ctx context.Context, name, template string) error {
	s.lock.Lock() // a template must not be in use by another copy
	defer s.lock.Unlock()
	return s.admin(ctx, "CREATE DATABASE "+name+" TEMPLATE "+template)
}

func (s *server) drop(ctx context.Context, name string) error {
	return s.admin(ctx, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)")
}

func (s *server) admin(ctx context.Context, statement string) (err error) {
	conn, err := sql.Open("pgx", s.database("postgres"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	if _, err := conn.ExecContext(ctx, statement); err != nil {
		return fmt.Errorf("dbtest: %s: %w", statement, err)
	}
	return nil
}

var startOnce = sync.OnceValues(startServer)

func postgresServer(t testing.TB) *server {
	t.Helper()
	if os.Getenv(variable) == "skip" {
		t.Skip(variable + "=skip")
	}
	s, err := startOnce()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func startServer() (*server, error) {
	if given := os.Getenv(variable); given != "" {
		return &server{url: given}, nil
	}
	return StartPostgres(context.Background(), nil)
}

// StartPostgres starts a throw-away server that ends with this process, even
// when it is killed: a shell waits on a pipe that closes with us. settings are
// further lines "name=value"; by default nothing is forced to disk. ctx bounds
// the start alone.
func StartPostgres(ctx context.Context, settings []string) (*server, error) {
	bin, err := binaries()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "haike-pg")
	if err != nil {
		return nil, err
	}
	attr, err := unprivileged(dir)
	if err != nil {
		return nil, err
	}
	data := filepath.Join(dir, "data")
	init := exec.CommandContext(ctx, filepath.Join(bin, "initdb"), "-D", data, "-U", "haike", "--auth=trust", "--no-sync", "--no-instructions", "--encoding=UTF8", "--locale=C.UTF-8")
	init.SysProcAttr, init.Dir = attr, dir
	if out, err := init.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("dbtest: initdb: %w\n%s", err, out)
	}
	if err := launch(ctx, place{bin, dir, attr}, settings); err != nil {
		return nil, err
	}
	s := &server{url: "postgres://haike@/postgres?host=" + url.QueryEscape(dir)}
	return s, s.wait(ctx, filepath.Join(dir, "log"))
}

// URL returns the address of the server's database "postgres".
func (s *server) URL() string { return s.url }

// place is where a server lives: its program, its folder, its user.
type place struct {
	bin, dir string
	attr     *syscall.SysProcAttr
}

// launch starts a server that outlives ctx.
func launch(ctx context.Context, at place, settings []string) error {
	args := []string{"listen_addresses=", "unix_socket_directories=" + at.dir, "max_connections=200", "shared_buffers=128MB"}
	if settings == nil {
		settings = []string{"fsync=off", "synchronous_commit=off", "full_page_writes=off"}
	}
	options := "-D '" + filepath.Join(at.dir, "data") + "'"
	for _, a := range append(args, settings...) {
		options += " -c '" + a + "'"
	}
	// The shell's standard input is our pipe: its end means that we are gone.
	script := fmt.Sprintf("'%s/postgres' %s >log 2>&1 & pid=$!; cat >/dev/null; kill -INT $pid; wait $pid; rm -rf '%s'", at.bin, options, at.dir)
	sh := exec.CommandContext(context.WithoutCancel(ctx), "/bin/sh", "-c", script)
	sh.SysProcAttr, sh.Dir = at.attr, at.dir
	pipe, err := sh.StdinPipe()
	if err != nil {
		return err
	}
	keepOpen(pipe)
	if err := sh.Start(); err != nil {
		return fmt.Errorf("dbtest: start: %w", err)
	}
	return nil
}

// keepOpen holds the pipe until the process ends; a collected pipe would close.
func keepOpen(pipe io.Closer) { held = append(held, pipe) }

var held []io.Closer

func (s *server) wait(ctx context.Context, log string) error {
	for range 100 {
		if s.admin(ctx, "SELECT 1") == nil {
			return nil
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		time.Sleep(100 * time.Millisecond)
	}
	text, _ := os.ReadFile(log)
	return fmt.Errorf("dbtest: PostgreSQL did not start:\n%s", text)
}

// binaries finds the folder with initdb and postgres, the newest version first.
func binaries() (string, error) {
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/postgres")
	if err != nil {
		return "", err
	}
	best, version := "", -1
	for _, path := range found {
		n, _ := strconv.Atoi(strings.Split(path, "/")[4]) // not a number sorts last
		if n > version {
			best, version = filepath.Dir(path), n
		}
	}
	if best != "" {
		return best, nil
	}
	if path, err := exec.LookPath("postgres"); err == nil {
		return filepath.Dir(path), nil
	}
	return "", errors.New(missing)
}

// unprivileged makes the server run as another user when we are root, which
// PostgreSQL refuses to be, and gives that user the folder.
func unprivileged(dir string) (*syscall.SysProcAttr, error) {
	attr := &syscall.SysProcAttr{Setpgid: true} // Ctrl-C reaches us first
	if os.Geteuid() != 0 {
		return attr, nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		u, err = user.Lookup("nobody")
	}
	if err != nil {
		return nil, fmt.Errorf("dbtest: no unprivileged user: %w", err)
	}
	uid, _ := strconv.ParseUint(u.Uid, 10, 32) // Unix ids are numbers
	gid, _ := strconv.ParseUint(u.Gid, 10, 32)
	if err := os.Chown(dir, int(uid), int(gid)); err != nil {
		return nil, err
	}
	attr.Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	return attr, nil
}
