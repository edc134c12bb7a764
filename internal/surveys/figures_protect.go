package surveys

import (
	"slices"

	"footbridge/internal/disclosure"
)

// few reports whether a count is hidden for what it is: under 5, zero too.
func few(n int) bool { return n < disclosure.Threshold }

// give reports whether a share gives few people away: those it counts, the rest,
// or all.
func give(num, den int) bool { return few(num) || few(den) || few(den-num) }

// sizes decides of which cuts it is shown how many answered. Units add up along
// the tree to everybody, and so do the ways in which answers came. A cut that
// nobody answered in is no secret.
func sizes(cuts []Cut, rounded bool) error {
	if rounded {
		for i := range cuts {
			cuts[i].hidden = cuts[i].count > 0 && few(cuts[i].count)
		}
		return nil
	}
	p := disclosure.Publication{Threshold: disclosure.Threshold}
	at := make([]int, len(cuts))
	for i, c := range cuts {
		at[i] = p.Add(disclosure.Cell{N: c.count})
	}
	for _, sum := range sums(cuts) {
		p.Sum(at[sum.total], pick(at, sum.parts)...)
	}
	result, err := p.Hide()
	if err != nil {
		return err
	}
	for i := range cuts {
		cuts[i].hidden = result.Hidden[at[i]]
	}
	return nil
}

type cutSum struct {
	total int
	parts []int
}

// sums says which cuts come to which: units to the unit above them, and to
// everybody; and, apart from that, ways of answering to everybody.
func sums(cuts []Cut) []cutSum {
	var out []cutSum
	for i := range cuts {
		var units, ways []int
		for j := i + 1; j < len(cuts); j++ {
			if cuts[j].parent != i || cuts[j].count == 0 {
				continue
			}
			if cuts[j].Channel() {
				ways = append(ways, j)
			} else {
				units = append(units, j)
			}
		}
		for _, parts := range [][]int{units, ways} {
			if len(parts) > 0 {
				out = append(out, cutSum{i, parts})
			}
		}
	}
	return out
}

func pick(at []int, which []int) []int {
	out := make([]int, len(which))
	for i, w := range which {
		out[i] = at[w]
	}
	return out
}

// shown says which numbers of a question are shown, by cut and share.
type shown struct{ num, den [][]bool }

// protect decides which numbers of a question are shown. First those of
// everybody, with each answer: then, with these known, those of each unit and of
// each way of answering. Where a number of everybody is hidden it is hidden in
// every cut. So the two kinds of cut have nothing to add to each other.
func (q *question) protect(cuts []Cut, counts []numbers, rounded bool) (shown, error) {
	s := shown{make([][]bool, len(cuts)), make([][]bool, len(cuts))}
	for i := range cuts {
		s.num[i], s.den[i] = make([]bool, len(q.shares)), make([]bool, len(q.shares))
		for k := range q.shares {
			open := !cuts[i].hidden && cuts[i].count > 0
			s.den[i][k] = open && !few(counts[i].dens[k])
			s.num[i][k] = s.den[i][k] && (q.kind == Number || !few(counts[i].nums[k]) && (rounded || !few(counts[i].dens[k]-counts[i].nums[k])))
		}
	}
	if rounded || cuts[0].count == 0 {
		return s, nil
	}
	if err := q.everybody(cuts[0], counts[0], s); err != nil {
		return s, err
	}
	for _, ways := range []bool{false, true} {
		var which []int
		for i, c := range cuts {
			if c.count > 0 && (c.All() || c.Channel() == ways) {
				which = append(which, i)
			}
		}
		if err := q.family(cuts, counts, which, s); err != nil {
			return s, err
		}
	}
	for i := range cuts {
		for k := range q.shares {
			s.num[i][k] = s.num[i][k] && s.den[i][k]
		}
	}
	return s, nil
}

// cells is a question under way: the cells of its bases and its shares, by cut.
type cells struct {
	pub      disclosure.Publication
	size     map[int]int    // by cut
	num, den map[[2]int]int // by cut and share
}

func newCells() *cells {
	return &cells{disclosure.Publication{Threshold: disclosure.Threshold}, map[int]int{}, map[[2]int]int{}, map[[2]int]int{}}
}

// everybody protects the numbers of everybody. The answers of which a share's
// base is made up come to the base: each is a share too where the question has no
// figure of its own, and otherwise stands in no table.
func (q *question) everybody(all Cut, n numbers, s shown) error {
	c := newCells()
	q.cut(c, 0, all, n, func(int) (num, den fate) { return undecided, undecided })
	return c.hide(s, false)
}

// fate is what is decided of a number before the others are.
type fate int

const (
	undecided fate = iota
	known          // shown already
	gone           // hidden already
)

// cut puts the numbers of one cut into the publication: how many answered, and
// for each share its base and itself.
func (q *question) cut(c *cells, i int, all Cut, n numbers, decided func(k int) (num, den fate)) {
	size := c.pub.Add(disclosure.Cell{N: all.count, Few: all.hidden, Known: !all.hidden})
	c.size[i] = size
	bases := map[string]int{}
	for k, f := range q.shares {
		num, den := decided(k)
		name := baseName(q, f)
		base, there := bases[name]
		if !there {
			base = c.pub.Add(disclosure.Cell{N: n.dens[k], Few: den == gone || den == undecided && (all.hidden || few(n.dens[k])), Known: den == known})
			bases[name] = base
			c.pub.AtMost(base, size)
		}
		c.den[[2]int{i, k}] = base
		if q.kind == Number {
			continue
		}
		some := c.pub.Add(disclosure.Cell{N: n.nums[k], Few: num == gone || num == undecided && (all.hidden || give(n.nums[k], n.dens[k])), Known: num == known})
		c.num[[2]int{i, k}] = some
		if q.kind != Spread {
			left := n.dens[k] - n.nums[k]
			c.pub.Sum(base, some, c.pub.Add(disclosure.Cell{N: left, Role: disclosure.Implied, Few: num != known && few(left)}))
		}
	}
	q.ties(c, i, n)
}

// ties says how the shares of one cut hang together: the answers to a question
// come to everybody who answered it; a share of one base is the same people as
// that of another; and a base that holds another is no smaller.
func (q *question) ties(c *cells, i int, n numbers) {
	if q.kind == Spread {
		var parts []int
		for k := range q.shares {
			parts = append(parts, c.num[[2]int{i, k}])
		}
		c.pub.Sum(c.den[[2]int{i, 0}], parts...)
		return
	}
	if q.kind != Share {
		return
	}
	for k := 1; k < len(q.shares); k++ {
		c.pub.Sum(c.num[[2]int{i, k}], c.num[[2]int{i, 0}])
		if q.shares[k].covers(q.shares[0]) {
			left := n.dens[k] - n.dens[0]
			c.pub.Sum(c.den[[2]int{i, k}], c.den[[2]int{i, 0}], c.pub.Add(disclosure.Cell{N: left, Role: disclosure.Implied, Few: few(left)}))
		}
	}
}

func baseName(q *question, f share) string {
	if q.kind == Several {
		return ""
	}
	keys := slices.Clone(f.base)
	slices.Sort(keys)
	name := ""
	for _, k := range keys {
		name += k + "\x00"
	}
	return name
}

// hide notes what is not shown. Where nothing more can be hidden and a number is
// given away all the same, nothing is shown but what is known already.
func (c *cells) hide(s shown, begun bool) error {
	result, err := c.pub.Hide()
	if err != nil {
		return err
	}
	given := len(result.Narrow) > 0
	for of, rows := range map[*map[[2]int]int][][]bool{&c.num: s.num, &c.den: s.den} {
		for at, cell := range *of {
			if result.Hidden[cell] || given && !(begun && at[0] == 0) {
				rows[at[0]][at[1]] = false
			}
		}
	}
	return nil
}

// family protects the numbers of some cuts, the first of which is everybody,
// whose numbers are decided: what is shown of them is known, and of what is
// hidden nothing is shown in the others either.
func (q *question) family(cuts []Cut, counts []numbers, which []int, s shown) error {
	for _, i := range which[1:] {
		for k := range q.shares {
			s.num[i][k], s.den[i][k] = s.num[i][k] && s.num[0][k], s.den[i][k] && s.den[0][k]
		}
	}
	c := newCells()
	for _, i := range which {
		q.cut(c, i, cuts[i], counts[i], func(k int) (num, den fate) {
			return decide(i, s.num[0][k]), decide(i, s.den[0][k])
		})
	}
	for _, sum := range sums(cuts) {
		if _, in := c.size[sum.parts[0]]; !in {
			continue
		}
		var sizes []int
		for _, i := range sum.parts {
			sizes = append(sizes, c.size[i])
		}
		c.pub.Sum(c.size[sum.total], sizes...)
		for k := range q.shares {
			for _, of := range []map[[2]int]int{c.num, c.den} {
				var parts []int
				for _, i := range sum.parts {
					if at, found := of[[2]int{i, k}]; found {
						parts = append(parts, at)
					}
				}
				if len(parts) > 0 {
					c.pub.Sum(of[[2]int{sum.total, k}], parts...)
				}
			}
		}
	}
	return c.hide(s, true)
}

// decide is the fate of a number in a cut, given whether that of everybody is
// shown.
func decide(cut int, shown bool) fate {
	switch {
	case !shown:
		return gone
	case cut == 0:
		return known
	}
	return undecided
}
