package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"text/tabwriter"
	"time"

	"haike/internal/app"
	"haike/internal/migrations"
	"haike/internal/modules/iam"
	"haike/internal/platform/authz"
	"haike/internal/platform/fault"
	"haike/internal/platform/page"
)

type userCommands struct {
	List          userList    `cmd:"" help:"List all users."`
	Create        userCreate  `cmd:"" help:"Create a user and print a link to set the password."`
	ResetPassword userReset   `cmd:"" help:"Print a link with which a user sets a new password."`
	Disable       userDisable `cmd:"" help:"Disable a user: sessions and tokens end at once."`
}

// accounts runs a command on users, as an actor who may do everything: who can
// read the database file needs no further permission. A running server sees
// what changes here.
func (c *call) accounts(act func(ctx context.Context, users *iam.Service) error) error {
	if err := c.sameSchema(); err != nil {
		return err
	}
	a, err := app.New(c.ctx, app.Options{Config: *c.config, Version: c.version, Log: app.NewLogger(c.log, max(c.config.Level, slog.LevelWarn))})
	if err != nil {
		return err
	}
	return errors.Join(c.withAccounts(a, act), a.Close())
}

// sameSchema refuses to bring up to date a database that an older server may be serving.
func (c *call) sameSchema() error {
	d, err := c.existing()
	if err != nil {
		return err
	}
	have, know, err := migrations.Versions(c.ctx, d)
	if err == nil && have < know {
		err = errors.New("the database has an older schema: upgrade the server first, or run 'haike migrate'")
	}
	return errors.Join(err, d.Close())
}

func (c *call) withAccounts(a *app.App, act func(ctx context.Context, users *iam.Service) error) error {
	needed, err := a.NeedsSetUp(c.ctx)
	if err != nil {
		return err
	}
	if needed {
		return errors.New("Haike is not set up yet: open it in a browser and create the company and its administrator") //nolint:staticcheck // begins with a name
	}
	grants := map[string]authz.Level{}
	for _, p := range app.Permissions() {
		grants[p.Key] = authz.All
	}
	return act(authz.WithActor(c.ctx, authz.System("command line", grants)), a.Accounts())
}

// everyUser visits all users by name.
func everyUser(ctx context.Context, users *iam.Service, visit func(iam.User)) error {
	filter := iam.UserFilter{Order: iam.ByName, Limit: page.Max}
	for {
		found, err := users.Users(ctx, filter)
		if err != nil {
			return err
		}
		for _, u := range found.Items {
			visit(u)
		}
		if filter.Cursor = found.Next; filter.Cursor == "" {
			return nil
		}
	}
}

// byLogin finds one user.
func byLogin(ctx context.Context, users *iam.Service, login string) (iam.User, error) {
	user, err := users.UserByLogin(ctx, login)
	if errors.Is(err, fault.ErrNotFound) {
		err = fmt.Errorf("there is no user with the login %q: 'haike user list' shows all", login)
	}
	return user, err
}

// zonedTime is how times are printed: in the machine's zone, which it names.
const zonedTime = time.DateTime + " -07:00"

type userList struct{}

// Run prints a table.
func (userList) Run(c *call) error {
	return c.accounts(func(ctx context.Context, users *iam.Service) error {
		table := tabwriter.NewWriter(c.out, 0, 4, 2, ' ', 0)
		_, _ = fmt.Fprintln(table, "ID\tLOGIN\tNAME\tSTATUS\tROLES\tLAST SEEN")
		err := everyUser(ctx, users, func(u iam.User) {
			_, _ = fmt.Fprintf(table, "%d\t%s\t%s\t%s\t%s\t%s\n", u.ID, u.Login, u.Name, u.Status, roleNames(u.Roles), lastSeen(u.LastSeenAt))
		})
		return errors.Join(err, table.Flush())
	})
}

func roleNames(roles []iam.RoleRef) string {
	names := make([]string, len(roles))
	for i, r := range roles {
		names[i] = r.Name
		if r.Key != "" {
			names[i] = r.Key
		}
	}
	return strings.Join(names, ", ")
}

func lastSeen(t *time.Time) string {
	if t == nil {
		return "never"
	}
	return t.Local().Format(zonedTime)
}

type userCreate struct {
	Login         string   `arg:"" help:"Name to sign in with."`
	Name          string   `required:"" placeholder:"NAME" help:"The person's name."`
	Email         string   `placeholder:"ADDRESS" help:"Mail address; the link is sent there where mail is set up."`
	Role          []string `placeholder:"ROLE" default:"rep" help:"Roles: administrator, manager, rep, service_agent, arbitrator, auditor, or the name of a role of the company's own."`
	Locale        string   `default:"zh-CN" enum:"zh-CN,en" help:"Language: zh-CN or en."`
	PasswordStdin bool     `help:"Read a password from standard input instead of making a link."`
}

// Run creates the account.
func (u userCreate) Run(c *call) error {
	return c.accounts(func(ctx context.Context, users *iam.Service) error {
		roles, err := roleIDs(ctx, users, u.Role)
		if err != nil {
			return err
		}
		in := iam.NewUser{Login: u.Login, Name: u.Name, Email: u.Email, RoleIDs: roles, Locale: u.Locale}
		if u.PasswordStdin {
			if in.Password, err = c.readPassword(); err != nil {
				return err
			}
		}
		created, link, err := users.CreateUser(ctx, in)
		if err != nil {
			return err
		}
		c.say("Created %s (%d).", created.Login, created.ID)
		if link != nil {
			c.sayLink(*link)
		}
		return nil
	})
}

// readPassword takes the first line of standard input.
func (c *call) readPassword() (string, error) {
	text, err := bufio.NewReader(io.LimitReader(c.in, 4096)).ReadString('\n')
	if err != nil && err != io.EOF {
		return "", fmt.Errorf("standard input: %w", err)
	}
	if text = strings.TrimRight(text, "\r\n"); text == "" {
		return "", errors.New("--password-stdin: standard input is empty")
	}
	return text, nil
}

func roleIDs(ctx context.Context, users *iam.Service, names []string) ([]int64, error) {
	all, err := users.Roles(ctx)
	if err != nil {
		return nil, err
	}
	var ids []int64
	for _, name := range names {
		id := int64(0)
		for _, r := range all {
			if name == string(r.Key) || name == r.Name {
				id = r.ID
			}
		}
		if id == 0 {
			return nil, fmt.Errorf("--role: there is no role %q", name)
		}
		ids = append(ids, id)
	}
	return ids, nil
}

func (c *call) sayLink(l iam.Link) {
	c.say("Pass this link on; it can be used once, until %s:", l.ExpiresAt.Local().Format(zonedTime))
	c.say("%s", l.URL)
	if c.config.BaseURLGuessed {
		c.say("The address in it is a guess, because no base URL is set: it may open on this machine only. Set --base-url (or HAIKE_BASE_URL) to the address under which users reach Haike, here and for the server.")
	}
}

type userReset struct {
	Login              string `arg:"" help:"The user's login."`
	RemoveSecondFactor bool   `help:"Also remove the second factor, for people who lost both."`
}

// Run makes a link and ends the user's sessions.
func (u userReset) Run(c *call) error {
	return c.accounts(func(ctx context.Context, users *iam.Service) error {
		user, err := byLogin(ctx, users, u.Login)
		if err != nil {
			return err
		}
		if u.RemoveSecondFactor {
			if err := users.RemoveUserSecondFactor(ctx, user.ID); err != nil {
				return err
			}
		}
		link, err := users.InviteUser(ctx, user.ID)
		if err != nil {
			return err
		}
		if err := users.EndUserSessions(ctx, user.ID); err != nil {
			return err
		}
		c.sayLink(link)
		return nil
	})
}

type userDisable struct {
	Login string `arg:"" help:"The user's login."`
}

// Run disables the account.
func (u userDisable) Run(c *call) error {
	return c.accounts(func(ctx context.Context, users *iam.Service) error {
		user, err := byLogin(ctx, users, u.Login)
		if err != nil {
			return err
		}
		if user.Status == iam.Disabled {
			c.say("%s is disabled already.", user.Login)
			return nil
		}
		if _, err := users.DisableUser(ctx, user.ID, user.Version); err != nil {
			return err
		}
		c.say("%s is disabled.", user.Login)
		return nil
	})
}
