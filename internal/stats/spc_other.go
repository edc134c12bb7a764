package stats

import (
	"math"
	"slices"
)

// Counted is a count of events, or of those that have something, and what it is
// out of.
type Counted struct {
	Count, Of    float64 // Count is NaN where it is not known
	Rebase, Gone bool    // limits begin anew here; Gone is a ghost
}

// Attribute is a kind of chart of counts.
type Attribute int

// The charts of counts.
const (
	PChart Attribute = iota // a share of people: Count of Of
	UChart                  // events for each of Of: bed days, say
	CChart                  // events, where there is always as much room for them
	PPrime                  // as PChart, with limits widened by what varies between periods
	UPrime                  // as UChart, likewise
	GChart                  // how many came between rare events: Count alone
	TChart                  // how long it was between rare events: Count alone
)

const errorsWide = 3 // limits are so many standard errors away

// Counts works out a chart of counts. Its points have limits of their own where
// Of differs between them; the rules are those of PlotTheDots, except that a
// chart of rare events has no near limits.
//
// Limits of p, u and c charts: Montgomery, Introduction to Statistical Quality
// Control, chapter 7. Of p′ and u′: Laney, Quality Engineering 14 (2002) 531. Of
// g: Benneyan, Health Care Management Science 4 (2001) 305. Of t: the times to
// the power of 1/3.6 are nearly normal, and charted as XmR: Nelson, Journal of
// Quality Technology 26 (1994) 239. No limit is under 0, nor a share above 1.
func Counts(kind Attribute, data []Counted, better Better) Control {
	series := make([]Observation, len(data))
	for i, d := range data {
		series[i] = Observation{Value: kind.value(d), Target: math.NaN(), Rebase: d.Rebase, Ghost: d.Gone}
	}
	o := XmROptions{Better: better}
	kept, y := keep(series)
	segment := segments(series, o)
	points := make([]ControlPoint, len(kept))
	var list []ControlSegment
	for from := 0; from < len(kept); {
		to := from + 1
		for to < len(kept) && segment[kept[to]] == segment[kept[from]] {
			to++
		}
		part := make([]Counted, 0, to-from)
		for _, at := range kept[from:to] {
			part = append(part, data[at])
		}
		lines := kind.lines(part, y[from:to])
		for i, l := range lines {
			l.Segment, l.Trial = segment[kept[from]], to-from < trialBelow
			points[from+i] = l
		}
		place(points[from:to], y[from:to])
		last := points[to-1]
		list = append(list, ControlSegment{ID: last.Segment, First: kept[from], N: to - from, Mean: last.Mean, Lower: last.Lower, Upper: last.Upper, RangeMean: math.NaN(), RangeUsed: math.NaN()})
		from = to
	}
	judge(points, y, list, o)
	return finish(series, kept, segment, points, list, o)
}

// value is what is plotted.
func (k Attribute) value(d Counted) float64 {
	switch {
	case k == CChart || k == GChart || k == TChart:
		return d.Count
	case !(d.Of > 0):
		return math.NaN()
	}
	return d.Count / d.Of
}

// lines are the centre and the limits of each point of a segment.
func (k Attribute) lines(data []Counted, y []float64) []ControlPoint {
	out := make([]ControlPoint, len(data))
	if k == TChart {
		line := times(y)
		for i := range out {
			out[i] = line
		}
		return out
	}
	centre := k.centre(data)
	wider := 1.0
	if k == PPrime || k == UPrime {
		wider = k.between(data, y, centre)
	}
	for i, d := range data {
		se := wider * k.error(centre, d.Of)
		l := ControlPoint{Mean: centre, Lower: centre - errorsWide*se, Upper: centre + errorsWide*se, NearLower: centre - 2*se, NearUpper: centre + 2*se}
		if k == GChart {
			l.NearLower, l.NearUpper = math.Inf(-1), math.Inf(1)
		}
		l.Lower = max(l.Lower, 0)
		if k == PChart || k == PPrime {
			l.Upper = min(l.Upper, 1)
		}
		out[i] = l
	}
	return out
}

// centre is all counts by all they are out of, or their mean.
func (k Attribute) centre(data []Counted) float64 {
	counts, of := make([]float64, 0, len(data)), make([]float64, 0, len(data))
	for _, d := range data {
		if !math.IsNaN(k.value(d)) {
			counts, of = append(counts, d.Count), append(of, d.Of)
		}
	}
	if k == CChart || k == GChart {
		return Mean(counts)
	}
	return Mean(counts) / Mean(of)
}

// error is the standard error of a point.
func (k Attribute) error(centre, of float64) float64 {
	switch k {
	case CChart:
		return math.Sqrt(centre)
	case GChart:
		return math.Sqrt(centre * (centre + 1))
	case UChart, UPrime:
		return math.Sqrt(centre / of)
	}
	return math.Sqrt(centre * (1 - centre) / of)
}

// between is Laney's sigma of z: how much more points differ than chance alone
// would have it; 1.128 is d2 for ranges of two.
func (k Attribute) between(data []Counted, y []float64, centre float64) float64 {
	var ranges []float64
	before := math.NaN()
	for i, d := range data {
		z := (y[i] - centre) / k.error(centre, d.Of)
		ranges = append(ranges, math.Abs(z-before))
		before = z
	}
	return Mean(ranges) / 1.128
}

// times is the line of a chart of times between events.
func times(y []float64) ControlPoint {
	const power = 1 / 3.6
	even := make([]Observation, len(y))
	for i, v := range y {
		even[i] = Observation{Value: math.Pow(v, power), Target: math.NaN()}
	}
	l := XmR(even, XmROptions{}).Points[0]
	back := func(v float64) float64 { return math.Pow(max(v, 0), 3.6) }
	return ControlPoint{Mean: back(l.Mean), Lower: back(l.Lower), Upper: back(l.Upper), NearLower: math.Inf(-1), NearUpper: math.Inf(1)}
}

// Run is a run chart, worked out.
type Run struct {
	Median        []float64 // of each observation's segment
	Shift, Trend  []bool    // points of a shift, and of a trend
	Runs, Useful  int       // in the last segment: runs about the median, and points not on it
	Fewest, Most  int       // how many runs chance would give, 19 times of 20; 0 where there is no saying
	Last          int       // index of the last point that counts; -1 for none
	TooFew, Much  bool      // fewer runs than that, or more
	ShiftUp, Rise bool      // which way the last shift and the last trend went
}

// RunChart finds what is not chance in a series about its median.
//
// The rules are those of Perla, Provost and Murray, BMJ Quality & Safety 20
// (2011) 46: a shift is six points or more on one side of the median, points on
// it left out; a trend is five or more that each rise or each fall, points equal
// to the one before left out; and there are too few or too many runs when chance
// would give as few, or as many, less than once in forty times, by the normal
// approximation of Wald and Wolfowitz, Annals of Mathematical Statistics 11
// (1940) 147, for 10 points or more. Medians begin anew where limits would.
func RunChart(series []Observation) Run {
	r := Run{Median: make([]float64, len(series)), Shift: make([]bool, len(series)), Trend: make([]bool, len(series)), Last: -1}
	segment := segments(series, XmROptions{})
	for from := 0; from < len(series); {
		to := from + 1
		for to < len(series) && segment[to] == segment[from] {
			to++
		}
		r.part(series, from, to)
		from = to
	}
	return r
}

// part works out one segment.
func (r *Run) part(series []Observation, from, to int) {
	var at []int
	var values []float64
	for i := from; i < to; i++ {
		if !series[i].Ghost && !math.IsNaN(series[i].Value) {
			at, values = append(at, i), append(values, series[i].Value)
			r.Last = i
		}
	}
	centre := middleOf(values)
	for i := from; i < to; i++ {
		r.Median[i] = centre
	}
	var off, steps []int // points not on the median; points that differ from the one before
	for i, v := range values {
		if v != centre {
			off = append(off, i)
		}
		if i == 0 || v != values[i-1] {
			steps = append(steps, i)
		}
	}
	r.Useful, r.Runs = len(off), 0
	above := 0
	for i := 0; i < len(off); {
		j := i + 1
		for j < len(off) && (values[off[j]] > centre) == (values[off[i]] > centre) {
			j++
		}
		r.Runs++
		if values[off[i]] > centre {
			above += j - i
		}
		if j-i >= 6 {
			r.ShiftUp = values[off[i]] > centre
			for _, k := range off[i:j] {
				r.Shift[at[k]] = true
			}
		}
		i = j
	}
	r.steps(at, values, steps)
	r.chance(above, len(off)-above)
}

// steps marks the trends among points that each differ from the one before.
func (r *Run) steps(at []int, values []float64, steps []int) {
	for i := 0; i+1 < len(steps); {
		up := values[steps[i+1]] > values[steps[i]]
		j := i + 1
		for j+1 < len(steps) && (values[steps[j+1]] > values[steps[j]]) == up {
			j++
		}
		if j-i+1 >= 5 {
			r.Rise = up
			for _, k := range steps[i : j+1] {
				r.Trend[at[k]] = true
			}
		}
		i = j
	}
}

// chance works out how many runs chance would give.
func (r *Run) chance(above, below int) {
	r.Fewest, r.Most, r.TooFew, r.Much = 0, 0, false, false
	if above+below < 10 || above == 0 || below == 0 {
		return
	}
	low, high := 0.0, 0.0
	for r.Fewest = 2; ; r.Fewest++ {
		if low += runs(r.Fewest, above, below); low > (1-Usual)/2 {
			break
		}
	}
	for r.Most = above + below; ; r.Most-- {
		if high += runs(r.Most, above, below); high > (1-Usual)/2 {
			break
		}
	}
	r.TooFew, r.Much = r.Runs < r.Fewest, r.Runs > r.Most
}

// runs is the chance of so many runs of so many above and below.
func runs(r, above, below int) float64 {
	k := r / 2
	ways := 2 * choices(above-1, k-1) * choices(below-1, k-1)
	if r%2 == 1 {
		ways = choices(above-1, k)*choices(below-1, k-1) + choices(above-1, k-1)*choices(below-1, k)
	}
	return ways / choices(above+below, above)
}

// choices is in how many ways k can be taken of n.
func choices(n, k int) float64 {
	if k < 0 || k > n {
		return 0
	}
	out := 1.0
	for i := range k {
		out *= float64(n-i) / float64(i+1)
	}
	return out
}

// middleOf is the middle of values; NaN of none.
func middleOf(values []float64) float64 {
	if len(values) == 0 {
		return math.NaN()
	}
	sorted := slices.Clone(values)
	slices.Sort(sorted)
	n := len(sorted)
	return (sorted[(n-1)/2] + sorted[n/2]) / 2
}
