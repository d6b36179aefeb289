package iam

import (
	"errors"
	"strings"
	"testing"
	"time"

	"haike/internal/platform/db"
	"haike/internal/platform/dbtest"
	"haike/internal/platform/fault"
)

func TestPasswordResetByMail(t *testing.T) { // B04, B05
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		w.user("wang.lei", 0)
		ask := func(login string) {
			if err := w.s.RequestPasswordReset(w.anonymous(), login, office()); err != nil {
				t.Fatal(err)
			}
		}
		ask("wang.lei")
		ask("nobody")
		if n := w.jobs(); n != 2 {
			t.Fatalf("%d jobs: an unknown login must cost the same", n)
		}
		w.runJobs()
		if len(w.post.sent) != 1 || w.post.sent[0].To != "wang.lei@yuanfang.example" || !strings.Contains(w.post.sent[0].Text, "https://crm.example/reset-password#token=") {
			t.Fatalf("%+v", w.post.sent)
		}
		first := w.post.token(0)
		w.clock().Advance(2 * time.Minute)
		ask("wang.lei")
		w.runJobs()
		second := w.post.token(1)
		session := w.login("wang.lei", userPassword)
		confirm := func(token, password string) error { return w.s.ConfirmPasswordReset(w.anonymous(), token, password) }
		if err := confirm(first, "Fischadler-ueber-9-See"); !errors.Is(err, ErrLinkInvalid) {
			t.Fatal("the older link dies:", err)
		}
		if err := confirm(second, "Fischadler-ueber-9-See"); err != nil {
			t.Fatal(err)
		}
		if _, err := w.s.Authenticate(t.Context(), session, ""); !errors.Is(err, fault.ErrUnauthenticated) {
			t.Fatal("all sessions end:", err)
		}
		if err := confirm(second, userPassword); !errors.Is(err, ErrLinkInvalid) {
			t.Fatal("a link serves once:", err)
		}
		// a change of the password makes links void; so does time
		w.clock().Advance(2 * time.Hour)
		ask("wang.lei")
		w.runJobs()
		if err := w.s.ChangePassword(w.as(w.login("wang.lei", "Fischadler-ueber-9-See")), "Fischadler-ueber-9-See", userPassword); err != nil {
			t.Fatal(err)
		}
		if err := confirm(w.post.token(2), adminPassword); !errors.Is(err, ErrLinkInvalid) {
			t.Fatal(err)
		}
		w.clock().Advance(24 * time.Hour)
		ask("wang.lei")
		w.runJobs()
		w.clock().Advance(linkLife)
		if err := confirm(w.post.token(3), adminPassword); !errors.Is(err, ErrLinkInvalid) {
			t.Fatal(err)
		}
	})
}

func TestResetMailsAreFew(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		refused := 0
		for range 30 {
			if err := w.s.RequestPasswordReset(w.anonymous(), "lin.xiaoyue", office()); errors.Is(err, ErrThrottled) {
				refused++
			} else if err != nil {
				t.Fatal(err)
			}
		}
		w.runJobs()
		if len(w.post.sent) != 2 || refused != 10 {
			t.Fatalf("%d mails, %d refused", len(w.post.sent), refused)
		}
	})
}

func TestLinkTellsItsHolderWhoseItIs(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		_, l, err := w.s.CreateUser(w.asAdmin(), NewUser{Login: "chen.yu", Name: "陈雨", Locale: "zh-CN"})
		if err != nil {
			t.Fatal(err)
		}
		token := strings.TrimPrefix(l.URL, "https://crm.example/reset-password#token=")
		want := LinkCheck{Kind: LinkInvitation, Login: "chen.yu", Name: "陈雨", Company: "远方科技"}
		for range 2 { // looking does not use it up
			if got, err := w.s.CheckLink(w.anonymous(), token); err != nil || got != want {
				t.Fatal(got, err)
			}
		}
		if err := w.s.ConfirmPasswordReset(w.anonymous(), token, userPassword); err != nil {
			t.Fatal(err)
		}
		if got, err := w.s.CheckLink(w.anonymous(), token); !errors.Is(err, ErrLinkInvalid) || got != (LinkCheck{}) {
			t.Fatal("a used link tells nothing:", got, err)
		}
		wang := w.user("wang.lei", 0)
		if err := w.s.RequestPasswordReset(w.anonymous(), "wang.lei", office()); err != nil {
			t.Fatal(err)
		}
		w.runJobs()
		reset := w.post.token(len(w.post.sent) - 1)
		if got, err := w.s.CheckLink(w.anonymous(), reset); err != nil || got.Kind != LinkReset || got.Login != "wang.lei" {
			t.Fatal(got, err)
		}
		if _, err := w.s.DisableUser(w.asAdmin(), wang, 0); err != nil {
			t.Fatal(err)
		}
		if _, err := w.s.CheckLink(w.anonymous(), reset); !errors.Is(err, ErrLinkInvalid) {
			t.Fatal("a disabled user's link tells nothing:", err)
		}
	})
}

func TestOnlyAdministratorsLearnWhereLinksLead(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		w.user("wang.lei", 0)
		w.s.BaseURLGuessed = true
		me, err := w.s.Me(w.asAdmin())
		if err != nil || me.Links == nil || *me.Links != (LinkState{BaseURL: "https://crm.example", Guessed: true, Mail: true}) {
			t.Fatal(me.Links, err)
		}
		if me, err = w.s.Me(w.asUser("wang.lei")); err != nil || me.Links != nil {
			t.Fatal(me.Links, err)
		}
	})
}
