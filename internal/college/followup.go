package college

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/when"
)

// followup is a check that somebody is all right, as it is kept.
type followup struct {
	ID, SessionID, StudentID string
	DueOn                    when.Date
	CreatedAt                time.Time
}

// Followup is a check that somebody is all right, who was not at a session and
// had not said so. It never counts against anybody.
type Followup struct {
	ID, SessionID, StudentID, PersonID, RunID, UnitID string
	DueOn                                             when.Date
	DoneAt                                            time.Time
	DoneBy, Outcome, Words                            string
	Tries                                             int // nobody answered
	Place                                             string
	RunTitle                                          string
	SessionNumber                                     int
	StartsAt                                          time.Time
	FirstMandatory, First                             bool
	BookingID                                         string
	BookingState                                      State

	Name, Phone, Channel string   // how to reach them
	Needs                []string // in short words, of those who want them flagged
}

// Open reports whether somebody is still to be called.
func (f Followup) Open() bool { return f.DoneAt.IsZero() }

// OutcomeWords are what came of it, as people read it.
func (f Followup) OutcomeWords() string {
	for _, o := range Outcomes {
		if o.Code == f.Outcome {
			return o.Label
		}
	}
	return ""
}

// AsksPlace reports whether somebody is to decide about the place of a student
// who missed a first session that one must not miss.
func (f Followup) AsksPlace() bool {
	return f.FirstMandatory && f.First && f.Place == "" && f.BookingState == Confirmed
}

// AskEmergency reports whether the student was tried so often that it is time to
// ask the person they named.
func (f Followup) AskEmergency() bool { return f.Tries >= triesBeforeEmergency }

// triesBeforeEmergency is after how many calls that nobody answered the
// emergency contact is asked.
const triesBeforeEmergency = 3

// NoAnswer is the outcome of a call that leaves it open for another try.
const NoAnswer = "no answer"

// Outcomes of a call, in the order in which they are offered.
var Outcomes = []struct{ Code, Label string }{
	{"well", "They are well"}, {"support", "They were given support"}, {NoAnswer, "No answer: try again"}, {"passed on", "Passed on to somebody"}, {"not needed", "Not needed"},
}

// Try is one call that nobody answered.
type Try struct {
	Number        int
	At            time.Time
	ByName, Words string
}

// FollowupFilter is which calls to list: open, overdue or done.
type FollowupFilter struct {
	View          string
	Limit, Offset int
}

// FollowupCounts are how many calls there are of each kind. More says that more
// than Done were made, which was enough to count.
type FollowupCounts struct {
	Open, Overdue, Done int
	More                bool
}

// mostDone is how many calls that were made are counted.
const mostDone = 1000

// Of is how many there are of the kind with that name.
func (n FollowupCounts) Of(view string) int {
	switch view {
	case "overdue":
		return n.Overdue
	case "done":
		return n.Done
	}
	return n.Open
}

// Followups lists calls at the colleges where by works with students: those open
// by when they are due, those done the newest first.
func (c *College) Followups(ctx context.Context, by actor.Actor, f FollowupFilter) ([]Followup, FollowupCounts, error) {
	units, err := c.staffUnits(ctx, c.db, by, Students)
	if err != nil {
		return nil, FollowupCounts{}, err
	}
	counts, err := countOpen(ctx, c.db, by.OrgID, units, c.today())
	if err != nil {
		return nil, counts, err
	}
	if counts.Done, err = countDone(ctx, c.db, by.OrgID, units, mostDone+1); err != nil {
		return nil, counts, err
	}
	counts.More, counts.Done = counts.Done > mostDone, min(counts.Done, mostDone)
	rows, err := listCalls(ctx, c.db, by.OrgID, units, f, c.today())
	if err != nil {
		return nil, counts, err
	}
	return rows, counts, c.nameCalls(ctx, c.db, by.OrgID, rows)
}

// nameCalls puts to calls whom to reach, and how.
func (c *College) nameCalls(ctx context.Context, tx *db.DB, orgID string, calls []Followup) error {
	ids := make([]string, len(calls))
	for i, f := range calls {
		ids[i] = f.PersonID
	}
	records, err := c.people.In(tx).ByID(ctx, orgID, ids)
	if err != nil {
		return err
	}
	flags, err := c.people.Flags(ctx, tx, orgID, ids)
	for i, f := range calls {
		p := records[f.PersonID]
		calls[i].Name, calls[i].Phone, calls[i].Channel, calls[i].Needs = nameOf(p), p.Phone, p.ChannelLabel(), flags[f.PersonID]
	}
	return err
}

// Followup is one call within by's reach, with the tries before.
func (c *College) Followup(ctx context.Context, by actor.Actor, callID string) (Followup, []Try, error) {
	f, err := c.callInReach(ctx, c.db, by, callID)
	if err != nil {
		return f, nil, err
	}
	tries, err := triesOf(ctx, c.db, by.OrgID, callID)
	return f, tries, err
}

func (c *College) callInReach(ctx context.Context, tx *db.DB, by actor.Actor, callID string) (Followup, error) {
	f, err := oneCall(ctx, tx, by.OrgID, callID)
	if err != nil {
		return f, err
	}
	if err := c.staff(ctx, tx, by, Students, f.UnitID); err != nil {
		return f, err
	}
	one := []Followup{f}
	err = c.nameCalls(ctx, tx, by.OrgID, one)
	return one[0], err
}

// CallInput is what came of a call. AgainOn is for when nobody answered.
type CallInput struct {
	Outcome, Words string
	AgainOn        when.Date
}

var errCalled = fault.New(fault.Conflict, "Somebody else has noted what came of this call. Open it again to see.")

// NoteCall notes what came of a call. One that nobody answered stays open for
// another day.
func (c *College) NoteCall(ctx context.Context, by actor.Actor, callID string, in CallInput) error {
	in.Words = strings.TrimSpace(in.Words)
	switch {
	case !slices.ContainsFunc(Outcomes, func(o struct{ Code, Label string }) bool { return o.Code == in.Outcome }):
		return fault.Field("outcome", "Choose what came of it.")
	case utf8.RuneCountInString(in.Words) > 500:
		return fault.Field("words", "The note must have 500 characters or fewer.")
	case in.Outcome == "passed on" && in.Words == "":
		return fault.Field("words", "Enter to whom it was passed on.")
	case in.Outcome == NoAnswer && in.AgainOn.IsZero():
		return fault.Field("again", "Enter the day on which to try again.")
	case in.Outcome == NoAnswer && (in.AgainOn.Before(c.today()) || in.AgainOn.After(c.today().AddDays(60))):
		return fault.Field("again", "The day to try again must be from today and within two months.")
	}
	return c.db.Tx(ctx, func(tx *db.DB) error {
		f, err := c.callInReach(ctx, tx, by, callID)
		if err != nil {
			return err
		}
		now := c.now().UTC().Truncate(time.Microsecond)
		var kept bool
		if in.Outcome == NoAnswer {
			if kept, err = putOff(ctx, tx, by.OrgID, f.ID, in.AgainOn); err == nil && kept {
				err = insertTry(ctx, tx, by.OrgID, f.ID, Try{Number: f.Tries + 1, At: now, ByName: by.Name, Words: in.Words})
			}
			if db.Duplicate(err) {
				kept, err = false, nil
			}
		} else {
			kept, err = finishCall(ctx, tx, by.OrgID, f.ID, by.Name, in, now)
		}
		if err == nil && !kept {
			err = errCalled
		}
		if err != nil {
			return err
		}
		return c.recordCall(ctx, tx, by, "college.call.noted", f, audit.Change{Field: "what came of it", To: in.Outcome})
	})
}

// recordCall writes the entry of something about a call: never who it is about.
func (c *College) recordCall(ctx context.Context, tx *db.DB, by actor.Actor, action string, f Followup, changes ...audit.Change) error {
	return audit.Record(ctx, tx, audit.Entry{
		At: c.now(), By: by, Action: action, Changes: changes,
		Target: audit.Target{Kind: "call", ID: f.ID, Words: f.RunTitle + ", " + when.DateOf(f.StartsAt).String()},
	})
}

// EmergencyContact shows whom a student wants to be asked, after three calls
// that nobody answered. That it was looked at is in the trail.
func (c *College) EmergencyContact(ctx context.Context, by actor.Actor, callID string) (Followup, Student, error) {
	var f Followup
	var s Student
	err := c.db.Tx(ctx, func(tx *db.DB) error {
		var err error
		if f, err = c.callInReach(ctx, tx, by, callID); err != nil {
			return err
		}
		if !f.AskEmergency() || !f.Open() {
			return fault.New(fault.Conflict, "The emergency contact is for when nobody has answered three times. Please try the student first.")
		}
		if s, err = oneStudent(ctx, tx, by.OrgID, f.StudentID); err != nil {
			return err
		}
		return c.recordCall(ctx, tx, by, "college.call.emergency_contact_seen", f)
	})
	return f, s, err
}

// DecidePlace notes what becomes of the place of somebody who missed a first
// session that one must not miss: it is kept, or freed for the next person.
func (c *College) DecidePlace(ctx context.Context, by actor.Actor, callID string, free bool) error {
	f, err := c.callInReach(ctx, c.db, by, callID)
	if err != nil {
		return err
	}
	if !f.AsksPlace() {
		return fault.New(fault.Conflict, "This place has been decided about already.")
	}
	place := "keep"
	if free {
		place = "free"
		if err := c.Cancel(ctx, by, f.BookingID, "You were not at the first session, which this course needs everybody to be at. You are welcome to book it again."); err != nil {
			return err
		}
	}
	return c.db.Tx(ctx, func(tx *db.DB) error {
		if err := decidePlace(ctx, tx, by.OrgID, f.ID, place); err != nil {
			return err
		}
		return c.recordCall(ctx, tx, by, "college.call.place", f, audit.Change{Field: "place", To: place})
	})
}

// ForgetCalls takes the words about a person out of calls, and ends those open.
func (c *College) ForgetCalls(ctx context.Context, tx *db.DB, orgID, personID string) error {
	s, found, err := c.StudentOf(ctx, tx, orgID, personID)
	if err != nil || !found {
		return err
	}
	return wipeCalls(ctx, tx, orgID, s.ID, c.now())
}

// TryRecord is one call that a person did not answer, as it is given to them.
type TryRecord struct {
	Course string    `json:"course"`
	At     time.Time `json:"at"`
	ByName string    `json:"by"`
	Words  string    `json:"words,omitempty"`
}

// ExportCalls returns the calls that a person did not answer.
func (c *College) ExportCalls(ctx context.Context, tx *db.DB, orgID, personID string) (any, error) {
	s, found, err := c.StudentOf(ctx, tx, orgID, personID)
	if err != nil || !found {
		return nil, err
	}
	return exportedTries(ctx, tx, orgID, s.ID)
}
