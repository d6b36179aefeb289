package archtest

import (
	"go/ast"
	"go/token"
	"strings"
)

// packageState: see the reason.
func packageState() Rule {
	const name = "package-state"
	return Rule{Name: name, Reason: "a package-level variable is shared by everything in the program; only errors, compiled patterns, embedded files and constant arrays may be one", Check: func(t *Tree) []Finding {
		var found []Finding
		for _, s := range t.code() {
			if layerOf(s.dir) == tools && s.dir != "internal/archtest" {
				continue
			}
			for _, decl := range s.ast.Decls {
				d, ok := decl.(*ast.GenDecl)
				if !ok || d.Tok != token.VAR {
					continue
				}
				for _, spec := range d.Specs {
					found = append(found, t.stateOf(s, d, spec.(*ast.ValueSpec))...)
				}
			}
		}
		return excuse(name, t, found)
	}}
}

func (t *Tree) stateOf(s *source, d *ast.GenDecl, v *ast.ValueSpec) []Finding {
	if embedded(d.Doc) || embedded(v.Doc) {
		return nil
	}
	var found []Finding
	for i, id := range v.Names {
		if id.Name == "_" {
			continue
		}
		if i >= len(v.Values) || !s.constantLike(id.Name, v.Values[i]) {
			found = append(found, t.at(s, id.Pos(), "var %s", id.Name))
		}
	}
	return found
}

func embedded(doc *ast.CommentGroup) bool {
	if doc == nil {
		return false
	}
	for _, c := range doc.List {
		if strings.HasPrefix(c.Text, "//go:embed ") {
			return true
		}
	}
	return false
}

// constantLike reports whether a value is one that nobody would change.
func (s *source) constantLike(name string, value ast.Expr) bool {
	switch v := value.(type) {
	case *ast.CallExpr:
		pkg, called := s.selector(v.Fun)
		switch pkg + "." + called {
		case "errors.New", "fmt.Errorf", "regexp.MustCompile", "time.Date", "strings.NewReplacer", faultPackage + ".Define":
			return true
		}
		if id, ok := v.Fun.(*ast.Ident); ok && id.Name == "Define" && module+s.dir == faultPackage {
			return true
		}
		// A fault with a parameter, such as ErrX.With("max", 5), is a fault.
		sel, ok := v.Fun.(*ast.SelectorExpr)
		return ok && strings.HasPrefix(name, "Err") && strings.HasPrefix(sel.Sel.Name, "With")
	case *ast.SelectorExpr: // another package's error under our name
		return strings.HasPrefix(name, "Err") && strings.HasPrefix(v.Sel.Name, "Err")
	case *ast.CompositeLit:
		array, ok := v.Type.(*ast.ArrayType)
		return ok && array.Len != nil
	}
	return false
}
