package indicators

import (
	"context"
	"errors"
	"fmt"
	"time"

	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/db"
	"footbridge/internal/extracts"
	"footbridge/internal/fault"
	"footbridge/internal/id"
	"footbridge/internal/jobs"
	"footbridge/internal/when"
)

// Run is one working out of every indicator from one snapshot.
type Run struct {
	OrgID, ID   string
	State       string // running, done, broken
	Hash        string // of the snapshot
	First, Last when.Month
	Why         string // it broke
	BeganAt     time.Time
	EndedAt     time.Time
}

// longestRun is after how long a run that says nothing has been cut off: longer
// than a job may take.
const longestRun = 6 * time.Minute

// longestBack is how many months are worked out at most, back from the last.
const longestBack = 120

// runJob works out the indicators of one organisation.
type runJob struct {
	OrgID string `json:"org_id"`
}

// Kind names the job in the queue.
func (runJob) Kind() string { return "indicators.run" }

// watchJob looks whether what counts has changed.
type watchJob struct{}

// Kind names the job in the queue.
func (watchJob) Kind() string { return "indicators.watch" }

// Schedule lets the queue work out the indicators of an organisation whenever a
// batch of its extracts, its units or where its teams belong has changed.
func (x *Indicators) Schedule(q *jobs.Queue) {
	jobs.Handle(q, func(ctx context.Context, j runJob) error {
		err := x.run(ctx, j.OrgID)
		if fault.KindOf(err) == fault.Conflict {
			return jobs.Later(10 * time.Second) // another is at it
		}
		return err
	})
	jobs.Handle(q, func(ctx context.Context, _ watchJob) error { return x.watch(ctx) })
	q.Every(watchJob{}, jobs.Each(time.Minute))
}

// watch queues a run for every organisation whose figures are older than what
// they are made from.
func (x *Indicators) watch(ctx context.Context) error {
	all, err := x.units.Organisations(ctx)
	if err != nil {
		return err
	}
	for _, org := range all {
		behind, err := x.behind(ctx, org.OrgID)
		if err != nil {
			return err
		}
		if behind {
			if err := x.jobs.Insert(ctx, x.db, runJob{org.OrgID}, nil); err != nil {
				return err
			}
		}
	}
	return nil
}

// behind reports whether an organisation has definitions, and its last run was
// of other rows than count now.
func (x *Indicators) behind(ctx context.Context, orgID string) (bool, error) {
	all, err := x.definitions(ctx, x.db, orgID)
	if err != nil || len(all) == 0 {
		return false, err
	}
	runs, err := x.runs(ctx, x.db, orgID, 1)
	if err != nil || len(runs) == 1 && runs[0].State == "running" && x.now().Sub(runs[0].BeganAt) < longestRun {
		return false, err
	}
	hash, err := x.extracts.Hash(ctx, orgID)
	return err == nil && (len(runs) == 0 || runs[0].Hash != hash), err
}

// Run works out all indicators of by's organisation now, as far as anything has
// changed since the last time.
func (x *Indicators) Run(ctx context.Context, by actor.Actor) error {
	if !by.CanEverywhere(Edit) {
		return errMayNotEdit
	}
	err := x.db.Tx(ctx, func(tx *db.DB) error {
		return audit.Record(ctx, tx, audit.Entry{At: x.now(), By: by, Action: "indicators.run", Target: audit.Target{Kind: "organisation", ID: by.OrgID}})
	})
	if err != nil {
		return err
	}
	return x.run(ctx, by.OrgID)
}

// LastRun is the run that finished last; without an id where there was none.
func (x *Indicators) LastRun(ctx context.Context, orgID string) (Run, error) {
	return x.lastRun(ctx, x.db, orgID)
}

// run works out what is behind. A run that breaks leaves the figures as they
// were.
func (x *Indicators) run(ctx context.Context, orgID string) error {
	r := Run{OrgID: orgID, ID: id.New(), State: "running", BeganAt: x.now().UTC().Truncate(time.Microsecond)}
	if err := beginRun(ctx, x.db, r, x.now().Add(-longestRun)); err != nil {
		if db.Duplicate(err) {
			return fault.New(fault.Conflict, "The figures are being worked out already.")
		}
		return err
	}
	err := x.workOut(ctx, &r)
	if err == nil {
		return nil
	}
	why := fault.Text(err)
	if why == "" {
		why = "Something went wrong on our side. The program's log says what."
	}
	return fmt.Errorf("work out the indicators: %w", errors.Join(err, breakRun(context.WithoutCancel(ctx), x.db, r, why, x.now())))
}

// workOut finds what is behind and replaces it, in one transaction.
func (x *Indicators) workOut(ctx context.Context, r *Run) error {
	s, err := x.extracts.Snapshot(ctx, r.OrgID)
	if err != nil {
		return err
	}
	r.Hash = s.Hash
	all, err := x.definitions(ctx, x.db, r.OrgID)
	if err != nil {
		return err
	}
	kept, err := keptPrints(ctx, x.db, r.OrgID)
	if err != nil {
		return err
	}
	first, last, ok := monthsOf(s, when.DateOf(x.now()))
	var fresh []string
	var outcomes []outcome
	if ok {
		r.First, r.Last = extracts.MonthOf(first), extracts.MonthOf(last)
		fresh = prints(s, first, last)
		outcomes = compute(s, all, first, last, func(i int, month int32) bool {
			return !all[i].Since.After(extracts.MonthOf(month)) && kept[resultKey{all[i].Indicator, all[i].Version, int(month)}] != fresh[month-first]
		})
	}
	return x.db.Tx(ctx, func(tx *db.DB) error {
		for _, d := range all {
			if err := dropResults(ctx, tx, r.OrgID, d.Indicator, d.Version, max(first+int32(reachOf(d.Period)), extracts.Months(d.Since)), last, ok); err != nil {
				return err
			}
		}
		for _, o := range outcomes {
			d := all[o.definition]
			if err := putResult(ctx, tx, *r, d, int(o.month), fresh[o.month-first], pack(o.cells)); err != nil {
				return err
			}
		}
		return endRun(ctx, tx, *r, x.now())
	})
}

// monthsOf are the first and last month of which the snapshot tells: those in
// which anybody was met, or where no meetings are kept, anything happened. A
// month with less than a hundredth of the busiest one's is a slip of the pen. A
// month that has not ended is not worked out.
func monthsOf(s *extracts.Snapshot, today when.Date) (first, last int32, ok bool) {
	days := [][]int32{s.Contacts.Day}
	if len(s.Contacts.Day) == 0 {
		days = [][]int32{s.Referrals.Received, s.Stays.Started, s.Accommodation.Day, s.Employment.Day, s.Checks.Day, s.Carers.Identified,
			s.Plans.Offered, s.Plans.Made, s.Needs.Day, s.Learning.Day}
	}
	before := extracts.Months(today.MonthOf())
	from := before - longestBack
	w := []*window{newWindow(from, windowMonths), newWindow(from+windowMonths, windowMonths)}
	var counts [longestBack]int
	for _, column := range days {
		for _, day := range column {
			m := w[0].month(day)
			if m >= windowMonths {
				m = w[1].month(day) + windowMonths
			}
			if day != extracts.None && m >= 0 && m < longestBack {
				counts[m]++
			}
		}
	}
	most := 0
	for _, n := range counts {
		most = max(most, n)
	}
	for m, n := range counts {
		if n > 0 && n*100 >= most {
			if !ok {
				first, ok = from+int32(m), true
			}
			last = from + int32(m)
		}
	}
	return first, last, ok
}

// reachOf is how many months before its last a period begins.
func reachOf(period string) int { return (&window{}).reach(period) }
