package prospectus

import (
	"context"

	"footbridge/internal/courses"
	"footbridge/internal/fault"
	"footbridge/internal/fold"
)

var errNoCourse = fault.New(fault.NotFound, "There is no course at this address. It may have moved: look for it in the list of courses.")

// File returns a file that everybody may read, of a course in the edition.
func (p *Prospectus) File(ctx context.Context, e *Edition, materialID string) (courses.Material, []byte, error) {
	for _, c := range e.Courses {
		for _, m := range c.Materials {
			if m.ID == materialID && m.Kind == "file" {
				return p.courses.File(ctx, p.db, e.Org.OrgID, m.ID, "everybody")
			}
		}
	}
	return courses.Material{}, nil, fault.New(fault.NotFound, "There is no file at this address.")
}

// Door leads to an organisation's prospectus.
type Door struct {
	Name, Slug string
	Terms      string // that are published
}

// Doors are the prospectuses there are: of the only organisation, or of those
// that have published a term.
func (p *Prospectus) Doors(ctx context.Context) ([]Door, error) {
	all, err := p.units.Organisations(ctx)
	if err != nil {
		return nil, err
	}
	out := []Door{}
	for _, o := range all {
		if len(all) == 1 {
			return []Door{{Name: o.Name, Slug: o.Slug}}, nil
		}
		e, err := p.Edition(ctx, o.Slug)
		if err != nil {
			return nil, err
		}
		if len(e.Terms) > 0 {
			out = append(out, Door{Name: o.Name, Slug: o.Slug, Terms: Booklet{Edition: e}.Season()})
		}
	}
	return out, nil
}

// Hit is one result of the site's search.
type Hit struct{ Label, Kind, Href, Note string }

// Search is this module's part of the site's search: courses of the prospectus.
func (p *Prospectus) Search(ctx context.Context, orgID, q string, limit int) ([]Hit, error) {
	if fold.Text(q) == "" {
		return nil, nil
	}
	org, err := p.units.Organisation(ctx, orgID)
	if err != nil {
		return nil, err
	}
	e, err := p.Edition(ctx, org.Slug)
	if err != nil {
		return nil, err
	}
	m, err := p.Find(ctx, e, Filter{Words: q})
	var out []Hit
	for _, f := range m.Running {
		out = append(out, Hit{f.Course.Title, "Course", "/prospectus/" + org.Slug + "/courses/" + f.Course.Slug, f.Runs[0].When()})
	}
	for _, c := range m.Resting {
		out = append(out, Hit{c.Title, "Course", "/prospectus/" + org.Slug + "/courses/" + c.Slug, "Not running just now"})
	}
	return out[:min(len(out), limit)], err
}
