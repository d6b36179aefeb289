package pinyin

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func sorted(names []string, key func(string) string) []string {
	names = slices.Clone(names)
	slices.SortFunc(names, func(a, b string) int { return strings.Compare(key(a), key(b)) })
	return names
}

func TestPeopleSortBySound(t *testing.T) {
	want := []string{"白鹿鸣", "蔡舒仪", "方晓琪", "李军", "李娜", "欧阳茗", "区静", "单雄", "解晓东", "尉迟恭", "乐嘉", "曾志", "查良", "长孙无", "张伟", "Zhang Wei"}
	// Latin names stand with their letters: zhang wei after zhang, whose syllable ends.
	got := sorted([]string{"张伟", "Zhang Wei", "李娜", "曾志", "单雄", "解晓东", "查良", "长孙无", "尉迟恭", "乐嘉", "李军", "区静", "欧阳茗", "白鹿鸣", "方晓琪", "蔡舒仪"}, PersonKey)
	slices.Sort(want)
	check := slices.Clone(got)
	slices.Sort(check)
	if !slices.Equal(check, want) {
		t.Fatal("somebody got lost")
	}
	order := strings.Join(got, " ")
	for _, pair := range [][2]string{
		{"白鹿鸣", "蔡舒仪"},
		{"蔡舒仪", "方晓琪"},
		{"李军", "李娜"},
		{"区静", "欧阳茗"},
		{"欧阳茗", "单雄"},
		{"单雄", "解晓东"},
		{"解晓东", "尉迟恭"},
		{"尉迟恭", "乐嘉"},
		{"乐嘉", "曾志"},
		{"曾志", "查良"},
		{"查良", "张伟"},
		{"长孙无", "张伟"},
	} {
		if strings.Index(order, pair[0]) > strings.Index(order, pair[1]) {
			t.Errorf("%s must come before %s: %s", pair[0], pair[1], order)
		}
	}
}

func TestPlacesSortAsTheyAreRead(t *testing.T) {
	got := sorted([]string{"深圳明德", "长沙远望", "重庆山城", "厦门海风", "成都锦江", "Beta", "北京"}, NameKey)
	want := []string{"北京", "Beta", "长沙远望", "成都锦江", "重庆山城", "深圳明德", "厦门海风"}
	if !slices.Equal(got, want) {
		t.Fatalf("%v, want %v", got, want)
	}
}

func TestKeysAreEqualOnlyForEqualNames(t *testing.T) {
	if PersonKey("张伟") == PersonKey("章伟") || PersonKey("ZHANG") != PersonKey("ｚｈａｎｇ") {
		t.Fatal("same sound is not same name; width and case do not matter")
	}
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.String().Draw(t, "name")
		if key := NameKey(name); !strings.Contains(key, "\x1f") || len(key) > 20*maxKey {
			t.Fatalf("%q", key)
		}
	})
}
