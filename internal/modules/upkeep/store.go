package upkeep

import (
	"context"
	"errors"
	"fmt"

	"haike/internal/platform/db"
	"haike/internal/platform/fault"
)

// store holds the room's SQL.
type store struct{}

const backupColumns = "id, name, created_at, bytes, schema_version, engine, status, problem"

func scanBackup(s db.Scanner) (Backup, error) {
	var b Backup
	var micros int64
	err := s.Scan(&b.ID, &b.Name, &micros, &b.Bytes, &b.SchemaVersion, &b.Engine, &b.Status, &b.Problem)
	b.CreatedAt = db.Time(micros)
	return b, err
}

// listed bounds the list: who keeps more deletes none.
const listed = 500

func (store) list(ctx context.Context, r db.Reader) ([]Backup, error) {
	list, err := db.All(ctx, r, scanBackup, "SELECT "+backupColumns+" FROM upkeep_backup ORDER BY id DESC LIMIT ?", listed)
	if err != nil {
		return nil, fmt.Errorf("upkeep: list: %w", err)
	}
	return list, nil
}

// byID returns a backup. Errors: common.not_found.
func (store) byID(ctx context.Context, r db.Reader, id int64) (Backup, error) {
	return one(db.One(ctx, r, scanBackup, "SELECT "+backupColumns+" FROM upkeep_backup WHERE id = ?", id))
}

func one(b Backup, err error) (Backup, error) {
	if errors.Is(err, db.ErrNoRow) {
		return b, fault.ErrNotFound
	}
	if err != nil {
		return b, fmt.Errorf("upkeep: backup: %w", err)
	}
	return b, nil
}

// insert adds a backup. One that runs blocks a second by a unique index.
// Errors: upkeep.backup_running.
func (store) insert(ctx context.Context, tx *db.Tx, b Backup) (int64, error) {
	id, err := tx.Insert(ctx, `INSERT INTO upkeep_backup (name, created_at, bytes, schema_version, engine, status, problem)
		VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id`, b.Name, db.Micros(b.CreatedAt), b.Bytes, b.SchemaVersion, b.Engine, string(b.Status), b.Problem)
	if db.IsUnique(err, "upkeep_backup_running", "upkeep_backup.status") {
		return 0, ErrRunning
	}
	if err != nil {
		return 0, fmt.Errorf("upkeep: insert: %w", err)
	}
	return id, nil
}

// finish writes down how a running backup ended.
func (store) finish(ctx context.Context, tx *db.Tx, b Backup) error {
	_, err := tx.Exec(ctx, `UPDATE upkeep_backup SET status = ?, problem = ?, bytes = ?, schema_version = ?, engine = ?
		WHERE id = ? AND status = 'running'`, string(b.Status), b.Problem, b.Bytes, b.SchemaVersion, b.Engine, b.ID)
	if err != nil {
		return fmt.Errorf("upkeep: finish: %w", err)
	}
	return nil
}

// giveUp ends backups that began before a time and never ended.
func (store) giveUp(ctx context.Context, tx *db.Tx, before int64) error {
	_, err := tx.Exec(ctx, "UPDATE upkeep_backup SET status = 'failed', problem = ? WHERE status = 'running' AND created_at < ?", ProblemInterrupted, before)
	if err != nil {
		return fmt.Errorf("upkeep: give up: %w", err)
	}
	return nil
}

func (store) remove(ctx context.Context, tx *db.Tx, id int64) error {
	if _, err := tx.Exec(ctx, "DELETE FROM upkeep_backup WHERE id = ?", id); err != nil {
		return fmt.Errorf("upkeep: delete: %w", err)
	}
	return nil
}
