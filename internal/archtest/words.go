package archtest

import (
	"bytes"
	"path"
	"regexp"
	"slices"
	"strings"
)

// foreign are texts that tie the repository to somebody's machine. They are
// put together here, so that this file does not contain them.
func foreign() []string {
	return []string{
		"/wo" + "rk/", "/ro" + "ot/", "/tmp/" + "brief", "/ho" + "me/", "shared/" + "design", "C:\\" + "Users",
		"registry." + "npmjs", "npm" + "mirror", "proxy.golang" + ".org", "goproxy" + ".cn", "deb.debian" + ".org",
		"clau" + "de", "anthro" + "pic", "chat" + "gpt", "copi" + "lot", "sub" + "agent",
	}
}

// unfinished matches marks of work left, in comments of any of our languages.
var unfinished = regexp.MustCompile(`(?m)(//|#|/\*|\*|<!--|--\s).*\b(TO` + `DO|FIX` + `ME|XX` + `X)\b`)

// words: see the reason.
func words() Rule {
	return Rule{Name: "words", Reason: "the project speaks of itself alone: no path of a machine, no package mirror, nothing left to do", Check: func(t *Tree) []Finding {
		var found []Finding
		for _, name := range t.names() {
			lower := bytes.ToLower(t.files[name])
			for _, word := range foreign() {
				if i := bytes.Index(lower, []byte(strings.ToLower(word))); i >= 0 {
					found = append(found, Finding{Path: name, Line: lineAt(lower, i), Text: "mentions " + word})
				}
			}
			if i := unfinished.FindIndex(t.files[name]); i != nil && !data(name) {
				found = append(found, Finding{Path: name, Line: lineAt(lower, i[0]), Text: "unfinished work"})
			}
		}
		return found
	}}
}

// data files hold others' texts, in which any letters may stand together.
func data(name string) bool {
	return slices.Contains([]string{".json", ".csv", ".tsv", ".txt", ".sum", ".svg"}, path.Ext(name)) || path.Base(name) == "LICENSE"
}

func lineAt(content []byte, i int) int { return bytes.Count(content[:i], []byte("\n")) + 1 }

// lockFiles: see the reason.
func lockFiles() Rule {
	return Rule{Name: "lock-files", Reason: "a lock file names packages and hashes, not the host from which somebody happened to download them", Check: func(t *Tree) []Finding {
		var found []Finding
		for _, name := range t.names() {
			if path.Base(name) != "package-lock.json" {
				continue
			}
			if i := bytes.Index(t.files[name], []byte(`"resolved": "http`)); i >= 0 {
				found = append(found, Finding{Path: name, Line: lineAt(t.files[name], i), Text: "a download address; npm config set omit-lockfile-registry-resolved true"})
			}
		}
		return found
	}}
}
