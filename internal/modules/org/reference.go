package org

import (
	"strings"

	"haike/internal/platform/refdata"
)

// maxRegionHits bounds a search: more than these nobody reads.
const maxRegionHits = 50

// regionsWithin returns the regions directly within one, the provinces for "".
// Entries that only group districts are replaced by what they group.
func regionsWithin(all *refdata.Regions, parent string) []refdata.Region {
	list := []refdata.Region{}
	for _, r := range all.Children(parent) {
		if r.Group {
			list = append(list, regionsWithin(all, r.Code)...)
			continue
		}
		list = append(list, r)
	}
	return list
}

// findRegions returns regions whose name contains the text or whose code starts
// with it, larger ones first, at most maxRegionHits.
func findRegions(all *refdata.Regions, text string) []refdata.Region {
	hits := []refdata.Region{}
	level := regionsWithin(all, "")
	for len(level) > 0 && len(hits) < maxRegionHits {
		var next []refdata.Region
		for _, r := range level {
			english := r.NameEN != "" && strings.Contains(strings.ToLower(r.NameEN), strings.ToLower(text))
			if english || strings.Contains(r.Name, text) || strings.HasPrefix(r.Code, text) {
				hits = append(hits, r)
			}
			next = append(next, regionsWithin(all, r.Code)...)
		}
		level = next
	}
	return hits[:min(len(hits), maxRegionHits)]
}
