package iam

import "haike/internal/platform/event"

// Kinds of subjects of this room's events.
const (
	KindUser   = "user"
	KindRole   = "role"
	KindToken  = "token"
	KindPolicy = "security_policy"
)

func aboutUser(id int64) event.Ref { return event.Ref{Kind: KindUser, ID: id} }
func aboutRole(id int64) event.Ref { return event.Ref{Kind: KindRole, ID: id} }

// aboutPolicy names the one policy.
func aboutPolicy() event.Ref { return event.Ref{Kind: KindPolicy, ID: 1} }

// UserCreated: an account exists, and stands where it says. Later moves are
// the room org's events.
type UserCreated struct {
	UserID    int64   `json:"user_id"`
	RoleIDs   []int64 `json:"role_ids"`
	Invited   bool    `json:"invited"`
	TeamID    int64   `json:"team_id"`    // 0 is none
	ManagerID int64   `json:"manager_id"` // 0 is none
}

// UserChanged: fields of an account changed; their values are in the field history.
type UserChanged struct {
	UserID int64    `json:"user_id"`
	Fields []string `json:"fields"`
}

// UserDisabled: the user cannot sign in any more.
type UserDisabled struct {
	UserID int64 `json:"user_id"`
}

// UserEnabled: the user may sign in again.
type UserEnabled struct {
	UserID int64 `json:"user_id"`
}

// RolesAssigned: the user's roles are now these.
type RolesAssigned struct {
	UserID  int64   `json:"user_id"`
	RoleIDs []int64 `json:"role_ids"`
	Added   []int64 `json:"added"`
	Removed []int64 `json:"removed"`
}

// LoggedIn: a session began.
type LoggedIn struct {
	UserID       int64 `json:"user_id"`
	SessionID    int64 `json:"session_id"`
	SecondFactor bool  `json:"second_factor"`
}

// LoginFailed: a login was refused. UserID is 0 for an unknown login.
type LoginFailed struct {
	UserID int64  `json:"user_id"`
	Reason string `json:"reason"` // credentials, code, expired
}

// LoginThrottled: a login was refused unseen because of earlier failures. It is recorded once per wait.
type LoginThrottled struct {
	UserID int64  `json:"user_id"`
	By     string `json:"by"` // kind of the counter: account, network, code, confirm
}

// LoggedOut: the user ended the session.
type LoggedOut struct {
	UserID    int64 `json:"user_id"`
	SessionID int64 `json:"session_id"`
}

// SessionsEnded: sessions were ended from elsewhere.
type SessionsEnded struct {
	UserID int64  `json:"user_id"`
	Count  int64  `json:"count"`
	Reason string `json:"reason"` // login, user, administrator, password, disabled, second_factor
}

// PasswordChanged: the user has another password.
type PasswordChanged struct {
	UserID int64  `json:"user_id"`
	By     string `json:"by"` // user, link, expiry, administrator
}

// PasswordResetRequested: somebody asked for a link for the account.
type PasswordResetRequested struct {
	UserID int64 `json:"user_id"`
}

// LinkIssued: a link to set the password was made.
type LinkIssued struct {
	UserID int64 `json:"user_id"`
}

// SecondFactorEnabled: logins of the user now need a code.
type SecondFactorEnabled struct {
	UserID int64 `json:"user_id"`
}

// SecondFactorDisabled: logins of the user need no code any more.
type SecondFactorDisabled struct {
	UserID int64 `json:"user_id"`
}

// RecoveryCodeUsed: a recovery code replaced the second factor once.
type RecoveryCodeUsed struct {
	UserID int64 `json:"user_id"`
	Left   int64 `json:"left"`
}

// TokenCreated: a personal API token exists.
type TokenCreated struct {
	TokenID     int64    `json:"token_id"`
	UserID      int64    `json:"user_id"`
	Permissions []string `json:"permissions"`
}

// TokenRevoked: a personal API token is void.
type TokenRevoked struct {
	TokenID int64  `json:"token_id"`
	UserID  int64  `json:"user_id"`
	Reason  string `json:"reason"` // user, disabled
}

// RoleCreated: a custom role exists.
type RoleCreated struct {
	RoleID int64             `json:"role_id"`
	Grants map[string]string `json:"grants"`
}

// RoleChanged: a role's name or grants changed. Grants holds the new levels of those that changed.
type RoleChanged struct {
	RoleID int64             `json:"role_id"`
	Fields []string          `json:"fields"`
	Grants map[string]string `json:"grants,omitempty"`
}

// RoleDeleted: a custom role is gone.
type RoleDeleted struct {
	RoleID int64 `json:"role_id"`
}

// PolicyChanged: the security policy changed.
type PolicyChanged struct {
	Fields []string `json:"fields"`
}

// EventType implements event.Fact.
func (UserCreated) EventType() string { return "iam.user_created" }

// Subject implements event.Fact.
func (f UserCreated) Subject() event.Ref { return aboutUser(f.UserID) }

// EventType implements event.Fact.
func (UserChanged) EventType() string { return "iam.user_changed" }

// Subject implements event.Fact.
func (f UserChanged) Subject() event.Ref { return aboutUser(f.UserID) }

// EventType implements event.Fact.
func (UserDisabled) EventType() string { return "iam.user_disabled" }

// Subject implements event.Fact.
func (f UserDisabled) Subject() event.Ref { return aboutUser(f.UserID) }

// EventType implements event.Fact.
func (UserEnabled) EventType() string { return "iam.user_enabled" }

// Subject implements event.Fact.
func (f UserEnabled) Subject() event.Ref { return aboutUser(f.UserID) }

// EventType implements event.Fact.
func (RolesAssigned) EventType() string { return "iam.roles_assigned" }

// Subject implements event.Fact.
func (f RolesAssigned) Subject() event.Ref { return aboutUser(f.UserID) }

// EventType implements event.Fact.
func (LoggedIn) EventType() string { return "iam.logged_in" }

// Subject implements event.Fact.
func (f LoggedIn) Subject() event.Ref { return aboutUser(f.UserID) }

// EventType implements event.Fact.
func (LoginFailed) EventType() string { return "iam.login_failed" }

// Subject implements event.Fact.
func (f LoginFailed) Subject() event.Ref { return aboutUser(f.UserID) }

// EventType implements event.Fact.
func (LoginThrottled) EventType() string { return "iam.login_throttled" }

// Subject implements event.Fact.
func (f LoginThrottled) Subject() event.Ref { return aboutUser(f.UserID) }

// EventType implements event.Fact.
func (LoggedOut) EventType() string { return "iam.logged_out" }

// Subject implements event.Fact.
func (f LoggedOut) Subject() event.Ref { return aboutUser(f.UserID) }

// EventType implements event.Fact.
func (SessionsEnded) EventType() string { return "iam.sessions_ended" }

// Subject implements event.Fact.
func (f SessionsEnded) Subject() event.Ref { return aboutUser(f.UserID) }

// EventType implements event.Fact.
func (PasswordChanged) EventType() string { return "iam.password_changed" }

// Subject implements event.Fact.
func (f PasswordChanged) Subject() event.Ref { return aboutUser(f.UserID) }

// EventType implements event.Fact.
func (PasswordResetRequested) EventType() string { return "iam.password_reset_requested" }

// Subject implements event.Fact.
func (f PasswordResetRequested) Subject() event.Ref { return aboutUser(f.UserID) }

// EventType implements event.Fact.
func (LinkIssued) EventType() string { return "iam.link_issued" }

// Subject implements event.Fact.
func (f LinkIssued) Subject() event.Ref { return aboutUser(f.UserID) }

// EventType implements event.Fact.
func (SecondFactorEnabled) EventType() string { return "iam.second_factor_enabled" }

// Subject implements event.Fact.
func (f SecondFactorEnabled) Subject() event.Ref { return aboutUser(f.UserID) }

// EventType implements event.Fact.
func (SecondFactorDisabled) EventType() string { return "iam.second_factor_disabled" }

// Subject implements event.Fact.
func (f SecondFactorDisabled) Subject() event.Ref { return aboutUser(f.UserID) }

// EventType implements event.Fact.
func (RecoveryCodeUsed) EventType() string { return "iam.recovery_code_used" }

// Subject implements event.Fact.
func (f RecoveryCodeUsed) Subject() event.Ref { return aboutUser(f.UserID) }

// EventType implements event.Fact.
func (TokenCreated) EventType() string { return "iam.token_created" }

// Subject implements event.Fact.
func (f TokenCreated) Subject() event.Ref { return event.Ref{Kind: KindToken, ID: f.TokenID} }

// EventType implements event.Fact.
func (TokenRevoked) EventType() string { return "iam.token_revoked" }

// Subject implements event.Fact.
func (f TokenRevoked) Subject() event.Ref { return event.Ref{Kind: KindToken, ID: f.TokenID} }

// EventType implements event.Fact.
func (RoleCreated) EventType() string { return "iam.role_created" }

// Subject implements event.Fact.
func (f RoleCreated) Subject() event.Ref { return aboutRole(f.RoleID) }

// EventType implements event.Fact.
func (RoleChanged) EventType() string { return "iam.role_changed" }

// Subject implements event.Fact.
func (f RoleChanged) Subject() event.Ref { return aboutRole(f.RoleID) }

// EventType implements event.Fact.
func (RoleDeleted) EventType() string { return "iam.role_deleted" }

// Subject implements event.Fact.
func (f RoleDeleted) Subject() event.Ref { return aboutRole(f.RoleID) }

// EventType implements event.Fact.
func (PolicyChanged) EventType() string { return "iam.policy_changed" }

// Subject implements event.Fact.
func (PolicyChanged) Subject() event.Ref { return aboutPolicy() }
