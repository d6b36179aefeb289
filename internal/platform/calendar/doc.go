// Package calendar knows which days and hours are working time, and counts in them.
//
// Owns: the date type, working days (weekly pattern, holidays, make-up days 调休),
// office hours, the three units of time limits, periods (week, month, quarter,
// fiscal year), and the official Chinese holiday years that ship with the program.
// Does not own: the company's own calendar rows (room org), texts shown to users
// (locales), the present time (clock).
//
// Units of time, as the rules of the rooms name them:
//
//   - wh: office hours. The count runs only within office hours of working days.
//   - wd: working days. A day is 24 hours that do not run on non-working days: the
//     same time of day on a later working day. What starts on a non-working day
//     starts when the next working day begins, and so ends when a working day
//     ends; therefore something that starts later never has the earlier deadline.
//   - d: calendar days in the company's zone, up to the close of that day or, if
//     the rule says so, of the next working day.
//
// A year whose holidays are not loaded is counted by the weekly pattern alone
// and reported as unknown in every result; a caller must show that plainly.
//
// Holidays come from the yearly notices of the General Office of the State
// Council; each shipped year names its notice. Years that are not yet announced
// are not guessed: import them (ParseCSV, ParseJSON) once published.
//
// Depends on: std, fault.
package calendar
