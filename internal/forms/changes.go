package forms

import (
	"fmt"
	"slices"
	"strings"
)

// Changes says in plain words what is different from an older version: what was
// added and removed, moved or worded anew, in the form's order.
func (f *Form) Changes(old *Form) []string {
	var said []string
	say := func(format string, args ...any) { said = append(said, fmt.Sprintf(format, args...)) }
	for _, t := range []struct {
		what     string
		was, now Text
	}{{"The title", old.Title, f.Title}, {"What is said at the start", old.Description, f.Description}} {
		said = append(said, textChanges(t.what, t.was, t.now)...)
	}
	was, now := placed(old), placed(f)
	f.Walk(func(_ []*Item, i *Item) {
		before, ok := was[i.LinkID]
		if !ok {
			say("Added: %s", called(i))
			return
		}
		said = append(said, itemChanges(old, f, before.item, i)...)
		if before.parent != now[i.LinkID].parent {
			say("%s moved to another group.", called(i))
		}
	})
	old.Walk(func(_ []*Item, i *Item) {
		if _, ok := now[i.LinkID]; !ok {
			say("Removed: %s", called(i))
		}
	})
	if moved := orderChanged(old, f); len(moved) > 0 {
		say("The order changed: %s.", strings.Join(moved, ", "))
	}
	return append(said, scoreChanges(old, f)...)
}

type placedItem struct {
	item   *Item
	parent string
}

func placed(f *Form) map[string]placedItem {
	all := map[string]placedItem{}
	f.Walk(func(parents []*Item, i *Item) {
		at := placedItem{item: i}
		if len(parents) > 0 {
			at.parent = parents[len(parents)-1].LinkID
		}
		all[i.LinkID] = at
	})
	return all
}

// textChanges says how words changed, in which languages.
func textChanges(what string, was, now Text) []string {
	var said []string
	if was.Plain != now.Plain {
		said = append(said, fmt.Sprintf("%s was worded anew: “%s” became “%s”.", what, shorten(was.Plain), shorten(now.Plain)))
	}
	var tags []string
	for _, t := range []Text{was, now} {
		for tag := range t.In {
			if was.In[tag] != now.In[tag] && !slices.Contains(tags, tag) {
				tags = append(tags, tag)
			}
		}
	}
	slices.Sort(tags)
	for _, tag := range tags {
		said = append(said, fmt.Sprintf("%s was worded anew in %s.", what, LanguageName(tag)))
	}
	return said
}

// itemChanges says how one item changed.
func itemChanges(old, f *Form, was, now *Item) []string {
	name := called(now)
	said := append(textChanges("The question "+name, was.Text, now.Text), textChanges("The help of "+name, was.Help, now.Help)...)
	say := func(changed bool, format string, args ...any) {
		if changed {
			said = append(said, name+" "+fmt.Sprintf(format, args...))
		}
	}
	say(was.Kind != now.Kind, "takes another kind of answer: %s, before %s.", now.Kind, was.Kind)
	say(was.Required != now.Required, "%s.", choose(now.Required, "must now be answered", "may now be left out"))
	say(was.Repeats != now.Repeats, "%s.", choose(now.Repeats, "now takes several answers", "now takes one answer"))
	say(was.Hidden != now.Hidden, "%s.", choose(now.Hidden, "is no longer shown", "is now shown"))
	say(was.Min != now.Min || was.Max != now.Max || was.MaxLength != now.MaxLength ||
		!sameNumber(was.MinValue, now.MinValue) || !sameNumber(was.MaxValue, now.MaxValue) || was.Unit != now.Unit, "takes answers within other limits.")
	say(was.EnableAny != now.EnableAny || !slices.Equal(was.EnableWhen, now.EnableWhen) || !sameRule(was.EnableExpr, now.EnableExpr),
		"is asked under other conditions.")
	say(!sameRule(was.Calculated, now.Calculated), "is worked out in another way.")
	return append(said, optionChanges(name, old.OptionsOf(was), f.OptionsOf(now))...)
}

func choose(is bool, yes, no string) string {
	if is {
		return yes
	}
	return no
}

func sameNumber(a, b *float64) bool { return a == b || a != nil && b != nil && *a == *b }

func sameRule(a, b *Expression) bool { return a == b || a != nil && b != nil && a.Text == b.Text }

func optionChanges(name string, was, now []Option) []string {
	var said []string
	find := func(in []Option, key string) *Option {
		at := slices.IndexFunc(in, func(o Option) bool { return o.Key() == key })
		if at < 0 {
			return nil
		}
		return &in[at]
	}
	for n := range now {
		o := &now[n]
		before := find(was, o.Key())
		if before == nil {
			said = append(said, fmt.Sprintf("%s has the new answer “%s”.", name, shorten(o.display())))
			continue
		}
		said = append(said, textChanges(fmt.Sprintf("The answer “%s” of %s", o.Key(), name), before.Text, o.Text)...)
		if !sameNumber(before.Ordinal, o.Ordinal) {
			said = append(said, fmt.Sprintf("The answer “%s” of %s counts for another number.", o.Key(), name))
		}
	}
	for n := range was {
		if find(now, was[n].Key()) == nil {
			said = append(said, fmt.Sprintf("%s no longer has the answer “%s”.", name, shorten(was[n].display())))
		}
	}
	key := func(o Option) string { return o.Key() }
	if moved(keys(was, key), keys(now, key)) != nil {
		said = append(said, "The answers of "+name+" are in another order.")
	}
	return said
}

func keys[T any](list []T, key func(T) string) []string {
	var out []string
	for _, one := range list {
		out = append(out, key(one))
	}
	return out
}

// orderChanged names the items of which those in both forms come in another
// order.
func orderChanged(old, f *Form) []string {
	list := func(f *Form) (ids []string) {
		f.Walk(func(_ []*Item, i *Item) { ids = append(ids, i.LinkID) })
		return ids
	}
	var names []string
	for _, id := range moved(list(old), list(f)) {
		names = append(names, called(f.Find(id)))
	}
	return names
}

// moved are those of now that must be taken out for the rest of what both have
// to be in the same order: all but a longest row that kept its order.
func moved(was, now []string) []string {
	at := map[string]int{}
	for n, id := range was {
		at[id] = n
	}
	var both []string
	for _, id := range now {
		if _, ok := at[id]; ok && !slices.Contains(both, id) {
			both = append(both, id)
		}
	}
	best, from := make([]int, len(both)), make([]int, len(both))
	last := -1
	for n, id := range both {
		best[n], from[n] = 1, -1
		for m := range n {
			if at[both[m]] < at[id] && best[m]+1 >= best[n] {
				best[n], from[n] = best[m]+1, m
			}
		}
		if last < 0 || best[n] >= best[last] {
			last = n
		}
	}
	stays := map[int]bool{}
	for ; last >= 0; last = from[last] {
		stays[last] = true
	}
	var out []string
	for n, id := range both {
		if !stays[n] {
			out = append(out, id)
		}
	}
	return out
}

func scoreChanges(old, f *Form) []string {
	var said []string
	find := func(in []Score, id string) *Score {
		at := slices.IndexFunc(in, func(s Score) bool { return s.ID == id })
		if at < 0 {
			return nil
		}
		return &in[at]
	}
	for n := range f.Scores {
		s := &f.Scores[n]
		switch before := find(old.Scores, s.ID); {
		case before == nil:
			said = append(said, fmt.Sprintf("Added: the score “%s”.", s.ID))
		case !equal(anyList(scoreSubs(before)), anyList(scoreSubs(s))):
			said = append(said, fmt.Sprintf("The score “%s” is made in another way.", s.ID))
		}
	}
	for n := range old.Scores {
		if find(f.Scores, old.Scores[n].ID) == nil {
			said = append(said, fmt.Sprintf("Removed: the score “%s”.", old.Scores[n].ID))
		}
	}
	return said
}
