package stats

import (
	"math"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"
)

// BeforeAfter counts people who said yes or no twice.
type BeforeAfter struct{ YesYes, NoYes, YesNo, NoNo int }

// Test is a statistic with the chance of one as large where there is no
// difference.
type Test struct{ Statistic, P float64 }

// McNemar (1947) asks whether as many changed to yes as to no. Corrected takes
// one off, for continuity.
func (b BeforeAfter) McNemar(corrected bool) Test {
	gained, lost := float64(b.NoYes), float64(b.YesNo)
	d := math.Abs(gained - lost)
	if corrected {
		d = max(0, d-1)
	}
	chi := d * d / (gained + lost)
	return Test{chi, twoSided(math.Sqrt(chi))}
}

// Exact is the chance of a split of those who changed that is as uneven, from
// the binomial distribution.
func (b BeforeAfter) Exact() float64 {
	n := float64(b.NoYes + b.YesNo)
	return min(1, 2*distuv.Binomial{N: n, P: 0.5}.CDF(float64(min(b.NoYes, b.YesNo))))
}

// Paired is what the differences of pairs come to: after less before.
type Paired struct {
	N        int
	Mean, SD float64
	T, P     float64
	Interval Interval
	// Dz is the mean difference in standard deviations of the differences, Dav in
	// the mean of both standard deviations (Lakens 2013), HedgesG in the pooled
	// one, corrected for few people (Hedges 1981).
	Dz, Dav, HedgesG float64
	Pooled           float64 // that pooled standard deviation
}

// PairedT is Student's test of pairs. It needs two pairs, and differences that
// are not all the same.
func PairedT(before, after []float64, conf float64) Paired {
	n := min(len(before), len(after))
	d := make([]float64, n)
	for i := range d {
		d[i] = after[i] - before[i]
	}
	p := Paired{N: n, Mean: stat.Mean(d, nil), SD: stat.StdDev(d, nil)}
	df := float64(n - 1)
	t := distuv.StudentsT{Mu: 0, Sigma: 1, Nu: df}
	se := p.SD / math.Sqrt(float64(n))
	p.T = p.Mean / se
	p.P = 2 * t.CDF(-math.Abs(p.T))
	reach := t.Quantile((1+conf)/2) * se
	p.Interval = Interval{p.Mean - reach, p.Mean + reach}
	a, b := stat.StdDev(before[:n], nil), stat.StdDev(after[:n], nil)
	p.Dz, p.Dav = p.Mean/p.SD, p.Mean/((a+b)/2)
	p.Pooled = math.Sqrt((a*a + b*b) / 2)
	p.HedgesG = p.Mean / p.Pooled * (1 - 3/(4*(2*float64(n)-2)-1))
	return p
}

// ReliableChange is how much a score must change for one person to be more than
// the error of measuring (Jacobson and Truax 1991, with their 1.96), from the
// spread of the score and the reliability of the instrument.
func ReliableChange(sd, reliability float64) (sem, threshold float64) {
	sem = sd * math.Sqrt(1-reliability)
	return sem, 1.96 * math.Sqrt2 * sem
}
