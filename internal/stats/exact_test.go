package stats

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestFisherIsThatOfR(t *testing.T) {
	type table struct {
		A, N1, C   int
		N0         int
		OddsRatio  number `json:"odds_ratio"`
		RiskRatio  number `json:"risk_ratio"`
		Difference number `json:"risk_difference"`
		Chisq      number
		PChisq     number `json:"p_chisq"`
		PFisher    number `json:"p_fisher"`
		Cond       number `json:"fisher_cond_or"`
	}
	var all, most []table
	reference(t, "two_by_two", &all)
	more(t, "two_by_two", &most)
	for _, v := range append(all, most...) {
		x := TwoByTwo{v.A, v.N1, v.C, v.N0}
		same(t, "odds ratio", x.OddsRatio(Usual).Estimate, v.OddsRatio)
		same(t, "risk ratio", x.RiskRatio(Usual).Estimate, v.RiskRatio)
		same(t, "risk difference", x.RiskDifference(), v.Difference)
		same(t, "chi squared", x.ChiSquared().Statistic, v.Chisq)
		same(t, "chi squared, p", x.ChiSquared().P, v.PChisq)
		same(t, "Fisher, p", x.Fisher().P, v.PFisher)
		same(t, "Fisher, odds ratio", x.Fisher().OddsRatio, v.Cond)
	}
}

func TestMoreIntervalsAreThoseOfR(t *testing.T) {
	var shares []struct {
		X, N         int
		Lower, Upper float64
		Continuity   bool
	}
	for _, name := range []string{"wilson", "clopper_pearson"} {
		more(t, name, &shares)
		for _, v := range shares {
			p := Proportion{v.X, v.N}
			got := p.ClopperPearson(Usual)
			if name == "wilson" {
				got = p.WilsonCorrected(Usual)
			}
			within(t, name, got, v.Lower, v.Upper, 1e-9)
		}
	}
	var rates []struct {
		EventsPost int     `json:"events_post"`
		TimePost   float64 `json:"time_post"`
		EventsPre  int     `json:"events_pre"`
		TimePre    float64 `json:"time_pre"`
		RateRatio  number  `json:"rate_ratio"`
		ExactLower number  `json:"exact_lower"`
		ExactUpper number  `json:"exact_upper"`
		ExactP     number  `json:"exact_p"`
	}
	more(t, "poisson_rate_ratio", &rates)
	for _, v := range rates {
		post, pre := Rate{v.EventsPost, v.TimePost}, Rate{v.EventsPre, v.TimePre}
		ratio, exact := RateRatio(post, pre, Usual)
		same(t, "rate ratio", ratio.Estimate, v.RateRatio)
		same(t, "rate ratio, exact low", exact.Low, v.ExactLower)
		same(t, "rate ratio, exact high", exact.High, v.ExactUpper)
		same(t, "rate ratio, exact p", ExactRate(post, pre), v.ExactP)
	}
	var changes []struct {
		Table struct {
			YesYes int `json:"yes_yes"`
			NoYes  int `json:"no_then_yes"`
			YesNo  int `json:"yes_then_no"`
			NoNo   int `json:"no_no"`
		}
		Chisq   float64
		ChisqCC float64 `json:"chisq_cc"`
		PCC     float64 `json:"p_cc"`
		PExact  float64 `json:"p_exact"`
	}
	more(t, "mcnemar", &changes)
	for _, v := range changes {
		b := BeforeAfter(v.Table)
		near(t, "McNemar", b.McNemar(false).Statistic, v.Chisq)
		near(t, "McNemar corrected", b.McNemar(true).Statistic, v.ChisqCC)
		near(t, "McNemar corrected, p", b.McNemar(true).P, v.PCC)
		near(t, "McNemar exact", b.Exact(), v.PExact)
	}
}

func TestRanksAreThoseOfR(t *testing.T) {
	type pairs struct {
		Pre, Post   []float64
		V           float64 `json:"wilcoxon_V"`
		Corrected   float64 `json:"wilcoxon_p_corrected"`
		Uncorrected float64 `json:"wilcoxon_p_uncorrected"`
		Usual       float64 `json:"usual_p"`
	}
	var first pairs
	var all []pairs
	reference(t, "paired", &first)
	more(t, "paired", &all)
	for _, v := range append(all, first) {
		r := Wilcoxon(v.Pre, v.Post)
		near(t, "V", r.V, v.V)
		near(t, "p", r.P, v.Uncorrected)
		near(t, "p corrected", r.Corrected, v.Corrected)
		if v.Usual != 0 && !math.IsNaN(r.Exact) {
			near(t, "p exact", r.Exact, v.Usual)
		} else if v.Usual != 0 {
			near(t, "p where there are ties", r.Corrected, v.Usual)
		}
	}
	if r := Wilcoxon([]float64{3}, []float64{3}); r.N != 0 || !math.IsNaN(r.Exact) {
		t.Errorf("no pair that differs: %+v", r)
	}
}

func TestAgreementIsThatOfR(t *testing.T) {
	var tables []struct {
		Table     [][]int
		Kappa     float64
		Linear    float64 `json:"weighted_linear"`
		Quadratic float64 `json:"weighted_quadratic"`
	}
	more(t, "kappa", &tables)
	for _, v := range tables {
		near(t, "kappa", Kappa(v.Table), v.Kappa)
		near(t, "kappa, linear", KappaLinear(v.Table), v.Linear)
		near(t, "kappa, quadratic", KappaQuadratic(v.Table), v.Quadratic)
	}
	var items struct {
		Items [][]float64
		Alpha float64
	}
	more(t, "cronbach_alpha", &items)
	near(t, "alpha", Cronbach(items.Items), items.Alpha)
}

// A mean has an interval that is known.
func TestBootstrap(t *testing.T) {
	values := make([]float64, 400)
	for i := range values {
		values[i] = float64(i % 20)
	}
	mean := func(who []int) float64 {
		sum := 0.0
		for _, i := range who {
			sum += values[i]
		}
		return sum / float64(len(who))
	}
	got := Bootstrap(7, len(values), 4000, Usual, mean)
	se := math.Sqrt(variance(values) / 400)
	within(t, "bootstrap of a mean", got, 9.5-1.96*se, 9.5+1.96*se, 0.03)
	if again := Bootstrap(7, len(values), 4000, Usual, mean); again != got {
		t.Errorf("the same seed gives %v, then %v", got, again)
	}
	if other := Bootstrap(8, len(values), 4000, Usual, mean); other == got {
		t.Error("another seed gives the same")
	}
	if i := Bootstrap(7, 1, 100, Usual, mean); !math.IsNaN(i.Low) {
		t.Errorf("of one person: %v", i)
	}
	if i := Bootstrap(7, 5, 100, Usual, func([]int) float64 { return math.NaN() }); !math.IsInf(i.High, 1) {
		t.Errorf("of what does not exist: %v", i)
	}
}

// like is somebody with a kind, and something to be near by.
type like struct {
	kind string
	near float64
}

func apart(people, others []like) func(i, o int) float64 {
	return func(i, o int) float64 {
		if people[i].kind != others[o].kind {
			return math.NaN()
		}
		return math.Abs(people[i].near - others[o].near)
	}
}

func TestMatch(t *testing.T) {
	people := []like{{"a", 5}, {"a", 9}, {"b", 1}, {"c", 1}}
	others := []like{{"a", 8}, {"a", 4}, {"b", 70}, {"a", 100}, {"d", 1}}
	got := Match(3, len(people), len(others), 2, apart(people, others))
	if !slices.Contains(got[0], 1) || !slices.Contains(got[1], 0) || !slices.Equal(got[2], []int{2}) || len(got[3]) != 0 {
		t.Errorf("matched %v", got)
	}
	if len(got[0])+len(got[1]) != 3 {
		t.Errorf("of three like them %v were taken", got[:2])
	}
	rapid.Check(t, func(t *rapid.T) {
		one := rapid.Custom(func(t *rapid.T) like {
			return like{rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "kind"), float64(rapid.IntRange(0, 30).Draw(t, "near"))}
		})
		people, others := rapid.SliceOf(one).Draw(t, "people"), rapid.SliceOf(one).Draw(t, "others")
		k, seed := rapid.IntRange(1, 4).Draw(t, "k"), rapid.Uint64().Draw(t, "seed")
		seen := map[int]bool{}
		got := Match(seed, len(people), len(others), k, apart(people, others))
		for i, matched := range got {
			for _, o := range matched {
				if seen[o] || others[o].kind != people[i].kind {
					t.Fatalf("%d was matched to %d: seen %v", o, i, seen[o])
				}
				seen[o] = true
			}
			if len(matched) > k {
				t.Fatalf("%d has %d", i, len(matched))
			}
		}
		if again := Match(seed, len(people), len(others), k, apart(people, others)); !slices.EqualFunc(got, again, slices.Equal) {
			t.Fatalf("the same seed matched %v, then %v", got, again)
		}
	})
}
