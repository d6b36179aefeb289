package iam

import (
	"errors"
	"strings"
	"testing"
	"time"

	"haike/internal/platform/authz"
	"haike/internal/platform/db"
	"haike/internal/platform/dbtest"
	"haike/internal/platform/fault"
)

func TestSecondFactor(t *testing.T) { // B15
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		w.user("wang.lei", 0)
		me := w.asUser("wang.lei")
		other := w.login("wang.lei", userPassword)
		if _, err := w.s.StartSecondFactor(me, "wrong"); !errors.Is(err, ErrWrongPassword) {
			t.Fatal(err)
		}
		if _, err := w.s.ConfirmSecondFactor(me, "000000"); !errors.Is(err, ErrSecondFactorOff) {
			t.Fatal(err)
		}
		start, err := w.s.StartSecondFactor(me, userPassword)
		if err != nil || !strings.HasPrefix(start.URL, "otpauth://totp/") || start.QR == "" {
			t.Fatal(start, err)
		}
		stored, _, err := w.s.store.factor(t.Context(), d.Read(), actorOf(t, me).UserID)
		if err != nil || strings.Contains(stored.sealed, start.Secret) {
			t.Fatal("the secret must be sealed", err)
		}
		code := func() string {
			return w.code(start.Secret)
		}
		if _, err := w.s.ConfirmSecondFactor(me, "12"); fieldCodes(err) != "code:wrong_code" {
			t.Fatal(err)
		}
		codes, err := w.s.ConfirmSecondFactor(me, code())
		if err != nil || len(codes) != recoveryCodes {
			t.Fatal(codes, err)
		}
		if _, err := w.s.Authenticate(t.Context(), other, ""); !errors.Is(err, fault.ErrUnauthenticated) {
			t.Fatal("sessions without the second factor end")
		}
		if _, err := w.s.StartSecondFactor(me, userPassword); !errors.Is(err, ErrSecondFactorOn) {
			t.Fatal(err)
		}
		begin := func() string {
			done, err := w.s.Login(w.anonymous(), LoginInput{Login: "wang.lei", Password: userPassword})
			if err != nil || done.Session != "" || done.Challenge == "" {
				t.Fatal(done, err)
			}
			return done.Challenge
		}
		challenge := begin()
		if _, err := w.s.Authenticate(t.Context(), challenge, ""); !errors.Is(err, fault.ErrUnauthenticated) {
			t.Fatal("the challenge is no session")
		}
		if _, err := w.s.CompleteLogin(w.anonymous(), CodeInput{Challenge: challenge, Code: code()}); !errors.Is(err, ErrWrongCode) {
			t.Fatal("a code serves once:", err)
		}
		w.clock().Advance(time.Minute)
		done, err := w.s.CompleteLogin(w.anonymous(), CodeInput{Challenge: challenge, Code: " " + code()[:3] + " " + code()[3:]})
		if err != nil || done.Session == "" {
			t.Fatal(err)
		}
		if _, err := w.s.CompleteLogin(w.anonymous(), CodeInput{Challenge: challenge, Code: codes[0]}); !errors.Is(err, ErrLoginExpired) {
			t.Fatal("a challenge serves once:", err)
		}
		challenge = begin()
		w.clock().Advance(challengeLife)
		if _, err := w.s.CompleteLogin(w.anonymous(), CodeInput{Challenge: challenge, Code: code()}); !errors.Is(err, ErrLoginExpired) {
			t.Fatal(err)
		}
		challenge = begin()
		if _, err := w.s.CompleteLogin(w.anonymous(), CodeInput{Challenge: challenge, Code: strings.ToUpper(codes[3])}); err != nil {
			t.Fatal("recovery code:", err)
		}
		challenge = begin()
		if _, err := w.s.CompleteLogin(w.anonymous(), CodeInput{Challenge: challenge, Code: codes[3]}); !errors.Is(err, ErrWrongCode) {
			t.Fatal("a recovery code serves once:", err)
		}
		if w.events("iam.recovery_code_used") != 1 || w.events("iam.second_factor_enabled") != 1 {
			t.Fatal("events")
		}
	})
}

func TestGuessingCodesSlowsDown(t *testing.T) { // B15
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		w.user("wang.lei", 0)
		me := w.asUser("wang.lei")
		start, err := w.s.StartSecondFactor(me, userPassword)
		if err != nil {
			t.Fatal(err)
		}
		code := w.code(start.Secret)
		if _, err := w.s.ConfirmSecondFactor(me, code); err != nil {
			t.Fatal(err)
		}
		tried := 0
		for range 30 { // new challenges do not help
			done, err := w.s.Login(w.anonymous(), LoginInput{Login: "wang.lei", Password: userPassword})
			if err != nil {
				t.Fatal(err)
			}
			_, err = w.s.CompleteLogin(w.anonymous(), CodeInput{Challenge: done.Challenge, Code: "not it"})
			if errors.Is(err, ErrWrongCode) {
				tried++
			} else if !errors.Is(err, ErrThrottled) {
				t.Fatal(err)
			}
		}
		if tried != 5 {
			t.Fatalf("%d guesses were looked at", tried)
		}
	})
}

func TestDengbaoRotation(t *testing.T) { // B16
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		admin := w.asAdmin()
		w.user("wang.lei", 0, w.role(authz.Rep))
		running := w.login("wang.lei", userPassword)
		p, err := w.s.Policy(admin)
		if err != nil {
			t.Fatal(err)
		}
		p.Profile, p.IdleMinutes, p.MaxHours = ProfileDengbao, 30*24*60, 90*24
		if _, err := w.s.SetPolicy(admin, p); err != nil {
			t.Fatal(err)
		}
		for range 4 {
			w.clock().Advance(20 * 24 * time.Hour)
			w.as(running)
		}
		w.clock().Advance(10*24*time.Hour - time.Minute) // nearly 90 days
		if actor := actorOf(t, w.as(running)); actor.Level("test.thing.read") != authz.Own {
			t.Fatal("a session under way is not cut off")
		}
		w.clock().Advance(time.Minute)
		login := func(password, next string) (SignIn, error) {
			return w.s.Login(w.anonymous(), LoginInput{Login: "wang.lei", Password: password, NewPassword: next})
		}
		if _, err := login(userPassword, ""); !errors.Is(err, ErrPasswordExpired) {
			t.Fatal(err)
		}
		if _, err := login(userPassword, userPassword); fieldCodes(err) != "new_password:password_reused" {
			t.Fatal(err)
		}
		if _, err := login(userPassword, "alllowercaseletters"); fieldCodes(err) != "new_password:password_classes" {
			t.Fatal(err)
		}
		if _, err := login("wrong", "Fischadler-ueber-9-See"); !errors.Is(err, ErrWrongCredentials) {
			t.Fatal(err)
		}
		done, err := login(userPassword, "Fischadler-ueber-9-See")
		if err != nil || done.Session == "" {
			t.Fatal(err)
		}
		if _, err := login(userPassword, ""); !errors.Is(err, ErrWrongCredentials) {
			t.Fatal("the old password is void:", err)
		}
		// the last five may not come back
		next := []string{"Gruen-Specht-01-a", "Gruen-Specht-02-b", "Gruen-Specht-03-c", "Gruen-Specht-04-d"}
		now := "Fischadler-ueber-9-See"
		for _, n := range next {
			me := w.as(w.login("wang.lei", now))
			if err := w.s.ChangePassword(me, now, "Fischadler-ueber-9-See"); err == nil {
				t.Fatal("reused")
			}
			if err := w.s.ChangePassword(me, now, n); err != nil {
				t.Fatal(err)
			}
			now = n
		}
		if err := w.s.ChangePassword(w.as(w.login("wang.lei", now)), now, userPassword); err != nil {
			t.Fatal("the sixth last may come back:", err)
		}
	})
}

func TestForcedChangesRestrictTheSession(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		admin := w.asAdmin()
		if _, _, err := w.s.CreateUser(admin, NewUser{Login: "chen.jie", Name: "陈洁", RoleIDs: []int64{w.role(authz.Rep)}, Password: userPassword, Locale: "en"}); err != nil {
			t.Fatal(err)
		}
		session := w.login("chen.jie", userPassword)
		me, err := w.s.Me(w.as(session))
		if err != nil || !me.MustChangePassword || len(me.Grants) != 0 {
			t.Fatalf("%+v %v", me, err)
		}
		if err := w.s.ChangePassword(w.as(session), userPassword, "Fischadler-ueber-9-See"); err != nil {
			t.Fatal(err)
		}
		if me, err = w.s.Me(w.as(session)); err != nil || me.MustChangePassword || me.Grants["test.thing.read"] != authz.Own {
			t.Fatalf("%+v %v", me, err)
		}
		p, err := w.s.Policy(admin)
		if err != nil {
			t.Fatal(err)
		}
		p.RequireSecondFactor = true
		if _, err := w.s.SetPolicy(admin, p); err != nil {
			t.Fatal(err)
		}
		ctx := w.as(session)
		if me, err = w.s.Me(ctx); err != nil || !me.SecondFactorRequired || len(me.Grants) != 0 {
			t.Fatalf("%+v %v", me, err)
		}
		start, err := w.s.StartSecondFactor(ctx, "Fischadler-ueber-9-See")
		if err != nil {
			t.Fatal(err)
		}
		code := w.code(start.Secret)
		if _, err := w.s.ConfirmSecondFactor(ctx, code); err != nil {
			t.Fatal(err)
		}
		if me, err = w.s.Me(w.as(session)); err != nil || me.SecondFactorRequired || me.Grants["test.thing.read"] != authz.Own {
			t.Fatalf("%+v %v", me, err)
		}
		if err := w.s.RemoveSecondFactor(w.as(session), "Fischadler-ueber-9-See"); !errors.Is(err, ErrSecondFactorRequired) {
			t.Fatal(err)
		}
	})
}

// A machine too busy to compare passwords is not the user's failure.
func TestABusyMachineCostsNoAttempt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		ctx := w.asAdmin()
		w.s.hasher.waiting.Store(maxWaiting)
		for range 8 {
			if err := w.s.ChangePassword(ctx, adminPassword, "Storch-im-Regen-77"); !errors.Is(err, ErrBusy) {
				t.Fatal(err)
			}
		}
		w.s.hasher.waiting.Store(0)
		if err := w.s.ChangePassword(ctx, adminPassword, "Storch-im-Regen-77"); err != nil {
			t.Fatal(err)
		}
	})
}
