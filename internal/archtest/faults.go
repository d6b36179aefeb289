package archtest

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/token"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"

	"haike/internal/platform/authz"
	"haike/internal/platform/i18n"
)

const faultPackage = module + "internal/platform/fault"

// definition is one fault.Define.
type definition struct {
	code string
	at   Finding
	dir  string
}

func (t *Tree) definitions() []definition {
	var found []definition
	for _, s := range t.code() {
		consts := t.constants(s.dir)
		s.each(func(n ast.Node) {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) != 2 {
				return
			}
			pkg, name := s.selector(call.Fun)
			id, bare := call.Fun.(*ast.Ident)
			inside := bare && id.Name == "Define" && module+s.dir == faultPackage
			if !inside && (pkg != faultPackage || name != "Define") {
				return
			}
			found = append(found, definition{fold(call.Args[1], consts), t.at(s, call.Pos(), ""), s.dir})
		})
	}
	return found
}

var faultCode = regexp.MustCompile(`^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$`)

// faultCodes: see the reason.
func faultCodes() Rule {
	return Rule{Name: "fault-codes", Reason: "a code is declared once and says where it comes from: clients branch on it, translators find it", Check: func(t *Tree) []Finding {
		var found []Finding
		first := map[string]Finding{}
		for _, d := range t.definitions() {
			complain := func(text string) {
				found = append(found, Finding{Path: d.at.Path, Line: d.at.Line, Text: text})
			}
			prefix, _, _ := strings.Cut(d.code, ".")
			common := prefix == "common" && layerOf(d.dir) == platform
			switch {
			case unspoken()[d.code] != "" && d.dir == "internal/platform/httpx":
			case !faultCode.MatchString(d.code):
				complain("a fault's code is a constant <package>.<what>")
			case prefix != path.Base(d.dir) && !common:
				complain(d.code + " does not begin with " + path.Base(d.dir) + ".")
			}
			if one, twice := first[d.code]; twice {
				complain(d.code + " is also declared at " + strings.TrimSuffix(one.String(), ": "))
			}
			first[d.code] = d.at
		}
		return found
	}}
}

// unspoken codes belong to no package: httpx gives them to errors that are not faults.
func unspoken() map[string]string {
	return map[string]string{"internal": "what users read when an error is not a fault"}
}

// faultTexts: see the reason.
func faultTexts() Rule {
	return Rule{Name: "fault-texts", Reason: "whoever meets a fault reads a sentence in his language, and no sentence is left over", Check: func(t *Tree) []Finding {
		codes := map[string]bool{}
		for _, d := range t.definitions() {
			codes[d.code] = true
		}
		for code := range unspoken() {
			if t.whole() {
				codes[code] = true
			}
		}
		return t.compareTexts("fault", codes)
	}}
}

// compareTexts holds a namespace of the catalog to exactly the given keys, in
// both languages, with the same parameters.
func (t *Tree) compareTexts(namespace string, keys map[string]bool) []Finding {
	var found []Finding
	byLocale := map[i18n.Locale]map[string]string{}
	for _, locale := range i18n.Locales() {
		file := "locales/" + string(locale) + "/" + namespace + ".json"
		texts, err := t.messages(file)
		if err != nil {
			return append(found, Finding{Path: file, Text: err.Error()})
		}
		byLocale[locale] = texts
		for _, key := range slices.Sorted(maps.Keys(keys)) {
			if _, ok := texts[key]; !ok {
				found = append(found, Finding{Path: file, Text: "no text for " + key})
			}
		}
		for _, key := range slices.Sorted(maps.Keys(texts)) {
			if !keys[key] {
				found = append(found, Finding{Path: file, Text: "nobody uses " + key})
			}
		}
	}
	for _, key := range slices.Sorted(maps.Keys(byLocale[i18n.ZhCN])) {
		english, ok := byLocale[i18n.En][key]
		if !ok {
			continue
		}
		if have, want := parameters(english), parameters(byLocale[i18n.ZhCN][key]); have != want {
			found = append(found, Finding{Path: "locales/en/" + namespace + ".json", Text: fmt.Sprintf("%s has parameters %s, zh-CN has %s", key, have, want)})
		}
	}
	return found
}

func parameters(message string) string {
	m, err := i18n.Parse(message)
	if err != nil {
		return err.Error()
	}
	return "[" + strings.Join(m.Names(), " ") + "]"
}

// messages reads a file of the catalog into dotted keys.
func (t *Tree) messages(file string) (map[string]string, error) {
	content, ok := t.files[file]
	if !ok {
		return map[string]string{}, nil
	}
	var nested map[string]any
	if err := json.Unmarshal(content, &nested); err != nil {
		return nil, err
	}
	flat := map[string]string{}
	flatten("", nested, flat)
	return flat, nil
}

func flatten(prefix string, nested map[string]any, into map[string]string) {
	for key, value := range nested {
		if below, ok := value.(map[string]any); ok {
			flatten(prefix+key+".", below, into)
			continue
		}
		into[prefix+key] = fmt.Sprint(value)
	}
}

// fieldTexts: see the reason.
func fieldTexts() Rule {
	return Rule{Name: "field-texts", Reason: "every code of a wrong field (constants Field… ) has a text in both languages", Check: func(t *Tree) []Finding {
		codes := map[string]bool{}
		for _, s := range t.code() {
			for name, value := range constantsOf(s, nil) {
				if strings.HasPrefix(name, "Field") && ast.IsExported(name) && layerOf(s.dir) <= rooms && t.stringConst(s, name) {
					codes[value] = true
				}
			}
		}
		return t.compareTexts("field", codes)
	}}
}

// stringConst reports whether the constant has no type of its own: a code,
// not a member of an enumeration.
func (t *Tree) stringConst(s *source, name string) bool {
	plain := false
	s.each(func(n ast.Node) {
		decl, ok := n.(*ast.GenDecl)
		if !ok || decl.Tok != token.CONST {
			return
		}
		for _, spec := range decl.Specs {
			v, ok := spec.(*ast.ValueSpec)
			if ok && v.Type == nil && slices.ContainsFunc(v.Names, func(id *ast.Ident) bool { return id.Name == name }) {
				plain = true
			}
		}
	})
	return plain
}

var permissionKey = regexp.MustCompile(`^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*){1,2}$`)

// permissionKeys: see the reason.
func permissionKeys() Rule {
	return Rule{Name: "permission-keys", Reason: "a permission's key begins with its package's name and stands once; it, its effect, its room and the built-in roles have labels in both languages", Check: func(t *Tree) []Finding {
		var found []Finding
		keys := t.roleLabels()
		for _, s := range t.code() {
			consts := t.constants(s.dir)
			s.permissions(func(lit *ast.CompositeLit) {
				key := keyOf(lit, consts)
				prefix, _, _ := strings.Cut(key, ".")
				switch {
				case !permissionKey.MatchString(key):
					found = append(found, t.at(s, lit.Pos(), "a permission's key is a constant <room>.<subject>.<verb>"))
				case prefix != path.Base(s.dir) && layerOf(s.dir) != house:
					found = append(found, t.at(s, lit.Pos(), "%s does not begin with %s.", key, path.Base(s.dir)))
				case keys[key]:
					found = append(found, t.at(s, lit.Pos(), "%s is declared twice", key))
				}
				keys[key], keys[key+".effect"], keys["room."+prefix] = true, true, true
			})
		}
		return append(found, t.compareTexts("permission", keys)...)
	}}
}

// roleLabels are the keys under which the catalog names the built-in roles.
func (t *Tree) roleLabels() map[string]bool {
	keys := map[string]bool{}
	for _, role := range authz.Builtins() {
		if t.whole() {
			keys["role."+string(role)] = true
		}
	}
	return keys
}

const authzPackage = module + "internal/platform/authz"

// permissions visits the literals of authz.Permission, alone or in a list.
func (s *source) permissions(visit func(*ast.CompositeLit)) {
	isPermission := func(t ast.Expr) bool {
		pkg, name := s.selector(t)
		return pkg == authzPackage && name == "Permission"
	}
	s.each(func(n ast.Node) {
		lit, ok := n.(*ast.CompositeLit)
		if !ok {
			return
		}
		if isPermission(lit.Type) && len(lit.Elts) > 0 {
			visit(lit)
		}
		if list, ok := lit.Type.(*ast.ArrayType); ok && isPermission(list.Elt) {
			for _, e := range lit.Elts {
				if element, ok := e.(*ast.CompositeLit); ok && element.Type == nil {
					visit(element)
				}
			}
		}
	})
}

func keyOf(lit *ast.CompositeLit, consts map[string]string) string {
	for _, e := range lit.Elts {
		pair, ok := e.(*ast.KeyValueExpr)
		if !ok {
			continue
		}
		if id, ok := pair.Key.(*ast.Ident); ok && id.Name == "Key" {
			return fold(pair.Value, consts)
		}
	}
	return hole
}
