package extracts

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"sync"
	"weak"

	"footbridge/internal/db"
)

// inUse holds the snapshots that somebody is reading, so that two who need the
// same at once share it. It keeps none alive.
type inUse struct {
	mu  sync.Mutex
	all map[string]weak.Pointer[Snapshot] // by organisation
}

func (u *inUse) get(orgID, hash string) *Snapshot {
	u.mu.Lock()
	defer u.mu.Unlock()
	if s := u.all[orgID].Value(); s != nil && s.Hash == hash {
		return s
	}
	return nil
}

func (u *inUse) put(s *Snapshot) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.all == nil {
		u.all = map[string]weak.Pointer[Snapshot]{}
	}
	u.all[s.OrgID] = weak.Make(s)
}

// Snapshot returns the columns of what counts now: kept ones when no batch has
// come or gone since and they are whole, else made anew from the rows. The
// caller must not change them, and must not be in a transaction.
func (x *Extracts) Snapshot(ctx context.Context, orgID string) (*Snapshot, error) {
	for attempt := 1; ; attempt++ {
		b, err := x.prepare(ctx, orgID)
		if err != nil {
			return nil, err
		}
		hash := b.hash()
		if s := x.inUse.get(orgID, hash); s != nil {
			return s, nil
		}
		s, err := x.keptSnapshot(ctx, b, hash)
		if err != nil {
			return nil, err
		}
		if s == nil {
			if s, err = b.make(ctx); err != nil {
				return nil, fmt.Errorf("make the snapshot: %w", err)
			}
			s.Hash = hash
			if now, err := x.prepare(ctx, orgID); err != nil {
				return nil, err
			} else if now.hash() != hash && attempt < 5 {
				continue // a batch came or went meanwhile
			}
			if err := x.keep(ctx, s); err != nil {
				return nil, err
			}
		}
		x.inUse.put(s)
		return s, nil
	}
}

// Hash is what the snapshot of what counts now has, or would have, as its hash.
func (x *Extracts) Hash(ctx context.Context, orgID string) (string, error) {
	b, err := x.prepare(ctx, orgID)
	if err != nil {
		return "", err
	}
	return b.hash(), nil
}

// hash says from what a snapshot is made: rows, units, and the form of its
// columns.
func (b *build) hash() string {
	h := sha256.New()
	fmt.Fprintf(h, "%d %s", snapshotForm, b.changed)
	for _, u := range b.out.Units {
		fmt.Fprintf(h, " %s %d", u.ID, u.Parent)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// keptSnapshot is what is kept for that hash; nil when there is none, or none
// that is whole.
func (x *Extracts) keptSnapshot(ctx context.Context, b *build, hash string) (*Snapshot, error) {
	kept, err := keptHash(ctx, x.db, b.orgID)
	if err != nil || kept != hash {
		return nil, err
	}
	pieces, err := keptPieces(ctx, x.db, b.orgID)
	if err != nil {
		return nil, err
	}
	s, err := unpackSnapshot(pieces, hash)
	if err != nil {
		return nil, nil // it is only a copy: the rows are the record
	}
	s.OrgID, s.Hash, s.Units = b.orgID, hash, b.out.Units
	return s, nil
}

// keep stores the snapshot. Another process that stored the same first is as
// good.
func (x *Extracts) keep(ctx context.Context, s *Snapshot) error {
	pieces, err := s.pack(s.Hash)
	if err != nil {
		return err
	}
	if err := keepPieces(ctx, x.db, s.OrgID, pieces); err != nil && !db.Duplicate(err) {
		return fmt.Errorf("keep the snapshot: %w", err)
	}
	return nil
}
