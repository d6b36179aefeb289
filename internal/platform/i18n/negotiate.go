package i18n

import (
	"strconv"
	"strings"
)

// maxHeader bounds how much of an Accept-Language header is read.
const maxHeader = 512

// Negotiate chooses the language of a request: the user's own choice if there is one,
// else the best of the browser's list. Any Chinese reads as zh-CN. A browser that
// names only other languages gets English; one that names none gets Chinese.
func Negotiate(acceptLanguage, userPref string) Locale {
	if l, ok := match(userPref); ok {
		return l
	}
	if len(acceptLanguage) > maxHeader {
		acceptLanguage = acceptLanguage[:maxHeader]
	}
	best, bestQ := ZhCN, 0.0
	named := false
	for entry := range strings.SplitSeq(acceptLanguage, ",") {
		tag, q := quality(entry)
		named = named || (tag != "" && tag != "*" && q > 0)
		if l, ok := match(tag); ok && q > bestQ {
			best, bestQ = l, q
		}
	}
	if bestQ == 0 && named {
		return En
	}
	return best
}

// match maps a language tag to a locale by its language.
func match(tag string) (Locale, bool) {
	language, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(tag)), "-")
	switch language {
	case "zh":
		return ZhCN, true
	case "en":
		return En, true
	}
	return "", false
}

// quality splits "zh-CN;q=0.8"; without a proper q it is 1.
func quality(entry string) (tag string, q float64) {
	tag, params, _ := strings.Cut(entry, ";")
	text, ok := strings.CutPrefix(strings.TrimSpace(params), "q=")
	if !ok {
		return strings.TrimSpace(tag), 1
	}
	q, err := strconv.ParseFloat(text, 64)
	if err != nil || q < 0 || q > 1 || q != q {
		return strings.TrimSpace(tag), 0
	}
	return strings.TrimSpace(tag), q
}
