package forms

import (
	"slices"
	"strings"
)

// operators are those with which a condition may compare.
var operators = []string{"exists", "=", "!=", ">", "<", ">=", "<="}

// conditions checks when an item is asked.
func (c *checking) conditions(path string, i *Item) {
	for _, w := range i.EnableWhen {
		question := c.items[w.Question]
		switch {
		case w.Question == "":
			c.say(path, "%s has a condition that names no question.", called(i))
			continue
		case question == nil:
			c.say(path, "Whether %s is asked depends on “%s”, which is not in the form.", called(i), w.Question)
			continue
		case w.Question == i.LinkID:
			c.say(path, "Whether %s is asked depends on its own answer.", called(i))
			continue
		case question.Kind == Group || question.Kind == Display:
			c.say(path, "Whether %s is asked depends on %s, which is not a question.", called(i), called(question))
			continue
		case c.at[w.Question] > c.at[i.LinkID] && !c.inside(w.Question, i.LinkID):
			c.say(path, "Whether %s is asked depends on %s, which comes after it. Move it before.", called(i), called(question))
		}
		c.compares(path, i, question, w)
	}
}

// compares checks what a condition compares a question's answers with.
func (c *checking) compares(path string, i, question *Item, w Condition) {
	switch {
	case !slices.Contains(operators, w.Operator):
		c.say(path, "Whether %s is asked depends on %s by “%s”, which is no way to compare.", called(i), called(question), w.Operator)
	case w.Operator == "exists":
		if w.Value.Kind != "boolean" {
			c.say(path, "Whether %s is asked depends on whether %s is answered; say yes or no.", called(i), called(question))
		}
	case w.Value.Key() == "":
		c.say(path, "Whether %s is asked depends on %s, but not on which answer.", called(i), called(question))
	case question.Kind == Choice && (w.Operator == "=" || w.Operator == "!="):
		options := c.f.OptionsOf(question)
		if len(options) > 0 && !slices.ContainsFunc(options, func(o Option) bool { return o.Key() == w.Value.Key() || o.Value.Same(w.Value) }) {
			c.say(path, "Whether %s is asked depends on the answer “%s” to %s, which is not one of its answers.", called(i), w.Value.Key(), called(question))
		}
	}
}

// inside says whether an item is within another.
func (c *checking) inside(linkID, group string) bool {
	for at, ok := c.parents[linkID]; ok; at, ok = c.parents[at] {
		if at == group {
			return true
		}
	}
	return false
}

// loops finds items whose being asked depends, through others, on itself. An
// item depends on the questions in its conditions and on what it is within.
func (c *checking) loops() {
	state := map[string]int{} // 1 on the way, 2 done
	var way []string
	var visit func(id string)
	visit = func(id string) {
		state[id] = 1
		way = append(way, id)
		for _, next := range c.depends(id) {
			switch state[next] {
			case 0:
				visit(next)
			case 1:
				c.loop(append(slices.Clone(way[slices.Index(way, next):]), next))
			}
		}
		way = way[:len(way)-1]
		state[id] = 2
	}
	c.f.Walk(func(_ []*Item, i *Item) {
		if state[i.LinkID] == 0 && c.items[i.LinkID] == i {
			visit(i.LinkID)
		}
	})
}

func (c *checking) depends(id string) []string {
	var on []string
	if parent, ok := c.parents[id]; ok && c.items[parent] != nil {
		on = append(on, parent)
	}
	for _, w := range c.items[id].EnableWhen {
		if c.items[w.Question] != nil && w.Question != id && !slices.Contains(on, w.Question) {
			on = append(on, w.Question)
		}
	}
	return on
}

// loop says a loop in words, each step of it.
func (c *checking) loop(ids []string) {
	var steps []string
	for n := range len(ids) - 1 {
		from, to := c.items[ids[n]], c.items[ids[n+1]]
		why := " depends on "
		if c.parents[ids[n]] == ids[n+1] {
			why = " is part of "
		}
		steps = append(steps, called(from)+why+called(to))
	}
	c.say(c.paths[ids[0]], "It can never be settled what is asked: %s. (%s)", strings.Join(steps, ", "), strings.Join(ids, " → "))
}
