package app

import (
	"context"
	"fmt"
	"strings"
	"time"

	"haike/internal/cast"
	"haike/internal/modules/iam"
	"haike/internal/modules/org"
	"haike/internal/platform/authz"
	"haike/internal/platform/calendar"
)

// demo fills an empty installation with the cast, through the same use cases
// that people use.
type demo struct {
	app   *App
	roles map[authz.Builtin]int64
	teams map[string]int64 // by key
	users map[string]int64 // by login
}

// SeedDemo puts the demo company into an installation that is not set up yet
// and reports whether it did.
func (a *App) SeedDemo(ctx context.Context) (bool, error) {
	needed, err := a.org.NeedsSetUp(ctx)
	if err != nil || !needed {
		return false, err
	}
	d := &demo{app: a, roles: map[authz.Builtin]int64{}, teams: map[string]int64{}, users: map[string]int64{}}
	if err := d.setUp(authz.WithActor(ctx, authz.System("demo", nil))); err != nil {
		return false, fmt.Errorf("demo company: %w", err)
	}
	ctx = authz.WithActor(ctx, d.administrator())
	for _, step := range []func(context.Context) error{d.findRoles, d.addTeams, d.addPeople, d.nameLeaders} {
		if err := step(ctx); err != nil {
			return false, fmt.Errorf("demo company: %w", err)
		}
	}
	return true, nil
}

// administrator is who puts the others in.
func (d *demo) administrator() authz.Actor {
	grants := map[string]authz.Level{}
	for _, p := range Permissions() {
		grants[p.Key] = authz.All
	}
	return authz.Actor{Kind: authz.KindUser, UserID: d.users[cast.Administrator().Login], Grants: grants}
}

func (d *demo) setUp(ctx context.Context) error {
	company, chief := cast.TheCompany(), cast.Administrator()
	id, err := d.app.org.SetUp(ctx, org.SetUpInput{
		Company:       org.Company{Name: company.Name, Zone: company.Zone, BaseCurrency: company.BaseCurrency, FiscalYearStart: time.Month(company.FiscalStart)},
		Administrator: org.Administrator{Login: chief.Login, Name: chief.Name, Email: chief.Email, Password: cast.Password},
	})
	d.users[chief.Login] = id
	return err
}

func (d *demo) findRoles(ctx context.Context) error {
	roles, err := d.app.iam.Roles(ctx)
	for _, r := range roles {
		d.roles[r.Key] = r.ID
	}
	return err
}

func (d *demo) addTeams(ctx context.Context) error {
	for _, t := range cast.Teams() {
		team, err := d.app.org.CreateTeam(ctx, org.TeamInput{Name: t.Name, ParentID: d.teams[t.Parent]})
		if err != nil {
			return err
		}
		d.teams[t.Key] = team.ID
	}
	return nil
}

func (d *demo) addPeople(ctx context.Context) error {
	for _, p := range cast.People() {
		if err := d.addPerson(ctx, p); err != nil {
			return fmt.Errorf("%s: %w", p.Login, err)
		}
	}
	return nil
}

func (d *demo) addPerson(ctx context.Context, p cast.Person) error {
	user, link, err := d.app.iam.CreateUser(ctx, iam.NewUser{
		Login: p.Login, Name: p.Name, Email: p.Email, Locale: "zh-CN", RoleIDs: []int64{d.roles[p.Role]},
		Place: iam.Placement{TeamID: d.teams[p.Team], ManagerID: d.users[p.Manager]},
	})
	if err != nil {
		return err
	}
	d.users[p.Login] = user.ID
	// People choose their password by the link that they are sent.
	_, token, _ := strings.Cut(link.URL, "#token=")
	if err := d.app.iam.ConfirmPasswordReset(ctx, token, cast.Password); err != nil {
		return err
	}
	if err := d.cover(ctx, user.ID, p); err != nil {
		return err
	}
	if !p.Disabled {
		return nil
	}
	user, err = d.app.iam.User(ctx, user.ID)
	if err != nil {
		return err
	}
	_, err = d.app.iam.DisableUser(ctx, user.ID, user.Version)
	return err
}

func (d *demo) cover(ctx context.Context, id int64, p cast.Person) error {
	if p.Team == "" {
		return nil
	}
	member, err := d.app.org.Member(ctx, id)
	if err != nil {
		return err
	}
	in := org.MemberInput{
		Placement: org.Placement{TeamID: d.teams[p.Team], ManagerID: d.users[p.Manager]},
		Coverage:  org.Coverage{Regions: p.Regions, Industries: p.Industries, Languages: p.Languages},
	}
	if p.Capacity > 0 {
		in.Capacity = &p.Capacity
	}
	if _, err := d.app.org.SetMember(ctx, id, in, member.Version); err != nil {
		return err
	}
	return d.away(ctx, id, p)
}

func (d *demo) away(ctx context.Context, id int64, p cast.Person) error {
	zone, err := calendar.LoadZone(cast.TheCompany().Zone)
	if err != nil {
		return err
	}
	today := calendar.DateOf(d.app.db.Clock().Now(), zone)
	for _, a := range p.Away {
		from := today.AddDays(a.From)
		if _, err := d.app.org.AddAbsence(ctx, id, org.AbsenceInput{From: from, To: from.AddDays(a.Days - 1), Note: a.Note}); err != nil {
			return err
		}
	}
	return nil
}

func (d *demo) nameLeaders(ctx context.Context) error {
	for _, t := range cast.Teams() {
		team, err := d.app.org.Team(ctx, d.teams[t.Key])
		if err != nil {
			return err
		}
		leader := d.users[t.Leader]
		if _, err := d.app.org.ChangeTeam(ctx, team.ID, org.TeamChange{LeaderID: &leader}, team.Version); err != nil {
			return err
		}
	}
	return nil
}
