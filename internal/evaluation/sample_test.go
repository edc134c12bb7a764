package evaluation

import (
	"slices"

	"footbridge/internal/extracts"
	"footbridge/internal/when"
)

// sample is one person of a made-up snapshot. Days are counted from day zero.
type sample struct {
	born       int32 // month
	gender     string
	unit       uint16
	contacts   []int32 // attended
	missed     []int32
	peer       []int32
	stays      [][2]int32 // the second None while they are there
	work, home map[int32]string
	enrolled   []int32
	died       int32 // 0: alive
}

var dayZero = extracts.Days(when.Date{Year: 2026, Month: 1, Day: 1})

// coder fills a column of codes.
type coder struct{ c *extracts.Codes }

func (c coder) add(word string) {
	if len(c.c.Words) == 0 {
		c.c.Words = []string{""}
	}
	at := slices.Index(c.c.Words, word)
	if at < 0 {
		at, c.c.Words = len(c.c.Words), append(c.c.Words, word)
	}
	c.c.At = append(c.c.At, uint8(at))
}

// snapshotOf makes the columns of some people, whose numbers are 1, 2, …
func snapshotOf(people []sample) *extracts.Snapshot {
	s := &extracts.Snapshot{OrgID: "org", Hash: "hash", Units: []extracts.SnapshotUnit{{ID: "root"}, {ID: "a"}, {ID: "b"}}}
	for i, p := range people {
		s.People.ID = append(s.People.ID, int64(i+1))
		s.People.Born = append(s.People.Born, p.born)
		died := int32(extracts.None)
		if p.died != 0 {
			died = dayZero + p.died
		}
		s.People.Died = append(s.People.Died, died)
		coder{&s.People.Gender}.add(p.gender)
		addRows(s, p)
	}
	for _, r := range []*extracts.Rows{&s.Contacts.Rows, &s.Stays.Rows, &s.Employment.Rows, &s.Accommodation.Rows, &s.Learning.Rows} {
		r.From = append([]int32{0}, r.From...)
	}
	return s
}

// addRows adds the rows of one person, in order of their days, and where they
// end.
func addRows(s *extracts.Snapshot, p sample) {
	type contact struct {
		day              int32
		attendance, role string
	}
	var all []contact
	for _, d := range p.contacts {
		all = append(all, contact{d, "5", "other"})
	}
	for _, d := range p.missed {
		all = append(all, contact{d, "3", "other"})
	}
	for _, d := range p.peer {
		all = append(all, contact{d, "6", "peer"})
	}
	slices.SortFunc(all, func(a, b contact) int { return int(a.day - b.day) })
	c := &s.Contacts
	for _, x := range all {
		c.Day, c.Unit, c.Minutes = append(c.Day, dayZero+x.day), append(c.Unit, p.unit), append(c.Minutes, 30)
		coder{&c.Attendance}.add(x.attendance)
		coder{&c.Role}.add(x.role)
		coder{&c.Mechanism}.add("01")
	}
	c.From = append(c.From, int32(len(c.Day)))
	for _, x := range p.stays {
		end := x[1]
		if end != extracts.None {
			end += dayZero
		}
		s.Stays.Started, s.Stays.Ended, s.Stays.Unit = append(s.Stays.Started, dayZero+x[0]), append(s.Stays.Ended, end), append(s.Stays.Unit, p.unit)
	}
	s.Stays.From = append(s.Stays.From, int32(len(s.Stays.Started)))
	for _, day := range sortedDays(p.work) {
		s.Employment.Day = append(s.Employment.Day, dayZero+day)
		coder{&s.Employment.Status}.add(p.work[day])
	}
	s.Employment.From = append(s.Employment.From, int32(len(s.Employment.Day)))
	for _, day := range sortedDays(p.home) {
		s.Accommodation.Day = append(s.Accommodation.Day, dayZero+day)
		coder{&s.Accommodation.Settled}.add(p.home[day])
	}
	s.Accommodation.From = append(s.Accommodation.From, int32(len(s.Accommodation.Day)))
	for _, day := range p.enrolled {
		s.Learning.Day = append(s.Learning.Day, dayZero+day)
		coder{&s.Learning.Event}.add("enrolled")
	}
	s.Learning.From = append(s.Learning.From, int32(len(s.Learning.Day)))
}

func sortedDays(m map[int32]string) []int32 {
	var out []int32
	for day := range m {
		out = append(out, day)
	}
	slices.Sort(out)
	return out
}
