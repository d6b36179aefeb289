// Package tlsconf lets the server speak TLS itself: with certificate files that
// are reloaded when they change, or with a certificate from Let's Encrypt.
//
// Owns: protocol versions, certificates, the way from http to https. Does not
// own: listeners; the composition root starts and stops them.
package tlsconf

import (
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"

	"golang.org/x/crypto/acme/autocert"

	"haike/internal/platform/clock"
)

// Config says where certificates come from: both files, or a domain and a cache folder.
type Config struct {
	CertFile, KeyFile     string
	ACMEDomain, ACMECache string
	Clock                 clock.Clock
	Logger                *slog.Logger
}

// TLS makes the configurations of the listeners.
type TLS struct {
	server *tls.Config
	acme   *autocert.Manager // nil with certificate files
}

// New reads the certificate, or prepares to get one at the first handshake.
func New(cfg Config) (*TLS, error) {
	if cfg.ACMEDomain != "" {
		return newACME(cfg)
	}
	files := &files{cert: cfg.CertFile, key: cfg.KeyFile, clock: cfg.Clock, log: cfg.Logger}
	if err := files.load(); err != nil {
		return nil, err
	}
	return &TLS{server: &tls.Config{
		MinVersion: tls.VersionTLS12, NextProtos: []string{"h2", "http/1.1"}, GetCertificate: files.certificate,
	}}, nil
}

func newACME(cfg Config) (*TLS, error) {
	if err := os.MkdirAll(cfg.ACMECache, 0o700); err != nil {
		return nil, fmt.Errorf("tlsconf: folder of certificates: %w", err)
	}
	m := &autocert.Manager{
		Prompt: autocert.AcceptTOS, Cache: autocert.DirCache(cfg.ACMECache), HostPolicy: autocert.HostWhitelist(cfg.ACMEDomain),
	}
	server := m.TLSConfig() // speaks tls-alpn-01 as well
	server.MinVersion = tls.VersionTLS12
	return &TLS{server: server, acme: m}, nil
}

// Server is the configuration of the https listener.
func (t *TLS) Server() *tls.Config { return t.server }

// Redirect is the handler of the listener without TLS: it answers http-01
// challenges and sends page requests to baseURL. Anything else is refused: a
// client that sent a password or token in the clear must notice.
func (t *TLS) Redirect(baseURL string) http.Handler {
	handler := redirect(baseURL)
	if t.acme != nil {
		return t.acme.HTTPHandler(handler)
	}
	return handler
}

func redirect(baseURL string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		page := (r.Method == http.MethodGet || r.Method == http.MethodHead) && !strings.HasPrefix(r.URL.Path, "/api/")
		if !page || r.Header.Get("Authorization") != "" {
			http.Error(w, "This server only answers over https.", http.StatusForbidden)
			return
		}
		// The configured address, never the Host header: nobody chooses our target.
		http.Redirect(w, r, strings.TrimRight(baseURL, "/")+"/"+strings.TrimLeft(r.URL.RequestURI(), "/"), http.StatusMovedPermanently) //nolint:gosec // see above
	})
}

// lookEvery bounds how often handshakes look whether the files changed.
const lookEvery = time.Second

// files is a certificate that follows its files.
type files struct {
	cert, key string
	clock     clock.Clock
	log       *slog.Logger

	mu     sync.Mutex
	pair   *tls.Certificate
	stamp  string
	looked time.Time
}

// load reads both files. A renewal replaces one after the other, so the state
// of both is taken first: a change in between shows at the next look.
func (f *files) load() error {
	stamp, err := f.state()
	if err != nil {
		return err
	}
	pair, err := tls.LoadX509KeyPair(f.cert, f.key)
	if err != nil {
		return fmt.Errorf("tlsconf: certificate: %w", err)
	}
	f.pair, f.stamp = &pair, stamp
	return nil
}

func (f *files) state() (string, error) {
	cert, err := os.Stat(f.cert)
	if err != nil {
		return "", fmt.Errorf("tlsconf: certificate: %w", err)
	}
	key, err := os.Stat(f.key)
	if err != nil {
		return "", fmt.Errorf("tlsconf: key: %w", err)
	}
	return fmt.Sprint(cert.ModTime().UnixNano(), cert.Size(), key.ModTime().UnixNano(), key.Size()), nil
}

// certificate answers each handshake. A pair that cannot be read leaves the
// last good one in service.
func (f *files) certificate(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if now := f.clock.Now(); now.Sub(f.looked) >= lookEvery {
		f.looked = now
		f.look()
	}
	if f.pair == nil {
		return nil, errors.New("tlsconf: no certificate")
	}
	return f.pair, nil
}

func (f *files) look() {
	stamp, err := f.state()
	if err == nil && stamp == f.stamp {
		return
	}
	if err == nil {
		err = f.load()
	}
	if err != nil {
		f.log.Warn("the new certificate cannot be used; the old one stays", slog.String("error", err.Error()))
		return
	}
	f.log.Info("certificate reloaded", slog.String("file", f.cert))
}
