// Package jobs runs work outside requests: later, again after a failure, or on
// a schedule. It is a façade over River, so that rooms know only Handle,
// Enqueue and Every.
//
// Owns: the river_ tables. Does not own: what a job does; a worker is a shallow
// call into a room's service.
//
// A job is enqueued in the transaction of the fact that causes it: it exists
// exactly if the fact does. It runs at least once; workers must be idempotent.
// Each runs as a named system actor with the rights it needs and no more.
package jobs
