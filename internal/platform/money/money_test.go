package money

import (
	"errors"
	"math"
	"math/big"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

func yuan(t *testing.T, text string) Money {
	t.Helper()
	m, err := Parse(text, CNY)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestParse(t *testing.T) {
	cases := []struct {
		text     string
		currency Currency
		minor    int64
		err      error
	}{
		{"60190.56", CNY, 6019056, nil},
		{" 60,190.5 ", CNY, 6019050, nil},
		{"-1,234,567", CNY, -123456700, nil},
		{"−0.01", CNY, -1, nil},
		{"007", CNY, 700, nil},
		{"1.500", CNY, 150, nil},
		{"1500", "JPY", 1500, nil},
		{"1.234", "KWD", 1234, nil},
		{"92233720368547758.07", CNY, math.MaxInt64, nil},
		{"92233720368547758.08", CNY, 0, ErrOverflow},
		{"999999999999999999999", CNY, 0, ErrOverflow},
		{"1.005", CNY, 0, ErrPrecision},
		{"1.5", "JPY", 0, ErrPrecision},
		{"1", "XXX", 0, ErrCurrency},
		{"", CNY, 0, ErrFormat},
		{"-", CNY, 0, ErrFormat},
		{".5", CNY, 0, ErrFormat},
		{"1.", CNY, 0, ErrFormat},
		{"1e5", CNY, 0, ErrFormat},
		{"--1", CNY, 0, ErrFormat},
		{"1.2.3", CNY, 0, ErrFormat},
		{"NaN", CNY, 0, ErrFormat},
		{"1,23", CNY, 0, ErrFormat},
		{"1234,567", CNY, 0, ErrFormat},
		{",123", CNY, 0, ErrFormat},
		{"1.234,5", CNY, 0, ErrFormat},
		{"１２", CNY, 0, ErrFormat},
		{"¥5", CNY, 0, ErrFormat},
		{"1 000", CNY, 0, ErrFormat},
	}
	for _, k := range cases {
		got, err := Parse(k.text, k.currency)
		if !errors.Is(err, k.err) || got.Minor != k.minor {
			t.Errorf("%q %s: %v %v", k.text, k.currency, got.Minor, err)
		}
	}
}

func TestCurrencies(t *testing.T) {
	list := Currencies()
	if len(list) < 40 || list[0].Code != CNY || list[1].Code != "AED" {
		t.Fatalf("%d currencies, first %v", len(list), list[:2])
	}
	symbols := map[string]Currency{}
	for _, info := range list {
		if other, taken := symbols[info.Symbol]; taken {
			t.Errorf("%s and %s share the symbol %s", info.Code, other, info.Symbol)
		}
		symbols[info.Symbol] = info.Code
		if len(info.Code) != 3 || info.Digits < 0 || info.Digits > 3 || info.NameZH == "" || info.NameEN == "" {
			t.Errorf("%+v", info)
		}
	}
	for code, want := range map[Currency]int{CNY: 2, "USD": 2, "JPY": 0, "KRW": 0, "VND": 0, "KWD": 3, "BHD": 3, "CLP": 0} {
		if code.Digits() != want {
			t.Errorf("%s has %d decimals", code, code.Digits())
		}
	}
}

func TestArithmeticFailsRatherThanWraps(t *testing.T) {
	most, least := New(math.MaxInt64, CNY), New(math.MinInt64, CNY)
	one := New(1, CNY)
	if _, err := most.Add(one); !errors.Is(err, ErrOverflow) {
		t.Error(err)
	}
	if _, err := least.Sub(one); !errors.Is(err, ErrOverflow) {
		t.Error(err)
	}
	if _, err := one.Sub(least); !errors.Is(err, ErrOverflow) {
		t.Error(err)
	}
	if _, err := one.Add(New(1, "USD")); !errors.Is(err, ErrMismatch) {
		t.Error(err)
	}
	if _, err := one.Compare(New(1, "USD")); !errors.Is(err, ErrMismatch) {
		t.Error(err)
	}
	if _, err := Sum(CNY, one, New(1, "USD")); !errors.Is(err, ErrMismatch) {
		t.Error(err)
	}
	for _, exponent := range []int32{1, 50, 1_000_000, -1_000_000} {
		if _, err := most.Mul(decimal.New(1, exponent)); !errors.Is(err, ErrOverflow) {
			t.Errorf("1e%d: %v", exponent, err)
		}
	}
	if got, err := Sum(CNY); err != nil || got != New(0, CNY) || !got.IsZero() {
		t.Error(got, err)
	}
}

func TestAddAndSubAreExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.Int64().Draw(t, "a"), rapid.Int64().Draw(t, "b")
		check := func(got Money, err error, want *big.Int) {
			if want.IsInt64() != (err == nil) || err == nil && got.Minor != want.Int64() {
				t.Fatalf("%v %v, want %v", got, err, want)
			}
		}
		sum, err := New(a, CNY).Add(New(b, CNY))
		check(sum, err, new(big.Int).Add(big.NewInt(a), big.NewInt(b)))
		difference, err := New(a, CNY).Sub(New(b, CNY))
		check(difference, err, new(big.Int).Sub(big.NewInt(a), big.NewInt(b)))
		order, err := New(a, CNY).Compare(New(b, CNY))
		if err != nil || order != big.NewInt(a).Cmp(big.NewInt(b)) {
			t.Fatal(order, err)
		}
	})
}

func TestRoundingIsHalfAwayFromZero(t *testing.T) {
	cases := []struct {
		minor int64
		rate  string
		want  int64
	}{
		{1, "0.5", 1},
		{-1, "0.5", -1},
		{3, "0.5", 2},
		{5, "0.1", 1},
		{4, "0.1", 0},
		{-5, "0.1", -1},
		{10000, "0.13", 1300},
		{333, "0.06", 20},
		{100, "7.1234", 712},
		{0, "9", 0},
	}
	for _, k := range cases {
		got, err := New(k.minor, CNY).Mul(decimal.RequireFromString(k.rate))
		if err != nil || got.Minor != k.want {
			t.Errorf("%d × %s = %v %v", k.minor, k.rate, got.Minor, err)
		}
	}
}

func TestMulIsTheNearestAmount(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		minor := rapid.Int64Range(-1e12, 1e12).Draw(t, "minor")
		rate := decimal.New(rapid.Int64Range(-1e6, 1e6).Draw(t, "rate"), -int32(rapid.IntRange(0, 6).Draw(t, "places")))
		got, err := New(minor, CNY).Mul(rate)
		if err != nil {
			t.Fatal(err)
		}
		off := decimal.NewFromInt(minor).Mul(rate).Sub(decimal.NewFromInt(got.Minor))
		if off.Abs().GreaterThan(decimal.New(5, -1)) {
			t.Fatalf("%s off", off)
		}
		back, err := New(-minor, CNY).Mul(rate)
		if err != nil || back.Minor != -got.Minor {
			t.Fatalf("rounding depends on the sign: %v %v", back, err)
		}
	})
}

func TestConvert(t *testing.T) {
	cases := []struct {
		from Money
		to   Currency
		rate string
		want int64
	}{
		{New(10000, "USD"), CNY, "7.1234", 71234},
		{New(10000, "JPY"), CNY, "0.0477", 47700},
		{New(47700, CNY), "JPY", "20.96", 9998},
		{New(1234, "KWD"), CNY, "23.2", 2863},
		{New(-10050, "USD"), "JPY", "149.5", -15025},
	}
	for _, k := range cases {
		got, err := k.from.Convert(k.to, decimal.RequireFromString(k.rate))
		if err != nil || got != New(k.want, k.to) {
			t.Errorf("%s at %s: %s %v", k.from, k.rate, got, err)
		}
	}
	if _, err := New(1, CNY).Convert("XXX", decimal.NewFromInt(1)); !errors.Is(err, ErrCurrency) {
		t.Error(err)
	}
}

func TestAllocate(t *testing.T) {
	cases := []struct {
		minor   int64
		weights []int64
		want    []int64
	}{
		{100, []int64{1, 1, 1}, []int64{34, 33, 33}},
		{-100, []int64{1, 1, 1}, []int64{-34, -33, -33}},
		{101, []int64{0, 1, 1}, []int64{0, 51, 50}},
		{10, []int64{1, 5, 4}, []int64{1, 5, 4}},
		{5, []int64{3, 7}, []int64{2, 3}},
		{0, []int64{1, 2}, []int64{0, 0}},
	}
	for _, k := range cases {
		parts, err := New(k.minor, CNY).Allocate(k.weights)
		if err != nil {
			t.Fatal(err)
		}
		for i, p := range parts {
			if p != New(k.want[i], CNY) {
				t.Errorf("%d by %v: %v", k.minor, k.weights, parts)
			}
		}
	}
	for _, weights := range [][]int64{nil, {0, 0}, {2, -1}} {
		if _, err := New(1, CNY).Allocate(weights); !errors.Is(err, ErrWeights) {
			t.Errorf("%v: %v", weights, err)
		}
	}
}

func TestAllocateLosesNothingAndIsFair(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := New(rapid.Int64().Draw(t, "minor"), CNY)
		weights := rapid.SliceOfN(rapid.Int64Range(0, math.MaxInt64), 1, 12).Draw(t, "weights")
		total := new(big.Int)
		for _, w := range weights {
			total.Add(total, big.NewInt(w))
		}
		parts, err := m.Allocate(weights)
		if total.Sign() == 0 {
			if err == nil {
				t.Fatal("nothing to split by")
			}
			return
		}
		sum, sumErr := Sum(CNY, parts...)
		if err != nil || sumErr != nil || sum != m {
			t.Fatalf("%v of %v: %v %v", sum, m, err, sumErr)
		}
		for i, p := range parts {
			exact := new(big.Int).Mul(big.NewInt(m.Minor), big.NewInt(weights[i]))
			off := exact.Sub(exact, new(big.Int).Mul(big.NewInt(p.Minor), total))
			if off.CmpAbs(total) >= 0 || weights[i] == 0 && p.Minor != 0 {
				t.Fatalf("part %d is a whole unit off: %v", i, p)
			}
		}
	})
}

func TestBasisPoints(t *testing.T) {
	for b, want := range map[BasisPoints]string{5630: "56.3%", 5635: "56.4%", 10000: "100.0%", -1: "0.0%", -125: "−1.3%", 0: "0.0%"} {
		if b.String() != want {
			t.Errorf("%d: %s", b, b)
		}
	}
	if got, ok := Ratio(2, 3); !ok || got != 6667 {
		t.Error(got)
	}
	if got, ok := Ratio(-1, 8); !ok || got != -1250 {
		t.Error(got)
	}
	if _, ok := Ratio(1, 0); ok {
		t.Error("nothing of nothing")
	}
	if _, ok := Ratio(math.MaxInt64, 1); ok {
		t.Error("too large")
	}
	if got, err := yuan(t, "100.05").Share(1300); err != nil || got != yuan(t, "13.01") {
		t.Error(got, err)
	}
}

func TestString(t *testing.T) {
	cases := []struct {
		m             Money
		full, decimal string
	}{
		{New(6019056, CNY), "¥60,190.56", "60190.56"},
		{New(-123450, CNY), "−¥1,234.50", "-1234.50"},
		{New(5, CNY), "¥0.05", "0.05"},
		{New(0, CNY), "¥0.00", "0.00"},
		{New(1234567, "JPY"), "JP¥1,234,567", "1234567"},
		{New(-1234567, "KWD"), "−KWD 1,234.567", "-1234.567"},
		{New(100000, "USD"), "US$1,000.00", "1000.00"},
		{New(100, "XXX"), "XXX 1.00", "1.00"},
		{New(math.MinInt64, CNY), "−¥92,233,720,368,547,758.08", "-92233720368547758.08"},
	}
	for _, k := range cases {
		if k.m.String() != k.full || k.m.Decimal() != k.decimal {
			t.Errorf("%s %s", k.m, k.m.Decimal())
		}
	}
}

func TestDecimalAndStringReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		info := rapid.SampledFrom(Currencies()).Draw(t, "currency")
		m := New(rapid.Int64Min(math.MinInt64+1).Draw(t, "minor"), info.Code)
		for _, text := range []string{m.Decimal(), strings.Replace(m.String(), info.Symbol, "", 1)} {
			if got, err := Parse(text, info.Code); err != nil || got != m {
				t.Fatalf("%s: %v %v", text, got, err)
			}
		}
	})
}

func TestCompact(t *testing.T) {
	cases := []struct{ amount, zh, en string }{
		{"60190.56", "¥6.0万", "¥60.2K"},
		{"99999999", "¥9,999.9万", "¥100.0M"},
		{"120000000", "¥1.2亿", "¥120.0M"},
		{"8400", "¥8,400", "¥8.4K"},
		{"248500", "¥24.9万", "¥248.5K"},
		{"10000", "¥1.0万", "¥10.0K"},
		{"9999.99", "¥9,999", "¥10.0K"},
		{"999999", "¥100.0万", "¥999.9K"},
		{"999.5", "¥1,000", "¥999"},
		{"999.4", "¥999", "¥999"},
		{"1.5", "¥2", "¥2"},
		{"0.56", "¥0.56", "¥0.56"},
		{"0", "¥0.00", "¥0.00"},
		{"-60190.56", "−¥6.0万", "−¥60.2K"},
		{"1234567890123", "¥12,345.7亿", "¥1,234.6B"},
	}
	for _, k := range cases {
		m := yuan(t, k.amount)
		if zh, en := m.Compact(Chinese), m.Compact(Western); zh != k.zh || en != k.en {
			t.Errorf("%s: %s %s", k.amount, zh, en)
		}
	}
	if got := New(248500, "JPY").Compact(Chinese); got != "JP¥24.9万" {
		t.Error(got)
	}
}

func TestCompactKeepsOrderAndUnit(t *testing.T) {
	read := func(text string) *big.Rat {
		factor := int64(1)
		for _, u := range []step{{10_000, "万"}, {100_000_000, "亿"}, {1000, "K"}, {1_000_000, "M"}, {1_000_000_000, "B"}} {
			if rest, ok := strings.CutSuffix(text, u.name); ok {
				text, factor = rest, int64(u.size)
			}
		}
		r, _ := new(big.Rat).SetString(strings.ReplaceAll(strings.TrimPrefix(text, "¥"), ",", ""))
		return r.Mul(r, new(big.Rat).SetInt64(factor))
	}
	rapid.Check(t, func(t *rapid.T) {
		scale := rapid.SampledFrom([]Scale{Chinese, Western}).Draw(t, "scale")
		a := rapid.Int64Range(0, 1e15).Draw(t, "a")
		b := rapid.Int64Range(a, 1e15).Draw(t, "b")
		shownA, shownB := New(a, CNY).Compact(scale), New(b, CNY).Compact(scale)
		if read(shownA).Cmp(read(shownB)) > 0 {
			t.Fatalf("%s before %s", shownA, shownB)
		}
		if strings.HasPrefix(shownA, "¥10,000.") && strings.HasSuffix(shownA, "万") {
			t.Fatal(shownA)
		}
	})
}
