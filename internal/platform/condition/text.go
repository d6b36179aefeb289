package condition

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// TextKey is the form in which texts are compared: compatibility forms unified
// (full width and half width, ligatures), case folded, outer space trimmed.
// Rooms store TextKey of what was typed in the column that a text or tags field
// reads. It is stable: TextKey(TextKey(s)) == TextKey(s).
func TextKey(s string) string {
	folded := cases.Fold().String(norm.NFKC.String(s))
	return strings.TrimSpace(norm.NFKC.String(cases.Fold().String(norm.NFKC.String(folded))))
}

// prefixEnd returns the first text, by bytes, after all texts that start with
// prefix, so that "starts with" is a range that an index serves. It returns ""
// where no text comes after.
func prefixEnd(prefix string) string {
	for prefix != "" {
		last, size := utf8.DecodeLastRuneInString(prefix)
		prefix = prefix[:len(prefix)-size]
		switch last {
		case utf8.MaxRune:
			continue
		case '\uD7FF': // what follows are surrogates, which are no characters
			return prefix + "\uE000"
		default:
			return prefix + string(last+1)
		}
	}
	return ""
}
