package indicators

import (
	"context"

	"footbridge/internal/actor"
	"footbridge/internal/export"
	"footbridge/internal/extracts"
	"footbridge/internal/units"
	"footbridge/internal/when"
)

// QualityLine is what a figure rests on: one indicator of one unit.
type QualityLine struct {
	Line
	Unit    units.Unit
	Missing []when.Month // between the first figure and the last month worked out
	Hidden  int          // months whose figure is too small to show
}

// Quality is what the figures of a unit, or one indicator's of every unit, rest
// on.
type Quality struct {
	Run    Run
	Unit   units.Unit  // where no indicator was asked for
	Of     *Definition // where one was
	Lines  []QualityLine
	Breaks []Break
}

// FloorText is the floor in per cent.
func (q QualityLine) FloorText() string { return number(q.Floor*100) + "%" }

// Break is where a definition changed: figures before and after are not the same
// thing.
type Break struct {
	Title, Indicator string
	Version          int
	From             when.Month // zero where every month was worked out anew
	Reason           string
}

// Quality gathers it within what the visitor sees.
func (x *Indicators) Quality(ctx context.Context, by actor.Actor, unitID, indicator string) (Quality, error) {
	s, err := x.sight(ctx, by)
	if err != nil {
		return Quality{}, err
	}
	if indicator != "" {
		return x.qualityByUnit(ctx, s, indicator)
	}
	o, err := x.overview(ctx, s, Filter{UnitID: unitID})
	if err != nil {
		return Quality{}, err
	}
	q := Quality{Run: o.Run, Unit: o.Unit}
	for _, l := range o.Lines {
		q.Lines = append(q.Lines, rests(l, o.Unit, o.Run))
		breaks, err := x.breaks(ctx, s.orgID, l.Definition)
		if err != nil {
			return q, err
		}
		q.Breaks = append(q.Breaks, breaks...)
	}
	return q, nil
}

func (x *Indicators) qualityByUnit(ctx context.Context, s sight, indicator string) (Quality, error) {
	d, err := x.newest(ctx, s.orgID, indicator)
	if err != nil {
		return Quality{}, err
	}
	q := Quality{Of: &d}
	if q.Run, err = x.lastRun(ctx, x.db, s.orgID); err != nil {
		return q, err
	}
	if q.Breaks, err = x.breaks(ctx, s.orgID, d); err != nil {
		return q, err
	}
	series, err := x.seriesOf(ctx, s, q.Run, &d)
	if err != nil {
		return q, err
	}
	for _, u := range s.seen() {
		l := x.line(s, d, u.ID, series[u.ID], q.Run.Last)
		q.Lines = append(q.Lines, rests(l, u, q.Run))
	}
	return q, nil
}

// rests says what a line rests on.
func rests(l Line, u units.Unit, run Run) QualityLine {
	q := QualityLine{Line: l, Unit: u}
	if !l.Any() {
		return q
	}
	have := map[when.Month]bool{}
	for _, f := range l.Figures {
		have[f.Month] = true
		if !f.Shown {
			q.Hidden++
		}
	}
	step, last := 1, run.Last
	if l.Period == "quarter" {
		step = 3
	}
	for m := l.Figures[0].Month; !m.After(last); m = m.Add(step) {
		if !have[m] {
			q.Missing = append(q.Missing, m)
		}
	}
	return q
}

// breaks are the versions after the first.
func (x *Indicators) breaks(ctx context.Context, orgID string, d Definition) ([]Break, error) {
	if d.Version == 1 {
		return nil, nil
	}
	rows, err := history(ctx, x.db, orgID, d.Indicator)
	var out []Break
	for _, r := range rows {
		if r.Version > 1 {
			out = append(out, Break{d.Title, d.Indicator, r.Version, monthOf(r.Since), r.Reason})
		}
	}
	return out, err
}

// monthOf is a month as it is kept; zero is none.
func monthOf(kept int) when.Month {
	if kept == 0 {
		return when.Month{}
	}
	return extracts.MonthOf(int32(kept))
}

// sheet lists what the figures rest on.
func (q Quality) sheet() export.Sheet {
	s := export.Sheet{Name: "Data quality", Columns: []export.Column{
		{Name: "indicator"}, {Name: "title"}, {Name: "unit"}, {Name: "newest month"}, {Name: "recorded", About: "Per cent of the denominator; * is not shown"},
		{Name: "floor", About: "Per cent below which the figure is greyed"}, {Name: "months", Numbers: true}, {Name: "months missing", Numbers: true}, {Name: "months too few to show", Numbers: true},
	}}
	var rows [][]string
	for _, l := range q.Lines {
		month, recorded, floor := "", "", ""
		if l.Any() {
			month = l.Now().Month.ISO()
		}
		if l.Recorded != "" && l.Any() {
			recorded, floor = hide(l.Now().RecordedShown, float64(int(l.Now().Recorded*100+0.5))), hide(true, l.Floor*100)
		}
		rows = append(rows, []string{l.Indicator, l.Title, l.Unit.Name, month, recorded, floor, hide(true, float64(len(l.Figures))), hide(true, float64(len(l.Missing))), hide(true, float64(l.Hidden))})
	}
	s.Rows = export.Listed(rows)
	return s
}
