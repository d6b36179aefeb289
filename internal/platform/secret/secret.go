// Package secret encrypts what the database must hold but not reveal: second
// factors, passwords of mail servers and the like.
//
// Owns: the key file, which lies outside the database and its backups. Does not
// own: passwords of users (hashed, room iam).
//
// Several nodes over one database need the same key file. Without it the sealed
// values cannot be read by anybody; restore it together with the database.
package secret

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

const (
	keyFile = "secret.key"
	keySize = 32 // AES-256
	version = "v1."
)

// ErrSealed: the value was not sealed with this key for this purpose, or was altered.
var ErrSealed = errors.New("secret: the value cannot be opened with the key file in use")

// Box seals and opens values with AES-256-GCM. It is safe for concurrent use.
type Box struct{ aead cipher.AEAD }

// New returns a box with the given key of 32 bytes.
func New(key []byte) (*Box, error) {
	if len(key) != keySize {
		return nil, fmt.Errorf("secret: the key has %d bytes, want %d", len(key), keySize)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("secret: %w", err)
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return nil, fmt.Errorf("secret: %w", err)
	}
	return &Box{aead: aead}, nil
}

// OpenFolder returns the box of the key file in a folder. On the first start it
// creates both, readable by their owner alone. A key file that others may read
// is refused.
func OpenFolder(folder string) (*Box, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, fmt.Errorf("secret: folder: %w", err)
	}
	path := filepath.Join(folder, keyFile)
	if _, err := os.Lstat(path); errors.Is(err, fs.ErrNotExist) {
		if err := create(folder, path); err != nil {
			return nil, err
		}
	}
	key, err := read(path)
	if err != nil {
		return nil, err
	}
	return New(key)
}

// create writes a new key beside its final place and links it there, so that a
// key file is always whole, and of two programs that start at once one wins.
func create(folder, path string) (err error) {
	key := make([]byte, keySize)
	if _, err := rand.Read(key); err != nil {
		return fmt.Errorf("secret: random: %w", err)
	}
	draft, err := os.CreateTemp(folder, keyFile+".*") // created 0600
	if err != nil {
		return fmt.Errorf("secret: key file: %w", err)
	}
	defer func() { err = errors.Join(err, os.Remove(draft.Name())) }()
	_, writeErr := draft.WriteString(base64.StdEncoding.EncodeToString(key) + "\n")
	if err := errors.Join(writeErr, draft.Sync(), draft.Close()); err != nil {
		return fmt.Errorf("secret: key file: %w", err)
	}
	if err := os.Link(draft.Name(), path); err != nil && !errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("secret: key file: %w", err)
	}
	return nil
}

func read(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("secret: key file: %w", err)
	}
	if open := info.Mode().Perm() & 0o077; open != 0 {
		return nil, fmt.Errorf("secret: %s may be read by others (mode %04o); run: chmod 600 %s", path, info.Mode().Perm(), path)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("secret: key file: %w", err)
	}
	key, err := base64.StdEncoding.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(key) != keySize {
		return nil, fmt.Errorf("secret: %s is damaged: it does not hold a key", path)
	}
	return key, nil
}

// Seal encrypts plain for one purpose, such as "iam.second_factor:17". The same
// purpose must be given to Open, so that a sealed value cannot be moved to
// another record.
func (b *Box) Seal(purpose string, plain []byte) (string, error) {
	nonce := make([]byte, b.aead.NonceSize(), b.aead.NonceSize()+len(plain)+b.aead.Overhead())
	if _, err := rand.Read(nonce); err != nil {
		return "", fmt.Errorf("secret: random: %w", err)
	}
	sealed := b.aead.Seal(nonce, nonce, plain, []byte(purpose))
	return version + base64.RawStdEncoding.EncodeToString(sealed), nil
}

// Open is the inverse of Seal. Its error is ErrSealed.
func (b *Box) Open(purpose, sealed string) ([]byte, error) {
	text, ok := strings.CutPrefix(sealed, version)
	if !ok {
		return nil, ErrSealed
	}
	raw, err := base64.RawStdEncoding.Strict().DecodeString(text) // one text for one value
	if err != nil || len(raw) < b.aead.NonceSize() {
		return nil, ErrSealed
	}
	nonce, body := raw[:b.aead.NonceSize()], raw[b.aead.NonceSize():]
	plain, err := b.aead.Open(nil, nonce, body, []byte(purpose))
	if err != nil {
		return nil, ErrSealed
	}
	return plain, nil
}
