package config

import (
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"haike/internal/platform/db"
)

// Groups of settings, by what they are about.
const (
	Storage = "Storage"
	Network = "Network"
	TLS     = "TLS"
	Mail    = "Mail"
	Log     = "Log"
	Running = "Running"
)

// Config holds the settings as given. The command line parser fills it;
// Complete checks it, fills what follows from other settings, and parses.
type Config struct {
	Database   string `group:"Storage" default:"./data/haike.db" placeholder:"FILE|URL" env:"HAIKE_DATABASE" help:"Database: a file (SQLite) or a postgres:// URL. A URL with a password belongs into the variable, not on the command line."`
	SecretsDir string `group:"Storage" placeholder:"DIR" env:"HAIKE_SECRETS_DIR" help:"Folder of key files, kept outside database and backups. Default: secrets beside the database file; ./data/secrets with PostgreSQL."`
	BackupDir  string `group:"Storage" placeholder:"DIR" env:"HAIKE_BACKUP_DIR" help:"Folder of backup archives. Default: backups beside the database file; ./data/backups with PostgreSQL."`

	Listen         string   `group:"Network" default:"127.0.0.1:8080" placeholder:"HOST:PORT" env:"HAIKE_LISTEN" help:"Address to serve on. :8080 means every network interface."`
	BaseURL        string   `group:"Network" name:"base-url" placeholder:"URL" env:"HAIKE_BASE_URL" help:"Address under which users reach Haike, such as https://crm.example.com; links in mails use it. Default: follows from --acme-domain or --listen."`
	TrustedProxies []string `group:"Network" placeholder:"CIDR" env:"HAIKE_TRUSTED_PROXIES" help:"Reverse proxies whose X-Forwarded-For and X-Forwarded-Proto are believed, comma separated, such as 10.0.0.0/8. Default: none."`

	TLSCert        string `group:"TLS" name:"tls-cert" placeholder:"FILE" env:"HAIKE_TLS_CERT" help:"Certificate chain (PEM). Renewed files are picked up without a restart."`
	TLSKey         string `group:"TLS" name:"tls-key" placeholder:"FILE" env:"HAIKE_TLS_KEY" help:"Private key of the certificate (PEM)."`
	ACMEDomain     string `group:"TLS" name:"acme-domain" placeholder:"NAME" env:"HAIKE_ACME_DOMAIN" help:"Get and renew a certificate for this public host name from Let's Encrypt; serve on port 443 then."`
	ACMECache      string `group:"TLS" name:"acme-cache" placeholder:"DIR" env:"HAIKE_ACME_CACHE" help:"Folder in which such certificates are kept. Default: acme in the folder of key files."`
	RedirectListen string `group:"TLS" placeholder:"HOST:PORT" env:"HAIKE_REDIRECT_LISTEN" help:"With TLS: also listen here without it, usually on :80, and send page requests to https. Answers the certificate authority's http-01 challenges too."`

	SMTPURL  string `group:"Mail" name:"smtp-url" placeholder:"URL" env:"HAIKE_SMTP_URL" help:"Mail server: smtps://user:password@host:465 (TLS) or smtp://user:password@host:587 (STARTTLS). A URL with a password belongs into the variable. Default: no mail is sent."`
	MailFrom string `group:"Mail" placeholder:"ADDRESS" env:"HAIKE_MAIL_FROM" help:"Sender of mails, such as Haike <haike@example.com>."`

	LogLevel         string `group:"Log" default:"info" placeholder:"LEVEL" env:"HAIKE_LOG_LEVEL" help:"What is logged: debug, info, warn or error, and what is more serious."`
	MetricsTokenFile string `group:"Running" placeholder:"FILE" env:"HAIKE_METRICS_TOKEN_FILE" help:"File with the bearer token for /metrics. Programs on this machine may read it without; default: nobody else."`
	JobsParallel     int    `group:"Running" default:"8" placeholder:"N" env:"HAIKE_JOBS_PARALLEL" help:"Background jobs that run at once on this node, 1 to 256."`

	// BaseURLGuessed says that BaseURL follows from Listen alone: links with it may
	// be dead elsewhere. Filled by Complete.
	BaseURLGuessed bool `kong:"-"`
	// Proxies are the parsed TrustedProxies. Filled by Complete.
	Proxies []netip.Prefix `kong:"-"`
	// Level is the parsed LogLevel. Filled by Complete.
	Level slog.Level `kong:"-"`
}

// Complete checks the settings and fills those that follow from others. Its
// error is one line for the person at the command line.
func (c *Config) Complete() error {
	c.fillFolders()
	checks := []func() error{
		c.checkDatabase, c.checkListen, c.checkTLS, c.checkBaseURL, c.checkProxies, c.checkMail, c.checkRunning,
	}
	for _, check := range checks {
		if err := check(); err != nil {
			return err
		}
	}
	c.fillBaseURL()
	return nil
}

// Only puts the settings of all other groups back to their defaults: a command
// does not fail because of a setting that it does not use.
func (c *Config) Only(groups ...string) {
	target := reflect.ValueOf(c).Elem()
	for f := range reflect.TypeFor[Config]().Fields() {
		group := f.Tag.Get("group")
		if group == "" || slices.Contains(groups, group) {
			continue
		}
		value, preset := target.FieldByIndex(f.Index), f.Tag.Get("default")
		value.SetZero()
		switch value.Kind() { //nolint:exhaustive // the kinds that settings have
		case reflect.String:
			value.SetString(preset)
		case reflect.Int:
			n, _ := strconv.ParseInt(preset, 10, 64) // a constant of this package
			value.SetInt(n)
		}
	}
}

// fillFolders puts keys and archives beside the data.
func (c *Config) fillFolders() {
	beside := "data"
	if !db.IsPostgresURL(c.Database) {
		beside = filepath.Dir(c.Database)
	}
	fill(&c.SecretsDir, filepath.Join(beside, "secrets"))
	fill(&c.BackupDir, filepath.Join(beside, "backups"))
	fill(&c.ACMECache, filepath.Join(c.SecretsDir, "acme"))
}

func fill(setting *string, value string) {
	if *setting == "" {
		*setting = value
	}
}

// fillBaseURL derives the public address where none is given.
func (c *Config) fillBaseURL() {
	if c.BaseURL != "" {
		return
	}
	if c.ACMEDomain != "" {
		c.BaseURL = "https://" + c.ACMEDomain
		return
	}
	host, port, _ := net.SplitHostPort(c.Listen) // checked before
	if ip, err := netip.ParseAddr(host); host == "" || err == nil && ip.IsUnspecified() {
		host = "localhost"
	}
	scheme := "http"
	if c.TLS() {
		scheme = "https"
	}
	c.BaseURL, c.BaseURLGuessed = scheme+"://"+net.JoinHostPort(host, port), true
}

// TLS reports whether the server itself speaks TLS.
func (c *Config) TLS() bool { return c.TLSCert != "" || c.ACMEDomain != "" }

// DatabaseName is the database for logs and messages, without a password.
func (c *Config) DatabaseName() string { return Redact(c.Database) }

// MetricsToken reads the bearer token of /metrics; "" when only programs on this machine may read it.
func (c *Config) MetricsToken() (string, error) {
	if c.MetricsTokenFile == "" {
		return "", nil
	}
	content, err := os.ReadFile(c.MetricsTokenFile)
	if err != nil {
		return "", wrong("MetricsTokenFile", "the file %s cannot be read (%v); create it or leave the setting out", c.MetricsTokenFile, cause(err))
	}
	token := strings.TrimSpace(string(content))
	if len(token) < minToken {
		return "", wrong("MetricsTokenFile", "the token in %s is too short; use at least %d characters, such as the output of 'openssl rand -hex 32'", c.MetricsTokenFile, minToken)
	}
	return token, nil
}

const minToken = 16

// Redact hides the password of a URL, and the query of one that could hold a
// password there. What is not a URL comes back unchanged.
func Redact(value string) string {
	if !strings.Contains(value, "://") {
		return value
	}
	u, err := url.Parse(value)
	if err != nil {
		scheme, _, _ := strings.Cut(value, "://")
		return scheme + "://(unreadable)"
	}
	u.RawQuery, u.Fragment = "", ""
	return u.Redacted()
}
