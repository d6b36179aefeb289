package pinyin

import (
	"strings"
	"unicode"

	hanzi "github.com/mozillazg/go-pinyin"

	"haike/internal/platform/condition"
)

// maxKey bounds a key in runes of the name; longer names differ before.
const maxKey = 60

// PersonKey is the sort key of a person's name: the surname comes first and is
// read as a surname. Compare keys as bytes.
func PersonKey(name string) string { return key(name, surname(name)) }

// NameKey is the sort key of any other name, such as a company's or a place's.
// Compare keys as bytes.
func NameKey(name string) string { return key(name, place(name)) }

// key writes the readings of the name's first characters as given, the others
// by the dictionary, and the name itself behind, so that different names of the
// same sound keep one order.
func key(name string, head []string) string {
	text := []rune(condition.TextKey(name))
	if len(text) > maxKey {
		text = text[:maxKey]
	}
	var b strings.Builder
	for i, r := range text {
		switch {
		case i < len(head):
			b.WriteString(head[i])
		case unicode.Is(unicode.Han, r):
			b.WriteString(reading(r))
		default:
			b.WriteRune(r)
			continue
		}
		b.WriteByte(' ') // lower than any letter: 西安 before 先
	}
	b.WriteByte(0x1f)
	b.WriteString(string(text))
	return b.String()
}

// reading is the commonest reading without its tone; a character that the
// dictionary lacks sorts behind all letters, as itself.
func reading(r rune) string {
	found := hanzi.SinglePinyin(r, hanzi.NewArgs())
	if len(found) == 0 {
		return "\u007f" + string(r)
	}
	return found[0]
}

// surname returns the readings of a surname that is read otherwise than usual.
func surname(name string) []string { return match(name, surnames()) }

// place returns the readings of a place's name at the beginning of a name.
func place(name string) []string { return match(name, places()) }

// match finds the longest entry of the table with which the name begins.
func match(name string, table map[string]string) []string {
	runes := []rune(name)
	for n := min(4, len(runes)); n > 0; n-- {
		if readings, ok := table[string(runes[:n])]; ok {
			return strings.Fields(readings)
		}
	}
	return nil
}

// surnames that a dictionary of single characters reads wrongly.
func surnames() map[string]string {
	return map[string]string{
		"单": "shan", "曾": "zeng", "解": "xie", "仇": "qiu", "查": "zha", "区": "ou", "乐": "yue", "朴": "piao", "盖": "ge",
		"翟": "zhai", "覃": "qin", "员": "yun", "缪": "miao", "黑": "he",
		"折": "she", "秘": "bi", "种": "chong", "洗": "xian", "祭": "zhai", "繁": "po", "召": "shao",
		"隗": "wei", "郇": "xun",
		"尉迟": "yu chi", "万俟": "mo qi", "澹台": "tan tai", "颉": "xie",
	}
}

// places whose names a dictionary of single characters reads wrongly.
func places() map[string]string {
	return map[string]string{
		"重庆": "chong qing", "长沙": "chang sha", "长春": "chang chun", "长治": "chang zhi", "长江": "chang jiang", "长城": "chang cheng",
		"厦门": "xia men", "六安": "lu an", "六合": "lu he", "乐清": "yue qing", "东阿": "dong e", "番禺": "pan yu", "蚌埠": "beng bu",
		"铅山": "yan shan", "浚县": "xun xian", "都江堰": "du jiang yan", "成都": "cheng du", "长白": "chang bai",
	}
}
