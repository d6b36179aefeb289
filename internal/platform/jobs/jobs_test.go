package jobs_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"strconv"
	"testing"
	"time"

	"haike/internal/platform/authz"
	"haike/internal/platform/db"
	"haike/internal/platform/dbtest"
	"haike/internal/platform/jobs"
)

// crashVariable makes the test program a worker that the test kills.
const crashVariable = "HAIKE_TEST_CRASH_WORKER"

func TestMain(m *testing.M) {
	if url := os.Getenv(crashVariable); url != "" {
		fmt.Fprintln(os.Stderr, hangInJobs(url))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

type numbered struct {
	N int64 `json:"n"`
}

func (numbered) Kind() string { return "test_numbered" }

type ticking struct{}

func (ticking) Kind() string { return "test_ticking" }

func actor() authz.Actor { return authz.System("test", nil) }

// hangInJobs takes jobs, tells so, and finishes none.
func hangInJobs(url string) error {
	ctx := context.Background()
	d, err := db.Open(ctx, db.Config{URL: url})
	if err != nil {
		return err
	}
	e := jobs.New(d, slog.New(slog.DiscardHandler), 8)
	hang := func(ctx context.Context, args numbered) error {
		_, _ = os.Stdout.WriteString(strconv.FormatInt(args.N, 10) + "\n")
		<-ctx.Done()
		return ctx.Err()
	}
	if err := jobs.Handle(e, jobs.Options{Actor: actor(), Timeout: time.Hour}, hang); err != nil {
		return err
	}
	if err := e.Start(ctx); err != nil {
		return err
	}
	select {}
}

// node is one program on the database: a handle and an engine that writes down
// what it ran, in the table test_run.
type node struct {
	db     *db.DB
	engine *jobs.Engine
}

func newNode(t *testing.T, url, name string) *node {
	t.Helper()
	d, err := db.Open(t.Context(), db.Config{URL: url})
	if err != nil {
		t.Fatal(err)
	}
	n := &node{db: d, engine: jobs.New(d, slog.New(slog.DiscardHandler), 8)}
	err = errors.Join(
		jobs.Handle(n.engine, jobs.Options{Actor: actor()}, func(ctx context.Context, args numbered) error {
			return n.record(ctx, "numbered", args.N, name)
		}),
		jobs.Handle(n.engine, jobs.Options{Actor: actor()}, func(ctx context.Context, _ ticking) error {
			return n.record(ctx, "ticking", 0, name)
		}))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := errors.Join(n.engine.Stop(ctx), d.Close()); err != nil {
			t.Error(err)
		}
	})
	return n
}

func (n *node) record(ctx context.Context, kind string, number int64, name string) error {
	return n.db.WriteBulk(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, "INSERT INTO test_run (kind, n, node) VALUES (?, ?, ?)", kind, number, name)
		return err
	})
}

func (n *node) start(t *testing.T) {
	t.Helper()
	if err := n.engine.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// enqueue adds jobs from..to, each in a transaction that ends with outcome.
func (n *node) enqueue(t *testing.T, from, to int64, outcome error) {
	t.Helper()
	for i := from; i <= to; i++ {
		err := n.db.Write(t.Context(), func(tx *db.Tx) error {
			if err := n.engine.Enqueue(t.Context(), tx, numbered{N: i}); err != nil {
				return err
			}
			return outcome
		})
		if !errors.Is(err, outcome) {
			t.Fatal(err)
		}
	}
}

// runs tells how often each number ran.
func (n *node) runs(t *testing.T) map[int64]int {
	t.Helper()
	numbers, err := db.All(t.Context(), n.db.Read(), db.Value[int64], "SELECT n FROM test_run WHERE kind = 'numbered'")
	if err != nil {
		t.Fatal(err)
	}
	times := map[int64]int{}
	for _, number := range numbers {
		times[number]++
	}
	return times
}

// until waits for a state of the database, at most half a minute.
func until(t *testing.T, what string, reached func() bool) {
	t.Helper()
	for range 600 {
		if reached() {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("waited in vain: %s", what)
}

func each(t *testing.T, body func(t *testing.T, url string)) {
	for _, engine := range []db.Dialect{db.SQLite, db.Postgres} {
		t.Run(string(engine), func(t *testing.T) {
			t.Parallel()
			url := dbtest.URL(t, engine)
			d := dbtest.OpenURL(t, url)
			if _, err := d.SQL().ExecContext(t.Context(), "CREATE TABLE test_run (kind TEXT NOT NULL, n BIGINT NOT NULL, node TEXT NOT NULL)"); err != nil {
				t.Fatal(err)
			}
			body(t, url)
		})
	}
}

func TestKilledWorkersJobsRunAgain(t *testing.T) {
	each(t, func(t *testing.T, url string) {
		n := newNode(t, url, "survivor")
		if err := n.engine.Ready(); err != nil {
			t.Fatal(err)
		}
		refused := errors.New("refused")
		n.enqueue(t, 1, 5, nil)
		n.enqueue(t, 6, 8, refused)
		killInTheMiddle(t, url, 5)
		if ran := n.runs(t); len(ran) != 0 {
			t.Fatalf("ran before: %v", ran)
		}
		anHourLater(t, n.db)
		n.start(t)
		until(t, "all five jobs", func() bool { return len(n.runs(t)) >= 5 })
		for number := range n.runs(t) {
			if number > 5 {
				t.Errorf("job %d exists although its transaction was rolled back", number)
			}
		}
	})
}

// killInTheMiddle starts a worker, waits until it is in count jobs, and kills it.
func killInTheMiddle(t *testing.T, url string, count int) {
	t.Helper()
	program := exec.Command(os.Args[0])
	program.Env = append(os.Environ(), crashVariable+"="+url)
	program.Stderr = os.Stderr
	out, err := program.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := program.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for started := 0; started < count && lines.Scan(); started++ {
		t.Log("the worker is in job", lines.Text())
	}
	if err := program.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := program.Wait(); err == nil {
		t.Fatal("the worker ended by itself")
	}
}

// anHourLater moves what the dead worker left into the past: its jobs' timeout
// and its leadership are over.
func anHourLater(t *testing.T, d *db.DB) {
	t.Helper()
	past := "datetime('now', '-1 hour')"
	if d.Dialect() == db.Postgres {
		past = "now() - interval '1 hour'"
	}
	for _, statement := range []string{
		"UPDATE river_job SET attempted_at = " + past + " WHERE state = 'running'",
		"UPDATE river_leader SET elected_at = " + past + ", expires_at = " + past,
	} {
		if _, err := d.SQL().ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
}

func TestTwoNodesRunEachJobOnce(t *testing.T) {
	each(t, func(t *testing.T, url string) {
		const count = 200
		a, b := newNode(t, url, "a"), newNode(t, url, "b")
		if err := a.engine.Ready(); err != nil {
			t.Fatal(err)
		}
		a.enqueue(t, 1, count/2, nil)
		a.start(t)
		b.start(t)
		a.enqueue(t, count/2+1, count, nil) // while both work
		until(t, "all jobs", func() bool { return len(a.runs(t)) >= count })
		finished(t, a.db, count)
		for number, times := range a.runs(t) {
			if times != 1 {
				t.Errorf("job %d ran %d times", number, times)
			}
		}
		nodes, err := db.All(t.Context(), a.db.Read(), db.Value[string], "SELECT DISTINCT node FROM test_run")
		if err != nil || len(nodes) != 2 {
			t.Errorf("only %v worked: %v", nodes, err)
		}
	})
}

// finished waits until the engine has written down that all jobs are done, so
// that one taken twice would have shown.
func finished(t *testing.T, d *db.DB, count int) {
	t.Helper()
	until(t, "all jobs completed", func() bool {
		n, err := db.One(t.Context(), d.Read(), db.Value[int], "SELECT count(*) FROM river_job WHERE state = 'completed'")
		return err == nil && n == count
	})
}

// TestPeriodicJobRunsOncePerPeriodOnTwoNodes: were both nodes to schedule,
// there would be twice as many runs as periods.
func TestPeriodicJobRunsOncePerPeriodOnTwoNodes(t *testing.T) {
	each(t, func(t *testing.T, url string) {
		a, b := newNode(t, url, "a"), newNode(t, url, "b")
		began := time.Now() // the engine's schedule follows the machine's clock
		for _, n := range []*node{a, b} {
			n.engine.Every(time.Second, ticking{})
			n.start(t)
		}
		until(t, "four periods", func() bool { return ticks(t, a.db) >= 4 })
		// The engine that was started first leads; after it ends the other takes over.
		if err := a.engine.Stop(t.Context()); err != nil {
			t.Fatal(err)
		}
		before := ticks(t, b.db)
		until(t, "four periods under the new leader", func() bool { return ticks(t, b.db) >= before+4 })
		periods := int(time.Since(began)/time.Second) + 1
		if runs := ticks(t, b.db); runs > periods+1 {
			t.Errorf("%d runs in %d periods", runs, periods)
		}
	})
}

func ticks(t *testing.T, d *db.DB) int {
	t.Helper()
	n, err := db.One(t.Context(), d.Read(), db.Value[int], "SELECT count(*) FROM test_run WHERE kind = 'ticking'")
	if err != nil {
		t.Fatal(err)
	}
	return n
}
