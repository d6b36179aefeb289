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

// wireRef names a record to the reader.
type wireRef struct {
	ID   int64  `json:"id"`
	Name string `json:"name"`
}

func refOf(id int64, name string) *wireRef {
	if id == 0 {
		return nil
	}
	return &wireRef{id, name}
}

// list is a whole list that needs no pages.
type list[T any] struct {
	Body struct {
		Items []T `json:"items" nullable:"false"`
	}
}

func listOf[T any](items []T) *list[T] {
	var l list[T]
	l.Body.Items = items
	return &l
}

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

type setupStateOut struct {
	Body struct {
		Needed bool `json:"needed" doc:"Whether the company has still to be set up."`
	}
}

type setupIn struct {
	Body struct {
		Company struct {
			Name            string `json:"name"`
			Zone            string `json:"zone,omitempty" doc:"IANA time zone; Asia/Shanghai if absent."`
			BaseCurrency    string `json:"base_currency,omitempty" doc:"ISO 4217; CNY if absent. It cannot be changed later."`
			FiscalYearStart int    `json:"fiscal_year_start,omitempty" minimum:"1" maximum:"12" doc:"Month in which the fiscal year starts; 1 if absent."`
		} `json:"company"`
		Administrator struct {
			Login    string `json:"login"`
			Name     string `json:"name"`
			Password string `json:"password"`
			Email    string `json:"email,omitempty"`
		} `json:"administrator"`
		Locale string `json:"locale" enum:"zh-CN,en" doc:"Language of the administrator."`
	}
}

type setupOut struct {
	Body struct {
		UserID int64 `json:"user_id"`
	}
}

func (in *setupIn) input() SetUpInput {
	c, a := in.Body.Company, in.Body.Administrator
	return SetUpInput{
		Company:       Company{Name: c.Name, Zone: c.Zone, BaseCurrency: c.BaseCurrency, FiscalYearStart: time.Month(c.FiscalYearStart)},
		Administrator: Administrator{Login: a.Login, Name: a.Name, Password: a.Password, Email: a.Email, Locale: in.Body.Locale},
	}
}

type wireCompany struct {
	Name            string    `json:"name"`
	Zone            string    `json:"zone" doc:"IANA time zone."`
	BaseCurrency    string    `json:"base_currency" doc:"ISO 4217; fixed at set-up."`
	FiscalYearStart int       `json:"fiscal_year_start" doc:"Month, 1 to 12."`
	CreatedAt       time.Time `json:"created_at"`
	Version         int64     `json:"version"`
}

type companyOut struct{ Body wireCompany }

func companyBody(c Company) *companyOut {
	return &companyOut{Body: wireCompany{c.Name, c.Zone, c.BaseCurrency, int(c.FiscalYearStart), c.CreatedAt, c.Version}}
}

type companyIn struct {
	httpx.Match
	Body struct {
		Name            *string     `json:"name,omitempty"`
		Zone            *string     `json:"zone,omitempty"`
		FiscalYearStart *time.Month `json:"fiscal_year_start,omitempty" minimum:"1" maximum:"12"`
	}
}

type wireStep struct {
	Key        string `json:"key" enum:"teams,members,calendar,second_factor,backup"`
	Done       bool   `json:"done"`
	Permission string `json:"permission" doc:"What one needs to do it; only such steps are listed."`
}

func (s *Service) mountCompany(r *httpx.Router) {
	httpx.Register(r, httpx.Op{ID: "setup-state", Method: http.MethodGet, Path: "/setup", Summary: "Whether set-up is needed", Tag: tag, Permission: httpx.Public},
		func(ctx context.Context, _ *struct{}) (*setupStateOut, error) {
			needed, err := s.NeedsSetUp(ctx)
			out := &setupStateOut{}
			out.Body.Needed = needed
			return out, err
		})
	httpx.Register(r, httpx.Op{ID: "setup-create", Method: http.MethodPost, Path: "/setup", Summary: "Create the company and its administrator, once", Tag: tag, Permission: httpx.Public, Status: http.StatusCreated},
		func(ctx context.Context, in *setupIn) (*setupOut, error) {
			id, err := s.SetUp(ctx, in.input())
			out := &setupOut{}
			out.Body.UserID = id
			return out, err
		})
	httpx.Register(r, httpx.Op{ID: "company-get", Method: http.MethodGet, Path: "/company", Summary: "The company", Tag: tag, Permission: httpx.SignedIn},
		func(ctx context.Context, _ *struct{}) (*companyOut, error) {
			c, err := s.Company(ctx, s.DB.Read())
			return companyBody(c), err
		})
	httpx.Register(r, httpx.Op{ID: "company-update", Method: http.MethodPatch, Path: "/company", Summary: "Change the company", Tag: tag, Permission: PermCompanyWrite},
		func(ctx context.Context, in *companyIn) (*companyOut, error) {
			version, err := in.Version()
			if err != nil {
				return nil, err
			}
			c, err := s.ChangeCompany(ctx, CompanyChange{in.Body.Name, in.Body.Zone, in.Body.FiscalYearStart}, version)
			return companyBody(c), err
		})
	httpx.Register(r, httpx.Op{ID: "onboarding-list", Method: http.MethodGet, Path: "/onboarding", Summary: "Steps after set-up that concern the caller", Tag: tag, Permission: httpx.SignedIn},
		func(ctx context.Context, _ *struct{}) (*list[wireStep], error) {
			steps, err := s.Onboarding(ctx)
			return listOf(mapAll(steps, func(st Step) wireStep { return wireStep(st) })), err
		})
}
