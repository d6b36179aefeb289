// Package app is the composition root: the only place that knows all rooms. It
// opens the database, builds every room with what it needs, mounts their
// operations, subscribes their handlers, schedules their jobs, and runs the
// server. It holds no rule of its own.
package app
