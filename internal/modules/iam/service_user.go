package iam

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"haike/internal/platform/authz"
	"haike/internal/platform/db"
	"haike/internal/platform/event"
	"haike/internal/platform/fault"
	"haike/internal/platform/idem"
	"haike/internal/platform/page"
)

// Link is a one-time link to set a password, to be passed on.
type Link struct {
	URL       string
	ExpiresAt time.Time
}

// User reads one user. Errors: common.forbidden, common.not_found.
func (s *Service) User(ctx context.Context, id int64) (User, error) {
	scope, err := authz.Require(ctx, PermUserRead)
	if err != nil {
		return User{}, err
	}
	return s.readUser(ctx, s.DB.Read(), scope, id)
}

// UserByLogin reads one user by the name to sign in with, however it is written.
// Errors: common.forbidden, common.not_found.
func (s *Service) UserByLogin(ctx context.Context, login string) (User, error) {
	scope, err := authz.Require(ctx, PermUserRead)
	if err != nil {
		return User{}, err
	}
	a, err := s.store.accountByLogin(ctx, s.DB.Read(), LoginKey(login))
	if err != nil {
		return User{}, err
	}
	return s.readUser(ctx, s.DB.Read(), scope, a.ID)
}

// Users lists users within the scope. Errors: common.forbidden, common.bad_cursor.
func (s *Service) Users(ctx context.Context, f UserFilter) (page.Page[User], error) {
	scope, err := authz.Require(ctx, PermUserRead)
	if err != nil {
		return page.Page[User]{}, err
	}
	rows, err := s.store.users(ctx, s.DB.Read(), scope, f)
	if err != nil {
		return page.Page[User]{}, err
	}
	cut := page.Cut(rows, f.Limit, func(last userRow) string { return userOrder(f.Order).Cursor(last.position(f.Order)...) })
	users, err := s.complete(ctx, s.DB.Read(), cut.Items)
	return page.Page[User]{Items: users, Next: cut.Next}, err
}

// Directory lists colleagues by name: whoever is signed in may know who works here.
// Errors: common.unauthenticated, common.bad_cursor.
func (s *Service) Directory(ctx context.Context, f UserFilter) (page.Page[DirectoryEntry], error) {
	if _, err := signedIn(ctx); err != nil {
		return page.Page[DirectoryEntry]{}, err
	}
	rows, err := s.store.directory(ctx, s.DB.Read(), f)
	if err != nil {
		return page.Page[DirectoryEntry]{}, err
	}
	cut := page.Cut(rows, f.Limit, func(last userRow) string { return userOrder(ByName).Cursor(last.position(ByName)...) })
	teams, err := s.teamNames(ctx, s.DB.Read(), cut.Items)
	out := page.Page[DirectoryEntry]{Items: []DirectoryEntry{}, Next: cut.Next}
	for _, u := range cut.Items {
		e := DirectoryEntry{ID: u.ID, Name: u.Name, Status: u.Status}
		if u.teamID != nil {
			e.TeamID, e.Team = *u.teamID, teams[*u.teamID]
		}
		out.Items = append(out.Items, e)
	}
	return out, err
}

func (s *Service) readUser(ctx context.Context, r db.Reader, scope authz.Scope, id int64) (User, error) {
	row, err := s.store.user(ctx, r, scope, id)
	if err != nil {
		return User{}, err
	}
	users, err := s.complete(ctx, r, []userRow{row})
	if err != nil {
		return User{}, err
	}
	return users[0], nil
}

// complete adds roles and team names to rows.
func (s *Service) complete(ctx context.Context, r db.Reader, rows []userRow) ([]User, error) {
	ids := make([]int64, len(rows))
	for i, u := range rows {
		ids[i] = u.ID
	}
	roles, err := s.store.rolesOf(ctx, r, ids)
	if err != nil {
		return nil, err
	}
	teams, err := s.teamNames(ctx, r, rows)
	if err != nil {
		return nil, err
	}
	users := make([]User, len(rows))
	for i, u := range rows {
		u.Roles = roles[u.ID]
		if u.teamID != nil {
			u.Team = &Ref{ID: *u.teamID, Name: teams[*u.teamID]}
		}
		users[i] = u.User
	}
	return users, nil
}

func (s *Service) teamNames(ctx context.Context, r db.Reader, rows []userRow) (map[int64]string, error) {
	var ids []int64
	for _, u := range rows {
		if u.teamID != nil && !slices.Contains(ids, *u.teamID) {
			ids = append(ids, *u.teamID)
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	return s.TeamNames(ctx, r, ids)
}

// created is what a retried creation is answered from.
type created struct {
	ID int64 `json:"id"`
}

// CreateUser creates an account. Without a password the user is invited: the
// link is returned once, to be passed on, and mailed where that is possible.
// Errors: common.forbidden, common.invalid, iam.grant_exceeds_own, iam.busy, those
// of placing; common.not_found in answer to a retry, if the user has left the scope.
func (s *Service) CreateUser(ctx context.Context, in NewUser) (User, *Link, error) {
	scope, err := authz.Require(ctx, PermUserWrite)
	if err != nil {
		return User{}, nil, err
	}
	in = in.trimmed()
	if err := in.Validate(); err != nil {
		return User{}, nil, err
	}
	password, err := s.firstPassword(ctx, in)
	if err != nil {
		return User{}, nil, err
	}
	var invitation *Link
	done, err := idem.Run(ctx, s.DB, func(tx *db.Tx) (created, error) {
		invitation = nil
		id, err := s.createUser(ctx, tx, in, password, scope)
		if err != nil || password != "" {
			return created{id}, err
		}
		link, err := s.invite(ctx, tx, id, in.Email)
		invitation = &link
		return created{id}, err
	})
	if err != nil {
		return User{}, nil, err
	}
	u, err := s.readUser(ctx, s.DB.Read(), scope, done.ID) // again, for a retry: the user may have moved
	return u, invitation, err
}

func (s *Service) firstPassword(ctx context.Context, in NewUser) (string, error) {
	if in.Password == "" {
		return "", nil
	}
	policy, err := s.store.policy(ctx, s.DB.Read())
	if err != nil {
		return "", err
	}
	person := account{Login: in.Login, Name: in.Name, Email: in.Email}
	if err := s.acceptable(ctx, person, policy, "password", in.Password); err != nil {
		return "", err
	}
	return s.hasher.hash(ctx, in.Password)
}

func (s *Service) createUser(ctx context.Context, tx *db.Tx, in NewUser, password string, scope authz.Scope) (int64, error) {
	if in.Place == (Placement{}) && !scope.Covers(0, 0) {
		return 0, fault.ErrInvalid.WithField("team_id", fault.FieldRequired) // the actor only reaches teams
	}
	roles := difference(nil, in.RoleIDs)
	if err := s.assignable(ctx, tx, roles); err != nil {
		return 0, err
	}
	if in.Place != (Placement{}) {
		if err := s.CheckPlace(ctx, tx, 0, in.Place, scope); err != nil {
			return 0, err
		}
	}
	id, err := s.store.insertUser(ctx, tx, in, password)
	if err != nil {
		return 0, err
	}
	s.store.addRoles(tx, id, roles)
	return id, s.Events.Publish(ctx, tx, UserCreated{UserID: id, RoleIDs: roles, Invited: password == "", TeamID: in.Place.TeamID, ManagerID: in.Place.ManagerID})
}

// assignable checks that roles exist and that the actor holds what they grant.
// Errors: common.invalid (role_ids), iam.grant_exceeds_own.
func (s *Service) assignable(ctx context.Context, r db.Reader, ids []int64) error {
	actor, err := authz.From(ctx)
	if err != nil || len(ids) == 0 {
		return err
	}
	roles, err := s.store.roles(ctx, r, ids)
	if err != nil {
		return err
	}
	if len(roles) != len(ids) {
		return fault.ErrInvalid.WithField("role_ids", fault.FieldUnknown)
	}
	for _, role := range roles {
		if err := withinOwn(actor, s.effective(role)); err != nil {
			return err
		}
	}
	return nil
}

// effective are the grants of a role as they count.
func (s *Service) effective(r Role) Grants {
	if r.Locked() {
		return s.catalog.everything()
	}
	grants := Grants{}
	for key, level := range r.Grants {
		s.catalog.merge(grants, key, level)
	}
	return grants
}

// target is a user whom the actor is about to change, locked.
type target struct {
	User
	actor authz.Actor
	scope authz.Scope
}

// target finds and locks a user whom the actor may change: within the scope,
// and not more powerful than the actor, who could otherwise take the account over.
// Errors: common.forbidden, common.not_found, iam.grant_exceeds_own.
func (s *Service) target(ctx context.Context, tx *db.Tx, id int64) (target, error) {
	scope, err := authz.Require(ctx, PermUserWrite)
	if err != nil {
		return target{}, err
	}
	actor, err := authz.From(ctx)
	if err != nil {
		return target{}, err
	}
	if _, err := s.store.lockAdministrators(ctx, tx); err != nil {
		return target{}, err
	}
	if err := s.store.lockUser(ctx, tx, id); err != nil {
		return target{}, err
	}
	u, err := s.readUser(ctx, tx, scope, id)
	if fault.Is(err, fault.NotFound) {
		return target{}, s.hiddenOrForbidden(ctx, tx, id)
	}
	if err != nil || id == actor.UserID && actor.TokenScopes == nil { // a token may be weaker than its owner
		return target{u, actor, scope}, err
	}
	return target{u, actor, scope}, s.assignable(ctx, tx, roleIDs(u.Roles))
}

// hiddenOrForbidden tells a user who may be read but not changed from one who may not be seen.
func (s *Service) hiddenOrForbidden(ctx context.Context, r db.Reader, id int64) error {
	if _, err := s.store.user(ctx, r, authz.ScopeOf(ctx, PermUserRead), id); err != nil {
		return err
	}
	return fault.ErrForbidden.With("permission", PermUserWrite)
}

func roleIDs(refs []RoleRef) []int64 {
	ids := []int64{}
	for _, r := range refs {
		ids = append(ids, r.ID)
	}
	return ids
}

// UpdateUser changes a user's data and roles.
// Errors: common.forbidden, common.not_found, common.invalid, common.stale,
// iam.grant_exceeds_own, iam.own_roles, iam.last_administrator.
func (s *Service) UpdateUser(ctx context.Context, id, version int64, p UserPatch) (User, error) {
	var after User
	err := s.DB.Write(ctx, func(tx *db.Tx) error {
		t, err := s.target(ctx, tx, id)
		if err != nil {
			return err
		}
		if t.Version != version {
			return fault.ErrStale.With("version", t.Version)
		}
		if p.RoleIDs != nil {
			if err := s.changeRoles(ctx, tx, t, *p.RoleIDs); err != nil {
				return err
			}
		}
		if err := s.changePerson(ctx, tx, t, p); err != nil {
			return err
		}
		after, err = s.readUser(ctx, tx, t.scope, id)
		return err
	})
	return after, err
}

func (s *Service) changePerson(ctx context.Context, tx *db.Tx, t target, p UserPatch) error {
	next := t.User
	set(&next.Name, p.Name)
	set(&next.Email, p.Email)
	set(&next.Phone, p.Phone)
	var c fault.Check
	checkPerson(&c, next.Name, next.Email, next.Phone)
	if err := c.Err(); err != nil {
		return err
	}
	return s.saveUser(ctx, tx, t.User, next)
}

// set trims and takes over a text that was given.
func set(field *string, given *string) {
	if given != nil {
		*field = strings.TrimSpace(*given)
	}
}

// saveUser writes a user and what changed. The version rises even if nothing did.
func (s *Service) saveUser(ctx context.Context, tx *db.Tx, old, next User) error {
	n, err := s.store.updateUser(ctx, tx, next)
	if err != nil {
		return err
	}
	if n == 0 {
		return fault.ErrStale
	}
	fields, changes := differences(
		change{"name", old.Name, next.Name}, change{"email", old.Email, next.Email}, change{"phone", old.Phone, next.Phone},
		change{"locale", old.Settings.Locale, next.Settings.Locale}, change{"theme", old.Settings.Theme, next.Settings.Theme},
		change{"density", old.Settings.Density, next.Settings.Density},
		change{"shortcuts", strconv.FormatBool(old.Settings.Shortcuts), strconv.FormatBool(next.Settings.Shortcuts)},
	)
	if len(fields) == 0 {
		return nil
	}
	return s.record(ctx, tx, UserChanged{UserID: next.ID, Fields: fields}, changes...)
}

func (s *Service) changeRoles(ctx context.Context, tx *db.Tx, t target, wanted []int64) error {
	have := roleIDs(t.Roles)
	added, removed := difference(have, wanted), difference(wanted, have)
	if len(added)+len(removed) == 0 {
		return nil
	}
	admin, err := s.store.lockAdministrators(ctx, tx)
	if err != nil {
		return err
	}
	if slices.Contains(removed, admin) {
		if err := s.notLast(ctx, tx, t.User, admin); err != nil {
			return err
		}
	}
	if t.ID == t.actor.UserID {
		return ErrOwnRoles
	}
	if err := s.assignable(ctx, tx, append(slices.Clone(added), removed...)); err != nil {
		return err
	}
	s.store.addRoles(tx, t.ID, added)
	s.store.removeRoles(tx, t.ID, removed)
	s.forgetActors(tx)
	now := difference(removed, append(have, added...))
	return s.record(ctx, tx, RolesAssigned{UserID: t.ID, RoleIDs: now, Added: added, Removed: removed},
		event.Change{Field: "role_ids", Old: idsText(have), New: idsText(now)})
}

func idsText(ids []int64) *string {
	parts := make([]string, len(ids))
	for i, id := range ids {
		parts[i] = strconv.FormatInt(id, 10)
	}
	return textOrNil(strings.Join(parts, ","))
}

// notLast refuses to take the last administrator who can sign in away.
// Errors: iam.last_administrator.
func (s *Service) notLast(ctx context.Context, tx *db.Tx, u User, admin int64) error {
	if !slices.Contains(roleIDs(u.Roles), admin) || u.Status != Active {
		return nil
	}
	others, err := s.store.otherAdministrators(ctx, tx, admin, u.ID)
	if err == nil && others == 0 {
		err = ErrLastAdministrator
	}
	return err
}

// DisableUser ends a user's access, sessions and tokens. A version of 0 fits any.
// Errors: common.forbidden, common.not_found, common.stale, iam.grant_exceeds_own,
// iam.own_account, iam.last_administrator.
func (s *Service) DisableUser(ctx context.Context, id, version int64) (User, error) {
	return s.changeStatus(ctx, id, version, func(tx *db.Tx, t target) error {
		admin, err := s.store.lockAdministrators(ctx, tx)
		if err != nil {
			return err
		}
		if err := s.notLast(ctx, tx, t.User, admin); err != nil {
			return err
		}
		if t.ID == t.actor.UserID {
			return ErrOwnAccount
		}
		if t.Status == Disabled {
			return nil
		}
		return s.disable(ctx, tx, t)
	})
}

func (s *Service) disable(ctx context.Context, tx *db.Tx, t target) error {
	if err := s.store.setStatus(ctx, tx, t.ID, Disabled); err != nil {
		return err
	}
	s.store.dropLinks(tx, t.ID)
	if err := s.endSessions(ctx, tx, ending{t.ID, 0, "disabled"}); err != nil {
		return err
	}
	tokens, err := s.store.deleteTokens(ctx, tx, t.ID)
	if err != nil {
		return err
	}
	for _, id := range tokens {
		if err := s.Events.Publish(ctx, tx, TokenRevoked{TokenID: id, UserID: t.ID, Reason: "disabled"}); err != nil {
			return err
		}
	}
	return s.record(ctx, tx, UserDisabled{UserID: t.ID}, event.Change{Field: "status", Old: textOrNil(string(t.Status)), New: textOrNil(string(Disabled))})
}

// EnableUser lets a disabled user sign in again, with the roles of before. A version of 0 fits any.
// Errors: common.forbidden, common.not_found, common.stale, iam.grant_exceeds_own.
func (s *Service) EnableUser(ctx context.Context, id, version int64) (User, error) {
	return s.changeStatus(ctx, id, version, func(tx *db.Tx, t target) error {
		if t.Status != Disabled {
			return nil
		}
		a, err := s.store.account(ctx, tx, id)
		if err != nil {
			return err
		}
		status := Active
		if a.Password == "" {
			status = Invited
		}
		if err := s.store.setStatus(ctx, tx, id, status); err != nil {
			return err
		}
		return s.record(ctx, tx, UserEnabled{UserID: id}, event.Change{Field: "status", Old: textOrNil(string(Disabled)), New: textOrNil(string(status))})
	})
}

func (s *Service) changeStatus(ctx context.Context, id, version int64, act func(tx *db.Tx, t target) error) (User, error) {
	done, err := idem.Run(ctx, s.DB, func(tx *db.Tx) (created, error) {
		t, err := s.target(ctx, tx, id)
		if err != nil {
			return created{}, err
		}
		if version != 0 && t.Version != version {
			return created{}, fault.ErrStale.With("version", t.Version)
		}
		return created{id}, act(tx, t)
	})
	if err != nil {
		return User{}, err
	}
	scope, err := authz.Require(ctx, PermUserWrite)
	if err != nil {
		return User{}, err
	}
	return s.readUser(ctx, s.DB.Read(), scope, done.ID)
}

// InviteUser makes a new link with which a user sets a password: for invited
// users and for forgotten passwords. Earlier links are void.
// Errors: common.forbidden, common.not_found, iam.grant_exceeds_own, iam.user_disabled,
// iam.own_account: one's own password changes with the present one only.
func (s *Service) InviteUser(ctx context.Context, id int64) (Link, error) {
	var l Link
	err := s.DB.Write(ctx, func(tx *db.Tx) error {
		t, err := s.target(ctx, tx, id)
		if err != nil {
			return err
		}
		if t.ID == t.actor.UserID {
			return ErrOwnAccount
		}
		if t.Status == Disabled {
			return ErrUserDisabled
		}
		l, err = s.invite(ctx, tx, id, t.Email)
		return err
	})
	return l, err
}

// invite makes the link for the page, and lets a job mail another one.
func (s *Service) invite(ctx context.Context, tx *db.Tx, userID int64, email string) (Link, error) {
	secret, expires := newSecret(), tx.Now().Add(invitationLife)
	s.store.dropLinks(tx, userID)
	s.store.putLink(tx, link{userID: userID, channel: channelPage, hash: hashSecret(secret), expires: expires})
	if err := s.Events.Publish(ctx, tx, LinkIssued{UserID: userID}); err != nil {
		return Link{}, err
	}
	l := Link{URL: s.linkURL(secret), ExpiresAt: expires}
	if email == "" || !s.Mailer.Enabled() {
		return l, nil
	}
	return l, s.Jobs.Enqueue(ctx, tx, linkJob{UserID: userID, Purpose: purposeInvitation, Until: db.Micros(expires)})
}

// EndUserSessions signs a user out everywhere.
// Errors: common.forbidden, common.not_found, iam.grant_exceeds_own.
func (s *Service) EndUserSessions(ctx context.Context, id int64) error {
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		t, err := s.target(ctx, tx, id)
		if err != nil {
			return err
		}
		return s.endSessions(ctx, tx, ending{t.ID, 0, "administrator"})
	})
}

// RemoveUserSecondFactor helps a user who has lost both phone and recovery codes.
// Errors: common.forbidden, common.not_found, iam.grant_exceeds_own, iam.own_account, iam.second_factor_off.
func (s *Service) RemoveUserSecondFactor(ctx context.Context, id int64) error {
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		t, err := s.target(ctx, tx, id)
		if err != nil {
			return err
		}
		if t.ID == t.actor.UserID {
			return ErrOwnAccount // one's own goes only with the password
		}
		if err := s.dropFactor(ctx, tx, id); err != nil {
			return err
		}
		return s.endSessions(ctx, tx, ending{id, 0, "administrator"})
	})
}

// PlaceTx writes where a user stands; the room org has checked it and publishes it.
// Errors: common.not_found.
func (s *Service) PlaceTx(ctx context.Context, tx *db.Tx, userID int64, at Placement) error {
	n, err := s.store.place(ctx, tx, userID, at)
	if err != nil {
		return err
	}
	if n == 0 {
		return fault.ErrNotFound
	}
	s.forgetActors(tx)
	return nil
}

// People returns the users among the ids that exist, whatever their status, by
// id. The caller decides who may see them.
func (s *Service) People(ctx context.Context, r db.Reader, ids []int64) (map[int64]Person, error) {
	list, err := s.store.people(ctx, r, ids)
	people := make(map[int64]Person, len(list))
	for _, p := range list {
		people[p.ID] = p
	}
	return people, err
}

// TeamSizes counts the users of each team who are not disabled.
func (s *Service) TeamSizes(ctx context.Context, r db.Reader) (map[int64]int, error) {
	return s.store.teamSizes(ctx, r)
}

// Census counts users for the onboarding.
func (s *Service) Census(ctx context.Context, r db.Reader) (Census, error) {
	return s.store.census(ctx, r)
}
