package stats

import (
	"errors"
	"math"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distuv"
)

// ErrModel says that a model cannot be fitted: fewer rows than columns, columns
// that say the same, or no end to the search.
var ErrModel = errors.New("stats: these rows do not determine the model")

// Model is what to explain with what: Y by the columns of X, each of the same
// length. Ones puts a column of ones first.
type Model struct {
	Y      []float64
	X      [][]float64
	Offset []float64 // of counts: the logarithm of the time or people behind each; nil for none
}

// Ones is a column of n ones: the intercept of a model.
func Ones(n int) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = 1
	}
	return out
}

// Fit is a model that has been fitted, one number for each column of X.
type Fit struct {
	Coef, SE []float64
	Fitted   []float64
	DF       int     // rows less columns
	Deviance float64 // of a regression of counts; sum of squares of an ordinary one
	// Dispersion is Pearson's statistic over DF, for counts: 1 where they scatter
	// as Poisson says. For an ordinary regression the variance of the residuals.
	Dispersion float64
	LogLik     float64 // of a regression of counts
	Theta      float64 // of a negative binomial one: variance is mu + mu²/Theta
	ThetaSE    float64

	model    Model
	unscaled *mat.Dense // inverse of X'WX
}

// check makes sure that the columns fit together.
func (m Model) check() error {
	if len(m.X) == 0 || len(m.Y) <= len(m.X) || m.Offset != nil && len(m.Offset) != len(m.Y) {
		return ErrModel
	}
	for _, x := range m.X {
		if len(x) != len(m.Y) {
			return ErrModel
		}
	}
	return nil
}

// leastSquares finds the coefficients for z with the weights' roots w, by QR.
func (m Model) leastSquares(z, w []float64) ([]float64, *mat.Dense, error) {
	n, p := len(m.Y), len(m.X)
	a, b := mat.NewDense(n, p, nil), mat.NewVecDense(n, nil)
	for i := range n {
		for j := range p {
			a.Set(i, j, m.X[j][i]*w[i])
		}
		b.SetVec(i, z[i]*w[i])
	}
	var qr mat.QR
	qr.Factorize(a)
	if !(qr.Cond() < 1e13) {
		return nil, nil, ErrModel
	}
	coef := mat.NewVecDense(p, nil)
	var unscaled, r mat.Dense
	if err := qr.SolveVecTo(coef, false, b); err != nil {
		return nil, nil, errors.Join(ErrModel, err)
	}
	qr.RTo(&r)
	var inverse mat.Dense
	if err := inverse.Inverse(r.Slice(0, p, 0, p)); err != nil {
		return nil, nil, errors.Join(ErrModel, err)
	}
	unscaled.Mul(&inverse, inverse.T())
	return coef.RawVector().Data, &unscaled, nil
}

// linear is what the columns and the coefficients come to, with the offset.
func (m Model) linear(coef []float64) []float64 {
	out := make([]float64, len(m.Y))
	for i := range out {
		if m.Offset != nil {
			out[i] = m.Offset[i]
		}
		for j, x := range m.X {
			out[i] += coef[j] * x[i]
		}
	}
	return out
}

// errors fills in the standard errors for a dispersion.
func (f *Fit) errors(dispersion float64) {
	f.SE = make([]float64, len(f.Coef))
	for j := range f.SE {
		f.SE[j] = math.Sqrt(f.unscaled.At(j, j) * dispersion)
	}
}

// OLS is the ordinary regression, by least squares. Its standard errors are for
// residuals that scatter alike and do not hang together.
func OLS(m Model) (Fit, error) {
	if err := m.check(); err != nil {
		return Fit{}, err
	}
	coef, unscaled, err := m.leastSquares(m.Y, Ones(len(m.Y)))
	if err != nil {
		return Fit{}, err
	}
	f := Fit{Coef: coef, DF: len(m.Y) - len(m.X), model: m, unscaled: unscaled}
	m.Offset = nil
	f.Fitted = m.linear(coef)
	for i, y := range m.Y {
		f.Deviance += (y - f.Fitted[i]) * (y - f.Fitted[i])
	}
	f.Dispersion = f.Deviance / float64(f.DF)
	f.errors(f.Dispersion)
	return f, nil
}

// Residuals are what each row is above what the model says.
func (f Fit) Residuals() []float64 {
	out := make([]float64, len(f.Fitted))
	for i := range out {
		out[i] = f.model.Y[i] - f.Fitted[i]
	}
	return out
}

// RSquared is the share of the scatter that an ordinary regression explains.
func (f Fit) RSquared() float64 {
	return 1 - f.Deviance/(variance(f.model.Y)*float64(len(f.model.Y)-1))
}

// DurbinWatson (1950) says whether what is left over hangs together from row to
// row: about 2 where it does not, towards 0 where high follows high.
func (f Fit) DurbinWatson() float64 {
	e, steps, all := f.Residuals(), 0.0, 0.0
	for i, v := range e {
		all += v * v
		if i > 0 {
			steps += (v - e[i-1]) * (v - e[i-1])
		}
	}
	return steps / all
}

// T is a coefficient with its chance by Student's distribution: for an ordinary
// regression, and for counts with [Fit.Quasi].
func (f Fit) T(j int) Test {
	t := f.Coef[j] / f.SE[j]
	return Test{t, 2 * distuv.StudentsT{Mu: 0, Sigma: 1, Nu: float64(f.DF)}.CDF(-math.Abs(t))}
}

// Z is a coefficient with its chance by the normal distribution.
func (f Fit) Z(j int) Test {
	z := f.Coef[j] / f.SE[j]
	return Test{z, twoSided(z)}
}

// Interval is what a coefficient of an ordinary regression may be.
func (f Fit) Interval(j int, conf float64) Interval {
	reach := distuv.StudentsT{Mu: 0, Sigma: 1, Nu: float64(f.DF)}.Quantile((1+conf)/2) * f.SE[j]
	return Interval{f.Coef[j] - reach, f.Coef[j] + reach}
}

// Ratio is by how many times one more of a column multiplies a count, with
// Wald's interval.
func (f Fit) Ratio(j int, conf float64) Ratio { return wald(math.Exp(f.Coef[j]), f.SE[j], conf) }
