package notify

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	netmail "net/mail"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/wneessen/go-mail"
)

// Mail is one message as it leaves.
type Mail struct {
	ID       string // the same for every try of the same message
	To, Name string
	Subject  string
	Text     string
	HTML     string // "" for plain text only
	Date     time.Time
}

// Sender sends mail. An error that is a *Failure says in words what to tell.
type Sender interface {
	Send(ctx context.Context, m Mail) error
}

// Failure is why a mail was not sent, in words without personal data. Final says
// that trying again would not help.
type Failure struct {
	Words string
	Final bool
	Err   error // cause; it may hold an address, so it is not logged
}

// Error is the words only.
func (f *Failure) Error() string { return f.Words }

// Unwrap returns the cause.
func (f *Failure) Unwrap() error { return f.Err }

// From is who mail comes from. Name should say nothing about mental health.
type From struct{ Address, Name string }

// compose makes the mail that go-mail sends.
func (f From) compose(m Mail) (*mail.Msg, error) {
	msg := mail.NewMsg()
	if err := msg.From(named(f.Name, f.Address)); err != nil {
		return nil, &Failure{Words: "The sender's address in the settings is not right.", Err: err}
	}
	if err := msg.AddTo(named(m.Name, m.To)); err != nil {
		return nil, &Failure{Words: "The e-mail address is not a real one.", Final: true, Err: err}
	}
	msg.Subject(m.Subject)
	msg.SetDateWithValue(m.Date)
	_, domain, _ := strings.Cut(f.Address, "@")
	msg.SetMessageIDWithValue(m.ID + "@" + domain)
	msg.SetUserAgent("Footbridge")
	msg.SetGenHeader("Auto-Submitted", "auto-generated")
	msg.SetBodyString(mail.TypeTextPlain, m.Text)
	if m.HTML != "" {
		msg.AddAlternativeString(mail.TypeTextHTML, m.HTML)
	}
	return msg, nil
}

// named is the address with the name before it, whatever signs the name has.
func named(name, address string) string {
	a := netmail.Address{Name: name, Address: address}
	return a.String()
}

// SMTP sends through a mail server. TLS is "starttls" (also when empty; refuses
// a server without), "tls" (from the first byte) or "none" (a server on the same
// machine). User "" signs in to nothing.
type SMTP struct {
	From     From
	Host     string
	Port     int
	User     string
	Password string
	TLS      string
	Timeout  time.Duration // of each step; 0 is 15 seconds
}

func (s *SMTP) client() (*mail.Client, error) {
	timeout := s.Timeout
	if timeout == 0 {
		timeout = 15 * time.Second
	}
	opts := []mail.Option{mail.WithTimeout(timeout)}
	switch s.TLS {
	case "", "starttls":
		opts = append(opts, mail.WithTLSPolicy(mail.TLSMandatory))
	case "tls":
		opts = append(opts, mail.WithSSL())
	case "none":
		opts = append(opts, mail.WithTLSPolicy(mail.NoTLS))
	default:
		return nil, fmt.Errorf("TLS is starttls, tls or none, not %q", s.TLS)
	}
	if s.Port != 0 {
		opts = append(opts, mail.WithPort(s.Port))
	}
	if s.User != "" {
		opts = append(opts, mail.WithSMTPAuth(mail.SMTPAuthAutoDiscover), mail.WithUsername(s.User), mail.WithPassword(s.Password))
	}
	return mail.NewClient(s.Host, opts...)
}

// Check reports settings that can never work.
func (s *SMTP) Check() error {
	if err := mail.NewMsg().From(named(s.From.Name, s.From.Address)); err != nil {
		return fmt.Errorf("the sender's address: %w", err)
	}
	_, err := s.client()
	return err
}

// Send implements Sender.
func (s *SMTP) Send(ctx context.Context, m Mail) error {
	msg, err := s.From.compose(m)
	if err != nil {
		return err
	}
	c, err := s.client()
	if err != nil {
		return &Failure{Words: "The settings of the mail server are not right.", Err: err}
	}
	return explain(c.DialAndSendWithContext(ctx, msg))
}

// explain puts the mail server's answer in words. Only an address that the
// server refuses for good is final: all else can be a server set up wrongly.
func explain(err error) error {
	if err == nil {
		return nil
	}
	sent, ok := errors.AsType[*mail.SendError](err)
	switch {
	case !ok:
		return &Failure{Words: "The mail server could not be reached, or refused to talk to us.", Err: err}
	case sent.Reason == mail.ErrSMTPRcptTo && sent.ErrorCode() >= 500:
		return &Failure{Words: fmt.Sprintf("The mail server refused the address (%d).", sent.ErrorCode()), Final: true, Err: err}
	case sent.ErrorCode() > 0:
		return &Failure{Words: fmt.Sprintf("The mail server did not take the message (%d).", sent.ErrorCode()), Err: err}
	}
	return &Failure{Words: "The mail server did not take the message.", Err: err}
}

// Folder writes each mail to a file in Dir instead of sending it: for trying
// things out. The file's name says when, not who.
type Folder struct {
	From From
	Dir  string
}

// Send implements Sender. The same message again writes the same file.
func (f *Folder) Send(_ context.Context, m Mail) error {
	msg, err := f.From.compose(m)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(f.Dir, 0o700); err != nil {
		return &Failure{Words: "The folder for messages cannot be written.", Err: err}
	}
	name := filepath.Join(f.Dir, m.Date.UTC().Format("20060102-150405-")+m.ID[:min(12, len(m.ID))]+".eml")
	if err := msg.WriteToFile(name + ".part"); err != nil {
		return &Failure{Words: "The folder for messages cannot be written.", Err: err}
	}
	if err := os.Rename(name+".part", name); err != nil {
		return &Failure{Words: "The folder for messages cannot be written.", Err: err}
	}
	return nil
}

// mailID is the Message-ID, without its domain, of a message: made from its key,
// so that mail systems can tell a second copy.
func mailID(orgID, key string) string {
	sum := sha256.Sum256([]byte(orgID + "\x00" + key))
	return hex.EncodeToString(sum[:16])
}
