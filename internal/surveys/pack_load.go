package surveys

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"footbridge/internal/db"
	"footbridge/internal/forms"
	"footbridge/internal/jobs"
)

// How packs are made.
const (
	packRows  = 5_000  // in one pack
	packLeast = 500    // fewer answers are counted from their rows
	packNow   = 20_000 // more are packed before they are counted
)

// packEvery is how often new answers are packed.
const packEvery = time.Minute

// packJob packs the answers that have come.
type packJob struct{}

// Kind implements river.JobArgs.
func (packJob) Kind() string { return "surveys.pack" }

// SchedulePacks adds the job that packs answers.
func (s *Surveys) SchedulePacks(q *jobs.Queue) {
	jobs.Handle(q, func(ctx context.Context, _ packJob) error { return s.PackAll(ctx) })
	q.Every(packJob{}, jobs.Each(packEvery))
}

// PackAll packs the answers of every wave that has enough new ones.
func (s *Surveys) PackAll(ctx context.Context) error {
	all, err := s.units.Organisations(ctx)
	if err != nil {
		return err
	}
	var failed []error
	for _, org := range all {
		waves, err := fullWaves(ctx, s.db, org.OrgID, packLeast)
		failed = append(failed, err)
		for _, id := range waves {
			wave, err := oneWave(ctx, s.db, org.OrgID, id)
			if err == nil {
				err = s.packWave(ctx, wave)
			}
			if err != nil {
				failed = append(failed, fmt.Errorf("pack wave %s: %w", id, err))
			}
		}
	}
	return errors.Join(failed...)
}

func (s *Surveys) packWave(ctx context.Context, w Wave) error {
	form, _, err := s.formOf(ctx, s.db, w)
	if err != nil {
		return err
	}
	return s.pack(ctx, w, newLayout(form))
}

// formOf is what a wave asks, and its title with its version.
func (s *Surveys) formOf(ctx context.Context, tx *db.DB, w Wave) (*forms.Form, string, error) {
	v, err := s.questionnaires.Published(ctx, tx, w.OrgID, w.VersionID)
	return &v.Form, fmt.Sprintf("%s, version %d", v.Form.Title.Plain, v.Number), err
}

// pack puts the answers of a wave that are in no pack into packs, until few are
// left, a transaction each: those who answer meanwhile wait no longer than that.
func (s *Surveys) pack(ctx context.Context, w Wave, p *layout) error {
	for {
		left := 0
		err := s.db.Tx(ctx, func(tx *db.DB) (err error) {
			left, err = packSome(ctx, tx, w, p)
			return err
		})
		if err != nil || left < packLeast {
			return err
		}
	}
}

// packSome makes one pack, and returns how many answers went into it. Packs from
// before an answer was changed are thrown away first.
func packSome(ctx context.Context, tx *db.DB, w Wave, p *layout) (int, error) {
	changes, err := holdWave(ctx, tx, w.OrgID, w.ID)
	if err != nil {
		return 0, err
	}
	old, err := packsOf(ctx, tx, w.OrgID, w.ID)
	if err != nil {
		return 0, err
	}
	if _, ok := believed(old, changes, p); !ok {
		if err := dropPacks(ctx, tx, w.OrgID, w.ID); err != nil {
			return 0, err
		}
		old = nil
	}
	rows, err := someFresh(ctx, tx, w.OrgID, w.ID, packRows)
	if err != nil || len(rows) == 0 {
		return 0, err
	}
	b, ids := newBlock(p), make([]string, len(rows))
	for i, r := range rows {
		ids[i] = r.ID
		if err := b.addRow(r); err != nil {
			return 0, err
		}
	}
	data, err := b.encode()
	if err != nil {
		return 0, err
	}
	number := len(old) + 1
	if err := insertPack(ctx, tx, w.OrgID, w.ID, packRow{number, changes, len(rows), data}); err != nil {
		return 0, err
	}
	return len(rows), markPacked(ctx, tx, w.OrgID, w.ID, number, ids)
}

// believed are the packs as blocks, if all are of the wave as it is now.
func believed(packs []packRow, changes int, p *layout) ([]*block, bool) {
	var out []*block
	for i, row := range packs {
		b, err := p.decode(row.Data)
		if err != nil || row.Changes != changes || row.Number != i+1 || b.rows() != row.Rows {
			return nil, false
		}
		out = append(out, b)
	}
	return out, true
}

// count counts the answers of a wave: those in packs, and the others from their
// rows. What is packed meanwhile is not counted twice, and not left out.
func (s *Surveys) count(ctx context.Context, tx *db.DB, w Wave, p *layout) (*tally, error) {
	units, err := unitsToCount(ctx, tx, w.OrgID, w.ID)
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(units))
	for i, u := range units {
		ids[i] = u.UnitID
	}
	for range 10 {
		before, err := packStateOf(ctx, tx, w.OrgID, w.ID)
		if err != nil {
			return nil, err
		}
		packs, err := packsOf(ctx, tx, w.OrgID, w.ID)
		if err != nil {
			return nil, err
		}
		t, each := newTally(p, ids), eachFresh
		blocks, ok := believed(packs, before.Changes, p)
		if !ok {
			blocks, each = nil, eachAnswer
		}
		for _, b := range blocks {
			t.add(b)
		}
		b := newBlock(p)
		if err := each(ctx, tx, w.OrgID, w.ID, b.addRow); err != nil {
			return nil, err
		}
		t.add(b)
		after, err := packStateOf(ctx, tx, w.OrgID, w.ID)
		if err != nil {
			return nil, err
		}
		if after.Changes == before.Changes && after.Last == before.Last {
			return t, nil
		}
	}
	return nil, fmt.Errorf("the answers of wave %s change too fast to be counted", w.ID)
}

// cache keeps what was worked out, one thing a wave, under a key of everything it
// was worked out from.
type cache struct {
	mu   sync.Mutex
	kept map[string]cached
}

type cached struct {
	key   string
	table *Table
}

func (c *cache) get(wave, key string) *Table {
	c.mu.Lock()
	defer c.mu.Unlock()
	if have := c.kept[wave]; have.key == key {
		return have.table
	}
	return nil
}

// mostKept is how many waves are kept; beyond it the cache begins anew.
const mostKept = 200

func (c *cache) put(wave, key string, t *Table) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.kept == nil || len(c.kept) >= mostKept {
		c.kept = map[string]cached{}
	}
	c.kept[wave] = cached{key, t}
}
