package mail

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"os"
	"strings"
	"sync"
	"testing"

	"haike/internal/platform/tlsconf/tlstest"
)

// received is what the test's server was told.
type received struct {
	from, auth string
	to         []string
	data       string
}

// fakeServer speaks as much SMTP as a client needs to leave one message.
type fakeServer struct {
	listener net.Listener
	tls      *tls.Config // not nil: from the first byte
	mu       sync.Mutex
	got      []received
	done     sync.WaitGroup
}

func startServer(t *testing.T, conf *tls.Config) *fakeServer {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &fakeServer{listener: listener, tls: conf}
	s.done.Go(s.accept)
	t.Cleanup(func() {
		_ = listener.Close()
		s.done.Wait()
	})
	return s
}

func (s *fakeServer) accept() {
	for {
		conn, err := s.listener.Accept()
		if err != nil {
			return
		}
		if s.tls != nil {
			conn = tls.Server(conn, s.tls)
		}
		s.done.Go(func() { s.talk(conn) })
	}
}

func (s *fakeServer) talk(conn net.Conn) {
	defer func() { _ = conn.Close() }()
	var r received
	lines := bufio.NewScanner(conn)
	say := func(text string) { _, _ = fmt.Fprint(conn, text+"\r\n") }
	say("220 test")
	for lines.Scan() {
		line := lines.Text()
		verb, rest, _ := strings.Cut(line, " ")
		switch strings.ToUpper(verb) {
		case "EHLO":
			say("250-test\r\n250-AUTH PLAIN\r\n250 8BITMIME")
		case "AUTH":
			r.auth = rest
			say("235 ok")
		case "MAIL":
			r.from = rest
			say("250 ok")
		case "RCPT":
			r.to = append(r.to, rest)
			say("250 ok")
		case "DATA":
			say("354 go")
			r.data = readData(lines)
			s.keep(r)
			say("250 ok")
		case "QUIT":
			say("221 bye")
			return
		default:
			say("250 ok")
		}
	}
}

func readData(lines *bufio.Scanner) string {
	var b strings.Builder
	for lines.Scan() && lines.Text() != "." {
		b.WriteString(lines.Text() + "\n")
	}
	return b.String()
}

func (s *fakeServer) keep(r received) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.got = append(s.got, r)
}

func (s *fakeServer) messages() []received {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.got
}

func (s *fakeServer) url(scheme, user string) string {
	return scheme + "://" + user + s.listener.Addr().String()
}

func TestSend(t *testing.T) {
	s := startServer(t, nil)
	m, err := New(s.url("smtp", ""), "Haike 海客 <haike@example.com>")
	if err != nil {
		t.Fatal(err)
	}
	if !m.Enabled() {
		t.Fatal("not enabled")
	}
	err = m.Send(t.Context(), Message{To: "王芳 <wang.fang@example.com>", Subject: "邀请您使用海客", Text: "您好，\n请点击链接。", HTML: "<p>您好</p>"})
	if err != nil {
		t.Fatal(err)
	}
	got := s.messages()
	if len(got) != 1 || !strings.HasPrefix(got[0].from, "FROM:<haike@example.com>") || len(got[0].to) != 1 || got[0].to[0] != "TO:<wang.fang@example.com>" {
		t.Fatalf("%+v", got)
	}
	for _, part := range []string{"=?UTF-8?q?=E9=82=80", "text/plain", "text/html", "Message-ID:", "Date:"} {
		if !strings.Contains(got[0].data, part) {
			t.Errorf("%q is missing in\n%s", part, got[0].data)
		}
	}
}

func TestSendWithPasswordOverTLS(t *testing.T) {
	dir := t.TempDir()
	cert, key := tlstest.Write(t, dir, "localhost")
	pair, err := tls.LoadX509KeyPair(cert, key)
	if err != nil {
		t.Fatal(err)
	}
	s := startServer(t, &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12})
	pem, err := os.ReadFile(cert)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(pem)
	_, port, _ := net.SplitHostPort(s.listener.Addr().String())
	made, err := New("smtps://haike:ge%3Aheim@localhost:"+port, "haike@example.com")
	if err != nil {
		t.Fatal(err)
	}
	message := Message{To: "a@example.com", Subject: "s", Text: "t"}
	if err := made.Send(t.Context(), message); err == nil {
		t.Fatal("a certificate that nobody vouches for was trusted")
	}
	made.(*sender).tls.RootCAs = roots
	if err := made.Send(t.Context(), message); err != nil {
		t.Fatal(err)
	}
	want := "PLAIN " + base64.StdEncoding.EncodeToString([]byte("\x00haike\x00ge:heim"))
	if got := s.messages(); len(got) != 1 || got[0].auth != want {
		t.Fatalf("%+v", got)
	}
}

func TestPasswordNeverLeavesWithoutTLS(t *testing.T) {
	s := startServer(t, nil)
	m, err := New(s.url("smtp", "haike:Geheim-7788@"), "haike@example.com")
	if err != nil {
		t.Fatal(err)
	}
	err = m.Send(t.Context(), Message{To: "a@example.com", Subject: "s", Text: "t"})
	if err == nil || strings.Contains(err.Error(), "Geheim") {
		t.Fatal(err)
	}
	if got := s.messages(); len(got) != 0 {
		t.Fatalf("%+v", got)
	}
}

func TestInjectionIsRefused(t *testing.T) {
	s := startServer(t, nil)
	m, err := New(s.url("smtp", ""), "haike@example.com")
	if err != nil {
		t.Fatal(err)
	}
	good := Message{To: "a@example.com", Subject: "s", Text: "t"}
	cases := map[string]func(*Message){
		"subject CRLF":    func(m *Message) { m.Subject = "s\r\nBcc: b@example.com" },
		"subject LF":      func(m *Message) { m.Subject = "s\nBcc: b@example.com" },
		"subject NUL":     func(m *Message) { m.Subject = "s\x00" },
		"subject NEL":     func(m *Message) { m.Subject = "s\u0085Bcc: b@example.com" },
		"recipient CRLF":  func(m *Message) { m.To = "a@example.com\r\nRCPT TO:<b@example.com>" },
		"recipient list":  func(m *Message) { m.To = "a@example.com, b@example.com" },
		"recipient name":  func(m *Message) { m.To = "x\r\nBcc: b@example.com <a@example.com>" },
		"recipient none":  func(m *Message) { m.To = "" },
		"recipient group": func(m *Message) { m.To = "g: a@example.com, b@example.com;" },
		"subject none":    func(m *Message) { m.Subject = " " },
		"subject long":    func(m *Message) { m.Subject = strings.Repeat("长", maxSubject+1) },
		"text none":       func(m *Message) { m.Text = "" },
		"text long":       func(m *Message) { m.Text = strings.Repeat("x", maxBody+1) },
	}
	for name, spoil := range cases {
		bad := good
		spoil(&bad)
		if err := m.Send(t.Context(), bad); !errors.Is(err, ErrMessage) {
			t.Errorf("%s: %v", name, err)
		}
	}
	encoded := good
	encoded.Subject = "s%0d%0aBcc: b@example.com"
	if err := m.Send(t.Context(), encoded); err != nil {
		t.Fatal(err)
	}
	got := s.messages()
	if len(got) != 1 || len(got[0].to) != 1 || strings.Contains(got[0].data, "\nBcc:") {
		t.Fatalf("%+v", got)
	}
}

func TestSilentServerEndsWithTheContext(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	m, err := New("smtp://"+listener.Addr().String(), "haike@example.com")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	result := make(chan error, 1)
	go func() { result <- m.Send(ctx, Message{To: "a@example.com", Subject: "s", Text: "t"}) }()
	conn, err := listener.Accept() // and say nothing
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	cancel()
	if err := <-result; err == nil {
		t.Fatal("sent to a server that said nothing")
	}
}

func TestDisabled(t *testing.T) {
	m, err := New("", "")
	if err != nil || m.Enabled() {
		t.Fatal(err, m)
	}
	if err := m.Send(t.Context(), Message{}); !errors.Is(err, ErrDisabled) {
		t.Fatal(err)
	}
}

func TestServerNeverPrintsItsPassword(t *testing.T) {
	s, err := ParseServer("smtp://haike:Geheim-7788@mail.example.com")
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{fmt.Sprint(s), fmt.Sprintf("%+v", s), fmt.Sprintf("%#v", s), fmt.Sprintf("%v", &s)} {
		if strings.Contains(text, "Geheim") || !strings.Contains(text, "mail.example.com:587") {
			t.Error(text)
		}
	}
}
