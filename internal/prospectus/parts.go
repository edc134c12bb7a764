package prospectus

import (
	"slices"

	"footbridge/internal/college"
	"footbridge/internal/courses"
)

// Part is one strand of a printed edition: its courses by their first date.
type Part struct {
	Strand  string
	Courses []Found
}

// Booklet is what an edition on paper holds: the courses that one can still come
// to, by strand.
type Booklet struct {
	*Edition
	Term  college.Term // the zero Term: every published one
	Parts []Part
}

// Booklet lays the edition out for paper. termID "" is every published term.
func (p *Prospectus) Booklet(e *Edition, termID string) Booklet {
	b := Booklet{Edition: e}
	for _, t := range e.Terms {
		if t.ID == termID {
			b.Term = t
		}
	}
	now := p.now()
	for _, strand := range courses.Strands {
		part := Part{Strand: strand.Label}
		for _, c := range e.Courses {
			if c.StrandCode != strand.Code {
				continue
			}
			f := Found{Course: c}
			for _, r := range c.Runs {
				if r.listed(now) && (b.Term.ID == "" || r.TermID == b.Term.ID) {
					f.Runs = append(f.Runs, r)
				}
			}
			if len(f.Runs) > 0 {
				part.Courses = append(part.Courses, f)
			}
		}
		if len(part.Courses) > 0 {
			slices.SortStableFunc(part.Courses, func(a, b Found) int { return compareStarts(a.Runs[0], b.Runs[0]) })
			b.Parts = append(b.Parts, part)
		}
	}
	return b
}

// Title is what the edition is called.
func (b Booklet) Title() string {
	name := b.Org.Name
	if len(b.Colleges) == 1 {
		name = b.Colleges[0].Name
	}
	return name + " prospectus"
}

// Season is what it covers: the name of the term, or of the terms.
func (b Booklet) Season() string {
	if b.Term.ID != "" {
		return b.Term.Name + ", " + b.Term.StartsOn.String() + " to " + b.Term.EndsOn.String()
	}
	var names []string
	for _, t := range b.Terms {
		names = append(names, t.Name)
	}
	return joined(", ", names...)
}

// Count is how many courses it holds.
func (b Booklet) Count() int {
	n := 0
	for _, p := range b.Parts {
		n += len(p.Courses)
	}
	return n
}

// VenuesUsed are the venues of its courses, each once, by name.
func (b Booklet) VenuesUsed() []college.PublicVenue {
	var out []college.PublicVenue
	for _, p := range b.Parts {
		for _, f := range p.Courses {
			for _, r := range f.Runs {
				for _, v := range r.Venues {
					if !slices.ContainsFunc(out, func(o college.PublicVenue) bool { return o.ID == v.ID }) {
						out = append(out, v)
					}
				}
			}
		}
	}
	slices.SortFunc(out, func(a, b college.PublicVenue) int {
		if a.Name < b.Name {
			return -1
		}
		return 1
	})
	return out
}
