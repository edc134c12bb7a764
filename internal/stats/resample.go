package stats

import (
	"cmp"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
)

// Bootstrap is the interval of a figure of n people (Efron 1979, percentiles):
// draws times n of them are drawn, each as often as it comes, and figure is given
// which. The same seed gives the same interval. Draws whose figure is NaN or
// infinite count as the largest that there can be, so an interval that reaches
// them says so.
func Bootstrap(seed uint64, n, draws int, conf float64, figure func(who []int) float64) Interval {
	if n < 2 || draws < 1 {
		return Interval{math.NaN(), math.NaN()}
	}
	random := rand.New(rand.NewPCG(seed, 0x9e3779b97f4a7c15))
	who, all := make([]int, n), make([]float64, draws)
	for d := range all {
		for i := range who {
			who[i] = random.IntN(n)
		}
		if all[d] = figure(who); math.IsNaN(all[d]) {
			all[d] = math.Inf(1)
		}
	}
	slices.Sort(all)
	return Interval{percentile(all, (1-conf)/2), percentile(all, (1+conf)/2)}
}

// percentile is the value below which a share of sorted values lie, between the
// two nearest (Hyndman and Fan 1996, type 7).
func percentile(sorted []float64, share float64) float64 {
	at := share * float64(len(sorted)-1)
	low := int(at)
	if low+1 >= len(sorted) || sorted[low] == sorted[low+1] {
		return sorted[low]
	}
	return sorted[low] + (at-float64(low))*(sorted[low+1]-sorted[low])
}

// Likeness is what makes somebody like another: Exactly what must be equal, Near
// what should be close.
type Likeness struct {
	Exactly string
	Near    float64
}

// Match gives each of some people up to k others who are like them, nobody
// twice: the nearest first, one for each person before a second for anybody.
// People are taken in a random order that the seed decides, so that nobody gains
// by being first; the result is by their place in people, each list by its place
// in others.
func Match(seed uint64, people, others []Likeness, k int) [][]int {
	pools := map[string][]int{}
	for i, o := range others {
		pools[o.Exactly] = append(pools[o.Exactly], i)
	}
	random := rand.New(rand.NewPCG(seed, 0xd1342543de82ef95))
	for _, name := range slices.Sorted(maps.Keys(pools)) {
		pool := pools[name]
		random.Shuffle(len(pool), func(i, j int) { pool[i], pool[j] = pool[j], pool[i] })
		slices.SortStableFunc(pool, func(a, b int) int { return cmp.Compare(others[a].Near, others[b].Near) })
	}
	out := make([][]int, len(people))
	for range k {
		for _, i := range random.Perm(len(people)) {
			pool := pools[people[i].Exactly]
			if at := nearest(pool, others, people[i].Near); at >= 0 {
				out[i] = append(out[i], pool[at])
				pools[people[i].Exactly] = slices.Delete(pool, at, at+1)
			}
		}
	}
	for i := range out {
		slices.Sort(out[i])
	}
	return out
}

// nearest is the place in a sorted pool of the one nearest to a value, the lower
// of two; -1 when nobody is left.
func nearest(pool []int, others []Likeness, value float64) int {
	at, _ := slices.BinarySearchFunc(pool, value, func(o int, v float64) int { return cmp.Compare(others[o].Near, v) })
	switch {
	case len(pool) == 0:
		return -1
	case at == len(pool):
		return at - 1
	case at > 0 && value-others[pool[at-1]].Near <= others[pool[at]].Near-value:
		return at - 1
	}
	return at
}
