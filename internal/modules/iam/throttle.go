package iam

import (
	"net/netip"
	"time"
)

// Throttle counts failures of one kind under one key.
type Throttle struct {
	Failures int64
	LastAt   time.Time
	Until    time.Time // no attempt before this
	Reported bool      // the wait is in the event log already
}

// limit says how a kind of failure slows further attempts down.
type limit struct {
	kind   string
	free   int64         // failures without a wait
	first  time.Duration // the wait after the next one; it doubles each time
	max    time.Duration
	forget time.Duration // without failures for so long, counting starts anew
}

// The limits. A single account's are strict; those of a network are wide, since
// a whole office may share one address. Waits end: nobody is locked out for
// ever, and strangers do not slow down those who sign in from a known network,
// which has a counter of its own.
func accountLimit() limit {
	return limit{kind: "account", free: 4, first: time.Second, max: 15 * time.Minute, forget: 24 * time.Hour}
}

func networkLimit() limit {
	return limit{kind: "network", free: 19, first: time.Second, max: 15 * time.Minute, forget: time.Hour}
}

// codeLimit is for codes of the second factor.
func codeLimit() limit {
	return limit{kind: "code", free: 4, first: time.Second, max: 15 * time.Minute, forget: 24 * time.Hour}
}

// confirmLimit is for a signed-in user's own password, asked again.
func confirmLimit() limit {
	return limit{kind: "confirm", free: 4, first: time.Second, max: 15 * time.Minute, forget: 24 * time.Hour}
}

// resetLimit is for mails with a link, whoever asks for them.
func resetLimit() limit {
	return limit{kind: "reset", free: 1, first: time.Minute, max: time.Hour, forget: 24 * time.Hour}
}

func resetNetworkLimit() limit {
	return limit{kind: "reset_network", free: 19, first: time.Second, max: 15 * time.Minute, forget: time.Hour}
}

// keepThrottle is after how long every limit has forgotten.
const keepThrottle = 25 * time.Hour

// keepNetwork is how long a network stays known without a login from it.
const keepNetwork = 90 * 24 * time.Hour

// wait is how long the next attempt has to wait at now; zero if it may go on.
func (t Throttle) wait(now time.Time) time.Duration { return max(0, t.Until.Sub(now)) }

// charged counts an attempt before its outcome is known, so that attempts at
// the same moment cannot all pass. Success takes the charge back.
func (t Throttle) charged(l limit, now time.Time) Throttle {
	if now.Sub(t.LastAt) >= l.forget {
		t.Failures = 0
	}
	t.Failures++
	t.LastAt, t.Until, t.Reported = now, now, false
	if over := t.Failures - l.free; over > 0 {
		t.Until = now.Add(l.waitAfter(over))
	}
	return t
}

// waitAfter doubles the first wait with each failure beyond the free ones.
func (l limit) waitAfter(over int64) time.Duration {
	wait := l.first
	for range min(over-1, 40) {
		wait *= 2
		if wait >= l.max {
			return l.max
		}
	}
	return wait
}

// seconds rounds a wait up for the caller.
func seconds(wait time.Duration) int64 { return int64((wait + time.Second - 1) / time.Second) }

// network is the part of an address that one customer of a provider usually
// has for itself: the whole of IPv4, the first half of IPv6.
func network(ip netip.Addr) string {
	if !ip.IsValid() {
		return "unknown"
	}
	ip = ip.Unmap()
	if ip.Is4() {
		return ip.String()
	}
	prefix, err := ip.WithZone("").Prefix(64)
	if err != nil {
		return "unknown"
	}
	return prefix.String()
}
