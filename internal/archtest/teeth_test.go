package archtest

import (
	"strings"
	"testing"
	"testing/fstest"
)

// bite is a small tree that breaks one rule, and part of what the rule must say.
type bite struct {
	rule  string
	files map[string]string
	want  string
}

const (
	room    = "internal/modules/shop/"
	faultGo = "import \"haike/internal/platform/fault\"\n"
	authzGo = "import \"haike/internal/platform/authz\"\n"
)

func one(name, content string) map[string]string { return map[string]string{name: content} }

func bites() []bite {
	return append(append(append(structureBites(), dataBites()...), codeBites()...), docBites()...)
}

func structureBites() []bite {
	return []bite{
		{"layers", one("internal/platform/x/x.go", "package x\nimport _ \"haike/internal/modules/shop\""), "lies above"},
		{"layers", one("internal/modules/shop/a.go", "package shop\nimport _ \"haike/internal/app\""), "lies above"},
		{"layers", one("cmd/haike/main.go", "package main\nimport _ \"haike/internal/modules/shop\""), "through internal/app"},
		{"layers", one("internal/app/a.go", "package app\nimport _ \"haike/internal/platform/dbtest\""), "tests only"},
		{"layers", one("internal/app/a.go", "package app\nimport _ \"haike/internal/archtest\""), "is a tool"},
		{"layers", one("pkg/x.go", "package pkg"), "outside"},
		{"vendors", one(room+"a.go", "package shop\nimport _ \"github.com/jackc/pgx/v5\""), "may not import"},
		{"vendors", one("internal/platform/db/a_test.go", "package db\nimport _ \"example.org/mock\""), "may not import"},
		{"room-edges", one(room+"a.go", "package shop\nimport _ \"haike/internal/modules/other\""), "no edge shop → other"},
		{"room-edges", one(room+"a_test.go", "package shop\nimport _ \"haike/internal/modules/other\""), "no edge shop → other"},
		{"file-names", one(room+"utils.go", "package shop"), "after its role"},
		{"file-names", one(room+"BigShop.go", "package shop"), "lower case"},
		{"file-names", one(room+"inner/a.go", "package inner"), "flat"},
		{"file-names", one(room+"shop.go", "package shop"), "every room has this file"},
		{"file-roles", one(room+"shop.go", "package shop\nimport \"context\"\nvar _ context.Context"), "rules"},
		{"file-roles", one(room+"price.go", "package shop\nimport \"haike/internal/platform/db\"\nvar _ db.Tx"), "rules"},
		{"file-roles", one(room+"events.go", "package shop\nimport \"net/http\"\nvar _ http.Header"), "events"},
		{"file-roles", one(room+"errors.go", "package shop\nimport \"os\"\nvar _ = os.Args"), "errors"},
		{"file-roles", one(room+"shop.go", "package shop\nimport \"time\"\nvar x = time.Now()"), "told the time"},
		{"file-roles", one(room+"service_sale.go", "package shop\nimport \"net/http\"\nvar _ http.Header"), "service"},
		{"file-roles", one(room+"service.go", "package shop\nimport \"database/sql\"\nvar _ sql.DB"), "service"},
		{"file-roles", one(room+"store.go", "package shop\nimport \"github.com/danielgtaylor/huma/v2\"\nvar _ huma.API"), "store"},
		{"file-roles", one(room+"http.go", "package shop\nimport \"haike/internal/platform/db\"\nvar _ db.DB"), "http"},
		{"file-roles", one(room+"doc.go", "package shop\nconst x = 1"), "nothing else"},
		{"file-roles", one(room+"service.go", "package shop\n"+faultGo+"var e = fault.Define(fault.Conflict, \"shop.x\")"), "errors.go"},
		{"sql-places", one(room+"service.go", "package shop\nconst q = \"SELECT a FROM shop_item\""), "outside store.go"},
		{"sql-places", one(room+"http.go", "package shop\nconst q = \"delete from shop_item where id = 1\""), "outside store.go"},
	}
}

func dataBites() []bite {
	store := func(sql string) map[string]string {
		return one(room+"store.go", "package shop\nconst q = `"+sql+"`")
	}
	card := "// Package shop sells.\n//\n// Owns: items. Does not own: people.\n// Words: item.\n// Tables: shop_item.\n// Events out: none. Events in: none.\n// Depends on: none.\npackage shop\n"
	migration := func(sql string) map[string]string {
		return map[string]string{"internal/migrations/sqlite/0002_shop_items.sql": sql, room + "doc.go": card}
	}
	texts := func(namespace, zh, en string) map[string]string {
		return map[string]string{"locales/zh-CN/" + namespace + ".json": zh, "locales/en/" + namespace + ".json": en}
	}
	return []bite{
		{"table-owners", store("UPDATE other_item SET a = 1"), "writes other_item"},
		{"table-owners", store("INSERT OR IGNORE INTO other_item (a) VALUES (1)"), "writes other_item"},
		{"table-owners", store("INSERT INTO shop_item (a) SELECT b FROM other_item"), "reads other_item"},
		{"table-owners", store("DELETE FROM event_log"), "writes event_log"},
		{"table-owners", store("SELECT a FROM shop_item i, other_item o"), "reads other_item"},
		{"table-owners", store("SELECT a FROM json_each(?) j, other_item"), "reads other_item"},
		{"table-owners", store("WITH x AS (SELECT 1 FROM other_item) SELECT * FROM x"), "reads other_item"},
		{"table-owners", store("SELECT 1 FROM shop_item LEFT JOIN other_item o ON 1=1"), "reads other_item"},
		{"table-owners", store("select a from shop_item where a = 1 FROM OTHER"), "lower case"},
		{"table-owners", one(room+"store.go", "package shop\nfunc f(t string) string { return \"SELECT a FROM \" + t }"), "not a plain"},
		{"table-owners", one(room+"store.go", "package shop\nconst t = \"other_item\"\nfunc f() string { return \"SELECT a FROM \" + t }"), "reads other_item"},
		{"migration-owners", migration("CREATE TABLE other_item (id INTEGER);"), "belongs to no room"},
		{"migration-owners", map[string]string{"internal/migrations/sqlite/0002_items.sql": "CREATE TABLE shop_item (id INTEGER);", room + "doc.go": card}, "not NNNN"},
		{"migration-owners", map[string]string{"internal/migrations/postgres/0002_other_items.sql": "CREATE TABLE shop_item (id INTEGER);", room + "doc.go": card}, "belongs to internal/modules/shop"},
		{"cards", one(room+"service.go", "package shop"), "card is missing"},
		{"cards", one(room+"doc.go", "// Package shop sells.\n// Owns: items.\npackage shop"), "lacks Words"},
		{"cards", one(room+"doc.go", card), "Tables: says [shop_item], the code says []"},
		{"cards", one(room+"doc.go", strings.Replace(card, "Events in: none", "Events in: iam.gone", 1)), "nobody publishes iam.gone"},
		{"cards", one(room+"doc.go", strings.Replace(card, "Events out: none", "Events out: many kinds", 1)), "not a name: many kinds"},
		{"cards", map[string]string{room + "doc.go": card, room + "a.go": "package shop\nimport _ \"haike/internal/modules/iam\""}, "lacks the room iam"},
		{"cards", one(room+"doc.go", strings.Replace(card, "Depends on: none", "Depends on: money", 1)), "names money"},
		{"cards", map[string]string{room + "doc.go": card, room + "events.go": "package shop\nconst sold = \"shop.sold\"\ntype Sold struct{}\nfunc (Sold) EventType() string { return sold }"}, "the code says [shop.sold]"},
		{"fault-codes", one(room+"errors.go", "package shop\n"+faultGo+"var e = fault.Define(fault.Conflict, \"other.x\")"), "does not begin with shop."},
		{"fault-codes", one(room+"errors.go", "package shop\n"+faultGo+"var e = fault.Define(fault.Conflict, \"common.x\")"), "does not begin with shop."},
		{"fault-codes", one(room+"errors.go", "package shop\n"+faultGo+"var e, f = fault.Define(fault.Conflict, \"shop.x\"), fault.Define(fault.Conflict, \"shop.x\")"), "also declared"},
		{"fault-codes", one(room+"errors.go", "package shop\n"+faultGo+"func f(c string) error { return fault.Define(fault.Conflict, c) }"), "constant"},
		{"fault-texts", one(room+"errors.go", "package shop\n"+faultGo+"var e = fault.Define(fault.Conflict, \"shop.x\")"), "no text for shop.x"},
		{"fault-texts", texts("fault", `{"shop.gone": "没了"}`, `{"shop.gone": "Gone"}`), "nobody uses shop.gone"},
		{"fault-texts", texts("fault", `{"shop": {"x": "{n}"}}`, `{"shop.x": "{m}"}`), "has parameters [m], zh-CN has [n]"},
		{"field-texts", one("internal/platform/x/x.go", "package x\nconst FieldOdd = \"odd\""), "no text for odd"},
		{"field-texts", texts("field", `{"gone": "没了"}`, `{"gone": "Gone"}`), "nobody uses gone"},
		{"permission-keys", one(room+"permissions.go", "package shop\n"+authzGo+"var p = authz.Permission{Key: \"shop.item.read\"}"), "no text for shop.item.read"},
		{"permission-keys", one(room+"permissions.go", "package shop\n"+authzGo+"var p = []authz.Permission{{Key: \"iam.item.read\"}}"), "does not begin with shop."},
		{"permission-keys", one(room+"permissions.go", "package shop\n"+authzGo+"var p = []authz.Permission{{Key: \"shop.a.read\", Scoped: true}, {Key: \"shop.a.read\", Scoped: true}}"), "declared twice"},
		{"permission-keys", texts("permission", `{"shop.gone": "没了"}`, `{"shop.gone": "Gone"}`), "nobody uses shop.gone"},
	}
}

func codeBites() []bite {
	in := func(code string) map[string]string { return one("internal/platform/x/x.go", "package x\n"+code) }
	return []bite{
		{"machine-time", in("import \"time\"\nfunc f() { _ = time.Now() }"), "time.Now"},
		{"machine-time", in("import clock \"time\"\nfunc f() { _ = clock.Since }"), "time.Since"},
		{"backgrounds", in("import \"context\"\nfunc f() { _ = context.Background() }"), "context.Background"},
		{"printing", in("import \"fmt\"\nfunc f() { fmt.Println() }"), "fmt.Println"},
		{"panics", in("func f() { panic(1) }"), "panic"},
		{"panics", in("import \"os\"\nfunc f() { os.Exit(1) }"), "os.Exit"},
		{"inits", in("func init() {}"), "func init"},
		{"goroutines", in("func f() { go f() }"), "go statement"},
		{"package-state", in("var cache = map[string]int{}"), "var cache"},
		{"package-state", in("var n int"), "var n"},
		{"package-state", in("import \"sync\"\nvar once sync.Once"), "var once"},
		{"bool-parameters", in("func F(name string, deep bool) {}"), "F takes a bool"},
		{"bool-parameters", in("type T[K any] struct{}\nfunc (T[K]) F(a, b bool) {}"), "F takes a bool"},
		{"wire-embeds", one(room+"http.go", "package shop\ntype path struct { ID int64 `path:\"id\"` }\ntype in struct { path }"), "path is embedded"},
		{"comments", in("func F() {}"), "F has no comment"},
		{"comments", in("type T struct{}"), "T has no comment"},
		{"comments", in("const (\n A = 1\n)"), "A has no comment"},
		{"comments", in(""), "the package has no comment"},
		{"file-size", in(strings.Repeat("\n", mostLines)), "at most"},
		{"words", one("README.md", "see "+foreign()[0]+"x"), "mentions"},
		{"words", one("Makefile", "# "+"TO"+"DO: more"), "unfinished"},
		{"lock-files", one("web/package-lock.json", `{"resolved": "https://mirror.example/a.tgz"}`), "download address"},
	}
}

func load(t *testing.T, files map[string]string) *Tree {
	t.Helper()
	repository := fstest.MapFS{}
	for name, content := range files {
		repository[name] = &fstest.MapFile{Data: []byte(content)}
	}
	tree, err := Load(repository)
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

func TestEveryRuleBites(t *testing.T) {
	rules := map[string]Rule{}
	for _, r := range Rules() {
		rules[r.Name] = r
	}
	bitten := map[string]bool{}
	for _, b := range bites() {
		rule, ok := rules[b.rule]
		if !ok {
			t.Fatalf("no rule %s", b.rule)
		}
		bitten[b.rule] = true
		var said []string
		for _, f := range rule.Check(load(t, b.files)) {
			said = append(said, f.String())
		}
		if !strings.Contains(strings.Join(said, "\n"), b.want) {
			t.Errorf("%s did not say %q about %v; it said %q", b.rule, b.want, b.files, said)
		}
	}
	for name := range rules {
		if !bitten[name] {
			t.Errorf("no tree shows that %s catches anything", name)
		}
	}
}

// TestGoodTreeHasNoFindings keeps the rules from biting what is right.
func TestGoodTreeHasNoFindings(t *testing.T) {
	good := map[string]string{
		"internal/platform/fault/fault.go": "// Package fault is for faults.\npackage fault\n\n// Kind of a fault.\ntype Kind string\n\n// Conflict is one.\nconst Conflict Kind = \"conflict\"\n\n// Define declares a fault.\nfunc Define(k Kind, code string) error { return nil }\n",
		room + "doc.go":                    "// Package shop sells.\n//\n// Owns: items. Does not own: people.\n// Words: item (what is sold).\n// Tables: shop_item, shop_sale.\n// Events out: shop.sold. Events in: shop.sold.\n// Depends on: std, fault.\npackage shop\n",
		room + "shop.go":                   "package shop\n\nimport \"time\"\n\n// Due tells whether it is time.\nfunc Due(now time.Time) bool { return now.IsZero() }\n",
		room + "errors.go":                 "package shop\n\nimport \"haike/internal/platform/fault\"\n\n// ErrSold: too late.\nvar ErrSold = fault.Define(fault.Conflict, \"shop.sold_out\")\n",
		room + "events.go":                 "package shop\n\n// Sold happened.\ntype Sold struct{}\n\n// EventType implements event.Fact.\nfunc (Sold) EventType() string { return \"shop.sold\" }\n",
		room + "service.go":                "package shop\n\nimport \"context\"\n\n// Sell an item; pick one from the list.\nfunc Sell(ctx context.Context) error { return ctx.Err() }\n",
		room + "store.go": "package shop\n\nconst columns = \"id, name\"\n\nconst q = `WITH RECURSIVE t(id) AS (SELECT id FROM shop_item) SELECT ` + columns + ` FROM t, json_each(?) AS j WHERE a IS DISTINCT FROM b`\n\n" +
			"const u = `INSERT INTO shop_item (id) VALUES (?) ON CONFLICT (id) DO UPDATE SET id = 1 RETURNING id`\n\nconst l = `SELECT id FROM (SELECT id FROM shop_sale ORDER BY id) s FOR UPDATE`\n",
		"internal/migrations/sqlite/0002_shop_items.sql": "CREATE TABLE shop_item (id INTEGER);\nCREATE TABLE shop_sale (id INTEGER);\n",
		"locales/zh-CN/fault.json":                       `{"shop.sold_out": "已售出"}`,
		"locales/en/fault.json":                          `{"shop.sold_out": "Sold out"}`,
	}
	tree := load(t, good)
	for _, rule := range Rules() {
		for _, f := range rule.Check(tree) {
			t.Errorf("%s: %s", rule.Name, f)
		}
	}
}

// TestLeftOverEntriesAreFindings: an edge, passage, exception or table that
// nothing needs any more is reported, so that the lists stay true.
func TestLeftOverEntriesAreFindings(t *testing.T) {
	empty := load(t, one("internal/archtest/doc.go", "package archtest"))
	for _, rule := range []Rule{layers(), vendors(), machineTime(), goroutines(), migrationOwners()} {
		if len(rule.Check(empty)) == 0 {
			t.Errorf("%s accepts entries for packages that do not exist", rule.Name)
		}
	}
}
