package backup

import "haike/internal/platform/authz"

// PermManage allows to create, verify, download and delete backups.
const PermManage = "backup.manage"

// Permissions declares what a role may allow here. A backup holds all data, so
// nobody but the administrator has it from the start.
func Permissions() []authz.Permission {
	return []authz.Permission{{Key: PermManage, Scoped: false}}
}
