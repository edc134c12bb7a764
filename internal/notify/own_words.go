package notify

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"text/template"
	"time"
	"unicode/utf8"

	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/db"
	"footbridge/internal/fault"
)

// OwnWords are the words of one kind of message as an organisation uses them:
// its own, or those that came with the program.
type OwnWords struct {
	Template
	Changed   bool // they are the organisation's own
	ByName    string
	ChangedAt time.Time
	Version   int      // of its own words; 0 when there are none
	Fields    []string // what can be filled in, as it is written: {{.Name}}
	Preview   []string // the paragraphs, with examples filled in
}

// Own lists the templates whose names begin with prefix as the organisation uses
// them, in the order given to New.
func (n *Notifier) Own(ctx context.Context, orgID, prefix string) ([]OwnWords, error) {
	changed, err := ownWords(ctx, n.db, orgID)
	if err != nil {
		return nil, err
	}
	var out []OwnWords
	for _, t := range n.templates {
		if strings.HasPrefix(t.Name, prefix) && t.Editable() {
			out = append(out, n.own(t, changed))
		}
	}
	return out, nil
}

// OneOwn is one kind of message as the organisation uses it.
func (n *Notifier) OneOwn(ctx context.Context, orgID, name string) (OwnWords, error) {
	all, err := n.Own(ctx, orgID, name)
	for _, o := range all {
		if o.Name == name {
			return o, err
		}
	}
	if err == nil {
		err = fault.New(fault.NotFound, "There is no such message.")
	}
	return OwnWords{}, err
}

func (n *Notifier) own(t Template, changed []wordsRow) OwnWords {
	o := OwnWords{Template: t, Fields: fieldsOf(t)}
	for _, c := range changed {
		if c.Template == t.Name {
			o.Subject, o.Body, o.Changed, o.ByName, o.ChangedAt, o.Version = c.Subject, c.Body, true, c.ByName, c.ChangedAt, c.Version
		}
	}
	o.Preview, _ = n.Example(t.Name, o.Body)
	return o
}

// fieldsOf are the fields that a template can fill in.
func fieldsOf(t Template) []string {
	var out []string
	for _, f := range slices.Concat([]string{"Name"}, t.Fields) {
		out = append(out, "{{."+f+"}}")
	}
	return out
}

// Example fills a body with examples, by paragraph. The error is an Invalid
// fault that says what cannot be used, on the field "body".
func (n *Notifier) Example(name, body string) ([]string, error) {
	at := slices.IndexFunc(n.templates, func(t Template) bool { return t.Name == name })
	if at < 0 {
		return nil, fault.New(fault.NotFound, "There is no such message.")
	}
	t := n.templates[at]
	data := map[string]string{"Name": "Sam"}
	for _, f := range t.Fields {
		data[f] = "[" + f + "]"
		if example := t.Examples[f]; example != "" {
			data[f] = example
		}
	}
	text, err := fillBody(name, body, data)
	if err != nil {
		return nil, fault.Field("body", "These words cannot be filled in. Write what changes as it is listed below, each between two curly brackets, and leave nothing open.")
	}
	return paragraphs(text), nil
}

func fillBody(name, body string, data map[string]string) (string, error) {
	parsed, err := template.New(name).Option("missingkey=error").Parse(body)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	if err := parsed.Execute(&b, data); err != nil {
		return "", err
	}
	return tidy(b.String()), nil
}

// plainFields is all that people may write between curly brackets.
var plainFields = regexp.MustCompile(`\{\{\s*(?:\.[A-Za-z]+|if \.[A-Za-z]+|else|end)\s*\}\}`)

// SetOwn replaces the words of a kind of message by the organisation's own. The
// caller has checked that by may. version is that which was read, 0 for the
// program's words.
func (n *Notifier) SetOwn(ctx context.Context, by actor.Actor, name, subject, body string, version int) error {
	subject, body = oneLine(subject), strings.TrimSpace(body)
	was, err := n.OneOwn(ctx, by.OrgID, name)
	switch {
	case err != nil:
		return err
	case subject == "" || utf8.RuneCountInString(subject) > 120:
		return fault.Field("subject", "Enter a subject of 120 characters or fewer.")
	case strings.Contains(subject, "{{"):
		return fault.Field("subject", "The subject is the same for everybody: it shows on a locked phone.")
	case body == "" || utf8.RuneCountInString(body) > 4000:
		return fault.Field("body", "Enter the message, in 4,000 characters or fewer.")
	case strings.Contains(plainFields.ReplaceAllString(body, ""), "{{"):
		return fault.Field("body", "Between curly brackets only what is listed below can stand.")
	}
	if _, err := n.Example(name, body); err != nil {
		return err
	}
	for _, f := range was.Needs {
		if !strings.Contains(body, "{{."+f+"}}") {
			return fault.Field("body", "The message must have {{.%s}} in it: without it people cannot do what it asks.", f)
		}
	}
	return n.db.Tx(ctx, func(tx *db.DB) error {
		ok, err := saveWords(ctx, tx, by.OrgID, name, subject, body, by.Name, n.now(), version)
		if err == nil && !ok {
			err = fault.New(fault.Conflict, "Somebody else changed these words while you were working on them. Open them again to see what they wrote.")
		}
		if err != nil {
			return err
		}
		return n.recordWords(ctx, tx, by, was.Template, "notify.words.changed")
	})
}

// ResetOwn goes back to the words that came with the program.
func (n *Notifier) ResetOwn(ctx context.Context, by actor.Actor, name string) error {
	was, err := n.OneOwn(ctx, by.OrgID, name)
	if err != nil || !was.Changed {
		return err
	}
	return n.db.Tx(ctx, func(tx *db.DB) error {
		if err := deleteWords(ctx, tx, by.OrgID, name); err != nil {
			return err
		}
		return n.recordWords(ctx, tx, by, was.Template, "notify.words.reset")
	})
}

func (n *Notifier) recordWords(ctx context.Context, tx *db.DB, by actor.Actor, t Template, action string) error {
	return audit.Record(ctx, tx, audit.Entry{At: n.now(), By: by, Action: action, Target: audit.Target{Kind: "words of a message", ID: t.Name, Words: t.About}})
}

// desk are the states in which somebody must see to a message.
var desk = []State{ByHand, ToPost}

// Desk lists the messages of some templates, known by the beginning of their
// names, that somebody must see to, oldest first, and how many there are. The
// caller has checked that whoever asks may carry them.
func (n *Notifier) Desk(ctx context.Context, orgID string, prefixes []string, limit, offset int) ([]Row, int, error) {
	return deskMessages(ctx, n.db, orgID, prefixes, desk, limit, offset)
}

// FinishDesk notes that by saw to a message of one of some templates. The caller
// has checked that by may.
func (n *Notifier) FinishDesk(ctx context.Context, by actor.Actor, prefixes []string, id string) error {
	m, err := n.Message(ctx, by, id)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(m.Template, p) }) {
		return fault.New(fault.NotFound, "We could not find that message.")
	}
	return n.settleByHand(ctx, by, id)
}
