package upkeep

import (
	"haike/internal/platform/authz"
	"haike/internal/platform/jobs"
)

// makeJob makes a backup.
type makeJob struct {
	BackupID int64 `json:"backup_id"`
}

// Kind implements jobs.Args.
func (makeJob) Kind() string { return "upkeep_make_backup" }

// RegisterJobs adds the room's workers. A backup that failed is not tried
// again by itself; one whose program died is, once its time is over.
func (s *Service) RegisterJobs(e *jobs.Engine) error {
	return jobs.Handle(e, jobs.Options{Actor: authz.System("backup", nil), Timeout: maxTime, MaxAttempts: 2}, s.make)
}
