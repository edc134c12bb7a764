package disclosure

import (
	"fmt"
	"slices"
)

// Linked is several tables that one reader has, and that share numbers: the
// margin that two tables have in common, a filter and the whole it was taken
// from, the waves of a survey. All are decided together.
type Linked struct {
	p      Publication
	cells  map[place]int
	order  []place // in the order in which the cells were added
	tables map[string][][]int
}

// place is what a number counts: of some people, those of a row and a column.
// Empty means all.
type place struct{ of, row, column string }

// Table is one table of a [Linked] publication, without its totals, which are
// worked out. Of says of whom it is: tables of the same people share the totals
// of rows and columns that have the same label, so a label must say what it
// counts ("ward: Ash", "told of rights: no").
type Table struct {
	Name, Of      string
	Rows, Columns []string
	Counts        [][]int
	// Before is what was hidden, totals last, when the table was published
	// earlier: it stays as it is, and what it showed is known.
	Before [][]bool
}

// NewLinked is an empty publication of tables with exact numbers.
func NewLinked(r Rule) *Linked {
	return &Linked{p: Publication{Threshold: r.threshold(), Strict: !r.ShowZeros}, cells: map[place]int{}, tables: map[string][][]int{}}
}

// Add puts a table into the publication.
func (l *Linked) Add(t Table) error {
	if _, there := l.tables[t.Name]; there {
		return fmt.Errorf("disclosure: there are two tables %q", t.Name)
	}
	rows, columns := append(slices.Clone(t.Rows), ""), append(slices.Clone(t.Columns), "")
	counts, err := t.totals()
	if err != nil {
		return err
	}
	at := make([][]int, len(rows))
	for r, row := range rows {
		for c, column := range columns {
			cell := Cell{N: counts[r][c]}
			if t.Before != nil {
				cell.Few, cell.Known = t.Before[r][c], !t.Before[r][c]
			}
			number, err := l.add(place{t.Of, row, column}, cell)
			if err != nil {
				return fmt.Errorf("table %q: %w", t.Name, err)
			}
			at[r] = append(at[r], number)
		}
	}
	l.tables[t.Name] = at
	last := len(columns) - 1
	for _, row := range at {
		l.p.Sum(row[last], row[:last]...)
	}
	for c := range columns {
		parts := make([]int, len(t.Rows))
		for r := range t.Rows {
			parts[r] = at[r][c]
		}
		l.p.Sum(at[len(t.Rows)][c], parts...)
	}
	return nil
}

// totals are the counts with the totals of rows and columns.
func (t Table) totals() ([][]int, error) {
	if len(t.Counts) != len(t.Rows) || t.Before != nil && len(t.Before) != len(t.Rows)+1 {
		return nil, fmt.Errorf("disclosure: table %q has %d rows and %d labels of rows", t.Name, len(t.Counts), len(t.Rows))
	}
	out := make([][]int, len(t.Rows)+1)
	bottom := make([]int, len(t.Columns)+1)
	for r, row := range t.Counts {
		if len(row) != len(t.Columns) || t.Before != nil && len(t.Before[r]) != len(t.Columns)+1 {
			return nil, fmt.Errorf("disclosure: table %q, row %d has %d columns, not %d", t.Name, r, len(row), len(t.Columns))
		}
		all := 0
		for c, n := range row {
			all += n
			bottom[c] += n
		}
		bottom[len(t.Columns)] += all
		out[r] = append(slices.Clone(row), all)
	}
	out[len(t.Rows)] = bottom
	return out, nil
}

// add puts a number into the publication, once for what it counts.
func (l *Linked) add(at place, c Cell) (int, error) {
	number, there := l.cells[at]
	if !there {
		number = l.p.Add(c)
		l.cells[at] = number
		l.order = append(l.order, at)
		return number, nil
	}
	old := &l.p.cells[number]
	if old.N != c.N {
		return 0, fmt.Errorf("disclosure: %q, row %q, column %q is %d here and %d elsewhere", at.of, at.row, at.column, c.N, old.N)
	}
	old.Known = old.Known || c.Known
	old.Few = (old.Few || c.Few) && !old.Known
	return number, nil
}

// Part says that some people are among others: a filter of a whole. Each of
// their numbers is then set against the same number of the whole, and the rest is
// protected too.
func (l *Linked) Part(some, all string) error {
	for _, at := range l.order {
		whole, there := l.cells[place{all, at.row, at.column}]
		if at.of != some || !there {
			continue
		}
		number := l.cells[at]
		if l.p.cells[number].N > l.p.cells[whole].N {
			return fmt.Errorf("disclosure: row %q, column %q: %q has more than %q", at.row, at.column, some, all)
		}
		l.p.Rest(number, whole)
	}
	return nil
}

// Split says that some people are made up of others: a year of its waves, say,
// where nobody is in two.
func (l *Linked) Split(whole string, parts ...string) {
	for _, at := range l.order {
		if at.of != whole {
			continue
		}
		var numbers []int
		for _, part := range parts {
			if number, there := l.cells[place{part, at.row, at.column}]; there {
				numbers = append(numbers, number)
			}
		}
		if len(numbers) == len(parts) {
			l.p.Sum(l.cells[at], numbers...)
		}
	}
}

// Hide says of each table, by its name, which numbers are not to be shown, the
// totals last.
func (l *Linked) Hide() (map[string][][]bool, error) {
	result, err := l.p.Hide()
	if err != nil {
		return nil, err
	}
	if len(result.Narrow) > 0 {
		return nil, ErrGivenAway
	}
	out := make(map[string][][]bool, len(l.tables))
	for name, rows := range l.tables {
		hidden := make([][]bool, len(rows))
		for r, row := range rows {
			for _, c := range row {
				hidden[r] = append(hidden[r], result.Hidden[c])
			}
		}
		out[name] = hidden
	}
	return out, nil
}
