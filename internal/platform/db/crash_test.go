package db_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"haike/internal/platform/db"
	"haike/internal/platform/dbtest"
)

// crashVariable makes the test program a writer that the test kills.
const crashVariable = "HAIKE_TEST_CRASH_WRITER"

func TestMain(m *testing.M) {
	if path := os.Getenv(crashVariable); path != "" {
		fmt.Fprintln(os.Stderr, writeUntilKilled(path))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// writeUntilKilled writes numbered pairs of rows from 16 goroutines and prints
// each number once its write is acknowledged.
func writeUntilKilled(path string) error {
	ctx := context.Background()
	d, err := db.Open(ctx, db.Config{URL: path})
	if err != nil {
		return err
	}
	var next atomic.Int64
	next.Store(time.Now().UnixNano()) // numbers that no earlier round used
	failed := make(chan error)
	for range 16 {
		go func() {
			for {
				n := strconv.FormatInt(next.Add(1), 10)
				err := d.Write(ctx, func(tx *db.Tx) error {
					if err := note(ctx, tx, n+"a"); err != nil {
						return err
					}
					return note(ctx, tx, n+"b")
				})
				if err != nil {
					failed <- err
					return
				}
				_, _ = os.Stdout.WriteString(n + "\n") // one system call: nothing is kept back in memory
			}
		}()
	}
	return <-failed
}

// TestKilledWriterLosesNothingAcknowledged: kill -9 at a random moment leaves
// every acknowledged write whole, no write half, and the file sound.
func TestKilledWriterLosesNothingAcknowledged(t *testing.T) {
	path := dbtest.URL(t, db.SQLite)
	total := 0
	for round := range 8 {
		acknowledged := killedRound(t, path)
		total += len(acknowledged)
		checkRound(t, path, acknowledged)
		if t.Failed() {
			t.Fatalf("in round %d", round)
		}
	}
	if total < 100 {
		t.Fatalf("only %d writes were acknowledged: the test showed nothing", total)
	}
}

// killedRound runs a writer, kills it, and returns what it had acknowledged.
func killedRound(t *testing.T, path string) []string {
	t.Helper()
	program := exec.Command(os.Args[0])
	program.Env = append(os.Environ(), crashVariable+"="+path)
	program.Stderr = os.Stderr
	out, err := program.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := program.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewReader(out)
	var numbers []string
	for {
		line, err := lines.ReadString('\n')
		if err == io.EOF {
			break // a number without its newline was not told in full
		}
		if err != nil {
			t.Fatal(err)
		}
		numbers = append(numbers, line[:len(line)-1])
		if len(numbers) == 1 {
			wait := 20 + rand.IntN(400)
			time.AfterFunc(time.Duration(wait)*time.Millisecond, func() { _ = program.Process.Kill() })
		}
	}
	if err := program.Wait(); err == nil || program.ProcessState.ExitCode() != -1 {
		t.Fatalf("the writer was not killed: %v", err)
	}
	return numbers
}

func checkRound(t *testing.T, path string, acknowledged []string) {
	t.Helper()
	d, err := db.Open(t.Context(), db.Config{URL: path})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	}()
	sound, err := db.One(t.Context(), d.Read(), db.Value[string], "PRAGMA integrity_check")
	if err != nil || sound != "ok" {
		t.Errorf("integrity_check: %s %v", sound, err)
	}
	keys, err := db.All(t.Context(), d.Read(), db.Value[string], "SELECT key FROM idempotency")
	if err != nil {
		t.Fatal(err)
	}
	have := map[string]bool{}
	for _, k := range keys {
		have[k] = true
	}
	for _, n := range acknowledged {
		if !have[n+"a"] || !have[n+"b"] {
			t.Errorf("write %s was acknowledged and is lost", n)
		}
	}
	for k := range have {
		if n := k[:len(k)-1]; !have[n+"a"] || !have[n+"b"] {
			t.Errorf("write %s is there by half", n)
		}
	}
}
