package refdata

import (
	"fmt"
	"strings"
)

// Industry is a section (门类, code A to T) or division (大类, code 01 to 97) of GB/T 4754-2017.
type Industry struct {
	Code   string `json:"code"`
	Name   string `json:"name"`
	NameEN string `json:"name_en"`          // this project's translation
	Parent string `json:"parent,omitempty"` // the section of a division
}

// Industries is the classification. It is immutable.
type Industries struct {
	byCode map[string]Industry
	all    []Industry
}

// LoadIndustries reads the embedded classification.
func LoadIndustries() (*Industries, error) {
	rows, err := lines("industries", industriesTSV, 3)
	if err != nil {
		return nil, err
	}
	in := &Industries{byCode: make(map[string]Industry, len(rows))}
	section := ""
	for _, row := range rows {
		industry := Industry{Code: row[0], Name: row[1], NameEN: row[2]}
		if len(industry.Code) == 1 {
			section = industry.Code
		} else {
			industry.Parent = section
		}
		if _, twice := in.byCode[industry.Code]; twice {
			return nil, fmt.Errorf("industry %s stands twice", industry.Code)
		}
		in.byCode[industry.Code] = industry
		in.all = append(in.all, industry)
	}
	return in, nil
}

// All returns sections and divisions, each section before its divisions.
func (in *Industries) All() []Industry { return append([]Industry(nil), in.all...) }

// Find returns an industry by code: "I", "65" or, as companies write it, "I65".
// Faults: ErrIndustry.
func (in *Industries) Find(code string) (Industry, error) {
	key := strings.ToUpper(strings.TrimSpace(code))
	section := ""
	if len(key) == 3 {
		section, key = key[:1], key[1:]
	}
	industry, ok := in.byCode[key]
	if !ok || section != "" && industry.Parent != section {
		return Industry{}, ErrIndustry.With("value", code)
	}
	return industry, nil
}

// Contains reports whether the industry inner is outer or one of its divisions.
func (in *Industries) Contains(outer, inner string) bool {
	industry, known := in.byCode[inner]
	return known && (inner == outer || industry.Parent != "" && industry.Parent == outer)
}
