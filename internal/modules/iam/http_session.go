package iam

import (
	"context"
	"net/http"
	"time"

	"haike/internal/platform/httpx"
)

// Names of the cookie that carries a challenge between password and code.
const (
	challengeSecure = "__Host-haike-login"
	challengePlain  = "haike-login"
)

type sessionIn struct {
	Body struct {
		Login       string `json:"login" maxLength:"256"`
		Password    string `json:"password" maxLength:"1024"`
		Remember    bool   `json:"remember,omitempty" doc:"Keep the session when the browser is closed."`
		NewPassword string `json:"new_password,omitempty" maxLength:"1024" doc:"Replaces a password that has expired."`
	}
}

type sessionBody struct {
	SecondFactor bool   `json:"second_factor" doc:"The code of the second factor is still needed."`
	User         *meOut `json:"user,omitempty"`
}

type sessionOut struct {
	SetCookie []http.Cookie `header:"Set-Cookie"`
	Body      sessionBody
}

type codeIn struct {
	Secure string `cookie:"__Host-haike-login"`
	Plain  string `cookie:"haike-login"`
	Body   struct {
		Code string `json:"code" maxLength:"64"`
	}
}

type cookieOut struct {
	SetCookie []http.Cookie `header:"Set-Cookie"`
}

type resetIn struct {
	Body struct {
		Login string `json:"login" maxLength:"256"`
	}
}

type redeemIn struct {
	Body struct {
		Token    string `json:"token" maxLength:"256" doc:"What stands behind #token= in the link."`
		Password string `json:"password" maxLength:"1024"`
	}
}

type linkIn struct {
	Body struct {
		Token string `json:"token" maxLength:"256" doc:"What stands behind #token= in the link."`
	}
}

type linkCheckOut struct {
	Kind    string `json:"kind" enum:"invitation,reset"`
	Login   string `json:"login"`
	Name    string `json:"name"`
	Company string `json:"company"`
}

func (s *Service) mountSession(r *httpx.Router) {
	httpx.Register(r, httpx.Op{
		ID: "open-session", Method: http.MethodPost, Path: "/session", Tag: "iam", Permission: httpx.Public,
		Summary: "Sign in", Status: http.StatusOK, Throttled: true,
	}, s.openSession)
	httpx.Register(r, httpx.Op{
		ID: "confirm-login-factor", Method: http.MethodPost, Path: "/session/second-factor", Tag: "iam", Permission: httpx.Public,
		Summary: "Complete a login with the second factor or a recovery code", Status: http.StatusOK, Throttled: true,
	}, s.confirmLogin)
	httpx.Register(r, httpx.Op{
		ID: "close-session", Method: http.MethodDelete, Path: "/session", Tag: "iam", Permission: httpx.SessionOnly,
		Summary: "Sign out", Status: http.StatusNoContent,
	}, s.closeSession)
	httpx.Register(r, httpx.Op{
		ID: "request-password-reset", Method: http.MethodPost, Path: "/password-resets", Tag: "iam", Permission: httpx.Public,
		Summary: "Ask for a mail with a link to set the password", Status: http.StatusAccepted, Throttled: true,
	}, s.requestReset)
	httpx.Register(r, httpx.Op{
		ID: "check-password-link", Method: http.MethodPost, Path: "/password-resets/check", Tag: "iam", Permission: httpx.Public,
		Summary: "Whose password a link sets; the link stays good", Status: http.StatusOK,
	}, s.checkLink)
	httpx.Register(r, httpx.Op{
		ID: "confirm-password-reset", Method: http.MethodPost, Path: "/password-resets/confirm", Tag: "iam", Permission: httpx.Public,
		Summary: "Set the password with the token of a link", Status: http.StatusNoContent,
	}, s.confirmReset)
}

func (s *Service) openSession(ctx context.Context, in *sessionIn) (*sessionOut, error) {
	done, err := s.Login(ctx, LoginInput{
		Login: in.Body.Login, Password: in.Body.Password, NewPassword: in.Body.NewPassword,
		Remember: in.Body.Remember, UserAgent: httpx.UserAgent(ctx), IP: httpx.ClientIP(ctx),
	})
	if err != nil {
		return nil, err
	}
	if done.Challenge != "" {
		return &sessionOut{
			SetCookie: []http.Cookie{cookie(ctx, challengeName(ctx), done.Challenge, done.Life)},
			Body:      sessionBody{SecondFactor: true},
		}, nil
	}
	return s.entered(ctx, done)
}

func (s *Service) confirmLogin(ctx context.Context, in *codeIn) (*sessionOut, error) {
	secret := in.Plain
	if httpx.Secure(ctx) {
		secret = in.Secure
	}
	done, err := s.CompleteLogin(ctx, CodeInput{Challenge: secret, Code: in.Body.Code, UserAgent: httpx.UserAgent(ctx), IP: httpx.ClientIP(ctx)})
	if err != nil {
		return nil, err
	}
	out, err := s.entered(ctx, done)
	if err != nil {
		return nil, err
	}
	out.SetCookie = append(out.SetCookie, expired(ctx, challengeName(ctx)))
	return out, nil
}

func (s *Service) entered(ctx context.Context, done SignIn) (*sessionOut, error) {
	me, err := s.MeAfter(ctx, done)
	if err != nil {
		return nil, err
	}
	return &sessionOut{
		SetCookie: []http.Cookie{cookie(ctx, httpx.CookieName(ctx), done.Session, done.Life)},
		Body:      sessionBody{User: wireMe(ctx, me)},
	}, nil
}

func (s *Service) closeSession(ctx context.Context, _ *empty) (*cookieOut, error) {
	if err := s.Logout(ctx); err != nil {
		return nil, err
	}
	return &cookieOut{SetCookie: []http.Cookie{expired(ctx, httpx.CookieName(ctx))}}, nil
}

func (s *Service) requestReset(ctx context.Context, in *resetIn) (*empty, error) {
	return &empty{}, s.RequestPasswordReset(ctx, in.Body.Login, httpx.ClientIP(ctx))
}

func (s *Service) checkLink(ctx context.Context, in *linkIn) (*answer[linkCheckOut], error) {
	check, err := s.CheckLink(ctx, in.Body.Token)
	if err != nil {
		return nil, err
	}
	return &answer[linkCheckOut]{linkCheckOut(check)}, nil
}

func (s *Service) confirmReset(ctx context.Context, in *redeemIn) (*empty, error) {
	return &empty{}, s.ConfirmPasswordReset(ctx, in.Body.Token, in.Body.Password)
}

func challengeName(ctx context.Context) string {
	if httpx.Secure(ctx) {
		return challengeSecure
	}
	return challengePlain
}

// cookie is out of reach of scripts and of other sites' forms. A life of zero
// ends with the browser.
func cookie(ctx context.Context, name, value string, life time.Duration) http.Cookie {
	return http.Cookie{ //nolint:gosec // Secure wherever the connection is
		Name: name, Value: value, Path: "/", MaxAge: int(life / time.Second),
		HttpOnly: true, Secure: httpx.Secure(ctx), SameSite: http.SameSiteLaxMode,
	}
}

func expired(ctx context.Context, name string) http.Cookie {
	c := cookie(ctx, name, "", 0) //nolint:gosec // the same attributes, set by cookie
	c.MaxAge = -1
	return c
}
