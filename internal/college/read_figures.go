package college

import (
	"context"
	"time"

	"footbridge/internal/db"
)

// RunFigure is what one run of a course comes to. Drafts have none.
type RunFigure struct {
	ID, TermID, CourseID, VersionID string
	Title, Format, State            string
	Audience                        string
	Capacity                        int
	EndsAt                          time.Time
	Sessions                        int // planned, held and cancelled
	Held, Cancelled                 int // of them
	Unrecorded                      int // of them over, and no register says that they were held
	BothPresent                     int // of those held, taught by a peer and a practitioner who were there
}

// Over reports whether nothing of the run is left to come.
func (f RunFigure) Over(now time.Time) bool {
	return f.State != "cancelled" && !f.EndsAt.IsZero() && f.EndsAt.Before(now)
}

// PlaceFigure is what one booking comes to: for counting, never to be shown.
type PlaceFigure struct {
	RunID, StudentID    string
	State               State
	QueuedAt, OfferedAt time.Time
	Came, Marked        int // sessions held at which they were, and at which the register says something
}

// Booked reports whether the booking has a place, or had one when a register
// was taken.
func (f PlaceFigure) Booked() bool { return f.State == Confirmed || f.Marked > 0 }

// StudentFigure is what figures are counted by: never to be shown.
type StudentFigure struct {
	ID, PersonID, BoroughID            string
	UsesServices, Carer, Staff, Public bool
	Before                             bool // came to a session in a term before
}

// Has reports whether the student has a relation to the services, by its code.
func (f StudentFigure) Has(relation string) bool {
	switch relation {
	case "uses services":
		return f.UsesServices
	case "carer":
		return f.Carer
	case "staff":
		return f.Staff
	case "public":
		return f.Public
	}
	return false
}

// YearByID returns one academic year.
func (c *College) YearByID(ctx context.Context, tx *db.DB, orgID, id string) (Year, error) {
	return oneYear(ctx, tx, orgID, id)
}

// AllYears lists the academic years of every college of the organisation, the
// newest first.
func (c *College) AllYears(ctx context.Context, tx *db.DB, orgID string) ([]Year, error) {
	return allYears(ctx, tx, orgID)
}

// RunFigures lists the runs of some terms with what they come to.
func (c *College) RunFigures(ctx context.Context, tx *db.DB, orgID string, termIDs []string) ([]RunFigure, error) {
	return runFigures(ctx, tx, orgID, termIDs, c.now())
}

// EachPlace calls fn with every booking of the runs of some terms that was not
// made in a draft.
func (c *College) EachPlace(ctx context.Context, tx *db.DB, orgID string, termIDs []string, fn func(PlaceFigure) error) error {
	marks := map[string]placeMarks{}
	err := eachMarks(ctx, tx, orgID, termIDs, func(m placeMarks) error { marks[m.BookingID] = m; return nil })
	if err != nil {
		return err
	}
	return eachPlace(ctx, tx, orgID, termIDs, func(p placeRow) error {
		m := marks[p.ID]
		return fn(PlaceFigure{RunID: p.RunID, StudentID: p.StudentID, State: p.State, QueuedAt: p.QueuedAt, OfferedAt: p.OfferedAt, Came: m.Came, Marked: m.Marked})
	})
}

// StudentFigures returns, by id, everybody with a booking in some terms, and
// whether they came to anything in a term that began before all of these.
func (c *College) StudentFigures(ctx context.Context, tx *db.DB, orgID string, termIDs []string) (map[string]StudentFigure, error) {
	rows, err := studentFigures(ctx, tx, orgID, termIDs)
	out := make(map[string]StudentFigure, len(rows))
	for _, r := range rows {
		out[r.ID] = r
	}
	if err != nil {
		return nil, err
	}
	before, err := cameBefore(ctx, tx, orgID, termIDs)
	for _, id := range before {
		f := out[id]
		f.Before = true
		out[id] = f
	}
	return out, err
}

// VenueFigure is how many sessions of some terms were held at a venue.
type VenueFigure struct {
	Name     string
	Sessions int
}

// VenueFigures counts the sessions held at each venue, by name; those online
// have none.
func (c *College) VenueFigures(ctx context.Context, tx *db.DB, orgID string, termIDs []string) ([]VenueFigure, error) {
	return venueFigures(ctx, tx, orgID, termIDs)
}

// RunTitles returns the titles of some runs, by id.
func (c *College) RunTitles(ctx context.Context, tx *db.DB, orgID string, ids []string) (map[string]string, error) {
	rows, err := runsByID(ctx, tx, orgID, ids)
	out := make(map[string]string, len(rows))
	for _, r := range rows {
		out[r.ID] = r.Title
	}
	return out, err
}
