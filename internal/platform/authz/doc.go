// Package authz decides what an actor may do and which rows it may see.
//
// Owns: actors, permissions, levels, scopes. Does not own: users, roles and
// their grants (room iam), nor which column holds an owner (each room).
//
// A permission is granted at a level. Levels of reading and writing are data
// scopes: own records, those of the team, of the team and all below it, or all.
// A Scope is a value that every read of an owned table takes; its zero value
// shows nothing. Outside the scope a record does not exist (404, the same
// answer as for a missing one); inside the scope of reading but not of the
// operation it is forbidden (403).
package authz
