package evaluation

import (
	"encoding/json"
	"math"
	"os"
	"slices"
	"testing"

	"footbridge/internal/stats"
)

// published are figures of papers, with where they stand.
type published struct {
	Norway struct {
		People int
		Months [2]float64
		Rows   []struct {
			Ward       string
			AdmBefore  int     `json:"adm_before"`
			DaysBefore int     `json:"days_before"`
			MeanBefore float64 `json:"mean_before"`
			AdmAfter   int     `json:"adm_after"`
			DaysAfter  int     `json:"days_after"`
			MeanAfter  float64 `json:"mean_after"`
			Difference *int    `json:"diff_days"`
		}
	} `json:"admission_norway_2020"`
	England struct {
		Events, People [2]int
		PerCent        [2]float64 `json:"per_cent"`
		OddsRatio      [3]float64 `json:"odds_ratio"`
	} `json:"self_management_england_2018"`
	Cornwall struct {
		SWEMWBS, QPR15 struct{ Before, After, N, G float64 }
		Inactive       []struct {
			X       int
			PerCent float64 `json:"per_cent"`
		}
		Completed int
	} `json:"college_cornwall_2024"`
	Colleges struct {
		Colleges, Answered int
		PerCent            float64 `json:"per_cent"`
	} `json:"colleges_england_2023"`
}

func readPublished(t *testing.T) published {
	t.Helper()
	var p published
	text, err := os.ReadFile("testdata/published.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &p); err != nil {
		t.Fatal(err)
	}
	return p
}

// places is a number to some decimals, a half upwards.
func places(v float64, n int) float64 {
	scale := math.Pow(10, float64(n))
	return math.Floor(v*scale+0.5) / scale
}

// Every mean, difference and total of the table, and the rate ratios with equal
// time each side. Its p values and standard deviations are of 57 people's own
// days, which are not published.
func TestNorwegianTableIsWorkedOutAgain(t *testing.T) {
	n := readPublished(t).Norway
	if len(n.Rows) != 8 || n.People != 57 {
		t.Fatalf("%d rows of %d people", len(n.Rows), n.People)
	}
	all, own := n.Rows[7], n.Rows[4].DaysAfter // of the row of admissions that people decide on themselves
	var sum [4]int
	for i, r := range n.Rows {
		if got := places(float64(r.DaysBefore)/57, 1); got != r.MeanBefore {
			t.Errorf("%s: %v days each before, published %v", r.Ward, got, r.MeanBefore)
		}
		if got := places(float64(r.DaysAfter)/57, 1); got != r.MeanAfter {
			t.Errorf("%s: %v days each after, published %v", r.Ward, got, r.MeanAfter)
		}
		difference := r.DaysBefore - r.DaysAfter
		if i == 3 {
			difference -= own // the paper sets both kinds of days after against those before
		}
		if r.Difference != nil && difference != *r.Difference {
			t.Errorf("%s: %d days fewer, published %d", r.Ward, difference, *r.Difference)
		}
		if i < 5 { // involuntary care is part of the others
			for k, v := range []int{r.AdmBefore, r.DaysBefore, r.AdmAfter, r.DaysAfter} {
				sum[k] += v
			}
		}
	}
	if want := [4]int{all.AdmBefore, all.DaysBefore, all.AdmAfter, all.DaysAfter}; sum != want {
		t.Errorf("the rows come to %v, published %v", sum, want)
	}
	days, _ := stats.RateRatio(stats.Rate{Events: all.DaysAfter, Time: n.Months[1]}, stats.Rate{Events: all.DaysBefore, Time: n.Months[0]}, stats.Usual)
	admissions, exact := stats.RateRatio(stats.Rate{Events: all.AdmAfter, Time: n.Months[1]}, stats.Rate{Events: all.AdmBefore, Time: n.Months[0]}, stats.Usual)
	if math.Abs(days.Estimate-0.5568878973786949) > 1e-12 || math.Abs(admissions.Estimate-2.4532019704433496) > 1e-12 || exact.Low <= 2 {
		t.Errorf("ratios %v and %v (%v)", days, admissions, exact)
	}
}

// The published odds ratio is that of the trial's model, for which people's own
// rows would be needed; the crude one differs in the third digit.
func TestEnglishTrialIsWorkedOutAgain(t *testing.T) {
	p := readPublished(t).England
	x := stats.TwoByTwo{A: p.Events[0], N1: p.People[0], C: p.Events[1], N2: p.People[1]}
	for i := range 2 {
		if got := places(100*float64(p.Events[i])/float64(p.People[i]), 0); got != p.PerCent[i] {
			t.Errorf("%v per cent, published %v", got, p.PerCent[i])
		}
	}
	or := x.OddsRatio(stats.Usual)
	for i, pair := range [][2]float64{{or.Estimate, 0.6659364731653888}, {x.RiskRatio(stats.Usual).Estimate, 0.7640101691168344}, {x.RiskDifference(), -0.09068127760788308}, {-1 / x.RiskDifference(), 11.02763466042155}} {
		if math.Abs(pair[0]-pair[1]) > 1e-12 {
			t.Errorf("%d: %v, want %v", i, pair[0], pair[1])
		}
	}
	if math.Abs(or.Estimate-p.OddsRatio[0]) > 0.01 || math.Abs(or.Interval.Low-p.OddsRatio[1]) > 0.02 || math.Abs(or.Interval.High-p.OddsRatio[2]) > 0.01 {
		t.Errorf("crude odds ratio %v, published %v", or, p.OddsRatio)
	}
}

// The shares have denominators that are not published; of those that are
// possible one or a few give the published share. Who was inactive both times is
// not published, so there is no McNemar test; nor are standard deviations, so
// Hedges' g can only be turned round into the spread that it implies.
func TestCornishFiguresHangTogether(t *testing.T) {
	c := readPublished(t).Cornwall
	for _, s := range c.Inactive {
		decimals := 1
		if s.PerCent == math.Trunc(s.PerCent) {
			decimals = 0
		}
		var of []int
		for n := s.X; n <= 101; n++ {
			if places(100*float64(s.X)/float64(n), decimals) == s.PerCent {
				of = append(of, n)
			}
		}
		if len(of) == 0 || !slices.ContainsFunc(of, func(n int) bool { return n <= c.Completed }) {
			t.Errorf("%d are %v per cent of no number of people: %v", s.X, s.PerCent, of)
		}
	}
	gain := stats.Difference(stats.Proportion{X: 19, N: 78}, stats.Proportion{X: 53, N: 77}, stats.Usual)
	if gain.High >= 0 {
		t.Errorf("the share of the inactive does not fall: %v", gain)
	}
	for _, m := range []struct{ got, low, high float64 }{
		{(c.SWEMWBS.After - c.SWEMWBS.Before) / c.SWEMWBS.G, 4.2, 4.3}, {(c.QPR15.After - c.QPR15.Before) / c.QPR15.G, 11.2, 11.3},
	} {
		if m.got < m.low || m.got > m.high {
			t.Errorf("g implies a spread of %v", m.got)
		}
	}
}

// Of the survey of colleges only the response can be worked out again: the rest
// are medians of answers that are not published. The paper of 2018 from Sussex
// publishes no table that was found, so none is here.
func TestSurveyOfColleges(t *testing.T) {
	c := readPublished(t).Colleges
	if got := places(100*float64(c.Answered)/float64(c.Colleges), 0); got != c.PerCent {
		t.Errorf("%v per cent answered, published %v", got, c.PerCent)
	}
}
