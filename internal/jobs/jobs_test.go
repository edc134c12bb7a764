package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/riverqueue/river"

	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
)

type note struct {
	ID string `json:"id"`
}

func (note) Kind() string { return "test.note" }

// quick returns a queue with short waits whose log goes to the test.
func quick(t *testing.T, d *db.DB) *Queue {
	q := New(d, slog.New(slog.NewTextHandler(t.Output(), nil)), time.Now)
	q.timing = timing{poll: 20 * time.Millisecond, timeout: time.Second, rescue: 2 * time.Second, longest: 50 * time.Millisecond, schedule: 20 * time.Millisecond, grace: time.Second, workers: 4}
	return q
}

// collect returns a handler that passes on what it gets.
func collect(q *Queue) chan string {
	got := make(chan string, 1000)
	Handle(q, func(_ context.Context, n note) error { got <- n.ID; return nil })
	return got
}

func start(t *testing.T, q *Queue) {
	t.Helper()
	if err := q.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		if err := q.Stop(ctx); err != nil {
			t.Error(err)
		}
	})
}

func wait(t *testing.T, got chan string) string {
	t.Helper()
	select {
	case id := <-got:
		return id
	case <-time.After(20 * time.Second):
		t.Fatal("no job ran")
		return ""
	}
}

func insert(t *testing.T, d *db.DB, q *Queue, id string, fail error) {
	t.Helper()
	err := d.Tx(t.Context(), func(tx *db.DB) error {
		if err := q.Insert(t.Context(), tx, note{id}, nil); err != nil {
			return err
		}
		return fail
	})
	if !errors.Is(err, fail) {
		t.Fatal(err)
	}
}

// A job runs if, and only if, the transaction that inserted it was kept.
func TestInsertInTransaction(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		q := quick(t, d)
		got := collect(q)
		insert(t, d, q, "undone", errors.New("no"))
		insert(t, d, q, "kept", nil)
		start(t, q)
		insert(t, d, q, "undone later", errors.New("no"))
		insert(t, d, q, "kept later", nil)
		if a, b := wait(t, got), wait(t, got); a+b != "keptkept later" && a+b != "kept laterkept" {
			t.Errorf("ran %q and %q", a, b)
		}
		if len(got) != 0 {
			t.Errorf("also ran %q", <-got)
		}
	})
}

// What was queued before a crash runs after it; so does what was running.
func TestCrash(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		first := quick(t, d)
		running := make(chan string, 10)
		Handle(first, func(ctx context.Context, n note) error {
			running <- n.ID
			<-ctx.Done() // cut off in the middle
			return ctx.Err()
		})
		if err := first.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		insert(t, d, first, "cut off", nil)
		wait(t, running)
		over, cancel := context.WithCancel(t.Context())
		first.timing.grace = 0
		if err := first.Stop(over); err != nil {
			t.Fatal(err)
		}
		cancel()
		insert(t, d, first, "never begun", nil)

		second := quick(t, d)
		got := collect(second)
		start(t, second)
		ran := map[string]bool{wait(t, got): true, wait(t, got): true}
		if !ran["cut off"] || !ran["never begun"] {
			t.Errorf("ran %v", ran)
		}
	})
}

// A job that fails, or panics, runs again.
func TestRetry(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		q := quick(t, d)
		got := make(chan string, 1)
		var tries atomic.Int32
		Handle(q, func(_ context.Context, n note) error {
			switch tries.Add(1) {
			case 1:
				return errors.New("not yet")
			case 2:
				panic("not yet either")
			case 3:
				return Later(time.Millisecond)
			}
			got <- n.ID
			return nil
		})
		start(t, q)
		insert(t, d, q, "stubborn", nil)
		wait(t, got)
		if tries.Load() != 4 {
			t.Errorf("%d tries, want 4", tries.Load())
		}
	})
}

// Jobs run while 100 writers share commits of the same file: no write is lost,
// and nobody meets a locked database.
func TestLivesWithGroupCommit(t *testing.T) {
	d := dbtest.SQLite(t)
	if _, err := d.Exec(t.Context(), `CREATE TABLE scratch (id TEXT PRIMARY KEY)`); err != nil {
		t.Fatal(err)
	}
	put := func(ctx context.Context, tx *db.DB, id string) error {
		_, err := tx.Exec(ctx, `INSERT INTO scratch (id) VALUES ($1)`, id)
		return err
	}
	var log lockedLog
	q := New(d, slog.New(slog.NewTextHandler(&log, nil)), time.Now)
	q.timing = quick(t, d).timing
	var done sync.WaitGroup
	Handle(q, func(ctx context.Context, n note) error {
		err := d.Tx(ctx, func(tx *db.DB) error { return put(ctx, tx, "job "+n.ID) })
		if err == nil {
			done.Done()
		}
		return err
	})
	start(t, q)
	const writers, each = 100, 20
	done.Add(writers)
	var wg sync.WaitGroup
	for w := range writers {
		wg.Go(func() {
			for i := range each {
				err := d.Tx(t.Context(), func(tx *db.DB) error {
					if i == each/2 {
						if err := q.Insert(t.Context(), tx, note{fmt.Sprint(w)}, nil); err != nil {
							return err
						}
					}
					return put(t.Context(), tx, fmt.Sprintf("write %d %d", w, i))
				})
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	done.Wait()
	n, err := db.One[int](t.Context(), d, `SELECT count(*) FROM scratch`)
	if err != nil || n != writers*each+writers {
		t.Errorf("%d rows, %v, want %d", n, err, writers*each+writers)
	}
	if text := log.String(); strings.Contains(text, "locked") || strings.Contains(text, "BUSY") {
		t.Error(text)
	}
}

// lockedLog is a log that several goroutines write.
type lockedLog struct {
	mu sync.Mutex
	b  strings.Builder
}

func (l *lockedLog) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedLog) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// A caller whose context ends during an insert undoes its own work only.
func TestInsertCancelled(t *testing.T) {
	d := dbtest.SQLite(t)
	q := quick(t, d)
	ctx, cancel := context.WithCancel(t.Context())
	err := d.Tx(ctx, func(tx *db.DB) error {
		cancel()
		return q.Insert(ctx, tx, note{"gone"}, nil)
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error = %v", err)
	}
	insert(t, d, q, "fine", nil)
	counts, err := q.Counts(t.Context())
	if err != nil || len(counts) != 1 || counts[0] != (Count{"test.note", "available", 1}) {
		t.Errorf("counts = %v, %v", counts, err)
	}
}

// A later time is by the queue's clock, not the machine's.
func TestScheduledAt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		past := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
		q := quick(t, d)
		q.now = func() time.Time { return past }
		err := q.Insert(t.Context(), d, note{"later"}, &river.InsertOpts{ScheduledAt: past.Add(time.Hour)})
		if err != nil {
			t.Fatal(err)
		}
		at, err := db.One[time.Time](t.Context(), d, `SELECT scheduled_at FROM river_job`)
		if left := time.Until(at); err != nil || left < 59*time.Minute || left > time.Hour {
			t.Errorf("due in %s, %v", left, err)
		}
	})
}

// A job that a dead process was running is taken over.
func TestRescue(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		q := quick(t, d)
		got := collect(q)
		insert(t, d, q, "orphan", nil)
		if _, err := d.Exec(t.Context(), `UPDATE river_job SET state = 'running', attempt = 1, attempted_at = $1`, time.Now().Add(-time.Hour)); err != nil {
			t.Fatal(err)
		}
		start(t, q)
		if id := wait(t, got); id != "orphan" {
			t.Errorf("ran %q", id)
		}
	})
}
