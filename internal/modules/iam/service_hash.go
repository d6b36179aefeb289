package iam

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"
	"sync/atomic"
	"time"

	"golang.org/x/crypto/argon2"
)

// cost are argon2id's parameters. These are OWASP's (Password Storage Cheat
// Sheet): 19 MiB, two passes, one lane.
type cost struct {
	memory uint32 // KiB
	passes uint32
	lanes  uint8
}

func presentCost() cost { return cost{memory: 19 * 1024, passes: 2, lanes: 1} }

const (
	saltBytes  = 16
	hashBytes  = 32
	maxWaiting = 64              // logins that may wait for their turn
	longestTry = 5 * time.Second // and for how long
)

// hasher computes password hashes, at most as many at once as there are
// processors, so that a flood of logins takes neither all memory nor all time.
type hasher struct {
	turns   chan struct{}
	waiting atomic.Int64
	dummy   string // verified where there is no password, so that it takes as long
}

func newHasher(parallel int) *hasher {
	return &hasher{turns: make(chan struct{}, parallel), dummy: encode(presentCost(), randomBytes()[:saltBytes], make([]byte, hashBytes))}
}

// hash returns the stored form of a password. Errors: iam.busy.
func (h *hasher) hash(ctx context.Context, password string) (string, error) {
	if err := h.take(ctx); err != nil {
		return "", err
	}
	defer h.give()
	salt := make([]byte, saltBytes)
	_, _ = rand.Read(salt) // crypto/rand never fails
	return encode(presentCost(), salt, presentCost().key(password, salt)), nil
}

// verify compares a password with its stored form, in the same time whether or
// not there is one. stale says that the form should be renewed. Errors: iam.busy.
func (h *hasher) verify(ctx context.Context, password, stored string) (ok, stale bool, err error) {
	if err := h.take(ctx); err != nil {
		return false, false, err
	}
	defer h.give()
	known := stored != ""
	if !known {
		stored = h.dummy
	}
	c, salt, want, err := decode(stored)
	if err != nil {
		return false, false, err
	}
	equal := subtle.ConstantTimeCompare(c.key(password, salt), want) == 1
	return equal && known, equal && c != presentCost(), nil
}

func (h *hasher) take(ctx context.Context) error {
	if h.waiting.Add(1) > maxWaiting {
		h.waiting.Add(-1)
		return ErrBusy.With("retry_after", 2)
	}
	defer h.waiting.Add(-1)
	ctx, cancel := context.WithTimeout(ctx, longestTry)
	defer cancel()
	select {
	case h.turns <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ErrBusy.With("retry_after", 2)
	}
}

func (h *hasher) give() { <-h.turns }

func (c cost) key(password string, salt []byte) []byte {
	return argon2.IDKey([]byte(password), salt, c.passes, c.memory, c.lanes, hashBytes)
}

// encode writes the PHC string format.
func encode(c cost, salt, key []byte) string {
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, c.memory, c.passes, c.lanes, b64.EncodeToString(salt), b64.EncodeToString(key))
}

func decode(stored string) (c cost, salt, key []byte, err error) {
	parts := strings.Split(stored, "$")
	if len(parts) != 6 || parts[1] != "argon2id" {
		return c, nil, nil, fmt.Errorf("iam: unknown form of a stored password")
	}
	var version int
	if _, err := fmt.Sscanf(parts[2], "v=%d", &version); err != nil || version != argon2.Version {
		return c, nil, nil, fmt.Errorf("iam: unknown version of argon2id")
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &c.memory, &c.passes, &c.lanes); err != nil {
		return c, nil, nil, fmt.Errorf("iam: parameters of a stored password: %w", err)
	}
	if salt, err = base64.RawStdEncoding.DecodeString(parts[4]); err != nil {
		return c, nil, nil, fmt.Errorf("iam: salt of a stored password: %w", err)
	}
	if key, err = base64.RawStdEncoding.DecodeString(parts[5]); err != nil || len(key) != hashBytes {
		return c, nil, nil, fmt.Errorf("iam: a stored password is damaged")
	}
	return c, salt, key, nil
}
