package extracts

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/id"
	"footbridge/internal/when"
)

// File is a file to be read: where it is, and what people call it.
type File struct{ Name, Path string }

// mostFiles is how many files one load may have.
const mostFiles = 200

// Read reads and checks files: a dry run. The batch that it returns is ready,
// its rows are written and do not count before [Extracts.Commit]. It returns
// when everything is read; a ctx that ends stops it and leaves nothing.
func (x *Extracts) Read(ctx context.Context, by actor.Actor, source string, month when.Month, files []File) (Batch, error) {
	b, err := x.begin(ctx, by, source, month, files, Reading)
	if err != nil {
		return b, err
	}
	return x.fillOrEnd(ctx, b, files)
}

// fillOrEnd fills a batch that is being read. Whatever stands in the way ends
// it, with why, and leaves no row.
func (x *Extracts) fillOrEnd(ctx context.Context, b Batch, files []File) (Batch, error) {
	err := x.fillBatch(ctx, b, files)
	calm := context.WithoutCancel(ctx)
	if err == nil {
		return batchOf(calm, x.db, b.OrgID, b.ID)
	}
	why := fault.Text(err)
	switch {
	case ctx.Err() != nil:
		why, err = "It was stopped while it was being read. Nothing of it counts.", ctx.Err()
	case why == "":
		why = "Something went wrong on our side. Nothing of it counts."
	}
	if _, failed := x.breakOff(calm, b, why); failed != nil {
		return b, errors.Join(err, failed)
	}
	if failed := x.sweep(calm, b); failed != nil {
		return b, errors.Join(err, failed)
	}
	return b, err
}

// begin makes the batch of files, which are on disk and stay there. The same
// content twice is refused; a dry run by an older mapping makes way.
func (x *Extracts) begin(ctx context.Context, by actor.Actor, source string, month when.Month, files []File, state string) (b Batch, err error) {
	if err := may(by, Load); err != nil {
		return b, err
	}
	switch {
	case len(files) == 0:
		return b, fault.Field("files", "Choose a file.")
	case len(files) > mostFiles:
		return b, fault.Field("files", "Bring in %d files or fewer at once.", mostFiles)
	case month.IsZero():
		return b, fault.Field("month", "Enter the month in which the files were made.")
	}
	if _, err := x.vault.master(); err != nil {
		return b, err
	}
	all := make([]content, len(files))
	for i, f := range files {
		if all[i], err = hashed(ctx, f); err != nil {
			return b, err
		}
	}
	var older []Batch
	err = x.db.Tx(ctx, func(tx *db.DB) error {
		older = nil
		v, err := newestMapping(ctx, tx, by.OrgID, source)
		if err != nil {
			return err
		}
		b = Batch{OrgID: by.OrgID, ID: id.New(), Source: source, SourceName: v.SourceName, Version: v.Version, Month: month.Year*12 + int(month.Month) - 1,
			State: state, CreatedBy: by.Name, CreatedAt: x.now(), BeatAt: x.now(), Hash: together(all)}
		for i := range all {
			all[i].OrgID, all[i].BatchID = by.OrgID, b.ID
			b.BytesTotal += all[i].Bytes
			made, err := x.makeWay(ctx, tx, by, all[i], v)
			if err != nil {
				return err
			}
			older = append(older, made...)
		}
		if err := insertBatch(ctx, tx, b); err != nil {
			return err
		}
		for _, c := range all {
			if err := insertContent(ctx, tx, c); err != nil {
				return err
			}
		}
		if state == Waiting {
			if err := x.jobs.Insert(ctx, tx, readArgs{b.OrgID, b.ID}, nil); err != nil {
				return err
			}
		}
		return x.record(ctx, tx, by, "extracts.batch.read", b.target(), audit.Change{Field: "files", To: strings.Join(names(files), ", ")})
	})
	for _, o := range older {
		err = errors.Join(err, x.sweep(ctx, o))
	}
	return b, err
}

func names(files []File) []string {
	var out []string
	for _, f := range files {
		out = append(out, f.Name)
	}
	return out
}

// makeWay refuses content that is held by another batch, unless that is a dry
// run of the same source by an older mapping, which it ends.
func (x *Extracts) makeWay(ctx context.Context, tx *db.DB, by actor.Actor, c content, v Version) ([]Batch, error) {
	held, found, err := contentOf(ctx, tx, by.OrgID, c.Hash)
	if err != nil || !found {
		return nil, err
	}
	other, err := batchOf(ctx, tx, by.OrgID, held.BatchID)
	if err != nil {
		return nil, err
	}
	if other.State != Ready || other.Source != v.Source || other.Version == v.Version {
		return nil, &SameFileError{Batch: other, Name: c.Name}
	}
	changed, err := setEnded(ctx, tx, other, Stopped, "Read again by a newer mapping.", by.Name, x.now())
	if err == nil && !changed {
		err = errMoved
	}
	return []Batch{other}, err
}

// SameFileError says that the content of a file has been brought in already.
type SameFileError struct {
	Batch Batch
	Name  string
}

// Error says it in words.
func (e *SameFileError) Error() string {
	return fmt.Sprintf("“%s” was brought in already, on %s. To bring it in again, undo that load or stop it first.", e.Name, when.DateOf(e.Batch.CreatedAt))
}

// Unwrap is the fault that pages show.
func (e *SameFileError) Unwrap() error { return fault.Field("files", "%s", e.Error()) }

// hashed reads a file once for its hash.
func hashed(ctx context.Context, f File) (content, error) {
	in, err := os.Open(f.Path)
	if err != nil {
		return content{}, err
	}
	defer in.Close()
	h := sha256.New()
	n, err := io.Copy(h, &whileWanted{ctx, in})
	return content{Hash: hex.EncodeToString(h.Sum(nil)), Name: f.Name, Bytes: n}, err
}

// whileWanted reads until its context ends.
type whileWanted struct {
	ctx context.Context
	r   io.Reader
}

func (w *whileWanted) Read(p []byte) (int, error) {
	if err := w.ctx.Err(); err != nil {
		return 0, err
	}
	return w.r.Read(p)
}

// together is one hash over files, in whatever order.
func together(all []content) string {
	var hashes []string
	for _, c := range all {
		hashes = append(hashes, c.Hash)
	}
	slices.Sort(hashes)
	sum := sha256.Sum256([]byte(strings.Join(hashes, "\n")))
	return hex.EncodeToString(sum[:])
}

// folder is where the uploaded files of a batch wait.
func (x *Extracts) folder(orgID, batchID string) string {
	return filepath.Join(x.dir, orgID+"."+batchID)
}
