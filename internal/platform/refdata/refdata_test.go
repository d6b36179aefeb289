package refdata

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/language"
	"pgregory.net/rapid"
)

func regions(t *testing.T) *Regions {
	t.Helper()
	r, err := LoadRegions()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// codes returns all region codes in order.
func codes(r *Regions) []string {
	var all []string
	for code := range r.byCode {
		all = append(all, code)
	}
	slices.Sort(all)
	return all
}

func TestRegions(t *testing.T) {
	r := regions(t)
	provinces := r.Children("")
	if len(provinces) != 34 || len(r.byCode) != 3432 {
		t.Fatalf("%d provinces, %d regions", len(provinces), len(r.byCode))
	}
	for _, p := range provinces {
		if p.Level != Province || p.NameEN == "" || p.Parent != "" {
			t.Errorf("%+v", p)
		}
	}
	pudong, err := r.Find("310115")
	if err != nil || pudong != (Region{Code: "310115", Name: "浦东新区", Parent: "310100", Level: District}) {
		t.Errorf("%+v %v", pudong, err)
	}
	if group, err := r.Find("310100"); err != nil || !group.Group || group.Parent != "310000" || group.Level != City {
		t.Errorf("%+v %v", group, err)
	}
	for _, code := range []string{"", "31", "990000", "310115 ", "３１"} {
		if _, err := r.Find(code); !errors.Is(err, ErrRegion) {
			t.Errorf("%q: %v", code, err)
		}
		if r.Path(code) != "" || r.Chain(code) != nil {
			t.Errorf("%q has a path", code)
		}
	}
	r.Children("")[0].Name = "changed"
	if r.Children("")[0].Name == "changed" {
		t.Error("callers can change the tree")
	}
}

func TestPath(t *testing.T) {
	r := regions(t)
	for code, want := range map[string]string{
		"310115": "上海 / 浦东新区", "310100": "上海", "310000": "上海", "440305": "广东 / 深圳市 / 南山区",
		"500229": "重庆 / 城口县", "429004": "湖北 / 仙桃市", "152500": "内蒙古 / 锡林郭勒盟",
		"450000": "广西", "640000": "宁夏", "650000": "新疆", "810000": "香港", "710000": "台湾",
		"441900129": "广东 / 东莞市 / 高埗镇",
	} {
		if got := r.Path(code); got != want {
			t.Errorf("%s: %s, want %s", code, got, want)
		}
	}
}

func TestContains(t *testing.T) {
	r := regions(t)
	cases := []struct {
		outer, inner string
		want         bool
	}{
		{"310000", "310115", true},
		{"310100", "310115", true},
		{"310115", "310115", true},
		{"310115", "310000", false},
		{"320000", "310115", false},
		{"441900", "441900129", true},
		{"", "310115", false},
		{"310000", "", false},
		{"310000", "319999", false},
		{"990000", "310115", false},
	}
	for _, k := range cases {
		if got := r.Contains(k.outer, k.inner); got != k.want {
			t.Errorf("%s in %s: %v", k.inner, k.outer, got)
		}
	}
}

func TestPrefixSaysTheSameAsTheTree(t *testing.T) {
	r := regions(t)
	all := codes(r)
	rapid.Check(t, func(t *rapid.T) {
		outer, inner := rapid.SampledFrom(all).Draw(t, "outer"), rapid.SampledFrom(all).Draw(t, "inner")
		if rapid.Bool().Draw(t, "related") {
			chain := r.Chain(inner)
			outer = rapid.SampledFrom(chain).Draw(t, "ancestor").Code
		}
		within := slices.ContainsFunc(r.Chain(inner), func(a Region) bool { return a.Code == outer })
		if within != r.Contains(outer, inner) || within != strings.HasPrefix(inner, Prefix(outer)) {
			t.Fatalf("%s in %s: %v", inner, outer, within)
		}
	})
	for _, code := range []string{"", "31", "31011", "31o000", "31000000000", "-10000"} {
		if Prefix(code) != "" {
			t.Errorf("%q: %q", code, Prefix(code))
		}
	}
}

func TestResolve(t *testing.T) {
	r := regions(t)
	cases := []struct{ text, code, rest string }{
		{"广东省深圳市南山区科技园1号", "440305", "科技园1号"},
		{"广东 深圳", "440300", ""},
		{"上海 / 浦东新区", "310115", ""},
		{"上海市市辖区浦东新区", "310115", ""},
		{"北京市朝阳区望京街", "110105", "望京街"},
		{"重庆城口县", "500229", ""},
		{"湖北省仙桃市", "429004", ""},
		{"吉林省吉林市船营区", "220204", ""},
		{"香港特别行政区中环", "810000", "中环"},
		{"广东省东莞市高埗镇", "441900129", ""},
		{"  江苏 ", "320000", ""},
	}
	for _, k := range cases {
		region, rest, err := r.Resolve(k.text)
		if err != nil || region.Code != k.code || rest != k.rest {
			t.Errorf("%s: %s %q %v", k.text, region.Code, rest, err)
		}
	}
	for _, text := range []string{"", "Paris", "区", " / "} {
		if _, rest, err := r.Resolve(text); !errors.Is(err, ErrRegion) || rest != text {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestEveryPathResolvesToItsRegion(t *testing.T) {
	r := regions(t)
	for _, code := range codes(r) {
		region, _ := r.Find(code)
		if region.Group {
			continue
		}
		for _, text := range []string{r.Path(code), strings.ReplaceAll(r.Path(code), " / ", "")} {
			if got, rest, err := r.Resolve(text); err != nil || got.Code != code || rest != "" {
				t.Errorf("%s: %s %q %v", text, got.Code, rest, err)
			}
		}
	}
}

func TestIndustries(t *testing.T) {
	in, err := LoadIndustries()
	if err != nil {
		t.Fatal(err)
	}
	// The number of divisions of each section, A to T, as the standard has them.
	want := []int{5, 7, 31, 3, 4, 2, 8, 2, 3, 4, 1, 2, 3, 4, 3, 1, 2, 5, 6, 1}
	got := make([]int, len(want))
	next := 1
	for _, industry := range in.All() {
		if industry.Name == "" || industry.NameEN == "" {
			t.Errorf("%+v", industry)
		}
		if industry.Parent == "" {
			continue
		}
		number := int(industry.Code[0]-'0')*10 + int(industry.Code[1]-'0')
		if number != next {
			t.Errorf("division %s stands at %d", industry.Code, next)
		}
		next++
		got[industry.Parent[0]-'A']++
	}
	if !slices.Equal(got, want) || len(in.All()) != 20+97 {
		t.Errorf("%v", got)
	}
	for _, code := range []string{"65", "I65", "i65", " 65 "} {
		if industry, err := in.Find(code); err != nil || industry.Name != "软件和信息技术服务业" || industry.Parent != "I" {
			t.Errorf("%s: %v %v", code, industry, err)
		}
	}
	for _, code := range []string{"", "U", "98", "A65", "6510", "AAA"} {
		if _, err := in.Find(code); !errors.Is(err, ErrIndustry) {
			t.Errorf("%q: %v", code, err)
		}
	}
	if !in.Contains("I", "65") || !in.Contains("65", "65") || in.Contains("65", "I") || in.Contains("A", "65") || in.Contains("", "I") {
		t.Error("sections contain their divisions")
	}
}

func TestLanguages(t *testing.T) {
	l, err := LoadLanguages()
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range l.All() {
		if _, err := language.Parse(lang.Tag); err != nil || lang.Name == "" || lang.NameEN == "" {
			t.Errorf("%+v: %v", lang, err)
		}
	}
	for tag, want := range map[string]string{"cmn": "普通话", "zh-CN": "普通话", "yue": "粤语", "EN": "英语"} {
		if got, err := l.Find(tag); err != nil || got.Name != want {
			t.Errorf("%s: %v %v", tag, got, err)
		}
	}
	if _, err := l.Find("tlh"); !errors.Is(err, ErrLanguage) {
		t.Error(err)
	}
}

func TestBrokenTablesAreRefused(t *testing.T) {
	if _, err := lines("x", "a\tb\nc\n", 2); err == nil || !strings.Contains(err.Error(), "line 2") {
		t.Error(err)
	}
}

func FuzzResolve(f *testing.F) {
	r, err := LoadRegions()
	if err != nil {
		f.Fatal(err)
	}
	f.Add("广东省深圳市南山区科技园")
	f.Add("重庆市县城口县")
	f.Fuzz(func(t *testing.T, text string) {
		region, rest, err := r.Resolve(text)
		if err == nil && (r.Path(region.Code) == "" || !strings.HasSuffix(text, rest) || len(rest) == len(text)) {
			t.Fatalf("%q: %v %q", text, region, rest)
		}
	})
}
