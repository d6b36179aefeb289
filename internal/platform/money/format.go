package money

import (
	"strconv"
	"strings"
)

// minus is the sign on screens and documents; data files use the hyphen.
const minus = "−"

// Decimal returns the amount as plain decimal text for files and APIs: "-1234.50".
// Parse reads it back.
func (m Money) Decimal() string {
	whole, fraction := m.split()
	return m.signed("-", strconv.FormatUint(whole, 10)+fraction)
}

// String returns the amount in full with symbol and grouping: "¥60,190.56",
// "−¥1,234.50". An unknown currency shows its code.
func (m Money) String() string {
	whole, fraction := m.split()
	return m.signed(minus, m.symbol()+group(whole)+fraction)
}

// abs returns the amount without its sign; right for the smallest integer too.
func (m Money) abs() uint64 {
	if m.Minor < 0 {
		return -uint64(m.Minor)
	}
	return uint64(m.Minor)
}

// split returns the whole units and the decimals with their point, none for
// currencies without decimals.
func (m Money) split() (whole uint64, fraction string) {
	places, unit := m.Currency.Digits(), m.Currency.unit()
	if places == 0 {
		return m.abs(), ""
	}
	text := strconv.FormatUint(m.abs()%unit, 10)
	return m.abs() / unit, "." + strings.Repeat("0", places-len(text)) + text
}

func (m Money) signed(sign, text string) string {
	if m.Minor < 0 {
		return sign + text
	}
	return text
}

func (m Money) symbol() string {
	if info, ok := m.Currency.Info(); ok {
		return info.Symbol
	}
	return string(m.Currency) + " "
}

func group(n uint64) string {
	text := strconv.FormatUint(n, 10)
	var b strings.Builder
	for i, r := range text {
		if i > 0 && (len(text)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// Scale is a family of short units for lists and cards.
type Scale string

// The scales.
const (
	Chinese Scale = "zh" // 万 from 10,000 and 亿 from 100,000,000
	Western Scale = "en" // K, M and B
)

// step is one short unit.
type step struct {
	size uint64
	name string
}

// steps returns the units of a scale, the largest first.
func (s Scale) steps() []step {
	if s == Chinese {
		return []step{{100_000_000, "亿"}, {10_000, "万"}}
	}
	return []step{{1_000_000_000, "B"}, {1_000_000, "M"}, {1_000, "K"}}
}

// Compact returns the amount for lists and cards: "¥6.0万", "¥9,999.9万", "¥1.2亿",
// "¥8,400"; Western "¥248.5K". Short units have one decimal, smaller amounts none
// (below one unit all). Rounding is half away from zero, but never up into the next
// unit: ¥99,999,999 is ¥9,999.9万.
func (m Money) Compact(scale Scale) string {
	unit := m.Currency.unit()
	whole := m.abs() / unit
	if whole == 0 {
		return m.String()
	}
	next := uint64(0)
	for _, s := range scale.steps() {
		if whole >= s.size {
			tenths := rounded(m.abs(), s.size/10*unit, next*10/s.size)
			return m.signed(minus, m.symbol()+group(tenths/10)+"."+strconv.FormatUint(tenths%10, 10)+s.name)
		}
		next = s.size
	}
	return m.signed(minus, m.symbol()+group(rounded(m.abs(), unit, next)))
}

// rounded returns n ÷ per, half up, but less than limit (0: no limit).
func rounded(n, per, limit uint64) uint64 {
	q := n / per
	if rest := n % per; rest >= per-rest {
		q++
	}
	if limit > 0 && q >= limit {
		return limit - 1
	}
	return q
}
