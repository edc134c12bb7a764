// Package learning is what a student makes of a college: the learning plan they
// own and lend, what they thought of a course, certificates, and next steps.
//
// A plan belongs to the student. Nobody else opens it without a share that the
// student gave and can take back; no permission opens it. The audit trail says
// that a plan was written or read, and never whose it is.
package learning

import (
	"context"
	"strings"
	"time"

	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/college"
	"footbridge/internal/courses"
	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/jobs"
	"footbridge/internal/notify"
	"footbridge/internal/people"
	"footbridge/internal/questionnaires"
	"footbridge/internal/trainers"
	"footbridge/internal/units"
	"footbridge/internal/when"
)

// Permissions of this module.
const (
	Read   = "learning.read" // certificates, feedback and next steps, never plans
	Manage = "learning.manage"
)

// Learning is the module's service.
type Learning struct {
	db             *db.DB
	now            func() time.Time
	units          *units.Units
	people         *people.People
	notify         *notify.Notifier
	courses        *courses.Courses
	trainers       *trainers.Trainers
	college        *college.College
	questionnaires *questionnaires.Questionnaires
	baseURL        string
}

// New returns the module over d. Links in its messages begin with baseURL. It
// takes part when people are merged, exported and erased.
func New(d *db.DB, now func() time.Time, u *units.Units, p *people.People, n *notify.Notifier, cs *courses.Courses, t *trainers.Trainers, c *college.College, q *questionnaires.Questionnaires, baseURL string) *Learning {
	l := &Learning{db: d, now: now, units: u, people: p, notify: n, courses: cs, trainers: t, college: c, questionnaires: q, baseURL: strings.TrimRight(baseURL, "/")}
	p.OnMerge(l.mergePerson)
	p.OnExport("learning", l.exportPerson)
	p.OnErase(l.erasePerson)
	return l
}

// askArgs and remindArgs are the module's jobs.
type askArgs struct{}

// Kind implements river.JobArgs.
func (askArgs) Kind() string { return "learning.ask" }

type remindArgs struct{}

// Kind implements river.JobArgs.
func (remindArgs) Kind() string { return "learning.remind" }

// Schedule adds the module's jobs: an hour after a run has ended its students
// are asked what they thought, and in the morning those are reminded who wanted
// to look at their plan again.
func (l *Learning) Schedule(q *jobs.Queue) {
	jobs.Handle(q, func(ctx context.Context, _ askArgs) error { return l.Ask(ctx) })
	jobs.Handle(q, func(ctx context.Context, _ remindArgs) error { return l.Remind(ctx) })
	q.Every(askArgs{}, jobs.Each(time.Hour))
	q.Every(remindArgs{}, jobs.Daily(9, 30))
}

func (l *Learning) today() when.Date { return when.DateOf(l.now()) }

var errNotStudent = fault.New(fault.NotFound, "You are not enrolled as a student yet.")

// me is the student whom the actor is.
func (l *Learning) me(ctx context.Context, tx *db.DB, by actor.Actor) (college.Student, error) {
	s, found, err := l.college.StudentOf(ctx, tx, by.OrgID, by.PersonID)
	if err == nil && !found {
		err = errNotStudent
	}
	return s, err
}

// colleges are the colleges at which by holds the permission, by name.
func (l *Learning) colleges(ctx context.Context, tx *db.DB, by actor.Actor, permission string) ([]units.Unit, error) {
	tree, err := l.units.In(tx).Tree(ctx, by.OrgID)
	var out []units.Unit
	for _, u := range tree {
		if u.Kind == "college" && by.CanAt(permission, u.Path) {
			out = append(out, u)
		}
	}
	return out, err
}

func unitIDs(list []units.Unit) []string {
	out := make([]string, 0, len(list))
	for _, u := range list {
		out = append(out, u.ID)
	}
	return out
}

// reach says whether by holds the permission at the college with that id: where
// they may not even read, what is there is not found.
func (l *Learning) reach(ctx context.Context, tx *db.DB, by actor.Actor, permission, unitID string) error {
	u, err := l.units.In(tx).Unit(ctx, by.OrgID, unitID)
	switch {
	case err != nil:
		return err
	case by.CanAt(permission, u.Path):
		return nil
	case by.CanAt(Read, u.Path):
		return fault.New(fault.Forbidden, "Your role does not include changing this.")
	}
	return errNotHere
}

var errNotHere = fault.New(fault.NotFound, "We could not find that record.")

// split takes a link's token apart: the organisation and the secret.
func split(token string) (orgID, word string, ok bool) {
	orgID, word, ok = strings.Cut(token, ".")
	return orgID, word, ok && orgID != "" && len(word) >= 20
}

// record writes an entry in the trail.
func (l *Learning) record(ctx context.Context, tx *db.DB, by actor.Actor, action string, target audit.Target, changes ...audit.Change) error {
	return audit.Record(ctx, tx, audit.Entry{At: l.now(), By: by, Action: action, Target: target, Changes: changes})
}
