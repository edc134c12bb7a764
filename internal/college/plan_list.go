package college

import (
	"context"
	"time"

	"footbridge/internal/actor"
	"footbridge/internal/courses"
	"footbridge/internal/db"
	"footbridge/internal/units"
)

// RunFilter says which runs a list shows.
type RunFilter struct {
	Q, TermID, Strand, VenueID, State, Format string
	Attention                                 bool // only those that need something
}

// RunRow is a run as a list shows it.
type RunRow struct {
	Run
	Term            string
	Where           string // the venues, or online
	Waiting         int
	Sessions        int // that are not cancelled
	NoLived         int // sessions still to come without a trainer with lived experience
	NoPractitioner  int
	NoPlace         int // sessions still to come without a room or a link
	TermPublishedAt time.Time
}

// StrandLabel is what people call the strand.
func (r RunRow) StrandLabel() string { return courses.Label(courses.Strands, r.Strand) }

// Needs says what the run still needs at now, a line each.
func (r RunRow) Needs(now time.Time) []string {
	var out []string
	if !r.Live() {
		return nil
	}
	if r.Sessions == 0 && r.Format != "self-paced" {
		out = append(out, "Has no session yet")
	}
	if lacks := lackWords(r.NoLived > 0, r.NoPractitioner > 0); lacks != "" {
		out = append(out, "A session "+lacks)
	}
	if r.NoPlace > 0 {
		out = append(out, "A session has neither a room nor a link")
	}
	if r.Thin(now) {
		out = append(out, "Fewer than its minimum are booked, and it begins within a week")
	}
	if r.State == "draft" && !r.TermPublishedAt.IsZero() {
		out = append(out, "Not published yet")
	}
	return out
}

// Thin reports whether a run that begins within a week has fewer people than it
// needs.
func (r Run) Thin(now time.Time) bool {
	return (r.State == "open" || r.State == "closed") && r.Taken < r.Minimum && !r.StartsAt.IsZero() && r.StartsAt.After(now) && r.StartsAt.Before(now.AddDate(0, 0, 7))
}

// Runs lists the runs that by may see and how many there are, those that begin
// first at the head; limit 0 is all of them.
func (c *College) Runs(ctx context.Context, by actor.Actor, f RunFilter, offset, limit int) ([]RunRow, int, error) {
	colleges, err := c.collegesOf(ctx, c.db, by, Read)
	if err != nil {
		return nil, 0, err
	}
	ids := unitIDs(colleges)
	n, err := countRuns(ctx, c.db, by.OrgID, ids, f, c.now())
	if err != nil || n == 0 {
		return nil, 0, err
	}
	rows, err := listRuns(ctx, c.db, by.OrgID, ids, f, c.now(), offset, limit)
	return rows, n, err
}

// Doubled are two sessions that use one room at one time. Planning does not let
// them come about; a change behind its back can.
type Doubled struct {
	RoomID, FirstID, SecondID, First, Second string
	StartsAt, EndsAt                         time.Time
}

// DoubleBooked lists rooms that are used twice at a time still to come.
func (c *College) DoubleBooked(ctx context.Context, tx *db.DB, orgID string) ([]Doubled, error) {
	return doubleBooked(ctx, tx, orgID, c.now())
}

// Meeting is a session as the day's or the week's list shows it.
type Meeting struct {
	Session
	RunTitle, RunState, UnitID string
	Capacity, Taken            int
}

// Meetings lists the sessions between two instants at the colleges that by may
// read, drafts too.
func (c *College) Meetings(ctx context.Context, by actor.Actor, from, to time.Time) ([]Meeting, error) {
	colleges, err := c.collegesOf(ctx, c.db, by, Read)
	if err != nil {
		return nil, err
	}
	return meetingsBetween(ctx, c.db, by.OrgID, unitIDs(colleges), from, to)
}

func unitIDs(all []units.Unit) []string {
	ids := make([]string, len(all))
	for i, u := range all {
		ids[i] = u.ID
	}
	return ids
}

// runTimes are when a run is, in words.
func runTimes(r Run) string {
	switch {
	case r.StartsAt.IsZero() && r.Format == "self-paced":
		return "At one’s own pace"
	case r.StartsAt.IsZero():
		return "No session yet"
	}
	return SpanWords(r.StartsAt, r.EndsAt)
}
