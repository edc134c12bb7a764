package stats

import "math"

// Cronbach's alpha (1951): how far the items of an instrument go together. Each
// row is a person, each column an item.
func Cronbach(rows [][]float64) float64 {
	if len(rows) < 2 || len(rows[0]) < 2 {
		return math.NaN()
	}
	k, items := float64(len(rows[0])), 0.0
	totals := make([]float64, len(rows))
	for c := range rows[0] {
		column := make([]float64, len(rows))
		for r, row := range rows {
			column[r] = row[c]
			totals[r] += row[c]
		}
		items += variance(column)
	}
	return k / (k - 1) * (1 - items/variance(totals))
}

// variance is the sum of squares about the mean, over one less than there are.
func variance(x []float64) float64 {
	mean, sum := 0.0, 0.0
	for _, v := range x {
		mean += v / float64(len(x))
	}
	for _, v := range x {
		sum += (v - mean) * (v - mean)
	}
	return sum / float64(len(x)-1)
}

// Kappa is Cohen's (1960): how far two raters agree beyond chance. counts has a
// row for each answer of the first and a column for each of the second.
func Kappa(counts [][]int) float64 {
	return kappa(counts, func(apart float64) float64 {
		if apart == 0 {
			return 0
		}
		return 1
	})
}

// KappaLinear is Cohen's of answers in an order (1968): how far apart two answers
// are counts in proportion.
func KappaLinear(counts [][]int) float64 {
	return kappa(counts, func(apart float64) float64 { return apart })
}

// KappaQuadratic is the same with the square of how far apart two answers are,
// as Fleiss and Cohen (1973).
func KappaQuadratic(counts [][]int) float64 {
	return kappa(counts, func(apart float64) float64 { return apart * apart })
}

// kappa is one less the disagreement that there is over that of chance, each
// weighed by how far apart two answers are, from 0 to 1.
func kappa(counts [][]int, weight func(apart float64) float64) float64 {
	rows, columns, n := make([]float64, len(counts)), make([]float64, len(counts)), 0.0
	for r, row := range counts {
		for c, x := range row {
			n += float64(x)
			rows[r] += float64(x)
			columns[c] += float64(x)
		}
	}
	seen, chance := 0.0, 0.0
	for r, row := range counts {
		for c, x := range row {
			w := weight(math.Abs(float64(r-c)) / float64(len(counts)-1))
			seen += w * float64(x) / n
			chance += w * rows[r] * columns[c] / n / n
		}
	}
	return 1 - seen/chance
}
