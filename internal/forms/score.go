package forms

import (
	"fmt"
	"math"
	"strconv"
)

// Result is what came of a score.
type Result struct {
	ID string
	// Value is nil when there is no score, and then Why says why.
	Value *float64
	// Raw is the number before it was multiplied, looked up and rounded.
	Raw *float64
	// Answered is how many of the score's items have an answer that is a number,
	// Of how many items there are; or how many of its parts have a score.
	Answered, Of int
	// Prorated is whether answers that are missing were made up for.
	Prorated bool
	Why      string // a sentence
}

// Score works out the scores of a form.
//
// What an answer counts for is the ordinal of the option, or the number itself;
// yes is 1 and no is 0. An option without an ordinal ("not known") counts as no
// answer, and so does what is not asked. Several answers to one item are added.
//
// Fewer answers than MinAnswered (all, when that is 0) give no score. Enough but
// not all give, with Prorate, the mean of those answered times the number of
// items (by their weights), else the sum of those answered. A table is read
// with the raw number after it was multiplied; where the rows are whole numbers
// a prorated one is rounded for that. Halves are rounded away from zero.
func (f *Form) Score(r *Response) []Result {
	s := &scoring{bound: f.bind(r), done: map[string]*Result{}}
	out := make([]Result, len(f.Scores))
	for i := range f.Scores {
		out[i] = *s.score(&f.Scores[i])
	}
	return out
}

type scoring struct {
	*bound
	done  map[string]*Result // nil while being worked out
	slots map[string][]*slot
}

func (s *scoring) score(sc *Score) *Result {
	if have, ok := s.done[sc.ID]; ok {
		if have == nil {
			return &Result{ID: sc.ID, Why: "The score is a part of itself."}
		}
		return have
	}
	s.done[sc.ID] = nil
	r := &Result{ID: sc.ID}
	s.done[sc.ID] = s.work(sc, r)
	return r
}

// part is one item of a score, or one score of another.
type part struct {
	value    float64
	weight   float64
	answered bool
}

func (s *scoring) work(sc *Score, r *Result) *Result {
	parts, why := s.parts(sc, r)
	r.Of = len(parts)
	for _, p := range parts {
		if p.answered {
			r.Answered++
		}
	}
	need := sc.MinAnswered
	if need <= 0 || need > r.Of {
		need = r.Of
	}
	word := "items"
	if len(sc.Of) > 0 {
		word = "parts"
	}
	switch {
	case why != "":
		r.Why = why
		return r
	case r.Of == 0:
		r.Why = "The score is made of nothing."
		return r
	case r.Answered < need || r.Answered == 0:
		r.Why = fmt.Sprintf("%d of %d %s are needed, and %d %s an answer.", max(need, 1), r.Of, word, r.Answered, have(r.Answered))
		return r
	}
	raw := sc.combine(parts, r)
	r.Raw = &raw
	r.Why = sc.says(r, word)
	s.finish(sc, r, raw)
	return r
}

func have(n int) string {
	if n == 1 {
		return "has"
	}
	return "have"
}

// combine makes one number of the parts that are answered.
func (sc *Score) combine(parts []part, r *Result) float64 {
	var sum, weights, all, count float64
	for _, p := range parts {
		all += p.weight
		if p.answered {
			sum += p.value * p.weight
			weights += p.weight
			if p.value != 0 {
				count++
			}
		}
	}
	missing := r.Answered < r.Of
	switch {
	case sc.Method == Count:
		sum = count
		if sc.Prorate && missing {
			r.Prorated = true
			sum = count / float64(r.Answered) * float64(r.Of)
		}
	case sc.Method == Mean:
		sum /= weights
		r.Prorated = r.Prorated || sc.Prorate && missing
	case sc.Prorate && missing:
		r.Prorated = true
		sum *= all / weights
	}
	return clean(sum)
}

// says how the number came about.
func (sc *Score) says(r *Result, word string) string {
	switch {
	case r.Of == 1:
		return "Everything is answered."
	case r.Answered == r.Of:
		return fmt.Sprintf("All %d %s are answered.", r.Of, word)
	case sc.Method == Mean:
		return fmt.Sprintf("%d of %d %s are answered; this is the mean of those.", r.Answered, r.Of, word)
	case r.Prorated && sc.Prorate:
		return fmt.Sprintf("%d of %d %s are answered; this is the mean of those times %d.", r.Answered, r.Of, word, r.Of)
	}
	return fmt.Sprintf("%d of %d %s are answered; those without an answer count for nothing.", r.Answered, r.Of, word)
}

// finish multiplies, looks up and rounds.
func (s *scoring) finish(sc *Score, r *Result, x float64) {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		r.Raw, r.Why = nil, "The number cannot be worked out: the weights add up to nothing."
		return
	}
	if sc.Multiply != 0 {
		x = clean(x * sc.Multiply)
	}
	if len(sc.Lookup) > 0 {
		from := x
		if r.Prorated && sc.wholeRows() {
			from = round(x, 0)
		}
		row, ok := sc.row(from)
		if !ok {
			r.Why = "The table has no row for " + plainNumber(from) + "."
			return
		}
		if from != x {
			r.Why += " It was rounded to " + plainNumber(from) + " to read the table."
		}
		x = row
	}
	if sc.Round != nil {
		x = round(x, *sc.Round)
	}
	r.Value = &x
}

func (sc *Score) wholeRows() bool {
	for _, row := range sc.Lookup {
		if row.From != math.Trunc(row.From) {
			return false
		}
	}
	return true
}

func (sc *Score) row(from float64) (float64, bool) {
	for _, row := range sc.Lookup {
		if math.Abs(row.From-from) < 1e-9 {
			return row.To, true
		}
	}
	return 0, false
}

// clean drops what arithmetic in binary leaves behind the fourteenth digit.
func clean(x float64) float64 {
	y, err := strconv.ParseFloat(strconv.FormatFloat(x, 'g', 14, 64), 64)
	if err != nil {
		return x
	}
	return y
}

// round rounds to decimal places, halves away from zero; a half is one that is
// written so, whatever its nearest binary number is.
func round(x float64, places int) float64 {
	places = min(max(places, 0), 12)
	scale := math.Pow10(places)
	scaled := math.Abs(x) * scale
	whole := math.Floor(scaled)
	if scaled-whole >= 0.5-1e-9 {
		whole++
	}
	return clean(math.Copysign(whole/scale, x)) + 0 // no negative zero
}

// parts are the numbers that the score is made of. Why is set when there can be
// no score, whatever is answered.
func (s *scoring) parts(sc *Score, r *Result) (parts []part, why string) {
	for _, id := range sc.Of {
		other := s.scoreNamed(id)
		if other == nil {
			return nil, fmt.Sprintf("There is no score “%s”.", id)
		}
		p := part{weight: 1, answered: other.Value != nil}
		if p.answered {
			p.value = *other.Value
		}
		r.Prorated = r.Prorated || other.Prorated
		parts = append(parts, p)
	}
	if len(sc.Of) > 0 {
		return parts, ""
	}
	for i := range sc.Items {
		p, why := s.item(&sc.Items[i])
		if why != "" {
			return make([]part, len(sc.Items)), why
		}
		parts = append(parts, p)
	}
	return parts, ""
}

func (s *scoring) scoreNamed(id string) *Result {
	for i := range s.form.Scores {
		if s.form.Scores[i].ID == id {
			return s.score(&s.form.Scores[i])
		}
	}
	return nil
}

// item is the part that an item has in a score.
func (s *scoring) item(si *ScoreItem) (p part, why string) {
	p.weight = si.Weight
	if p.weight == 0 {
		p.weight = 1
	}
	e := s.by[si.LinkID]
	if e == nil {
		return p, fmt.Sprintf("There is no item “%s”.", si.LinkID)
	}
	options := s.form.OptionsOf(e.item)
	ends := 0.0
	if si.Reversed {
		lowest, highest, ok := e.item.ends(options)
		if !ok {
			return p, fmt.Sprintf("“%s” cannot be reversed: it does not say its lowest and highest number.", si.LinkID)
		}
		ends = lowest + highest
	}
	for _, sl := range s.slotsOf(si.LinkID) {
		if !s.asked(sl) {
			continue
		}
		for _, a := range sl.answers {
			if x, ok := a.Value.counts(options); ok {
				if si.Reversed {
					x = ends - x
				}
				p.value, p.answered = p.value+x, true
			}
		}
	}
	return p, ""
}

// counts is the number that an answer counts for.
func (v Value) counts(options []Option) (float64, bool) {
	for k := range options {
		if options[k].Value.Same(v) {
			if o := options[k].Ordinal; o != nil {
				return *o, true
			}
			return options[k].Value.float()
		}
	}
	if v.Kind == "boolean" {
		if v.Text == "true" {
			return 1, true
		}
		return 0, v.Text == "false"
	}
	return v.float()
}

// ends are the lowest and the highest number that an item can count for.
func (i *Item) ends(options []Option) (lowest, highest float64, ok bool) {
	if i.Kind == Boolean {
		return 0, 1, true
	}
	for k := range options {
		x, isNumber := options[k].Value.counts(options[k : k+1])
		if !isNumber {
			continue
		}
		if !ok {
			lowest, highest, ok = x, x, true
		}
		lowest, highest = min(lowest, x), max(highest, x)
	}
	if !ok && i.MinValue != nil && i.MaxValue != nil {
		return *i.MinValue, *i.MaxValue, true
	}
	return lowest, highest, ok
}

// slotsOf are the slots of an item in all places.
func (s *scoring) slotsOf(linkID string) []*slot {
	if s.slots == nil {
		s.slots = map[string][]*slot{}
		s.gather(s.root)
	}
	return s.slots[linkID]
}

func (s *scoring) gather(p *place) {
	for i := range p.slots {
		sl := &p.slots[i]
		s.slots[sl.item.LinkID] = append(s.slots[sl.item.LinkID], sl)
		for _, inner := range sl.places {
			s.gather(inner)
		}
	}
}
