package strategy

import (
	"context"
	"fmt"

	"footbridge/internal/db"
)

// checkLocal returns, in sentences, what is wrong in the organisation's local
// plans, sign-up and steering group: nothing, unless somebody has changed the
// database by hand.
func (s *Strategy) checkLocal(ctx context.Context, tx *db.DB, orgID string) ([]string, error) {
	out, err := localProblems(ctx, tx, orgID)
	if err != nil {
		return nil, err
	}
	signed, err := signedHashes(ctx, tx, orgID)
	if err != nil {
		return nil, err
	}
	err = eachSignoff(ctx, tx, orgID, func(o planSignoff) error {
		if contentHash(o.Content.V, "") != o.Hash {
			out = append(out, fmt.Sprintf("edition %s (%s) is not what was signed off on %s", o.EditionID, o.Content.V.Title, o.SignedOn))
			return nil
		}
		words := planWords(o.Content.V)
		for _, sign := range []string{o.PartnerSign, o.UserSign, o.CarerSign} {
			if sign != "" && signed[sign] != words {
				out = append(out, fmt.Sprintf("edition %s (%s) is signed off with a signature for other words", o.EditionID, o.Content.V.Title))
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	err = eachFrozen(ctx, tx, orgID, func(r HighlightReport) error {
		if !r.Intact() {
			out = append(out, fmt.Sprintf("the highlight report of %s to %s (%s) is not what was frozen on %s", r.FromOn, r.ToOn, r.ID, r.FrozenAt.Format("2 January 2006")))
		}
		return nil
	})
	return out, err
}
