package stats

import (
	"math"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/mathext"
)

// epsilon and rounds are when R's glm stops. Its standard errors come from the
// weights of its last step, so to agree with it is to stop with it.
const (
	epsilon = 1e-8
	rounds  = 25
)

// family is how counts scatter about what is expected of them.
type family interface {
	variance(mu float64) float64
	deviance(y, mu float64) float64
}

type poisson struct{}

func (poisson) variance(mu float64) float64 { return mu }

func (poisson) deviance(y, mu float64) float64 {
	if y == 0 {
		return 2 * mu
	}
	return 2 * (y*math.Log(y/mu) - (y - mu))
}

type negativeBinomial float64 // theta

func (t negativeBinomial) variance(mu float64) float64 { return mu + mu*mu/float64(t) }

func (t negativeBinomial) deviance(y, mu float64) float64 {
	th := float64(t)
	return 2 * (y*math.Log(max(1, y)/mu) - (y+th)*math.Log((y+th)/(mu+th)))
}

// irls fits counts by iteratively reweighted least squares (Nelder and
// Wedderburn 1972), with the logarithm as link, from a first eta.
func (m Model) irls(fam family, eta []float64) (Fit, error) {
	n := len(m.Y)
	f := Fit{DF: n - len(m.X), model: m, Fitted: make([]float64, n)}
	for i := range eta {
		f.Fitted[i] = math.Exp(eta[i])
	}
	z, w := make([]float64, n), make([]float64, n)
	before := m.deviance(fam, f.Fitted)
	for range rounds {
		for i, mu := range f.Fitted {
			z[i] = eta[i] + (m.Y[i]-mu)/mu
			if m.Offset != nil {
				z[i] -= m.Offset[i]
			}
			w[i] = mu / math.Sqrt(fam.variance(mu))
		}
		var err error
		if f.Coef, f.unscaled, err = m.leastSquares(z, w); err != nil {
			return f, err
		}
		eta = m.linear(f.Coef)
		for i := range eta {
			f.Fitted[i] = max(math.Exp(eta[i]), 0x1p-52)
		}
		f.Deviance = m.deviance(fam, f.Fitted)
		if math.IsNaN(f.Deviance) || math.IsInf(f.Deviance, 0) {
			return f, ErrModel
		}
		if math.Abs(f.Deviance-before)/(math.Abs(f.Deviance)+0.1) < epsilon {
			f.finish(fam)
			return f, nil
		}
		before = f.Deviance
	}
	return f, ErrModel
}

func (m Model) deviance(fam family, mu []float64) float64 {
	sum := 0.0
	for i, y := range m.Y {
		sum += fam.deviance(y, mu[i])
	}
	return sum
}

// finish works out what is left over.
func (f *Fit) finish(fam family) {
	pearson := 0.0
	for i, mu := range f.Fitted {
		pearson += (f.model.Y[i] - mu) * (f.model.Y[i] - mu) / fam.variance(mu)
	}
	f.Dispersion = pearson / float64(f.DF)
	f.errors(1)
}

// counts makes sure that Y are counts.
func (m Model) counts() error {
	if err := m.check(); err != nil {
		return err
	}
	some := false
	for _, y := range m.Y {
		if !(y >= 0) || math.IsInf(y, 0) {
			return ErrModel
		}
		some = some || y > 0
	}
	if !some {
		return ErrModel
	}
	return nil
}

// Poisson is the regression of counts on the log scale, as R's glm. Where counts
// scatter more than Poisson says its standard errors are too small: see
// [Fit.Quasi].
func Poisson(m Model) (Fit, error) {
	if err := m.counts(); err != nil {
		return Fit{}, err
	}
	eta := make([]float64, len(m.Y))
	for i, y := range m.Y {
		eta[i] = math.Log(y + 0.1)
	}
	f, err := m.irls(poisson{}, eta)
	for i, mu := range f.Fitted {
		f.LogLik += m.Y[i]*math.Log(mu) - mu - lgamma(m.Y[i]+1)
	}
	return f, err
}

// Quasi is the same fit with standard errors scaled by the dispersion
// (Wedderburn 1974).
func (f Fit) Quasi() Fit {
	f.errors(f.Dispersion)
	return f
}

// NegativeBinomial is the regression of counts that differ from person to person
// (Venables and Ripley 2002, section 7.4), as R's glm.nb: Theta by maximum
// likelihood, standard errors as if it were known. It needs counts that scatter
// more than Poisson says; those that do not give [ErrModel].
func NegativeBinomial(m Model) (Fit, error) {
	f, err := Poisson(m)
	if err != nil {
		return f, err
	}
	theta, se := m.theta(f.Fitted)
	width := math.Sqrt(2 * float64(max(1, f.DF)))
	now, change := m.likelihood(theta, f.Fitted), 1.0
	before := now + 2*width
	for round := 0; !(math.Abs(before-now)/width+math.Abs(change) <= epsilon); round++ {
		if round == rounds || !(theta > 0) {
			return f, ErrModel
		}
		eta := make([]float64, len(m.Y))
		for i, mu := range f.Fitted {
			eta[i] = math.Log(mu)
		}
		was, mu := theta, f.Fitted
		if f, err = m.irls(negativeBinomial(theta), eta); err != nil {
			return f, err
		}
		theta, se = m.theta(mu) // from the fit before, as there: both stand still in the end
		change, before = was-theta, now
		now = m.likelihood(theta, f.Fitted)
	}
	f.Theta, f.ThetaSE, f.LogLik = theta, se, now
	return f, nil
}

// theta is the estimate of maximum likelihood for expected counts, by Newton's
// method, with its standard error. It is NaN when there is none.
func (m Model) theta(mu []float64) (theta, se float64) {
	const enough = 0x1p-13 // the fourth root of the smallest step from 1
	sum := 0.0
	for i, y := range m.Y {
		sum += (y/mu[i] - 1) * (y/mu[i] - 1)
	}
	theta = float64(len(m.Y)) / sum
	change, info := 1.0, 0.0
	for round := 1; math.Abs(change) > enough; round++ {
		theta = math.Abs(theta)
		if round == rounds || !(theta > 0) || theta > 1e8 {
			return math.NaN(), math.NaN()
		}
		score := 0.0
		info = 0
		for i, y := range m.Y {
			all := theta + mu[i]
			score += mathext.Digamma(theta+y) - mathext.Digamma(theta) + math.Log(theta) + 1 - math.Log(all) - (y+theta)/all
			info += mathext.Zeta(2, theta) - mathext.Zeta(2, theta+y) - 1/theta + 2/all - (y+theta)/(all*all)
		}
		change = score / info
		theta += change
	}
	return theta, math.Sqrt(1 / info)
}

func (m Model) likelihood(th float64, mu []float64) float64 {
	sum := 0.0
	for i, y := range m.Y {
		sum += lgamma(th+y) - lgamma(th) - lgamma(y+1) + th*math.Log(th) - (th+y)*math.Log(th+mu[i])
		if y > 0 {
			sum += y * math.Log(mu[i])
		}
	}
	return sum
}

func lgamma(x float64) float64 {
	v, _ := math.Lgamma(x)
	return v
}

// Clustered is the same fit of counts with standard errors that hold where the
// rows of one person hang together: the sandwich of Liang and Zeger (1986) times
// people over people less one. of says whose each row is.
func (f Fit) Clustered(of []int) Fit {
	p := len(f.Coef)
	sums := map[int][]float64{}
	for i, who := range of {
		s := sums[who]
		if s == nil {
			s = make([]float64, p)
			sums[who] = s
		}
		score := f.model.Y[i] - f.Fitted[i]
		if f.Theta > 0 {
			score /= 1 + f.Fitted[i]/f.Theta
		}
		for j := range s {
			s[j] += f.model.X[j][i] * score
		}
	}
	meat := mat.NewSymDense(p, nil)
	seen := map[int]bool{}
	for _, who := range of { // in the order of the rows, so that sums round alike every time
		if !seen[who] {
			seen[who] = true
			meat.SymRankOne(meat, 1, mat.NewVecDense(p, sums[who]))
		}
	}
	var half, sandwich mat.Dense
	half.Mul(f.unscaled, meat)
	sandwich.Mul(&half, f.unscaled)
	people := float64(len(sums))
	f.SE = make([]float64, p)
	for j := range f.SE {
		f.SE[j] = math.Sqrt(sandwich.At(j, j) * people / (people - 1))
	}
	return f
}
