package refdata

import (
	"fmt"
	"strings"
)

// Language is a language that a person speaks. Chinese is listed by its spoken
// varieties (普通话 cmn, 粤语 yue), because that is what matters on the phone.
type Language struct {
	Tag    string `json:"tag"` // BCP 47
	Name   string `json:"name"`
	NameEN string `json:"name_en"`
}

// Languages is the list of languages, common ones first. It is immutable.
type Languages struct {
	byTag map[string]Language
	all   []Language
}

// LoadLanguages reads the embedded list.
func LoadLanguages() (*Languages, error) {
	rows, err := lines("languages", languagesTSV, 3)
	if err != nil {
		return nil, err
	}
	l := &Languages{byTag: make(map[string]Language, len(rows))}
	for _, row := range rows {
		language := Language{Tag: row[0], Name: row[1], NameEN: row[2]}
		if _, twice := l.byTag[language.Tag]; twice {
			return nil, fmt.Errorf("language %s stands twice", language.Tag)
		}
		l.byTag[language.Tag] = language
		l.all = append(l.all, language)
	}
	return l, nil
}

// All returns all languages.
func (l *Languages) All() []Language { return append([]Language(nil), l.all...) }

// Find returns a language by tag. zh is read as 普通话. Faults: ErrLanguage.
func (l *Languages) Find(tag string) (Language, error) {
	key := strings.ToLower(strings.TrimSpace(tag))
	if key == "zh" || key == "zh-cn" {
		key = "cmn"
	}
	language, ok := l.byTag[key]
	if !ok {
		return Language{}, ErrLanguage.With("value", tag)
	}
	return language, nil
}
