package extracts

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"time"

	"footbridge/internal/fault"
	"footbridge/internal/jobs"
)

type readArgs struct {
	OrgID string `json:"org"`
	ID    string `json:"id"`
}

// Kind names the job in the queue.
func (readArgs) Kind() string { return "extracts.read" }

type sweepArgs struct{}

// Kind names the job in the queue.
func (sweepArgs) Kind() string { return "extracts.sweep" }

// longest is how long one load may be read.
const longest = 6 * time.Hour

// Schedule adds the module's jobs: uploaded files are read, and what is left of
// loads that do not count is swept up every minute.
func (x *Extracts) Schedule(q *jobs.Queue) {
	x.jobs = q
	jobs.HandleLong(q, longest, func(ctx context.Context, a readArgs) error { return x.readWaiting(ctx, a.OrgID, a.ID) })
	jobs.Handle(q, func(ctx context.Context, _ sweepArgs) error { return x.Sweep(ctx) })
	q.Every(sweepArgs{}, jobs.Each(time.Minute))
}

// readWaiting reads the files of a batch that waits. Where they are not on this
// machine, another one may have them.
func (x *Extracts) readWaiting(ctx context.Context, orgID, id string) error {
	b, err := batchOf(ctx, x.db, orgID, id)
	if err != nil || b.State != Waiting {
		return err
	}
	all, err := contentsOf(ctx, x.db, orgID, id)
	if err != nil {
		return err
	}
	dir := x.folder(orgID, id)
	files := make([]File, len(all))
	for i, c := range all {
		files[i] = File{Name: c.Name, Path: filepath.Join(dir, c.Hash)}
		if _, err := os.Stat(files[i].Path); errors.Is(err, os.ErrNotExist) {
			return jobs.Later(5 * time.Second)
		}
	}
	mine, err := setReading(ctx, x.db, orgID, id, x.now())
	if err != nil || !mine {
		return err
	}
	b.State = Reading
	_, err = x.fillOrEnd(ctx, b, files)
	return errors.Join(worthLogging(err), os.RemoveAll(dir))
}

// worthLogging is err, unless the batch itself says what was wrong with it.
func worthLogging(err error) error {
	if errors.Is(err, errStopped) || errors.Is(err, context.Canceled) || fault.Text(err) != "" {
		return nil
	}
	return err
}
