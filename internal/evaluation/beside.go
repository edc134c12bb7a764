package evaluation

import (
	"math"

	"footbridge/internal/extracts"
	"footbridge/internal/stats"
)

// like is what others must have in common with somebody.
type like struct {
	band   int32 // of age, ten years wide; -1 where it is not known
	gender uint8
	unit   uint16 // the team they saw last
}

// band is the ten years of age that somebody is in in a month.
func (f *follower) band(at int, month int32) int32 {
	born := f.s.People.Born[at]
	if born == extracts.None {
		return -1
	}
	return (month - born) / 120
}

func monthOf(day int32) int32 { return extracts.Months(extracts.DateOf(day).MonthOf()) }

// likeOf is what there is to compare of a person on a day of a month, and how many
// contacts they had in the time before.
func (f *follower) likeOf(at int, day, month int32) (like, int) {
	l := like{band: f.band(at, month), gender: f.s.People.Gender.At[at], unit: extracts.NoUnit}
	from, to := f.contacts(at, day-f.days, day)
	n := 0
	for i := from; i < to; i++ {
		if f.came[f.s.Contacts.Attendance.At[i]] {
			n++
			l.unit = f.s.Contacts.Unit[i]
		}
	}
	return l, n
}

// others are, for each person, up to k people like them: of the same gender, in
// the same ten years of age, last seen by the same team, with nearly as many
// contacts in the time before. Their time is counted from the same day. Nobody
// who has ever begun is among them, nor anybody who cannot be followed.
func (f *follower) others(cohort []followed, begun map[int]int32, k int, seed uint64) [][]followed {
	var free []int
	for at := range f.s.People.Len() {
		if _, ok := begun[at]; !ok {
			free = append(free, at)
		}
	}
	own, months, prior := make([]like, len(cohort)), make([]int32, len(cohort)), make([]float64, len(cohort))
	for i, p := range cohort {
		months[i] = monthOf(p.day)
		l, n := f.likeOf(p.at, p.day, months[i])
		own[i], prior[i] = l, math.Log1p(float64(n))
	}
	sets := stats.Match(seed, len(cohort), len(free), k, func(i, o int) float64 {
		at, day := free[o], cohort[i].day
		if f.s.People.Gender.At[at] != own[i].gender || f.band(at, months[i]) != own[i].band {
			return math.NaN()
		}
		if gone := f.s.People.Died[at]; gone != extracts.None && gone < day+f.days {
			return math.NaN()
		}
		l, n := f.likeOf(at, day, months[i])
		if l != own[i] {
			return math.NaN()
		}
		return math.Abs(math.Log1p(float64(n)) - prior[i])
	})
	out := make([][]followed, len(cohort))
	for i, set := range sets {
		for _, o := range set {
			out[i] = append(out[i], f.follow(free[o], cohort[i].day))
		}
	}
	return out
}

// compareBeside compares people with the others beside them. Those with nobody
// beside them are left out.
func compareBeside(cohort []followed, sets [][]followed) *beside {
	b := &beside{}
	for i := range cohort {
		b.Others += len(sets[i])
		if len(sets[i]) > 0 {
			b.Matched++
		}
	}
	b.Alone = len(cohort) - b.Matched
	if b.Matched < least {
		return b
	}
	for m := range b.Measures {
		b.Measures[m] = differ(cohort, sets, m)
	}
	return b
}

// differ is the difference in differences of one measure: for each person their
// change less the mean change of those beside them. Ratio is the ratio of the
// ratios, by negative binomial or Poisson regression with the rows of one person
// together.
func differ(cohort []followed, sets [][]followed, m int) difference {
	var d difference
	var own, other []float64
	var y, treated, after []float64
	var whose []int
	row := func(p followed, of float64) {
		y, treated, after = append(y, float64(p.before[m]), float64(p.after[m])), append(treated, of, of), append(after, 0, 1)
		whose = append(whose, len(whose)/2, len(whose)/2)
	}
	for i, p := range cohort {
		if len(sets[i]) == 0 {
			continue
		}
		mean := 0.0
		for _, o := range sets[i] {
			d.OtherBefore += o.before[m]
			d.OtherAfter += o.after[m]
			d.Any[2] += min(1, o.before[m])
			d.Any[3] += min(1, o.after[m])
			mean += float64(o.after[m]-o.before[m]) / float64(len(sets[i]))
			row(o, 0)
		}
		d.Before += p.before[m]
		d.After += p.after[m]
		d.Any[0] += min(1, p.before[m])
		d.Any[1] += min(1, p.after[m])
		own, other = append(own, float64(p.after[m]-p.before[m])), append(other, mean)
		row(p, 1)
	}
	t := stats.PairedT(other, own, stats.Usual)
	d.Difference = estimate{number(t.Mean), number(t.Interval.Low), number(t.Interval.High), number(t.P)}
	both := make([]float64, len(y))
	for i := range both {
		both[i] = treated[i] * after[i]
	}
	d.Ratio = none()
	model := stats.Model{Y: y, X: [][]float64{stats.Ones(len(y)), treated, after, both}}
	fit, err := stats.NegativeBinomial(model)
	if err != nil {
		fit, err = stats.Poisson(model)
	}
	if err == nil {
		fit = fit.Clustered(whose)
		d.Ratio = ratioOf(fit.Ratio(3, stats.Usual), fit.Z(3).P)
	}
	return d
}

// pay works out what the change comes to in money, and what a peer worker's days
// do.
func (r *result) pay(cohort []followed, sets [][]followed, d Design, seed uint64) {
	pence := [measured]float64{}
	any := false
	for m := range measures {
		if c, ok := d.cost(measures[m].slug); ok {
			pence[m], any = float64(c.Pence), true
		}
	}
	saved := func(p followed) float64 {
		sum := 0.0
		for m, each := range pence {
			sum += each * float64(p.before[m]-p.after[m])
		}
		if pence[peerContacts] > 0 { // those have a price of their own
			sum -= pence[contacts] * float64(p.before[peerContacts]-p.after[peerContacts])
		}
		return sum
	}
	if any {
		r.Money = &money{Programme: number(math.NaN()), Net: number(math.NaN()), Beside: none()}
		each := make([]float64, len(cohort))
		var beyond []float64
		for i, p := range cohort {
			each[i] = saved(p)
			if sets != nil && len(sets[i]) > 0 {
				others := 0.0
				for _, o := range sets[i] {
					others += saved(o) / float64(len(sets[i]))
				}
				beyond = append(beyond, each[i]-others)
			}
		}
		r.Money.Saving = meanOf(each, d.Draws, seed+100)
		if len(beyond) >= least {
			r.Money.Beside = meanOf(beyond, d.Draws, seed+101)
		}
		if c, ok := d.cost(CostOfProgramme); ok {
			r.Money.Programme, r.Money.Net = number(c.Pence), r.Money.Saving.Value-number(c.Pence)
		}
	}
	peer, paid := d.cost(CostOfPeer)
	day, known := d.cost(measures[bedDays].slug)
	if r.PeerRatioMissing = !paid || !known || d.PeerFTE <= 0 || peer.Pence == 0; !r.PeerRatioMissing {
		c := r.Measures[bedDays]
		saved := float64(c.Before-c.After) / d.PeerFTE * 365 / float64(d.Days())
		r.BedDaysSaved, r.PeerRatio = number(saved), number(saved*float64(day.Pence)/float64(peer.Pence))
	}
}

// meanOf is a mean with the interval of its bootstrap.
func meanOf(values []float64, draws int, seed uint64) estimate {
	all := make([]int, len(values))
	for i := range all {
		all[i] = i
	}
	mean := func(who []int) float64 {
		sum := 0.0
		for _, w := range who {
			sum += values[w]
		}
		return sum / float64(len(who))
	}
	i := stats.Bootstrap(seed, len(values), draws, stats.Usual, mean)
	return estimate{number(mean(all)), number(i.Low), number(i.High), number(math.NaN())}
}
