package iam

import (
	"context"
	"encoding/json"
	"strconv"

	"haike/internal/platform/authz"
	"haike/internal/platform/db"
	"haike/internal/platform/event"
	"haike/internal/platform/page"
)

// Entry is an event with the names that a reader needs.
type Entry struct {
	event.Recorded
	Actor       string // a user's name, or a system actor's
	SubjectName string // where this room knows it
	Changes     []NamedChange
}

// NamedChange is a change with names where the values are ids of users or teams.
type NamedChange struct {
	event.Change
	OldName string
	NewName string
}

// AccessEntry is an access with its actor's name.
type AccessEntry struct {
	event.Access
	Actor       string
	SubjectName string
}

// EventLog lists events, newest first. Reading it is itself in the access log.
// Errors: common.forbidden.
func (s *Service) EventLog(ctx context.Context, f event.Filter) (page.Page[Entry], error) {
	if _, err := authz.Require(ctx, PermAuditRead); err != nil {
		return page.Page[Entry]{}, err
	}
	if err := s.noteAccess(ctx, "audit.events", f); err != nil {
		return page.Page[Entry]{}, err
	}
	limit := f.Limit
	f.Limit++
	found, err := event.Find(ctx, s.DB.Read(), f)
	if err != nil {
		return page.Page[Entry]{}, err
	}
	changes, err := event.Changes(ctx, s.DB.Read(), found)
	if err != nil {
		return page.Page[Entry]{}, err
	}
	entries := make([]Entry, len(found))
	for i, e := range found {
		entries[i] = Entry{Recorded: e, Actor: e.ActorName}
		for _, c := range changes[e.ID] {
			entries[i].Changes = append(entries[i].Changes, NamedChange{Change: c})
		}
	}
	cut := page.Cut(entries, limit, func(last Entry) string { return logOrder().Cursor(last.ID) })
	if err := s.nameEntries(ctx, cut.Items); err != nil {
		return cut, err
	}
	return cut, s.nameChanges(ctx, cut.Items)
}

// AccessLog lists who saw or took out what, newest first. Reading it is itself in it.
// Errors: common.forbidden.
func (s *Service) AccessLog(ctx context.Context, f event.Filter) (page.Page[AccessEntry], error) {
	if _, err := authz.Require(ctx, PermAuditRead); err != nil {
		return page.Page[AccessEntry]{}, err
	}
	if err := s.noteAccess(ctx, "audit.access_log", f); err != nil {
		return page.Page[AccessEntry]{}, err
	}
	limit := f.Limit
	f.Limit++
	found, err := event.Accesses(ctx, s.DB.Read(), f)
	if err != nil {
		return page.Page[AccessEntry]{}, err
	}
	entries := make([]AccessEntry, len(found))
	var ids []int64
	for i, a := range found {
		entries[i] = AccessEntry{Access: a}
		if a.ActorID != nil {
			ids = append(ids, *a.ActorID)
		}
	}
	people, err := s.People(ctx, s.DB.Read(), ids)
	for i, a := range entries {
		if a.ActorID != nil {
			entries[i].Actor = people[*a.ActorID].Name
		}
	}
	return page.Cut(entries, limit, func(last AccessEntry) string { return logOrder().Cursor(last.ID) }), err
}

// EventTypes lists the types of which there are events. Errors: common.forbidden.
func (s *Service) EventTypes(ctx context.Context) ([]string, error) {
	if _, err := authz.Require(ctx, PermAuditRead); err != nil {
		return nil, err
	}
	return event.Types(ctx, s.DB.Read())
}

// logOrder is the order of both logs; event.Filter.Before does its work.
func logOrder() page.Order {
	return page.Order{Name: "log", Columns: []page.Column{{Expr: "id", Desc: true}}}
}

// before reads the cursor of a log. Errors: common.bad_cursor.
func before(cursor string) (int64, error) {
	_, args, err := logOrder().After(cursor)
	if err != nil || len(args) == 0 {
		return 0, err
	}
	id, ok := args[0].(int64)
	if !ok {
		return 0, page.ErrBadCursor
	}
	return id, nil
}

// noteAccess records what was asked for: types, kinds and ids, nothing personal.
func (s *Service) noteAccess(ctx context.Context, action string, f event.Filter) error {
	asked := map[string]any{}
	note := func(set bool, name string, value any) {
		if set {
			asked[name] = value
		}
	}
	note(len(f.Types) > 0, "types", f.Types)
	note(f.ActorID != 0, "actor_id", f.ActorID)
	note(f.SubjectKind != "", "subject_kind", f.SubjectKind)
	note(f.SubjectID != 0, "subject_id", f.SubjectID)
	note(f.Before != 0, "before", f.Before)
	detail, err := json.Marshal(asked)
	if err != nil {
		return err
	}
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		return s.Events.Accessed(ctx, tx, action, event.Ref{Kind: "audit_log"}, string(detail))
	})
}

// nameEntries fills in the names of users and roles.
func (s *Service) nameEntries(ctx context.Context, entries []Entry) error {
	var ids []int64
	for _, e := range entries {
		if e.ActorID != nil {
			ids = append(ids, *e.ActorID)
		}
		if isPerson(e.Subject) {
			ids = append(ids, e.Subject.ID)
		}
	}
	people, err := s.People(ctx, s.DB.Read(), ids)
	if err != nil {
		return err
	}
	roles, err := s.store.roles(ctx, s.DB.Read(), nil)
	if err != nil {
		return err
	}
	named := map[int64]string{}
	for _, r := range roles {
		named[r.ID] = r.Name
	}
	for i, e := range entries {
		if e.ActorID != nil {
			entries[i].Actor = people[*e.ActorID].Name
		}
		switch {
		case isPerson(e.Subject):
			entries[i].SubjectName = people[e.Subject.ID].Name
		case e.Subject.Kind == KindRole:
			entries[i].SubjectName = named[e.Subject.ID]
		}
	}
	return nil
}

// nameChanges fills in the names of users and teams that a change replaced.
func (s *Service) nameChanges(ctx context.Context, entries []Entry) error {
	users, teams := []int64{}, []int64{}
	for _, e := range entries {
		for _, c := range e.Changes {
			ids := []int64{idIn(c.Old), idIn(c.New)}
			switch {
			case holdsUser(c.Field):
				users = append(users, ids...)
			case holdsTeam(c.Field):
				teams = append(teams, ids...)
			}
		}
	}
	people, err := s.People(ctx, s.DB.Read(), users)
	if err != nil {
		return err
	}
	teamNames, err := s.TeamNames(ctx, s.DB.Read(), teams)
	if err != nil {
		return err
	}
	for _, e := range entries {
		for i, c := range e.Changes {
			switch {
			case holdsUser(c.Field):
				e.Changes[i].OldName, e.Changes[i].NewName = people[idIn(c.Old)].Name, people[idIn(c.New)].Name
			case holdsTeam(c.Field):
				e.Changes[i].OldName, e.Changes[i].NewName = teamNames[idIn(c.Old)], teamNames[idIn(c.New)]
			}
		}
	}
	return nil
}

func holdsUser(field string) bool { return field == "leader_id" || field == "manager_id" }

func holdsTeam(field string) bool { return field == "team_id" || field == "parent_id" }

// idIn reads an id that was recorded as text; 0 if there is none.
func idIn(value *string) int64 {
	if value == nil {
		return 0
	}
	id, err := strconv.ParseInt(*value, 10, 64)
	if err != nil {
		return 0
	}
	return id
}

// isPerson reports whether the id is a user's: other rooms call the same person a member.
func isPerson(subject event.Ref) bool { return subject.Kind == KindUser || subject.Kind == "member" }
