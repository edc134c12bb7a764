package prospectus

import (
	"context"
	"fmt"
	"time"

	"footbridge/internal/college"
	"footbridge/internal/when"
)

// Standing says whether there is a place on a run this moment.
type Standing struct {
	Kind      string // places, full, later, closed, begun, cancelled
	Words     string // as people read it
	Left      int    // places nobody has
	Waiting   int
	OpensOn   when.Date
	Bookable  bool // now: a place, or one on the waiting list
	ByRequest bool // each booking waits for the college's yes
}

// Colour is that of the tag; the words say the same.
func (s Standing) Colour() string {
	switch s.Kind {
	case "places":
		return "green"
	case "full":
		return "yellow"
	case "later":
		return "blue"
	}
	return "grey"
}

// begun reports whether it is too late to come in: to a drop-in one can come
// until the end.
func (r *Run) begun(now time.Time) bool {
	switch {
	case r.StartsAt.IsZero():
		return false
	case !college.Lists(r.Format):
		return !now.Before(r.EndsAt)
	}
	return !now.Before(r.StartsAt)
}

// over reports whether the run has ended.
func (r *Run) over(now time.Time) bool { return !r.EndsAt.IsZero() && !now.Before(r.EndsAt) }

// listed reports whether the run belongs on a list of what one can come to.
func (r *Run) listed(now time.Time) bool { return r.State != "cancelled" && !r.begun(now) }

// standing puts how full a run is into words.
func (r *Run) standing(f college.Fullness, now time.Time) Standing {
	today := when.DateOf(now)
	s := Standing{Left: max(f.Free(), 0), Waiting: f.Waiting, OpensOn: r.Term.OpensOn, ByRequest: r.Approval}
	switch {
	case f.State == "cancelled" || r.State == "cancelled":
		s.Kind, s.Words = "cancelled", "Cancelled"
	case r.over(now):
		s.Kind, s.Words = "begun", "This has ended"
	case r.begun(now):
		s.Kind, s.Words = "begun", "This has begun"
	case f.State != "open":
		s.Kind, s.Words = "closed", "Booking has closed"
	case today.Before(r.Term.OpensOn):
		s.Kind, s.Words = "later", "Booking opens "+r.Term.OpensOn.String()
	case today.After(r.Term.ClosesOn):
		s.Kind, s.Words = "closed", "Booking closed "+r.Term.ClosesOn.String()
	case s.Left > 0:
		s.Kind, s.Words, s.Bookable = "places", count(s.Left, "place left", "places left"), true
	case !college.Lists(r.Format):
		s.Kind, s.Words = "full", "Full just now: come another day"
	case s.Waiting == 0:
		s.Kind, s.Words, s.Bookable = "full", "Full: nobody is waiting yet", !r.StartsAt.IsZero()
	default:
		s.Kind, s.Words, s.Bookable = "full", "Full: "+count(s.Waiting, "person is waiting", "people are waiting"), !r.StartsAt.IsZero()
	}
	return s
}

// count writes a number with its noun.
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// standings reads how full some runs are this moment.
func (p *Prospectus) standings(ctx context.Context, e *Edition, runs []*Run) (map[string]Standing, error) {
	ids := make([]string, len(runs))
	for i, r := range runs {
		ids[i] = r.ID
	}
	fullness, err := p.college.Fullness(ctx, p.db, e.Org.OrgID, ids)
	if err != nil {
		return nil, err
	}
	now, out := p.now(), make(map[string]Standing, len(runs))
	for _, r := range runs {
		out[r.ID] = r.standing(fullness[r.ID], now)
	}
	return out, nil
}
