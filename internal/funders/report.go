package funders

import (
	"context"
	"fmt"
	"slices"

	"footbridge/internal/actor"
	"footbridge/internal/college"
	"footbridge/internal/db"
	"footbridge/internal/disclosure"
	"footbridge/internal/fault"
	"footbridge/internal/when"
)

// Hidden is what stands for a figure that is not shown.
const Hidden = "hidden"

// Report is what a college reports of a term or a year: words and figures as
// they are shown. An edition keeps it as JSON.
type Report struct {
	Title, College   string
	YearID, TermID   string // TermID "": the whole year
	From, To, MadeAt string
	Standing         string // over, under way, to come
	Columns          []string
	Sections         []Section
	Tables           []Table
	Rule             string         // on small numbers, in words
	Shown            map[string]int // the counts of people that are shown, by what and whom
}

// Section is a table of figures with one column a period.
type Section struct {
	Title, Beside string // Beside heads a column of published figures, if any
	Lines         []Line
}

// Line is one figure: what it is, how it is counted, how complete it is, and its
// cells by period.
type Line struct {
	Label, About, Complete, Beside string
	Cells                          []Cell
}

// Cell is one figure as it is shown, and how many it is out of.
type Cell struct{ Text, N string }

// IsHidden reports whether the cell is not shown.
func (c Cell) IsHidden() bool { return c.Text == Hidden }

// Table is students by one dimension, with one column a measure.
type Table struct {
	Title, About string
	Columns      []Heading
	Rows         []Row
}

// Heading is a column and what it counts.
type Heading struct{ Label, About string }

// Row is one group of a table.
type Row struct {
	Label string
	Cells []Cell
}

// ruleWords are the rule on small numbers, in a few plain words.
var ruleWords = fmt.Sprintf("Figures about people from 1 to %d are hidden, and so are as many others as it takes that nobody can work them out, "+
	"from the totals, from other pages or from the year. A zero is shown. Courses and sessions are not people: they are shown as they are.", disclosure.Threshold-1)

// errNoReport also answers whoever may not see it.
var errNoReport = fault.New(fault.NotFound, "We could not find that report.")

// TermReport is what the college reports of a term.
func (f *Funders) TermReport(ctx context.Context, by actor.Actor, termID string) (Report, error) {
	term, err := f.college.Term(ctx, f.db, by.OrgID, termID)
	if err != nil {
		return Report{}, err
	}
	return f.report(ctx, f.db, by, term.YearID, termID)
}

// YearReport is what the college reports of an academic year, and its terms.
func (f *Funders) YearReport(ctx context.Context, by actor.Actor, yearID string) (Report, error) {
	return f.report(ctx, f.db, by, yearID, "")
}

// report is what may be shown of a year, or of one of its terms. Both come from
// one decision about what is hidden.
func (f *Funders) report(ctx context.Context, tx *db.DB, by actor.Actor, yearID, termID string) (Report, error) {
	year, err := f.college.YearByID(ctx, tx, by.OrgID, yearID)
	if err != nil {
		return Report{}, err
	}
	if err := f.reach(ctx, tx, by, Read, year.UnitID, errNoReport); err != nil {
		return Report{}, err
	}
	unit, err := f.units.In(tx).Unit(ctx, by.OrgID, year.UnitID)
	if err != nil {
		return Report{}, err
	}
	terms, err := f.termsOf(ctx, tx, year)
	if err != nil {
		return Report{}, err
	}
	t, hidden, err := f.protected(ctx, tx, year, terms)
	if err != nil {
		return Report{}, err
	}
	w := writer{t: t, hidden: hidden}
	for p, at := range t.periods {
		if termID == "" || at.ID == termID {
			w.show = append(w.show, p)
		}
	}
	at := t.periods[w.show[len(w.show)-1]]
	r := Report{
		Title: "What the college did: " + at.Name, College: unit.Name, YearID: yearID, TermID: termID, From: at.From.String(), To: at.To.String(),
		MadeAt: when.Stamp(f.now()), Standing: standing(at, f.today()), Rule: ruleWords, Shown: w.shown(),
	}
	for _, p := range w.show {
		r.Columns = append(r.Columns, t.periods[p].Name)
	}
	money, err := f.moneyOf(ctx, tx, t)
	if err != nil {
		return Report{}, err
	}
	r.Sections = append(w.sections(), w.costs(money)...)
	for _, d := range t.dimensions {
		if table := w.table(d); len(table.Rows) > 0 {
			r.Tables = append(r.Tables, table)
		}
	}
	return r, nil
}

// protected counts a year and decides what of it is hidden.
func (f *Funders) protected(ctx context.Context, tx *db.DB, year college.Year, terms []college.Term) (*tally, kept, error) {
	t, err := f.count(ctx, tx, year, terms)
	if err != nil {
		return nil, nil, err
	}
	known, err := f.alreadyShown(ctx, tx, year)
	if err != nil {
		return nil, nil, err
	}
	hidden, err := t.protect(func(k key) bool { return known[t.name(k)] }, &f.hiding)
	return t, hidden, err
}

// name is a count's name in an edition.
func (t *tally) name(k key) string {
	return string(k.of) + "|" + k.group + "|" + t.periods[k.period].ID
}

func standing(p period, today when.Date) string {
	switch {
	case today.Before(p.From):
		return "Has not begun yet."
	case today.After(p.To):
		return "Over. Registers and answers that came late may still change a figure."
	}
	return "Under way: these are the figures so far."
}

// writer writes the figures of some periods of a tally.
type writer struct {
	t      *tally
	hidden kept
	show   []int
}

// count is one count as it is shown.
func (w writer) count(k key) string {
	if w.hidden[k] {
		return Hidden
	}
	return thousands(w.t.counts[k])
}

// shown are the counts that the report gives away.
func (w writer) shown() map[string]int {
	out := map[string]int{}
	add := func(k key) {
		if !w.hidden[k] {
			out[w.t.name(k)] = w.t.counts[k]
		}
	}
	for _, p := range w.show {
		for _, of := range append([]measure{marked, came, finished, completed, waiting, offers, answers, satisfied}, byGroup...) {
			add(key{of, "", p})
		}
		for _, g := range w.t.steps {
			add(key{nextStep, g.Key, p})
		}
		for _, d := range w.t.dimensions {
			for _, g := range d.Groups {
				for _, of := range byGroup {
					add(key{of, g.Key, p})
				}
			}
		}
	}
	return out
}

// line is a figure with a cell for each period that is shown.
func (w writer) line(label, about string, cell func(p int) Cell) Line {
	l := Line{Label: label, About: about}
	for _, p := range w.show {
		l.Cells = append(l.Cells, cell(p))
	}
	return l
}

func (w writer) people(label, about string, of measure) Line {
	return w.line(label, about, func(p int) Cell { return Cell{Text: w.count(key{of, "", p})} })
}

func (w writer) number(label, about string, of func(runTally) int) Line {
	return w.line(label, about, func(p int) Cell { return Cell{Text: thousands(of(w.t.runs[p]))} })
}

// rate is a percentage of counts of people: shown only where both are.
func (w writer) rate(label, about string, num, den measure) Line {
	return w.line(label, about, func(p int) Cell {
		a, b := key{num, "", p}, key{den, "", p}
		if w.hidden[a] || w.hidden[b] {
			return Cell{Text: Hidden}
		}
		return percent(w.t.counts[a], w.t.counts[b])
	})
}

// percent is a whole percentage, a half upwards, with what it is out of.
func percent(num, den int) Cell {
	if den == 0 {
		return Cell{Text: "–", N: "none yet"}
	}
	return Cell{Text: fmt.Sprintf("%d%%", (200*num+den)/(2*den)), N: fmt.Sprintf("%s of %s", thousands(num), thousands(den))}
}

// table is what was counted by one dimension, of the last period that is shown.
// Groups that nobody is in are left out.
func (w writer) table(d dimension) Table {
	p := w.show[len(w.show)-1]
	out := Table{Title: d.Title, About: d.About}
	for _, of := range byGroup {
		out.Columns = append(out.Columns, Heading{groupLabels[of], groupAbouts[of]})
	}
	row := func(label, g string) Row {
		r := Row{Label: label}
		for _, of := range byGroup {
			r.Cells = append(r.Cells, Cell{Text: w.count(key{of, g, p})})
		}
		return r
	}
	for _, g := range d.Groups {
		if slices.ContainsFunc(byGroup, func(of measure) bool { return w.t.counts[key{of, g.Key, p}] > 0 }) {
			out.Rows = append(out.Rows, row(g.Label, g.Key))
		}
	}
	if len(out.Rows) > 0 {
		out.Rows = append(out.Rows, row("Everybody", ""))
	}
	return out
}
