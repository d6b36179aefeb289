package app

import (
	"context"
	"net/http"
	"time"
)

const readyTimeout = 2 * time.Second

// mountHealth adds /healthz (the process lives) and /readyz (it can serve).
func (a *App) mountHealth() {
	a.router.Handle("GET /healthz", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		answerText(w, http.StatusOK, "ok\n")
	}))
	a.router.Handle("GET /readyz", http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		ctx, cancel := context.WithTimeout(q.Context(), readyTimeout)
		defer cancel()
		if a.stopping.Load() || a.db.Ping(ctx) != nil {
			answerText(w, http.StatusServiceUnavailable, "not ready\n")
			return
		}
		answerText(w, http.StatusOK, "ready\n")
	}))
}

func answerText(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(text)) // a failed write means that the caller is gone
}
