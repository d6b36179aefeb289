package config

import (
	"fmt"
	"reflect"
	"strings"
)

// Setting describes one setting for help and documentation.
type Setting struct {
	Flag     string // without the dashes
	Variable string
	Default  string
	Group    string
	Help     string
	field    string
}

// Settings lists every setting in the order of the struct.
func Settings() []Setting {
	var list []Setting
	for f := range reflect.TypeFor[Config]().Fields() {
		if f.Tag.Get("kong") == "-" {
			continue
		}
		list = append(list, Setting{
			Flag: flagName(f), Variable: f.Tag.Get("env"), Default: f.Tag.Get("default"),
			Group: f.Tag.Get("group"), Help: f.Tag.Get("help"), field: f.Name,
		})
	}
	return list
}

// flagName is the parser's rule: the tag, or the words of the field with dashes.
func flagName(f reflect.StructField) string {
	if name := f.Tag.Get("name"); name != "" {
		return name
	}
	var b strings.Builder
	for i, r := range f.Name {
		if i > 0 && r >= 'A' && r <= 'Z' {
			b.WriteByte('-')
		}
		b.WriteRune(r)
	}
	return strings.ToLower(b.String())
}

func settingOf(field string) Setting {
	for _, s := range Settings() {
		if s.field == field {
			return s
		}
	}
	return Setting{Flag: field}
}

// Table renders all settings as the Markdown table of the documentation.
func Table() string {
	var b strings.Builder
	b.WriteString("| Flag | Variable | Default | Meaning |\n|---|---|---|---|\n")
	for _, s := range Settings() {
		value := ""
		if s.Default != "" {
			value = "`" + s.Default + "`"
		}
		fmt.Fprintf(&b, "| `--%s` | `%s` | %s | %s |\n", s.Flag, s.Variable, value, strings.NewReplacer("|", "\\|", "<", "\\<").Replace(s.Help))
	}
	return b.String()
}
