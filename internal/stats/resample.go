package stats

import (
	"cmp"
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

// candidate is somebody who is like another, and how far apart they are.
type candidate struct {
	other    int
	distance float64
}

// nearby is how many candidates are kept for each person whom others are wanted
// for; when all of them are taken the person has fewer.
const nearby = 200

// Match gives each of so many people up to k of so many others who are like
// them, nobody twice: the nearest first, one for each person before a second for
// anybody (greedy nearest neighbours without replacement, Rosenbaum 1989).
// distance says how far apart two are, NaN that they are not alike. The seed
// decides in which order people are served and which of two equally near is
// taken. The result is by person, each list in the order of others.
func Match(seed uint64, people, others, k int, distance func(person, other int) float64) [][]int {
	random := rand.New(rand.NewPCG(seed, 0xd1342543de82ef95))
	order := random.Perm(others)
	lists := make([][]candidate, people)
	for i := range lists {
		for _, o := range order {
			if d := distance(i, o); !math.IsNaN(d) {
				lists[i] = append(lists[i], candidate{o, d})
			}
		}
		slices.SortStableFunc(lists[i], func(a, b candidate) int { return cmp.Compare(a.distance, b.distance) })
		lists[i] = slices.Clip(slices.Clone(lists[i][:min(nearby, len(lists[i]))]))
	}
	out, taken := make([][]int, people), make([]bool, others)
	for range k {
		for _, i := range random.Perm(people) {
			at := slices.IndexFunc(lists[i], func(c candidate) bool { return !taken[c.other] })
			if at < 0 {
				continue
			}
			out[i] = append(out[i], lists[i][at].other)
			taken[lists[i][at].other] = true
			lists[i] = lists[i][at+1:]
		}
	}
	for i := range out {
		slices.Sort(out[i])
	}
	return out
}
