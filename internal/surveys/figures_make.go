package surveys

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"math"

	"footbridge/internal/db"
	"footbridge/internal/disclosure"
	"footbridge/internal/forms"
	"footbridge/internal/stats"
	"footbridge/internal/units"
)

// channelLabels are the ways of answering as people read them.
var channelLabels = map[string]string{
	"link": "Open link", "poster": "Poster", "kiosk": "Tablet", "interview": "Interview", "mail": "Invitation by mail",
	"sms": "Invitation by text", "letter": "Invitation by letter", "paper": "On paper", "api": "From another program",
}

// source is what the figures of a wave are made from, besides the answers.
type source struct {
	Wave   Wave
	Survey Survey
	Title  string // of the questionnaire, with its version
	Units  []figureUnit
	Tree   []units.Unit
	Groups []askedGroup
	State  packState
	form   *forms.Form
	layout *layout
}

// key names everything in the source in a few letters.
func (s *source) key() string {
	content, _ := json.Marshal(s) // plain data: it cannot go wrong
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

// figures are the figures of a wave, as everybody who may see all of them sees
// them.
func (s *Surveys) figures(ctx context.Context, tx *db.DB, w Wave) (*Table, error) {
	src, err := s.source(ctx, tx, w)
	if err != nil {
		return nil, err
	}
	key := src.key()
	if have := s.cache.get(w.ID, key); have != nil {
		return have, nil
	}
	if src.State.Fresh >= packNow && !tx.InTx() {
		if err := s.pack(ctx, w, src.layout); err != nil {
			return nil, err
		}
	}
	t, err := s.count(ctx, tx, w, src.layout)
	if err != nil {
		return nil, err
	}
	table, err := src.table(t)
	if err == nil {
		s.cache.put(w.ID, key, table)
	}
	return table, err
}

func (s *Surveys) source(ctx context.Context, tx *db.DB, w Wave) (*source, error) {
	src := &source{Wave: w}
	var err error
	if src.form, src.Title, err = s.formOf(ctx, tx, w); err != nil {
		return nil, err
	}
	src.layout = newLayout(src.form)
	if src.Survey, err = surveyOf(ctx, tx, w); err != nil {
		return nil, err
	}
	if src.Units, err = unitsToCount(ctx, tx, w.OrgID, w.ID); err != nil {
		return nil, err
	}
	if src.Groups, err = groupsAsked(ctx, tx, w.OrgID, w.ID); err != nil {
		return nil, err
	}
	if src.Tree, err = s.units.In(tx).Tree(ctx, w.OrgID); err != nil {
		return nil, err
	}
	src.State, err = packStateOf(ctx, tx, w.OrgID, w.ID)
	return src, err
}

// table makes what may be shown.
func (s *source) table(t *tally) (*Table, error) {
	w := s.Wave
	out := &Table{
		Survey: s.Survey.Title, Wave: w.Title, Kind: s.Survey.Kind, Setting: w.Setting, Perspective: w.Perspective, Audience: w.Audience, Sample: w.Sample,
		MadeWith: s.Survey.MadeWith, PeerLed: s.Survey.PeerLed, Opens: w.OpensOn.ISO(), Closes: w.ClosesOn.ISO(), Questionnaire: s.Title,
		Minimum: w.Minimum, Rounded: w.Profile == "round5", Cuts: s.cuts(t),
	}
	if err := sizes(out.Cuts, out.Rounded); err != nil {
		return nil, err
	}
	for i := range out.Cuts {
		out.Cuts[i].show(out.Rounded)
	}
	questions := questionsOf(s.form, s.layout, s.form.Language)
	for n := range questions {
		if err := out.add(&questions[n], t); err != nil {
			return nil, err
		}
	}
	return out, s.missing(out)
}

// show fills in how many answered, and of how many, where that is shown.
func (c *Cut) show(rounded bool) {
	if c.hidden {
		c.Asked = nil
		return
	}
	c.N = count(c.count, rounded)
	if c.Asked == nil {
		return
	}
	asked := *c.Asked
	if few(asked) || asked < c.count {
		c.Asked = nil // more answered than were counted: there is no such rate
		return
	}
	rate := percent(c.count, asked)
	c.Asked, c.Rate = count(asked, rounded), &rate
	if few(c.count) {
		c.Rate = nil
	}
}

// count is a number as it is shown.
func count(n int, rounded bool) *int {
	if rounded {
		n = (n + 2) / 5 * 5
	}
	return &n
}

// percent is a share in whole percent, a half upwards.
func percent(num, den int) int { return (200*num + den) / (2 * den) }

// add adds the lines of a question.
func (t *Table) add(q *question, from *tally) error {
	counts := make([]numbers, len(t.Cuts))
	for i, c := range t.Cuts {
		counts[i] = q.count(from, c.group)
	}
	s, err := q.protect(t.Cuts, counts, t.Rounded)
	if err != nil {
		return err
	}
	for k, f := range q.shares {
		line := Line{Set: q.set, LinkID: q.linkID, Option: f.key, Label: f.label, Question: q.words, Of: f.of, Domain: q.domain, Better: q.better(f), Kind: q.kind}
		for i := range t.Cuts {
			if q.kind == Number {
				line.Cells = append(line.Cells, t.number(counts[i].values, s.den[i][k] && s.level(t.Cuts, i, k)))
			} else {
				line.Cells = append(line.Cells, t.share(counts[i].nums[k], counts[i].dens[k], s.num[i][k], s.den[i][k]))
			}
		}
		t.Lines = append(t.Lines, line)
	}
	return nil
}

// level reports whether every cut beside this one is shown too. Otherwise the
// mean of those that are not could be worked out from the others.
func (s shown) level(cuts []Cut, i, k int) bool {
	for j := 1; i > 0 && j < len(cuts); j++ {
		if cuts[j].parent == cuts[i].parent && cuts[j].Channel() == cuts[i].Channel() && cuts[j].count > 0 && !s.den[j][k] {
			return false
		}
	}
	return true
}

func (t *Table) share(num, den int, showNum, showDen bool) Cell {
	var c Cell
	switch {
	case den == 0:
		c.Why = Nobody
	case !showDen:
		c.Why = Hidden
	case den < t.Minimum:
		c.Den, c.Why = count(den, t.Rounded), TooFew
	case !showNum:
		c.Den, c.Why = count(den, t.Rounded), Hidden
	default:
		p := percent(num, den)
		c.Num, c.Den, c.Percent = count(num, t.Rounded), count(den, t.Rounded), &p
		if t.Rounded {
			num, den = min(*c.Num, *c.Den), *c.Den // the interval must not say more
		}
		i := stats.Proportion{X: num, N: den}.Wilson(stats.Usual)
		low, high := int(math.Round(100*i.Low)), int(math.Round(100*i.High))
		c.Low, c.High = &low, &high
	}
	return c
}

func (t *Table) number(values []float64, show bool) Cell {
	var c Cell
	switch {
	case len(values) == 0:
		c.Why = Nobody
	case !show:
		c.Why = Hidden
	case len(values) < t.Minimum:
		c.Den, c.Why = count(len(values), t.Rounded), TooFew
	default:
		m, mid := math.Round(10*mean(values))/10, math.Round(10*middle(values))/10
		c.Den, c.Mean, c.Median = count(len(values), t.Rounded), &m, &mid
	}
	return c
}

// missing sets the groups of those there were to ask beside those who answered.
func (s *source) missing(t *Table) error {
	asked, all := map[string]map[string]int{}, map[string]int{}
	for _, g := range s.Groups {
		if asked[g.Question] == nil {
			asked[g.Question] = map[string]int{}
		}
		asked[g.Question][g.Answer] = g.Asked
		all[g.Question] += g.Asked
	}
	p := disclosure.Publication{Threshold: disclosure.Threshold}
	at := map[string]int{}
	for _, l := range t.Lines {
		if l.Kind != Spread && l.Kind != Several || asked[l.LinkID] == nil {
			continue
		}
		n, found := asked[l.LinkID][l.Option]
		m := Missed{LinkID: l.LinkID, Words: l.Question, Option: l.Option, Label: cmp.Or(l.Label, l.Option), Answered: l.Cells[0].Percent}
		if found && all[l.LinkID] > 0 {
			share := percent(n, all[l.LinkID])
			m.Asked = &share
			at[l.LinkID+"\x00"+l.Option] = p.Add(disclosure.Cell{N: n, Few: few(n)})
		}
		t.Missing = append(t.Missing, m)
	}
	for question, answers := range asked {
		var parts []int
		for a := range answers {
			if c, found := at[question+"\x00"+a]; found {
				parts = append(parts, c)
			}
		}
		if len(parts) == len(answers) && len(parts) > 0 {
			p.Sum(p.Add(disclosure.Cell{N: all[question], Known: true}), parts...)
		}
	}
	result, err := p.Hide()
	if err != nil {
		return err
	}
	for i, m := range t.Missing {
		if c, found := at[m.LinkID+"\x00"+m.Option]; found && result.Hidden[c] {
			t.Missing[i].Asked = nil
		}
	}
	return nil
}
