package indicators

import (
	"context"
	"fmt"
	"math"
	"strconv"

	"footbridge/internal/actor"
	"footbridge/internal/charts"
	"footbridge/internal/export"
	"footbridge/internal/extracts"
	"footbridge/internal/stats"
	"footbridge/internal/units"
	"footbridge/internal/when"
)

// AskChart is which chart is asked for.
type AskChart struct {
	Indicator, UnitID string // "" for the organisation
	Rules             string // making-data-count; plotthedots unless given
}

// ChartView is one indicator of one unit, drawn and in words.
type ChartView struct {
	Definition
	Unit    units.Unit
	Run     Run
	Verdict Verdict
	Marks   []Mark   // decisions that hold
	Gone    []Mark   // those taken back
	Changed []string // limits by limits
	Trial   bool
	Rules   string
	MayEdit bool

	plot     plot
	versions map[when.Month]int // which version of the definition a month was made by
}

// Chart gathers an indicator's chart for a unit that the visitor sees.
func (x *Indicators) Chart(ctx context.Context, by actor.Actor, ask AskChart) (ChartView, error) {
	s, err := x.sight(ctx, by)
	if err != nil {
		return ChartView{}, err
	}
	c := ChartView{Rules: ask.Rules, versions: map[when.Month]int{}}
	if c.Definition, err = x.newest(ctx, by.OrgID, ask.Indicator); err != nil {
		return c, err
	}
	if c.Unit, err = s.unit(ask.UnitID); err != nil {
		return c, err
	}
	if c.Run, err = x.lastRun(ctx, x.db, by.OrgID); err != nil {
		return c, err
	}
	figures, breaks, err := x.acrossVersions(ctx, s, c)
	if err != nil {
		return c, err
	}
	settings := s.marks[chartKey{c.Indicator, c.Unit.ID}]
	settings.Breaks = breaks
	rules := stats.PlotTheDots
	if ask.Rules == "making-data-count" {
		rules = stats.MakingDataCount
	}
	c.plot = c.Definition.plot(figures, settings, rules)
	c.Verdict, c.Changed, c.Trial = c.plot.Verdict, c.plot.changed(&c.Definition), c.plot.Trial
	c.Marks, c.MayEdit = settings.Marks, by.CanAt(Edit, c.Unit.Path)
	if c.MayEdit {
		if c.Gone, err = marksOf(ctx, x.db, by.OrgID, c.Indicator, c.Unit.ID, true); err != nil {
			return c, err
		}
	}
	return c, x.nameActions(ctx, by, c.Marks)
}

// acrossVersions are a unit's figures by the newest version of the definition,
// and before it begins by the one before, with the breaks between.
func (x *Indicators) acrossVersions(ctx context.Context, s sight, c ChartView) ([]Figure, []breaking, error) {
	rows, err := history(ctx, x.db, s.orgID, c.Indicator)
	if err != nil {
		return nil, nil, err
	}
	var figures []Figure
	var breaks []breaking
	var until when.Month
	for _, r := range rows {
		d, err := x.parsed(s.orgID, r)
		if err != nil {
			return nil, nil, err
		}
		series, err := x.seriesOf(ctx, s, c.Run, &d)
		if err != nil {
			return nil, nil, err
		}
		var own []Figure
		for _, f := range series[c.Unit.ID] {
			if until.IsZero() || f.Month.Before(until) {
				own = append(own, f)
				c.versions[f.Month] = d.Version
			}
		}
		figures = append(own, figures...)
		if r.Since == 0 {
			break
		}
		until = extracts.MonthOf(int32(r.Since))
		why := r.Reason
		if why == "" {
			why = fmt.Sprintf("version %d of the definition", r.Version)
		}
		breaks = append(breaks, breaking{until, why})
	}
	return figures, breaks, nil
}

// nameActions gives marks the titles of the actions that they lead to, for those
// who may read the strategy.
func (x *Indicators) nameActions(ctx context.Context, by actor.Actor, marks []Mark) error {
	for i, m := range marks {
		if m.ActionID == "" || !by.Can("strategy.read") {
			continue
		}
		row, err := x.strategy.Row(ctx, by.OrgID, m.ActionID)
		if err != nil {
			return err
		}
		marks[i].Action = row.Action.Title
	}
	return nil
}

// Any reports whether there is a figure at all.
func (c ChartView) Any() bool { return len(c.plot.Figures) > 0 }

// Now is the newest figure.
func (c ChartView) Now() Figure {
	if !c.Any() {
		return Figure{}
	}
	return c.plot.Figures[len(c.plot.Figures)-1]
}

// Icons are the icons of what the chart says; none when there is too little to
// say it.
func (v Verdict) Icons() []charts.Icon {
	var out []charts.Icon
	for _, i := range []charts.Icon{charts.VariationIcon(v.Variation), charts.AssuranceIcon(v.Assurance)} {
		if v.Enough && i.Shown() {
			out = append(out, i)
		}
	}
	return out
}

// control is the chart to draw.
func (c ChartView) control() charts.Control {
	return charts.Control{ID: "chart-" + c.Indicator, Title: c.Title + ": " + c.Unit.Name, Column: "Month", Centre: c.plot.Centre,
		Better: c.Better(), Points: c.plot.Points, Text: c.Definition.about, Note: c.note()}
}

// control is the chart of a line to draw, from a month on.
func (l Line) control(s Settings, from when.Month) charts.Control {
	p := l.plot(l.Figures, s, stats.PlotTheDots)
	c := charts.Control{ID: "board-" + l.Indicator, Title: l.Title, Column: "Month", Centre: p.Centre, Better: l.Better(), Text: l.about}
	for i, f := range p.Figures {
		if !f.Month.Before(from) {
			c.Points = append(c.Points, p.Points[i])
		}
	}
	return c
}

// note says how the chart was made.
func (c ChartView) note() string {
	text := "Individual values with moving ranges (XmR): limits are 2.66 mean moving ranges from the mean, by the rules of NHSRplotthedots."
	if c.Rules == "making-data-count" {
		text = "Individual values with moving ranges (XmR): limits are 2.66 mean moving ranges from the mean, by the rules of Making Data Count."
	}
	if kind, _, counts := c.Definition.attribute(); counts {
		text = map[stats.Attribute]string{
			stats.PChart: "Shares (p chart): limits are three standard errors from the mean, from rounded numbers.",
			stats.UChart: "Rates (u chart): limits are three standard errors from the mean, from rounded numbers.",
			stats.CChart: "Counts (c chart): limits are three standard errors from the mean, from rounded numbers.",
			stats.GChart: "How many came between rare events (g chart).",
			stats.TChart: "Time between rare events (t chart).",
		}[kind]
	}
	if c.Chart == "run" {
		text = "A run chart about the median: six or more on one side, or five or more that rise or fall in a row, are more than chance."
	}
	if c.Source != "" {
		text += " Source: " + c.Source
	}
	return text
}

// sheet is the series with what the chart says.
func (c ChartView) sheet() export.Sheet {
	s := export.Sheet{Name: "Series", Columns: append(figureColumns(),
		export.Column{Name: "centre", About: "Mean or median", Numbers: true}, export.Column{Name: "lower limit", Numbers: true}, export.Column{Name: "upper limit", Numbers: true},
		export.Column{Name: "says", About: "common, better, worse or changed"}, export.Column{Name: "because"},
		export.Column{Name: "left out", About: "yes: shown, but left out of the limits"}, export.Column{Name: "limits begin anew"}, export.Column{Name: "definition changed"})}
	var rows [][]string
	for i, f := range c.plot.Figures {
		p, d := c.plot.Points[i], c.Definition
		if v := c.versions[f.Month]; v > 0 {
			d.Version = v
		}
		ghost := ""
		if p.Ghost {
			ghost = "yes"
		}
		row := d.row(c.Unit.Name, f)
		if f.Num == "" { // nothing was worked out
			row[8], row[9], row[10], row[11] = "", "", "", ""
		}
		rows = append(rows, append(row, plain(p.Centre), plain(p.Lower), plain(p.Upper),
			[]string{"common", "better", "worse", "changed"}[p.Mark], p.Says, ghost, p.Begins, p.Break))
	}
	s.Rows = export.Listed(rows)
	return s
}

// plain is a number that was worked out, to four decimals; "" for none.
func plain(v float64) string {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return ""
	}
	return strconv.FormatFloat(math.Round(v*1e4)/1e4+0, 'f', -1, 64)
}
