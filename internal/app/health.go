package app

import (
	"context"
	"crypto/subtle"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

const readyTimeout = 2 * time.Second

// mountHealth adds /healthz (the process lives), /readyz (it can serve) and /metrics.
func (a *App) mountHealth(registry *prometheus.Registry, metricsToken string) {
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
	metrics := promhttp.HandlerFor(registry, promhttp.HandlerOpts{})
	a.router.Handle("GET /metrics", http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		if !mayReadMetrics(q, metricsToken) {
			answerText(w, http.StatusForbidden, "metrics are for this machine, or for who has the token\n")
			return
		}
		metrics.ServeHTTP(w, q)
	}))
}

// mayReadMetrics admits the holder of the token, and programs on this machine
// that call directly. A reverse proxy on this machine is not such a program.
func mayReadMetrics(q *http.Request, token string) bool {
	given := strings.TrimPrefix(q.Header.Get("Authorization"), "Bearer ")
	if token != "" && subtle.ConstantTimeCompare([]byte(given), []byte(token)) == 1 {
		return true
	}
	addr, err := netip.ParseAddrPort(q.RemoteAddr)
	forwarded := q.Header.Get("X-Forwarded-For") + q.Header.Get("Forwarded") + q.Header.Get("Via") + q.Header.Get("X-Real-Ip")
	return err == nil && addr.Addr().Unmap().IsLoopback() && forwarded == ""
}

func answerText(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(text)) // a failed write means that the caller is gone
}

func newRegistry() *prometheus.Registry {
	registry := prometheus.NewRegistry()
	registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return registry
}
