package disclosure

import (
	"errors"
	"fmt"
)

// Breakdown is one question of a survey, answered in several units that make up
// a whole: the wards of a hospital, say.
type Breakdown struct {
	Counts [][]int // of each unit, by answer
	// N is how many answered in each unit. Without it everybody gave one of the
	// answers. Where people could give several, N must be there.
	N       []int
	Several bool
}

// Share is how many of N gave one answer. Hidden says that neither the count nor
// the percentage is to be shown.
type Share struct {
	X, N   int
	Hidden bool
}

// Percent is the share in whole percent, or [Mark].
func (s Share) Percent() string {
	if s.Hidden {
		return Mark
	}
	return percent(s.X, s.N)
}

// Group is what a unit answered, or all units together. Hidden says that not even
// N is to be shown.
type Group struct {
	N       int
	Hidden  bool
	Answers []Share
}

// Figures is a [Breakdown] as it may be published.
type Figures struct {
	Units []Group
	All   Group
}

// Answers protects one question. First it is decided of which units it may be
// said how many answered: a unit with few is hidden, with another that would give
// it away. Then, with these numbers known, which answers are shown: none in a
// hidden unit, and none that few gave, or that all but few gave, since both
// numbers are beside the percentage.
func (r Rule) Answers(b Breakdown) (Figures, error) {
	b, err := b.complete()
	if err != nil {
		return Figures{}, err
	}
	hidden, all, err := r.sizes(b.N)
	if err != nil {
		return Figures{}, err
	}
	counts, n := b.total()
	out := Figures{Units: make([]Group, len(b.N)), All: nobody(len(counts))}
	for u := range out.Units {
		out.Units[u] = nobody(len(counts))
	}
	if n == 0 {
		return out, nil
	}
	p := &Publication{Threshold: r.threshold(), Strict: !r.ShowZeros}
	var units []answered
	for u, n := range b.N {
		if n > 0 || hidden[u] {
			units = append(units, r.group(p, u, n, hidden[u], b.Counts[u], b.Several))
		}
	}
	total := r.group(p, -1, n, all, counts, b.Several)
	sum := make([]int, len(units))
	for a := range total.answers {
		for i, unit := range units {
			sum[i] = unit.answers[a]
		}
		p.Sum(total.answers[a], sum...)
	}
	for i, unit := range units {
		sum[i] = unit.n
	}
	p.Sum(total.n, sum...)
	result, err := p.Hide()
	if err != nil {
		return Figures{}, err
	}
	if len(result.Narrow) > 0 {
		return Figures{}, ErrGivenAway
	}
	out.All = total.shown(p, result)
	for _, unit := range units {
		out.Units[unit.unit] = unit.shown(p, result)
	}
	return out, nil
}

// nobody is a group in which nobody answered.
func nobody(answers int) Group {
	g := Group{Answers: make([]Share, answers)}
	for a := range g.Answers {
		g.Answers[a].Hidden = true
	}
	return g
}

// sizes decides of which units it may be said how many answered. That nobody did
// may be: it says nothing of anybody.
func (r Rule) sizes(n []int) (hidden []bool, all bool, err error) {
	p := &Publication{Threshold: r.threshold()}
	units := make([]int, len(n))
	whole := 0
	for u, n := range n {
		units[u] = p.Add(Cell{N: n})
		whole += n
	}
	p.Sum(p.Add(Cell{N: whole}), units...)
	result, err := p.Hide()
	if err != nil {
		return nil, false, err
	}
	return result.Hidden[:len(n)], result.Hidden[len(n)], nil
}

// answered is where a group's numbers are in a publication.
type answered struct {
	unit    int
	n       int
	answers []int
}

// group puts a group's numbers into a publication.
func (r Rule) group(p *Publication, unit, n int, hidden bool, counts []int, several bool) answered {
	g := answered{unit: unit, n: p.Add(Cell{N: n, Few: hidden, Known: !hidden})}
	for _, x := range counts {
		g.answers = append(g.answers, p.Add(Cell{N: x, Few: hidden || r.Few(n-x)}))
		if several {
			p.AtMost(g.answers[len(g.answers)-1], g.n)
		}
	}
	if !several {
		p.Sum(g.n, g.answers...)
	}
	return g
}

// shown is what may be said of a group.
func (g answered) shown(p *Publication, result Result) Group {
	out := Group{N: p.cells[g.n].N, Hidden: result.Hidden[g.n]}
	for _, a := range g.answers {
		out.Answers = append(out.Answers, Share{X: p.cells[a].N, N: out.N, Hidden: result.Hidden[a] || out.Hidden})
	}
	return out
}

// complete checks the breakdown and fills in how many answered.
func (b Breakdown) complete() (Breakdown, error) {
	if b.N == nil && !b.Several {
		for _, counts := range b.Counts {
			n := 0
			for _, x := range counts {
				n += x
			}
			b.N = append(b.N, n)
		}
	}
	if len(b.N) != len(b.Counts) || len(b.N) == 0 {
		return b, fmt.Errorf("disclosure: %d units have counts, %d have a number of people", len(b.Counts), len(b.N))
	}
	if len(b.Counts[0]) < 2 && !b.Several {
		return b, errors.New("disclosure: a question has at least two answers")
	}
	for u, counts := range b.Counts {
		sum := 0
		for a, x := range counts {
			if x < 0 || x > b.N[u] {
				return b, fmt.Errorf("disclosure: unit %d, answer %d: %d of %d", u, a, x, b.N[u])
			}
			sum += x
		}
		if len(counts) != len(b.Counts[0]) || !b.Several && sum != b.N[u] {
			return b, fmt.Errorf("disclosure: unit %d: %d answers, which come to %d of %d", u, len(counts), sum, b.N[u])
		}
	}
	return b, nil
}

// total is what all units together answered, and how many they are.
func (b Breakdown) total() (counts []int, n int) {
	counts = make([]int, len(b.Counts[0]))
	for u, unit := range b.Counts {
		n += b.N[u]
		for a, x := range unit {
			counts[a] += x
		}
	}
	return counts, n
}
