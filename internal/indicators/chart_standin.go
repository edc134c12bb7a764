package indicators

// Verdict is what a chart says of an indicator.
type Verdict struct {
	Variation string // as NHSRplotthedots calls it: common_cause, improvement_high…
	Assurance string // pass, fail, inconsistent, or ""
	Words     string
	Points    int
	Enough    bool
}

// Settings are what people decided about a chart.
type Settings struct{}

func (x *Indicators) verdict(d *Definition, figures []Figure, settings Settings) Verdict {
	v := Verdict{Points: len(figures), Enough: len(figures) >= 12}
	if v.Enough {
		v.Variation, v.Words = "common_cause", "Common-cause variation: no sign of a change"
	}
	return v
}
