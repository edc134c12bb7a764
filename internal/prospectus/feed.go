package prospectus

import (
	"context"
	"encoding/json"
	"time"

	"footbridge/internal/college"
)

// Feed is the prospectus for other programs. [FeedFields] says what each field
// holds.
type Feed struct {
	Version      int          `json:"version"`
	Organisation string       `json:"organisation"`
	Page         string       `json:"page"`
	Terms        []FeedTerm   `json:"terms"`
	Courses      []FeedCourse `json:"courses"`
}

// FeedTerm is a published term.
type FeedTerm struct {
	Name     string `json:"name"`
	StartsOn string `json:"starts_on"`
	EndsOn   string `json:"ends_on"`
	OpensOn  string `json:"booking_opens_on"`
	ClosesOn string `json:"booking_closes_on"`
}

// FeedCourse is a course with its runs.
type FeedCourse struct {
	ID       string    `json:"id"`
	Code     string    `json:"code"`
	URL      string    `json:"url"`
	Title    string    `json:"title"`
	Summary  string    `json:"summary"`
	ForWhom  string    `json:"for_whom"`
	Audience []string  `json:"audience"`
	Strand   string    `json:"strand"`
	Level    string    `json:"level"`
	Format   string    `json:"format"`
	Outcomes []string  `json:"outcomes"`
	College  string    `json:"college"`
	Free     bool      `json:"free"`
	Runs     []FeedRun `json:"runs"`
}

// FeedRun is a run of a course.
type FeedRun struct {
	ID         string        `json:"id"`
	Term       string        `json:"term"`
	State      string        `json:"state"`
	PlacesLeft int           `json:"places_left"`
	Waiting    int           `json:"waiting"`
	Standing   string        `json:"standing"`
	Who        string        `json:"who_can_come,omitempty"`
	Online     bool          `json:"online"`
	Calendar   string        `json:"calendar"`
	Sessions   []FeedSession `json:"sessions"`
	Venues     []FeedVenue   `json:"venues"`
}

// FeedSession is one meeting.
type FeedSession struct {
	StartsAt  string `json:"starts_at"`
	EndsAt    string `json:"ends_at"`
	Title     string `json:"title,omitempty"`
	Venue     string `json:"venue,omitempty"`
	Cancelled bool   `json:"cancelled"`
}

// FeedVenue is where a run meets.
type FeedVenue struct {
	Name     string `json:"name"`
	Address  string `json:"address,omitempty"`
	Postcode string `json:"postcode,omitempty"`
	Borough  string `json:"borough,omitempty"`
	Travel   string `json:"travel,omitempty"`
	StepFree bool   `json:"step_free"`
	Toilet   bool   `json:"accessible_toilet"`
	Loop     bool   `json:"hearing_loop"`
	Parking  bool   `json:"blue_badge_parking"`
	Quiet    bool   `json:"quiet_room"`
	Access   string `json:"access,omitempty"`
}

// FeedFields says what every field of the feed holds, in its order.
var FeedFields = []struct{ Name, About string }{
	{"version", "Of this list of fields: 1. Fields may be added to it; none changes its meaning."},
	{"organisation", "Who runs the colleges."}, {"page", "The address of the prospectus for people."},
	{"terms", "The published terms that have not ended, the earliest first."},
	{"terms.name", "What the term is called."}, {"terms.starts_on", "Its first day, as 2027-05-03."}, {"terms.ends_on", "Its last day."},
	{"terms.booking_opens_on", "The first day on which places can be booked."}, {"terms.booking_closes_on", "The last one."},
	{"courses", "Every course, by title; those that do not run just now have no runs."},
	{"courses.id", "Stays the same for ever."}, {"courses.code", "The short code of the course."}, {"courses.url", "The page of the course."},
	{"courses.title", "Its title."}, {"courses.summary", "A summary in plain words."}, {"courses.for_whom", "Whom it is for, in the college's words."},
	{"courses.audience", "Whom it is for: a list of groups, or Everybody."}, {"courses.strand", "What it is about."}, {"courses.level", "What it expects to be known."},
	{"courses.format", "How it meets."}, {"courses.outcomes", "What a student will know or be able to do."}, {"courses.college", "The college that runs it."},
	{"courses.free", "Always true."}, {"courses.runs", "When and where it runs: those that have not ended, cancelled ones too."},
	{"courses.runs.id", "Stays the same for ever."}, {"courses.runs.term", "The name of its term."}, {"courses.runs.state", "places, full, later (booking has not opened), closed, begun or cancelled."},
	{"courses.runs.places_left", "Places nobody has, this moment."}, {"courses.runs.waiting", "How many people wait for a place."}, {"courses.runs.standing", "The same in words."},
	{"courses.runs.who_can_come", "Whom this run is for, where it differs."}, {"courses.runs.online", "Some or all of it is on line. The address is told to those booked."},
	{"courses.runs.calendar", "The address of its calendar file."}, {"courses.runs.sessions", "Its meetings in order."},
	{"courses.runs.sessions.starts_at", "As RFC 3339 has it, by the clocks of London."}, {"courses.runs.sessions.ends_at", "The same for the end."},
	{"courses.runs.sessions.title", "Of the session, where it has one."}, {"courses.runs.sessions.venue", "The name of the venue. The room is told to those booked."},
	{"courses.runs.sessions.cancelled", "It does not take place."},
	{"courses.runs.venues", "Where it meets."}, {"courses.runs.venues.name", "Of the venue."}, {"courses.runs.venues.address", "Its address."}, {"courses.runs.venues.postcode", "Its postcode."},
	{"courses.runs.venues.borough", "The borough it is in."}, {"courses.runs.venues.travel", "How to get there."}, {"courses.runs.venues.step_free", "One can get in without steps."},
	{"courses.runs.venues.accessible_toilet", "There is one."}, {"courses.runs.venues.hearing_loop", "There is one."}, {"courses.runs.venues.blue_badge_parking", "There is some."},
	{"courses.runs.venues.quiet_room", "There is one."}, {"courses.runs.venues.access", "More about access, in words."},
}

// Feed writes the prospectus for other programs.
func (p *Prospectus) Feed(ctx context.Context, e *Edition) ([]byte, error) {
	var all []*Run
	now := p.now()
	for _, c := range e.Courses {
		for _, r := range c.Runs {
			if !r.over(now) {
				all = append(all, r)
			}
		}
	}
	standings, err := p.standings(ctx, e, all)
	if err != nil {
		return nil, err
	}
	f := Feed{Version: 1, Organisation: e.Org.Name, Page: p.link(e.Org.Slug, ""), Terms: []FeedTerm{}, Courses: []FeedCourse{}}
	for _, t := range e.Terms {
		f.Terms = append(f.Terms, FeedTerm{t.Name, t.StartsOn.ISO(), t.EndsOn.ISO(), t.OpensOn.ISO(), t.ClosesOn.ISO()})
	}
	for _, c := range e.Courses {
		f.Courses = append(f.Courses, p.feedCourse(e, c, standings))
	}
	return json.MarshalIndent(f, "", " ")
}

func (p *Prospectus) feedCourse(e *Edition, c *Course, standings map[string]Standing) FeedCourse {
	out := FeedCourse{
		ID: c.ID, Code: c.Code, URL: p.link(e.Org.Slug, "/courses/"+c.Slug), Title: c.Title, Summary: c.Summary, ForWhom: c.ForWhom, Audience: c.Audience,
		Strand: c.Strand, Level: c.Level, Format: c.Format, Outcomes: []string{}, College: c.College, Free: true, Runs: []FeedRun{},
	}
	for _, o := range c.Outcomes {
		out.Outcomes = append(out.Outcomes, o.Words)
	}
	for _, r := range c.Runs {
		s, ok := standings[r.ID]
		if !ok {
			continue
		}
		run := FeedRun{
			ID: r.ID, Term: r.Term.Name, State: s.Kind, PlacesLeft: s.Left, Waiting: s.Waiting, Standing: s.Words, Who: r.Who, Online: r.Online,
			Calendar: p.link(e.Org.Slug, "/runs/"+r.ID+"/calendar.ics"), Sessions: []FeedSession{}, Venues: []FeedVenue{},
		}
		for _, m := range r.Sessions {
			run.Sessions = append(run.Sessions, FeedSession{stamp(m.StartsAt), stamp(m.EndsAt), m.Title, r.venue(m.VenueID).Name, m.State == "cancelled" || r.State == "cancelled"})
		}
		for i, v := range r.Venues {
			run.Venues = append(run.Venues, FeedVenue{v.Name, v.Address, v.Postcode, r.boroughOf(i), v.Travel, v.StepFree, v.Toilet, v.Loop, v.Parking, v.Quiet, v.Access})
		}
		out.Runs = append(out.Runs, run)
	}
	return out
}

// venue returns the venue with that id, or the zero one.
func (r *Run) venue(id string) college.PublicVenue {
	for _, v := range r.Venues {
		if v.ID == id {
			return v
		}
	}
	return college.PublicVenue{}
}

// boroughOf is the name of the borough that the i-th venue is in.
func (r *Run) boroughOf(i int) string {
	for n, id := range r.borough {
		if id == r.Venues[i].BoroughID {
			return r.Boroughs[n]
		}
	}
	return ""
}

// stamp is an instant for other programs.
func stamp(t time.Time) string { return inLondon(t).Format(time.RFC3339) }
