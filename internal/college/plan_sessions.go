package college

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/id"
	"footbridge/internal/when"
)

// Series are sessions at the same time of the day, so many days apart.
type Series struct {
	From       when.Date // of the first one
	Start, End Clock
	Count      int
	Every      int         // days from one to the next; 7 is weekly
	Skip       []when.Date // days on which there is none; the series ends later
	Title      string
	RoomID     string
	OnlineURL  string
	Trainers   []string
}

// days are the days of the series.
func (s Series) days() ([]when.Date, error) {
	if err := firstError(between("count", "How many sessions", s.Count, 1, 60), between("every", "Days from one to the next", s.Every, 1, 28)); err != nil {
		return nil, err
	}
	if s.From.IsZero() {
		return nil, fault.Field("from", "Enter the day of the first session.")
	}
	var out []when.Date
	for d, tries := s.From, 0; len(out) < s.Count; d, tries = d.AddDays(s.Every), tries+1 {
		if tries > 500 {
			return nil, fault.Field("skip", "Too many days are left out.")
		}
		if !slices.Contains(s.Skip, d) {
			out = append(out, d)
		}
	}
	return out, nil
}

// tidyPlace makes where a session meets fit to keep.
func tidyPlace(s *Session) (err error) {
	if s.Title, err = planLine("title", "a title", s.Title, false); err != nil {
		return err
	}
	s.OnlineURL = strings.TrimSpace(s.OnlineURL)
	if s.OnlineURL == "" {
		return nil
	}
	u, err := url.Parse(s.OnlineURL)
	if err != nil || u.Scheme != "https" || u.Host == "" || len(s.OnlineURL) > 500 {
		return fault.Field("online_url", "Enter a link that begins with https://, in 500 characters or fewer.")
	}
	return nil
}

// AddSessions adds a series of sessions to a run. Everything that clashes is
// said at once; accepted lets pass what need not stand in the way.
func (c *College) AddSessions(ctx context.Context, by actor.Actor, runID string, in Series, accepted bool) ([]Session, error) {
	days, err := in.days()
	if err != nil {
		return nil, err
	}
	var out []Session
	err = c.db.Tx(ctx, func(tx *db.DB) error {
		out = nil
		run, err := c.runInReach(ctx, tx, by, Manage, runID)
		if err != nil {
			return err
		}
		var slots []slot
		for _, d := range days {
			s := slot{Session{OrgID: run.OrgID, ID: id.New(), RunID: run.ID, Title: in.Title, RoomID: in.RoomID, OnlineURL: in.OnlineURL, State: "planned", Version: 1, CreatedAt: c.instant()}, in.Trainers}
			if s.StartsAt, s.EndsAt, err = span(d, in.Start, in.End); err != nil {
				return err
			}
			if !s.StartsAt.After(c.now()) {
				return fault.Field("from", "%s is in the past.", s.words())
			}
			slots = append(slots, s)
		}
		if err := c.addSlots(ctx, tx, by, run, slots, accepted); err != nil {
			return err
		}
		for _, s := range slots {
			out = append(out, s.Session)
		}
		return nil
	})
	return out, err
}

// addSlots saves new sessions of a run, with an entry for all of them.
func (c *College) addSlots(ctx context.Context, tx *db.DB, by actor.Actor, run Run, slots []slot, accepted bool) error {
	if !run.Live() {
		return errOver
	}
	if err := c.inTerm(ctx, tx, run, slots); err != nil {
		return err
	}
	found, err := c.clashes(ctx, tx, run, slots)
	if err == nil {
		err = settle(found, accepted)
	}
	if err != nil {
		return err
	}
	n, err := highestNumber(ctx, tx, run)
	if err != nil {
		return err
	}
	for i := range slots {
		slots[i].Number = n + i + 1
		if err := c.saveSlot(ctx, tx, slots[i], true); err != nil {
			return err
		}
	}
	if err := keepStep(ctx, tx, run); err != nil {
		return err
	}
	changes := make([]audit.Change, len(slots))
	for i, s := range slots {
		changes[i] = audit.Change{Field: fmt.Sprintf("session %d", s.Number), To: s.words()}
	}
	return c.planned(ctx, tx, by, "sessions.added", run.target(), changes...)
}

// inTerm makes sure that sessions lie inside the run's term and are fit to keep.
func (c *College) inTerm(ctx context.Context, tx *db.DB, run Run, slots []slot) error {
	term, err := oneTerm(ctx, tx, run.OrgID, run.TermID)
	if err != nil {
		return err
	}
	for i := range slots {
		if err := tidyPlace(&slots[i].Session); err != nil {
			return err
		}
		s := slots[i]
		if when.DateOf(s.StartsAt).Before(term.StartsOn) || when.DateOf(s.EndsAt).After(term.EndsOn) {
			return fault.Field("from", "%s is outside the term %s, which is from %s to %s.", s.words(), term.Name, term.StartsOn, term.EndsOn)
		}
	}
	return nil
}

// saveSlot writes a session and who teaches it, each with the perspective they
// bring.
func (c *College) saveSlot(ctx context.Context, tx *db.DB, s slot, isNew bool) error {
	write := updateSession
	if isNew {
		write = insertSession
	}
	if err := write(ctx, tx, s.Session); err != nil {
		return err
	}
	teaching, err := c.trainers.ByID(ctx, tx, s.OrgID, s.trainers)
	if err != nil {
		return err
	}
	var rows []SessionTrainer
	for _, id := range s.trainers {
		if t, ok := teaching[id]; ok {
			rows = append(rows, SessionTrainer{TrainerID: id, Perspective: t.Perspective})
			delete(teaching, id)
		}
	}
	return setTrainers(ctx, tx, s.OrgID, s.ID, rows)
}

// SessionPlan is how a session is going to be.
type SessionPlan struct {
	Title             string
	Day               when.Date
	Start, End        Clock
	RoomID, OnlineURL string
	Trainers          []string
	Version           int    // that was read
	Reason            string // for the students, when the run can be booked already
}

// sessionInReach is a session with its run at a college where by holds the
// permission.
func (c *College) sessionInReach(ctx context.Context, tx *db.DB, by actor.Actor, permission, sessionID string) (Session, Run, error) {
	s, err := oneSession(ctx, tx, by.OrgID, sessionID)
	if err != nil {
		return Session{}, Run{}, err
	}
	r, err := c.runInReach(ctx, tx, by, permission, s.RunID)
	return s, r, err
}

// trainerIDs are the ids of who teaches.
func trainerIDs(teaching []SessionTrainer) []string {
	out := make([]string, len(teaching))
	for i, t := range teaching {
		out[i] = t.TrainerID
	}
	return out
}

// ChangeSession saves how a session is going to be. When the time, the place or
// the trainers of a run that can be booked change, everybody with a booking is
// told, with the reason.
func (c *College) ChangeSession(ctx context.Context, by actor.Actor, sessionID string, in SessionPlan, accepted bool) error {
	return c.db.Tx(ctx, func(tx *db.DB) error {
		old, run, err := c.sessionInReach(ctx, tx, by, Manage, sessionID)
		if err != nil {
			return err
		}
		if !run.Live() || old.State != "planned" {
			return errSessionOver
		}
		before, err := trainersOfSessions(ctx, tx, by.OrgID, []string{old.ID})
		if err != nil {
			return err
		}
		s := slot{old, in.Trainers}
		s.Title, s.RoomID, s.OnlineURL, s.Version = in.Title, in.RoomID, in.OnlineURL, in.Version
		if s.StartsAt, s.EndsAt, err = span(in.Day, in.Start, in.End); err != nil {
			return err
		}
		changed, err := c.changeOf(ctx, tx, slot{old, trainerIDs(before)}, s)
		if err != nil {
			return err
		}
		if changed.time && !s.StartsAt.After(c.now()) {
			return fault.Field("day", "%s is in the past.", s.words())
		}
		if in.Reason, err = reasonFor(run, changed.matters(), in.Reason); err != nil {
			return err
		}
		slots := []slot{s}
		if err := c.inTerm(ctx, tx, run, slots); err != nil {
			return err
		}
		if changed.matters() {
			found, err := c.clashes(ctx, tx, run, slots)
			if err == nil {
				err = settle(found, accepted)
			}
			if err != nil {
				return err
			}
		}
		if err := c.saveSlot(ctx, tx, slots[0], false); err != nil {
			return err
		}
		return c.afterChange(ctx, tx, by, run, slots[0], changed, in.Reason)
	})
}

var errSessionOver = fault.New(fault.Conflict, "This session is over or cancelled, so it cannot be changed any more.")

// reasonFor asks for a reason when students are going to be told.
func reasonFor(run Run, matters bool, reason string) (string, error) {
	return planWords("reason", "why, in plain words: everybody booked reads it", reason, 500, matters && run.State != "draft")
}

// RemoveSession takes a session out of a draft.
func (c *College) RemoveSession(ctx context.Context, by actor.Actor, sessionID string) error {
	return c.db.Tx(ctx, func(tx *db.DB) error {
		s, run, err := c.sessionInReach(ctx, tx, by, Manage, sessionID)
		if err != nil {
			return err
		}
		if run.State != "draft" {
			return fault.New(fault.Conflict, "Students may have been told about this session. Cancel it instead.")
		}
		if err := removeSessions(ctx, tx, run, s.ID); err != nil {
			return err
		}
		if err := keepStep(ctx, tx, run); err != nil {
			return err
		}
		return c.planned(ctx, tx, by, "session.removed", run.target(), audit.Change{Field: "session", From: SpanWords(s.StartsAt, s.EndsAt)})
	})
}
