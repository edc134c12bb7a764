package evaluation

import (
	"fmt"
	"strconv"
)

// lines are all figures of a result as people may see them, for a file.
func (v View) lines(d Design) []Line {
	out := []Line{
		{"People", "Everybody", "Began in the time asked about", v.Began},
		{"People", "Everybody", "Left out: too soon after the extracts begin", v.Early},
		{"People", "Everybody", "Left out: too near to the end of the extracts", v.Late},
		{"People", "Everybody", "Left out: died in the time after", v.Died},
		{"People", "Everybody", "Followed", v.People},
	}
	for _, m := range v.Measures {
		out = append(out, m.lines(d)...)
	}
	for _, s := range v.Statuses {
		names := []string{s.Yes, "not " + s.Yes, "all"}
		for i, row := range s.Cells {
			for k, cell := range row {
				out = append(out, Line{"Known both times", s.Label, "Before: " + names[i] + "; after: " + names[k], cell})
			}
		}
		out = append(out, Line{"Known both times", s.Label, "Not known one time or both, left out", s.Unknown}, Line{"Known both times", s.Label, "In words", s.Words})
	}
	if v.HasBeside {
		out = append(out, Line{"Others beside them", "Everybody", "People who have somebody beside them", v.Matched},
			Line{"Others beside them", "Everybody", "People who have nobody", v.Alone}, Line{"Others beside them", "Everybody", "Others", v.Others})
	}
	for _, c := range d.Costs {
		out = append(out, Line{"Prices", costLabel(c.Of), "Prices of " + strconv.Itoa(c.Year) + ", from " + c.Source, c.pounds()})
	}
	if v.HasMoney {
		out = append(out, Line{"Non-cashable", "For each person", "Before less after", v.Saving}, Line{"Non-cashable", "For each person", "Beyond others like them", v.SavingBeside},
			Line{"Non-cashable", "For each person", "Cost of what is evaluated", v.Programme}, Line{"Non-cashable", "For each person", "Net", v.Net})
	}
	if v.HasPeers {
		out = append(out, Line{"Non-cashable", "Peer workers", "Days in hospital fewer, for one full time in a year", v.BedDaysSaved},
			Line{"Non-cashable", "Peer workers", "Their cost over the cost of a peer worker", v.PeerRatio})
	}
	return out
}

func (m Shown) lines(d Design) []Line {
	out := []Line{
		{"Before and after", m.Label, "Before", m.Before}, {"Before and after", m.Label, "After", m.After},
		{"Before and after", m.Label, "For each person, before", m.EachBefore}, {"Before and after", m.Label, "For each person, after", m.EachAfter},
		{"Before and after", m.Label, "In words", m.Words},
	}
	for _, w := range m.Ways {
		out = append(out, Line{"How sure", m.Label, w.Method, w.Value}, Line{"How sure", m.Label, w.Method + ": 95% interval", w.Range}, Line{"How sure", m.Label, w.Method + ": p", w.P})
	}
	if b := m.Beside; b != nil {
		out = append(out, Line{"Others beside them", m.Label, "People, before", b.Before}, Line{"Others beside them", m.Label, "People, after", b.After},
			Line{"Others beside them", m.Label, "Others, before", b.OtherBefore}, Line{"Others beside them", m.Label, "Others, after", b.OtherAfter},
			Line{"Others beside them", m.Label, "Difference in differences, for each person", b.Change}, Line{"Others beside them", m.Label, "Ratio of the ratios", b.Ratio},
			Line{"Others beside them", m.Label, "In words", b.Words})
	}
	for i, n := range m.Months {
		text := strconv.Itoa(n)
		if n < 0 {
			text = "*"
		}
		out = append(out, Line{"Months", m.Label, monthLabel(i, d.Months), text})
	}
	return out
}

// monthLabel names a month before or after the day.
func monthLabel(i, months int) string {
	if i < months {
		return "−" + strconv.Itoa(months-i)
	}
	return "+" + strconv.Itoa(i-months+1)
}

// costLabel is what a cost is of, in words.
func costLabel(of string) string {
	for _, f := range costNames() {
		if f[0] == of {
			return f[1]
		}
	}
	return of
}

// costNames are what may cost something: its slug and its name.
func costNames() [][2]string {
	var out [][2]string
	for _, m := range measures {
		out = append(out, [2]string{m.slug, m.cost})
	}
	return append(out, [2]string{CostOfProgramme, "What is evaluated, for each person"}, [2]string{CostOfPeer, "A peer worker, full time, for a year"})
}

// pounds is the price to the penny.
func (c Cost) pounds() string {
	if c.Pence%100 == 0 {
		return pounds(number(c.Pence))
	}
	return pounds(number(c.Pence-c.Pence%100)) + fmt.Sprintf(".%02d", c.Pence%100)
}

// Words is the price as people read it.
func (c Cost) Words() string {
	return costLabel(c.Of) + ": " + c.pounds() + ", prices of " + strconv.Itoa(c.Year) + ". From: " + c.Source
}
