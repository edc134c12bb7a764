package stats

import "testing"

func TestComparisonsAreThoseOfR(t *testing.T) {
	var mcnemar []struct {
		Table struct {
			YesYes int `json:"yes_yes"`
			NoYes  int `json:"no_then_yes"`
			YesNo  int `json:"yes_then_no"`
			NoNo   int `json:"no_no"`
		}
		Chisq, P float64
		ChisqCC  float64 `json:"chisq_cc"`
		PCC      float64 `json:"p_cc"`
		PExact   float64 `json:"p_exact"`
	}
	reference(t, "mcnemar", &mcnemar)
	for _, v := range mcnemar {
		b := BeforeAfter(v.Table)
		plain, corrected := b.McNemar(false), b.McNemar(true)
		near(t, "McNemar", plain.Statistic, v.Chisq)
		near(t, "McNemar, p", plain.P, v.P)
		near(t, "McNemar corrected", corrected.Statistic, v.ChisqCC)
		near(t, "McNemar corrected, p", corrected.P, v.PCC)
		near(t, "McNemar exact", b.Exact(), v.PExact)
	}
	var rates []struct {
		EventsPost int     `json:"events_post"`
		TimePost   float64 `json:"time_post"`
		EventsPre  int     `json:"events_pre"`
		TimePre    float64 `json:"time_pre"`
		RateRatio  float64 `json:"rate_ratio"`
		ExactLower float64 `json:"exact_lower"`
		ExactUpper float64 `json:"exact_upper"`
		ExactP     float64 `json:"exact_p"`
		WaldLower  float64 `json:"wald_lower"`
		WaldUpper  float64 `json:"wald_upper"`
	}
	reference(t, "poisson_rate_ratio", &rates)
	for _, v := range rates {
		post, pre := Rate{v.EventsPost, v.TimePost}, Rate{v.EventsPre, v.TimePre}
		ratio, exact := RateRatio(post, pre, Usual)
		near(t, "rate ratio", ratio.Estimate, v.RateRatio)
		near(t, "rate ratio, Wald low", ratio.Interval.Low, v.WaldLower)
		near(t, "rate ratio, Wald high", ratio.Interval.High, v.WaldUpper)
		near(t, "rate ratio, exact low", exact.Low, v.ExactLower)
		near(t, "rate ratio, exact high", exact.High, v.ExactUpper)
		near(t, "rate ratio, exact p", ExactRate(post, pre), v.ExactP)
	}
	var tables []struct {
		A, N1, C   int
		N0         int
		OddsRatio  float64 `json:"odds_ratio"`
		ORLower    float64 `json:"or_lower"`
		ORUpper    float64 `json:"or_upper"`
		RiskRatio  float64 `json:"risk_ratio"`
		RRLower    float64 `json:"rr_lower"`
		RRUpper    float64 `json:"rr_upper"`
		Difference float64 `json:"risk_difference"`
		Chisq      float64
		PChisq     float64 `json:"p_chisq"`
	}
	reference(t, "two_by_two", &tables)
	for _, v := range tables {
		x := TwoByTwo{v.A, v.N1, v.C, v.N0}
		or, rr, chi := x.OddsRatio(Usual), x.RiskRatio(Usual), x.ChiSquared()
		near(t, "odds ratio", or.Estimate, v.OddsRatio)
		near(t, "odds ratio, low", or.Interval.Low, v.ORLower)
		near(t, "odds ratio, high", or.Interval.High, v.ORUpper)
		near(t, "risk ratio", rr.Estimate, v.RiskRatio)
		near(t, "risk ratio, low", rr.Interval.Low, v.RRLower)
		near(t, "risk ratio, high", rr.Interval.High, v.RRUpper)
		near(t, "risk difference", x.RiskDifference(), v.Difference)
		near(t, "chi squared", chi.Statistic, v.Chisq)
		near(t, "chi squared, p", chi.P, v.PChisq)
	}
	if len(mcnemar) == 0 || len(rates) == 0 || len(tables) == 0 {
		t.Error("no reference values")
	}
}

func TestPairsAreThoseOfR(t *testing.T) {
	var v struct {
		Pre, Post    []float64
		MeanDiff     float64 `json:"mean_diff"`
		SDDiff       float64 `json:"sd_diff"`
		T, P         float64
		Lower, Upper float64
		Dz           float64 `json:"cohen_dz"`
		Dav          float64 `json:"cohen_dav"`
		G            float64 `json:"hedges_g_pooled"`
	}
	reference(t, "paired", &v)
	p := PairedT(v.Pre, v.Post, Usual)
	for what, pair := range map[string][2]float64{"mean": {p.Mean, v.MeanDiff}, "SD": {p.SD, v.SDDiff}, "t": {p.T, v.T}, "p": {p.P, v.P},
		"low": {p.Interval.Low, v.Lower}, "high": {p.Interval.High, v.Upper}, "dz": {p.Dz, v.Dz}, "dav": {p.Dav, v.Dav}, "g": {p.HedgesG, v.G}} {
		near(t, what, pair[0], pair[1])
	}
	var change struct {
		Cases []struct{ SD, Reliability, SEM, Threshold float64 }
	}
	reference(t, "reliable_change", &change)
	for _, c := range change.Cases {
		sem, threshold := ReliableChange(c.SD, c.Reliability)
		near(t, "SEM", sem, c.SEM)
		near(t, "reliable change", threshold, c.Threshold)
	}
}

// Cohen's own kind of example: 50 proposals, 20 and 15 agreed on.
func TestAgreement(t *testing.T) {
	near(t, "kappa", Kappa([][]int{{20, 5}, {10, 15}}), 0.4)
	near(t, "alpha of the same item twice", Cronbach([][]float64{{1, 1}, {2, 2}, {4, 4}}), 1)
	near(t, "alpha", Cronbach([][]float64{{1, 2}, {2, 1}, {3, 3}}), 2.0/3)
}
