package cli

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/alecthomas/kong"

	"haike/internal/platform/config"
	"haike/internal/platform/fault"
	"haike/internal/platform/i18n"
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
	Stdin   io.Reader
	Stdout  io.Writer
	Stderr  io.Writer // errors and the log
	Version string
	// Exit ends the program after --help; os.Exit.
	Exit func(code int)
}

// commands is the grammar. The settings are flags of every command.
type commands struct {
	config.Config `embed:""`
	Print         kong.VersionFlag `name:"version" help:"Print the version."`

	Serve       serveCommand       `cmd:"" help:"Run the server with the web app."`
	Demo        demoCommand        `cmd:"" help:"Run the server with an invented company to try Haike out."`
	User        userCommands       `cmd:"" help:"Manage users, also beside a running server."`
	Migrate     migrateCommand     `cmd:"" help:"Bring the database to this version's schema. 'serve' does so by itself; run it alone before you start several nodes."`
	Backup      backupCommands     `cmd:"" help:"Make a backup, also beside a running server, or verify one."`
	Restore     restoreCommand     `cmd:"" help:"Restore a backup into an empty database of either kind. Stop the server first."`
	Openapi     openapiCommand     `cmd:"" help:"Print the description of the API (OpenAPI 3.1, YAML)."`
	Version     versionCommand     `cmd:"" help:"Print the version."`
	ConfigTable configTableCommand `cmd:"" hidden:"" help:"Print all settings as the table of the documentation."`
}

// call is what a command gets.
type call struct {
	ctx     context.Context // lives as long as the one command
	config  *config.Config
	in      io.Reader
	out     io.Writer
	log     io.Writer
	version string
}

// say prints a line of the result.
func (c *call) say(format string, args ...any) {
	_, _ = fmt.Fprintf(c.out, format+"\n", args...) // nobody to tell if it fails
}

// Run carries out one command and returns the exit code.
func Run(ctx context.Context, p Program) int {
	var grammar commands
	answered := false // by --help or --version
	end := func(code int) {
		answered = true
		p.Exit(code)
	}
	parser, err := kong.New(&grammar, kong.Name("haike"), kong.Description("Haike 海客: the sales-customer-management system that a sales team runs itself."),
		kong.Writers(p.Stdout, p.Stderr), kong.Exit(end), kong.ConfigureHelp(kong.HelpOptions{Compact: true}), kong.ValueFormatter(describe), kong.Help(help), kong.Vars{"version": "haike " + p.Version}, kong.Bind(&grammar.Config))
	if err != nil {
		return p.fail(ExitFailed, err)
	}
	if len(p.Args) > 0 && p.Args[0] == "help" {
		p.Args = append(slices.Clone(p.Args[1:]), "--help")
	}
	parsed, err := parser.Parse(p.Args)
	if answered {
		return ExitDone
	}
	if err != nil {
		return p.fail(ExitUsage, fmt.Errorf("%w (haike --help lists commands and settings)", usage(err)))
	}
	grammar.Only(groups(parsed.Command())...)
	if err := grammar.Complete(); err != nil {
		return p.fail(ExitUsage, err)
	}
	if err := parsed.Run(&call{ctx: ctx, config: &grammar.Config, in: p.Stdin, out: p.Stdout, log: p.Stderr, version: p.Version}); err != nil {
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
	text := err.Error()
	if f := fault.As(err); f != nil {
		text = words(f)
	}
	return strings.Join(strings.FieldsFunc(text, func(r rune) bool { return r == '\n' || r == '\r' }), "; ")
}

// words tells a fault as the web app would, in English.
func words(f *fault.Error) string {
	texts, err := i18n.Load()
	if err != nil {
		return f.Error()
	}
	text, _ := texts.Text(i18n.En, "fault", f.Code, f.Meta)
	for _, field := range f.Fields {
		detail, _ := texts.Text(i18n.En, "field", field.Code, field.Meta)
		text += " " + field.Path + ": " + detail
	}
	return text
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
