// Package dbtest gives a test the same fresh, migrated database on both
// engines. A missing PostgreSQL fails the test, unless HAIKE_TEST_POSTGRES=skip
// says that the developer knows. HAIKE_TEST_POSTGRES may hold the URL of a
// server to use (its role must be allowed to create databases); otherwise the
// installed server is started in a temporary folder for the time of the test
// program, as an unprivileged user, without a network port.
package dbtest
