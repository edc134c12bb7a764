package stats

import (
	"math"
	"sort"

	"gonum.org/v1/gonum/mathext"
	"gonum.org/v1/gonum/stat/distuv"
)

// TwoByTwo compares A of N1 with C of N2, two groups of different people.
type TwoByTwo struct{ A, N1, C, N2 int }

// Ratio is an estimate with Wald's interval on the log scale.
type Ratio struct {
	Estimate float64
	Interval Interval
}

func wald(estimate, se, conf float64) Ratio {
	z := quantile(conf)
	return Ratio{estimate, Interval{estimate * math.Exp(-z*se), estimate * math.Exp(z*se)}}
}

// OddsRatio is the odds of the first group over those of the second (Woolf 1955).
func (t TwoByTwo) OddsRatio(conf float64) Ratio {
	a, b, c, d := float64(t.A), float64(t.N1-t.A), float64(t.C), float64(t.N2-t.C)
	return wald(a*d/(b*c), math.Sqrt(1/a+1/b+1/c+1/d), conf)
}

// RiskRatio is the share of the first group over that of the second (Katz 1978).
func (t TwoByTwo) RiskRatio(conf float64) Ratio {
	a, c, n1, n2 := float64(t.A), float64(t.C), float64(t.N1), float64(t.N2)
	return wald(a/n1/(c/n2), math.Sqrt(1/a-1/n1+1/c-1/n2), conf)
}

// RiskDifference is the share of the first group less that of the second. Its
// interval is [Difference].
func (t TwoByTwo) RiskDifference() float64 {
	return Proportion{t.A, t.N1}.Estimate() - Proportion{t.C, t.N2}.Estimate()
}

// ChiSquared is Pearson's test of independence, without correction.
func (t TwoByTwo) ChiSquared() Test {
	a, b, c, d := float64(t.A), float64(t.N1-t.A), float64(t.C), float64(t.N2-t.C)
	n := a + b + c + d
	chi := n * (a*d - b*c) * (a*d - b*c) / ((a + b) * (c + d) * (a + c) * (b + d))
	return Test{chi, twoSided(math.Sqrt(chi))}
}

// Rate is how many events there were in how much time.
type Rate struct {
	Events int
	Time   float64
}

// RateRatio is the rate of a over that of b, with Wald's interval and with the
// exact one, which is that of Clopper and Pearson for the share of a's events
// (Lehmann 1959).
func RateRatio(a, b Rate, conf float64) (walds Ratio, exact Interval) {
	per := b.Time / a.Time
	estimate := float64(a.Events) / float64(b.Events) * per
	walds = wald(estimate, math.Sqrt(1/float64(a.Events)+1/float64(b.Events)), conf)
	share := Proportion{a.Events, a.Events + b.Events}.ClopperPearson(conf)
	odds := func(p float64) float64 { return p / (1 - p) * per }
	return walds, Interval{odds(share.Low), odds(share.High)}
}

// ExactRate is the chance of a split of the events between a and b that is no
// likelier than theirs, where both have the same rate, as R's poisson.test.
func ExactRate(a, b Rate) float64 {
	n, share := a.Events+b.Events, a.Time/(a.Time+b.Time)
	d := distuv.Binomial{N: float64(n), P: share}
	limit := d.Prob(float64(a.Events)) * (1 + 1e-7)
	expected := float64(n) * share
	if float64(a.Events) == expected {
		return 1
	}
	if float64(a.Events) < expected { // the other tail begins where it is no likelier
		from := int(math.Ceil(expected))
		return min(1, below(n, a.Events, share)+above(n, from+sort.Search(n+1-from, func(i int) bool { return d.Prob(float64(from+i)) <= limit }), share))
	}
	to := int(math.Floor(expected)) // none when even that is too likely
	return min(1, above(n, a.Events, share)+below(n, to-sort.Search(to+1, func(i int) bool { return d.Prob(float64(to-i)) <= limit }), share))
}

// above is the chance of k or more of n.
func above(n, k int, p float64) float64 {
	switch {
	case k <= 0:
		return 1
	case k > n:
		return 0
	}
	return mathext.RegIncBeta(float64(k), float64(n-k+1), p)
}

// below is the chance of k or fewer of n.
func below(n, k int, p float64) float64 { return above(n, n-k, 1-p) }
