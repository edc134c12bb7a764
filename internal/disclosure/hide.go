package disclosure

import "slices"

// Hide chooses what is not shown: every small count, and others until at least
// Threshold values are possible for each hidden one, given all that is shown,
// that counts are whole numbers, and that none is below zero. It is exact: a
// cell counts as hidden only when whole tables have been found that agree with
// everything shown and differ in that cell (see system). The same publication
// always gives the same result.
func (p *Publication) Hide() (Result, error) {
	if err := p.check(); err != nil {
		return Result{}, err
	}
	h := &hiding{p: p, hidden: make([]bool, len(p.cells)), low: make([]int, len(p.cells)), high: make([]int, len(p.cells))}
	for i, c := range p.cells {
		h.hidden[i] = p.small(c)
		h.low[i], h.high[i] = c.N, c.N
	}
	for {
		weak := h.weak()
		if len(weak) == 0 || !h.cover(weak) {
			return Result{Hidden: h.hidden, Narrow: weak}, nil
		}
	}
}

// Range is the least and the greatest value that a reader can find for a cell
// when some are hidden. The greatest is -1 when there is no end to it.
func (p *Publication) Range(hidden []bool, cell int) (low, high int) {
	h := &hiding{p: p, hidden: hidden, low: make([]int, len(p.cells)), high: make([]int, len(p.cells))}
	for i, c := range p.cells {
		h.low[i], h.high[i] = c.N, c.N
	}
	open := h.open()
	if !open[cell] {
		return p.cells[cell].N, p.cells[cell].N
	}
	for _, part := range h.parts(open, []int{cell}) {
		s := newSystem(p, open, part)
		if s.stretch(cell, -1, h, 0) || s.stretch(cell, 1, h, 0) {
			return h.low[cell], -1
		}
	}
	return h.low[cell], h.high[cell]
}

// hiding is one run of [Publication.Hide]. low and high are the values of each
// cell in the tables found so far that agree with everything shown. A table that
// agrees goes on to agree when more is hidden, so they only widen.
type hiding struct {
	p         *Publication
	hidden    []bool
	low, high []int
}

// wide reports whether enough values of the cell are known to be possible.
func (h *hiding) wide(cell int) bool { return h.high[cell]-h.low[cell]+1 >= h.p.Threshold }

// open says of each cell whether a reader has it neither printed nor by
// subtracting from what is.
func (h *hiding) open() []bool {
	open := make([]bool, len(h.p.cells))
	for i, c := range h.p.cells {
		open[i] = h.hidden[i] || c.Role != Printed
	}
	queue := make([]int, len(h.p.sums))
	for i := range queue {
		queue[i] = i
	}
	for len(queue) > 0 {
		s := h.p.sums[queue[0]]
		queue = queue[1:]
		if cell, alone := only(s, open); alone {
			open[cell] = false
			queue = append(queue, h.p.of[cell]...)
		}
	}
	return open
}

// only is the one open cell of a sum, if there is just one.
func only(s sum, open []bool) (cell int, alone bool) {
	n := 0
	for _, c := range s.cells {
		if open[c] {
			cell, n = c, n+1
		}
	}
	return cell, n == 1
}

// parts are the connected parts, through open cells, that the wanted cells are
// in.
func (h *hiding) parts(open []bool, wanted []int) [][]int {
	seen := make([]bool, len(open))
	var out [][]int
	for _, first := range wanted {
		if seen[first] || !open[first] {
			continue
		}
		seen[first] = true
		part := []int{first}
		for at := 0; at < len(part); at++ {
			for _, s := range h.p.of[part[at]] {
				for _, c := range h.p.sums[s].cells {
					if open[c] && !seen[c] {
						seen[c] = true
						part = append(part, c)
					}
				}
			}
		}
		slices.Sort(part)
		out = append(out, part)
	}
	return out
}

// weak lists the hidden cells for which too few values are possible.
func (h *hiding) weak() []int {
	var ask []int
	for i := range h.hidden {
		if h.hidden[i] && !h.wide(i) {
			ask = append(ask, i)
		}
	}
	open := h.open()
	for _, part := range h.parts(open, ask) {
		s := newSystem(h.p, open, part)
		for _, cell := range part {
			if !h.hidden[cell] || h.wide(cell) {
				continue
			}
			if !s.stretch(cell, -1, h, h.p.Threshold) && !h.wide(cell) {
				s.stretch(cell, 1, h, h.p.Threshold)
			}
		}
	}
	return slices.DeleteFunc(ask, h.wide)
}

// cover hides one more cell for each weak one that has got no new company this
// time, and reports whether there was any to hide.
func (h *hiding) cover(weak []int) bool {
	touched, any, open := make([]bool, len(h.p.sums)), false, h.open()
	for _, cell := range weak {
		if slices.ContainsFunc(h.p.of[cell], func(s int) bool { return touched[s] }) {
			continue
		}
		more, found := h.partner(cell, open)
		if !found {
			continue
		}
		h.hidden[more], any = true, true
		for _, s := range h.p.of[more] {
			touched[s] = true
		}
	}
	return any
}

// partner is the cell whose hiding costs least and helps the weak one most: in a
// sum that gives the weak cell away, else in any of its sums, else in those of
// the hidden cells about it.
func (h *hiding) partner(cell int, open []bool) (int, bool) {
	near := h.p.of[cell]
	var alone, given []int
	for _, s := range near {
		others := h.p.sums[s].cells
		if !slices.ContainsFunc(others, func(c int) bool { return c != cell && h.company(c, open) }) {
			alone = append(alone, s)
		}
		if !slices.ContainsFunc(others, func(c int) bool { return c != cell && open[c] }) {
			given = append(given, s)
		}
	}
	for _, from := range [][]int{alone, given, near} {
		if best, found := h.cheapest(cell, from, open); found {
			return best, true
		}
	}
	var about []int
	was := open[cell]
	open[cell] = true // also where it is given away, to look about it
	for _, part := range h.parts(open, []int{cell}) {
		for _, c := range part {
			about = append(about, h.p.of[c]...)
		}
	}
	open[cell] = was
	slices.Sort(about)
	return h.cheapest(cell, slices.Compact(about), open)
}

// cheapest is the printed cell of some sums that costs least to hide.
func (h *hiding) cheapest(cell int, sums []int, open []bool) (best int, found bool) {
	least := 0
	for _, s := range sums {
		for _, c := range h.p.sums[s].cells {
			if !h.mayHide(c) {
				continue
			}
			if cost := h.cost(cell, c, s, open); !found || cost < least {
				best, least, found = c, cost, true
			}
		}
	}
	return best, found
}

// company reports whether a reader who has all the rest of a sum still lacks c.
func (h *hiding) company(c int, open []bool) bool {
	return h.hidden[c] || open[c]
}

func (h *hiding) mayHide(c int) bool {
	return h.p.cells[c].Role == Printed && !h.hidden[c] && !h.p.cells[c].Known
}

// cost is how many people's figures are hidden with c in the sum s: its own
// count, and the smallest other of each sum that it would be alone in. One that
// leaves too few values for the weak cell costs more.
func (h *hiding) cost(weak, c, s int, open []bool) int {
	cells := h.p.cells
	cost := cells[c].N + 1 + 20*max(0, h.p.Threshold-1-cells[weak].N-cells[c].N)
	for _, other := range h.p.of[c] {
		if other == s {
			continue
		}
		company, next := false, -1
		for _, m := range h.p.sums[other].cells {
			if m == c {
				continue
			}
			company = company || h.company(m, open)
			if h.mayHide(m) && cells[m].N > 0 && (next < 0 || cells[m].N < next) {
				next = cells[m].N
			}
		}
		if !company {
			cost += max(next, 0) + 1
		}
	}
	return cost
}
