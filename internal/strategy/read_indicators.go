package strategy

import "context"

// PlanOf is the local plan of a unit under the strategy that is shown first;
// found is false where it has none.
func (s *Strategy) PlanOf(ctx context.Context, orgID, unitID string) (plan LocalPlan, found bool, err error) {
	current, found, err := s.Current(ctx, orgID)
	if err != nil || !found {
		return LocalPlan{}, false, err
	}
	plans, err := localPlansOf(ctx, s.db, orgID, current.ID)
	for _, p := range plans {
		if p.UnitID == unitID {
			return p, true, err
		}
	}
	return LocalPlan{}, false, err
}
