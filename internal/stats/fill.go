package stats

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"strings"
)

// most is the largest count that a file may hold, and largest how many numbers a
// list.
const (
	most    = 10_000_000
	largest = 1_000_000
)

// Fill reads a JSON document of questions, such as testdata/reference.json
// without its answers, and fills in every answer that is missing or null. What
// is in it stays as it is, in its order; sections that it does not know stay
// untouched. A section or an entry that cannot be worked out is left as it is,
// and said in problems, with the section and the field. Only what is no JSON
// object is an error.
func Fill(text []byte) (out []byte, problems []error, err error) {
	d, err := parse(text)
	if err != nil {
		return nil, nil, err
	}
	if d.kind != '{' {
		return nil, nil, errors.New("the document is not an object of sections")
	}
	for _, m := range d.members {
		fill := section(m.name)
		if fill == nil {
			continue
		}
		for i, entry := range m.value.entries() {
			where := m.name
			if entry != m.value {
				where = fmt.Sprintf("%s, entry %d", m.name, i+1)
			}
			if entry.kind != '{' {
				problems = append(problems, fmt.Errorf("%s: an object is needed", where))
				continue
			}
			if err := fill(m.name, entry); err != nil {
				problems = append(problems, fmt.Errorf("%s: %w", where, err))
			}
		}
	}
	var b bytes.Buffer
	d.print(&b, "")
	b.WriteByte('\n')
	return b.Bytes(), problems, nil
}

// entries are the questions of a section: the section itself, the items of a
// list, or its "cases".
func (d *document) entries() []*document {
	if cases := d.find("cases"); cases != nil && len(cases.items) > 0 && cases.items[0].kind == '{' {
		return cases.items
	}
	if d.kind == '[' {
		return d.items
	}
	return []*document{d}
}

// sections are the beginnings of the names of sections, and what fills them in.
var sections = []struct {
	names string
	fill  func(section string, d *document) error
}{
	{"wilson", fillWilson},
	{"clopperpearson clopper", fillClopper},
	{"mcnemar", fillMcNemar},
	{"poissonrateratio rateratio incidencerateratio", fillRates},
	{"twobytwo 2x2 fisher oddsratio", fillTwoByTwo},
	{"paired wilcoxon effectsize", fillPaired},
	{"interruptedtimeseries its quasipoisson poissonits", fillSeries},
	{"negativebinomial negbin nbregression glmnb nb", fillNegativeBinomial},
	{"diffindiff did differenceindifferences", fillDifferences},
	{"segmented", fillSegmented},
	{"kappa weightedkappa cohenkappa cohenskappa kappaweighted", fillKappa},
	{"cronbach alpha", fillCronbach},
	{"reliablechange jacobsontruax rci", fillReliableChange},
}

func section(name string) func(string, *document) error {
	name = plainName(name)
	for _, s := range sections {
		for _, begin := range strings.Fields(s.names) {
			if strings.HasPrefix(name, begin) {
				return s.fill
			}
		}
	}
	return nil
}

// count reads a whole number from nothing to most.
func (d *document) count(names ...string) (int, error) {
	v, ok := d.find(names...).number()
	if !ok || v != math.Trunc(v) || v < 0 || v > most {
		return 0, fmt.Errorf("%s: a whole number from 0 to %d is needed", names[0], most)
	}
	return int(v), nil
}

// positive reads a number above nothing.
func (d *document) positive(names ...string) (float64, error) {
	v, ok := d.find(names...).number()
	if !ok || !(v > 0) || v > 1e12 {
		return 0, fmt.Errorf("%s: a number above 0 is needed", names[0])
	}
	return v, nil
}

// column reads a list of numbers.
func (d *document) column(names ...string) ([]float64, error) {
	v, ok := d.find(names...).numbers()
	if !ok || len(v) == 0 || len(v) > largest {
		return nil, fmt.Errorf("%s: a list of numbers is needed", names[0])
	}
	for _, x := range v {
		if math.Abs(x) > 1e12 {
			return nil, fmt.Errorf("%s: %g is too large", names[0], x)
		}
	}
	return v, nil
}

// conf is the level of confidence: 0.95 unless the entry says.
func (d *document) conf() (float64, error) {
	at := d.find("conf", "conf_level", "confidence")
	if at == nil {
		return Usual, nil
	}
	v, ok := at.number()
	if !ok || !(v > 0 && v < 1) {
		return 0, errors.New("conf: a number between 0 and 1 is needed")
	}
	return v, nil
}

// share reads X of N with a level of confidence.
func (d *document) share() (Proportion, float64, error) {
	x, errX := d.count("x", "successes", "numerator")
	n, errN := d.count("n", "trials", "denominator")
	conf, errConf := d.conf()
	err := errors.Join(errX, errN, errConf)
	if err == nil && (n == 0 || x > n) {
		err = errors.New("n: it must be at least 1, and at least x")
	}
	return Proportion{x, n}, conf, err
}

func fillWilson(name string, d *document) error {
	p, conf, err := d.share()
	if err != nil {
		return err
	}
	corrected := strings.Contains(plainName(name), "cc") || strings.Contains(plainName(name), "continuity")
	if at := d.find("continuity", "correct", "corrected"); at != nil {
		corrected = string(at.scalar) == "true"
	}
	i := p.Wilson(conf)
	if corrected {
		i = p.WilsonCorrected(conf)
	}
	d.result(p.Estimate(), "estimate", "p", "proportion")
	d.interval(i, "lower", "upper")
	return nil
}

func (d *document) interval(i Interval, low, high string) {
	d.result(i.Low, low, strings.Replace(low, "lower", "low", 1))
	d.result(i.High, high, strings.Replace(high, "upper", "high", 1))
}

func fillClopper(_ string, d *document) error {
	p, conf, err := d.share()
	if err != nil {
		return err
	}
	d.interval(p.ClopperPearson(conf), "lower", "upper")
	return nil
}

func fillMcNemar(_ string, d *document) error {
	at := d.find("table")
	if at == nil {
		at = d
	}
	yesYes, err := at.count("yes_yes")
	gained, err1 := at.count("no_then_yes", "no_yes", "gained")
	lost, err2 := at.count("yes_then_no", "yes_no", "lost")
	noNo, err3 := at.count("no_no")
	if err := errors.Join(err, err1, err2, err3); err != nil {
		return err
	}
	b := BeforeAfter{yesYes, gained, lost, noNo}
	plain, corrected := b.McNemar(false), b.McNemar(true)
	d.result(plain.Statistic, "chisq", "chi_squared", "statistic")
	d.result(plain.P, "p", "p_value")
	d.result(corrected.Statistic, "chisq_cc", "chi_squared_cc")
	d.result(corrected.P, "p_cc")
	d.result(b.Exact(), "p_exact", "exact_p")
	return nil
}

func fillRates(_ string, d *document) error {
	post, err := d.count("events_post", "post_events", "events1")
	timePost, err1 := d.positive("time_post", "post_time", "time1")
	pre, err2 := d.count("events_pre", "pre_events", "events0")
	timePre, err3 := d.positive("time_pre", "pre_time", "time0")
	conf, err4 := d.conf()
	if err := errors.Join(err, err1, err2, err3, err4); err != nil {
		return err
	}
	a, b := Rate{post, timePost}, Rate{pre, timePre}
	ratio, exact := RateRatio(a, b, conf)
	d.result(ratio.Estimate, "rate_ratio", "ratio", "estimate")
	d.interval(exact, "exact_lower", "exact_upper")
	d.result(ExactRate(a, b), "exact_p", "p_exact")
	d.result(math.Sqrt(1/float64(post)+1/float64(pre)), "wald_log_se", "log_se")
	d.interval(ratio.Interval, "wald_lower", "wald_upper")
	return nil
}

func fillTwoByTwo(_ string, d *document) error {
	a, err := d.count("a")
	n1, err1 := d.count("n1")
	c, err2 := d.count("c")
	n0, err3 := d.count("n0", "n2")
	conf, err4 := d.conf()
	if err := errors.Join(err, err1, err2, err3, err4); err != nil {
		return err
	}
	if n1 > largest || n0 > largest {
		return fmt.Errorf("n1: groups of at most %d", largest)
	}
	if a > n1 || c > n0 || n1 == 0 || n0 == 0 {
		return errors.New("n1: both groups need somebody, and no more than all of them")
	}
	t := TwoByTwo{a, n1, c, n0}
	odds, risk, chi, fisher := t.OddsRatio(conf), t.RiskRatio(conf), t.ChiSquared(), t.Fisher()
	d.result(odds.Estimate, "odds_ratio", "or")
	d.interval(odds.Interval, "or_lower", "or_upper")
	d.result(risk.Estimate, "risk_ratio", "rr")
	d.interval(risk.Interval, "rr_lower", "rr_upper")
	d.result(t.RiskDifference(), "risk_difference", "rd")
	d.result(chi.Statistic, "chisq", "chi_squared")
	d.result(chi.P, "p_chisq")
	d.result(fisher.P, "p_fisher", "fisher_p")
	d.result(fisher.OddsRatio, "fisher_cond_or", "cond_or", "conditional_or")
	return nil
}

func fillPaired(_ string, d *document) error {
	before, err := d.column("pre", "before", "x")
	after, err1 := d.column("post", "after", "y")
	conf, err2 := d.conf()
	if err := errors.Join(err, err1, err2); err != nil {
		return err
	}
	if len(before) != len(after) || len(before) < 2 {
		return errors.New("post: as many numbers as pre are needed, at least two")
	}
	p, r := PairedT(before, after, conf), Wilcoxon(before, after)
	d.result(p.Mean, "mean_diff", "mean_difference")
	d.result(p.SD, "sd_diff", "sd_difference")
	d.result(p.T, "t", "t_statistic")
	d.result(float64(p.N-1), "df")
	d.result(p.P, "p", "p_value")
	d.interval(p.Interval, "lower", "upper")
	d.result(r.V, "wilcoxon_V", "V")
	d.result(r.Corrected, "wilcoxon_p_corrected", "wilcoxon_p")
	d.result(r.P, "wilcoxon_p_uncorrected")
	d.result(p.Dz, "cohen_dz", "dz")
	d.result(p.Dav, "cohen_dav", "dav")
	d.result(p.Pooled, "pooled_sd", "sd_pooled")
	d.result(p.HedgesG, "hedges_g_pooled", "hedges_g", "g")
	return nil
}

func fillReliableChange(_ string, d *document) error {
	sd, err := d.positive("sd", "SD")
	r, ok := d.find("reliability", "r", "alpha", "retest").number()
	if !ok || r < 0 || r > 1 {
		err = errors.Join(err, errors.New("reliability: a number from 0 to 1 is needed"))
	}
	if err != nil {
		return err
	}
	sem, threshold := ReliableChange(sd, r)
	d.result(sem, "sem")
	d.result(math.Sqrt2*sem, "sdiff", "s_diff")
	d.result(threshold, "threshold", "rci_threshold", "rci")
	return nil
}
