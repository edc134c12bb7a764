// Package indicators says how it is going: definitions that are data, worked out
// in one pass over an extract, and shown with how sure one can be, how much was
// recorded, and which way is better. Nothing is ranked.
package indicators

import (
	"sync"
	"time"

	"footbridge/internal/db"
	"footbridge/internal/extracts"
	"footbridge/internal/jobs"
	"footbridge/internal/strategy"
	"footbridge/internal/units"
)

// Permissions of this module.
const (
	Read = "indicators.read" // figures, small numbers hidden
	Edit = "indicators.edit" // definitions, runs, where limits begin anew, notes
)

// Indicators is the module's service.
type Indicators struct {
	db       *db.DB
	now      func() time.Time
	units    *units.Units
	extracts *extracts.Extracts
	strategy *strategy.Strategy
	jobs     *jobs.Queue
	kept     keptCells
	shown    keptSeries
	texts    sync.Map // text of a definition → Definition
}

// New returns the module over d.
func New(d *db.DB, now func() time.Time, u *units.Units, e *extracts.Extracts, s *strategy.Strategy, q *jobs.Queue) *Indicators {
	return &Indicators{db: d, now: now, units: u, extracts: e, strategy: s, jobs: q}
}
