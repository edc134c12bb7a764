// Package people keeps the people a service knows: how they want to be called
// and reached, what they need to read, hear and take part, and, apart from all
// that, what they chose to say for equality monitoring.
//
// Needs follow the six steps of the Accessible Information Standard: identify,
// record, flag, share, meet, review. They are recorded once; [People.Flags] and
// [People.Contact] carry them to whoever will meet or write to the person.
//
// Two records of one person are merged: what referred to the dropped record
// refers to the kept one afterwards, and its old address leads there. Other
// modules take part with [People.OnMerge], [People.OnExport] and [People.OnErase].
//
// Whether somebody may read or change people at all is the permission of the
// route; the methods about equality data, merging, exporting and erasing check
// theirs again. The audit trail names what was changed; it does not repeat
// addresses, needs or equality data, which must be erasable.
package people

import (
	"context"
	"net/mail"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/fold"
	"footbridge/internal/id"
	"footbridge/internal/when"
)

// Permissions of this module.
const (
	Read     = "people.read"
	Edit     = "people.edit"
	Merging  = "people.merge"
	Equality = "people.equality"
	Erasing  = "people.erase" // export and erase a whole record
)

// ErasedName is what an erased person is called.
const ErasedName = "Erased person"

// People keeps the people of every organisation.
type People struct {
	db  *db.DB
	now func() time.Time

	onMerge  []func(ctx context.Context, tx *db.DB, orgID, keepID, dropID string) error
	onExport []exporter
	onShow   []shower
	onErase  []func(ctx context.Context, tx *db.DB, orgID, personID string) error
}

// New returns the people kept in d.
func New(d *db.DB, now func() time.Time) *People { return &People{db: d, now: now} }

// In returns p working inside tx, so that what it adds and changes is kept with
// what another module does, or not at all.
func (p *People) In(tx *db.DB) *People {
	inside := *p
	inside.db = tx
	return &inside
}

// Person is one person, with how they want to be reached.
type Person struct {
	OrgID, ID        string
	Name             string
	PreferredName    string
	Pronouns         string
	Email            string
	Phone            string
	Address          string
	PreferredChannel string // email, sms, letter, phone or none
	QuietFrom        int    // hours in London between which to send nothing;
	QuietTo          int    // the same twice: no quiet hours
	Language         string
	MergedInto       string // the record that took this one's place
	ErasedAt         time.Time
	Version          int // pass back what was read, so that nobody's change is lost
	CreatedAt        time.Time
	UpdatedAt        time.Time
}

// Called is the name to use with the person.
func (p Person) Called() string {
	if p.PreferredName != "" {
		return p.PreferredName
	}
	return p.Name
}

// Gone reports whether the record was merged into another or erased.
func (p Person) Gone() bool { return p.MergedInto != "" || !p.ErasedAt.IsZero() }

// Quiet reports whether there are hours in which nothing may be sent.
func (p Person) Quiet() bool { return p.QuietFrom != p.QuietTo }

// Channels are the ways to reach a person, with what people call them.
var Channels = []struct{ Code, Label string }{
	{"email", "E-mail"}, {"sms", "Text message"}, {"letter", "Letter"}, {"phone", "Phone call"}, {"none", "Please do not contact me"},
}

// ChannelLabel is what people call the way to reach p.
func (p Person) ChannelLabel() string {
	for _, c := range Channels {
		if c.Code == p.PreferredChannel {
			return c.Label
		}
	}
	return ""
}

// tidy trims p's text, chooses a channel when none is given, and says what
// breaks a rule.
func tidy(p *Person) error {
	for _, f := range []struct {
		value       *string
		name, label string
		most        int
	}{
		{&p.Name, "name", "Name", 200}, {&p.PreferredName, "preferred_name", "Preferred name", 200},
		{&p.Pronouns, "pronouns", "Pronouns", 50}, {&p.Email, "email", "E-mail", 254}, {&p.Phone, "phone", "Phone", 50},
		{&p.Address, "address", "Address", 500}, {&p.Language, "language", "Language", 100},
	} {
		*f.value = strings.TrimSpace(*f.value)
		if utf8.RuneCountInString(*f.value) > f.most {
			return fault.Field(f.name, "%s must have %d characters or fewer.", f.label, f.most)
		}
	}
	if fold.Text(p.Name) == "" {
		return fault.Field("name", "Enter a name.")
	}
	if a, err := mail.ParseAddress(p.Email); p.Email != "" && (err != nil || a.Address != p.Email) {
		return fault.Field("email", "Enter an e-mail address like name@example.org.")
	}
	if p.QuietFrom < 0 || p.QuietFrom > 23 || p.QuietTo < 0 || p.QuietTo > 23 {
		return fault.Field("quiet_from", "Quiet hours are from 0 to 23.")
	}
	return tidyChannel(p)
}

// tidyChannel makes sure that the preferred channel can be used.
func tidyChannel(p *Person) error {
	switch {
	case p.PreferredChannel != "":
	case p.Email != "":
		p.PreferredChannel = "email"
	case p.Phone != "":
		p.PreferredChannel = "phone"
	case p.Address != "":
		p.PreferredChannel = "letter"
	default:
		p.PreferredChannel = "none"
	}
	switch p.PreferredChannel {
	case "email":
		if p.Email == "" {
			return fault.Field("email", "Enter an e-mail address, or choose another way to be contacted.")
		}
	case "sms", "phone":
		if p.Phone == "" {
			return fault.Field("phone", "Enter a phone number, or choose another way to be contacted.")
		}
	case "letter":
		if p.Address == "" {
			return fault.Field("address", "Enter an address, or choose another way to be contacted.")
		}
	case "none":
	default:
		return fault.Field("preferred_channel", "Choose how the person wants to be contacted.")
	}
	return nil
}

// Add records a new person in by's organisation. Without a preferred channel
// the first one that can be used is chosen.
func (p *People) Add(ctx context.Context, by actor.Actor, person Person) (Person, error) {
	err := p.db.Tx(ctx, func(tx *db.DB) (err error) {
		person, err = p.add(ctx, tx, by, person)
		return err
	})
	return person, err
}

func (p *People) add(ctx context.Context, tx *db.DB, by actor.Actor, person Person) (Person, error) {
	if err := tidy(&person); err != nil {
		return Person{}, err
	}
	now := p.now().UTC().Truncate(time.Microsecond)
	person.OrgID, person.ID, person.Version = by.OrgID, id.New(), 1
	person.MergedInto, person.ErasedAt, person.CreatedAt, person.UpdatedAt = "", time.Time{}, now, now
	if err := insertPerson(ctx, tx, person); err != nil {
		return Person{}, err
	}
	if err := replaceWords(ctx, tx, person); err != nil {
		return Person{}, err
	}
	return person, p.record(ctx, tx, by, "people.person.added", person, nil)
}

// Change saves a person's name, contact and preferences. It is a conflict when
// somebody saved the person since person.Version was read.
func (p *People) Change(ctx context.Context, by actor.Actor, person Person) (Person, error) {
	err := p.db.Tx(ctx, func(tx *db.DB) error {
		old, err := current(ctx, tx, by.OrgID, person.ID)
		if err != nil {
			return err
		}
		if old.Version != person.Version {
			return errChanged
		}
		person, err = p.change(ctx, tx, old, person)
		if err != nil {
			return err
		}
		return p.record(ctx, tx, by, "people.person.changed", person, differences(old, person))
	})
	return person, err
}

var errChanged = fault.New(fault.Conflict, "Somebody else changed this record while you were working on it. Open it again to see what they changed.")

// change writes person over old and keeps the words it is found by right.
func (p *People) change(ctx context.Context, tx *db.DB, old, person Person) (Person, error) {
	if err := tidy(&person); err != nil {
		return Person{}, err
	}
	person.OrgID, person.ID, person.CreatedAt = old.OrgID, old.ID, old.CreatedAt
	person.MergedInto, person.ErasedAt = "", time.Time{}
	person.Version, person.UpdatedAt = old.Version+1, p.now().UTC().Truncate(time.Microsecond)
	if err := updatePerson(ctx, tx, person); err != nil {
		return Person{}, err
	}
	return person, replaceWords(ctx, tx, person)
}

// Person returns the record with that id, also one that was merged or erased:
// ask [Person.Gone].
func (p *People) Person(ctx context.Context, orgID, id string) (Person, error) {
	return onePerson(ctx, p.db, orgID, id)
}

// current is a person whose record stands.
func current(ctx context.Context, tx *db.DB, orgID, id string) (Person, error) {
	person, err := onePerson(ctx, tx, orgID, id)
	if err == nil && person.Gone() {
		err = fault.New(fault.NotFound, "This record was merged or erased.")
	}
	return person, err
}

// Names returns the names to show for ids; the name of the kept record for one
// that was merged. Ids of nobody are left out.
func (p *People) Names(ctx context.Context, tx *db.DB, orgID string, ids []string) (map[string]string, error) {
	out := make(map[string]string, len(ids))
	for batch := range slices.Chunk(distinct(ids), 500) {
		rows, err := selectNames(ctx, tx, orgID, batch)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			out[r.ID] = r.Name
		}
	}
	return out, nil
}

func distinct(ids []string) []string {
	out := slices.Clone(ids)
	slices.Sort(out)
	return slices.Compact(out)
}

// differences lists what was changed. Contact details are named, not repeated.
func differences(old, person Person) []audit.Change {
	var out []audit.Change
	for _, f := range []struct{ field, from, to string }{
		{"name", old.Name, person.Name}, {"preferred name", old.PreferredName, person.PreferredName},
		{"preferred channel", old.PreferredChannel, person.PreferredChannel},
	} {
		if f.from != f.to {
			out = append(out, audit.Change{Field: f.field, From: f.from, To: f.to})
		}
	}
	for _, f := range []struct {
		field   string
		changed bool
	}{
		{"pronouns", old.Pronouns != person.Pronouns}, {"e-mail", old.Email != person.Email}, {"phone", old.Phone != person.Phone},
		{"address", old.Address != person.Address}, {"language", old.Language != person.Language},
		{"quiet hours", old.QuietFrom != person.QuietFrom || old.QuietTo != person.QuietTo},
	} {
		if f.changed {
			out = append(out, audit.Change{Field: f.field, To: "changed"})
		}
	}
	return out
}

// record writes the audit entry of a change to person.
func (p *People) record(ctx context.Context, tx *db.DB, by actor.Actor, action string, person Person, changes []audit.Change) error {
	return audit.Record(ctx, tx, audit.Entry{
		At: p.now(), By: by, Action: action, Changes: changes,
		Target: audit.Target{Kind: "person", ID: person.ID, Words: person.Name},
	})
}

func (p *People) today() when.Date { return when.DateOf(p.now()) }
