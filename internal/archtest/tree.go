package archtest

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"
)

// module is the path under which this repository imports itself.
const module = "haike/"

// Tree is the repository in memory: its text files, the Go files parsed.
type Tree struct {
	fset  *token.FileSet
	files map[string][]byte
	src   []*source
}

// source is one parsed Go file.
type source struct {
	path, dir, base string
	test            bool
	ast             *ast.File
	imports         map[string]string // local name → import path
}

// skipped folders hold nothing that people write.
func skipped(dir string) bool {
	switch path.Base(dir) {
	case ".git", "node_modules", ".cache", "test-results":
		return true
	}
	return slices.Contains([]string{"bin", "data", "web/dist"}, dir)
}

const largest = 2 << 20 // larger files are data, not text that people write

// Load reads a tree. It fails on Go files that do not parse.
func Load(repository fs.FS) (*Tree, error) {
	t := &Tree{fset: token.NewFileSet(), files: map[string][]byte{}}
	err := fs.WalkDir(repository, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if skipped(name) {
				return fs.SkipDir
			}
			return nil
		}
		if !d.Type().IsRegular() || d.Name() == ".git" { // a file in worktrees
			return nil
		}
		return t.add(repository, name)
	})
	if err != nil {
		return nil, fmt.Errorf("archtest: %w", err)
	}
	return t, nil
}

func (t *Tree) add(repository fs.FS, name string) error {
	content, err := fs.ReadFile(repository, name)
	if err != nil {
		return err
	}
	if len(content) > largest || bytes.IndexByte(content, 0) >= 0 {
		return nil
	}
	t.files[name] = content
	if path.Ext(name) != ".go" || strings.Contains(name, "/testdata/") {
		return nil
	}
	parsed, err := parser.ParseFile(t.fset, name, content, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	s := &source{path: name, dir: path.Dir(name), base: path.Base(name), ast: parsed, imports: map[string]string{}}
	s.test = strings.HasSuffix(name, "_test.go")
	for _, spec := range parsed.Imports {
		s.imports[localName(spec)] = importPath(spec)
	}
	t.src = append(t.src, s)
	return nil
}

// localName is how a file calls an import. Without an explicit name it is the
// last element that is not a major version.
func localName(spec *ast.ImportSpec) string {
	if spec.Name != nil {
		return spec.Name.Name
	}
	p := importPath(spec)
	base := path.Base(p)
	if len(base) > 1 && base[0] == 'v' && strings.Trim(base[1:], "0123456789") == "" {
		base = path.Base(path.Dir(p))
	}
	return base
}

func importPath(spec *ast.ImportSpec) string {
	p, _ := strconv.Unquote(spec.Path.Value) // the parser has checked it
	return p
}

// names returns the paths of all text files, sorted.
func (t *Tree) names() []string { return slices.Sorted(maps.Keys(t.files)) }

// code returns the Go files that go into programs.
func (t *Tree) code() []*source {
	return slices.DeleteFunc(slices.Clone(t.src), func(s *source) bool { return s.test })
}

// in returns the program files of one folder.
func (t *Tree) in(dir string) []*source {
	return slices.DeleteFunc(t.code(), func(s *source) bool { return s.dir != dir })
}

// hasDir reports whether a folder has Go files.
func (t *Tree) hasDir(dir string) bool {
	return slices.ContainsFunc(t.src, func(s *source) bool { return s.dir == dir })
}

const roomsDir = "internal/modules"

// rooms returns the names of all rooms, sorted.
func (t *Tree) rooms() []string {
	found := map[string]bool{}
	for _, s := range t.src {
		if room := s.room(); room != "" {
			found[room] = true
		}
	}
	return slices.Sorted(maps.Keys(found))
}

// room is the name of the room that the file belongs to, or "".
func (s *source) room() string {
	rest, ok := strings.CutPrefix(s.dir, roomsDir+"/")
	if !ok {
		return ""
	}
	room, _, _ := strings.Cut(rest, "/")
	return room
}

// Finding is one place that breaks a rule.
type Finding struct {
	Path string
	Line int // 0 when the whole file is meant
	Text string
}

// String is the finding as compilers write theirs.
func (f Finding) String() string {
	if f.Line == 0 {
		return f.Path + ": " + f.Text
	}
	return fmt.Sprintf("%s:%d: %s", f.Path, f.Line, f.Text)
}

func (t *Tree) at(s *source, pos token.Pos, text string, args ...any) Finding {
	return Finding{Path: s.path, Line: t.fset.Position(pos).Line, Text: fmt.Sprintf(text, args...)}
}

// Rule is one thing that the tree must keep to.
type Rule struct {
	Name   string
	Reason string
	Check  func(*Tree) []Finding
}

// Rules returns all rules.
func Rules() []Rule {
	return []Rule{
		layers(), vendors(), roomEdges(),
		fileNames(), fileRoles(), sqlPlaces(),
		tableOwners(), migrationOwners(),
		cards(),
		faultCodes(), faultTexts(), fieldTexts(), permissionKeys(),
		machineTime(), backgrounds(), printing(), panics(), inits(), packageState(), goroutines(),
		boolParameters(), comments(), wireEmbeds(),
		fileSize(), words(), lockFiles(),
		docTwins(), docLinks(), docNames(),
	}
}

// selector returns the import path and the name when n is pkg.Name.
func (s *source) selector(n ast.Node) (pkg, name string) {
	sel, ok := n.(*ast.SelectorExpr)
	if !ok {
		return "", ""
	}
	id, ok := sel.X.(*ast.Ident)
	if !ok {
		return "", ""
	}
	return s.imports[id.Name], sel.Sel.Name
}

// text returns the value of a string literal.
func text(n ast.Node) (string, bool) {
	lit, ok := n.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	value, err := strconv.Unquote(lit.Value)
	return value, err == nil
}

// each visits every node of a file.
func (s *source) each(visit func(ast.Node)) {
	ast.Inspect(s.ast, func(n ast.Node) bool {
		if n != nil {
			visit(n)
		}
		return true
	})
}

// within reports whether a folder is dir or below it.
func within(folder, dir string) bool { return folder == dir || strings.HasPrefix(folder, dir+"/") }
