package records

import (
	"math"
	"math/rand/v2"
)

// caseload is who a team sees in one month, each as often as they count.
type caseload [len(teams)][]int32

// caseloads are those of one month.
func (t *trust) caseloads(month int, into *caseload) {
	for i := range into {
		into[i] = into[i][:0]
	}
	from, to := t.months[month], t.months[month+1]-1
	for i := range t.people {
		for _, f := range [...]referral{t.people[i].main, t.people[i].other} {
			if f.received != 0 && !f.rejected && f.received <= to && (f.ended == 0 || f.ended >= from) {
				into[f.team] = append(into[f.team], int32(i))
			}
		}
	}
}

// expected is how busy a team is in one month: by its people, the season, and
// what has changed there. One community team sees two fifths more from a known
// month on.
func (t *trust) expected(month, team, people int) float64 {
	season := 1 + 0.06*math.Cos(2*math.Pi*float64(int(t.from.Add(month).Month)-2)/12)
	switch t.from.Add(month).Month {
	case 8:
		season *= 0.93
	case 12:
		season *= 0.88
	}
	if team == changed && month >= t.Months-changeLast {
		season *= 1.4
	}
	return float64(people) * teams[team].intensity * season
}

// followUps are the days of contacts soon after leaving a ward, by month.
func (t *trust) followUps() (days [][]stay, n int) {
	days = make([][]stay, t.Months)
	for k, s := range t.stays {
		c := t.chance(ofFollowUp, k)
		if s.ended == 0 || !happens(c, 0.8) || n == t.Contacts {
			continue
		}
		s.started = s.ended + 1 + int32(c.IntN(3))
		if m := t.month(s.started); m >= 0 && s.started <= t.last {
			days[m] = append(days[m], s)
			n++
		}
	}
	return days, n
}

// counts shares out so many contacts among months and teams, exactly. What comes
// to a team in a month scatters as counts do, and by two in a hundred more.
func (t *trust) counts(n int) [][len(teams)]int {
	weights, sum := make([][len(teams)]float64, t.Months), 0.0
	var who caseload
	for m := range t.Months {
		t.caseloads(m, &who)
		for k := range teams {
			if len(who[k]) > 0 {
				weights[m][k] = t.expected(m, k, len(who[k]))
				sum += weights[m][k]
			}
		}
	}
	out := make([][len(teams)]int, t.Months)
	if sum == 0 {
		return out
	}
	c, scattered := t.chance(ofNoise, 0), 0.0
	for m := range weights {
		for k, w := range weights[m] {
			spread := math.Sqrt(0.02*0.02 + 1/max(1, float64(n)*w/sum))
			weights[m][k] = w * max(0.1, 1+spread*c.NormFloat64())
			scattered += weights[m][k]
		}
	}
	given, so := 0, 0.0
	for m := range out {
		for k := range out[m] {
			so += weights[m][k]
			upTo := int(math.Round(float64(n) * so / scattered))
			out[m][k], given = upTo-given, upTo
		}
	}
	return out
}

// contacts writes them month by month.
func (t *trust) contacts(put put) error {
	soon, n := t.followUps()
	counts := t.counts(t.Contacts - n)
	c := t.chance(ofContacts, 0)
	r, number := &row{}, 0
	var who caseload
	for m := range counts {
		t.caseloads(m, &who)
		days := int(t.months[m+1] - t.months[m])
		for _, s := range soon[m] {
			number++
			if err := t.contact(r, c, number, s.person, int(t.people[s.person].main.team), s.started, put); err != nil {
				return err
			}
		}
		for k, count := range counts[m] {
			for range count {
				number++
				if err := t.contact(r, c, number, who[k][c.IntN(len(who[k]))], k, t.months[m]+int32(c.IntN(days)), put); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// table turns a list of words into a table that one draw of chance picks from.
func table(from []word) (out [1024]int8) {
	sum, i := 0, 0
	for _, w := range from {
		sum += w.weight
	}
	so := from[0].weight
	for k := range out {
		for k*sum >= so*len(out) {
			i++
			so += from[i].weight
		}
		out[k] = int8(i)
	}
	return out
}

var attended, met, seenBy, lengths = table(attendances), table(mechanisms), table(roles), [...]int{15, 30, 30, 45, 60, 60, 60, 90}

// contact writes one, sometimes twice: because two members of staff were there,
// or because its outcome came later.
func (t *trust) contact(r *row, c *rand.Rand, number int, who int32, team int, day int32, put put) error {
	x := c.Uint64()
	r.p, r.i, r.n, r.team = &t.people[who], int(who), number, teams[team].name
	t.as(r, day)
	r.minute, r.minutes = 8*60+15*int(x%40), lengths[x>>8%8]
	r.code, r.code2, r.how = int(attended[x>>12%1024]), int(met[x>>22%1024]), int(seenBy[x>>32%1024])
	if float64(x>>42%4096)/4096 < 0.04+0.11*t.progress(day) {
		r.how = 0
	}
	if r.code > 2 {
		r.minutes = -1
	}
	r.version = 0
	switch k := x >> 54; {
	case k < 8 && t.Shape == Rowan: // of 1024
		r.version = 1
		how := r.how
		r.how = 1 + (how+1)%(len(roles)-1)
		if err := put(r); err != nil {
			return err
		}
		r.how, r.version = how, 2
	case k >= 8 && k < 18:
		code, minutes := r.code, r.minutes
		r.code, r.minutes, r.version = -1, -1, 1
		if err := put(r); err != nil {
			return err
		}
		r.code, r.minutes, r.version = code, minutes, 3
		r.month++
	}
	return put(r)
}
