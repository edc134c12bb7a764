package stats

import (
	"cmp"
	"math"
	"slices"
)

// Ranks is Wilcoxon's test of pairs (1945), which asks for no shape of the
// differences.
type Ranks struct {
	N int     // pairs that differ
	V float64 // sum of the ranks of those that went up
	// P and Corrected are by the normal distribution, without and with correction
	// for continuity; Exact counts every way to share out the signs, and is NaN
	// where differences are equal or zero, or where there are 50 or more.
	P, Corrected, Exact float64
}

// Wilcoxon compares pairs by ranks, as R's wilcox.test: pairs that do not differ
// are left out, equal differences share their rank.
func Wilcoxon(before, after []float64) Ranks {
	var d []float64
	n := min(len(before), len(after))
	for i := range n {
		if v := after[i] - before[i]; v != 0 {
			d = append(d, v)
		}
	}
	slices.SortFunc(d, func(a, b float64) int { return cmp.Compare(math.Abs(a), math.Abs(b)) })
	r := Ranks{N: len(d), Exact: math.NaN()}
	ties := 0.0
	for i := 0; i < len(d); {
		end := i
		for end < len(d) && math.Abs(d[end]) == math.Abs(d[i]) {
			end++
		}
		same := float64(end - i)
		ties += same*same*same - same
		for ; i < end; i++ {
			if d[i] > 0 {
				r.V += float64(end) - (same-1)/2
			}
		}
	}
	m := float64(len(d))
	z, sigma := r.V-m*(m+1)/4, math.Sqrt(m*(m+1)*(2*m+1)/24-ties/48)
	correction := 0.0
	if z != 0 {
		correction = math.Copysign(0.5, z)
	}
	r.P, r.Corrected = twoSided(z/sigma), min(1, twoSided((z-correction)/sigma))
	if ties == 0 && len(d) == n && 0 < n && n < 50 {
		r.Exact = signedRanks(n, min(r.V, m*(m+1)/2-r.V))
	}
	return r
}

// signedRanks is twice the chance of a sum of ranks of at most v.
func signedRanks(n int, v float64) float64 {
	ways := []float64{1}
	for rank := 1; rank <= n; rank++ {
		next := make([]float64, len(ways)+rank)
		for i, w := range ways {
			next[i] += w / 2
			next[i+rank] += w / 2
		}
		ways = next
	}
	sum := 0.0
	for i := 0; i < len(ways) && float64(i) <= v; i++ {
		sum += ways[i]
	}
	return min(1, 2*sum)
}
