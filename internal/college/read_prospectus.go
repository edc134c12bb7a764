package college

import (
	"context"
	"slices"
	"time"

	"footbridge/internal/db"
	"footbridge/internal/when"
)

// PublicRun is a run as anybody may see it: where it meets is a venue, never a
// room, and never the address of a meeting on line.
type PublicRun struct {
	ID, UnitID, TermID, CourseID, VersionID string
	Title, Format, Strand, State            string // open, closed or cancelled
	Capacity, Minimum, Taken                int
	Audience, Who                           string
	Approval, FirstMandatory                bool
	StartsAt, EndsAt                        time.Time
	Sequence                                int
	Sessions                                []PublicSession
}

// PublicSession is one meeting of a run as anybody may see it.
type PublicSession struct {
	ID, RunID        string
	Number           int
	Title            string
	StartsAt, EndsAt time.Time
	State            string
	Sequence         int
	VenueID          string // "" for one on line
	Online           bool   // there is an address, which those booked are told
	CreatedAt        time.Time
	Trainers         []SessionTrainer
}

// PublicVenue is where sessions meet, as anybody may see it.
type PublicVenue struct {
	ID, Name, Address, Postcode, BoroughID, Travel string
	StepFree, Toilet, Loop, Parking, Quiet         bool
	Access                                         string
}

// Publication is what the published terms that have not ended say to everybody.
type Publication struct {
	Terms  []Term // the earliest first
	Runs   []PublicRun
	Venues map[string]PublicVenue
}

// Published returns the published terms that end on the day or later, with their
// runs: drafts and runs that have finished are not among them.
func (c *College) Published(ctx context.Context, tx *db.DB, orgID string, day when.Date) (Publication, error) {
	var p Publication
	var err error
	if p.Terms, err = publishedTerms(ctx, tx, orgID, day); err != nil {
		return p, err
	}
	if p.Runs, err = publicRuns(ctx, tx, orgID, day); err != nil {
		return p, err
	}
	at := make(map[string]int, len(p.Runs))
	for i, r := range p.Runs {
		at[r.ID] = i
	}
	trainers, err := publicTrainers(ctx, tx, orgID, day)
	if err != nil {
		return p, err
	}
	by := map[string][]SessionTrainer{}
	for _, x := range trainers {
		by[x.SessionID] = append(by[x.SessionID], x)
	}
	sessions, err := publicSessions(ctx, tx, orgID, day)
	if err != nil {
		return p, err
	}
	for _, s := range sessions {
		if i, ok := at[s.RunID]; ok {
			s.Trainers = by[s.ID]
			p.Runs[i].Sessions = append(p.Runs[i].Sessions, s)
		}
	}
	venues, err := publicVenues(ctx, tx, orgID)
	p.Venues = make(map[string]PublicVenue, len(venues))
	for _, v := range venues {
		p.Venues[v.ID] = v
	}
	return p, err
}

// PublishedStamp changes with everything that [College.Published] returns but
// for how full runs are, which [College.Fullness] reads.
func (c *College) PublishedStamp(ctx context.Context, tx *db.DB, orgID string) (string, error) {
	return publishedStamp(ctx, tx, orgID)
}

// Fullness is how full a run is this moment.
type Fullness struct {
	RunID, State             string
	Capacity, Taken, Waiting int
}

// Free is how many places nobody has.
func (f Fullness) Free() int { return f.Capacity - f.Taken }

// Fullness says how full some runs are, and how many people wait for a place in
// those that are full.
func (c *College) Fullness(ctx context.Context, tx *db.DB, orgID string, runIDs []string) (map[string]Fullness, error) {
	if len(runIDs) == 0 {
		return nil, nil
	}
	rows, err := fullnessOf(ctx, tx, orgID, runIDs)
	if err != nil {
		return nil, err
	}
	out, full := make(map[string]Fullness, len(rows)), []string{}
	for _, f := range rows {
		out[f.RunID] = f
		if f.Free() <= 0 {
			full = append(full, f.RunID)
		}
	}
	waiting, err := c.WaitingCounts(ctx, tx, orgID, full)
	for id, n := range waiting {
		f := out[id]
		f.Waiting = n
		out[id] = f
	}
	return out, err
}

// RunsWithPlaces lists the open runs that have a place left this moment.
func (c *College) RunsWithPlaces(ctx context.Context, tx *db.DB, orgID string) ([]string, error) {
	return runsWithPlaces(ctx, tx, orgID)
}

// WaitingCounts says how many people wait for a place in some runs; a run that
// nobody waits for is not in it.
func (c *College) WaitingCounts(ctx context.Context, tx *db.DB, orgID string, runIDs []string) (map[string]int, error) {
	if len(runIDs) == 0 {
		return nil, nil
	}
	rows, err := waitingCounts(ctx, tx, orgID, runIDs)
	out := make(map[string]int, len(rows))
	for _, r := range rows {
		out[r.RunID] = r.Waiting
	}
	return out, err
}

// CalendarSession is a session as it stands in the calendar of somebody booked
// or teaching: with its room and its address on line.
type CalendarSession struct {
	ID, RunID, RunTitle     string
	Number                  int
	Title                   string
	StartsAt, EndsAt        time.Time
	State, RunState         string
	Sequence                int
	OnlineURL, Words        string
	Room, Venue             string
	Address, Postcode       string
	CreatedAt, RunCreatedAt time.Time
}

// Cancelled reports whether the session does not take place.
func (s CalendarSession) Cancelled() bool {
	return s.State == "cancelled" || s.RunState == "cancelled"
}

// StudentCalendar lists the sessions of the runs that a student has a place in,
// those after an instant; a run that the college cancelled is among them.
func (c *College) StudentCalendar(ctx context.Context, tx *db.DB, orgID, studentID string, after time.Time) ([]CalendarSession, error) {
	all, err := sessionsBooked(ctx, tx, orgID, studentID, after)
	return slices.CompactFunc(all, func(a, b CalendarSession) bool { return a.ID == b.ID }), err
}

// TrainerCalendar lists the sessions that a trainer teaches after an instant.
// Drafts are among them: whoever teaches plans with them.
func (c *College) TrainerCalendar(ctx context.Context, tx *db.DB, orgID, trainerID string, after time.Time) ([]CalendarSession, error) {
	return sessionsTaught(ctx, tx, orgID, trainerID, after)
}

// BookedCourses lists the courses that a student has a place in, or had since an
// instant.
func (c *College) BookedCourses(ctx context.Context, tx *db.DB, orgID, studentID string, since time.Time) ([]string, error) {
	return coursesBooked(ctx, tx, orgID, studentID, since)
}
