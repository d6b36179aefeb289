package money

import (
	"errors"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestCapitals(t *testing.T) {
	cases := map[string]string{
		"60190.56":             "陆万零壹佰玖拾元伍角陆分",
		"0":                    "零元整",
		"0.56":                 "伍角陆分",
		"0.06":                 "陆分",
		"0.50":                 "伍角整",
		"10":                   "壹拾元整",
		"1680.32":              "壹仟陆佰捌拾元叁角贰分",
		"107000.53":            "壹拾万柒仟元伍角叁分",
		"16409.02":             "壹万陆仟肆佰零玖元零贰分",
		"325.04":               "叁佰贰拾伍元零肆分",
		"6007.14":              "陆仟零柒元壹角肆分",
		"100000001":            "壹亿零壹元整",
		"10010001":             "壹仟零壹万零壹元整",
		"1000000000000":        "壹万亿元整",
		"-1.1":                 "负壹元壹角整",
		"123456789.12":         "壹亿贰仟叁佰肆拾伍万陆仟柒佰捌拾玖元壹角贰分",
		"92233720368547758.07": "玖亿贰仟贰佰叁拾叁万柒仟贰佰零叁亿陆仟捌佰伍拾肆万柒仟柒佰伍拾捌元零柒分",
	}
	for amount, want := range cases {
		if got, err := yuan(t, amount).Capitals(); err != nil || got != want {
			t.Errorf("%s: %s %v", amount, got, err)
		}
	}
	if _, err := New(1, "USD").Capitals(); !errors.Is(err, ErrCapitals) {
		t.Error(err)
	}
}

// readCapitals reads capital figures by another way than they are written: from the
// left, each unit multiplying what has gathered below it.
func readCapitals(text string) int64 {
	text, negative := strings.CutPrefix(text, "负")
	units := map[rune]int64{'拾': 10, '佰': 100, '仟': 1000}
	var fixed, wan, section, digit, minor int64
	for _, r := range text {
		switch {
		case strings.ContainsRune(capitalDigits, r):
			digit = int64(strings.Index(capitalDigits, string(r)) / len("零"))
		case units[r] > 0:
			section += digit * units[r]
			digit = 0
		case r == '万':
			wan = (section + digit) * 10_000
			section, digit = 0, 0
		case r == '亿':
			fixed = (fixed + wan + section + digit) * 100_000_000
			wan, section, digit = 0, 0, 0
		case r == '元':
			minor = (fixed + wan + section + digit) * 100
			digit = 0
		case r == '角':
			minor += digit * 10
			digit = 0
		case r == '分':
			minor += digit
		}
	}
	if negative {
		return -minor
	}
	return minor
}

func TestCapitalsReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		minor := rapid.Int64Range(math.MinInt64+1, math.MaxInt64).Draw(t, "minor")
		if rapid.Bool().Draw(t, "zeros") {
			// Many zeros inside are the hard part.
			minor = minor%1000*int64(pow10(rapid.IntRange(0, 12).Draw(t, "shift"))) + minor/1e16
		}
		text, err := New(minor, CNY).Capitals()
		if err != nil || readCapitals(text) != minor {
			t.Fatalf("%d: %s reads %d", minor, text, readCapitals(text))
		}
		if strings.Contains(text, "零零") || strings.Contains(text, "零元") && minor != 0 || strings.Contains(text, "零万") || strings.Contains(text, "零亿") {
			t.Fatal(text)
		}
	})
}
