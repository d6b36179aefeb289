package refdata

import (
	_ "embed"
	"fmt"
	"strings"
)

var (
	//go:embed data/regions.tsv
	regionsTSV string
	//go:embed data/industries.tsv
	industriesTSV string
	//go:embed data/languages.tsv
	languagesTSV string
)

// lines splits an embedded table into cells; every line has the given number of them.
func lines(name, text string, cells int) ([][]string, error) {
	var rows [][]string
	for line := range strings.Lines(text) {
		row := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(row) != cells {
			return nil, fmt.Errorf("%s: line %d has %d cells, not %d", name, len(rows)+1, len(row), cells)
		}
		rows = append(rows, row)
	}
	return rows, nil
}
