package disclosure

import (
	"errors"
	"fmt"
	"strconv"
)

// Rule is how counts of people may be published. A rule without a Threshold has
// the usual one.
type Rule struct {
	Threshold int
	ShowZeros bool // a zero is no count under the threshold
	Round     bool // the second profile: what is shown ends in 0 or 5
}

func (r Rule) threshold() int {
	if r.Threshold == 0 {
		return Threshold
	}
	return r.Threshold
}

// Few reports whether a count is hidden for what it is itself.
func (r Rule) Few(n int) bool { return n < r.threshold() && (n > 0 || !r.ShowZeros) }

// Percent is a share in whole percent, a half upwards: hidden when either number
// is few or [Missing], and, where exact numbers are shown, also when the rest is
// few: "46 of 48" says what 2 people answered.
func (r Rule) Percent(num, den int) string {
	if num < 0 || den <= 0 || r.Few(num) || r.Few(den) || !r.Round && r.Few(den-num) {
		return Mark
	}
	return percent(num, den)
}

// Grid is a table of counts. Where it has totals they are the last row and the
// last column of Counts.
type Grid struct {
	Counts                [][]int
	TotalRow, TotalColumn bool
	// KnownTotals says that the reader has the totals of rows and columns also
	// where they are not in the table.
	KnownTotals bool
}

// SumError is a total that is not the sum of its row or column.
type SumError struct {
	Row, Column int // of the total
	OfRow       bool
	Sum, Total  int
}

// Error says what does not add up.
func (e *SumError) Error() string {
	what := "column"
	if e.OfRow {
		what = "row"
	}
	return fmt.Sprintf("disclosure: row %d, column %d: the %s comes to %d, the total is %d", e.Row, e.Column, what, e.Sum, e.Total)
}

// ErrGivenAway says that the known totals give a hidden number away, whatever
// else is hidden.
var ErrGivenAway = errors.New("disclosure: the totals that are known give small numbers away, whatever else is hidden")

// body is how many rows and columns are not totals.
func (g Grid) body() (rows, columns int) {
	rows = len(g.Counts)
	if rows > 0 {
		columns = len(g.Counts[0])
	}
	if g.TotalRow {
		rows--
	}
	if g.TotalColumn {
		columns--
	}
	return rows, columns
}

// check makes sure that the grid is one, and that its totals are sums.
func (g Grid) check() error {
	rows, columns := g.body()
	if rows < 0 || columns < 0 {
		return errors.New("disclosure: the table has no rows or no columns")
	}
	for r, row := range g.Counts {
		if len(row) != len(g.Counts[0]) {
			return fmt.Errorf("disclosure: row %d of the table has %d columns, not %d", r, len(row), len(g.Counts[0]))
		}
		all := 0
		for c, n := range row {
			if n < 0 {
				return fmt.Errorf("disclosure: row %d, column %d is less than zero", r, c)
			}
			if c < columns {
				all += n
			}
		}
		if g.TotalColumn && row[columns] != all {
			return &SumError{Row: r, Column: columns, OfRow: true, Sum: all, Total: row[columns]}
		}
	}
	for c := range columns + btoi(g.TotalColumn) {
		if all := g.down(c, rows); g.TotalRow && g.Counts[rows][c] != all {
			return &SumError{Row: rows, Column: c, Sum: all, Total: g.Counts[rows][c]}
		}
	}
	return nil
}

func (g Grid) down(column, rows int) int {
	all := 0
	for _, row := range g.Counts[:rows] {
		all += row[column]
	}
	return all
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// publication puts the table and its totals into a publication, and returns the
// numbers of its cells.
func (g Grid) publication(r Rule) (*Publication, [][]int) {
	p := &Publication{Threshold: r.threshold(), Strict: !r.ShowZeros}
	rows, columns := g.body()
	at := make([][]int, len(g.Counts))
	for i, row := range g.Counts {
		for _, n := range row {
			at[i] = append(at[i], p.Add(Cell{N: n}))
		}
	}
	known := func(parts []int) {
		all := 0
		for _, c := range parts {
			all += p.cells[c].N
		}
		p.Sum(p.Add(Cell{N: all, Known: true}), parts...)
	}
	for _, row := range at {
		switch {
		case g.TotalColumn:
			p.Sum(row[columns], row[:columns]...)
		case g.KnownTotals && columns > 1:
			known(row)
		}
	}
	for c := range columns + btoi(g.TotalColumn) {
		column := make([]int, len(at))
		for i := range at {
			column[i] = at[i][c]
		}
		switch {
		case g.TotalRow:
			p.Sum(column[rows], column[:rows]...)
		case g.KnownTotals && rows > 1:
			known(column)
		}
	}
	return p, at
}

// Hide says which cells of the table are not to be shown.
func (r Rule) Hide(g Grid) ([][]bool, error) {
	if err := g.check(); err != nil {
		return nil, err
	}
	if r.Round {
		return r.hideRounded(g)
	}
	p, at := g.publication(r)
	result, err := p.Hide()
	if err != nil {
		return nil, err
	}
	if len(result.Narrow) > 0 {
		return nil, ErrGivenAway
	}
	out := make([][]bool, len(at))
	for i, row := range at {
		for _, c := range row {
			out[i] = append(out[i], result.Hidden[c])
		}
	}
	return out, nil
}

// Show is the table as it may be published.
func (r Rule) Show(g Grid) ([][]string, error) {
	hidden, err := r.Hide(g)
	if err != nil {
		return nil, err
	}
	out := make([][]string, len(hidden))
	for i, row := range hidden {
		for c, h := range row {
			switch n := g.Counts[i][c]; {
			case h:
				out[i] = append(out[i], Mark)
			case r.Round:
				out[i] = append(out[i], strconv.Itoa(Nearest5(n)))
			default:
				out[i] = append(out[i], strconv.Itoa(n))
			}
		}
	}
	return out, nil
}
