package surveys

import (
	"slices"
	"strings"

	"footbridge/internal/forms"
)

// question is a question that has figures.
type question struct {
	linkID, words, set, domain string
	polarity                   forms.Polarity
	kind                       Kind
	options                    []option // of which one, or several, are chosen
	shares                     []share  // of the options
}

type option struct {
	key, label string
	ordinal    *float64 // what it counts for in scores
}

// share is a figure: those who gave one of some answers, of those who gave one of
// others.
type share struct {
	key, label, of string
	count, base    []string // keys of options
}

// covers reports whether the base of one share holds that of another.
func (s share) covers(o share) bool {
	return !slices.ContainsFunc(o.base, func(k string) bool { return !slices.Contains(s.base, k) })
}

// needs are the sets of figures about needs: their share of those who had the
// need stands beside their share of everybody who answered.
var needs = []string{"10", "11"}

// questionsOf are the questions of a form that have figures, in the order in
// which they are asked.
func questionsOf(f *forms.Form, p *layout, language string) []question {
	var out []question
	f.Walk(func(parents []*forms.Item, i *forms.Item) {
		if len(p.at[i.LinkID]) == 0 {
			return
		}
		q := question{linkID: i.LinkID, words: wordsOf(parents, i, language), polarity: i.Polarity, kind: Number}
		if p.columns[p.at[i.LinkID][0]].Number {
			q.shares = []share{{label: q.words, of: "those who answered the question"}}
		} else {
			q.choices(f, i, language)
		}
		if i.Figure != nil {
			q.set, q.domain = i.Figure.Set, i.Figure.Domain
		}
		out = append(out, q)
	})
	return out
}

// wordsOf are the question's words, after those of a group that asks something
// of which the question is a part.
func wordsOf(parents []*forms.Item, i *forms.Item, language string) string {
	words := i.Text.For(language)
	if n := len(parents); n > 0 && strings.HasSuffix(parents[n-1].Text.For(language), "?") {
		words = parents[n-1].Text.For(language) + " " + words
	}
	return words
}

// choices fills in what can be chosen, and the figures of it.
func (q *question) choices(f *forms.Form, i *forms.Item, language string) {
	var keys []string
	if i.Kind == forms.Boolean {
		q.options = []option{{key: "true", label: "Yes"}, {key: "false", label: "No"}}
	}
	for _, o := range f.OptionsOf(i) {
		label := o.Text.For(language)
		if label == "" {
			label = o.Value.Display
		}
		q.options = append(q.options, option{o.Key(), label, o.Ordinal})
	}
	if i.Kind == forms.OpenChoice && !i.Repeats {
		q.options = append(q.options, option{label: "In their own words"})
	}
	for _, o := range q.options {
		keys = append(keys, o.key)
	}
	switch q.kind = Spread; {
	case i.Repeats:
		q.kind = Several
		for _, o := range q.options {
			q.shares = append(q.shares, share{key: o.key, label: o.label, of: "those who answered the question", count: []string{o.key}})
		}
	case i.Figure != nil && len(i.Figure.Count) > 0:
		q.kind = Share
		s := share{label: i.Figure.Label.For(language), count: i.Figure.Count, base: i.Figure.Of}
		if len(s.base) == 0 {
			s.base = keys
		}
		if s.label == "" {
			s.label = q.words
		}
		s.of = "those who answered"
		if left := q.without(s.base); left != "" {
			s.of = "those who answered, without “" + left + "”"
		}
		q.shares = append(q.shares, s)
		if all := (share{key: "of all", label: s.label, of: "everybody who answered the question", count: s.count, base: keys}); slices.Contains(needs, i.Figure.Set) && len(s.base) < len(keys) {
			q.shares[0].of = "those who had or wanted this"
			q.shares = append(q.shares, all)
		}
	default:
		for _, o := range q.options {
			q.shares = append(q.shares, share{key: o.key, label: o.label, of: "those who answered the question", count: []string{o.key}, base: keys})
		}
	}
}

// without are the options that are not in a base, in words.
func (q *question) without(base []string) string {
	var out []string
	for _, o := range q.options {
		if o.key != "" && !slices.Contains(base, o.key) {
			out = append(out, o.label)
		}
	}
	return strings.Join(out, "” and “")
}

// better says which way is better: of a figure that counts answers, and of one
// answer, nothing is known but what a form says of its question and its count.
func (q *question) better(f share) string {
	switch {
	case q.kind == Number && q.polarity == forms.Positive:
		return "higher"
	case q.kind == Number && q.polarity == forms.Negative:
		return "lower"
	case q.kind != Share || q.polarity == forms.Neutral:
		return ""
	}
	if q.agrees(f) == (q.polarity == forms.Positive) {
		return "higher"
	}
	return "lower"
}

// agrees reports whether a figure counts the answers that agree with the
// question: those with the higher ordinals, or, where there are none, the first.
func (q *question) agrees(f share) bool {
	mean := func(keys []string) (float64, bool) {
		sum, n := 0.0, 0
		for _, o := range q.options {
			if o.ordinal != nil && slices.Contains(keys, o.key) {
				sum, n = sum+*o.ordinal, n+1
			}
		}
		return sum / float64(max(n, 1)), n == len(keys)
	}
	some, known := mean(f.count)
	all, every := mean(f.base)
	if known && every {
		return some > all
	}
	return len(f.base) > 0 && slices.Contains(f.count, f.base[0])
}

// numbers are what the answers of a group come to.
type numbers struct {
	nums, dens []int // by share
	answered   int
	asked      int
	options    []int     // by option
	values     []float64 // of a question for a number
}

func (q *question) count(t *tally, g group) numbers {
	var n numbers
	if q.kind == Number {
		n.values = t.values(q.linkID, g)
		n.answered = len(n.values)
		n.nums, n.dens = []int{n.answered}, []int{n.answered}
		return n
	}
	chosen, answered, asked := t.chosen(q.linkID, g)
	n.answered, n.asked = answered, asked
	sum := func(keys []string) int {
		all := 0
		for _, k := range keys {
			all += chosen[k]
		}
		return all
	}
	for _, s := range q.shares {
		den := answered
		if q.kind != Several {
			den = sum(s.base)
		}
		n.nums, n.dens = append(n.nums, sum(s.count)), append(n.dens, den)
	}
	for _, o := range q.options {
		n.options = append(n.options, chosen[o.key])
	}
	return n
}
