package surveys

import "strings"

// cuts are everybody, the units of the wave with those above them in which
// several meet, and the ways in which answers came.
func (s *source) cuts(t *tally) []Cut {
	all := Cut{Key: "all", Label: "Everybody", parent: -1}
	asked, known := 0, len(s.Units) > 0
	for i, u := range s.Units {
		all.group.places = append(all.group.places, t.unitGroup([]int{i}).places...)
		if u.Asked == nil {
			known = false
		} else {
			asked += int(*u.Asked)
		}
	}
	if known {
		all.Asked = &asked
	}
	out := []Cut{all}
	if len(s.Units) > 1 {
		out = s.unitCuts(t, out)
	}
	var used []int
	for ch := range allChannels {
		if t.size(t.channelGroup(ch)) > 0 {
			used = append(used, ch)
		}
	}
	for _, ch := range used {
		if len(used) > 1 {
			out = append(out, Cut{Key: "channel:" + allChannels[ch], Label: channelLabels[allChannels[ch]], Depth: 1, group: t.channelGroup(ch)})
		}
	}
	for i := range out {
		out[i].count = t.size(out[i].group)
	}
	return out
}

// unitCuts adds the units, each below the one it stands in. A unit that is asked
// itself and has others below it stands there twice: with all of them, and by
// itself.
func (s *source) unitCuts(t *tally, out []Cut) []Cut {
	at, paths := map[string]int{}, make([]string, len(s.Units)) // by place among the wave's units
	for i, u := range s.Units {
		at[u.UnitID] = i
		for _, unit := range s.Tree {
			if unit.ID == u.UnitID {
				paths[i] = unit.Path
			}
		}
	}
	type level struct {
		path string
		cut  int
	}
	levels := []level{{"", 0}}
	for _, unit := range s.Tree {
		var below []int
		for i, path := range paths {
			if strings.HasPrefix(path, unit.Path) {
				below = append(below, i)
			}
		}
		own, isOwn := at[unit.ID]
		for len(levels) > 1 && !strings.HasPrefix(unit.Path, levels[len(levels)-1].path) {
			levels = levels[:len(levels)-1]
		}
		up := levels[len(levels)-1]
		if len(below) == 0 || len(below) == 1 && !isOwn || len(below) == len(out[up.cut].group.places)/len(allChannels) && !isOwn {
			continue
		}
		if len(below) > 1 && len(below) < len(s.Units) {
			out = append(out, s.unitCut(t, unit.ID, unit.Name, below, up.cut, len(levels)))
			up = level{unit.Path, len(out) - 1}
			levels = append(levels, up)
		}
		if isOwn {
			name := unit.Name
			if len(below) > 1 {
				name += " itself"
			}
			out = append(out, s.unitCut(t, unit.ID, name, []int{own}, up.cut, len(levels)))
			if len(below) > 1 {
				out[len(out)-1].Key += ":itself"
			}
		}
	}
	return out
}

func (s *source) unitCut(t *tally, id, name string, units []int, parent, depth int) Cut {
	c := Cut{Key: "unit:" + id, Label: name, Unit: id, Depth: depth, parent: parent, group: t.unitGroup(units)}
	asked := 0
	for _, u := range units {
		if s.Units[u].Asked == nil {
			return c
		}
		asked += int(*s.Units[u].Asked)
	}
	c.Asked = &asked
	return c
}
