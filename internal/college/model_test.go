package college

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/fault"
)

// sequences is how many random histories the model test lives through.
func sequences(d *db.DB) int {
	switch {
	case testing.Short():
		return 200
	case raceDetector: // the same steps many times slower
		return 400
	case d.Postgres():
		return 1000
	}
	return 10_000
}

// Random histories of booking, cancelling, offering, accepting, declining,
// expiring, changing capacity, keeping places and closing: after every step each
// invariant holds.
func TestRandomHistories(t *testing.T) {
	const shards = 4 // each in a database of its own
	for shard := range shards {
		t.Run(fmt.Sprintf("part %d", shard+1), func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				n := sequences(d) / shards
				for i := range n {
					if err := history(t, d, uint64(i), uint64(shard*n+i), nil); err != nil {
						t.Fatalf("seed %d: %v", shard*n+i, err)
					}
				}
			})
		})
	}
}

// A broken engine is noticed: one that gives a place which nobody counted.
func TestRandomHistoriesFindAFault(t *testing.T) {
	d := dbtest.SQLite(t)
	for seed := range uint64(50) {
		err := history(t, d, seed, seed, func(g *guard) {
			g.take = func(context.Context, *db.DB, string, string) (bool, error) { return true, nil }
		})
		if err != nil {
			return
		}
	}
	t.Error("fifty histories found no fault in an engine that counts no places")
}

// shared is how many histories share a college: an invariant looks at all of it.
const shared = 10

// model is one history: a run that everybody wants, another at about the same
// time, and some students.
type model struct {
	w        *world
	r        *rand.Rand
	run      Run
	students []Student
}

// worlds are the colleges of each test, by its database.
var worlds sync.Map

func worldOf(t *testing.T, d *db.DB, n uint64) *world {
	if w, ok := worlds.Load(d); ok && n%shared != 0 {
		return w.(*world)
	}
	w := newWorld(t, d)
	for i := range 6 {
		w.crowd = append(w.crowd, w.student(fmt.Sprintf("Student %d", i)))
	}
	worlds.Store(d, w)
	return w
}

// history lives through the nth random history of a database, with a guard that may be
// spoilt.
func history(t *testing.T, d *db.DB, n, seed uint64, spoil func(*guard)) error {
	w := worldOf(t, d, n)
	if spoil != nil {
		spoil(&w.college.guard)
	}
	w.at = time.Date(2027, 4, 19, 9, 0, 0, 0, time.UTC)
	m := &model{w: w, r: rand.New(rand.NewPCG(seed, 1))}
	term := w.term(m.r.IntN(3))
	m.run = w.run(term, 1+m.r.IntN(3), inMay(m.r.IntN(3)))
	other := w.run(term, 2, inMay(m.r.IntN(3)))
	m.students = w.crowd[:3+m.r.IntN(4)]
	for step := range 6 + m.r.IntN(8) {
		name, err := m.step(t.Context(), other)
		if k := fault.KindOf(err); err != nil && k == fault.Internal {
			return fmt.Errorf("step %d, %s: %w", step, name, err)
		}
		if found, err := w.college.Check(t.Context(), w.by.OrgID); err != nil || len(found) > 0 {
			return fmt.Errorf("step %d, %s: %v (%v)", step, name, found, err)
		}
	}
	for _, run := range []Run{m.run, other} {
		if err := w.db.Tx(t.Context(), func(tx *db.DB) error { return w.college.endRun(t.Context(), tx, w.by, run, "over") }); err != nil {
			return err
		}
		if taken := w.reload(run.ID).Taken - m.kept(t.Context(), run); taken != 0 {
			return fmt.Errorf("everybody has gone, and %d places are taken", taken)
		}
	}
	return nil
}

// kept is how many places groups still have.
func (m *model) kept(ctx context.Context, run Run) int {
	holds, err := holdsOf(ctx, m.w.db, run.OrgID, run.ID)
	m.w.ok(err)
	n := 0
	for _, h := range holds {
		if h.Open() {
			n += h.Places
		}
	}
	return n
}

// step does one random thing and says which.
func (m *model) step(ctx context.Context, other Run) (string, error) {
	c, w := m.w.college, m.w
	run := m.run
	if m.r.IntN(6) == 0 {
		run = other
	}
	s := m.students[m.r.IntN(len(m.students))]
	b := m.any(ctx)
	switch m.r.IntN(14) {
	case 0, 1, 2:
		_, err := c.Book(ctx, w.as(s), run.ID, s.ID, BookInput{How: "online"})
		return "book", err
	case 3, 4, 5:
		_, err := c.JoinList(ctx, w.as(s), run.ID, s.ID, "online")
		return "join the list", err
	case 6, 7:
		return "cancel", c.Cancel(ctx, w.by, b.ID, "")
	case 8:
		_, err := c.Accept(ctx, w.by, b.ID)
		return "accept", err
	case 9:
		_, err := c.Decline(ctx, w.by, b.ID)
		return "decline", err
	case 10:
		w.at = w.at.Add(time.Duration(m.r.IntN(120)) * time.Hour)
		return "time goes by", c.turn(ctx, w.by.OrgID)
	case 11:
		return "change the capacity", m.widen(ctx)
	case 12:
		h, err := c.AddHold(ctx, w.by, Hold{RunID: m.run.ID, ForWhom: "A group", Places: 1, UntilOn: may.AddDays(-1 - m.r.IntN(5))})
		if err == nil && m.r.IntN(2) == 0 {
			_, err = c.Book(ctx, w.by, m.run.ID, s.ID, BookInput{How: "phone", HoldID: h.ID})
		}
		return "keep places for a group", err
	}
	state := []string{"open", "closed"}[m.r.IntN(2)]
	w.exec(`UPDATE college_run SET state = $3 WHERE org_id = $1 AND id = $2 AND state IN ('open', 'closed')`, m.run.ID, state)
	return "booking is " + state, nil
}

func (m *model) widen(ctx context.Context) error {
	return m.w.db.Tx(ctx, func(tx *db.DB) error {
		n, err := tx.Exec(ctx, `UPDATE college_run SET capacity = $3 WHERE org_id = $1 AND id = $2 AND taken <= $3`, m.w.by.OrgID, m.run.ID, 1+m.r.IntN(4))
		if err != nil || n == 0 {
			return err
		}
		return m.w.college.freeUp(ctx, tx, m.run)
	})
}

// any is some booking of the history, or none yet.
func (m *model) any(ctx context.Context) Booking {
	all, err := bookingsOfRun(ctx, m.w.db, m.w.by.OrgID, m.run.ID)
	m.w.ok(err)
	if len(all) == 0 {
		return Booking{ID: "none"}
	}
	return all[m.r.IntN(len(all))]
}
