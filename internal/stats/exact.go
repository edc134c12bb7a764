package stats

import "math"

// Fisher is the exact test of a table of two by two, as R's fisher.test.
type Fisher struct {
	P float64 // two-sided: of every table that is no likelier
	// OddsRatio is the conditional estimate of maximum likelihood: of all odds
	// ratios the one under which the table's count is what one would expect, given
	// its margins.
	OddsRatio float64
}

// Fisher works out the exact test (Fisher 1935). The odds ratio is looked for
// just as R looks for it, so that it stops where R stops.
func (t TwoByTwo) Fisher() Fisher {
	h := hypergeometric{low: max(0, t.A+t.C-t.N2)}
	for x := h.low; x <= min(t.A+t.C, t.N1); x++ {
		h.log = append(h.log, choose(t.N1, x)+choose(t.N2, t.A+t.C-x))
	}
	d, p := h.at(1), 0.0
	for _, q := range d {
		if q <= d[t.A-h.low]*(1+1e-7) {
			p += q
		}
	}
	return Fisher{min(1, p), h.odds(t.A)}
}

// choose is the logarithm of the number of ways to choose k of n.
func choose(n, k int) float64 {
	return lgamma(float64(n+1)) - lgamma(float64(k+1)) - lgamma(float64(n-k+1))
}

// hypergeometric is how a count between fixed margins scatters.
type hypergeometric struct {
	low int
	log []float64 // up to a constant, for odds that are equal
}

// at are the chances of every count where the odds differ by a ratio.
func (h hypergeometric) at(ratio float64) []float64 {
	out, most, sum := make([]float64, len(h.log)), math.Inf(-1), 0.0
	for i, l := range h.log {
		out[i] = l + math.Log(ratio)*float64(h.low+i)
		most = max(most, out[i])
	}
	for i := range out {
		out[i] = math.Exp(out[i] - most)
		sum += out[i]
	}
	for i := range out {
		out[i] /= sum
	}
	return out
}

func (h hypergeometric) mean(ratio float64) float64 {
	high := h.low + len(h.log) - 1
	switch {
	case ratio == 0:
		return float64(h.low)
	case math.IsInf(ratio, 1):
		return float64(high)
	}
	sum := 0.0
	for i, p := range h.at(ratio) {
		sum += p * float64(h.low+i)
	}
	return sum
}

// odds is the ratio under which the mean is x.
func (h hypergeometric) odds(x int) float64 {
	want := float64(x)
	switch mu := h.mean(1); {
	case len(h.log) == 1 && x == h.low:
		return 0
	case x == h.low:
		return 0
	case x == h.low+len(h.log)-1:
		return math.Inf(1)
	case mu > want:
		return root(func(r float64) float64 { return h.mean(r) - want }, 0, 1)
	case mu < want:
		return 1 / root(func(r float64) float64 { return h.mean(1/r) - want }, 0x1p-52, 1)
	}
	return 1
}

// root is where f is zero between a and b, by the method of Brent (1973) with
// the tolerance that R's uniroot has unless told otherwise.
func root(f func(float64) float64, a, b float64) float64 {
	const eps, tolerance = 0x1p-52, 0x1p-13
	fa, fb := f(a), f(b)
	if fa == 0 {
		return a
	}
	c, fc := a, fa
	for range 1001 {
		last := b - a
		if math.Abs(fc) < math.Abs(fb) {
			a, b, c = b, c, b
			fa, fb, fc = fb, fc, fb
		}
		close := 2*eps*math.Abs(b) + tolerance/2
		step := (c - b) / 2
		if math.Abs(step) <= close || fb == 0 {
			return b
		}
		if math.Abs(last) >= close && math.Abs(fa) > math.Abs(fb) {
			step = interpolate(a, b, c, fa, fb, fc, close, step)
		}
		if math.Abs(step) < close {
			step = math.Copysign(close, step)
		}
		a, fa = b, fb
		b += step
		if fb = f(b); fb > 0 && fc > 0 || fb < 0 && fc < 0 {
			c, fc = a, fa
		}
	}
	return b
}

// interpolate is the step to where a line or a parabola through the last points
// is zero, unless halving is safer.
func interpolate(a, b, c, fa, fb, fc, close, half float64) float64 {
	var p, q float64
	if t := fb / fa; a == c {
		p, q = (c-b)*t, 1-t
	} else {
		u, v := fa/fc, fb/fc
		p = t * ((c-b)*u*(u-v) - (b-a)*(v-1))
		q = (u - 1) * (v - 1) * (t - 1)
	}
	if p > 0 {
		q = -q
	} else {
		p = -p
	}
	if p < 0.75*(c-b)*q-math.Abs(close*q)/2 && p < math.Abs((b-a)*q/2) {
		return p / q
	}
	return half
}
