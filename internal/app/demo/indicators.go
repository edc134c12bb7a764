package demo

import (
	"fmt"

	"footbridge/internal/indicators"
	"footbridge/internal/strategy"
)

// makeIndicators takes on every definition that comes along, works them out, and
// plans what people decided about the charts since: limits that begin anew where
// a team grew on purpose, and notes on what happened.
func (m *maker) makeIndicators() error {
	m.on(m.recordsOn().AddDays(3), func() error {
		if err := m.Indicators.Adopt(m.ctx, m.by); err != nil {
			return err
		}
		return m.Indicators.Run(m.ctx, m.by)
	})
	m.on(m.recordsOn().AddDays(8), m.makeMarks)
	return nil
}

func (m *maker) makeMarks() error {
	specialists, err := m.actionCalled("An employment specialist in each community team")
	if err != nil {
		return err
	}
	until := m.recordsUntil()
	for _, mark := range []indicators.Mark{
		// The files have it that this team sees two fifths more from here on.
		{Indicator: "contacts", UnitID: m.units["Kingsmere Community Team"].ID, Kind: indicators.Rebase, Month: until.Add(-9),
			Words: "Three more workers began and the team is open on Saturdays. The steering group agreed in its second meeting that this is how it is now."},
		// And that from here on less is recorded of where people live.
		{Indicator: "settled-home", UnitID: m.root.ID, Kind: indicators.Note, Month: until.Add(-13),
			Words: "The record system has a new form that asks where people live in another way. Less is recorded since; people's homes have not changed."},
		{Indicator: "in-paid-work", UnitID: m.root.ID, Kind: indicators.Note, Month: until.Add(-7), ActionID: specialists,
			Words: "Employment specialists began in Kingsmere and Oldbridge."},
	} {
		if _, err := m.Indicators.Decide(m.ctx, m.by, mark); err != nil {
			return fmt.Errorf("%s: %w", mark.Indicator, err)
		}
	}
	return nil
}

// actionCalled is the id of an action of the strategy of today.
func (m *maker) actionCalled(title string) (string, error) {
	id := ""
	err := m.Strategy.EachRow(m.ctx, m.by.OrgID, strategy.Filter{}, func(r strategy.Row) error {
		if r.Action.Title == title {
			id = r.ActionID
		}
		return nil
	})
	if err == nil && id == "" {
		err = fmt.Errorf("there is no action %q", title)
	}
	return id, err
}
