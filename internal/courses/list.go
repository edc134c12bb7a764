package courses

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"footbridge/internal/actor"
	"footbridge/internal/db"
	"footbridge/internal/fold"
	"footbridge/internal/strategy"
	"footbridge/internal/units"
	"footbridge/internal/when"
)

// Filter narrows the list of courses.
type Filter struct {
	Q                     string
	UnitID                string // one college
	State, Strand, Format string // State "" leaves retired courses out; "any" does not
	ReviewDue             bool
	OneSided              bool // the newest version lacks one of the two perspectives
}

// Row is a course in the list: the version in the prospectus, or the newest when
// there is none, and the draft beside it.
type Row struct {
	Course  Course
	Version Version
	Draft   Version // another version that is being worked on; ID "" for none
	// Lived and Practitioner say whether the newest version has designers of
	// both perspectives.
	Lived, Practitioner bool
	ReviewDue           bool
}

// Href is the address of the course's page.
func (r Row) Href() string { return "/courses/" + r.Course.ID }

// Newest is the version that would be looked at next.
func (r Row) Newest() Version {
	if r.Draft.ID != "" {
		return r.Draft
	}
	return r.Version
}

// Due reports whether a course in the prospectus should have been looked at
// again by the day.
func (c Course) Due(day when.Date) bool {
	return c.PublishedID != "" && !c.ReviewOn.IsZero() && !c.ReviewOn.After(day)
}

// Colleges are the open units of the kind college at which by holds the
// permission.
func (c *Courses) Colleges(ctx context.Context, by actor.Actor, permission string) ([]units.Unit, error) {
	tree, err := c.units.Tree(ctx, by.OrgID)
	return slices.DeleteFunc(tree, func(u units.Unit) bool { return u.Kind != "college" || !u.Open() || !by.CanAt(permission, u.Path) }), err
}

// readable are the ids of the units whose courses by may read, closed ones too.
func (c *Courses) readable(ctx context.Context, by actor.Actor) ([]string, error) {
	tree, err := c.units.Tree(ctx, by.OrgID)
	var ids []string
	for _, u := range tree {
		if by.CanAt(Read, u.Path) {
			ids = append(ids, u.ID)
		}
	}
	return ids, err
}

// List is page (from 1) of the courses that by may read, by title, and how many
// there are. perPage 0 is all of them.
func (c *Courses) List(ctx context.Context, by actor.Actor, f Filter, page, perPage int) ([]Row, int, error) {
	ids, err := c.readable(ctx, by)
	if err != nil {
		return nil, 0, err
	}
	if f.UnitID != "" {
		ids = slices.DeleteFunc(ids, func(id string) bool { return id != f.UnitID })
	}
	rows, err := listRows(ctx, c.db, by.OrgID, ids, f, c.today())
	if err != nil {
		return nil, 0, err
	}
	total := len(rows)
	if perPage > 0 {
		from := min(total, (max(page, 1)-1)*perPage)
		rows = rows[from:min(total, from+perPage)]
	}
	out, err := c.fillRows(ctx, by.OrgID, rows)
	return out, total, err
}

// fillRows adds to rows their course and versions: a query each.
func (c *Courses) fillRows(ctx context.Context, orgID string, rows []listRow) ([]Row, error) {
	courseIDs, versionIDs := make([]string, len(rows)), []string{}
	for i, r := range rows {
		courseIDs[i] = r.ID
		versionIDs = append(versionIDs, r.LeadID)
		if r.DraftID != "" && r.DraftID != r.LeadID {
			versionIDs = append(versionIDs, r.DraftID)
		}
	}
	courses, err := coursesByID(ctx, c.db, orgID, courseIDs)
	if err != nil {
		return nil, err
	}
	versions, err := c.Versions(ctx, c.db, orgID, versionIDs)
	if err != nil {
		return nil, err
	}
	out := make([]Row, len(rows))
	for i, r := range rows {
		out[i] = Row{Course: courses[r.ID], Version: versions[r.LeadID], Lived: r.Lived, Practitioner: r.Practitioner}
		out[i].ReviewDue = out[i].Course.Due(c.today())
		if r.DraftID != r.LeadID {
			out[i].Draft = versions[r.DraftID]
		}
	}
	return out, nil
}

// Threads are the courses whose outcomes carry an aim or one of its strands: in
// the prospectus first, then those being made.
func (c *Courses) Threads(ctx context.Context, orgID, aimID string) ([]strategy.Thread, error) {
	aims, err := c.strategy.AimsByID(ctx, c.db, orgID)
	if err != nil {
		return nil, err
	}
	ids := []string{aimID}
	for _, a := range aims {
		if a.ParentID == aimID {
			ids = append(ids, a.ID)
		}
	}
	versionIDs, err := carrying(ctx, c.db, orgID, ids)
	if err != nil {
		return nil, err
	}
	versions, err := versionsByID(ctx, c.db, orgID, versionIDs) // by title
	if err != nil {
		return nil, err
	}
	courseIDs := make([]string, len(versions))
	for i, v := range versions {
		courseIDs[i] = v.CourseID
	}
	courses, err := coursesByID(ctx, c.db, orgID, courseIDs)
	var out []strategy.Thread
	seen := map[string]bool{}
	for _, inProspectus := range []bool{true, false} {
		for _, v := range versions {
			stands := v.State == InProspectus == inProspectus && (inProspectus || v.Draft() && courses[v.CourseID].RetiredOn.IsZero())
			if stands && !seen[v.CourseID] {
				seen[v.CourseID] = true
				out = append(out, strategy.Thread{Kind: "Recovery College courses", Label: v.Title, Href: "/courses/" + v.CourseID, Note: v.StateLabel()})
			}
		}
	}
	return out, err
}

// Hit is one result of the site's search.
type Hit struct{ Label, Kind, Href, Note string }

// Find is this module's part of the site's search: courses with every word of q
// in their title or code.
func (c *Courses) Find(ctx context.Context, by actor.Actor, q string, limit int) ([]Hit, error) {
	if !by.Can(Read) || fold.Text(q) == "" {
		return nil, nil
	}
	rows, _, err := c.List(ctx, by, Filter{Q: q, State: "any"}, 1, limit)
	var out []Hit
	for _, r := range rows {
		out = append(out, Hit{Label: r.Version.Title, Kind: "Course", Href: r.Href(), Note: r.Course.Code + ", " + strings.ToLower(r.Version.StateLabel())})
	}
	return out, err
}

// Part is a version that somebody designs.
type Part struct {
	Version  Version
	Designer Designer
}

// Mine lists what by designs and designed, the newest first.
func (c *Courses) Mine(ctx context.Context, by actor.Actor) ([]Part, error) {
	if by.PersonID == "" {
		return nil, nil
	}
	parts, err := partsOf(ctx, c.db, by.OrgID, by.PersonID)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, d := range parts {
		ids = append(ids, d.VersionID)
	}
	versions, err := c.Versions(ctx, c.db, by.OrgID, ids)
	var out []Part
	for _, d := range parts {
		if d.RemovedAt.IsZero() {
			out = append(out, Part{versions[d.VersionID], d})
		}
	}
	return out, err
}

// Comparison is what changed from one version of a course to another.
type Comparison struct {
	From, To Version
	Lines    []Difference
}

// Difference is one thing that is not the same; empty means it was not there.
type Difference struct{ What, Before, After string }

// Compare says what changed between two versions of a course.
func (c *Courses) Compare(ctx context.Context, tx *db.DB, from, to Version) (Comparison, error) {
	out := Comparison{From: from, To: to}
	for _, d := range differences(from, to) {
		out.Lines = append(out.Lines, Difference{d.Field, d.From, d.To})
	}
	outcomes, err := c.Outcomes(ctx, tx, from.OrgID, []string{from.ID, to.ID})
	if err != nil {
		return out, err
	}
	out.Lines = append(out.Lines, unmatched("Outcome", lines(outcomes[from.ID], outcomeLine), lines(outcomes[to.ID], outcomeLine))...)
	materials, err := materialsOf(ctx, tx, from.OrgID, []string{from.ID, to.ID}, sightsOf("trainers"))
	if err != nil {
		return out, err
	}
	of := func(v Version) []string {
		return lines(slices.DeleteFunc(slices.Clone(materials), func(m Material) bool { return m.VersionID != v.ID }), materialLine)
	}
	out.Lines = append(out.Lines, unmatched("Material", of(from), of(to))...)
	designers, err := designersOfMany(ctx, tx, from.OrgID, []string{from.ID, to.ID})
	who := func(v Version) []string {
		return lines(slices.DeleteFunc(slices.Clone(designers), func(d Designer) bool { return d.VersionID != v.ID }), func(d Designer) string { return d.Name + ", " + d.PerspectiveLabel() })
	}
	out.Lines = append(out.Lines, unmatched("Designer", who(from), who(to))...)
	return out, err
}

func lines[T any](from []T, line func(T) string) []string {
	out := make([]string, len(from))
	for i, v := range from {
		out[i] = line(v)
	}
	return out
}

func outcomeLine(o Outcome) string {
	var aims []string
	for _, a := range o.Aims {
		aims = append(aims, a.Label)
	}
	slices.Sort(aims)
	if len(aims) == 0 {
		return o.Words
	}
	return fmt.Sprintf("%s (%s)", o.Words, strings.Join(aims, "; "))
}

func materialLine(m Material) string {
	return m.Title + " (" + strings.ToLower(Label(Sights, m.Visible)) + ")\n" + m.URL + m.Words + m.FileName
}

// unmatched are the lines that only one of two lists has.
func unmatched(what string, before, after []string) []Difference {
	var out []Difference
	for _, b := range before {
		if !slices.Contains(after, b) {
			out = append(out, Difference{what, b, ""})
		}
	}
	for _, a := range after {
		if !slices.Contains(before, a) {
			out = append(out, Difference{what, "", a})
		}
	}
	return out
}
