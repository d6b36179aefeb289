// Package pinyin orders Chinese names as people expect them in a list: by
// sound, syllable by syllable, with the readings that surnames and places have.
//
// Owns: sort keys. Does not own: searching by pinyin, which compares syllables
// and initials, nor names in Latin letters, which sort as they are written.
package pinyin
