package app

import (
	"context"
	"crypto/tls"
	"errors"
	"log/slog"
	"net/http"

	"golang.org/x/sync/errgroup"

	"haike/internal/platform/tlsconf"
)

// Run serves until ctx ends, then stops in the order in which nothing that was
// accepted is lost: no new requests, running requests, jobs, the database.
func (a *App) Run(ctx context.Context) error {
	servers, err := a.listeners(ctx)
	if err != nil {
		return err
	}
	if err := a.jobs.Start(ctx); err != nil {
		return errors.Join(err, stopAll(ctx, servers))
	}
	running, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	group, failed := errgroup.WithContext(ctx)
	for _, s := range servers {
		group.Go(s.serve)
	}
	group.Go(func() error {
		a.relay.Run(running)
		return nil
	})
	a.log.InfoContext(ctx, "serving", slog.String("address", servers[0].listener.Addr().String()),
		slog.String("database", a.cfg.DatabaseName()), slog.String("version", a.version))
	if a.onReady != nil {
		a.onReady(servers[0].listener.Addr().String())
	}
	<-failed.Done()
	a.stopping.Store(true)
	a.log.InfoContext(ctx, "stopping")
	end, done := context.WithTimeout(context.WithoutCancel(ctx), shutdownTimeout)
	defer done()
	err = errors.Join(stopAll(end, servers), a.jobs.Stop(end))
	cancel()
	return errors.Join(err, group.Wait())
}

// listeners opens the sockets: the main one, and with TLS the one that redirects.
func (a *App) listeners(ctx context.Context) ([]*server, error) {
	if !a.cfg.TLS() {
		s, err := listen(ctx, a.cfg.Listen, a.Handler(), nil, a.log)
		if err != nil {
			return nil, err
		}
		return []*server{s}, nil
	}
	secure, err := tlsconf.New(tlsconf.Config{
		CertFile: a.cfg.TLSCert, KeyFile: a.cfg.TLSKey, ACMEDomain: a.cfg.ACMEDomain, ACMECache: a.cfg.ACMECache,
		Clock: a.db.Clock(), Logger: a.log,
	})
	if err != nil {
		return nil, err
	}
	return a.secureListeners(ctx, secure)
}

func (a *App) secureListeners(ctx context.Context, secure *tlsconf.TLS) ([]*server, error) {
	type socket struct {
		address string
		handler http.Handler
		conf    *tls.Config
	}
	sockets := []socket{{a.cfg.Listen, a.Handler(), secure.Server()}}
	if a.cfg.RedirectListen != "" {
		sockets = append(sockets, socket{a.cfg.RedirectListen, secure.Redirect(a.cfg.BaseURL), nil})
	}
	var servers []*server
	for _, so := range sockets {
		s, err := listen(ctx, so.address, so.handler, so.conf, a.log)
		if err != nil {
			return nil, errors.Join(err, stopAll(ctx, servers))
		}
		servers = append(servers, s)
	}
	return servers, nil
}

func stopAll(ctx context.Context, servers []*server) error {
	var err error
	for _, s := range servers {
		err = errors.Join(err, s.stop(ctx))
	}
	return err
}
