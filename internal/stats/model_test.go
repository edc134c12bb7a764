package stats

import (
	"errors"
	"math"
	"testing"
)

// fitted is what R says of a model.
type fitted struct {
	Coefficients, SE map[string]float64
	Deviance         float64
	DF               int `json:"df_residual"`
	Theta            float64
	SETheta          float64            `json:"se_theta"`
	TwoLogLik        float64            `json:"twologlik"`
	ClusteredSE      map[string]float64 `json:"clustered_se"`
}

func (v fitted) compare(t *testing.T, what string, f Fit, names ...string) {
	t.Helper()
	for j, name := range names {
		near(t, what+" "+name, f.Coef[j], v.Coefficients[name])
		near(t, what+" "+name+", SE", f.SE[j], v.SE[name])
	}
	near(t, what+" deviance", f.Deviance, v.Deviance)
	if f.DF != v.DF {
		t.Errorf("%s: %d degrees of freedom, want %d", what, f.DF, v.DF)
	}
}

func logs(x []float64) []float64 {
	out := make([]float64, len(x))
	for i, v := range x {
		out[i] = math.Log(v)
	}
	return out
}

func TestSeriesOfCountsIsThatOfR(t *testing.T) {
	var v struct {
		Data  struct{ Time, Count, Post, Population []float64 }
		Level struct {
			fitted
			AIC, Dispersion float64
			QuasiSE         map[string]float64 `json:"quasi_se"`
			P               map[string]float64
			QuasiP          map[string]float64 `json:"quasi_p"`
			RateRatio       float64            `json:"rate_ratio"`
			Low             float64            `json:"rr_lower"`
			High            float64            `json:"rr_upper"`
			QuasiLow        float64            `json:"quasi_lower"`
			QuasiHigh       float64            `json:"quasi_upper"`
		}
		Slope fitted
	}
	more(t, "interrupted_time_series", &v)
	d := v.Data
	m := Model{Y: d.Count, X: [][]float64{Ones(len(d.Count)), d.Time, d.Post}, Offset: logs(d.Population)}
	f, err := Poisson(m)
	if err != nil {
		t.Fatal(err)
	}
	v.Level.compare(t, "Poisson", f, "(Intercept)", "time", "post")
	q := f.Quasi()
	for j, name := range []string{"(Intercept)", "time", "post"} {
		near(t, "quasi SE", q.SE[j], v.Level.QuasiSE[name])
		near(t, "p", f.Z(j).P, v.Level.P[name])
		near(t, "quasi p", q.T(j).P, v.Level.QuasiP[name])
	}
	near(t, "dispersion", f.Dispersion, v.Level.Dispersion)
	near(t, "AIC", 2*3-2*f.LogLik, v.Level.AIC)
	near(t, "rate ratio", f.Ratio(2, Usual).Estimate, v.Level.RateRatio)
	within(t, "rate ratio", f.Ratio(2, Usual).Interval, v.Level.Low, v.Level.High, 1e-9)
	within(t, "rate ratio, quasi", q.Ratio(2, Usual).Interval, v.Level.QuasiLow, v.Level.QuasiHigh, 1e-9)
	since := make([]float64, len(d.Time))
	for i, month := range d.Time {
		since[i] = max(0, month-36)
	}
	m.X = append(m.X, since)
	if f, err = Poisson(m); err != nil {
		t.Fatal(err)
	}
	v.Slope.compare(t, "Poisson with slope", f, "(Intercept)", "time", "post", "since")
}

func TestNegativeBinomialIsThatOfR(t *testing.T) {
	var all []struct {
		Data struct{ Y, X, Time []float64 }
		Fit  fitted
	}
	more(t, "negative_binomial", &all)
	for _, v := range all {
		f, err := NegativeBinomial(Model{Y: v.Data.Y, X: [][]float64{Ones(len(v.Data.Y)), v.Data.X}, Offset: logs(v.Data.Time)})
		if err != nil {
			t.Fatal(err)
		}
		v.Fit.compare(t, "NB", f, "(Intercept)", "x")
		near(t, "theta", f.Theta, v.Fit.Theta)
		near(t, "theta, SE", f.ThetaSE, v.Fit.SETheta)
		near(t, "log likelihood", 2*f.LogLik, v.Fit.TwoLogLik)
		whose := make([]int, len(v.Data.Y))
		for i := range whose {
			whose[i] = i % (len(whose) / 2)
		}
		c := f.Clustered(whose)
		near(t, "clustered SE", c.SE[0], v.Fit.ClusteredSE["(Intercept)"])
		near(t, "clustered SE", c.SE[1], v.Fit.ClusteredSE["x"])
	}
}

func TestRegressionsAreThoseOfR(t *testing.T) {
	var s struct {
		Data                   struct{ Time, Post, Since, Y []float64 }
		Coefficients, SE, T, P map[string]float64
		Sigma                  float64
		RSquared               float64 `json:"r_squared"`
		DurbinWatson           float64 `json:"durbin_watson"`
	}
	more(t, "segmented_ols", &s)
	f, err := OLS(Model{Y: s.Data.Y, X: [][]float64{Ones(len(s.Data.Y)), s.Data.Time, s.Data.Post, s.Data.Since}})
	if err != nil {
		t.Fatal(err)
	}
	for j, name := range []string{"(Intercept)", "time", "post", "since"} {
		near(t, name, f.Coef[j], s.Coefficients[name])
		near(t, name+", SE", f.SE[j], s.SE[name])
		near(t, name+", t", f.T(j).Statistic, s.T[name])
		near(t, name+", p", f.T(j).P, s.P[name])
	}
	near(t, "sigma", math.Sqrt(f.Dispersion), s.Sigma)
	near(t, "R squared", f.RSquared(), s.RSquared)
	near(t, "Durbin-Watson", f.DurbinWatson(), s.DurbinWatson)

	var d struct {
		Data  struct{ Treated, Period, Y []float64 }
		DiD   float64
		SE, P float64
	}
	reference(t, "diff_in_diff", &d)
	both := make([]float64, len(d.Data.Y))
	for i := range both {
		both[i] = d.Data.Treated[i] * d.Data.Period[i]
	}
	f, err = OLS(Model{Y: d.Data.Y, X: [][]float64{Ones(len(both)), d.Data.Treated, d.Data.Period, both}})
	if err != nil {
		t.Fatal(err)
	}
	near(t, "difference in differences", f.Coef[3], d.DiD)
	near(t, "difference in differences, SE", f.SE[3], d.SE)
	near(t, "difference in differences, p", f.T(3).P, d.P)
	if i := f.Interval(3, Usual); !i.Contains(d.DiD) || i.High > 0 {
		t.Errorf("interval %v", i)
	}
}

func TestModelsThatAreNone(t *testing.T) {
	one := Ones(4)
	for name, m := range map[string]Model{
		"no column":        {Y: one},
		"too few rows":     {Y: one[:1], X: [][]float64{one[:1]}},
		"other length":     {Y: one, X: [][]float64{one[:3]}},
		"the same twice":   {Y: []float64{1, 2, 3, 5}, X: [][]float64{one, one}},
		"other offset":     {Y: one, X: [][]float64{one}, Offset: one[:2]},
		"nothing happened": {Y: make([]float64, 4), X: [][]float64{one}},
	} {
		_, err := Poisson(m)
		if _, other := NegativeBinomial(m); !errors.Is(err, ErrModel) || !errors.Is(other, ErrModel) {
			t.Errorf("%s: %v, %v", name, err, other)
		}
		if _, err := OLS(m); name != "nothing happened" && !errors.Is(err, ErrModel) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Poisson(Model{Y: []float64{1, -1, 2}, X: [][]float64{one[:3]}}); !errors.Is(err, ErrModel) {
		t.Errorf("less than nothing: %v", err)
	}
	// Counts that scatter less than Poisson says have no theta.
	if _, err := NegativeBinomial(Model{Y: []float64{5, 5, 5, 5, 5, 6}, X: [][]float64{Ones(6)}}); !errors.Is(err, ErrModel) {
		t.Errorf("even counts: %v", err)
	}
}
