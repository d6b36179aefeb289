package condition_test

import (
	"fmt"
	"strings"
	"testing"

	"haike/internal/platform/condition"
	"haike/internal/platform/db"
	"haike/internal/platform/dbtest"
)

// Plain comparisons are served by plain indexes on both engines, those on
// custom fields by an index on their Expression. On PostgreSQL the text columns
// are declared with COLLATE "C", as the package asks.
func TestIndexesServe(t *testing.T) {
	level, tier := customField("level", condition.TypeNumber), customField("tier", condition.TypeEnum)
	reg := registry(t, level, tier)
	served := []string{
		`{"field":"stage","op":"eq","value":"won"}`,
		`{"field":"stage","op":"in","value":["won","lead"]}`,
		`{"all":[{"field":"owner","op":"eq","value":"me"},{"not":{"field":"stage","op":"eq","value":"won"}}]}`,
		`{"field":"owner","op":"in","value":[1,2,3]}`,
		`{"field":"due","op":"this_week"}`,
		`{"field":"due","op":"older_than_days","value":30}`,
		`{"field":"seen","op":"last_days","value":7}`,
		`{"field":"name","op":"starts_with","value":"海"}`,
		`{"field":"region","op":"within","value":["310000","330100"]}`,
		`{"field":"custom.level","op":"gte","value":3}`,
		`{"field":"custom.tier","op":"in","value":["won","lead"]}`,
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ddl := strings.ReplaceAll(tableOf(d.Dialect()), "und-x-icu", "C")
		indexes := []string{
			"(stage)", "(owner)", "(due)", "(seen)", "(name)", "(region)",
			"(" + level.Expression(d.Dialect()) + ")", "(" + tier.Expression(d.Dialect()) + ")",
		}
		asked := served
		if d.Dialect() == db.Postgres {
			indexes = append(indexes, "USING gin (kinds jsonb_path_ops)")
			asked = append(asked, `{"field":"kinds","op":"has_any","value":["vip"]}`, `{"field":"kinds","op":"has_all","value":["vip","key"]}`)
		}
		write(t, d, func(tx *db.Tx) error {
			_, err := tx.Exec(t.Context(), ddl)
			for i, on := range indexes {
				if err == nil {
					_, err = tx.Exec(t.Context(), fmt.Sprintf("CREATE INDEX subject_%d ON subject %s", i, on))
				}
			}
			return err
		})
		for _, tree := range asked {
			c := bind(t, reg, tree)
			if plan := explain(t, d, c); !strings.Contains(plan, "Index Cond") && !strings.Contains(plan, "SEARCH subject USING") {
				sql, _ := c.SQL(d.Dialect())
				t.Errorf("%s\n%s\n%s", tree, sql, plan)
			}
		}
	})
}

// explain returns the plan that the engine would choose for a table too large to scan.
func explain(t *testing.T, d *db.DB, c condition.Condition) string {
	t.Helper()
	where, args := c.SQL(d.Dialect())
	var lines []string
	write(t, d, func(tx *db.Tx) (err error) {
		if d.Dialect() == db.Postgres {
			if _, err := tx.Exec(t.Context(), "SET LOCAL enable_seqscan = off"); err != nil {
				return err
			}
			lines, err = db.All(t.Context(), tx, db.Value[string], "EXPLAIN SELECT id FROM subject WHERE "+where, args...)
			return err
		}
		step := func(s db.Scanner) (detail string, err error) {
			var id, parent, unused int
			err = s.Scan(&id, &parent, &unused, &detail)
			return detail, err
		}
		lines, err = db.All(t.Context(), tx, step, "EXPLAIN QUERY PLAN SELECT id FROM subject WHERE "+where, args...)
		return err
	})
	return strings.Join(lines, "\n")
}
