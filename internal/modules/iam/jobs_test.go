package iam

import (
	"testing"
	"time"

	"haike/internal/platform/db"
	"haike/internal/platform/dbtest"
)

// TestTheEngineMailsLinks runs the real engine once: the other tests call the workers themselves.
func TestTheEngineMailsLinks(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		if err := w.s.Jobs.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := w.s.RequestPasswordReset(w.anonymous(), "lin.xiaoyue", office()); err != nil {
			t.Fatal(err)
		}
		deadline := time.After(30 * time.Second)
		for {
			w.post.mu.Lock()
			sent := len(w.post.sent)
			w.post.mu.Unlock()
			if sent == 1 {
				break
			}
			select {
			case <-deadline:
				t.Fatal("no mail")
			case <-time.After(20 * time.Millisecond):
			}
		}
		if err := w.s.Jobs.Stop(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := w.s.ConfirmPasswordReset(w.anonymous(), w.post.token(0), userPassword); err != nil {
			t.Fatal(err)
		}
	})
}
