package indicators

import (
	"strconv"

	"footbridge/internal/extracts"
)

// ageBands are the groups of age, by the age at which each begins.
var ageBands = []struct {
	from int
	slug string
}{
	{0, "under-18"}, {18, "18-24"}, {25, "25-34"}, {35, "35-44"}, {45, "45-54"}, {55, "55-64"}, {65, "65-74"}, {75, "75-84"}, {85, "85-over"},
}

// ethnicGroup is the group of an ethnic category: its first character decides,
// as in NHS England's published statistics.
func ethnicGroup(code string) string {
	if code == "" {
		return NotRecorded
	}
	switch c := code[0]; {
	case c >= 'A' && c <= 'C':
		return "white"
	case c >= 'D' && c <= 'G':
		return "mixed"
	case c >= 'H' && c <= 'L':
		return "asian"
	case c >= 'M' && c <= 'P':
		return "black"
	case c == 'R' || c == 'S':
		return "other"
	}
	return NotRecorded
}

var genderGroups = map[string]string{"1": "male", "2": "female", "3": "non-binary", "4": "other", "9": "indeterminate"}

func genderGroup(code string) string {
	if g, ok := genderGroups[code]; ok {
		return g
	}
	return NotRecorded
}

// group is one group of one dimension.
type group struct{ dimension, slug string }

// classes are the groups that the people of a snapshot fall into. Group 0 is
// everybody.
type classes struct {
	all         []group
	at          map[group]uint16
	ethnicity   []uint16 // by code
	gender      []uint16 // by code
	deprivation [11]uint16
	borough     []uint16 // by word
	age         []uint16 // by band
	ageless     uint16
}

func (c *classes) of(dimension, slug string) uint16 {
	g := group{dimension, slug}
	n, ok := c.at[g]
	if !ok {
		n = uint16(len(c.all))
		c.all = append(c.all, g)
		c.at[g] = n
	}
	return n
}

func classify(s *extracts.Snapshot) *classes {
	c := &classes{at: map[group]uint16{}}
	c.of("", "")
	for _, word := range s.People.Ethnicity.Words {
		c.ethnicity = append(c.ethnicity, c.of("ethnicity", ethnicGroup(word)))
	}
	for _, word := range s.People.Gender.Words {
		c.gender = append(c.gender, c.of("gender", genderGroup(word)))
	}
	for decile := range c.deprivation {
		slug := NotRecorded
		if decile > 0 {
			slug = strconv.Itoa(decile)
		}
		c.deprivation[decile] = c.of("deprivation", slug)
	}
	for _, word := range s.People.Borough.Words {
		if word == "" {
			word = NotRecorded
		}
		c.borough = append(c.borough, c.of("borough", word))
	}
	for _, band := range ageBands {
		c.age = append(c.age, c.of("age", band.slug))
	}
	c.ageless = c.of("age", NotRecorded)
	return c
}

// membership is a group that a person is in, and in which months.
type membership struct {
	group uint16
	mask  uint64
}

// memberships lists the groups of a person, everybody first.
func (c *classes) memberships(e *eye, p *extracts.People, out []membership) []membership {
	i := e.who
	out = append(out[:0], membership{0, all64}, membership{c.ethnicity[p.Ethnicity.At[i]], all64}, membership{c.gender[p.Gender.At[i]], all64},
		membership{c.deprivation[p.Deprivation[i]], all64}, membership{c.borough[p.Borough.At[i]], all64})
	if p.Born[i] == extracts.None {
		return append(out, membership{c.ageless, all64})
	}
	for b, band := range ageBands {
		to := -1
		if b+1 < len(ageBands) {
			to = ageBands[b+1].from - 1
		}
		from := band.from
		if b == 0 {
			from = -200 // whoever a wrong month makes unborn is young
		}
		if mask := e.aged(p.Born[i], from, to); mask != 0 {
			out = append(out, membership{c.age[b], mask})
		}
	}
	return out
}
