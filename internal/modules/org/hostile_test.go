package org

import (
	"context"
	"strconv"
	"testing"

	"haike/internal/platform/apitest"
	"haike/internal/platform/db"
)

// Every operation of the room gets input that nobody should send.
func TestHostileInput(t *testing.T) {
	eachCompany(t, func(t *testing.T, w *world) {
		r := w.serve(map[string]context.Context{"admin": w.admin()})
		h := apitest.Hostile{Handler: r.Handler(), DB: w.db, Operations: apitest.Operations(r.OpenAPI()), Sample: w.sample}
		t.Run("injection", h.Injection)
		t.Run("bodies", h.HostileBodies)
		t.Run("limits", h.Limits)
	})
}

// fixture is what the samples are about: made once, looked up afterwards.
type fixture struct{ team, user, absence int64 }

func (w *world) fixture() fixture {
	w.t.Helper()
	one := func(query string) int64 {
		n, err := db.One(w.t.Context(), w.db.Read(), db.Value[int64], query)
		if err != nil {
			w.t.Fatal(err)
		}
		return n
	}
	f := fixture{team: one("SELECT COALESCE(min(id), 0) FROM org_team WHERE archived_at IS NULL")}
	if f.team == 0 {
		f.team = w.team("华东", 0).ID
	}
	if f.user = one("SELECT COALESCE(max(id), 0) FROM iam_user WHERE id > 1"); f.user == 0 {
		f.user = w.user("销售", 0)
	}
	if f.absence = one("SELECT COALESCE(min(id), 0) FROM org_absence"); f.absence == 0 {
		m, err := w.AddAbsence(w.admin(), f.user, AbsenceInput{From: "2026-12-24"})
		if err != nil {
			w.t.Fatal(err)
		}
		f.absence = m.Absences[0].ID
	}
	return f
}

// object is a JSON object.
type object map[string]any

// sample returns a request that would succeed.
func (w *world) sample(t *testing.T, op apitest.Operation) (apitest.Request, apitest.Caller) {
	t.Helper()
	f := w.fixture()
	team, user := object{"id": f.team}, object{"user_id": f.user}
	week := object{}
	for _, day := range []string{"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"} {
		week[day] = []object{{"from": "09:00", "to": "17:00"}}
	}
	r, known := map[string]apitest.Request{
		"setup-state": {}, "company-get": {}, "onboarding-list": {}, "team-list": {}, "calendar-get": {},
		"region-list": {}, "industry-list": {}, "language-list": {},
		"setup-create": {Body: object{
			"company": object{"name": "海客", "zone": "Asia/Shanghai", "base_currency": "CNY"}, "locale": "zh-CN",
			"administrator": object{"login": "guanli", "name": "管理员", "password": "a long enough one", "email": "a@haike.example"},
		}},
		"company-update": {Version: w.version("org_company"), Body: object{"name": "海客", "zone": "Asia/Shanghai"}},
		"team-create":    {Body: object{"name": "新队", "parent_id": nil, "leader_id": nil}},
		"team-get":       {Path: path(team)},
		"team-update":    {Path: path(team), Version: w.version("org_team"), Body: object{"name": "华东", "leader_id": f.user}},
		"team-archive":   {Path: path(team), Version: w.version("org_team")},
		"member-get":     {Path: path(user)},
		"member-set": {Path: path(user), Version: w.version("org_member"), Body: object{
			"team_id": f.team, "manager_id": nil, "regions": []string{"330100"}, "industries": []string{"65"}, "languages": []string{"cmn"}, "capacity": 5,
		}},
		"absence-create":     {Path: path(user), Body: object{"from": "2027-01-01", "to": "2027-01-02", "note": "年假"}},
		"absence-delete":     {Path: path(object{"user_id": f.user, "id": f.absence}), Version: w.version("org_member")},
		"calendar-hours-set": {Version: w.version("org_calendar"), Body: object{"hours": week, "makeup_as": "monday", "valid_from": "2027-03-01"}},
		"calendar-day-set":   {Path: map[string]string{"date": "2026-11-24"}, Version: w.version("org_calendar"), Body: object{"kind": "holiday", "name": "年会"}},
		"calendar-import": {Body: object{
			"year": 2027, "format": "csv", "text": "date,kind,name\n2027-01-01,holiday,元旦\n",
			"source": object{"title": "通知", "number": "1", "published": "2026-11-01", "url": "https://www.gov.cn/"},
		}},
	}[op.ID]
	if !known {
		t.Fatalf("no sample of %s", op.ID)
	}
	return r, apitest.Caller{Name: "admin", Bearer: "admin"}
}

func path(ids object) map[string]string {
	texts := map[string]string{}
	for name, id := range ids {
		texts[name] = strconv.FormatInt(id.(int64), 10)
	}
	return texts
}

// version reads the version of the first row of a table of versions.
func (w *world) version(table string) int64 {
	w.t.Helper()
	queries := map[string]string{
		"org_company": "SELECT version FROM org_company", "org_calendar": "SELECT version FROM org_calendar",
		"org_team":   "SELECT version FROM org_team WHERE archived_at IS NULL ORDER BY id LIMIT 1",
		"org_member": "SELECT version FROM org_member ORDER BY user_id DESC LIMIT 1",
	}
	n, err := db.One(w.t.Context(), w.db.Read(), db.Value[int64], queries[table])
	if err != nil {
		w.t.Fatal(err)
	}
	return n
}
