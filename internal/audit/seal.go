package audit

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"footbridge/internal/db"
)

// head is the end of one organisation's chain.
type head struct {
	Seq  int64
	Hash string
}

// batch is how many entries are sealed in one transaction.
const batch = 2000

// errHead says that a chain has entries but no end: somebody removed it.
var errHead = errors.New("audit: the seal of the organisation is missing")

// link is the hash of r as the entry number r.Seq, sealed at r.SealedAt, after
// the entry with the hash previous. Every field has its length before it, so no
// two entries are written alike.
func link(r Row, previous string) string {
	h := sha256.New()
	num := func(n int64) {
		var b [8]byte
		binary.BigEndian.PutUint64(b[:], uint64(n))
		h.Write(b[:])
	}
	for _, s := range []string{
		"footbridge audit 1", previous, r.OrgID, r.ID, r.AccountID, r.Actor, r.Action,
		r.TargetKind, r.TargetID, r.TargetWords, r.Changes, r.Search,
	} {
		num(int64(len(s)))
		h.Write([]byte(s))
	}
	for _, n := range []int64{r.Seq, r.At.UnixNano(), r.SealedAt.UnixNano()} {
		num(n)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Seal links the entries that are not sealed yet, of every organisation, and
// returns how many. Two sealers at once do no harm: the second leaves the work
// to the first.
func (l *Log) Seal(ctx context.Context) (int, error) {
	orgs, err := unsealedOrgs(ctx, l.db)
	if err != nil {
		return 0, err
	}
	total := 0
	var failed []error
	for _, org := range orgs {
		for {
			n, err := l.sealBatch(ctx, org)
			total += n
			if err != nil {
				failed = append(failed, fmt.Errorf("seal the audit trail of %s: %w", org, err))
			}
			if err != nil || n < batch {
				break
			}
		}
	}
	return total, errors.Join(failed...)
}

// sealBatch seals up to a batch of one organisation's entries.
func (l *Log) sealBatch(ctx context.Context, orgID string) (int, error) {
	sealed := 0
	err := l.db.Tx(ctx, func(tx *db.DB) error {
		sealed = 0
		at := l.now().UTC().Truncate(time.Microsecond)
		was, err := headOf(ctx, tx, orgID, at)
		if err != nil {
			return err
		}
		rows, err := unsealed(ctx, tx, orgID, batch)
		if err != nil || len(rows) == 0 {
			return err
		}
		next := was
		for i := range rows {
			r := &rows[i]
			r.Seq, r.SealedAt = next.Seq+1, at
			r.Hash = link(*r, next.Hash)
			next = head{r.Seq, r.Hash}
		}
		first, err := moveHead(ctx, tx, orgID, was, next, at)
		if err != nil || !first {
			return err // another sealer was quicker: its work is ours
		}
		if err := sealRows(ctx, tx, orgID, rows); err != nil {
			return err
		}
		sealed = len(rows)
		return nil
	})
	if err != nil {
		return 0, err
	}
	return sealed, nil
}

// Run seals about once a second until ctx ends, and once more then.
func (l *Log) Run(ctx context.Context) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		_, err := l.Seal(ctx)
		if err != nil && ctx.Err() == nil {
			slog.ErrorContext(ctx, "the audit trail could not be sealed; trying again", "err", err)
		}
		select {
		case <-ctx.Done():
			last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
			defer cancel()
			if _, err := l.Seal(last); err != nil {
				slog.ErrorContext(last, "the audit trail could not be sealed at the end", "err", err)
			}
			return
		case <-tick.C:
		}
	}
}
