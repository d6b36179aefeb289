package i18n

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"haike/locales"
)

// Locale is a language in which Haike speaks.
type Locale string

// The locales. Chinese is the source of every text.
const (
	ZhCN Locale = "zh-CN"
	En   Locale = "en"
)

// Locales returns all locales, the source first.
func Locales() []Locale { return []Locale{ZhCN, En} }

// Valid reports whether l is one of the locales.
func (l Locale) Valid() bool { return l == ZhCN || l == En }

// Params are the values of a message's parameters by name: strings, numbers,
// booleans, or anything with a String method.
type Params = map[string]any

// Catalog holds all messages. It is immutable.
type Catalog struct {
	messages map[Locale]map[string]map[string]*Message
}

// Load reads the embedded catalog. It fails when a file is not proper JSON, a message
// has a syntax error, or a language lacks a key or a parameter that the other has;
// the error names all such places.
func Load() (*Catalog, error) { return load(locales.FS) }

func load(files fs.FS) (*Catalog, error) {
	c := &Catalog{messages: map[Locale]map[string]map[string]*Message{}}
	var wrong []error
	for _, locale := range Locales() {
		c.messages[locale] = map[string]map[string]*Message{}
		names, err := fs.Glob(files, string(locale)+"/*.json")
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			messages, err := readFile(files, name)
			wrong = append(wrong, err)
			namespace := strings.TrimSuffix(path.Base(name), ".json")
			c.messages[locale][namespace] = messages
		}
	}
	wrong = append(wrong, c.differences()...)
	if err := errors.Join(wrong...); err != nil {
		return nil, err
	}
	return c, nil
}

// readFile parses one namespace; its error joins everything wrong with it.
func readFile(files fs.FS, name string) (map[string]*Message, error) {
	data, err := fs.ReadFile(files, name)
	if err != nil {
		return nil, err
	}
	texts, err := readTexts(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	messages := make(map[string]*Message, len(texts))
	var wrong []error
	for _, key := range slices.Sorted(maps.Keys(texts)) {
		m, err := Parse(texts[key])
		if err != nil {
			wrong = append(wrong, fmt.Errorf("%s: %s: %w", name, key, err))
		}
		messages[key] = m
	}
	return messages, errors.Join(wrong...)
}

// readTexts reads an object of texts. It walks tokens because decoding into a map
// would hide a key that stands twice.
func readTexts(data []byte) (map[string]string, error) {
	dec := json.NewDecoder(bytes.NewReader(data))
	if token, err := dec.Token(); err != nil || token != json.Delim('{') {
		return nil, errors.Join(errors.New("not an object"), err)
	}
	texts := map[string]string{}
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return nil, err
		}
		name := fmt.Sprint(key)
		value, err := dec.Token()
		if err != nil {
			return nil, err
		}
		text, ok := value.(string)
		if !ok {
			return nil, fmt.Errorf("%s is no text", name)
		}
		if _, twice := texts[name]; twice {
			return nil, fmt.Errorf("%s stands twice", name)
		}
		texts[name] = text
	}
	if _, err := dec.Token(); err != nil {
		return nil, err
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("text after the end")
	}
	return texts, nil
}

// differences compares every locale with the source, both ways.
func (c *Catalog) differences() []error {
	var wrong []error
	source := c.messages[ZhCN]
	for _, locale := range Locales()[1:] {
		wrong = append(wrong, lacking(source, c.messages[locale], locale)...)
		wrong = append(wrong, lacking(c.messages[locale], source, ZhCN)...)
		wrong = append(wrong, unequal(source, c.messages[locale], locale)...)
	}
	return wrong
}

type namespaces = map[string]map[string]*Message

// lacking names the keys of have that the given locale lacks.
func lacking(have, other namespaces, locale Locale) []error {
	var wrong []error
	for _, namespace := range slices.Sorted(maps.Keys(have)) {
		for _, key := range slices.Sorted(maps.Keys(have[namespace])) {
			if _, ok := other[namespace][key]; !ok {
				wrong = append(wrong, fmt.Errorf("%s/%s.json lacks %s", locale, namespace, key))
			}
		}
	}
	return wrong
}

// unequal names the keys whose parameters differ from the source's.
func unequal(source, other namespaces, locale Locale) []error {
	var wrong []error
	for _, namespace := range slices.Sorted(maps.Keys(source)) {
		for _, key := range slices.Sorted(maps.Keys(source[namespace])) {
			want, got := source[namespace][key], other[namespace][key]
			if want != nil && got != nil && !slices.Equal(want.Names(), got.Names()) {
				wrong = append(wrong, fmt.Errorf("%s/%s.json: %s has parameters %v, the source %v",
					locale, namespace, key, got.Names(), want.Names()))
			}
		}
	}
	return wrong
}

// Text returns the message in the given language. It reports false when something is
// amiss: an unknown key comes back as it is, a missing parameter as {name}. An
// unknown locale reads as the source.
func (c *Catalog) Text(locale Locale, namespace, key string, params Params) (string, bool) {
	if !locale.Valid() {
		locale = ZhCN
	}
	m, ok := c.messages[locale][namespace][key]
	if !ok {
		return key, false
	}
	return m.Format(locale, params)
}

// Has reports whether the catalog knows the key.
func (c *Catalog) Has(namespace, key string) bool {
	_, ok := c.messages[ZhCN][namespace][key]
	return ok
}

// Namespaces returns the names of all namespaces, sorted.
func (c *Catalog) Namespaces() []string { return slices.Sorted(maps.Keys(c.messages[ZhCN])) }

// Keys returns the keys of a namespace, sorted.
func (c *Catalog) Keys(namespace string) []string {
	return slices.Sorted(maps.Keys(c.messages[ZhCN][namespace]))
}

// Names returns the parameters of a message, sorted; none for an unknown key.
func (c *Catalog) Names(namespace, key string) []string {
	m, ok := c.messages[ZhCN][namespace][key]
	if !ok {
		return nil
	}
	return m.Names()
}
