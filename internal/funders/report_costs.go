package funders

import (
	"context"
	"slices"

	"footbridge/internal/db"
)

// money is what was spent, by period and kind.
type money struct {
	pence    []map[string]int
	designed []int // courses published for the first time
}

func (m money) total(p int) int {
	n := 0
	for _, pence := range m.pence[p] {
		n += pence
	}
	return n
}

// moneyOf adds up the lines of a year. Those of the whole year are in no term.
func (f *Funders) moneyOf(ctx context.Context, tx *db.DB, t *tally) (money, error) {
	rows, err := spentIn(ctx, tx, t.year.OrgID, t.year.ID)
	if err != nil {
		return money{}, err
	}
	m := money{}
	for p, at := range t.periods {
		sums := map[string]int{}
		for _, r := range rows {
			if p == t.last() || slices.Contains(at.terms, r.TermID) {
				sums[r.Kind] += r.Pence
			}
		}
		n, err := f.courses.DesignedBetween(ctx, tx, t.year.OrgID, at.From, at.To)
		if err != nil {
			return money{}, err
		}
		m.pence, m.designed = append(m.pence, sums), append(m.designed, n)
	}
	return m, nil
}

// costs are what was spent, and what that comes to, beside what has been
// published.
func (w writer) costs(m money) []Section {
	sum := Section{Title: "Costs"}
	for _, k := range Kinds {
		l := w.line(k.Label, "Lines of this kind. A term has the lines of its runs and its own; the year has those of the whole year too.", func(p int) Cell {
			return Cell{Text: pounds(m.pence[p][k.Code])}
		})
		if slices.ContainsFunc(w.show, func(p int) bool { return m.pence[p][k.Code] > 0 }) {
			sum.Lines = append(sum.Lines, l)
		}
	}
	sum.Lines = append(sum.Lines, w.line("All costs", "All lines together.", func(p int) Cell { return Cell{Text: pounds(m.total(p))} }))
	for i := range sum.Lines {
		sum.Lines[i].Complete = "What the college has entered"
	}
	each := Section{Title: "What that comes to", Beside: "Colleges in England, a year", Lines: []Line{
		w.line("For each student", "All costs, over the students who came. The published figure is of a whole year.", func(p int) Cell {
			if w.hidden[key{peopleCame, "", p}] {
				return Cell{Text: Hidden}
			}
			return share(m.total(p), w.t.counts[key{peopleCame, "", p}], "student", "students")
		}),
		w.line("For each run", "All costs, over the runs held.", func(p int) Cell { return share(m.total(p), w.t.runs[p].RunsHeld, "run", "runs") }),
		w.line("For each course designed", "All costs, over the courses published for the first time in the period.", func(p int) Cell {
			return share(m.total(p), m.designed[p], "course", "courses")
		}),
	}}
	for i, beside := range []Published{perStudent, perRun, perDesign} {
		each.Lines[i].Beside, each.Lines[i].Complete = beside.Words(), "What the college has entered"
	}
	return []Section{sum, each}
}

// share is an amount over a number of things, in whole pounds, a half upwards.
func share(pence, n int, one, many string) Cell {
	switch {
	case n == 0:
		return Cell{Text: "–", N: "no " + many}
	case pence == 0:
		return Cell{Text: "–", N: "no costs entered"}
	case n == 1:
		many = one
	}
	return Cell{Text: "£" + thousands((2*pence+100*n)/(200*n)), N: thousands(n) + " " + many}
}
