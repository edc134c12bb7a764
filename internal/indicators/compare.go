package indicators

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/charts"
	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/id"
	"footbridge/internal/units"
	"footbridge/internal/when"
)

// How much stands side by side at most.
const (
	mostIndicators = 4
	mostUnits      = 6
)

// Comparison is what somebody sets side by side: indicators and units in the
// order picked. A saved one has an id and a name, and is its maker's own.
type Comparison struct {
	OrgID, ID, Name string
	Indicators      []string // slugs
	Units           []string // ids
	CreatedBy       string
	CreatedAt       time.Time
}

// Multiple is one indicator of a comparison, with a line for each unit.
type Multiple struct {
	Definition
	Lines  []Line
	Charts []charts.Figure
}

// compared are a comparison's figures, of what the visitor sees.
func (x *Indicators) compared(ctx context.Context, s sight, c Comparison) ([]Multiple, []units.Unit, error) {
	var chosen []units.Unit
	for _, unitID := range c.Units {
		u, err := s.unit(unitID)
		if err != nil {
			return nil, nil, err
		}
		chosen = append(chosen, u)
	}
	run, err := x.lastRun(ctx, x.db, s.orgID)
	if err != nil {
		return nil, nil, err
	}
	var out []Multiple
	for _, slug := range c.Indicators {
		d, err := x.newest(ctx, s.orgID, slug)
		if err != nil {
			return nil, nil, err
		}
		series, err := x.seriesOf(ctx, s, run, &d)
		if err != nil {
			return nil, nil, err
		}
		m := Multiple{Definition: d}
		for _, u := range chosen {
			l := x.line(s, d, u.ID, series[u.ID], run.Last)
			m.Lines = append(m.Lines, l)
		}
		m.draw(chosen)
		out = append(out, m)
	}
	return out, chosen, nil
}

// draw makes a small chart for each unit, all with one scale and the same
// months.
func (m *Multiple) draw(chosen []units.Unit) {
	var first, last when.Month
	top := 0.0
	for _, l := range m.Lines {
		if l.Any() && (first.IsZero() || l.Figures[0].Month.Before(first)) {
			first = l.Figures[0].Month
		}
		if l.Any() && l.Now().Month.After(last) {
			last = l.Now().Month
		}
		for _, f := range l.Figures {
			top = max(top, f.Value)
		}
	}
	for i, l := range m.Lines {
		m.Charts = append(m.Charts, charts.Figure{Chart: l.small(chosen[i], first, last, top)})
	}
}

// small is a line's small chart over some months.
func (l Line) small(u units.Unit, first, last when.Month, top float64) charts.Chart {
	c := charts.Chart{ID: "small-" + l.Indicator + "-" + u.ID, Kind: charts.Line, Title: u.Name, Unit: charts.Count, Column: "Month", Series: []string{l.Title}, Top: top}
	if l.Shape == Share {
		c.Unit = charts.Percent
	}
	of := map[when.Month]Figure{}
	for _, f := range l.Figures {
		of[f.Month] = f
	}
	step := 1
	if l.Period == "quarter" {
		step = 3
	}
	for m := first; l.Any() && !m.After(last); m = m.Add(step) {
		f, ok := of[m]
		v := charts.Value{State: charts.Absent}
		switch {
		case ok && f.Shown:
			v = charts.Value{V: f.Value}
		case ok:
			v = charts.Value{State: charts.TooFew}
		}
		c.Rows = append(c.Rows, charts.Row{Label: m.String(), Values: []charts.Value{v}})
	}
	if t := l.TargetOf(last); t != nil {
		c.Reference = &charts.Reference{Label: "Target", V: t.Value}
	}
	return c
}

// check makes sure that a comparison is one that the visitor may see.
func (x *Indicators) check(ctx context.Context, s sight, c *Comparison) error {
	c.Name = strings.Join(strings.Fields(c.Name), " ")
	switch n := utf8.RuneCountInString(c.Name); {
	case n == 0 || n > 80:
		return fault.Field("name", "Enter a name of 80 characters or fewer.")
	case len(c.Indicators) == 0 || len(c.Indicators) > mostIndicators:
		return fault.Field("i1", "Choose from one to %d indicators.", mostIndicators)
	case len(c.Units) == 0 || len(c.Units) > mostUnits:
		return fault.Field("u1", "Choose from one to %d units.", mostUnits)
	}
	for _, slug := range c.Indicators {
		if _, err := x.newest(ctx, s.orgID, slug); err != nil {
			return err
		}
	}
	for _, unitID := range c.Units {
		if _, err := s.unit(unitID); err != nil {
			return err
		}
	}
	return nil
}

// Keep saves a comparison under a name of the visitor's own.
func (x *Indicators) Keep(ctx context.Context, by actor.Actor, c Comparison) (Comparison, error) {
	s, err := x.sight(ctx, by)
	if err != nil {
		return c, err
	}
	if err := x.check(ctx, s, &c); err != nil {
		return c, err
	}
	c.OrgID, c.ID, c.CreatedBy, c.CreatedAt = by.OrgID, id.New(), by.AccountID, x.now()
	return c, x.db.Tx(ctx, func(tx *db.DB) error {
		if err := insertComparison(ctx, tx, c); err != nil {
			return takenName(err)
		}
		return audit.Record(ctx, tx, audit.Entry{At: x.now(), By: by, Action: "indicators.comparison.kept", Target: audit.Target{Kind: "comparison", ID: c.ID}})
	})
}

func takenName(err error) error {
	if db.Duplicate(err) {
		return fault.Field("name", "You have a comparison of that name. Choose another name, or remove the other.")
	}
	return err
}

// Comparisons are the visitor's own, by name.
func (x *Indicators) Comparisons(ctx context.Context, by actor.Actor) ([]Comparison, error) {
	return comparisonsOf(ctx, x.db, by.OrgID, by.AccountID)
}

// Comparison is one of the visitor's own.
func (x *Indicators) Comparison(ctx context.Context, by actor.Actor, id string) (Comparison, error) {
	all, err := x.Comparisons(ctx, by)
	i := slices.IndexFunc(all, func(c Comparison) bool { return c.ID == id })
	if err == nil && i < 0 {
		err = fault.New(fault.NotFound, "We could not find that comparison.")
	}
	if err != nil {
		return Comparison{}, err
	}
	return all[i], nil
}

// Remove takes away one of the visitor's comparisons, or brings it back.
func (x *Indicators) Remove(ctx context.Context, by actor.Actor, id string, back bool) error {
	return x.db.Tx(ctx, func(tx *db.DB) error {
		done, err := removeComparison(ctx, tx, by.OrgID, by.AccountID, id, x.now(), back)
		switch {
		case err != nil:
			return takenName(err)
		case !done:
			return fault.New(fault.NotFound, "We could not find that comparison.")
		}
		action := "indicators.comparison.removed"
		if back {
			action = "indicators.comparison.restored"
		}
		return audit.Record(ctx, tx, audit.Entry{At: x.now(), By: by, Action: action, Target: audit.Target{Kind: "comparison", ID: id}})
	})
}
