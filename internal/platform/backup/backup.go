package backup

import (
	"errors"
	"time"
)

// Format is the number of the archive's format that this program writes.
const Format = 1

// Errors whose text is for the person who restores. They carry a cause where
// there is more to know.
var (
	// ErrKey: the archive was encrypted to another key.
	ErrKey = errors.New("the archive was made with another key: use the key file of the installation that made it (--key)")
	// ErrNoKey: there is no key file.
	ErrNoKey = errors.New("the key file is missing: copy it from the installation that made the archive")
	// ErrDamaged: the archive is not one, or was changed or cut off.
	ErrDamaged = errors.New("the archive is damaged, incomplete or not a backup of Haike; nothing was restored")
	// ErrNewer: the archive comes from a newer version.
	ErrNewer = errors.New("the archive comes from a newer version of Haike: install that version first")
	// ErrNotEmpty: the target holds data.
	ErrNotEmpty = errors.New("the target database is not empty: restore into a new database (another file or an empty PostgreSQL database)")
	// ErrTargetNewer: the target's schema is newer than the archive's.
	ErrTargetNewer = errors.New("the target database was already prepared by a newer version than the archive's: restore into a new database")
	// ErrUnportable: a table holds what the other engine could not.
	ErrUnportable = errors.New("the table holds a value that a backup cannot carry")
)

// Table describes one table of an archive.
type Table struct {
	Name    string   `json:"name"`
	Columns []string `json:"columns"`
	Rows    int64    `json:"rows"`
	Bytes   int64    `json:"bytes"`
	SHA256  string   `json:"sha256"`
	// LastID is the highest id ever given, so that ids of deleted rows stay unused; 0 without identity.
	LastID int64 `json:"last_id,omitempty"`
}

// Manifest is the first entry of an archive. It holds nothing secret.
type Manifest struct {
	Format    int               `json:"format"`
	Product   string            `json:"product"`
	Version   string            `json:"version"`
	Schema    int64             `json:"schema"`
	Engine    string            `json:"engine"`
	CreatedAt time.Time         `json:"created_at"`
	Tables    []Table           `json:"tables"`
	LeftOut   map[string]string `json:"left_out"`
}

// Rows is the number of rows of all tables.
func (m Manifest) Rows() int64 {
	total := int64(0)
	for _, t := range m.Tables {
		total += t.Rows
	}
	return total
}

// trailer is the last entry. Seal binds the manifest, and with it every row,
// to the secret key: encryption alone would not tell who made the archive.
type trailer struct {
	Tables int    `json:"tables"`
	Rows   int64  `json:"rows"`
	Seal   string `json:"seal"`
}

const (
	product      = "haike"
	manifestName = "manifest.json"
	trailerName  = "trailer.json"
	maxManifest  = 4 << 20
	maxRow       = 64 << 20
)

func entryName(table string) string { return "tables/" + table + ".ndjson" }
