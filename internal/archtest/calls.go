package archtest

import (
	"go/ast"
	"slices"
	"strings"
)

// callRule forbids pkg.names where covers says so.
func callRule(name, reason, pkg string, names []string, covers func(*source) bool) Rule {
	return Rule{Name: name, Reason: reason, Check: func(t *Tree) []Finding {
		var found []Finding
		for _, s := range t.src {
			if !covers(s) {
				continue
			}
			s.each(func(n ast.Node) {
				if p, called := s.selector(n); p == pkg && slices.Contains(names, called) {
					found = append(found, t.at(s, n.Pos(), "%s.%s", pkg, called))
				}
			})
		}
		return excuse(name, t, found)
	}}
}

func program(s *source) bool { return !s.test && layerOf(s.dir) != tools }

// machineTime: see the reason.
func machineTime() Rule {
	return callRule("machine-time", "time comes from platform/clock or from the transaction, so that tests can set it and rows of one action agree",
		"time", []string{"Now", "Since", "Until", "Sleep"}, program)
}

// backgrounds: see the reason.
func backgrounds() Rule {
	return callRule("backgrounds", "a context of its own has no actor, no deadline and no request id: take the caller's",
		"context", []string{"Background", "TODO"}, func(s *source) bool { return program(s) && layerOf(s.dir) < house })
}

// printing: see the reason.
func printing() Rule {
	return callRule("printing", "a server writes to its log; only the command line prints",
		"fmt", []string{"Print", "Println", "Printf"}, func(s *source) bool {
			return program(s) && layerOf(s.dir) != programs && !within(s.dir, "internal/cli")
		})
}

// panics: see the reason.
func panics() Rule {
	return Rule{Name: "panics", Reason: "a mistake in one request must not end the program: return an error", Check: func(t *Tree) []Finding {
		var found []Finding
		for _, s := range t.src {
			if !program(s) || layerOf(s.dir) == programs {
				continue
			}
			s.each(func(n ast.Node) {
				call, ok := n.(*ast.CallExpr)
				if !ok {
					return
				}
				if id, ok := call.Fun.(*ast.Ident); ok && (id.Name == "panic" || id.Name == "print" || id.Name == "println") {
					found = append(found, t.at(s, n.Pos(), "%s", id.Name))
				}
				if pkg, name := s.selector(call.Fun); pkg == "log" && strings.HasPrefix(name, "Fatal") || pkg == "log" && strings.HasPrefix(name, "Panic") || pkg == "os" && name == "Exit" {
					found = append(found, t.at(s, n.Pos(), "%s.%s", pkg, name))
				}
			})
		}
		return excuse("panics", t, found)
	}}
}

// inits: see the reason.
func inits() Rule {
	return Rule{Name: "inits", Reason: "what happens on import happens in no visible order: call it from the composition root", Check: func(t *Tree) []Finding {
		var found []Finding
		for _, s := range t.src {
			for _, decl := range s.ast.Decls {
				if f, ok := decl.(*ast.FuncDecl); ok && f.Recv == nil && f.Name.Name == "init" {
					found = append(found, t.at(s, f.Pos(), "func init"))
				}
			}
		}
		return found
	}}
}

// goroutines: see the reason.
func goroutines() Rule {
	return Rule{Name: "goroutines", Reason: "a goroutine has an owner that waits for it; the owners are listed in exceptions.go", Check: func(t *Tree) []Finding {
		var found []Finding
		for _, s := range t.src {
			if !program(s) {
				continue
			}
			s.each(func(n ast.Node) {
				if _, ok := n.(*ast.GoStmt); ok {
					found = append(found, t.at(s, n.Pos(), "a go statement"))
				}
			})
		}
		return excuse("goroutines", t, found)
	}}
}
