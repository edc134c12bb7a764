// Package stats works out the figures that stand beside a figure: how sure one
// can be of it, and whether two differ by more than chance.
//
// Everything is a pure function of counts or of a few values: intervals, comparisons,
// and control charts (spc*.go; [XmR], [Counts], [RunChart]). Each names the
// paper or the book it follows. The tests hold the results to reference values
// from R 4.2.2 to nine decimals. What does not exist (a share of nobody, a
// variance of one value) is NaN.
package stats

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// Usual is the level of confidence of the intervals that are published.
const Usual = 0.95

// Interval is what a figure may be, at a level of confidence.
type Interval struct{ Low, High float64 }

// Contains reports whether a value is in the interval, its ends included.
func (i Interval) Contains(v float64) bool { return i.Low <= v && v <= i.High }

// quantile is how many standard errors a two-sided interval reaches to each
// side: 1.95996… for 95 %.
func quantile(conf float64) float64 { return distuv.UnitNormal.Quantile((1 + conf) / 2) }

// twoSided is the chance that a standard normal is at least as far from zero.
func twoSided(z float64) float64 { return math.Erfc(math.Abs(z) / math.Sqrt2) }

// clip keeps a share between 0 and 1.
func clip(v float64) float64 { return min(max(v, 0), 1) }
