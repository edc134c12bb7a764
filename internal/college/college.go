// Package college runs a Recovery College's year: terms, runs of courses and
// their sessions, students, bookings and waiting lists, and what happens on the
// day. A college is education, not treatment: nothing here says what anybody is
// diagnosed with, and nobody is referred.
//
// The rules of booking are a list, [Invariants]: the schema holds what it can,
// [College.Check] finds the rest.
package college

import (
	"time"

	"footbridge/internal/access"
	"footbridge/internal/courses"
	"footbridge/internal/db"
	"footbridge/internal/notify"
	"footbridge/internal/people"
	"footbridge/internal/trainers"
	"footbridge/internal/units"
	"footbridge/internal/when"
)

// Permissions of this module. A student needs none for what is their own.
const (
	Read     = "college.read"     // terms, runs and how full they are
	Manage   = "college.manage"   // plan terms, runs, sessions, venues; settings
	Students = "college.students" // students, their bookings and their calls
	Teach    = "college.teach"    // registers of the sessions one teaches
)

// College is the module's service.
type College struct {
	db       *db.DB
	now      func() time.Time
	units    *units.Units
	people   *people.People
	notify   *notify.Notifier
	courses  *courses.Courses
	trainers *trainers.Trainers
	baseURL  string
	accounts *access.Access // makes the accounts of those who enrol on line
	guard    guard          // of the last place; only a test takes it away
}

// New returns the module over d. Links in its messages begin with baseURL.
func New(d *db.DB, now func() time.Time, u *units.Units, p *people.People, n *notify.Notifier, c *courses.Courses, t *trainers.Trainers, baseURL string) *College {
	out := &College{db: d, now: now, units: u, people: p, notify: n, courses: c, trainers: t, baseURL: baseURL, guard: guard{freePlaces, takePlace}}
	p.OnMerge(out.MergePerson)
	p.OnExport("college", out.ExportPerson)
	p.OnErase(out.ErasePerson)
	return out
}

func (c *College) today() when.Date { return when.DateOf(c.now()) }

// Formats of a run, with how people call them.
var Formats = []struct{ Code, Label string }{
	{"workshop", "Workshop"}, {"course", "Course of sessions"}, {"drop-in", "Drop-in"},
	{"talk", "Talk"}, {"online", "Online, live"}, {"self-paced", "At your own pace"},
}

// Relations a student may have to the services, several at once. They are asked
// for what funders want to know, and never shown as a label.
var Relations = []struct{ Code, Label string }{
	{"uses services", "I use, or have used, mental health services"},
	{"carer", "I support a family member or friend"},
	{"staff", "I work or volunteer in health or care"},
	{"public", "I live, work or study nearby"},
}

// Term is one term of an academic year.
type Term struct {
	OrgID, ID, UnitID, YearID, Name     string
	StartsOn, EndsOn, OpensOn, ClosesOn when.Date
	TermLimit                           int // bookings a student; 0: no limit
	PublishedAt                         time.Time
	Version                             int
	CreatedAt                           time.Time
}

// Run is one run of a course in a term.
type Run struct {
	OrgID, ID, UnitID, TermID, CourseID, VersionID string
	Title, Format, Strand                          string
	State                                          string // draft, open, closed, cancelled, finished
	Capacity, Minimum                              int
	Taken                                          int    // confirmed, offered, or held for a group and not used yet
	Audience, Who                                  string // whom it is for: codes of Relations joined by commas, none is everybody; and in words
	Approval, Counts, FirstMandatory               bool
	Words                                          string
	StartsAt, EndsAt                               time.Time
	Sequence                                       int
	CopiedFrom                                     string
	CancelledAt                                    time.Time
	CancelledReason                                string
	Version                                        int
	CreatedAt                                      time.Time
}

// Free is how many places nobody has.
func (r Run) Free() int { return r.Capacity - r.Taken }

// Lists reports whether a run of that format keeps a waiting list: to a drop-in,
// and to what one does at one's own pace, one can come another day.
func Lists(format string) bool { return format != "drop-in" && format != "self-paced" }

// Lists reports whether the run keeps a waiting list.
func (r Run) Lists() bool { return Lists(r.Format) }

// Session is one meeting of a run.
type Session struct {
	OrgID, ID, RunID  string
	Number            int
	Title             string
	StartsAt, EndsAt  time.Time
	RoomID, OnlineURL string // the link is for those booked only
	State             string // planned, held, cancelled
	Sequence          int
	RegisterAt        time.Time
	RegisterBy        string
	CancelledReason   string
	Version           int
	CreatedAt         time.Time
}

// Student is somebody enrolled at a college.
type Student struct {
	OrgID, ID, PersonID, UnitID                 string
	EnrolledOn                                  when.Date
	How                                         string // online, phone, paper, in person
	CharterID                                   string
	CharterOn                                   when.Date
	UsesServices, Carer, Staff, Public          bool
	BoroughID, PostcodeDistrict                 string
	EmergencyName, EmergencyPhone, EmergencyWho string
	ReminderChannel                             string
	ReminderHours                               int
	LeftOn                                      when.Date
	MergedInto                                  string // the student who took this one's place
	Version                                     int
	CreatedAt                                   time.Time
}

// Booking is one student's booking of one run.
type Booking struct {
	OrgID, ID, RunID, StudentID string
	State                       State
	How, HoldID                 string
	Counts                      bool
	QueuedAt                    time.Time
	PriorityID, PriorityBy      string
	Rank                        int
	OfferedAt, OfferUntil       time.Time
	PassedOver, Reason          string
	EndedAt                     time.Time
	Version                     int
	CreatedAt                   time.Time
}

// State is where a booking stands.
type State string

// The states of a booking. The first four are live; the others have ended, and
// stay as history.
const (
	Requested        State = "requested"         // waits for the college's approval
	Waiting          State = "waiting"           // on the waiting list
	Offered          State = "offered"           // a place is kept until the offer ends
	Confirmed        State = "confirmed"         // has a place
	Declined         State = "declined"          // said no to an offer
	Expired          State = "expired"           // an offer nobody answered
	Refused          State = "refused"           // the college said no to a request
	Unplaced         State = "unplaced"          // the course began and no place had come free
	Withdrawn        State = "withdrawn"         // the student left the list, or took a request back
	Cancelled        State = "cancelled"         // by the student
	CollegeCancelled State = "college cancelled" // by the college
)

// Live reports whether the booking may still come to a place or has one.
func (s State) Live() bool {
	return s == Requested || s == Waiting || s == Offered || s == Confirmed
}

// Words are the state as people read it.
func (s State) Words() string {
	return map[State]string{
		Requested: "Awaiting approval", Waiting: "On the waiting list", Offered: "A place is kept for you", Confirmed: "Booked",
		Declined: "Offer declined", Expired: "Offer ran out", Refused: "Not agreed", Withdrawn: "Left the list", Unplaced: "No place came free",
		Cancelled: "Cancelled", CollegeCancelled: "Cancelled by the college",
	}[s]
}

// Colour is that of the state's tag; the words say the same.
func (s State) Colour() string {
	switch s {
	case Confirmed:
		return "green"
	case Offered:
		return "yellow"
	case Requested, Waiting:
		return "blue"
	}
	return "grey"
}
