package iam

import (
	_ "embed"
	"slices"
	"strings"
	"time"
	"unicode"

	"haike/internal/platform/condition"
)

// commonWords are the stems that leaked passwords are built of, in English,
// pinyin and keyboard habits. With the numbers, years, dates and signs that
// people add, they stand for several hundred thousand of the commonest passwords.
//
//go:embed common_words.txt
var commonWords string

// wordSet is made anew for each judgement, which costs less than the hash that follows.
func wordSet() map[string]bool {
	set := map[string]bool{}
	for word := range strings.FieldsSeq(commonWords) {
		set[word] = true
	}
	return set
}

const (
	maxPieces    = 3  // of a password that is judged common
	longestJudge = 32 // longer ones are not built of three pieces
)

// walks are rows of characters along which fingers slide.
func walks() []string {
	return []string{
		"abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertyuiopasdfghjklzxcvbnm",
		"1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p", "1q2w3e4r5t6y7u8i9o0p", "qazwsxedcrfvtgbyhnujmikolp", "q1w2e3r4t5y6u7i8o9p0",
		"!@#$%^&*()_+", "147258369", "789456123", "!qaz@wsx#edc$rfv",
	}
}

// luckyNumbers are number words that Chinese users add or chain.
func luckyNumbers() []string {
	return []string{
		"5201314", "1314520", "1314521", "7758521", "7758258", "5211314", "3344520", "584520", "520520", "521521", "1314", "520", "521", "168", "518",
		"888", "666", "999", "8888", "6666", "123", "1234", "12345", "123456", "321", "110", "119", "120", "250", "007", "100", "101", "233", "404",
	}
}

// commonPassword reports whether a password is among those that are tried first.
func commonPassword(password string) bool {
	words := wordSet()
	return composed(password, func(piece string) bool { return words[piece] })
}

// personalPassword reports whether a password is made of the given words and
// what people commonly add.
func personalPassword(password string, words []string) bool {
	guesses := wordSet()
	for _, w := range words {
		for _, part := range personalWords(w) {
			guesses[part] = true
		}
	}
	return composed(password, func(piece string) bool { return guesses[piece] })
}

// personalWords are a text, its parts, and its mail name, from three characters on (two for Chinese).
func personalWords(text string) []string {
	key := condition.TextKey(text)
	parts := append(strings.FieldsFunc(key, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }), strings.ReplaceAll(key, " ", ""))
	return slices.DeleteFunc(parts, func(p string) bool { return len(p) < 3 })
}

// composed reports whether a password is a repetition or is made of few
// guessable pieces, words with the usual substitutions (p@ssw0rd) included.
func composed(password string, word func(string) bool) bool {
	key := condition.TextKey(password)
	if repeated(key) {
		return true
	}
	if len([]rune(key)) > longestJudge {
		return false
	}
	return splits([]rune(key), maxPieces, func(piece string) bool { return word(piece) || word(unsubstituted(piece)) })
}

// unsubstituted undoes what people write for letters.
func unsubstituted(piece string) string {
	return strings.NewReplacer("@", "a", "4", "a", "3", "e", "1", "i", "!", "i", "0", "o", "$", "s", "5", "s", "7", "t").Replace(piece)
}

// repeated finds aaaaaaaa, 12121212 and abcabcabc.
func repeated(key string) bool {
	runes := []rune(key)
	for period := 1; period <= 4 && period*2 <= len(runes); period++ {
		same := true
		for i := period; i < len(runes) && same; i++ {
			same = runes[i] == runes[i-period]
		}
		if same {
			return true
		}
	}
	return false
}

// splits reports whether text is at most n guessable pieces in a row.
func splits(text []rune, n int, word func(string) bool) bool {
	if len(text) == 0 {
		return true
	}
	if n == 0 {
		return false
	}
	for end := len(text); end > 0; end-- {
		if guessable(string(text[:end]), word) && splits(text[end:], n-1, word) {
			return true
		}
	}
	return false
}

func guessable(piece string, word func(string) bool) bool {
	switch {
	case word(piece), slices.Contains(luckyNumbers(), piece):
		return true
	case len(piece) <= 2:
		return decoration(piece)
	case len(piece) == 3 && strings.Trim(piece, "!@#$%^&*.?_-+~") == "":
		return true
	}
	return walk(piece) || repeated(piece) || year(piece) || date(piece) || mobile(piece)
}

// decoration is what is put around a word: a digit or two, a sign or two, one letter.
func decoration(piece string) bool {
	if len(piece) == 1 {
		return true
	}
	return strings.Trim(piece, "0123456789") == "" || strings.Trim(piece, "!@#$%^&*.?_-+~") == ""
}

func walk(piece string) bool {
	back := []rune(piece)
	slices.Reverse(back)
	for _, row := range walks() {
		if strings.Contains(row, piece) || strings.Contains(row, string(back)) {
			return true
		}
	}
	return false
}

func year(piece string) bool { return len(piece) == 4 && piece >= "1940" && piece <= "2039" }

// date finds birthdays and the like: 19900101, 900101, 01011990, 0101.
func date(piece string) bool {
	for _, layout := range []string{"20060102", "060102", "02012006", "01022006", "0102"} {
		if len(piece) != len(layout) {
			continue
		}
		if _, err := time.Parse(layout, piece); err == nil {
			return true
		}
	}
	return false
}

// mobile finds Chinese mobile numbers: few enough to try, and often known.
func mobile(piece string) bool {
	return len(piece) == 11 && piece[0] == '1' && piece[1] >= '3' && strings.Trim(piece, "0123456789") == ""
}
