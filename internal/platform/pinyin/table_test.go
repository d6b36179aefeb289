package pinyin

import (
	"strings"
	"testing"
)

// An entry that says what the dictionary says anyway is noise.
func TestTablesHoldExceptionsOnly(t *testing.T) {
	for _, table := range []map[string]string{surnames(), places()} {
		for name, want := range table {
			var plain []string
			for _, r := range name {
				plain = append(plain, reading(r))
			}
			if strings.Join(plain, " ") == want {
				t.Errorf("%s is read %s without the table", name, want)
			}
			if len([]rune(name)) != len(strings.Fields(want)) {
				t.Errorf("%s: one syllable for each character, not %s", name, want)
			}
		}
	}
}
