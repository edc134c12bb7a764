package indicators

import (
	"math/bits"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"footbridge/internal/extracts"
)

// The measures of a tally: how many rows or people there were, how many of them
// are in the numerator, how many were recorded, and the sum of their weights.
const (
	measureCount = iota
	measureHaving
	measureNoted
	measureWeight
	measures
)

// tallyJob is one tally in one pass, for the months that are wanted.
type tallyJob struct {
	*tallyPlan
	months64 uint64
	local    []int16 // of each group among those the indicator is broken down by, or -1
	counted  []int16 // as local, without everybody where a dimension adds up to them
	parts    []int16 // the groups that everybody is the sum of
	groups   int
}

// grid holds the numbers of one unit: by group, month and measure.
type grid []int64

// counter adds up sets of months: one bit plane for each binary digit, all
// months side by side. Adding a person costs as much for 64 months as for one.
type counter [8]uint64

func (c *counter) add(mask uint64) {
	for i := 0; mask != 0 && i < len(c); i++ {
		c[i], mask = c[i]^mask, c[i]&mask
	}
}

// counterMost is how many can be added before a counter must be emptied.
const counterMost = 1<<8 - 1

// register is the numbers of every unit; nil where nothing has been.
type register struct {
	grids    []grid
	counters [][]counter // by unit, then group and measure; of people only
	added    []int       // to the counters of each unit since they were emptied
}

func newRegister(units int) register {
	return register{make([]grid, units), make([][]counter, units), make([]int, units)}
}

// sheet is what one worker has of one tally: what each unit has of its own, and
// of people who count at several units below one, how often too often.
type sheet struct {
	job       *tallyJob
	own, less register
	grids     []grid // of each unit with those below it, when the pass is over
}

// slot is a unit at which the person that is looked at counts.
type slot struct {
	unit uint16
	mask [measures - 1]uint64
}

// worker goes through people.
type worker struct {
	eye
	s       *extracts.Snapshot
	classes *classes
	in      []membership
	slots   []slot
	sheets  []*sheet
}

// pass works out every job over all people, once, on all processors.
func pass(s *extracts.Snapshot, w *window, conditions []aboutPerson, c *classes, jobs []*tallyJob) []*sheet {
	const share = 512
	n := s.People.Len()
	workers := make([]*worker, max(1, min(runtime.GOMAXPROCS(0), (n+share-1)/share)))
	var next atomic.Int64
	var wg sync.WaitGroup
	for i := range workers {
		k := &worker{eye: eye{window: w, people: conditions, memo: make([]uint64, len(conditions)), asked: make([]bool, len(conditions))}, s: s, classes: c}
		for _, job := range jobs {
			k.sheets = append(k.sheets, &sheet{job: job, own: newRegister(len(s.Units)), less: newRegister(len(s.Units))})
		}
		workers[i] = k
		wg.Go(func() {
			for from := int(next.Add(share)) - share; from < n; from = int(next.Add(share)) - share {
				for who := from; who < min(from+share, n); who++ {
					k.person(who)
				}
			}
			for _, sh := range k.sheets {
				sh.own.finish(sh.job, w.n)
				sh.less.finish(sh.job, w.n)
			}
		})
	}
	wg.Wait()
	out := workers[0].sheets
	for i, sh := range out {
		for _, other := range workers[1:] {
			sh.own.take(&other.sheets[i].own)
			sh.less.take(&other.sheets[i].less)
		}
		sh.rollUp(s.Units, w.n)
	}
	return out
}

func (k *worker) person(who int) {
	k.look(who)
	k.in = k.classes.memberships(&k.eye, &k.s.People, k.in)
	for _, sh := range k.sheets {
		from, to := sh.job.rows.Of(who)
		if from == to {
			continue
		}
		mask := sh.job.only.personMask(&k.eye, sh.job.months64)
		switch {
		case mask == 0:
		case sh.job.of.count == countPeople:
			k.once(sh, mask, from, to)
		default:
			k.things(sh, mask, from, to)
		}
	}
}

// at is where the person counts for a unit.
func (k *worker) at(unit uint16) *slot {
	for i := range k.slots {
		if k.slots[i].unit == unit {
			return &k.slots[i]
		}
	}
	k.slots = append(k.slots, slot{unit: unit})
	return &k.slots[len(k.slots)-1]
}

// once counts the person once at every unit where a row of theirs counts, and
// at the units above it.
func (k *worker) once(sh *sheet, mask uint64, from, to int) {
	j := sh.job
	k.slots = k.slots[:0]
	for row := from; row < to; row++ {
		m := j.only.rowMask(&k.eye, row, j.months(&k.eye, row)&mask)
		if m == 0 {
			continue
		}
		unit := uint16(extracts.NoUnit)
		if j.unit != nil {
			unit = j.unit[row]
		}
		s := k.at(unit)
		s.mask[measureCount] |= m
		s.mask[measureHaving] |= j.having.rowMask(&k.eye, row, m)
		s.mask[measureNoted] |= j.noted.rowMask(&k.eye, row, m)
	}
	if len(k.slots) == 0 {
		return
	}
	limit := [measures - 1]uint64{all64, j.having.personMask(&k.eye, mask), j.noted.personMask(&k.eye, mask)}
	for i := range k.slots {
		for m := range limit {
			k.slots[i].mask[m] &= limit[m]
		}
		k.add(&sh.own, j, k.slots[i].unit, k.slots[i].mask)
	}
	k.overlaps(sh)
}

// overlaps goes up the tree from where the person counts. A unit's number is its
// own and those of the units below; in months in which the person counts for
// several of these, that is once too often for each but the first.
func (k *worker) overlaps(sh *sheet) {
	for len(k.slots) > 0 {
		last := 0 // the unit that stands last has none below it that is left
		for i := range k.slots {
			if k.slots[i].unit > k.slots[last].unit {
				last = i
			}
		}
		s := k.slots[last]
		k.slots[last] = k.slots[len(k.slots)-1]
		k.slots = k.slots[:len(k.slots)-1]
		if s.unit == 0 {
			continue
		}
		above := k.at(k.s.Units[s.unit].Parent)
		var twice [measures - 1]uint64
		for m := range twice {
			twice[m] = above.mask[m] & s.mask[m]
			above.mask[m] |= s.mask[m]
		}
		if twice[measureCount] != 0 {
			k.add(&sh.less, sh.job, above.unit, twice)
		}
	}
}

// add counts the person at a unit, in every group that they are in.
func (k *worker) add(b *register, j *tallyJob, unit uint16, masks [measures - 1]uint64) {
	counters := b.room(j, unit, k.n)
	for _, in := range k.in {
		g := j.counted[in.group]
		if g < 0 {
			continue
		}
		own := counters[int(g)*(measures-1):][:measures-1]
		for m, mask := range masks {
			if mask &= in.mask; mask != 0 {
				own[m].add(mask)
			}
		}
	}
}

// room is the counters of a unit, with room for one more person.
func (b *register) room(j *tallyJob, unit uint16, months int) []counter {
	if b.counters[unit] == nil {
		b.counters[unit] = make([]counter, j.groups*(measures-1))
	}
	if b.added[unit] == counterMost {
		b.empty(j, unit, months)
	}
	b.added[unit]++
	return b.counters[unit]
}

func (b *register) grid(j *tallyJob, unit uint16, months int) grid {
	if b.grids[unit] == nil {
		b.grids[unit] = make(grid, j.groups*months*measures)
	}
	return b.grids[unit]
}

// empty moves what the counters of a unit hold into its grid.
func (b *register) empty(j *tallyJob, unit uint16, months int) {
	g := b.grid(j, unit, months)
	for i := range b.counters[unit] {
		c := &b.counters[unit][i]
		for plane, word := range c {
			for ; word != 0; word &= word - 1 {
				month := bits.TrailingZeros64(word)
				g[(i/(measures-1)*months+month)*measures+i%(measures-1)] += 1 << plane
			}
		}
		*c = counter{}
	}
	b.added[unit] = 0
}

// things counts, or sums, every row of the person that counts, at its own unit.
func (k *worker) things(sh *sheet, mask uint64, from, to int) {
	j := sh.job
	having, noted := j.having.personMask(&k.eye, mask), j.noted.personMask(&k.eye, mask)
	for row := from; row < to; row++ {
		m := j.only.rowMask(&k.eye, row, j.months(&k.eye, row)&mask)
		if m == 0 {
			continue
		}
		unit := uint16(extracts.NoUnit)
		if j.unit != nil {
			unit = j.unit[row]
		}
		h, r := j.having.rowMask(&k.eye, row, m&having), j.noted.rowMask(&k.eye, row, m&noted)
		g := sh.own.grid(j, unit, k.n)
		for ; m != 0; m &= m - 1 {
			month := bits.TrailingZeros64(m)
			weight := int64(1)
			if j.weight != nil {
				weight = j.weight(&k.eye, row, month)
			}
			hit, seen := int64(h>>month&1), int64(r>>month&1)
			for _, in := range k.in {
				if l := j.counted[in.group]; l >= 0 && in.mask>>month&1 == 1 {
					cell := g[(int(l)*k.n+month)*measures:][:measures]
					cell[measureCount]++
					cell[measureHaving] += hit
					cell[measureNoted] += seen
					cell[measureWeight] += weight
				}
			}
		}
	}
}

func (b *register) finish(j *tallyJob, months int) {
	for unit := range b.counters {
		if b.counters[unit] != nil {
			b.empty(j, uint16(unit), months)
		}
	}
	b.counters = nil
}

func (g grid) add(other grid, sign int64) {
	for i, v := range other {
		g[i] += sign * v
	}
}

// take adds another worker's numbers.
func (b *register) take(other *register) {
	for unit, g := range other.grids {
		switch {
		case g == nil:
		case b.grids[unit] == nil:
			b.grids[unit] = g
		default:
			b.grids[unit].add(g, 1)
		}
	}
}

// rollUp makes of what each unit has of its own what it has with the units below
// it: children stand after parents. Then everybody is added up.
func (sh *sheet) rollUp(units []extracts.SnapshotUnit, months int) {
	sh.grids = sh.own.grids
	for unit := len(units) - 1; unit >= 0; unit-- {
		g := sh.grids[unit]
		if g == nil {
			continue
		}
		if less := sh.less.grids[unit]; less != nil {
			g.add(less, -1)
		}
		if unit > 0 {
			if above := units[unit].Parent; sh.grids[above] == nil {
				sh.grids[above] = slices.Clone(g)
			} else {
				sh.grids[above].add(g, 1)
			}
		}
		for _, part := range sh.job.parts {
			g[:months*measures].add(g[int(part)*months*measures:][:months*measures], 1)
		}
	}
}
