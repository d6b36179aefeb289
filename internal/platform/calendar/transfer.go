package calendar

import (
	"bytes"
	_ "embed"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"haike/internal/platform/fault"
)

// maxImport bounds a holiday file; a full year takes about 20 kB.
const maxImport = 1 << 20

//go:embed data/cn.json
var shipped []byte

// yearFile is a year as it is written to JSON: the format of import, export and
// the shipped data.
type yearFile struct {
	Year   int     `json:"year"`
	Source *Source `json:"source,omitempty"`
	Days   []row   `json:"days"`
}

// row is one line before it is checked.
type row struct {
	Date   string `json:"date"`
	Kind   string `json:"kind"`
	Name   string `json:"name"`
	NameEN string `json:"name_en,omitempty"`
}

// China returns the official years that ship with the program, oldest first.
func China() ([]Year, error) {
	var files []json.RawMessage
	if err := json.Unmarshal(shipped, &files); err != nil {
		return nil, fmt.Errorf("shipped holidays: %w", err)
	}
	years := make([]Year, 0, len(files))
	for _, file := range files {
		year, err := ParseJSON(bytes.NewReader(file))
		if err != nil {
			return nil, fmt.Errorf("shipped holidays: %w", err)
		}
		years = append(years, year)
	}
	return years, nil
}

// ParseJSON reads a year written as
//
//	{"year": 2026, "source": {"title", "document", "published", "url"},
//	 "days": [{"date": "2026-01-01", "kind": "holiday", "name": "元旦", "name_en": "New Year's Day"}]}
//
// source and name_en may be missing; an unknown key is refused. Faults: ErrImport
// with a field days[i].column for each wrong entry.
func ParseJSON(r io.Reader) (Year, error) {
	var file yearFile
	dec := json.NewDecoder(io.LimitReader(r, maxImport))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&file); err != nil {
		return Year{}, ErrImport.WithField("file", fault.FieldFormat).Wrap(err)
	}
	b := builder{year: file.Year}
	b.checkYear()
	for i, r := range file.Days {
		b.add(r, fault.Field{Path: fmt.Sprintf("days[%d]", i)})
	}
	year, err := b.result()
	if err == nil && file.Source != nil {
		year.Source = *file.Source
	}
	return year, err
}

// ParseCSV reads the days of a year from lines of date,kind,name and optionally
// name_en, in any column order under a header line. kind is holiday or makeup,
// or in Chinese 放假 or 上班. Faults: ErrImport with a field lines[n].column for
// each wrong line, counted as an editor counts them, and n as parameter "line".
func ParseCSV(r io.Reader, year int) (Year, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxImport))
	if err != nil {
		return Year{}, ErrImport.WithField("file", fault.FieldFormat).Wrap(err)
	}
	lines := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(data, []byte("\ufeff"))))
	lines.FieldsPerRecord = -1
	lines.TrimLeadingSpace = true
	b := builder{year: year}
	b.checkYear()
	header, err := lines.Read()
	if err != nil {
		return Year{}, ErrImport.WithField("file", fault.FieldRequired).Wrap(err)
	}
	columns := b.columns(header)
	for columns != nil && b.readLine(lines, columns) {
	}
	return b.result()
}

// builder gathers the days of a year and everything that is wrong with them.
type builder struct {
	year  int
	days  map[Date]Day
	wrong []fault.Field
}

func (b *builder) checkYear() {
	b.days = map[Date]Day{}
	if b.year < 1 || b.year > 9999 {
		b.wrong = append(b.wrong, fault.Field{Path: "year", Code: fault.FieldRange, Meta: map[string]any{"min": 1, "max": 9999}})
	}
}

// columns maps the header's names to positions, nil when it cannot be used.
func (b *builder) columns(header []string) map[string]int {
	found := map[string]int{}
	before := len(b.wrong)
	for i, name := range header {
		name = strings.ToLower(strings.TrimSpace(name))
		if !slices.Contains([]string{"date", "kind", "name", "name_en"}, name) {
			b.refuse(fault.Field{Path: "lines[1]." + name, Code: fault.FieldUnknown}, 1, name)
		}
		found[name] = i
	}
	for _, name := range []string{"date", "kind", "name"} {
		if _, ok := found[name]; !ok {
			b.refuse(fault.Field{Path: "lines[1]." + name, Code: fault.FieldRequired}, 1, "")
		}
	}
	if len(b.wrong) > before {
		return nil
	}
	return found
}

// readLine adds the next line; false at the end of the file.
func (b *builder) readLine(lines *csv.Reader, columns map[string]int) bool {
	record, err := lines.Read()
	if errors.Is(err, io.EOF) {
		return false
	}
	if err != nil {
		at := 0
		var broken *csv.ParseError
		if errors.As(err, &broken) {
			at = broken.StartLine
		}
		b.refuse(fault.Field{Path: fmt.Sprintf("lines[%d]", at), Code: fault.FieldFormat}, at, "")
		return false
	}
	cell := func(name string) string {
		if i, ok := columns[name]; ok && i < len(record) {
			return strings.TrimSpace(record[i])
		}
		return ""
	}
	line, _ := lines.FieldPos(0)
	place := fault.Field{Path: fmt.Sprintf("lines[%d]", line), Meta: map[string]any{"line": line}}
	b.add(row{cell("date"), cell("kind"), cell("name"), cell("name_en")}, place)
	return true
}

// refuse notes a wrong place of a file.
func (b *builder) refuse(field fault.Field, line int, value string) {
	field.Meta = map[string]any{"line": line, "value": value}
	b.wrong = append(b.wrong, field)
}

// add checks one entry; place tells where it stands.
func (b *builder) add(r row, place fault.Field) {
	date, err := ParseDate(r.Date)
	kind := kindOf(r.Kind)
	_, twice := b.days[date]
	checks := []struct {
		bad                 bool
		column, code, value string
	}{
		{err != nil, "date", fault.FieldFormat, r.Date},
		{err == nil && date.Year() != b.year, "date", fault.FieldRange, r.Date},
		{err == nil && twice, "date", fault.FieldDuplicate, r.Date},
		{!kind.Valid(), "kind", fault.FieldOption, r.Kind},
		{r.Name == "", "name", fault.FieldRequired, ""},
		{len([]rune(r.Name)) > 100, "name", fault.FieldTooLong, ""},
		{len([]rune(r.NameEN)) > 100, "name_en", fault.FieldTooLong, ""},
	}
	for _, c := range checks {
		if c.bad {
			field := fault.Field{Path: place.Path + "." + c.column, Code: c.code, Meta: b.params(c.code, c.value)}
			if line, ok := place.Meta["line"]; ok {
				field.Meta["line"] = line
			}
			b.wrong = append(b.wrong, field)
		}
	}
	b.days[date] = Day{Date: date, Kind: kind, Name: r.Name, NameEN: r.NameEN}
}

// params returns the parameters that the field code's message needs, and the value.
func (b *builder) params(code, value string) map[string]any {
	switch code {
	case fault.FieldRange:
		return map[string]any{"value": value, "min": string(NewDate(b.year, 1, 1)), "max": string(NewDate(b.year, 12, 31))}
	case fault.FieldTooLong:
		return map[string]any{"max": 100}
	}
	return map[string]any{"value": value}
}

// kindOf reads a kind, also in Chinese.
func kindOf(text string) Kind {
	switch text {
	case "放假":
		return Holiday
	case "上班":
		return Makeup
	}
	return Kind(strings.ToLower(text))
}

func (b *builder) result() (Year, error) {
	if len(b.wrong) > 0 {
		return Year{}, ErrImport.WithFields(b.wrong...)
	}
	return Year{Year: b.year, Days: b.days}, nil
}

// MarshalJSON writes the year in the format that ParseJSON reads, days in order.
func (y Year) MarshalJSON() ([]byte, error) {
	file := yearFile{Year: y.Year, Days: make([]row, 0, len(y.Days))}
	if y.Source != (Source{}) {
		file.Source = &y.Source
	}
	for _, d := range y.Days {
		file.Days = append(file.Days, row{string(d.Date), string(d.Kind), d.Name, d.NameEN})
	}
	slices.SortFunc(file.Days, func(a, b row) int { return strings.Compare(a.Date, b.Date) })
	return json.Marshal(file)
}

// UnmarshalJSON reads what ParseJSON reads. Faults: ErrImport.
func (y *Year) UnmarshalJSON(data []byte) error {
	year, err := ParseJSON(bytes.NewReader(data))
	if err == nil {
		*y = year
	}
	return err
}
