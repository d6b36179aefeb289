package archtest

import "testing"

func docBites() []bite {
	both := func(english, chinese string) map[string]string {
		return map[string]string{"README.md": english, "README.zh-CN.md": chinese}
	}
	return []bite{
		{"doc-twins", one("README.md", "# A"), "README.zh-CN.md: missing"},
		{"doc-twins", one("CHANGELOG.zh-CN.md", "# A"), "CHANGELOG.md: missing"},
		{"doc-twins", both("# A\n## B", "# 甲"), "goes on with a heading ##"},
		{"doc-twins", both("# A", "# 甲\n- 乙"), "goes on with an item"},
		{"doc-twins", both("```sh\nrun  # now\n```", "```sh\nwalk  # 现在\n```"), "has walk where"},
		{"doc-twins", both("| a | b |", "| 甲 |"), "a row of 1 cells where"},
		{"doc-links", one("docs/A.md", "see [b](b.md)"), "no such file: docs/b.md"},
		{"doc-links", one("docs/A.md", "# One\nsee [b](#two)"), "no heading #two"},
		{"doc-names", one("docs/A.md", "see `TestNothing`"), "no test TestNothing"},
		{"doc-names", one("docs/A.md", "see `internal/gone.go`"), "no such file: internal/gone.go"},
		{"doc-names", one("docs/A.md", "```sh\nmake gone\n```"), "no make target gone"},
	}
}

func TestDocumentsThatAreRightHaveNoFindings(t *testing.T) {
	tree := load(t, map[string]string{
		"README.md":          "# A\n## B, c\n```sh\nmake all  # now\n```\n[x](docs/A.md) and [y](#b-c) and [z](https://example.org)",
		"README.zh-CN.md":    "# 甲\n## 乙、丙\n```sh\nmake all  # 现在\n```\n[x](docs/A.md#数据-备份) and ![p](docs/p.png)",
		"docs/A.md":          "# 数据 备份\n`TestIt` in `internal/a_test.go`, `internal/modules/x/store.go`, `docs/`",
		"internal/a_test.go": "// Package internal is a test.\npackage internal\n\nfunc TestIt() {}\n",
		"Makefile":           "all: ## all\n\techo\n",
	})
	for _, rule := range []Rule{docTwins(), docLinks(), docNames()} {
		for _, f := range rule.Check(tree) {
			t.Errorf("%s: %s", rule.Name, f)
		}
	}
}
