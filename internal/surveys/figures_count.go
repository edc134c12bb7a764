package surveys

import (
	"math"
	"slices"
)

// tally is what the answers of a wave come to, by unit and channel.
type tally struct {
	layout  *layout
	units   []string
	at      map[string]int
	n       []int   // by place: unit and channel
	counts  [][]int // by column: by place and value
	numbers [][][]float64
}

func newTally(p *layout, units []string) *tally {
	t := &tally{layout: p, units: units, at: map[string]int{}, counts: make([][]int, len(p.columns)), numbers: make([][][]float64, len(p.columns))}
	for i, u := range units {
		t.at[u] = i
	}
	places := len(units) * len(allChannels)
	t.n = make([]int, places)
	for c, col := range p.columns {
		if col.Number {
			t.numbers[c] = make([][]float64, places)
			continue
		}
		t.counts[c] = make([]int, places*col.width())
	}
	return t
}

// width is how many different values a column of bytes has: its options (or
// unticked and ticked), no answer, own words, not asked.
func (c column) width() int { return max(len(c.Options), int(ticked)) + 3 }

// slot is the place of a value among those.
func (c column) slot(v byte) int {
	switch w := c.width(); {
	case v == ownWords:
		return w - 2
	case v == notAsked:
		return w - 1
	case int(v) < w-2:
		return int(v)
	}
	return 0
}

// add counts a block.
func (t *tally) add(b *block) {
	places := make([]int32, b.rows())
	for i, u := range b.unit {
		unit, found := t.at[b.units[u]]
		if !found || int(b.channel[i]) >= len(allChannels) {
			places[i] = -1 // a unit that the wave does not ask: the schema does not let it be
			continue
		}
		places[i] = int32(unit*len(allChannels) + int(b.channel[i]))
		t.n[places[i]]++
	}
	for c, col := range t.layout.columns {
		if col.Number {
			for i, v := range b.numbers[c] {
				if places[i] >= 0 && !math.IsNaN(v) && !math.IsInf(v, 0) {
					t.numbers[c][places[i]] = append(t.numbers[c][places[i]], v)
				}
			}
			continue
		}
		var slots [256]int32
		for v := range slots {
			slots[v] = int32(col.slot(byte(v)))
		}
		width, counts := int32(col.width()), t.counts[c]
		for i, v := range b.bytes[c] {
			if p := places[i]; p >= 0 {
				counts[p*width+slots[v]]++
			}
		}
	}
}

// group is some of those who answered: of some units, by some channels.
type group struct{ places []int }

// unitGroup are the places of some units.
func (t *tally) unitGroup(units []int) group {
	var g group
	for _, u := range units {
		for ch := range allChannels {
			g.places = append(g.places, u*len(allChannels)+ch)
		}
	}
	return g
}

// channelGroup are the places of one channel.
func (t *tally) channelGroup(channel int) group {
	var g group
	for u := range t.units {
		g.places = append(g.places, u*len(allChannels)+channel)
	}
	return g
}

// size is how many answered in the group.
func (t *tally) size(g group) int {
	n := 0
	for _, p := range g.places {
		n += t.n[p]
	}
	return n
}

// slots are the counts of a column's values in the group.
func (t *tally) slots(c int, g group) []int {
	width := t.layout.columns[c].width()
	out := make([]int, width)
	for _, p := range g.places {
		for s, n := range t.counts[c][p*width : (p+1)*width] {
			out[s] += n
		}
	}
	return out
}

// chosen is how many of the group chose each option of a question, and how many
// answered it, by key; asked is how many the question came up for. Where several
// may be chosen the options come to more than those who answered.
func (t *tally) chosen(linkID string, g group) (options map[string]int, answered, asked int) {
	options = map[string]int{}
	for i, c := range t.layout.at[linkID] {
		col := t.layout.columns[c]
		slots := t.slots(c, g)
		last := len(slots) - 1
		if col.Option != "" {
			options[col.Option] = slots[ticked]
		} else {
			for o, key := range col.Options {
				options[key] = slots[o+1]
			}
			options[""] = slots[last-1] // own words
		}
		if i == 0 {
			asked = t.size(g) - slots[last]
			answered = asked - slots[noAnswer]
		}
	}
	return options, answered, asked
}

// values are the group's answers to a question for a number, in order of size.
func (t *tally) values(linkID string, g group) []float64 {
	var out []float64
	for _, c := range t.layout.at[linkID] {
		for _, p := range g.places {
			out = append(out, t.numbers[c][p]...)
		}
	}
	slices.Sort(out)
	return out
}

// middle is the median of values in order.
func middle(values []float64) float64 {
	if len(values) == 0 {
		return math.NaN()
	}
	half := len(values) / 2
	if len(values)%2 == 1 {
		return values[half]
	}
	return (values[half-1] + values[half]) / 2
}

func mean(values []float64) float64 {
	sum := 0.0
	for _, v := range values {
		sum += v
	}
	return sum / float64(len(values))
}
