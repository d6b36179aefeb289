package org

import (
	"strings"
	"time"
	"unicode"

	"haike/internal/platform/calendar"
	"haike/internal/platform/fault"
	"haike/internal/platform/i18n"
)

const maxCompanyName = 100

// Defaults of a company that states nothing else.
const (
	DefaultZone        = calendar.DefaultZone
	DefaultCurrency    = "CNY"
	DefaultFiscalStart = time.January
	defaultSetUpLocale = i18n.ZhCN
)

// Company is the company that this installation serves; there is exactly one.
type Company struct {
	Name            string
	Zone            string // IANA
	BaseCurrency    string // ISO 4217; fixed at set-up
	FiscalYearStart time.Month
	CreatedAt       time.Time
	Version         int64
}

// Administrator is the first user, created by the set-up.
type Administrator struct {
	Login    string
	Name     string
	Password string
	Email    string
	Locale   string
}

// SetUpInput creates the company and its administrator. Empty optional fields take their defaults.
type SetUpInput struct {
	Company       Company
	Administrator Administrator
}

// withDefaults fills in what was not stated.
func (in SetUpInput) withDefaults() SetUpInput {
	in.Company.Name = cleanName(in.Company.Name)
	if in.Company.Zone == "" {
		in.Company.Zone = DefaultZone
	}
	if in.Company.BaseCurrency == "" {
		in.Company.BaseCurrency = DefaultCurrency
	}
	if in.Company.FiscalYearStart == 0 {
		in.Company.FiscalYearStart = DefaultFiscalStart
	}
	if in.Administrator.Locale == "" {
		in.Administrator.Locale = string(defaultSetUpLocale)
	}
	return in
}

// check gathers what is wrong with a company's data; prefix leads the paths.
func (c Company) check(errs *fault.Check, prefix string) {
	checkLine(errs, c.Name, prefix+"name", maxCompanyName)
	_, err := calendar.LoadZone(c.Zone)
	errs.Add(err != nil || len(c.Zone) > 64, prefix+"zone", fault.FieldUnknown)
	errs.AddWith(c.FiscalYearStart < time.January || c.FiscalYearStart > time.December,
		fault.Field{Path: prefix + "fiscal_year_start", Code: fault.FieldRange, Meta: map[string]any{"min": 1, "max": 12}})
}

// CompanyChange says what to change of the company; nil leaves as it is.
type CompanyChange struct {
	Name            *string
	Zone            *string
	FiscalYearStart *time.Month
}

// applied returns the company after the change.
func (ch CompanyChange) applied(c Company) Company {
	if ch.Name != nil {
		c.Name = cleanName(*ch.Name)
	}
	if ch.Zone != nil {
		c.Zone = *ch.Zone
	}
	if ch.FiscalYearStart != nil {
		c.FiscalYearStart = *ch.FiscalYearStart
	}
	return c
}

// checkLine requires a text of one line with 1 to max characters.
func checkLine(c *fault.Check, text, path string, max int) {
	clean := cleanName(text)
	c.Text(clean, path, 1, max)
	c.Add(clean != "" && hasControl(clean), path, fault.FieldFormat)
}

// hasControl reports characters that do not show: control codes and marks that
// turn the direction of writing, with which one name passes for another.
func hasControl(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool {
		return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == '\ufeff' || r == '\u200b'
	})
}
