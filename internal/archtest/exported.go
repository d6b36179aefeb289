package archtest

import (
	"go/ast"
	"go/token"
)

// boolParameters: see the reason.
func boolParameters() Rule {
	const name = "bool-parameters"
	return Rule{Name: name, Reason: "true says nothing where it is passed: use two functions or a named type", Check: func(t *Tree) []Finding {
		var found []Finding
		for _, s := range t.code() {
			for _, decl := range s.ast.Decls {
				f, ok := decl.(*ast.FuncDecl)
				if !ok || !exportedFunc(f) {
					continue
				}
				for _, p := range f.Type.Params.List {
					if id, ok := p.Type.(*ast.Ident); ok && id.Name == "bool" {
						found = append(found, t.at(s, p.Pos(), "%s takes a bool", f.Name.Name))
					}
				}
			}
		}
		return excuse(name, t, found)
	}}
}

func exportedFunc(f *ast.FuncDecl) bool {
	return f.Name.IsExported() && (f.Recv == nil || receiverExported(f.Recv))
}

func receiverExported(recv *ast.FieldList) bool {
	if len(recv.List) == 0 {
		return false
	}
	t := recv.List[0].Type
	for {
		switch x := t.(type) {
		case *ast.StarExpr:
			t = x.X
		case *ast.IndexExpr:
			t = x.X
		case *ast.IndexListExpr:
			t = x.X
		case *ast.Ident:
			return x.IsExported()
		default:
			return false
		}
	}
}

// comments: see the reason.
func comments() Rule {
	return Rule{Name: "comments", Reason: "an exported name says what it is for, in which unit, and which faults it returns", Check: func(t *Tree) []Finding {
		var found []Finding
		packages := map[string]bool{}
		for _, s := range t.code() {
			packages[s.dir] = packages[s.dir] || s.ast.Doc != nil
			for _, decl := range s.ast.Decls {
				found = append(found, t.uncommented(s, decl)...)
			}
		}
		for dir, documented := range packages {
			if !documented {
				found = append(found, Finding{Path: dir, Text: "the package has no comment"})
			}
		}
		return found
	}}
}

func (t *Tree) uncommented(s *source, decl ast.Decl) []Finding {
	var found []Finding
	switch d := decl.(type) {
	case *ast.FuncDecl:
		if exportedFunc(d) && d.Doc == nil {
			found = append(found, t.at(s, d.Pos(), "%s has no comment", d.Name.Name))
		}
	case *ast.GenDecl:
		if d.Tok == token.IMPORT || d.Doc != nil {
			return nil
		}
		for _, spec := range d.Specs {
			found = append(found, t.uncommentedSpec(s, spec)...)
		}
	}
	return found
}

func (t *Tree) uncommentedSpec(s *source, spec ast.Spec) []Finding {
	var names []*ast.Ident
	commented := false
	switch v := spec.(type) {
	case *ast.TypeSpec:
		names, commented = []*ast.Ident{v.Name}, v.Doc != nil || v.Comment != nil
	case *ast.ValueSpec:
		names, commented = v.Names, v.Doc != nil || v.Comment != nil
	}
	var found []Finding
	for _, id := range names {
		if id.IsExported() && !commented {
			found = append(found, t.at(s, id.Pos(), "%s has no comment", id.Name))
		}
	}
	return found
}

// wireEmbeds: see the reason.
func wireEmbeds() Rule {
	return Rule{Name: "wire-embeds", Reason: "huma passes over embedded types that are not exported: their parameters would silently stay empty", Check: func(t *Tree) []Finding {
		var found []Finding
		for _, s := range t.code() {
			if s.room() == "" || roleOf(s.base) != roleHTTP {
				continue
			}
			s.each(func(n ast.Node) {
				structure, ok := n.(*ast.StructType)
				if !ok {
					return
				}
				for _, f := range structure.Fields.List {
					if id, ok := f.Type.(*ast.Ident); ok && len(f.Names) == 0 && !id.IsExported() {
						found = append(found, t.at(s, f.Pos(), "%s is embedded and not exported", id.Name))
					}
				}
			})
		}
		return found
	}}
}
