// Command scaffold writes the files that are the same in every room, so that
// they are the same:
//
//	go run ./internal/scaffold room loan            a room with one kind of record
//	go run ./internal/scaffold migration loan_terms paired migration files
//	go run ./internal/scaffold docs                 docs/rooms.md from the code
//
// It refuses to touch what exists, but for the catalogs of texts, to which it
// adds. What it writes compiles, passes archtest and its own tests on both
// engines; the people who use it then replace "item" by their own words.
package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
)

func main() {
	if err := run(os.Args[1:], "."); err != nil {
		fmt.Fprintln(os.Stderr, "scaffold:", err)
		os.Exit(1)
	}
}

func run(args []string, root string) error {
	tree := os.DirFS(root)
	switch {
	case len(args) == 2 && args[0] == "room":
		files, err := room(tree, args[1])
		if err != nil {
			return err
		}
		if err := write(root, files); err != nil {
			return err
		}
		fmt.Print(nextSteps(args[1]))
		return nil
	case len(args) == 2 && args[0] == "migration":
		files, err := migration(tree, args[1])
		if err != nil {
			return err
		}
		return write(root, files)
	case len(args) == 1 && args[0] == "docs":
		text, err := roomsPage(tree)
		if err != nil {
			return err
		}
		return write(root, map[string]file{"docs/rooms.md": {content: text, replace: true}})
	}
	return errors.New("usage: scaffold room NAME | migration ROOM_WHAT | docs")
}

// file is a text to write; replace allows that it exists.
type file struct {
	content string
	replace bool
}

// write writes all files or, if one is in the way, none.
func write(root string, files map[string]file) error {
	var names []string
	for name, f := range files {
		_, err := os.Stat(filepath.Join(root, name))
		if err == nil && !f.replace {
			return fmt.Errorf("%s exists", name)
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, []byte(files[name].content), 0o644); err != nil {
			return err
		}
		fmt.Println(name)
	}
	return nil
}

var (
	roomName = regexp.MustCompile(`^[a-z]{3,20}$`)
	whatName = regexp.MustCompile(`^[a-z]+(_[a-z0-9]+)+$`)
)
