package archtest

import (
	"slices"
	"strings"
)

// layer orders the folders: a layer may import those below it.
type layer int

const (
	assets   layer = iota // embedded files: locales, web
	platform              // no business words
	schema                // migrations
	rooms                 // business capabilities
	house                 // app, cli and the cast of the demo: know all rooms
	programs              // cmd, bench
	tools                 // archtest, scaffold, test server: imported by nobody
	unknown
)

// castDir holds the people and records of the demo, which tests use too.
const castDir = "internal/cast"

func layerOf(dir string) layer {
	switch {
	case within(dir, "locales"), within(dir, "web"):
		return assets
	case within(dir, "internal/platform"):
		return platform
	case within(dir, "internal/migrations"):
		return schema
	case within(dir, roomsDir):
		return rooms
	case within(dir, "internal/app"), within(dir, "internal/cli"), within(dir, "internal/cast"):
		return house
	case within(dir, "cmd"), within(dir, "internal/bench"):
		return programs
	case within(dir, "internal/archtest"), within(dir, "internal/scaffold"), within(dir, "internal/testserver"):
		return tools
	}
	return unknown
}

// layers: see the reason.
func layers() Rule {
	const name = "layers"
	return Rule{Name: name, Reason: "cmd → app and cli → rooms → platform → std: what is below must not know what is above", Check: func(t *Tree) []Finding {
		var found []Finding
		used := map[passage]bool{}
		for _, s := range t.src {
			if layerOf(s.dir) == unknown {
				found = append(found, Finding{Path: s.path, Text: "Go code outside cmd, internal/{app,bench,cast,cli,modules,platform,migrations} and the embedding folders"})
				continue
			}
			found = append(found, t.layersOf(s, used)...)
		}
		for _, p := range passages() {
			if t.whole() && !used[p] {
				found = append(found, Finding{Path: "internal/archtest/edges.go", Text: "unused passage " + p.from + " → " + p.to})
			}
		}
		return found
	}}
}

func (t *Tree) layersOf(s *source, used map[passage]bool) []Finding {
	var found []Finding
	from := layerOf(s.dir)
	for _, spec := range s.ast.Imports {
		target, ours := strings.CutPrefix(importPath(spec), module)
		if !ours {
			continue
		}
		if s.test && (slices.Contains(testOnly(), target) || target == castDir) || target == s.dir {
			continue
		}
		to := layerOf(target)
		switch {
		case t.passes(s.dir, target, used):
		case slices.Contains(testOnly(), target) && from != tools:
			found = append(found, t.at(s, spec.Pos(), "%s is for tests only", target))
		case to == tools && from != tools:
			found = append(found, t.at(s, spec.Pos(), "%s is a tool, nobody imports it", target))
		case from == programs && to == rooms:
			found = append(found, t.at(s, spec.Pos(), "programs reach rooms through internal/app"))
		case to > from && to != tools:
			found = append(found, t.at(s, spec.Pos(), "%s may not import %s, which lies above it", s.dir, target))
		}
	}
	return found
}

func (t *Tree) passes(from, to string, used map[passage]bool) bool {
	for _, p := range passages() {
		if p.from == from && p.to == to {
			used[p] = true
			return true
		}
	}
	return false
}

// vendors: see the reason.
func vendors() Rule {
	return Rule{Name: "vendors", Reason: "a foreign module is used in one place, for a reason written in edges.go", Check: func(t *Tree) []Finding {
		var found []Finding
		used := map[vendor]bool{}
		for _, s := range t.src {
			for _, spec := range s.ast.Imports {
				p := importPath(spec)
				first, _, _ := strings.Cut(p, "/")
				if !strings.Contains(first, ".") {
					continue
				}
				if !vendorAllowed(s, p, used) {
					found = append(found, t.at(s, spec.Pos(), "%s may not import %s", s.dir, p))
				}
			}
		}
		for _, v := range vendorModules() {
			if t.whole() && !used[v] {
				found = append(found, Finding{Path: "internal/archtest/edges.go", Text: "no longer used: " + v.module + " in " + v.folder})
			}
		}
		return found
	}}
}

func vendorAllowed(s *source, imported string, used map[vendor]bool) bool {
	for _, v := range vendorModules() {
		if within(imported, v.module) && within(s.dir, v.folder) {
			used[v] = true
			return true
		}
	}
	return s.test && slices.ContainsFunc(testModules(), func(m string) bool { return within(imported, m) })
}

// roomEdges: see the reason.
func roomEdges() Rule {
	return Rule{Name: "room-edges", Reason: "a room imports another only along an edge that edges.go lists, so that the graph stays small and known", Check: func(t *Tree) []Finding {
		var found []Finding
		used := map[[2]string]bool{}
		for _, s := range t.src {
			from := s.room()
			if from == "" {
				continue
			}
			for _, spec := range s.ast.Imports {
				rest, ours := strings.CutPrefix(importPath(spec), module+roomsDir+"/")
				to, _, _ := strings.Cut(rest, "/")
				if !ours || to == from {
					continue
				}
				used[[2]string{from, to}] = true
				if !slices.ContainsFunc(edges(), func(e edge) bool { return e.from == from && e.to == to }) {
					found = append(found, t.at(s, spec.Pos(), "no edge %s → %s is listed in internal/archtest/edges.go", from, to))
				}
			}
		}
		for _, e := range edges() {
			if t.whole() && !used[[2]string{e.from, e.to}] {
				found = append(found, Finding{Path: "internal/archtest/edges.go", Text: "no such import any more: " + e.from + " → " + e.to})
			}
		}
		return found
	}}
}
