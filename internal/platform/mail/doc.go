// Package mail sends messages to people through one SMTP server.
//
// Owns: the connection to the server, the form of a message on the wire, and
// that nothing a user typed can add a header or a recipient. Does not own: what
// a message says, to whom it goes, or trying again; rooms send from a job.
package mail
