package indicators

import (
	"slices"

	"footbridge/internal/extracts"
)

// outcome is what one definition came to in one month.
type outcome struct {
	definition int // among those that were asked for
	month      int32
	cells      []Cell
}

// wanted says whether a definition is to be worked out for a month.
type wanted func(definition int, month int32) bool

// compute works out definitions for the months from first to last.
func compute(s *extracts.Snapshot, definitions []Definition, first, last int32, want wanted) []outcome {
	var out []outcome
	for from := first; from <= last; from += windowMonths {
		out = append(out, computeWindow(s, definitions, from, min(last, from+windowMonths-1), first, want)...)
	}
	return out
}

// question is a definition in one pass: its tallies among the pass's.
type question struct {
	definition int
	months     uint64
	own, each  int // each is -1 where there is no second
}

func computeWindow(s *extracts.Snapshot, definitions []Definition, from, to, first int32, want wanted) []outcome {
	w := newWindow(from, int(to-from)+1)
	k := &compiler{s: s, known: map[string]int{}}
	c := classify(s)
	var jobs []*tallyJob
	var all []question
	for i := range definitions {
		d := &definitions[i]
		var months uint64
		for m := range w.n {
			if month := from + int32(m); month >= first+int32(w.reach(d.Period)) && want(i, month) {
				months |= 1 << m
			}
		}
		if months &= w.closes(d.Period); months == 0 {
			continue
		}
		a := question{definition: i, months: months, own: len(jobs), each: -1}
		jobs = append(jobs, newJob(k.plan(d.rule.subject, d.rule.having, d.rule.recorded, d.Period), d, c, months))
		if d.rule.forEach != nil {
			a.each = len(jobs)
			jobs = append(jobs, newJob(k.plan(*d.rule.forEach, nil, nil, d.Period), d, c, months))
		}
		all = append(all, a)
	}
	if len(all) == 0 {
		return nil
	}
	sheets := pass(s, w, k.people, c, jobs)
	var out []outcome
	for _, a := range all {
		var each *sheet
		if a.each >= 0 {
			each = sheets[a.each]
		}
		for m := range w.n {
			if a.months>>m&1 == 1 {
				out = append(out, outcome{a.definition, from + int32(m), cellsOf(s, c, &definitions[a.definition], sheets[a.own], each, m, w.n)})
			}
		}
	}
	return out
}

// newJob is a tally broken down as the definition says.
func newJob(plan *tallyPlan, d *Definition, c *classes, months uint64) *tallyJob {
	j := &tallyJob{tallyPlan: plan, months64: months, local: make([]int16, len(c.all))}
	for i, g := range c.all {
		j.local[i] = -1
		if g.dimension == "" || slices.Contains(d.Dimensions, g.dimension) {
			j.local[i] = int16(j.groups)
			j.groups++
		}
	}
	j.counted = slices.Clone(j.local)
	if len(d.Dimensions) > 0 {
		j.counted[0] = -1
		for i, g := range c.all {
			if g.dimension == d.Dimensions[0] {
				j.parts = append(j.parts, j.local[i])
			}
		}
	}
	return j
}

// cellsOf are the figures of a month: those of the whole organisation, whatever
// they are, and of every unit and group that has anything.
func cellsOf(s *extracts.Snapshot, c *classes, d *Definition, own, each *sheet, m, months int) []Cell {
	var out []Cell
	for unit := range s.Units {
		a := own.grids[unit]
		var b grid
		if each != nil {
			b = each.grids[unit]
		}
		for i, g := range c.all {
			l := own.job.local[i]
			if l < 0 {
				continue
			}
			at := (int(l)*months + m) * measures
			cell := Cell{UnitID: s.Units[unit].ID, Dimension: g.dimension, Group: g.slug}
			cell.fill(d, a, b, at)
			if cell.Num != 0 || cell.Den != 0 || unit == 0 && i == 0 {
				out = append(out, cell)
			}
		}
	}
	return out
}

// fill takes the numbers of a cell from the grids: a's own, and b's of what it is
// a rate of.
func (c *Cell) fill(d *Definition, a, b grid, at int) {
	counted := measureCount
	if d.rule.count == countMinutes || d.rule.count == string(bedDays) {
		counted = measureWeight
	}
	if a != nil {
		switch d.Shape {
		case Share:
			c.Num, c.Den, c.Recorded = a[at+measureHaving], a[at+measureCount], a[at+measureNoted]
		case Mean:
			c.Num, c.Den = a[at+measureWeight], a[at+measureCount]
		default:
			c.Num = a[at+counted]
		}
	}
	if b != nil {
		c.Den = b[at+measureCount]
		if e := d.rule.forEach.count; e == countMinutes || e == string(bedDays) {
			c.Den = b[at+measureWeight]
		}
	}
	if d.Recorded == "" {
		c.Recorded = 0
	}
}
