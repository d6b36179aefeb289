// Package refdata holds the reference data that ships with Haike.
//
// Owns: administrative regions of China by GB/T 2260 code, industries by GB/T
// 4754-2017 (sections and divisions), languages by BCP 47 tag. Does not own:
// currencies (money), holidays (calendar), dictionaries that a company edits
// itself (their rooms), finer industry levels (imported by the company).
//
// Everything is read once with a Load function and then immutable. Origins and
// licences are in the file NOTICE at the root of the repository.
//
// Regions have a code of six digits: 310000 上海市, 440300 深圳市, 310115 浦东新区.
// Four cities without districts (东莞, 中山, 儋州, 嘉峪关) have towns instead, with
// the nine digits of the statistical codes. A region contains another exactly when
// its Prefix starts the other's code, so that a database can ask the same.
//
// Depends on: std, fault.
package refdata
