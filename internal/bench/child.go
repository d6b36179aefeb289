package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
)

// child is a server that runs as a process of its own.
type child struct {
	cmd *exec.Cmd
	url string
}

func startServer(ctx context.Context, role, database, dir string) (*child, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, self)
	cmd.Env = append(os.Environ(), "HAIKE_BENCH_ROLE="+role, "HAIKE_BENCH_DATABASE="+database, "HAIKE_BENCH_DIR="+dir)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		return nil, fmt.Errorf("the %s server did not start: %w", role, err)
	}
	return &child{cmd: cmd, url: strings.TrimSpace(line)}, nil
}

func (c *child) pid() int { return c.cmd.Process.Pid }

func (c *child) stop() {
	_ = c.cmd.Process.Signal(os.Interrupt)
	_ = c.cmd.Wait() // ended by the signal, as wanted
}
