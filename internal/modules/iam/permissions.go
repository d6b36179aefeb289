package iam

import "haike/internal/platform/authz"

// The room's permissions.
const (
	PermUserRead    = "iam.user.read"
	PermUserWrite   = "iam.user.write"
	PermRoleRead    = "iam.role.read"
	PermRoleWrite   = "iam.role.write"
	PermPolicyRead  = "iam.policy.read"
	PermPolicyWrite = "iam.policy.write"
	PermAuditRead   = "iam.audit.read"
)

// Permissions declares them with the built-in roles' first grants.
func Permissions() []authz.Permission {
	auditor := map[authz.Builtin]authz.Level{authz.Auditor: authz.All}
	return []authz.Permission{
		{Key: PermUserRead, Scoped: true, Defaults: map[authz.Builtin]authz.Level{authz.Manager: authz.Subtree, authz.Auditor: authz.All}},
		{Key: PermUserWrite, Scoped: true},
		{Key: PermRoleRead, Defaults: auditor},
		{Key: PermRoleWrite},
		{Key: PermPolicyRead, Defaults: auditor},
		{Key: PermPolicyWrite},
		{Key: PermAuditRead, Defaults: auditor},
	}
}
