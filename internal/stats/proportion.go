package stats

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// Proportion is X of N: those who said yes of those who answered.
type Proportion struct{ X, N int }

// valid reports whether there is a share at all.
func (p Proportion) valid() bool { return p.N > 0 && p.X >= 0 && p.X <= p.N }

// Estimate is the share, from 0 to 1. NaN when nobody answered.
func (p Proportion) Estimate() float64 {
	if !p.valid() {
		return math.NaN()
	}
	return float64(p.X) / float64(p.N)
}

// Wilson is the score interval of Wilson (1927), without continuity correction:
// the one that is published. It never leaves 0 to 1 and is usable for small N.
// Of nobody it is 0 to 1: nothing is known.
func (p Proportion) Wilson(conf float64) Interval { return p.wilson(conf, 0) }

// WilsonCorrected is the score interval with continuity correction (Newcombe
// 1998, method 4). As in R's prop.test the correction is never larger than the
// distance of X from half of N, so an even split has none.
func (p Proportion) WilsonCorrected(conf float64) Interval {
	return p.wilson(conf, min(0.5, math.Abs(float64(p.X)-float64(p.N)/2)))
}

// wilson solves the score equation for the share moved away by some of one
// person.
func (p Proportion) wilson(conf, correction float64) Interval {
	if !p.valid() {
		return Interval{0, 1}
	}
	n, z := float64(p.N), quantile(conf)
	bound := func(x, side float64) float64 {
		share := x / n
		if side < 0 && share <= 0 || side > 0 && share >= 1 {
			return clip(share)
		}
		half := z * z / (2 * n)
		root := z * math.Sqrt(share*(1-share)/n+half/(2*n))
		return clip((share + half + side*root) / (1 + 2*half))
	}
	x := float64(p.X)
	return Interval{bound(x-correction, -1), bound(x+correction, 1)}
}

// ClopperPearson is the exact interval of Clopper and Pearson (1934), from the
// beta distribution: never too narrow, often too wide.
func (p Proportion) ClopperPearson(conf float64) Interval {
	if !p.valid() {
		return Interval{0, 1}
	}
	x, n, tail := float64(p.X), float64(p.N), (1-conf)/2
	out := Interval{0, 1}
	if p.X > 0 {
		out.Low = distuv.Beta{Alpha: x, Beta: n - x + 1}.Quantile(tail)
	}
	if p.X < p.N {
		out.High = distuv.Beta{Alpha: x + 1, Beta: n - x}.Quantile(1 - tail)
	}
	return out
}

// Difference is the interval for the share of a less the share of b, two groups
// of different people: the hybrid score interval of Newcombe (1998, method 10).
// Where it holds no zero the two differ by more than chance. With nobody in one
// of them it is -1 to 1.
func Difference(a, b Proportion, conf float64) Interval {
	if !a.valid() || !b.valid() {
		return Interval{-1, 1}
	}
	pa, pb := a.Estimate(), b.Estimate()
	ia, ib := a.Wilson(conf), b.Wilson(conf)
	return Interval{
		Low:  max(-1, pa-pb-math.Hypot(pa-ia.Low, ib.High-pb)),
		High: min(1, pa-pb+math.Hypot(ia.High-pa, pb-ib.Low)),
	}
}
