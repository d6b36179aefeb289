package main

import (
	"bytes"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"go/format"
	"io/fs"
	"path"
	"strings"
	"text/template"
)

//go:embed templates
var templates embed.FS

// names is what the templates may say.
type names struct {
	Room  string // loan
	Title string // Loan
}

// room returns the files of a new room.
func room(tree fs.FS, name string) (map[string]file, error) {
	if !roomName.MatchString(name) {
		return nil, fmt.Errorf("%q: a room's name is one lower case word", name)
	}
	number, err := nextNumber(tree)
	if err != nil {
		return nil, err
	}
	data := names{Room: name, Title: strings.ToUpper(name[:1]) + name[1:]}
	targets := map[string]string{
		"sqlite.sql":   "internal/migrations/sqlite/" + number + "_" + name + "_items.sql",
		"postgres.sql": "internal/migrations/postgres/" + number + "_" + name + "_items.sql",
		"routes.ts":    "web/src/features/" + name + "/routes.ts",
		"page.tsx":     "web/src/features/" + name + "/" + data.Title + "Page.tsx",
		"zh-CN.json":   "locales/zh-CN/" + name + ".json",
		"en.json":      "locales/en/" + name + ".json",
		"room.go":      "internal/modules/" + name + "/" + name + ".go",
		"room_test.go": "internal/modules/" + name + "/" + name + "_test.go",
	}
	files := map[string]file{}
	entries, err := templates.ReadDir("templates")
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		source := strings.TrimSuffix(e.Name(), ".tmpl")
		target, ok := targets[source]
		if !ok {
			target = "internal/modules/" + name + "/" + source
		}
		content, err := render(e.Name(), data)
		if err != nil {
			return nil, err
		}
		files[target] = file{content: content}
	}
	return files, addTexts(tree, name, files)
}

func render(template string, data names) (string, error) {
	parsed, err := parse(template)
	if err != nil {
		return "", err
	}
	var out bytes.Buffer
	if err := parsed.Execute(&out, data); err != nil {
		return "", err
	}
	if !strings.HasSuffix(template, ".go.tmpl") {
		return out.String(), nil
	}
	formatted, err := format.Source(out.Bytes())
	if err != nil {
		return "", fmt.Errorf("%s: %w", template, err)
	}
	return string(formatted), nil
}

// parse uses [[ ]], because Go, SQL and TypeScript are full of braces.
func parse(name string) (*template.Template, error) {
	content, err := templates.ReadFile("templates/" + name)
	if err != nil {
		return nil, err
	}
	return template.New(name).Delims("[[", "]]").Parse(string(content))
}

// addTexts adds the room's faults and permissions to the catalogs.
func addTexts(tree fs.FS, name string, files map[string]file) error {
	texts := map[string]map[string]string{
		"locales/zh-CN/fault.json": {name + ".name_taken": "已经有同名的记录，请换一个名称。"},
		"locales/en/fault.json":    {name + ".name_taken": "Another record has this name. Choose a different one."},
		"locales/zh-CN/permission.json": {
			"room." + name: name, name + ".item.read": "查看 " + name, name + ".item.read.effect": "可以查看范围内的记录。",
			name + ".item.write": "新建和修改 " + name, name + ".item.write.effect": "可以新建记录，并修改、归档范围内的记录。",
		},
		"locales/en/permission.json": {
			"room." + name: name, name + ".item.read": "See " + name + " items", name + ".item.read.effect": "Can see the items within the level.",
			name + ".item.write": "Create and change " + name + " items", name + ".item.write.effect": "Can create items, and change and archive those within the level.",
		},
	}
	for target, more := range texts {
		merged, err := merge(tree, target, more)
		if err != nil {
			return err
		}
		files[target] = file{content: merged, replace: true}
	}
	return nil
}

// merge adds texts to a flat catalog and keeps it sorted.
func merge(tree fs.FS, name string, more map[string]string) (string, error) {
	all := map[string]string{}
	content, err := fs.ReadFile(tree, name)
	if err == nil {
		err = json.Unmarshal(content, &all)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("%s: %w", name, err)
	}
	for key, text := range more {
		if _, taken := all[key]; taken {
			return "", fmt.Errorf("%s has %s already", name, key)
		}
		all[key] = text
	}
	var out bytes.Buffer
	encoder := json.NewEncoder(&out) // sorts the keys
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	err = encoder.Encode(all)
	return out.String(), err
}

// migration returns an empty pair of migration files for a room's change.
func migration(tree fs.FS, what string) (map[string]file, error) {
	if !whatName.MatchString(what) {
		return nil, fmt.Errorf("%q: a migration is called room_what, such as customer_grades", what)
	}
	number, err := nextNumber(tree)
	if err != nil {
		return nil, err
	}
	const content = "-- +goose Up\n\n\n-- +goose Down\n"
	base := number + "_" + what + ".sql"
	return map[string]file{
		"internal/migrations/sqlite/" + base:   {content: content},
		"internal/migrations/postgres/" + base: {content: content},
	}, nil
}

// nextNumber is one more than the highest number of a migration.
func nextNumber(tree fs.FS) (string, error) {
	highest := 0
	for _, engine := range []string{"sqlite", "postgres"} {
		found, err := fs.Glob(tree, "internal/migrations/"+engine+"/*.sql")
		if err != nil {
			return "", err
		}
		for _, name := range found {
			var n int
			if _, err := fmt.Sscanf(path.Base(name), "%04d_", &n); err != nil {
				return "", fmt.Errorf("%s: the name has no number", name)
			}
			highest = max(highest, n)
		}
	}
	return fmt.Sprintf("%04d", highest+1), nil
}

func nextSteps(room string) string {
	return fmt.Sprintf(`
Next, for the room %[1]s:
  1. Rewrite the card in internal/modules/%[1]s/doc.go, and "item" everywhere, in the users' words.
  2. Build it in internal/app: %[1]s.New(…), its Mount and its Permissions.
  3. Edges to other rooms: internal/archtest/edges.go, with a reason.
  4. Web: add the routes of web/src/features/%[1]s/routes.ts in web/src/app/router.tsx and, with its permission, nav.tsx.
  5. Sample bodies for its operations in internal/app/matrix_samples_test.go.
  6. make gen && make test-go
`, room)
}
