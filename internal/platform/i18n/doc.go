// Package i18n turns a key and parameters into text in the user's language.
//
// Owns: the locales, the message syntax, the catalog loaded from package
// locales, the choice of a locale for a request. Does not own: the texts
// (locales/), which fault means what (fault, the rooms), formats of money and
// dates (money, calendar, the web app).
//
// Messages are a subset of ICU MessageFormat, the same for server and web app:
//
//	{name}                                     text as it is, a number as {n, number}
//	{n, number}                                grouped, at most three decimals: 1,234.5
//	{n, plural, =0{none} one{# day} other{# days}}
//	{kind, select, lead{…} other{…}}
//	''                                         an apostrophe; 'it''s {literal}' quotes braces
//
// plural and select need a case other; # inside plural is the number. As in ICU,
// an apostrophe quotes only before a brace, or # inside plural, so that don't
// needs no care. Chinese only has the plural category other, English one and
// other; exact cases (=0) go first. Offsets, ordinals, dates and skeletons are
// refused. Years and record numbers are passed as text, or they would be grouped.
// testdata/messages.json holds cases that both formatters pass.
//
// Depends on: std, locales.
package i18n
