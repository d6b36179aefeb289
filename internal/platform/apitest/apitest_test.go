package apitest

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"haike/internal/platform/authz"
	"haike/internal/platform/clock"
	"haike/internal/platform/db"
	"haike/internal/platform/dbtest"
	"haike/internal/platform/fault"
	"haike/internal/platform/httpx"
	"haike/internal/platform/i18n"
)

const permNote = "room.note.write"

// keys is an Authenticator whose credentials are the names of actors.
type keys map[string]authz.Actor

func (k keys) Authenticate(_ context.Context, c httpx.Credentials) (authz.Actor, error) {
	if a, ok := k[c.Session+c.Bearer]; ok {
		return a, nil
	}
	return authz.Anonymous(), nil
}

// notes is a little room: notes with an owner, kept in a platform table.
type notes struct{ db *db.DB }

func (n notes) add(ctx context.Context, owner int64, key string) error {
	return n.db.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, "INSERT INTO idempotency (actor_id, operation, key, body_hash, result, created_at) VALUES (?, 'note', ?, '', '', 0)", owner, key)
		return err
	})
}

// find looks for a note within a scope.
func (n notes) find(ctx context.Context, scope authz.Scope, id int64) error {
	where, args := scope.Where(n.db.Dialect(), authz.Columns{Owner: "actor_id", Team: "0"})
	found, err := db.All(ctx, n.db.Read(), db.Value[int64], "SELECT actor_id FROM idempotency WHERE operation = 'note' AND key = ? AND "+where,
		append([]any{strconv.FormatInt(id, 10)}, args...)...)
	if err == nil && len(found) == 0 {
		return fault.ErrNotFound
	}
	return err
}

type noteIn struct {
	ID   int64 `path:"id"`
	Body struct {
		Text string `json:"text" maxLength:"20"`
	}
}

type listIn struct {
	Q     string `query:"q" maxLength:"100"`
	Limit int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
}

type done struct{ Body struct{ OK bool } }

// router mounts one good operation of each kind and one for each flaw.
func router(t *testing.T, n notes) *httpx.Router {
	t.Helper()
	texts, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	user := func(id int64, level authz.Level) authz.Actor {
		return authz.Actor{Kind: authz.KindUser, UserID: id, SessionID: id, Grants: map[string]authz.Level{permNote: level}}
	}
	r, err := httpx.New(httpx.Config{
		Version: "test", Texts: texts, Clock: clock.System{}, Log: slog.New(slog.DiscardHandler),
		Permissions: []authz.Permission{{Key: permNote, Scoped: true}}, Authenticator: keys{"own": user(1, authz.Own), "all": user(2, authz.All), "none": user(3, authz.None)},
	})
	if err != nil {
		t.Fatal(err)
	}
	op := func(id, method, path string) httpx.Op {
		return httpx.Op{ID: id, Method: method, Path: "/" + id + path, Summary: id, Tag: "room", Permission: permNote, Subject: "note"}
	}
	httpx.Register(r, op("good-write", "PUT", "/{id}"), n.write)
	httpx.Register(r, op("good-list", "GET", ""), func(context.Context, *listIn) (*done, error) { return &done{}, nil })
	httpx.Register(r, op("tells", "PUT", "/{id}"), n.tells)
	httpx.Register(r, op("writes-first", "PUT", "/{id}"), n.writesFirst)
	httpx.Register(r, op("reads-and-writes", "GET", ""), func(ctx context.Context, _ *listIn) (*done, error) { return &done{}, n.count(ctx) })
	httpx.Register(r, op("injected", "GET", ""), n.injected)
	httpx.Register(r, op("unbounded", "GET", ""), func(context.Context, *struct {
		Q     string `query:"q"`
		Limit int    `query:"limit"`
	},
	) (*done, error) {
		return &done{}, nil
	})
	r.Raw(op("takes-anything", "POST", ""), func(w http.ResponseWriter, q *http.Request) {
		w.Header().Set("Access-Control-Allow-Origin", "*")
		_ = n.count(q.Context())
		w.WriteHeader(http.StatusNoContent)
	})
	return r
}

func (n notes) write(ctx context.Context, in *noteIn) (*done, error) {
	scope, err := authz.Require(ctx, permNote)
	if err != nil {
		return nil, err
	}
	if err := n.find(ctx, scope, in.ID); err != nil {
		return nil, err
	}
	return &done{}, n.count(ctx)
}

// tells says that another's note exists.
func (n notes) tells(ctx context.Context, in *noteIn) (*done, error) {
	scope, _ := authz.Require(ctx, permNote)
	if err := n.find(ctx, authz.Everything(), in.ID); err != nil {
		return nil, err
	}
	if err := n.find(ctx, scope, in.ID); err != nil {
		return nil, fault.ErrNotFound.With("note", in.ID)
	}
	return &done{}, nil
}

// writesFirst asks whether it may after it has done it.
func (n notes) writesFirst(ctx context.Context, in *noteIn) (*done, error) {
	if err := n.count(ctx); err != nil {
		return nil, err
	}
	return n.write(ctx, in)
}

// count changes something.
func (n notes) count(ctx context.Context) error {
	return n.db.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, "UPDATE idempotency SET created_at = created_at + 1 WHERE operation = 'note' AND key = '1'")
		return err
	})
}

// injected builds SQL from what the caller says.
func (n notes) injected(ctx context.Context, in *listIn) (*done, error) {
	_, err := db.All(ctx, n.db.Read(), db.Value[int], "SELECT 1 FROM idempotency WHERE key = '"+in.Q+"'")
	return &done{}, err
}

// world is the router with one note of its own for the user 1 and one of the user 2.
func world(t *testing.T, d *db.DB) (*httpx.Router, map[string]Operation) {
	t.Helper()
	n := notes{d}
	for owner := range int64(2) {
		if err := n.add(t.Context(), owner+1, strconv.FormatInt(owner+1, 10)); err != nil {
			t.Fatal(err)
		}
	}
	r := router(t, n)
	byID := map[string]Operation{}
	for _, op := range Operations(r.OpenAPI()) {
		byID[op.ID] = op
	}
	return r, byID
}

func matrixOf(d *db.DB, r *httpx.Router, op Operation) Matrix {
	sample := Sample{Prepare: func(*testing.T, Caller, string) Request { return Request{} }}
	if len(op.PathParameters) > 0 {
		sample = Sample{Records: []string{"own", "other", Missing}, Prepare: func(_ *testing.T, _ Caller, record string) Request {
			id := map[string]string{"own": "1", "other": "2", Missing: "9"}[record]
			return Request{Path: map[string]string{"id": id}, Body: map[string]any{"text": "x"}}
		}}
	}
	return Matrix{
		Handler: r.Handler(), DB: d, Operations: []Operation{op}, Samples: map[string]Sample{op.ID: sample},
		Callers: []Caller{{Name: "anonymous"}, {Name: "none", Cookie: "haike=none"}, {Name: "own", Cookie: "haike=own"}, {Name: "all", Bearer: "all"}},
		Expect: func(_ Operation, c Caller, record string) int {
			switch {
			case c.Name == "anonymous":
				return http.StatusUnauthorized
			case c.Name == "none":
				return http.StatusForbidden
			case record == Missing, record == "other" && c.Name == "own":
				return http.StatusNotFound
			}
			return 0
		},
	}
}

func hostileOf(d *db.DB, r *httpx.Router) Hostile {
	return Hostile{Handler: r.Handler(), DB: d, Sample: func(_ *testing.T, op Operation) (Request, Caller) {
		request := Request{Query: map[string][]string{}}
		if len(op.PathParameters) > 0 {
			request = Request{Path: map[string]string{"id": "1"}, Body: map[string]any{"text": "x"}}
		}
		return request, Caller{Name: "own", Cookie: "haike=own"}
	}}
}

// collected gathers what a generator finds wrong.
func collected(run func(report)) string {
	var lines []string
	run(func(format string, args ...any) { lines = append(lines, fmt.Sprintf(format, args...)) })
	return strings.Join(lines, "\n")
}

func everything(t *testing.T, d *db.DB, r *httpx.Router, op Operation) string {
	t.Helper()
	h := hostileOf(d, r)
	return collected(func(wrong report) {
		matrixOf(d, r, op).operation(t, op, wrong)
		h.injection(t, op, wrong)
		h.bodies(t, op, wrong)
		h.limits(t, op, wrong)
		h.headers(t, op, wrong)
	})
}

func TestGoodOperationsPass(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r, ops := world(t, d)
		for _, id := range []string{"good-write", "good-list"} {
			if found := everything(t, d, r, ops[id]); found != "" {
				t.Errorf("%s:\n%s", id, found)
			}
		}
	})
}

func TestEveryFlawIsFound(t *testing.T) {
	flaws := []struct{ op, want string }{
		{"tells", "answers otherwise than a missing one"},
		{"writes-first", "changed [idempotency]"},
		{"reads-and-writes", "changed [idempotency]"},
		{"injected", "500"},
		{"unbounded", "limit=1000000000: 200"},
		{"takes-anything", "Access-Control-Allow-Origin"},
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r, ops := world(t, d)
		for _, f := range flaws {
			if found := everything(t, d, r, ops[f.op]); !strings.Contains(found, f.want) {
				t.Errorf("%s: nobody said %q; found:\n%s", f.op, f.want, found)
			}
		}
	})
}

func TestSamplesAndOperationsMatch(t *testing.T) {
	d := dbtest.Open(t, db.SQLite)
	r, ops := world(t, d)
	m := matrixOf(d, r, ops["good-write"])
	m.Operations = append(m.Operations, ops["good-list"])
	m.Samples["gone"] = Sample{}
	found := collected(m.checkSamples)
	if !strings.Contains(found, "(good-list) has no sample") || !strings.Contains(found, "sample for gone") {
		t.Errorf("found only: %s", found)
	}
}
