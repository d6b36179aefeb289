package org

import (
	"context"
	"net/http"
	"time"

	"haike/internal/platform/httpx"
)

const tag = "org"

// Mount registers the room's operations.
func (s *Service) Mount(r *httpx.Router) {
	s.mountCompany(r)
	s.mountTeams(r)
	s.mountMembers(r)
	s.mountCalendar(r)
	s.mountReference(r)
}

// refBody names a record to the reader.
type refBody struct {
	ID   int64  `json:"id"`
	Name string `json:"name"`
}

func refOf(id int64, name string) *refBody {
	if id == 0 {
		return nil
	}
	return &refBody{id, name}
}

// answer is a body, of a request or a response.
type answer[T any] struct{ Body T }

// list is a whole list that needs no pages.
type list[T any] struct {
	Items []T `json:"items" nullable:"false"`
}

func listOf[T any](items []T) *answer[list[T]] { return &answer[list[T]]{list[T]{items}} }

func mapAll[T, U any](items []T, f func(T) U) []U {
	mapped := make([]U, len(items))
	for i, item := range items {
		mapped[i] = f(item)
	}
	return mapped
}

// idOf reads a nullable id of a PUT or POST.
func idOf(id *int64) int64 {
	if id == nil {
		return 0
	}
	return *id
}

// --- set-up and company ---

type setupState struct {
	Needed bool `json:"needed" doc:"Whether the company has still to be set up."`
	Mail   bool `json:"mail" doc:"Whether a mail server is set up: only then links to set a password are mailed."`
}

type setupBody struct {
	Company       setupCompany       `json:"company"`
	Administrator setupAdministrator `json:"administrator"`
	Locale        string             `json:"locale" enum:"zh-CN,en" doc:"Language of the administrator."`
}

type setupCompany struct {
	Name            string `json:"name"`
	Zone            string `json:"zone,omitempty" doc:"IANA time zone; Asia/Shanghai if absent."`
	BaseCurrency    string `json:"base_currency,omitempty" doc:"ISO 4217; CNY if absent. It cannot be changed later."`
	FiscalYearStart int    `json:"fiscal_year_start,omitempty" minimum:"1" maximum:"12" doc:"Month in which the fiscal year starts; 1 if absent."`
}

type setupAdministrator struct {
	Login    string `json:"login"`
	Name     string `json:"name"`
	Password string `json:"password"`
	Email    string `json:"email,omitempty"`
}

type setupResult struct {
	UserID int64 `json:"user_id"`
}

func (b setupBody) input() SetUpInput {
	c, a := b.Company, b.Administrator
	return SetUpInput{
		Company:       Company{Name: c.Name, Zone: c.Zone, BaseCurrency: c.BaseCurrency, FiscalYearStart: time.Month(c.FiscalYearStart)},
		Administrator: Administrator{Login: a.Login, Name: a.Name, Password: a.Password, Email: a.Email, Locale: b.Locale},
	}
}

type companyBody struct {
	Name            string    `json:"name"`
	Zone            string    `json:"zone" doc:"IANA time zone."`
	BaseCurrency    string    `json:"base_currency" doc:"ISO 4217; fixed at set-up."`
	FiscalYearStart int       `json:"fiscal_year_start" doc:"Month, 1 to 12."`
	CreatedAt       time.Time `json:"created_at"`
	Version         int64     `json:"version"`
}

func companyOf(c Company) *answer[companyBody] {
	return &answer[companyBody]{companyBody{c.Name, c.Zone, c.BaseCurrency, int(c.FiscalYearStart), c.CreatedAt, c.Version}}
}

type companyPatch struct {
	Name            *string     `json:"name,omitempty"`
	Zone            *string     `json:"zone,omitempty"`
	FiscalYearStart *time.Month `json:"fiscal_year_start,omitempty" minimum:"1" maximum:"12"`
}

type companyIn struct {
	httpx.Match
	Body companyPatch
}

type stepBody struct {
	Key        string `json:"key" enum:"teams,members,calendar,second_factor,backup"`
	Done       bool   `json:"done"`
	Permission string `json:"permission" doc:"What one needs to do it; only such steps are listed."`
}

func (s *Service) mountCompany(r *httpx.Router) {
	httpx.Register(r, httpx.Op{ID: "setup-state", Method: http.MethodGet, Path: "/setup", Summary: "Whether set-up is needed", Tag: tag, Permission: httpx.Public},
		func(ctx context.Context, _ *struct{}) (*answer[setupState], error) {
			needed, err := s.NeedsSetUp(ctx)
			return &answer[setupState]{setupState{needed, s.Users.MailEnabled()}}, err
		})
	httpx.Register(r, httpx.Op{ID: "setup-create", Method: http.MethodPost, Path: "/setup", Summary: "Create the company and its administrator, once", Tag: tag, Permission: httpx.Public, Status: http.StatusCreated},
		func(ctx context.Context, in *answer[setupBody]) (*answer[setupResult], error) {
			id, err := s.SetUp(ctx, in.Body.input())
			return &answer[setupResult]{setupResult{id}}, err
		})
	httpx.Register(r, httpx.Op{ID: "company-get", Method: http.MethodGet, Path: "/company", Summary: "The company", Tag: tag, Permission: httpx.SignedIn},
		func(ctx context.Context, _ *struct{}) (*answer[companyBody], error) {
			c, err := s.Company(ctx, s.DB.Read())
			return companyOf(c), err
		})
	httpx.Register(r, httpx.Op{ID: "company-update", Method: http.MethodPatch, Path: "/company", Summary: "Change the company", Tag: tag, Permission: PermCompanyWrite},
		func(ctx context.Context, in *companyIn) (*answer[companyBody], error) {
			version, err := in.Version()
			if err != nil {
				return nil, err
			}
			c, err := s.ChangeCompany(ctx, CompanyChange(in.Body), version)
			return companyOf(c), err
		})
	httpx.Register(r, httpx.Op{ID: "onboarding-list", Method: http.MethodGet, Path: "/onboarding", Summary: "Steps after set-up that concern the caller", Tag: tag, Permission: httpx.SignedIn},
		func(ctx context.Context, _ *struct{}) (*answer[list[stepBody]], error) {
			steps, err := s.Onboarding(ctx)
			return listOf(mapAll(steps, func(st Step) stepBody { return stepBody(st) })), err
		})
}
