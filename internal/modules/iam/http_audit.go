package iam

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"haike/internal/platform/event"
	"haike/internal/platform/httpx"
	"haike/internal/platform/page"
)

type eventsIn struct {
	httpx.Paging
	Type        string    `query:"type" maxLength:"100"`
	ActorID     int64     `query:"actor_id" minimum:"1"`
	SubjectKind string    `query:"subject_kind" maxLength:"50"`
	SubjectID   int64     `query:"subject_id" minimum:"1"`
	From        time.Time `query:"from" doc:"Inclusive."`
	To          time.Time `query:"to" doc:"Exclusive."`
}

type accessIn struct {
	httpx.Paging
	ActorID int64     `query:"actor_id" minimum:"1"`
	From    time.Time `query:"from" doc:"Inclusive."`
	To      time.Time `query:"to" doc:"Exclusive."`
}

type actorOut struct {
	Kind string `json:"kind" enum:"user,system,anonymous"`
	ID   *int64 `json:"id,omitempty"`
	Name string `json:"name"`
}

type subjectOut struct {
	Kind string `json:"kind"`
	ID   int64  `json:"id"`
	Name string `json:"name,omitempty"`
}

type changeOut struct {
	Field   string  `json:"field"`
	Old     *string `json:"old,omitempty"`
	New     *string `json:"new,omitempty"`
	OldName string  `json:"old_name,omitempty" doc:"Where the value is the id of a user or a team that still exists."`
	NewName string  `json:"new_name,omitempty"`
}

type eventOut struct {
	ID        int64          `json:"id"`
	Time      string         `json:"time"`
	Type      string         `json:"type"`
	Actor     actorOut       `json:"actor"`
	Subject   subjectOut     `json:"subject"`
	Payload   map[string]any `json:"payload"`
	Changes   []changeOut    `json:"changes,omitempty"`
	RequestID string         `json:"request_id"`
}

type accessOut struct {
	ID      int64          `json:"id"`
	Time    string         `json:"time"`
	Actor   actorOut       `json:"actor"`
	Action  string         `json:"action"`
	Subject subjectOut     `json:"subject"`
	Detail  map[string]any `json:"detail"`
}

// object reads stored JSON; what is not an object becomes its only member.
func object(text string) map[string]any {
	out := map[string]any{}
	if err := json.Unmarshal([]byte(text), &out); err != nil || out == nil {
		return map[string]any{"text": text}
	}
	return out
}

func wireEntry(e Entry) eventOut {
	out := eventOut{
		ID: e.ID, Time: utc(e.Time), Type: e.Type, Actor: actorOut{string(e.ActorKind), e.ActorID, e.Actor},
		Subject: subjectOut{e.Recorded.Subject.Kind, e.Recorded.Subject.ID, e.SubjectName}, Payload: object(string(e.Payload)), RequestID: e.RequestID,
	}
	for _, c := range e.Changes {
		out.Changes = append(out.Changes, changeOut{c.Field, c.Old, c.New, c.OldName, c.NewName})
	}
	return out
}

func wireAccess(a AccessEntry) accessOut {
	kind := "system"
	if a.ActorID != nil {
		kind = "user"
	}
	return accessOut{
		ID: a.ID, Time: utc(a.Time), Actor: actorOut{kind, a.ActorID, a.Actor}, Action: a.Action,
		Subject: subjectOut{a.Subject.Kind, a.Subject.ID, a.SubjectName}, Detail: object(a.Detail),
	}
}

func (s *Service) mountAudit(r *httpx.Router) {
	httpx.Register(r, httpx.Op{ID: "list-events", Method: http.MethodGet, Path: "/events", Tag: "iam", Permission: PermAuditRead, Summary: "The log of events, newest first"}, s.listEvents)
	httpx.Register(r, httpx.Op{ID: "list-event-types", Method: http.MethodGet, Path: "/events/types", Tag: "iam", Permission: PermAuditRead, Summary: "The types of events there are"}, s.listEventTypes)
	httpx.Register(r, httpx.Op{ID: "list-access", Method: http.MethodGet, Path: "/access-log", Tag: "iam", Permission: PermAuditRead, Summary: "Who saw or took out what, newest first"}, s.listAccess)
}

func (s *Service) listEvents(ctx context.Context, in *eventsIn) (*answer[page.Page[eventOut]], error) {
	at, err := before(in.Cursor)
	if err != nil {
		return nil, err
	}
	f := event.Filter{ActorID: in.ActorID, SubjectKind: in.SubjectKind, SubjectID: in.SubjectID, From: in.From, To: in.To, Before: at, Limit: in.Limit}
	if in.Type != "" {
		f.Types = []string{in.Type}
	}
	found, err := s.EventLog(ctx, f)
	if err != nil {
		return nil, err
	}
	return &answer[page.Page[eventOut]]{page.Page[eventOut]{Items: list(found.Items, wireEntry).Body.Items, Next: found.Next}}, nil
}

func (s *Service) listEventTypes(ctx context.Context, _ *empty) (*answer[items[string]], error) {
	types, err := s.EventTypes(ctx)
	if err != nil {
		return nil, err
	}
	return list(types, func(t string) string { return t }), nil
}

func (s *Service) listAccess(ctx context.Context, in *accessIn) (*answer[page.Page[accessOut]], error) {
	at, err := before(in.Cursor)
	if err != nil {
		return nil, err
	}
	found, err := s.AccessLog(ctx, event.Filter{ActorID: in.ActorID, From: in.From, To: in.To, Before: at, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	return &answer[page.Page[accessOut]]{page.Page[accessOut]{Items: list(found.Items, wireAccess).Body.Items, Next: found.Next}}, nil
}
