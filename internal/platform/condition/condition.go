package condition

import (
	"time"

	"haike/internal/platform/db"
)

// Binding is what a tree needs to know of the moment and of the caller.
type Binding struct {
	Now  time.Time      // required by relative dates
	Zone *time.Location // in which days begin; UTC if nil

	Me           int64   // the current user; 0 where nobody is signed in
	MyTeams      []int64 // "my_team" on a field that names a team
	MyTeamsUsers []int64 // "my_team" on a field that names a user
}

// Condition is a tree bound to a registry and a moment: dates are resolved,
// "me" is somebody. It is safe for concurrent use. The zero Condition never holds.
type Condition struct{ root predicate }

// Holds judges one record.
func (c Condition) Holds(record Record) bool {
	return c.root != nil && c.root.holds(&reader{record: record})
}

// SQL renders an expression for a WHERE clause, with one argument for each
// placeholder. It is TRUE exactly where Holds is true and otherwise FALSE or
// NULL: join it with AND; to negate, negate the tree.
func (c Condition) SQL(d db.Dialect) (string, []any) {
	if c.root == nil {
		return "1=0", nil
	}
	w := writer{dialect: d}
	c.root.write(&w)
	return w.sql.String(), w.args
}
