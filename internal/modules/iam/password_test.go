package iam

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"haike/internal/platform/fault"
)

func fieldCodes(err error) string {
	var codes []string
	if f := fault.As(err); f != nil {
		for _, field := range f.Fields {
			codes = append(codes, field.Path+":"+field.Code)
		}
	}
	return strings.Join(codes, " ")
}

func TestPasswordProfiles(t *testing.T) { // B16
	long := strings.Repeat("长密码很好", 26)
	cases := []struct{ password, asvs, dengbao string }{
		{"", "p:required", "p:required p:password_classes"},
		{"kV9$", "p:too_short", "p:too_short"},
		{"1234567", "p:too_short", "p:too_short p:password_classes"},
		{long[:len("长密码很好")*25], "", "p:password_classes"}, // 125 characters
		{long, "p:too_long", "p:too_long p:password_classes"},
		{"correct horse battery staple", "", "p:password_classes"},
		{"密码不用太复杂", "p:too_short", "p:too_short p:password_classes"},
		{"我家门前有两棵树", "", "p:password_classes"},
		{"vogelfrei-Kaktus7", "", ""},
		{"password", "p:password_common", "p:password_classes"},
		{"Password1!", "p:password_common", "p:password_common"},
		{"P@ssw0rd2024", "p:password_common", "p:password_common"},
		{"admin@123", "p:password_common", "p:password_common"},
		{"woaini1314", "p:password_common", "p:password_classes"},
		{"Woaini520!", "p:password_common", "p:password_common"},
		{"5201314520", "p:password_common", "p:password_classes"},
		{"zhang19900101", "p:password_common", "p:password_classes"},
		{"13812345678", "p:password_common", "p:password_classes"},
		{"19881230", "p:password_common", "p:password_classes"},
		{"qwertyuiop", "p:password_common", "p:password_classes"},
		{"1qaz@WSX3edc", "p:password_common", "p:password_common"},
		{"1qaz2wsx3edc", "p:password_common", "p:password_classes"},
		{"87654321", "p:password_common", "p:password_classes"},
		{"abcabcabc", "p:password_common", "p:password_classes"},
		{"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "p:password_common", "p:password_classes"},
		{"ｐａｓｓｗｏｒｄ１", "p:password_common", "p:password_classes"},
		{"linxiaoyue2026", "p:password_personal", "p:password_classes"},
		{"Yuanfang@888", "p:password_personal", "p:password_personal"},
		{"远方科技123456", "p:password_personal", "p:password_classes"},
	}
	for _, c := range cases {
		for profile, want := range map[Profile]string{ProfileASVS: c.asvs, ProfileDengbao: c.dengbao} {
			var check fault.Check
			profile.check(&check, "p", c.password, "linxiaoyue", "林晓月", "lin@yuanfang.example", "远方科技")
			if got := fieldCodes(check.Err()); got != want {
				t.Errorf("%s %q: %q, want %q", profile, c.password, got, want)
			}
		}
	}
}

func TestGeneratedCommonPasswordsAreRefused(t *testing.T) {
	words := strings.Fields(commonWords)
	tails := []string{"123", "1234", "123456", "520", "1314", "888", "666", "2023", "2026", "!", "1!", "@123", "#1", "_01", "1990", "0101"}
	refused := 0
	for _, w := range words {
		for _, tail := range tails {
			for _, p := range []string{w + tail, strings.ToUpper(w[:1]) + w[1:] + tail, tail + w} {
				if len(p) < minPassword {
					continue
				}
				refused++
				if !commonPassword(p) {
					t.Fatalf("%q is not refused", p)
				}
			}
		}
	}
	if refused < 10_000 {
		t.Fatalf("only %d combinations", refused)
	}
}

func TestRandomPasswordsAreNotCommon(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		// consonants only: no word, no walk of three pieces covers 14 of them by chance
		p := rapid.StringOfN(rapid.RuneFrom([]rune("bdfkmprtvw4679%")), 14, 40, -1).Filter(distinct).Draw(t, "password")
		if commonPassword(p) {
			t.Fatalf("%q", p)
		}
	})
}

// distinct keeps strings of ten or more different characters: random ones, not what shrinking makes of them.
func distinct(s string) bool {
	seen := map[rune]bool{}
	for _, r := range s {
		seen[r] = true
	}
	return len(seen) >= 10
}
