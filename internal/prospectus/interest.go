package prospectus

import (
	"context"
	"fmt"
	"strings"
	"time"

	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/id"
	"footbridge/internal/notify"
	"footbridge/internal/when"
)

// Interest is that somebody wants to be told when a course runs.
type Interest struct {
	OrgID, ID, CourseID  string
	PersonID, Email      string // one of them
	Token                string
	AskedAt, ConfirmedAt time.Time
	UntilOn              when.Date
}

const (
	interestDays  = 548 // about 18 months
	confirmDays   = 7   // an address that nobody confirms is forgotten
	tmplConfirm   = "prospectus.confirm"
	tmplRuns      = "prospectus.runs"
	tmplLeaveNote = "You get this because you asked to be told when this course runs. We keep telling you each term until you book it, for 18 months at most. To stop: {{.Stop}}"
)

// Templates are the words of the module's messages. Subjects are fixed: they
// show on a locked telephone.
func Templates() []notify.Template {
	return []notify.Template{
		{Name: tmplConfirm, Subject: "Please confirm your request", About: "At once, to somebody who asked on the prospectus to be told when a course runs: whether it was really they who asked.",
			Body: `Hello,

Somebody, we hope you, asked us to write to this address when “{{.Course}}” runs.

If that was you, please say yes here within seven days: {{.Confirm}}

If it was not you, do nothing. You will not hear from us again, and we forget the address.`},
		{Name: tmplRuns, Subject: "A course you asked about", About: "To whoever asked to be told, when a course has new dates in a published term: the dates, where, and how to book.",
			Body: `Hello {{.Name}},

“{{.Course}}” runs:

{{.Runs}}

More about it, and to book: {{.Link}}

` + tmplLeaveNote},
	}
}

// Asked reports whether the person has asked to be told of the course.
func (p *Prospectus) Asked(ctx context.Context, orgID, personID, courseID string) (bool, error) {
	if personID == "" {
		return false, nil
	}
	_, found, err := interestOfPerson(ctx, p.db, orgID, courseID, personID)
	return found, err
}

// AskAsStudent notes that the student who is signed in wants to be told.
func (p *Prospectus) AskAsStudent(ctx context.Context, by actor.Actor, c *Course) error {
	return p.db.Tx(ctx, func(tx *db.DB) error {
		_, student, err := p.college.StudentOf(ctx, tx, by.OrgID, by.PersonID)
		if err != nil {
			return err
		}
		if !student {
			return fault.New(fault.Conflict, "Enrol first: then one press is enough. Or leave an e-mail address.")
		}
		now := p.moment()
		fresh, err := insertInterest(ctx, tx, Interest{
			OrgID: by.OrgID, ID: id.New(), CourseID: c.ID, PersonID: by.PersonID, Token: id.Secret(), AskedAt: now, ConfirmedAt: now, UntilOn: p.today().AddDays(interestDays),
		})
		if err != nil || !fresh {
			return err
		}
		return p.record(ctx, tx, by, "interest.asked", audit.Target{Kind: "course", ID: c.ID, Words: c.Title})
	})
}

// StopAsStudent takes back what the student who is signed in had asked for.
func (p *Prospectus) StopAsStudent(ctx context.Context, by actor.Actor, c *Course) error {
	return p.db.Tx(ctx, func(tx *db.DB) error {
		i, found, err := interestOfPerson(ctx, tx, by.OrgID, c.ID, by.PersonID)
		if err != nil || !found {
			return err
		}
		if err := deleteInterest(ctx, tx, by.OrgID, i.ID); err != nil {
			return err
		}
		return p.record(ctx, tx, by, "interest.ended", audit.Target{Kind: "course", ID: c.ID, Words: c.Title})
	})
}

// errTooMany says nothing about the address.
var errTooMany = fault.New(fault.Unavailable, "There have been too many requests from here. Please try again in a few minutes.")

// AskAsVisitor sends a message to an address that asks whether it is right to
// tell it about the course. What it answers is the same whether or not the
// address is known here, has asked before, or gets too many messages.
func (p *Prospectus) AskAsVisitor(ctx context.Context, e *Edition, c *Course, email, client string) error {
	if !p.asking.client.lets(client, p.now()) {
		return errTooMany
	}
	email = strings.ToLower(strings.TrimSpace(email))
	if !p.asking.address.lets(e.Org.OrgID+" "+email, p.now()) {
		return nil
	}
	return p.db.Tx(ctx, func(tx *db.DB) error {
		now := p.moment()
		i := Interest{OrgID: e.Org.OrgID, ID: id.New(), CourseID: c.ID, Email: email, Token: id.Secret(), AskedAt: now, UntilOn: p.today().AddDays(interestDays)}
		fresh, err := insertInterest(ctx, tx, i)
		if err != nil {
			return err
		}
		if !fresh {
			old, found, err := interestOfEmail(ctx, tx, i.OrgID, c.ID, email)
			if err != nil || !found || !old.ConfirmedAt.IsZero() || now.Sub(old.AskedAt) < time.Hour {
				return err
			}
			i.ID, i.Token = old.ID, old.Token
			if err := askAgain(ctx, tx, i); err != nil {
				return err
			}
		}
		return p.notify.Send(ctx, tx, notify.Message{
			OrgID: i.OrgID, Key: fmt.Sprintf("%s:%s:%d", tmplConfirm, i.ID, now.Unix()), To: notify.Contact{Email: email, Name: "there"}, Template: tmplConfirm, Urgent: true,
			Data: map[string]string{"Course": c.Title, "Confirm": p.link(e.Org.Slug, "/interest/"+i.Token)},
		})
	})
}

// link is the whole address of a page of an organisation's prospectus.
func (p *Prospectus) link(slug, path string) string {
	return strings.TrimRight(p.baseURL, "/") + "/prospectus/" + slug + path
}

var errNoInterest = fault.New(fault.NotFound, "This link does nothing any more. You may have used it already, or asked more than seven days ago.")

// InterestOf is the request that a link in a message stands for, and its course.
func (p *Prospectus) InterestOf(ctx context.Context, e *Edition, token string) (Interest, *Course, error) {
	i, found, err := interestByToken(ctx, p.db, e.Org.OrgID, token)
	if err == nil && (!found || i.UntilOn.Before(p.today()) || i.lapsed(p.now())) {
		err = errNoInterest
	}
	if err != nil {
		return i, nil, err
	}
	c := e.courses[i.CourseID]
	if c == nil {
		c = &Course{ID: i.CourseID, Title: "this course"}
	}
	return i, c, nil
}

// lapsed reports whether nobody confirmed the address in time.
func (i Interest) lapsed(now time.Time) bool {
	return i.ConfirmedAt.IsZero() && when.DateOf(i.AskedAt).AddDays(confirmDays).Before(when.DateOf(now))
}

// Confirm takes a visitor's yes.
func (p *Prospectus) Confirm(ctx context.Context, e *Edition, token string) error {
	i, c, err := p.InterestOf(ctx, e, token)
	if err != nil || !i.ConfirmedAt.IsZero() {
		return err
	}
	return p.db.Tx(ctx, func(tx *db.DB) error {
		if err := confirmInterest(ctx, tx, i.OrgID, i.ID, p.moment(), p.today().AddDays(interestDays)); err != nil {
			return err
		}
		return p.record(ctx, tx, visitor(i.OrgID), "interest.asked", audit.Target{Kind: "course", ID: c.ID, Words: c.Title})
	})
}

// Stop ends what a link in a message stands for.
func (p *Prospectus) Stop(ctx context.Context, e *Edition, token string) error {
	i, c, err := p.InterestOf(ctx, e, token)
	if err != nil {
		return err
	}
	return p.db.Tx(ctx, func(tx *db.DB) error {
		if err := deleteInterest(ctx, tx, i.OrgID, i.ID); err != nil {
			return err
		}
		return p.record(ctx, tx, visitor(i.OrgID), "interest.ended", audit.Target{Kind: "course", ID: c.ID, Words: c.Title})
	})
}

// Demand is how many people wait to be told about a course. Names are shown to
// nobody.
type Demand struct {
	CourseID       string
	Asking, Unsure int // confirmed; not confirmed yet
}

// Demands counts who waits to be told, by course.
func (p *Prospectus) Demands(ctx context.Context, orgID string) (map[string]Demand, error) {
	rows, err := demands(ctx, p.db, orgID)
	out := make(map[string]Demand, len(rows))
	for _, d := range rows {
		out[d.CourseID] = d
	}
	return out, err
}

// ofStudent says whether by is a student, and has asked to be told of a course.
func (p *Prospectus) ofStudent(ctx context.Context, by actor.Actor, courseID string) (student, asked bool, err error) {
	if by.PersonID == "" {
		return false, false, nil
	}
	if _, student, err = p.college.StudentOf(ctx, p.db, by.OrgID, by.PersonID); err != nil || !student {
		return false, false, err
	}
	asked, err = p.Asked(ctx, by.OrgID, by.PersonID, courseID)
	return true, asked, err
}
