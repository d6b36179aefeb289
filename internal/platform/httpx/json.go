package httpx

import (
	"errors"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

const maxDepth = 32

var (
	errUTF8  = errors.New("not UTF-8")
	errDepth = errors.New("nested too deeply")
	errText  = errors.New("text with NUL or half a surrogate pair")
)

// checkJSON refuses bodies that parsers and databases treat differently: bad
// UTF-8, NUL (which PostgreSQL cannot store), half surrogates (which Go would
// silently replace), and nesting deep enough to exhaust a stack. Whether it is
// JSON at all the parser finds out.
func checkJSON(body []byte) error {
	if !utf8.Valid(body) {
		return errUTF8
	}
	depth := 0
	for i := 0; i < len(body); i++ {
		switch body[i] {
		case '"':
			end, err := skipString(body, i+1)
			if err != nil {
				return err
			}
			i = end
		case '{', '[':
			depth++
			if depth > maxDepth {
				return errDepth
			}
		case '}', ']':
			depth--
		case 0:
			return errText
		}
	}
	return nil
}

// storable reports whether both databases can hold a text: UTF-8 without NUL.
func storable(text string) bool { return utf8.ValidString(text) && !strings.ContainsRune(text, 0) }

// skipString returns the index of the closing quote of a string that starts at i.
func skipString(body []byte, i int) (int, error) {
	for ; i < len(body); i++ {
		switch {
		case body[i] == '"':
			return i, nil
		case body[i] == 0:
			return 0, errText
		case body[i] != '\\':
		case i+1 < len(body) && body[i+1] == 'u':
			skip, err := checkEscape(body[i:])
			if err != nil {
				return 0, err
			}
			i += skip - 1
		default:
			i++
		}
	}
	return i, nil // unclosed: the parser will say so
}

// checkEscape checks \uXXXX, with its partner if it is half of a pair, and
// returns its length.
func checkEscape(text []byte) (int, error) {
	first, ok := unit(text)
	switch {
	case !ok:
		return 2, nil // malformed: the parser will say so
	case first == 0:
		return 0, errText
	case !utf16.IsSurrogate(first):
		return 6, nil
	}
	second, ok := unit(text[6:])
	if !ok || utf16.DecodeRune(first, second) == utf8.RuneError {
		return 0, errText
	}
	return 12, nil
}

// unit reads one \uXXXX.
func unit(text []byte) (rune, bool) {
	if len(text) < 6 || text[0] != '\\' || text[1] != 'u' {
		return 0, false
	}
	n, err := strconv.ParseUint(string(text[2:6]), 16, 16)
	return rune(n), err == nil
}
