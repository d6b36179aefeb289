package upkeep

import (
	"regexp"
	"strings"
	"time"
)

// Status is how far a backup has come.
type Status string

// The states of a backup.
const (
	Running Status = "running"
	Done    Status = "done"
	Failed  Status = "failed"
)

// Backup is a backup as the list shows it.
type Backup struct {
	ID            int64
	Name          string
	CreatedAt     time.Time
	Bytes         int64 // of the file; 0 before the end
	SchemaVersion int64
	Engine        string
	Status        Status
	// Problem says in which step a failed backup failed: ProblemInterrupted or ProblemWrite.
	Problem string
}

// Why a backup failed.
const (
	ProblemInterrupted = "interrupted" // the program ended meanwhile
	ProblemWrite       = "write"       // reading the database or writing the file; the log says what
)

// maxTime is how long a backup may take; a longer one is given up.
const maxTime = 2 * time.Hour

// settle makes a backup whose program died a failed one.
func (b Backup) settle(now time.Time) Backup {
	if b.Status == Running && now.Sub(b.CreatedAt) > maxTime {
		b.Status, b.Problem = Failed, ProblemInterrupted
	}
	return b
}

// NewName is the name of a backup's file, here and on the command line: the time in UTC and something random,
// so that two in one second differ. Sorted by name is sorted by time.
func NewName(now time.Time, random string) string {
	return "haike-" + now.UTC().Format("20060102-150405") + "-" + strings.ToLower(random[:6]) + ".backup"
}

// fileName admits the names that NewName makes and no path.
var fileName = regexp.MustCompile(`^haike-[0-9]{8}-[0-9]{6}-[a-z0-9]{6}\.backup$`)
