package cli

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"haike/internal/app"
	"haike/internal/cast"
	"haike/internal/platform/authz"
	"haike/internal/platform/config"
	"haike/internal/platform/db"
)

type serveCommand struct{}

// Run serves until the program is told to stop.
func (serveCommand) Run(c *call) error {
	return c.occupied(func() error {
		a, err := app.New(c.ctx, c.options())
		if err != nil {
			return err
		}
		return errors.Join(a.Run(c.ctx), a.Close())
	})
}

// options are how this command line builds the program.
func (c *call) options() app.Options {
	return app.Options{
		Config: *c.config, Version: c.version, Log: app.NewLogger(c.log, c.config.Level),
		OnReady: func(address string) {
			c.say("Haike 海客 %s is ready: %s (listening on %s)", c.version, c.config.BaseURL, address)
		},
	}
}

// occupied runs a server while nobody else may restore into its database.
func (c *call) occupied(serve func() error) error {
	release, err := db.Occupy(c.ctx, c.config.Database, db.Serving)
	if err != nil {
		return err
	}
	return errors.Join(serve(), release())
}

type demoCommand struct {
	Data   string `default:"./data" placeholder:"DIR" help:"Folder for the demo's own database; another installation in it is not touched."`
	Expose bool   `help:"Listen on addresses that others can reach, too. Everybody knows the demo's passwords."`
}

// AfterApply gives the demo a database of its own, whatever else is configured.
func (d demoCommand) AfterApply(settings *config.Config) error {
	settings.Database = filepath.Join(d.Data, "demo.db")
	settings.SecretsDir = filepath.Join(d.Data, "demo-secrets")
	settings.BackupDir = filepath.Join(d.Data, "demo-backups")
	return nil
}

// onThisMachine reports whether only programs on this machine reach an address.
func onThisMachine(address string) bool {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return false
	}
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.Unmap().IsLoopback()
}

// Run serves the demo company.
func (d demoCommand) Run(c *call) error {
	if !d.Expose && !onThisMachine(c.config.Listen) {
		return fmt.Errorf("everybody knows the demo's passwords, and others could reach %s: listen on 127.0.0.1, or add --expose", c.config.Listen)
	}
	return c.occupied(func() error {
		options := c.options()
		options.Demo = true
		ready := options.OnReady
		options.OnReady = func(address string) {
			ready(address)
			c.introduce()
		}
		a, err := app.New(c.ctx, options)
		if err != nil {
			return err
		}
		if _, err := a.SeedDemo(c.ctx); err != nil {
			return errors.Join(err, a.Close())
		}
		return errors.Join(a.Run(c.ctx), a.Close())
	})
}

// introduce says who can sign in to the demo: one of each role.
func (c *call) introduce() {
	c.say("Invented company, invented people; everybody's password is %s. Sign in as", cast.Password)
	everybody := append([]cast.Person{cast.Administrator()}, cast.People()...)
	for _, role := range authz.Builtins() {
		i := slices.IndexFunc(everybody, func(p cast.Person) bool { return p.Role == role && !p.Disabled })
		if i >= 0 {
			c.say("  %-16s %s (%s)", everybody[i].Login, strings.ReplaceAll(string(role), "_", " "), everybody[i].Name)
		}
	}
}

type openapiCommand struct{}

// Run prints the description of the API. It needs no database of the user's.
func (openapiCommand) Run(c *call) error {
	dir, err := os.MkdirTemp("", "haike-openapi")
	if err != nil {
		return err
	}
	return errors.Join(c.describe(dir), os.RemoveAll(dir))
}

func (c *call) describe(dir string) error {
	settings := *c.config
	settings.Database, settings.SecretsDir, settings.BackupDir = filepath.Join(dir, "empty.db"), filepath.Join(dir, "secrets"), filepath.Join(dir, "backups")
	a, err := app.New(c.ctx, app.Options{Config: settings, Version: "1"})
	if err != nil {
		return err
	}
	text, err := a.OpenAPI().YAML()
	if err == nil {
		_, err = c.out.Write(text)
	}
	return errors.Join(err, a.Close())
}
