package cli

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/alecthomas/kong"

	"haike/internal/platform/config"
)

// groups are the settings that a command uses; others are neither shown nor checked.
func groups(command string) []string {
	verb, rest, _ := strings.Cut(command, " ")
	noun, _, _ := strings.Cut(rest, " ")
	switch {
	case verb == "serve", verb == "demo":
		return []string{config.Storage, config.Network, config.TLS, config.Mail, config.Log, config.Running}
	case verb == "user" && (noun == "create" || noun == "reset-password"): // they make links, and mail them
		return []string{config.Storage, config.Network, config.TLS, config.Mail, config.Log}
	case verb == "user", verb == "migrate", verb == "backup", verb == "restore":
		return []string{config.Storage, config.Log}
	}
	return nil
}

// help prints what belongs to the command; without a command, everything.
func help(options kong.HelpOptions, c *kong.Context) error {
	if command := c.Command(); command != "" {
		used := groups(command)
		if command == "demo" { // it brings its own folders
			used = used[1:]
		}
		for _, f := range c.Model.Flags {
			f.Hidden = f.Hidden || f.Group != nil && !slices.Contains(used, f.Group.Key)
		}
	}
	return kong.DefaultHelpPrinter(options, c)
}

// describe is a flag's help with its variable and its default.
func describe(v *kong.Value) string {
	text := kong.DefaultHelpValueFormatter(v)
	if v.HasDefault && v.Default != "" && !strings.Contains(text, "Default:") {
		text += " Default: " + v.Default + "."
	}
	return text
}

var noValue = regexp.MustCompile(`^(--[a-z-]+): expected .* value but got `)

// usage says in plain words, and all at once, what is missing on a command line.
func usage(err error) error {
	if flag := noValue.FindStringSubmatch(err.Error()); flag != nil {
		return fmt.Errorf("%s needs a value", flag[1])
	}
	var parse *kong.ParseError
	if !errors.As(err, &parse) || parse.Context == nil || parse.Context.Selected() == nil {
		return err
	}
	node := parse.Context.Selected()
	var missing []string
	for _, v := range node.Positional {
		if v.Required && !v.Set {
			missing = append(missing, "<"+v.Name+">")
		}
	}
	for _, f := range node.Flags {
		if f.Required && !f.Set {
			missing = append(missing, "--"+f.Name)
		}
	}
	if len(missing) < 2 {
		return err
	}
	return fmt.Errorf("missing: %s", strings.Join(missing, ", "))
}
