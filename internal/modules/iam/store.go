package iam

import (
	"context"
	"errors"
	"time"

	"haike/internal/platform/authz"
	"haike/internal/platform/db"
	"haike/internal/platform/fault"
	"haike/internal/platform/page"
	"haike/internal/platform/pinyin"
)

// store holds all SQL of the room. It has no state.
type store struct{}

// forUpdate keeps a row from changing until the transaction ends. SQLite has
// one writer anyway.
func forUpdate(r db.Reader) string {
	if r.Dialect() == db.Postgres {
		return " FOR UPDATE"
	}
	return ""
}

// flag is the stored form of a yes or no.
func flag(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

func missing(err error) error {
	if errors.Is(err, db.ErrNoRow) {
		return fault.ErrNotFound
	}
	return err
}

func timeOf(micros *int64) *time.Time {
	if micros == nil {
		return nil
	}
	t := db.Time(*micros)
	return &t
}

func microsOf(t *time.Time) *int64 {
	if t == nil {
		return nil
	}
	m := db.Micros(*t)
	return &m
}

// userRow is a user with the ids of what other tables name.
type userRow struct {
	User
	nameSort  string
	teamID    *int64
	managerID *int64
	manager   *string
	created   int64
}

const userSelect = `SELECT u.id, u.login, u.name, u.name_sort, u.email, u.phone, u.status, u.team_id, u.manager_id, m.name,
	u.locale, u.theme, u.density, u.shortcuts, u.last_seen_at, u.created_at, u.version,
	EXISTS (SELECT 1 FROM iam_second_factor f WHERE f.user_id = u.id AND f.confirmed = 1)
	FROM iam_user u LEFT JOIN iam_user m ON m.id = u.manager_id WHERE `

func scanUser(s db.Scanner) (userRow, error) {
	var u userRow
	var seen *int64
	err := s.Scan(&u.ID, &u.Login, &u.Name, &u.nameSort, &u.Email, &u.Phone, &u.Status, &u.teamID, &u.managerID, &u.manager,
		&u.Settings.Locale, &u.Settings.Theme, &u.Settings.Density, &u.Settings.Shortcuts, &seen, &u.created, &u.Version, &u.TwoFactor)
	u.LastSeenAt, u.CreatedAt = timeOf(seen), db.Time(u.created)
	if u.managerID != nil && u.manager != nil {
		u.Manager = &Ref{ID: *u.managerID, Name: *u.manager}
	}
	return u, err
}

// user reads one user within the scope. Its error is common.not_found.
func (store) user(ctx context.Context, r db.Reader, scope authz.Scope, id int64) (userRow, error) {
	where, args := scope.Where(r.Dialect(), userColumns())
	u, err := db.One(ctx, r, scanUser, userSelect+"u.id = ? AND "+where, append([]any{id}, args...)...)
	return u, missing(err)
}

// lockUser keeps a user's row from changing. It says nothing about whether it exists.
func (store) lockUser(ctx context.Context, tx *db.Tx, id int64) error {
	_, err := db.One(ctx, tx, db.Value[int64], "SELECT id FROM iam_user WHERE id = ?"+forUpdate(tx), id)
	if errors.Is(err, db.ErrNoRow) {
		return nil
	}
	return err
}

func userOrder(o UserOrder) page.Order {
	desc := o == ByNameDesc || o == ByCreatedDesc
	first := page.Column{Expr: "u.name_sort", Text: true, Desc: desc}
	if o == ByCreated || o == ByCreatedDesc {
		first = page.Column{Expr: "u.created_at", Desc: desc}
	}
	return page.Order{Name: "users " + string(o), Columns: []page.Column{first, {Expr: "u.id", Desc: desc}}}
}

func (u userRow) position(o UserOrder) []any {
	if o == ByCreated || o == ByCreatedDesc {
		return []any{u.created, u.ID}
	}
	return []any{u.nameSort, u.ID}
}

// users reads one row more than the filter's limit, so that the caller sees whether there is a next page.
func (store) users(ctx context.Context, r db.Reader, scope authz.Scope, f UserFilter) ([]userRow, error) {
	order := userOrder(f.Order)
	where, args := scope.Where(r.Dialect(), userColumns())
	after, more, err := order.After(f.Cursor)
	if err != nil {
		return nil, err
	}
	where, args = where+" AND "+after, append(args, more...)
	add := func(cond string, values ...any) { where, args = where+" AND "+cond, append(args, values...) }
	if f.Query != "" {
		like := contains(f.Query)
		add(`(u.name_key LIKE ? ESCAPE '\' OR u.login_key LIKE ? ESCAPE '\')`, like, like)
	}
	if f.Status != "" {
		add("u.status = ?", string(f.Status))
	}
	if f.TeamID != 0 {
		add("u.team_id = ?", f.TeamID)
	}
	if f.RoleID != 0 {
		add("EXISTS (SELECT 1 FROM iam_user_role ur WHERE ur.user_id = u.id AND ur.role_id = ?)", f.RoleID)
	}
	return db.All(ctx, r, scanUser, userSelect+where+" ORDER BY "+order.SQL()+" LIMIT ?", append(args, f.Limit+1)...)
}

// directory lists colleagues by name, whatever the scope: names are known in a company.
func (store) directory(ctx context.Context, r db.Reader, f UserFilter) ([]userRow, error) {
	order := userOrder(ByName)
	where, args, err := order.After(f.Cursor)
	if err != nil {
		return nil, err
	}
	if f.Query != "" {
		where, args = where+` AND u.name_key LIKE ? ESCAPE '\'`, append(args, contains(f.Query))
	}
	return db.All(ctx, r, scanUser, userSelect+where+" ORDER BY "+order.SQL()+" LIMIT ?", append(args, f.Limit+1)...)
}

func (store) people(ctx context.Context, r db.Reader, ids []int64) ([]Person, error) {
	in, arg := r.Dialect().AnyOf("id", ids)
	return db.All(ctx, r, func(s db.Scanner) (Person, error) {
		var p Person
		var status Status
		err := s.Scan(&p.ID, &p.Name, &p.TeamID, &p.ManagerID, &status)
		p.Disabled = status == Disabled
		return p, err
	}, "SELECT id, name, COALESCE(team_id, 0), COALESCE(manager_id, 0), status FROM iam_user WHERE "+in, arg)
}

func (store) teamSizes(ctx context.Context, r db.Reader) (map[int64]int, error) {
	type size struct {
		team int64
		n    int
	}
	rows, err := db.All(ctx, r, func(s db.Scanner) (size, error) {
		var x size
		err := s.Scan(&x.team, &x.n)
		return x, err
	}, "SELECT team_id, count(*) FROM iam_user WHERE team_id IS NOT NULL AND status <> 'disabled' GROUP BY team_id")
	sizes := make(map[int64]int, len(rows))
	for _, x := range rows {
		sizes[x.team] = x.n
	}
	return sizes, err
}

func (store) census(ctx context.Context, r db.Reader) (Census, error) {
	return db.One(ctx, r, func(s db.Scanner) (Census, error) {
		var c Census
		err := s.Scan(&c.Users, &c.AdministratorSecondFactor)
		return c, err
	}, `SELECT (SELECT count(*) FROM iam_user WHERE status <> 'disabled'),
		NOT EXISTS (SELECT 1 FROM iam_user u JOIN iam_user_role ur ON ur.user_id = u.id JOIN iam_role r ON r.id = ur.role_id
			WHERE r.key = 'administrator' AND u.status = 'active'
			AND NOT EXISTS (SELECT 1 FROM iam_second_factor f WHERE f.user_id = u.id AND f.confirmed = 1))`)
}

func (store) insertUser(ctx context.Context, tx *db.Tx, n NewUser, password string) (int64, error) {
	status, settings := Invited, DefaultSettings(n.Locale)
	if password != "" {
		status = Active
	}
	now := db.Micros(tx.Now())
	id, err := tx.Insert(ctx, `INSERT INTO iam_user (login, login_key, name, name_key, name_sort, email, phone, password, password_changed_at,
		must_change_password, status, team_id, manager_id, locale, theme, density, shortcuts, created_at, version)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1) RETURNING id`,
		n.Login, LoginKey(n.Login), n.Name, LoginKey(n.Name), pinyin.PersonKey(n.Name), n.Email, n.Phone, password, now,
		flag(password != ""), string(status), idOrNull(n.Place.TeamID), idOrNull(n.Place.ManagerID), settings.Locale, settings.Theme, settings.Density, flag(settings.Shortcuts), now)
	if db.IsUnique(err, "iam_user_login", "iam_user.login_key") {
		return 0, fault.ErrInvalid.WithField("login", fault.FieldDuplicate)
	}
	return id, err
}

// updateUser writes what people may change of a user. Zero rows mean that the version is old.
func (store) updateUser(ctx context.Context, tx *db.Tx, u User) (int64, error) {
	return tx.Exec(ctx, `UPDATE iam_user SET name = ?, name_key = ?, name_sort = ?, email = ?, phone = ?, locale = ?, theme = ?, density = ?, shortcuts = ?,
		version = version + 1 WHERE id = ? AND version = ?`,
		u.Name, LoginKey(u.Name), pinyin.PersonKey(u.Name), u.Email, u.Phone, u.Settings.Locale, u.Settings.Theme, u.Settings.Density, flag(u.Settings.Shortcuts), u.ID, u.Version)
}

func (store) setStatus(ctx context.Context, tx *db.Tx, id int64, status Status) error {
	_, err := tx.Exec(ctx, "UPDATE iam_user SET status = ?, version = version + 1 WHERE id = ?", string(status), id)
	return err
}

func (store) place(ctx context.Context, tx *db.Tx, id int64, at Placement) (int64, error) {
	return tx.Exec(ctx, "UPDATE iam_user SET team_id = ?, manager_id = ?, version = version + 1 WHERE id = ?", idOrNull(at.TeamID), idOrNull(at.ManagerID), id)
}

func idOrNull(id int64) any {
	if id == 0 {
		return nil
	}
	return id
}

const accountColumns = `u.id, u.login, u.name, u.email, u.locale, u.status, u.password, u.password_changed_at, u.must_change_password,
	EXISTS (SELECT 1 FROM iam_second_factor f WHERE f.user_id = u.id AND f.confirmed = 1), COALESCE(u.team_id, 0), u.version`

func scanAccount(s db.Scanner) (account, error) {
	var a account
	var changed int64
	err := s.Scan(a.dest(&changed)...)
	a.PasswordChangedAt = db.Time(changed)
	return a, err
}

func (a *account) dest(changed *int64) []any {
	return []any{&a.ID, &a.Login, &a.Name, &a.Email, &a.Locale, &a.Status, &a.Password, changed, &a.MustChange, &a.TwoFactor, &a.TeamID, &a.Version}
}

func (store) account(ctx context.Context, r db.Reader, id int64) (account, error) {
	a, err := db.One(ctx, r, scanAccount, "SELECT "+accountColumns+" FROM iam_user u WHERE u.id = ?", id)
	return a, missing(err)
}

// accountByLogin returns a zero account for an unknown login.
func (store) accountByLogin(ctx context.Context, r db.Reader, key string) (account, error) {
	a, err := db.One(ctx, r, scanAccount, "SELECT "+accountColumns+" FROM iam_user u WHERE u.login_key = ?", key)
	if errors.Is(err, db.ErrNoRow) {
		return account{}, nil
	}
	return a, err
}

func (store) setPassword(ctx context.Context, tx *db.Tx, id int64, hash string) error {
	now := db.Micros(tx.Now())
	tx.Queue(nil, `INSERT INTO iam_password_history (user_id, password, created_at)
		SELECT id, password, CAST(? AS BIGINT) FROM iam_user WHERE id = ? AND password <> ''`, now, id)
	tx.Queue(nil, `DELETE FROM iam_password_history WHERE user_id = ? AND id NOT IN
		(SELECT id FROM iam_password_history WHERE user_id = ? ORDER BY id DESC LIMIT ?)`, id, id, remembered)
	tx.Queue(nil, `UPDATE iam_user SET password = ?, password_changed_at = ?, must_change_password = 0, version = version + 1,
		status = CASE status WHEN 'invited' THEN 'active' ELSE status END WHERE id = ?`, hash, now, id)
	tx.Queue(nil, "DELETE FROM iam_link WHERE user_id = ?", id)
	tx.Queue(nil, "DELETE FROM iam_challenge WHERE user_id = ?", id)
	return tx.Flush(ctx)
}

// passwordChosen says that the user has chosen the password himself.
func (store) passwordChosen(tx *db.Tx, id int64) {
	tx.Queue(nil, "UPDATE iam_user SET must_change_password = 0 WHERE id = ?", id)
}

// rehash replaces the stored form of an unchanged password.
func (store) rehash(tx *db.Tx, id int64, old, hash string) {
	tx.Queue(nil, "UPDATE iam_user SET password = ? WHERE id = ? AND password = ?", hash, id, old)
}

// formerPasswords returns the present and the last n hashes before it.
func (store) formerPasswords(ctx context.Context, r db.Reader, id int64, n int) ([]string, error) {
	return db.All(ctx, r, db.Value[string], `SELECT password FROM
		(SELECT password, 0 AS age, 0 AS id FROM iam_user WHERE id = ? AND password <> ''
		UNION ALL SELECT password, 1 AS age, id FROM iam_password_history WHERE user_id = ?) AS former ORDER BY age, id DESC LIMIT ?`, id, id, n)
}

// contains makes a LIKE pattern of what was typed.
func contains(query string) string {
	escaped := make([]rune, 0, len(query)+8)
	for _, c := range LoginKey(query) {
		if c == '%' || c == '_' || c == '\\' {
			escaped = append(escaped, '\\')
		}
		escaped = append(escaped, c)
	}
	return "%" + string(escaped) + "%"
}
