// Package iam is the room of accounts: who may sign in, and what they may do.
//
// # Owns
//
// Users, their passwords and second factors, sessions, personal API tokens,
// roles and grants, the security policy, links to set a password, the waits
// after failed logins, and the pages on which the audit log is read.
//
// # Does not own
//
// Teams, the reporting line, working hours and the company (room org, which
// places users through PlaceTx); what a permission is about (each room declares
// its own); the event log itself (platform/event); cookies' transport and the
// client's address (platform/httpx).
//
// # Words
//
// A user signs in with a login. An invited user has no password yet. A role is a
// set of grants; a grant is a permission at a level. Built-in roles have a key,
// custom ones a name. The administrator role is locked: it holds every
// permission at its highest level. A link lets its bearer set a password once.
// A challenge is a login that still lacks its second factor. A known network is
// one from which the user has signed in before.
//
// # Tables
//
// iam_user, iam_password_history, iam_role, iam_role_grant, iam_user_role,
// iam_permission_seen, iam_policy, iam_session, iam_challenge, iam_token,
// iam_link, iam_second_factor, iam_recovery_code, iam_throttle,
// iam_known_network.
//
// # Events out
//
// See events.go. Payloads hold ids, codes and names of fields.
//
// # Events in
//
// None.
//
// # Depends on
//
// Platform packages only. What it needs of the room org it takes as functions
// (Deps), because org depends on iam.
package iam
