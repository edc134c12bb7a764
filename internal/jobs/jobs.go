// Package jobs is the durable queue and the schedule.
//
// The queue is River, on both engines, over the program's own connections. A job
// is inserted in the caller's transaction: it runs if, and only if, that
// transaction is kept. A job may run more than once (a process died, or its
// answer was lost), so what it does must be safe to do again. Arguments hold ids,
// never personal data: they are kept for days after the job has run.
//
// On SQLite River shares the single write connection with the group commit and
// so never meets a locked database. It only polls; nothing listens.
//
// The schedule is ours, not River's: which moment is due is computed from the
// injected clock, and one job for each moment is inserted however many processes
// try. A daily job that was missed while the program was down runs at the next
// start, once.
package jobs

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"footbridge/internal/db"
)

// Queue inserts jobs and, once started, works them.
type Queue struct {
	db      *db.DB
	log     *slog.Logger
	now     func() time.Time
	workers *river.Workers
	insert  *river.Client[*sql.Tx]
	timing  timing

	mu     sync.Mutex
	plans  []*plan
	client *river.Client[*sql.Tx]
	stop   context.CancelFunc // of the schedule
	done   chan struct{}      // closed when the schedule has ended
}

// timing is how long things take; tests make it shorter.
type timing struct {
	poll     time.Duration // between looks for new jobs
	timeout  time.Duration // of one job
	rescue   time.Duration // until a job that a dead process held runs again
	longest  time.Duration // between two tries
	schedule time.Duration // between looks at the schedule
	grace    time.Duration // that Stop gives to running jobs
	workers  int
}

var usual = timing{
	poll: 250 * time.Millisecond, timeout: 5 * time.Minute, rescue: 6 * time.Minute,
	longest: 30 * time.Minute, schedule: time.Second, grace: 5 * time.Second, workers: 4,
}

// keep is how long a finished job stays, which is also how long the schedule
// knows that a moment has been dealt with: longer than a day of 25 hours.
const keep = 72 * time.Hour

// New returns a queue that can insert at once. Give it its handlers and its
// schedule, then Start it.
func New(d *db.DB, log *slog.Logger, now func() time.Time) *Queue {
	insert, err := river.NewClient(d.Queue(), &river.Config{Logger: quiet(log)})
	if err != nil {
		panic("jobs: " + err.Error()) // the settings above are wrong
	}
	q := &Queue{db: d, log: log, now: now, workers: river.NewWorkers(), insert: insert, timing: usual}
	Handle(q, func(context.Context, idle) error { return nil })
	return q
}

// worker lets a function be a river.Worker.
type worker[T river.JobArgs] struct {
	river.WorkerDefaults[T]
	fn      func(ctx context.Context, args T) error
	longest time.Duration // 0 is the usual
}

// Timeout implements river.Worker.
func (w *worker[T]) Timeout(*river.Job[T]) time.Duration { return w.longest }

// Work implements river.Worker.
func (w *worker[T]) Work(ctx context.Context, job *river.Job[T]) error { return w.fn(ctx, job.Args) }

// Handle says what runs jobs of one kind; call it before Start. An error that fn
// returns is logged and kept with the job, so it must hold no personal data; the
// job runs again after a while, longer each time.
func Handle[T river.JobArgs](q *Queue, fn func(ctx context.Context, args T) error) {
	river.AddWorker(q.workers, &worker[T]{fn: fn})
}

// HandleLong is [Handle] for jobs that may take longer than the usual, up to
// longest. One whose process died runs again only when that is over.
func HandleLong[T river.JobArgs](q *Queue, longest time.Duration, fn func(ctx context.Context, args T) error) {
	river.AddWorker(q.workers, &worker[T]{fn: fn, longest: longest})
}

// Later is what a job returns to run again after d; it is not a failure.
func Later(d time.Duration) error { return river.JobSnooze(max(d, 0)) }

// GiveUp is what a job returns to fail for good.
func GiveUp(err error) error { return river.JobCancel(err) }

// Insert queues a job in the caller's transaction. opts may be nil; its
// ScheduledAt is by the queue's clock.
func (q *Queue) Insert(ctx context.Context, tx *db.DB, args river.JobArgs, opts *river.InsertOpts) error {
	if !tx.InTx() {
		return tx.Tx(ctx, func(tx *db.DB) error { return q.Insert(ctx, tx, args, opts) })
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if opts != nil && !opts.ScheduledAt.IsZero() {
		o := *opts
		o.ScheduledAt = time.Now().Add(o.ScheduledAt.Sub(q.now())) // River has its own clock
		opts = &o
	}
	// An interrupted statement would undo the callers that share the commit.
	if _, err := q.insert.InsertTx(context.WithoutCancel(ctx), tx.SQLTx(), args, opts); err != nil {
		return fmt.Errorf("insert job %s: %w", args.Kind(), err)
	}
	return nil
}

// Start works jobs until Stop. Cancelling ctx does not end it.
func (q *Queue) Start(ctx context.Context) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.client != nil {
		return errors.New("jobs: started twice")
	}
	client, err := river.NewClient(q.db.Queue(), &river.Config{
		CancelledJobRetentionPeriod: keep,
		CompletedJobRetentionPeriod: keep,
		FetchCooldown:               min(q.timing.poll, 100*time.Millisecond),
		FetchPollInterval:           q.timing.poll,
		JobTimeout:                  q.timing.timeout,
		Logger:                      quiet(q.log),
		PollOnly:                    true,
		Queues:                      map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: q.timing.workers}},
		RescueStuckJobsAfter:        q.timing.rescue,
		RetryPolicy:                 &backoff{longest: q.timing.longest},
		Workers:                     q.workers,
	})
	if err != nil {
		return fmt.Errorf("start jobs: %w", err)
	}
	ctx = context.WithoutCancel(ctx)
	if err := client.Start(ctx); err != nil {
		return fmt.Errorf("start jobs: %w", err)
	}
	q.client = client
	ctx, q.stop = context.WithCancel(ctx)
	q.done = make(chan struct{})
	go q.keepSchedule(ctx)
	return nil
}

// Stop takes no new jobs, gives those that run a few seconds, then cancels them:
// they run again after the next start. It returns when nothing runs any more, or
// when ctx ends.
func (q *Queue) Stop(ctx context.Context) error {
	q.mu.Lock()
	client := q.client
	q.mu.Unlock()
	if client == nil {
		return nil
	}
	q.stop()
	<-q.done
	soft, cancel := context.WithTimeout(ctx, q.timing.grace)
	defer cancel()
	err := client.Stop(soft)
	if err != nil {
		err = client.StopAndCancel(ctx)
	}
	if err != nil {
		return fmt.Errorf("stop jobs: %w", err)
	}
	q.mu.Lock()
	q.client = nil
	q.mu.Unlock()
	return nil
}

// idle is a kind that is never inserted: River wants at least one worker.
type idle struct{}

// Kind implements river.JobArgs.
func (idle) Kind() string { return "idle" }

// backoff waits 1 s after the first failure, then 16 s, 81 s, 4 minutes … and
// never longer than longest.
type backoff struct{ longest time.Duration }

// NextRetry implements river.ClientRetryPolicy.
func (b *backoff) NextRetry(job *rivertype.JobRow) time.Time {
	n := min(len(job.Errors)+1, 20)
	return time.Now().Add(min(time.Duration(n*n*n*n)*time.Second, b.longest))
}

// quiet lets only warnings and errors of River through.
func quiet(log *slog.Logger) *slog.Logger { return slog.New(warnings{log.Handler()}) }

// warnings is a handler that drops what is less than a warning.
type warnings struct{ slog.Handler }

// Enabled implements slog.Handler.
func (h warnings) Enabled(ctx context.Context, level slog.Level) bool {
	return level >= slog.LevelWarn && h.Handler.Enabled(ctx, level)
}

// WithAttrs implements slog.Handler.
func (h warnings) WithAttrs(attrs []slog.Attr) slog.Handler {
	return warnings{h.Handler.WithAttrs(attrs)}
}

// WithGroup implements slog.Handler.
func (h warnings) WithGroup(name string) slog.Handler { return warnings{h.Handler.WithGroup(name)} }
