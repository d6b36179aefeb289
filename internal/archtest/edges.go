package archtest

// edge lets one room import another.
type edge struct{ from, to, reason string }

// edges lists which room may import which, beyond what the layers allow. It
// must stay free of circles, which Go itself ensures.
func edges() []edge {
	return []edge{
		{"org", "iam", "users belong to iam; org checks where they stand, and the set-up creates the first"},
	}
}

// vendor lets one folder import a module that is not ours.
type vendor struct{ module, folder, reason string }

// vendorModules lists every foreign module that programs use, and who may.
func vendorModules() []vendor {
	return []vendor{
		{"modernc.org/sqlite", "internal/platform/db", "the SQLite driver; nobody else opens databases"},
		{"github.com/jackc/pgx/v5", "internal/platform/db", "the PostgreSQL driver; nobody else opens databases"},
		{"github.com/jackc/pgx/v5", "internal/platform/dbtest", "creates the databases of tests"},
		{"github.com/pressly/goose/v3", "internal/migrations", "runs the migrations"},
		{"github.com/riverqueue/river", "internal/platform/jobs", "the job engine behind our façade"},
		{"github.com/danielgtaylor/huma/v2", "internal/platform/httpx", "typed operations and their OpenAPI document"},
		{"github.com/danielgtaylor/huma/v2", "internal/app", "hands the document on to the command line and the tests"},
		{"golang.org/x/sync", "internal/app", "waits for the servers and the relay together"},
		{"github.com/danielgtaylor/huma/v2", "internal/platform/apitest", "reads the OpenAPI document, from which it makes tests"},
		{"github.com/prometheus/client_golang", "internal/platform/httpx", "counts and durations of requests"},
		{"github.com/alecthomas/kong", "internal/platform/config", "its test reads the settings as the command line does"},
		{"filippo.io/age", "internal/platform/backup", "authenticated encryption of archives of any size"},
		{"github.com/alecthomas/kong", "internal/cli", "commands, flags and help from one struct"},
		{"github.com/wneessen/go-mail", "internal/platform/mail", "SMTP with TLS and well-formed messages"},
		{"golang.org/x/crypto", "internal/platform/tlsconf", "certificates by ACME"},
		{"github.com/mozillazg/go-pinyin", "internal/platform/pinyin", "how each character is read"},
		{"github.com/shopspring/decimal", "internal/platform/money", "exact computation; what is stored are integers"},
		{"golang.org/x/text", "internal/platform/condition", "Unicode normal forms and case folding of text keys"},
		{"github.com/pquerna/otp", "internal/modules/iam", "one-time codes of the second factor and their QR code"},
		{"golang.org/x/crypto", "internal/modules/iam", "argon2id for passwords"},
	}
}

// testModules may be imported by every test.
func testModules() []string {
	return []string{"pgregory.net/rapid", "github.com/anishathalye/porcupine", "golang.org/x/text/language"}
}

// passage lets one folder import another against the direction of the layers.
type passage struct{ from, to, reason string }

// passages are the exceptions to the layers.
func passages() []passage {
	return []passage{
		{"internal/bench", "internal/platform/dbtest", "measures on a PostgreSQL of its own; it is no part of the product"},
		{"internal/platform/dbtest", "internal/migrations", "a test wants a migrated database; only tests import dbtest"},
	}
}

// testOnly folders are imported by tests and tools alone.
func testOnly() []string {
	return []string{"internal/platform/apitest", "internal/platform/dbtest", "internal/platform/tlsconf/tlstest"}
}
