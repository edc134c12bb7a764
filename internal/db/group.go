package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

// group makes transactions that wait at the same time share one commit, which
// is what costs on a disk that really writes (synchronous=FULL).
//
// One goroutine owns the turns. It opens an outer transaction on the single
// write connection and lets the queued callers run in it one after another, each
// on its own goroutine, the second and later ones inside a savepoint. A caller
// that fails or panics is rolled back to its savepoint; one whose context ended
// before its turn is skipped. When the queue is empty, or the group is large or
// old enough, the outer transaction commits and every caller is answered: so an
// answer always means the data is on disk. No wait is added for a lone caller.
type group struct {
	pool  *sql.DB
	queue chan *turn
	wg    sync.WaitGroup
	mu    sync.RWMutex
	over  bool
}

const (
	groupSize = 512                   // callers in one commit
	groupAge  = 20 * time.Millisecond // how long the first caller may wait for later ones
)

// errGroupLost is the answer to callers whose finished work was undone because
// the outer transaction could not commit; [DB.Tx] runs them again alone.
var errGroupLost = errors.New("the shared commit was lost")

// errClosed is the answer to callers that come after Close.
var errClosed = errors.New("the database is closed")

// turn is one caller in the queue.
type turn struct {
	ctx     context.Context
	alone   bool // commits by itself: the second try of a caller whose group was lost
	claimed atomic.Bool
	start   chan *outer // the turn begins
	done    chan bool   // fn has ended; true keeps its work
	outcome chan error  // the commit has ended
}

// outer is the transaction that a group shares, with the statements that its
// callers have prepared: parsing one takes longer than most of them run, and
// callers who wait together often ask for the same. Only whose turn it is uses
// it. The statements are closed with the transaction.
type outer struct {
	*sql.Tx
	kept map[string]*sql.Stmt
}

// prepared is the query as a statement of the transaction.
func (o *outer) prepared(ctx context.Context, query string) (*sql.Stmt, error) {
	if s := o.kept[query]; s != nil {
		return s, nil
	}
	s, err := o.PrepareContext(ctx, query)
	if err == nil && len(o.kept) < readyMost {
		o.kept[query] = s
	}
	return s, err
}

func newGroup(pool *sql.DB) *group {
	g := &group{pool: pool, queue: make(chan *turn, 4*groupSize)}
	g.wg.Go(g.run)
	return g
}

func (g *group) close() {
	g.mu.Lock()
	if !g.over {
		g.over = true
		close(g.queue)
	}
	g.mu.Unlock()
	g.wg.Wait()
}

// do waits for a turn, runs fn in it and waits for the commit. It returns fn's
// error, or why the work is not on disk. A panic of fn passes through after its
// work is undone.
func (g *group) do(ctx context.Context, alone bool, fn func(*outer) error) error {
	t := &turn{ctx: ctx, alone: alone, start: make(chan *outer, 1), done: make(chan bool, 1), outcome: make(chan error, 1)}
	if err := g.enqueue(t); err != nil {
		return err
	}
	var tx *outer
	select {
	case tx = <-t.start:
	case err := <-t.outcome: // the outer transaction could not begin
		return err
	case <-ctx.Done():
		if t.claimed.CompareAndSwap(false, true) {
			return ctx.Err()
		}
		select { // the turn began at the same moment: finish it as a failure
		case <-t.start:
			t.done <- false
			<-t.outcome
		case <-t.outcome:
		}
		return ctx.Err()
	}
	err, keep := errors.New("abandoned"), false
	func() {
		defer func() { t.done <- keep }() // also when fn panics or ends its goroutine
		err = fn(tx)
		keep = err == nil
	}()
	if lost := <-t.outcome; err == nil {
		err = lost
	}
	return err
}

func (g *group) enqueue(t *turn) error {
	g.mu.RLock()
	defer g.mu.RUnlock()
	if g.over {
		return errClosed
	}
	select {
	case g.queue <- t:
		return nil
	case <-t.ctx.Done():
		return t.ctx.Err()
	}
}

func (g *group) run() {
	for first := range g.queue {
		g.commit(first)
	}
}

// commit runs first, and who else is waiting, in one outer transaction.
func (g *group) commit(first *turn) {
	var tx *outer
	var kept []*turn
	began := time.Now()
	for next := first; next != nil; next = g.another(next, len(kept), began) {
		if !next.claimed.CompareAndSwap(false, true) {
			continue // its caller has gone
		}
		if tx == nil {
			shared, err := g.pool.BeginTx(context.Background(), nil)
			if err != nil {
				next.outcome <- fmt.Errorf("begin: %w", err)
				continue
			}
			tx = &outer{Tx: shared, kept: map[string]*sql.Stmt{}}
		}
		keep, err := g.one(tx, next, len(kept) > 0)
		switch {
		case err != nil: // the outer transaction is gone, and all work in it
			tx.Rollback()
			tx = nil
			g.answer(kept, errGroupLost)
			kept = nil
			next.outcome <- errGroupLost
		case keep:
			kept = append(kept, next)
		default:
			if len(kept) == 0 { // nothing else is in it yet
				tx.Rollback()
				tx = nil
			}
			next.outcome <- nil
		}
	}
	if tx == nil {
		return
	}
	err := tx.Commit()
	if err != nil {
		tx.Rollback()
		if len(kept) > 1 {
			err = fmt.Errorf("%w: %w", errGroupLost, err)
		}
	}
	g.answer(kept, err)
}

// another is the next caller of the group, or nil when it should commit.
func (g *group) another(last *turn, kept int, began time.Time) *turn {
	if last.alone || kept >= groupSize || kept > 0 && time.Since(began) > groupAge {
		return nil
	}
	select {
	case t := <-g.queue: // nil when closed
		return t
	default:
		return nil
	}
}

// one runs the turn t in tx and reports whether its work is kept. An error
// means that tx itself is lost.
func (g *group) one(tx *outer, t *turn, savepoint bool) (keep bool, err error) {
	ctx := context.Background()
	if savepoint {
		if _, err := tx.ExecContext(ctx, "SAVEPOINT turn"); err != nil {
			t.start <- tx // let the caller run into the same error
			<-t.done
			return false, err
		}
	}
	t.start <- tx
	keep = <-t.done
	switch {
	case savepoint && !keep:
		_, err = tx.ExecContext(ctx, "ROLLBACK TO turn; RELEASE turn")
	case savepoint:
		_, err = tx.ExecContext(ctx, "RELEASE turn")
	}
	return keep, err
}

func (g *group) answer(kept []*turn, err error) {
	for _, t := range kept {
		t.outcome <- err
	}
}
