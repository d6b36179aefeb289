package backup

import (
	"archive/tar"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"haike/internal/platform/db"
	"haike/internal/platform/dbtest"
)

// piece is an entry of an archive made by hand.
type piece struct {
	header tar.Header
	body   string
}

func plain(name, body string) piece {
	return piece{tar.Header{Typeflag: tar.TypeReg, Name: name, Mode: 0o600}, body}
}

// forge encrypts the pieces to the right key: what somebody could do who has it.
func forge(t *testing.T, key Key, pieces ...piece) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "forged.backup")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	err = seal(f, key, func(archive *tar.Writer) error {
		for _, p := range pieces {
			p.header.Size = int64(len(p.body))
			if err := entry(archive, &p.header, []byte(p.body)); err != nil {
				return err
			}
		}
		return nil
	})
	if err := errors.Join(err, f.Close()); err != nil {
		t.Fatal(err)
	}
	return path
}

// parts takes a real archive apart into its pieces.
func parts(t *testing.T, archive string, key Key) []piece {
	t.Helper()
	f, err := os.Open(archive)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	entries, _, err := open(f, key)
	if err != nil {
		t.Fatal(err)
	}
	var list []piece
	for {
		h, err := entries.Next()
		if err != nil {
			return list
		}
		body := make([]byte, h.Size)
		if h.Size > 0 {
			if _, err := entries.Read(body); err != nil && len(body) == 0 {
				t.Fatal(err)
			}
		}
		list = append(list, plain(h.Name, string(body)))
	}
}

func TestHostileArchives(t *testing.T) {
	key := newKey(t)
	d := dbtest.Open(t, db.SQLite)
	if err := history(first).Up(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	archive, m := create(t, d, key)
	good := parts(t, archive, key)
	manifest, end := good[0], good[len(good)-1]
	changed := func(change func(*Manifest)) piece {
		c := m
		c.Tables = append([]Table{}, m.Tables...)
		change(&c)
		text, err := json.Marshal(c)
		if err != nil {
			t.Fatal(err)
		}
		return plain(manifestName, string(text))
	}
	swap := func(i int, p piece) []piece {
		list := append([]piece{}, good...)
		list[i] = p
		return list
	}
	outside := filepath.Join(t.TempDir(), "outside")
	cases := map[string][]piece{
		"traversal":             swap(1, plain("../../"+filepath.Base(outside), "x")),
		"absolute":              swap(1, plain(outside, "x")),
		"symlink":               swap(1, piece{tar.Header{Typeflag: tar.TypeSymlink, Name: good[1].header.Name, Linkname: outside}, ""}),
		"hard link":             swap(1, piece{tar.Header{Typeflag: tar.TypeLink, Name: good[1].header.Name, Linkname: outside}, ""}),
		"folder":                swap(1, piece{tar.Header{Typeflag: tar.TypeDir, Name: good[1].header.Name + "/"}, ""}),
		"extra entry":           append(append([]piece{}, good...), plain("extra", "x")),
		"entry in between":      append([]piece{manifest, plain(outside, "x")}, good[1:]...),
		"two manifests":         append([]piece{manifest}, good...),
		"no manifest":           good[1:],
		"no trailer":            good[:len(good)-1],
		"no tables":             {manifest, end},
		"rows added":            swap(1, plain(good[1].header.Name, good[1].body+"[1]\n")),
		"manifest changed":      swap(0, changed(func(m *Manifest) { m.Version = "other" })),
		"another product":       swap(0, changed(func(m *Manifest) { m.Product = "other" })),
		"table named otherwise": swap(0, changed(func(m *Manifest) { m.Tables[0].Name = "../../etc" })),
		"table with SQL":        swap(0, changed(func(m *Manifest) { m.Tables[0].Name = `x"; DROP TABLE y; --` })),
		"seal of nobody":        swap(len(good)-1, plain(trailerName, strings.Replace(end.body, `"seal":"`, `"seal":"0`, 1))),
		"huge manifest":         swap(0, plain(manifestName, strings.Repeat(" ", maxManifest+1))),
		"manifest of nonsense":  swap(0, plain(manifestName, "[")),
	}
	for name, pieces := range cases {
		forged := forge(t, key, pieces...)
		target := filepath.Join(t.TempDir(), "new.db")
		if err := restoreTo(t, forged, target, key); !errors.Is(err, ErrDamaged) {
			t.Errorf("%s: restored: %v", name, err)
		}
		untouched(t, target)
		if report, err := Verify(forged, key); err != nil || report.Problem == nil {
			t.Errorf("%s: verified: %v", name, err)
		}
	}
	if _, err := os.Lstat(outside); err == nil {
		t.Error("something was written outside")
	}
	if report, err := Verify(forge(t, key, good...), key); err != nil || report.Problem != nil {
		t.Errorf("put together as it was: %v %v", report.Problem, err)
	}
	newer := forge(t, key, swap(0, changed(func(m *Manifest) { m.Format = Format + 1 }))...)
	if err := restoreTo(t, newer, filepath.Join(t.TempDir(), "new.db"), key); !errors.Is(err, ErrNewer) {
		t.Errorf("a newer format: %v", err)
	}
}
