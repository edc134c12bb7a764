package indicators

import (
	"fmt"
	"hash/fnv"
	"math/bits"
	"runtime"
	"sync"

	"footbridge/internal/extracts"
)

// prints say, for each month from first to last, what in the snapshot can bear
// on it: while a month's print is the same, so are its figures. Whatever the
// vocabulary asks looks back from the end of a period, but for a contact that
// follows up a discharge, which may lie [latestFollowUp] days after it. So a
// fact bears on the month in which it came about and on all after it, and the
// print of a month is the sum of the hashes of all facts up to then: it does not
// depend on their order.
func prints(s *extracts.Snapshot, first, last int32) []string {
	n := int(last-first) + 1
	sums := make([][]uint64, runtime.GOMAXPROCS(0))
	var wg sync.WaitGroup
	for i := range sums {
		wg.Go(func() {
			f := newFacts(s, first, n)
			for who := i; who < s.People.Len(); who += len(sums) {
				f.person(who)
			}
			sums[i] = f.sums
		})
	}
	wg.Wait()
	out := make([]string, n)
	base := fnv.New64a()
	for _, u := range s.Units {
		fmt.Fprintf(base, "%s %d ", u.ID, u.Parent)
	}
	total := base.Sum64()
	for m := range out {
		for _, sum := range sums {
			total += sum[m]
		}
		out[m] = fmt.Sprintf("%d-%016x", passForm, total)
	}
	return out
}

// passForm changes when the pass comes to other figures from the same facts.
const passForm = 1

// latestFollowUp is how many days after a period a contact can bear on it.
const latestFollowUp = 30

// facts adds up the hashes of facts by the month from which they bear.
type facts struct {
	s     *extracts.Snapshot
	w     []*window
	first int32
	sums  []uint64
	codes map[*extracts.Codes][]uint64
	names []uint64
	who   uint64
	least int // the first month on which the person bears
}

func newFacts(s *extracts.Snapshot, first int32, n int) *facts {
	f := &facts{s: s, first: first, sums: make([]uint64, n), codes: map[*extracts.Codes][]uint64{}}
	for from := 0; from < n; from += windowMonths {
		f.w = append(f.w, newWindow(first+int32(from), min(windowMonths, n-from)))
	}
	for _, word := range s.People.Borough.Words {
		f.names = append(f.names, hashWord(word))
	}
	return f
}

func hashWord(word string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(word))
	return h.Sum64()
}

// code is a number for a code that does not depend on the column's other codes.
func (f *facts) code(c *extracts.Codes, row int) uint64 {
	words, ok := f.codes[c]
	if !ok {
		for _, word := range c.Words {
			words = append(words, hashWord(word))
		}
		f.codes[c] = words
	}
	return words[c.At[row]]
}

// month is the month of the run from which a day bears; len(sums) when none.
func (f *facts) month(day int32) int {
	for i, w := range f.w {
		if m := w.month(day); m < w.n {
			return max(m, 0) + i*windowMonths
		}
	}
	return len(f.sums)
}

// fact is that something of a kind came about on a day.
func (f *facts) fact(kind uint64, day int32, values ...uint64) {
	if day == extracts.None {
		return
	}
	f.bear(f.month(day), kind, day, values...)
}

func (f *facts) bear(m int, kind uint64, day int32, values ...uint64) {
	f.least = min(f.least, m)
	if m < len(f.sums) {
		f.sums[m] += hashed(f.who, kind, day, values...)
	}
}

func hashed(who, kind uint64, day int32, values ...uint64) uint64 {
	h := stir(who, kind)
	h = stir(h, uint64(uint32(day)))
	for _, v := range values {
		h = stir(h, v)
	}
	return stir(h, h)
}

func stir(h, v uint64) uint64 {
	hi, lo := bits.Mul64(h^v^0x9E3779B97F4A7C15, 0xD6E8FEB86659FD93)
	return hi ^ lo ^ bits.RotateLeft64(h, 23)
}

// person adds all facts about one person. What is known of them otherwise bears
// from the first month on which anything of theirs does.
func (f *facts) person(who int) {
	s := f.s
	p := &s.People
	f.who, f.least = uint64(p.ID[who]), len(f.sums)
	f.contacts(who)
	f.referrals(who)
	f.records(who)
	f.others(who)
	f.fact(20, p.Died[who])
	if f.least < len(f.sums) {
		f.sums[f.least] += hashed(f.who, 21, p.Born[who], f.code(&p.Gender, who), f.code(&p.Ethnicity, who), f.code(&p.SMI, who), uint64(p.Deprivation[who]), f.names[p.Borough.At[who]])
	}
}

func (f *facts) contacts(who int) {
	c := &f.s.Contacts
	for i, to := c.Of(who); i < to; i++ {
		v := [...]uint64{uint64(c.Unit[i]), uint64(c.Minutes[i]), f.code(&c.Attendance, i), f.code(&c.Mechanism, i), f.code(&c.Role, i)}
		f.bear(f.month(c.Day[i]-latestFollowUp), 1, c.Day[i], v[:]...)
	}
}

func (f *facts) referrals(who int) {
	r := &f.s.Referrals
	for i, to := r.Of(who); i < to; i++ {
		v := [...]uint64{uint64(r.Unit[i]), f.code(&r.TeamType, i), f.code(&r.Reason, i), f.code(&r.Rejected, i), uint64(uint32(r.Received[i]))}
		f.fact(2, r.Received[i], v[:]...)
		f.fact(3, r.Ended[i], v[:]...)
	}
	t := &f.s.Stays
	for i, to := t.Of(who); i < to; i++ {
		f.fact(4, t.Started[i], uint64(t.Unit[i]))
		f.fact(5, t.Ended[i], uint64(t.Unit[i]), uint64(uint32(t.Started[i])))
	}
}

// records of where somebody lives and works are sent again month after month;
// of when they were sent and of their number only the order they give matters,
// among those of one day.
func (f *facts) records(who int) {
	a := &f.s.Accommodation
	from, to := a.Of(who)
	order := uint64(0)
	for i := from; i < to; i++ {
		order = turn(order, i > from && a.Day[i] == a.Day[i-1], i > from && a.Submitted[i] == a.Submitted[i-1] && a.Record[i] == a.Record[i-1])
		f.fact(6, a.Day[i], order, f.code(&a.Status, i), f.code(&a.Settled, i))
	}
	e := &f.s.Employment
	from, to = e.Of(who)
	for i := from; i < to; i++ {
		order = turn(order, i > from && e.Day[i] == e.Day[i-1], i > from && e.Submitted[i] == e.Submitted[i-1] && e.Record[i] == e.Record[i-1])
		f.fact(7, e.Day[i], order, f.code(&e.Status, i), f.code(&e.Hours, i))
	}
	c := &f.s.Checks
	for i, to := c.Of(who); i < to; i++ {
		f.fact(8, c.Day[i], f.code(&c.Item, i))
	}
}

// turn is the place of a record among those of its day; ties share theirs.
func turn(before uint64, sameDay, tie bool) uint64 {
	switch {
	case !sameDay:
		return 0
	case tie:
		return before
	}
	return before + 1
}

func (f *facts) others(who int) {
	c := &f.s.Carers
	for i, to := c.Of(who); i < to; i++ {
		carer := uint64(c.Carer[i])
		f.fact(9, c.Identified[i], carer, uint64(c.Unit[i]))
		f.fact(10, c.Offered[i], carer)
		f.fact(11, c.Assessed[i], carer)
	}
	p := &f.s.Plans
	for i, to := p.Of(who); i < to; i++ {
		plan := f.code(&p.Plan, i)
		first := p.Offered[i]
		if first == extracts.None {
			first = p.Made[i]
		}
		f.fact(12, first, plan, uint64(p.Unit[i]))
		f.fact(13, p.Offered[i], plan)
		f.fact(14, p.Made[i], plan)
		f.fact(15, p.Reviewed[i], plan)
	}
	n := &f.s.Needs
	for i, to := n.Of(who); i < to; i++ {
		f.fact(16, n.Day[i], uint64(n.Unit[i]), f.code(&n.Need, i), f.code(&n.Wanted, i), f.code(&n.Received, i))
	}
	l := &f.s.Learning
	for i, to := l.Of(who); i < to; i++ {
		f.fact(17, l.Day[i], f.code(&l.Event, i))
	}
}
