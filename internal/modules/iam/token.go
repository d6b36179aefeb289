package iam

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"math/big"
	"slices"
	"strings"
	"time"

	"haike/internal/platform/authz"
	"haike/internal/platform/fault"
)

// Token is a personal API token without its secret.
type Token struct {
	ID          int64
	UserID      int64
	Name        string
	Permissions []string
	CreatedAt   time.Time
	LastUsedAt  *time.Time
	ExpiresAt   *time.Time
}

// TokenInput is the input of CreateToken.
type TokenInput struct {
	Name        string
	Permissions []string
	ExpiresAt   *time.Time
}

const (
	tokenPrefix = "hk_"
	maxTokens   = 50 // of one user
	secretBytes = 32 // of every secret that we hand out
)

// link lets its bearer set a user's password. A user has at most one for each
// channel: one shown on a page to whoever made it, one sent by mail.
type link struct {
	userID  int64
	channel string
	hash    string
	expires time.Time
}

const (
	channelPage = "page"
	channelMail = "mail"
	// linkLife is for links that users ask for; invitationLife for those that administrators make.
	linkLife       = 30 * time.Minute
	invitationLife = 7 * 24 * time.Hour
)

// validate checks the input for a user with the actor's grants.
// Errors: common.invalid, iam.grant_exceeds_own.
func (in TokenInput) validate(actor authz.Actor, known catalog, now time.Time) error {
	var c fault.Check
	c.Text(strings.TrimSpace(in.Name), "name", 1, 60)
	c.Add(strings.ContainsFunc(in.Name, unprintable), "name", fault.FieldFormat)
	c.Add(len(in.Permissions) == 0, "permissions", fault.FieldRequired)
	c.Add(in.ExpiresAt != nil && !in.ExpiresAt.After(now), "expires_at", FieldPast)
	for _, key := range in.Permissions {
		_, ok := known.by[key]
		c.Add(!ok, "permissions", fault.FieldUnknown)
	}
	if err := c.Err(); err != nil {
		return err
	}
	for _, key := range in.Permissions {
		if actor.Level(key) == authz.None {
			return ErrGrantExceedsOwn.With("permission", key)
		}
	}
	return nil
}

func unique(keys []string) []string { return slices.Compact(slices.Sorted(slices.Values(keys))) }

// newSecret returns 32 random bytes as text for a cookie or a link.
func newSecret() string {
	return base64.RawURLEncoding.EncodeToString(randomBytes())
}

// newTokenSecret returns "hk_" and 32 random bytes in base 62: a double click
// selects the whole of it, and scanners recognise it.
func newTokenSecret() string {
	return tokenPrefix + new(big.Int).SetBytes(randomBytes()).Text(62)
}

func randomBytes() []byte {
	b := make([]byte, secretBytes)
	_, _ = rand.Read(b) // crypto/rand never fails
	return b
}

// hashSecret is what is stored of a random secret: it needs no salt, for
// nobody can guess 32 random bytes.
func hashSecret(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}
