// Package cli is the command line: it reads flags and variables, calls what
// does the work, and turns an error into one line and an exit code.
//
// Owns: commands, their help, what they print. Does not own: settings (config)
// and any rule; a command is a shallow call.
//
// Exit codes: 0 done, 1 the command failed, 2 the command line is wrong.
package cli
