package condition

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"haike/internal/platform/db"
)

// Type is what a field holds. It decides the operators, the form of operands
// and the storage.
type Type string

// The types. A number is an int64 scaled by a fixed count of decimals and not a
// float or an engine's decimal: sums and comparisons are then exact and equal
// in Go, SQLite and PostgreSQL.
const (
	TypeText      Type = "text"       // TEXT that holds TextKey of what was typed
	TypeNumber    Type = "number"     // BIGINT scaled by 10^Scale; operands are plain decimals
	TypeMoney     Type = "money"      // BIGINT minor units
	TypePercent   Type = "percent"    // BIGINT basis points
	TypeBool      Type = "bool"       // BOOLEAN
	TypeDate      Type = "date"       // TEXT YYYY-MM-DD
	TypeDatetime  Type = "datetime"   // BIGINT Unix microseconds UTC
	TypeEnum      Type = "enum"       // TEXT, one of Options
	TypeMultiEnum Type = "multi_enum" // JSON array of Options
	TypeUser      Type = "user"       // BIGINT user id; knows "me" and "my_team"
	TypeRef       Type = "ref"        // BIGINT id of another record; a RefTeam knows "my_team"
	TypeRegion    Type = "region"     // TEXT, six digits of GB/T 2260
	TypeTags      Type = "tags"       // JSON array of TextKeys
)

// RefTeam is the Ref of a field that names a team.
const RefTeam = "team"

// MaxScale bounds the decimals of a number.
const MaxScale = 6

// Field is one thing that conditions can ask about.
type Field struct {
	Key     string   // name on the wire: owner, custom.budget
	Type    Type     //
	Source  Source   // where SQL finds it
	Options []Option // of enum and multi-enum, retired ones included while records hold them
	Scale   int      // decimals of a number
	Ref     string   // of a ref: what the id names (team, pool, product)
	Label   string   // of a custom field; built-in ones are named by the message catalog
}

// Option is one choice of an enum.
type Option struct {
	Code  string `json:"code"`
	Label string `json:"label,omitempty" doc:"Name of a choice that the company defined; others are in the message catalog."`
}

// Source is where SQL finds a field.
type Source struct{ sql, member string }

// Column reads a column or another SQL expression without placeholders, as the
// programmer writes it: never pass what a user typed. Qualify a list's column with
// its table, for SQLite's json_each brings columns of its own (value, type). A text that is not a text
// column with binary order must not be the source of a text, date or region.
func Column(sql string) Source { return Source{sql: sql} }

// JSON reads one member of a JSON object column (TEXT with json_valid on SQLite,
// JSONB on PostgreSQL): a custom field. A member of the wrong JSON type counts
// as missing, so that a changed definition never breaks a stored condition.
func JSON(column, member string) Source { return Source{sql: column, member: member} }

// Registry is a set of fields. It never changes once made.
type Registry struct {
	order  []string
	fields map[string]Field
}

// New returns a registry of the built-in fields of one kind of record. Its
// errors are mistakes of the program.
func New(fields ...Field) (*Registry, error) {
	return (&Registry{}).With(fields...)
}

// With returns a registry that has custom fields too.
func (r *Registry) With(fields ...Field) (*Registry, error) {
	more := &Registry{order: slices.Clone(r.order), fields: maps.Clone(r.fields)}
	if more.fields == nil {
		more.fields = map[string]Field{}
	}
	for _, field := range fields {
		if err := field.check(); err != nil {
			return nil, fmt.Errorf("condition: field %q: %w", field.Key, err)
		}
		if _, twice := more.fields[field.Key]; twice {
			return nil, fmt.Errorf("condition: field %q is defined twice", field.Key)
		}
		more.order = append(more.order, field.Key)
		more.fields[field.Key] = field
	}
	return more, nil
}

// Visible returns the registry as one caller may see it. To that caller the
// other fields do not exist: a condition on one fails exactly like a misspelt name.
func (r *Registry) Visible(may func(Field) bool) *Registry {
	seen := &Registry{fields: map[string]Field{}}
	for _, key := range r.order {
		if field := r.fields[key]; may(field) {
			seen.order = append(seen.order, key)
			seen.fields[key] = field
		}
	}
	return seen
}

// Fields returns the fields in the order of their definition.
func (r *Registry) Fields() []Field {
	fields := make([]Field, 0, len(r.order))
	for _, key := range r.order {
		fields = append(fields, r.fields[key])
	}
	return fields
}

// Expression is the SQL that reads the field, as SQL writes it: an index on
// this expression serves the field's conditions.
func (f Field) Expression(d db.Dialect) string {
	switch {
	case f.Source.member != "":
		return jsonMember(d, f.Source, f.Type.kind())
	case columnName.MatchString(f.Source.sql):
		return f.Source.sql
	default:
		return "(" + f.Source.sql + ")"
	}
}

func (f Field) hasOption(code string) bool {
	return slices.ContainsFunc(f.Options, func(o Option) bool { return o.Code == code })
}

// What the SQL text may contain of a field: names are written into the
// statement, so that indexes match, and are therefore narrow.
var (
	fieldKey   = regexp.MustCompile(`^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$`)
	columnName = regexp.MustCompile(`^[a-z_][a-z0-9_]*(\.[a-z_][a-z0-9_]*)?$`)
	memberName = regexp.MustCompile(`^[a-z][a-z0-9_]{0,62}$`)
)

func (f Field) check() error {
	isEnum := f.Type == TypeEnum || f.Type == TypeMultiEnum
	switch {
	case !fieldKey.MatchString(f.Key):
		return fmt.Errorf("bad key")
	case f.Type.kind() == missing:
		return fmt.Errorf("unknown type %q", f.Type)
	case f.Source.sql == "" || strings.ContainsAny(f.Source.sql, "?;"):
		return fmt.Errorf("bad source %q", f.Source.sql)
	case f.Source.member != "" && (!columnName.MatchString(f.Source.sql) || !memberName.MatchString(f.Source.member)):
		return fmt.Errorf("bad JSON source %q, %q", f.Source.sql, f.Source.member)
	case isEnum != (len(f.Options) > 0) || f.hasOption(""):
		return fmt.Errorf("options belong to enums, and enums need them, each with a code")
	case f.Scale < 0 || f.Scale > MaxScale || f.Scale > 0 && f.Type != TypeNumber:
		return fmt.Errorf("bad scale %d", f.Scale)
	case (f.Ref != "") != (f.Type == TypeRef):
		return fmt.Errorf("a ref, and only a ref, says what it names")
	}
	return nil
}

// kind is how values of the type are stored; missing for an unknown type.
func (t Type) kind() kind {
	switch t {
	case TypeText, TypeDate, TypeEnum, TypeRegion:
		return kindText
	case TypeNumber, TypeMoney, TypePercent, TypeDatetime, TypeUser, TypeRef:
		return kindNumber
	case TypeBool:
		return kindBool
	case TypeMultiEnum, TypeTags:
		return kindList
	default:
		return missing
	}
}
