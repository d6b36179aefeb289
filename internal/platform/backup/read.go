package backup

import (
	"archive/tar"
	"bufio"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"

	"filippo.io/age"
)

// visitor receives the tables of an archive in their order. What it saw counts
// only once walk has returned without an error: the end of the archive vouches
// for all before it.
type visitor interface {
	begin(m Manifest) error
	table(t Table, lines func(func(line []byte) error) error) error
}

// walkFile walks the archive in a file.
func walkFile(path string, key Key, v visitor) (Manifest, error) {
	f, err := os.Open(path)
	if err != nil {
		return Manifest{}, fmt.Errorf("backup: %w", err)
	}
	m, err := walk(f, key, v)
	return m, errors.Join(err, f.Close())
}

// walk reads a whole archive and trusts nothing in it. Entries must have the
// expected names in the expected order and be plain files; nothing is ever
// written under a name from an archive.
func walk(r io.Reader, key Key, v visitor) (Manifest, error) {
	archive, packed, err := open(r, key)
	if err != nil {
		return Manifest{}, err
	}
	text, m, err := readManifest(archive)
	if err != nil {
		return m, err
	}
	if err := v.begin(m); err != nil {
		return m, err
	}
	for _, t := range m.Tables {
		if err := walkTable(archive, t, v); err != nil {
			return m, err
		}
	}
	if err := readTrailer(archive, m, func(seal string) bool { return key.sealed(text, seal) }); err != nil {
		return m, err
	}
	return m, atEnd(archive, packed)
}

// open removes encryption and compression.
func open(r io.Reader, key Key) (*tar.Reader, io.Reader, error) {
	plain, err := age.Decrypt(r, key.identity)
	var noMatch *age.NoIdentityMatchError
	if errors.As(err, &noMatch) {
		return nil, nil, ErrKey
	}
	if err != nil {
		return nil, nil, fmt.Errorf("%w (encryption)", ErrDamaged)
	}
	packed, err := gzip.NewReader(plain)
	if err != nil {
		return nil, nil, fmt.Errorf("%w (compression)", ErrDamaged)
	}
	return tar.NewReader(packed), packed, nil
}

// expect moves to the next entry, which must be the named plain file.
func expect(archive *tar.Reader, name string) (*tar.Header, error) {
	h, err := archive.Next()
	if err != nil {
		return nil, fmt.Errorf("%w (%s is missing)", ErrDamaged, name)
	}
	if h.Name != name || h.Typeflag != tar.TypeReg {
		return nil, fmt.Errorf("%w (unexpected entry instead of %s)", ErrDamaged, name)
	}
	return h, nil
}

func readSmall(archive *tar.Reader, name string) ([]byte, error) {
	h, err := expect(archive, name)
	if err != nil {
		return nil, err
	}
	if h.Size > maxManifest {
		return nil, fmt.Errorf("%w (%s is too large)", ErrDamaged, name)
	}
	text, err := io.ReadAll(archive)
	if err != nil {
		return nil, fmt.Errorf("%w (%s)", ErrDamaged, name)
	}
	return text, nil
}

func readManifest(archive *tar.Reader) ([]byte, Manifest, error) {
	var m Manifest
	text, err := readSmall(archive, manifestName)
	if err != nil {
		return nil, m, err
	}
	if err := json.Unmarshal(text, &m); err != nil || m.Product != product || !wellFormed(m.Tables) {
		return nil, m, fmt.Errorf("%w (manifest)", ErrDamaged)
	}
	if m.Format > Format {
		return nil, m, ErrNewer
	}
	return text, m, nil
}

var tableName = regexp.MustCompile(`^[a-z][a-z0-9_]{0,62}$`)

func wellFormed(tables []Table) bool {
	for i, t := range tables {
		if !tableName.MatchString(t.Name) || i > 0 && tables[i-1].Name >= t.Name || t.Rows < 0 || t.Bytes < 0 || !slices.IsSorted(t.Columns) {
			return false
		}
	}
	return true
}

func walkTable(archive *tar.Reader, t Table, v visitor) error {
	h, err := expect(archive, entryName(t.Name))
	if err != nil {
		return err
	}
	if h.Size != t.Bytes {
		return fmt.Errorf("%w (%s has the wrong size)", ErrDamaged, t.Name)
	}
	sum := &summer{hash: sha256.New()}
	lines := func(each func([]byte) error) error { return readLines(archive, t, sum, each) }
	if err := v.table(t, lines); err != nil {
		return err
	}
	if sum.rows != t.Rows || sum.bytes != t.Bytes || sum.hex() != t.SHA256 {
		return fmt.Errorf("%w (%s is not what the manifest says)", ErrDamaged, t.Name)
	}
	return nil
}

func readLines(archive io.Reader, t Table, sum *summer, each func([]byte) error) error {
	scanner := bufio.NewScanner(archive)
	scanner.Buffer(make([]byte, 64<<10), maxRow)
	scanner.Split(wholeLines)
	for scanner.Scan() {
		_, _ = sum.Write(scanner.Bytes()) // a hash never fails
		if err := each(scanner.Bytes()); err != nil {
			return err
		}
	}
	if scanner.Err() != nil {
		return fmt.Errorf("%w (%s)", ErrDamaged, t.Name)
	}
	return nil
}

// wholeLines splits at newlines and keeps them; a last line without one is damage.
func wholeLines(data []byte, atEOF bool) (int, []byte, error) {
	if i := bytes.IndexByte(data, '\n'); i >= 0 {
		return i + 1, data[:i+1], nil
	}
	if atEOF && len(data) > 0 {
		return 0, nil, io.ErrUnexpectedEOF
	}
	return 0, nil, nil
}

func readTrailer(archive *tar.Reader, m Manifest, sealed func(string) bool) error {
	text, err := readSmall(archive, trailerName)
	if err != nil {
		return err
	}
	var t trailer
	if err := json.Unmarshal(text, &t); err != nil || t.Tables != len(m.Tables) || t.Rows != m.Rows() {
		return fmt.Errorf("%w (trailer)", ErrDamaged)
	}
	if !sealed(t.Seal) {
		return fmt.Errorf("%w (seal)", ErrDamaged)
	}
	return nil
}

// atEnd makes sure that nothing follows and that every layer ends as it should.
func atEnd(archive *tar.Reader, packed io.Reader) error {
	if _, err := archive.Next(); err != io.EOF {
		return fmt.Errorf("%w (something follows the end)", ErrDamaged)
	}
	if _, err := io.Copy(io.Discard, packed); err != nil { // reads the checksums of the outer layers
		return fmt.Errorf("%w (end)", ErrDamaged)
	}
	return nil
}

// Peek reads the manifest of an archive. Nothing vouches for it yet.
func Peek(path string, key Key) (Manifest, error) {
	f, err := os.Open(path)
	if err != nil {
		return Manifest{}, fmt.Errorf("backup: %w", err)
	}
	defer func() { _ = f.Close() }() // only read
	archive, _, err := open(f, key)
	if err != nil {
		return Manifest{}, err
	}
	_, m, err := readManifest(archive)
	return m, err
}

// Report is what Verify found.
type Report struct {
	Manifest Manifest
	Tables   int
	Rows     int64
	// Problem is why the archive cannot be trusted; nil if it can.
	Problem error
}

// Verify reads a whole archive and checks everything that a restore would,
// except that it fits a database. The error is one of reading the file.
func Verify(path string, key Key) (Report, error) {
	c := &counter{}
	m, err := walkFile(path, key, c)
	report := Report{Manifest: m, Tables: c.tables, Rows: c.rows}
	if errors.Is(err, ErrDamaged) {
		report.Problem = unreliable{err}
		return report, nil
	}
	for _, known := range []error{ErrKey, ErrNewer} {
		if errors.Is(err, known) {
			report.Problem = err
			return report, nil
		}
	}
	return report, err
}

// unreliable is ErrDamaged in the words of a verification.
type unreliable struct{ cause error }

// Error implements error.
func (unreliable) Error() string { return "the archive is damaged or was changed; do not rely on it" }

// Unwrap returns the place of the damage.
func (u unreliable) Unwrap() error { return u.cause }

type counter struct {
	tables int
	rows   int64
}

func (c *counter) begin(Manifest) error { return nil }

func (c *counter) table(t Table, lines func(func([]byte) error) error) error {
	shape := table{name: t.Name, columns: make([]column, len(t.Columns))}
	err := lines(func(line []byte) error {
		c.rows++
		return shape.check(line)
	})
	c.tables++
	return err
}

// check makes sure that a line is a row of the right width.
func (t table) check(line []byte) error {
	var raw []json.RawMessage
	if err := json.Unmarshal(line, &raw); err != nil || len(raw) != len(t.columns) {
		return fmt.Errorf("%w (a row of %s)", ErrDamaged, t.name)
	}
	return nil
}
