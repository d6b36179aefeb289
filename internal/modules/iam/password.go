package iam

import (
	"time"
	"unicode"
	"unicode/utf8"

	"haike/internal/platform/fault"
)

// Profile is a set of rules for passwords.
type Profile string

// The profiles. ProfileASVS follows OWASP ASVS 5.0 §6.2: length and a list of
// common passwords, no classes, no rotation. ProfileDengbao adds what 等级保护
// assessments (GB/T 22239-2019, 8.1.4.1) ask for: classes, rotation, no reuse.
const (
	ProfileASVS    Profile = "asvs"
	ProfileDengbao Profile = "dengbao"
)

// Valid reports whether p is one of the profiles.
func (p Profile) Valid() bool { return p == ProfileASVS || p == ProfileDengbao }

const (
	minPassword = 8
	maxPassword = 128
	minClasses  = 3
	rotation    = 90 * 24 * time.Hour
	remembered  = 5 // last passwords that may not be chosen again
)

// maxAge is how old a password may become; zero means any age.
func (p Profile) maxAge() time.Duration {
	if p == ProfileDengbao {
		return rotation
	}
	return 0
}

// remembers is how many former passwords are refused.
func (p Profile) remembers() int {
	if p == ProfileDengbao {
		return remembered
	}
	return 0
}

// check judges a new password. personal are words that others would guess: the
// login, the user's name, the mail address, the company. Whether it was used
// before is the service's to find out.
func (p Profile) check(c *fault.Check, path, password string, personal ...string) {
	before := c.Err()
	c.Text(password, path, minPassword, maxPassword)
	c.Add(!utf8.ValidString(password), path, fault.FieldFormat)
	if p == ProfileDengbao {
		c.AddWith(classes(password) < minClasses, fault.Field{Path: path, Code: FieldPasswordClasses, Meta: map[string]any{"min": minClasses}})
	}
	if sameErr(before, c.Err()) {
		c.Add(commonPassword(password), path, FieldPasswordCommon)
	}
	if sameErr(before, c.Err()) {
		c.Add(personalPassword(password, personal), path, FieldPasswordPersonal)
	}
}

// sameErr reports whether no field was added in between.
func sameErr(before, after error) bool {
	count := func(err error) int {
		if f := fault.As(err); f != nil {
			return len(f.Fields)
		}
		return 0
	}
	return count(before) == count(after)
}

// classes counts which of lower case, upper case, digits and others occur.
func classes(password string) int {
	var lower, upper, digit, other int
	for _, r := range password {
		switch {
		case unicode.IsLower(r):
			lower = 1
		case unicode.IsUpper(r):
			upper = 1
		case unicode.IsDigit(r):
			digit = 1
		default:
			other = 1
		}
	}
	return lower + upper + digit + other
}
