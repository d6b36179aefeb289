package archtest

import (
	"go/ast"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
)

// headings of a room's card, in their order.
func headings() []string {
	return []string{"Owns", "Does not own", "Words", "Tables", "Events out", "Events in", "Depends on"}
}

var (
	cardHeading = regexp.MustCompile(`(?:^|\s)(Owns|Does not own|Words|Tables|Events out|Events in|Depends on):`)
	cardName    = regexp.MustCompile(`^[a-z][a-z0-9_.]*[a-z0-9]$`)
)

// cards: see the reason.
func cards() Rule {
	return Rule{Name: "cards", Reason: "doc.go is the room's card; what it lists (tables, events, dependencies: names separated by commas, or none) is the truth", Check: func(t *Tree) []Finding {
		var found []Finding
		for _, room := range t.rooms() {
			found = append(found, t.checkCard(room)...)
		}
		return found
	}}
}

func (t *Tree) checkCard(room string) []Finding {
	dir := roomsDir + "/" + room
	file := dir + "/doc.go"
	card, ok := t.card(dir)
	if !ok {
		return []Finding{{Path: file, Text: "the card is missing"}}
	}
	var found []Finding
	for _, h := range headings() {
		if strings.TrimSpace(card[h]) == "" {
			found = append(found, Finding{Path: file, Text: "the card lacks " + h + ":"})
		}
	}
	compare := func(heading string, have []string) {
		listed, wrong := namesIn(card[heading])
		if wrong != "" {
			found = append(found, Finding{Path: file, Text: heading + ": lists names separated by commas; not a name: " + wrong})
			return
		}
		if !slices.Equal(listed, have) {
			found = append(found, Finding{Path: file, Text: heading + ": says [" + strings.Join(listed, ", ") + "], the code says [" + strings.Join(have, ", ") + "]"})
		}
	}
	compare("Tables", t.tablesOf(dir))
	compare("Events out", t.eventsOf(dir))
	found = append(found, t.checkDependencies(file, dir, card["Depends on"])...)
	return append(found, t.unknownEvents(file, card["Events in"])...)
}

// card reads the headings of a package comment with what follows each.
func (t *Tree) card(dir string) (map[string]string, bool) {
	for _, s := range t.in(dir) {
		if s.base != "doc.go" || s.ast.Doc == nil {
			continue
		}
		comment := s.ast.Doc.Text()
		marks := cardHeading.FindAllStringSubmatchIndex(comment, -1)
		card := map[string]string{}
		for i, m := range marks {
			end := len(comment)
			if i+1 < len(marks) {
				end = marks[i+1][0]
			}
			card[comment[m[2]:m[3]]] = strings.TrimSpace(comment[m[1]:end])
		}
		return card, true
	}
	return nil, false
}

// namesIn splits "a, b." into sorted names; "none" is none. The second result
// is the first word that is not a name.
func namesIn(list string) ([]string, string) {
	list, _, _ = strings.Cut(list, "\n\n") // prose may follow in a paragraph of its own
	list = strings.TrimSuffix(strings.TrimSpace(list), ".")
	var names []string
	for _, part := range strings.Split(list, ",") {
		name := strings.TrimSpace(part)
		switch {
		case name == "none" || name == "std" || name == "":
		case !cardName.MatchString(name):
			return nil, name
		default:
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names, ""
}

func (t *Tree) tablesOf(dir string) []string {
	var names []string
	for table := range t.migratedTables("sqlite") {
		if t.ownerOf(table) == dir {
			names = append(names, table)
		}
	}
	slices.Sort(names)
	return names
}

// eventsOf returns the types of the events that a package declares: what its
// methods EventType return.
func (t *Tree) eventsOf(dir string) []string {
	consts := t.constants(dir)
	types := map[string]bool{}
	for _, s := range t.in(dir) {
		for _, decl := range s.ast.Decls {
			f, ok := decl.(*ast.FuncDecl)
			if !ok || f.Name.Name != "EventType" || f.Body == nil {
				continue
			}
			ast.Inspect(f.Body, func(n ast.Node) bool {
				if ret, ok := n.(*ast.ReturnStmt); ok && len(ret.Results) == 1 {
					types[fold(ret.Results[0], consts)] = true
				}
				return true
			})
		}
	}
	return slices.Sorted(maps.Keys(types))
}

// checkDependencies holds the card to the imports: the rooms must be all
// there, and whatever part of the platform it names must really be used.
func (t *Tree) checkDependencies(file, dir, list string) []Finding {
	listed, wrong := namesIn(list)
	if wrong != "" {
		return []Finding{{Path: file, Text: "Depends on: lists names separated by commas; not a name: " + wrong}}
	}
	imported := map[string]bool{} // name → is a room
	for _, s := range t.in(dir) {
		for _, p := range s.imports {
			if ours, ok := strings.CutPrefix(p, module); ok && ours != dir {
				imported[path.Base(p)] = within(ours, roomsDir)
			}
		}
	}
	var found []Finding
	for _, name := range slices.Sorted(maps.Keys(imported)) {
		if imported[name] && !slices.Contains(listed, name) {
			found = append(found, Finding{Path: file, Text: "Depends on: lacks the room " + name})
		}
	}
	for _, name := range listed {
		if _, ok := imported[name]; !ok {
			found = append(found, Finding{Path: file, Text: "Depends on: names " + name + ", which the room does not import"})
		}
	}
	return found
}

// unknownEvents reports events in that nobody publishes.
func (t *Tree) unknownEvents(file, list string) []Finding {
	listed, wrong := namesIn(list)
	if wrong != "" {
		return []Finding{{Path: file, Text: "Events in: lists names separated by commas; not a name: " + wrong}}
	}
	known := map[string]bool{}
	for _, s := range t.code() {
		if l := layerOf(s.dir); l == rooms || l == platform {
			known[s.dir] = true
		}
	}
	published := map[string]bool{}
	for dir := range known {
		for _, e := range t.eventsOf(dir) {
			published[e] = true
		}
	}
	var found []Finding
	for _, e := range listed {
		if !published[e] {
			found = append(found, Finding{Path: file, Text: "Events in: nobody publishes " + e})
		}
	}
	return found
}
