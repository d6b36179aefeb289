package secret

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

func TestSealedOpensOnlyForItsPurposeAndUnaltered(t *testing.T) {
	box, err := New(bytes.Repeat([]byte{7}, keySize))
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := box.Seal("factor:1", []byte("hidden"))
	if err != nil || strings.Contains(sealed, "hidden") {
		t.Fatalf("%q %v", sealed, err)
	}
	plain, err := box.Open("factor:1", sealed)
	if err != nil || string(plain) != "hidden" {
		t.Fatalf("%q %v", plain, err)
	}
	other, _ := New(bytes.Repeat([]byte{8}, keySize))
	for name, open := range map[string]func() ([]byte, error){
		"other purpose": func() ([]byte, error) { return box.Open("factor:2", sealed) },
		"other key":     func() ([]byte, error) { return other.Open("factor:1", sealed) },
		"cut":           func() ([]byte, error) { return box.Open("factor:1", "v1.AAAA") },
		"plain":         func() ([]byte, error) { return box.Open("factor:1", "hidden") },
	} {
		if plain, err := open(); !errors.Is(err, ErrSealed) || plain != nil {
			t.Errorf("%s: %q %v", name, plain, err)
		}
	}
	for i := range sealed {
		altered := []byte(sealed)
		if altered[i]++; altered[i] == 'z'+1 {
			altered[i] = 'A'
		}
		if plain, err := box.Open("factor:1", string(altered)); !errors.Is(err, ErrSealed) || plain != nil {
			t.Errorf("altered at %d: %q %v", i, plain, err)
		}
	}
}

func TestKeyFileIsCreatedOncePrivateAndKept(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "keys")
	boxes := make([]*Box, 8)
	var wg sync.WaitGroup
	for i := range boxes {
		wg.Go(func() { boxes[i], _ = OpenFolder(folder) })
	}
	wg.Wait()
	sealed, err := boxes[0].Seal("x", []byte("y"))
	if err != nil {
		t.Fatal(err)
	}
	for i, box := range boxes {
		if plain, err := box.Open("x", sealed); err != nil || string(plain) != "y" {
			t.Fatalf("box %d has another key: %v", i, err)
		}
	}
	entries, _ := os.ReadDir(folder)
	info, err := os.Stat(filepath.Join(folder, keyFile))
	if err != nil || info.Mode().Perm() != 0o600 || len(entries) != 1 {
		t.Fatalf("%v %v %v", info, err, entries)
	}
}

func TestBadKeyFilesAreRefused(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, keyFile)
	if err := os.WriteFile(path, []byte("dGlueQ=="), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenFolder(folder); err == nil || !strings.Contains(err.Error(), "damaged") {
		t.Fatal(err)
	}
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenFolder(folder); err == nil || !strings.Contains(err.Error(), "chmod 600") {
		t.Fatal(err)
	}
	if _, err := New([]byte("short")); err == nil {
		t.Fatal("a short key must be refused")
	}
}
