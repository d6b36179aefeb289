package iam

import "haike/internal/platform/fault"

// Every fault code of this room.
var (
	// ErrWrongCredentials: unknown login, wrong password, disabled or invited user; nobody learns which.
	ErrWrongCredentials = fault.Define(fault.Unauthenticated, "iam.wrong_credentials")
	// ErrWrongCode: the second factor's code is wrong, or was used before.
	ErrWrongCode = fault.Define(fault.Unauthenticated, "iam.wrong_code")
	// ErrLoginExpired: the time to enter the second factor has passed; start again with the password.
	ErrLoginExpired = fault.Define(fault.Unauthenticated, "iam.login_expired")
	// ErrThrottled: too many failures; parameter retry_after in seconds.
	ErrThrottled = fault.Define(fault.Limited, "iam.throttled")
	// ErrBusy: too many logins at this moment; parameter retry_after in seconds.
	ErrBusy = fault.Define(fault.Unavailable, "iam.busy")
	// ErrPasswordExpired: the password is older than the policy allows; send a new one with the login.
	ErrPasswordExpired = fault.Define(fault.Forbidden, "iam.password_expired")
	// ErrWrongPassword: the signed-in user's own password, asked again, is wrong.
	ErrWrongPassword = fault.Define(fault.Forbidden, "iam.wrong_password")
	// ErrLinkInvalid: the link to set a password is unknown, used or too old.
	ErrLinkInvalid = fault.Define(fault.Invalid, "iam.link_invalid")

	// ErrGrantExceedsOwn: the caller lacks what the role grants or the other user holds; parameter permission names one such.
	ErrGrantExceedsOwn = fault.Define(fault.Forbidden, "iam.grant_exceeds_own")
	// ErrOwnRoles: nobody changes their own roles, or a role that they hold.
	ErrOwnRoles = fault.Define(fault.Forbidden, "iam.own_roles")
	// ErrOwnAccount: nobody disables their own account, makes a link to set their
	// own password, or takes their own second factor away without the password.
	ErrOwnAccount = fault.Define(fault.Forbidden, "iam.own_account")
	// ErrLastAdministrator: afterwards nobody could administer the installation.
	ErrLastAdministrator = fault.Define(fault.Conflict, "iam.last_administrator")
	// ErrUserDisabled: the user must be enabled first.
	ErrUserDisabled = fault.Define(fault.Conflict, "iam.user_disabled")

	// ErrRoleLocked: the administrator role never changes.
	ErrRoleLocked = fault.Define(fault.Forbidden, "iam.role_locked")
	// ErrRoleBuiltin: a built-in role has no name of its own and stays.
	ErrRoleBuiltin = fault.Define(fault.Forbidden, "iam.role_builtin")
	// ErrRoleInUse: users still hold the role; parameter users is their number.
	ErrRoleInUse = fault.Define(fault.Conflict, "iam.role_in_use")

	// ErrSecondFactorOn: a second factor is set up already.
	ErrSecondFactorOn = fault.Define(fault.Conflict, "iam.second_factor_on")
	// ErrSecondFactorOff: no second factor is set up or being set up.
	ErrSecondFactorOff = fault.Define(fault.Conflict, "iam.second_factor_off")
	// ErrSecondFactorRequired: the security policy demands a second factor.
	ErrSecondFactorRequired = fault.Define(fault.Forbidden, "iam.second_factor_required")
	// ErrTooManyTokens: the user has as many tokens as allowed; parameter max.
	ErrTooManyTokens = fault.Define(fault.Conflict, "iam.too_many_tokens")
)

// Codes of field errors that only this room uses.
const (
	FieldPasswordCommon   = "password_common"   // on the list of common passwords, or a simple pattern
	FieldPasswordPersonal = "password_personal" // made of the login, the name or the company's name
	FieldPasswordClasses  = "password_classes"  // params: min, of letters' cases, digits, others
	FieldPasswordReused   = "password_reused"   // params: last
	FieldWrongPassword    = "wrong_password"    // one's own password, asked again
	FieldWrongCode        = "wrong_code"        // the code of a second factor being set up
	FieldPast             = "past"              // a time that must lie ahead
)
