package disclosure

import (
	"cmp"
	"slices"
)

// A rounded table hides little, and still can give a number away: two hidden
// counts, each 4 at most, with a total of 10, which is 8 at least, are both 4. So
// a table that rounds is taken as what it is: every number lies between two
// bounds, rows and columns add up. That is a circulation from the total through
// the rows and the columns back to the total, and another table agrees with what
// is printed and differs in one cell just when the cell is on a circle along
// which one person can be moved.

// flow is the circulation: an edge for each number, from its row to its column.
type flow struct {
	edges []edge
	from  [][]int // edges at each node, at either end
}

type edge struct {
	tail, head   int
	n, low, high int
	row, column  int // in the grid, or -1 for a total that is not in it
}

const endless = int(^uint(0) >> 2)

// hideRounded hides small counts, and others where the bounds of the rounded ones
// leave just one value for a hidden one.
func (r Rule) hideRounded(g Grid) ([][]bool, error) {
	hidden := make([][]bool, len(g.Counts))
	var ask [][2]int
	for i, row := range g.Counts {
		hidden[i] = make([]bool, len(row))
		for c, n := range row {
			if hidden[i][c] = r.Few(n); hidden[i][c] {
				ask = append(ask, [2]int{i, c})
			}
		}
	}
	f := r.flow(g, hidden)
	for len(ask) > 0 {
		at := ask[0]
		if f.open(f.find(at)) {
			ask = ask[1:]
			continue
		}
		more, found := r.loosen(g, f, hidden, at)
		if !found && g.KnownTotals {
			return nil, ErrGivenAway
		}
		if !found {
			break // nothing is shown, so nothing is given away
		}
		hidden[more[0]][more[1]] = true
		f = r.flow(g, hidden)
		ask = append(ask, more) // what is hidden to protect is protected too
	}
	return hidden, nil
}

// loosen chooses what else is hidden so that a cell has another value: the
// smallest number of its row and column that is enough, else of all, else the
// smallest.
func (r Rule) loosen(g Grid, f *flow, hidden [][]bool, at [2]int) (best [2]int, found bool) {
	var candidates [][2]int
	for i, row := range hidden {
		for c, h := range row {
			if !h {
				candidates = append(candidates, [2]int{i, c})
			}
		}
	}
	far := func(c [2]int) int { return btoi(c[0] != at[0] && c[1] != at[1]) }
	slices.SortStableFunc(candidates, func(a, b [2]int) int {
		return cmp.Or(cmp.Compare(far(a), far(b)), cmp.Compare(g.Counts[a[0]][a[1]], g.Counts[b[0]][b[1]]))
	})
	for _, c := range candidates {
		e := &f.edges[f.find(c)]
		was := *e
		e.low, e.high = 0, endless
		enough := f.open(f.find(at))
		*e = was
		if enough {
			return c, true
		}
	}
	if len(candidates) == 0 {
		return best, false
	}
	return candidates[0], true
}

// flow builds the circulation of a table. A total that is not in the table may
// be anything, unless it is known.
func (r Rule) flow(g Grid, hidden [][]bool) *flow {
	rows, columns := g.body()
	f := &flow{from: make([][]int, rows+columns+2)}
	source, sink := rows+columns, rows+columns+1
	add := func(tail, head, row, column, n int) {
		e := edge{tail: tail, head: head, n: n, row: row, column: column}
		e.low, e.high = r.bounds(g, hidden, e)
		f.from[tail] = append(f.from[tail], len(f.edges))
		f.from[head] = append(f.from[head], len(f.edges))
		f.edges = append(f.edges, e)
	}
	all := 0
	for i := range rows {
		sum := 0
		for c, n := range g.Counts[i][:columns] {
			add(i, rows+c, i, c, n)
			sum += n
		}
		add(source, i, i, absent(columns, g.TotalColumn), sum)
		all += sum
	}
	for c := range columns {
		add(rows+c, sink, absent(rows, g.TotalRow), c, g.down(c, rows))
	}
	corner := g.TotalRow && g.TotalColumn
	add(sink, source, absent(rows, corner), absent(columns, corner), all)
	return f
}

func absent(at int, is bool) int {
	if is {
		return at
	}
	return -1
}

// bounds are what a reader who knows the rule knows of a number.
func (r Rule) bounds(g Grid, hidden [][]bool, e edge) (low, high int) {
	switch {
	case e.row < 0 || e.column < 0:
		if g.KnownTotals && !r.Few(e.n) {
			return e.n, e.n
		}
		return 0, endless
	case hidden[e.row][e.column] && r.Few(e.n):
		return btoi(r.ShowZeros), r.threshold() - 1
	case hidden[e.row][e.column]:
		return 0, endless
	case e.n == 0:
		return 0, 0
	}
	shown := Nearest5(e.n)
	return max(shown-2, r.threshold()), shown + 2
}

// find is the edge of a cell.
func (f *flow) find(at [2]int) int {
	return slices.IndexFunc(f.edges, func(e edge) bool { return e.row == at[0] && e.column == at[1] })
}

// open reports whether a number can be one more or one less than it is.
func (f *flow) open(at int) bool {
	e := f.edges[at]
	return e.n < e.high && f.path(e.head, e.tail, at) || e.n > e.low && f.path(e.tail, e.head, at)
}

// path looks for a way from one node to another along which every number can
// give or take one, without a certain edge.
func (f *flow) path(from, to, without int) bool {
	seen := make([]bool, len(f.from))
	seen[from] = true
	for queue := []int{from}; len(queue) > 0; queue = queue[1:] {
		node := queue[0]
		if node == to {
			return true
		}
		for _, at := range f.from[node] {
			e := f.edges[at]
			next, free := e.head, e.n < e.high
			if e.head == node {
				next, free = e.tail, e.n > e.low
			}
			if at != without && free && !seen[next] {
				seen[next] = true
				queue = append(queue, next)
			}
		}
	}
	return false
}
