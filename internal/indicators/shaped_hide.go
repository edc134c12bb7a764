package indicators

import (
	"slices"

	"footbridge/internal/disclosure"
	"footbridge/internal/units"
)

// What follows treats every number that is shown as if it were exact: a rounded
// count beside a share to a whole per cent often is. See decision 0028.

// numbers are the three numbers of a cell, each a publication of its own.
var numbers = []struct {
	of   func(Cell) int64
	mark func(*hidden)
}{
	{func(c Cell) int64 { return c.Num }, func(h *hidden) { h.num = true }},
	{func(c Cell) int64 { return c.Den }, func(h *hidden) { h.den = true }},
	{func(c Cell) int64 { return c.Recorded }, func(h *hidden) { h.recorded = true }},
}

// keepBack says what is kept back of a month's figures of everybody.
func (d *Definition) keepBack(month []Cell, tree []units.Unit) map[spot]hidden {
	out := map[spot]hidden{}
	for _, number := range numbers {
		t := newLedger()
		for _, c := range month {
			if c.Dimension == "" {
				t.add(spot{c.UnitID, ""}, number.of(c), disclosure.Cell{})
			}
		}
		t.sumTree(tree, "")
		t.hide(out, number.mark)
	}
	return out
}

// keepBackGroups says what is kept back of a month's figures by group.
func (d *Definition) keepBackGroups(month []Cell, tree []units.Unit, dimension string) map[spot]hidden {
	base, out := d.keepBack(month, tree), map[spot]hidden{}
	for i, number := range numbers {
		t, inUnit := newLedger(), map[string][]spot{}
		var groups []string
		for _, c := range month {
			at := spot{c.UnitID, c.Group}
			switch c.Dimension {
			case dimension:
				t.add(at, number.of(c), disclosure.Cell{})
				groups = append(groups, c.Group)
				inUnit[c.UnitID] = append(inUnit[c.UnitID], at)
			case "":
				kept := base[spot{c.UnitID, ""}]
				secret := []bool{kept.num, kept.den, kept.recorded}[i] || number.of(c) < disclosure.Threshold
				t.add(spot{c.UnitID, total}, number.of(c), disclosure.Cell{Known: !secret, Few: secret})
			}
		}
		for _, u := range tree { // in one order: what is kept back must not change from page to page
			t.sum(spot{u.ID, total}, inUnit[u.ID])
		}
		slices.Sort(groups)
		for _, group := range slices.Compact(groups) {
			t.sumTree(tree, group)
		}
		t.hide(out, number.mark)
	}
	return out
}

// total is the group that is everybody, in a table of groups.
const total = "\x00everybody"

// ledger is a publication whose cells are known by their spot.
type ledger struct {
	p  disclosure.Publication
	at map[spot]int
	n  map[spot]int64
}

func newLedger() *ledger {
	return &ledger{p: disclosure.Publication{Threshold: disclosure.Threshold, Strict: true}, at: map[spot]int{}, n: map[spot]int64{}}
}

func (t *ledger) add(s spot, n int64, c disclosure.Cell) {
	c.N = int(n)
	t.at[s], t.n[s] = t.p.Add(c), n
}

// sumTree says of every unit that it is the sum of those right below it.
func (t *ledger) sumTree(tree []units.Unit, group string) {
	below := map[string][]spot{}
	for _, u := range tree {
		if _, ok := t.at[spot{u.ID, group}]; ok && u.ParentID != "" {
			below[u.ParentID] = append(below[u.ParentID], spot{u.ID, group})
		}
	}
	for _, u := range tree {
		if len(below[u.ID]) > 0 {
			t.sum(spot{u.ID, group}, below[u.ID])
		}
	}
}

// sum says that one number is made of others. Where the parts come to less, the
// rest is of no known unit, and the reader only knows that it is not below zero;
// where they come to more, people are in several, and nothing can be taken away.
func (t *ledger) sum(whole spot, parts []spot) {
	at, ok := t.at[whole]
	if !ok || len(parts) == 0 {
		return
	}
	cells, rest := make([]int, len(parts), len(parts)+1), t.n[whole]
	for i, s := range parts {
		cells[i] = t.at[s]
		rest -= t.n[s]
	}
	switch {
	case rest < 0:
		return
	case rest > 0:
		cells = append(cells, t.p.Add(disclosure.Cell{N: int(rest), Role: disclosure.Slack}))
	}
	t.p.Sum(at, cells...)
}

// hide adds to out what is kept back of one number. Where known totals give
// something away whatever else is hidden, all of it is kept back.
func (t *ledger) hide(out map[spot]hidden, mark func(*hidden)) {
	result, err := t.p.Hide()
	for s, at := range t.at {
		if s.group != total && (err != nil || len(result.Narrow) > 0 || result.Hidden[at]) {
			h := out[s]
			mark(&h)
			out[s] = h
		}
	}
}
