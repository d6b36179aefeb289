// Package cast is the one cast of people in tests and in the demo company: who
// they are, where they belong and what they cover. All of them are invented, as
// are the company and its addresses under the reserved domain example.
//
// Owns: fixed data, built anew for each caller. Does not own: putting it into a
// database, which takes the rooms' services (app).
//
// The story: 澜岸工业设备 in Hangzhou sells industrial equipment. The sales director
// leads 销售中心 with three regional teams of four reps and a manager each; the
// service team belongs to it too. Depends on: std, authz.
package cast
