// Package notify is the outbox: what the service promises to tell people, and
// how it reaches them.
//
// Send writes a message in the caller's transaction, its words made at once, so
// that what was promised is what goes. The same key twice is one message. A job
// delivers it: by e-mail, with retries for about three days; and what only a
// person can do (a letter, a text, a call, easy read, braille) waits in a list
// for somebody to do by hand. A contact's channel, format and quiet hours are
// kept to. A crash between the mail server's answer and our note of it can send
// one message twice, with the same Message-ID, and never more than once a crash.
//
// Subjects are fixed sentences: a mail's subject shows on a locked telephone.
package notify

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"text/template"
	"time"

	"github.com/riverqueue/river"

	"footbridge/internal/db"
	"footbridge/internal/id"
	"footbridge/internal/jobs"
	"footbridge/internal/when"
)

// Contact is how to reach somebody. Channel is "email" (also when empty), "sms",
// "letter", "phone" or "none". Format is "" for the usual, "plain text", "large
// print", or any other that somebody must prepare by hand. Quiet hours are hours
// of the day in London; both 0 is the usual 20 to 8, both another same hour none.
type Contact struct {
	PersonID, Name, Email, Phone, Address, Channel string
	Format                                         string
	QuietFrom, QuietTo                             int
}

// Message is something to be told to somebody.
type Message struct {
	OrgID     string
	Key       string // the same key twice is one message
	To        Contact
	Template  string
	Data      map[string]string // Name is the contact's name unless given
	NotBefore time.Time
	// Urgent is for what somebody asks for this minute, such as a new password:
	// it goes in quiet hours too, by e-mail if there is an address. Its words may
	// hold a link that signs in, so no page shows them and they are wiped when it
	// has gone or was given up.
	Urgent bool
}

// Template is the words of one kind of message. Subject is shown as it is. Body
// is a text/template over Message.Data, in paragraphs with a blank line between;
// HTML is made from it. A template that names its Fields can be rewritten by
// each organisation (see [Notifier.SetOwn]); Needs are the fields that must stay,
// and Examples what a preview shows in place of some.
type Template struct {
	Name, Subject, Body, About string
	Fields, Needs              []string
	Examples                   map[string]string
}

// Editable reports whether organisations may rewrite the words.
func (t Template) Editable() bool { return len(t.Fields) > 0 }

// Notifier sends messages.
type Notifier struct {
	db        *db.DB
	now       func() time.Time
	queue     *jobs.Queue
	sender    Sender
	templates []Template
	bodies    map[string]*template.Template
}

// New returns a notifier that delivers through q, with s. It panics when a
// template cannot be used, which is a mistake of the program.
func New(d *db.DB, now func() time.Time, q *jobs.Queue, s Sender, templates ...Template) *Notifier {
	n := &Notifier{db: d, now: now, queue: q, sender: s, bodies: map[string]*template.Template{}}
	for _, t := range templates {
		if err := n.add(t); err != nil {
			panic("notify: " + err.Error())
		}
	}
	jobs.Handle(q, n.deliver)
	jobs.Handle(q, n.sweep)
	q.Every(sweepJob{}, jobs.Each(5*time.Minute))
	return n
}

// add takes a template, or says why it cannot be used.
func (n *Notifier) add(t Template) error {
	body, err := template.New(t.Name).Option("missingkey=error").Parse(t.Body)
	switch {
	case err != nil:
		return err
	case t.Name == "" || t.Subject == "" || strings.ContainsAny(t.Subject, "\r\n"):
		return fmt.Errorf("the template %q needs a name and a subject of one line", t.Name)
	case strings.Contains(t.Subject, "{{"):
		return fmt.Errorf("the subject of %q has data in it; a subject is a fixed sentence", t.Name)
	case n.bodies[t.Name] != nil:
		return fmt.Errorf("there are two templates %q", t.Name)
	}
	n.templates = append(n.templates, t)
	n.bodies[t.Name] = body
	return nil
}

// Send writes m in the caller's transaction and sees to its delivery. The same
// key again changes nothing.
func (n *Notifier) Send(ctx context.Context, tx *db.DB, m Message) error {
	if m.OrgID == "" || m.Key == "" {
		return errors.New("notify: a message without an organisation or a key")
	}
	t, body, err := n.render(ctx, tx, m)
	if err != nil {
		return fmt.Errorf("notify: %w", err)
	}
	now := n.now()
	row := Row{
		OrgID: m.OrgID, ID: id.New(), Key: m.Key, PersonID: m.To.PersonID,
		ToName: oneLine(m.To.Name), ToEmail: m.To.Email, ToPhone: m.To.Phone, ToAddress: m.To.Address,
		Channel: channelOf(m.To), Format: m.To.Format, Template: t.Name, Subject: t.Subject, Body: body, Urgent: m.Urgent,
		NotBefore: m.NotBefore, CreatedAt: now, UpdatedAt: now,
	}
	row.QuietFrom, row.QuietTo = quietHours(m.To)
	row.State, row.Words = route(m.To)
	if m.Urgent && strings.TrimSpace(m.To.Email) != "" {
		row.Channel, row.State, row.Words = "email", Queued, ""
	}
	if row.NotBefore.Before(now) {
		row.NotBefore = now
	}
	if row.State == Queued {
		row.hold(now)
	}
	return tx.Tx(ctx, func(tx *db.DB) error {
		fresh, err := insertMessage(ctx, tx, row)
		if err != nil || !fresh || row.State != Queued && row.State != Held {
			return err
		}
		return n.enqueue(ctx, tx, row)
	})
}

// enqueue inserts the job that delivers row when its time has come.
func (n *Notifier) enqueue(ctx context.Context, tx *db.DB, row Row) error {
	opts := &river.InsertOpts{MaxAttempts: 2 * maxAttempts, Priority: 2}
	if row.Urgent {
		opts.Priority = 1
	}
	if row.NotBefore.After(n.now()) {
		opts.ScheduledAt = row.NotBefore
	}
	return n.queue.Insert(ctx, tx, deliverJob{row.OrgID, row.ID}, opts)
}

// hold makes a message wait for its time and, unless urgent, for the end of the
// contact's quiet hours.
func (r *Row) hold(now time.Time) {
	if !r.Urgent {
		r.NotBefore = afterQuiet(r.NotBefore, r.QuietFrom, r.QuietTo)
	}
	r.State = Queued
	if r.NotBefore.After(now) {
		r.State = Held
	}
}

// channelOf is the contact's channel, e-mail when none was chosen.
func channelOf(c Contact) string {
	switch c.Channel {
	case "sms", "letter", "phone", "none":
		return c.Channel
	}
	return "email"
}

// The formats the program makes itself.
const (
	plainText  = "plain text"
	largePrint = "large print"
)

// route decides how a message reaches the contact: the state it begins in, and
// why, when somebody must see to it.
func route(c Contact) (State, string) {
	channel := channelOf(c)
	switch {
	case channel == "none":
		return NotWanted, "They have asked not to be contacted."
	case c.Format != "" && c.Format != plainText && c.Format != largePrint:
		return ByHand, "Needed in this format: " + c.Format + "."
	case channel == "letter" && strings.TrimSpace(c.Address) == "":
		return ByHand, "They want letters, and there is no postal address."
	case channel == "letter":
		return ToPost, ""
	case channel == "sms":
		return ByHand, "They want text messages."
	case channel == "phone":
		return ByHand, "They want to be phoned."
	case strings.TrimSpace(c.Email) == "":
		return ByHand, "There is no e-mail address."
	}
	return Queued, ""
}

// quietHours are the hours in which the contact is left alone.
func quietHours(c Contact) (from, to int) {
	if c.QuietFrom == 0 && c.QuietTo == 0 || c.QuietFrom < 0 || c.QuietFrom > 23 || c.QuietTo < 0 || c.QuietTo > 23 {
		return 20, 8
	}
	return c.QuietFrom, c.QuietTo
}

// afterQuiet is t, or the end of the quiet hours that t falls in, by the clocks
// of London. The same hour twice is no quiet hours.
func afterQuiet(t time.Time, from, to int) time.Time {
	h := t.In(when.London).Hour()
	evening := from > to && h >= from
	if !evening && !(from > to && h < to) && !(from <= h && h < to) {
		return t
	}
	d := when.DateOf(t)
	if evening {
		d = d.AddDays(1)
	}
	return time.Date(d.Year, d.Month, d.Day, to, 0, 0, 0, when.London).UTC()
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
