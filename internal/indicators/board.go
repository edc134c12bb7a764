package indicators

import (
	"context"
	"slices"
	"strings"

	"footbridge/internal/actor"
	"footbridge/internal/charts"
	"footbridge/internal/export"
	"footbridge/internal/fold"
	"footbridge/internal/units"
	"footbridge/internal/when"
)

// AskBoard is what a board wants to see: some indicators, one unit, some months.
// What is left out is everything.
type AskBoard struct {
	UnitID     string
	Indicators []string
	From, To   when.Month
}

// Board is an extract for a board: a page for each indicator.
type Board struct {
	Run      Run
	Unit     units.Unit
	From, To when.Month
	All      []Line // that can be chosen
	Pages    []BoardPage
}

// BoardPage is one indicator of the extract.
type BoardPage struct {
	Line
	Chart    charts.ControlFigure
	Sentence string   // what changed
	Notes    []string // what people wrote on the chart, with its month
}

// Board makes the extract within what the visitor sees.
func (x *Indicators) Board(ctx context.Context, by actor.Actor, ask AskBoard) (Board, error) {
	s, err := x.sight(ctx, by)
	if err != nil {
		return Board{}, err
	}
	o, err := x.overview(ctx, s, Filter{UnitID: ask.UnitID})
	if err != nil {
		return Board{}, err
	}
	b := Board{Run: o.Run, Unit: o.Unit, All: o.Lines, From: ask.From, To: ask.To}
	if b.To.IsZero() || b.To.After(o.Run.Last) {
		b.To = o.Run.Last
	}
	if b.From.IsZero() || b.From.After(b.To) {
		b.From = o.Run.First
	}
	for _, l := range o.Lines {
		if len(ask.Indicators) > 0 && !slices.Contains(ask.Indicators, l.Indicator) {
			continue
		}
		b.Pages = append(b.Pages, x.boardPage(s, l, b))
	}
	return b, nil
}

// boardPage is one indicator in the months that were asked for. What its chart
// says is worked out from every month up to the last of them.
func (x *Indicators) boardPage(s sight, l Line, b Board) BoardPage {
	until := slices.DeleteFunc(slices.Clone(l.Figures), func(f Figure) bool { return f.Month.After(b.To) })
	all := x.line(s, l.Definition, l.UnitID, until, b.To)
	p := BoardPage{Line: all, Sentence: all.Sentence()}
	p.Figures = slices.DeleteFunc(until, func(f Figure) bool { return f.Month.Before(b.From) })
	if p.Any() {
		p.Chart = charts.ControlFigure{Control: all.control(s.marks[chartKey{l.Indicator, l.UnitID}], b.From)}
	}
	for _, m := range s.marks[chartKey{l.Indicator, l.UnitID}].Marks {
		if !m.Month.Before(b.From) && !m.Month.After(b.To) {
			p.Notes = append(p.Notes, m.Month.String()+": "+fold.Small(m.Label())+". "+m.Words)
		}
	}
	return p
}

// Sentence says in one or two sentences how it stands and what changed.
func (l Line) Sentence() string {
	if !l.Any() {
		return "There are no figures in these months."
	}
	now := l.Now()
	if !now.Shown {
		return "In " + now.Month.String() + " there were too few people to show a figure."
	}
	out := "It was " + l.Said(now) + " in " + now.Month.String()
	if before, ok := l.Before(); ok {
		out += ", and " + l.Said(before) + " a year before"
	}
	out += "."
	if l.Verdict.Enough && l.Verdict.Words != "" {
		out += " " + strings.TrimSuffix(fold.Capital(l.Verdict.Words), ".") + "."
	}
	return out
}

// book is the extract as a workbook: the figures and what they mean.
func (b Board) book() export.Workbook {
	lines := make([]Line, len(b.Pages))
	for i, p := range b.Pages {
		lines[i] = p.Line
	}
	return book("How it is going: "+b.Unit.Name, figureSheet("Figures", lines, map[string]string{b.Unit.ID: b.Unit.Name}), definitionSheet(lines))
}
