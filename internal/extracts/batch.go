package extracts

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/when"
)

// Batch is one load of one or more files.
type Batch struct {
	OrgID, ID          string
	Source, SourceName string
	Version            int // of the mapping
	Month              int // in which the files were made, as year times twelve and the month from 0
	State              string
	Why                string // it broke
	Hash               string // over its files
	Revision           int    // counts corrections
	BytesTotal         int64
	BytesRead          int64
	RowsRead           int64
	RowsGood           int64
	RowsWaiting        int64 // that could not be read and are not put right
	CreatedBy          string
	CreatedAt, BeatAt  time.Time
	ReadAt             time.Time
	CommittedBy        string
	CommittedAt        time.Time
	EndedBy            string
	EndedAt, SweptAt   time.Time
}

// The states of a batch. Only rows of a committed one count.
const (
	Waiting   = "waiting"   // its files are here
	Reading   = "reading"   // rows are being written
	Ready     = "ready"     // read and checked: what a dry run ends in
	Committed = "committed" // its rows count
	Undone    = "undone"    // they did
	Stopped   = "stopped"   // by a person, before it counted
	Broken    = "broken"    // by what Why says
)

// StateLabels are the states in words.
var StateLabels = map[string]string{
	Waiting: "Waiting to be read", Reading: "Being read", Ready: "Checked, does not count yet",
	Committed: "Counts", Undone: "Undone", Stopped: "Stopped", Broken: "Could not be read",
}

// StateLabel is the state in words.
func (b Batch) StateLabel() string { return StateLabels[b.State] }

// Busy reports whether somebody is at work on the batch.
func (b Batch) Busy() bool { return b.State == Waiting || b.State == Reading }

// Percent is how much has been read of the files.
func (b Batch) Percent() int {
	if b.BytesTotal == 0 {
		return 0
	}
	return int(min(100, 100*b.BytesRead/b.BytesTotal))
}

// target is what the audit trail calls the batch.
func (b Batch) target() audit.Target {
	return audit.Target{Kind: "extract", ID: b.ID, Words: b.SourceName}
}

// Batch returns the batch that by may see.
func (x *Extracts) Batch(ctx context.Context, by actor.Actor, id string) (Batch, error) {
	if err := may(by, Read); err != nil {
		return Batch{}, err
	}
	return batchOf(ctx, x.db, by.OrgID, id)
}

// Commit makes the rows of a batch count: exactly those that were checked. It is
// one conditional change, so a batch counts once, whole, or not.
func (x *Extracts) Commit(ctx context.Context, by actor.Actor, id string) error {
	if err := may(by, Load); err != nil {
		return err
	}
	return x.db.Tx(ctx, func(tx *db.DB) error {
		b, err := batchOf(ctx, tx, by.OrgID, id)
		if err != nil {
			return err
		}
		if b.State == Ready && b.RowsGood == 0 {
			return fault.New(fault.Conflict, "No row of this load could be read, so there is nothing that could count.")
		}
		changed, err := setCommitted(ctx, tx, b, by.Name, x.now())
		if err != nil {
			return err
		}
		if !changed {
			return errMoved
		}
		return x.record(ctx, tx, by, "extracts.batch.commit", b.target(), audit.Change{Field: "rows", To: fmt.Sprint(b.RowsGood)})
	})
}

// Undo takes back a batch that counts. Its rows are removed.
func (x *Extracts) Undo(ctx context.Context, by actor.Actor, id string) error {
	return x.end(ctx, by, id, Undone, "extracts.batch.undo")
}

// Stop ends a batch that does not count yet: it stops reading, or throws away
// what was read.
func (x *Extracts) Stop(ctx context.Context, by actor.Actor, id string) error {
	return x.end(ctx, by, id, Stopped, "extracts.batch.stop")
}

// end puts a batch into a state in which it does not count, and sweeps up.
func (x *Extracts) end(ctx context.Context, by actor.Actor, id, state, action string) error {
	if err := may(by, Load); err != nil {
		return err
	}
	var before Batch
	err := x.db.Tx(ctx, func(tx *db.DB) (err error) {
		if before, err = batchOf(ctx, tx, by.OrgID, id); err != nil {
			return err
		}
		changed, err := setEnded(ctx, tx, before, state, "", by.Name, x.now())
		if err != nil {
			return err
		}
		if !changed {
			return errMoved
		}
		return x.record(ctx, tx, by, action, before.target())
	})
	if err != nil || before.State == Reading { // the reader sweeps when it sees
		return err
	}
	return x.sweep(ctx, before)
}

// Committed are the batches whose rows count, in order of commit.
func (x *Extracts) Committed(ctx context.Context, tx *db.DB, orgID string) ([]Batch, error) {
	return committedBatches(ctx, tx, orgID)
}

// Changed is another word whenever what counts is: it is made from the batches
// that count, their files, and where the teams belong. It is "" when the
// database does not answer.
func (x *Extracts) Changed(ctx context.Context, tx *db.DB, orgID string) string {
	batches, err := committedBatches(ctx, tx, orgID)
	if err != nil {
		return ""
	}
	teams, err := teamsOf(ctx, tx, orgID)
	if err != nil {
		return ""
	}
	h := sha256.New()
	for _, b := range batches {
		fmt.Fprintf(h, "%s %s %d\n", b.ID, b.Hash, b.Revision)
	}
	for _, t := range teams {
		if t.UnitID != "" {
			fmt.Fprintf(h, "%q %q %s\n", t.Source, t.Team, t.UnitID)
		}
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Batches are the batches, newest first, and how many there are.
func (x *Extracts) Batches(ctx context.Context, by actor.Actor, state string, limit, offset int) ([]Batch, int, error) {
	if err := may(by, Read); err != nil {
		return nil, 0, err
	}
	total, err := countBatches(ctx, x.db, by.OrgID, state)
	if err != nil {
		return nil, 0, err
	}
	all, err := listBatches(ctx, x.db, by.OrgID, state, limit, offset)
	return all, total, err
}

// monthOfYear is the month of a number of months.
func monthOfYear(month int) time.Month { return time.Month(month%12 + 1) }

// MonthLabel is when the files were made.
func (b Batch) MonthLabel() string {
	m, err := when.NewMonth(b.Month/12, monthOfYear(b.Month))
	if err != nil {
		return ""
	}
	return m.String()
}
