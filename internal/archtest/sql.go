package archtest

import (
	"go/ast"
	"go/token"
	"regexp"
	"slices"
	"strings"
)

// hole stands in SQL text for a part that is not a constant.
const hole = "\x00"

var (
	looksLikeSQL = regexp.MustCompile(`(^|[\s(])(SELECT\s|INSERT\s+(OR\s+\w+\s+)?INTO\s|UPDATE\s+[\w\x00]+\s|DELETE\s+FROM\s|FROM\s|JOIN\s)`)
	lowerSQL     = regexp.MustCompile(`(?is)^\s*(select\s.*\sfrom\s|insert\s+into\s+\w+\s*\(|update\s+\w+\s+set\s|delete\s+from\s+\w+\s*(where|$)|with\s+\w+\s+as\s*\()`)
)

// queries returns the texts in a file that look like SQL. Concatenations are
// joined, constants of the package are resolved, other parts become holes.
func (t *Tree) queries(s *source) []query {
	consts := t.constants(s.dir)
	var found []query
	ast.Inspect(s.ast, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ImportSpec:
			return false
		case *ast.BinaryExpr:
			if n.Op != token.ADD {
				return true
			}
			joined := fold(n, consts)
			if isSQL(joined) {
				found = append(found, query{n.Pos(), joined})
			}
			return !isSQL(joined)
		case *ast.BasicLit:
			if value, ok := text(n); ok && isSQL(value) {
				found = append(found, query{n.Pos(), value})
			}
		}
		return true
	})
	return found
}

func isSQL(s string) bool { return looksLikeSQL.MatchString(s) || lowerSQL.MatchString(s) }

func fold(n ast.Expr, consts map[string]string) string {
	switch n := n.(type) {
	case *ast.BinaryExpr:
		if n.Op == token.ADD {
			return fold(n.X, consts) + fold(n.Y, consts)
		}
	case *ast.ParenExpr:
		return fold(n.X, consts)
	case *ast.BasicLit:
		if value, ok := text(n); ok {
			return value
		}
	case *ast.Ident:
		if value, ok := consts[n.Name]; ok {
			return value
		}
	}
	return hole
}

// constants returns the string constants of a package.
func (t *Tree) constants(dir string) map[string]string {
	consts := map[string]string{}
	for range 3 { // constants made of constants, in any order of files
		for _, s := range t.src {
			if s.dir != dir {
				continue
			}
			for name, value := range constantsOf(s, consts) {
				consts[name] = value
			}
		}
	}
	return consts
}

func constantsOf(s *source, known map[string]string) map[string]string {
	found := map[string]string{}
	s.each(func(n ast.Node) {
		decl, ok := n.(*ast.GenDecl)
		if !ok || decl.Tok != token.CONST {
			return
		}
		for _, spec := range decl.Specs {
			v, ok := spec.(*ast.ValueSpec)
			if !ok {
				continue
			}
			for i, name := range v.Names {
				if i < len(v.Values) {
					if value := fold(v.Values[i], known); value != hole {
						found[name.Name] = value
					}
				}
			}
		}
	})
	return found
}

// access is one table that a statement names.
type access struct {
	table string // hole if it is not a constant
	write bool
}

var sqlToken = regexp.MustCompile(`--[^\n]*|'(?:[^']|'')*'|"[^"]*"|[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*|[0-9.]+|\x00|\S`)

// tables lists what a statement reads and writes, common table expressions left out.
func tables(sql string) []access {
	tokens := slices.DeleteFunc(sqlToken.FindAllString(sql, -1), func(s string) bool { return strings.HasPrefix(s, "--") })
	p := &sqlReader{tokens: tokens, local: map[string]bool{}}
	p.findLocal()
	for p.pos < len(p.tokens) {
		p.step()
	}
	return p.found
}

type sqlReader struct {
	tokens []string
	pos    int
	local  map[string]bool
	found  []access
}

func (p *sqlReader) word(i int) string {
	if i < 0 || i >= len(p.tokens) {
		return ""
	}
	return strings.ToUpper(p.tokens[i])
}

// findLocal collects the names of common table expressions: name [(columns)] AS [NOT] [MATERIALIZED] (.
func (p *sqlReader) findLocal() {
	if !slices.ContainsFunc(p.tokens, func(s string) bool { return strings.EqualFold(s, "WITH") }) {
		return
	}
	for i := range p.tokens {
		if p.word(i) != "AS" {
			continue
		}
		open := i + 1
		for p.word(open) == "NOT" || p.word(open) == "MATERIALIZED" {
			open++
		}
		if p.word(open) != "(" {
			continue
		}
		name := i - 1
		if p.word(name) == ")" {
			for name > 0 && p.word(name) != "(" {
				name--
			}
			name--
		}
		if before := p.word(name - 1); before == "WITH" || before == "RECURSIVE" || before == "," {
			p.local[p.tokens[name]] = true
		}
	}
}

func (p *sqlReader) step() {
	at := p.pos
	p.pos++
	switch p.word(at) {
	case "INTO":
		p.take(true)
	case "UPDATE":
		if p.word(at-1) != "DO" && p.word(at-1) != "FOR" && p.word(at-1) != "ON" && p.word(at-1) != "KEY" {
			p.take(true)
		}
	case "FROM":
		switch {
		case p.word(at-1) == "DELETE":
			p.take(true)
		case p.word(at-1) == "DISTINCT": // IS DISTINCT FROM
		default:
			p.fromList()
		}
	case "JOIN":
		p.take(false)
	}
}

// take reads one table's name; a subquery or a function is not one.
func (p *sqlReader) take(write bool) {
	for p.word(p.pos) == "LATERAL" || p.word(p.pos) == "ONLY" {
		p.pos++
	}
	if p.pos >= len(p.tokens) {
		p.found = append(p.found, access{hole, write}) // the text ends where the name should stand
		return
	}
	name := p.tokens[p.pos]
	if name == "(" || p.word(p.pos+1) == "(" && !write || p.local[name] {
		return
	}
	p.pos++
	p.found = append(p.found, access{strings.Trim(name, `"`), write})
}

// fromList reads a, b AS x, c y up to the end of the list.
func (p *sqlReader) fromList() {
	for {
		p.take(false)
		next := p.skipRef()
		if next != "," {
			return
		}
		p.pos++
	}
}

// skipRef passes what is left of a table reference and returns the next token.
// A subquery is looked into later, so only functions and aliases are passed.
func (p *sqlReader) skipRef() string {
	if p.local[p.current()] {
		p.pos++
	}
	if p.word(p.pos+1) == "(" && p.word(p.pos) != "(" && !sqlKeyword(p.word(p.pos)) {
		p.pos += 2
		for depth := 1; depth > 0 && p.pos < len(p.tokens); p.pos++ {
			switch p.tokens[p.pos] {
			case "(":
				depth++
			case ")":
				depth--
			}
		}
	}
	if p.word(p.pos) == "AS" {
		p.pos++
	}
	if w := p.word(p.pos); w != "" && w != "(" && w != ")" && w != "," && w != ";" && !sqlKeyword(w) {
		p.pos++
	}
	return p.word(p.pos)
}

func (p *sqlReader) current() string {
	if p.pos < len(p.tokens) {
		return p.tokens[p.pos]
	}
	return ""
}

func sqlKeyword(w string) bool {
	return slices.Contains([]string{
		"WHERE", "ORDER", "GROUP", "HAVING", "LIMIT", "OFFSET", "JOIN", "LEFT", "RIGHT", "INNER", "CROSS", "FULL", "ON", "USING",
		"UNION", "EXCEPT", "INTERSECT", "FOR", "RETURNING", "SET", "WINDOW", "VALUES", "SELECT", "AND", "OR", "INDEXED", "NOT", "WITH", hole,
	}, w)
}
