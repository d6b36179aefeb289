package i18n

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"
)

// Format writes the message. It reports false when a parameter is missing, or
// is no number where one is needed; such a place reads {name}.
func (m *Message) Format(locale Locale, params Params) (string, bool) {
	w := writer{locale: locale, params: params, complete: true}
	w.write(m.parts, "")
	return w.out.String(), w.complete
}

type writer struct {
	out      strings.Builder
	locale   Locale
	params   Params
	complete bool
}

// write writes parts; counted is the number that # stands for.
func (w *writer) write(parts []part, counted string) {
	for _, p := range parts {
		switch p.kind {
		case literal:
			w.out.WriteString(p.text)
		case pound:
			w.out.WriteString(group(counted))
		case plain:
			w.writePlain(p.text)
		case number:
			if n, ok := w.number(p.text); ok {
				w.out.WriteString(group(n))
			}
		case plural:
			w.writePlural(p)
		case selection:
			w.writeSelection(p, counted)
		}
	}
}

// lack marks a parameter that cannot be written.
func (w *writer) lack(name string) {
	w.complete = false
	w.out.WriteString("{" + name + "}")
}

func (w *writer) writePlain(name string) {
	value, ok := w.params[name]
	if !ok || value == nil {
		w.lack(name)
		return
	}
	if n, ok := decimalText(value); ok && !isText(value) {
		w.out.WriteString(group(n))
		return
	}
	w.out.WriteString(plainText(value))
}

// isText reports whether a value is a string, whose digits are not to be grouped.
func isText(value any) bool {
	_, text := value.(string)
	return text
}

func (w *writer) number(name string) (string, bool) {
	n, ok := decimalText(w.params[name])
	if !ok {
		w.lack(name)
	}
	return n, ok
}

func (w *writer) writePlural(p part) {
	n, ok := w.number(p.text)
	if !ok {
		return
	}
	parts, exact := p.cases["="+n]
	if !exact {
		parts, exact = p.cases[category(w.locale, n)]
	}
	if !exact {
		parts = p.cases["other"]
	}
	w.write(parts, n)
}

func (w *writer) writeSelection(p part, counted string) {
	value, ok := w.params[p.text]
	if !ok || value == nil {
		w.complete = false
	}
	parts, found := p.cases[plainText(value)]
	if !found {
		parts = p.cases["other"]
	}
	w.write(parts, counted)
}

// category is the CLDR plural category: Chinese has none but other, English one for 1.
func category(locale Locale, n string) string {
	if locale == En && n == "1" {
		return "one"
	}
	return "other"
}

// plainText writes a value ungrouped; floats without exponent.
func plainText(value any) string {
	switch v := value.(type) {
	case string:
		return v
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case float32:
		return strconv.FormatFloat(float64(v), 'f', -1, 32)
	}
	return fmt.Sprint(value)
}

// decimalText returns a number as plain decimal digits with at most three decimals,
// without needless zeros.
func decimalText(value any) (string, bool) {
	text := plainText(value)
	if value == nil || len(text) > 40 || !isDecimal(text) {
		return "", false
	}
	whole, minus := strings.CutPrefix(text, "-")
	whole, fraction, _ := strings.Cut(whole, ".")
	if len(fraction) > 3 {
		whole, fraction = round3(whole, fraction)
	}
	whole = strings.TrimLeft(whole, "0")
	fraction = strings.TrimRight(fraction, "0")
	if whole == "" {
		whole = "0"
	}
	if fraction != "" {
		whole += "." + fraction
	}
	if minus && whole != "0" {
		whole = "-" + whole
	}
	return whole, true
}

// round3 rounds to three decimals, half away from zero, in the digits as written: a
// float's shortest digits are what browsers round too.
func round3(whole, fraction string) (string, string) {
	thousandths, ok := new(big.Int).SetString(whole+fraction[:3], 10)
	if !ok {
		return whole, fraction[:3]
	}
	if fraction[3] >= '5' {
		thousandths.Add(thousandths, big.NewInt(1))
	}
	text := thousandths.String()
	text = strings.Repeat("0", max(0, 4-len(text))) + text
	return text[:len(text)-3], text[len(text)-3:]
}

// isDecimal reports whether text reads -?digits[.digits].
func isDecimal(text string) bool {
	whole, fraction, dotted := strings.Cut(strings.TrimPrefix(text, "-"), ".")
	return allDigits(whole) && (!dotted || allDigits(fraction))
}

func allDigits(text string) bool {
	return text != "" && strings.Trim(text, "0123456789") == ""
}

// group puts a comma before each three digits of the whole part; both languages do so.
func group(n string) string {
	n, minus := strings.CutPrefix(n, "-")
	whole, fraction, dotted := strings.Cut(n, ".")
	var b strings.Builder
	if minus {
		b.WriteByte('-')
	}
	for i, digit := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(digit)
	}
	if dotted {
		b.WriteString("." + fraction)
	}
	return b.String()
}
