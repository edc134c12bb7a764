package stats

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
)

// matrix reads a list of lists of numbers that are equally long.
func (d *document) matrix(names ...string) ([][]float64, error) {
	at := d.find(names...)
	if at == nil || at.kind != '[' || len(at.items) < 2 {
		return nil, fmt.Errorf("%s: a list of rows of numbers is needed, at least two", names[0])
	}
	out := make([][]float64, len(at.items))
	for i, row := range at.items {
		v, ok := row.numbers()
		if !ok || len(v) < 2 || i > 0 && len(v) != len(out[0]) {
			return nil, fmt.Errorf("%s: row %d is not a list of as many numbers as the first, at least two", names[0], i+1)
		}
		out[i] = v
	}
	return out, nil
}

func fillKappa(name string, d *document) error {
	counts, err := d.agreement()
	if err != nil {
		return err
	}
	usual := []string{"kappa", "estimate"}
	if w := d.find("weights", "weight", "type"); w != nil || strings.HasPrefix(plainName(name), "weighted") {
		d.weighted(counts, w)
		return nil
	}
	d.result(Kappa(counts), usual...)
	d.result(KappaLinear(counts), "weighted_linear", "kappa_linear", "linear")
	d.result(KappaQuadratic(counts), "weighted_quadratic", "kappa_quadratic", "quadratic")
	return nil
}

// weighted fills in kappa with the weights that an entry asks for, or with both.
func (d *document) weighted(counts [][]int, w *document) {
	usual := []string{"kappa", "weighted_kappa", "estimate"}
	kind := ""
	if w != nil {
		kind = strings.ToLower(strings.Trim(string(w.scalar), `"`))
	}
	switch {
	case strings.HasPrefix(kind, "lin"), strings.HasPrefix(kind, "equal"):
		d.result(KappaLinear(counts), usual...)
	case strings.HasPrefix(kind, "quad"), strings.HasPrefix(kind, "squared"):
		d.result(KappaQuadratic(counts), usual...)
	case w != nil:
		d.result(Kappa(counts), usual...)
	default:
		d.result(KappaLinear(counts), "weighted_linear", "linear", "kappa_linear")
		d.result(KappaQuadratic(counts), "weighted_quadratic", "quadratic", "kappa_quadratic")
	}
}

// said is an answer of a rater: answers that are numbers stand in their order,
// words in that of the alphabet.
type said struct {
	number float64
	word   string
}

// answers reads what a rater said; nil when that is no list.
func (d *document) answers(names ...string) []said {
	at := d.find(names...)
	if at == nil || at.kind != '[' || len(at.items) > largest {
		return nil
	}
	out := []said{}
	for _, item := range at.items {
		if v, ok := item.number(); ok {
			out = append(out, said{number: v})
		} else {
			out = append(out, said{word: string(item.scalar)})
		}
	}
	return out
}

func before(a, b said) int {
	return cmp.Or(cmp.Compare(a.number, b.number), cmp.Compare(a.word, b.word))
}

// agreement reads the table of two raters, or counts one from what each said.
func (d *document) agreement() ([][]int, error) {
	if a := d.answers("rater1", "rater_1", "rater_a", "a", "x", "first"); a != nil {
		b := d.answers("rater2", "rater_2", "rater_b", "b", "y", "second")
		if len(a) != len(b) {
			return nil, errors.New("rater2: as many answers as rater1 are needed")
		}
		all := slices.Concat(a, b)
		slices.SortFunc(all, before)
		if all = slices.Compact(all); len(all) < 2 || len(all) > 100 {
			return nil, errors.New("rater1: from 2 to 100 different answers are needed")
		}
		counts := make([][]int, len(all))
		for i := range counts {
			counts[i] = make([]int, len(all))
		}
		for i := range a {
			r, _ := slices.BinarySearchFunc(all, a[i], before)
			c, _ := slices.BinarySearchFunc(all, b[i], before)
			counts[r][c]++
		}
		return counts, nil
	}
	rows, err := d.matrix("table", "counts", "matrix")
	if err != nil {
		return nil, err
	}
	counts := make([][]int, len(rows))
	for r, row := range rows {
		if len(row) != len(rows) {
			return nil, errors.New("table: it needs as many columns as rows")
		}
		for _, v := range row {
			if v != math.Trunc(v) || v < 0 || v > most {
				return nil, errors.New("table: it needs whole numbers")
			}
			counts[r] = append(counts[r], int(v))
		}
	}
	return counts, nil
}

func fillCronbach(_ string, d *document) error {
	rows, err := d.matrix("items", "data", "rows", "x", "matrix", "scores", "responses")
	if err != nil {
		at := d.find("items", "data", "rows", "scores", "responses")
		if at == nil {
			at = d
		}
		if rows = at.people(); rows == nil {
			return err
		}
	}
	d.result(Cronbach(rows), "alpha", "cronbach_alpha", "estimate")
	return nil
}

// people are the rows of columns that are equally long, one for each item; nil
// when there are no two of either.
func (d *document) people() [][]float64 {
	names, columns := d.table()
	if len(names) < 2 || len(columns[names[0]]) < 2 {
		return nil
	}
	rows := make([][]float64, len(columns[names[0]]))
	for _, name := range names {
		if len(columns[name]) != len(rows) {
			return nil
		}
		for i, v := range columns[name] {
			rows[i] = append(rows[i], v)
		}
	}
	return rows
}
