package app_test

import (
	"net/http"
	"slices"
	"testing"

	"haike/internal/platform/apitest"
	"haike/internal/platform/db"
)

// The policy: who may do what, written by hand from what was promised. The
// code declares its own; the test fails where the two differ.

func builtinRoles() []string {
	return []string{"administrator", "manager", "rep", "service_agent", "arbitrator", "auditor"}
}

func customRoles() []string { return []string{"own level", "team level", "reads all"} }

func plainPermissions() []string {
	return []string{
		"backup.manage", "iam.audit.read", "iam.policy.read", "iam.policy.write", "iam.role.read", "iam.role.write",
		"org.calendar.write", "org.company.write", "org.team.write",
	}
}

func scopedPermissions() []string {
	return []string{"iam.user.read", "iam.user.write", "org.member.write"}
}

// grants returns the level of each permission by caller.
func grants() map[string]map[string]string {
	everything := map[string]string{}
	for _, p := range slices.Concat(plainPermissions(), scopedPermissions()) {
		everything[p] = "all"
	}
	at := func(read, write string) map[string]string {
		return map[string]string{"iam.user.read": read, "iam.user.write": write, "org.member.write": write}
	}
	return map[string]map[string]string{
		"administrator": everything,
		"manager":       {"iam.user.read": "subtree", "org.member.write": "subtree"},
		"auditor":       {"iam.user.read": "all", "iam.role.read": "all", "iam.policy.read": "all", "iam.audit.read": "all"},
		"own level":     at("own", "own"),
		"team level":    at("team", "team"),
		"reads all":     at("all", "own"),
		"token":         everything,
		"narrow token":  {"org.team.write": "all"},
	}
}

// covers says whether a level reaches a record. All callers are in the team
// east; "team" is a user there, "below" one in east one, "other" one in west.
func covers(level, record string) bool {
	reach := map[string][]string{
		"own": {"own"}, "team": {"own", "team"}, "subtree": {"own", "team", "below"}, "all": {"own", "team", "below", "other"},
	}
	return slices.Contains(reach[level], record)
}

// readers names the permission that makes a kind of record visible, for those
// whose visibility depends on the level.
func readers() map[string]string {
	return map[string]string{"user": "iam.user.read", "member": "iam.user.read"}
}

// expect is the policy of one cell; 0 is success.
func expect(op apitest.Operation, c apitest.Caller, record string) int {
	if op.Permission == "public" {
		return exceptional(op, c, record)
	}
	if c.Name == "anonymous" || c.Name == "disabled" {
		return http.StatusUnauthorized
	}
	if op.Permission == "session_only" && c.Bearer != "" {
		return http.StatusForbidden
	}
	level := "all"
	if op.Permission != "signed_in" && op.Permission != "session_only" {
		level = grants()[c.Name][op.Permission]
	} else if record == "other" {
		return http.StatusNotFound // one's own sessions and tokens are nobody else's
	}
	read, scoped := readers()[op.Subject]
	switch {
	case level == "":
		return http.StatusForbidden
	case record == apitest.Missing:
		return http.StatusNotFound
	case scoped && record != "" && !covers(level, record) && covers(grants()[c.Name][read], record):
		return http.StatusForbidden
	case scoped && record != "" && !covers(level, record):
		return http.StatusNotFound
	}
	return exceptional(op, c, record)
}

// exceptional lists the cells that the policy lets through and another rule
// refuses; 0 is success.
func exceptional(op apitest.Operation, c apitest.Caller, record string) int {
	holdsNothing := len(grants()[c.Name]) == 0
	switch op.ID {
	case "setup-create": // done already
		return http.StatusConflict
	case "confirm-login-factor": // no login waits for a code
		return http.StatusUnauthorized
	case "check-password-link", "confirm-password-reset": // no such link
		return http.StatusUnprocessableEntity
	case "confirm-second-factor", "stop-second-factor", "remove-user-second-factor": // there is none
		return http.StatusConflict
	case "create-token":
		if holdsNothing { // a token cannot have more than its owner
			return http.StatusForbidden
		}
	case "revoke-token":
		if holdsNothing { // and so there is none to revoke
			return http.StatusNotFound
		}
	case "create-user":
		if grants()[c.Name]["iam.user.write"] == "own" { // a new user is somebody else
			return http.StatusForbidden
		}
	case "disable-user":
		if record == "own" { // nobody locks himself out
			return http.StatusForbidden
		}
	case "backup-create":
		if c.Bearer != "" { // the administrator's still waits for its job
			return http.StatusConflict
		}
	}
	return 0
}

func ignored() apitest.Unwatched {
	return apitest.Unwatched{
		Tables:  []string{"access_log", "iam_throttle", "event_cursor"},
		Columns: []string{"iam_session.last_seen_at", "iam_token.last_used_at"},
		Events:  []string{"iam.login_failed", "iam.login_throttled"},
	}
}

// callers are everybody, with two tokens of the administrator.
func (w *world) callers(t *testing.T) []apitest.Caller {
	t.Helper()
	all := []apitest.Caller{{Name: "anonymous"}}
	for _, name := range slices.Concat([]string{"disabled", "nobody"}, builtinRoles(), customRoles()) {
		all = append(all, w.people[name].Caller)
	}
	admin := w.people["administrator"].Caller
	for name, keys := range map[string][]string{"token": slices.Concat(plainPermissions(), scopedPermissions()), "narrow token": {"org.team.write"}} {
		made := w.must(t, "create-token", apitest.Request{Body: map[string]any{"name": name, "permissions": keys}}, admin)
		all = append(all, apitest.Caller{Name: name, Bearer: made["secret"].(string)})
		w.people[name] = &person{Caller: all[len(all)-1], id: w.people["administrator"].id}
	}
	return all
}

// TestAuthorizationMatrix is A01 and A23: every operation × every caller ×
// every record answers as the policy says, and no refusal changes anything.
func TestAuthorizationMatrix(t *testing.T) {
	for _, engine := range []db.Dialect{db.SQLite, db.Postgres} {
		t.Run(string(engine), func(t *testing.T) {
			w := newWorld(t, engine)
			apitest.Matrix{
				Handler: w.handler, DB: w.app.DB(), Operations: w.list, Callers: w.callers(t),
				Samples: w.samples(), Expect: expect, Ignore: ignored(),
			}.Run(t)
		})
	}
}

// TestPolicyKnowsEveryPermission: a new permission must get its line above.
func TestPolicyKnowsEveryPermission(t *testing.T) {
	w := newWorld(t, db.SQLite)
	known := slices.Concat(plainPermissions(), scopedPermissions())
	var declared []string
	for _, item := range w.must(t, "list-permissions", apitest.Request{}, w.root)["items"].([]any) {
		p := item.(map[string]any)
		key := p["key"].(string)
		declared = append(declared, key)
		if p["scoped"].(bool) != slices.Contains(scopedPermissions(), key) {
			t.Errorf("%s: the policy has it in the wrong list", key)
		}
	}
	slices.Sort(known)
	slices.Sort(declared)
	if !slices.Equal(known, declared) {
		t.Errorf("the code declares %v\nthe policy knows  %v", declared, known)
	}
}
