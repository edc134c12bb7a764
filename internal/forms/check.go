package forms

import (
	"fmt"
	"slices"
	"strings"
)

// Check says what stands in the way of asking the form: what nobody could
// answer, conditions that can never be settled, scores of what is not there. A
// form without problems may be published; what it lacks in other languages is
// said by [Form.Gaps].
func (f *Form) Check() []Problem {
	c := &checking{f: f, at: map[string]int{}, items: map[string]*Item{}, paths: map[string]string{}, parents: map[string]string{}}
	f.Walk(func(parents []*Item, i *Item) {
		if _, twice := c.items[i.LinkID]; twice || i.LinkID == "" {
			return
		}
		c.at[i.LinkID] = len(c.at)
		c.items[i.LinkID] = i
		c.paths[i.LinkID] = pathOf(parents, i)
		if len(parents) > 0 {
			c.parents[i.LinkID] = parents[len(parents)-1].LinkID
		}
	})
	if len(f.Items) == 0 {
		c.say("", "The form asks nothing.")
	}
	seen := map[string]bool{}
	f.Walk(func(parents []*Item, i *Item) {
		path := pathOf(parents, i)
		switch {
		case i.LinkID == "":
			c.say(path, "%s has no link ID. Every item needs one of its own.", called(i))
		case seen[i.LinkID]:
			c.say(path, "The link ID “%s” is used twice. Every item needs one of its own.", i.LinkID)
		}
		seen[i.LinkID] = true
		c.item(path, i)
		c.answers(path, i)
		c.conditions(path, i)
		c.figure(path, i)
	})
	c.sets()
	c.loops()
	c.scores()
	return c.found
}

type checking struct {
	f       *Form
	found   []Problem
	at      map[string]int // where in the form's order, by link ID
	items   map[string]*Item
	paths   map[string]string
	parents map[string]string
}

func (c *checking) say(path, format string, args ...any) {
	c.found = append(c.found, Problem{Path: path, Message: fmt.Sprintf(format, args...)})
}

func pathOf(parents []*Item, i *Item) string {
	path := ""
	for _, p := range parents {
		path = Under(path, p.LinkID)
	}
	return Under(path, i.LinkID)
}

// called is how a message names an item: by its words, or its link ID.
func called(i *Item) string {
	words := []rune(strings.Join(strings.Fields(i.Text.Plain), " "))
	switch {
	case len(words) == 0 && i.LinkID == "":
		return "An item without words"
	case len(words) == 0:
		return "“" + i.LinkID + "”"
	case len(words) > 60:
		return "“" + strings.TrimSpace(string(words[:58])) + "…”"
	}
	return "“" + string(words) + "”"
}

// item checks what every item has.
func (c *checking) item(path string, i *Item) {
	switch {
	case i.Kind == "":
		c.say(path, "%s does not say what kind of answer it asks for.", called(i))
	case !i.Kind.Known():
		c.say(path, "%s asks for “%s”, which cannot be answered here.", called(i), i.Kind)
	}
	if i.Text.Plain == "" && i.Kind != Group && i.Control != "help" && !i.Hidden {
		c.say(path, "%s has no words.", called(i))
	}
	switch {
	case i.Kind == Group && len(i.Items) == 0:
		c.say(path, "The group %s has nothing in it.", called(i))
	case i.Kind == Group && (len(i.Options) > 0 || i.ValueSet != "" || len(i.Initial) > 0):
		c.say(path, "%s is a group and cannot have answers of its own.", called(i))
	case i.Kind == Display && (len(i.Options) > 0 || i.ValueSet != "" || len(i.Initial) > 0 || i.Required || i.Repeats):
		c.say(path, "%s is only words and cannot be answered. Make it a question, or take its answers away.", called(i))
	case i.Kind == Display && len(i.Items) > 0:
		c.say(path, "%s is only words and cannot have items in it. Make it a group.", called(i))
	}
	switch {
	case i.Min < 0 || i.Max < 0:
		c.say(path, "%s has a number of answers below nothing.", called(i))
	case i.Max > 0 && i.Min > i.Max:
		c.say(path, "%s needs at least %d answers and takes at most %d.", called(i), i.Min, i.Max)
	case !i.Repeats && (i.Min > 1 || i.Max > 1):
		c.say(path, "%s takes one answer, and says it takes %d. Let it take several, or take the number away.", called(i), max(i.Min, i.Max))
	}
	if i.MinValue != nil && i.MaxValue != nil && *i.MinValue > *i.MaxValue {
		c.say(path, "%s takes numbers from %v to %v, so none.", called(i), *i.MinValue, *i.MaxValue)
	}
	if i.MaxLength < 0 {
		c.say(path, "%s has a greatest length below nothing.", called(i))
	}
	if i.Required && (i.Hidden || i.ReadOnly) && i.Calculated == nil && len(i.Initial) == 0 && i.Kind != Group && !slices.ContainsFunc(i.Options, func(o Option) bool { return o.Initial }) {
		c.say(path, "%s must be answered, and nobody can answer it: it is not shown, or only to be read.", called(i))
	}
}

// answers checks what may be chosen.
func (c *checking) answers(path string, i *Item) {
	options := c.f.OptionsOf(i)
	switch set := i.ValueSet; {
	case set == "" || len(options) > 0:
	case strings.HasPrefix(set, "#"):
		c.say(path, "%s takes its answers from the list “%s”, which is not in the form or has nothing in it.", called(i), set)
		return
	default:
		c.say(path, "%s takes its answers from “%s”, which is kept elsewhere. Put the answers into the form.", called(i), set)
		return
	}
	if len(options) == 0 && i.Kind == Choice && i.Calculated == nil {
		c.say(path, "%s has no answers to choose from.", called(i))
	}
	c.keys(path, called(i), options)
}

func (c *checking) keys(path, name string, options []Option) {
	seen := map[string]bool{}
	for n, o := range options {
		switch key := o.Key(); {
		case key == "":
			c.say(path, "Answer %d of %s has neither a code nor words.", n+1, name)
		case seen[key]:
			c.say(path, "%s has the answer “%s” twice.", name, key)
		default:
			seen[key] = true
		}
	}
}

// sets checks the lists of answers that no item has shown to be wrong.
func (c *checking) sets() {
	seen := map[string]bool{}
	for _, s := range c.f.ValueSets {
		switch {
		case s.ID == "":
			c.say("", "A list of answers has no name of its own, so no question can use it.")
		case seen[s.ID]:
			c.say("", "There are two lists of answers called “%s”.", s.ID)
		}
		seen[s.ID] = true
	}
}

// figure checks that what a figure counts can be answered.
func (c *checking) figure(path string, i *Item) {
	g := i.Figure
	if g == nil {
		return
	}
	if len(g.Count) == 0 || len(g.Of) == 0 {
		c.say(path, "The figure of %s must say which answers it counts, and of which.", called(i))
	}
	options := c.f.OptionsOf(i)
	for _, code := range slices.Concat(g.Count, g.Of) {
		yesNo := i.Kind == Boolean && (code == "true" || code == "false")
		if !yesNo && !slices.ContainsFunc(options, func(o Option) bool { return o.Key() == code }) {
			c.say(path, "The figure of %s counts “%s”, which is not one of the answers.", called(i), code)
		}
	}
	for _, code := range g.Count {
		if !slices.Contains(g.Of, code) {
			c.say(path, "The figure of %s counts “%s”, but not among the answers that it is a share of.", called(i), code)
		}
	}
}

// Gaps says which words are missing in a language: nothing stops a form from
// being published without them, and readers get the words there are.
func (f *Form) Gaps(language string) []Problem {
	var gaps []Problem
	missing := func(path, what string, t Text) {
		if t.Plain != "" && !t.has(language) {
			gaps = append(gaps, Problem{Path: path, Message: what + " is not there in this language."})
		}
	}
	missing("", "The title", f.Title)
	missing("", "What is said at the start", f.Description)
	f.Walk(func(parents []*Item, i *Item) {
		path := pathOf(parents, i)
		missing(path, called(i), i.Text)
		missing(path, "The help of "+called(i), i.Help)
		for _, o := range f.OptionsOf(i) {
			if o.Value.Kind == "Coding" || o.Value.Kind == "string" {
				missing(path, "The answer “"+o.Key()+"” of "+called(i), o.Text)
			}
		}
	})
	return gaps
}

// has says whether the words are in the very language.
func (t Text) has(language string) bool {
	for tag, words := range t.In {
		if strings.EqualFold(tag, language) && words != "" {
			return true
		}
	}
	return false
}
