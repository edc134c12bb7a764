package strategy

import "context"

// PlanHash is the hash of the plan's words as they stand: what a group agrees to
// when it signs ([SignInput.Hash]).
func (s *Strategy) PlanHash(ctx context.Context, orgID, planID string) (string, error) {
	d, err := s.readPlan(ctx, orgID, planID)
	if err != nil {
		return "", err
	}
	return planWords(d.content()), nil
}
