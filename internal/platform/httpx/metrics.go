package httpx

import (
	"crypto/subtle"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// metrics counts requests, beside what the runtime tells of itself.
type metrics struct {
	registry *prometheus.Registry
	seconds  *prometheus.HistogramVec
}

func newMetrics() *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name:    "haike_http_request_seconds",
			Help:    "Duration of requests by route pattern, method and status.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10},
		}, []string{"route", "method", "status"}),
	}
	m.registry.MustRegister(m.seconds, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

func (m *metrics) observe(route, method string, status int, took time.Duration) {
	if route == "" {
		route = "none"
	}
	m.seconds.WithLabelValues(route, known(method), strconv.Itoa(status)).Observe(took.Seconds())
}

// known keeps invented methods from becoming label values without end.
func known(method string) string {
	switch method {
	case "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS":
		return method
	}
	return "other"
}

// ServeMetrics adds /metrics for the holder of the token, and for programs on
// this machine that call directly. A reverse proxy on this machine is no such
// program. An empty token opens to nobody else.
func (r *Router) ServeMetrics(token string) {
	pages := promhttp.HandlerFor(r.metrics.registry, promhttp.HandlerOpts{})
	r.mux.Handle("GET /metrics", http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		if !mayReadMetrics(q, token) {
			w.Header().Set("Content-Type", "text/plain; charset=utf-8")
			w.WriteHeader(http.StatusForbidden)
			_, _ = w.Write([]byte("metrics are for this machine, or for who has the token\n"))
			return
		}
		pages.ServeHTTP(w, q)
	}))
}

func mayReadMetrics(q *http.Request, token string) bool {
	if token != "" && subtle.ConstantTimeCompare([]byte(bearer(q)), []byte(token)) == 1 {
		return true
	}
	addr, err := netip.ParseAddrPort(q.RemoteAddr)
	forwarded := strings.Join([]string{q.Header.Get("X-Forwarded-For"), q.Header.Get("Forwarded"), q.Header.Get("Via"), q.Header.Get("X-Real-Ip")}, "")
	return err == nil && addr.Addr().Unmap().IsLoopback() && forwarded == ""
}
