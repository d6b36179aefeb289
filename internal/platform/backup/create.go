package backup

import (
	"archive/tar"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"path/filepath"
	"time"

	"filippo.io/age"

	"haike/internal/platform/db"
)

// CreateInput says what to back up.
type CreateInput struct {
	DB      *db.DB
	Key     Key
	Version string // of the program
	// LeaveOut names tables that must not be carried over, with the reason.
	LeaveOut map[string]string
}

// CreateFile writes an archive that appears under path only when it is whole.
// An existing file is not replaced.
func CreateFile(ctx context.Context, path string, in CreateInput) (Manifest, error) {
	if _, err := os.Lstat(path); err == nil {
		return Manifest{}, fmt.Errorf("backup: %s exists already", path)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return Manifest{}, fmt.Errorf("backup: folder: %w", err)
	}
	part := path + ".part"
	if err := os.Remove(part); err != nil && !errors.Is(err, os.ErrNotExist) { // of an attempt that was cut off
		return Manifest{}, fmt.Errorf("backup: %w", err)
	}
	f, err := os.OpenFile(part, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return Manifest{}, fmt.Errorf("backup: %w", err)
	}
	m, err := Create(ctx, f, in)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return m, errors.Join(err, os.Remove(part))
	}
	if err := errors.Join(os.Rename(part, path), syncDir(filepath.Dir(path))); err != nil {
		return m, fmt.Errorf("backup: %w", err)
	}
	return m, nil
}

// Create writes an archive of one state of the database. It reads everything
// twice: the manifest comes first and holds what the rows add up to.
func Create(ctx context.Context, w io.Writer, in CreateInput) (Manifest, error) {
	var m Manifest
	err := in.DB.Snapshot(ctx, func(r db.Reader) error {
		if err := unhurried(ctx, r); err != nil {
			return err
		}
		tables, left, err := catalog(ctx, r, in.LeaveOut)
		if err != nil {
			return err
		}
		m = Manifest{
			Format: Format, Product: product, Version: in.Version, Engine: string(r.Dialect()),
			CreatedAt: in.DB.Clock().Now().Truncate(time.Second), LeftOut: left,
		}
		if m.Schema, err = schemaVersion(ctx, r); err != nil {
			return fmt.Errorf("backup: schema: %w", err)
		}
		if m.Tables, err = measure(ctx, r, tables); err != nil {
			return err
		}
		return seal(w, in.Key, func(archive *tar.Writer) error { return fill(ctx, r, archive, contents{m, tables, in.Key}) })
	})
	return m, err
}

// unhurried lifts the limit of a statement's time for this transaction: a
// large table takes long, and a backup must not fail because of it.
func unhurried(ctx context.Context, r db.Reader) error {
	if r.Dialect() != db.Postgres {
		return nil
	}
	_, err := db.One(ctx, r, db.Value[string], "SELECT set_config('statement_timeout', '0', true)")
	return err
}

func measure(ctx context.Context, r db.Reader, tables []table) ([]Table, error) {
	list := make([]Table, len(tables))
	for i, t := range tables {
		sum := &summer{hash: sha256.New()}
		if err := dump(ctx, r, t, sum); err != nil {
			return nil, err
		}
		last, err := lastID(ctx, r, t)
		if err != nil {
			return nil, fmt.Errorf("backup: last id of %s: %w", t.name, err)
		}
		list[i] = Table{Name: t.name, Columns: t.names(), Rows: sum.rows, Bytes: sum.bytes, SHA256: sum.hex(), LastID: last}
	}
	return list, nil
}

// dump writes all rows of a table, one Write per row.
func dump(ctx context.Context, r db.Reader, t table, w io.Writer) error {
	found, err := r.Query(ctx, t.query(r.Dialect()))
	if err != nil {
		return fmt.Errorf("backup: %s: %w", t.name, err)
	}
	defer func() { _ = found.Close() }() // Err below reports what matters
	lines := newRows(t)
	for found.Next() {
		line, err := lines.read(found)
		if err != nil {
			return err
		}
		if _, err := w.Write(line); err != nil {
			return fmt.Errorf("backup: %s: %w", t.name, err)
		}
	}
	if err := found.Err(); err != nil {
		return fmt.Errorf("backup: %s: %w", t.name, err)
	}
	return nil
}

// summer counts and hashes rows, one per Write.
type summer struct {
	hash        hash.Hash
	rows, bytes int64
}

// Write implements io.Writer.
func (s *summer) Write(line []byte) (int, error) {
	s.rows++
	s.bytes += int64(len(line))
	return s.hash.Write(line)
}

func (s *summer) hex() string { return hex.EncodeToString(s.hash.Sum(nil)) }

// seal opens the layers of the archive around write and closes them in order.
func seal(w io.Writer, key Key, write func(*tar.Writer) error) error {
	secret, err := age.Encrypt(w, key.identity.Recipient())
	if err != nil {
		return fmt.Errorf("backup: encryption: %w", err)
	}
	packed := gzip.NewWriter(secret)
	archive := tar.NewWriter(packed)
	if err := write(archive); err != nil {
		return err
	}
	if err := errors.Join(archive.Close(), packed.Close(), secret.Close()); err != nil {
		return fmt.Errorf("backup: write: %w", err)
	}
	return nil
}

type contents struct {
	manifest Manifest
	tables   []table
	key      Key
}

func fill(ctx context.Context, r db.Reader, archive *tar.Writer, c contents) error {
	text, err := json.MarshalIndent(c.manifest, "", "  ")
	if err != nil {
		return fmt.Errorf("backup: manifest: %w", err)
	}
	at := c.manifest.CreatedAt
	if err := entry(archive, header(manifestName, len(text), at), text); err != nil {
		return err
	}
	for i, t := range c.tables {
		h := header(entryName(t.name), int(c.manifest.Tables[i].Bytes), at)
		if err := archive.WriteHeader(h); err != nil {
			return fmt.Errorf("backup: %s: %w", t.name, err)
		}
		if err := dump(ctx, r, t, archive); err != nil {
			return err
		}
	}
	end, err := json.Marshal(trailer{Tables: len(c.tables), Rows: c.manifest.Rows(), Seal: c.key.seal(text)})
	if err != nil {
		return fmt.Errorf("backup: trailer: %w", err)
	}
	return entry(archive, header(trailerName, len(end), at), end)
}

func header(name string, size int, at time.Time) *tar.Header {
	return &tar.Header{Typeflag: tar.TypeReg, Name: name, Size: int64(size), Mode: 0o600, ModTime: at}
}

func entry(archive *tar.Writer, h *tar.Header, content []byte) error {
	if err := archive.WriteHeader(h); err != nil {
		return fmt.Errorf("backup: %s: %w", h.Name, err)
	}
	if _, err := archive.Write(content); err != nil {
		return fmt.Errorf("backup: %s: %w", h.Name, err)
	}
	return nil
}
