package college

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/courses"
	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/id"
)

func (r Run) target() audit.Target { return audit.Target{Kind: "run", ID: r.ID, Words: r.Title} }

// Live reports whether the run can still be planned with.
func (r Run) Live() bool { return r.State == "draft" || r.State == "open" || r.State == "closed" }

// Fill is how full the run is, in words.
func (r Run) Fill() string {
	switch {
	case r.Taken == 0:
		return "None of " + strconv.Itoa(r.Capacity) + " places taken"
	case r.Taken >= r.Capacity:
		return "Full: all " + strconv.Itoa(r.Capacity) + " places taken"
	}
	return strconv.Itoa(r.Taken) + " of " + strconv.Itoa(r.Capacity) + " places taken"
}

// FormatLabel is the format as people call it.
func (r Run) FormatLabel() string {
	for _, f := range Formats {
		if f.Code == r.Format {
			return f.Label
		}
	}
	return r.Format
}

// StateWords are the run's state as people read it.
func (r Run) StateWords() string {
	return map[string]string{"draft": "Draft", "open": "Open for booking", "closed": "Booking closed", "cancelled": "Cancelled", "finished": "Finished"}[r.State]
}

// StateColour is that of the state's tag; the words say the same.
func (r Run) StateColour() string {
	return map[string]string{"open": "green", "draft": "yellow", "closed": "blue"}[r.State] // others are grey
}

func (c *College) runInReach(ctx context.Context, tx *db.DB, by actor.Actor, permission, runID string) (Run, error) {
	r, err := oneRun(ctx, tx, by.OrgID, runID)
	if err != nil {
		return Run{}, err
	}
	_, err = c.at(ctx, tx, by, permission, r.UnitID)
	return r, err
}

// tidyRun makes what was decided about a run fit to keep.
func tidyRun(r *Run) (err error) {
	if r.Who, err = planWords("who", "who may come", r.Who, 500, false); err != nil {
		return err
	}
	if r.Words, err = planWords("words", "what to know", r.Words, 2000, false); err != nil {
		return err
	}
	if err := between("capacity", "Places", r.Capacity, 1, 1000); err != nil {
		return err
	}
	if r.Minimum < 0 || r.Minimum > r.Capacity {
		return fault.Field("minimum", "The fewest people must be from 0 to the number of places.")
	}
	var some []string
	for _, code := range strings.Split(r.Audience, ",") {
		if code != "" && !slices.ContainsFunc(Relations, func(x struct{ Code, Label string }) bool { return x.Code == code }) {
			return fault.Field("audience", "Choose whom it is for.")
		}
		if code != "" {
			some = append(some, code)
		}
	}
	if len(some) == len(Relations) {
		some = nil // everybody
	}
	r.Audience = strings.Join(some, ",")
	return nil
}

// courseToRun is the published version of a course of a college.
func (c *College) courseToRun(ctx context.Context, tx *db.DB, orgID, unitID, courseID string) (courses.Version, error) {
	course, err := c.courses.Course(ctx, tx, orgID, courseID)
	if fault.KindOf(err) == fault.NotFound || err == nil && (course.UnitID != unitID || course.PublishedID == "") {
		return courses.Version{}, fault.Field("course", "Choose a course that is in the prospectus.")
	}
	if err != nil {
		return courses.Version{}, err
	}
	return c.courses.Version(ctx, tx, orgID, course.PublishedID)
}

// AddRun plans a run of a course in a term: a draft. Its title, format and
// strand are those of the course as it is published now.
func (c *College) AddRun(ctx context.Context, by actor.Actor, r Run) (Run, error) {
	if err := tidyRun(&r); err != nil {
		return Run{}, err
	}
	err := c.db.Tx(ctx, func(tx *db.DB) error {
		term, err := c.termInReach(ctx, tx, by, Manage, r.TermID)
		if err != nil {
			return err
		}
		if c.today().After(term.EndsOn) {
			return fault.New(fault.Conflict, "The term %s is over.", term.Name)
		}
		v, err := c.courseToRun(ctx, tx, by.OrgID, term.UnitID, r.CourseID)
		if err != nil {
			return err
		}
		r = Run{
			OrgID: by.OrgID, ID: id.New(), UnitID: term.UnitID, TermID: term.ID, CourseID: v.CourseID, VersionID: v.ID, Title: v.Title, Format: v.Format, Strand: v.Strand,
			State: "draft", Capacity: r.Capacity, Minimum: r.Minimum, Audience: r.Audience, Who: r.Who, Approval: r.Approval, Counts: r.Counts,
			FirstMandatory: r.FirstMandatory, Words: r.Words, Version: 1, CreatedAt: c.instant(),
		}
		if err := insertRun(ctx, tx, r, ""); err != nil {
			return err
		}
		return c.planned(ctx, tx, by, "run.added", r.target(), audit.Change{Field: "term", To: term.Name}, audit.Change{Field: "places", To: strconv.Itoa(r.Capacity)})
	})
	return r, err
}

// ChangeRun saves what is decided about a run. Places that this makes free are
// offered to those who wait; they never become fewer than those taken.
func (c *College) ChangeRun(ctx context.Context, by actor.Actor, in Run) error {
	if err := tidyRun(&in); err != nil {
		return err
	}
	return c.db.Tx(ctx, func(tx *db.DB) error {
		old, err := c.runInReach(ctx, tx, by, Manage, in.ID)
		if err != nil {
			return err
		}
		if !old.Live() {
			return errOver
		}
		r := old
		r.Capacity, r.Minimum, r.Audience, r.Who, r.Approval, r.Counts, r.FirstMandatory, r.Words, r.Version = in.Capacity, in.Minimum, in.Audience, in.Who, in.Approval, in.Counts, in.FirstMandatory, in.Words, in.Version
		if r.Counts != old.Counts && old.State != "draft" {
			return fault.Field("counts", "Whether a booking counts towards the limit cannot change once the run can be booked.")
		}
		if r.Capacity < old.Taken {
			return fault.Field("capacity", "%d places are taken. There cannot be fewer.", old.Taken)
		}
		if err := updateRun(ctx, tx, r); err != nil {
			return err
		}
		number := strconv.Itoa
		if err := c.planned(ctx, tx, by, "run.changed", r.target(), audit.Change{Field: "places", From: number(old.Capacity), To: number(r.Capacity)},
			audit.Change{Field: "fewest people", From: number(old.Minimum), To: number(r.Minimum)}, audit.Change{Field: "for", From: old.Audience, To: r.Audience},
			audit.Change{Field: "who may come", From: old.Who, To: r.Who}, audit.Change{Field: "approval", From: yesNo(old.Approval), To: yesNo(r.Approval)},
			audit.Change{Field: "counts", From: yesNo(old.Counts), To: yesNo(r.Counts)}, audit.Change{Field: "first session needed", From: yesNo(old.FirstMandatory), To: yesNo(r.FirstMandatory)},
			audit.Change{Field: "what to know", From: old.Words, To: r.Words}); err != nil {
			return err
		}
		if r.Capacity > old.Capacity {
			return c.freeUp(ctx, tx, r)
		}
		return nil
	})
}

var errOver = fault.New(fault.Conflict, "This run is over or cancelled, so it cannot be changed any more.")

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// RemoveRun takes away a draft that nobody was ever told about.
func (c *College) RemoveRun(ctx context.Context, by actor.Actor, runID string) error {
	return c.db.Tx(ctx, func(tx *db.DB) error {
		r, err := c.runInReach(ctx, tx, by, Manage, runID)
		if err != nil {
			return err
		}
		if r.State != "draft" {
			return fault.New(fault.Conflict, "Only a draft can be removed. Cancel this run: everybody booked is told.")
		}
		if err := removeRun(ctx, tx, r); err != nil {
			if db.Dangling(err) {
				return fault.New(fault.Conflict, "Something is kept about this draft, like places for a group or what it costs. Take that away first.")
			}
			return err
		}
		return c.planned(ctx, tx, by, "run.removed", r.target())
	})
}

// CloseBooking lets nobody book a run any more; who is booked stays booked.
func (c *College) CloseBooking(ctx context.Context, by actor.Actor, runID string) error {
	return c.moveRun(ctx, by, runID, "open", "closed", "run.booking closed")
}

// ReopenBooking lets people book again, and offers what is free to who waits.
func (c *College) ReopenBooking(ctx context.Context, by actor.Actor, runID string) error {
	return c.moveRun(ctx, by, runID, "closed", "open", "run.booking reopened")
}

func (c *College) moveRun(ctx context.Context, by actor.Actor, runID, from, to, action string) error {
	return c.db.Tx(ctx, func(tx *db.DB) error {
		r, err := c.runInReach(ctx, tx, by, Manage, runID)
		if err != nil {
			return err
		}
		if r.State != from {
			return errPlanChanged
		}
		if err := moveRun(ctx, tx, r, to); err != nil {
			return err
		}
		if err := c.planned(ctx, tx, by, action, r.target()); err != nil || to != "open" {
			return err
		}
		return c.freeUp(ctx, tx, r)
	})
}
