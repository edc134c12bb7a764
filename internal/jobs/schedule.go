package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"footbridge/internal/db"
	"footbridge/internal/when"
)

// Schedule says when a job is due.
type Schedule interface {
	// Next is the first due moment after t.
	Next(t time.Time) time.Time
}

type daily struct{ hour, minute int }

// Daily is due once every day of the London calendar, at that time on people's
// clocks. On the spring day on which the hour does not exist it is due when the
// clocks have gone forward; on the autumn day on which it comes twice, once.
func Daily(hour, minute int) Schedule { return daily{hour, minute} }

// Next implements Schedule.
func (s daily) Next(t time.Time) time.Time {
	for d := when.DateOf(t); ; d = d.AddDays(1) {
		due := time.Date(d.Year, d.Month, d.Day, s.hour, s.minute, 0, 0, when.London)
		if due.After(t) {
			return due.UTC()
		}
	}
}

type each struct{ d time.Duration }

// Each is due every d, counted from midnight UTC: Each(time.Hour) on the hour.
func Each(d time.Duration) Schedule { return each{max(d, time.Second)} }

// Next implements Schedule.
func (s each) Next(t time.Time) time.Time { return t.UTC().Truncate(s.d).Add(s.d) }

// latest is the last moment at or before now at which s was due, looked for in
// the past 26 hours: more than the longest day.
func latest(s Schedule, now time.Time) (time.Time, bool) {
	for _, back := range []time.Duration{time.Minute, time.Hour, 26 * time.Hour} {
		due := s.Next(now.Add(-back))
		if due.After(now) {
			continue
		}
		for next := s.Next(due); !next.After(now); next = s.Next(due) {
			due = next
		}
		return due, true
	}
	return time.Time{}, false
}

// plan is one line of the schedule.
type plan struct {
	args river.JobArgs
	at   Schedule
	last time.Time // the last moment this process inserted
}

// Every runs a job on a schedule; call it before Start. Each moment gives one
// job, whatever number of processes there are. Two lines of the schedule must
// differ in kind or in arguments.
func (q *Queue) Every(args river.JobArgs, at Schedule) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.plans = append(q.plans, &plan{args: args, at: at})
}

// keepSchedule inserts what is due until ctx ends.
func (q *Queue) keepSchedule(ctx context.Context) {
	defer close(q.done)
	tick := time.NewTicker(q.timing.schedule)
	defer tick.Stop()
	for {
		if err := q.insertDue(ctx); err != nil && ctx.Err() == nil {
			q.log.WarnContext(ctx, "schedule failed; trying again", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// insertDue inserts a job for each line of the schedule that has become due.
func (q *Queue) insertDue(ctx context.Context) error {
	now := q.now()
	var failed []error // one line of the schedule must not hold up the others
	for _, p := range q.plans {
		due, ok := latest(p.at, now)
		if !ok || !due.After(p.last) {
			continue
		}
		err := q.db.Tx(ctx, func(tx *db.DB) error {
			return q.Insert(ctx, tx, dueArgs{p.args, due}, &river.InsertOpts{UniqueOpts: river.UniqueOpts{ByArgs: true, ByState: allStates}})
		})
		if err != nil {
			failed = append(failed, fmt.Errorf("%s due at %s: %w", p.args.Kind(), due.Format(time.RFC3339), err))
			continue
		}
		p.last = due
	}
	return errors.Join(failed...)
}

var allStates = []rivertype.JobState{
	rivertype.JobStateAvailable, rivertype.JobStateCancelled, rivertype.JobStateCompleted, rivertype.JobStateDiscarded,
	rivertype.JobStatePending, rivertype.JobStateRetryable, rivertype.JobStateRunning, rivertype.JobStateScheduled,
}

// dueArgs are the arguments of a planned job with the moment it is due at, which
// makes the job unique. Its handler does not see the moment.
type dueArgs struct {
	args river.JobArgs
	due  time.Time
}

// Kind implements river.JobArgs.
func (a dueArgs) Kind() string { return a.args.Kind() }

// MarshalJSON is the JSON of the arguments with "_due" added.
func (a dueArgs) MarshalJSON() ([]byte, error) {
	b, err := json.Marshal(a.args)
	if err != nil {
		return nil, err
	}
	fields := map[string]any{}
	if err := json.Unmarshal(b, &fields); err != nil {
		return nil, err
	}
	fields["_due"] = a.due.UTC().Format(time.RFC3339)
	return json.Marshal(fields)
}
