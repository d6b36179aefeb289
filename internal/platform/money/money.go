package money

import (
	"math"
	"math/big"
	"strings"

	"github.com/shopspring/decimal"
)

// Money is an amount in minor units of its currency: 6019056 CNY is ¥60,190.56.
type Money struct {
	Minor    int64    `json:"minor"`
	Currency Currency `json:"currency"`
}

// New returns an amount of minor units.
func New(minor int64, currency Currency) Money { return Money{minor, currency} }

// Parse reads a decimal text such as "60190.56", "-1,234.5" or "−3", without symbol.
// Commas are accepted where they group thousands. Faults: ErrCurrency, ErrFormat,
// ErrPrecision when a non-zero decimal is too many, ErrOverflow.
func Parse(text string, currency Currency) (Money, error) {
	if !currency.Valid() {
		return Money{}, ErrCurrency.With("currency", string(currency))
	}
	number, negative := cutMinus(strings.TrimSpace(text))
	whole, fraction, dotted := strings.Cut(number, ".")
	whole, ok := ungroup(whole)
	if !ok || !digits(fraction) || dotted && fraction == "" {
		return Money{}, ErrFormat.With("value", text)
	}
	places := currency.Digits()
	fraction = strings.TrimRight(fraction, "0")
	if len(fraction) > places {
		return Money{}, ErrPrecision.With("value", text).With("currency", string(currency)).With("digits", places)
	}
	minor, ok := integer(whole + fraction + strings.Repeat("0", places-len(fraction)))
	if !ok {
		return Money{}, ErrOverflow
	}
	if negative {
		minor = -minor
	}
	return Money{minor, currency}, nil
}

func cutMinus(text string) (rest string, negative bool) {
	for _, sign := range []string{"-", "−"} {
		if rest, ok := strings.CutPrefix(text, sign); ok {
			return rest, true
		}
	}
	return text, false
}

// ungroup removes commas, which must stand before each three digits, if at all.
func ungroup(whole string) (string, bool) {
	head, rest, grouped := strings.Cut(whole, ",")
	if !grouped {
		return whole, whole != "" && digits(whole)
	}
	if head == "" || len(head) > 3 || !digits(head) {
		return "", false
	}
	for part := range strings.SplitSeq(rest, ",") {
		if len(part) != 3 || !digits(part) {
			return "", false
		}
		head += part
	}
	return head, true
}

func digits(text string) bool { return strings.Trim(text, "0123456789") == "" }

// integer reads digits up to the largest amount.
func integer(text string) (n int64, ok bool) {
	for _, r := range text {
		digit := int64(r - '0')
		if n > (math.MaxInt64-digit)/10 {
			return 0, false
		}
		n = n*10 + digit
	}
	return n, true
}

// IsZero reports whether the amount is nothing.
func (m Money) IsZero() bool { return m.Minor == 0 }

// same returns ErrMismatch unless both have one currency.
func (m Money) same(other Money) error {
	if m.Currency != other.Currency {
		return ErrMismatch.With("currency", string(m.Currency)).With("other", string(other.Currency))
	}
	return nil
}

// Add returns m + other. Faults: ErrMismatch, ErrOverflow.
func (m Money) Add(other Money) (Money, error) {
	if err := m.same(other); err != nil {
		return Money{}, err
	}
	sum := m.Minor + other.Minor
	if (sum > m.Minor) != (other.Minor > 0) && other.Minor != 0 {
		return Money{}, ErrOverflow
	}
	return Money{sum, m.Currency}, nil
}

// Sub returns m − other. Faults: ErrMismatch, ErrOverflow.
func (m Money) Sub(other Money) (Money, error) {
	if err := m.same(other); err != nil {
		return Money{}, err
	}
	difference := m.Minor - other.Minor
	if (difference < m.Minor) != (other.Minor > 0) && other.Minor != 0 {
		return Money{}, ErrOverflow
	}
	return Money{difference, m.Currency}, nil
}

// Sum adds amounts of the given currency; none make zero. Faults: ErrMismatch, ErrOverflow.
func Sum(currency Currency, amounts ...Money) (Money, error) {
	total := Money{Currency: currency}
	for _, amount := range amounts {
		var err error
		if total, err = total.Add(amount); err != nil {
			return Money{}, err
		}
	}
	return total, nil
}

// Compare returns -1, 0 or 1 as m is less than, equal to or more than other. Faults: ErrMismatch.
func (m Money) Compare(other Money) (int, error) {
	if err := m.same(other); err != nil {
		return 0, err
	}
	switch {
	case m.Minor < other.Minor:
		return -1, nil
	case m.Minor > other.Minor:
		return 1, nil
	}
	return 0, nil
}

// Mul returns m × rate, rounded half away from zero: a quantity, a tax rate, a
// discount. Faults: ErrOverflow.
func (m Money) Mul(rate decimal.Decimal) (Money, error) {
	return scaled(m.Minor, rate, m.Currency)
}

// Convert returns the amount in another currency at the given rate: how many units
// of it one unit of m's currency buys. Rounded half away from zero. Faults:
// ErrCurrency, ErrOverflow.
func (m Money) Convert(to Currency, rate decimal.Decimal) (Money, error) {
	for _, c := range []Currency{m.Currency, to} {
		if !c.Valid() {
			return Money{}, ErrCurrency.With("currency", string(c))
		}
	}
	return scaled(m.Minor, rate.Shift(int32(to.Digits()-m.Currency.Digits())), to)
}

// maxExponent bounds rates: a decimal such as 1e1000000 would fill the memory.
const maxExponent = 60

func scaled(minor int64, rate decimal.Decimal, currency Currency) (Money, error) {
	if e := rate.Exponent(); e > maxExponent || e < -maxExponent {
		return Money{}, ErrOverflow
	}
	// decimal.Round rounds half away from zero.
	result := decimal.NewFromInt(minor).Mul(rate).Round(0).BigInt()
	if !result.IsInt64() {
		return Money{}, ErrOverflow
	}
	return Money{result.Int64(), currency}, nil
}

// Allocate splits m in proportion to weights so that the parts add up to m exactly:
// each gets its share cut to whole minor units, and what is left goes, one unit
// each, to the largest remainders, among equals to the first. Faults: ErrWeights.
func (m Money) Allocate(weights []int64) ([]Money, error) {
	total := new(big.Int)
	for _, w := range weights {
		if w < 0 {
			return nil, ErrWeights
		}
		total.Add(total, big.NewInt(w))
	}
	if total.Sign() == 0 {
		return nil, ErrWeights
	}
	parts := make([]Money, len(weights))
	remainders := make([]*big.Int, len(weights))
	left := m.Minor
	for i, w := range weights {
		share, rest := new(big.Int).QuoRem(new(big.Int).Mul(big.NewInt(m.Minor), big.NewInt(w)), total, new(big.Int))
		parts[i] = Money{share.Int64(), m.Currency}
		remainders[i] = rest.Abs(rest)
		left -= share.Int64()
	}
	for ; left != 0; left -= sign(left) {
		i := largest(remainders)
		parts[i].Minor += sign(left)
		remainders[i].SetInt64(-1)
	}
	return parts, nil
}

func sign(n int64) int64 {
	if n < 0 {
		return -1
	}
	return 1
}

// largest returns the index of the first largest number.
func largest(numbers []*big.Int) int {
	at := 0
	for i, n := range numbers {
		if n.Cmp(numbers[at]) > 0 {
			at = i
		}
	}
	return at
}

// BasisPoints is a share in hundredths of a percent: 5630 is 56.3 %.
type BasisPoints int64

// Decimal returns the share as a factor: 5630 is 0.563.
func (b BasisPoints) Decimal() decimal.Decimal { return decimal.New(int64(b), -4) }

// String returns the share with one decimal, rounded half away from zero: "56.3%".
func (b BasisPoints) String() string {
	text := decimal.New(int64(b), -2).StringFixed(1)
	if rest, negative := strings.CutPrefix(text, "-"); negative {
		text = minus + rest
	}
	return text + "%"
}

// Share returns b of m, rounded half away from zero. Faults: ErrOverflow.
func (m Money) Share(b BasisPoints) (Money, error) { return m.Mul(b.Decimal()) }

// Ratio returns part ÷ whole in basis points, rounded half away from zero; false when
// the whole is zero or the ratio is too large to tell. Both are counts or minor units
// of one currency.
func Ratio(part, whole int64) (BasisPoints, bool) {
	if whole == 0 {
		return 0, false
	}
	ratio := decimal.NewFromInt(part).Shift(4).DivRound(decimal.NewFromInt(whole), 0).BigInt()
	if !ratio.IsInt64() {
		return 0, false
	}
	return BasisPoints(ratio.Int64()), true
}
