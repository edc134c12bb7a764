package extracts

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"footbridge/internal/db"
	"footbridge/internal/fault"
)

// silent is after how long a reader that does not say how far it is has died.
const silent = 2 * time.Minute

// patience is how long files may wait to be read.
const patience = time.Hour

// sweepRows is how many rows one transaction removes: nobody waits long for the
// write connection.
const sweepRows = 20_000

// tables are every table that holds rows of a batch.
func tables() []string {
	out := []string{"extracts_reject"}
	for _, k := range Kinds {
		if !slices.Contains(out, k.Table) {
			out = append(out, k.Table)
		}
	}
	return out
}

// sweep removes the rows of a batch that does not count.
func (x *Extracts) sweep(ctx context.Context, b Batch) error {
	for _, table := range tables() {
		last, err := lastRow(ctx, x.db, table, b)
		if err != nil {
			return err
		}
		first, err := firstRow(ctx, x.db, table, b)
		if err != nil {
			return err
		}
		for upTo := first + sweepRows; last > 0; upTo += sweepRows {
			if err := deleteRows(ctx, x.db, table, b, upTo); err != nil {
				return err
			}
			if upTo >= last {
				break
			}
		}
	}
	return setSwept(ctx, x.db, b, x.now())
}

// Sweep finds loads whose reader died, and removes rows of loads that do not
// count. It is safe at any time, and runs at the start and every minute.
func (x *Extracts) Sweep(ctx context.Context) error {
	all, err := x.units.Organisations(ctx)
	failed := []error{err}
	for _, org := range all {
		failed = append(failed, x.sweepOrganisation(ctx, org.OrgID))
	}
	return errors.Join(append(failed, x.sweepFiles(ctx))...)
}

func (x *Extracts) sweepOrganisation(ctx context.Context, orgID string) error {
	now := x.now()
	lost, err := batchesSince(ctx, x.db, orgID, now.Add(-silent))
	if err != nil {
		return err
	}
	for _, b := range lost {
		why := "The program ended while it was reading. Nothing of it counts: bring the files again."
		if b.State == Waiting {
			if b.CreatedAt.After(now.Add(-patience)) {
				continue
			}
			why = "Nobody came to read the files. Bring them again."
		}
		if _, err := x.breakOff(ctx, b, why); err != nil {
			return err
		}
	}
	left, err := unswept(ctx, x.db, orgID, now.Add(-silent))
	if err != nil {
		return err
	}
	for _, b := range append(left, lost...) {
		if b, err = batchOf(ctx, x.db, orgID, b.ID); err == nil && !b.Busy() && b.SweptAt.IsZero() {
			err = x.sweep(ctx, b)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// breakOff says why a batch that is being read cannot be.
func (x *Extracts) breakOff(ctx context.Context, b Batch, why string) (changed bool, err error) {
	err = x.db.Tx(ctx, func(tx *db.DB) error {
		changed, err = setEnded(ctx, tx, b, Broken, why, "", x.now())
		return err
	})
	return changed, err
}

// sweepFiles removes uploaded files that nobody waits for.
func (x *Extracts) sweepFiles(ctx context.Context) error {
	if x.dir == "" {
		return nil
	}
	entries, err := os.ReadDir(x.dir)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	for _, e := range entries {
		orgID, id, _ := strings.Cut(e.Name(), ".")
		b, err := batchOf(ctx, x.db, orgID, id)
		switch {
		case err == nil && b.Busy():
			continue
		case err != nil && fault.KindOf(err) != fault.NotFound:
			return err
		}
		if info, err := e.Info(); err != nil || time.Since(info.ModTime()) < patience {
			continue // it may be arriving
		}
		if err := os.RemoveAll(filepath.Join(x.dir, e.Name())); err != nil {
			return err
		}
	}
	return err
}
