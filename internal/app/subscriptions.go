package app

import "haike/internal/platform/event"

// subscriptions lists who reads the log of events after the fact. Handlers
// inside the transaction are registered here too, once rooms have some.
func (a *App) subscriptions() []event.Subscriber { return nil }
