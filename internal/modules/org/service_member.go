package org

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"haike/internal/modules/iam"
	"haike/internal/platform/authz"
	"haike/internal/platform/calendar"
	"haike/internal/platform/db"
	"haike/internal/platform/event"
	"haike/internal/platform/fault"
	"haike/internal/platform/idem"
)

// absencesKept says for how many days past absences are shown.
const absencesKept = 365

// Member returns a user as a member. Notes of absences are for the member and
// for those who may change them. Faults: common.forbidden, common.not_found.
func (s *Service) Member(ctx context.Context, userID int64) (Member, error) {
	return s.readMember(ctx, s.DB.Read(), userID)
}

func (s *Service) readMember(ctx context.Context, r db.Reader, userID int64) (Member, error) {
	scope, err := authz.Require(ctx, iam.PermUserRead)
	if err != nil {
		return Member{}, err
	}
	p, err := s.person(ctx, r, userID)
	if err != nil {
		return Member{}, err
	}
	if !scope.Covers(p.ID, p.TeamID) {
		return Member{}, fault.ErrNotFound
	}
	m, err := s.member(ctx, r, p)
	if err != nil {
		return Member{}, err
	}
	if !authz.ScopeOf(ctx, PermMemberWrite).Covers(p.ID, p.TeamID) && !actsAs(ctx, userID) {
		for i := range m.Absences {
			m.Absences[i].Note = ""
		}
	}
	return m, nil
}

func (s *Service) member(ctx context.Context, r db.Reader, p iam.Person) (Member, error) {
	today, err := s.today(ctx, r)
	if err != nil {
		return Member{}, err
	}
	m, err := s.store.member(ctx, r, p.ID, today.AddDays(-absencesKept))
	m.Placement = Placement{TeamID: p.TeamID, ManagerID: p.ManagerID}
	return m, err
}

// today returns the present day in the company's zone.
func (s *Service) today(ctx context.Context, r db.Reader) (calendar.Date, error) {
	now := s.DB.Clock().Now()
	if tx, inside := r.(*db.Tx); inside {
		now = tx.Now()
	}
	c, err := s.Calendar(ctx, r)
	if err != nil {
		return "", err
	}
	return c.DateOf(now), nil
}

// actsAs reports whether the actor is that user.
func actsAs(ctx context.Context, userID int64) bool {
	a, err := authz.From(ctx)
	return err == nil && a.Kind == authz.KindUser && a.UserID == userID
}

func (s *Service) person(ctx context.Context, r db.Reader, userID int64) (iam.Person, error) {
	people, err := s.Users.People(ctx, r, []int64{userID})
	if err != nil {
		return iam.Person{}, err
	}
	p, found := people[userID]
	if !found {
		return iam.Person{}, fault.ErrNotFound
	}
	return p, nil
}

// writable reads a user whom the actor may change as a member, and the scope
// that says so. Who may see the user but not change him is told so.
func (s *Service) writable(ctx context.Context, r db.Reader, userID int64) (iam.Person, authz.Scope, error) {
	scope, err := authz.Require(ctx, PermMemberWrite)
	if err != nil {
		return iam.Person{}, scope, err
	}
	p, err := s.person(ctx, r, userID)
	if err != nil {
		return iam.Person{}, scope, err
	}
	if scope.Covers(p.ID, p.TeamID) {
		return p, scope, nil
	}
	if authz.ScopeOf(ctx, iam.PermUserRead).Covers(p.ID, p.TeamID) {
		return iam.Person{}, scope, fault.ErrForbidden.With("permission", PermMemberWrite)
	}
	return iam.Person{}, scope, fault.ErrNotFound
}

// SetMember replaces a member's placement and coverage. Faults:
// common.forbidden, common.not_found, common.invalid, common.stale,
// org.manager_cycle, org.placement_outside_scope.
func (s *Service) SetMember(ctx context.Context, userID int64, in MemberInput, version int64) (Member, error) {
	if _, err := authz.Require(ctx, PermMemberWrite); err != nil {
		return Member{}, err
	}
	if err := in.Validate(); err != nil {
		return Member{}, err
	}
	coverage, err := s.resolve(in.Coverage)
	if err != nil {
		return Member{}, err
	}
	in.Coverage = coverage
	var after Member
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		after, err = s.setMember(ctx, tx, userID, in, version)
		return err
	})
	return after, err
}

func (s *Service) setMember(ctx context.Context, tx *db.Tx, userID int64, in MemberInput, version int64) (Member, error) {
	if err := s.store.lockStructure(ctx, tx); err != nil {
		return Member{}, err
	}
	p, scope, err := s.writable(ctx, tx, userID)
	if err != nil {
		return Member{}, err
	}
	if err := s.store.touchMember(ctx, tx, userID, version); err != nil {
		return Member{}, err
	}
	before, err := s.member(ctx, tx, p)
	if err != nil {
		return Member{}, err
	}
	if err := s.place(ctx, tx, placing{p, in.Placement, scope}); err != nil {
		return Member{}, err
	}
	after := before
	after.Placement, after.Coverage = in.Placement, in.Coverage
	fields := coverageChanges(before.Coverage, in.Coverage)
	if len(fields) == 0 {
		return after, nil
	}
	s.store.writeCoverage(tx, userID, in.Coverage)
	return after, s.record(ctx, tx, CoverageChanged{UserID: userID, Fields: fields}, coverageHistory(before.Coverage, in.Coverage))
}

// placing is one person's way to a new place, and how far the actor's hand reaches.
type placing struct {
	person iam.Person
	to     Placement
	scope  authz.Scope
}

func (s *Service) place(ctx context.Context, tx *db.Tx, g placing) error {
	from := Placement{TeamID: g.person.TeamID, ManagerID: g.person.ManagerID}
	if g.to == from {
		return nil
	}
	if err := s.checkPlace(ctx, tx, g, from); err != nil {
		return err
	}
	if err := s.Users.PlaceTx(ctx, tx, g.person.ID, iam.Placement(g.to)); err != nil {
		return err
	}
	fact := MemberPlaced{UserID: g.person.ID, FromTeam: from.TeamID, ToTeam: g.to.TeamID, FromManager: from.ManagerID, ToManager: g.to.ManagerID}
	return s.record(ctx, tx, fact, differences(
		pair{"team_id", idText(from.TeamID), idText(g.to.TeamID)}, pair{"manager_id", idText(from.ManagerID), idText(g.to.ManagerID)}))
}

// CheckPlaceTx checks that a user (0 for one who does not exist yet) may be
// placed so by the actor under a scope, for iam when it creates users. It keeps
// the structure from changing until the transaction ends.
// Faults: common.invalid, org.manager_cycle, org.placement_outside_scope.
func (s *Service) CheckPlaceTx(ctx context.Context, tx *db.Tx, userID int64, to Placement, scope authz.Scope) error {
	if err := s.store.lockStructure(ctx, tx); err != nil {
		return err
	}
	if to.TeamID == 0 && !scope.Covers(0, 0) { // he could not see whom he creates
		return ErrPlacement.WithField("team_id", fault.FieldRequired)
	}
	return s.checkPlace(ctx, tx, placing{iam.Person{ID: userID}, to, scope}, Placement{})
}

// checkPlace requires a live team, a manager who can work, no circle, and that
// the actor's scope covers whatever changes: otherwise somebody could move
// himself to where he sees more, or out of his manager's sight.
func (s *Service) checkPlace(ctx context.Context, r db.Reader, g placing, from Placement) error {
	if actsAs(ctx, g.person.ID) && g.scope.Level() != authz.All {
		return ErrPlacement
	}
	if g.to.TeamID != from.TeamID {
		if err := s.checkTeam(ctx, r, g); err != nil {
			return err
		}
	}
	if g.to.ManagerID == from.ManagerID || g.to.ManagerID == 0 {
		return nil
	}
	manager, err := s.person(ctx, r, g.to.ManagerID)
	if fault.Is(err, fault.NotFound) || manager.Disabled {
		return fault.ErrInvalid.WithField("manager_id", fault.FieldUnknown)
	}
	if err != nil {
		return err
	}
	if err := s.checkReportingLine(ctx, r, g.person.ID, manager); err != nil {
		return err
	}
	if !g.scope.Covers(manager.ID, manager.TeamID) {
		return ErrPlacement.WithField("manager_id", fault.FieldOption)
	}
	return nil
}

func (s *Service) checkTeam(ctx context.Context, r db.Reader, g placing) error {
	if g.to.TeamID != 0 {
		_, err := s.store.team(ctx, r, g.to.TeamID)
		if fault.Is(err, fault.NotFound) {
			return fault.ErrInvalid.WithField("team_id", fault.FieldUnknown)
		}
		if err != nil {
			return err
		}
	}
	if !g.scope.Covers(0, g.to.TeamID) {
		return ErrPlacement.WithField("team_id", fault.FieldOption)
	}
	return nil
}

// checkReportingLine walks up the reporting line from a manager; whoever is met there
// must not be the person who is to report to him.
func (s *Service) checkReportingLine(ctx context.Context, r db.Reader, userID int64, manager iam.Person) error {
	seen := map[int64]bool{}
	for at := manager; !seen[at.ID]; {
		if at.ID == userID {
			return ErrManagerCycle
		}
		if at.ManagerID == 0 {
			return nil
		}
		seen[at.ID] = true
		next, err := s.person(ctx, r, at.ManagerID)
		if err != nil {
			return err
		}
		at = next
	}
	return nil
}

// resolve brings codes into their one form, in order and each once.
// Faults: common.invalid naming each unknown code's place.
func (s *Service) resolve(c Coverage) (Coverage, error) {
	var errs fault.Check
	find := func(path string, codes []string, known func(code string) (string, error)) []string {
		resolved := make([]string, 0, len(codes))
		for i, code := range codes {
			one, err := known(code)
			errs.Add(err != nil, path+"["+strconv.Itoa(i)+"]", fault.FieldUnknown)
			resolved = append(resolved, one)
		}
		return sorted(resolved)
	}
	c.Regions = find("regions", c.Regions, func(code string) (string, error) {
		region, err := s.Regions.Find(code)
		return region.Code, err
	})
	c.Industries = find("industries", c.Industries, func(code string) (string, error) {
		industry, err := s.Industries.Find(code)
		return industry.Code, err
	})
	c.Languages = find("languages", c.Languages, func(tag string) (string, error) {
		language, err := s.Languages.Find(tag)
		return language.Tag, err
	})
	return c, errs.Err()
}

func coverageHistory(a, b Coverage) []event.Change {
	list := func(codes []string) string { return strings.Join(codes, " ") }
	number := func(n *int) string {
		if n == nil {
			return ""
		}
		return strconv.Itoa(*n)
	}
	return differences(
		pair{"capacity", number(a.Capacity), number(b.Capacity)},
		pair{"industries", list(a.Industries), list(b.Industries)},
		pair{"languages", list(a.Languages), list(b.Languages)},
		pair{"regions", list(a.Regions), list(b.Regions)})
}

// AddAbsence enters days on which a member is away. Faults: common.forbidden,
// common.not_found, common.invalid, org.absence_overlaps, org.too_many_absences,
// those of idem.Run.
func (s *Service) AddAbsence(ctx context.Context, userID int64, in AbsenceInput) (Member, error) {
	if _, err := authz.Require(ctx, PermMemberWrite); err != nil {
		return Member{}, err
	}
	if in.To == "" {
		in.To = in.From
	}
	in.Note = strings.TrimSpace(in.Note)
	if err := in.Validate(); err != nil {
		return Member{}, err
	}
	_, err := idem.Run(ctx, s.DB, func(tx *db.Tx) (int64, error) { return s.addAbsence(ctx, tx, userID, in) })
	if err != nil {
		return Member{}, err
	}
	return s.afterWrite(ctx, userID)
}

func (s *Service) addAbsence(ctx context.Context, tx *db.Tx, userID int64, in AbsenceInput) (int64, error) {
	p, _, err := s.writable(ctx, tx, userID)
	if err != nil {
		return 0, err
	}
	if err := s.store.lockMember(ctx, tx, userID); err != nil {
		return 0, err
	}
	today, err := s.today(ctx, tx)
	if err != nil {
		return 0, err
	}
	have, err := s.store.absences(ctx, tx, p.ID, min(in.From, today))
	if err != nil {
		return 0, err
	}
	if err := decideAbsence(have, in); err != nil {
		return 0, err
	}
	id, err := s.store.insertAbsence(ctx, tx, userID, in)
	if err != nil {
		return 0, err
	}
	return id, s.record(ctx, tx, AbsenceAdded{UserID: userID, AbsenceID: id}, differences(pair{"absence", "", absenceText(Absence{From: in.From, To: in.To})}))
}

func absenceText(a Absence) string { return string(a.From) + "/" + string(a.To) }

// afterWrite returns a member whom the actor just changed, with all that he may change.
func (s *Service) afterWrite(ctx context.Context, userID int64) (Member, error) {
	p, _, err := s.writable(ctx, s.DB.Read(), userID)
	if err != nil {
		return Member{}, err
	}
	return s.member(ctx, s.DB.Read(), p)
}

// RemoveAbsence withdraws an absence; version is the member's.
// Faults: common.forbidden, common.not_found, common.stale.
func (s *Service) RemoveAbsence(ctx context.Context, userID, absenceID, version int64) error {
	if _, err := authz.Require(ctx, PermMemberWrite); err != nil {
		return err
	}
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		if _, _, err := s.writable(ctx, tx, userID); err != nil {
			return err
		}
		gone, err := s.store.deleteAbsence(ctx, tx, userID, absenceID)
		if err != nil {
			return err
		}
		if err := s.store.touchMember(ctx, tx, userID, version); err != nil {
			return err
		}
		return s.record(ctx, tx, AbsenceRemoved{UserID: userID, AbsenceID: absenceID}, differences(pair{"absence", absenceText(gone), ""}))
	})
}

// Absent reports whether a member is away on a day.
func (s *Service) Absent(ctx context.Context, r db.Reader, userID int64, day calendar.Date) (bool, error) {
	away, err := s.store.away(ctx, r, day, []int64{userID})
	return slices.Contains(away, userID), err
}
