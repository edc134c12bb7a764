package stats

// judge finds the reasons of every point, and what they mean.
func judge(points []ControlPoint, y []float64, list []ControlSegment, o XmROptions) {
	shift, trend := o.Shift, o.Trend
	if shift == 0 {
		shift = usualInARow
	}
	if trend == 0 {
		trend = usualInARow
	}
	all := make([]Reasons, len(points))
	if o.Profile == MakingDataCount {
		trends(y, trend, all)
	}
	for from, s := 0, 0; s < len(list); s++ {
		to := from + list[s].N
		if o.Profile == PlotTheDots {
			trends(y[from:to], trend, all[from:to])
			oneWay(y[from:to], all[from:to])
		}
		sides(points[from:to], shift, all[from:to])
		for i := from; i < to; i++ {
			p := &points[i]
			p.Reasons = all[i]
			if o.Profile == PlotTheDots {
				p.Reasons = firstReason(all[i])
			}
			p.Variation, p.Conflict = p.Reasons.variation(o)
			switch p.Variation {
			case CommonCause:
				list[s].Common++
			case ImprovementHigh, ImprovementLow:
				list[s].Improvement++
			case ConcernHigh, ConcernLow:
				list[s].Concern++
			}
		}
		from = to
	}
}

// variation is what reasons mean.
func (r Reasons) variation(o XmROptions) (Variation, bool) {
	up, down := r.Has(high), r.Has(low)
	conflict := up && down && o.Better != Neither
	if conflict {
		up = (o.Better == Higher) != o.ConcernWins
		down = !up
	}
	switch {
	case up && o.Better == Higher:
		return ImprovementHigh, conflict
	case up && o.Better == Lower:
		return ConcernHigh, conflict
	case up:
		return NeutralHigh, false
	case down && o.Better == Higher:
		return ConcernLow, conflict
	case down && o.Better == Lower:
		return ImprovementLow, conflict
	case down:
		return NeutralLow, false
	}
	return CommonCause, false
}

// firstReason is the reason that PlotTheDots gives: a point beyond a limit, then a
// trend, then two of three, then a shift.
func firstReason(r Reasons) Reasons {
	for _, one := range []Reasons{AboveLimit, BelowLimit, TrendUp, TrendDown, TwoOfThreeAbove, TwoOfThreeBelow, ShiftAbove, ShiftBelow} {
		if r.Has(one) {
			return one
		}
	}
	return 0
}

// trends marks the points of every run of so many that each rise, or each fall.
// Equal neighbours and missing values end a run.
func trends(y []float64, n int, out []Reasons) {
	for from := 0; from < len(y); {
		to, way := from+1, 0
		for to < len(y) {
			step := 0
			switch {
			case y[to] > y[to-1]:
				step = 1
			case y[to] < y[to-1]:
				step = -1
			}
			if step == 0 || way != 0 && step != way {
				break
			}
			way = step
			to++
		}
		if to-from >= n && way != 0 {
			mark := TrendUp
			if way < 0 {
				mark = TrendDown
			}
			for i := from; i < to; i++ {
				out[i] |= mark
			}
		}
		if way == 0 {
			from = to
		} else {
			from = to - 1 // a peak ends one run and begins the next
		}
		if to == len(y) {
			return
		}
	}
}

// oneWay leaves each point of a trend one direction, as PlotTheDots does: where
// it goes from here if the next point is in a trend too, else where it came
// from. No step counts as falling.
func oneWay(y []float64, out []Reasons) {
	const both = TrendUp | TrendDown
	var next bool
	for i := len(y) - 1; i >= 0; i-- {
		in := out[i].Has(both)
		if in {
			up := i > 0 && y[i] > y[i-1]
			if next {
				up = y[i+1] > y[i]
			}
			out[i] &^= both
			if up {
				out[i] |= TrendUp
			} else {
				out[i] |= TrendDown
			}
		}
		next = in
	}
}

// sides marks what depends on the centre and the limits: points beyond a limit,
// two of three points near one, and so many in a row on one side.
func sides(points []ControlPoint, n int, out []Reasons) {
	for from := 0; from < len(points); {
		to := from + 1
		side := points[from].Side
		for to < len(points) && points[to].Side == side {
			to++
		}
		for i := from; side != 0 && to-from >= n && i < to; i++ {
			out[i] |= either(side, ShiftAbove, ShiftBelow)
		}
		from = to
	}
	for i, p := range points {
		if p.Outside {
			out[i] |= either(p.Side, AboveLimit, BelowLimit)
		}
		if p.Side == 0 || !p.Near {
			continue
		}
		for from := max(i-2, 0); from <= i && from+3 <= len(points); from++ {
			near, same := 0, true
			for _, q := range points[from : from+3] {
				same = same && q.Side == p.Side
				if q.Near {
					near++
				}
			}
			if same && near >= 2 {
				out[i] |= either(p.Side, TwoOfThreeAbove, TwoOfThreeBelow)
			}
		}
	}
}

func either(side int, above, below Reasons) Reasons {
	if side > 0 {
		return above
	}
	return below
}
