package mail

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/mail"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode"

	gomail "github.com/wneessen/go-mail"
	"github.com/wneessen/go-mail/smtp"
)

// Message is a mail to one person. HTML may be empty; Text may not.
type Message struct {
	To      string
	Subject string
	Text    string
	HTML    string
}

// Mailer sends messages. Callers look at Enabled to offer another way, such
// as a link to pass on, where no mail server is set up.
type Mailer interface {
	Send(ctx context.Context, m Message) error
	Enabled() bool
}

var (
	// ErrDisabled: no mail server is set up.
	ErrDisabled = errors.New("mail: no mail server is set up (--smtp-url)")
	// ErrMessage: the message cannot be sent as it is; trying again is in vain.
	ErrMessage = errors.New("mail: the message is malformed")
)

// timeout bounds each step with the server and the sending of one message.
const timeout = 20 * time.Second

const (
	maxSubject = 500     // characters
	maxBody    = 1 << 20 // bytes of each part
)

// Server is a parsed --smtp-url.
type Server struct {
	Host     string
	Port     int
	TLS      bool // from the first byte; otherwise STARTTLS
	User     string
	password string
}

// String is the server without its password, so that no log shows it.
func (s Server) String() string { return net.JoinHostPort(s.Host, strconv.Itoa(s.Port)) }

// GoString keeps the password out of %#v.
func (s Server) GoString() string { return s.String() }

// ParseServer reads smtp:// and smtps:// URLs. Its error says what to write and
// repeats nothing of the URL, which may hold a password.
func ParseServer(text string) (Server, error) {
	u, err := url.Parse(text)
	if err != nil || u.Hostname() == "" || (u.Scheme != "smtp" && u.Scheme != "smtps") {
		return Server{}, errors.New("is not a mail server's URL; write smtps://user:password@host:465 or smtp://user:password@host:587 and escape special characters of user and password as %XX")
	}
	if strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" {
		return Server{}, errors.New("must end after the host and port; escape special characters of user and password as %XX")
	}
	s := Server{Host: u.Hostname(), TLS: u.Scheme == "smtps", User: u.User.Username()}
	s.password, _ = u.User.Password()
	if (s.User == "") != (s.password == "") {
		return Server{}, errors.New("needs both user and password, or neither")
	}
	s.Port = s.defaultPort()
	if u.Port() == "" {
		return s, nil
	}
	s.Port, err = strconv.Atoi(u.Port())
	if err != nil || s.Port < 1 || s.Port > 65535 {
		return Server{}, errors.New("has no valid port; it is a number up to 65535, usually 465 or 587")
	}
	return s, nil
}

func (s Server) defaultPort() int {
	switch {
	case s.TLS:
		return gomail.DefaultPortSSL
	case s.User != "":
		return gomail.DefaultPortTLS
	}
	return gomail.DefaultPort
}

// New returns a Mailer for --smtp-url and --mail-from; one that is not enabled
// if the URL is empty.
func New(serverURL, from string) (Mailer, error) {
	if serverURL == "" {
		return Disabled{}, nil
	}
	server, err := ParseServer(serverURL)
	if err != nil {
		return nil, fmt.Errorf("mail: the URL %w", err)
	}
	address, err := mail.ParseAddress(from)
	if err != nil {
		return nil, errors.New("mail: the sender is not a mail address")
	}
	conf := &tls.Config{ServerName: server.Host, MinVersion: tls.VersionTLS12}
	return &sender{server: server, from: address, tls: conf}, nil
}

// Disabled is the Mailer where no mail server is set up.
type Disabled struct{}

// Enabled implements Mailer.
func (Disabled) Enabled() bool { return false }

// Send implements Mailer; it always returns ErrDisabled.
func (Disabled) Send(context.Context, Message) error { return ErrDisabled }

type sender struct {
	server Server
	from   *mail.Address
	tls    *tls.Config
}

// Enabled implements Mailer.
func (*sender) Enabled() bool { return true }

// Send delivers one message to the server and returns once the server has
// taken it. Errors: ErrMessage; all others may pass and are worth a retry.
func (s *sender) Send(ctx context.Context, m Message) error {
	msg, err := s.build(m)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	line := &line{server: s.server, tls: s.tls}
	defer line.hangUp()
	stop := context.AfterFunc(ctx, line.hangUp)
	defer stop()
	client, err := gomail.NewClient(s.server.Host, s.options(line)...)
	if err != nil {
		return fmt.Errorf("mail: %s: %w", s.server, err)
	}
	if err := client.DialAndSendWithContext(ctx, msg); err != nil {
		return fmt.Errorf("mail: %s: %w", s.server, err)
	}
	return nil
}

func (s *sender) options(l *line) []gomail.Option {
	opts := []gomail.Option{
		gomail.WithPort(s.server.Port), gomail.WithTimeout(timeout), gomail.WithTLSConfig(s.tls), gomail.WithDialContextFunc(l.dial),
	}
	switch {
	case s.server.TLS:
		opts = append(opts, gomail.WithSSL())
	case s.server.User != "": // a password never goes over a plain connection
		opts = append(opts, gomail.WithTLSPolicy(gomail.TLSMandatory))
	default:
		opts = append(opts, gomail.WithTLSPolicy(gomail.TLSOpportunistic))
	}
	if s.server.User == "" {
		return opts
	}
	return append(opts, gomail.WithSMTPAuthCustom(&login{server: s.server}))
}

// login proves who we are by the first way that the server offers, over TLS alone.
type login struct {
	server Server
	chosen smtp.Auth
}

// Start implements smtp.Auth.
func (l *login) Start(info *smtp.ServerInfo) (string, []byte, error) {
	if !info.TLS {
		return "", nil, errors.New("mail: the connection is not encrypted, so the password stays here")
	}
	switch {
	case slices.Contains(info.Auth, "PLAIN"):
		l.chosen = smtp.PlainAuth("", l.server.User, l.server.password, l.server.Host, false)
	case slices.Contains(info.Auth, "LOGIN"):
		l.chosen = smtp.LoginAuth(l.server.User, l.server.password, l.server.Host, false)
	default:
		return "", nil, errors.New("mail: the server accepts a password in no way that we know (PLAIN, LOGIN)")
	}
	return l.chosen.Start(info)
}

// Next implements smtp.Auth.
func (l *login) Next(fromServer []byte, more bool) ([]byte, error) {
	return l.chosen.Next(fromServer, more)
}

// line is the connection of one sending. The mail library looks at the context
// only while it dials and forgets a connection on which a later step failed,
// so the line is cut here: when the context ends, and in the end always.
type line struct {
	server Server
	tls    *tls.Config
	mu     sync.Mutex
	conn   net.Conn
}

func (l *line) dial(ctx context.Context, network, address string) (net.Conn, error) {
	dialer := &net.Dialer{}
	conn, err := dialer.DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	l.mu.Lock()
	l.conn = conn
	l.mu.Unlock()
	if !l.server.TLS {
		return conn, nil
	}
	secure := tls.Client(conn, l.tls)
	return secure, secure.HandshakeContext(ctx)
}

func (l *line) hangUp() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.conn != nil {
		_ = l.conn.Close() // closed already after a message that went well
	}
}

func (s *sender) build(m Message) (*gomail.Msg, error) {
	to, err := check(m)
	if err != nil {
		return nil, err
	}
	msg := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	msg.FromMailAddress(s.from)
	if err := msg.To(to); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrMessage, err)
	}
	msg.Subject(m.Subject)
	msg.SetDate()
	msg.SetMessageID()
	msg.SetBodyString(gomail.TypeTextPlain, m.Text)
	if m.HTML != "" {
		msg.AddAlternativeString(gomail.TypeTextHTML, m.HTML)
	}
	return msg, nil
}

// check refuses what could become a second header or a second recipient.
func check(m Message) (string, error) {
	for _, value := range []string{m.To, m.Subject} {
		if strings.ContainsFunc(value, unicode.IsControl) {
			return "", fmt.Errorf("%w: control character in recipient or subject", ErrMessage)
		}
	}
	to, err := mail.ParseAddress(m.To)
	if err != nil {
		return "", fmt.Errorf("%w: recipient", ErrMessage)
	}
	switch {
	case strings.TrimSpace(m.Subject) == "" || len([]rune(m.Subject)) > maxSubject:
		return "", fmt.Errorf("%w: subject empty or over %d characters", ErrMessage, maxSubject)
	case m.Text == "":
		return "", fmt.Errorf("%w: no text", ErrMessage)
	case len(m.Text) > maxBody || len(m.HTML) > maxBody:
		return "", fmt.Errorf("%w: over %d bytes", ErrMessage, maxBody)
	}
	return to.Address, nil
}
