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
