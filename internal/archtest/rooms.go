package archtest

import (
	"go/ast"
	"slices"
	"strings"
)

// Room describes a room as the code has it.
type Room struct {
	Name        string
	Purpose     string // first sentence of its card
	Uses        []string
	Tables      []string
	Events      []string
	Permissions []string
}

// Rooms describes all rooms of a tree, sorted by name.
func Rooms(t *Tree) []Room {
	var all []Room
	for _, name := range t.rooms() {
		dir := roomsDir + "/" + name
		r := Room{Name: name, Tables: t.tablesOf(dir), Events: t.eventsOf(dir)}
		consts := t.constants(dir)
		for _, s := range t.in(dir) {
			if s.base == "doc.go" && s.ast.Doc != nil {
				r.Purpose = firstSentence(s.ast.Doc.Text())
			}
			s.permissions(func(lit *ast.CompositeLit) { r.Permissions = append(r.Permissions, keyOf(lit, consts)) })
			for _, p := range s.imports {
				if used, ok := strings.CutPrefix(p, module+roomsDir+"/"); ok {
					r.Uses = append(r.Uses, used)
				}
			}
		}
		slices.Sort(r.Uses)
		slices.Sort(r.Permissions)
		r.Uses = slices.Compact(r.Uses)
		all = append(all, r)
	}
	return all
}

func firstSentence(doc string) string {
	doc = strings.Join(strings.Fields(doc), " ")
	if first, _, more := strings.Cut(doc, ". "); more {
		return first + "."
	}
	return doc
}
