// Package evaluation asks whether something helped: the same people before and
// after, or beside others like them, with the design, its weakness and the cost
// said in words.
package evaluation

import (
	"time"

	"footbridge/internal/db"
	"footbridge/internal/extracts"
	"footbridge/internal/units"
)

// Permissions of this module.
const (
	Read = "evaluation.read"
	Edit = "evaluation.edit"
)

// Evaluation is the module's service.
type Evaluation struct {
	db       *db.DB
	now      func() time.Time
	units    *units.Units
	extracts *extracts.Extracts
}

// New returns the module over d.
func New(d *db.DB, now func() time.Time, u *units.Units, e *extracts.Extracts) *Evaluation {
	return &Evaluation{db: d, now: now, units: u, extracts: e}
}
