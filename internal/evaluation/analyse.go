package evaluation

import (
	"math"
	"slices"

	"footbridge/internal/extracts"
	"footbridge/internal/stats"
)

// begins are the people who begin in the time that a design asks about, by their
// place in the snapshot, with the day. listed are those of the list, by number.
func begins(s *extracts.Snapshot, d Design, listed map[int64]int32) map[int]int32 {
	out := map[int]int32{}
	put := func(at int, day int32) {
		if old, there := out[at]; !there || day < old {
			out[at] = day
		}
	}
	switch d.Begin {
	case Enrolled, Attended:
		if event, ok := s.Learning.Event.Find(string(d.Begin)); ok {
			for at := range s.People.Len() {
				for i, to := s.Learning.Of(at); i < to; i++ {
					if s.Learning.Event.At[i] == event {
						put(at, s.Learning.Day[i])
					}
				}
			}
		}
	case Peer:
		f := newFollower(s, d)
		for at := range s.People.Len() {
			for i, to := s.Contacts.Of(at); i < to; i++ {
				if f.came[s.Contacts.Attendance.At[i]] && f.peer[s.Contacts.Role.At[i]] {
					put(at, s.Contacts.Day[i])
				}
			}
		}
	case Listed:
		for person, day := range listed {
			if at, ok := s.People.Find(person); ok {
				put(at, day)
			}
		}
	}
	return out
}

// analyse works out an evaluation. done is told how much is done, in percent;
// its error ends the work.
func analyse(s *extracts.Snapshot, d Design, seed uint64, listed map[int64]int32, done func(percent int) error) (result, error) {
	f := newFollower(s, d)
	r := result{Covered: [2]int32{f.first, f.last}, PeerRatioMissing: true}
	all := begins(s, d, listed)
	var cohort []followed
	for at := range s.People.Len() {
		day, ok := all[at]
		if !ok || !d.From.IsZero() && day < extracts.Days(d.From) || !d.Until.IsZero() && day > extracts.Days(d.Until) {
			continue
		}
		r.Began++
		switch early, late, died := f.fits(at, day); {
		case early:
			r.Early++
		case late:
			r.Late++
		case died:
			r.Died++
		default:
			cohort = append(cohort, f.follow(at, day))
		}
	}
	r.People = len(cohort)
	if err := done(15); err != nil || !r.enough() {
		return r, err
	}
	for m := range r.Measures {
		r.Measures[m] = compare(cohort, m, d, seed)
		if err := done(15 + 15*(m+1)); err != nil {
			return r, err
		}
	}
	for i := range r.Statuses {
		r.Statuses[i] = statusChange(cohort, i)
	}
	var sets [][]followed
	if d.Controls > 0 {
		sets = f.others(cohort, all, d.Controls, seed)
		r.Beside = compareBeside(cohort, sets)
	}
	r.pay(cohort, sets, d, seed)
	return r, done(95)
}

// compare is one measure of the same people before and after.
func compare(cohort []followed, m int, d Design, seed uint64) compared {
	n := len(cohort)
	c := compared{Months: make([]int, 2*d.Months)}
	before, after := make([]float64, n), make([]float64, n)
	for i, p := range cohort {
		c.Before += p.before[m]
		c.After += p.after[m]
		c.AnyBefore += min(1, p.before[m])
		c.AnyAfter += min(1, p.after[m])
		before[i], after[i] = float64(p.before[m]), float64(p.after[m])
		for k, v := range p.months[m] {
			c.Months[k] += v
		}
	}
	time := float64(n) * float64(d.Days())
	a, b := stats.Rate{Events: c.After, Time: time}, stats.Rate{Events: c.Before, Time: time}
	ratio, exact := stats.RateRatio(a, b, stats.Usual)
	c.Exact = estimate{number(ratio.Estimate), number(exact.Low), number(exact.High), number(stats.ExactRate(a, b))}
	t := stats.PairedT(before, after, stats.Usual)
	c.Change = estimate{number(t.Mean), number(t.Interval.Low), number(t.Interval.High), number(t.P)}
	c.RanksP = number(stats.Wilcoxon(before, after).Corrected)
	c.Model, c.ModelName = samePeople(before, after)
	i := stats.Bootstrap(seed+uint64(m), n, d.Draws, stats.Usual, func(who []int) float64 {
		x, y := 0.0, 0.0
		for _, w := range who {
			x, y = x+before[w], y+after[w]
		}
		return y / x
	})
	c.Resampled = estimate{c.Exact.Value, number(i.Low), number(i.High), number(math.NaN())}
	c.Series, c.Dispersion = series(c.Months)
	return c
}

// samePeople is the ratio of what the same people had after to what they had before,
// by negative binomial regression with the rows of one person together, or by
// Poisson where counts scatter no more than it says.
func samePeople(before, after []float64) (estimate, string) {
	n := len(before)
	m := stats.Model{Y: slices.Concat(before, after), X: [][]float64{stats.Ones(2 * n), make([]float64, 2*n)}}
	whose := make([]int, 2*n)
	for i := range n {
		m.X[1][n+i] = 1
		whose[i], whose[n+i] = i, i
	}
	name := "negative binomial"
	f, err := stats.NegativeBinomial(m)
	if err != nil {
		name = "Poisson"
		f, err = stats.Poisson(m)
	}
	if err != nil {
		return none(), ""
	}
	f = f.Clustered(whose)
	return ratioOf(f.Ratio(1, stats.Usual), f.Z(1).P), name
}

// series asks by how much the level changes at the day, where months go on as
// they went: log of the count by month and before or after, scaled by the
// dispersion.
func series(months []int) (estimate, number) {
	n := len(months)
	m := stats.Model{Y: make([]float64, n), X: [][]float64{stats.Ones(n), make([]float64, n), make([]float64, n)}}
	for i, v := range months {
		m.Y[i], m.X[1][i] = float64(v), float64(i+1)
		if i >= n/2 {
			m.X[2][i] = 1
		}
	}
	f, err := stats.Poisson(m)
	if err != nil || n < 12 {
		return none(), number(math.NaN())
	}
	q := f.Quasi()
	return ratioOf(q.Ratio(2, stats.Usual), q.T(2).P), number(f.Dispersion)
}

// statusChange is a status of those of whom it is known both times.
func statusChange(cohort []followed, which int) changed {
	var b stats.BeforeAfter
	c := changed{}
	for _, p := range cohort {
		switch p.status[which] {
		case [2]int8{yes, yes}:
			b.YesYes++
		case [2]int8{no, yes}:
			b.NoYes++
		case [2]int8{yes, no}:
			b.YesNo++
		case [2]int8{no, no}:
			b.NoNo++
		default:
			c.Unknown++
		}
	}
	c.YesYes, c.NoYes, c.YesNo, c.NoNo = b.YesYes, b.NoYes, b.YesNo, b.NoNo
	c.P, c.Exact = number(b.McNemar(true).P), number(b.Exact())
	return c
}
