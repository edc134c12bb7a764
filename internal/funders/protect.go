package funders

import (
	"footbridge/internal/disclosure"
)

// kept are the counts of a year that are not shown.
type kept map[key]bool

// protect decides which counts of a year are not shown: first among those of
// everybody, then among those by group, with the totals as they are then. The
// terms and the year are decided together, so that no page gives away what
// another hides. known says which counts an edition has shown already: to hide
// them would help nobody.
func (t *tally) protect(known func(key) bool, memory *disclosure.Memory) (kept, error) {
	hidden := kept{}
	whole := newSheet(t, known, memory, hidden)
	whole.group("")
	whole.totals()
	if err := whole.hide(); err != nil {
		return nil, err
	}
	// Each dimension by itself: of a total that is hidden every count is, in all of
	// them, so that they have nothing to add to each other but what the totals
	// said already; and what took twenty seconds together takes a few hundredths.
	for _, d := range t.dimensions {
		parts := newSheet(t, known, memory, hidden)
		for _, of := range byGroup {
			for p := range t.periods {
				k := key{of, "", p}
				parts.cell[k] = parts.pub.Add(disclosure.Cell{N: t.counts[k], Few: hidden[k], Known: !hidden[k]})
			}
		}
		parts.dimension(d)
		if err := parts.hide(); err != nil {
			return nil, err
		}
	}
	return hidden, nil
}

// sheet is a publication under way, with the cell of each count.
type sheet struct {
	t      *tally
	pub    *disclosure.Publication
	cell   map[key]int
	known  func(key) bool
	memory *disclosure.Memory
	hidden kept
}

func newSheet(t *tally, known func(key) bool, memory *disclosure.Memory, hidden kept) *sheet {
	return &sheet{t, &disclosure.Publication{Threshold: disclosure.Threshold}, map[key]int{}, known, memory, hidden}
}

// hide notes what is not shown.
func (s *sheet) hide() error {
	result, err := s.memory.Hide(s.pub)
	for k, c := range s.cell {
		if err == nil && result.Hidden[c] {
			s.hidden[k] = true
		}
	}
	return err
}

// add puts a count into the publication. Few people behind a count of places
// hide it too, and so does a total that is hidden.
func (s *sheet) add(k key, few bool) int {
	if c, found := s.cell[k]; found {
		return c
	}
	n := s.t.counts[k]
	few = few || n > 0 && s.hidden[key{k.of, "", k.period}]
	s.cell[k] = s.pub.Add(disclosure.Cell{N: n, Few: few, Known: s.known(k)})
	return s.cell[k]
}

func (s *sheet) few(of measure, group string, p int) bool {
	n := s.t.counts[key{of, group, p}]
	return n > 0 && n < disclosure.Threshold
}

// group puts in what is counted of one group, and how it hangs together: those
// who came are new or have been before, they are some of those who booked, and
// nobody has fewer places than one.
func (s *sheet) group(g string) {
	at := func(of measure, p int) int { return s.cell[key{of, g, p}] }
	for p := range s.t.periods {
		for _, of := range byGroup {
			few := of == placesBooked && s.few(peopleBooked, g, p) || of == placesCame && s.few(peopleCame, g, p)
			s.add(key{of, g, p}, few)
		}
		s.pub.Sum(at(peopleCame, p), at(peopleNew, p), at(peopleBack, p))
		s.pub.Rest(at(peopleCame, p), at(peopleBooked, p))
		s.pub.AtMost(at(peopleBooked, p), at(placesBooked, p))
		s.pub.AtMost(at(peopleCame, p), at(placesCame, p))
	}
	for _, of := range byGroup {
		switch of {
		case placesBooked, placesCame, peopleNew:
			s.adds(of, g)
		case peopleBack:
			s.spreads(of, g, false)
		default:
			s.spreads(of, g, true)
		}
	}
}

// adds says that the terms add up to the year.
func (s *sheet) adds(of measure, g string) {
	var terms []int
	for p := range s.t.last() {
		terms = append(terms, s.add(key{of, g, p}, false))
	}
	if year := s.add(key{of, g, s.t.last()}, false); len(terms) > 0 {
		s.pub.Sum(year, terms...)
	}
}

// spreads says that nobody is in the year who is in none of its terms, and, when
// each is, that whoever is in a term is in the year.
func (s *sheet) spreads(of measure, g string, each bool) {
	var terms []int
	total, year := 0, s.add(key{of, g, s.t.last()}, false)
	for p := range s.t.last() {
		terms = append(terms, s.add(key{of, g, p}, false))
		total += s.t.counts[key{of, g, p}]
		if each {
			s.pub.AtMost(terms[p], year)
		}
	}
	if len(terms) > 0 {
		all := s.pub.Add(disclosure.Cell{N: total, Role: disclosure.Slack})
		s.pub.Sum(all, terms...)
		s.pub.AtMost(year, all)
	}
}

// totals puts in what is counted of everybody only.
func (s *sheet) totals() {
	for p := range s.t.periods {
		s.add(key{came, "", p}, s.few(peopleCame, "", p))
		for _, of := range []measure{marked, finished, completed, waiting, offers, answers, satisfied} {
			s.add(key{of, "", p}, false)
		}
		for _, pair := range [][2]measure{{came, marked}, {completed, finished}, {satisfied, answers}} {
			s.pub.Rest(s.cell[key{pair[0], "", p}], s.cell[key{pair[1], "", p}])
		}
	}
	for _, of := range []measure{marked, came, finished, completed, offers, answers, satisfied} {
		s.adds(of, "")
	}
	s.spreads(waiting, "", true)
	for _, g := range s.t.steps {
		year := s.add(key{nextStep, g.Key, s.t.last()}, false)
		for p := range s.t.last() {
			// What comes between two terms is in the year only.
			s.pub.AtMost(s.add(key{nextStep, g.Key, p}, false), year)
		}
	}
}

// dimension puts in the groups of one dimension. Where somebody may be in
// several, each group is a figure of its own, with everybody else beside it.
func (s *sheet) dimension(d dimension) {
	for _, g := range d.Groups {
		s.group(g.Key)
	}
	for p := range s.t.periods {
		for _, of := range byGroup {
			total := s.cell[key{of, "", p}]
			var parts []int
			for _, g := range d.Groups {
				parts = append(parts, s.cell[key{of, g.Key, p}])
			}
			switch {
			case d.Overlaps:
				for _, c := range parts {
					s.pub.Rest(c, total)
				}
			case d.Sensitive && of == peopleCame:
				s.pub.SumOfAll(total, parts...)
			default:
				s.pub.Sum(total, parts...)
			}
		}
	}
}
