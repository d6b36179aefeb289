package page_test

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"haike/internal/platform/db"
	"haike/internal/platform/dbtest"
	"haike/internal/platform/page"
)

type row struct {
	id   int64
	name *string
	n    int64
}

func order(desc bool) page.Order {
	return page.Order{Name: fmt.Sprint("test", desc), Columns: []page.Column{
		{Expr: "name", Text: true, Desc: desc, Nullable: true}, {Expr: "n", Desc: !desc}, {Expr: "id"},
	}}
}

// want sorts in memory as the order says: nulls last, then by n the other way round.
func want(rows []row, desc bool) []int64 {
	sorted := slices.Clone(rows)
	sign := 1
	if desc {
		sign = -1
	}
	slices.SortFunc(sorted, func(a, b row) int {
		switch {
		case a.name == nil && b.name != nil:
			return 1
		case a.name != nil && b.name == nil:
			return -1
		case a.name != nil && *a.name != *b.name:
			return sign * cmp.Compare(*a.name, *b.name)
		}
		return cmp.Or(-sign*cmp.Compare(a.n, b.n), cmp.Compare(a.id, b.id))
	})
	ids := []int64{}
	for _, r := range sorted {
		ids = append(ids, r.id)
	}
	return ids
}

// Pages of any size put together are the whole list, in order, without repetition.
func TestPagesMakeUpTheList(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		rapid.Check(t, func(rt *rapid.T) {
			rows := rapid.SliceOfN(rapid.Custom(func(rt *rapid.T) row {
				r := row{n: rapid.Int64Range(0, 2).Draw(rt, "n")}
				if name := rapid.SampledFrom([]string{"", "a", "b", "null"}).Draw(rt, "name"); name != "null" {
					r.name = &name
				}
				return r
			}), 1, 15).Draw(rt, "rows")
			for i := range rows {
				rows[i].id = int64(i + 1)
			}
			desc, size := rapid.Bool().Draw(rt, "desc"), rapid.IntRange(1, 5).Draw(rt, "size")
			if got := walk(rt, d, rows, order(desc), size); !slices.Equal(got, want(rows, desc)) {
				rt.Fatalf("%v, want %v", got, want(rows, desc))
			}
		})
	})
}

func walk(rt *rapid.T, d *db.DB, rows []row, o page.Order, size int) []int64 {
	source, args := "", []any{}
	for i, r := range rows {
		if i > 0 {
			source += " UNION ALL "
		}
		source += "SELECT CAST(? AS BIGINT) AS id, CAST(? AS TEXT) AS name, CAST(? AS BIGINT) AS n"
		args = append(args, r.id, r.name, r.n)
	}
	ids, cursor := []int64{}, ""
	for range len(rows) + 1 {
		where, more, err := o.After(cursor)
		if err != nil {
			rt.Fatal(err)
		}
		query := "SELECT id, name, n FROM (" + source + ") t WHERE " + where + " ORDER BY " + o.SQL() + " LIMIT ?"
		list, err := db.All(rt.Context(), d.Read(), func(s db.Scanner) (row, error) {
			var r row
			err := s.Scan(&r.id, &r.name, &r.n)
			return r, err
		}, query, append(append(slices.Clone(args), more...), size+1)...)
		if err != nil {
			rt.Fatal(err)
		}
		p := page.Cut(list, size, func(r row) string {
			if r.name == nil {
				return o.Cursor(nil, r.n, r.id)
			}
			return o.Cursor(*r.name, r.n, r.id)
		})
		for _, r := range p.Items {
			ids = append(ids, r.id)
		}
		if cursor = p.Next; cursor == "" {
			return ids
		}
	}
	rt.Fatal("the list does not end")
	return nil
}

func TestForeignCursorsAreRefused(t *testing.T) {
	good := order(true).Cursor("a", int64(1), int64(2))
	if _, _, err := order(true).After(good); err != nil {
		t.Fatal(err)
	}
	other := page.Order{Name: "test true", Columns: order(true).Columns[:2]}
	for _, bad := range []string{
		"x", "!!", good[:len(good)-3], order(false).Cursor("a", int64(1), int64(2)),
		other.Cursor("a", int64(1)), order(true).Cursor("a", nil, int64(1)), order(true).Cursor("a", 1.5, int64(1)), order(true).Cursor("a", []int{1}, int64(1)),
		order(true).Cursor("a", "1", int64(1)), order(true).Cursor(int64(1), int64(1), int64(1)), order(true).Cursor("a\x00", int64(1), int64(1)),
	} {
		if _, _, err := order(true).After(bad); !errors.Is(err, page.ErrBadCursor) {
			t.Errorf("%s: %v", bad, err)
		}
	}
}

// A page in the depth must not read the list from its beginning.
func TestAPageBeginsInTheIndexAtTheCursor(t *testing.T) {
	o := page.Order{Name: "log", Columns: []page.Column{{Expr: "e.type", Text: true, Desc: true}, {Expr: "e.id", Desc: true}}}
	where, args, err := o.After(o.Cursor("m", int64(5)))
	if err != nil {
		t.Fatal(err)
	}
	query := "SELECT e.id FROM event_log e WHERE " + where + " ORDER BY " + o.SQL() + " LIMIT 50"
	for engine, want := range map[db.Dialect]struct{ explain, plan string }{
		db.SQLite:   {"EXPLAIN QUERY PLAN ", "event_log_type (type<?)"},
		db.Postgres: {"EXPLAIN ", "Index Cond: (type <= 'm'::text)"},
	} {
		t.Run(string(engine), func(t *testing.T) {
			d := dbtest.Open(t, engine)
			var plan strings.Builder
			err := d.Snapshot(t.Context(), func(r db.Reader) error {
				if engine == db.Postgres { // an empty table is not worth an index
					if _, err := db.One(t.Context(), r, db.Value[string], "SELECT set_config('enable_seqscan', 'off', true) || set_config('enable_sort', 'off', true) || set_config('enable_bitmapscan', 'off', true)"); err != nil {
						return err
					}
				}
				rows, err := r.Query(t.Context(), want.explain+query, args...)
				if err != nil {
					return err
				}
				defer func() { _ = rows.Close() }()
				for rows.Next() {
					var a, b, c any
					var line string
					dest := []any{&a, &b, &c, &line}
					if engine == db.Postgres {
						dest = []any{&line}
					}
					if err := rows.Scan(dest...); err != nil {
						return err
					}
					plan.WriteString(line + "\n")
				}
				return rows.Err()
			})
			if err != nil || !strings.Contains(plan.String(), want.plan) || strings.Contains(plan.String(), "TEMP B-TREE") {
				t.Fatalf("%v\n%s", err, plan.String())
			}
		})
	}
}
