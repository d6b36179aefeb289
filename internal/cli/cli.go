package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/alecthomas/kong"

	"haike/internal/platform/config"
	"haike/internal/platform/fault"
)

// Exit codes.
const (
	ExitDone   = 0
	ExitFailed = 1
	ExitUsage  = 2
)

// Program is a call of the command line.
type Program struct {
	Args    []string // without the program's name
	Stdout  io.Writer
	Stderr  io.Writer
	Version string
	// Exit ends the program after --help; os.Exit.
	Exit func(code int)
}

// commands is the grammar. The settings are flags of every command.
type commands struct {
	config.Config `embed:""`

	Migrate     migrateCommand     `cmd:"" help:"Bring the database to this version's schema. 'serve' does so by itself; run it alone before you start several nodes."`
	Backup      backupCommands     `cmd:"" help:"Make a backup, also beside a running server, or verify one."`
	Restore     restoreCommand     `cmd:"" help:"Restore a backup into an empty database of either kind. Stop the server first."`
	Version     versionCommand     `cmd:"" help:"Print the version."`
	ConfigTable configTableCommand `cmd:"" hidden:"" help:"Print all settings as the table of the documentation."`
}

// call is what a command gets.
type call struct {
	ctx     context.Context //nolint:containedctx // lives as long as the one command
	config  *config.Config
	out     io.Writer
	version string
}

// say prints a line of the result.
func (c *call) say(format string, args ...any) {
	_, _ = fmt.Fprintf(c.out, format+"\n", args...) // nobody to tell if it fails
}

// Run carries out one command and returns the exit code.
func Run(ctx context.Context, p Program) int {
	var grammar commands
	parser, err := kong.New(&grammar, kong.Name("haike"), kong.Description("Haike 海客: the sales-customer-management system that a sales team runs itself."),
		kong.Writers(p.Stdout, p.Stderr), kong.Exit(p.Exit), kong.ConfigureHelp(kong.HelpOptions{Compact: true}))
	if err != nil {
		return p.fail(ExitFailed, err)
	}
	parsed, err := parser.Parse(p.Args)
	if err != nil {
		return p.fail(ExitUsage, fmt.Errorf("%w (haike --help lists commands and settings)", err))
	}
	if err := grammar.Complete(); err != nil {
		return p.fail(ExitUsage, err)
	}
	if err := parsed.Run(&call{ctx: ctx, config: &grammar.Config, out: p.Stdout, version: p.Version}); err != nil {
		return p.fail(ExitFailed, err)
	}
	return ExitDone
}

// fail prints the one line.
func (p Program) fail(code int, err error) int {
	_, _ = fmt.Fprintf(p.Stderr, "haike: %s\n", line(err)) // nobody to tell if it fails
	return code
}

// line is an error as one line; joined errors are told one after the other.
func line(err error) string {
	if f := fault.As(err); f != nil && errors.Unwrap(f) == nil {
		return f.Error()
	}
	return strings.Join(strings.FieldsFunc(err.Error(), func(r rune) bool { return r == '\n' || r == '\r' }), "; ")
}

type versionCommand struct{}

// Run prints the version.
func (versionCommand) Run(c *call) error {
	c.say("haike %s", c.version)
	return nil
}

type configTableCommand struct{}

// Run prints the table.
func (configTableCommand) Run(c *call) error {
	_, err := io.WriteString(c.out, config.Table())
	return err
}
