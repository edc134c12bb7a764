package courses

import (
	"context"
	"fmt"

	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/id"
)

// NewVersion begins the next version of a published course as a draft: a copy of
// its words, outcomes, material and designers, whom it asks anew to agree.
func (c *Courses) NewVersion(ctx context.Context, by actor.Actor, courseID string) (Version, error) {
	var v Version
	err := c.db.Tx(ctx, func(tx *db.DB) error {
		course, err := c.lockCourse(ctx, tx, by, Edit, courseID)
		if err != nil {
			return err
		}
		if course.PublishedID == "" {
			return fault.New(fault.Conflict, "Only a course in the prospectus gets a new version.")
		}
		old, err := oneVersion(ctx, tx, by.OrgID, course.PublishedID)
		if err != nil {
			return err
		}
		last, err := lastNumber(ctx, tx, by.OrgID, course.ID)
		if err != nil {
			return err
		}
		v = old
		v.ID, v.Number, v.State, v.Version, v.CreatedAt = id.New(), last+1, Drafting, 1, c.now()
		v.LivedID, v.PractitionerID, v.OverrideBy, v.OverrideReason = "", "", "", ""
		if err := insertVersion(ctx, tx, v); err != nil {
			return err
		}
		if err := c.copyParts(ctx, tx, old, v); err != nil {
			return err
		}
		return c.record(ctx, tx, by, "version.begun", v, audit.Change{Field: "version", To: fmt.Sprint(v.Number)})
	})
	return v, err
}

// copyParts copies what belongs to a version to another one. Files are not
// copied: both refer to them.
func (c *Courses) copyParts(ctx context.Context, tx *db.DB, from, to Version) error {
	outcomes, err := c.Outcomes(ctx, tx, from.OrgID, []string{from.ID})
	if err != nil {
		return err
	}
	for _, o := range outcomes[from.ID] {
		var aims []string
		for _, a := range o.Aims {
			aims = append(aims, a.ID)
		}
		o.ID, o.VersionID, o.CreatedAt = id.New(), to.ID, c.now()
		if err := insertOutcome(ctx, tx, o, aims); err != nil {
			return err
		}
	}
	materials, err := materialsOf(ctx, tx, from.OrgID, []string{from.ID}, sightsOf("trainers"))
	if err != nil {
		return err
	}
	for _, m := range materials {
		m.ID, m.VersionID, m.CreatedAt = id.New(), to.ID, c.now()
		if err := insertMaterial(ctx, tx, m); err != nil {
			return err
		}
	}
	designers, err := designersOf(ctx, tx, from.OrgID, from.ID)
	if err != nil {
		return err
	}
	for _, d := range designers {
		d.ID, d.VersionID, d.CreatedAt = id.New(), to.ID, c.now()
		if err := insertDesigner(ctx, tx, d); err != nil {
			return err
		}
	}
	return nil
}

// PutAway takes the draft of a published course off the table. It is kept, and
// can be taken up again.
func (c *Courses) PutAway(ctx context.Context, by actor.Actor, courseID string, version int) error {
	return c.onDraft(ctx, by, courseID, version, func(tx *db.DB, v Version) error {
		course, err := oneCourse(ctx, tx, by.OrgID, courseID)
		if err != nil {
			return err
		}
		if course.PublishedID == "" {
			return fault.New(fault.Conflict, "This is the only version. Retire the course instead.")
		}
		return c.setState(ctx, tx, by, v, Retired)
	})
}

// TakeUp undoes [Courses.PutAway]: the version is a draft again.
func (c *Courses) TakeUp(ctx context.Context, by actor.Actor, courseID, versionID string) error {
	return c.db.Tx(ctx, func(tx *db.DB) error {
		course, err := c.lockCourse(ctx, tx, by, Edit, courseID)
		if err != nil {
			return err
		}
		v, err := c.versionOf(ctx, tx, course, versionID)
		if err != nil {
			return err
		}
		if v.State != Retired || !v.PublishedAt.IsZero() || !course.RetiredOn.IsZero() {
			return fault.New(fault.Conflict, "Only a draft that was put away can be taken up again.")
		}
		return c.setState(ctx, tx, by, v, Drafting)
	})
}

// versionOf is one version of the course.
func (c *Courses) versionOf(ctx context.Context, tx *db.DB, course Course, versionID string) (Version, error) {
	v, err := oneVersion(ctx, tx, course.OrgID, versionID)
	if err == nil && v.CourseID != course.ID {
		err = fault.New(fault.NotFound, "We could not find that version.")
	}
	return v, err
}
