// Package welcome keeps the promise of a welcome on a ward: six things that
// everybody who is admitted is owed. Staff say what they did; only the person's
// own word that it happened counts.
package welcome

import (
	"time"

	"footbridge/internal/db"
	"footbridge/internal/people"
	"footbridge/internal/units"
)

// Permissions of this module.
const (
	Read   = "welcome.read"   // figures by ward, small numbers hidden
	Record = "welcome.record" // the ward's cards
)

// Welcome is the module's service.
type Welcome struct {
	db     *db.DB
	now    func() time.Time
	units  *units.Units
	people *people.People
}

// New returns the module over d.
func New(d *db.DB, now func() time.Time, u *units.Units, p *people.People) *Welcome {
	return &Welcome{db: d, now: now, units: u, people: p}
}
