package archtest

import (
	"path"
	"regexp"
	"strings"
)

const webSource = "web/src"

var webImport = regexp.MustCompile(`(?m)(?:^|[\s;}])(?:import|export)\b[^'"\n;]*?from\s*['"]([^'"]+)['"]|\bimport\s*\(\s*['"]([^'"]+)['"]\s*\)|^\s*import\s+['"]([^'"]+)['"]|^\}\s*from\s*['"]([^'"]+)['"]`)

// webImports: see the reason.
func webImports() Rule {
	return Rule{Name: "web-imports", Reason: "the web app is app → features → shared, and no feature knows another: screens can be changed one at a time", Check: func(t *Tree) []Finding {
		var found []Finding
		for _, name := range t.names() {
			if !within(path.Dir(name), webSource) || !strings.HasPrefix(path.Ext(name), ".ts") && !strings.HasPrefix(path.Ext(name), ".js") {
				continue
			}
			content := t.files[name]
			for _, m := range webImport.FindAllSubmatchIndex(content, -1) {
				target := ""
				for g := 2; g < len(m); g += 2 {
					if m[g] >= 0 {
						target = string(content[m[g]:m[g+1]])
					}
				}
				if complaint := webComplaint(path.Dir(name), target); complaint != "" {
					found = append(found, Finding{Path: name, Line: lineAt(content, m[0]), Text: complaint})
				}
			}
		}
		return found
	}}
}

// webComplaint judges one import, given as a relative path or by an alias: @app, @features, @shared.
func webComplaint(dir, target string) string {
	switch {
	case strings.HasPrefix(target, "."):
		target = path.Join(dir, target)
	case within(target, "@app"), within(target, "@features"), within(target, "@shared"):
		target = path.Join(webSource, target[1:])
	default:
		return ""
	}
	from, fromFeature := webPart(dir)
	to, toFeature := webPart(target)
	switch {
	case from == "shared" && (to == "app" || to == "features"):
		return "shared code may not import " + to
	case from == "features" && to == "app":
		return "a feature may not import app"
	case from == "features" && to == "features" && fromFeature != toFeature:
		return "feature " + fromFeature + " imports feature " + toFeature
	}
	return ""
}

// webPart splits web/src/features/org/… into "features" and "org".
func webPart(dir string) (part, feature string) {
	rest, ok := strings.CutPrefix(dir, webSource+"/")
	if !ok {
		return "", ""
	}
	part, rest, _ = strings.Cut(rest, "/")
	if part != "features" {
		return part, ""
	}
	feature, _, _ = strings.Cut(rest, "/")
	return part, feature
}
