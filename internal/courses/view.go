package courses

import (
	"context"
	"slices"
	"time"

	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/db"
	"footbridge/internal/fault"
)

// View is a course as its page shows it: one of its versions in full.
type View struct {
	Progress
	Course    Course
	College   string
	Versions  []Version // the newest first
	Materials []Material
	Removed   []Material // material of the draft that can be put back
	Log       []Entry
	Ended     []Ended
	History   []audit.Row
	ReviewDue bool
}

// Ended is an agreement that does not stand any more.
type Ended struct {
	Designer, Perspective string
	AgreedAt, EndedAt     time.Time
	EndedWhy              string
}

// Working is the version of the course that is being worked on; ID "" for none.
func (v View) Working() Version {
	i := slices.IndexFunc(v.Versions, Version.Draft)
	if i < 0 {
		return Version{}
	}
	return v.Versions[i]
}

// Before is the version before the one shown; ID "" for none.
func (v View) Before() Version {
	i := slices.IndexFunc(v.Versions, func(o Version) bool { return o.Number < v.Version.Number })
	if i < 0 {
		return Version{}
	}
	return v.Versions[i]
}

// Open shows a course to somebody who reads courses at its college: the version
// named, or its draft, or what is in the prospectus.
func (c *Courses) Open(ctx context.Context, by actor.Actor, courseID, versionID string) (View, error) {
	return c.open(ctx, by, courseID, versionID, func(ctx context.Context, tx *db.DB, course Course, _ string) error {
		return c.reach(ctx, tx, by, Read, course.UnitID)
	})
}

// OpenAsDesigner shows a version to one of its designers, or to somebody who
// reads courses at its college.
func (c *Courses) OpenAsDesigner(ctx context.Context, by actor.Actor, courseID, versionID string) (View, error) {
	return c.open(ctx, by, courseID, versionID, func(ctx context.Context, tx *db.DB, course Course, versionID string) error {
		err := c.reach(ctx, tx, by, Read, course.UnitID)
		if err == nil || fault.KindOf(err) != fault.NotFound {
			return err
		}
		_, _, err = c.ownPart(ctx, tx, by, versionID)
		return err
	})
}

func (c *Courses) open(ctx context.Context, by actor.Actor, courseID, versionID string, may func(context.Context, *db.DB, Course, string) error) (View, error) {
	var out View
	course, err := oneCourse(ctx, c.db, by.OrgID, courseID)
	if err != nil {
		return out, err
	}
	if err := may(ctx, c.db, course, versionID); err != nil {
		return out, err
	}
	out.Course, out.ReviewDue = course, course.Due(c.today())
	if out.Versions, err = versionsOf(ctx, c.db, by.OrgID, courseID); err != nil {
		return out, err
	}
	shown := out.Working()
	switch {
	case versionID != "":
		shown, err = c.versionOf(ctx, c.db, course, versionID)
	case shown.ID == "":
		shown, err = c.lead(ctx, c.db, course)
	}
	if err != nil {
		return out, err
	}
	unit, err := c.units.Unit(ctx, by.OrgID, course.UnitID)
	if err != nil {
		return out, err
	}
	out.College = unit.Name
	return out, c.fill(ctx, shown, &out)
}

// fill adds to a view all that belongs to the version shown.
func (c *Courses) fill(ctx context.Context, shown Version, out *View) error {
	var err error
	if out.Progress, err = c.progress(ctx, c.db, shown); err != nil {
		return err
	}
	all, err := materialOfVersion(ctx, c.db, shown)
	if err != nil {
		return err
	}
	for _, m := range all {
		if m.RemovedAt.IsZero() {
			out.Materials = append(out.Materials, m)
		} else {
			out.Removed = append(out.Removed, m)
		}
	}
	if out.Log, err = logOf(ctx, c.db, shown.OrgID, shown.ID); err != nil {
		return err
	}
	if out.Ended, err = endedOf(ctx, c.db, shown); err != nil {
		return err
	}
	out.History, err = audit.New(c.db, c.now).Of(ctx, shown.OrgID, "course", shown.CourseID, 60)
	return err
}

// whyEnded are the reasons as people read them.
var whyEnded = map[string]string{"changed": "the words were changed", "withdrawn": "taken back", "removed": "no longer a designer"}

// WhyEnded is why the agreement does not stand, as people read it.
func (e Ended) WhyEnded() string { return whyEnded[e.EndedWhy] }

// FileOf returns a file of a version's material to somebody who may open the
// version.
func (c *Courses) FileOf(ctx context.Context, by actor.Actor, courseID, versionID, materialID string) (Material, []byte, error) {
	v, err := c.OpenAsDesigner(ctx, by, courseID, versionID)
	if err != nil {
		return Material{}, nil, err
	}
	i := slices.IndexFunc(v.Materials, func(m Material) bool { return m.ID == materialID && m.Kind == "file" })
	if i < 0 {
		return Material{}, nil, fault.New(fault.NotFound, "We could not find that file.")
	}
	content, err := fileContent(ctx, c.db, by.OrgID, v.Materials[i].FileID)
	return v.Materials[i], content, err
}
