package strategy

import (
	"context"

	"footbridge/internal/units"
)

// unitPlans are the open units of a kind, by name, each with its plan if it has
// one.
func (s *Strategy) unitPlans(ctx context.Context, orgID, strategyID, kind string) ([]unitPlan, error) {
	columns, rows, err := s.RollUp(ctx, orgID, strategyID, kind)
	if err != nil {
		return nil, err
	}
	plans, err := localPlansOf(ctx, s.db, orgID, strategyID)
	if err != nil {
		return nil, err
	}
	at := map[string]LocalPlan{}
	for _, p := range plans {
		at[p.UnitID] = p
	}
	out := make([]unitPlan, len(columns))
	for i, u := range columns {
		out[i] = oneUnitPlan(u, at[u.ID], rows, i)
	}
	return out, nil
}

func oneUnitPlan(u units.Unit, p LocalPlan, rows []RollUpRow, column int) unitPlan {
	out := unitPlan{Unit: u, Plan: p, State: planStateTag(p)}
	out.Counts = spreadTags(rollUpTotal(rows, column))
	for _, row := range rows {
		switch row.Cells[column].Decision {
		case planTaken:
			out.Taken++
		case planNew:
			out.New++
		case planDropped:
			out.Drops++
		}
	}
	return out
}
