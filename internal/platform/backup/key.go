package backup

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"filippo.io/age"
)

// KeyFile is the name of the key in the folder of key files.
const KeyFile = "backup.key"

// Key opens archives and makes them.
type Key struct{ identity *age.X25519Identity }

// String keeps the secret out of logs.
func (Key) String() string { return "backup key" }

// GoString keeps the secret out of %#v.
func (Key) GoString() string { return "backup key" }

// EnsureKey reads the key in the folder and creates both at first use.
func EnsureKey(dir string) (Key, error) {
	path := filepath.Join(dir, KeyFile)
	key, err := ReadKey(path)
	if !errors.Is(err, ErrNoKey) {
		return key, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return Key{}, fmt.Errorf("backup: folder of key files: %w", err)
	}
	if err := createKey(path); err != nil {
		return Key{}, fmt.Errorf("backup: key file: %w", err)
	}
	return ReadKey(path)
}

// createKey links a complete file into place, so that nobody reads half a key
// and of two programs one wins.
func createKey(path string) error {
	identity, err := age.GenerateX25519Identity()
	if err != nil {
		return err
	}
	fresh := path + "." + rand.Text()
	text := "# The key of Haike's backups. Without it no archive can be read:\n# keep a copy of this file apart from the archives.\n" + identity.String() + "\n"
	if err := writeSynced(fresh, text); err != nil {
		return err
	}
	err = os.Link(fresh, path)
	if errors.Is(err, fs.ErrExist) {
		err = nil
	}
	return errors.Join(err, os.Remove(fresh), syncDir(filepath.Dir(path)))
}

func writeSynced(path, text string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	return errors.Join(err, f.Sync(), f.Close())
}

// syncDir makes a new name in the folder survive a power cut.
func syncDir(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// ReadKey reads a key file. Errors: ErrNoKey.
func ReadKey(path string) (Key, error) {
	content, err := os.ReadFile(path) //nolint:gosec // named by the operator
	if errors.Is(err, fs.ErrNotExist) {
		return Key{}, fmt.Errorf("%s: %w", path, ErrNoKey)
	}
	if err != nil {
		return Key{}, fmt.Errorf("backup: key file: %w", err)
	}
	for line := range strings.Lines(string(content)) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		identity, err := age.ParseX25519Identity(line)
		if err != nil {
			break
		}
		return Key{identity}, nil
	}
	return Key{}, fmt.Errorf("backup: %s holds no key", path) // what it holds is nobody's business
}

// seal is a keyed hash of the manifest.
func (k Key) seal(manifest []byte) string {
	secret := sha256.Sum256([]byte("haike backup seal\n" + k.identity.String()))
	mac := hmac.New(sha256.New, secret[:])
	mac.Write(manifest)
	return hex.EncodeToString(mac.Sum(nil))
}

func (k Key) sealed(manifest []byte, seal string) bool {
	return hmac.Equal([]byte(k.seal(manifest)), []byte(seal))
}
