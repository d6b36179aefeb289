package upkeep

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"

	"haike/internal/platform/authz"
	"haike/internal/platform/backup"
	"haike/internal/platform/db"
	"haike/internal/platform/event"
	"haike/internal/platform/fault"
	"haike/internal/platform/jobs"
)

// Deps are what the room needs from outside.
type Deps struct {
	DB         *db.DB
	Events     *event.Log
	Jobs       *jobs.Engine
	Log        *slog.Logger
	Version    string // of the program
	BackupDir  string
	SecretsDir string
	// LeaveOut names tables that a restore must not bring back, with the reason.
	LeaveOut map[string]string
}

// Service holds the room's use cases.
type Service struct {
	Deps
	store store
}

// New returns the room's service.
func New(d Deps) *Service { return &Service{Deps: d} }

// LeaveOut adds the room's own table to those that a backup leaves out.
func LeaveOut(more map[string]string) map[string]string {
	all := map[string]string{"upkeep_backup": "lists the archives of one installation"}
	for table, reason := range more {
		all[table] = reason
	}
	return all
}

// Create starts a backup in the background. Errors: common.forbidden, upkeep.backup_running.
func (s *Service) Create(ctx context.Context) (Backup, error) {
	if _, err := authz.Require(ctx, backup.PermManage); err != nil {
		return Backup{}, err
	}
	var b Backup
	err := s.DB.Write(ctx, func(tx *db.Tx) error {
		b = Backup{Name: NewName(tx.Now(), rand.Text()), CreatedAt: tx.Now(), Engine: string(tx.Dialect()), Status: Running}
		err := s.store.giveUp(ctx, tx, db.Micros(tx.Now().Add(-maxTime)))
		if err != nil {
			return err
		}
		if b.ID, err = s.store.insert(ctx, tx, b); err != nil {
			return err
		}
		if err := s.Jobs.Enqueue(ctx, tx, makeJob{BackupID: b.ID}); err != nil {
			return err
		}
		return s.Events.Publish(ctx, tx, BackupStarted{BackupID: b.ID})
	})
	return b, err
}

// make carries out a backup that Create began, and writes down how it ended.
func (s *Service) make(ctx context.Context, j makeJob) error {
	b, err := s.store.byID(ctx, s.DB.Read(), j.BackupID)
	if errors.Is(err, fault.ErrNotFound) || err == nil && b.Status != Running {
		return nil // deleted or given up meanwhile, or a second attempt after the end
	}
	if err != nil {
		return err
	}
	if b, err = s.write(ctx, b); err != nil {
		s.Log.ErrorContext(ctx, "backup failed", slog.Int64("backup_id", b.ID), slog.String("error", err.Error()))
		b.Status, b.Problem = Failed, ProblemWrite
	}
	return s.DB.WriteBulk(ctx, func(tx *db.Tx) error { return s.store.finish(ctx, tx, b) })
}

func (s *Service) write(ctx context.Context, b Backup) (Backup, error) {
	key, err := backup.EnsureKey(s.SecretsDir)
	if err != nil {
		return b, err
	}
	path := filepath.Join(s.BackupDir, b.Name)
	m, err := backup.Peek(path, key)
	if errors.Is(err, os.ErrNotExist) { // otherwise an attempt before this one wrote it
		m, err = backup.CreateFile(ctx, path, backup.CreateInput{DB: s.DB, Key: key, Version: s.Version, LeaveOut: LeaveOut(s.LeaveOut)})
	}
	if err != nil {
		return b, err
	}
	info, err := os.Stat(path)
	if err != nil {
		return b, fmt.Errorf("upkeep: archive: %w", err)
	}
	b.Status, b.Bytes, b.SchemaVersion, b.Engine = Done, info.Size(), m.Schema, m.Engine
	return b, nil
}

// List returns all backups, newest first: those made here, and archives that
// the command line put into the folder. Errors: common.forbidden.
func (s *Service) List(ctx context.Context) ([]Backup, error) {
	if _, err := authz.Require(ctx, backup.PermManage); err != nil {
		return nil, err
	}
	return s.all(ctx)
}

func (s *Service) all(ctx context.Context) ([]Backup, error) {
	list, err := s.recorded(ctx)
	if err != nil {
		return nil, err
	}
	known := map[string]bool{}
	for _, b := range list {
		known[b.Name] = true
	}
	found, err := s.found(known)
	if err != nil {
		return nil, err
	}
	list = append(list, found...)
	slices.SortStableFunc(list, func(a, b Backup) int { return cmp.Compare(b.Name, a.Name) })
	return list, nil
}

// recorded are the backups that were made here.
func (s *Service) recorded(ctx context.Context) ([]Backup, error) {
	list, err := s.store.list(ctx, s.DB.Read())
	now := s.DB.Clock().Now()
	for i, b := range list {
		list[i] = b.settle(now)
	}
	return list, err
}

// found lists archives in the folder that are not known. What the key of this
// installation does not open is somebody else's and not shown.
func (s *Service) found(known map[string]bool) ([]Backup, error) {
	entries, err := os.ReadDir(s.BackupDir)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("upkeep: folder of backups: %w", err)
	}
	key, err := backup.ReadKey(filepath.Join(s.SecretsDir, backup.KeyFile))
	if errors.Is(err, backup.ErrNoKey) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var list []Backup
	for _, e := range entries {
		if !e.Type().IsRegular() || !fileName.MatchString(e.Name()) || known[e.Name()] || len(list) == listed {
			continue
		}
		if b, err := s.peek(e, key); err == nil {
			list = append(list, b)
		}
	}
	return list, nil
}

func (s *Service) peek(e os.DirEntry, key backup.Key) (Backup, error) {
	info, err := e.Info()
	if err != nil {
		return Backup{}, err
	}
	m, err := backup.Peek(filepath.Join(s.BackupDir, e.Name()), key)
	return Backup{Name: e.Name(), CreatedAt: m.CreatedAt, Bytes: info.Size(), SchemaVersion: m.Schema, Engine: m.Engine, Status: Done}, err
}

// HasBackup reports whether a finished backup exists. It asks for no
// permission: the onboarding shows the answer to whom it concerns. The folder
// is looked at only if none was made here.
func (s *Service) HasBackup(ctx context.Context) (bool, error) {
	list, err := s.recorded(ctx)
	if err != nil || slices.ContainsFunc(list, isDone) {
		return err == nil, err
	}
	found, err := s.found(nil)
	return len(found) > 0, err
}

func isDone(b Backup) bool { return b.Status == Done }

// finished returns a backup whose file can be used. Errors: common.forbidden,
// common.not_found, upkeep.backup_not_ready.
func (s *Service) finished(ctx context.Context, name string) (Backup, string, error) {
	b, err := s.named(ctx, name)
	if err == nil && b.Status != Done {
		err = ErrNotReady
	}
	return b, filepath.Join(s.BackupDir, b.Name), err
}

// named finds a backup by its name, which also is what its file is called:
// only names that the program gives reach the folder.
func (s *Service) named(ctx context.Context, name string) (Backup, error) {
	if _, err := authz.Require(ctx, backup.PermManage); err != nil {
		return Backup{}, err
	}
	list, err := s.recorded(ctx)
	if err != nil {
		return Backup{}, err
	}
	if i := slices.IndexFunc(list, func(b Backup) bool { return b.Name == name }); i >= 0 {
		return list[i], nil
	}
	if !fileName.MatchString(name) {
		return Backup{}, fault.ErrNotFound
	}
	return s.stray(name)
}

// stray opens the one archive in the folder that bears the name.
func (s *Service) stray(name string) (Backup, error) {
	key, err := backup.ReadKey(filepath.Join(s.SecretsDir, backup.KeyFile))
	if err != nil {
		return Backup{}, fault.ErrNotFound // without a key nothing here is ours
	}
	info, err := os.Lstat(filepath.Join(s.BackupDir, name)) //nolint:gosec // the name has the form of our own
	if err != nil || !info.Mode().IsRegular() {
		return Backup{}, fault.ErrNotFound
	}
	b, err := s.peek(fs.FileInfoToDirEntry(info), key)
	if err != nil {
		return Backup{}, fault.ErrNotFound // somebody else's archive
	}
	return b, nil
}

// Open opens a backup's file for download, and writes down who took it. The
// caller closes it. Errors: common.forbidden, common.not_found, upkeep.backup_not_ready.
func (s *Service) Open(ctx context.Context, name string) (*os.File, Backup, error) {
	b, path, err := s.finished(ctx, name)
	if err != nil {
		return nil, b, err
	}
	f, err := os.Open(path) //nolint:gosec // a name from our own table, checked by named
	if errors.Is(err, os.ErrNotExist) {
		// Removed by hand, or on another node.
		return nil, b, fault.ErrNotFound
	}
	if err != nil {
		return nil, b, fmt.Errorf("upkeep: archive: %w", err)
	}
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		if err := s.Events.Publish(ctx, tx, BackupTakenOut{BackupID: b.ID}); err != nil {
			return err
		}
		return s.Events.Accessed(ctx, tx, "backup.download", event.Ref{Kind: KindBackup, ID: b.ID}, b.Name)
	})
	if err != nil {
		return nil, b, errors.Join(err, f.Close())
	}
	return f, b, nil
}

// Verification is what reading a whole archive found.
type Verification struct {
	Tables   int
	Rows     int64
	Problems []string // for the administrator, in English like the log
}

// Verify reads a backup's file to its end. Errors: common.forbidden,
// common.not_found, upkeep.backup_not_ready.
func (s *Service) Verify(ctx context.Context, name string) (Verification, error) {
	_, path, err := s.finished(ctx, name)
	if err != nil {
		return Verification{}, err
	}
	key, err := backup.EnsureKey(s.SecretsDir)
	if err != nil {
		return Verification{}, err
	}
	report, err := backup.Verify(path, key)
	if errors.Is(err, os.ErrNotExist) {
		return Verification{}, fault.ErrNotFound
	}
	v := Verification{Tables: report.Tables, Rows: report.Rows}
	if report.Problem != nil {
		v.Problems = []string{report.Problem.Error()}
	}
	return v, err
}

// Delete removes a backup and its file. Errors: common.forbidden,
// common.not_found, upkeep.backup_running.
func (s *Service) Delete(ctx context.Context, name string) error {
	b, err := s.named(ctx, name)
	if err != nil {
		return err
	}
	if b.Status == Running {
		return ErrRunning
	}
	// The file first: a row without a file can be deleted again, a file without a row still is a backup.
	if err := os.Remove(filepath.Join(s.BackupDir, b.Name)); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("upkeep: archive: %w", err)
	}
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		if err := s.store.remove(ctx, tx, b.ID); err != nil {
			return err
		}
		return s.Events.Publish(ctx, tx, BackupDeleted{BackupID: b.ID})
	})
}
