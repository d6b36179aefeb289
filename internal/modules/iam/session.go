package iam

import (
	"strings"
	"time"

	"haike/internal/platform/fault"
)

// Policy is the installation's security policy.
type Policy struct {
	Profile             Profile
	IdleMinutes         int64 // a session ends after so long without a request
	MaxHours            int64 // a session ends so long after the login
	RequireSecondFactor bool
	Version             int64
}

// Validate checks the limits.
// Errors: common.invalid.
func (p Policy) Validate() error {
	var c fault.Check
	c.Add(!p.Profile.Valid(), "password_profile", fault.FieldOption)
	between(&c, "session_idle_minutes", p.IdleMinutes, 5, 30*24*60)
	between(&c, "session_max_hours", p.MaxHours, 1, 90*24)
	return c.Err()
}

func between(c *fault.Check, path string, value, low, high int64) {
	c.AddWith(value < low || value > high, fault.Field{Path: path, Code: fault.FieldRange, Meta: map[string]any{"min": low, "max": high}})
}

// Session is a signed-in browser.
type Session struct {
	ID           int64
	UserID       int64
	SecondFactor bool
	Client       string
	CreatedAt    time.Time
	LastSeenAt   time.Time
}

// endsAt is when the session ends if no request comes.
func (p Policy) endsAt(created, seen time.Time) time.Time {
	end := created.Add(time.Duration(p.MaxHours) * time.Hour)
	idle := seen.Add(time.Duration(p.IdleMinutes) * time.Minute)
	if idle.Before(end) {
		return idle
	}
	return end
}

// restricted reports whether a session may do nothing but put its user's
// account in order: choose a password of their own, renew an expired one, set
// up the second factor. What expires during a session waits for the next one,
// so that nobody is cut off in the middle of work.
func (p Policy) restricted(a account, sessionStart time.Time) bool {
	return a.MustChange || p.expired(a, sessionStart) || p.RequireSecondFactor && !a.TwoFactor
}

// expired reports whether the password was too old at the given time.
func (p Policy) expired(a account, at time.Time) bool {
	age := p.Profile.maxAge()
	return age > 0 && at.Sub(a.PasswordChangedAt) >= age
}

// account is what logins and sessions need to know of a user.
type account struct {
	ID                int64
	Login             string
	Name              string
	Email             string
	Locale            string
	Status            Status
	Password          string
	PasswordChangedAt time.Time
	MustChange        bool
	TwoFactor         bool
	TeamID            int64
	Version           int64
}

// clientText names browser and system of a User-Agent in a few fixed words;
// nothing of what the client sent is repeated.
func clientText(userAgent string) string {
	browsers := [][2]string{
		{"MicroMessenger", "WeChat"},
		{"wxwork", "WeCom"},
		{"DingTalk", "DingTalk"},
		{"Lark", "Feishu"},
		{"Edg", "Edge"},
		{"OPR/", "Opera"},
		{"Firefox/", "Firefox"},
		{"HuaweiBrowser", "Huawei Browser"},
		{"Chrome/", "Chrome"},
		{"Safari/", "Safari"},
		{"curl/", "curl"},
	}
	systems := [][2]string{
		{"HarmonyOS", "HarmonyOS"},
		{"Android", "Android"},
		{"iPhone", "iOS"},
		{"iPad", "iPadOS"},
		{"Windows", "Windows"},
		{"Mac OS X", "macOS"},
		{"Linux", "Linux"},
	}
	parts := []string{}
	for _, table := range [][][2]string{browsers, systems} {
		if name := firstMatch(userAgent, table); name != "" {
			parts = append(parts, name)
		}
	}
	return strings.Join(parts, " · ")
}

func firstMatch(text string, table [][2]string) string {
	for _, entry := range table {
		if strings.Contains(text, entry[0]) {
			return entry[1]
		}
	}
	return ""
}
