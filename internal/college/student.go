package college

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"footbridge/internal/access"
	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/id"
	"footbridge/internal/people"
	"footbridge/internal/units"
)

// Accounts lets those who enrol on line have an account. Without it the public
// pages send people to the telephone.
func (c *College) Accounts(a *access.Access) { c.accounts = a }

// Ways in which somebody enrols or books.
var Ways = []struct{ Code, Label string }{
	{"online", "On line"}, {"phone", "By phone"}, {"paper", "On paper"}, {"in person", "In person"},
}

// About is what a student tells about themselves for the figures that the
// college has to give. All of it may be left out.
type About struct {
	Relations []string // codes of Relations
	BoroughID string
	District  string // of the postcode
}

// Emergency is whom to ring when a student is not well at a session.
type Emergency struct{ Name, Phone, Who string }

// Reminder is how and how long before a session a student is reminded.
type Reminder struct {
	Channel string
	Hours   int
}

// ReminderTimes are how long before a session a reminder can go.
var ReminderTimes = []struct {
	Hours int
	Label string
}{{24, "One day before"}, {48, "Two days before"}, {72, "Three days before"}, {168, "One week before"}}

// NeedsInput is what somebody says when asked how they read, hear and take part.
type NeedsInput struct {
	Items []people.NeedInput
	Words string
	Tell  bool // the trainers of the sessions they come to
}

// Enrolment is what somebody gives once to become a student.
type Enrolment struct {
	UnitID    string
	PersonID  string        // who is known already, or
	Person    people.Person // somebody new
	OldEnough bool
	Agreed    bool // to the charter
	CharterID string
	About     About
	Needs     *NeedsInput // nil: not asked
	Reminder  Reminder
	Emergency Emergency
	Equality  []people.EqualityAnswer
	How       string
	Key       string // of the form
}

var (
	errIsStudent = fault.New(fault.Conflict, "This person is a student already.")
	errNoCharter = fault.New(fault.Conflict, "The college has no charter yet, so nobody can enrol. It is written under the college's settings.")
	errOldForm   = fault.Field("agreed", "The charter has changed since you opened this form. Please read it again.")
)

// openColleges lists the colleges of the organisation that are open.
func (c *College) openColleges(ctx context.Context, tx *db.DB, orgID string) ([]units.Unit, error) {
	all, err := c.units.In(tx).Tree(ctx, orgID)
	return slices.DeleteFunc(all, func(u units.Unit) bool { return u.Kind != "college" || !u.Open() }), err
}

// openBoroughs lists the boroughs that a student may live in.
func (c *College) openBoroughs(ctx context.Context, tx *db.DB, orgID string) ([]units.Unit, error) {
	all, err := c.units.In(tx).Tree(ctx, orgID)
	return slices.DeleteFunc(all, func(u units.Unit) bool { return u.Kind != "borough" || !u.Open() }), err
}

// EnrolOnline makes a student of somebody who filled in the public form. account
// is called in the same transaction with the student; where the form was sent
// before, it is not, and again is true.
func (c *College) EnrolOnline(ctx context.Context, orgID string, in Enrolment, account func(ctx context.Context, tx *db.DB, s Student) error) (s Student, again bool, err error) {
	in.How, in.PersonID = "online", ""
	by := actor.Actor{OrgID: orgID, Name: "somebody enrolling on line"}
	s, err = c.enrolOnce(ctx, by, in, account)
	if err == nil || in.Key == "" || fault.KindOf(err) != fault.Conflict {
		return s, false, err
	}
	before, found, lookErr := studentOfForm(ctx, c.db, orgID, in.Key)
	if lookErr != nil || !found {
		return s, false, err
	}
	return before, true, nil
}

// EnrolSelf makes a student of somebody who is signed in.
func (c *College) EnrolSelf(ctx context.Context, by actor.Actor, in Enrolment) (Student, error) {
	if by.PersonID == "" {
		return Student{}, fault.New(fault.Forbidden, "Your account does not stand for a person. Ask the college to enrol you.")
	}
	in.How, in.PersonID = "online", by.PersonID
	return c.enrolOnce(ctx, by, in, nil)
}

// Enrol makes a student of somebody on the phone, in the room or from a paper
// form.
func (c *College) Enrol(ctx context.Context, by actor.Actor, in Enrolment) (Student, error) {
	if in.How == "online" || !slices.ContainsFunc(Ways, func(w struct{ Code, Label string }) bool { return w.Code == in.How }) {
		return Student{}, fault.Field("how", "Choose how they enrol.")
	}
	if err := c.staff(ctx, c.db, by, Students, in.UnitID); err != nil {
		return Student{}, err
	}
	return c.enrolOnce(ctx, by, in, nil)
}

func (c *College) enrolOnce(ctx context.Context, by actor.Actor, in Enrolment, account func(ctx context.Context, tx *db.DB, s Student) error) (Student, error) {
	if !in.OldEnough {
		return Student{}, fault.Field("old_enough", "You need to be old enough to enrol. Ring the college if you are not sure.")
	}
	if !in.Agreed {
		return Student{}, fault.Field("agreed", "Tick the box if you agree to the charter.")
	}
	if err := firstOf(tidyAbout(&in.About), tidyEmergency(&in.Emergency), tidyNeedsInput(in.Needs)); err != nil {
		return Student{}, err
	}
	var s Student
	err := c.db.Tx(ctx, func(tx *db.DB) (err error) {
		if s, err = c.enrol(ctx, tx, by, in); err != nil || account == nil {
			return err
		}
		return account(ctx, tx, s)
	})
	return s, err
}

// enrol writes a student down, with everything they said.
func (c *College) enrol(ctx context.Context, tx *db.DB, by actor.Actor, in Enrolment) (Student, error) {
	charter, err := c.enrolCharter(ctx, tx, by.OrgID, in)
	if err != nil {
		return Student{}, err
	}
	if err := c.checkBorough(ctx, tx, by.OrgID, in.About.BoroughID); err != nil {
		return Student{}, err
	}
	person, err := c.enrolPerson(ctx, tx, by, in)
	if err != nil {
		return Student{}, err
	}
	if err := tidyReminder(&in.Reminder, person); err != nil {
		return Student{}, err
	}
	s := Student{
		OrgID: by.OrgID, ID: id.New(), PersonID: person.ID, UnitID: in.UnitID, EnrolledOn: c.today(), How: in.How,
		CharterID: charter.ID, CharterOn: c.today(), ReminderChannel: in.Reminder.Channel, ReminderHours: in.Reminder.Hours,
		Version: 1, CreatedAt: c.now().UTC().Truncate(time.Microsecond),
	}
	s.tell(in.About)
	s.EmergencyName, s.EmergencyPhone, s.EmergencyWho = in.Emergency.Name, in.Emergency.Phone, in.Emergency.Who
	if err := insertStudent(ctx, tx, s, in.Key); err != nil {
		if db.Duplicate(err) {
			return Student{}, errIsStudent
		}
		return Student{}, err
	}
	if err := c.enrolAnswers(ctx, tx, by, person, in); err != nil {
		return Student{}, err
	}
	return s, c.recordStudent(ctx, tx, by, "enrolled", s, person.Name, audit.Change{Field: "how", To: in.How}, audit.Change{Field: "charter", To: "version " + itoa(charter.Number)})
}

// enrolCharter is the charter that counts today, which must be the one agreed.
func (c *College) enrolCharter(ctx context.Context, tx *db.DB, orgID string, in Enrolment) (Charter, error) {
	colleges, err := c.openColleges(ctx, tx, orgID)
	if err != nil {
		return Charter{}, err
	}
	if !slices.ContainsFunc(colleges, func(u units.Unit) bool { return u.ID == in.UnitID }) {
		return Charter{}, fault.Field("college", "Choose a college.")
	}
	charter, found, err := c.CharterNow(ctx, tx, orgID, in.UnitID)
	switch {
	case err != nil:
		return Charter{}, err
	case !found:
		return Charter{}, errNoCharter
	case charter.ID != in.CharterID:
		return Charter{}, errOldForm
	}
	return charter, nil
}

// enrolPerson is the person who enrols: somebody known, or somebody new.
func (c *College) enrolPerson(ctx context.Context, tx *db.DB, by actor.Actor, in Enrolment) (people.Person, error) {
	if in.PersonID == "" {
		return c.people.In(tx).Add(ctx, by, in.Person)
	}
	person, err := c.people.In(tx).Person(ctx, by.OrgID, in.PersonID)
	if err == nil && person.Gone() {
		err = fault.New(fault.NotFound, "This record was merged or erased.")
	}
	return person, err
}

// enrolAnswers keeps what the student said about needs and equality.
func (c *College) enrolAnswers(ctx context.Context, tx *db.DB, by actor.Actor, person people.Person, in Enrolment) error {
	if in.Needs != nil {
		asker := by.Name
		if in.How == "online" {
			asker = "The student, when enrolling"
		}
		if err := c.setNeeds(ctx, tx, by, person.ID, asker, people.Needs{}, *in.Needs); err != nil {
			return err
		}
	}
	if len(in.Equality) == 0 {
		return nil
	}
	by.PersonID = person.ID // the answers are the student's own, whoever writes them down
	return c.people.In(tx).SetEquality(ctx, by, person.ID, in.Equality)
}

// setNeeds records needs over those that were read.
func (c *College) setNeeds(ctx context.Context, tx *db.DB, by actor.Actor, personID, asker string, old people.Needs, in NeedsInput) error {
	n := people.Needs{
		IdentifiedOn: c.today(), IdentifiedBy: asker, Words: in.Words, Flag: in.Tell, Share: in.Tell, ReviewDue: c.today().AddDays(365), Version: old.Version,
	}
	if in.Tell {
		n.ShareWith = "The trainers of the sessions I come to"
	}
	return c.people.In(tx).SetNeeds(ctx, by, personID, n, in.Items)
}

// tell puts what a student says about themselves into the record.
func (s *Student) tell(a About) {
	s.UsesServices, s.Carer = slices.Contains(a.Relations, "uses services"), slices.Contains(a.Relations, "carer")
	s.Staff, s.Public = slices.Contains(a.Relations, "staff"), slices.Contains(a.Relations, "public")
	s.BoroughID, s.PostcodeDistrict = a.BoroughID, a.District
}

// Told is what the student has said about themselves.
func (s Student) Told() About {
	a := About{BoroughID: s.BoroughID, District: s.PostcodeDistrict}
	for _, r := range []struct {
		code string
		said bool
	}{{"uses services", s.UsesServices}, {"carer", s.Carer}, {"staff", s.Staff}, {"public", s.Public}} {
		if r.said {
			a.Relations = append(a.Relations, r.code)
		}
	}
	return a
}

// checkBorough says whether a borough is one of the organisation's.
func (c *College) checkBorough(ctx context.Context, tx *db.DB, orgID, boroughID string) error {
	if boroughID == "" {
		return nil
	}
	boroughs, err := c.openBoroughs(ctx, tx, orgID)
	if err == nil && !slices.ContainsFunc(boroughs, func(u units.Unit) bool { return u.ID == boroughID }) {
		err = fault.Field("borough", "Choose a borough from the list.")
	}
	return err
}

var (
	districtForm = regexp.MustCompile(`^[A-Z]{1,2}[0-9][0-9A-Z]?$`)
	postcodeForm = regexp.MustCompile(`^([A-Z]{1,2}[0-9][0-9A-Z]?)[0-9][A-Z]{2}$`)
)

// tidyAbout checks what somebody says about themselves. Of a whole postcode only
// the first part is kept.
func tidyAbout(a *About) error {
	for _, code := range a.Relations {
		if !slices.ContainsFunc(Relations, func(r struct{ Code, Label string }) bool { return r.Code == code }) {
			return fault.Field("relations", "Choose from the list.")
		}
	}
	district := strings.ToUpper(strings.Join(strings.Fields(a.District), ""))
	if m := postcodeForm.FindStringSubmatch(district); m != nil {
		district = m[1]
	}
	if a.District = district; district != "" && !districtForm.MatchString(district) {
		return fault.Field("district", "Enter the first part of your postcode, like KT12, or leave it empty.")
	}
	return nil
}

func tidyEmergency(e *Emergency) error {
	e.Name, e.Phone, e.Who = strings.TrimSpace(e.Name), strings.TrimSpace(e.Phone), strings.TrimSpace(e.Who)
	switch {
	case utf8.RuneCountInString(e.Name) > 200, utf8.RuneCountInString(e.Phone) > 50, utf8.RuneCountInString(e.Who) > 200:
		return fault.Field("emergency_name", "Use fewer words.")
	case e.Name+e.Phone+e.Who == "":
	case e.Name == "":
		return fault.Field("emergency_name", "Enter the name of the person to ring, or leave all three empty.")
	case e.Phone == "":
		return fault.Field("emergency_phone", "Enter the phone number of the person to ring, or leave all three empty.")
	}
	return nil
}

func tidyNeedsInput(n *NeedsInput) error {
	if n != nil && utf8.RuneCountInString(n.Words) > 1000 {
		return fault.Field("needs_words", "Use 1000 characters or fewer.")
	}
	return nil
}

// tidyReminder makes sure that a reminder can reach the person.
func tidyReminder(r *Reminder, p people.Person) error {
	if r.Hours < 1 || r.Hours > 336 {
		return fault.Field("reminder_hours", "Choose when to remind you.")
	}
	switch r.Channel {
	case "none":
	case "email":
		if p.Email == "" {
			return fault.Field("reminder_channel", "For reminders by e-mail we need your e-mail address.")
		}
	case "sms", "phone":
		if p.Phone == "" {
			return fault.Field("reminder_channel", "For reminders by phone or text we need your phone number.")
		}
	case "letter":
		if p.Address == "" {
			return fault.Field("reminder_channel", "For reminders by letter we need your address.")
		}
	default:
		return fault.Field("reminder_channel", "Choose how to remind you.")
	}
	return nil
}

// recordStudent writes the entry of a change to a student: what was changed,
// never what it says.
func (c *College) recordStudent(ctx context.Context, tx *db.DB, by actor.Actor, action string, s Student, name string, changes ...audit.Change) error {
	return audit.Record(ctx, tx, audit.Entry{
		At: c.now(), By: by, Action: "college.student." + action, Changes: changes,
		Target: audit.Target{Kind: "student", ID: s.ID, Words: name},
	})
}
