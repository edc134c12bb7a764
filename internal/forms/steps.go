package forms

import (
	"slices"
	"strings"
)

// Step is one page of a form that is answered a page at a time: a question, or a
// few that belong together.
type Step struct {
	// ID names the step in an address or a form's field: the path of its first item.
	ID string
	// Paths are the items that the page shows, from the outermost.
	Paths []string
	// Groups are the headings above them, outermost first.
	Groups []*Item
	items  []*Item
}

// together is how many questions of a group are shown on one page where the form
// does not say.
const together = 3

// Steps are the pages that whoever gave the answers so far has to see, in order.
func (f *Form) Steps(r *Response) []Step {
	if r == nil {
		r = &Response{}
	}
	s := stepper{form: f, enabled: f.Enabled(r)}
	s.walk(f.Items, "", nil)
	s.flush()
	return s.steps
}

type stepper struct {
	form    *Form
	enabled func(path string) bool
	steps   []Step
	words   Step // display items that wait for the question after them
}

func (s *stepper) walk(items []Item, above string, groups []*Item) {
	for i := range items {
		it := &items[i]
		path := Under(above, it.LinkID)
		switch {
		case !it.shown() || !s.enabled(path):
		case it.Kind == Display:
			s.hold(it, path, groups)
		case it.Kind == Group && !s.onePage(it):
			s.walk(it.Items, path, append(slices.Clone(groups), it))
		case it.Kind == Group && !asksAnything(it):
		default:
			s.hold(it, path, groups)
			s.flush()
		}
	}
}

// hold adds an item to the page that is being made.
func (s *stepper) hold(it *Item, path string, groups []*Item) {
	if s.words.ID == "" {
		s.words = Step{ID: path, Groups: groups}
	}
	s.words.Paths = append(s.words.Paths, path)
	s.words.items = append(s.words.items, it)
}

func (s *stepper) flush() {
	if s.words.ID != "" {
		s.steps = append(s.steps, s.words)
		s.words = Step{}
	}
}

// onePage reports whether a group is a page: the form says so, it repeats, it is
// a table, or it is small.
func (s *stepper) onePage(g *Item) bool {
	if g.Control == "page" || g.Repeats || s.form.tableOf(g) != nil {
		return true
	}
	asked, pages := 0, false
	walk(nil, g.Items, func(_ []*Item, i *Item) {
		if i.asked() {
			asked++
		}
		pages = pages || i.Control == "page"
	})
	return asked <= together && !pages
}

func asksAnything(g *Item) bool {
	asks := false
	walk(nil, g.Items, func(_ []*Item, i *Item) { asks = asks || i.shown() && i.Kind != Group })
	return asks
}

// Step is the step with that ID, or the first one where ID is "". It is false
// where the answers no longer lead there.
func (f *Form) Step(r *Response, id string) (Step, bool) {
	steps := f.Steps(r)
	if id == "" && len(steps) > 0 {
		return steps[0], true
	}
	if i := stepAt(steps, id); i >= 0 {
		return steps[i], true
	}
	return Step{}, false
}

// Next is the step after the one with that ID; false after the last.
func (f *Form) Next(r *Response, id string) (Step, bool) {
	steps := f.Steps(r)
	if i := stepAt(steps, id); i+1 < len(steps) {
		return steps[i+1], true
	}
	return Step{}, false
}

// Before is the step before the one with that ID; false before the first.
func (f *Form) Before(r *Response, id string) (Step, bool) {
	steps := f.Steps(r)
	if i := stepAt(steps, id); i > 0 {
		return steps[i-1], true
	}
	return Step{}, false
}

func stepAt(steps []Step, id string) int {
	return slices.IndexFunc(steps, func(s Step) bool { return s.ID == id })
}

// progress says how far a step is: "about" where answers still decide what else
// is asked.
func (f *Form) progress(r *Response, id, language string) Phrase {
	steps := f.Steps(r)
	at := stepAt(steps, id)
	if at < 0 {
		return Phrase{}
	}
	key := "step"
	f.Walk(func(parents []*Item, i *Item) {
		if i.shown() && (len(i.EnableWhen) > 0 || i.EnableExpr != nil) && len(parents) == 0 {
			key = "about"
		}
	})
	return say(language, key, at+1, len(steps))
}

// ReadStep reads what was typed on one page into the answers so far: what the
// page asks is replaced, everything else stays. The problems are those of the
// page's own items.
func (f *Form) ReadStep(r *Response, step Step, values map[string][]string, language string) (Response, []Problem) {
	if r == nil {
		r = &Response{}
	}
	rest := *r
	for _, path := range step.Paths {
		rest.Items = without(rest.Items, steps(path))
	}
	fields := f.ToFields(&rest)
	for name, v := range values {
		fields[name] = v
	}
	answers, problems := f.FromFields(fields, language)
	problems = append(problems, f.Validate(&answers)...)
	answers.ID, answers.Status, answers.Authored, answers.Extra = r.ID, r.Status, r.Authored, r.Extra
	return answers, slices.DeleteFunc(distinct(problems), func(p Problem) bool { return !step.holds(p.Path) })
}

// distinct keeps the first problem at each path.
func distinct(problems []Problem) []Problem {
	var out []Problem
	for _, p := range problems {
		if !slices.ContainsFunc(out, func(q Problem) bool { return q.Path == p.Path }) {
			out = append(out, p)
		}
	}
	return out
}

// holds reports whether a path is that of one of the step's items, or within it.
func (s Step) holds(path string) bool {
	return slices.ContainsFunc(s.Paths, func(p string) bool {
		rest, ok := strings.CutPrefix(path, p)
		return ok && (rest == "" || rest[0] == '/' || rest[0] == '[')
	})
}

// without returns the answers but those at a path of items that do not repeat.
func without(answers []ResponseItem, path []step) []ResponseItem {
	var out []ResponseItem
	for _, a := range answers {
		if a.LinkID == path[0].linkID {
			if len(path) == 1 {
				continue
			}
			a.Items = without(a.Items, path[1:])
		}
		out = append(out, a)
	}
	return out
}

// Start is the answers of somebody who has not begun: what the form fills in at
// first.
func (f *Form) Start(language string) Response {
	return Response{Status: "in-progress", Language: language, Items: f.initial(f.Items)}
}

func (f *Form) initial(items []Item) []ResponseItem {
	var out []ResponseItem
	for i := range items {
		it := &items[i]
		a := ResponseItem{LinkID: it.LinkID}
		for _, v := range it.Initial {
			a.Answers = append(a.Answers, Answer{Value: v})
		}
		for _, o := range f.OptionsOf(it) {
			if o.Initial {
				a.Answers = append(a.Answers, Answer{Value: o.Value})
			}
		}
		if it.Kind == Group {
			a.Items = f.initial(it.Items)
		}
		if len(a.Answers)+len(a.Items) > 0 {
			out = append(out, a)
		}
	}
	return out
}
