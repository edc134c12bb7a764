package indicators

import (
	"cmp"
	"math"
	"slices"

	"footbridge/internal/disclosure"
	"footbridge/internal/units"
)

// What follows takes every number that is shown as what a reader can make of it:
// the numbers that round to the count that is printed and that give the share
// that is printed, and no others. See decision 0028.

// reach is what a number may be for a reader.
type reach struct{ low, high int64 }

// far is beyond every count.
const far = math.MaxInt32

var anything = reach{0, far}

func (r reach) width() int64 { return r.high - r.low + 1 }

// How many values a number keeps that is hidden for what it is: for whoever only
// sees that it is hidden, and for whoever also knows why each one is.
const (
	wide    = disclosure.Threshold
	guessed = 3
)

// The three numbers of a cell, each with its own sums.
const (
	numerators = iota
	denominators
	recordeds
)

// number is one of a cell's.
func (c Cell) number(which int) int64 { return [3]int64{c.Num, c.Den, c.Recorded}[which] }

// mark hides one of them.
func (h *hidden) mark(which int) { *[3]*bool{&h.num, &h.den, &h.recorded}[which] = true }

// has reports whether it is hidden.
func (h hidden) has(which int) bool { return [3]bool{h.num, h.den, h.recorded}[which] }

// reach is what a reader of the cell's figure can make of one of its numbers.
func (d *Definition) reach(c Cell, h hidden, which int) reach {
	num, den := c.Num >= disclosure.Threshold && !h.num, c.Den >= disclosure.Threshold && !h.den
	switch which {
	case numerators:
		if !num {
			return anything
		}
		out, _ := d.pairs(c, d.Shape != Count && den)
		return out
	case denominators:
		if !den || d.Shape == Count {
			return anything
		}
		_, out := d.pairs(c, num)
		return out
	}
	if d.Recorded == "" || !den || c.Recorded < disclosure.Threshold || h.recorded {
		return anything
	}
	_, of := d.pairs(c, num)
	parts := int64(200)
	if c.Den >= 1000 {
		parts = 2000
	}
	shown := (parts*c.Recorded + c.Den) / (2 * c.Den) // as divide rounds
	return reach{max(((2*shown-1)*of.low+parts-1)/parts, disclosure.Threshold), min(((2*shown+1)*of.high-1)/parts, of.high)}
}

// pairs are the numbers that round as the cell's do: of them, when both are
// shown, those that give the same quotient.
func (d *Definition) pairs(c Cell, both bool) (num, den reach) {
	n, m := disclosure.Nearest5(c.Num), disclosure.Nearest5(c.Den)
	if !both {
		return reach{n - 2, n + 2}, reach{m - 2, m + 2}
	}
	num, den = reach{far, 0}, reach{far, 0}
	for a := n - 2; a <= n+2; a++ {
		for b := m - 2; b <= m+2; b++ {
			if (b >= 1000) == (c.Den >= 1000) && d.quotient(a, b) == d.quotient(c.Num, c.Den) {
				num, den = reach{min(num.low, a), max(num.high, a)}, reach{min(den.low, b), max(den.high, b)}
			}
		}
	}
	return num, den
}

// keepBack says what is kept back of a month's figures of everybody.
func (d *Definition) keepBack(month []Cell, tree []units.Unit) map[spot]hidden {
	out := map[spot]hidden{}
	for which := range 3 {
		t := ledger{d: d, which: which, kept: out, at: map[spot]int{}}
		for _, c := range month {
			if c.Dimension == "" {
				t.add(spot{c.UnitID, ""}, c, false)
			}
		}
		t.sumTree(tree, "")
		t.hide()
	}
	return out
}

// keepBackGroups says what is kept back of a month's figures by group.
func (d *Definition) keepBackGroups(month []Cell, tree []units.Unit, dimension string) map[spot]hidden {
	out := map[spot]hidden{}
	for at, h := range d.keepBack(month, tree) {
		out[spot{at.unit, total}] = h
	}
	for which := range 3 {
		t, inUnit := ledger{d: d, which: which, grid: true, kept: out, at: map[spot]int{}}, map[string][]spot{}
		var groups []string
		for _, c := range month {
			switch c.Dimension {
			case dimension:
				at := spot{c.UnitID, c.Group}
				t.add(at, c, false)
				groups = append(groups, c.Group)
				inUnit[c.UnitID] = append(inUnit[c.UnitID], at)
			case "":
				t.add(spot{c.UnitID, total}, c, true)
			}
		}
		for _, u := range tree { // in one order: what is kept back must not change from page to page
			t.sum(spot{u.ID, total}, inUnit[u.ID])
		}
		slices.Sort(groups)
		for _, group := range append(slices.Compact(groups), total) {
			t.sumTree(tree, group)
		}
		t.hide()
	}
	return out
}

// total is the group that is everybody, in a table of groups.
const total = "\x00everybody"

// ledger is one number of every cell of a month, and how they hang together.
type ledger struct {
	d     *Definition
	which int
	grid  bool // sums go round in circles
	kept  map[spot]hidden
	at    map[spot]int
	lines []entry
	sums  []sum
}

// entry is one number.
type entry struct {
	at    spot
	cell  Cell
	n     int64
	fixed bool  // decided already
	in    []int // the sums that it is in
}

// sum says that one number is made of others, or has them and more.
type sum struct {
	whole int
	parts []int
	more  bool
}

func (t *ledger) add(s spot, c Cell, fixed bool) {
	t.at[s] = len(t.lines)
	t.lines = append(t.lines, entry{at: s, cell: c, n: c.number(t.which), fixed: fixed})
}

// sumTree says of every unit that it is the sum of those right below it.
func (t *ledger) sumTree(tree []units.Unit, group string) {
	below := map[string][]spot{}
	for _, u := range tree {
		if _, ok := t.at[spot{u.ID, group}]; ok && u.ParentID != "" {
			below[u.ParentID] = append(below[u.ParentID], spot{u.ID, group})
		}
	}
	for _, u := range tree {
		if len(below[u.ID]) > 0 {
			t.sum(spot{u.ID, group}, below[u.ID])
		}
	}
}

// sum adds a sum. Where the parts come to less, the rest is of no known unit, and
// the reader only knows that it is not below zero; where they come to more, people
// are in several, and nothing can be taken away.
func (t *ledger) sum(whole spot, parts []spot) {
	at, ok := t.at[whole]
	if !ok || len(parts) == 0 {
		return
	}
	s, rest := sum{whole: at}, t.lines[at].n
	for _, p := range parts {
		s.parts = append(s.parts, t.at[p])
		rest -= t.lines[t.at[p]].n
	}
	if rest < 0 {
		return
	}
	s.more = rest > 0
	for _, i := range append([]int{at}, s.parts...) {
		t.lines[i].in = append(t.lines[i].in, len(t.sums))
	}
	t.sums = append(t.sums, s)
}

// few reports whether a number is hidden for what it is.
func (e entry) few() bool { return e.n < disclosure.Threshold }

// hide keeps back numbers, each time the smallest beside it, until every number
// that is hidden for what it is may be one of enough values. A number that stays
// narrow when nothing else is left to hide is narrow by what is shown elsewhere.
func (t *ledger) hide() {
	given := map[int]bool{} // narrow, and nothing is left that would help
	for {
		seen, known := t.reaches(false), t.reaches(true)
		asked := func(narrow func(i int) bool) int {
			return slices.IndexFunc(t.lines, func(e entry) bool {
				i := t.at[e.at]
				return e.few() && !e.fixed && !given[i] && narrow(i)
			})
		}
		narrow := asked(func(i int) bool { return seen[i].width() < wide || known[i].width() < guessed })
		if narrow < 0 && t.grid {
			narrow = asked(func(i int) bool { return !t.possible(seen, i, wide) || !t.possible(known, i, guessed) })
		}
		if narrow < 0 {
			return
		}
		more := t.beside(narrow)
		if more < 0 {
			given[narrow] = true
			continue
		}
		h := t.kept[t.lines[more].at]
		h.mark(t.which)
		t.kept[t.lines[more].at] = h
	}
}

// possible reports whether a number can be one of so many values, each tried in
// turn: where sums go round in circles, as units and groups do, the bounds alone
// do not tell.
func (t *ledger) possible(reaches []reach, i, least int) bool {
	trial, found := make([]reach, len(reaches)), 0
	for v := reaches[i].low; v <= reaches[i].high && v < reaches[i].low+4*wide; v++ {
		copy(trial, reaches)
		trial[i] = reach{v, v}
		if t.settle(trial) {
			if found++; found == least {
				return true
			}
		}
	}
	return false
}

// beside is the smallest number that is shown in a sum with another, or in one
// with those of its sums, or anywhere; -1 for none.
func (t *ledger) beside(i int) int {
	near, seen := []int{i}, map[int]bool{i: true}
	for len(near) > 0 {
		var next []int
		for _, e := range near {
			for _, s := range t.lines[e].in {
				for _, o := range append([]int{t.sums[s].whole}, t.sums[s].parts...) {
					if !seen[o] {
						seen[o] = true
						next = append(next, o)
					}
				}
			}
		}
		best := -1
		for _, o := range next {
			e := t.lines[o]
			if !e.fixed && !e.few() && !t.kept[e.at].has(t.which) && (best < 0 || cmp.Or(cmp.Compare(e.n, t.lines[best].n), cmp.Compare(o, best)) < 0) {
				best = o
			}
		}
		if best >= 0 {
			return best
		}
		near = next
	}
	return -1
}

// reaches is what a reader can make of every number: of its own figure, and then
// of the sums, until they say no more. Whoever knows the rule may guess which
// numbers are hidden because they are small, and which to protect those.
func (t *ledger) reaches(guessing bool) []reach {
	out := make([]reach, len(t.lines))
	for i, e := range t.lines {
		out[i] = t.d.reach(e.cell, t.kept[e.at], t.which)
		switch {
		case !guessing:
		case e.few():
			out[i].high = min(out[i].high, disclosure.Threshold-1)
		default:
			out[i].low = max(out[i].low, disclosure.Threshold)
		}
	}
	t.settle(out)
	return out
}

// settle narrows reaches by the sums until these say no more. It reports whether
// anything is left of each.
func (t *ledger) settle(out []reach) bool {
	ok := true
	for changed := true; changed && ok; {
		changed = false
		narrow := func(i int, low, high int64) {
			if low > out[i].low {
				out[i].low, changed = low, true
			}
			if high < out[i].high {
				out[i].high, changed = high, true
			}
			ok = ok && out[i].low <= out[i].high
		}
		for _, s := range t.sums {
			var low, high int64
			for _, p := range s.parts {
				low, high = low+out[p].low, high+out[p].high
			}
			if s.more {
				high = far * int64(len(s.parts)+1)
			}
			narrow(s.whole, low, high)
			whole := out[s.whole]
			for _, p := range s.parts {
				was := out[p]
				narrow(p, whole.low-(high-was.high), whole.high-(low-was.low))
				low, high = low+out[p].low-was.low, high+out[p].high-was.high
			}
		}
	}
	return ok
}
