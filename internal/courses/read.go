package courses

import (
	"context"

	"footbridge/internal/db"
	"footbridge/internal/strategy"
	"footbridge/internal/when"
)

// Published lists every course that is in the prospectus, by title, each with
// its published version.
func (c *Courses) Published(ctx context.Context, tx *db.DB, orgID string) ([]Listing, error) {
	versions, err := publishedVersions(ctx, tx, orgID)
	if err != nil {
		return nil, err
	}
	return c.listings(ctx, tx, orgID, versions)
}

// Listings are versions with all that a reader may see of them, by the id of the
// version: also of versions that are in the prospectus no more, whose runs go on.
func (c *Courses) Listings(ctx context.Context, tx *db.DB, orgID string, versionIDs []string) (map[string]Listing, error) {
	versions, err := versionsByID(ctx, tx, orgID, versionIDs)
	if err != nil {
		return nil, err
	}
	rows, err := c.listings(ctx, tx, orgID, versions)
	out := make(map[string]Listing, len(rows))
	for _, l := range rows {
		out[l.Version.ID] = l
	}
	return out, err
}

// BySlug returns the course at that address with its published version. A course
// that is not in the prospectus is not there.
func (c *Courses) BySlug(ctx context.Context, tx *db.DB, orgID, slug string) (Listing, error) {
	v, err := publishedBySlug(ctx, tx, orgID, slug)
	if err != nil {
		return Listing{}, err
	}
	rows, err := c.listings(ctx, tx, orgID, []Version{v})
	if err != nil {
		return Listing{}, err
	}
	return rows[0], nil
}

// listings adds to versions their course, outcomes and public material.
func (c *Courses) listings(ctx context.Context, tx *db.DB, orgID string, versions []Version) ([]Listing, error) {
	if len(versions) == 0 {
		return nil, nil
	}
	ids, courseIDs := make([]string, len(versions)), make([]string, len(versions))
	for i, v := range versions {
		ids[i], courseIDs[i] = v.ID, v.CourseID
	}
	courses, err := coursesByID(ctx, tx, orgID, courseIDs)
	if err != nil {
		return nil, err
	}
	outcomes, err := c.Outcomes(ctx, tx, orgID, ids)
	if err != nil {
		return nil, err
	}
	materials, err := materialsOf(ctx, tx, orgID, ids, sightsOf("everybody"))
	if err != nil {
		return nil, err
	}
	byVersion := map[string][]Material{}
	for _, m := range materials {
		byVersion[m.VersionID] = append(byVersion[m.VersionID], m)
	}
	out := make([]Listing, len(versions))
	for i, v := range versions {
		out[i] = Listing{Course: courses[v.CourseID], Version: v, Outcomes: outcomes[v.ID], Materials: byVersion[v.ID], CoProduced: v.CoProduced()}
	}
	return out, nil
}

// CoProduced reports whether the version was published on the agreement of both
// perspectives.
func (v Version) CoProduced() bool {
	return v.OverrideReason == "" && v.LivedID != "" && v.PractitionerID != ""
}

// Course returns one course.
func (c *Courses) Course(ctx context.Context, tx *db.DB, orgID, id string) (Course, error) {
	return oneCourse(ctx, tx, orgID, id)
}

// Version returns one version of a course.
func (c *Courses) Version(ctx context.Context, tx *db.DB, orgID, id string) (Version, error) {
	return oneVersion(ctx, tx, orgID, id)
}

// Versions returns versions by their id.
func (c *Courses) Versions(ctx context.Context, tx *db.DB, orgID string, ids []string) (map[string]Version, error) {
	rows, err := versionsByID(ctx, tx, orgID, ids)
	out := make(map[string]Version, len(rows))
	for _, v := range rows {
		out[v.ID] = v
	}
	return out, err
}

// Outcomes lists what students will learn, with the aims each carries, by the id
// of the version.
func (c *Courses) Outcomes(ctx context.Context, tx *db.DB, orgID string, versionIDs []string) (map[string][]Outcome, error) {
	rows, err := outcomesOf(ctx, tx, orgID, versionIDs)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	links, err := aimsOfOutcomes(ctx, tx, orgID, versionIDs)
	if err != nil {
		return nil, err
	}
	aims := map[string]strategy.Aim{}
	if len(links) > 0 {
		if aims, err = c.strategy.AimsByID(ctx, tx, orgID); err != nil {
			return nil, err
		}
	}
	carried := map[string][]strategy.Aim{}
	for _, l := range links {
		carried[l.OutcomeID] = append(carried[l.OutcomeID], aims[l.AimID])
	}
	out := map[string][]Outcome{}
	for _, o := range rows {
		o.Aims = carried[o.ID]
		out[o.VersionID] = append(out[o.VersionID], o)
	}
	return out, nil
}

// sightsOf are the kinds of material that somebody may see: a student who is
// booked sees what everybody sees as well.
func sightsOf(audience string) []string {
	switch audience {
	case "trainers":
		return []string{"everybody", "booked", "trainers"}
	case "booked":
		return []string{"everybody", "booked"}
	}
	return []string{"everybody"}
}

// Materials lists the material of a version that an audience may see:
// "everybody", "booked" or "trainers".
func (c *Courses) Materials(ctx context.Context, tx *db.DB, orgID, versionID, audience string) ([]Material, error) {
	return materialsOf(ctx, tx, orgID, []string{versionID}, sightsOf(audience))
}

// File returns a file of the material that an audience may see, with its
// content.
func (c *Courses) File(ctx context.Context, tx *db.DB, orgID, materialID, audience string) (Material, []byte, error) {
	m, err := oneMaterial(ctx, tx, orgID, materialID, sightsOf(audience))
	if err != nil {
		return m, nil, err
	}
	content, err := fileContent(ctx, tx, orgID, m.FileID)
	return m, content, err
}

// CoProduced says of versions whether they were published on the agreement of
// both perspectives.
func (c *Courses) CoProduced(ctx context.Context, tx *db.DB, orgID string, versionIDs []string) (map[string]bool, error) {
	rows, err := versionsByID(ctx, tx, orgID, versionIDs)
	out := make(map[string]bool, len(rows))
	for _, v := range rows {
		out[v.ID] = v.CoProduced()
	}
	return out, err
}

// Overrides lists the versions that were published without both perspectives
// between two days, the newest first, with who did so and why.
func (c *Courses) Overrides(ctx context.Context, tx *db.DB, orgID string, from, to when.Date) ([]Version, error) {
	return overridesBetween(ctx, tx, orgID, from.Start(), to.AddDays(1).Start())
}

// DesignedBetween counts the courses that were published for the first time
// between two days: what the costs of design are shared over.
func (c *Courses) DesignedBetween(ctx context.Context, tx *db.DB, orgID string, from, to when.Date) (int, error) {
	return designedBetween(ctx, tx, orgID, from.Start(), to.AddDays(1).Start())
}

// Draft returns the version of a course that is being worked on, if there is
// one.
func (c *Courses) Draft(ctx context.Context, tx *db.DB, orgID, courseID string) (Version, bool, error) {
	return draftOf(ctx, tx, orgID, courseID)
}

// Designers lists who makes a version, each with the agreement that stands.
func (c *Courses) Designers(ctx context.Context, tx *db.DB, orgID, versionID string) ([]Designer, error) {
	return designersOf(ctx, tx, orgID, versionID)
}
