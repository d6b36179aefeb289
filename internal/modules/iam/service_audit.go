package iam

import (
	"context"
	"encoding/json"

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
	Changes     []event.Change
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
		entries[i] = Entry{Recorded: e, Actor: e.ActorName, Changes: changes[e.ID]}
	}
	cut := page.Cut(entries, limit, func(last Entry) string { return logOrder().Cursor(last.ID) })
	return cut, s.nameEntries(ctx, cut.Items)
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

// isPerson reports whether the id is a user's: other rooms call the same person a member.
func isPerson(subject event.Ref) bool { return subject.Kind == KindUser || subject.Kind == "member" }
