package calendar

import (
	"encoding/json"
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestParseDate(t *testing.T) {
	for _, text := range []string{"2026-11-21", "2024-02-29", "0001-01-01", "9999-12-31"} {
		if d, err := ParseDate(text); err != nil || string(d) != text {
			t.Errorf("%s: %v", text, err)
		}
	}
	for _, text := range []string{"", "2026-2-1", "2026-02-29", "2026-13-01", "0000-01-01", "2026-11-21 ", "20261121", "-001-01-01", "2026/11/21", "２０２６-11-21"} {
		if _, err := ParseDate(text); !errors.Is(err, ErrDate) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestDateArithmetic(t *testing.T) {
	if got := NewDate(2026, 2, 30); got != "" {
		t.Error(got)
	}
	if got := Date("2026-12-31").AddDays(1); got != "2027-01-01" {
		t.Error(got)
	}
	if got := lastDate.AddDays(1); got != "" {
		t.Error(got)
	}
	var zero Date
	if zero.Valid() || zero.AddDays(3) != "" || zero.Year() != 0 || zero.Month() != 0 || zero.DaysSince("2026-01-01") != 0 {
		t.Error("the zero date is no day")
	}
	// 23:30 UTC is already the next day in Shanghai.
	shanghai, err := LoadZone(DefaultZone)
	if err != nil {
		t.Fatal(err)
	}
	if got := DateOf(time.Date(2026, 11, 20, 23, 30, 0, 0, time.UTC), shanghai); got != "2026-11-21" {
		t.Error(got)
	}
}

func TestDateJSON(t *testing.T) {
	var d Date
	if err := json.Unmarshal([]byte(`"2026-11-21"`), &d); err != nil || d != "2026-11-21" {
		t.Error(d, err)
	}
	if err := json.Unmarshal([]byte(`"21.11.2026"`), &d); !errors.Is(err, ErrDate) {
		t.Error(err)
	}
}

func TestDatesCountAndSortLikeDays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := Date("2000-01-01").AddDays(rapid.IntRange(-700_000, 2_900_000).Draw(t, "day"))
		n := rapid.IntRange(-20_000, 20_000).Draw(t, "n")
		e := d.AddDays(n)
		if e == "" {
			t.Skip("out of range")
		}
		if e.DaysSince(d) != n || e.AddDays(-n) != d || (e < d) != (n < 0) {
			t.Fatalf("%s + %d = %s", d, n, e)
		}
		if int(e.Weekday()) != ((int(d.Weekday())+n)%7+7)%7 {
			t.Fatalf("%s is a %s", e, e.Weekday())
		}
	})
}

func TestMinuteText(t *testing.T) {
	for text, want := range map[string]Minute{"00:00": 0, "09:05": 545, "23:59": 1439, "24:00": 1440} {
		var m Minute
		if err := m.UnmarshalText([]byte(text)); err != nil || m != want || m.String() != text {
			t.Errorf("%s: %d %v", text, m, err)
		}
	}
	for _, text := range []string{"", "9:05", "24:01", "12:60", "noon"} {
		var m Minute
		if err := m.UnmarshalText([]byte(text)); !errors.Is(err, ErrHours) {
			t.Errorf("%q: %v", text, err)
		}
	}
	var h OfficeHours
	data, err := json.Marshal(DefaultHours())
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &h); err != nil || h.Weekly[1][1].From.String() != "13:30" || h.Validate() != nil {
		t.Error(string(data), err)
	}
}
