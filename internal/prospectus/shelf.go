package prospectus

import (
	"context"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"footbridge/internal/audit"
	"footbridge/internal/db"
	"footbridge/internal/fault"
)

// recheck is after how long an edition is compared with the database although
// no change has been recorded; renew, after how long it is made anew anyway: the
// names of people and units are in no stamp.
const (
	recheck = 2 * time.Second
	renew   = 5 * time.Minute
)

// shelf keeps the edition of each organisation in memory.
type shelf struct {
	recheck time.Duration
	mu      sync.Mutex
	kept    map[string]*kept // by organisation
}

// kept is one organisation's edition; mu is held by whoever looks for changes.
type kept struct {
	mu   sync.Mutex
	copy atomic.Pointer[shelved]
}

// shelved is an edition with the newest entry of the audit trail when it was
// last seen to be right.
type shelved struct {
	edition       *Edition
	entry         string
	checked, made time.Time
}

func (s *shelf) of(orgID string) *kept {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.kept[orgID] == nil {
		s.kept[orgID] = &kept{}
	}
	return s.kept[orgID]
}

// right reports whether the copy can be shown: nothing was recorded since it was
// checked, not long ago, and it is of today.
func (p *Prospectus) right(c *shelved, entry string) bool {
	return c != nil && c.entry == entry && c.edition.day == p.today() && time.Since(c.checked) < p.shelf.recheck
}

// Edition returns the prospectus of the organisation of that short name, as it
// is now.
func (p *Prospectus) Edition(ctx context.Context, slug string) (*Edition, error) {
	org, err := p.units.BySlug(ctx, slug)
	if fault.KindOf(err) == fault.NotFound {
		err = fault.New(fault.NotFound, "There is no prospectus at this address.")
	}
	if err != nil {
		return nil, err
	}
	entry, err := audit.Newest(ctx, p.db, org.OrgID)
	if err != nil {
		return nil, err
	}
	k := p.shelf.of(org.OrgID)
	if c := k.copy.Load(); p.right(c, entry) {
		return c.edition, nil
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	c := k.copy.Load()
	if p.right(c, entry) {
		return c.edition, nil
	}
	now := time.Now()
	stamp, err := p.stamp(ctx, p.db, org.OrgID)
	if err != nil {
		return nil, err
	}
	next := &shelved{entry: entry, checked: now, made: now}
	if c != nil && c.edition.stamp == stamp && c.edition.day == p.today() && now.Sub(c.made) < renew {
		next.edition, next.made = c.edition, c.made
	} else if next.edition, err = p.build(ctx, p.db, org, stamp); err != nil {
		return nil, err
	}
	k.copy.Store(next)
	return next.edition, nil
}

// stamp changes with everything that an edition shows.
func (p *Prospectus) stamp(ctx context.Context, tx *db.DB, orgID string) (string, error) {
	runs, err := p.college.PublishedStamp(ctx, tx, orgID)
	if err != nil {
		return "", err
	}
	designs, err := p.courses.PublishedStamp(ctx, tx, orgID)
	if err != nil {
		return "", err
	}
	teachers, err := p.trainers.PublishedStamp(ctx, tx, orgID)
	if err != nil {
		return "", err
	}
	own, err := wordsStamp(ctx, tx, orgID)
	return strings.Join([]string{runs, designs, teachers, own}, "|"), err
}
