// Package apitest generates tests from the API's own description, so that an
// operation added tomorrow is tested tomorrow: who may do what to whose
// records, and what hostile input does.
//
// Owns: the generators. Does not own: the cast, the table of what is allowed,
// the sample of each operation; whoever runs the generators brings these. An
// operation without a sample fails.
//
// Only tests import it.
package apitest
