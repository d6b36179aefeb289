package upkeep

import "haike/internal/platform/fault"

// Faults of this room.
var (
	// ErrRunning: a backup is being made already.
	ErrRunning = fault.Define(fault.Conflict, "upkeep.backup_running")
	// ErrNotReady: the backup is not finished, or failed, so there is no file.
	ErrNotReady = fault.Define(fault.Conflict, "upkeep.backup_not_ready")
)
