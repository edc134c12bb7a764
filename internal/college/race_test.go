package college

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
)

// bookers is how many ask for the last places at the same moment.
const bookers = 200

// crowd is enough students for a race.
func crowd(w *world) []Student {
	out := make([]Student, bookers)
	for i := range out {
		out[i] = w.student(fmt.Sprintf("Student %d", i))
	}
	return out
}

// race lets everybody ask for a place of the run at the same moment and returns
// how many were told that they have one.
func race(t testing.TB, w *world, run Run, students []Student) int {
	t.Helper()
	var booked atomic.Int64
	var wg sync.WaitGroup
	begin := make(chan struct{})
	for _, s := range students {
		wg.Go(func() {
			<-begin
			switch _, err := w.college.Book(context.Background(), w.as(s), run.ID, s.ID, BookInput{How: "online"}); {
			case err == nil:
				booked.Add(1)
			case !errors.Is(err, ErrFull):
				t.Errorf("neither booked nor full: %v", err)
			}
		})
	}
	close(begin)
	wg.Wait()
	return int(booked.Load())
}

// Two hundred ask for the last places of twenty runs: on each as many get one as
// there are, and the invariants hold.
func TestLastPlaces(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		students, term := crowd(w), w.term(0)
		for i := range 20 {
			places := 1 + i%7
			run := w.run(term, places, inMay(i))
			if got := race(t, w, run, students); got != places {
				t.Fatalf("run %d: %d booked, and there are %d places", i, got, places)
			}
		}
		w.sound()
	})
}

// The same test without the guard must fail: it can see the race. The guard is
// the condition in takePlace and the CHECK of the table; here both are gone, and
// everybody acts on what they saw before the first of them had a place.
func TestLastPlacesWithoutGuard(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		students, term := crowd(w), w.term(0)
		var seen sync.Map // run ID to the places free when it was first looked at
		w.college.guard.free = func(context.Context, *db.DB, string, string) (int, error) { return 1, nil }
		w.college.guard.take = func(ctx context.Context, tx *db.DB, orgID, runID string) (bool, error) {
			run, err := oneRun(ctx, tx, orgID, runID)
			if err != nil {
				return false, err
			}
			if free, _ := seen.LoadOrStore(runID, run.Free()); free.(int) <= 0 {
				return false, nil
			}
			return true, givePlaces(ctx, tx, orgID, runID, -1)
		}
		withoutChecks(t, d)
		for i := range 2 {
			run := w.run(term, 3, inMay(i))
			if race(t, w, run, students) <= 3 {
				t.Error("without the guard the run is not over capacity: the test cannot see the race")
			}
		}
		if found, err := brokenCapacity(t.Context(), d, w.by.OrgID); err != nil || len(found) != 2 {
			t.Errorf("the check found %d of 2 runs over capacity (%v)", len(found), err)
		}
	})
}

// withoutChecks takes the table's own guard away.
func withoutChecks(t *testing.T, d *db.DB) {
	t.Helper()
	statements := []string{`PRAGMA ignore_check_constraints = 1`}
	if d.Postgres() {
		names, err := db.All[string](t.Context(), d, `SELECT conname FROM pg_constraint WHERE conrelid = 'college_run'::regclass AND contype = 'c' AND pg_get_constraintdef(oid) LIKE '%taken%'`)
		if err != nil || len(names) == 0 {
			t.Fatalf("the constraints of the places: %v (%v)", names, err)
		}
		statements = nil
		for _, name := range names {
			statements = append(statements, `ALTER TABLE college_run DROP CONSTRAINT `+name)
		}
	}
	for _, s := range statements {
		if _, err := d.Exec(t.Context(), s); err != nil {
			t.Fatal(err)
		}
	}
}

// BenchmarkBook books popular runs with 200 at once, through the service: each
// decision is a place or the word that there is none.
func BenchmarkBook(b *testing.B) {
	engines := map[string]func(testing.TB) *db.DB{"sqlite": dbtest.SQLite}
	if dbtest.HasPostgres() {
		engines["postgres"] = dbtest.Postgres
	}
	for name, open := range engines {
		for _, share := range []struct {
			name   string
			places int
		}{{"a tenth get a place", bookers / 10}, {"everybody gets a place", bookers}} {
			b.Run(name+"/"+share.name, func(b *testing.B) {
				w := newWorld(b, open(b))
				students, term := crowd(w), w.term(0)
				b.ResetTimer()
				decided := 0
				for i := 0; b.Loop(); i++ {
					b.StopTimer()
					run := w.run(term, share.places, inMay(i))
					b.StartTimer()
					if got := race(b, w, run, students); got != share.places {
						b.Fatalf("%d booked, and there are %d places", got, share.places)
					}
					decided += bookers
				}
				b.ReportMetric(float64(decided)/b.Elapsed().Seconds(), "decided/s")
			})
		}
	}
}
