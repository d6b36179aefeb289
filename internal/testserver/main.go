// Command testserver runs a command with one throw-away PostgreSQL server for
// all of it, so that not every test program starts its own:
//
//	go run ./internal/testserver go test ./...
//
// The command finds the server's address in HAIKE_TEST_POSTGRES. When the
// variable is already set (to an address, or to skip) nothing is started. The
// server ends with this process, even when it is killed.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
	"time"

	"haike/internal/platform/dbtest"
)

const variable = "HAIKE_TEST_POSTGRES"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	code, err := run(ctx, os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "testserver:", err)
	}
	os.Exit(code)
}

// run returns the command's exit code.
func run(ctx context.Context, args []string) (int, error) {
	if len(args) == 0 {
		return 2, errors.New("usage: testserver command [arguments]")
	}
	if os.Getenv(variable) == "" {
		server, err := dbtest.StartPostgres(ctx, nil)
		if err != nil {
			return 1, err
		}
		if err := os.Setenv(variable, server.URL()); err != nil {
			return 1, err
		}
	}
	cmd := exec.CommandContext(ctx, args[0], args[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = 10 * time.Second
	err := cmd.Run()
	var failed *exec.ExitError
	if errors.As(err, &failed) && failed.ExitCode() > 0 {
		return failed.ExitCode(), nil // the command has said what went wrong
	}
	if err != nil {
		return 1, err
	}
	return 0, nil
}
