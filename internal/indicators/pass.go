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

// sheet is what one worker has of one tally.
type sheet struct {
	job      *tallyJob
	grids    []grid      // by unit; nil where nothing has been
	counters [][]counter // by unit, then group and measure; of people only
	added    []int       // to the counters of each unit since they were emptied
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
			k.sheets = append(k.sheets, &sheet{job: job, grids: make([]grid, len(s.Units)), counters: make([][]counter, len(s.Units)), added: make([]int, len(s.Units))})
		}
		workers[i] = k
		wg.Go(func() {
			for from := int(next.Add(share)) - share; from < n; from = int(next.Add(share)) - share {
				for who := from; who < min(from+share, n); who++ {
					k.person(who)
				}
			}
			for _, sh := range k.sheets {
				sh.finish(w.n)
			}
		})
	}
	wg.Wait()
	out := workers[0].sheets
	for i, sh := range out {
		for _, other := range workers[1:] {
			sh.take(other.sheets[i])
		}
		if sh.job.of.count != countPeople {
			sh.rollUp(s.Units)
		}
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
	for i := range len(k.slots) {
		own := k.slots[i]
		for unit := own.unit; unit != 0; {
			unit = k.s.Units[unit].Parent
			above := k.at(unit)
			for m := range above.mask {
				above.mask[m] |= own.mask[m]
			}
		}
	}
	for i := range k.slots {
		counters := sh.room(k.slots[i].unit, k.n)
		for _, in := range k.in {
			g := j.local[in.group]
			if g < 0 {
				continue
			}
			for m := range limit {
				if mask := k.slots[i].mask[m] & limit[m] & in.mask; mask != 0 {
					counters[int(g)*(measures-1)+m].add(mask)
				}
			}
		}
	}
}

// room is the counters of a unit, with room for one more person.
func (sh *sheet) room(unit uint16, months int) []counter {
	if sh.counters[unit] == nil {
		sh.counters[unit] = make([]counter, sh.job.groups*(measures-1))
	}
	if sh.added[unit] == counterMost {
		sh.empty(unit, months)
	}
	sh.added[unit]++
	return sh.counters[unit]
}

func (sh *sheet) grid(unit uint16, months int) grid {
	if sh.grids[unit] == nil {
		sh.grids[unit] = make(grid, sh.job.groups*months*measures)
	}
	return sh.grids[unit]
}

// empty moves what the counters of a unit hold into its grid.
func (sh *sheet) empty(unit uint16, months int) {
	g := sh.grid(unit, months)
	for i := range sh.counters[unit] {
		c := &sh.counters[unit][i]
		for plane, word := range c {
			for ; word != 0; word &= word - 1 {
				month := bits.TrailingZeros64(word)
				g[(i/(measures-1)*months+month)*measures+i%(measures-1)] += 1 << plane
			}
		}
		*c = counter{}
	}
	sh.added[unit] = 0
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
		g := sh.grid(unit, k.n)
		for ; m != 0; m &= m - 1 {
			month := bits.TrailingZeros64(m)
			weight := int64(1)
			if j.weight != nil {
				weight = j.weight(&k.eye, row, month)
			}
			hit, seen := int64(h>>month&1), int64(r>>month&1)
			for _, in := range k.in {
				if l := j.local[in.group]; l >= 0 && in.mask>>month&1 == 1 {
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

func (sh *sheet) finish(months int) {
	for unit := range sh.counters {
		if sh.counters[unit] != nil {
			sh.empty(uint16(unit), months)
		}
	}
	sh.counters = nil
}

func (g grid) take(other grid) {
	for i, v := range other {
		g[i] += v
	}
}

// take adds another worker's numbers.
func (sh *sheet) take(other *sheet) {
	for unit, g := range other.grids {
		switch {
		case g == nil:
		case sh.grids[unit] == nil:
			sh.grids[unit] = g
		default:
			sh.grids[unit].take(g)
		}
	}
}

// rollUp adds what was counted at each unit to the units above: children stand
// after parents.
func (sh *sheet) rollUp(units []extracts.SnapshotUnit) {
	for unit := len(units) - 1; unit > 0; unit-- {
		g := sh.grids[unit]
		if g == nil {
			continue
		}
		above := units[unit].Parent
		if sh.grids[above] == nil {
			sh.grids[above] = slices.Clone(g)
			continue
		}
		sh.grids[above].take(g)
	}
}
