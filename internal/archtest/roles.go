package archtest

import (
	"go/ast"
	"go/token"
	"regexp"
	"slices"
	"strings"
)

// role is what a file of a room is for; its name says so.
type role string

const (
	roleDoc         role = "doc"
	roleRules       role = "rules"
	roleErrors      role = "errors"
	roleEvents      role = "events"
	rolePermissions role = "permissions"
	roleService     role = "service"
	roleStore       role = "store"
	roleHTTP        role = "http"
	roleJobs        role = "jobs"
	roleSubscribe   role = "subscribe"
)

// roleOf reads a file's name: service.go, service_merge.go, … Any other name
// is a rule file, named after what its rules are about.
func roleOf(base string) role {
	stem, _, _ := strings.Cut(strings.TrimSuffix(base, ".go"), "_")
	for _, r := range []role{roleDoc, roleErrors, roleEvents, rolePermissions, roleService, roleStore, roleHTTP, roleJobs, roleSubscribe} {
		if stem == string(r) {
			return r
		}
	}
	return roleRules
}

var (
	goodFileName = regexp.MustCompile(`^[a-z][a-z0-9]*(_[a-z0-9]+)*\.go$`)
	vagueName    = regexp.MustCompile(`^(util|utils|helper|helpers|common|misc|types|model|models|base|manager|handler|handlers|repository|api|impl|internal|shared)(_|\.)`)
)

// fileNames: see the reason.
func fileNames() Rule {
	return Rule{Name: "file-names", Reason: "the same file names in every room: whoever knows one room finds his way in all", Check: func(t *Tree) []Finding {
		var found []Finding
		for _, s := range t.src {
			if s.room() == "" {
				continue
			}
			switch {
			case s.dir != roomsDir+"/"+s.room():
				found = append(found, Finding{Path: s.path, Text: "a room is one flat package"})
			case !goodFileName.MatchString(s.base):
				found = append(found, Finding{Path: s.path, Text: "file names are lower case words joined by _"})
			case vagueName.MatchString(s.base):
				found = append(found, Finding{Path: s.path, Text: "name the file after its role or after what its rules are about"})
			}
		}
		for _, room := range t.rooms() {
			for _, must := range []string{"doc.go", room + ".go", "service.go"} {
				name := roomsDir + "/" + room + "/" + must
				if _, ok := t.files[name]; !ok {
					found = append(found, Finding{Path: name, Text: "every room has this file"})
				}
			}
		}
		return found
	}}
}

// pure files take everything that they need as arguments.
func pure(r role) bool {
	return slices.Contains([]role{roleRules, roleErrors, roleEvents, rolePermissions}, r)
}

// banned returns the imports that a role must not have, each with the reason.
func banned(r role) map[string]string {
	const (
		http = "HTTP belongs into http.go"
		sql  = "SQL belongs into store.go"
		io   = "rules, errors and events do no I/O: they take what they need as arguments"
	)
	transport := map[string]string{"net/http": http, "github.com/danielgtaylor/huma/v2": http, module + "internal/platform/httpx": http}
	with := func(more map[string]string) map[string]string {
		for k, v := range transport {
			more[k] = v
		}
		return more
	}
	switch r {
	case roleRules, roleErrors, roleEvents, rolePermissions:
		return with(map[string]string{
			"context": io, "os": io, "io": io, "net": io, "log/slog": io, "database/sql": sql,
			module + "internal/platform/db": io, module + "internal/platform/jobs": io, module + "internal/platform/clock": "a rule is told the time",
		})
	case roleService, roleJobs, roleSubscribe:
		return with(map[string]string{"database/sql": sql})
	case roleStore:
		return transport
	case roleHTTP:
		return map[string]string{"database/sql": sql, module + "internal/platform/db": "http.go calls the service, which opens the transaction"}
	case roleDoc:
	}
	return nil
}

// fileRoles: see the reason.
func fileRoles() Rule {
	return Rule{Name: "file-roles", Reason: "rules without I/O, use cases without HTTP, HTTP without SQL: each can be read and tested alone", Check: func(t *Tree) []Finding {
		var found []Finding
		for _, s := range t.code() {
			if s.room() != "" {
				found = append(found, t.roleFindings(s)...)
			}
		}
		return found
	}}
}

func (t *Tree) roleFindings(s *source) []Finding {
	var found []Finding
	r := roleOf(s.base)
	for _, spec := range s.ast.Imports {
		for ban, reason := range banned(r) {
			if within(importPath(spec), ban) && importPath(spec) != "net/http/httptest" && !nestedStd(importPath(spec), ban) {
				found = append(found, t.at(s, spec.Pos(), "%s in a %s file: %s", ban, r, reason))
			}
		}
	}
	if r == roleDoc && len(s.ast.Decls) > 0 {
		found = append(found, t.at(s, s.ast.Decls[0].Pos(), "doc.go holds the room's card and nothing else"))
	}
	s.each(func(n ast.Node) {
		pkg, name := s.selector(n)
		switch {
		case pkg == module+"internal/platform/fault" && name == "Define" && r != roleErrors:
			found = append(found, t.at(s, n.Pos(), "a room declares its faults in errors.go"))
		case pkg == module+"internal/platform/clock" && pure(r), pkg == "time" && name == "Now" && pure(r):
			found = append(found, t.at(s, n.Pos(), "a rule is told the time"))
		}
	})
	return found
}

// nestedStd tells io/fs from io and net/mail from net: only the package itself is meant.
func nestedStd(imported, ban string) bool {
	return imported != ban && slices.Contains([]string{"io", "net", "os", "context"}, ban)
}

// sqlPlaces: see the reason.
func sqlPlaces() Rule {
	return Rule{Name: "sql-places", Reason: "all SQL of a room is in its store files, where a reader looks for it", Check: func(t *Tree) []Finding {
		var found []Finding
		for _, s := range t.code() {
			if s.room() == "" || roleOf(s.base) == roleStore {
				continue
			}
			for _, q := range t.queries(s) {
				found = append(found, t.at(s, q.pos, "SQL outside store.go"))
			}
		}
		return found
	}}
}

// query is a piece of SQL in a file.
type query struct {
	pos  token.Pos
	text string
}
