package archtest

import (
	"path"
	"regexp"
	"slices"
	"strings"
)

// ownerOf returns the folder that owns a table, "" if nobody does. A room owns
// the table of its name and those that begin with its name and "_".
func (t *Tree) ownerOf(table string) string {
	for _, p := range platformTables() {
		if p.table == table {
			return p.owner
		}
	}
	best := ""
	for _, room := range t.rooms() {
		if (table == room || strings.HasPrefix(table, room+"_")) && len(room) > len(best) {
			best = room
		}
	}
	if best == "" {
		return ""
	}
	return roomsDir + "/" + best
}

// tableOwners: see the reason.
func tableOwners() Rule {
	return Rule{Name: "table-owners", Reason: "a package writes and reads its own tables only; it asks the owner for anything else", Check: func(t *Tree) []Finding {
		var found []Finding
		usedRead, usedWhole := map[reading]bool{}, map[wholesale]bool{}
		for _, s := range t.code() {
			if l := layerOf(s.dir); l == tools || l == schema {
				continue
			}
			for _, q := range t.queries(s) {
				for _, a := range tables(q.text) {
					if complaint := t.judge(s, a, usedRead, usedWhole); complaint != "" {
						found = append(found, t.at(s, q.pos, "%s", complaint))
					}
				}
			}
		}
		return append(found, t.unusedOwners(usedRead, usedWhole)...)
	}}
}

func (t *Tree) judge(s *source, a access, usedRead map[reading]bool, usedWhole map[wholesale]bool) string {
	verb := "reads"
	if a.write {
		verb = "writes"
	}
	if a.table == hole || !regexp.MustCompile(`^[a-z][a-z0-9_]*$`).MatchString(a.table) {
		for _, w := range wholesales() {
			if w.path == s.path {
				usedWhole[w] = true
				return ""
			}
		}
		return verb + " a table whose name is not a plain lower case constant"
	}
	owner := t.ownerOf(a.table)
	if owner == s.dir || systemTable(a.table) {
		return ""
	}
	for _, r := range readings() {
		if !a.write && r.folder == s.dir && r.table == a.table {
			usedRead[r] = true
			return ""
		}
	}
	if owner == "" {
		owner = "nobody"
	}
	return verb + " " + a.table + ", which belongs to " + owner
}

// systemTable: catalogs of the engines.
func systemTable(table string) bool {
	return strings.HasPrefix(table, "sqlite_") || strings.HasPrefix(table, "pg_") || strings.HasPrefix(table, "pragma_") || strings.HasPrefix(table, "information_schema")
}

func (t *Tree) unusedOwners(usedRead map[reading]bool, usedWhole map[wholesale]bool) []Finding {
	var found []Finding
	if !t.whole() {
		return nil
	}
	for _, r := range readings() {
		if !usedRead[r] {
			found = append(found, Finding{Path: "internal/archtest/owners.go", Text: r.folder + " no longer reads " + r.table})
		}
	}
	for _, w := range wholesales() {
		if !usedWhole[w] {
			found = append(found, Finding{Path: "internal/archtest/owners.go", Text: w.path + " no longer builds SQL from names"})
		}
	}
	return found
}

const migrationsDir = "internal/migrations"

var createTable = regexp.MustCompile(`(?im)^\s*CREATE\s+(?:VIRTUAL\s+)?TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?([a-z0-9_]+)(.*)$`)

// migratedTables returns the tables that the migrations of an engine create,
// by name, with the file. Partitions belong to their table.
func (t *Tree) migratedTables(engine string) map[string]string {
	created := map[string]string{}
	for _, name := range t.names() {
		if path.Dir(name) != migrationsDir+"/"+engine || path.Ext(name) != ".sql" {
			continue
		}
		for _, m := range createTable.FindAllStringSubmatch(string(t.files[name]), -1) {
			if !strings.Contains(strings.ToUpper(m[2]), "PARTITION OF") {
				created[m[1]] = name
			}
		}
	}
	return created
}

var migrationName = regexp.MustCompile(`^[0-9]{4}_([a-z]+)_[a-z0-9_]+\.sql$`)

// migrationOwners: see the reason.
func migrationOwners() Rule {
	return Rule{Name: "migration-owners", Reason: "a migration names its room (NNNN_room_what.sql) and creates that room's tables only", Check: func(t *Tree) []Finding {
		var found []Finding
		for _, engine := range []string{"sqlite", "postgres"} {
			for table, file := range t.migratedTables(engine) {
				room := ""
				if m := migrationName.FindStringSubmatch(path.Base(file)); m != nil {
					room = m[1]
				}
				owner := t.ownerOf(table)
				switch {
				case room == "":
					found = append(found, Finding{Path: file, Text: "the name is not NNNN_room_what.sql"})
				case owner == "":
					found = append(found, Finding{Path: file, Text: "table " + table + " belongs to no room and is not in archtest/owners.go"})
				case room != "platform" && owner != roomsDir+"/"+room, room == "platform" && !strings.HasPrefix(owner, "internal/platform/"):
					found = append(found, Finding{Path: file, Text: "table " + table + " belongs to " + owner})
				}
			}
		}
		if t.whole() {
			created := t.migratedTables("sqlite")
			for _, p := range platformTables() {
				if created[p.table] == "" {
					found = append(found, Finding{Path: "internal/archtest/owners.go", Text: "no migration creates " + p.table})
				}
				if !t.hasDir(p.owner) {
					found = append(found, Finding{Path: "internal/archtest/owners.go", Text: "no package " + p.owner})
				}
			}
		}
		slices.SortFunc(found, func(a, b Finding) int { return strings.Compare(a.String(), b.String()) })
		return found
	}}
}
