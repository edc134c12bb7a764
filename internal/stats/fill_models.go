package stats

import (
	"errors"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"
)

// What columns may be called, in the order in which they are looked for.
var (
	outcomes  = []string{"y", "count", "counts", "events", "aces", "outcome", "value", "admissions", "contacts", "bed_days", "days", "n", "cases"}
	logged    = []string{"offset", "log_offset", "log_population", "log_pop", "log_time", "log_exposure", "log_person_time", "log_stdpop"}
	exposures = []string{"exposure", "population", "stdpop", "pop", "person_time", "person_years", "person_months", "time_at_risk", "follow_up", "followup", "pt", "py", "months", "years"}
	clocks    = []string{"time", "t", "index", "month_number", "period_number"}
	others    = []string{"id", "person", "cluster", "year", "month"} // which explain nothing
	posts     = []string{"post", "intervention", "smokban", "after", "level", "step", "treated", "period"}
	sinces    = []string{"time_since", "since", "trend", "post_trend", "post_slope", "time_after_intervention", "time_since_intervention", "time_after", "time_post", "post_time", "slope", "trend_change"}
)

// columns reads the columns of an entry, by name: from "data", as an object of
// lists or a list of rows, or from the entry itself.
func (d *document) columns() (names []string, values map[string][]float64) {
	at := d.find("data", "series", "rows")
	if at == nil {
		at = d
	}
	return at.table()
}

// table reads the columns of an object of lists or of a list of rows.
func (at *document) table() (names []string, values map[string][]float64) {
	values = map[string][]float64{}
	for _, m := range at.members {
		if v, ok := m.value.numbers(); ok && len(v) > 0 && len(v) <= largest {
			names, values[m.name] = append(names, m.name), v
		}
	}
	for _, row := range at.items {
		for _, m := range row.members {
			if v, ok := m.value.number(); ok {
				if values[m.name] == nil {
					names = append(names, m.name)
				}
				values[m.name] = append(values[m.name], v)
			}
		}
	}
	return names, values
}

// frame is a model with the names of its columns.
type frame struct {
	Model
	names []string
	post  int // the column whose ratio is asked for
}

var (
	formulaTerm   = regexp.MustCompile(`^[A-Za-z.][A-Za-z0-9._]*$`)
	formulaOffset = regexp.MustCompile(`^offset\((?:log\(([A-Za-z.][A-Za-z0-9._]*)\)|([A-Za-z.][A-Za-z0-9._]*))\)$`)
)

// frame finds the model of an entry: by its formula, "y ~ time + post +
// offset(log(population))", or by what its columns are called.
func (d *document) frame(choose func(names []string) (y, exposure string, terms []string)) (frame, error) {
	names, values := d.columns()
	y, exposure, terms := choose(names)
	log := !slices.ContainsFunc(logged, func(l string) bool { return plainName(l) == plainName(exposure) })
	if f := d.find("formula", "model"); f != nil && strings.Contains(string(f.scalar), "~") {
		left, right, _ := strings.Cut(strings.Trim(string(f.scalar), `"`), "~")
		y, exposure, terms = strings.TrimSpace(left), "", nil
		for term := range strings.SplitSeq(right, "+") {
			term = strings.ReplaceAll(term, " ", "")
			if m := formulaOffset.FindStringSubmatch(term); m != nil {
				exposure, log = m[1]+m[2], m[1] != ""
			} else if formulaTerm.MatchString(term) {
				terms = append(terms, term)
			} else if term != "1" {
				return frame{}, fmt.Errorf("formula: %q is not understood", term)
			}
		}
	}
	out := frame{Model: Model{Y: values[y], X: [][]float64{Ones(len(values[y]))}}, names: []string{"(Intercept)"}}
	if len(out.Y) == 0 {
		return out, errors.New("y: a list of numbers is needed, in data")
	}
	for _, term := range terms {
		if len(values[term]) != len(out.Y) {
			return out, fmt.Errorf("%s: as many numbers as %s are needed", term, y)
		}
		out.X, out.names = append(out.X, values[term]), append(out.names, term)
	}
	if exposure != "" {
		if len(values[exposure]) != len(out.Y) {
			return out, fmt.Errorf("%s: as many numbers as %s are needed", exposure, y)
		}
		out.Offset = slices.Clone(values[exposure])
		for i, v := range out.Offset {
			if log {
				out.Offset[i] = math.Log(v)
			}
			if math.IsNaN(out.Offset[i]) || math.Abs(out.Offset[i]) > 100 {
				return out, fmt.Errorf("%s: %g is not how much time or how many people there can be", exposure, v)
			}
		}
	}
	if len(out.X) < 2 {
		return out, errors.New("data: a column to explain y with is needed: time, post")
	}
	out.post = max(1, slices.IndexFunc(out.names, func(n string) bool { return called(n, posts) }))
	return out, nil
}

func called(name string, as []string) bool {
	return slices.ContainsFunc(as, func(a string) bool { return plainName(a) == plainName(name) })
}

// first is the first of the wanted names that is there.
func first(names []string, wanted ...[]string) string {
	for _, list := range wanted {
		for _, w := range list {
			if i := slices.IndexFunc(names, func(n string) bool { return plainName(n) == plainName(w) }); i >= 0 {
				return names[i]
			}
		}
	}
	return ""
}

// ofSeries is the model of a series: level, slope and their change. Where none of
// its columns is called so, everything explains.
func ofSeries(names []string) (y, exposure string, terms []string) {
	for _, list := range [][]string{clocks, posts, sinces} {
		if name := first(names, list); name != "" {
			terms = append(terms, name)
		}
	}
	y, exposure = first(names, outcomes), first(names, logged, exposures)
	if first(names, posts) == "" {
		terms = slices.DeleteFunc(slices.Clone(names), func(n string) bool { return n == y || n == exposure || called(n, others) })
	}
	return y, exposure, terms
}

// ofPeople is the model of people: everything that is not the count or the time.
func ofPeople(names []string) (y, exposure string, terms []string) {
	y, exposure = first(names, outcomes), first(names, logged, exposures, clocks)
	for _, name := range names {
		if name != y && name != exposure && !called(name, others) {
			terms = append(terms, name)
		}
	}
	return y, exposure, terms
}

// named is an object of one number for each column.
func (f frame) named(v func(j int) float64) *document {
	out := &document{kind: '{'}
	for j, name := range f.names {
		out.members = append(out.members, member{name, value(v(j))})
	}
	return out
}

// ratio fills in what a fit of counts says.
func (d *document) ratio(m frame, f Fit) {
	d.set(m.named(func(j int) float64 { return f.Coef[j] }), "coef", "coefficients", "estimate", "estimates")
	d.set(m.named(func(j int) float64 { return f.SE[j] }), "se", "std_error", "ses")
	r := f.Ratio(m.post, Usual)
	d.result(r.Estimate, "rr", "rate_ratio", "irr")
	d.interval(r.Interval, "rr_lower", "rr_upper")
	d.result(f.Z(m.post).P, "p", "p_value")
}

func fillSeries(name string, d *document) error {
	m, err := d.frame(ofSeries)
	if err != nil {
		return err
	}
	f, err := Poisson(m.Model)
	if err != nil {
		return fmt.Errorf("data: %w", err)
	}
	q := f.Quasi()
	usual := f
	if strings.Contains(plainName(name), "quasi") {
		usual = q
	}
	d.optional(usual.Ratio(m.post, Usual).Interval)
	d.ratio(m, f)
	d.result(f.Dispersion, "dispersion", "phi")
	d.set(m.named(func(j int) float64 { return q.SE[j] }), "quasi_se", "se_quasi")
	d.interval(q.Ratio(m.post, Usual).Interval, "quasi_lower", "quasi_upper")
	d.result(q.T(m.post).P, "quasi_p", "p_quasi")
	d.result(f.Deviance, "deviance")
	d.result(float64(f.DF), "df_residual", "df")
	return nil
}

// optional fills in an interval that is asked for as just "lower" and "upper".
func (d *document) optional(i Interval) {
	for k, m := range d.members {
		if v, ok := map[string]float64{"lower": i.Low, "upper": i.High}[plainName(m.name)]; ok && m.value.null() {
			d.members[k].value = value(v)
		}
	}
}

func fillNegativeBinomial(_ string, d *document) error {
	m, err := d.frame(ofPeople)
	if err != nil {
		return err
	}
	f, err := NegativeBinomial(m.Model)
	if err != nil {
		return fmt.Errorf("data: %w", err)
	}
	d.optional(f.Ratio(m.post, Usual).Interval)
	d.ratio(m, f)
	d.result(f.Theta, "theta")
	d.result(f.ThetaSE, "theta_se", "se_theta")
	d.result(f.Deviance, "deviance")
	d.result(2*f.LogLik, "twologlik", "two_log_lik")
	d.result(2*float64(len(f.Coef)+1)-2*f.LogLik, "aic")
	return nil
}

func fillDifferences(_ string, d *document) error {
	_, all := d.columns()
	var c [3][]float64
	for i, names := range [][]string{{"treated", "group", "treatment"}, {"period", "post", "time", "after"}, {"y", "outcome", "value"}} {
		for name, v := range all {
			if called(name, names) {
				c[i] = v
			}
		}
		if len(c[i]) == 0 || len(c[i]) != len(c[0]) {
			return fmt.Errorf("%s: a list of numbers is needed, in data, as long as the others", names[0])
		}
	}
	both, means, n := make([]float64, len(c[0])), [4]float64{}, [4]float64{}
	for i := range both {
		if c[0][i] != 0 && c[0][i] != 1 || c[1][i] != 0 && c[1][i] != 1 {
			return errors.New("treated: treated and period are 0 or 1")
		}
		both[i] = c[0][i] * c[1][i]
		at := int(2*c[0][i] + c[1][i])
		means[at] += c[2][i]
		n[at]++
	}
	f, err := OLS(Model{Y: c[2], X: [][]float64{Ones(len(both)), c[0], c[1], both}})
	if err != nil {
		return fmt.Errorf("data: %w", err)
	}
	cells := d.find("cell_means")
	if cells == nil {
		cells = &document{kind: '{'}
		d.set(cells, "cell_means")
	}
	for i, name := range []string{"ctl_pre", "ctl_post", "trt_pre", "trt_post"} {
		cells.result(means[i]/n[i], name)
	}
	d.result(f.Coef[3], "did", "estimate", "difference")
	d.result(f.SE[3], "se")
	d.result(f.T(3).P, "p", "p_value")
	return nil
}

func fillSegmented(_ string, d *document) error {
	m, err := d.frame(ofSeries)
	if err != nil {
		return err
	}
	f, err := OLS(m.Model)
	if err != nil {
		return fmt.Errorf("data: %w", err)
	}
	d.set(m.named(func(j int) float64 { return f.Coef[j] }), "coef", "coefficients", "estimates")
	d.set(m.named(func(j int) float64 { return f.SE[j] }), "se", "std_error")
	d.set(m.named(func(j int) float64 { return f.T(j).Statistic }), "t", "t_values")
	d.set(m.named(func(j int) float64 { return f.T(j).P }), "p", "p_values")
	d.result(math.Sqrt(f.Dispersion), "sigma", "residual_se")
	d.result(f.RSquared(), "r_squared", "r2")
	d.result(f.DurbinWatson(), "durbin_watson", "dw")
	return nil
}
