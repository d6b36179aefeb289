package refdata

import (
	"fmt"
	"strings"
)

// Level says how deep a region lies.
type Level string

// The levels of regions.
const (
	Province Level = "province" // 省, 自治区, 直辖市, 特别行政区
	City     Level = "city"     // 地级市, 自治州, 盟; also the groups 市辖区 and 县
	District Level = "district" // 区, 县, 县级市; towns where a city has no districts
)

// Region is one administrative region.
type Region struct {
	Code   string `json:"code"`
	Name   string `json:"name"`
	NameEN string `json:"name_en,omitempty"` // provinces only
	Parent string `json:"parent,omitempty"`  // code; none for provinces
	Level  Level  `json:"level"`
	// Group marks a city-level entry that only groups districts, such as 市辖区 of
	// a municipality: codes need it, people do not read it.
	Group bool `json:"group,omitempty"`
}

// Regions is the tree of all regions. It is immutable.
type Regions struct {
	byCode   map[string]Region
	children map[string][]Region // by the parent's code, "" for provinces; by code
}

// LoadRegions reads the embedded regions.
func LoadRegions() (*Regions, error) {
	rows, err := lines("regions", regionsTSV, 2)
	if err != nil {
		return nil, err
	}
	r := &Regions{byCode: make(map[string]Region, len(rows)), children: map[string][]Region{}}
	for _, row := range rows {
		region := newRegion(row[0], row[1])
		if _, twice := r.byCode[region.Code]; twice {
			return nil, fmt.Errorf("region %s stands twice", region.Code)
		}
		if _, known := r.byCode[region.Parent]; !known && region.Level != Province {
			return nil, fmt.Errorf("region %s has no parent", region.Code)
		}
		r.byCode[region.Code] = region
		r.children[region.Parent] = append(r.children[region.Parent], region)
	}
	return r, nil
}

// newRegion derives level and parent from the code.
func newRegion(code, name string) Region {
	region := Region{Code: code, Name: name}
	switch prefix := Prefix(code); len(prefix) {
	case 2:
		region.Level, region.NameEN = Province, provincesEN[prefix]
	case 4:
		region.Level, region.Parent = City, code[:2]+"0000"
		region.Group = name == "市辖区" || name == "县" || strings.HasSuffix(name, "直辖县级行政区划")
	default:
		region.Level, region.Parent = District, code[:4]+"00"
	}
	return region
}

// Prefix returns the significant digits of a region's code: 31 for 310000, 3101 for
// 310100, the whole code for a district. All regions within it, and no others, have
// codes that start so. It is "" for what cannot be a code.
func Prefix(code string) string {
	switch {
	case len(code) != 6 && len(code) != 9, strings.Trim(code, "0123456789") != "":
		return ""
	case len(code) == 6 && code[2:] == "0000":
		return code[:2]
	case len(code) == 6 && code[4:] == "00":
		return code[:4]
	}
	return code
}

// Find returns a region by code. Faults: ErrRegion.
func (r *Regions) Find(code string) (Region, error) {
	region, ok := r.byCode[code]
	if !ok {
		return Region{}, ErrRegion.With("value", code)
	}
	return region, nil
}

// Children returns the regions directly within one, by code; the provinces for "".
func (r *Regions) Children(code string) []Region {
	return append([]Region(nil), r.children[code]...)
}

// Chain returns a region and those around it, the province first; none for an
// unknown code.
func (r *Regions) Chain(code string) []Region {
	var chain []Region
	for region, ok := r.byCode[code]; ok; region, ok = r.byCode[region.Parent] {
		chain = append([]Region{region}, chain...)
	}
	return chain
}

// Contains reports whether the region inner is outer or lies within it.
func (r *Regions) Contains(outer, inner string) bool {
	_, known := r.byCode[inner]
	_, area := r.byCode[outer]
	return known && area && strings.HasPrefix(inner, Prefix(outer))
}

// Path returns a region as people read it, "上海 / 浦东新区": the province in short,
// groups left out. It is "" for an unknown code.
func (r *Regions) Path(code string) string {
	var names []string
	for _, region := range r.Chain(code) {
		switch {
		case region.Level == Province:
			names = append(names, short(region.Name))
		case !region.Group:
			names = append(names, region.Name)
		}
	}
	return strings.Join(names, " / ")
}

// short returns the everyday name of a province.
func short(name string) string {
	for _, kind := range []string{"维吾尔自治区", "壮族自治区", "回族自治区", "自治区", "特别行政区", "省", "市"} {
		if rest, ok := strings.CutSuffix(name, kind); ok {
			return rest
		}
	}
	return name
}

// Resolve finds the region that a text names from the province down, as imports and
// addresses do: "广东省深圳市南山区科技园", "上海 / 浦东新区", "广东 深圳". Cities may lack
// 市 at their end. It returns the deepest region found and the rest of the text.
// Faults: ErrRegion when not even the province is recognised.
func (r *Regions) Resolve(text string) (region Region, rest string, err error) {
	rest = trimSeparators(text)
	for {
		next, after, ok := r.step(region.Code, rest)
		if !ok {
			break
		}
		region, rest = next, trimSeparators(after)
	}
	if region.Code == "" {
		return Region{}, text, ErrRegion.With("value", text)
	}
	return region, rest, nil
}

func trimSeparators(text string) string { return strings.TrimLeft(text, " \t/／-－—,，、>·") }

// step finds the child of a region with the longest name that starts the text,
// looking through groups.
func (r *Regions) step(code, text string) (found Region, after string, ok bool) {
	best := 0
	for _, child := range r.children[code] {
		if child.Group {
			if inner, rest, hit := r.step(child.Code, strings.TrimPrefix(text, child.Name)); hit && len(text)-len(rest) > best {
				found, after, best = inner, rest, len(text)-len(rest)
			}
			continue
		}
		if n := matched(child, text); n > best {
			found, after, best = child, text[n:], n
		}
	}
	return found, after, best > 0
}

// matched returns how many bytes of the text name the region.
func matched(region Region, text string) int {
	names := []string{region.Name}
	switch region.Level {
	case Province:
		names = append(names, short(region.Name))
	case City:
		names = append(names, strings.TrimSuffix(region.Name, "市"))
	case District: // by its whole name alone
	}
	for _, name := range names {
		if strings.HasPrefix(text, name) {
			return len(name)
		}
	}
	return 0
}

// provincesEN holds the names of the provinces in English by their two digits, in
// everyday spelling.
var provincesEN = map[string]string{
	"11": "Beijing", "12": "Tianjin", "13": "Hebei", "14": "Shanxi", "15": "Inner Mongolia",
	"21": "Liaoning", "22": "Jilin", "23": "Heilongjiang", "31": "Shanghai", "32": "Jiangsu",
	"33": "Zhejiang", "34": "Anhui", "35": "Fujian", "36": "Jiangxi", "37": "Shandong",
	"41": "Henan", "42": "Hubei", "43": "Hunan", "44": "Guangdong", "45": "Guangxi",
	"46": "Hainan", "50": "Chongqing", "51": "Sichuan", "52": "Guizhou", "53": "Yunnan",
	"54": "Tibet", "61": "Shaanxi", "62": "Gansu", "63": "Qinghai", "64": "Ningxia",
	"65": "Xinjiang", "71": "Taiwan", "81": "Hong Kong", "82": "Macao",
}
