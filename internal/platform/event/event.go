package event

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"haike/internal/platform/authz"
	"haike/internal/platform/db"
)

// Ref names the record that an event is about.
type Ref struct {
	Kind string
	ID   int64
}

// Fact is a typed event. Its fields are its payload.
type Fact interface {
	// EventType is "<room>.<what_happened>"; it is stored and must never change.
	EventType() string
	// Subject is the record the event is about.
	Subject() Ref
}

// Change is the old and the new value of one field, as text; nil is empty.
type Change struct {
	Field    string
	Old, New *string
}

// Recorded is an event as the log holds it.
type Recorded struct {
	ID         int64
	Time       time.Time
	Type       string
	ActorKind  authz.Kind
	ActorID    *int64
	ActorName  string // of a system actor
	OnBehalfOf *int64
	Subject    Ref
	Payload    json.RawMessage
	RequestID  string
}

// Inside is called within the publishing transaction. An error refuses the whole action.
type Inside func(ctx context.Context, tx *db.Tx, fact Fact) error

// Log publishes facts. Subscribers are registered once, by the composition root, before the first Publish.
type Log struct {
	inside map[string][]Inside
	wake   func()
}

// NewLog returns a log without subscribers.
func NewLog() *Log { return &Log{inside: map[string][]Inside{}, wake: func() {}} }

// SubscribeInside registers a handler that runs in the transaction of each event of the type.
func (l *Log) SubscribeInside(eventType string, handler Inside) {
	l.inside[eventType] = append(l.inside[eventType], handler)
}

const insertEvent = `INSERT INTO event_log
  (time, type, actor_kind, actor_id, actor_name, on_behalf_of, subject_kind, subject_id, payload, request_id)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

// Publish records that fact happened, done by the actor of ctx.
// Errors: common.unauthenticated when nobody acts; those of inside subscribers.
func (l *Log) Publish(ctx context.Context, tx *db.Tx, fact Fact) error {
	actor, err := authz.From(ctx)
	if err != nil {
		return err
	}
	payload, err := json.Marshal(fact)
	if err != nil {
		return fmt.Errorf("event: %s: %w", fact.EventType(), err)
	}
	subject := fact.Subject()
	tx.Queue(nil, insertEvent, db.Micros(tx.Now()), fact.EventType(), string(actor.Kind), userID(actor), actor.Name,
		nil, subject.Kind, subject.ID, string(payload), RequestID(ctx))
	tx.AfterCommit(l.wake)
	for _, handle := range l.inside[fact.EventType()] {
		if err := handle(ctx, tx, fact); err != nil {
			return err
		}
	}
	return nil
}

// Changed keeps the old and new values of a record's fields, apart from the
// event, so that they can be erased. Never pass a secret.
func (l *Log) Changed(ctx context.Context, tx *db.Tx, subject Ref, changes ...Change) error {
	actor, err := authz.From(ctx)
	if err != nil {
		return err
	}
	for _, c := range changes {
		tx.Queue(nil, `INSERT INTO field_history (time, subject_kind, subject_id, field, old_value, new_value, actor_id, request_id)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
			db.Micros(tx.Now()), subject.Kind, subject.ID, c.Field, c.Old, c.New, userID(actor), RequestID(ctx))
	}
	return nil
}

// Accessed records that the actor saw or took out data: what was not changed
// but must be known later (unmasking, export, reading the audit log).
func (l *Log) Accessed(ctx context.Context, tx *db.Tx, action string, subject Ref, detail string) error {
	actor, err := authz.From(ctx)
	if err != nil {
		return err
	}
	tx.Queue(nil, `INSERT INTO access_log (time, actor_id, action, subject_kind, subject_id, detail, request_id) VALUES (?, ?, ?, ?, ?, ?, ?)`,
		db.Micros(tx.Now()), userID(actor), action, subject.Kind, subject.ID, detail, RequestID(ctx))
	return nil
}

func userID(a authz.Actor) any {
	if a.Kind != authz.KindUser {
		return nil
	}
	return a.UserID
}

type requestKey struct{}

// WithRequestID returns a context whose events carry the request id.
func WithRequestID(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, requestKey{}, id)
}

// RequestID returns the id of the request that ctx belongs to, "" outside one.
func RequestID(ctx context.Context) string {
	id, _ := ctx.Value(requestKey{}).(string)
	return id
}
