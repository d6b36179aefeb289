package tlsconf_test

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"haike/internal/platform/clock"
	"haike/internal/platform/tlsconf"
	"haike/internal/platform/tlsconf/tlstest"
)

const host = "crm.example.com"

func newFiles(t *testing.T, dir string) (*tlsconf.TLS, *clock.Manual) {
	t.Helper()
	cert, key := tlstest.Write(t, dir, host)
	manual := clock.NewManual(time.Unix(1_800_000_000, 0))
	conf, err := tlsconf.New(tlsconf.Config{CertFile: cert, KeyFile: key, Clock: manual, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	return conf, manual
}

// serve answers TLS handshakes and returns the address.
func serve(t *testing.T, conf *tls.Config) string {
	t.Helper()
	listener, err := tls.Listen("tcp", "127.0.0.1:0", conf)
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: http.NotFoundHandler(), ReadHeaderTimeout: time.Second, ErrorLog: slog.NewLogLogger(slog.DiscardHandler, slog.LevelInfo)}
	done := make(chan error, 1)
	go func() { done <- server.Serve(listener) }()
	t.Cleanup(func() {
		_ = server.Close()
		if err := <-done; !errors.Is(err, http.ErrServerClosed) {
			t.Error(err)
		}
	})
	return listener.Addr().String()
}

// shake connects, trusting only the certificate in the file, and returns its serial number.
func shake(t *testing.T, address, certFile string, maxVersion uint16) (string, error) {
	t.Helper()
	pem, err := os.ReadFile(certFile)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(pem)
	raw, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = raw.Close() }()
	conn := tls.Client(raw, &tls.Config{RootCAs: roots, ServerName: host, MinVersion: tls.VersionTLS10, MaxVersion: maxVersion})
	if err := conn.Handshake(); err != nil {
		return "", err
	}
	return conn.ConnectionState().PeerCertificates[0].SerialNumber.String(), nil
}

func TestNewCertificateIsUsedWithoutRestart(t *testing.T) {
	dir := t.TempDir()
	conf, manual := newFiles(t, dir)
	address := serve(t, conf.Server())
	cert := filepath.Join(dir, "cert.pem")
	first, err := shake(t, address, cert, tls.VersionTLS13)
	if err != nil {
		t.Fatal(err)
	}
	manual.Advance(time.Minute)
	tlstest.Write(t, dir, host)
	second, err := shake(t, address, cert, tls.VersionTLS13)
	if err != nil || second == first {
		t.Fatalf("after the renewal: %v, serial number %s as before", err, first)
	}
}

func TestBrokenRenewalKeepsTheOldCertificate(t *testing.T) {
	dir := t.TempDir()
	conf, manual := newFiles(t, dir)
	address := serve(t, conf.Server())
	cert := filepath.Join(dir, "cert.pem")
	good, err := os.ReadFile(cert)
	if err != nil {
		t.Fatal(err)
	}
	trusted := filepath.Join(t.TempDir(), "trusted.pem")
	if err := os.WriteFile(trusted, good, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, spoil := range []func() error{
		func() error { return os.WriteFile(cert, []byte("half a cert"), 0o600) },
		func() error { return os.Remove(cert) },
	} {
		if err := spoil(); err != nil {
			t.Fatal(err)
		}
		manual.Advance(time.Minute)
		if _, err := shake(t, address, trusted, tls.VersionTLS13); err != nil {
			t.Fatal(err)
		}
	}
}

func TestOldProtocolsAreRefused(t *testing.T) {
	dir := t.TempDir()
	conf, _ := newFiles(t, dir)
	address := serve(t, conf.Server())
	cert := filepath.Join(dir, "cert.pem")
	for version, accepted := range map[uint16]bool{tls.VersionTLS10: false, tls.VersionTLS11: false, tls.VersionTLS12: true, tls.VersionTLS13: true} {
		if _, err := shake(t, address, cert, version); (err == nil) != accepted {
			t.Errorf("%s: %v", tls.VersionName(version), err)
		}
	}
}

func TestACMEOnlyForItsName(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "acme")
	conf, err := tlsconf.New(tlsconf.Config{ACMEDomain: host, ACMECache: dir})
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(dir)
	if err != nil || info.Mode().Perm() != 0o700 {
		t.Fatal(info, err)
	}
	if conf.Server().MinVersion != tls.VersionTLS12 {
		t.Error("older than TLS 1.2")
	}
	if _, err := conf.Server().GetCertificate(&tls.ClientHelloInfo{ServerName: "other.example.com"}); err == nil {
		t.Error("a certificate for another name")
	}
	w := httptest.NewRecorder()
	conf.Redirect("https://"+host).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "http://"+host+"/.well-known/acme-challenge/unknown", nil))
	if w.Code != http.StatusNotFound {
		t.Errorf("an unknown challenge: %d", w.Code)
	}
}

func TestOnlyPagesAreRedirected(t *testing.T) {
	conf, _ := newFiles(t, t.TempDir())
	handler := conf.Redirect("https://" + host)
	cases := []struct {
		method, target, token string
		status                int
		location              string
	}{
		{"GET", "/", "", 301, "https://crm.example.com/"},
		{"HEAD", "/customers?q=1", "", 301, "https://crm.example.com/customers?q=1"},
		{"GET", "//evil.example/x", "", 301, "https://crm.example.com/evil.example/x"},
		{"GET", "http://evil.example/x", "", 301, "https://crm.example.com/x"},
		{"GET", "/api/v1/me", "", 403, ""},
		{"POST", "/api/v1/session", "", 403, ""},
		{"POST", "/", "", 403, ""},
		{"GET", "/", "Bearer hk_x", 403, ""},
	}
	for _, c := range cases {
		r := httptest.NewRequest(c.method, c.target, nil)
		r.Host = "evil.example"
		if c.token != "" {
			r.Header.Set("Authorization", c.token)
		}
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		if w.Code != c.status || w.Header().Get("Location") != c.location {
			t.Errorf("%s %s: %d %q", c.method, c.target, w.Code, w.Header().Get("Location"))
		}
	}
}
