package main

import (
	"io/fs"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"haike/internal/archtest"
)

const repository = "../.."

// overlay is the repository with a new room in it.
func overlay(t *testing.T, name string) fstest.MapFS {
	t.Helper()
	tree := copyOf(t)
	files, err := room(tree, name)
	if err != nil {
		t.Fatal(err)
	}
	for target, f := range files {
		tree[target] = &fstest.MapFile{Data: []byte(f.content)}
	}
	return tree
}

// copyOf reads what people write in the repository.
func copyOf(t *testing.T) fstest.MapFS {
	t.Helper()
	tree := fstest.MapFS{}
	source := os.DirFS(repository)
	for _, top := range []string{"cmd", "internal", "locales", "web/embed.go", "go.mod", "go.sum"} {
		err := fs.WalkDir(source, top, func(name string, d fs.DirEntry, err error) error {
			if os.IsNotExist(err) || (err == nil && d.IsDir()) {
				return nil
			}
			if err != nil {
				return err
			}
			content, err := fs.ReadFile(source, name)
			tree[name] = &fstest.MapFile{Data: content}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return tree
}

func TestNewRoomKeepsEveryRule(t *testing.T) {
	tree, err := archtest.Load(overlay(t, "loan"))
	if err != nil {
		t.Fatal(err)
	}
	for _, rule := range archtest.Rules() {
		for _, f := range rule.Check(tree) {
			if strings.Contains(f.String(), "loan") {
				t.Errorf("%s: %s", rule.Name, f)
			}
		}
	}
	page, err := roomsPage(overlay(t, "loan"))
	if err != nil || !strings.Contains(page, "## loan") || !strings.Contains(page, "`loan_item`") || !strings.Contains(page, "`loan.item_created`") || !strings.Contains(page, "`loan.item.read`") {
		t.Errorf("docs do not show the room: %v\n%s", err, page)
	}
}

func TestNamesAreChecked(t *testing.T) {
	tree := copyOf(t)
	for _, name := range []string{"", "Loan", "a", "loan_item", "../x", "loan2"} {
		if _, err := room(tree, name); err == nil {
			t.Errorf("accepts the room %q", name)
		}
	}
	for _, name := range []string{"", "loan", "Loan_x", "loan-x", "loan_", "../a_b"} {
		if _, err := migration(tree, name); err == nil {
			t.Errorf("accepts the migration %q", name)
		}
	}
}

func TestMigrationFilesArePairedAndNumberedOn(t *testing.T) {
	tree := fstest.MapFS{"internal/migrations/sqlite/0041_loan_items.sql": {Data: nil}}
	files, err := migration(tree, "loan_terms")
	if err != nil {
		t.Fatal(err)
	}
	for _, engine := range []string{"sqlite", "postgres"} {
		f, ok := files["internal/migrations/"+engine+"/0042_loan_terms.sql"]
		if !ok || !strings.Contains(f.content, "-- +goose Up\n") || !strings.Contains(f.content, "-- +goose Down\n") {
			t.Errorf("%s: %v", engine, files)
		}
	}
}

func TestNothingIsOverwritten(t *testing.T) {
	dir := t.TempDir()
	first := map[string]file{"a/one.txt": {content: "first"}}
	if err := write(dir, first); err != nil {
		t.Fatal(err)
	}
	second := map[string]file{"a/one.txt": {content: "second"}, "b/two.txt": {content: "two"}}
	if err := write(dir, second); err == nil {
		t.Error("overwrites a file")
	}
	if _, err := os.Stat(dir + "/b/two.txt"); err == nil {
		t.Error("wrote a part")
	}
	content, err := os.ReadFile(dir + "/a/one.txt")
	if err != nil || string(content) != "first" {
		t.Errorf("%q, %v", content, err)
	}
}
