package questionnaires

import (
	"encoding/json"
	"slices"
	"strconv"

	"footbridge/internal/fault"
	"footbridge/internal/forms"
)

// spot is where an item stands: in a list of items, which is the form's or a
// group's.
type spot struct {
	in    *[]forms.Item
	at    int
	group *spot // of the item that the list belongs to
}

func (s *spot) item() *forms.Item { return &(*s.in)[s.at] }

func spotOf(items *[]forms.Item, linkID string, group *spot) *spot {
	for n := range *items {
		here := &spot{items, n, group}
		if (*items)[n].LinkID == linkID {
			return here
		}
		if found := spotOf(&(*items)[n].Items, linkID, here); found != nil {
			return found
		}
	}
	return nil
}

var errNoItem = fault.New(fault.NotFound, "That question is not in this draft. Somebody may have taken it out.")

// Arrange moves, copies or takes out an item, and says what it did. The moves
// are up, down, in (to the group beside it), out (of its group), copy and
// remove.
func Arrange(f *forms.Form, linkID, move string) (string, error) {
	s := spotOf(&f.Items, linkID, nil)
	if s == nil {
		return "", errNoItem
	}
	words := brief(s.item())
	switch move {
	case "up", "down":
		return "Moved " + words + " " + move, s.shift(move)
	case "in":
		return "Moved " + words + " into a group", s.moveIn()
	case "out":
		return "Moved " + words + " out of its group", s.moveOut()
	case "copy":
		twin, err := copyOf(f, s.item())
		if err != nil {
			return "", err
		}
		*s.in = slices.Insert(*s.in, s.at+1, twin)
		return "Copied " + words, nil
	case "remove":
		if by := dependent(f, s.item()); by != "" {
			return "", fault.New(fault.Conflict, "%s needs %s. Change that first.", by, words)
		}
		*s.in = slices.Delete(*s.in, s.at, s.at+1)
		return "Took out " + words, nil
	}
	return "", fault.New(fault.Invalid, "Choose what to do with the question.")
}

func (s *spot) shift(move string) error {
	to := s.at - 1
	if move == "down" {
		to = s.at + 1
	}
	if to < 0 || to >= len(*s.in) {
		return fault.New(fault.Conflict, "It is already at the end of its list.")
	}
	(*s.in)[s.at], (*s.in)[to] = (*s.in)[to], (*s.in)[s.at]
	return nil
}

func (s *spot) moveIn() error {
	item := *s.item()
	for _, beside := range []int{s.at - 1, s.at + 1} {
		if beside < 0 || beside >= len(*s.in) || (*s.in)[beside].Kind != forms.Group {
			continue
		}
		group := &(*s.in)[beside]
		if beside < s.at {
			group.Items = append(group.Items, item)
		} else {
			group.Items = slices.Insert(group.Items, 0, item)
		}
		*s.in = slices.Delete(*s.in, s.at, s.at+1)
		return nil
	}
	return fault.New(fault.Conflict, "There is no group next to it. Move it beside a group first.")
}

func (s *spot) moveOut() error {
	if s.group == nil {
		return fault.New(fault.Conflict, "It is in no group.")
	}
	item := *s.item()
	*s.in = slices.Delete(*s.in, s.at, s.at+1)
	*s.group.in = slices.Insert(*s.group.in, s.group.at+1, item)
	return nil
}

// copyOf is a copy of an item and what is under it, under link IDs of its own.
// Conditions within the copy ask the copies.
func copyOf(f *forms.Form, i *forms.Item) (forms.Item, error) {
	var twin forms.Item
	text, err := json.Marshal(i)
	if err == nil {
		err = json.Unmarshal(text, &twin)
	}
	if err != nil {
		return twin, err
	}
	taken := linkIDs(f)
	renamed := map[string]string{}
	within(&twin, func(i *forms.Item) {
		renamed[i.LinkID] = free(i.LinkID, taken)
		i.LinkID = renamed[i.LinkID]
		taken[i.LinkID] = true
	})
	within(&twin, func(i *forms.Item) {
		for n, c := range i.EnableWhen {
			if to := renamed[c.Question]; to != "" {
				i.EnableWhen[n].Question = to
			}
		}
	})
	return twin, nil
}

func within(i *forms.Item, do func(*forms.Item)) {
	do(i)
	for n := range i.Items {
		within(&i.Items[n], do)
	}
}

func linkIDs(f *forms.Form) map[string]bool {
	taken := map[string]bool{}
	f.Walk(func(_ []*forms.Item, i *forms.Item) { taken[i.LinkID] = true })
	return taken
}

// free is name, or name with the first number that makes it its own.
func free(name string, taken map[string]bool) string {
	out := name
	for n := 2; taken[out]; n++ {
		out = name + "-" + strconv.Itoa(n)
	}
	return out
}

// dependent says what else in the form needs an item, or one under it; "" for
// nothing.
func dependent(f *forms.Form, i *forms.Item) string {
	gone := map[string]bool{}
	within(i, func(i *forms.Item) { gone[i.LinkID] = true })
	by := ""
	f.Walk(func(_ []*forms.Item, other *forms.Item) {
		for _, c := range other.EnableWhen {
			if gone[c.Question] && !gone[other.LinkID] && by == "" {
				by = "The question " + brief(other)
			}
		}
	})
	for _, s := range f.Scores {
		for _, part := range s.Items {
			if gone[part.LinkID] && by == "" {
				by = "The score “" + s.Title.Plain + "”"
			}
		}
	}
	return by
}
