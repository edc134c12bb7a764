package prospectus

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"footbridge/internal/db"
	"footbridge/internal/jobs"
	"footbridge/internal/notify"
	"footbridge/internal/units"
)

// tellArgs is the job that tells people about new runs.
type tellArgs struct{}

// Kind names the job.
func (tellArgs) Kind() string { return "prospectus_tell" }

// Schedule adds the module's job.
func (p *Prospectus) Schedule(q *jobs.Queue) {
	jobs.Handle(q, func(ctx context.Context, _ tellArgs) error { return p.Tell(ctx) })
	q.Every(tellArgs{}, jobs.Each(10*time.Minute))
}

// Tell forgets requests that have run out, and tells whoever asked about a
// course of runs that have become open in a published term. Nobody is told of a
// run twice; whoever does not book is told again of the next term's.
func (p *Prospectus) Tell(ctx context.Context) error {
	all, err := p.units.Organisations(ctx)
	var failed []error
	for _, org := range all {
		failed = append(failed, p.tellOrganisation(ctx, org))
	}
	return errors.Join(append(failed, err)...)
}

func (p *Prospectus) tellOrganisation(ctx context.Context, org units.Organisation) error {
	if err := forgetInterests(ctx, p.db, org.OrgID, p.today(), p.today().AddDays(-confirmDays).Start()); err != nil {
		return err
	}
	waiting, err := confirmedInterests(ctx, p.db, org.OrgID)
	if err != nil || len(waiting) == 0 {
		return err
	}
	e, err := p.Edition(ctx, org.Slug)
	if err != nil {
		return err
	}
	told, err := toldRuns(ctx, p.db, org.OrgID)
	if err != nil {
		return err
	}
	var failed []error
	for _, i := range waiting { // what fails for one must not keep it from the others
		if err := p.tellOne(ctx, e, i, told[i.ID]); err != nil {
			failed = append(failed, fmt.Errorf("tell whoever asked about course %s: %w", i.CourseID, err))
		}
	}
	return errors.Join(failed...)
}

// tellOne tells somebody of the runs that they do not know of. A student who has
// booked the course since they asked is told no more.
func (p *Prospectus) tellOne(ctx context.Context, e *Edition, i Interest, told []string) error {
	c := e.courses[i.CourseID]
	if c == nil {
		return nil
	}
	now := p.now()
	var fresh []*Run
	for _, r := range c.Runs {
		if r.State == "open" && r.listed(now) && !p.today().After(r.Term.ClosesOn) && !slices.Contains(told, r.ID) {
			fresh = append(fresh, r)
		}
	}
	booked, err := p.hasBooked(ctx, i)
	if err != nil {
		return err
	}
	if booked {
		return deleteInterest(ctx, p.db, i.OrgID, i.ID)
	}
	if len(fresh) == 0 {
		return nil
	}
	to := notify.Contact{Email: i.Email, Name: "there"}
	if i.PersonID != "" {
		if to, err = p.people.Contact(ctx, i.OrgID, i.PersonID); err != nil {
			return err
		}
	}
	lines := make([]string, len(fresh))
	for n, r := range fresh {
		lines[n] = r.When() + "\n" + r.Where()
		if r.Term.OpensOn.After(p.today()) {
			lines[n] += "\nBooking opens " + r.Term.OpensOn.String()
		}
	}
	return p.db.Tx(ctx, func(tx *db.DB) error {
		for _, r := range fresh {
			if err := insertTold(ctx, tx, i, r.ID, p.moment()); err != nil {
				return err
			}
		}
		return p.notify.Send(ctx, tx, notify.Message{
			OrgID: i.OrgID, Key: tmplRuns + ":" + i.ID + ":" + fresh[0].ID, To: to, Template: tmplRuns,
			Data: map[string]string{
				"Course": c.Title, "Runs": strings.Join(lines, "\n\n"), "Link": p.link(e.Org.Slug, "/courses/"+c.Slug), "Stop": p.link(e.Org.Slug, "/interest/"+i.Token),
			},
		})
	})
}

// hasBooked reports whether the student has booked the course since they asked.
func (p *Prospectus) hasBooked(ctx context.Context, i Interest) (bool, error) {
	student, found, err := p.college.StudentOf(ctx, p.db, i.OrgID, i.PersonID)
	if err != nil || !found {
		return false, err
	}
	courses, err := p.college.BookedCourses(ctx, p.db, i.OrgID, student.ID, i.AskedAt)
	return slices.Contains(courses, i.CourseID), err
}
