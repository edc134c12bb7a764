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
	"context"
	"path/filepath"
	"time"

	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/jobs"
	"footbridge/internal/units"
)

// Permissions of this module. Both count only where they are held at the whole
// organisation: a file belongs to no unit.
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
	vault vault
	dir   string      // of files that wait to be read; "" when none are kept
	jobs  *jobs.Queue // nil when nothing reads them
}

// New returns the module over d. Before it can read files it needs [Extracts.Open].
func New(d *db.DB, now func() time.Time, u *units.Units) *Extracts {
	return &Extracts{db: d, now: now, units: u}
}

// Open says where the key for pseudonyms and files that wait to be read are
// kept: in the data folder. A key of the settings, at least 32 characters, is
// used instead of the folder's; without both a key is made at its first use.
func (x *Extracts) Open(dataDir, key string) {
	x.vault = vault{dir: dataDir, secret: key}
	x.dir = filepath.Join(dataDir, "uploads")
}

var (
	errNoBatch   = fault.New(fault.NotFound, "We could not find that load.")
	errNoSource  = fault.New(fault.NotFound, "We could not find that source.")
	errNotWhole  = fault.New(fault.Forbidden, "Files are brought in for the whole organisation.")
	errMoved     = fault.New(fault.Conflict, "This load is in another state by now. Open it again to see where it stands.")
	errNoMapping = fault.New(fault.NotFound, "We could not find that version of the mapping.")
)

// may refuses who does not hold the permission at the whole organisation.
func may(by actor.Actor, permission string) error {
	if !by.CanEverywhere(permission) {
		return errNotWhole
	}
	return nil
}

func (x *Extracts) record(ctx context.Context, tx *db.DB, by actor.Actor, action string, target audit.Target, changes ...audit.Change) error {
	return audit.Record(ctx, tx, audit.Entry{At: x.now(), By: by, Action: action, Target: target, Changes: changes})
}
