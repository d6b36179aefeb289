package iam

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/hotp"
	"pgregory.net/rapid"

	"haike/internal/platform/authz"
	"haike/internal/platform/fault"
)

func TestLoginsThatLookAlikeAreTheSame(t *testing.T) {
	for _, c := range [][2]string{{"Wang.Lei", "wang.lei"}, {"ＷＡＮＧ．ＬＥＩ", "wang.lei"}, {"  wang.lei\t", "wang.lei"}, {"王磊", "王磊"}, {"ﬁsch", "fisch"}} {
		if got := LoginKey(c[0]); got != c[1] {
			t.Errorf("%q: %q, want %q", c[0], got, c[1])
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		key := LoginKey(rapid.String().Draw(t, "login"))
		if LoginKey(key) != key {
			t.Fatalf("%q is not stable", key)
		}
	})
}

func TestNewUserNamesEveryMistake(t *testing.T) {
	long := strings.Repeat("长", 65)
	for _, c := range []struct {
		user NewUser
		want string
	}{
		{NewUser{Login: "wang.lei", Name: "王磊", Email: "w@y.example", Phone: "+86 (138) 0000-0000", Locale: "zh-CN"}, ""},
		{NewUser{Login: "王磊@总部", Name: "王磊", Locale: "en"}, ""},
		{NewUser{}, "login:required name:required locale:option"},
		{NewUser{Login: long, Name: long, Email: "a@b", Phone: strings.Repeat("1", 33), Locale: "en"}, "login:too_long name:too_long email:format phone:too_long"},
		{NewUser{Login: "a\x00b", Name: "a\nb", Email: "A <a@b.example>", Phone: "12ab", Locale: "en"}, "login:format name:format email:format phone:format"},
		{NewUser{Login: "a'--", Name: "abc\u202eexe", Email: "a@b.example\r\nBcc: c@d.example", Locale: "en"}, "login:format name:format email:format"},
	} {
		if got := fieldCodes(c.user.Validate()); got != c.want {
			t.Errorf("%+v: %q, want %q", c.user, got, c.want)
		}
	}
}

func TestThrottleDoublesAndForgets(t *testing.T) {
	now := time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)
	l := accountLimit()
	rapid.Check(t, func(t *rapid.T) {
		var c Throttle
		at := now
		tried := int64(0)
		for range rapid.IntRange(1, 60).Draw(t, "tries") {
			c = c.charged(l, at)
			tried++
			wait := c.wait(at)
			switch {
			case tried <= l.free && wait != 0:
				t.Fatalf("try %d waits %v", tried, wait)
			case tried > l.free && (wait < l.first || wait > l.max):
				t.Fatalf("try %d waits %v", tried, wait)
			case tried > l.free && wait < l.max && wait != l.first<<(tried-l.free-1):
				t.Fatalf("try %d waits %v", tried, wait)
			}
			at = at.Add(wait) // never longer than the limit says: nobody is locked out for good
			if c.wait(at) != 0 {
				t.Fatal("the wait does not end")
			}
		}
		if again := c.charged(l, at.Add(l.forget)); again.Failures != 1 || again.wait(at.Add(l.forget)) != 0 {
			t.Fatalf("not forgotten: %+v", again)
		}
	})
	if seconds(0) != 0 || seconds(1) != 1 || seconds(time.Second) != 1 || seconds(time.Second+1) != 2 {
		t.Fatal("waits are rounded up")
	}
}

func TestNetworkIsWhatOneCustomerHas(t *testing.T) {
	for in, want := range map[string]string{
		"203.0.113.7": "203.0.113.7", "::ffff:203.0.113.7": "203.0.113.7", "2001:db8:1:2:3:4:5:6": "2001:db8:1:2::/64", "fe80::1%eth0": "fe80::/64",
	} {
		if got := network(netip.MustParseAddr(in)); got != want {
			t.Errorf("%s: %s, want %s", in, got, want)
		}
	}
	if network(netip.Addr{}) != "unknown" {
		t.Error("no address")
	}
}

func TestSessionEndsAtTheEarlierLimit(t *testing.T) {
	p := Policy{IdleMinutes: 30, MaxHours: 2}
	start := time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)
	for after, want := range map[time.Duration]time.Duration{0: 30 * time.Minute, time.Hour: 90 * time.Minute, 100 * time.Minute: 2 * time.Hour} {
		if got := p.endsAt(start, start.Add(after)).Sub(start); got != want {
			t.Errorf("last seen after %v: ends after %v, want %v", after, got, want)
		}
	}
}

func TestWhatRestrictsASession(t *testing.T) {
	start := time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)
	fresh := account{PasswordChangedAt: start.Add(-rotation + time.Second)}
	old := account{PasswordChangedAt: start.Add(-rotation)}
	for name, c := range map[string]struct {
		policy  Policy
		account account
		want    bool
	}{
		"nothing":                   {Policy{Profile: ProfileASVS}, old, false},
		"given password":            {Policy{Profile: ProfileASVS}, account{MustChange: true}, true},
		"fresh password":            {Policy{Profile: ProfileDengbao}, fresh, false},
		"old password":              {Policy{Profile: ProfileDengbao}, old, true},
		"second factor missing":     {Policy{Profile: ProfileASVS, RequireSecondFactor: true}, fresh, true},
		"second factor set up":      {Policy{Profile: ProfileASVS, RequireSecondFactor: true}, account{TwoFactor: true}, false},
		"changed after the session": {Policy{Profile: ProfileDengbao}, account{PasswordChangedAt: start.Add(time.Hour)}, false},
	} {
		if got := c.policy.restricted(c.account, start); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestPolicyLimits(t *testing.T) {
	for want, p := range map[string]Policy{
		"": {Profile: ProfileDengbao, IdleMinutes: 5, MaxHours: 1},
		"password_profile:option session_idle_minutes:range session_max_hours:range": {Profile: "none", IdleMinutes: 4, MaxHours: 0},
		"session_idle_minutes:range session_max_hours:range":                         {Profile: ProfileASVS, IdleMinutes: 43201, MaxHours: 2161},
	} {
		if got := fieldCodes(p.Validate()); got != want {
			t.Errorf("%+v: %q, want %q", p, got, want)
		}
	}
}

func TestClientTextRepeatsNothing(t *testing.T) {
	for agent, want := range map[string]string{
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0.0.0 Safari/537.36 Edg/139.0.0.0": "Edge · Windows",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 MicroMessenger/8.0.50":                             "WeChat · iOS",
		"Mozilla/5.0 (Macintosh; Intel Mac OS X 14_0) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15":            "Safari · macOS",
		"\x1b[31m<script>alert(1)</script>\n": "", "": "",
	} {
		if got := clientText(agent); got != want {
			t.Errorf("%q: %q, want %q", agent, got, want)
		}
	}
}

func drawGrants(t *rapid.T, c catalog, label string) Grants {
	g := Grants{}
	for _, p := range c.list {
		level := authz.Level(rapid.IntRange(0, 4).Draw(t, label+" "+p.Key))
		if p.Permits(level) {
			g[p.Key] = level
		}
	}
	return g
}

func TestNobodyEndsUpWithMoreThanTheEditorHolds(t *testing.T) { // A16
	c := newCatalog(testPermissions())
	rapid.Check(t, func(t *rapid.T) {
		actor := authz.Actor{Kind: authz.KindUser, UserID: 1, Roles: []int64{1}, Grants: drawGrants(t, c, "own")}
		old := Role{ID: 2, Grants: compact(drawGrants(t, c, "old"))}
		next := compact(drawGrants(t, c, "new"))
		err := old.changeable(actor, next)
		for _, p := range c.list {
			changed := old.Grants[p.Key] != next[p.Key]
			beyond := max(old.Grants[p.Key], next[p.Key]) > actor.Level(p.Key)
			if changed && beyond && err == nil {
				t.Fatalf("%s was changed beyond the editor's own level", p.Key)
			}
		}
		if withinOwn(actor, old.Grants, next) == nil && err != nil {
			t.Fatalf("refused without reason: %v", err)
		}
	})
}

func TestMergeTakesTheHighestKnownLevel(t *testing.T) {
	c := newCatalog(testPermissions())
	g := Grants{}
	for _, add := range []struct {
		key   string
		level authz.Level
	}{{"test.thing.read", authz.Team}, {"test.thing.read", authz.Own}, {"gone.thing.read", authz.All}, {"test.secret.read", authz.Own}} {
		c.merge(g, add.key, add.level)
	}
	if fmt.Sprint(g) != fmt.Sprint(Grants{"test.thing.read": authz.Team}) {
		t.Fatal(g)
	}
}

func TestChangedGrantsAreTheDifference(t *testing.T) {
	old := Grants{"a": authz.Own, "b": authz.All}
	if got := changedGrants(old, Grants{"b": authz.All, "c": authz.Team}); fmt.Sprint(got.Names()) != "map[a:none c:team]" {
		t.Fatal(got.Names())
	}
	if got := difference([]int64{1, 2}, []int64{3, 2, 3, 0}); !slices.Equal(got, []int64{0, 3}) {
		t.Fatal(got)
	}
}

func TestDefaultsOfThePermissionsAreAllowed(t *testing.T) {
	for _, p := range Permissions() {
		for role, level := range p.Defaults {
			if !p.Permits(level) || role == authz.Administrator {
				t.Errorf("%s gives %s %v", p.Key, role, level)
			}
		}
	}
}

func TestCodesOfAuthenticators(t *testing.T) {
	const secret = "JBSWY3DPEHPK3PXP"
	now := time.Date(2026, 11, 23, 1, 30, 15, 0, time.UTC)
	step := now.Unix() / codePeriod
	for offset := int64(-3); offset <= 3; offset++ {
		code, err := hotp.GenerateCode(secret, uint64(step+offset))
		if err != nil {
			t.Fatal(err)
		}
		got, ok := matchingStep(secret, code, now, 0)
		near := offset >= -codeSkew && offset <= codeSkew
		if ok != near || ok && got != step+offset {
			t.Errorf("offset %d: %d %v", offset, got, ok)
		}
		if _, ok := matchingStep(secret, code, now, step+offset); ok {
			t.Errorf("offset %d: used twice", offset)
		}
	}
	for _, bad := range []string{"", "12345", "1234567", "abcdef", "１２３４５６"} {
		if _, ok := matchingStep(secret, bad, now, 0); ok {
			t.Errorf("%q", bad)
		}
	}
}

func TestRecoveryCodesAndSecretsAreLongAndDiffer(t *testing.T) {
	seen := map[string]bool{}
	for range 100 {
		for _, c := range newRecoveryCodes() {
			if recoveryKey(c) == "" || recoveryKey(strings.ToUpper(c)) != strings.ReplaceAll(c, "-", "") || seen[c] {
				t.Fatal(c)
			}
			seen[c] = true
		}
		for _, s := range []string{newSecret(), newTokenSecret()} {
			if len(s) < 40 || seen[s] {
				t.Fatal(s)
			}
			seen[s] = true
		}
	}
	if recoveryKey("123456") != "" || recoveryHash(1, "aaaa-bbbb-cccc-dddd") == recoveryHash(2, "aaaa-bbbb-cccc-dddd") {
		t.Fatal("a short code is none; equal codes of two users differ")
	}
}

func TestHashes(t *testing.T) {
	h := newHasher(1)
	stored, err := h.hash(t.Context(), "Kranich-am-Fluss-7")
	if err != nil || !strings.HasPrefix(stored, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Fatal(stored, err)
	}
	long := strings.Repeat("a", 72)
	longStored, err := h.hash(t.Context(), long+"b")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		password, stored string
		want             bool
	}{{"Kranich-am-Fluss-7", stored, true}, {"kranich-am-fluss-7", stored, false}, {"", "", false}, {long + "c", longStored, false}, {long + "b", longStored, true}} { // B16: no truncation
		ok, stale, err := h.verify(t.Context(), c.password, c.stored)
		if err != nil || ok != c.want || stale {
			t.Errorf("%q: %v %v %v", c.password, ok, stale, err)
		}
	}
	for _, damaged := range []string{"x", "$argon2id$v=18$m=1,t=1,p=1$AA$AA", "$argon2id$v=19$m=x$AA$AA", strings.Replace(stored, "$argon2id", "$bcrypt", 1), stored[:len(stored)-3]} {
		if ok, _, err := h.verify(t.Context(), "Kranich-am-Fluss-7", damaged); ok || err == nil {
			t.Errorf("%q was accepted", damaged)
		}
	}
}

func TestAFloodOfLoginsIsTurnedAway(t *testing.T) {
	h := newHasher(1)
	h.turns <- struct{}{} // somebody computes, and does not end
	h.waiting.Store(maxWaiting)
	if _, err := h.hash(t.Context(), "x"); fault.As(err) == nil || fault.As(err).Code != ErrBusy.Code {
		t.Fatal(err)
	}
	if h.waiting.Load() != maxWaiting {
		t.Fatal("whoever is turned away does not wait")
	}
}
