package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// TestNewRoomCompilesAndPassesItsTests builds a copy of the module with a new
// room, and runs vet, the room's tests and the migrations' on both engines.
func TestNewRoomCompilesAndPassesItsTests(t *testing.T) {
	dir := t.TempDir()
	for name, f := range overlay(t, "loan") {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, f.Data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.MkdirAll(filepath.Join(dir, "web/dist"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "web/dist/.keep"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"vet", "./internal/modules/loan"}, {"test", "./internal/modules/loan", "./internal/migrations"}} {
		cmd := exec.CommandContext(t.Context(), "go", args...)
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("go %v: %v\n%s", args, err, out)
		}
	}
}
