package indicators

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"footbridge/internal/actions"
	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/charts"
	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/id"
	"footbridge/internal/stats"
	"footbridge/internal/strategy"
	"footbridge/internal/units"
	"footbridge/internal/when"
)

// Kinds of [Mark].
const (
	Rebase   = "rebase"
	Baseline = "baseline"
	Ghost    = "ghost"
	Note     = "note"
)

// MarkKinds are what people decide about a chart.
var MarkKinds = []struct{ Slug, Label, Hint string }{
	{Rebase, "Limits begin anew", "Only when something was changed on purpose and the change has lasted. The month is the first of the new limits."},
	{Baseline, "Limits stand", "The month is the last that limits are made from: later ones are held against them."},
	{Ghost, "Leave a month out", "It stays on the chart and counts for nothing: the figure is known to be wrong, say."},
	{Note, "Note on the timeline", "What happened. It may lead to an action of the strategy."},
}

// markLabel is a kind as people read it.
func markLabel(kind string) string {
	for _, k := range MarkKinds {
		if k.Slug == kind {
			return k.Label
		}
	}
	return kind
}

// Mark is one thing that somebody decided about a chart. No program makes one.
type Mark struct {
	OrgID, ID, Indicator string
	Version              int // of the definition, when it was decided
	UnitID               string
	Kind                 string
	Month                when.Month
	Words                string // the reason, printed under the chart
	ActionID             string // of the strategy; "" for none
	Action               string // its title
	CreatedBy            string // the account
	CreatedAt, RemovedAt time.Time
}

// Label is its kind as people read it.
func (m Mark) Label() string { return markLabel(m.Kind) }

// On is the day on which it was decided.
func (m Mark) On() when.Date { return when.DateOf(m.CreatedAt) }

// Removed reports whether it has been taken back.
func (m Mark) Removed() bool { return !m.RemovedAt.IsZero() }

// Settings are what people decided about a chart.
type Settings struct {
	Marks  []Mark     // those that have not been taken back, by month
	Breaks []breaking // where a new version of the definition begins
}

type breaking struct {
	Month when.Month
	Why   string
}

// apply puts decisions on the points: new limits begin with the first point of
// the month or after it, a baseline ends with the last point up to its month.
func (s Settings) apply(figures []Figure, series []stats.Observation, points []charts.ControlPoint) {
	from := func(m when.Month) int {
		for i, f := range figures {
			if !f.Month.Before(m) {
				return i
			}
		}
		return -1
	}
	for _, b := range s.Breaks {
		if i := from(b.Month); i > 0 {
			series[i].Rebase, points[i].Break = true, b.Why
		}
	}
	for _, m := range s.Marks {
		i := from(m.Month)
		if m.Kind == Baseline && (i < 0 || figures[i].Month.After(m.Month)) {
			if i--; i < 0 {
				i = len(figures) - 1
			}
		}
		if i < 0 {
			continue
		}
		switch m.Kind {
		case Rebase:
			series[i].Rebase, points[i].Begins = true, m.Words
		case Baseline:
			series[i].BaseEnd = true
			points[i].Notes = append(points[i].Notes, "limits stand from here: "+m.Words)
		case Ghost:
			if figures[i].Month == m.Month {
				series[i].Ghost, points[i].Ghost = true, true
				points[i].Notes = append(points[i].Notes, "left out of the limits: "+m.Words)
			}
		case Note:
			points[i].Notes = append(points[i].Notes, m.Words)
		}
	}
}

// chartKey names a chart.
type chartKey struct{ indicator, unitID string }

// decided is what people decided about every chart.
func (x *Indicators) decided(ctx context.Context, orgID string) (map[chartKey]Settings, error) {
	marks, err := allMarks(ctx, x.db, orgID)
	out := map[chartKey]Settings{}
	for _, m := range marks {
		at := chartKey{m.Indicator, m.UnitID}
		out[at] = Settings{Marks: append(out[at].Marks, m)}
	}
	return out, err
}

// chartPlace is a chart, for somebody who may change it.
type chartPlace struct {
	Definition Definition
	Unit       units.Unit
}

// changeable finds a chart that the visitor may change.
func (x *Indicators) changeable(ctx context.Context, by actor.Actor, indicator, unitID string) (chartPlace, error) {
	s, err := x.sight(ctx, by)
	if err != nil {
		return chartPlace{}, err
	}
	var p chartPlace
	if p.Definition, err = x.newest(ctx, by.OrgID, indicator); err != nil {
		return p, err
	}
	if p.Unit, err = s.unit(unitID); err != nil {
		return p, err
	}
	if !by.CanAt(Edit, p.Unit.Path) {
		return p, fault.New(fault.Forbidden, "You may read the figures of %s, and not change its charts.", p.Unit.Name)
	}
	return p, nil
}

// Decide adds a mark to a chart: with a month and a reason.
func (x *Indicators) Decide(ctx context.Context, by actor.Actor, m Mark) (Mark, error) {
	p, err := x.changeable(ctx, by, m.Indicator, m.UnitID)
	if err != nil {
		return m, err
	}
	m.Words = strings.TrimSpace(m.Words)
	switch n := utf8.RuneCountInString(m.Words); {
	case markLabel(m.Kind) == m.Kind:
		return m, fault.Field("kind", "Choose what you decide.")
	case n == 0 && m.Kind == Note:
		return m, fault.Field("words", "Enter what happened.")
	case n < 10 && m.Kind != Note:
		return m, fault.Field("words", "Enter the reason, in ten characters or more: it is printed under the chart.")
	case n > 300:
		return m, fault.Field("words", "The words must be 300 characters or fewer.")
	case m.ActionID != "" && m.Kind != Note:
		return m, fault.Field("action", "Only a note leads to an action.")
	}
	if err := x.inSeries(ctx, by, p, &m); err != nil {
		return m, err
	}
	m.OrgID, m.ID, m.Version, m.UnitID = by.OrgID, id.New(), p.Definition.Version, p.Unit.ID
	m.CreatedBy, m.CreatedAt = by.AccountID, x.now()
	return m, x.db.Tx(ctx, func(tx *db.DB) error {
		if m.ActionID != "" {
			if _, err := x.strategy.ActionIn(ctx, tx, by.OrgID, m.ActionID); err != nil {
				return fault.Field("action", "Choose an action of the strategy.")
			}
		}
		if err := insertMark(ctx, tx, m); err != nil {
			return onceAMonth(err)
		}
		return x.recordMark(ctx, tx, by, m, p.Definition, "indicators.chart.decided")
	})
}

// inSeries makes sure that the chart has the month.
func (x *Indicators) inSeries(ctx context.Context, by actor.Actor, p chartPlace, m *Mark) error {
	c, err := x.Chart(ctx, by, AskChart{Indicator: m.Indicator, UnitID: p.Unit.ID})
	if err != nil {
		return err
	}
	for i, f := range c.plot.Figures {
		if f.Month == m.Month {
			if i == 0 && m.Kind == Rebase {
				return fault.Field("month", "Limits begin with %s anyway: it is the first month of the chart.", m.Month)
			}
			return nil
		}
	}
	return fault.Field("month", "Choose a month of the chart.")
}

func onceAMonth(err error) error {
	if db.Duplicate(err) {
		return fault.Field("month", "That has been decided for this month already: take it back first.")
	}
	return err
}

func (x *Indicators) recordMark(ctx context.Context, tx *db.DB, by actor.Actor, m Mark, d Definition, action string) error {
	return audit.Record(ctx, tx, audit.Entry{At: x.now(), By: by, Action: action, Target: audit.Target{Kind: "indicator", ID: m.Indicator, Words: d.Title},
		Changes: []audit.Change{{Field: m.Label(), To: m.Month.String()}}})
}

// TakeBack takes a mark off its chart, or with back puts it on again.
func (x *Indicators) TakeBack(ctx context.Context, by actor.Actor, indicator, markID string, back bool) (Mark, error) {
	m, err := markByID(ctx, x.db, by.OrgID, indicator, markID)
	if err != nil {
		return m, err
	}
	p, err := x.changeable(ctx, by, indicator, m.UnitID)
	if err != nil {
		return m, err
	}
	return m, x.db.Tx(ctx, func(tx *db.DB) error {
		done, err := removeMark(ctx, tx, by.OrgID, markID, x.now(), back)
		switch {
		case db.Duplicate(err):
			return fault.New(fault.Conflict, "The same has been decided for %s since. Take that back first.", m.Month)
		case err != nil:
			return err
		case !done:
			return fault.New(fault.Conflict, "That has been done already.")
		}
		action := "indicators.chart.taken-back"
		if back {
			action = "indicators.chart.restored"
		}
		return x.recordMark(ctx, tx, by, m, p.Definition, action)
	})
}

// OnAction are the notes that lead to an action of the strategy, for its page.
func (x *Indicators) OnAction(ctx context.Context, orgID, actionID string) ([]strategy.Thread, error) {
	marks, err := marksOnAction(ctx, x.db, orgID, actionID)
	if err != nil {
		return nil, err
	}
	var out []strategy.Thread
	for _, m := range marks {
		d, err := x.newest(ctx, orgID, m.Indicator)
		if err != nil {
			return nil, err
		}
		out = append(out, strategy.Thread{Kind: "Indicators", Label: d.Title, Href: "/indicators/" + m.Indicator + "?unit=" + m.UnitID, Note: m.Month.String() + ": " + m.Words})
	}
	return out, nil
}

// doable are the open actions of the strategy, for a note to lead to.
func (x *Indicators) doable(ctx context.Context, by actor.Actor) ([]strategy.Row, error) {
	if !by.Can("strategy.read") {
		return nil, nil
	}
	rows, _, _, err := x.strategy.Rows(ctx, by.OrgID, strategy.Filter{TrustOnly: true}, actions.Page{Limit: 200})
	return rows, err
}
