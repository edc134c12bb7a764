package forms

import (
	"fmt"
	"path"
	"strings"
)

// Statuses are the codes that a response's status may have.
var statuses = []string{"in-progress", "completed", "amended", "entered-in-error", "stopped"}

// Validate names what in a response breaks its form, with the path of each: what
// is not of the form or not asked, values of the wrong type or that are not among
// the options, answers that are needed, too many or too few of them. What is
// needed is not asked for in a response that is in progress or was stopped.
func (f *Form) Validate(r *Response) []Problem {
	v := &validation{bound: f.bind(r), unfinished: r.Status == "in-progress" || r.Status == "stopped" || r.Status == "entered-in-error"}
	v.whole(r)
	v.place(v.root)
	return v.problems
}

type validation struct {
	*bound
	unfinished bool
	problems   []Problem
}

func (v *validation) fail(path, format string, args ...any) {
	v.problems = append(v.problems, Problem{path, fmt.Sprintf(format, args...)})
}

// whole checks what the response says about itself.
func (v *validation) whole(r *Response) {
	if r.Status != "" && !oneOf(r.Status, statuses) {
		v.fail("", "There is no status “%s”: it is one of %s.", r.Status, strings.Join(statuses, ", "))
	}
	if r.Questionnaire == "" || strings.HasPrefix(r.Questionnaire, "#") {
		return
	}
	url, version, versioned := strings.Cut(r.Questionnaire, "|")
	own, _, _ := strings.Cut(v.form.Canonical(), "|")
	same := url == own || v.form.ID != "" && path.Base(url) == v.form.ID && (v.form.URL == "" || !strings.Contains(url, ":"))
	switch {
	case own == "" && v.form.ID == "":
	case !same:
		v.fail("", "These are answers to another questionnaire: %s.", r.Questionnaire)
	case versioned && v.form.Version != "" && version != v.form.Version:
		v.fail("", "These are answers to version %s of the questionnaire; this is version %s.", version, v.form.Version)
	}
}

func oneOf(s string, list []string) bool {
	for _, have := range list {
		if s == have {
			return true
		}
	}
	return false
}

func (v *validation) place(p *place) {
	for i := range p.slots {
		v.slot(&p.slots[i])
	}
	for _, stray := range p.strays {
		v.stray(p, stray)
	}
}

// stray says why an item is not where it belongs.
func (v *validation) stray(p *place, item *ResponseItem) {
	at := Under(p.path(), item.LinkID)
	e := v.by[item.LinkID]
	switch {
	case item.LinkID == "":
		v.fail(at, "An item has no link ID.")
	case e == nil:
		v.fail(at, "The questionnaire has no item “%s”.", item.LinkID)
	case e.parent == nil:
		v.fail(at, "“%s” does not belong here: it is not inside anything.", item.LinkID)
	default:
		v.fail(at, "“%s” does not belong here: it is inside “%s”.", item.LinkID, e.parent.item.LinkID)
	}
}

func (v *validation) slot(s *slot) {
	if !v.asked(s) {
		if v.given(s) {
			v.fail(s.path(), "This is not asked, because of what was answered elsewhere, so it cannot have an answer.")
		}
		return
	}
	switch s.item.Kind {
	case Group:
		v.group(s)
	case Display:
		if len(s.answers) > 0 {
			v.fail(s.path(), "These are words to read; they cannot have an answer.")
		}
	default:
		v.question(s)
	}
	for _, given := range s.items {
		if s.item.Kind != Group && len(given.Items) > 0 {
			v.fail(s.path(), "What is asked under a question belongs inside its answer, not beside it.")
		}
	}
	for _, p := range s.places {
		v.place(p)
	}
}

// given reports whether there is anything at all in a slot.
func (v *validation) given(s *slot) bool {
	if len(s.answers) > 0 {
		return true
	}
	for _, item := range s.items {
		if len(item.Answers) > 0 || len(item.Items) > 0 {
			return true
		}
	}
	return false
}

func (v *validation) group(s *slot) {
	for n, given := range s.items {
		if len(given.Answers) > 0 {
			v.fail(s.places[n].path(), "A group of questions cannot have an answer of its own.")
		}
	}
	n := len(s.items)
	least, most := s.item.occurs()
	switch {
	case n > most && most == 1:
		v.fail(s.path(), "This can be given once; it is there %d times.", n)
	case n > most:
		v.fail(s.path(), "This can be given at most %d times; it is there %d times.", most, n)
	case v.unfinished:
	case s.item.Repeats && n < least && (n > 0 || s.item.Required):
		v.fail(s.path(), "This must be given at least %s; it is there %s.", times(least), times(n))
	}
}

// occurs is how often an item is given at least and at most.
func (i *Item) occurs() (least, most int) {
	most = 1
	if i.Repeats {
		most = i.Max
		if most == 0 {
			most = int(^uint(0) >> 1)
		}
	}
	least = i.Min
	if i.Required {
		least = max(least, 1)
	}
	return least, most
}

func times(n int) string {
	switch n {
	case 0:
		return "not at all"
	case 1:
		return "once"
	}
	return fmt.Sprintf("%d times", n)
}

func (v *validation) question(s *slot) {
	n := 0
	options := v.form.OptionsOf(s.item)
	for i, a := range s.answers {
		if a.Value.empty() {
			if len(a.Items) > 0 {
				v.fail(s.answerPath(i), "Something is answered under this question, but the question is not.")
			}
			continue
		}
		n++
		if why := s.item.refuses(a.Value, options); why != "" {
			v.fail(s.answerPath(i), "%s", why)
			continue
		}
		for k := range min(i, len(options)) {
			if s.answers[k].Value.Same(a.Value) {
				v.fail(s.answerPath(i), "“%s” is there twice.", a.Value.words())
				break
			}
		}
	}
	v.exclusive(s, options)
	least, most := s.item.occurs()
	switch {
	case n > most && most == 1:
		v.fail(s.path(), "Only one answer can be given; there are %d.", n)
	case n > most:
		v.fail(s.path(), "At most %d answers can be given; there are %d.", most, n)
	case v.unfinished || n >= least || n == 0 && (!s.item.Required || s.item.Calculated != nil):
	case n == 0 && least <= 1:
		v.fail(s.path(), "%s", s.item.wanted(options))
	case n == 0:
		v.fail(s.path(), "Give at least %d answers.", least)
	default:
		v.fail(s.path(), "At least %d answers are needed; there %s %d.", least, map[bool]string{true: "is", false: "are"}[n == 1], n)
	}
}

// exclusive names an option that rules out others and yet has company.
func (v *validation) exclusive(s *slot, options []Option) {
	if len(s.answers) < 2 {
		return
	}
	for i := range options {
		if !options[i].Exclusive {
			continue
		}
		for k, a := range s.answers {
			if a.Value.Same(options[i].Value) {
				v.fail(s.answerPath(k), "“%s” cannot go with other answers.", options[i].words())
			}
		}
	}
}
