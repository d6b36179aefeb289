package iam

import (
	"net/mail"
	"strings"
	"time"
	"unicode"

	"haike/internal/platform/authz"
	"haike/internal/platform/condition"
	"haike/internal/platform/fault"
)

// Status tells whether a user may sign in.
type Status string

// The states of a user.
const (
	Active   Status = "active"
	Invited  Status = "invited" // has never set a password
	Disabled Status = "disabled"
)

// Valid reports whether s is one of the states.
func (s Status) Valid() bool { return s == Active || s == Invited || s == Disabled }

// Ref names a record to the reader.
type Ref struct {
	ID   int64
	Name string
}

// RoleRef names a role: built-in ones by key, custom ones by name.
type RoleRef struct {
	ID   int64
	Key  string
	Name string
}

// User is an account as administrators see it.
type User struct {
	ID         int64
	Login      string
	Name       string
	Email      string
	Phone      string
	Status     Status
	Team       *Ref
	Manager    *Ref
	Roles      []RoleRef
	TwoFactor  bool
	LastSeenAt *time.Time
	CreatedAt  time.Time
	Version    int64
	Settings   Settings
}

// Settings are what users choose for themselves.
type Settings struct {
	Locale    string
	Theme     string
	Density   string
	Shortcuts bool
}

// DefaultSettings are those of a new user who reads in locale.
func DefaultSettings(locale string) Settings {
	return Settings{Locale: locale, Theme: "system", Density: "standard", Shortcuts: true}
}

func (s Settings) check(c *fault.Check) {
	c.Add(s.Locale != "zh-CN" && s.Locale != "en", "locale", fault.FieldOption)
	c.Add(s.Theme != "light" && s.Theme != "dark" && s.Theme != "system", "theme", fault.FieldOption)
	c.Add(s.Density != "compact" && s.Density != "standard" && s.Density != "comfortable", "density", fault.FieldOption)
}

// DirectoryEntry is what every colleague may know of a user.
type DirectoryEntry struct {
	ID     int64
	Name   string
	TeamID int64
	Team   string
	Status Status
}

// NewUser is the input of CreateUser. Without a password the user is invited.
type NewUser struct {
	Login    string
	Name     string
	Email    string
	Phone    string
	RoleIDs  []int64
	Place    Placement
	Password string
	Locale   string
}

// Placement is where a user stands in the company; 0 is none. The room org
// checks and changes it.
type Placement struct {
	TeamID    int64
	ManagerID int64
}

// Person is what other rooms may know of a user.
type Person struct {
	ID        int64
	Name      string
	TeamID    int64
	ManagerID int64
	Disabled  bool
}

// Census counts users for the onboarding.
type Census struct {
	Users                     int  // not disabled
	AdministratorSecondFactor bool // every active administrator has one
}

// Administrator is the first user, who comes with the company.
type Administrator struct {
	Login    string
	Name     string
	Password string
	Email    string
	Locale   string
}

// Company is what users see of the company beside their account.
type Company struct {
	Name         string
	Zone         string
	BaseCurrency string
}

// Validate checks everything but the password, which depends on the policy.
// Errors: common.invalid.
func (n NewUser) Validate() error {
	var c fault.Check
	checkLogin(&c, n.Login)
	checkPerson(&c, n.Name, n.Email, n.Phone)
	DefaultSettings(n.Locale).check(&c)
	return c.Err()
}

func (n NewUser) trimmed() NewUser {
	n.Login, n.Name = strings.TrimSpace(n.Login), strings.TrimSpace(n.Name)
	n.Email, n.Phone = strings.TrimSpace(n.Email), strings.TrimSpace(n.Phone)
	return n
}

// UserPatch changes the given fields only.
type UserPatch struct {
	Name    *string
	Email   *string
	Phone   *string
	RoleIDs *[]int64
}

// MePatch changes the given fields of one's own account only.
type MePatch struct {
	Name      *string
	Email     *string
	Password  string // one's own, asked again where the mail address changes
	Locale    *string
	Theme     *string
	Density   *string
	Shortcuts *bool
}

// LoginKey is the form in which logins are compared: 全角 and half width, upper
// and lower case are the same login.
func LoginKey(login string) string { return condition.TextKey(login) }

const maxLogin = 64

func checkLogin(c *fault.Check, login string) {
	c.Text(login, "login", 1, maxLogin)
	odd := strings.ContainsFunc(login, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("._-@+", r)
	})
	c.Add(login != "" && odd, "login", fault.FieldFormat)
}

func checkPerson(c *fault.Check, name, email, phone string) {
	c.Text(name, "name", 1, 60)
	c.Add(strings.ContainsFunc(name, unprintable), "name", fault.FieldFormat)
	c.Text(email, "email", 0, 254)
	c.Add(email != "" && !validEmail(email), "email", fault.FieldFormat)
	c.Text(phone, "phone", 0, 32)
	c.Add(strings.ContainsFunc(phone, notPhone), "phone", fault.FieldFormat)
}

// unprintable finds control characters and those that change the direction of writing.
func unprintable(r rune) bool { return !unicode.IsPrint(r) }

func notPhone(r rune) bool { return (r < '0' || r > '9') && !strings.ContainsRune("+-() ", r) }

func validEmail(s string) bool {
	a, err := mail.ParseAddress(s)
	return err == nil && a.Address == s && strings.Contains(s, ".") && !strings.ContainsFunc(s, unicode.IsSpace)
}

// UserOrder is an order of the list of users.
type UserOrder string

// The orders. A minus sign means descending.
const (
	ByName        UserOrder = "name"
	ByNameDesc    UserOrder = "-name"
	ByCreated     UserOrder = "created_at"
	ByCreatedDesc UserOrder = "-created_at"
)

// Valid reports whether o is one of the orders.
func (o UserOrder) Valid() bool {
	return o == ByName || o == ByNameDesc || o == ByCreated || o == ByCreatedDesc
}

// UserFilter selects users. Empty fields do not filter.
type UserFilter struct {
	Query  string
	Status Status
	TeamID int64
	RoleID int64
	Order  UserOrder
	Cursor string
	Limit  int
}

// userColumns: a user is his own owner.
func userColumns() authz.Columns { return authz.Columns{Owner: "u.id", Team: "u.team_id"} }
