package people

import (
	"context"

	"footbridge/internal/db"
)

// OnMerge registers what another module does, in the same transaction, when the
// record dropID becomes part of keepID: it moves what refers to dropID. Register
// before the site starts.
func (p *People) OnMerge(fn func(ctx context.Context, tx *db.DB, orgID, keepID, dropID string) error) {
	p.onMerge = append(p.onMerge, fn)
}

type exporter struct {
	name string
	fn   func(ctx context.Context, tx *db.DB, orgID, personID string) (any, error)
}

// OnExport registers what another module holds about a person, under a name of
// its own; fn returns it in a form that can be written as JSON.
func (p *People) OnExport(name string, fn func(ctx context.Context, tx *db.DB, orgID, personID string) (any, error)) {
	p.onExport = append(p.onExport, exporter{name, fn})
}

// OnErase registers how another module removes, in the same transaction, what it
// holds about a person.
func (p *People) OnErase(fn func(ctx context.Context, tx *db.DB, orgID, personID string) error) {
	p.onErase = append(p.onErase, fn)
}

type shower struct {
	title string
	fn    func(ctx context.Context, orgID, personID string) ([]Hit, error)
}

// OnShow registers a list of links that a person's page shows under a title, to
// whoever may read people.
func (p *People) OnShow(title string, fn func(ctx context.Context, orgID, personID string) ([]Hit, error)) {
	p.onShow = append(p.onShow, shower{title, fn})
}

// Section is a list of links on a person's page.
type Section struct {
	Title string
	Hits  []Hit
}

// sections are what other modules show on a person's page.
func (p *People) sections(ctx context.Context, orgID, personID string) ([]Section, error) {
	var out []Section
	for _, s := range p.onShow {
		hits, err := s.fn(ctx, orgID, personID)
		if err != nil {
			return nil, err
		}
		out = append(out, Section{s.title, hits})
	}
	return out, nil
}
