package iam

import (
	"context"
	"net/http"

	"haike/internal/platform/httpx"
	"haike/internal/platform/page"
)

type userOut struct {
	ID            int64       `json:"id"`
	Login         string      `json:"login"`
	Name          string      `json:"name"`
	Email         string      `json:"email"`
	Phone         string      `json:"phone"`
	Status        string      `json:"status" enum:"active,invited,disabled"`
	Team          *named      `json:"team,omitempty"`
	Manager       *named      `json:"manager,omitempty"`
	Roles         []roleNamed `json:"roles"`
	TwoFactor     bool        `json:"two_factor"`
	LastSeenAt    string      `json:"last_seen_at,omitempty"`
	CreatedAt     string      `json:"created_at"`
	Version       int64       `json:"version"`
	InvitationURL string      `json:"invitation_url,omitempty" doc:"Shown once, in the answer to the creation of an invited user. A retry with the same Idempotency-Key answers without it; POST /users/{id}/invitation makes a new link."`
}

func wireUser(u User) userOut {
	return userOut{
		ID: u.ID, Login: u.Login, Name: u.Name, Email: u.Email, Phone: u.Phone, Status: string(u.Status),
		Team: namedOf(u.Team), Manager: namedOf(u.Manager), Roles: rolesNamed(u.Roles), TwoFactor: u.TwoFactor,
		LastSeenAt: utcOrNone(u.LastSeenAt), CreatedAt: utc(u.CreatedAt), Version: u.Version,
	}
}

type usersIn struct {
	httpx.Paging
	Query  string `query:"q" maxLength:"100" doc:"Part of the name or the login."`
	Status string `query:"status" enum:"active,invited,disabled"`
	TeamID int64  `query:"team_id" minimum:"1"`
	RoleID int64  `query:"role_id" minimum:"1"`
	Sort   string `query:"sort" enum:"name,-name,created_at,-created_at" default:"name"`
}

type directoryIn struct {
	httpx.Paging
	Query string `query:"q" maxLength:"100" doc:"Part of the name."`
}

type directoryOut struct {
	ID       int64  `json:"id"`
	Name     string `json:"name"`
	TeamName string `json:"team_name,omitempty"`
	Status   string `json:"status" enum:"active,invited,disabled"`
}

type userIn struct {
	Body struct {
		Login     string  `json:"login" maxLength:"200"`
		Name      string  `json:"name" maxLength:"200"`
		Email     string  `json:"email,omitempty" maxLength:"300"`
		Phone     string  `json:"phone,omitempty" maxLength:"100"`
		RoleIDs   []int64 `json:"role_ids" maxItems:"100"`
		TeamID    *int64  `json:"team_id,omitempty" minimum:"1"`
		ManagerID *int64  `json:"manager_id,omitempty" minimum:"1"`
		Password  string  `json:"password,omitempty" maxLength:"1024" doc:"Without it the user is invited by a link. With it the user must choose another one at the first login."`
		Locale    string  `json:"locale,omitempty" enum:"zh-CN,en" default:"zh-CN"`
	}
}

type userPatchIn struct {
	httpx.RecordAt
	Body struct {
		Name    *string  `json:"name,omitempty" maxLength:"200"`
		Email   *string  `json:"email,omitempty" maxLength:"300"`
		Phone   *string  `json:"phone,omitempty" maxLength:"100"`
		RoleIDs *[]int64 `json:"role_ids,omitempty" maxItems:"100"`
	}
}

type invitationOut struct {
	URL       string `json:"url" doc:"Pass it on to the user; it sets the password once."`
	ExpiresAt string `json:"expires_at"`
}

func (s *Service) mountUsers(r *httpx.Router) {
	httpx.Register(r, httpx.Op{ID: "list-users", Method: http.MethodGet, Path: "/users", Tag: "iam", Permission: PermUserRead, Summary: "Users"}, s.listUsers)
	httpx.Register(r, httpx.Op{ID: "list-directory", Method: http.MethodGet, Path: "/users/directory", Tag: "iam", Permission: httpx.SignedIn, Summary: "Colleagues' names"}, s.listDirectory)
	httpx.Register(r, httpx.Op{
		ID: "create-user", Method: http.MethodPost, Path: "/users", Tag: "iam", Permission: PermUserWrite,
		Summary: "Create a user", Status: http.StatusCreated, Retryable: true,
	}, s.postUser)
	httpx.Register(r, httpx.Op{ID: "get-user", Method: http.MethodGet, Path: "/users/{id}", Tag: "iam", Permission: PermUserRead, Summary: "One user", Subject: KindUser}, s.getUser)
	httpx.Register(r, httpx.Op{
		ID: "change-user", Method: http.MethodPatch, Path: "/users/{id}", Tag: "iam", Permission: PermUserWrite,
		Summary: "Change a user's data and roles", Subject: KindUser,
	}, s.patchUser)
	httpx.Register(r, httpx.Op{
		ID: "disable-user", Method: http.MethodPost, Path: "/users/{id}/disable", Tag: "iam", Permission: PermUserWrite,
		Summary: "End a user's access", Subject: KindUser, Status: http.StatusOK, Retryable: true,
	}, s.disableUser)
	httpx.Register(r, httpx.Op{
		ID: "enable-user", Method: http.MethodPost, Path: "/users/{id}/enable", Tag: "iam", Permission: PermUserWrite,
		Summary: "Let a disabled user sign in again", Subject: KindUser, Status: http.StatusOK, Retryable: true,
	}, s.enableUser)
	httpx.Register(r, httpx.Op{
		ID: "invite-user", Method: http.MethodPost, Path: "/users/{id}/invitation", Tag: "iam", Permission: PermUserWrite,
		Summary: "Make a new link to set the password", Subject: KindUser, Status: http.StatusOK,
	}, s.postInvitation)
	httpx.Register(r, httpx.Op{
		ID: "end-user-sessions", Method: http.MethodDelete, Path: "/users/{id}/sessions", Tag: "iam", Permission: PermUserWrite,
		Summary: "Sign a user out everywhere", Subject: KindUser, Status: http.StatusNoContent,
	}, s.deleteUserSessions)
	httpx.Register(r, httpx.Op{
		ID: "remove-user-second-factor", Method: http.MethodDelete, Path: "/users/{id}/second-factor", Tag: "iam", Permission: PermUserWrite,
		Summary: "Remove the second factor of a user who has lost it", Subject: KindUser, Status: http.StatusNoContent,
	}, s.deleteUserFactor)
}

func (s *Service) listUsers(ctx context.Context, in *usersIn) (*answer[page.Page[userOut]], error) {
	found, err := s.Users(ctx, UserFilter{
		Query: in.Query, Status: Status(in.Status), TeamID: in.TeamID, RoleID: in.RoleID,
		Order: UserOrder(in.Sort), Cursor: in.Cursor, Limit: in.Limit,
	})
	if err != nil {
		return nil, err
	}
	return &answer[page.Page[userOut]]{page.Page[userOut]{Items: list(found.Items, wireUser).Body.Items, Next: found.Next}}, nil
}

func (s *Service) listDirectory(ctx context.Context, in *directoryIn) (*answer[page.Page[directoryOut]], error) {
	found, err := s.Directory(ctx, UserFilter{Query: in.Query, Cursor: in.Cursor, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	wire := func(e DirectoryEntry) directoryOut {
		return directoryOut{ID: e.ID, Name: e.Name, TeamName: e.Team, Status: string(e.Status)}
	}
	return &answer[page.Page[directoryOut]]{page.Page[directoryOut]{Items: list(found.Items, wire).Body.Items, Next: found.Next}}, nil
}

func (s *Service) postUser(ctx context.Context, in *userIn) (*answer[userOut], error) {
	b := in.Body
	u, link, err := s.CreateUser(ctx, NewUser{
		Login: b.Login, Name: b.Name, Email: b.Email, Phone: b.Phone, RoleIDs: b.RoleIDs,
		Place: Placement{TeamID: value(b.TeamID), ManagerID: value(b.ManagerID)}, Password: b.Password, Locale: b.Locale,
	})
	if err != nil {
		return nil, err
	}
	out := wireUser(u)
	if link != nil {
		out.InvitationURL = link.URL
	}
	return &answer[userOut]{out}, nil
}

func userAnswer(u User, err error) (*answer[userOut], error) {
	if err != nil {
		return nil, err
	}
	return &answer[userOut]{wireUser(u)}, nil
}

func (s *Service) getUser(ctx context.Context, in *httpx.Record) (*answer[userOut], error) {
	return userAnswer(s.User(ctx, in.ID))
}

func (s *Service) patchUser(ctx context.Context, in *userPatchIn) (*answer[userOut], error) {
	version, err := in.Version()
	if err != nil {
		return nil, err
	}
	return userAnswer(s.UpdateUser(ctx, in.ID, version, UserPatch{Name: in.Body.Name, Email: in.Body.Email, Phone: in.Body.Phone, RoleIDs: in.Body.RoleIDs}))
}

// optionalVersion is for acts that fit any version unless one is given.
func optionalVersion(m httpx.Match) (int64, error) {
	if m.IfMatch == "" {
		return 0, nil
	}
	return m.Version()
}

func (s *Service) disableUser(ctx context.Context, in *httpx.RecordAt) (*answer[userOut], error) {
	version, err := optionalVersion(in.Match)
	if err != nil {
		return nil, err
	}
	return userAnswer(s.DisableUser(ctx, in.ID, version))
}

func (s *Service) enableUser(ctx context.Context, in *httpx.RecordAt) (*answer[userOut], error) {
	version, err := optionalVersion(in.Match)
	if err != nil {
		return nil, err
	}
	return userAnswer(s.EnableUser(ctx, in.ID, version))
}

func (s *Service) postInvitation(ctx context.Context, in *httpx.Record) (*answer[invitationOut], error) {
	l, err := s.InviteUser(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return &answer[invitationOut]{invitationOut{URL: l.URL, ExpiresAt: utc(l.ExpiresAt)}}, nil
}

func (s *Service) deleteUserSessions(ctx context.Context, in *httpx.Record) (*empty, error) {
	return &empty{}, s.EndUserSessions(ctx, in.ID)
}

func (s *Service) deleteUserFactor(ctx context.Context, in *httpx.Record) (*empty, error) {
	return &empty{}, s.RemoveUserSecondFactor(ctx, in.ID)
}
