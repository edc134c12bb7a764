package indicators

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"footbridge/internal/charts"
	"footbridge/internal/stats"
	"footbridge/internal/when"
)

// Verdict is what a chart says of an indicator.
type Verdict struct {
	Variation string // as NHSRplotthedots calls it: common_cause, improvement_high…
	Assurance string // pass, fail, inconsistent, or ""
	Words     string
	Points    int  // shown figures since limits last began
	Enough    bool // of them to tell a change from chance
	// Few says why nobody is asked to look, whatever the chart says: too few
	// people are behind it.
	Few string
	// Alert says that it got worse by more than chance in two of the last three
	// figures, and that enough people are behind it.
	Alert bool
}

const (
	enoughPoints = 12 // figures since limits began
	enoughPeople = 30 // behind a share, a rate or a mean, in the middle of the last twelve
	enoughEvents = 20 // counted, likewise
)

// verdict works out what a chart of figures says, by the rules of PlotTheDots.
func (x *Indicators) verdict(d *Definition, figures []Figure, settings Settings) Verdict {
	return d.plot(figures, settings, stats.PlotTheDots).Verdict
}

// plot is a chart, worked out from what is shown and from nothing else.
type plot struct {
	Figures  []Figure // one for each period from the first to the last
	Points   []charts.ControlPoint
	Segments []segment
	Centre   string // what the centre line is
	Trial    bool   // limits come from few figures
	Verdict  Verdict
}

// segment is a part of a chart with limits of its own.
type segment struct {
	From                 when.Month
	Centre, Lower, Upper float64
	Why                  string // limits begin anew here; "" of the first
}

// plot works out the chart that the definition asks for.
func (d *Definition) plot(figures []Figure, s Settings, rules stats.Profile) plot {
	p := plot{Figures: d.filled(figures), Centre: "Mean"}
	series := make([]stats.Observation, len(p.Figures))
	for i, f := range p.Figures {
		series[i] = stats.Observation{Value: math.NaN(), Target: math.NaN()}
		if f.Shown {
			series[i].Value = f.Value
		}
		if t := d.TargetOf(f.Month); t != nil && d.Direction != Neutral {
			series[i].Target = t.Value
		}
		p.Points = append(p.Points, charts.ControlPoint{Label: f.Month.String(), Value: seen(f), Target: series[i].Target})
	}
	s.apply(p.Figures, series, p.Points)
	if d.Chart == "run" {
		p.run(d, series)
	} else {
		p.control(d, series, rules)
	}
	p.cut(series)
	p.Verdict.Points, p.Verdict.Few = p.standing(series), d.few(p.Figures)
	p.Verdict.Enough = p.Verdict.Enough && p.Verdict.Points >= enoughPoints
	p.Verdict.Alert = p.Verdict.Enough && p.Verdict.Few == "" && p.worse(series)
	return p
}

// seen is a figure's value as a chart may know it.
func seen(f Figure) charts.Value {
	switch {
	case f.Shown:
		return charts.Value{V: f.Value}
	case f.Num == "":
		return charts.Value{State: charts.Absent}
	}
	return charts.Value{State: charts.TooFew}
}

// filled has a figure for each period from the first to the last: an empty one
// where there is none.
func (d *Definition) filled(figures []Figure) []Figure {
	step := 1
	if d.Period == "quarter" {
		step = 3
	}
	var out []Figure
	for _, f := range figures {
		for n := len(out); n > 0 && f.Month.Sub(out[n-1].Month) > step; n++ {
			out = append(out, Figure{Month: out[n-1].Month.Add(step)})
		}
		out = append(out, f)
	}
	return out
}

// better is which way is better, for the engine.
func (d *Definition) better() stats.Better {
	switch d.Direction {
	case Increase:
		return stats.Higher
	case Decrease:
		return stats.Lower
	}
	return stats.Neither
}

// attribute is the chart of counts that the definition asks for, with what its
// values are multiplied by; false for XmR.
func (d *Definition) attribute() (stats.Attribute, float64, bool) {
	switch {
	case d.Chart == "p" && d.Shape == Share:
		return stats.PChart, 100, true
	case d.Chart == "u" && d.Shape == Rate:
		return stats.UChart, float64(max(d.Per, 1)), true
	case d.Chart == "c" && d.Shape == Count:
		return stats.CChart, 1, true
	case d.Chart == "t":
		return stats.TChart, 1, true
	case d.Chart == "g":
		return stats.GChart, 1, true
	}
	return 0, 1, false
}

// control works out limits.
func (p *plot) control(d *Definition, series []stats.Observation, rules stats.Profile) {
	kind, times, counts := d.attribute()
	var c stats.Control
	if counts {
		data := make([]stats.Counted, len(series))
		for i, o := range series {
			of, err := strconv.ParseFloat(p.Figures[i].Den, 64)
			if err != nil {
				of = math.NaN()
			}
			data[i] = stats.Counted{Count: o.Value, Of: of, Rebase: o.Rebase, Gone: o.Ghost}
			if kind == stats.PChart || kind == stats.UChart {
				data[i].Count = o.Value / times * of
			}
		}
		c = stats.Counts(kind, data, d.better())
	} else {
		c = stats.XmR(series, stats.XmROptions{Profile: rules, Better: d.better(), Screen: rules == stats.PlotTheDots})
	}
	for i, q := range c.Points {
		p.Points[i].Centre, p.Points[i].Lower, p.Points[i].Upper = q.Mean*times, q.Lower*times, q.Upper*times
		p.Points[i].Mark, p.Points[i].Says = markOf(q.Variation), strings.Join(reasonsOf(q.Reasons), ", ")
	}
	p.Trial = c.Trial
	p.Verdict = Verdict{Variation: string(c.Variation), Assurance: string(c.Assurance), Enough: !c.Few}
	if counts {
		p.Verdict.Assurance = ""
	}
	if last := newest(series); last >= 0 { // which need not be the last: that may be hidden
		p.Verdict.Variation = string(c.Points[last].Variation)
		p.Verdict.Words = charts.VariationIcon(p.Verdict.Variation).Words
		if says := p.Points[last].Says; says != "" {
			p.Verdict.Words += " (" + says + ")"
		}
	}
	if reach := charts.AssuranceIcon(p.Verdict.Assurance).Words; reach != "" {
		p.Verdict.Words += ". " + reach
	}
}

// newest is the last point that counts and has a value; -1 for none.
func newest(series []stats.Observation) int {
	for i, o := range slices.Backward(series) {
		if !o.Ghost && !math.IsNaN(o.Value) {
			return i
		}
	}
	return -1
}

// run works out a run chart.
func (p *plot) run(d *Definition, series []stats.Observation) {
	r := stats.RunChart(series)
	p.Centre = "Median"
	way := map[bool]stats.Variation{true: stats.NeutralHigh, false: stats.NeutralLow}
	switch d.Direction {
	case Increase:
		way = map[bool]stats.Variation{true: stats.ImprovementHigh, false: stats.ConcernLow}
	case Decrease:
		way = map[bool]stats.Variation{true: stats.ConcernHigh, false: stats.ImprovementLow}
	}
	for i := range series {
		q := &p.Points[i]
		q.Centre, q.Lower, q.Upper = r.Median[i], math.NaN(), math.NaN()
		variation, says := stats.CommonCause, ""
		switch {
		case r.Shift[i]:
			variation, says = way[series[i].Value > r.Median[i]], "six or more on one side of the median"
		case r.Trend[i]:
			up := i > 0 && series[i].Value > series[i-1].Value || i == 0 && len(series) > 1 && series[1].Value > series[0].Value
			variation, says = way[up], "five or more that rise, or fall, in a row"
		}
		q.Mark, q.Says = markOf(variation), says
		if i == r.Last {
			p.Verdict = Verdict{Variation: string(variation), Words: charts.VariationIcon(string(variation)).Words, Enough: true}
		}
	}
	if r.TooFew {
		p.Verdict.Words += ". The line crosses the median less often than chance would have it"
	}
}

// cut finds where limits begin.
func (p *plot) cut(series []stats.Observation) {
	for i, q := range p.Points {
		if i == 0 || series[i].Rebase {
			why := q.Begins
			if q.Break != "" {
				why = q.Break
			}
			p.Segments = append(p.Segments, segment{From: p.Figures[i].Month, Centre: q.Centre, Lower: q.Lower, Upper: q.Upper, Why: why})
		}
	}
}

// standing is how many figures count since limits last began.
func (p *plot) standing(series []stats.Observation) int {
	n := 0
	for _, o := range series {
		if o.Rebase {
			n = 0
		}
		if !o.Ghost && !math.IsNaN(o.Value) {
			n++
		}
	}
	return n
}

// worse reports whether two of the last three figures are worse than chance, the
// last among them: one month alone is not yet a reason to ask everybody to look.
func (p *plot) worse(series []stats.Observation) bool {
	looked, worse := 0, 0
	for i := len(series) - 1; i >= 0 && looked < 3; i-- {
		if series[i].Ghost || math.IsNaN(series[i].Value) {
			continue
		}
		if p.Points[i].Mark == charts.Worse {
			worse++
		} else if looked == 0 {
			return false
		}
		looked++
	}
	return worse >= 2
}

// few says why figures are too small to ask anybody to look; "" when they are
// not.
func (d *Definition) few(figures []Figure) string {
	least, text := float64(enoughPeople), "fewer than 30 people are behind most of its figures"
	if d.Shape == Count {
		least, text = enoughEvents, "it counts fewer than 20 in most of its periods"
	}
	var sizes []float64
	for _, f := range figures[max(0, len(figures)-12):] {
		size := f.Value
		if d.Shape != Count {
			size, _ = strconv.ParseFloat(f.Den, 64) // 0 when it is not shown
		}
		sizes = append(sizes, size)
	}
	slices.SortFunc(sizes, cmp.Compare[float64])
	if len(sizes) > 0 && sizes[len(sizes)/2] < least {
		return text
	}
	return ""
}

func markOf(v stats.Variation) charts.Mark {
	switch v {
	case stats.ImprovementHigh, stats.ImprovementLow:
		return charts.Better
	case stats.ConcernHigh, stats.ConcernLow:
		return charts.Worse
	case stats.NeutralHigh, stats.NeutralLow:
		return charts.Changed
	}
	return charts.Common
}

// reasonsOf says in words why a point is more than chance.
func reasonsOf(r stats.Reasons) []string {
	var out []string
	for _, one := range []struct {
		reason stats.Reasons
		words  string
	}{
		{stats.AboveLimit, "above the upper limit"}, {stats.BelowLimit, "below the lower limit"},
		{stats.TrendUp, "seven or more in a row that each rise"}, {stats.TrendDown, "seven or more in a row that each fall"},
		{stats.TwoOfThreeAbove, "two of three near the upper limit"}, {stats.TwoOfThreeBelow, "two of three near the lower limit"},
		{stats.ShiftAbove, "seven or more in a row above the mean"}, {stats.ShiftBelow, "seven or more in a row below the mean"},
	} {
		if r.Has(one.reason) {
			out = append(out, one.words)
		}
	}
	return out
}

// changed says what changed, limits by limits: "The mean was 52% and is 66% since
// October 2025, when …".
func (p plot) changed(d *Definition) []string {
	var out []string
	for i, s := range p.Segments {
		if i == 0 || math.IsNaN(s.Centre) || math.IsNaN(p.Segments[i-1].Centre) {
			continue
		}
		out = append(out, fmt.Sprintf("The %s was %s, and since %s it is %s: %s.", strings.ToLower(p.Centre), d.about(p.Segments[i-1].Centre),
			s.From, d.about(s.Centre), strings.TrimSuffix(s.Why, ".")))
	}
	return out
}

// about is a value that was worked out, to one decimal.
func (d *Definition) about(v float64) string {
	return strings.Replace(d.Text(math.Round(v*10)/10+0), "-", "−", 1)
}
