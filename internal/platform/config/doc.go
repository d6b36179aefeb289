// Package config is the one list of settings: command line flags and HAIKE_*
// variables, their defaults, help texts and checks.
//
// Owns: which settings exist and when a combination makes sense. Does not own:
// what a setting does; that is the package's that receives it.
//
// A wrong setting is one line that names the flag and the variable and says
// what to do. Values that may hold a password never appear in it.
package config
