// Package iam is the room of accounts: who may sign in, and what they may do.
//
// Owns: users, their passwords and second factors, sessions, personal API
// tokens, roles and grants, the security policy, links to set a password, the
// waits after failed logins, and the pages on which the audit log is read.
//
// Does not own: teams, the reporting line, working hours and the company (room
// org, which places users through PlaceTx); what a permission is about (each
// room declares its own); the event log itself (platform/event); transport and
// address of a client (platform/httpx).
//
// Words: a user signs in with a login. An invited user has no password yet. A
// role is a set of grants; a grant is a permission at a level. Built-in roles
// have a key, custom ones a name. The administrator role is locked: it holds
// every permission at its highest level. A link lets its bearer set a password
// once. A challenge is a login that still lacks its second factor. A known
// network is one from which the user has signed in before.
//
// Tables:
// iam_challenge, iam_known_network, iam_link, iam_password_history,
// iam_permission_seen, iam_policy, iam_recovery_code, iam_role, iam_role_grant,
// iam_second_factor, iam_session, iam_throttle, iam_token, iam_user,
// iam_user_role.
//
// Events out:
// iam.link_issued, iam.logged_in, iam.logged_out, iam.login_failed,
// iam.login_throttled, iam.password_changed, iam.password_reset_requested,
// iam.policy_changed, iam.recovery_code_used, iam.role_changed,
// iam.role_created, iam.role_deleted, iam.roles_assigned,
// iam.second_factor_disabled, iam.second_factor_enabled, iam.sessions_ended,
// iam.token_created, iam.token_revoked, iam.user_changed, iam.user_created,
// iam.user_disabled, iam.user_enabled.
//
// Events in: none.
//
// Depends on: authz, condition, db, event, fault, httpx, i18n, idem, jobs, mail,
// page, secret.
//
// What it needs of the room org it takes as functions (Deps), because org
// depends on iam.
package iam
