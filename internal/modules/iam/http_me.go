package iam

import (
	"context"
	"net/http"
	"time"

	"haike/internal/platform/httpx"
)

type companyOut struct {
	Name         string `json:"name"`
	Zone         string `json:"zone"`
	BaseCurrency string `json:"base_currency"`
}

type linkStateOut struct {
	BaseURL string `json:"base_url" doc:"With which links to set a password begin."`
	Guessed bool   `json:"guessed" doc:"Nobody has set the base URL; it follows from the address on which the server listens, so that links may be dead elsewhere."`
	Mail    bool   `json:"mail" doc:"A mail server is set up."`
}

type meOut struct {
	ID                   int64             `json:"id"`
	Login                string            `json:"login"`
	Name                 string            `json:"name"`
	Email                string            `json:"email"`
	Phone                string            `json:"phone,omitempty"`
	Locale               string            `json:"locale" enum:"zh-CN,en"`
	Theme                string            `json:"theme" enum:"light,dark,system"`
	Density              string            `json:"density" enum:"compact,standard,comfortable"`
	Shortcuts            bool              `json:"shortcuts"`
	Team                 *named            `json:"team,omitempty"`
	Manager              *named            `json:"manager,omitempty"`
	Roles                []roleNamed       `json:"roles"`
	Permissions          map[string]string `json:"permissions" doc:"Level of every permission held, as it counts in this session."`
	TwoFactor            bool              `json:"two_factor"`
	MustChangePassword   bool              `json:"must_change_password" doc:"Until then a new session may do nothing else."`
	SecondFactorRequired bool              `json:"second_factor_required" doc:"The policy demands a second factor; until it is set up the session may do nothing else."`
	Company              companyOut        `json:"company"`
	InsecureTransport    bool              `json:"insecure_transport" doc:"The connection is not encrypted and leaves the machine."`
	Demo                 bool              `json:"demo" doc:"The data is invented."`
	Links                *linkStateOut     `json:"links,omitempty" doc:"Only for those who may change the security policy."`
	Version              int64             `json:"version"`
}

func wireMe(ctx context.Context, m Me) *meOut {
	out := &meOut{
		ID: m.ID, Login: m.Login, Name: m.Name, Email: m.Email, Phone: m.Phone,
		Locale: m.Settings.Locale, Theme: m.Settings.Theme, Density: m.Settings.Density, Shortcuts: m.Settings.Shortcuts,
		Team: namedOf(m.Team), Manager: namedOf(m.Manager), Roles: rolesNamed(m.Roles), Permissions: m.Grants.Names(),
		TwoFactor: m.TwoFactor, MustChangePassword: m.MustChangePassword, SecondFactorRequired: m.SecondFactorRequired,
		Company:           companyOut{m.Company.Name, m.Company.Zone, m.Company.BaseCurrency},
		InsecureTransport: !httpx.Secure(ctx) && !httpx.ClientIP(ctx).IsLoopback(), Demo: m.Demo, Version: m.Version,
	}
	if m.Links != nil {
		links := linkStateOut(*m.Links)
		out.Links = &links
	}
	return out
}

type meIn struct {
	httpx.Match
	Body struct {
		Name      *string `json:"name,omitempty" maxLength:"200"`
		Email     *string `json:"email,omitempty" maxLength:"300"`
		Password  string  `json:"current_password,omitempty" maxLength:"1024" doc:"One's own password, asked again where the mail address changes."`
		Locale    *string `json:"locale,omitempty" enum:"zh-CN,en"`
		Theme     *string `json:"theme,omitempty" enum:"light,dark,system"`
		Density   *string `json:"density,omitempty" enum:"compact,standard,comfortable"`
		Shortcuts *bool   `json:"shortcuts,omitempty"`
	}
}

type passwordIn struct {
	Body struct {
		Current string `json:"current" maxLength:"1024"`
		New     string `json:"new" maxLength:"1024"`
	}
}

type confirmIn struct {
	Body struct {
		Password string `json:"password" maxLength:"1024" doc:"One's own password, asked again."`
	}
}

type factorOut struct {
	Secret string `json:"secret" doc:"For typing into an authenticator app."`
	URL    string `json:"otpauth_url"`
	QR     string `json:"qr_png" doc:"The URL as a PNG picture, base 64."`
}

type factorCodeIn struct {
	Body struct {
		Code string `json:"code" maxLength:"64"`
	}
}

type codesOut struct {
	Codes []string `json:"recovery_codes" doc:"Each replaces the second factor once. Shown this one time."`
}

type sessionItem struct {
	ID           int64  `json:"id"`
	CreatedAt    string `json:"created_at"`
	LastSeenAt   string `json:"last_seen_at"`
	Current      bool   `json:"current"`
	Client       string `json:"client" doc:"Browser and system; empty if unknown."`
	SecondFactor bool   `json:"second_factor"`
}

func (s *Service) mountMe(r *httpx.Router) {
	httpx.Register(r, httpx.Op{ID: "get-me", Method: http.MethodGet, Path: "/me", Tag: "iam", Permission: httpx.SignedIn, Summary: "The signed-in user"}, s.getMe)
	httpx.Register(r, httpx.Op{ID: "change-me", Method: http.MethodPatch, Path: "/me", Tag: "iam", Permission: httpx.SessionOnly, Summary: "Change one's own account"}, s.changeMe)
	httpx.Register(r, httpx.Op{
		ID: "change-password", Method: http.MethodPost, Path: "/me/password", Tag: "iam", Permission: httpx.SessionOnly,
		Summary: "Change one's own password; all other sessions end", Status: http.StatusNoContent, Throttled: true,
	}, s.postPassword)
	httpx.Register(r, httpx.Op{
		ID: "start-second-factor", Method: http.MethodPost, Path: "/me/second-factor", Tag: "iam", Permission: httpx.SessionOnly,
		Summary: "Begin to set up a second factor", Status: http.StatusOK, Throttled: true,
	}, s.startFactor)
	httpx.Register(r, httpx.Op{
		ID: "confirm-second-factor", Method: http.MethodPost, Path: "/me/second-factor/confirm", Tag: "iam", Permission: httpx.SessionOnly,
		Summary: "Prove the second factor with a code and turn it on", Status: http.StatusOK, Throttled: true,
	}, s.confirmFactor)
	httpx.Register(r, httpx.Op{
		ID: "stop-second-factor", Method: http.MethodDelete, Path: "/me/second-factor", Tag: "iam", Permission: httpx.SessionOnly,
		Summary: "Turn one's own second factor off", Status: http.StatusNoContent, Throttled: true,
	}, s.stopFactor)
	httpx.Register(r, httpx.Op{ID: "list-sessions", Method: http.MethodGet, Path: "/me/sessions", Tag: "iam", Permission: httpx.SessionOnly, Summary: "One's own sessions"}, s.listSessions)
	httpx.Register(r, httpx.Op{
		ID: "end-session", Method: http.MethodDelete, Path: "/me/sessions/{id}", Tag: "iam", Permission: httpx.SessionOnly,
		Summary: "End one of one's own sessions", Subject: "session", Status: http.StatusNoContent,
	}, s.deleteSession)
	httpx.Register(r, httpx.Op{
		ID: "end-other-sessions", Method: http.MethodDelete, Path: "/me/sessions", Tag: "iam", Permission: httpx.SessionOnly,
		Summary: "End all of one's own sessions but this one", Status: http.StatusNoContent,
	}, s.deleteOtherSessions)
}

func (s *Service) getMe(ctx context.Context, _ *empty) (*answer[meOut], error) {
	me, err := s.Me(ctx)
	if err != nil {
		return nil, err
	}
	return &answer[meOut]{*wireMe(ctx, me)}, nil
}

func (s *Service) changeMe(ctx context.Context, in *meIn) (*answer[meOut], error) {
	version, err := in.Version()
	if err != nil {
		return nil, err
	}
	b := in.Body
	me, err := s.UpdateMe(ctx, version, MePatch{Name: b.Name, Email: b.Email, Password: b.Password, Locale: b.Locale, Theme: b.Theme, Density: b.Density, Shortcuts: b.Shortcuts})
	if err != nil {
		return nil, err
	}
	return &answer[meOut]{*wireMe(ctx, me)}, nil
}

func (s *Service) postPassword(ctx context.Context, in *passwordIn) (*empty, error) {
	return &empty{}, s.ChangePassword(ctx, in.Body.Current, in.Body.New)
}

func (s *Service) startFactor(ctx context.Context, in *confirmIn) (*answer[factorOut], error) {
	start, err := s.StartSecondFactor(ctx, in.Body.Password)
	if err != nil {
		return nil, err
	}
	return &answer[factorOut]{factorOut(start)}, nil
}

func (s *Service) confirmFactor(ctx context.Context, in *factorCodeIn) (*answer[codesOut], error) {
	codes, err := s.ConfirmSecondFactor(ctx, in.Body.Code)
	if err != nil {
		return nil, err
	}
	return &answer[codesOut]{codesOut{codes}}, nil
}

func (s *Service) stopFactor(ctx context.Context, in *confirmIn) (*empty, error) {
	return &empty{}, s.RemoveSecondFactor(ctx, in.Body.Password)
}

func (s *Service) listSessions(ctx context.Context, _ *empty) (*answer[items[sessionItem]], error) {
	all, err := s.Sessions(ctx)
	if err != nil {
		return nil, err
	}
	return list(all, func(x Session) sessionItem {
		return sessionItem{ID: x.ID, CreatedAt: utc(x.CreatedAt), LastSeenAt: utc(x.LastSeenAt), Current: currentSession(ctx, x.ID), Client: x.Client, SecondFactor: x.SecondFactor}
	}), nil
}

func (s *Service) deleteSession(ctx context.Context, in *httpx.Record) (*empty, error) {
	return &empty{}, s.EndSession(ctx, in.ID)
}

func (s *Service) deleteOtherSessions(ctx context.Context, _ *empty) (*empty, error) {
	return &empty{}, s.EndOtherSessions(ctx)
}

type tokenOut struct {
	ID          int64    `json:"id"`
	Name        string   `json:"name"`
	Permissions []string `json:"permissions"`
	CreatedAt   string   `json:"created_at"`
	LastUsedAt  string   `json:"last_used_at,omitempty"`
	ExpiresAt   string   `json:"expires_at,omitempty"`
	Secret      string   `json:"secret,omitempty" doc:"Shown once, in the answer to the creation."`
}

func wireToken(t Token) tokenOut {
	return tokenOut{ID: t.ID, Name: t.Name, Permissions: t.Permissions, CreatedAt: utc(t.CreatedAt), LastUsedAt: utcOrNone(t.LastUsedAt), ExpiresAt: utcOrNone(t.ExpiresAt)}
}

type tokenIn struct {
	Body struct {
		Name        string     `json:"name" maxLength:"200"`
		Permissions []string   `json:"permissions" maxItems:"500" doc:"Keys of permissions that one holds oneself."`
		ExpiresAt   *time.Time `json:"expires_at,omitempty"`
	}
}

func (s *Service) mountTokens(r *httpx.Router) {
	httpx.Register(r, httpx.Op{ID: "list-tokens", Method: http.MethodGet, Path: "/tokens", Tag: "iam", Permission: httpx.SessionOnly, Summary: "One's own API tokens"}, s.listTokens)
	httpx.Register(r, httpx.Op{
		ID: "create-token", Method: http.MethodPost, Path: "/tokens", Tag: "iam", Permission: httpx.SessionOnly,
		Summary: "Make an API token", Status: http.StatusCreated,
	}, s.postToken)
	httpx.Register(r, httpx.Op{
		ID: "revoke-token", Method: http.MethodDelete, Path: "/tokens/{id}", Tag: "iam", Permission: httpx.SessionOnly,
		Summary: "Revoke one of one's own API tokens", Subject: "token", Status: http.StatusNoContent,
	}, s.deleteToken)
}

func (s *Service) listTokens(ctx context.Context, _ *empty) (*answer[items[tokenOut]], error) {
	all, err := s.Tokens(ctx)
	if err != nil {
		return nil, err
	}
	return list(all, wireToken), nil
}

func (s *Service) postToken(ctx context.Context, in *tokenIn) (*answer[tokenOut], error) {
	t, secret, err := s.CreateToken(ctx, TokenInput{Name: in.Body.Name, Permissions: in.Body.Permissions, ExpiresAt: in.Body.ExpiresAt})
	if err != nil {
		return nil, err
	}
	out := wireToken(t)
	out.Secret = secret
	return &answer[tokenOut]{out}, nil
}

func (s *Service) deleteToken(ctx context.Context, in *httpx.Record) (*empty, error) {
	return &empty{}, s.RevokeToken(ctx, in.ID)
}
