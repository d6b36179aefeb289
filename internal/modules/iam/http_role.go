package iam

import (
	"context"
	"net/http"
	"strings"

	"haike/internal/platform/authz"
	"haike/internal/platform/fault"
	"haike/internal/platform/httpx"
)

type permissionOut struct {
	Key    string   `json:"key"`
	Room   string   `json:"room"`
	Scoped bool     `json:"scoped"`
	Levels []string `json:"levels"`
}

func wirePermission(p authz.Permission) permissionOut {
	room, _, _ := strings.Cut(p.Key, ".")
	out := permissionOut{Key: p.Key, Room: room, Scoped: p.Scoped, Levels: []string{}}
	for level := authz.None; level <= authz.All; level++ {
		if p.Permits(level) {
			out.Levels = append(out.Levels, level.String())
		}
	}
	return out
}

type roleOut struct {
	ID      int64             `json:"id"`
	Key     string            `json:"key,omitempty" doc:"Of a built-in role; its name is in the reader's language."`
	Name    string            `json:"name"`
	Builtin bool              `json:"builtin"`
	Locked  bool              `json:"locked"`
	Grants  map[string]string `json:"grants,omitempty" doc:"Level of every permission granted; only for those who may read roles."`
	Users   int64             `json:"users" doc:"How many users hold the role who are not disabled."`
	Version int64             `json:"version"`
}

func wireRole(r Role) roleOut {
	out := roleOut{ID: r.ID, Key: string(r.Key), Name: r.Name, Builtin: r.Key != "", Locked: r.Locked(), Users: r.Users, Version: r.Version}
	if r.Grants != nil {
		out.Grants = r.Grants.Names()
	}
	return out
}

type roleIn struct {
	Body struct {
		Name   string            `json:"name" maxLength:"200"`
		Grants map[string]string `json:"grants" doc:"Permission key to level; what is absent is not granted."`
	}
}

type rolePatchIn struct {
	httpx.RecordAt
	Body struct {
		Name   *string            `json:"name,omitempty" maxLength:"200"`
		Grants *map[string]string `json:"grants,omitempty" doc:"Replaces all grants."`
	}
}

type policyOut struct {
	Profile             string `json:"password_profile" enum:"asvs,dengbao"`
	IdleMinutes         int64  `json:"session_idle_minutes"`
	MaxHours            int64  `json:"session_max_hours"`
	RequireSecondFactor bool   `json:"require_second_factor"`
	Version             int64  `json:"version"`
}

type policyIn struct {
	httpx.Match
	Body struct {
		Profile             string `json:"password_profile" enum:"asvs,dengbao"`
		IdleMinutes         int64  `json:"session_idle_minutes"`
		MaxHours            int64  `json:"session_max_hours"`
		RequireSecondFactor bool   `json:"require_second_factor"`
	}
}

func (s *Service) mountRoles(r *httpx.Router) {
	httpx.Register(r, httpx.Op{ID: "list-permissions", Method: http.MethodGet, Path: "/permissions", Tag: "iam", Permission: PermRoleRead, Summary: "All permissions"}, s.listPermissions)
	httpx.Register(r, httpx.Op{ID: "list-roles", Method: http.MethodGet, Path: "/roles", Tag: "iam", Permission: httpx.SignedIn, Summary: "All roles"}, s.listRoles)
	httpx.Register(r, httpx.Op{
		ID: "create-role", Method: http.MethodPost, Path: "/roles", Tag: "iam", Permission: PermRoleWrite,
		Summary: "Make a role", Status: http.StatusCreated, Retryable: true,
	}, s.postRole)
	httpx.Register(r, httpx.Op{ID: "get-role", Method: http.MethodGet, Path: "/roles/{id}", Tag: "iam", Permission: PermRoleRead, Summary: "One role", Subject: KindRole}, s.getRole)
	httpx.Register(r, httpx.Op{ID: "change-role", Method: http.MethodPatch, Path: "/roles/{id}", Tag: "iam", Permission: PermRoleWrite, Summary: "Change a role", Subject: KindRole}, s.patchRole)
	httpx.Register(r, httpx.Op{
		ID: "delete-role", Method: http.MethodDelete, Path: "/roles/{id}", Tag: "iam", Permission: PermRoleWrite,
		Summary: "Delete a role that nobody holds", Subject: KindRole, Status: http.StatusNoContent,
	}, s.deleteRole)
	httpx.Register(r, httpx.Op{ID: "get-security-policy", Method: http.MethodGet, Path: "/security-policy", Tag: "iam", Permission: PermPolicyRead, Summary: "The security policy"}, s.getPolicy)
	httpx.Register(r, httpx.Op{ID: "set-security-policy", Method: http.MethodPut, Path: "/security-policy", Tag: "iam", Permission: PermPolicyWrite, Summary: "Change the security policy"}, s.putPolicy)
}

func (s *Service) listPermissions(ctx context.Context, _ *empty) (*answer[items[permissionOut]], error) {
	all, err := s.PermissionList(ctx)
	if err != nil {
		return nil, err
	}
	return list(all, wirePermission), nil
}

func (s *Service) listRoles(ctx context.Context, _ *empty) (*answer[items[roleOut]], error) {
	all, err := s.Roles(ctx)
	if err != nil {
		return nil, err
	}
	return list(all, wireRole), nil
}

// grantsOf reads levels by name. Errors: common.invalid.
func grantsOf(names map[string]string) (Grants, error) {
	grants := Grants{}
	var c fault.Check
	for key, name := range names {
		level, ok := authz.ParseLevel(name)
		c.Add(!ok, "grants."+key, fault.FieldOption)
		grants[key] = level
	}
	return grants, c.Err()
}

func roleAnswer(r Role, err error) (*answer[roleOut], error) {
	if err != nil {
		return nil, err
	}
	return &answer[roleOut]{wireRole(r)}, nil
}

func (s *Service) postRole(ctx context.Context, in *roleIn) (*answer[roleOut], error) {
	grants, err := grantsOf(in.Body.Grants)
	if err != nil {
		return nil, err
	}
	return roleAnswer(s.CreateRole(ctx, RoleInput{Name: in.Body.Name, Grants: grants}))
}

func (s *Service) getRole(ctx context.Context, in *httpx.Record) (*answer[roleOut], error) {
	return roleAnswer(s.Role(ctx, in.ID))
}

func (s *Service) patchRole(ctx context.Context, in *rolePatchIn) (*answer[roleOut], error) {
	version, err := in.Version()
	if err != nil {
		return nil, err
	}
	patch := RolePatch{Name: in.Body.Name}
	if in.Body.Grants != nil {
		grants, err := grantsOf(*in.Body.Grants)
		if err != nil {
			return nil, err
		}
		patch.Grants = &grants
	}
	return roleAnswer(s.UpdateRole(ctx, in.ID, version, patch))
}

func (s *Service) deleteRole(ctx context.Context, in *httpx.RecordAt) (*empty, error) {
	version, err := in.Version()
	if err != nil {
		return nil, err
	}
	return &empty{}, s.DeleteRole(ctx, in.ID, version)
}

func (s *Service) getPolicy(ctx context.Context, _ *empty) (*answer[policyOut], error) {
	return policyAnswer(s.Policy(ctx))
}

func (s *Service) putPolicy(ctx context.Context, in *policyIn) (*answer[policyOut], error) {
	version, err := in.Version()
	if err != nil {
		return nil, err
	}
	b := in.Body
	return policyAnswer(s.SetPolicy(ctx, Policy{
		Profile: Profile(b.Profile), IdleMinutes: b.IdleMinutes, MaxHours: b.MaxHours,
		RequireSecondFactor: b.RequireSecondFactor, Version: version,
	}))
}

func policyAnswer(p Policy, err error) (*answer[policyOut], error) {
	if err != nil {
		return nil, err
	}
	return &answer[policyOut]{policyOut{string(p.Profile), p.IdleMinutes, p.MaxHours, p.RequireSecondFactor, p.Version}}, nil
}
