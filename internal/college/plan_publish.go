package college

import (
	"context"
	"strconv"

	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/when"
)

// Unready is a draft that cannot be published yet, and why, or one that can
// although something should be looked at.
type Unready struct {
	Run    Run
	Why    []string // it stays a draft
	Notice []string // it can be published, but
}

// Readiness are the drafts of a term: what each needs before it can be booked.
func (c *College) Readiness(ctx context.Context, tx *db.DB, term Term) ([]Unready, error) {
	drafts, err := draftsOf(ctx, tx, term.OrgID, term.ID)
	if err != nil || len(drafts) == 0 {
		return nil, err
	}
	ids := make([]string, len(drafts))
	for i, r := range drafts {
		ids[i] = r.ID
	}
	sessions, err := c.Sessions(ctx, tx, term.OrgID, ids)
	if err != nil {
		return nil, err
	}
	rooms, err := c.Rooms(ctx, tx, term.OrgID)
	if err != nil {
		return nil, err
	}
	var every []Session
	for _, some := range sessions {
		every = append(every, some...)
	}
	teaching, err := c.TrainersOf(ctx, tx, term.OrgID, sessionIDs(every))
	if err != nil {
		return nil, err
	}
	out := make([]Unready, len(drafts))
	for i, r := range drafts {
		out[i] = c.ready(r, sessions[r.ID], rooms, teaching)
	}
	return out, nil
}

// ready says what a draft with these sessions needs.
func (c *College) ready(r Run, sessions []Session, rooms map[string]Room, teaching map[string][]SessionTrainer) Unready {
	u := Unready{Run: r}
	if len(sessions) == 0 && r.Format != "self-paced" {
		u.Why = append(u.Why, "It has no session yet.")
	}
	if !r.StartsAt.IsZero() && !r.StartsAt.After(c.now()) {
		u.Why = append(u.Why, "Its first session has begun.")
	}
	for _, s := range sessions {
		day := when.DateOf(s.StartsAt).String()
		if s.RoomID == "" && s.OnlineURL == "" {
			u.Why = append(u.Why, "The session on "+day+" has neither a room nor a link.")
		}
		if room := rooms[s.RoomID]; s.RoomID != "" && !room.Open() {
			u.Why = append(u.Why, "On "+day+" "+room.Label()+" is closed.")
		} else if s.RoomID != "" && room.Seats < r.Capacity {
			u.Notice = append(u.Notice, "On "+day+" the room has "+strconv.Itoa(room.Seats)+" seats for "+strconv.Itoa(r.Capacity)+" places.")
		}
		if lacks := Lacks(teaching[s.ID]); lacks != "" {
			u.Notice = append(u.Notice, "The session on "+day+" "+lacks+".")
		}
	}
	return u
}

// Publish puts a term into the prospectus: every complete draft can be booked
// from then on, between the days of booking. It returns how many were opened and
// what stays a draft. It can be done again when more is ready.
func (c *College) Publish(ctx context.Context, by actor.Actor, termID string) (opened int, left []Unready, err error) {
	err = c.db.Tx(ctx, func(tx *db.DB) error {
		opened, left = 0, nil
		term, err := c.termInReach(ctx, tx, by, Manage, termID)
		if err != nil {
			return err
		}
		if c.today().After(term.EndsOn) {
			return fault.New(fault.Conflict, "The term %s is over.", term.Name)
		}
		all, err := c.Readiness(ctx, tx, term)
		if err != nil {
			return err
		}
		for _, u := range all {
			if len(u.Why) > 0 {
				left = append(left, u)
				continue
			}
			if err := c.openRun(ctx, tx, by, u.Run); err != nil {
				return err
			}
			opened++
		}
		if err := setTermPublished(ctx, tx, term, c.instant()); err != nil {
			return err
		}
		return c.planned(ctx, tx, by, "term.published", term.target(), audit.Change{Field: "runs opened", To: strconv.Itoa(opened)}, audit.Change{Field: "left as drafts", To: strconv.Itoa(len(left))})
	})
	return opened, left, err
}

func (c *College) openRun(ctx context.Context, tx *db.DB, by actor.Actor, r Run) error {
	if err := moveRun(ctx, tx, r, "open"); err != nil {
		return err
	}
	return c.planned(ctx, tx, by, "run.published", r.target())
}

// OpenRun publishes one draft of a term that is published already.
func (c *College) OpenRun(ctx context.Context, by actor.Actor, runID string) error {
	return c.db.Tx(ctx, func(tx *db.DB) error {
		r, err := c.runInReach(ctx, tx, by, Manage, runID)
		if err != nil {
			return err
		}
		if r.State != "draft" {
			return errPlanChanged
		}
		term, err := oneTerm(ctx, tx, r.OrgID, r.TermID)
		if err != nil {
			return err
		}
		if term.PublishedAt.IsZero() {
			return fault.New(fault.Conflict, "The term %s is not published yet. Publish the term: this run goes with it.", term.Name)
		}
		all, err := c.Readiness(ctx, tx, term)
		if err != nil {
			return err
		}
		for _, u := range all {
			if u.Run.ID == r.ID && len(u.Why) > 0 {
				return fault.New(fault.Conflict, "%s", u.Why[0])
			}
		}
		return c.openRun(ctx, tx, by, r)
	})
}
