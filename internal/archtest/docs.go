package archtest

import (
	"fmt"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// twin is a document that exists in two languages.
type twin struct{ english, chinese string }

func twins() []twin {
	return []twin{
		{"README.md", "README.zh-CN.md"},
		{"CHANGELOG.md", "CHANGELOG.zh-CN.md"},
	}
}

var (
	docHeading  = regexp.MustCompile(`^(#{1,6}) (.+)$`)
	docLink     = regexp.MustCompile(`(!?)\[[^\]]*\]\(([^)\s]+)\)`)
	docCode     = regexp.MustCompile("`([^`\n]+)`")
	docTest     = regexp.MustCompile(`^Test[A-Z]\w*$`)
	docPath     = regexp.MustCompile(`^(?:cmd|internal|api|web|locales|docs|deploy)/[\w./-]*$`)
	docMake     = regexp.MustCompile(`(?:^|\s)make ([a-z][a-z-]*)`)
	makeTarget  = regexp.MustCompile(`(?m)^([a-z][a-z-]*):`)
	goTestFunc  = regexp.MustCompile(`(?m)^func (Test[A-Z]\w*)\(`)
	placeholder = regexp.MustCompile(`(?:^|/)(?:x|NNNN|ROOM|NAME|\.\.\.)(?:[_./]|$)`)
)

// docTwins: see the reason.
func docTwins() Rule {
	return Rule{Name: "doc-twins", Reason: "who reads Chinese and who reads English are told the same: headings, code, tables and lists match", Check: func(t *Tree) []Finding {
		var found []Finding
		for _, pair := range twins() {
			english, hasEnglish := t.files[pair.english]
			chinese, hasChinese := t.files[pair.chinese]
			switch {
			case hasEnglish && hasChinese:
				found = append(found, compareShapes(pair.chinese, shape(string(chinese)), shape(string(english)))...)
			case hasEnglish:
				found = append(found, Finding{Path: pair.chinese, Text: "missing"})
			case hasChinese:
				found = append(found, Finding{Path: pair.english, Text: "missing"})
			}
		}
		return found
	}}
}

func compareShapes(file string, have, want []string) []Finding {
	for i := range max(len(have), len(want)) {
		switch {
		case i >= len(have):
			return []Finding{{Path: file, Text: "ends where the English text goes on with " + want[i]}}
		case i >= len(want):
			return []Finding{{Path: file, Text: "goes on with " + have[i] + " where the English text ends"}}
		case have[i] != want[i]:
			return []Finding{{Path: file, Text: "has " + have[i] + " where the English text has " + want[i]}}
		}
	}
	return nil
}

// shape is a document without its words: what must be equal in both languages.
// Comments in code may be translated.
func shape(text string) []string {
	var parts []string
	inCode := false
	for line := range strings.SplitSeq(text, "\n") {
		switch {
		case strings.HasPrefix(line, "```"):
			inCode = !inCode
			parts = append(parts, line)
		case inCode:
			code, _, _ := strings.Cut(line, "# ")
			parts = append(parts, strings.TrimRight(code, " "))
		default:
			parts = append(parts, lineShape(line)...)
		}
	}
	return parts
}

func lineShape(line string) []string {
	var parts []string
	if m := docHeading.FindStringSubmatch(line); m != nil {
		parts = append(parts, "a heading "+m[1])
	}
	if strings.HasPrefix(line, "|") {
		parts = append(parts, fmt.Sprintf("a row of %d cells", strings.Count(line, "|")-1))
	}
	if strings.HasPrefix(strings.TrimSpace(line), "- ") {
		parts = append(parts, "an item")
	}
	return parts
}

// docLinks: see the reason.
func docLinks() Rule {
	return Rule{Name: "doc-links", Reason: "a link in a document leads somewhere", Check: func(t *Tree) []Finding {
		var found []Finding
		for _, name := range t.documents() {
			for _, m := range docLink.FindAllStringSubmatchIndex(string(t.files[name]), -1) {
				content := string(t.files[name])
				target := content[m[4]:m[5]]
				if m[3] > m[2] || strings.Contains(target, "://") || strings.HasPrefix(target, "mailto:") {
					continue // pictures are not text; other sites are not ours
				}
				if complaint := t.linkComplaint(name, target); complaint != "" {
					found = append(found, Finding{Path: name, Line: lineAt([]byte(content), m[0]), Text: complaint})
				}
			}
		}
		return found
	}}
}

func (t *Tree) linkComplaint(from, target string) string {
	file, fragment, _ := strings.Cut(target, "#")
	to := from
	if file != "" {
		to = path.Join(path.Dir(from), file)
	}
	if !t.exists(to) {
		return "no such file: " + to
	}
	if fragment == "" || path.Ext(to) != ".md" {
		return ""
	}
	for line := range strings.SplitSeq(string(t.files[to]), "\n") {
		if m := docHeading.FindStringSubmatch(line); m != nil && anchor(m[2]) == fragment {
			return ""
		}
	}
	return "no heading #" + fragment + " in " + to
}

// anchor is the fragment that code hosts give a heading.
func anchor(heading string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ':
			return '-'
		case r == '-' || r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r):
			return unicode.ToLower(r)
		}
		return -1
	}, heading)
}

// docNames: see the reason.
func docNames() Rule {
	return Rule{Name: "doc-names", Reason: "what a document names exists: tests, files and make targets in code type", Check: func(t *Tree) []Finding {
		var found []Finding
		tests, targets := t.testNames(), t.makeTargets()
		for _, name := range t.documents() {
			inCode := false
			for i, line := range strings.Split(string(t.files[name]), "\n") {
				if strings.HasPrefix(line, "```") {
					inCode = !inCode
				}
				for _, text := range codeIn(line, inCode) {
					if complaint := t.nameComplaint(text, tests, targets); complaint != "" {
						found = append(found, Finding{Path: name, Line: i + 1, Text: complaint})
					}
				}
			}
		}
		return found
	}}
}

// codeIn returns the pieces of a line that are set as code.
func codeIn(line string, block bool) []string {
	if block {
		return []string{line}
	}
	var pieces []string
	for _, m := range docCode.FindAllStringSubmatch(line, -1) {
		pieces = append(pieces, m[1])
	}
	return pieces
}

func (t *Tree) nameComplaint(text string, tests, targets map[string]bool) string {
	switch {
	case docTest.MatchString(text) && !tests[text]:
		return "no test " + text
	case docPath.MatchString(text) && !placeholder.MatchString(text) && !t.exists(strings.TrimSuffix(text, "/")):
		return "no such file: " + text
	}
	for _, m := range docMake.FindAllStringSubmatch(text, -1) {
		if !targets[m[1]] {
			return "no make target " + m[1]
		}
	}
	return ""
}

// documents returns the Markdown files.
func (t *Tree) documents() []string {
	return slices.DeleteFunc(t.names(), func(name string) bool { return path.Ext(name) != ".md" })
}

// exists reports whether a path is a text file or a folder that holds one.
func (t *Tree) exists(name string) bool {
	if _, ok := t.files[name]; ok {
		return true
	}
	for file := range maps.Keys(t.files) {
		if strings.HasPrefix(file, name+"/") {
			return true
		}
	}
	return false
}

func (t *Tree) testNames() map[string]bool {
	tests := map[string]bool{}
	for name, content := range t.files {
		if strings.HasSuffix(name, "_test.go") {
			for _, m := range goTestFunc.FindAllSubmatch(content, -1) {
				tests[string(m[1])] = true
			}
		}
	}
	return tests
}

func (t *Tree) makeTargets() map[string]bool {
	targets := map[string]bool{}
	for _, m := range makeTarget.FindAllSubmatch(t.files["Makefile"], -1) {
		targets[string(m[1])] = true
	}
	return targets
}
