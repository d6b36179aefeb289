package app

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"syscall"
	"time"
)

// Limits of one connection. Bodies of the API are small; uploads extend their
// own deadline.
const (
	headerTimeout   = 10 * time.Second
	readTimeout     = 60 * time.Second
	writeTimeout    = 120 * time.Second
	idleTimeout     = 120 * time.Second
	maxHeaderBytes  = 32 << 10
	shutdownTimeout = 20 * time.Second
)

// server is one listening socket with its handler.
type server struct {
	http     *http.Server
	listener net.Listener
}

// listen opens the socket at once, so that a port in use is an error at start.
func listen(ctx context.Context, address string, handler http.Handler, tlsConfig *tls.Config, log *slog.Logger) (*server, error) {
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", address)
	if err != nil {
		if errors.Is(err, syscall.EADDRINUSE) {
			return nil, fmt.Errorf("cannot listen on %s: another program uses this address; stop it, or name another address with --listen (HAIKE_LISTEN)", address)
		}
		return nil, fmt.Errorf("cannot listen on %s: %w", address, err)
	}
	s := &http.Server{
		Handler: handler, TLSConfig: tlsConfig,
		ReadHeaderTimeout: headerTimeout, ReadTimeout: readTimeout, WriteTimeout: writeTimeout, IdleTimeout: idleTimeout,
		MaxHeaderBytes: maxHeaderBytes, ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
	return &server{http: s, listener: l}, nil
}

// serve answers until stop.
func (s *server) serve() error {
	var err error
	if s.http.TLSConfig != nil {
		err = s.http.ServeTLS(s.listener, "", "")
	} else {
		err = s.http.Serve(s.listener)
	}
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

// stop lets running requests end, and cuts those that take too long.
func (s *server) stop(ctx context.Context) error {
	err := s.http.Shutdown(ctx)
	if err != nil {
		return errors.Join(err, s.http.Close())
	}
	return nil
}
