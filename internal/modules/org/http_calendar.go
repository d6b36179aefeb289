package org

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"haike/internal/platform/calendar"
	"haike/internal/platform/fault"
	"haike/internal/platform/httpx"
	"haike/internal/platform/refdata"
)

type intervalBody struct {
	From string `json:"from" pattern:"^([01][0-9]|2[0-3]):[0-5][0-9]$" example:"09:00"`
	To   string `json:"to" pattern:"^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$" example:"12:00"`
}

// weekBody holds the hours of each weekday; a day without any is not a working day.
type weekBody struct {
	Monday    []intervalBody `json:"monday" nullable:"false" maxItems:"10"`
	Tuesday   []intervalBody `json:"tuesday" nullable:"false" maxItems:"10"`
	Wednesday []intervalBody `json:"wednesday" nullable:"false" maxItems:"10"`
	Thursday  []intervalBody `json:"thursday" nullable:"false" maxItems:"10"`
	Friday    []intervalBody `json:"friday" nullable:"false" maxItems:"10"`
	Saturday  []intervalBody `json:"saturday" nullable:"false" maxItems:"10"`
	Sunday    []intervalBody `json:"sunday" nullable:"false" maxItems:"10"`
}

// days returns the weekdays' lists in the order of time.Weekday.
func (w *weekBody) days() [7]*[]intervalBody {
	return [7]*[]intervalBody{&w.Sunday, &w.Monday, &w.Tuesday, &w.Wednesday, &w.Thursday, &w.Friday, &w.Saturday}
}

func weekOf(h calendar.OfficeHours) weekBody {
	var w weekBody
	for day, into := range w.days() {
		*into = mapAll(h.Weekly[day], func(in calendar.Interval) intervalBody {
			return intervalBody{in.From.String(), in.To.String()}
		})
	}
	return w
}

func (w weekBody) hours() (calendar.OfficeHours, error) {
	var h calendar.OfficeHours
	for day, intervals := range w.days() {
		for _, in := range *intervals {
			var read calendar.Interval
			if err := read.From.UnmarshalText([]byte(in.From)); err != nil {
				return h, err
			}
			if err := read.To.UnmarshalText([]byte(in.To)); err != nil {
				return h, err
			}
			h.Weekly[day] = append(h.Weekly[day], read)
		}
	}
	return h, nil
}

func weekdayName(d time.Weekday) string { return strings.ToLower(d.String()) }

// makeupDay returns the weekday whose hours make-up days have: the one named, or
// else the first working day from Monday on.
func makeupDay(name string, h calendar.OfficeHours) time.Weekday {
	for i := range 7 {
		day := time.Weekday((i + 1) % 7)
		if name == weekdayName(day) || name == "" && len(h.Weekly[day]) > 0 {
			return day
		}
	}
	return time.Monday
}

// renamed gives the fields of a fault about office hours the names of the wire.
func renamed(err error) error {
	f := fault.As(err)
	if f == nil || len(f.Fields) == 0 {
		return err
	}
	c := *f
	c.Fields = nil
	for _, field := range f.Fields {
		var day, index int
		if n, _ := fmt.Sscanf(field.Path, "weekly[%d][%d]", &day, &index); n == 2 {
			field.Path = fmt.Sprintf("hours.%s[%d]", weekdayName(time.Weekday(day)), index)
		} else if field.Path == "weekly" {
			field.Path = "hours"
		}
		c.Fields = append(c.Fields, field)
	}
	return &c
}

type hoursBody struct {
	ValidFrom string   `json:"valid_from" format:"date"`
	Hours     weekBody `json:"hours"`
	MakeupAs  string   `json:"makeup_as"`
}

type sourceBody struct {
	Title     string `json:"title,omitempty"`
	Number    string `json:"number,omitempty" doc:"Document number 发文字号."`
	Published string `json:"published,omitempty"`
	URL       string `json:"url,omitempty"`
	Origin    string `json:"origin" enum:"shipped,imported,edited"`
}

type yearBody struct {
	Year   int         `json:"year"`
	Known  bool        `json:"known" doc:"false: the official notice is not loaded, the weekly pattern and edited days alone count."`
	Edited int         `json:"edited" doc:"Days edited by hand."`
	Source *sourceBody `json:"source,omitempty"`
}

type dayBody struct {
	Date   string `json:"date" format:"date"`
	Kind   string `json:"kind" enum:"holiday,workday"`
	Name   string `json:"name"`
	NameEN string `json:"name_en,omitempty"`
	Edited bool   `json:"edited"`
}

type yearDaysBody struct {
	Year   int       `json:"year"`
	Known  bool      `json:"known"`
	Days   []dayBody `json:"days" nullable:"false"`
	Normal []string  `json:"normal" nullable:"false" doc:"Days that are official holidays or workdays but edited to be what the weekly pattern says."`
}

type calendarBody struct {
	Zone     string       `json:"zone"`
	Hours    weekBody     `json:"hours" doc:"Office hours that hold today."`
	MakeupAs string       `json:"makeup_as" doc:"The weekday whose hours a make-up workday has, unless its own weekday has some."`
	Upcoming []hoursBody  `json:"upcoming_hours" nullable:"false" doc:"Office hours that hold from a later day on."`
	Years    []yearBody   `json:"years" nullable:"false"`
	Year     yearDaysBody `json:"year"`
	Version  int64        `json:"version"`
}

type calendarIn struct {
	Year int `query:"year" minimum:"2000" maximum:"2100" doc:"The present year if absent."`
}

func (s *Service) readCalendar(ctx context.Context, year int) (*answer[calendarBody], error) {
	w, err := s.WorkCalendar(ctx)
	if err != nil {
		return nil, err
	}
	zone, err := calendar.LoadZone(w.Zone)
	if err != nil {
		return nil, err
	}
	today := calendar.DateOf(s.DB.Clock().Now(), zone)
	if year == 0 {
		year = today.Year()
	}
	out := &answer[calendarBody]{}
	out.Body.Zone, out.Body.Version = w.Zone, w.Version
	now := w.HoursOn(today)
	out.Body.Hours, out.Body.MakeupAs = weekOf(now.OfficeHours), weekdayName(now.MakeupAs)
	out.Body.Upcoming = []hoursBody{}
	for _, h := range w.Hours {
		if h.ValidFrom > today {
			out.Body.Upcoming = append(out.Body.Upcoming, hoursBody{string(h.ValidFrom), weekOf(h.OfficeHours), weekdayName(h.MakeupAs)})
		}
	}
	out.Body.Years = mapAll(w.Status(year), yearBodyOf)
	out.Body.Year = yearDays(w, year)
	return out, nil
}

func yearBodyOf(y YearStatus) yearBody {
	wire := yearBody{Year: y.Year, Known: y.Known, Edited: y.Edited}
	if y.Origin != "" {
		wire.Source = &sourceBody{y.Source.Title, y.Source.Document, string(y.Source.Published), y.Source.URL, string(y.Origin)}
	}
	return wire
}

func yearDays(w WorkCalendar, year int) yearDaysBody {
	edited := map[calendar.Date]bool{}
	body := yearDaysBody{Year: year, Normal: []string{}}
	for _, e := range w.Edits {
		edited[e.Date] = true
		if e.Kind == DayNormal && e.Date.Year() == year {
			body.Normal = append(body.Normal, string(e.Date))
		}
	}
	for _, y := range w.Status(year) {
		if y.Year == year {
			body.Known = y.Known
		}
	}
	body.Days = mapAll(w.DaysOf(year), func(d calendar.Day) dayBody {
		return dayBody{string(d.Date), string(KindOf(d.Kind)), d.Name, d.NameEN, edited[d.Date]}
	})
	return body
}

type hoursSet struct {
	Hours     weekBody `json:"hours"`
	MakeupAs  string   `json:"makeup_as,omitempty" enum:"monday,tuesday,wednesday,thursday,friday,saturday,sunday" doc:"The first working day from Monday on if absent."`
	ValidFrom string   `json:"valid_from,omitempty" format:"date" doc:"Today if absent; never earlier."`
}

type hoursIn struct {
	httpx.Match
	Body hoursSet
}

func (in *hoursIn) input() (Hours, error) {
	h, err := in.Body.Hours.hours()
	h.MakeupAs = makeupDay(in.Body.MakeupAs, h)
	return Hours{ValidFrom: calendar.Date(in.Body.ValidFrom), OfficeHours: h}, err
}

type daySet struct {
	Kind string `json:"kind" enum:"holiday,workday,normal"`
	Name string `json:"name,omitempty" doc:"Required unless normal."`
}

type dayIn struct {
	httpx.Match
	Date string `path:"date" format:"date"`
	Body daySet
}

type importSource struct {
	Title     string `json:"title,omitempty"`
	Number    string `json:"number,omitempty"`
	Published string `json:"published,omitempty"`
	URL       string `json:"url,omitempty"`
}

type importBody struct {
	Year   int          `json:"year" minimum:"2000" maximum:"2100"`
	Format string       `json:"format" enum:"csv,json"`
	Text   string       `json:"text" maxLength:"1000000" doc:"csv: lines of date,kind,name[,name_en] under a header; kind is holiday or makeup, 放假 or 上班."`
	Source importSource `json:"source,omitempty"`
}

type importIn struct {
	DryRun bool `query:"dry_run" doc:"Only read the file and show what it says."`
	Body   importBody
}

func (in *importIn) input() YearImport {
	src := in.Body.Source
	return YearImport{
		Year: in.Body.Year, Format: ImportFormat(in.Body.Format), Text: in.Body.Text,
		Source: calendar.Source{Title: src.Title, Document: src.Number, Published: calendar.Date(src.Published), URL: src.URL},
	}
}

type importResult struct {
	Year    int       `json:"year"`
	Days    int       `json:"days"`
	DryRun  bool      `json:"dry_run"`
	Preview []dayBody `json:"preview" nullable:"false" doc:"The days of the file, in order."`
}

func importedOf(y calendar.Year, dryRun bool) *answer[importResult] {
	out := &answer[importResult]{}
	out.Body.Year, out.Body.Days, out.Body.DryRun = y.Year, len(y.Days), dryRun
	out.Body.Preview = yearDays(WorkCalendar{Imported: []calendar.Year{y}}, y.Year).Days
	return out
}

func (s *Service) mountCalendar(r *httpx.Router) {
	httpx.Register(r, httpx.Op{ID: "calendar-get", Method: http.MethodGet, Path: "/calendar", Summary: "Office hours, holidays and their sources", Tag: tag, Permission: httpx.SignedIn},
		func(ctx context.Context, in *calendarIn) (*answer[calendarBody], error) {
			return s.readCalendar(ctx, in.Year)
		})
	httpx.Register(r, httpx.Op{ID: "calendar-hours-set", Method: http.MethodPut, Path: "/calendar/hours", Summary: "Set office hours from a day on", Tag: tag, Permission: PermCalendarWrite},
		func(ctx context.Context, in *hoursIn) (*answer[calendarBody], error) {
			version, err := in.Version()
			if err != nil {
				return nil, err
			}
			hours, err := in.input()
			if err != nil {
				return nil, err
			}
			if err := s.SetHours(ctx, hours, version); err != nil {
				return nil, renamed(err)
			}
			return s.readCalendar(ctx, 0)
		})
	httpx.Register(r, httpx.Op{ID: "calendar-day-set", Method: http.MethodPut, Path: "/calendar/days/{date}", Summary: "Edit a day", Tag: tag, Permission: PermCalendarWrite},
		func(ctx context.Context, in *dayIn) (*answer[calendarBody], error) {
			version, err := in.Version()
			if err != nil {
				return nil, err
			}
			edit := DayEdit{Date: calendar.Date(in.Date), Kind: DayKind(in.Body.Kind), Name: in.Body.Name}
			if err := s.EditDay(ctx, edit, version); err != nil {
				return nil, err
			}
			return s.readCalendar(ctx, edit.Date.Year())
		})
	httpx.Register(r, httpx.Op{ID: "calendar-import", Method: http.MethodPost, Path: "/calendar/import", Summary: "Import the holidays of a year", Tag: tag, Permission: PermCalendarWrite, Retryable: true},
		func(ctx context.Context, in *importIn) (*answer[importResult], error) {
			read := s.ImportYear
			if in.DryRun {
				read = s.PreviewYear
			}
			year, err := read(ctx, in.input())
			return importedOf(year, in.DryRun), err
		})
}

// --- reference data ---

type regionBody struct {
	Code   string `json:"code" doc:"GB/T 2260."`
	Name   string `json:"name"`
	NameEN string `json:"name_en,omitempty"`
	Level  string `json:"level" enum:"province,city,district"`
	Parent string `json:"parent,omitempty"`
	Path   string `json:"path" doc:"The name with those around it, as people read it."`
	Leaf   bool   `json:"leaf" doc:"Whether there is nothing within it."`
}

type regionsIn struct {
	Parent string `query:"parent" maxLength:"9" doc:"Regions directly within this one; the provinces if absent."`
	Query  string `query:"q" maxLength:"50" doc:"Search all regions by part of the name or the start of the code; at most 50."`
}

func (s *Service) mountReference(r *httpx.Router) {
	httpx.Register(r, httpx.Op{ID: "region-list", Method: http.MethodGet, Path: "/regions", Summary: "Administrative regions", Tag: tag, Permission: httpx.SignedIn},
		func(_ context.Context, in *regionsIn) (*answer[list[regionBody]], error) {
			found := regionsWithin(s.Regions, in.Parent)
			if text := strings.TrimSpace(in.Query); text != "" {
				found = findRegions(s.Regions, text)
			}
			return listOf(mapAll(found, s.regionBodyOf)), nil
		})
	httpx.Register(r, httpx.Op{ID: "industry-list", Method: http.MethodGet, Path: "/industries", Summary: "Industries, each section before its divisions", Tag: tag, Permission: httpx.SignedIn},
		func(context.Context, *struct{}) (*answer[list[refdata.Industry]], error) {
			return listOf(s.Industries.All()), nil
		})
	httpx.Register(r, httpx.Op{ID: "language-list", Method: http.MethodGet, Path: "/languages", Summary: "Languages, common ones first", Tag: tag, Permission: httpx.SignedIn},
		func(context.Context, *struct{}) (*answer[list[refdata.Language]], error) {
			return listOf(s.Languages.All()), nil
		})
}

func (s *Service) regionBodyOf(r refdata.Region) regionBody {
	return regionBody{r.Code, r.Name, r.NameEN, string(r.Level), r.Parent, s.Regions.Path(r.Code), len(s.Regions.Children(r.Code)) == 0}
}
