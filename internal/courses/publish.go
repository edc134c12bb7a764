package courses

import (
	"context"
	"strings"
	"unicode/utf8"

	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/when"
)

// Progress is a version with what decides whether it can be published.
type Progress struct {
	Version   Version
	Outcomes  []Outcome
	Designers []Designer
}

// Step is one thing that must be so before a version is published.
type Step struct {
	Words    string
	Done     bool
	Missing  string // what to do about it
	Override bool   // somebody may publish without it, and says why
}

// Pair are the two designers on whose agreement a version may be published: one
// with lived experience and one practitioner, who both agree it as it stands.
func (p Progress) Pair() (lived, practitioner Designer, ok bool) {
	for _, d := range p.Designers {
		switch {
		case !d.Agrees():
		case d.Perspective == "lived experience" && lived.ID == "":
			lived = d
		case d.Perspective == "practitioner" && practitioner.ID == "":
			practitioner = d
		}
	}
	return lived, practitioner, lived.ID != "" && practitioner.ID != ""
}

func (p Progress) has(perspective string, agrees bool) bool {
	for _, d := range p.Designers {
		if d.Perspective == perspective && (d.Agrees() || !agrees) {
			return true
		}
	}
	return false
}

// Steps is the checklist of publishing.
func (p Progress) Steps() []Step {
	steps := []Step{
		{"It says in plain words what it is", p.Version.Summary != "", "write the summary.", false},
		{"It says for whom it is", p.Version.ForWhom != "", "say for whom it is.", false},
		{"It says what students will learn", len(p.Outcomes) > 0, "add at least one outcome.", false},
	}
	for _, who := range []struct{ perspective, somebody string }{{"lived experience", "Somebody with lived experience"}, {"practitioner", "A practitioner"}} {
		name := strings.ToLower(who.somebody[:1]) + who.somebody[1:]
		s := Step{who.somebody + " designed it, and agrees this version", p.has(who.perspective, true), name + " has not agreed these words yet.", true}
		if !p.has(who.perspective, false) {
			s.Missing = name + " is not among its designers yet."
		}
		steps = append(steps, s)
	}
	return steps
}

// progress gathers what decides about a version.
func (c *Courses) progress(ctx context.Context, tx *db.DB, v Version) (Progress, error) {
	outcomes, err := c.Outcomes(ctx, tx, v.OrgID, []string{v.ID})
	if err != nil {
		return Progress{}, err
	}
	designers, err := designersOf(ctx, tx, v.OrgID, v.ID)
	return Progress{v, outcomes[v.ID], designers}, err
}

// PublishInput is what somebody decides who publishes.
type PublishInput struct {
	ReviewOn when.Date
	Override string // why it is published without both perspectives
}

// Publish puts the draft of a course into the prospectus, if it is still as it
// was at version, in the place of the version before. Without the agreement of
// both perspectives it needs a reason, which stays on the version.
func (c *Courses) Publish(ctx context.Context, by actor.Actor, courseID string, version int, in PublishInput) error {
	in.Override = strings.TrimSpace(in.Override)
	switch {
	case utf8.RuneCountInString(in.Override) > 1000:
		return fault.Field("override", "The reason must have 1,000 characters or fewer.")
	case !in.ReviewOn.After(c.today()):
		return fault.Field("review_on", "Choose a day after today on which the course is looked at again.")
	}
	return c.db.Tx(ctx, func(tx *db.DB) error {
		course, err := c.lockCourse(ctx, tx, by, Publish, courseID)
		if err != nil {
			return err
		}
		v, err := c.claimDraft(ctx, tx, course, version)
		if err != nil {
			return err
		}
		p, err := c.progress(ctx, tx, v)
		if err != nil {
			return err
		}
		changes := []audit.Change{{Field: stateField(v), From: v.StateLabel(), To: "Published"}, {Field: "review", From: course.ReviewOn.String(), To: in.ReviewOn.String()}}
		if v, err = allowed(p, by, in.Override); err != nil {
			return err
		}
		if v.OverrideReason != "" {
			changes = append(changes, audit.Change{Field: "published without both perspectives", To: v.OverrideReason})
		}
		if err := supersede(ctx, tx, by.OrgID, course.ID); err != nil {
			return err
		}
		if err := publishVersion(ctx, tx, v, c.now()); err != nil {
			return err
		}
		if err := setCourse(ctx, tx, course, v.ID, in.ReviewOn, when.Date{}); err != nil {
			return err
		}
		return c.record(ctx, tx, by, "version.published", v, changes...)
	})
}

// allowed is the rule of publishing: the version with the two designers whose
// agreement allows it or, where it lacks one, with the reason for doing without.
func allowed(p Progress, by actor.Actor, override string) (Version, error) {
	v, missing := p.Version, ""
	for _, s := range p.Steps() {
		switch {
		case s.Done:
		case !s.Override:
			return v, fault.New(fault.Conflict, "It cannot be published yet: %s", s.Missing)
		default:
			missing = s.Missing
		}
	}
	if lived, practitioner, ok := p.Pair(); ok {
		if v.State != Agreed && v.State != Piloted {
			return v, fault.New(fault.Conflict, "Both perspectives agree. Mark the version as agreed, then publish it.")
		}
		v.LivedID, v.PractitionerID = lived.ID, practitioner.ID
		return v, nil
	}
	switch {
	case v.State == Idea || v.State == Pairing:
		return v, fault.New(fault.Conflict, "It is %s: write it first.", named(v.State))
	case override == "":
		return v, fault.Field("override", "It cannot be published yet: %s To publish without it, say why.", missing)
	}
	v.OverrideBy, v.OverrideReason = nameOf(by), override
	return v, nil
}

func nameOf(by actor.Actor) string {
	if by.Name == "" {
		return "Somebody"
	}
	return by.Name
}

// lockCourse returns a course of a college where by holds the permission, with
// its course held still until the end of the transaction.
func (c *Courses) lockCourse(ctx context.Context, tx *db.DB, by actor.Actor, permission, courseID string) (Course, error) {
	course, err := c.within(ctx, tx, by, permission, courseID)
	if err != nil {
		return course, err
	}
	if err := bumpCourse(ctx, tx, course); err != nil {
		return course, err
	}
	return oneCourse(ctx, tx, by.OrgID, courseID)
}

// lead is the version that stands for a course: the one in the prospectus, or
// the newest.
func (c *Courses) lead(ctx context.Context, tx *db.DB, course Course) (Version, error) {
	if course.PublishedID != "" {
		return oneVersion(ctx, tx, course.OrgID, course.PublishedID)
	}
	all, err := versionsOf(ctx, tx, course.OrgID, course.ID)
	if err != nil {
		return Version{}, err
	}
	if len(all) == 0 {
		return Version{}, fault.New(fault.NotFound, "This course has no version.")
	}
	return all[0], nil
}

// SetReview says when a published course is looked at again.
func (c *Courses) SetReview(ctx context.Context, by actor.Actor, courseID string, version int, on when.Date) error {
	if !on.After(c.today()) {
		return fault.Field("review_on", "Choose a day after today.")
	}
	return c.db.Tx(ctx, func(tx *db.DB) error {
		course, err := c.claimed(ctx, tx, by, courseID, version)
		if err != nil {
			return err
		}
		if course.PublishedID == "" {
			return fault.New(fault.Conflict, "Only a course in the prospectus is reviewed.")
		}
		v, err := oneVersion(ctx, tx, by.OrgID, course.PublishedID)
		if err != nil {
			return err
		}
		if err := setCourse(ctx, tx, course, course.PublishedID, on, when.Date{}); err != nil {
			return err
		}
		return c.record(ctx, tx, by, "course.reviewed", v, audit.Change{Field: "review", From: course.ReviewOn.String(), To: on.String()})
	})
}

// claimed is a course where by publishes, if it is still as it was at version.
func (c *Courses) claimed(ctx context.Context, tx *db.DB, by actor.Actor, courseID string, version int) (Course, error) {
	course, err := c.within(ctx, tx, by, Publish, courseID)
	if err != nil {
		return course, err
	}
	if err := claimCourse(ctx, tx, course, version); err != nil {
		return course, err
	}
	return oneCourse(ctx, tx, by.OrgID, courseID)
}

// Retire takes a course out of the prospectus, or an idea off the list; it can
// be brought back. Runs that are planned go on.
func (c *Courses) Retire(ctx context.Context, by actor.Actor, courseID string, version int, reason string) error {
	if reason = strings.TrimSpace(reason); reason == "" || utf8.RuneCountInString(reason) > 500 {
		return fault.Field("reason", "Say why in 500 characters or fewer.")
	}
	return c.db.Tx(ctx, func(tx *db.DB) error {
		course, err := c.claimed(ctx, tx, by, courseID, version)
		if err != nil {
			return err
		}
		if !course.RetiredOn.IsZero() {
			return fault.New(fault.Conflict, "This course is retired already.")
		}
		v, err := c.lead(ctx, tx, course)
		if err != nil {
			return err
		}
		if course.PublishedID != "" {
			if err := setState(ctx, tx, v, Retired); err != nil {
				return err
			}
		}
		if err := setCourse(ctx, tx, course, "", course.ReviewOn, c.today()); err != nil {
			return err
		}
		return c.record(ctx, tx, by, "course.retired", v, audit.Change{Field: "why", To: reason})
	})
}

// BringBack undoes [Courses.Retire]: what was in the prospectus is there again.
func (c *Courses) BringBack(ctx context.Context, by actor.Actor, courseID string) error {
	return c.db.Tx(ctx, func(tx *db.DB) error {
		course, err := c.lockCourse(ctx, tx, by, Publish, courseID)
		if err != nil {
			return err
		}
		if course.RetiredOn.IsZero() {
			return fault.New(fault.Conflict, "This course is not retired.")
		}
		v, found, err := lastPublished(ctx, tx, by.OrgID, course.ID)
		if err != nil {
			return err
		}
		if found {
			if err := setState(ctx, tx, v, InProspectus); err != nil {
				return err
			}
		} else if v, err = c.lead(ctx, tx, course); err != nil {
			return err
		}
		publishedID := ""
		if found {
			publishedID = v.ID
		}
		if err := setCourse(ctx, tx, course, publishedID, course.ReviewOn, when.Date{}); err != nil {
			return err
		}
		return c.record(ctx, tx, by, "course.brought-back", v)
	})
}
