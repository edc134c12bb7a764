package prospectus

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"footbridge/internal/fold"
)

// Filter is what somebody looks for. The zero Filter is everything.
type Filter struct {
	Words                         string
	Term, College, Strand, Format string
	Place                         string // a borough or a venue
	Day                           int    // 1 is Monday, 7 is Sunday; 0 any
	Part                          string // of the day: a code of [DayParts]
	Places                        bool   // still some left
}

// DayParts are the times of day people choose by.
var DayParts = []struct{ Code, Label string }{{"morning", "Morning"}, {"afternoon", "Afternoon"}, {"evening", "Evening"}}

func partOf(hour int) string {
	switch {
	case hour < 12:
		return "morning"
	case hour < 17:
		return "afternoon"
	}
	return "evening"
}

// aboutRuns reports whether f asks anything of when and where a course runs.
func (f Filter) aboutRuns() bool {
	return f.Term != "" || f.Place != "" || f.Day != 0 || f.Part != "" || f.Places
}

// Found is a course with those of its runs that fit.
type Found struct {
	Course *Course
	Runs   []*Run
}

// Matches are what fits: the courses that run, by their first date, and those
// that do not run just now.
type Matches struct {
	Running []Found
	Resting []*Course
}

// Find looks for courses in the edition.
func (p *Prospectus) Find(ctx context.Context, e *Edition, f Filter) (Matches, error) {
	var m Matches
	now := p.now()
	parts := strings.Fields(fold.Text(f.Words))
	parts = parts[:min(len(parts), 8)]
	for _, c := range e.Courses {
		if !f.suits(c, parts) {
			continue
		}
		found, current := Found{Course: c}, false
		for _, r := range c.Runs {
			if !r.listed(now) {
				continue
			}
			current = true
			if f.suitsRun(r) {
				found.Runs = append(found.Runs, r)
			}
		}
		if len(found.Runs) > 0 {
			m.Running = append(m.Running, found)
		} else if !current && !f.aboutRuns() {
			m.Resting = append(m.Resting, c)
		}
	}
	if f.Places {
		if err := p.onlyWithPlaces(ctx, e, &m); err != nil {
			return m, err
		}
	}
	slices.SortStableFunc(m.Running, func(a, b Found) int { return compareStarts(a.Runs[0], b.Runs[0]) })
	return m, nil
}

// compareStarts orders runs by their first session; those without dates come
// last.
func compareStarts(a, b *Run) int {
	if a.StartsAt.IsZero() != b.StartsAt.IsZero() {
		if a.StartsAt.IsZero() {
			return 1
		}
		return -1
	}
	return cmp.Or(a.StartsAt.Compare(b.StartsAt), strings.Compare(a.ID, b.ID))
}

func (f Filter) suits(c *Course, parts []string) bool {
	if f.Strand != "" && f.Strand != c.StrandCode || f.College != "" && f.College != c.UnitID {
		return false
	}
	for _, part := range parts {
		if !strings.Contains(c.search, part) {
			return false
		}
	}
	return f.Format == "" || f.Format == c.FormatCode || slices.ContainsFunc(c.Runs, func(r *Run) bool { return r.Format == f.Format })
}

func (f Filter) suitsRun(r *Run) bool {
	switch {
	case f.Term != "" && f.Term != r.TermID:
	case f.Format != "" && f.Format != r.Format:
	case f.Place == "online" && !r.Online:
	case f.Place != "" && f.Place != "online" && !slices.Contains(r.borough, f.Place) && !r.meetsAt(f.Place):
	case f.Day != 0 && !slices.Contains(r.days, time.Weekday(f.Day%7)):
	case f.Part != "" && !slices.Contains(r.parts, f.Part):
	default:
		return true
	}
	return false
}

func (r *Run) meetsAt(venueID string) bool {
	for _, v := range r.Venues {
		if v.ID == venueID {
			return true
		}
	}
	return false
}

// onlyWithPlaces keeps the runs that have places left now, and can be booked.
func (p *Prospectus) onlyWithPlaces(ctx context.Context, e *Edition, m *Matches) error {
	ids, err := p.college.RunsWithPlaces(ctx, p.db, e.Org.OrgID)
	if err != nil {
		return err
	}
	left := make(map[string]bool, len(ids))
	for _, id := range ids {
		left[id] = true
	}
	today := p.today()
	for i := range m.Running {
		m.Running[i].Runs = slices.DeleteFunc(m.Running[i].Runs, func(r *Run) bool { return !left[r.ID] || today.After(r.Term.ClosesOn) })
	}
	m.Running = slices.DeleteFunc(m.Running, func(f Found) bool { return len(f.Runs) == 0 })
	return nil
}
