package stats

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// The cans of orange juice in Montgomery, chapter 7: 30 samples of 50.
func TestPChartIsThePublishedOne(t *testing.T) {
	var data []Counted
	for _, x := range []float64{12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22, 8, 10, 5, 13, 11, 20, 18, 24, 15, 9, 12, 7, 13, 9, 6} {
		data = append(data, Counted{Count: x, Of: 50})
	}
	c := Counts(PChart, data, Lower)
	p := c.Points[0]
	within(t, "limits", Interval{p.Lower, p.Upper}, 0.0524, 0.4102, 0.0001)
	near(t, "centre", p.Mean, 347.0/1500)
	if !c.Points[14].Reasons.Has(AboveLimit) || !c.Points[22].Reasons.Has(AboveLimit) || c.Points[0].Reasons.Has(AboveLimit) {
		t.Error("samples 15 and 23 are beyond the limit, and no others")
	}
}

// Limits worked out in R 4.2.2 from the formulas, with samples of three sizes.
func TestCountsAreThoseOfR(t *testing.T) {
	var data []Counted
	for i, x := range []float64{12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22, 8, 10, 5, 13, 11} {
		d := Counted{Count: x, Of: 50}
		switch i {
		case 4:
			d.Of = 40
		case 8:
			d.Of = 60
		}
		data = append(data, d)
	}
	for _, want := range []struct {
		name                 string
		kind                 Attribute
		at                   int
		centre, lower, upper float64
	}{
		{"p", PChart, 4, 0.214, 0.0194597727975, 0.408540227202},
		{"p′", PPrime, 4, 0.214, 0, 0.531113284108},
		{"u", UChart, 8, 0.214, 0.214 - (0.393164728672 - 0.214), 0.393164728672},
		{"u′", UPrime, 8, 0.214, 0, 0.472921912241},
		{"c", CChart, 0, 10.7, 0.886743659722, 20.5132563403},
		{"g", GChart, 0, 10.7, 0, 44.2665011581},
		{"t", TChart, 0, 10.0288053781, 1.49268932293, 34.6273335394},
	} {
		p := Counts(want.kind, data, Neither).Points[want.at]
		near(t, want.name+" centre", p.Mean, want.centre)
		near(t, want.name+" lower", p.Lower, want.lower)
		near(t, want.name+" upper", p.Upper, want.upper)
	}
}

// New limits, ghosts and missing denominators in a chart of counts.
func TestCountsHold(t *testing.T) {
	data := []Counted{{Count: 1, Of: 10}, {Count: 3, Of: 10}, {Count: 900, Of: 1000, Gone: true}, {Count: 5, Of: 0}, {Count: 8, Of: 10, Rebase: true}, {Count: math.NaN(), Of: 10}}
	c := Counts(PChart, data, Higher)
	near(t, "before", c.Points[0].Mean, 0.2)
	near(t, "after", c.Points[4].Mean, 0.8)
	if c.Points[2].Reasons != 0 || c.Points[3].Known || c.Last != 5 || !c.Trial || len(c.Segments) != 2 {
		t.Errorf("%+v", c)
	}
	rapid.Check(t, func(t *rapid.T) {
		kind := Attribute(rapid.IntRange(0, 6).Draw(t, "kind"))
		var data []Counted
		for range rapid.IntRange(0, 30).Draw(t, "n") {
			of := rapid.IntRange(0, 50).Draw(t, "of")
			data = append(data, Counted{Count: float64(rapid.IntRange(0, of).Draw(t, "count")), Of: float64(of)})
		}
		for i, p := range Counts(kind, data, Higher).Points {
			if p.Lower < 0 || p.Lower > p.Mean || p.Mean > p.Upper || kind == PChart && p.Upper > 1 {
				t.Fatalf("point %d of chart %d: %+v", i, kind, p)
			}
		}
	})
}

func TestRunChart(t *testing.T) {
	shift := RunChart(observed(1, 2, 1, 2, 1, 2, 1, 8, 9, 5, 8, 9, 8, 9))
	if shift.Median[0] != 3.5 || !shift.Shift[7] || !shift.ShiftUp || shift.Trend[3] || shift.Runs != 2 || !shift.TooFew || shift.Useful != 14 {
		t.Errorf("a shift: %+v", shift)
	}
	trend := RunChart(observed(9, 1, 2, 2, 3, 4, 5, 1, 9, 1))
	if !trend.Trend[1] || trend.Trend[3] || !trend.Trend[6] || trend.Trend[0] || !trend.Rise {
		t.Errorf("five that rise, an equal one left out: %+v", trend)
	}
	six := RunChart(observed(5, 9, 1, 9, 1, 9, 1, 9, 1, 9, 1)) // one on the median
	if six.Useful != 10 || six.Runs != 10 || six.Fewest != 3 || six.Most != 9 || !six.Much {
		t.Errorf("the table of Swed and Eisenhart has 3 to 9 for five and five: %+v", six)
	}
	in := observed(1, 2, 3, 50, 7, 8, 9)
	in[3].Ghost, in[4].Rebase = true, true
	if r := RunChart(in); r.Median[3] != 2 || r.Median[4] != 8 || r.Last != 6 {
		t.Errorf("medians begin anew: %+v", r)
	}
	if r := RunChart(nil); r.Last != -1 {
		t.Errorf("%+v", r)
	}
	total := 0.0
	for r := 2; r <= 13; r++ {
		total += runs(r, 6, 7)
	}
	near(t, "all numbers of runs", total, 1)
}
