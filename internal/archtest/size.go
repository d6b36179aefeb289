package archtest

import (
	"bytes"
	"fmt"
	"path"
)

const mostLines = 700

// fileSize: see the reason.
func fileSize() Rule {
	return Rule{Name: "file-size", Reason: "a file that one can read in one go; a longer one splits inside its role", Check: func(t *Tree) []Finding {
		var found []Finding
		for _, name := range t.names() {
			if path.Ext(name) != ".go" || bytes.Contains(t.files[name], []byte("// Code generated")) && !within(path.Dir(name), "internal/archtest") {
				continue
			}
			if n := bytes.Count(t.files[name], []byte("\n")); n > mostLines {
				found = append(found, Finding{Path: name, Text: fmt.Sprintf("%d lines, at most %d", n, mostLines)})
			}
		}
		return found
	}}
}
