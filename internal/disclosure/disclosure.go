// Package disclosure keeps figures about few people from being published: it
// hides small counts, and as many others as it takes that none of them can be
// worked out from what is shown.
//
// There are two profiles. Rounding ([RoundCount], [RoundPercent], a [Rule] that
// rounds) is that of the national monthly statistics: counts under 5 are hidden,
// the others end in 0 or 5. Hiding ([Publication], and a [Rule] for tables and
// surveys) shows exact numbers: counts under the threshold are hidden, and
// whatever would give them away. [Linked] puts several tables together that share
// numbers: filters of one table, or the waves of a survey.
//
// Everything here is a pure function of its arguments.
package disclosure

import "fmt"

// Threshold is the usual smallest count that is shown.
const Threshold = 5

// Role says what a cell is in a publication.
type Role int

const (
	// Printed cells stand in the publication.
	Printed Role = iota
	// Implied cells do not, but whoever subtracts two printed ones has them:
	// "all students less carers". They are protected like printed ones.
	Implied
	// Slack only says that one number is at most another.
	Slack
)

// Cell is one number of a publication.
type Cell struct {
	N    int
	Role Role
	// Few says that few people are behind the number, whatever it is: it is
	// hidden.
	Few bool
	// Known says that the reader has the number already, or must have it: it is
	// never hidden to protect another.
	Known bool
}

// sum says that one cell is the sum of others.
type sum struct {
	total int
	parts []int
	cells []int // the total first, then the parts
}

// Publication is every number that one reader sees, in one paper or in several,
// and how the numbers hang together. The zero value with a Threshold is empty.
// Strict hides a zero too, as a count under the threshold.
type Publication struct {
	Threshold int
	Strict    bool
	cells     []Cell
	sums      []sum
	of        [][]int // sums that each cell is in
}

// Add puts a cell into the publication and returns its number.
func (p *Publication) Add(c Cell) int {
	p.cells = append(p.cells, c)
	p.of = append(p.of, nil)
	return len(p.cells) - 1
}

// Sum says that a cell is the sum of others: a row or column with its total, a
// year with its terms.
func (p *Publication) Sum(total int, parts ...int) {
	at := len(p.sums)
	cells := append([]int{total}, parts...)
	p.sums = append(p.sums, sum{total, cells[1:], cells})
	for _, c := range cells {
		p.of[c] = append(p.of[c], at)
	}
}

// SumOfAll is [Publication.Sum] of the answers to a question about which a
// group must not be given away: where everybody gave the same answer, that is
// hidden too, and with it a zero.
func (p *Publication) SumOfAll(total int, parts ...int) {
	p.Sum(total, parts...)
	if len(parts) < 2 || p.cells[total].N == 0 {
		return
	}
	for _, c := range parts {
		if p.cells[c].N == p.cells[total].N {
			p.cells[c].Few = true
		}
	}
}

// Rest says that a cell counts some of those in another, and that the rest of
// them must not be given away either.
func (p *Publication) Rest(some, all int) {
	p.Sum(all, some, p.Add(Cell{N: p.cells[all].N - p.cells[some].N, Role: Implied}))
}

// AtMost says that every reader knows that the first number is not larger than
// the second.
func (p *Publication) AtMost(small, large int) {
	p.Sum(large, small, p.Add(Cell{N: p.cells[large].N - p.cells[small].N, Role: Slack}))
}

// check makes sure that the sums add up: a table that does not cannot be
// protected.
func (p *Publication) check() error {
	for i, c := range p.cells {
		if c.N < 0 {
			return fmt.Errorf("disclosure: cell %d is less than zero", i)
		}
	}
	for _, s := range p.sums {
		n := 0
		for _, c := range s.parts {
			n += p.cells[c].N
		}
		if n != p.cells[s.total].N {
			return fmt.Errorf("disclosure: the parts of cell %d come to %d, not to %d", s.total, n, p.cells[s.total].N)
		}
	}
	return nil
}

// small reports whether the cell is hidden for what it is itself.
func (p *Publication) small(c Cell) bool {
	return c.Role != Slack && (c.Few || c.N < p.Threshold && (c.N > 0 || p.Strict))
}

// Result says which cells are not to be shown.
type Result struct {
	Hidden []bool // by the number of the cell
	// Narrow are the hidden cells for which too few values remain possible, and
	// nothing more can be hidden: those that are Known give them away.
	Narrow []int
}
