package org

import (
	"testing"

	"haike/internal/cast"
	"haike/internal/modules/iam"
)

// The cast can be put into a company through the use cases alone, and then
// stands where it belongs.
func TestTheCastFits(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		a, c := cast.Administrator(), cast.TheCompany()
		_, err := w.SetUp(anonymous(t), SetUpInput{
			Company:       Company{Name: c.Name, Zone: c.Zone, BaseCurrency: c.BaseCurrency},
			Administrator: Administrator{Login: a.Login, Name: a.Name, Password: cast.Password, Email: a.Email},
		})
		if err != nil {
			t.Fatal(err)
		}
		teams, people := w.stage(t)
		if got := w.count("SELECT count(*) FROM org_absence"); got != 1 {
			t.Errorf("%d absences", got)
		}
		boss, manager, rep := people[cast.DirectorLogin], people[cast.EastManagerLogin], people[cast.EastRepLogin]
		if _, err := w.Member(w.acting(boss), rep); err != nil {
			t.Errorf("the director does not see the rep: %v", err)
		}
		if _, err := w.Member(w.acting(manager), people[cast.SouthRepLogin]); err == nil {
			t.Error("the manager in the east sees the south")
		}
		if v, err := w.Team(t.Context(), teams[cast.East]); err != nil || v.Members != len(cast.In(cast.East))-1 || v.LeaderID != manager {
			t.Errorf("the team in the east: %+v, %v", v, err)
		}
	})
}

// stage puts the cast in and returns the ids of teams by key and of people by login.
func (w *world) stage(t *testing.T) (teams, people map[string]int64) {
	t.Helper()
	teams, people = map[string]int64{}, map[string]int64{}
	for _, c := range cast.Teams() {
		teams[c.Key] = w.team(c.Name, teams[c.Parent]).ID
	}
	for _, p := range cast.People() {
		u, _, err := w.Users.CreateUser(w.admin(), iam.NewUser{
			Login: p.Login, Name: p.Name, Email: p.Email, Locale: "zh-CN",
			Place: iam.Placement{TeamID: teams[p.Team], ManagerID: people[p.Manager]},
		})
		if err != nil {
			t.Fatalf("%s: %v", p.Login, err)
		}
		people[p.Login] = u.ID
		w.cover(t, p, Placement{TeamID: teams[p.Team], ManagerID: people[p.Manager]}, u.ID)
		if p.Disabled {
			w.disable(u.ID)
		}
	}
	for _, c := range cast.Teams() {
		leader := people[c.Leader]
		if _, err := w.ChangeTeam(w.admin(), teams[c.Key], TeamChange{LeaderID: &leader}, 1); err != nil {
			t.Fatalf("%s: %v", c.Name, err)
		}
	}
	return teams, people
}

// cover gives a user what the cast says of him.
func (w *world) cover(t *testing.T, p cast.Person, at Placement, userID int64) {
	t.Helper()
	in := MemberInput{Placement: at, Coverage: Coverage{Regions: p.Regions, Industries: p.Industries, Languages: p.Languages}}
	if p.Capacity > 0 {
		in.Capacity = &p.Capacity
	}
	if _, err := w.SetMember(w.admin(), userID, in, firstVersion); err != nil {
		t.Fatalf("%s: %v", p.Login, err)
	}
	today, err := w.today(t.Context(), w.db.Read())
	if err != nil {
		t.Fatal(err)
	}
	for _, away := range p.Away {
		from := today.AddDays(away.From)
		if _, err := w.AddAbsence(w.admin(), userID, AbsenceInput{From: from, To: from.AddDays(away.Days - 1), Note: away.Note}); err != nil {
			t.Fatalf("%s: %v", p.Login, err)
		}
	}
}
