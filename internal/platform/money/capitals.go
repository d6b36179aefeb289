package money

import "strings"

const capitalDigits = "零壹贰叁肆伍陆柒捌玖"

// Capitals returns the amount in Chinese capital figures (大写) for contracts and
// receipts: 陆万零壹佰玖拾元伍角陆分. An amount without 分 ends in 整; zeros in between
// are one 零; none is written before 角 when only the unit's place is zero; a negative
// amount starts with 负. Faults: ErrCapitals for other currencies than CNY.
func (m Money) Capitals() (string, error) {
	if m.Currency != CNY {
		return "", ErrCapitals.With("currency", string(m.Currency))
	}
	yuan, jiao, fen := m.abs()/100, m.abs()/10%10, m.abs()%10
	var b strings.Builder
	if m.Minor < 0 {
		b.WriteString("负")
	}
	if yuan > 0 || m.Minor == 0 {
		b.WriteString(capitals(yuan) + "元")
	}
	if jiao > 0 {
		b.WriteString(capitalDigit(jiao) + "角")
	} else if yuan > 0 && fen > 0 {
		b.WriteString("零")
	}
	if fen > 0 {
		b.WriteString(capitalDigit(fen) + "分")
	} else {
		b.WriteString("整")
	}
	return b.String(), nil
}

func capitalDigit(d uint64) string { return string([]rune(capitalDigits)[d]) }

// capitals writes a whole number, "零" for 0.
func capitals(n uint64) string {
	for _, unit := range []step{{100_000_000, "亿"}, {10_000, "万"}, {1000, "仟"}, {100, "佰"}, {10, "拾"}} {
		if n < unit.size {
			continue
		}
		text := capitals(n/unit.size) + unit.name
		rest := n % unit.size
		if rest == 0 {
			return text
		}
		if rest < unit.size/10 {
			text += "零"
		}
		return text + capitals(rest)
	}
	return capitalDigit(n)
}
