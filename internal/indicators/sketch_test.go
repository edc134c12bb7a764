package indicators

import (
	"cmp"
	"slices"

	"footbridge/internal/extracts"
	"footbridge/internal/when"
)

// sketch is a snapshot in the making, a person at a time.
type sketch struct{ people []person }

type person struct {
	born                        string // a month; "" is not known
	gender, ethnicity, smi      string
	decile                      uint8
	borough, died               string
	referrals, contacts, stays  [][]any // see the columns below; days as text, "" for none
	homes, work, checks, carers [][]any
	plans, needs, learning      [][]any
}

func dayOf(s string) int32 {
	if s == "" {
		return extracts.None
	}
	d, err := when.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return extracts.Days(d)
}

func monthAt(s string) int32 {
	if s == "" {
		return extracts.None
	}
	m, err := when.ParseMonth(s)
	if err != nil {
		panic(err)
	}
	return extracts.Months(m)
}

// coder numbers the words of a column.
type coder struct{ c *extracts.Codes }

func (k coder) add(v any) {
	word, _ := v.(string)
	if len(k.c.Words) == 0 {
		k.c.Words = []string{""}
	}
	i := slices.Index(k.c.Words, word)
	if i < 0 {
		i = len(k.c.Words)
		k.c.Words = append(k.c.Words, word)
	}
	k.c.At = append(k.c.At, uint8(i))
}

// rows puts the rows of one kind of every person in, by their first day.
func (s *sketch) rows(r *extracts.Rows, of func(p *person) [][]any, day int, add func(row []any)) {
	n := int32(0)
	r.From = []int32{0}
	for i := range s.people {
		rows := slices.Clone(of(&s.people[i]))
		slices.SortStableFunc(rows, func(a, b []any) int { return cmp.Compare(dayOf(a[day].(string)), dayOf(b[day].(string))) })
		for _, row := range rows {
			add(row)
			n++
		}
		r.From = append(r.From, n)
	}
}

func unitOf(v any) uint16 { return uint16(v.(int)) }

// snapshot is what was sketched, in an organisation with a borough and two
// teams in it: units 0 to 3.
func (s *sketch) snapshot() *extracts.Snapshot {
	out := &extracts.Snapshot{OrgID: "o", Units: []extracts.SnapshotUnit{{ID: "root"}, {ID: "borough"}, {ID: "team a", Parent: 1}, {ID: "team b", Parent: 1}}}
	p := &out.People
	p.Borough.Words = []string{""}
	for i := range s.people {
		one := &s.people[i]
		p.ID = append(p.ID, int64(i+1))
		p.Born, p.Died, p.Deprivation = append(p.Born, monthAt(one.born)), append(p.Died, dayOf(one.died)), append(p.Deprivation, one.decile)
		coder{&p.Gender}.add(one.gender)
		coder{&p.Ethnicity}.add(one.ethnicity)
		coder{&p.SMI}.add(one.smi)
		b := slices.Index(p.Borough.Words, one.borough)
		if b < 0 {
			b = len(p.Borough.Words)
			p.Borough.Words = append(p.Borough.Words, one.borough)
		}
		p.Borough.At = append(p.Borough.At, uint16(b))
	}
	r := &out.Referrals // unit, team type, received, ended, rejected
	coder{&r.Reason}.c.Words = []string{""}
	s.rows(&r.Rows, func(p *person) [][]any { return p.referrals }, 2, func(v []any) {
		r.Unit, r.Received, r.Ended = append(r.Unit, unitOf(v[0])), append(r.Received, dayOf(v[2].(string))), append(r.Ended, dayOf(v[3].(string)))
		coder{&r.TeamType}.add(v[1])
		coder{&r.Reason}.add("")
		coder{&r.Rejected}.add(v[4])
	})
	c := &out.Contacts // unit, day, minutes, attendance, mechanism, role
	s.rows(&c.Rows, func(p *person) [][]any { return p.contacts }, 1, func(v []any) {
		c.Unit, c.Day, c.Minutes = append(c.Unit, unitOf(v[0])), append(c.Day, dayOf(v[1].(string))), append(c.Minutes, uint16(v[2].(int)))
		coder{&c.Attendance}.add(v[3])
		coder{&c.Mechanism}.add(v[4])
		coder{&c.Role}.add(v[5])
	})
	t := &out.Stays // unit, started, ended
	s.rows(&t.Rows, func(p *person) [][]any { return p.stays }, 1, func(v []any) {
		t.Unit, t.Started, t.Ended = append(t.Unit, unitOf(v[0])), append(t.Started, dayOf(v[1].(string))), append(t.Ended, dayOf(v[2].(string)))
	})
	s.records(out)
	s.others(out)
	return out
}

func (s *sketch) records(out *extracts.Snapshot) {
	a := &out.Accommodation // day, submitted, record, status, settled
	s.rows(&a.Rows, func(p *person) [][]any { return p.homes }, 0, func(v []any) {
		a.Day, a.Submitted, a.Record = append(a.Day, dayOf(v[0].(string))), append(a.Submitted, monthAt(v[1].(string))), append(a.Record, int64(v[2].(int)))
		coder{&a.Status}.add(v[3])
		coder{&a.Settled}.add(v[4])
	})
	e := &out.Employment // day, submitted, record, status, hours
	s.rows(&e.Rows, func(p *person) [][]any { return p.work }, 0, func(v []any) {
		e.Day, e.Submitted, e.Record = append(e.Day, dayOf(v[0].(string))), append(e.Submitted, monthAt(v[1].(string))), append(e.Record, int64(v[2].(int)))
		coder{&e.Status}.add(v[3])
		coder{&e.Hours}.add(v[4])
	})
	k := &out.Checks // day, item
	s.rows(&k.Rows, func(p *person) [][]any { return p.checks }, 0, func(v []any) {
		k.Day = append(k.Day, dayOf(v[0].(string)))
		coder{&k.Item}.add(v[1])
	})
}

func (s *sketch) others(out *extracts.Snapshot) {
	c := &out.Carers // unit, carer, identified, offered, assessed
	s.rows(&c.Rows, func(p *person) [][]any { return p.carers }, 2, func(v []any) {
		c.Unit, c.Carer = append(c.Unit, unitOf(v[0])), append(c.Carer, int64(v[1].(int)))
		c.Identified, c.Offered, c.Assessed = append(c.Identified, dayOf(v[2].(string))), append(c.Offered, dayOf(v[3].(string))), append(c.Assessed, dayOf(v[4].(string)))
	})
	p := &out.Plans // unit, plan, offered, made, reviewed
	s.rows(&p.Rows, func(p *person) [][]any { return p.plans }, 2, func(v []any) {
		p.Unit = append(p.Unit, unitOf(v[0]))
		coder{&p.Plan}.add(v[1])
		p.Offered, p.Made, p.Reviewed = append(p.Offered, dayOf(v[2].(string))), append(p.Made, dayOf(v[3].(string))), append(p.Reviewed, dayOf(v[4].(string)))
	})
	n := &out.Needs // unit, day, need, wanted, received
	s.rows(&n.Rows, func(p *person) [][]any { return p.needs }, 1, func(v []any) {
		n.Unit, n.Day = append(n.Unit, unitOf(v[0])), append(n.Day, dayOf(v[1].(string)))
		coder{&n.Need}.add(v[2])
		coder{&n.Wanted}.add(v[3])
		coder{&n.Received}.add(v[4])
	})
	l := &out.Learning // day, event
	s.rows(&l.Rows, func(p *person) [][]any { return p.learning }, 0, func(v []any) {
		l.Day = append(l.Day, dayOf(v[0].(string)))
		coder{&l.Event}.add(v[1])
	})
}
