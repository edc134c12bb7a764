package evaluation

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"footbridge/internal/disclosure"
	"footbridge/internal/fold"
	"footbridge/internal/stats"
)

// What leaves this package is made here. Counts under 5 are hidden, zero too,
// others are to the nearest 5; what is worked out from counts is hidden where any
// of them is, and otherwise from the exact ones, as in the national statistics.

// Line is one figure: of what, what it is, and the figure.
type Line struct{ Part, Of, What, Value string }

// Sure is one way of working out by how much something changed.
type Sure struct{ Method, Value, Range, P string }

// Shown is one measure as people may see it.
type Shown struct {
	Slug, Label, Unit     string
	Before, After         string
	EachBefore, EachAfter string // for each person
	Words                 string // what changed
	Hidden                bool
	Ways                  []Sure
	Beside                *ShownBeside
	Months                []int // disclosure.Missing where hidden
}

// ShownBeside is the same of people like them.
type ShownBeside struct {
	Before, After, OtherBefore, OtherAfter string
	Change, Ratio                          string
	Words                                  string
	Hidden                                 bool
}

// ShownStatus is a status before and after, as people may see it.
type ShownStatus struct {
	Slug, Label, Yes string
	Cells            [3][3]string // rows: before yes, no, all; columns: after
	Unknown          string
	Words            string
}

// View is an evaluation's result as people may see it.
type View struct {
	Enough                               bool
	Began, Early, Late, Died, People     string
	Others, Matched, Alone               string
	HasBeside                            bool
	Measures                             []Shown
	Statuses                             []ShownStatus
	Saving, Programme, Net, SavingBeside string
	HasMoney                             bool
	PeerRatio, BedDaysSaved              string
	HasPeers                             bool
}

// few reports whether any of some counts is hidden.
func few(counts ...int) bool {
	for _, n := range counts {
		if n < disclosure.Threshold {
			return true
		}
	}
	return false
}

// counted is how much people had: hidden when few had any.
func counted(n, people int) string {
	return disclosure.Derived(disclosure.RoundCount(n), people)
}

func decimals(v number, places int) string {
	if v.missing() {
		return "–"
	}
	return strings.Replace(strconv.FormatFloat(float64(v), 'f', places, 64), "-", "−", 1)
}

// span is what an estimate may be: "0.80 to 0.95".
func (e estimate) span(places int) string {
	if e.Low.missing() && e.High.missing() {
		return "–"
	}
	low, high := decimals(e.Low, places), decimals(e.High, places)
	if e.High.missing() {
		return low + " or more"
	}
	return low + " to " + high
}

func chance(p number) string {
	switch {
	case p.missing():
		return "–"
	case p < 0.001:
		return "under 0.001"
	}
	return decimals(p, 3)
}

// shape makes what may be seen of a result.
func (r *result) shape(d Design) View {
	v := View{
		Enough: r.enough(), Began: disclosure.RoundCount(r.Began), Early: disclosure.RoundCount(r.Early), Late: disclosure.RoundCount(r.Late),
		Died: disclosure.RoundCount(r.Died), People: disclosure.RoundCount(r.People),
	}
	if !v.Enough {
		return v
	}
	for m := range measures {
		v.Measures = append(v.Measures, r.measure(m))
	}
	for i := range statusOf {
		v.Statuses = append(v.Statuses, r.Statuses[i].shape(i))
	}
	if b := r.Beside; b != nil {
		v.HasBeside = true
		v.Others, v.Matched, v.Alone = disclosure.RoundCount(b.Others), disclosure.RoundCount(b.Matched), disclosure.RoundCount(b.Alone)
		if b.Matched >= least {
			for m := range v.Measures {
				v.Measures[m].Beside = b.Measures[m].shape(measures[m])
			}
		}
	}
	r.shapeMoney(d, &v)
	return v
}

// hidden reports whether what is worked out from a measure is hidden.
func (r *result) hidden(m int) bool {
	c := r.Measures[m]
	return few(c.Before, c.After, c.AnyBefore, c.AnyAfter)
}

func (r *result) measure(m int) Shown {
	c, of := r.Measures[m], measures[m]
	s := Shown{Slug: of.slug, Label: of.label, Unit: of.unit, Before: counted(c.Before, c.AnyBefore), After: counted(c.After, c.AnyAfter), Hidden: r.hidden(m)}
	s.EachBefore, s.EachAfter = disclosure.Mark, disclosure.Mark
	for i, n := range c.Months {
		if i < len(c.Months)/2 && few(c.AnyBefore) || i >= len(c.Months)/2 && few(c.AnyAfter) {
			n = 0
		}
		if few(n) {
			n = disclosure.Missing
		} else {
			n = disclosure.Nearest5(n)
		}
		s.Months = append(s.Months, n)
	}
	if s.Hidden {
		s.Words = "There are too few to show."
		return s
	}
	s.EachBefore = decimals(number(float64(c.Before)/float64(r.People)), 1)
	s.EachAfter = decimals(number(float64(c.After)/float64(r.People)), 1)
	best := c.Model
	if best.Value.missing() {
		best = c.Exact
	}
	s.Words = changeWords(best)
	exact := rounded(s.After, s.Before)
	s.Ways = []Sure{
		{"Ratio of the numbers above, every " + one(of.unit) + " on its own (exact)", decimals(exact.Value, 2), exact.span(2), chance(exact.P)},
		{"Ratio, people as they are (" + c.ModelName + ")", decimals(c.Model.Value, 2), c.Model.span(2), chance(c.Model.P)},
		{"Ratio, people drawn again and again (bootstrap)", decimals(c.Resampled.Value, 2), c.Resampled.span(2), "–"},
		{"Change for each person (paired t)", decimals(c.Change.Value, 1), c.Change.span(1), chance(c.Change.P)},
		{"The same by ranks (Wilcoxon)", "–", "–", chance(c.RanksP)},
	}
	if !c.Series.Value.missing() {
		s.Ways = append(s.Ways, Sure{"Ratio at the day, over the trend of the months (interrupted series)", decimals(c.Series.Value, 2), c.Series.span(2), chance(c.Series.P)})
	}
	return s
}

// rounded is the ratio of two counts as they are shown, over the same time.
func rounded(after, before string) estimate {
	a, errA := strconv.Atoi(after)
	b, errB := strconv.Atoi(before)
	if errA != nil || errB != nil {
		return none()
	}
	x, y := stats.Rate{Events: a, Time: 1}, stats.Rate{Events: b, Time: 1}
	ratio, exact := stats.RateRatio(x, y, stats.Usual)
	return estimate{number(ratio.Estimate), number(exact.Low), number(exact.High), number(stats.ExactRate(x, y))}
}

// one is the singular of a unit.
func one(unit string) string { return strings.TrimSuffix(unit, "s") }

// changeWords says what a ratio means.
func changeWords(e estimate) string {
	if e.Value.missing() || e.Low.missing() || e.High.missing() {
		return "What changed cannot be worked out."
	}
	words := func(v number) string {
		switch per := math.Round(100 * math.Abs(float64(v)-1)); {
		case per == 0:
			return "no change"
		case v < 1:
			return fmt.Sprintf("%.0f%% fewer", per)
		default:
			return fmt.Sprintf("%.0f%% more", per)
		}
	}
	out := fold.Capital(words(e.Value)) + "; it may be anything from " + words(e.Low) + " to " + words(e.High) + "."
	if e.Low <= 1 && e.High >= 1 {
		out += " Chance alone could bring this."
	}
	return out
}

func (x difference) shape(of measure) *ShownBeside {
	b := &ShownBeside{
		Before: counted(x.Before, x.Any[0]), After: counted(x.After, x.Any[1]), OtherBefore: counted(x.OtherBefore, x.Any[2]), OtherAfter: counted(x.OtherAfter, x.Any[3]),
		Change: disclosure.Mark, Ratio: disclosure.Mark, Hidden: few(x.Before, x.After, x.OtherBefore, x.OtherAfter) || few(x.Any[:]...),
		Words: "There are too few to show.",
	}
	if b.Hidden {
		return b
	}
	b.Change = decimals(x.Difference.Value, 1) + " (" + x.Difference.span(1) + ")"
	b.Ratio = decimals(x.Ratio.Value, 2) + " (" + x.Ratio.span(2) + ")"
	switch d := x.Difference; {
	case d.Low.missing() || d.Low <= 0 && d.High >= 0:
		b.Words = "How they differ from people like them may be chance: nothing here shows that it made a difference."
	case d.High < 0:
		b.Words = "They went down by more, or up by less, than people like them: for each of them " + decimals(-d.Value, 1) + " fewer " + of.unit + "."
	default:
		b.Words = "They went up by more, or down by less, than people like them: for each of them " + decimals(d.Value, 1) + " more " + of.unit + "."
	}
	return b
}

// shape makes a table with totals of those of whom a status is known twice.
func (c changed) shape(which int) ShownStatus {
	of := statusOf[which]
	s := ShownStatus{Slug: of.slug, Label: of.label, Yes: of.yes, Unknown: disclosure.RoundCount(c.Unknown), Words: "There are too few to say whether more gained it or lost it."}
	grid := disclosure.Grid{TotalRow: true, TotalColumn: true, Counts: [][]int{
		{c.YesYes, c.YesNo, c.YesYes + c.YesNo},
		{c.NoYes, c.NoNo, c.NoYes + c.NoNo},
		{c.YesYes + c.NoYes, c.YesNo + c.NoNo, c.YesYes + c.YesNo + c.NoYes + c.NoNo},
	}}
	shown, err := disclosure.Rule{Round: true}.Show(grid)
	for i := range s.Cells {
		for k := range s.Cells[i] {
			s.Cells[i][k] = disclosure.Mark
			if err == nil {
				s.Cells[i][k] = shown[i][k]
			}
		}
	}
	gained, errG := strconv.Atoi(s.Cells[1][0])
	lost, errL := strconv.Atoi(s.Cells[0][1])
	if errG == nil && errL == nil {
		b := stats.BeforeAfter{NoYes: gained, YesNo: lost}
		s.Words = "Of those of whom both are known, " + s.Cells[1][0] + " were " + of.yes + " afterwards and not before, " + s.Cells[0][1] +
			" before and not afterwards (McNemar’s test of these two numbers, with correction: " + chance(number(b.McNemar(true).P)) + "; exact: " + chance(number(b.Exact())) + ")."
	}
	return s
}

// shapeMoney shows money where every count behind it is shown.
func (r *result) shapeMoney(d Design, v *View) {
	hidden := false
	for m := range measures {
		if _, ok := d.cost(measures[m].slug); ok {
			hidden = hidden || r.hidden(m) || r.Beside != nil && v.Measures[m].Beside != nil && v.Measures[m].Beside.Hidden
		}
	}
	if m := r.Money; m != nil {
		v.HasMoney = true
		v.Saving, v.Programme, v.Net, v.SavingBeside = disclosure.Mark, pounds(m.Programme), disclosure.Mark, disclosure.Mark
		if !hidden {
			v.Saving, v.Net, v.SavingBeside = m.Saving.pounds(), pounds(m.Net), m.Beside.pounds()
		}
	}
	if !r.PeerRatioMissing {
		v.HasPeers = true
		v.PeerRatio, v.BedDaysSaved = disclosure.Mark, disclosure.Mark
		if !r.hidden(bedDays) {
			v.PeerRatio, v.BedDaysSaved = decimals(r.PeerRatio, 1), decimals(r.BedDaysSaved, 0)
		}
	}
}

// pounds is an amount to the nearest pound.
func pounds(pence number) string {
	if pence.missing() {
		return "–"
	}
	whole := math.Round(float64(pence) / 100)
	text := strconv.FormatFloat(math.Abs(whole), 'f', 0, 64)
	for at := len(text) - 3; at > 0; at -= 3 {
		text = text[:at] + "," + text[at:]
	}
	if whole < 0 {
		return "−£" + text
	}
	return "£" + text
}

func (e estimate) pounds() string {
	if e.Value.missing() {
		return "–"
	}
	return pounds(e.Value) + " (" + pounds(e.Low) + " to " + pounds(e.High) + ")"
}
