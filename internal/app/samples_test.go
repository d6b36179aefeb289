package app_test

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"haike/internal/platform/apitest"
)

// scoped are the relations to try on records of which one may see some.
func scoped() []string { return []string{"own", "team", "below", "other", apitest.Missing} }

// others are those without one's own, for what would end the caller's session.
func others() []string { return []string{"team", "below", "other", apitest.Missing} }

// existing are the relations to records that are nobody's.
func existing() []string { return []string{"any", apitest.Missing} }

// still is a request that needs no preparation.
func still(r apitest.Request) apitest.Sample {
	return apitest.Sample{Prepare: func(*testing.T, apitest.Caller, string) apitest.Request { return r }}
}

func body(fields map[string]any) apitest.Sample { return still(apitest.Request{Body: fields}) }

// samples says how to carry out each operation. A new operation needs its entry.
func (w *world) samples() map[string]apitest.Sample {
	all := map[string]apitest.Sample{}
	for _, part := range []map[string]apitest.Sample{w.sessionSamples(), w.accountSamples(), w.userSamples(), w.roleSamples(), w.orgSamples(), w.memberSamples(), w.backupSamples()} {
		for operation, sample := range part {
			all[operation] = sample
		}
	}
	return all
}

func (w *world) sessionSamples() map[string]apitest.Sample {
	return map[string]apitest.Sample{
		"setup-state":  still(apitest.Request{}),
		"setup-create": body(map[string]any{"company": map[string]any{"name": "另一家"}, "administrator": map[string]any{"login": "a", "name": "a", "password": password}, "locale": "zh-CN"}),
		"open-session": {Prepare: func(t *testing.T, c apitest.Caller, _ string) apitest.Request {
			r := w.withFreshSession(t, c) // signing in anew ends the session of before
			r.Body = map[string]any{"login": w.people["guest"].login, "password": password}
			return r
		}},
		"confirm-login-factor":   body(map[string]any{"code": "000000"}),
		"request-password-reset": body(map[string]any{"login": w.people["guest"].login}),
		"check-password-link":    body(map[string]any{"token": "nothing"}),
		"confirm-password-reset": body(map[string]any{"token": "nothing", "password": password}),
		"close-session": {Prepare: func(t *testing.T, c apitest.Caller, _ string) apitest.Request {
			return w.withFreshSession(t, c)
		}},
	}
}

// withFreshSession lets the caller act in a further session, for what ends it.
func (w *world) withFreshSession(t *testing.T, c apitest.Caller) apitest.Request {
	t.Helper()
	p := w.people[c.Name]
	if c.Cookie == "" || c.Name == "disabled" || p == nil {
		return apitest.Request{}
	}
	return apitest.Request{Header: map[string][]string{"Cookie": {w.signIn(t, p.login, p.password)}}}
}

// accountSamples are about the caller's own account.
func (w *world) accountSamples() map[string]apitest.Sample {
	return map[string]apitest.Sample{
		"get-me": still(apitest.Request{}),
		"change-me": {Prepare: func(t *testing.T, c apitest.Caller, _ string) apitest.Request {
			return apitest.Request{Version: w.version(t, "get-user", w.user(t, c, "own")), Body: map[string]any{"name": "新名", "theme": "dark", "locale": "en"}}
		}},
		"change-password": {Prepare: func(t *testing.T, c apitest.Caller, _ string) apitest.Request {
			return w.passwordChange(c)
		}},
		"start-second-factor":   {Prepare: w.ownPassword},
		"confirm-second-factor": body(map[string]any{"code": "000000"}),
		"stop-second-factor":    {Prepare: w.ownPassword},
		"list-sessions":         still(apitest.Request{}),
		"end-other-sessions":    still(apitest.Request{}),
		"end-session": {Records: []string{"own", "other", apitest.Missing}, Prepare: func(t *testing.T, c apitest.Caller, record string) apitest.Request {
			return byID(w.session(t, c, record))
		}},
		"list-tokens":  still(apitest.Request{}),
		"create-token": {Prepare: func(_ *testing.T, c apitest.Caller, _ string) apitest.Request { return w.token(c) }},
		"revoke-token": {Records: []string{"own", "other", apitest.Missing}, Prepare: func(t *testing.T, c apitest.Caller, record string) apitest.Request {
			return byID(w.tokenID(t, c, record))
		}},
	}
}

// signedIn reports whether the caller has a session that holds.
func signedIn(c apitest.Caller) bool { return c.Cookie != "" && c.Name != "disabled" }

func (w *world) passwordChange(c apitest.Caller) apitest.Request {
	p := w.people[c.Name]
	if !signedIn(c) || p == nil {
		return apitest.Request{Body: map[string]any{"current": password, "new": "Yunhai-Lanyue-2047"}}
	}
	old := p.password
	p.password = fmt.Sprintf("Yunhai-Lanyue-%d", 3000+w.next())
	return apitest.Request{Body: map[string]any{"current": old, "new": p.password}}
}

func (w *world) ownPassword(_ *testing.T, c apitest.Caller, _ string) apitest.Request {
	secret := password
	if p := w.people[c.Name]; p != nil && p.password != "" {
		secret = p.password
	}
	return apitest.Request{Body: map[string]any{"password": secret}}
}

// session returns the id of a session that is the caller's own, or not.
func (w *world) session(t *testing.T, c apitest.Caller, record string) int64 {
	t.Helper()
	switch {
	case record == apitest.Missing:
		return noSuchID
	case record == "other" || !signedIn(c):
		return firstID(t, w.must(t, "list-sessions", apitest.Request{}, w.root), "current", true)
	}
	p := w.people[c.Name]
	w.signIn(t, p.login, p.password)
	return firstID(t, w.must(t, "list-sessions", apitest.Request{}, c), "current", false)
}

func firstID(t *testing.T, list map[string]any, field string, want any) int64 {
	t.Helper()
	items, _ := list["items"].([]any)
	for _, item := range items {
		if entry := item.(map[string]any); entry[field] == want {
			return number(entry, "id")
		}
	}
	t.Fatalf("nothing with %s = %v in %v", field, want, list)
	return 0
}

// token asks for a token with a permission that the caller holds, if any.
func (w *world) token(c apitest.Caller) apitest.Request {
	permission := "iam.user.read"
	for _, p := range slices.Sorted(maps.Keys(grants()[c.Name])) {
		permission = p
	}
	return apitest.Request{Body: map[string]any{"name": fmt.Sprintf("令牌 %d", w.next()), "permissions": []string{permission}}}
}

func (w *world) tokenID(t *testing.T, c apitest.Caller, record string) int64 {
	t.Helper()
	switch {
	case record == apitest.Missing:
		return noSuchID
	case record == "other" && c.Name != "manager":
		c = w.people["manager"].Caller
	case record == "other" || !signedIn(c):
		c = w.people["auditor"].Caller
	}
	if grants()[c.Name] == nil {
		return noSuchID // who holds nothing has no tokens
	}
	return number(w.must(t, "create-token", w.token(c), c), "id")
}

// version reads a record's version as the first administrator.
func (w *world) version(t *testing.T, operation string, record int64) int64 {
	t.Helper()
	if record == noSuchID {
		return 1
	}
	op := w.ops[operation]
	return number(w.must(t, operation, apitest.Request{Path: map[string]string{op.PathParameters[0]: fmt.Sprint(record)}}, w.root), "version")
}

// onUser prepares an operation on a user in each relation.
func (w *world) onUser(records []string, fill func(t *testing.T, r *apitest.Request, user int64)) apitest.Sample {
	return apitest.Sample{Records: records, Prepare: func(t *testing.T, c apitest.Caller, record string) apitest.Request {
		user := w.user(t, c, record)
		r := byID(user)
		if fill != nil {
			fill(t, &r, user)
		}
		return r
	}}
}

func (w *world) userSamples() map[string]apitest.Sample {
	return map[string]apitest.Sample{
		"list-users":     still(apitest.Request{}),
		"list-directory": still(apitest.Request{}),
		"create-user": {Prepare: func(_ *testing.T, _ apitest.Caller, _ string) apitest.Request {
			return apitest.Request{Body: map[string]any{"login": fmt.Sprintf("n%d", w.next()), "name": "新人", "email": "new@example.com", "role_ids": []int64{}, "team_id": w.teams["east"]}}
		}},
		"get-user": w.onUser(scoped(), nil),
		"change-user": w.onUser(scoped(), func(t *testing.T, r *apitest.Request, user int64) {
			r.Version, r.Body = w.version(t, "get-user", user), map[string]any{"name": "改名", "phone": "+86 571 0000 0000"}
		}),
		"disable-user": w.onUser(scoped(), nil),
		"enable-user": w.onUser(others(), func(t *testing.T, _ *apitest.Request, user int64) {
			if user != noSuchID {
				w.must(t, "disable-user", byID(user), w.root)
			}
		}),
		"invite-user":               w.onUser(others(), nil),
		"end-user-sessions":         w.onUser(others(), nil),
		"remove-user-second-factor": w.onUser(others(), nil),
		"list-events":               still(apitest.Request{}),
		"list-event-types":          still(apitest.Request{}),
		"list-access":               still(apitest.Request{}),
	}
}

// role makes a role that nobody holds.
func (w *world) role(t *testing.T, record string) int64 {
	t.Helper()
	if record == apitest.Missing {
		return noSuchID
	}
	return number(w.must(t, "create-role", w.newRole(), w.root), "id")
}

func (w *world) newRole() apitest.Request {
	return apitest.Request{Body: map[string]any{"name": fmt.Sprintf("角色 %d", w.next()), "grants": map[string]string{"iam.user.read": "team"}}}
}

func (w *world) roleSamples() map[string]apitest.Sample {
	onRole := func(fields map[string]any) apitest.Sample {
		return apitest.Sample{Records: existing(), Prepare: func(t *testing.T, _ apitest.Caller, record string) apitest.Request {
			role := w.role(t, record)
			r := apitest.Request{Path: id(role), Version: w.version(t, "get-role", role)}
			if fields != nil {
				r.Body = map[string]any{"name": fmt.Sprintf("改名 %d", w.next()), "grants": map[string]string{}}
			}
			return r
		}}
	}
	return map[string]apitest.Sample{
		"list-permissions":    still(apitest.Request{}),
		"list-roles":          still(apitest.Request{}),
		"create-role":         {Prepare: func(*testing.T, apitest.Caller, string) apitest.Request { return w.newRole() }},
		"get-role":            onRole(nil),
		"change-role":         onRole(map[string]any{}),
		"delete-role":         onRole(nil),
		"get-security-policy": still(apitest.Request{}),
		"set-security-policy": {Prepare: func(t *testing.T, _ apitest.Caller, _ string) apitest.Request {
			policy := w.must(t, "get-security-policy", apitest.Request{}, w.root)
			version := number(policy, "version")
			delete(policy, "version")
			return apitest.Request{Version: version, Body: policy}
		}},
	}
}

// team makes a team without anybody in it.
func (w *world) team(t *testing.T, record string) int64 {
	t.Helper()
	if record == apitest.Missing {
		return noSuchID
	}
	return number(w.must(t, "team-create", w.newTeam(), w.root), "id")
}

func (w *world) newTeam() apitest.Request {
	return apitest.Request{Body: map[string]any{"name": fmt.Sprintf("团队 %d", w.next()), "parent_id": w.teams["west"]}}
}

// whole prepares a change of something of which there is one.
func (w *world) whole(read string, r apitest.Request) apitest.Sample {
	return apitest.Sample{Prepare: func(t *testing.T, _ apitest.Caller, _ string) apitest.Request {
		r.Version = number(w.must(t, read, apitest.Request{}, w.root), "version")
		return r
	}}
}

func (w *world) orgSamples() map[string]apitest.Sample {
	onTeam := func(fields map[string]any) apitest.Sample {
		return apitest.Sample{Records: existing(), Prepare: func(t *testing.T, _ apitest.Caller, record string) apitest.Request {
			team := w.team(t, record)
			r := apitest.Request{Path: id(team), Version: w.version(t, "team-get", team)}
			if fields != nil {
				r.Body = map[string]any{"name": fmt.Sprintf("改名 %d", w.next())}
			}
			return r
		}}
	}
	hours := []map[string]any{{"from": "09:00", "to": "18:00"}}
	week := map[string]any{"monday": hours, "tuesday": hours, "wednesday": hours, "thursday": hours, "friday": hours, "saturday": []any{}, "sunday": []any{}}
	return map[string]apitest.Sample{
		"company-get":        still(apitest.Request{}),
		"company-update":     w.whole("company-get", apitest.Request{Body: map[string]any{"name": "新名"}}),
		"onboarding-list":    still(apitest.Request{}),
		"calendar-get":       still(apitest.Request{}),
		"calendar-hours-set": w.whole("calendar-get", apitest.Request{Body: map[string]any{"hours": week}}),
		"calendar-day-set":   w.whole("calendar-get", apitest.Request{Path: map[string]string{"date": "2030-05-06"}, Body: map[string]any{"kind": "holiday", "name": "厂休"}}),
		"calendar-import":    body(map[string]any{"year": 2031, "format": "csv", "text": "date,kind,name\n2031-01-01,holiday,元旦\n"}),
		"region-list":        still(apitest.Request{}),
		"industry-list":      still(apitest.Request{}),
		"language-list":      still(apitest.Request{}),
		"team-list":          still(apitest.Request{}),
		"team-create":        {Prepare: func(*testing.T, apitest.Caller, string) apitest.Request { return w.newTeam() }},
		"team-get":           onTeam(nil),
		"team-update":        onTeam(map[string]any{}),
		"team-archive":       onTeam(nil),
	}
}

func (w *world) memberSamples() map[string]apitest.Sample {
	onMember := func(records []string, fill func(t *testing.T, r *apitest.Request, user int64)) apitest.Sample {
		return apitest.Sample{Records: records, Prepare: func(t *testing.T, c apitest.Caller, record string) apitest.Request {
			user := w.user(t, c, record)
			r := apitest.Request{Path: map[string]string{"user_id": fmt.Sprint(user)}}
			if fill != nil {
				fill(t, &r, user)
			}
			return r
		}}
	}
	absence := map[string]any{"from": "2030-03-04", "to": "2030-03-05", "note": "出差"}
	return map[string]apitest.Sample{
		"member-get": onMember(scoped(), nil),
		"member-set": onMember(scoped(), func(t *testing.T, r *apitest.Request, user int64) {
			r.Version = w.version(t, "member-get", user)
			r.Body = map[string]any{"team_id": w.teamOf(t, user), "manager_id": nil, "regions": []string{"330000"}, "industries": []string{}, "languages": []string{"zh"}, "capacity": 50}
		}),
		"absence-create": onMember(others(), func(_ *testing.T, r *apitest.Request, _ int64) { r.Body = absence }),
		"absence-delete": onMember(others(), func(t *testing.T, r *apitest.Request, user int64) {
			r.Path["id"] = fmt.Sprint(noSuchID)
			if user == noSuchID {
				r.Version = 1
				return
			}
			made := w.must(t, "absence-create", apitest.Request{Path: map[string]string{"user_id": fmt.Sprint(user)}, Body: absence}, w.root)
			r.Version = number(made, "version")
			absences, _ := made["absences"].([]any)
			if len(absences) == 1 {
				r.Path["id"] = fmt.Sprint(number(absences[0].(map[string]any), "id"))
			}
		}),
	}
}

// teamOf leaves a user in the team where he is.
func (w *world) teamOf(t *testing.T, user int64) any {
	t.Helper()
	if user == noSuchID {
		return w.teams["east"]
	}
	return w.must(t, "member-get", apitest.Request{Path: map[string]string{"user_id": fmt.Sprint(user)}}, w.root)["team_id"]
}

func (w *world) backupSamples() map[string]apitest.Sample {
	missing := apitest.Sample{Records: []string{apitest.Missing}, Prepare: func(*testing.T, apitest.Caller, string) apitest.Request {
		return apitest.Request{Path: map[string]string{"name": "haike-20300101T000000Z"}}
	}}
	return map[string]apitest.Sample{
		"backup-list":     still(apitest.Request{}),
		"backup-create":   still(apitest.Request{}),
		"backup-download": missing,
		"backup-verify":   missing,
		"backup-delete":   missing,
	}
}
