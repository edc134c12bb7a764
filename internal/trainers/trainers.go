// Package trainers keeps who teaches at a college: the perspective they bring,
// the way from a first talk to teaching, when they are free, what they are paid
// by, and the supervision they are due.
package trainers

import (
	"context"
	"time"

	"footbridge/internal/db"
	"footbridge/internal/people"
	"footbridge/internal/units"
	"footbridge/internal/when"
)

// Permissions of this module.
const (
	Read   = "trainers.read"
	Manage = "trainers.manage"
)

// Perspectives are what somebody brings to a course. Each course needs the
// first two.
const (
	Lived        = "lived experience"
	Practitioner = "practitioner"
	Carer        = "carer"
	Partner      = "partner"
)

// Trainers keeps the trainers of every college.
type Trainers struct {
	db     *db.DB
	now    func() time.Time
	units  *units.Units
	people *people.People
}

// New returns the trainers kept in d.
func New(d *db.DB, now func() time.Time, u *units.Units, p *people.People) *Trainers {
	return &Trainers{db: d, now: now, units: u, people: p}
}

// Trainer is somebody who teaches, or is on the way to.
type Trainer struct {
	OrgID, ID, PersonID, UnitID string
	Name                        string // of the person
	Perspective, About          string
	ReadyOn, EndedOn            when.Date
	Version                     int
	CreatedAt                   time.Time
}

// Check says what in an organisation's trainers breaks a rule that the schema
// cannot hold, one sentence each.
func (t *Trainers) Check(ctx context.Context, orgID string) ([]string, error) { return nil, nil }
