package iam

import (
	"encoding/base32"
	"strconv"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"
)

const (
	codePeriod     = 30 // seconds; RFC 6238
	codeSkew       = 1  // periods that a phone's clock may be off
	recoveryCodes  = 10
	recoveryLength = 16 // characters without the dashes
	challengeLife  = 5 * time.Minute
)

// matchingStep returns the time step whose code was typed, near now and after
// the last one used, so that a code serves once; false if there is none.
func matchingStep(secret, code string, now time.Time, last int64) (int64, bool) {
	at := now.Unix() / codePeriod
	found, ok := int64(0), false
	for step := at - codeSkew; step <= at+codeSkew; step++ {
		valid, err := hotp.ValidateCustom(code, uint64(step), secret, hotp.ValidateOpts{Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
		if err == nil && valid && step > last {
			found, ok = step, true
		}
	}
	return found, ok
}

// newRecoveryCodes returns codes of 80 random bits, written like k3f7-am2q-xw5r-7tbd.
func newRecoveryCodes() []string {
	codes := make([]string, recoveryCodes)
	for i := range codes {
		text := strings.ToLower(base32.StdEncoding.EncodeToString(randomBytes()))
		codes[i] = text[:4] + "-" + text[4:8] + "-" + text[8:12] + "-" + text[12:recoveryLength]
	}
	return codes
}

// recoveryKey is the form in which a typed recovery code is hashed. "" is none.
func recoveryKey(typed string) string {
	key := strings.ToLower(strings.NewReplacer("-", "", " ", "").Replace(typed))
	if len(key) != recoveryLength {
		return ""
	}
	return key
}

// plainCode removes the spaces that people type into a code.
func plainCode(typed string) string { return strings.ReplaceAll(strings.TrimSpace(typed), " ", "") }

// recoveryHash is what is stored of a recovery code; the user's id keeps equal
// codes of two users apart.
func recoveryHash(userID int64, typed string) string {
	return hashSecret(strconv.FormatInt(userID, 10) + ":" + recoveryKey(typed))
}
