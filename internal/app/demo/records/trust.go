package records

import (
	"math"
	"math/rand/v2"
	"time"

	"footbridge/internal/when"
)

// The streams of chance: what happens to somebody in one file does not depend on
// the others.
const (
	ofPeople uint64 = iota + 1
	ofStays
	ofHomes
	ofWork
	ofChecks
	ofCarers
	ofPlans
	ofNeeds
	ofLearning
	ofContacts
	ofFollowUp
	ofNoise
	ofDirt
)

// person is one of the people, and what decides everything told of them.
type person struct {
	number   uint32 // six digits of their NHS number, between 999 and the check digit
	numbered bool   // the record system knows that number
	merged   int32  // the day on which a second record of theirs was found; 0 without one
	born     int32  // days count from 1 January 1970
	died     int32
	gender   uint8
	ethnic   uint8
	decile   uint8 // 0 is not known
	borough  uint8
	register uint8
	luck     float32  // the lower, the sooner in work
	student  int32    // the day on which they first enrolled at the college; 0 never
	main     referral // to the team that they are with
	other    referral // to home treatment, or to the drop-in; received 0 without
}

type referral struct {
	team, reason    uint8
	rejected        bool
	received, ended int32 // ended 0 is open
}

type stay struct {
	person         int32
	started, ended int32
}

// trust is everybody, and the time that the extracts are about.
type trust struct {
	Options
	from        when.Month
	first, last int32 // days
	people      []person
	stays       []stay // by person
	months      []int32
	homesChange int // the month in which recording where people live changed
	workFrom    float64
	workTo      float64
}

// chance is the stream of one kind for one person.
func (t *trust) chance(kind uint64, i int) *rand.Rand {
	return rand.New(rand.NewPCG(t.Seed*0x9e3779b97f4a7c15+kind, uint64(i)+1))
}

// days is a date as days since 1 January 1970.
func days(d when.Date) int32 {
	return int32(time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

// newTrust makes everybody.
func newTrust(o Options) *trust {
	t := &trust{Options: o, from: o.Until.Add(1 - o.Months), homesChange: o.Months * 16 / 30, workFrom: 0.07, workTo: 0.12}
	t.first, t.last = days(t.from.First()), days(o.Until.Last())
	for i := range o.Months + 1 {
		t.months = append(t.months, days(t.from.Add(i).First()))
	}
	t.people = make([]person, o.People)
	const step, numbers = 420_489, 1_000_000 // have no divisor in common, so that every number comes once
	number := uint32(o.Seed * 7919 % numbers)
	for i := range t.people {
		for number = (number + step) % numbers; checkDigit(number) == 10; {
			number = (number + step) % numbers
		}
		t.people[i] = t.person(i, number)
	}
	for i := range t.people {
		t.stays = t.addStays(i)
	}
	return t
}

// month is the place of a day among the months, below 0 before the first.
func (t *trust) month(day int32) int {
	if day < t.first {
		return -1
	}
	i := min(int(day-t.first)/31, t.Months-1)
	for i+1 < t.Months && t.months[i+1] <= day {
		i++
	}
	return i
}

// progress is how much of the time has gone by on a day, from 0 to 1.
func (t *trust) progress(day int32) float64 {
	return min(1, max(0, float64(day-t.first)/float64(t.last-t.first+1)))
}

// choose takes one of the words by their weights.
func choose(r *rand.Rand, from []word) int {
	sum := 0
	for _, w := range from {
		sum += w.weight
	}
	k := r.IntN(sum)
	for i, w := range from {
		if k -= w.weight; k < 0 {
			return i
		}
	}
	return len(from) - 1
}

func happens(r *rand.Rand, p float64) bool { return r.Float64() < p }

// person makes one of them.
func (t *trust) person(i int, number uint32) person {
	r := t.chance(ofPeople, i)
	p := person{number: number, numbered: !happens(r, 0.03), gender: uint8(choose(r, genders)), ethnic: uint8(choose(r, ethnicities)), luck: r.Float32()}
	if !happens(r, 0.03) {
		p.decile = uint8(1 + int(10*math.Pow(r.Float64(), 1.5)))
	}
	switch k := r.IntN(100); {
	case k < 44:
		p.borough = 0
	case k < 78:
		p.borough = 1
	default:
		p.borough = 2
	}
	p.main = t.referral(r, t.team(r, int(p.borough)))
	age := 18 + 50*(r.Float64()+r.Float64())/2
	switch {
	case p.main.team == olderTeam:
		age = 65 + 27*r.Float64()
	case happens(r, 0.04):
		age = 68 + 10*r.Float64()
	}
	p.born = p.main.received - int32(age*365.25)
	p.register = 1
	if happens(r, map[string]float64{"A14": 0.85, "A08": 0.9}[teams[p.main.team].code]) || happens(r, 0.33) {
		p.register = 0
	} else if happens(r, 0.03) {
		p.register = 2
	}
	t.events(r, &p)
	return p
}

// team is who somebody in the borough is referred to.
func (t *trust) team(r *rand.Rand, borough int) int {
	k := r.IntN(100)
	for i, team := range teams[:firstHome] {
		if team.borough == borough {
			if k -= team.share; k < 0 {
				return i
			}
		}
	}
	return 2 * borough
}

// referral to a team that is open at some time of the extracts.
func (t *trust) referral(r *rand.Rand, team int) referral {
	mean := teams[team].days
	for {
		f := referral{team: uint8(team), reason: uint8(choose(r, reasons)), received: t.first - 3000 + int32(r.IntN(3000+int(t.last-t.first)))}
		if ended := f.received + 14 + int32(r.ExpFloat64()*mean); ended <= t.last {
			f.ended = ended
		}
		if f.ended == 0 || f.ended >= t.first {
			return f
		}
	}
}

// events are the second referral, the college, the end of a life, and the record
// that somebody had twice.
func (t *trust) events(r *rand.Rand, p *person) {
	during := func() int32 { // a day of the main referral within the time of the extracts
		from, to := max(t.first, p.main.received), t.last
		if p.main.ended != 0 {
			to = p.main.ended
		}
		return from + int32(r.IntN(int(max(1, to-from+1))))
	}
	switch k := r.IntN(100); {
	case k < 20:
		p.other = referral{team: firstHome + p.borough, reason: 7, received: during()}
	case k < 23:
		p.other = referral{team: unknown, reason: 3, received: during()}
	case k < 26:
		p.other = referral{team: p.main.team, reason: p.main.reason, received: max(t.first, p.main.received-int32(30+r.IntN(300))), rejected: true}
	}
	if p.other.received != 0 {
		if ended := p.other.received + 3 + int32(r.ExpFloat64()*teams[p.other.team].days); ended <= t.last {
			p.other.ended = ended
		}
		if p.other.rejected {
			p.other.ended = min(p.other.received+7, t.last)
		}
	}
	if happens(r, 0.09) {
		p.student = during()
	}
	if p.main.ended != 0 && happens(r, 0.01) {
		p.died = p.main.ended
	}
	if happens(r, 0.008) {
		p.merged = during()
	}
}

// addStays adds the stays of one person: fewer once they have found the college.
func (t *trust) addStays(i int) []stay {
	p, r, out := &t.people[i], t.chance(ofStays, i), t.stays
	to := t.last
	if p.main.ended != 0 {
		to = p.main.ended
	}
	rate := 0.35 // a year
	if p.main.team == olderTeam {
		rate = 0.15
	}
	for day := max(p.main.received, t.first-60); ; {
		day += 1 + int32(r.ExpFloat64()*365/rate)
		if day > to {
			return out
		}
		if p.student != 0 && day > p.student && happens(r, 0.4) {
			continue
		}
		s := stay{person: int32(i), started: day, ended: day + 1 + int32(r.ExpFloat64()*25)}
		day = s.ended
		if s.ended > t.last {
			s.ended = 0
		}
		if s.ended == 0 || s.ended >= t.first {
			out = append(out, s)
		}
	}
}

// checkDigit is the tenth digit of the NHS number 999 and six digits, by the rule
// of the NHS Data Dictionary: weights 10 to 2, modulus 11. 10 is no digit.
func checkDigit(six uint32) uint32 {
	sum := uint32(9*10 + 9*9 + 9*8)
	for weight := uint32(2); weight <= 7; weight++ {
		sum += six % 10 * weight
		six /= 10
	}
	return (11 - sum%11) % 11
}
