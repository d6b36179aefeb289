package upkeep

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"haike/internal/platform/authz"
	"haike/internal/platform/backup"
	"haike/internal/platform/db"
	"haike/internal/platform/dbtest"
	"haike/internal/platform/event"
	"haike/internal/platform/fault"
	"haike/internal/platform/httpx"
	"haike/internal/platform/i18n"
	"haike/internal/platform/jobs"
)

// world is the room over a fresh database, with a job engine that runs.
type world struct {
	*Service
	t *testing.T
}

func eachWorld(t *testing.T, body func(t *testing.T, w *world)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		log := slog.New(slog.DiscardHandler)
		engine := jobs.New(d, log, 2)
		dir := t.TempDir()
		s := New(Deps{
			DB: d, Events: event.NewLog(), Jobs: engine, Log: log, Version: "test",
			BackupDir: filepath.Join(dir, "backups"), SecretsDir: filepath.Join(dir, "secrets"),
		})
		if err := s.RegisterJobs(engine); err != nil {
			t.Fatal(err)
		}
		if err := engine.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
			defer cancel()
			if err := engine.Stop(ctx); err != nil {
				t.Error(err)
			}
		})
		body(t, &world{s, t})
	})
}

func admin() authz.Actor {
	return authz.Actor{Kind: authz.KindUser, UserID: 1, SessionID: 1, Grants: map[string]authz.Level{backup.PermManage: authz.All}}
}

func rep() authz.Actor { return authz.Actor{Kind: authz.KindUser, UserID: 2, SessionID: 2} }

func (w *world) admin() context.Context { return authz.WithActor(w.t.Context(), admin()) }

// made starts a backup and waits for its end.
func (w *world) made() Backup {
	w.t.Helper()
	b, err := w.Create(w.admin())
	if err != nil {
		w.t.Fatal(err)
	}
	for range 600 {
		list, err := w.List(w.admin())
		if err != nil {
			w.t.Fatal(err)
		}
		for _, found := range list {
			if found.Name == b.Name && found.Status != Running {
				return found
			}
		}
		time.Sleep(20 * time.Millisecond)
	}
	w.t.Fatal("the backup did not end")
	return b
}

func (w *world) events() []string {
	w.t.Helper()
	types, err := db.All(w.t.Context(), w.DB.Read(), db.Value[string], "SELECT type FROM event_log ORDER BY id")
	if err != nil {
		w.t.Fatal(err)
	}
	return types
}

func TestBackupFromBeginningToEnd(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		if has, err := w.HasBackup(t.Context()); err != nil || has {
			t.Fatal(has, err)
		}
		b := w.made()
		if b.Status != Done || b.Bytes == 0 || b.SchemaVersion == 0 || b.Engine != string(w.DB.Dialect()) {
			t.Fatalf("%+v", b)
		}
		if has, err := w.HasBackup(t.Context()); err != nil || !has {
			t.Fatal(has, err)
		}
		v, err := w.Verify(w.admin(), b.Name)
		if err != nil || len(v.Problems) != 0 || v.Tables == 0 || v.Rows == 0 {
			t.Fatalf("%+v %v", v, err)
		}
		f, _, err := w.Open(w.admin(), b.Name)
		if err != nil {
			t.Fatal(err)
		}
		info, err := f.Stat()
		if err != nil || info.Size() != b.Bytes || info.Mode().Perm() != 0o600 {
			t.Errorf("%v %v", info, err)
		}
		_ = f.Close()
		if err := w.Delete(w.admin(), b.Name); err != nil {
			t.Fatal(err)
		}
		left, err := os.ReadDir(w.BackupDir)
		if err != nil || len(left) != 0 {
			t.Errorf("%v %v", left, err)
		}
		want := "upkeep.backup_started upkeep.backup_taken_out upkeep.backup_deleted"
		if got := strings.Join(w.events(), " "); got != want {
			t.Errorf("events %s", got)
		}
	})
}

func TestOneBackupAtATimeAndADeadOneIsGivenUp(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		stop, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		if err := w.Jobs.Stop(stop); err != nil { // as if the program had died
			t.Fatal(err)
		}
		first, err := w.Create(w.admin())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Create(w.admin()); !errors.Is(err, ErrRunning) {
			t.Error(err)
		}
		if err := w.Delete(w.admin(), first.Name); !errors.Is(err, ErrRunning) {
			t.Error(err)
		}
		if _, err := w.Verify(w.admin(), first.Name); !errors.Is(err, ErrNotReady) {
			t.Error(err)
		}
		dbtest.Clock(w.DB).Advance(maxTime + time.Minute)
		list, err := w.List(w.admin())
		if err != nil || len(list) != 1 || list[0].Status != Failed || list[0].Problem != ProblemInterrupted {
			t.Fatalf("%+v %v", list, err)
		}
		if _, err := w.Create(w.admin()); err != nil {
			t.Error(err)
		}
		if err := w.make(t.Context(), makeJob{BackupID: first.ID}); err != nil {
			t.Error(err)
		}
		if _, err := os.Stat(filepath.Join(w.BackupDir, first.Name)); !errors.Is(err, os.ErrNotExist) {
			t.Error("a backup that was given up was made after all")
		}
	})
}

func TestFailureIsShown(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		if err := os.WriteFile(w.BackupDir, []byte("in the way of the folder"), 0o600); err != nil {
			t.Fatal(err)
		}
		b, err := w.Create(w.admin())
		if err != nil {
			t.Fatal(err)
		}
		status := Running
		for range 600 {
			found, err := w.store.byID(t.Context(), w.DB.Read(), b.ID)
			if err != nil {
				t.Fatal(err)
			}
			if status = found.Status; status != Running {
				break
			}
			time.Sleep(20 * time.Millisecond)
		}
		if status != Failed {
			t.Fatal(status)
		}
	})
}

func TestArchivesOfTheCommandLineAreListed(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		key, err := backup.EnsureKey(w.SecretsDir)
		if err != nil {
			t.Fatal(err)
		}
		name := NewName(w.DB.Clock().Now(), rand.Text())
		in := backup.CreateInput{DB: w.DB, Key: key, Version: "test"}
		if _, err := backup.CreateFile(t.Context(), filepath.Join(w.BackupDir, name), in); err != nil {
			t.Fatal(err)
		}
		for _, other := range []string{"haike-20260101-000000-abcdef.backup", "notes.txt", name + ".part"} {
			if err := os.WriteFile(filepath.Join(w.BackupDir, other), []byte("something else"), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		list, err := w.List(w.admin())
		if err != nil || len(list) != 1 || list[0].Name != name || list[0].Status != Done || list[0].Bytes == 0 {
			t.Fatalf("%+v %v", list, err)
		}
	})
}

// keyring lets tests sign in by naming an actor.
type keyring map[string]authz.Actor

func (k keyring) Authenticate(_ context.Context, c httpx.Credentials) (authz.Actor, error) {
	if c.Bearer == "" {
		return authz.Anonymous(), nil
	}
	if a, ok := k[c.Bearer]; ok {
		return a, nil
	}
	return authz.Anonymous(), fault.ErrUnauthenticated
}

func (w *world) router() *httpx.Router {
	w.t.Helper()
	texts, err := i18n.Load()
	if err != nil {
		w.t.Fatal(err)
	}
	r, err := httpx.New(httpx.Config{
		Version: "test", Permissions: Permissions(), Authenticator: keyring{"admin": admin(), "rep": rep()}, Texts: texts,
		Clock: w.DB.Clock(), Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		w.t.Fatal(err)
	}
	w.Mount(r)
	if err := r.Check(); err != nil {
		w.t.Fatal(err)
	}
	return r
}

// call sends a request as somebody and returns the answer.
func call(r *httpx.Router, as, method, path string) *httptest.ResponseRecorder {
	q := httptest.NewRequest(method, httpx.Prefix+path, nil)
	if as != "" {
		q.Header.Set("Authorization", "Bearer "+as)
	}
	a := httptest.NewRecorder()
	r.Handler().ServeHTTP(a, q)
	return a
}

func TestOverHTTP(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		r := w.router()
		if a := call(r, "admin", "POST", "/backups"); a.Code != 202 {
			t.Fatal(a.Code, a.Body)
		}
		var list struct{ Items []wireBackup }
		for range 600 {
			a := call(r, "admin", "GET", "/backups")
			if err := json.Unmarshal(a.Body.Bytes(), &list); err != nil || len(list.Items) != 1 {
				t.Fatal(a.Code, a.Body, err)
			}
			if list.Items[0].Status != Running {
				break
			}
			time.Sleep(20 * time.Millisecond)
		}
		name := list.Items[0].Name
		a := call(r, "admin", "GET", "/backups/"+name+"/file")
		onDisk, err := os.ReadFile(filepath.Join(w.BackupDir, name))
		if err != nil || a.Code != 200 || !bytes.Equal(a.Body.Bytes(), onDisk) {
			t.Errorf("download: %d %v", a.Code, err)
		}
		if got := a.Header().Get("Content-Disposition"); got != `attachment; filename="`+name+`"` || a.Header().Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s %v", got, a.Header())
		}
		if a := call(r, "admin", "POST", "/backups/"+name+"/verification"); a.Code != 200 || !strings.Contains(a.Body.String(), `"ok":true`) {
			t.Error(a.Code, a.Body)
		}
		w.damage(name)
		if a := call(r, "admin", "POST", "/backups/"+name+"/verification"); a.Code != 200 || !strings.Contains(a.Body.String(), `"ok":false`) {
			t.Error(a.Code, a.Body)
		}
		w.refusals(r, name)
		if a := call(r, "admin", "DELETE", "/backups/"+name); a.Code != 204 {
			t.Error(a.Code, a.Body)
		}
	})
}

func (w *world) damage(name string) {
	w.t.Helper()
	f, err := os.OpenFile(filepath.Join(w.BackupDir, name), os.O_RDWR, 0)
	if err != nil {
		w.t.Fatal(err)
	}
	_, err = f.WriteAt([]byte("damage"), 300)
	if err := errors.Join(err, f.Close()); err != nil {
		w.t.Fatal(err)
	}
}

// refusals: nobody without the permission, and no name that is a path.
func (w *world) refusals(r *httpx.Router, name string) {
	w.t.Helper()
	secret := filepath.Join(w.SecretsDir, backup.KeyFile)
	content, err := os.ReadFile(secret)
	if err != nil {
		w.t.Fatal(err)
	}
	before := len(w.events())
	operations := map[string]string{"/backups": "GET", "/backups?": "POST", "/backups/" + name + "/file": "GET", "/backups/" + name + "/verification": "POST", "/backups/" + name: "DELETE"}
	for path, method := range operations {
		for as, want := range map[string]int{"": 401, "rep": 403} {
			if a := call(r, as, method, path); a.Code != want {
				w.t.Errorf("%s %s as %q: %d, want %d", method, path, as, a.Code, want)
			}
		}
	}
	for _, path := range []string{"..%2Fsecrets%2Fbackup.key", "%2Fetc%2Fpasswd", "haike-20260101-000000-abcdef.backup", "..", "%00", name + "%2F..%2F" + name} {
		for suffix, method := range map[string]string{"/file": "GET", "/verification": "POST", "": "DELETE"} {
			a := call(r, "admin", method, "/backups/"+path+suffix)
			if a.Code < 300 || a.Code >= 500 || bytes.Contains(a.Body.Bytes(), content) {
				w.t.Errorf("%s %s%s: %d", method, path, suffix, a.Code)
			}
		}
	}
	if now, err := os.ReadFile(secret); err != nil || !bytes.Equal(now, content) {
		w.t.Error("the key file changed", err)
	}
	if after := len(w.events()); after != before {
		w.t.Errorf("%d events of refusals", after-before)
	}
}
