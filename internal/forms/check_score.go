package forms

import (
	"slices"
	"strings"
)

// scores checks that every score can be worked out.
func (c *checking) scores() {
	byID := map[string]*Score{}
	for n := range c.f.Scores {
		s := &c.f.Scores[n]
		switch {
		case s.ID == "":
			c.say("", "Score %d has no name of its own.", n+1)
		case byID[s.ID] != nil:
			c.say("", "There are two scores called “%s”.", s.ID)
		default:
			byID[s.ID] = s
		}
	}
	for n := range c.f.Scores {
		s := &c.f.Scores[n]
		c.score(s)
		for _, part := range s.Of {
			if byID[part] == nil {
				c.say("", "The score “%s” is made of “%s”, which is not a score of the form.", s.ID, part)
			}
		}
	}
	c.scoreLoops(byID)
}

func (c *checking) score(s *Score) {
	if !slices.Contains([]Method{Sum, Mean, Count}, s.Method) {
		c.say("", "The score “%s” does not say how it is made: by sum, mean or count.", s.ID)
	}
	parts := len(s.Items) + len(s.Of)
	switch {
	case parts == 0:
		c.say("", "The score “%s” is made of nothing.", s.ID)
	case len(s.Items) > 0 && len(s.Of) > 0:
		c.say("", "The score “%s” is made of items and of other scores; it can be made of one or the other.", s.ID)
	case s.MinAnswered > parts || s.MinAnswered < 0:
		c.say("", "The score “%s” needs %d answers, and there are %d.", s.ID, s.MinAnswered, parts)
	}
	if s.Round != nil && (*s.Round < 0 || *s.Round > 10) {
		c.say("", "The score “%s” is rounded to %d decimal places; that cannot be.", s.ID, *s.Round)
	}
	seen := map[string]bool{}
	for _, one := range s.Items {
		if seen[one.LinkID] {
			c.say("", "The score “%s” counts “%s” twice.", s.ID, one.LinkID)
			continue
		}
		seen[one.LinkID] = true
		c.scoreItem(s, one)
	}
	rows := map[float64]bool{}
	for _, row := range s.Lookup {
		if rows[row.From] {
			c.say("", "The table of the score “%s” has two rows for %v.", s.ID, row.From)
		}
		rows[row.From] = true
	}
}

func (c *checking) scoreItem(s *Score, one ScoreItem) {
	i := c.items[one.LinkID]
	if i == nil {
		c.say("", "The score “%s” counts “%s”, which is not in the form.", s.ID, one.LinkID)
		return
	}
	path := c.paths[one.LinkID]
	ordinals := slices.ContainsFunc(c.f.OptionsOf(i), func(o Option) bool { return o.Ordinal != nil || o.Value.number() })
	numeric := i.Kind == Integer || i.Kind == Decimal || i.Kind == Quantity
	switch {
	case !numeric && !ordinals && i.Kind != Boolean:
		c.say(path, "The score “%s” counts %s, whose answers are not numbers. Say what each answer counts for.", s.ID, called(i))
	case one.Reversed && !ordinals && i.Kind != Boolean && (i.MinValue == nil || i.MaxValue == nil):
		c.say(path, "The score “%s” counts %s from the other end, but it is not known where that is. Give its answers numbers, or its least and greatest number.", s.ID, called(i))
	}
}

// scoreLoops finds scores that are a part of themselves.
func (c *checking) scoreLoops(byID map[string]*Score) {
	state := map[string]int{}
	var way []string
	var visit func(id string)
	visit = func(id string) {
		state[id] = 1
		way = append(way, id)
		for _, next := range byID[id].Of {
			switch {
			case byID[next] == nil:
			case state[next] == 0:
				visit(next)
			case state[next] == 1:
				loop := append(slices.Clone(way[slices.Index(way, next):]), next)
				c.say("", "The score “%s” is a part of itself: %s.", next, strings.Join(loop, " → "))
			}
		}
		way = way[:len(way)-1]
		state[id] = 2
	}
	for n := range c.f.Scores {
		if id := c.f.Scores[n].ID; byID[id] != nil && state[id] == 0 {
			visit(id)
		}
	}
}
