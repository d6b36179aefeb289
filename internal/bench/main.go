package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"haike/internal/platform/db"
	"haike/internal/platform/dbtest"
)

// options of one run.
type options struct {
	seconds float64
	clients int
	engine  string
	only    string
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := dispatch(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// dispatch runs the measurement, or one of the two servers that it starts as
// processes of their own.
func dispatch(ctx context.Context) error {
	switch role := os.Getenv("HAIKE_BENCH_ROLE"); role {
	case "product":
		return serveProduct(ctx, os.Getenv("HAIKE_BENCH_DATABASE"), os.Getenv("HAIKE_BENCH_DIR"))
	case "bare":
		return serveBare(ctx, os.Getenv("HAIKE_BENCH_DATABASE"), filepath.Join(os.Getenv("HAIKE_BENCH_DIR"), scriptName))
	}
	var o options
	flag.Float64Var(&o.seconds, "seconds", 5, "length of each measurement")
	flag.IntVar(&o.clients, "clients", 8, "clients that ask at the same time")
	flag.StringVar(&o.engine, "engine", "both", "sqlite, postgres or both")
	flag.StringVar(&o.only, "only", "", "name of the one scenario to measure")
	flag.Parse()
	return measure(ctx, o)
}

const scriptName = "statements.json"

func measure(ctx context.Context, o options) error {
	for _, engine := range []db.Dialect{db.SQLite, db.Postgres} {
		if o.engine != "both" && o.engine != string(engine) {
			continue
		}
		if err := measureEngine(ctx, o, engine); err != nil {
			return fmt.Errorf("%s: %w", engine, err)
		}
	}
	return nil
}

func measureEngine(ctx context.Context, o options, engine db.Dialect) error {
	dir, err := os.MkdirTemp("", "haike-bench")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }() // a temporary folder
	database, err := newDatabase(ctx, engine, dir)
	if err != nil {
		return err
	}
	if err := record(ctx, database, dir); err != nil {
		return fmt.Errorf("recording: %w", err)
	}
	product, err := startServer(ctx, "product", database, dir)
	if err != nil {
		return err
	}
	defer product.stop()
	bare, err := startServer(ctx, "bare", database, dir)
	if err != nil {
		return err
	}
	defer bare.stop()
	return compare(ctx, o, engine, product, bare)
}

func newDatabase(ctx context.Context, engine db.Dialect, dir string) (string, error) {
	if engine == db.SQLite {
		return filepath.Join(dir, "bench.db"), nil
	}
	// As durable as an installation: nothing of the tests' haste.
	server, err := dbtest.StartPostgres(ctx, []string{"synchronous_commit=on"})
	if err != nil {
		return "", err
	}
	return server.URL(), nil
}

// compare measures each scenario on both servers and prints a line each.
func compare(ctx context.Context, o options, engine db.Dialect, product, bare *child) error {
	session, err := signIn(ctx, product.url)
	if err != nil {
		return err
	}
	idle, err := memory(product.pid())
	if err != nil {
		return err
	}
	fmt.Printf("\n%s, %d clients, %.0f s each; memory before the load %d MiB\n", engine, o.clients, o.seconds, idle>>20)
	fmt.Printf("%-22s %10s %9s %9s %9s | %10s %9s %9s %9s | %6s\n", "operation", "product/s", "p50 ms", "p99 ms", "CPU ms", "bare/s", "p50 ms", "p99 ms", "CPU ms", "ratio")
	period := time.Duration(o.seconds * float64(time.Second))
	for _, s := range scenarios() {
		if o.only != "" && o.only != s.name {
			continue
		}
		p, err := run(ctx, o.clients, period, product.pid(), s.build(product.url, session))
		if err != nil {
			return err
		}
		b, err := run(ctx, o.clients, period, bare.pid(), bareRequest(bare.url, s.name))
		if err != nil {
			return err
		}
		fmt.Printf("%-22s %s | %s | %6.2f\n", s.name, p, b, p.perSecond/b.perSecond)
		for _, r := range []result{p, b} {
			if r.failures > 0 {
				return fmt.Errorf("%s: %d requests failed, the first with %s", s.name, r.failures, r.firstBad)
			}
		}
	}
	loaded, err := memory(product.pid())
	if err != nil {
		return err
	}
	fmt.Printf("memory after the load %d MiB\n", loaded>>20)
	return nil
}

// String prints a result's columns.
func (r result) String() string {
	ms := func(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
	return fmt.Sprintf("%10.0f %9.2f %9.2f %9.3f", r.perSecond, ms(r.p50), ms(r.p99), ms(r.cpu))
}

func bareRequest(url, name string) request {
	return func(ctx context.Context, _ int64) (*http.Request, error) {
		return http.NewRequestWithContext(ctx, http.MethodGet, url+"/"+name, nil)
	}
}

// serve answers on a free port of this machine and prints the address for the
// parent; it ends with its context or when the parent closes the pipe.
func serve(ctx context.Context, h http.Handler) error {
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Printf("http://%s\n", l.Addr())
	s := &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second}
	stop := context.AfterFunc(ctx, func() { _ = s.Close() })
	defer stop()
	if err := s.Serve(l); ctx.Err() == nil {
		return err
	}
	return nil
}

func writeScripts(dir string, scripts map[string][]statement) error {
	text, err := json.Marshal(scripts)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, scriptName), text, 0o600)
}
