// Package extracts takes in what the record system knows, as files: people,
// referrals, contacts, stays and what was recorded of their lives. A mapping
// says which column is what; every row is checked; what cannot be read waits to
// be put right. Nobody is named: an identifier becomes a number with the
// organisation's key before anything is stored.
//
// The rows are the record. From those that count, a [Snapshot] is made: columns
// sorted by person, which the indicators read in one pass.
package extracts

import (
	"time"

	"footbridge/internal/db"
	"footbridge/internal/units"
)

// Permissions of this module.
const (
	Read = "extracts.read" // batches, data quality, mappings
	Load = "extracts.load" // bring in files, change mappings, undo
)

// Extracts is the module's service.
type Extracts struct {
	db    *db.DB
	now   func() time.Time
	units *units.Units
	inUse inUse
}

// New returns the module over d.
func New(d *db.DB, now func() time.Time, u *units.Units) *Extracts {
	return &Extracts{db: d, now: now, units: u}
}
