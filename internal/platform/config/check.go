package config

import (
	"crypto/tls"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/mail"
	"net/netip"
	"net/url"
	"os"
	"strconv"
	"strings"

	"haike/internal/platform/db"
	haikemail "haike/internal/platform/mail"
)

// wrong is the one line about a setting: flag, variable, what is wrong, what to do.
func wrong(field, format string, args ...any) error {
	s := settingOf(field)
	return fmt.Errorf("--%s (%s): %s", s.Flag, s.Variable, fmt.Sprintf(format, args...))
}

// cause is the reason of a file error without the path, which the line names already.
func cause(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}

func (c *Config) checkDatabase() error {
	if c.Database == "" {
		return wrong("Database", "is empty; give a file such as ./data/haike.db or a postgres:// URL")
	}
	if db.IsPostgresURL(c.Database) {
		if err := db.CheckURL(c.Database); err != nil {
			return wrong("Database", "is not a PostgreSQL URL; write postgres://user:password@host:5432/database and escape special characters of the password as %%XX")
		}
		return nil
	}
	if scheme, _, isURL := strings.Cut(c.Database, "://"); isURL {
		return wrong("Database", "%s:// is not supported; give a file (SQLite) or a postgres:// URL", scheme)
	}
	if info, err := os.Stat(c.Database); err == nil && info.IsDir() {
		return wrong("Database", "%s is a folder; name the database file in it, such as %s/haike.db", c.Database, strings.TrimRight(c.Database, "/"))
	}
	return nil
}

func (c *Config) checkListen() error {
	if !isAddress(c.Listen) {
		return wrong("Listen", "%q is not an address; write host:port such as 127.0.0.1:8080, or :8080 for every interface", c.Listen)
	}
	if c.RedirectListen == "" {
		return nil
	}
	if !isAddress(c.RedirectListen) {
		return wrong("RedirectListen", "%q is not an address; write host:port such as :80", c.RedirectListen)
	}
	if !c.TLS() {
		return wrong("RedirectListen", "there is nothing to redirect to without TLS; set --tls-cert and --tls-key or --acme-domain, or leave it out")
	}
	return nil
}

func isAddress(value string) bool {
	_, port, err := net.SplitHostPort(value)
	if err != nil {
		return false
	}
	n, err := strconv.ParseUint(port, 10, 16)
	return err == nil && n <= 65535
}

func (c *Config) checkTLS() error {
	if c.TLSCert == "" && c.TLSKey == "" {
		return c.checkACME()
	}
	if c.ACMEDomain != "" {
		return wrong("ACMEDomain", "cannot be combined with --tls-cert; use one of the two")
	}
	if c.TLSKey == "" {
		return wrong("TLSKey", "is missing; give the private key that belongs to --tls-cert")
	}
	if c.TLSCert == "" {
		return wrong("TLSCert", "is missing; give the certificate that belongs to --tls-key")
	}
	for _, f := range []struct{ field, name string }{{"TLSCert", c.TLSCert}, {"TLSKey", c.TLSKey}} {
		if _, err := os.ReadFile(f.name); err != nil {
			return wrong(f.field, "%s cannot be read (%v); check the path and the rights", f.name, cause(err))
		}
	}
	if _, err := tls.LoadX509KeyPair(c.TLSCert, c.TLSKey); err != nil {
		return wrong("TLSCert", "certificate and key do not fit together or are not PEM (%v)", err)
	}
	return nil
}

func (c *Config) checkACME() error {
	if c.ACMEDomain == "" {
		return nil
	}
	_, notName := netip.ParseAddr(c.ACMEDomain)
	if notName == nil || !strings.Contains(c.ACMEDomain, ".") || strings.ContainsAny(c.ACMEDomain, "/:*@ ") {
		return wrong("ACMEDomain", "%q is not a public host name; write it without https:// and port, such as crm.example.com", c.ACMEDomain)
	}
	return nil
}

func (c *Config) checkBaseURL() error {
	if c.BaseURL == "" {
		return nil
	}
	u, err := url.Parse(c.BaseURL)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Hostname() == "" || u.User != nil {
		return wrong("BaseURL", "%q is not a web address; write it like https://crm.example.com", Redact(c.BaseURL))
	}
	if strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" {
		return wrong("BaseURL", "must end after the host and port, because Haike is served at the root: write %s://%s", u.Scheme, u.Host)
	}
	c.BaseURL = u.Scheme + "://" + u.Host
	return nil
}

func (c *Config) checkProxies() error {
	c.Proxies = nil
	for _, text := range c.TrustedProxies {
		prefix, err := parsePrefix(strings.TrimSpace(text))
		if err != nil {
			return wrong("TrustedProxies", "%q is not a network; write addresses such as 10.0.0.0/8 or 192.168.1.5, separated by commas", text)
		}
		c.Proxies = append(c.Proxies, prefix)
	}
	return nil
}

func parsePrefix(text string) (netip.Prefix, error) {
	if addr, err := netip.ParseAddr(text); err == nil {
		return netip.PrefixFrom(addr, addr.BitLen()), nil
	}
	prefix, err := netip.ParsePrefix(text)
	return prefix.Masked(), err
}

func (c *Config) checkMail() error {
	if c.SMTPURL == "" {
		return nil
	}
	if _, err := haikemail.ParseServer(c.SMTPURL); err != nil {
		return wrong("SMTPURL", "%v", err)
	}
	if c.MailFrom == "" {
		return wrong("MailFrom", "is missing; give the sender of the mails, such as haike@example.com")
	}
	if _, err := mail.ParseAddress(c.MailFrom); err != nil {
		return wrong("MailFrom", "%q is not a mail address; write it like haike@example.com or Haike <haike@example.com>", c.MailFrom)
	}
	return nil
}

func (c *Config) checkRunning() error {
	levels := map[string]slog.Level{"debug": slog.LevelDebug, "info": slog.LevelInfo, "warn": slog.LevelWarn, "error": slog.LevelError}
	level, known := levels[strings.ToLower(c.LogLevel)]
	if !known {
		return wrong("LogLevel", "%q is not a level; use debug, info, warn or error", c.LogLevel)
	}
	c.Level = level
	if c.JobsParallel < 1 || c.JobsParallel > 256 {
		return wrong("JobsParallel", "must be between 1 and 256, not %d", c.JobsParallel)
	}
	_, err := c.MetricsToken()
	return err
}
