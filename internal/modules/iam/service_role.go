package iam

import (
	"context"
	"strings"

	"haike/internal/platform/authz"
	"haike/internal/platform/db"
	"haike/internal/platform/event"
	"haike/internal/platform/fault"
	"haike/internal/platform/idem"
)

// SyncPermissions makes the built-in roles and gives them the default grants of
// permissions that this installation has not seen before. What administrators
// have changed since stays. Run it at every start, before serving.
func (s *Service) SyncPermissions(ctx context.Context) error {
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		roles, err := s.store.ensureBuiltins(ctx, tx)
		if err != nil {
			return err
		}
		for _, p := range s.catalog.list {
			isNew, err := s.store.markSeen(ctx, tx, p.Key)
			if err != nil {
				return err
			}
			if isNew {
				s.grantDefaults(tx, roles, p)
			}
		}
		s.forgetActors(tx)
		return nil
	})
}

func (s *Service) grantDefaults(tx *db.Tx, roles map[authz.Builtin]int64, p authz.Permission) {
	for _, key := range authz.Builtins() {
		level := p.Defaults[key]
		if key != authz.Administrator && level != authz.None && p.Permits(level) {
			s.store.addGrant(tx, roles[key], p.Key, level)
		}
	}
}

// PermissionList lists every permission of the installation. Errors: common.forbidden.
func (s *Service) PermissionList(ctx context.Context) ([]authz.Permission, error) {
	if _, err := authz.Require(ctx, PermRoleRead); err != nil {
		return nil, err
	}
	return s.catalog.list, nil
}

// Roles lists all roles; their grants only for those who may read them.
// Errors: common.unauthenticated.
func (s *Service) Roles(ctx context.Context) ([]Role, error) {
	actor, err := authz.From(ctx)
	if err != nil || actor.Kind == authz.KindAnonymous {
		return nil, fault.ErrUnauthenticated
	}
	roles, err := s.store.roles(ctx, s.DB.Read(), nil)
	if err != nil {
		return nil, err
	}
	mayRead := authz.ScopeOf(ctx, PermRoleRead).Level() != authz.None
	for i := range roles {
		roles[i].Grants = s.effective(roles[i])
		if !mayRead {
			roles[i].Grants = nil
		}
	}
	return roles, nil
}

// Role reads one role. Errors: common.forbidden, common.not_found.
func (s *Service) Role(ctx context.Context, id int64) (Role, error) {
	if _, err := authz.Require(ctx, PermRoleRead); err != nil {
		return Role{}, err
	}
	return s.readRole(ctx, s.DB.Read(), id)
}

func (s *Service) readRole(ctx context.Context, r db.Reader, id int64) (Role, error) {
	role, err := s.store.role(ctx, r, id)
	role.Grants = s.effective(role)
	return role, err
}

// CreateRole makes a custom role.
// Errors: common.forbidden, common.invalid, iam.grant_exceeds_own.
func (s *Service) CreateRole(ctx context.Context, in RoleInput) (Role, error) {
	actor, err := s.roleWriter(ctx)
	if err != nil {
		return Role{}, err
	}
	in.Name, in.Grants = strings.TrimSpace(in.Name), compact(in.Grants)
	var c fault.Check
	checkRoleName(&c, in.Name)
	s.catalog.check(&c, in.Grants)
	if err := c.Err(); err != nil {
		return Role{}, err
	}
	if err := withinOwn(actor, in.Grants); err != nil {
		return Role{}, err
	}
	done, err := idem.Run(ctx, s.DB, func(tx *db.Tx) (created, error) {
		id, err := s.store.insertRole(ctx, tx, in.Name)
		if err != nil {
			return created{}, err
		}
		s.store.setGrants(tx, id, in.Grants)
		return created{id}, s.record(ctx, tx, RoleCreated{RoleID: id, Grants: in.Grants.Names()}, event.Change{Field: "name", New: textOrNil(in.Name)})
	})
	if err != nil {
		return Role{}, err
	}
	return s.readRole(ctx, s.DB.Read(), done.ID)
}

func (s *Service) roleWriter(ctx context.Context) (authz.Actor, error) {
	if _, err := authz.Require(ctx, PermRoleWrite); err != nil {
		return authz.Actor{}, err
	}
	return authz.From(ctx)
}

// UpdateRole changes a role's name (custom roles only) and grants.
// Errors: common.forbidden, common.not_found, common.stale, common.invalid,
// iam.role_locked, iam.role_builtin, iam.own_roles, iam.grant_exceeds_own.
func (s *Service) UpdateRole(ctx context.Context, id, version int64, p RolePatch) (Role, error) {
	actor, err := s.roleWriter(ctx)
	if err != nil {
		return Role{}, err
	}
	var after Role
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		old, err := s.lockedRole(ctx, tx, id, version)
		if err != nil {
			return err
		}
		next, err := s.patched(old, p)
		if err != nil {
			return err
		}
		if err := old.changeable(actor, next.Grants); err != nil {
			return err
		}
		if err := s.saveRole(ctx, tx, old, next); err != nil {
			return err
		}
		after, err = s.readRole(ctx, tx, id)
		return err
	})
	return after, err
}

func (s *Service) lockedRole(ctx context.Context, tx *db.Tx, id, version int64) (Role, error) {
	if err := s.store.lockRole(ctx, tx, id); err != nil {
		return Role{}, err
	}
	role, err := s.store.role(ctx, tx, id)
	if err == nil && role.Version != version {
		err = fault.ErrStale.With("version", role.Version)
	}
	return role, err
}

func (s *Service) patched(old Role, p RolePatch) (Role, error) {
	next := old
	var c fault.Check
	if p.Name != nil {
		if old.Key != "" {
			return old, ErrRoleBuiltin
		}
		next.Name = strings.TrimSpace(*p.Name)
		checkRoleName(&c, next.Name)
	}
	if p.Grants != nil {
		next.Grants = compact(*p.Grants)
		s.catalog.check(&c, next.Grants)
	}
	return next, c.Err()
}

func (s *Service) saveRole(ctx context.Context, tx *db.Tx, old, next Role) error {
	if n, err := s.store.updateRole(ctx, tx, next); err != nil || n == 0 {
		if err == nil {
			err = fault.ErrStale
		}
		return err
	}
	diff := changedGrants(old.Grants, next.Grants)
	fields, changes := differences(change{"name", old.Name, next.Name})
	if len(diff) > 0 {
		s.store.setGrants(tx, next.ID, next.Grants)
		fields = append(fields, "grants")
	}
	for key, level := range diff {
		changes = append(changes, event.Change{Field: "grants." + key, Old: textOrNil(old.Grants[key].String()), New: textOrNil(level.String())})
	}
	s.forgetActors(tx)
	if len(fields) == 0 {
		return nil
	}
	return s.record(ctx, tx, RoleChanged{RoleID: next.ID, Fields: fields, Grants: diff.Names()}, changes...)
}

// DeleteRole removes a custom role that nobody holds.
// Errors: common.forbidden, common.not_found, common.stale, iam.role_builtin,
// iam.role_locked, iam.own_roles, iam.grant_exceeds_own, iam.role_in_use.
func (s *Service) DeleteRole(ctx context.Context, id, version int64) error {
	actor, err := s.roleWriter(ctx)
	if err != nil {
		return err
	}
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		role, err := s.lockedRole(ctx, tx, id, version)
		if err != nil {
			return err
		}
		if err := role.changeable(actor, Grants{}); err != nil {
			return err
		}
		if role.Key != "" {
			return ErrRoleBuiltin
		}
		holders, err := s.store.holders(ctx, tx, id)
		if err != nil {
			return err
		}
		if holders > 0 {
			return ErrRoleInUse.With("users", holders)
		}
		if err := s.store.deleteRole(ctx, tx, id, version); err != nil {
			return err
		}
		return s.record(ctx, tx, RoleDeleted{RoleID: id}, event.Change{Field: "name", Old: textOrNil(role.Name)})
	})
}
