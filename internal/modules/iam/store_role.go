package iam

import (
	"context"
	"errors"

	"haike/internal/platform/authz"
	"haike/internal/platform/db"
	"haike/internal/platform/fault"
)

const roleSelect = `SELECT r.id, COALESCE(r.key, ''), r.name, r.created_at, r.version,
	(SELECT count(*) FROM iam_user_role ur JOIN iam_user u ON u.id = ur.user_id WHERE ur.role_id = r.id AND u.status <> 'disabled')
	FROM iam_role r WHERE `

func scanRole(s db.Scanner) (Role, error) {
	var r Role
	var created int64
	err := s.Scan(&r.ID, &r.Key, &r.Name, &created, &r.Version, &r.Users)
	r.CreatedAt = db.Time(created)
	return r, err
}

// roles reads the roles with the ids, or all of them for nil, with their stored grants.
func (s store) roles(ctx context.Context, r db.Reader, ids []int64) ([]Role, error) {
	where, args := "1=1", []any{}
	if ids != nil {
		in, arg := r.Dialect().AnyOf("r.id", ids)
		where, args = in, append(args, arg)
	}
	list, err := db.All(ctx, r, scanRole, roleSelect+where+" ORDER BY CASE WHEN r.key IS NULL THEN 1 ELSE 0 END, r.id", args...)
	if err != nil {
		return nil, err
	}
	grants, err := s.grants(ctx, r)
	for i := range list {
		list[i].Grants = grants[list[i].ID]
		if list[i].Grants == nil {
			list[i].Grants = Grants{}
		}
	}
	return list, err
}

// role reads one role. Its error is common.not_found.
func (s store) role(ctx context.Context, r db.Reader, id int64) (Role, error) {
	list, err := s.roles(ctx, r, []int64{id})
	if err != nil {
		return Role{}, err
	}
	if len(list) == 0 {
		return Role{}, fault.ErrNotFound
	}
	return list[0], nil
}

func (store) lockRole(ctx context.Context, tx *db.Tx, id int64) error {
	_, err := db.One(ctx, tx, db.Value[int64], "SELECT id FROM iam_role WHERE id = ?"+forUpdate(tx), id)
	return missing(err)
}

type grantRow struct {
	role       int64
	permission string
	level      string
}

// grants reads all grants: a few hundred rows at most.
func (store) grants(ctx context.Context, r db.Reader) (map[int64]Grants, error) {
	rows, err := db.All(ctx, r, func(s db.Scanner) (grantRow, error) {
		var g grantRow
		err := s.Scan(&g.role, &g.permission, &g.level)
		return g, err
	}, "SELECT role_id, permission, level FROM iam_role_grant")
	all := map[int64]Grants{}
	for _, g := range rows {
		if all[g.role] == nil {
			all[g.role] = Grants{}
		}
		level, _ := authz.ParseLevel(g.level) // the table's CHECK knows the levels
		all[g.role][g.permission] = level
	}
	return all, err
}

func (store) insertRole(ctx context.Context, tx *db.Tx, name string) (int64, error) {
	id, err := tx.Insert(ctx, "INSERT INTO iam_role (key, name, name_key, created_at, version) VALUES (NULL, ?, ?, ?, 1) RETURNING id",
		name, LoginKey(name), db.Micros(tx.Now()))
	return id, roleNameTaken(err)
}

func roleNameTaken(err error) error {
	if db.IsUnique(err, "iam_role_name", "iam_role.name_key") {
		return fault.ErrInvalid.WithField("name", fault.FieldDuplicate)
	}
	return err
}

// updateRole raises the version and sets the name of a custom role. Zero rows mean that the version is old.
func (store) updateRole(ctx context.Context, tx *db.Tx, r Role) (int64, error) {
	n, err := tx.Exec(ctx, `UPDATE iam_role SET name = ?, name_key = CASE WHEN key IS NULL THEN ? END, version = version + 1
		WHERE id = ? AND version = ?`, r.Name, LoginKey(r.Name), r.ID, r.Version)
	return n, roleNameTaken(err)
}

func (store) setGrants(tx *db.Tx, role int64, g Grants) {
	tx.Queue(nil, "DELETE FROM iam_role_grant WHERE role_id = ?", role)
	for key, level := range compact(g) {
		tx.Queue(nil, "INSERT INTO iam_role_grant (role_id, permission, level) VALUES (?, ?, ?)", role, key, level.String())
	}
}

// deleteRole removes a role that nobody holds, at the version that the caller has locked.
func (store) deleteRole(ctx context.Context, tx *db.Tx, id, version int64) error {
	tx.Queue(nil, "DELETE FROM iam_role_grant WHERE role_id = ?", id)
	_, err := tx.Exec(ctx, "DELETE FROM iam_role WHERE id = ? AND version = ?", id, version)
	if db.IsForeignKey(err) { // given to somebody since the count
		return ErrRoleInUse.With("users", 1)
	}
	return err
}

// holders counts all users with a role, disabled ones included.
func (store) holders(ctx context.Context, r db.Reader, role int64) (int64, error) {
	return db.One(ctx, r, db.Value[int64], "SELECT count(*) FROM iam_user_role WHERE role_id = ?", role)
}

// rolesOf reads the roles of users, by user.
func (store) rolesOf(ctx context.Context, r db.Reader, users []int64) (map[int64][]RoleRef, error) {
	type row struct {
		user int64
		RoleRef
	}
	in, arg := r.Dialect().AnyOf("ur.user_id", users)
	rows, err := db.All(ctx, r, func(s db.Scanner) (row, error) {
		var x row
		err := s.Scan(&x.user, &x.ID, &x.Key, &x.Name)
		return x, err
	}, `SELECT ur.user_id, r.id, COALESCE(r.key, ''), r.name FROM iam_user_role ur JOIN iam_role r ON r.id = ur.role_id
		WHERE `+in+" ORDER BY ur.user_id, r.id", arg)
	of := map[int64][]RoleRef{}
	for _, x := range rows {
		of[x.user] = append(of[x.user], x.RoleRef)
	}
	return of, err
}

func (store) addRoles(tx *db.Tx, user int64, roles []int64) {
	for _, id := range roles {
		tx.Queue(nil, "INSERT INTO iam_user_role (user_id, role_id) VALUES (?, ?)", user, id)
	}
}

func (store) removeRoles(tx *db.Tx, user int64, roles []int64) {
	for _, id := range roles {
		tx.Queue(nil, "DELETE FROM iam_user_role WHERE user_id = ? AND role_id = ?", user, id)
	}
}

// lockAdministrators makes transactions that may take away an administrator
// run one after the other, and returns the role's id.
func (store) lockAdministrators(ctx context.Context, tx *db.Tx) (int64, error) {
	return db.One(ctx, tx, db.Value[int64], "SELECT id FROM iam_role WHERE key = 'administrator'"+forUpdate(tx))
}

// otherAdministrators counts who can administer beside the user.
func (store) otherAdministrators(ctx context.Context, r db.Reader, role, user int64) (int64, error) {
	return db.One(ctx, r, db.Value[int64], `SELECT count(*) FROM iam_user_role ur JOIN iam_user u ON u.id = ur.user_id
		WHERE ur.role_id = ? AND u.id <> ? AND u.status = 'active'`, role, user)
}

// anyUser reports whether there is a user at all.
func (store) anyUser(ctx context.Context, r db.Reader) (bool, error) {
	return db.One(ctx, r, db.Value[bool], "SELECT EXISTS (SELECT 1 FROM iam_user)")
}

// ensureBuiltins inserts the built-in roles that are missing and returns all by key.
func (store) ensureBuiltins(ctx context.Context, tx *db.Tx) (map[authz.Builtin]int64, error) {
	ids := map[authz.Builtin]int64{}
	for _, key := range authz.Builtins() {
		id, err := db.One(ctx, tx, db.Value[int64], "SELECT id FROM iam_role WHERE key = ?", string(key))
		if errors.Is(err, db.ErrNoRow) {
			id, err = tx.Insert(ctx, `INSERT INTO iam_role (key, name, created_at, version) VALUES (?, '', ?, 1)
				ON CONFLICT (key) DO UPDATE SET key = excluded.key RETURNING id`, string(key), db.Micros(tx.Now()))
		}
		if err != nil {
			return nil, err
		}
		ids[key] = id
	}
	return ids, nil
}

// markSeen notes a permission and reports whether it is new here.
func (store) markSeen(ctx context.Context, tx *db.Tx, permission string) (bool, error) {
	n, err := tx.Exec(ctx, "INSERT INTO iam_permission_seen (permission, seen_at) VALUES (?, ?) ON CONFLICT (permission) DO NOTHING",
		permission, db.Micros(tx.Now()))
	return n == 1, err
}

func (store) addGrant(tx *db.Tx, role int64, permission string, level authz.Level) {
	tx.Queue(nil, `INSERT INTO iam_role_grant (role_id, permission, level) VALUES (?, ?, ?) ON CONFLICT (role_id, permission) DO NOTHING`,
		role, permission, level.String())
}

func (store) policy(ctx context.Context, r db.Reader) (Policy, error) {
	return db.One(ctx, r, func(s db.Scanner) (Policy, error) {
		var p Policy
		err := s.Scan(p.dest()...)
		return p, err
	}, "SELECT "+policyColumns+" FROM iam_policy p WHERE p.id = 1")
}

const policyColumns = "p.password_profile, p.session_idle_minutes, p.session_max_hours, p.require_second_factor, p.version"

func (p *Policy) dest() []any {
	return []any{&p.Profile, &p.IdleMinutes, &p.MaxHours, &p.RequireSecondFactor, &p.Version}
}

func (store) updatePolicy(ctx context.Context, tx *db.Tx, p Policy) (int64, error) {
	return tx.Exec(ctx, `UPDATE iam_policy SET password_profile = ?, session_idle_minutes = ?, session_max_hours = ?, require_second_factor = ?,
		version = version + 1 WHERE id = 1 AND version = ?`, string(p.Profile), p.IdleMinutes, p.MaxHours, flag(p.RequireSecondFactor), p.Version)
}
