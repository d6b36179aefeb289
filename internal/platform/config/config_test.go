package config_test

import (
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/alecthomas/kong"

	"haike/internal/platform/config"
	"haike/internal/platform/tlsconf/tlstest"
)

// parse reads flags as the program does, then completes.
func parse(t *testing.T, args ...string) (config.Config, error) {
	t.Helper()
	var c config.Config
	parser, err := kong.New(&c)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := parser.Parse(args); err != nil {
		return c, err
	}
	return c, c.Complete()
}

func TestDefaults(t *testing.T) {
	c, err := parse(t)
	if err != nil {
		t.Fatal(err)
	}
	want := config.Config{
		Database: "./data/haike.db", SecretsDir: "data/secrets", BackupDir: "data/backups", ACMECache: "data/secrets/acme",
		Listen: "127.0.0.1:8080", BaseURL: "http://127.0.0.1:8080", LogLevel: "info", JobsParallel: 8,
	}
	if c.Database != want.Database || c.SecretsDir != want.SecretsDir || c.BackupDir != want.BackupDir || c.ACMECache != want.ACMECache ||
		c.Listen != want.Listen || c.BaseURL != want.BaseURL || c.JobsParallel != want.JobsParallel || !c.BaseURLGuessed || c.Level != slog.LevelInfo || c.TLS() {
		t.Fatalf("%+v", c)
	}
}

func TestVariablesAndDerivedSettings(t *testing.T) {
	t.Setenv("HAIKE_DATABASE", "/srv/haike/haike.db")
	t.Setenv("HAIKE_TRUSTED_PROXIES", "10.0.0.0/8, 192.168.1.5,fd00::/8")
	t.Setenv("HAIKE_LISTEN", "0.0.0.0:8080")
	t.Setenv("HAIKE_LOG_LEVEL", "WARN")
	c, err := parse(t)
	if err != nil {
		t.Fatal(err)
	}
	if c.SecretsDir != "/srv/haike/secrets" || c.BackupDir != "/srv/haike/backups" || c.BaseURL != "http://localhost:8080" || !c.BaseURLGuessed || c.Level != slog.LevelWarn {
		t.Fatalf("%+v", c)
	}
	if len(c.Proxies) != 3 || c.Proxies[1].String() != "192.168.1.5/32" {
		t.Fatalf("%v", c.Proxies)
	}
	c, err = parse(t, "--database", "postgres://haike:geheim@db/haike", "--acme-domain=crm.example.com", "--listen=:443", "--redirect-listen=:80")
	if err != nil {
		t.Fatal(err)
	}
	if c.SecretsDir != "data/secrets" || c.BaseURL != "https://crm.example.com" || c.BaseURLGuessed || !c.TLS() {
		t.Fatalf("%+v", c)
	}
	if c, err = parse(t, "--base-url=https://crm.example.com"); err != nil || c.BaseURLGuessed {
		t.Fatal("a base URL that was set is not guessed:", err)
	}
	if name := (&config.Config{Database: "postgres://haike:geheim@db/haike"}).DatabaseName(); strings.Contains(name, "geheim") || !strings.Contains(name, "db/haike") {
		t.Fatal(name)
	}
}

func TestWrongSettingIsOneLineThatNamesIt(t *testing.T) {
	dir := t.TempDir()
	cert, key := tlstest.Write(t, dir, "crm.example.com")
	short := filepath.Join(dir, "short")
	if err := os.WriteFile(short, []byte("abc\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	const secret = "Geheim-7788"
	cases := map[string][]string{
		"--database (HAIKE_DATABASE): is empty":                    {"--database="},
		"--database (HAIKE_DATABASE): mysql:// is not supported":   {"--database=mysql://u:" + secret + "@h/d"},
		"--database (HAIKE_DATABASE): is not a PostgreSQL URL":     {"--database=postgres://u:" + secret + "@h:port/d"},
		"--database (HAIKE_DATABASE): " + dir + " is a folder":     {"--database=" + dir},
		"--listen (HAIKE_LISTEN): \"8080\" is not an address":      {"--listen=8080"},
		"--listen (HAIKE_LISTEN): \":70000\"":                      {"--listen=:70000"},
		"--redirect-listen (HAIKE_REDIRECT_LISTEN): there is":      {"--redirect-listen=:80"},
		"--tls-key (HAIKE_TLS_KEY): is missing":                    {"--tls-cert=" + cert},
		"--tls-cert (HAIKE_TLS_CERT): is missing":                  {"--tls-key=" + key},
		"--tls-cert (HAIKE_TLS_CERT): /no/cert cannot be read (no": {"--tls-cert=/no/cert", "--tls-key=" + key},
		"--tls-cert (HAIKE_TLS_CERT): certificate and key do not":  {"--tls-cert=" + cert, "--tls-key=" + cert},
		"--acme-domain (HAIKE_ACME_DOMAIN): cannot be combined":    {"--acme-domain=a.example", "--tls-cert=" + cert, "--tls-key=" + key},
		"--acme-domain (HAIKE_ACME_DOMAIN): \"https://a.example\"": {"--acme-domain=https://a.example"},
		"--acme-domain (HAIKE_ACME_DOMAIN): \"10.0.0.1\"":          {"--acme-domain=10.0.0.1"},
		"--base-url (HAIKE_BASE_URL): \"crm.example.com\"":         {"--base-url=crm.example.com"},
		"--base-url (HAIKE_BASE_URL): must end after the host":     {"--base-url=https://a.example/crm"},
		"--trusted-proxies (HAIKE_TRUSTED_PROXIES): \"10.0.0\"":    {"--trusted-proxies=10.0.0"},
		"--smtp-url (HAIKE_SMTP_URL): is not a mail server's URL":  {"--smtp-url=http://u:" + secret + "@h"},
		"--smtp-url (HAIKE_SMTP_URL): needs both user and":         {"--smtp-url=smtp://" + secret + "@h"},
		"--mail-from (HAIKE_MAIL_FROM): is missing":                {"--smtp-url=smtp://h"},
		"--mail-from (HAIKE_MAIL_FROM): \"nobody\"":                {"--smtp-url=smtp://h", "--mail-from=nobody"},
		"--log-level (HAIKE_LOG_LEVEL): \"loud\"":                  {"--log-level=loud"},
		"--log-level (HAIKE_LOG_LEVEL): \"info+2\"":                {"--log-level=info+2"},
		"--jobs-parallel (HAIKE_JOBS_PARALLEL): must be between":   {"--jobs-parallel=0"},
		"--jobs-parallel: expected a valid 64 bit int":             {"--jobs-parallel=many"},
		"--metrics-token-file (HAIKE_METRICS_TOKEN_FILE): the fil": {"--metrics-token-file=/no/token"},
		"--metrics-token-file (HAIKE_METRICS_TOKEN_FILE): the tok": {"--metrics-token-file=" + short},
	}
	for want, args := range cases {
		_, err := parse(t, args...)
		if err == nil {
			t.Errorf("%v: accepted, want %q", args, want)
			continue
		}
		text := err.Error()
		if !strings.HasPrefix(text, want) || strings.Contains(text, "\n") || strings.Contains(text, secret) {
			t.Errorf("%v: %q, want %q", args, text, want)
		}
	}
}

func TestSettingsOfOtherGroupsDoNotCount(t *testing.T) {
	t.Setenv("HAIKE_LISTEN", "foo")
	t.Setenv("HAIKE_JOBS_PARALLEL", "0")
	t.Setenv("HAIKE_TRUSTED_PROXIES", "bar")
	t.Setenv("HAIKE_LOG_LEVEL", "warn")
	t.Setenv("HAIKE_DATABASE", "/srv/haike.db")
	c, err := parse(t)
	if err == nil {
		t.Fatal("a wrong setting was accepted")
	}
	c.Only(config.Storage, config.Log)
	if err := c.Complete(); err != nil {
		t.Fatal(err)
	}
	if c.Listen != "127.0.0.1:8080" || c.JobsParallel != 8 || len(c.Proxies) != 0 || c.Level != slog.LevelWarn || c.Database != "/srv/haike.db" {
		t.Fatalf("%+v", c)
	}
}

func TestRedact(t *testing.T) {
	cases := map[string]string{
		"./data/haike.db":                        "./data/haike.db",
		"postgres://u:pw@h:1/d?sslpassword=pw":   "postgres://u:xxxxx@h:1/d",
		"postgres://u:p w%zz@h/d":                "postgres://(unreadable)",
		"smtps://post@example.com:pw@smtp.x:465": "smtps://post%40example.com:xxxxx@smtp.x:465",
	}
	for in, want := range cases {
		if got := config.Redact(in); got != want {
			t.Errorf("%s: %s, want %s", in, got, want)
		}
	}
}

func TestGuideHoldsTheTable(t *testing.T) {
	text, err := os.ReadFile("../../../docs/guides/configuration.md")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(text), config.Table()) {
		t.Fatalf("docs/guides/configuration.md is out of date: replace its table with the output of 'haike config-table':\n%s", config.Table())
	}
}
