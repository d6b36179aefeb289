package org

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"testing"

	"haike/internal/modules/iam"
	"haike/internal/platform/authz"
	"haike/internal/platform/db"
	"haike/internal/platform/event"
	"haike/internal/platform/i18n"
	"haike/internal/platform/jobs"
	"haike/internal/platform/mail"
	"haike/internal/platform/secret"
)

// noMail is an installation without a mail server.
type noMail struct{}

func (noMail) Send(context.Context, mail.Message) error { return errors.New("no mail server") }
func (noMail) Enabled() bool                            { return false }

// newIAM builds the room of accounts with org behind it, as the program does.
func newIAM(t *testing.T, d *db.DB, log *event.Log, org func() *Service) *iam.Service {
	t.Helper()
	secrets, err1 := secret.OpenFolder(t.TempDir())
	texts, err2 := i18n.Load()
	if err := errors.Join(err1, err2); err != nil {
		t.Fatal(err)
	}
	quiet := slog.New(slog.DiscardHandler)
	s := iam.New(iam.Deps{
		DB: d, Events: log, Jobs: jobs.New(d, quiet, 1), Secrets: secrets, Mailer: noMail{}, Texts: texts, Log: quiet,
		BaseURL: "https://haike.example", Permissions: append(Permissions(), iam.Permissions()...),
		TeamsOf: func(ctx context.Context, r db.Reader, userID, teamID int64) ([]int64, error) {
			return org().TeamsOf(ctx, r, userID, teamID)
		},
		TeamNames: func(ctx context.Context, r db.Reader, ids []int64) (map[int64]string, error) {
			return org().TeamNames(ctx, r, ids)
		},
		Company: func(context.Context, db.Reader) (iam.Company, error) { return iam.Company{}, nil },
		CheckPlace: func(ctx context.Context, tx *db.Tx, userID int64, at iam.Placement, scope authz.Scope) error {
			return org().CheckPlaceTx(ctx, tx, userID, Placement(at), scope)
		},
	})
	if err := s.SyncPermissions(t.Context()); err != nil {
		t.Fatal(err)
	}
	return s
}

// user creates somebody who was invited, with the given name, in a team.
func (w *world) user(name string, teamID int64) int64 {
	w.t.Helper()
	w.logins++
	u, _, err := w.Users.CreateUser(w.admin(), iam.NewUser{
		Login: fmt.Sprint("user", w.logins), Name: name, Locale: "zh-CN", Place: iam.Placement{TeamID: teamID},
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return u.ID
}

// disable takes a user's account out of use.
func (w *world) disable(userID int64) {
	w.t.Helper()
	u, err := w.Users.User(w.admin(), userID)
	if err != nil {
		w.t.Fatal(err)
	}
	if _, err := w.Users.DisableUser(w.admin(), userID, u.Version); err != nil {
		w.t.Fatal(err)
	}
}
