package indicators

import (
	"footbridge/internal/extracts"
)

// followUpDays are how many days after a discharge a contact follows it up,
// unless the definition says: the national standard's 72 hours, in days.
const followUpDays = 3

// all64 is every month.
const all64 = ^uint64(0)

// aboutPerson is a condition on the person that the eye is on: the months of
// the window at whose end it holds.
type aboutPerson func(e *eye) uint64

// aboutRow is a condition on one row of the basis: the months at whose end it
// holds.
type aboutRow func(e *eye, row int) uint64

// tallyPlan is a subject compiled: which rows there are, when each counts, of
// whom, and what counts towards the numerator and as recorded.
type tallyPlan struct {
	of     subject
	rows   *extracts.Rows
	unit   []uint16                       // of each row; nil where rows have none
	months func(e *eye, row int) uint64   // by the end of which the row counts
	weight func(e *eye, row, m int) int64 // nil: one
	only   conditions
	having conditions
	noted  conditions
}

// conditions hold together.
type conditions struct {
	person []int // numbers of the pass's conditions on people
	row    []aboutRow
}

// rowMask is where the conditions on a row hold.
func (c *conditions) rowMask(e *eye, row int, mask uint64) uint64 {
	for _, f := range c.row {
		if mask == 0 {
			return 0
		}
		mask &= f(e, row)
	}
	return mask
}

// personMask is where the conditions on the person hold.
func (c *conditions) personMask(e *eye, mask uint64) uint64 {
	for _, n := range c.person {
		if mask == 0 {
			return 0
		}
		mask &= e.person(n)
	}
	return mask
}

// compiler turns definitions into plans over one snapshot. Conditions on people
// that several definitions share are worked out once for each person.
type compiler struct {
	s      *extracts.Snapshot
	people []aboutPerson
	known  map[string]int
}

func (k *compiler) plan(p subject, having, recorded []clause, period string) *tallyPlan {
	t := &tallyPlan{of: p}
	k.basis(t, p, period)
	t.only = k.conditions(p.with, p.only, false)
	except := k.conditions(p.with, p.except, true)
	t.only.person = append(t.only.person, except.person...)
	t.only.row = append(t.only.row, except.row...)
	t.having = k.conditions(p.with, having, false)
	t.noted = k.conditions(p.with, recorded, false)
	if p.count == countMinutes {
		c := &k.s.Contacts
		t.weight = func(_ *eye, row, _ int) int64 { return int64(c.Minutes[row]) }
		t.only.row = append(t.only.row, func(_ *eye, row int) uint64 { return when64(c.Minutes[row] > 0) })
	}
	return t
}

func when64(b bool) uint64 {
	if b {
		return all64
	}
	return 0
}

// conditions compiles clauses; not turns each about.
func (k *compiler) conditions(with basis, clauses []clause, not bool) conditions {
	var out conditions
	for _, c := range clauses {
		if _, ok := aboutThings[with][c.name]; ok {
			f := k.row(with, c)
			if not {
				f = notRow(f)
			}
			out.row = append(out.row, f)
			continue
		}
		out.person = append(out.person, k.person(c, not))
	}
	return out
}

func notRow(f aboutRow) aboutRow { return func(e *eye, row int) uint64 { return ^f(e, row) } }

// person numbers a condition on people.
func (k *compiler) person(c clause, not bool) int {
	name := c.key()
	if not {
		name = "not " + name
	}
	n, ok := k.known[name]
	if !ok {
		f := k.aboutPerson(c)
		if not {
			plain := f
			f = func(e *eye) uint64 { return ^plain(e) }
		}
		n = len(k.people)
		k.people = append(k.people, f)
		k.known[name] = n
	}
	return n
}

// basis says when each row counts, and where.
func (k *compiler) basis(t *tallyPlan, p subject, period string) {
	s := k.s
	happened := func(day []int32) func(*eye, int) uint64 {
		return func(e *eye, row int) uint64 { return e.happened(day[row], period) }
	}
	switch p.with {
	case openReferrals, newReferrals, endedReferrals:
		r := &s.Referrals
		t.rows, t.unit = &r.Rows, r.Unit
		accepted := among(&r.Rejected, []string{"Y"})
		switch p.with {
		case openReferrals:
			t.months = func(e *eye, row int) uint64 {
				if accepted[r.Rejected.At[row]] {
					return 0
				}
				return e.stands(r.Received[row], r.Ended[row])
			}
		case newReferrals:
			t.months = happened(r.Received)
		default:
			t.months = happened(r.Ended)
		}
	case contacts:
		t.rows, t.unit, t.months = &s.Contacts.Rows, s.Contacts.Unit, happened(s.Contacts.Day)
	case openStays, admissions, discharges, bedDays:
		k.stays(t, p.with, period, happened)
	case carers:
		c := &s.Carers
		t.rows, t.unit, t.months = &c.Rows, c.Unit, func(e *eye, row int) uint64 { return e.from(c.Identified[row]) }
	case plans:
		c := &s.Plans
		t.rows, t.unit, t.months = &c.Rows, c.Unit, func(e *eye, row int) uint64 {
			if c.Offered[row] != extracts.None {
				return e.happened(c.Offered[row], period)
			}
			return e.happened(c.Made[row], period)
		}
	case needs:
		t.rows, t.unit, t.months = &s.Needs.Rows, s.Needs.Unit, happened(s.Needs.Day)
	case checks:
		t.rows, t.months = &s.Checks.Rows, happened(s.Checks.Day)
	case learning:
		t.rows, t.months = &s.Learning.Rows, happened(s.Learning.Day)
	}
}

// stays say when each stay counts. A night is that of the day on which it
// begins: a stay from the 3rd to the 5th has two.
func (k *compiler) stays(t *tallyPlan, with basis, period string, happened func([]int32) func(*eye, int) uint64) {
	c := &k.s.Stays
	t.rows, t.unit = &c.Rows, c.Unit
	switch with {
	case openStays:
		t.months = func(e *eye, row int) uint64 { return e.stands(c.Started[row], c.Ended[row]) }
	case admissions:
		t.months = happened(c.Started)
	case discharges:
		t.months = happened(c.Ended)
	default:
		nights := func(e *eye, row, m int) int64 {
			from, to := e.begins(m, period), e.ends[m]+1
			if c.Ended[row] != extracts.None {
				to = min(to, c.Ended[row])
			}
			return int64(max(0, to-max(from, c.Started[row])))
		}
		t.months = func(e *eye, row int) uint64 {
			mask := e.from(c.Started[row])
			if ended := c.Ended[row]; ended != extracts.None {
				mask &= e.upTo(e.month(ended-1) + e.reach(period))
			}
			return mask & e.closes(period)
		}
		t.weight = nights
	}
}

// among says of each code of a column whether it is one of words.
func among(c *extracts.Codes, words []string) *[256]bool {
	out := new([256]bool)
	for _, word := range words {
		if n, ok := c.Find(word); ok {
			out[n] = true
		}
	}
	return out
}

// coded is a condition on a column of codes.
func coded(c *extracts.Codes, words []string) aboutRow {
	is := among(c, words)
	at := c
	return func(_ *eye, row int) uint64 { return when64(is[at.At[row]]) }
}

// attended are the codes of a contact that took place.
var attended = []string{"5", "6"}

// row compiles a condition on a thing of the basis.
func (k *compiler) row(with basis, c clause) aboutRow {
	s := k.s
	switch {
	case c.name == "team-types":
		return coded(&s.Referrals.TeamType, c.codes)
	case c.name == "reasons":
		return coded(&s.Referrals.Reason, c.codes)
	case c.name == "attended":
		f := coded(&s.Contacts.Attendance, attended)
		if !c.yes {
			f = notRow(f)
		}
		return f
	case c.name == "attendance":
		return coded(&s.Contacts.Attendance, c.codes)
	case c.name == "mechanisms":
		return coded(&s.Contacts.Mechanism, c.codes)
	case c.name == "roles":
		return coded(&s.Contacts.Role, c.codes)
	case c.name == "timed":
		return func(_ *eye, row int) uint64 { return when64(s.Contacts.Minutes[row] > 0 == c.yes) }
	case c.name == "followed-up":
		return k.followedUp(c)
	case c.name == "plans":
		return coded(&s.Plans.Plan, c.codes)
	case c.name == "needs":
		return coded(&s.Needs.Need, c.codes)
	case c.name == "wanted":
		return coded(&s.Needs.Wanted, c.codes)
	case c.name == "received":
		return coded(&s.Needs.Received, c.codes)
	case c.name == "items":
		return coded(&s.Checks.Item, c.codes)
	case c.name == "events":
		return coded(&s.Learning.Event, c.codes)
	}
	return k.dated(with, c)
}

// dated compiles a condition that a date makes true from its month on.
func (k *compiler) dated(with basis, c clause) aboutRow {
	var day []int32
	switch {
	case with == carers && c.name == "offered":
		day = k.s.Carers.Offered
	case with == carers:
		day = k.s.Carers.Assessed
	case c.name == "offered":
		day = k.s.Plans.Offered
	case c.name == "made":
		day = k.s.Plans.Made
	default:
		day = k.s.Plans.Reviewed
	}
	return func(e *eye, row int) uint64 {
		if mask := e.from(day[row]); c.yes {
			return mask
		} else {
			return ^mask
		}
	}
}

// followedUp compiles whether a contact that took place followed a discharge: on
// the day after it at the earliest.
func (k *compiler) followedUp(c clause) aboutRow {
	t, stays := &k.s.Contacts, &k.s.Stays
	days := int32(c.part("days", followUpDays))
	took := among(&t.Attendance, attended)
	way := (*[256]bool)(nil)
	if p, ok := c.parts["mechanisms"]; ok {
		way = among(&t.Mechanism, p.codes)
	}
	return func(e *eye, row int) uint64 {
		out := stays.Ended[row]
		if out == extracts.None {
			return 0
		}
		from, to := t.Of(e.who)
		for i := from + firstAfter(t.Day[from:to], out); i < to && t.Day[i] <= out+days; i++ {
			if took[t.Attendance.At[i]] && (way == nil || way[t.Mechanism.At[i]]) {
				return all64
			}
		}
		return 0
	}
}
