package cast

import (
	"errors"
	"testing"

	"haike/internal/platform/authz"
	"haike/internal/platform/refdata"
)

func everybody() []Person { return append(People(), Administrator()) }

func TestTheCastIsComplete(t *testing.T) {
	roles, working := map[authz.Builtin]int{}, 0
	for _, p := range everybody() {
		roles[p.Role]++
		if p.Role == authz.Rep && !p.Disabled {
			working++
		}
	}
	want := map[authz.Builtin]int{
		authz.Administrator: 1, authz.Manager: 4, authz.Rep: 13, authz.ServiceAgent: 2, authz.Arbitrator: 1, authz.Auditor: 1,
	}
	for role, n := range want {
		if roles[role] != n {
			t.Errorf("%d of role %s, want %d", roles[role], role, n)
		}
	}
	if working != 12 {
		t.Errorf("%d reps work, want 12", working)
	}
	for _, login := range []string{
		AdministratorLogin, DirectorLogin, EastManagerLogin, SouthManagerLogin, NorthManagerLogin,
		EastRepLogin, SouthRepLogin, NorthRepLogin, ServiceLogin, ArbitratorLogin, AuditorLogin, DisabledLogin,
	} {
		if Find(login).Name == "" {
			t.Errorf("nobody is %s", login)
		}
	}
	if !Find(DisabledLogin).Disabled || Find("nobody").Login != "" || len(In(East)) != 6 {
		t.Error("the disabled rep, nobody, or the team in the east are not what they should be")
	}
}

func TestNamesAndLoginsAreUnique(t *testing.T) {
	seen := map[string]bool{}
	for _, p := range everybody() {
		for _, text := range []string{p.Login, p.Name, p.Email} {
			if text == "" || seen[text] {
				t.Errorf("%q of %s is empty or stands twice", text, p.Login)
			}
			seen[text] = true
		}
	}
}

// Whoever reads the lists in order finds each parent, leader and manager already there.
func TestReferencesLead(t *testing.T) {
	teams := map[string]bool{"": true}
	for _, team := range Teams() {
		if !teams[team.Parent] || teams[team.Key] {
			t.Errorf("team %s stands before its parent, or twice", team.Key)
		}
		if leader := Find(team.Leader); leader.Team != team.Key {
			t.Errorf("team %s is led by %q of team %q", team.Key, team.Leader, leader.Team)
		}
		teams[team.Key] = true
	}
	people := map[string]bool{"": true}
	for _, p := range People() {
		if !teams[p.Team] || !people[p.Manager] {
			t.Errorf("%s: team %q or manager %q unknown", p.Login, p.Team, p.Manager)
		}
		people[p.Login] = true
	}
}

func TestCodesExist(t *testing.T) {
	regions, err1 := refdata.LoadRegions()
	industries, err2 := refdata.LoadIndustries()
	languages, err3 := refdata.LoadLanguages()
	if err := errors.Join(err1, err2, err3); err != nil {
		t.Fatal(err)
	}
	for _, p := range everybody() {
		for _, code := range p.Regions {
			_, err := regions.Find(code)
			report(t, p, err)
		}
		for _, code := range p.Industries {
			_, err := industries.Find(code)
			report(t, p, err)
		}
		for _, tag := range p.Languages {
			_, err := languages.Find(tag)
			report(t, p, err)
		}
	}
}

func report(t *testing.T, p Person, err error) {
	t.Helper()
	if err != nil {
		t.Errorf("%s: %v", p.Login, err)
	}
}

// Each caller gets data of his own.
func TestTheDataAreFresh(t *testing.T) {
	Find(EastRepLogin).Regions[0] = "000000"
	if Find(EastRepLogin).Regions[0] == "000000" {
		t.Error("one caller changed what another gets")
	}
}
