package forms

import (
	"fmt"
	"strings"
	"testing"
)

// scale is a form of n items answered from low to high, with one score.
func scale(n, low, high int, sc Score) *Form {
	f := &Form{}
	var all []Option
	for k := low; k <= high; k++ {
		all = append(all, Option{Value: code(fmt.Sprint("c", k)), Ordinal: ptr(float64(k))})
	}
	all = append(all, Option{Value: code("unknown")}) // has no number
	for i := range n {
		id := fmt.Sprint(i + 1)
		f.Items = append(f.Items, Item{LinkID: id, Kind: Choice, Options: all})
		if len(sc.Of) == 0 {
			sc.Items = append(sc.Items, ScoreItem{LinkID: id})
		}
	}
	f.Scores = []Score{sc}
	return f
}

// given answers items 1, 2, … with the numbers; -1 is no answer.
func given(numbers ...int) *Response {
	r := &Response{}
	for i, k := range numbers {
		if k >= 0 {
			r.Items = append(r.Items, answered(fmt.Sprint(i+1), code(fmt.Sprint("c", k))))
		}
	}
	return r
}

func repeat(n, k int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = k
	}
	return out
}

func show(r Result) string {
	value := "none"
	if r.Value != nil {
		value = plainNumber(*r.Value)
	}
	out := fmt.Sprintf("%s, %d of %d", value, r.Answered, r.Of)
	if r.Prorated {
		out += ", prorated"
	}
	return out
}

// metric is the published conversion of the seven-item wellbeing scale.
var metric = []float64{7, 9.51, 11.25, 12.40, 13.33, 14.08, 14.75, 15.32, 15.84, 16.36, 16.88, 17.43, 17.98, 18.59, 19.25, 19.98, 20.73,
	21.54, 22.35, 23.21, 24.11, 25.03, 26.02, 27.03, 28.13, 29.31, 30.70, 32.55, 35}

func metricScore() Score {
	sc := Score{ID: "metric", Method: Sum, Round: ptr(2)}
	for i, to := range metric {
		sc.Lookup = append(sc.Lookup, LookupRow{float64(7 + i), to})
	}
	return sc
}

func TestScoreByTable(t *testing.T) {
	f := scale(7, 1, 5, metricScore())
	for raw := 7; raw <= 35; raw++ {
		numbers := repeat(7, raw/7)
		for i := range raw % 7 {
			numbers[i]++
		}
		got := f.Score(given(numbers...))[0]
		if got.Value == nil || *got.Value != metric[raw-7] || *got.Raw != float64(raw) {
			t.Errorf("%d: %s", raw, show(got))
		}
	}
	if got := f.Score(given(5, 5, 5, 5, 5, 5, -1))[0]; show(got) != "none, 6 of 7" || got.Why != "7 of 7 items are needed, and 6 have an answer." {
		t.Error(show(got), got.Why)
	}
	f.Scores[0].Lookup = f.Scores[0].Lookup[:5]
	if got := f.Score(given(repeat(7, 5)...))[0]; show(got) != "none, 7 of 7" || got.Why != "The table has no row for 35." || *got.Raw != 35 {
		t.Error(show(got), got.Why)
	}
}

// A prorated number is rounded to read a table of whole numbers.
func TestScoreByTableProrated(t *testing.T) {
	sc := metricScore()
	sc.MinAnswered, sc.Prorate = 6, true
	got := scale(7, 1, 5, sc).Score(given(3, 3, 3, 3, 3, 4, -1))[0] // 19 × 7/6 = 22.17
	if show(got) != "19.98, 6 of 7, prorated" || !strings.HasSuffix(got.Why, "It was rounded to 22 to read the table.") {
		t.Error(show(got), got.Why)
	}
}

func TestScoreMissing(t *testing.T) {
	fifteen := Score{ID: "total", Method: Sum, MinAnswered: 12, Prorate: true, Round: ptr(1)}
	plain := Score{ID: "total", Method: Sum, MinAnswered: 12}
	for _, c := range []struct {
		score   Score
		numbers []int
		want    string
	}{
		{fifteen, repeat(15, 4), "60, 15 of 15"},
		{fifteen, repeat(12, 3), "45, 12 of 15, prorated"},
		{fifteen, append(repeat(12, 3), 4), "46.2, 13 of 15, prorated"}, // 40 × 15/13 = 46.15
		{fifteen, repeat(11, 3), "none, 11 of 15"},
		{plain, repeat(12, 3), "36, 12 of 15"},
		{Score{Method: Mean, MinAnswered: 12}, append(repeat(12, 3), 4), "3.0769230769231, 13 of 15"},
		{Score{Method: Mean, MinAnswered: 1, Multiply: 25}, []int{4}, "100, 1 of 15"},
		{Score{Method: Count, MinAnswered: 3}, []int{0, 1, 2}, "2, 3 of 15"},
		{Score{Method: Count, MinAnswered: 3, Prorate: true}, []int{0, 1, 2}, "10, 3 of 15, prorated"},
		{Score{Method: Sum, MinAnswered: 1}, nil, "none, 0 of 15"},
	} {
		got := scale(15, 0, 4, c.score).Score(given(c.numbers...))[0]
		if show(got) != c.want || got.Why == "" {
			t.Errorf("%v: %s, want %s (%s)", c.numbers, show(got), c.want, got.Why)
		}
	}
}

// Twelve items of 0 to 4 in four parts; 9 is an answer that has no number.
func TestScoreParts(t *testing.T) {
	f := scale(12, 0, 4, Score{ID: "all", Of: []string{"a", "b", "c", "d"}})
	for id, items := range map[string][]int{"a": {1, 2, 3}, "b": {4, 5}, "c": {6, 7, 8}, "d": {9, 10, 11, 12}} {
		sc := Score{ID: id, Method: Sum}
		for _, i := range items {
			sc.Items = append(sc.Items, ScoreItem{LinkID: fmt.Sprint(i)})
		}
		f.Scores = append(f.Scores, sc)
	}
	r := given(4, 4, 4, 1, 2, 0, 0, 3, 1, 1, 1, 1)
	by := map[string]string{}
	for _, got := range f.Score(r) {
		by[got.ID] = show(got)
	}
	if fmt.Sprint(by) != "map[a:12, 3 of 3 all:22, 4 of 4 b:3, 2 of 2 c:3, 3 of 3 d:4, 4 of 4]" {
		t.Error(by)
	}
	r.Items[3].Answers[0].Value = code("unknown")
	for _, got := range f.Score(r) {
		if got.ID == "b" && show(got) != "none, 1 of 2" || got.ID == "all" && show(got) != "none, 3 of 4" {
			t.Error(got.ID, show(got), got.Why)
		}
	}
}

func TestScoreReversedAndWeights(t *testing.T) {
	f := scale(12, 1, 4, Score{ID: "total", Method: Sum})
	f.Scores[0].Items[2].Reversed, f.Scores[0].Items[5].Reversed = true, true
	if got := f.Score(given(4, 4, 1, 4, 4, 1, 4, 4, 4, 4, 4, 4))[0]; show(got) != "48, 12 of 12" {
		t.Error(show(got))
	}
	weights := &Form{
		Items: []Item{{LinkID: "n", Kind: Integer, MinValue: ptr(0.0), MaxValue: ptr(10.0)}, {LinkID: "b", Kind: Boolean}, {LinkID: "off", Kind: Decimal, EnableWhen: when1("b", "=", val("boolean", "false"))}, {LinkID: "text", Kind: String}},
		Scores: []Score{
			{ID: "w", Method: Sum, Items: []ScoreItem{{LinkID: "n", Weight: 0.1}, {LinkID: "b", Weight: 0.2, Reversed: true}}},
			{ID: "r", Method: Sum, Items: []ScoreItem{{LinkID: "n", Reversed: true}}},
			{ID: "p", Method: Sum, Prorate: true, MinAnswered: 1, Items: []ScoreItem{{LinkID: "n"}, {LinkID: "off", Weight: 3}}},
			{ID: "none", Method: Sum, Items: []ScoreItem{{LinkID: "text", Reversed: true}}},
			{ID: "gone", Method: Sum, Items: []ScoreItem{{LinkID: "what"}}},
			{ID: "loop", Of: []string{"loop"}}, {ID: "part", Of: []string{"where"}}, {ID: "empty"},
		},
	}
	r := respond(answered("n", val("integer", "3")), answered("b", val("boolean", "true")), answered("off", val("decimal", "7")))
	want := []string{"0.3, 2 of 2", "7, 1 of 1", "12, 1 of 2, prorated", "none, 0 of 1", "none, 0 of 1", "none, 0 of 1", "none, 0 of 0", "none, 0 of 0"}
	for i, got := range weights.Score(r) {
		if show(got) != want[i] || got.Why == "" {
			t.Errorf("%s: %s, want %s (%s)", got.ID, show(got), want[i], got.Why)
		}
	}
}

func TestRound(t *testing.T) {
	for _, c := range []struct {
		x      float64
		places int
		want   float64
	}{{2.5, 0, 3}, {-2.5, 0, -3}, {2.675, 2, 2.68}, {1.005, 2, 1.01}, {-0.4, 0, 0}, {46.1538, 1, 46.2}, {2.4999, 0, 2}, {1234567.5, 0, 1234568}} {
		if got := round(c.x, c.places); got != c.want {
			t.Errorf("%v to %d places: %v, want %v", c.x, c.places, got, c.want)
		}
	}
}
