// Package courses designs the courses of a Recovery College: their versions,
// what a student learns, the material, and who made them together.
//
// A version goes from an idea through pairing, drafting and agreement to the
// prospectus. It cannot be published unless somebody with lived experience and a
// practitioner, both its designers, have agreed exactly this version; whoever
// publishes without them gives a reason, which stays in sight.
//
// An agreement is to the content as it was: its hash. Any change of the words,
// the outcomes or the material ends it. A published version is never rewritten:
// its successor is a draft that begins as a copy.
package courses

import (
	"context"
	"time"

	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/db"
	"footbridge/internal/fault"
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

// New returns the courses kept in d. They take part when people are merged,
// exported and erased.
func New(d *db.DB, now func() time.Time, u *units.Units, p *people.People, s *strategy.Strategy) *Courses {
	c := &Courses{db: d, now: now, units: u, people: p, strategy: s}
	p.OnMerge(c.MergePerson)
	p.OnExport("courses designed", c.ExportPerson)
	p.OnErase(c.ErasePerson)
	return c
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
	ContentHash                 string // of all that the designers agree to
	LivedID, PractitionerID     string // the designers it was published on the agreement of
	OverrideBy, OverrideReason  string
	PublishedAt                 time.Time
	Version                     int
	CreatedAt                   time.Time
}

// Outcome is something that a student will know or be able to do.
type Outcome struct {
	OrgID, ID, VersionID string
	Position             int
	Words                string
	Aims                 []strategy.Aim // of the strategy, that it carries
	CreatedAt            time.Time
}

// Material is a link, words or a file that goes with a version.
type Material struct {
	OrgID, ID, VersionID string
	Kind                 string // link, words, file
	Title, URL, Words    string
	FileID, FileName     string
	FileKind             string // media type
	FileSize             int
	Visible              string // everybody, booked, trainers
	Position             int
	RemovedAt            time.Time
	CreatedAt            time.Time
}

// Listing is a version of a course with all that a reader of the prospectus may
// see of it.
type Listing struct {
	Course     Course
	Version    Version
	Outcomes   []Outcome
	Materials  []Material // those for everybody
	CoProduced bool       // made by both perspectives, and agreed
}

// Aims are the aims that the outcomes carry, each once.
func (l Listing) Aims() []strategy.Aim {
	var out []strategy.Aim
	seen := map[string]bool{}
	for _, o := range l.Outcomes {
		for _, a := range o.Aims {
			if !seen[a.ID] {
				seen[a.ID] = true
				out = append(out, a)
			}
		}
	}
	return out
}

func (c *Courses) today() when.Date { return when.DateOf(c.now()) }

// errChanged says that somebody was faster.
var errChanged = fault.New(fault.Conflict, "Somebody changed this course while you were working on it. Open it again to see what they changed.")

// within returns a course of a college at which by holds the permission. What by
// may not read is not there for them.
func (c *Courses) within(ctx context.Context, tx *db.DB, by actor.Actor, permission, courseID string) (Course, error) {
	course, err := oneCourse(ctx, tx, by.OrgID, courseID)
	if err != nil {
		return Course{}, err
	}
	return course, c.reach(ctx, tx, by, permission, course.UnitID)
}

// reach makes sure that by holds the permission at the college.
func (c *Courses) reach(ctx context.Context, tx *db.DB, by actor.Actor, permission, unitID string) error {
	unit, err := c.units.In(tx).Unit(ctx, by.OrgID, unitID)
	switch {
	case err != nil:
		return err
	case by.CanAt(permission, unit.Path):
		return nil
	case by.CanAt(Read, unit.Path):
		return fault.New(fault.Forbidden, "Your role at %s does not include this.", unit.Name)
	}
	return fault.New(fault.NotFound, "We could not find that course.")
}

// record writes the audit entry of a change to a course.
func (c *Courses) record(ctx context.Context, tx *db.DB, by actor.Actor, action string, v Version, changes ...audit.Change) error {
	return audit.Record(ctx, tx, audit.Entry{
		At: c.now(), By: by, Action: "courses." + action, Changes: changes,
		Target: audit.Target{Kind: "course", ID: v.CourseID, Words: v.Title},
	})
}
