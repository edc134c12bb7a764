package strategy

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"footbridge/internal/actions"
	"footbridge/internal/units"
)

// RollUpCell is how one unit's plan stands towards one objective.
type RollUpCell struct {
	Unit     units.Unit
	PlanID   string // "": the unit has no plan
	Decision string // new, taken, dropped; "" without a plan
	Why      string // it was dropped
	Standing actions.Standing
	Spread   actions.Spread
}

// Words is the cell in words: never a colour alone.
func (c RollUpCell) Words() string {
	switch {
	case c.PlanID == "":
		return "no plan"
	case c.Decision == planDropped:
		return "dropped"
	case c.Decision == planNew:
		return "not considered yet"
	case c.Spread.Total() == 0:
		return "no local action yet"
	}
	return standingWords(c.Standing)
}

// RollUpRow is one objective across the units, with the spread of how they
// stand: how many at each status and from which to which, never a mean.
type RollUpRow struct {
	Objective Objective
	Cells     []RollUpCell
	Counts    []wordCount
	From, To  string // the furthest back and the furthest on of those with actions
}

// spreadOrder is the order of a spread, from furthest back to furthest on.
var spreadOrder = []actions.Status{actions.OffTrack, actions.AtRisk, actions.NotStarted, actions.OnTrack, actions.Complete}

// spread counts the cells of a row by what they say.
func (r *RollUpRow) spread() {
	counts := map[string]int{}
	lowest, highest := len(spreadOrder), -1
	for _, c := range r.Cells {
		word := c.Words()
		if c.Decision == planTaken && c.Spread.Total() > 0 {
			word = string(c.Standing.Status)
			at := slices.Index(spreadOrder, c.Standing.Status)
			lowest, highest = min(lowest, at), max(highest, at)
		}
		counts[word]++
	}
	for _, st := range spreadOrder {
		r.Counts = append(r.Counts, wordCount{string(st), counts[string(st)]})
	}
	for _, word := range []string{"no local action yet", "not considered yet", "dropped", "no plan"} {
		r.Counts = append(r.Counts, wordCount{word, counts[word]})
	}
	r.Counts = slices.DeleteFunc(r.Counts, func(c wordCount) bool { return c.N == 0 })
	if highest >= 0 {
		r.From, r.To = string(spreadOrder[lowest]), string(spreadOrder[highest])
	}
}

// RollUp is every objective of a strategy across the units of a kind, in
// alphabetical order: never a ranking.
func (s *Strategy) RollUp(ctx context.Context, orgID, strategyID, kind string) ([]units.Unit, []RollUpRow, error) {
	tree, err := s.units.Tree(ctx, orgID)
	if err != nil {
		return nil, nil, err
	}
	columns := slices.DeleteFunc(tree, func(u units.Unit) bool { return planKind(u.Kind) != kind || !u.ClosedOn.IsZero() })
	slices.SortStableFunc(columns, func(a, b units.Unit) int {
		return cmp.Or(strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)), strings.Compare(a.ID, b.ID))
	})
	plans, err := localPlansOf(ctx, s.db, orgID, strategyID)
	if err != nil {
		return nil, nil, err
	}
	choices, err := choicesAbout(ctx, s.db, orgID, strategyID)
	if err != nil {
		return nil, nil, err
	}
	spreads, err := s.actions.Spreads(ctx, s.db, orgID, module, byPlanAndObjective(orgID))
	if err != nil {
		return nil, nil, err
	}
	objectives, err := listObjectives(ctx, s.db, orgID, strategyID, false)
	return columns, rollUp(columns, plans, choices, spreads, objectives), err
}

// rollUp lays out the table from its parts.
func rollUp(columns []units.Unit, plans []LocalPlan, choices []planChoice, spreads map[string]actions.Spread, objectives []Objective) []RollUpRow {
	planOf, choiceOf := map[string]string{}, map[[2]string]planChoice{}
	for _, p := range plans {
		planOf[p.UnitID] = p.ID
	}
	for _, c := range choices {
		choiceOf[[2]string{c.PlanID, c.ObjectiveID}] = c
	}
	rows := make([]RollUpRow, 0, len(objectives))
	for _, o := range objectives {
		row := RollUpRow{Objective: o}
		for _, u := range columns {
			cell := RollUpCell{Unit: u, PlanID: planOf[u.ID]}
			if cell.PlanID != "" {
				c, known := choiceOf[[2]string{cell.PlanID, o.ID}]
				cell.Decision, cell.Why = c.Decision, c.DroppedWhy
				if !known {
					cell.Decision = planNew
				}
				cell.Spread = spreads[cell.PlanID+"/"+o.ID]
				cell.Standing = actions.RollUp(cell.Spread, actions.Override{})
			}
			row.Cells = append(row.Cells, cell)
		}
		row.spread()
		rows = append(rows, row)
	}
	return rows
}

// rollUpTotal is the spread of all actions in one column.
func rollUpTotal(rows []RollUpRow, column int) actions.Spread {
	var out actions.Spread
	for _, row := range rows {
		out = out.Plus(row.Cells[column].Spread)
	}
	return out
}
