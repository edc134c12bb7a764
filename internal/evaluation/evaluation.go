// Package evaluation asks whether something helped: the same people before and
// after, or beside others like them, with the design, its weakness and the cost
// said in words.
package evaluation

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/db"
	"footbridge/internal/extracts"
	"footbridge/internal/fault"
	"footbridge/internal/id"
	"footbridge/internal/jobs"
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
	jobs     *jobs.Queue
	number   func(orgID, source, identifier string) (int64, error)
}

// New returns the module over d. Evaluations are worked out by jobs of q.
func New(d *db.DB, now func() time.Time, u *units.Units, e *extracts.Extracts, q *jobs.Queue) *Evaluation {
	x := &Evaluation{db: d, now: now, units: u, extracts: e, jobs: q}
	jobs.Handle(q, x.work)
	return x
}

// Number says how identifiers on a list become the numbers of the extracts; the
// source is the record system whose own numbers they are. Without it no list can
// be brought.
func (x *Evaluation) Number(number func(orgID, source, identifier string) (int64, error)) {
	x.number = number
}

// Entry is an evaluation as it stands in the list.
type Entry struct {
	OrgID, ID string
	Title     string
	Design    db.JSON[Design]
	Seed      int64
	CreatedAt time.Time
}

// Run is one working out of an evaluation.
type Run struct {
	OrgID, EvaluationID string
	Number              int
	State               string // waiting, done, broken
	Progress            int    // percent
	Hash                string // of the rows it was made from
	Result              string
	Why                 string
	AskedAt, EndedAt    time.Time
}

// result reads what the run came to.
func (r Run) result() (result, error) {
	var out result
	if err := json.Unmarshal([]byte(r.Result), &out); err != nil {
		return out, fmt.Errorf("run %d of evaluation %s: %w", r.Number, r.EvaluationID, err)
	}
	return out, nil
}

// mayEdit makes sure that by holds [Edit] at the whole organisation: people of
// all of it are followed.
func mayEdit(by actor.Actor) error {
	if !by.CanEverywhere(Edit) {
		return fault.New(fault.Forbidden, "Evaluations follow people of the whole organisation. You may read them, not make them.")
	}
	return nil
}

// Add records an evaluation, and works it out unless it waits for its list.
func (x *Evaluation) Add(ctx context.Context, by actor.Actor, d Design) (Entry, error) {
	if err := mayEdit(by); err != nil {
		return Entry{}, err
	}
	if err := d.check(); err != nil {
		return Entry{}, err
	}
	e := Entry{OrgID: by.OrgID, ID: id.New(), Title: d.Title, Design: db.JSON[Design]{V: d}, Seed: 1 + rand.Int64N(1<<53-1), CreatedAt: x.now().UTC().Truncate(time.Microsecond)}
	err := x.db.Tx(ctx, func(tx *db.DB) error {
		if err := insertEntry(ctx, tx, e, by.AccountID); err != nil {
			return err
		}
		if d.Begin != Listed {
			if err := x.ask(ctx, tx, e); err != nil {
				return err
			}
		}
		return x.record(ctx, tx, by, "evaluation.added", e)
	})
	return e, err
}

// Again works an evaluation out anew, from the rows that count now.
func (x *Evaluation) Again(ctx context.Context, by actor.Actor, evaluationID string) error {
	if err := mayEdit(by); err != nil {
		return err
	}
	return x.db.Tx(ctx, func(tx *db.DB) error {
		e, err := entry(ctx, tx, by.OrgID, evaluationID)
		if err != nil {
			return err
		}
		if e.Design.V.Begin == Listed {
			if members, err := members(ctx, tx, e.OrgID, e.ID); err != nil || len(members) == 0 {
				return errors.Join(err, fault.New(fault.Conflict, "Bring the list of people first."))
			}
		}
		if err := x.ask(ctx, tx, e); err != nil {
			return err
		}
		return x.record(ctx, tx, by, "evaluation.run", e)
	})
}

// ask puts the next run of an evaluation into the queue.
func (x *Evaluation) ask(ctx context.Context, tx *db.DB, e Entry) error {
	runs, err := runsOf(ctx, tx, e.OrgID, e.ID)
	if err != nil {
		return err
	}
	number := 1
	if len(runs) > 0 {
		number = runs[0].Number + 1
	}
	if err := insertRun(ctx, tx, Run{OrgID: e.OrgID, EvaluationID: e.ID, Number: number, AskedAt: x.now().UTC().Truncate(time.Microsecond)}); err != nil {
		return err
	}
	return x.jobs.Insert(ctx, tx, workArgs{e.OrgID, e.ID, number}, nil)
}

func (x *Evaluation) record(ctx context.Context, tx *db.DB, by actor.Actor, action string, e Entry, changes ...audit.Change) error {
	return audit.Record(ctx, tx, audit.Entry{At: x.now(), By: by, Action: action, Changes: changes, Target: audit.Target{Kind: "evaluation", ID: e.ID, Words: e.Title}})
}

// workArgs is a run to be worked out.
type workArgs struct {
	OrgID, EvaluationID string
	Number              int
}

// Kind implements river.JobArgs.
func (workArgs) Kind() string { return "evaluation.work" }

// work works out one run. A run that was broken off is worked out from the
// beginning; one that has ended is left alone.
func (x *Evaluation) work(ctx context.Context, a workArgs) error {
	err := x.Work(ctx, a.OrgID, a.EvaluationID, a.Number)
	if fault.KindOf(err) == fault.NotFound {
		return jobs.GiveUp(err)
	}
	return err
}

// Work works out one run now. The job does it; so does a demonstration.
func (x *Evaluation) Work(ctx context.Context, orgID, evaluationID string, number int) error {
	e, err := entry(ctx, x.db, orgID, evaluationID)
	if err != nil {
		return err
	}
	if waiting, err := waits(ctx, x.db, orgID, evaluationID, number); err != nil || !waiting {
		return err
	}
	listed, err := members(ctx, x.db, orgID, evaluationID)
	if err != nil {
		return err
	}
	s, err := x.extracts.Snapshot(ctx, orgID)
	if err != nil {
		return err
	}
	run := Run{OrgID: orgID, EvaluationID: evaluationID, Number: number, Hash: s.Hash}
	r, err := analyse(s, e.Design.V, uint64(e.Seed), listed, func(percent int) error {
		return progress(ctx, x.db, run, percent)
	})
	if err != nil {
		return err
	}
	text, err := json.Marshal(r)
	if err != nil {
		return fmt.Errorf("evaluation %s: %w", evaluationID, err)
	}
	run.Result, run.State, run.EndedAt = string(text), "done", x.now().UTC().Truncate(time.Microsecond)
	return endRun(ctx, x.db, run)
}
