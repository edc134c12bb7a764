// Package trainers keeps who teaches at a college: the perspective they bring,
// the way from a first talk to teaching, when they are free, what they are paid
// by, and the supervision they are due.
//
// Nothing here is about anybody's health. A reason for being away is not asked,
// of a check only the day on which it was seen is kept, and of supervision only
// the days on which it was held.
package trainers

import (
	"context"
	"time"

	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/people"
	"footbridge/internal/units"
	"footbridge/internal/when"
)

// Permissions of this module. A trainer needs none for what is their own.
const (
	Read   = "trainers.read"   // names, perspectives, and who is ready
	Manage = "trainers.manage" // pathway, pay, supervision, and all changes
)

// Perspectives are what somebody brings to a course. Each course needs the
// first two.
const (
	Lived        = "lived experience"
	Practitioner = "practitioner"
	Carer        = "carer"
	Partner      = "partner"
)

// Perspectives are all of them, in the order in which people choose.
var Perspectives = []struct{ Code, Label string }{
	{Lived, "Lived experience"}, {Practitioner, "Practitioner"}, {Carer, "Carer"}, {Partner, "Partner"},
}

// Trainers keeps the trainers of every college.
type Trainers struct {
	db     *db.DB
	now    func() time.Time
	units  *units.Units
	people *people.People
}

// New returns the trainers kept in d. It takes part when people are merged,
// exported and erased.
func New(d *db.DB, now func() time.Time, u *units.Units, p *people.People) *Trainers {
	t := &Trainers{db: d, now: now, units: u, people: p}
	p.OnMerge(t.mergePerson)
	p.OnExport("trainer", t.exportPerson)
	p.OnErase(t.erasePerson)
	return t
}

// Trainer is somebody who teaches, or is on the way to.
type Trainer struct {
	OrgID, ID, PersonID, UnitID string
	Name                        string // of the person
	Perspective, About          string
	ReadyOn, EndedOn            when.Date
	RenewBy                     when.Date // the last day on which every needed training counts; none: for good
	SupervisionWeeks            int       // between two supervisions; 0: none arranged
	SupervisorID                string
	SupervisionFrom             when.Date
	SupervisionDue              when.Date
	Version                     int
	CreatedAt                   time.Time
}

// Label is the perspective as people read it.
func (t Trainer) Label() string {
	for _, p := range Perspectives {
		if p.Code == t.Perspective {
			return p.Label
		}
	}
	return ""
}

// Stopped reports whether they are no trainer any more on a day.
func (t Trainer) Stopped(on when.Date) bool { return !t.EndedOn.IsZero() && t.EndedOn.Before(on) }

// Lapsed reports whether on a day a training that is needed has run out.
func (t Trainer) Lapsed(on when.Date) bool { return !t.RenewBy.IsZero() && t.RenewBy.Before(on) }

// MayTeach reports whether a session on that day may be planned with them: they
// have done every step, and nothing has run out.
func (t Trainer) MayTeach(on when.Date) bool {
	return !t.ReadyOn.IsZero() && !t.ReadyOn.After(on) && !t.Lapsed(on) && !t.Stopped(on)
}

// SupervisionIsDue reports whether by a day supervision should have been held.
func (t Trainer) SupervisionIsDue(on when.Date) bool {
	return !t.SupervisionDue.IsZero() && !t.SupervisionDue.After(on) && !t.Stopped(on)
}

func (t *Trainers) today() when.Date { return when.DateOf(t.now()) }

var (
	errNoTrainer = fault.New(fault.NotFound, "We could not find that trainer.")
	errChanged   = fault.New(fault.Conflict, "Somebody else changed this trainer while you were working on it. Open the page again to see what they changed.")
	errReach     = fault.New(fault.Forbidden, "Your role does not cover this college.")
)

// managed is a trainer of a college that by manages, with other changes of this
// trainer waiting until the end of the transaction.
func (t *Trainers) managed(ctx context.Context, tx *db.DB, by actor.Actor, trainerID string) (Trainer, error) {
	trainer, err := t.Lock(ctx, tx, by.OrgID, trainerID)
	if err != nil {
		return Trainer{}, err
	}
	return trainer, t.reach(ctx, tx, by, trainer.UnitID)
}

// own is a trainer whom by manages, or is.
func (t *Trainers) own(ctx context.Context, tx *db.DB, by actor.Actor, trainerID string) (Trainer, error) {
	trainer, err := t.Lock(ctx, tx, by.OrgID, trainerID)
	if err != nil || isOwn(by, trainer) {
		return trainer, err
	}
	if t.reach(ctx, tx, by, trainer.UnitID) != nil {
		return Trainer{}, errNoTrainer
	}
	return trainer, nil
}

func isOwn(by actor.Actor, trainer Trainer) bool {
	return by.PersonID != "" && by.PersonID == trainer.PersonID
}

// reach makes sure that by manages the trainers of a college.
func (t *Trainers) reach(ctx context.Context, tx *db.DB, by actor.Actor, unitID string) error {
	unit, err := t.units.In(tx).Unit(ctx, by.OrgID, unitID)
	if err == nil && !by.CanAt(Manage, unit.Path) {
		err = errReach
	}
	return err
}

// record writes the audit entry of a change to a trainer. Perspective, pay and
// notes are never in it.
func (t *Trainers) record(ctx context.Context, tx *db.DB, by actor.Actor, action string, trainer Trainer, changes ...audit.Change) error {
	return audit.Record(ctx, tx, audit.Entry{
		At: t.now(), By: by, Action: action, Changes: changes,
		Target: audit.Target{Kind: "trainer", ID: trainer.ID, Words: trainer.Name},
	})
}
