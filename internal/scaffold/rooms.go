package main

import (
	"fmt"
	"io/fs"
	"strings"

	"haike/internal/archtest"
)

// roomsPage describes the rooms as the code has them: what each depends on,
// its tables and its events.
func roomsPage(tree fs.FS) (string, error) {
	loaded, err := archtest.Load(tree)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	b.WriteString("# Rooms\n\nWritten by `make docs` from the code. What a room is for stands in its `doc.go`.\n")
	for _, r := range archtest.Rooms(loaded) {
		fmt.Fprintf(&b, "\n## %s\n\n%s\n\n", r.Name, r.Purpose)
		line := func(what string, names []string) {
			text := "none"
			if len(names) > 0 {
				text = "`" + strings.Join(names, "` `") + "`"
			}
			fmt.Fprintf(&b, "- %s: %s\n", what, text)
		}
		line("Uses rooms", r.Uses)
		line("Tables", r.Tables)
		line("Events out", r.Events)
		line("Permissions", r.Permissions)
	}
	return b.String(), nil
}
