package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"

	"haike/internal/cast"
)

// scenario is one operation that is measured. A body may hold the token where
// every request needs another value.
type scenario struct {
	name, method, path, body string
}

func scenarios() []scenario {
	return []scenario{
		{"me", http.MethodGet, "/api/v1/me", ""},
		{"users-page", http.MethodGet, "/api/v1/users?limit=20", ""},
		{"users-search", http.MethodGet, "/api/v1/users?q=an&limit=20", ""},
		{"user-open", http.MethodGet, "/api/v1/users/2", ""},
		{"teams", http.MethodGet, "/api/v1/teams", ""},
		{"calendar-year", http.MethodGet, "/api/v1/calendar?year=2026", ""},
		{"audit-page", http.MethodGet, "/api/v1/events?limit=50", ""},
		{"role-create", http.MethodPost, "/api/v1/roles", `{"name":"role ` + token + `","grants":{}}`},
	}
}

func (s scenario) build(url string, session *http.Cookie) request {
	return func(ctx context.Context, n int64) (*http.Request, error) {
		return s.request(ctx, url, session, replaceToken(s.body, fmt.Sprint(n)))
	}
}

func replaceToken(body, value string) string { return strings.ReplaceAll(body, token, value) }

func (s scenario) request(ctx context.Context, url string, session *http.Cookie, body string) (*http.Request, error) {
	q, err := http.NewRequestWithContext(ctx, s.method, url+s.path, strings.NewReader(body))
	if err != nil {
		return nil, err
	}
	q.AddCookie(session)
	if s.method != http.MethodGet {
		q.Header.Set("Content-Type", "application/json")
		q.Header.Set("Origin", url)
	}
	return q, nil
}

// signIn opens a session of the demo company's administrator.
func signIn(ctx context.Context, url string) (*http.Cookie, error) {
	body, err := json.Marshal(map[string]string{"login": cast.Administrator().Login, "password": cast.Password})
	if err != nil {
		return nil, err
	}
	q, err := http.NewRequestWithContext(ctx, http.MethodPost, url+"/api/v1/session", bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	q.Header.Set("Content-Type", "application/json")
	answer, err := http.DefaultClient.Do(q)
	if err != nil {
		return nil, err
	}
	defer func() { _ = answer.Body.Close() }() // read below
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		return nil, err
	}
	for _, c := range answer.Cookies() {
		return c, nil
	}
	return nil, fmt.Errorf("sign-in: status %d: %.300s", answer.StatusCode, text)
}
