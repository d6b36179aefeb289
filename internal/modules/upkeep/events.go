package upkeep

import "haike/internal/platform/event"

// KindBackup is the kind of record in this room's events.
const KindBackup = "backup"

// BackupStarted: somebody asked for a backup.
type BackupStarted struct {
	BackupID int64 `json:"backup_id"`
}

// EventType implements event.Fact.
func (BackupStarted) EventType() string { return "upkeep.backup_started" }

// Subject implements event.Fact.
func (e BackupStarted) Subject() event.Ref { return event.Ref{Kind: KindBackup, ID: e.BackupID} }

// BackupTakenOut: somebody downloaded all data, though encrypted.
type BackupTakenOut struct {
	BackupID int64 `json:"backup_id"`
}

// EventType implements event.Fact.
func (BackupTakenOut) EventType() string { return "upkeep.backup_taken_out" }

// Subject implements event.Fact.
func (e BackupTakenOut) Subject() event.Ref { return event.Ref{Kind: KindBackup, ID: e.BackupID} }

// BackupDeleted: a backup and its file are gone.
type BackupDeleted struct {
	BackupID int64 `json:"backup_id"`
}

// EventType implements event.Fact.
func (BackupDeleted) EventType() string { return "upkeep.backup_deleted" }

// Subject implements event.Fact.
func (e BackupDeleted) Subject() event.Ref { return event.Ref{Kind: KindBackup, ID: e.BackupID} }
