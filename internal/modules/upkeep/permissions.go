package upkeep

import (
	"haike/internal/platform/authz"
	"haike/internal/platform/backup"
)

// Permissions declares what a role may allow in this room.
func Permissions() []authz.Permission { return backup.Permissions() }
