package forms

import (
	"slices"
	"strconv"
	"strings"
)

// Numbers gives each question its number: "1", "2", and "2a" or "3.1" inside a
// question or a group that has a number itself. The paper, the page and the words
// "if you answered yes to question 3" all use it. A question whose author wrote a
// prefix keeps it. The key is the link ID.
func (f *Form) Numbers() map[string]string {
	out, n := map[string]string{}, 0
	number(f.Items, "", &n, out)
	return out
}

func number(items []Item, above string, n *int, out map[string]string) {
	for i := range items {
		it := &items[i]
		if !it.shown() || it.Kind == Display {
			continue
		}
		own := strings.TrimRight(strings.TrimSpace(it.Prefix), ".:)")
		if it.Kind == Group {
			if own != "" {
				out[it.LinkID] = own
			}
			number(it.Items, above, n, out)
			continue
		}
		if own == "" {
			*n++
			own = above + strconv.Itoa(*n)
		}
		out[it.LinkID] = own
		inner := 0
		number(it.Items, own+".", &inner, out)
	}
}

// shown reports whether people who answer see the item at all.
func (i *Item) shown() bool { return !i.Hidden && i.Control != "hidden" }

// asked reports whether the item wants an answer from whoever answers.
func (i *Item) asked() bool {
	return i.shown() && i.Kind != Group && i.Kind != Display && i.Calculated == nil && !i.ReadOnly
}

// slides reports whether a number is chosen from a few steps.
func (i *Item) slides() bool {
	return i.Kind == Integer && i.Control == "slider" && i.MinValue != nil && i.MaxValue != nil && *i.MaxValue-*i.MinValue >= 1 && *i.MaxValue-*i.MinValue <= 10
}

// tableOf returns the options that all questions of a group share, where the
// group is shown as a table: at least two questions to choose one of a few
// answers, or what the form says is a table.
func (f *Form) tableOf(g *Item) []Option {
	named := slices.Contains([]string{"table", "gtable", "htable", "atable", "grid"}, g.Control)
	var shared []Option
	asked := 0
	for i := range g.Items {
		it := &g.Items[i]
		if !it.shown() {
			continue
		}
		if it.Kind != Choice || len(it.Items) > 0 || len(it.EnableWhen) > 0 || it.EnableExpr != nil || it.ReadOnly || it.Calculated != nil {
			return nil
		}
		options := f.OptionsOf(it)
		if shared == nil {
			shared = options
		}
		if !slices.EqualFunc(shared, options, func(a, b Option) bool { return a.Key() == b.Key() && a.Text.Plain == b.Text.Plain }) {
			return nil
		}
		asked++
	}
	if asked < 2 || len(shared) == 0 || len(shared) > 7 || !named && asked < 3 {
		return nil
	}
	return shared
}
