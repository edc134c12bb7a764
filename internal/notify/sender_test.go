package notify

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
)

// server is a mail server that can be told to be difficult.
type server struct {
	mu   sync.Mutex
	code int // answer to the address; 0 is yes
	got  []string
}

func (s *server) NewSession(*smtp.Conn) (smtp.Session, error) { return &session{s: s}, nil }

type session struct {
	s    *server
	from string
}

func (x *session) Mail(from string, _ *smtp.MailOptions) error { x.from = from; return nil }
func (x *session) Rcpt(string, *smtp.RcptOptions) error {
	x.s.mu.Lock()
	defer x.s.mu.Unlock()
	if x.s.code != 0 {
		return &smtp.SMTPError{Code: x.s.code, Message: "no"}
	}
	return nil
}
func (x *session) Data(r io.Reader) error {
	b, err := io.ReadAll(r)
	x.s.mu.Lock()
	defer x.s.mu.Unlock()
	x.s.got = append(x.s.got, string(b))
	return err
}
func (x *session) Reset()        {}
func (x *session) Logout() error { return nil }

// mails are what has arrived.
func (s *server) mails() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.got)
}

// answer sets what it says to an address.
func (s *server) answer(code int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.code = code
}

// listen starts s on a port of its own and returns how to reach it.
func listen(t *testing.T, s *server) *SMTP {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	srv := smtp.NewServer(s)
	srv.ErrorLog = slog.NewLogLogger(slog.NewTextHandler(io.Discard, nil), slog.LevelError)
	go srv.Serve(l)
	t.Cleanup(func() { srv.Close() })
	_, port, _ := net.SplitHostPort(l.Addr().String())
	n, _ := strconv.Atoi(port)
	return &SMTP{From: From{"team@example.org", "The College"}, Host: "127.0.0.1", Port: n, TLS: "none", Timeout: 5 * time.Second}
}

// A real mail server gets the message once, and its refusals are told apart.
func TestSMTP(t *testing.T) {
	s := &server{}
	sender := listen(t, s)
	m := Mail{ID: mailID("o", "k"), To: "sam@example.org", Name: "Sam Exámple", Subject: "A message", Text: "Hello\n", HTML: "<p>Hello</p>", Date: utc("2027-05-03 12:00")}
	if err := sender.Send(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	got := s.mails()
	if len(got) != 1 {
		t.Fatalf("%d mails", len(got))
	}
	for _, want := range []string{"Message-ID: <" + m.ID + "@example.org>", `From: "The College" <team@example.org>`, "Subject: A message", "text/plain", "text/html", "Auto-Submitted: auto-generated", "X-Mailer: Footbridge", "Date: Mon, 03 May 2027 12:00:00 +0000"} {
		if !strings.Contains(got[0], want) {
			t.Errorf("no %q in\n%s", want, got[0])
		}
	}
	for code, final := range map[int]bool{550: true, 451: false} {
		s.answer(code)
		f, ok := errors.AsType[*Failure](sender.Send(t.Context(), m))
		if !ok || f.Final != final || strings.Contains(f.Error(), "sam@") {
			t.Errorf("answer %d: %+v", code, f)
		}
	}
	sender.Port = 1
	if f, ok := errors.AsType[*Failure](sender.Send(t.Context(), m)); !ok || f.Final {
		t.Error("an unreachable server is final")
	}
	if (&SMTP{From: From{"nonsense", ""}, Host: "x"}).Check() == nil || sender.Check() != nil || (&SMTP{From: sender.From, Host: "x", TLS: "maybe"}).Check() == nil {
		t.Error("Check does not tell good settings from bad")
	}
}

// Names are written as people write them, and none keeps a message back or puts
// another address into it.
func TestNames(t *testing.T) {
	for _, name := range []string{"Sam O'Neil", `Robert "Bob" Lane`, `Bob\`, "Lane, Bob <other@example.org>", "Zoë (she/her)", ""} {
		msg, err := From{"team@example.org", `The "College"`}.compose(Mail{ID: "x", To: "sam@example.org", Name: name, Subject: "A message"})
		if err != nil {
			t.Errorf("%q: %v", name, err)
			continue
		}
		to := msg.GetTo()
		if len(to) != 1 || to[0].Address != "sam@example.org" || to[0].Name != name {
			t.Errorf("%q goes to %v", name, to)
		}
	}
}

// Through the queue: a server that is down when the message is sent gets it when
// it is up again, once.
func TestServerDownThenUp(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := newKit(t, d)
		s := &server{code: 451}
		k.sender = listen(t, s)
		r := k.send(t, to(nil))
		if err := k.queue.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		defer k.queue.Stop(context.Background())
		until(t, func() bool { return k.row(t, "k1").Attempts >= 1 && k.row(t, "k1").State == Queued })
		s.answer(0)
		k.queue.Insert(t.Context(), d, deliverJob{r.OrgID, r.ID}, nil) // not to wait for the next try
		until(t, func() bool { return k.row(t, "k1").State == Sent })
		if got := s.mails(); len(got) != 1 {
			t.Errorf("%d mails", len(got))
		}
	})
}

// until waits for something that happens in the background.
func until(t *testing.T, ok func() bool) {
	t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for end := time.Now().Add(20 * time.Second); !ok(); <-tick.C {
		if time.Now().After(end) {
			t.Fatal("it did not happen")
		}
	}
}

// A folder gets one file for one message, whose name says nothing of the person.
func TestFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "messages")
	f := &Folder{From: From{"team@example.org", "The College"}, Dir: dir}
	m := Mail{ID: mailID("o", "k"), To: "sam@example.org", Name: "Sam", Subject: "A message", Text: "Hello", Date: utc("2027-05-03 12:00")}
	for range 2 {
		if err := f.Send(t.Context(), m); err != nil {
			t.Fatal(err)
		}
	}
	files, err := os.ReadDir(dir)
	if err != nil || len(files) != 1 || !strings.HasPrefix(files[0].Name(), "20270503-120000-") || strings.Contains(strings.ToLower(files[0].Name()), "sam") {
		t.Fatalf("files = %v, %v", files, err)
	}
	content, err := os.ReadFile(filepath.Join(dir, files[0].Name()))
	if err != nil || !bytes.Contains(content, []byte("Hello")) || bytes.Contains(content, []byte("text/html")) {
		t.Errorf("%s, %v", content, err)
	}
}
