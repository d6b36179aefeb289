package app

import (
	"context"

	"haike/internal/modules/iam"
	"haike/internal/modules/org"
	"haike/internal/modules/upkeep"
	"haike/internal/platform/authz"
	"haike/internal/platform/db"
	"haike/internal/platform/httpx"
	"haike/internal/platform/i18n"
	"haike/internal/platform/mail"
	"haike/internal/platform/refdata"
	"haike/internal/platform/secret"
)

// Permissions gathers what every room declares.
func Permissions() []authz.Permission {
	var all []authz.Permission
	for _, room := range [][]authz.Permission{iam.Permissions(), org.Permissions(), upkeep.Permissions()} {
		all = append(all, room...)
	}
	return all
}

// buildRooms makes the rooms. iam stands below org and upkeep; what it needs
// from them it gets as functions, which are called only once all rooms stand.
func (a *App) buildRooms(o Options) (err error) {
	if a.texts, err = i18n.Load(); err != nil {
		return err
	}
	secrets, err := secret.OpenFolder(a.cfg.SecretsDir)
	if err != nil {
		return err
	}
	mailer, err := mail.New(a.cfg.SMTPURL, a.cfg.MailFrom)
	if err != nil {
		return err
	}
	a.iam = iam.New(iam.Deps{
		DB: a.db, Events: a.events, Jobs: a.jobs, Secrets: secrets, Mailer: mailer, Texts: a.texts, Log: a.log,
		BaseURL: a.cfg.BaseURL, BaseURLGuessed: a.cfg.BaseURLGuessed, Permissions: Permissions(), Demo: o.Demo,
		TeamsOf: func(ctx context.Context, r db.Reader, userID, teamID int64) ([]int64, error) {
			return a.org.TeamsOf(ctx, r, userID, teamID)
		},
		TeamNames: func(ctx context.Context, r db.Reader, ids []int64) (map[int64]string, error) {
			return a.org.TeamNames(ctx, r, ids)
		},
		Company:    a.companyOf,
		CheckPlace: a.checkPlace,
	})
	return a.buildOrg()
}

func (a *App) buildOrg() error {
	regions, err := refdata.LoadRegions()
	if err != nil {
		return err
	}
	industries, err := refdata.LoadIndustries()
	if err != nil {
		return err
	}
	languages, err := refdata.LoadLanguages()
	if err != nil {
		return err
	}
	a.org = org.New(org.Deps{
		DB: a.db, Log: a.events, Users: a.iam,
		Regions: regions, Industries: industries, Languages: languages,
		HasBackup: func(ctx context.Context) (bool, error) { return a.upkeep.HasBackup(ctx) },
	})
	a.upkeep = upkeep.New(upkeep.Deps{
		DB: a.db, Events: a.events, Jobs: a.jobs, Log: a.log, Version: a.version,
		BackupDir: a.cfg.BackupDir, SecretsDir: a.cfg.SecretsDir, LeaveOut: LeftOutOfBackups(),
	})
	return nil
}

// LeftOutOfBackups names the tables that an archive does not hold, with the reason.
func LeftOutOfBackups() map[string]string {
	return upkeep.LeaveOut(map[string]string{
		"iam_session":   "a session belongs to the browser that opened it; after a restore people sign in again",
		"iam_challenge": "logins that wait for their second factor end within minutes",
		"iam_link":      "a link that was used or replaced since must not come back to life",
		"iam_throttle":  "waits after failed logins are about the moment",
		"idempotency":   "results of requests are kept for a day, for retries against the same installation",
	})
}

func (a *App) mountRooms(r *httpx.Router) {
	a.iam.Mount(r)
	a.org.Mount(r)
	a.upkeep.Mount(r)
}
