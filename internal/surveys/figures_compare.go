package surveys

import (
	"context"
	"math"

	"footbridge/internal/actor"
	"footbridge/internal/stats"
)

// Figures are the figures of a wave that by may see: those of everybody and of
// the units where by reads. While the wave is open there are none: who looks
// today and tomorrow would see what one person answered.
func (s *Surveys) Figures(ctx context.Context, by actor.Actor, waveID string) (Wave, *Table, error) {
	w, _, err := s.waveAt(ctx, s.db, by, Read, waveID)
	if err != nil {
		return w, nil, err
	}
	if state := w.Stands(s.today()); state != "closed" && state != "published" {
		return w, nil, nil
	}
	t, err := s.figures(ctx, s.db, w)
	if err != nil {
		return w, nil, err
	}
	paths, err := s.units.Tree(ctx, by.OrgID)
	if err != nil {
		return w, nil, err
	}
	open := map[string]bool{}
	for _, u := range paths {
		open[u.ID] = by.CanAt(Read, u.Path)
	}
	return w, t.within(func(c Cut) bool {
		return c.All() || c.Unit == "" && by.CanEverywhere(Read) || c.Unit != "" && open[c.Unit]
	}), nil
}

// within is the table with some of its cuts.
func (t *Table) within(keep func(c Cut) bool) *Table {
	var which []int
	for i, c := range t.Cuts {
		if keep(c) {
			which = append(which, i)
		}
	}
	return t.only(which)
}

func (t *Table) only(which []int) *Table {
	out := *t
	out.Cuts, out.Lines = nil, make([]Line, len(t.Lines))
	for _, i := range which {
		out.Cuts = append(out.Cuts, t.Cuts[i])
	}
	for n, l := range t.Lines {
		cells := l.Cells
		l.Cells = nil
		for _, i := range which {
			l.Cells = append(l.Cells, cells[i])
		}
		out.Lines[n] = l
	}
	return &out
}

// Between is the difference of two figures of different people, in percentage
// points, with what it may be. Nil where one of the two is not shown.
type Between struct {
	Points int  `json:"points"`
	Low    int  `json:"low"`
	High   int  `json:"high"`
	Differ bool `json:"differ"` // by more than chance
}

// less is the figure c less the figure o.
func (c Cell) less(o Cell) *Between {
	if c.Percent == nil || o.Percent == nil || c.Num == nil || o.Num == nil {
		return nil
	}
	a, b := stats.Proportion{X: min(*c.Num, *c.Den), N: *c.Den}, stats.Proportion{X: min(*o.Num, *o.Den), N: *o.Den}
	i := stats.Difference(a, b, stats.Usual)
	round := func(v float64) int { return int(math.Round(100 * v)) }
	return &Between{Points: round(a.Estimate() - b.Estimate()), Low: round(i.Low), High: round(i.High), Differ: !i.Contains(0)}
}

// Beside is a figure of two waves: the same question, asked of others or at
// another time.
type Beside struct {
	Line       Line
	Label      string // of the cut, where there are several
	One, Other Cell
	Difference *Between
}

// sideBySide sets the figures of everybody in two waves beside each other: those
// with the same question and answer.
func sideBySide(one, other *Table, differences bool) []Beside {
	var out []Beside
	for _, l := range one.Lines {
		o, found := other.Find(l.LinkID, l.Option)
		if !found || l.Kind == Number || l.Kind == Spread && l.Option == "" {
			continue
		}
		b := Beside{Line: l, One: l.Cells[0], Other: o.Cells[0]}
		if differences {
			b.Difference = b.One.less(b.Other)
		}
		out = append(out, b)
	}
	return out
}

// gaps sets one figure of two waves beside each other team by team: what people
// say and what staff say. Both must have enough answers in a team.
func gaps(one, other *Table, linkID string) []Beside {
	l, found := one.Find(linkID, "")
	o, has := other.Find(linkID, "")
	if !found || !has {
		return nil
	}
	var out []Beside
	for i, c := range one.Cuts {
		j, there := other.Column(c.Key)
		if !there || c.Channel() {
			continue
		}
		b := Beside{Line: l, Label: c.Label, One: l.Cells[i], Other: o.Cells[j]}
		if b.One.Percent == nil || b.Other.Percent == nil {
			continue
		}
		b.Difference = b.One.less(b.Other)
		out = append(out, b)
	}
	return out
}

// Point is a wave in the course of a survey.
type Point struct {
	Wave  Wave
	Table *Table
	// Break says that the questionnaire changed so much before this wave that its
	// figures are not to be compared with those before.
	Break bool
}

// OverTime are the waves of a wave's survey, the oldest first, that by may see
// and that have closed.
func (s *Surveys) OverTime(ctx context.Context, by actor.Actor, surveyID string) ([]Point, error) {
	waves, err := s.Waves(ctx, by, surveyID)
	if err != nil {
		return nil, err
	}
	var out []Point
	last := 0
	for n := len(waves) - 1; n >= 0; n-- {
		w, t, err := s.Figures(ctx, by, waves[n].ID)
		if err != nil {
			return nil, err
		}
		if t == nil {
			continue
		}
		v, err := s.questionnaires.Published(ctx, s.db, by.OrgID, w.VersionID)
		if err != nil {
			return nil, err
		}
		broken, err := s.breaks(ctx, w, last, v.Number)
		if err != nil {
			return nil, err
		}
		out, last = append(out, Point{w, t, broken && len(out) > 0}), v.Number
	}
	return out, nil
}

// breaks reports whether a version after one and up to another breaks with those
// before it.
func (s *Surveys) breaks(ctx context.Context, w Wave, after, upTo int) (bool, error) {
	if after == upTo {
		return false, nil
	}
	v, err := s.questionnaires.Published(ctx, s.db, w.OrgID, w.VersionID)
	if err != nil {
		return false, err
	}
	all, err := s.questionnaires.Versions(ctx, w.OrgID, v.QuestionnaireID)
	for _, x := range all {
		if x.Breaks && x.Number > min(after, upTo) && x.Number <= max(after, upTo) {
			return true, err
		}
	}
	return false, err
}
