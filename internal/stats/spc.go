package stats

import "math"

// Profile is whose rules a control chart follows, where they differ.
type Profile int

// The profiles.
const (
	// PlotTheDots follows NHSRplotthedots 0.2.2: wide moving ranges are left out
	// of the limits, a point has one reason, and a target on a limit is not
	// certain either way.
	PlotTheDots Profile = iota
	// MakingDataCount follows version 2.5 of the Making Data Count query of NHS
	// England: nothing is left out unless asked for, a point may have several
	// reasons, trends run on over new limits, and a target on a limit is certain.
	MakingDataCount
)

// Better is which way is better.
type Better int

// The ways.
const (
	Lower   Better = -1
	Neither Better = 0
	Higher  Better = 1
)

// Observation is one point of a series, in order of time.
type Observation struct {
	Value  float64 // NaN where there is none
	Target float64 // what is to be reached at this point; NaN for nothing
	Rebase bool    // limits begin anew with this point
	Ghost  bool    // shown, but left out of everything that is worked out
	// BaseEnd says that the limits, from where they last began, are worked out
	// from the points up to this one and then stand.
	BaseEnd bool
}

// XmROptions is how an XmR chart is made.
type XmROptions struct {
	Profile Profile
	Better  Better
	Screen  bool // wide moving ranges are left out of the limits
	// Fix is from how many points, since limits last began, they are worked out
	// before they stand; 0 for all. An Observation's BaseEnd goes before it.
	Fix           int
	ConcernWins   bool // of MakingDataCount, when a point is both: else improvement
	Shift, Trend  int  // how many points in a row count; 0 for 7
	Least         int  // points under which MakingDataCount shows no limits; 0 for 15
	LeastInLimits int  // points under which limits are on trial; 0 for 13, of MakingDataCount 12
}

// Reasons are why a point is no common variation.
type Reasons uint8

// The reasons. A point of PlotTheDots has at most one.
const (
	AboveLimit Reasons = 1 << iota
	BelowLimit
	TrendUp
	TrendDown
	TwoOfThreeAbove
	TwoOfThreeBelow
	ShiftAbove
	ShiftBelow

	high = AboveLimit | TrendUp | TwoOfThreeAbove | ShiftAbove
	low  = BelowLimit | TrendDown | TwoOfThreeBelow | ShiftBelow
)

// Has reports whether any of the reasons is one of r.
func (r Reasons) Has(any Reasons) bool { return r&any != 0 }

// Variation is what a point says about the process: a slug, which is the name of
// its icon in NHSRplotthedots too.
type Variation string

// The variations.
const (
	CommonCause     Variation = "common_cause"
	ImprovementHigh Variation = "improvement_high"
	ImprovementLow  Variation = "improvement_low"
	ConcernHigh     Variation = "concern_high"
	ConcernLow      Variation = "concern_low"
	NeutralHigh     Variation = "neutral_high"
	NeutralLow      Variation = "neutral_low"
)

// Assurance is whether the process, as it is, will reach its target: a slug.
type Assurance string

// The assurances; "" is none.
const (
	WillPass        Assurance = "pass"
	WillFail        Assurance = "fail"
	HitOrMiss       Assurance = "inconsistent"
	NoAssurance     Assurance = ""
	noSide                    = math.MinInt
	limitFactor               = 2.66  // 3 / d2 for ranges of two: Wheeler, Understanding Variation
	rangeFactor               = 3.267 // D4 for ranges of two: the upper limit of moving ranges
	usualInARow               = 7
	usualLeast                = 15
	trialBelow                = 13
	trialBelowOfMDC           = 12
)

// ControlPoint is what a chart says about one observation.
type ControlPoint struct {
	Segment              int     // which limits: counted from 0, of MakingDataCount from 1, and 0 for a baseline
	Mean, Lower, Upper   float64 // NaN where there are none
	NearLower, NearUpper float64 // two thirds of the way to the limits
	Side                 int     // 1 above the centre, -1 below, 0 on it; see Known
	Known                bool    // there is a value and a centre, so that Side says something
	Outside, Near        bool    // beyond a limit; beyond two thirds of the way, but inside
	Reasons              Reasons
	Variation            Variation
	Conflict             bool // reasons for improvement and for concern at once
	Trial                bool // its limits come from few points
}

// Limited reports whether there are limits at this point.
func (p ControlPoint) Limited() bool { return !math.IsNaN(p.Lower) && !math.IsNaN(p.Upper) }

// ControlSegment is one set of limits.
type ControlSegment struct {
	ID, First, N                 int // First is the index of its first observation
	Mean, Lower, Upper           float64
	RangeMean, RangeUsed         float64 // mean moving range, of all and of those that made the limits
	Screened                     int     // moving ranges that were left out
	Common, Improvement, Concern int     // points
}

// Control is a control chart, worked out.
type Control struct {
	Points    []ControlPoint
	Segments  []ControlSegment
	Last      int       // index of the last point that counts; -1 for none
	Variation Variation // of that point
	Assurance Assurance // of its limits and its target
	Trial     bool      // some limits come from few points
	Few       bool      // of MakingDataCount: too few points for any limits
}

// XmR works out a chart of individual values and moving ranges, by the rules of
// the profile.
//
// Limits are the mean and 2.66 times the mean moving range to each side. What is
// exact in the data is exact here: a mean is summed without loss and rounded
// once, so that a value can be on it. A missing value breaks runs and has no
// moving range on either side.
func XmR(series []Observation, o XmROptions) Control {
	kept, y := keep(series)
	segment := segments(series, o)
	points := make([]ControlPoint, len(kept))
	var list []ControlSegment
	for from := 0; from < len(kept); {
		to := from + 1
		for to < len(kept) && segment[kept[to]] == segment[kept[from]] {
			to++
		}
		s, line := individuals(series, kept[from:to], y[from:to], o)
		s.ID = segment[kept[from]]
		if n := len(list); n == 1 && o.Profile == MakingDataCount && list[0].ID == 0 && s.ID == 1 {
			line = points[0] // what a baseline says stands until limits begin anew
			s.Mean, s.Lower, s.Upper = line.Mean, line.Lower, line.Upper
		}
		line.Segment = s.ID
		for i := from; i < to; i++ {
			points[i] = line
		}
		place(points[from:to], y[from:to])
		list = append(list, s)
		from = to
	}
	judge(points, y, list, o)
	return finish(series, kept, segment, points, list, o)
}

// keep is which observations count, and their values.
func keep(series []Observation) (kept []int, y []float64) {
	kept, y = make([]int, 0, len(series)), make([]float64, 0, len(series))
	for i, p := range series {
		if !p.Ghost {
			kept, y = append(kept, i), append(y, p.Value)
		}
	}
	return kept, y
}

// segments says which limits each observation has.
func segments(series []Observation, o XmROptions) []int {
	out, id := make([]int, len(series)), 0
	if o.Profile == MakingDataCount {
		id = 1
	}
	for i, p := range series {
		if p.Rebase {
			id++
		}
		out[i] = id
	}
	if o.Profile == MakingDataCount {
		for i := range baseline(series, o.Fix) {
			out[i] = 0
		}
	}
	return out
}

// baseline is how many observations are the one baseline that MakingDataCount
// knows, ghosts among them.
func baseline(series []Observation, fix int) int {
	count := 0
	for i, p := range series {
		if p.BaseEnd {
			return i + 1
		}
		if !p.Ghost {
			if count++; count == fix {
				fix = -(i + 1) // unless a BaseEnd follows
			}
		}
	}
	return max(-fix, 0)
}

// individuals works out one set of limits.
func individuals(series []Observation, at []int, y []float64, o XmROptions) (ControlSegment, ControlPoint) {
	base := len(y)
	if o.Profile == PlotTheDots {
		if o.Fix > 0 {
			base = min(base, o.Fix)
		}
		for i := range at {
			if series[at[i]].BaseEnd {
				base = i + 1
				break
			}
		}
	}
	y = y[:base]
	mean := Mean(y)
	ranges := make([]float64, 0, base)
	for i := 1; i < base; i++ {
		if r := math.Abs(y[i] - y[i-1]); !math.IsNaN(r) {
			ranges = append(ranges, r)
		}
	}
	s := ControlSegment{First: at[0], N: len(at), RangeMean: Mean(ranges)}
	used := s.RangeMean
	if o.Screen {
		used, mean = screened(y, ranges, s.RangeMean, mean, o.Profile, &s.Screened)
	}
	s.Mean, s.RangeUsed = mean, used
	// rounded step by step, as both sources do, and never fused
	factor := float64(limitFactor)
	wide := float64(factor * used)
	near := float64(2 * (factor / 3) * used)
	if o.Profile == MakingDataCount {
		near = float64(wide * (2 / 3.0))
	}
	s.Lower, s.Upper = mean-wide, mean+wide
	short := trialBelow
	if o.Profile == MakingDataCount {
		short = trialBelowOfMDC
	}
	if o.LeastInLimits > 0 {
		short = o.LeastInLimits
	}
	return s, ControlPoint{Mean: mean, Lower: s.Lower, Upper: s.Upper, NearLower: mean - near, NearUpper: mean + near, Trial: len(at) < short}
}

// screened leaves wide moving ranges out, once: those that are not under the
// limit, and of MakingDataCount those above it, whose points leave the mean too.
func screened(y, ranges []float64, all, mean float64, profile Profile, left *int) (float64, float64) {
	bound := float64(rangeFactor * all)
	kept := make([]float64, 0, len(ranges))
	for _, r := range ranges {
		if r < bound || profile == MakingDataCount && r == bound {
			kept = append(kept, r)
		}
	}
	*left = len(ranges) - len(kept)
	if profile == MakingDataCount {
		points := make([]float64, 0, len(y))
		for i := range y {
			if i == 0 || !(math.Abs(y[i]-y[i-1]) > bound) {
				points = append(points, y[i])
			}
		}
		mean = Mean(points)
	}
	return Mean(kept), mean
}

// place says where each value is.
func place(points []ControlPoint, y []float64) {
	for i := range points {
		p, v := &points[i], y[i]
		p.Known = !math.IsNaN(v) && !math.IsNaN(p.Mean)
		switch {
		case v > p.Mean:
			p.Side = 1
		case v < p.Mean:
			p.Side = -1
		}
		p.Outside = v > p.Upper || v < p.Lower
		p.Near = !p.Outside && (v > p.NearUpper || v < p.NearLower)
	}
}

// finish puts ghosts back, and reads the last point that counts.
func finish(series []Observation, kept, segment []int, points []ControlPoint, list []ControlSegment, o XmROptions) Control {
	c := Control{Points: make([]ControlPoint, len(series)), Segments: list, Last: -1}
	lines := map[int]ControlPoint{}
	for i, at := range kept {
		c.Points[at] = points[i]
		c.Trial = c.Trial || points[i].Trial
		lines[points[i].Segment] = points[i]
	}
	for i, p := range series {
		if !p.Ghost {
			continue
		}
		nan := math.NaN()
		c.Points[i] = ControlPoint{Segment: segment[i], Mean: nan, Lower: nan, Upper: nan, NearLower: nan, NearUpper: nan, Variation: CommonCause}
		if l, ok := lines[segment[i]]; ok {
			c.Points[i].Mean, c.Points[i].Lower, c.Points[i].Upper, c.Points[i].NearLower, c.Points[i].NearUpper, c.Points[i].Trial =
				l.Mean, l.Lower, l.Upper, l.NearLower, l.NearUpper, l.Trial
		}
	}
	least := o.Least
	if least == 0 {
		least = usualLeast
	}
	c.Few = o.Profile == MakingDataCount && len(kept) < least
	if len(kept) > 0 {
		c.Last = kept[len(kept)-1]
		c.Variation = c.Points[c.Last].Variation
		c.Assurance = assurance(series[c.Last].Target, c.Points[c.Last], o)
	}
	return c
}

// assurance compares a target with the limits.
func assurance(target float64, p ControlPoint, o XmROptions) Assurance {
	above, below := target > p.Upper, target < p.Lower
	if o.Profile == MakingDataCount {
		above, below = target >= p.Upper, target <= p.Lower
	}
	if o.Better == Lower {
		above, below = below, above
	}
	switch {
	case math.IsNaN(target), o.Better == Neither:
		return NoAssurance
	case o.Profile == MakingDataCount && !p.Limited():
		return NoAssurance
	case below: // first: a target on both limits passes
		return WillPass
	case above:
		return WillFail
	}
	return HitOrMiss
}

// Mean is the mean of what is a number in values, summed without loss and
// rounded once; NaN of nothing. The sum is kept in two parts, as in Knuth, The
// Art of Computer Programming 2, 4.2.2, theorem B.
func Mean(values []float64) float64 {
	var sum, rest, n float64
	for _, v := range values {
		if math.IsNaN(v) {
			continue
		}
		n++
		s := sum + v
		b := s - sum
		e := (sum - (s - b)) + (v - b) + rest
		sum = s + e
		rest = e - (sum - s)
	}
	if n == 0 {
		return math.NaN()
	}
	q := sum / n
	return q + (math.FMA(-q, n, sum)+rest)/n
}
