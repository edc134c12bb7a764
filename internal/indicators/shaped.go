package indicators

import (
	"cmp"
	"slices"

	"footbridge/internal/disclosure"
	"footbridge/internal/stats"
	"footbridge/internal/units"
	"footbridge/internal/when"
)

// Figure is a cell as it may be seen: no other number leaves this package. The
// rule is that of the national monthly statistics: counts under 5, zero too, are
// hidden, the others end in 0 or 5; a share, rate or mean is hidden when either
// of its numbers is, and else worked out from the numbers as they are, to a
// whole number, or to one decimal of 1,000 or more.
type Figure struct {
	Month         when.Month // the last of the period
	Num, Den      string     // rounded, or [disclosure.Mark]; "" where there is no denominator
	Value         float64    // in the definition's unit; 0 when it is not shown
	Shown         bool
	Low, High     float64 // 95% interval of a share, made of the rounded numbers; 0 and 0 when there is none
	Recorded      float64 // of 0 to 1: the share of the denominator with something recorded
	RecordedShown bool
	Thin          bool // recorded for fewer than the definition's floor: greyed, and said in words
}

// hidden says which of a cell's numbers are kept back besides the small ones,
// because they would give another away.
type hidden struct{ num, den, recorded bool }

// shape is the cell as it may be seen, with what is kept back besides the small
// numbers. [Definition.series] and [Definition.groups] say what that is of cells
// that are shown together.
func (d *Definition) shape(c Cell, h hidden) Figure {
	f := Figure{Month: c.Month, Num: shownCount(c.Num, h.num)}
	num := f.Num != disclosure.Mark
	if d.Shape == Count {
		if num {
			f.Value, f.Shown = float64(disclosure.Nearest5(c.Num)), true
		}
	} else {
		f.Den = shownCount(c.Den, h.den)
	}
	den := d.Shape != Count && f.Den != disclosure.Mark
	if num && den {
		f.Value, f.Shown = d.quotient(c.Num, c.Den), true
		if d.Shape == Share {
			f.Low, f.High = wilson(c, f.Value)
		}
	}
	if d.Recorded != "" && den && shownCount(c.Recorded, h.recorded) != disclosure.Mark {
		f.Recorded, f.RecordedShown = divide(100, c.Recorded, c.Den)/100, true
		f.Thin = f.Recorded < d.Floor
	}
	return f
}

// shownCount is a count as it is shown.
func shownCount(n int64, hidden bool) string {
	if hidden {
		return disclosure.Mark
	}
	return disclosure.RoundCount(int(n))
}

// quotient is the share, rate or mean.
func (d *Definition) quotient(num, den int64) float64 {
	switch d.Shape {
	case Share:
		return divide(100, num, den)
	case Rate:
		return divide(int64(max(d.Per, 1)), num, den)
	}
	return divide(1, num, den)
}

// divide is per times num by den, a half upwards, to a whole number, or to one
// decimal where den is 1,000 or more.
func divide(per, num, den int64) float64 {
	if den >= 1000 {
		return float64((20*per*num+den)/(2*den)) / 10
	}
	return float64((2*per*num + den) / (2 * den))
}

// wilson is Wilson's 95% interval of the rounded numbers, in per cent, so that
// it says no more of them than they do themselves. It holds the value.
func wilson(c Cell, value float64) (low, high float64) {
	num, den := disclosure.Nearest5(c.Num), disclosure.Nearest5(c.Den)
	i := stats.Proportion{X: int(min(num, den)), N: int(den)}.Wilson(0.95)
	scale := int64(10)
	if c.Den >= 1000 {
		scale = 100
	}
	round := func(v float64) float64 { return float64(int64(v*10*float64(scale)+0.5)) / float64(scale) * 10 }
	return min(round(i.Low), value), max(round(i.High), value)
}

// spot is where a figure belongs.
type spot struct{ unit, group string }

// series are the figures of everybody, of each unit by its id, in order of
// month. Within a month no number that is kept back can be had from those of the
// units above, below and beside it.
func (d *Definition) series(cells []Cell, tree []units.Unit) map[string][]Figure {
	out := map[string][]Figure{}
	for _, month := range byMonth(cells) {
		kept := d.keepBack(month, tree)
		for _, c := range month {
			if c.Dimension == "" {
				out[c.UnitID] = append(out[c.UnitID], d.shape(c, kept[spot{c.UnitID, ""}]))
			}
		}
	}
	return out
}

// groups are the figures of one month by unit and group of a dimension. No
// number that is kept back can be had from the other groups, the other units or
// the figures of everybody.
func (d *Definition) groups(month []Cell, tree []units.Unit, dimension string) map[spot]Figure {
	out := map[spot]Figure{}
	kept := d.keepBackGroups(month, tree, dimension)
	for _, c := range month {
		if c.Dimension == dimension {
			out[spot{c.UnitID, c.Group}] = d.shape(c, kept[spot{c.UnitID, c.Group}])
		}
	}
	return out
}

// byMonth parts cells by their month, the first first.
func byMonth(cells []Cell) [][]Cell {
	sorted := slices.Clone(cells)
	slices.SortStableFunc(sorted, func(a, b Cell) int { return cmp.Compare(a.Month.Sub(b.Month), 0) })
	var out [][]Cell
	for i, c := range sorted {
		if i == 0 || c.Month != sorted[i-1].Month {
			out = append(out, nil)
		}
		out[len(out)-1] = append(out[len(out)-1], c)
	}
	return out
}
