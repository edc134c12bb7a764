package disclosure

import "math"

// system is a connected part of a publication: its open cells, which are the
// columns, and the sums that tie them, as the tableau of the simplex method in a
// basis that is feasible. It finds tables that agree with everything shown.
// Only tables of whole numbers that satisfy every sum exactly are taken as
// evidence, so that an error of rounding can make it hide more, never less.
type system struct {
	cells []int       // number of each column's cell
	at    map[int]int // column of each cell
	rows  [][]float64 // coefficients, and the right-hand side last
	basis []int       // column that is basic in each row
	sits  []int       // row in which each column is basic, or -1
	left  []bool      // columns that settle has brought to zero
	exact []equation

	values []int // of the columns, while note looks at a corner
	filled []int // columns of a row that are not zero, while pivotAll goes through it
}

// equation is a sum in whole numbers.
type equation struct {
	columns, signs []int
	right          int
}

const tiny = 1e-7

func newSystem(p *Publication, open []bool, part []int) *system {
	s := &system{cells: part, at: make(map[int]int, len(part)), sits: make([]int, len(part)), left: make([]bool, len(part)), values: make([]int, len(part))}
	for j, cell := range part {
		s.at[cell], s.sits[j] = j, -1
	}
	seen := map[int]bool{}
	for _, cell := range part {
		for _, i := range p.of[cell] {
			if !seen[i] {
				seen[i] = true
				s.add(p, open, p.sums[i])
			}
		}
	}
	s.reduce()
	s.settle(p)
	return s
}

// add writes a sum: the open parts less the open total are what is known of the
// total less what is known of the parts.
func (s *system) add(p *Publication, open []bool, from sum) {
	e := equation{}
	row := make([]float64, len(s.cells)+1)
	put := func(cell, sign int) {
		if !open[cell] {
			e.right -= sign * p.cells[cell].N
			return
		}
		e.columns, e.signs = append(e.columns, s.at[cell]), append(e.signs, sign)
		row[s.at[cell]] += float64(sign)
	}
	put(from.total, -1)
	for _, c := range from.parts {
		put(c, 1)
	}
	row[len(s.cells)] = float64(e.right)
	s.exact, s.rows = append(s.exact, e), append(s.rows, row)
}

// reduce makes one column basic in each row, and drops the rows that say nothing
// new.
func (s *system) reduce() {
	kept := 0
	for r := range s.rows {
		at := -1
		for j := range s.cells {
			if v := math.Abs(s.rows[r][j]); v > tiny && (at < 0 || v > math.Abs(s.rows[r][at])+tiny) {
				at = j
			}
		}
		if at < 0 {
			continue
		}
		s.rows[kept], s.rows[r] = s.rows[r], s.rows[kept]
		s.basis = append(s.basis, at)
		s.pivotAll(kept, at)
		kept++
	}
	s.rows = s.rows[:kept]
}

// pivot makes a column basic in a row.
func (s *system) pivot(r, j int) {
	s.sits[s.basis[r]] = -1
	s.pivotAll(r, j)
}

func (s *system) pivotAll(r, j int) {
	s.basis[r], s.sits[j] = j, r
	row := s.rows[r]
	by := 1 / row[j]
	filled := s.filled[:0]
	for k, v := range row {
		if v != 0 {
			row[k] = clean(v * by)
			filled = append(filled, k)
		}
	}
	s.filled = filled
	for i, other := range s.rows {
		if f := other[j]; i != r && f != 0 {
			for _, k := range filled {
				other[k] = clean(other[k] - f*row[k])
			}
		}
	}
}

// clean keeps the small whole numbers of these tableaus whole. Most of the time
// of [Publication.Hide] goes by here, and in note.
func clean(v float64) float64 {
	w := math.RoundToEven(v) // one instruction, which Round is not
	if off := v - w; off < 1e-9 && off > -1e-9 {
		return w
	}
	return v
}

// settle goes from the true table, which is feasible, to a corner: each column
// that is not basic is pushed to zero, or becomes basic where another is in the
// way.
func (s *system) settle(p *Publication) {
	values := make([]float64, len(s.rows)) // of the basic columns
	for r, j := range s.basis {
		values[r] = float64(p.cells[s.cells[j]].N)
	}
	for j, cell := range s.cells {
		step, block := float64(p.cells[cell].N), -1
		if s.sits[j] >= 0 || step == 0 || s.left[j] {
			continue
		}
		whole := step
		for r := range s.rows {
			if a := s.rows[r][j]; a < -tiny && values[r]/-a < step-tiny {
				step, block = max(values[r]/-a, 0), r
			}
		}
		for r := range s.rows {
			values[r] += s.rows[r][j] * step
		}
		if block >= 0 {
			s.left[s.basis[block]] = true
			s.pivot(block, j)
			values[block] = whole - step
		}
	}
}

// stretch looks for tables with a smaller (way -1) or greater (way 1) value of a
// cell, noting in h the values of every cell in each, until enough are possible
// for this one or no more can be had. enough 0 goes to the end. It reports
// whether there is no end.
func (s *system) stretch(cell, way int, h *hiding, enough int) (endless bool) {
	k := s.at[cell]
	if s.sits[k] < 0 && way > 0 {
		r, _ := s.leaving(k)
		if r < 0 {
			s.note(h, k, 4*max(h.p.Threshold, 1))
			return true
		}
		s.pivot(r, k)
	}
	for step := 0; step < 20*(len(s.cells)+10); step++ {
		s.note(h, -1, 0)
		if enough > 0 && h.wide(cell) || s.sits[k] < 0 {
			return false
		}
		j := s.entering(s.sits[k], way, step > 2*len(s.cells))
		if j < 0 {
			return false
		}
		r, _ := s.leaving(j)
		if r < 0 {
			s.note(h, j, 4*max(h.p.Threshold, 1))
			return way > 0
		}
		s.pivot(r, j)
	}
	return false
}

// entering is a column whose growth moves the basic column of row r that way:
// the one that moves it most, or, where that might go in circles, the first.
func (s *system) entering(r, way int, first bool) int {
	best := -1
	for j := range s.cells {
		move := -s.rows[r][j] * float64(way)
		if s.sits[j] >= 0 || move <= tiny {
			continue
		}
		if first {
			return j
		}
		if best < 0 || move > -s.rows[r][best]*float64(way)+tiny {
			best = j
		}
	}
	return best
}

// leaving is the row whose basic column reaches zero first when column j grows,
// or -1 when none does.
func (s *system) leaving(j int) (row int, step float64) {
	row = -1
	last := len(s.cells)
	for r := range s.rows {
		if a := s.rows[r][j]; a > tiny {
			if t := s.rows[r][last] / a; row < 0 || t < step-tiny || t < step+tiny && s.basis[r] < s.basis[row] {
				row, step = r, t
			}
		}
	}
	return row, step
}

// note takes the table of this corner as evidence, with column j, if any, grown
// by some: when all its numbers are whole and every sum holds exactly.
func (s *system) note(h *hiding, j, grown int) {
	values, last := s.values, len(s.cells)
	clear(values)
	if j >= 0 {
		values[j] = grown
	}
	for r, col := range s.basis {
		v := s.rows[r][last]
		if j >= 0 {
			v -= s.rows[r][j] * float64(grown)
		}
		w := math.RoundToEven(v)
		if off := v - w; off > tiny || off < -tiny || w < 0 {
			return
		}
		values[col] = int(w)
	}
	for i := range s.exact {
		e, n := &s.exact[i], 0
		signs := e.signs
		for i, col := range e.columns {
			n += signs[i] * values[col]
		}
		if n != e.right {
			return
		}
	}
	low, high := h.low, h.high
	for col, cell := range s.cells {
		if v := values[col]; v < low[cell] {
			low[cell] = v
		} else if v > high[cell] {
			high[cell] = v
		}
	}
}
