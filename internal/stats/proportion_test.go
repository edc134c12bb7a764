package stats

import (
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestProportionsAreThoseOfR(t *testing.T) {
	var wilson []struct {
		X, N                         int
		Conf, Estimate, Lower, Upper float64
		Continuity                   bool
	}
	reference(t, "wilson", &wilson)
	for _, v := range wilson {
		p := Proportion{v.X, v.N}
		got := p.Wilson(v.Conf)
		if v.Continuity {
			got = p.WilsonCorrected(v.Conf)
		}
		what := fmt.Sprintf("Wilson of %d of %d", v.X, v.N)
		near(t, what, p.Estimate(), v.Estimate)
		near(t, what+", low", got.Low, v.Lower)
		near(t, what+", high", got.High, v.Upper)
	}
	var exact []struct {
		X, N         int
		Lower, Upper float64
	}
	reference(t, "clopper_pearson", &exact)
	for _, v := range exact {
		got := Proportion{v.X, v.N}.ClopperPearson(Usual)
		near(t, "Clopper-Pearson, low", got.Low, v.Lower)
		near(t, "Clopper-Pearson, high", got.High, v.Upper)
	}
	if len(wilson) < 7 || len(exact) < 1 {
		t.Errorf("only %d and %d reference values", len(wilson), len(exact))
	}
}

// Newcombe, Statistics in Medicine 1998;17:857-872 (table I) and 873-890 (table
// II, method 10).
func TestProportionsArePublishedOnes(t *testing.T) {
	for _, v := range []struct {
		x, n                          int
		low, high, low2, high2, c, c2 float64
	}{
		{81, 263, 0.2553, 0.3662, 0.2535, 0.3682, 0.2527, 0.3676},
		{15, 148, 0.0624, 0.1605, 0.0598, 0.1644, 0.0578, 0.1617},
		{0, 20, 0, 0.1611, 0, 0.2005, 0, 0.1684},
		{1, 29, 0.0061, 0.1718, 0.0018, 0.1963, 0.0009, 0.1776},
	} {
		p := Proportion{v.x, v.n}
		within(t, fmt.Sprintf("%v Wilson", p), p.Wilson(Usual), v.low, v.high, 5e-5)
		within(t, fmt.Sprintf("%v Wilson corrected", p), p.WilsonCorrected(Usual), v.low2, v.high2, 5e-5)
		within(t, fmt.Sprintf("%v Clopper-Pearson", p), p.ClopperPearson(Usual), v.c, v.c2, 5e-5)
	}
	for _, v := range []struct {
		a, b      Proportion
		low, high float64
	}{
		{Proportion{56, 70}, Proportion{48, 80}, 0.0524, 0.3339},
		{Proportion{9, 10}, Proportion{3, 10}, 0.1705, 0.8090},
		{Proportion{6, 7}, Proportion{2, 7}, 0.0582, 0.8062},
		{Proportion{5, 56}, Proportion{0, 29}, -0.0381, 0.1926},
		{Proportion{0, 10}, Proportion{0, 20}, -0.1611, 0.2775},
		{Proportion{0, 10}, Proportion{0, 10}, -0.2775, 0.2775},
		{Proportion{10, 10}, Proportion{0, 20}, 0.6791, 1},
		{Proportion{10, 10}, Proportion{0, 10}, 0.6075, 1},
	} {
		within(t, fmt.Sprintf("%v less %v", v.a, v.b), Difference(v.a, v.b, Usual), v.low, v.high, 5e-5)
	}
}

func TestProportionOfNobody(t *testing.T) {
	for _, p := range []Proportion{{0, 0}, {3, 2}, {-1, 5}} {
		if !math.IsNaN(p.Estimate()) || p.Wilson(Usual) != (Interval{0, 1}) || p.ClopperPearson(Usual) != (Interval{0, 1}) {
			t.Errorf("%v: %v, %v, %v", p, p.Estimate(), p.Wilson(Usual), p.ClopperPearson(Usual))
		}
		if got := Difference(p, Proportion{3, 9}, Usual); got != (Interval{-1, 1}) {
			t.Errorf("difference with %v: %v", p, got)
		}
	}
}

// What must hold for every share, whoever counted.
func TestProportionsHold(t *testing.T) {
	share := func(t *rapid.T, name string) Proportion {
		n := rapid.IntRange(1, 5000).Draw(t, name+" of")
		return Proportion{rapid.IntRange(0, n).Draw(t, name), n}
	}
	rapid.Check(t, func(t *rapid.T) {
		a, b := share(t, "a"), share(t, "b")
		conf := rapid.Float64Range(0.5, 0.999).Draw(t, "conf")
		rest := Proportion{a.N - a.X, a.N}
		w, c, mirror := a.Wilson(conf), a.ClopperPearson(conf), rest.Wilson(conf)
		if !w.Contains(a.Estimate()) || !c.Contains(a.Estimate()) || w.Low < 0 || w.High > 1 || w.Low >= w.High {
			t.Fatalf("%v: Wilson %v, Clopper-Pearson %v", a, w, c)
		}
		if math.Abs(mirror.Low-(1-w.High)) > 1e-12 || math.Abs(mirror.High-(1-w.Low)) > 1e-12 {
			t.Fatalf("%v and the rest: %v, %v", a, w, mirror)
		}
		if k := a.WilsonCorrected(conf); k.Low > w.Low || k.High < w.High {
			t.Fatalf("%v: corrected %v is narrower than %v", a, k, w)
		}
		d, back := Difference(a, b, conf), Difference(b, a, conf)
		if !d.Contains(a.Estimate()-b.Estimate()) || math.Abs(d.Low+back.High) > 1e-12 || math.Abs(d.High+back.Low) > 1e-12 {
			t.Fatalf("%v less %v: %v, the other way %v", a, b, d, back)
		}
	})
}

func BenchmarkWilson(b *testing.B) {
	for b.Loop() {
		Proportion{62, 100}.Wilson(Usual)
	}
}
