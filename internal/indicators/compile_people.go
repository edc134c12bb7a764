package indicators

import (
	"fmt"
	"math/bits"
	"sort"
	"strings"

	"footbridge/internal/extracts"
)

// key names a clause: two with the same key mean the same.
func (c clause) key() string {
	var b strings.Builder
	fmt.Fprint(&b, c.name, " ", c.yes, " ", c.number, " ", c.from, " ", c.to, " ", strings.Join(c.codes, ","))
	for _, name := range names(c.parts) {
		p := c.parts[name]
		fmt.Fprint(&b, " {", p.key(), "}")
	}
	return b.String()
}

// firstAfter is the first of sorted days that is after day.
func firstAfter(days []int32, day int32) int {
	return sort.Search(len(days), func(i int) bool { return days[i] > day })
}

// aboutPerson compiles a condition on people.
func (k *compiler) aboutPerson(c clause) aboutPerson {
	s := k.s
	of := func(col *extracts.Codes) aboutPerson {
		is := among(col, c.codes)
		return func(e *eye) uint64 { return when64(is[col.At[e.who]]) }
	}
	switch c.name {
	case "age":
		return func(e *eye) uint64 { return e.aged(s.People.Born[e.who], c.from, c.to) }
	case "gender":
		return of(&s.People.Gender)
	case "ethnicity":
		return of(&s.People.Ethnicity)
	case "smi":
		return of(&s.People.SMI)
	case "died":
		return turned(c.yes, func(e *eye) uint64 { return e.from(s.People.Died[e.who]) })
	case "accommodation":
		a := &s.Accommodation
		return k.latest(c, &a.Rows, a.Day, a.Submitted, a.Record, &a.Status, &a.Settled, "settled")
	case "employment":
		a := &s.Employment
		return k.latest(c, &a.Rows, a.Day, a.Submitted, a.Record, &a.Status, &a.Hours, "hours")
	case "checked":
		return k.checked(c)
	case "on-ward":
		return turned(c.yes, func(e *eye) (mask uint64) {
			for i, to := s.Stays.Of(e.who); i < to; i++ {
				mask |= e.stands(s.Stays.Started[i], s.Stays.Ended[i])
			}
			return mask
		})
	case "has-carer":
		return turned(c.yes, func(e *eye) uint64 {
			if from, to := s.Carers.Of(e.who); from < to {
				return e.from(s.Carers.Identified[from])
			}
			return 0
		})
	}
	return k.aboutPast(c)
}

func turned(yes bool, f aboutPerson) aboutPerson {
	if yes {
		return f
	}
	return func(e *eye) uint64 { return ^f(e) }
}

// optional is a list of codes that may be left out: nil for anything.
func optional(c clause, name string, col *extracts.Codes) *[256]bool {
	if p, ok := c.parts[name]; ok {
		return among(col, p.codes)
	}
	return nil
}

func meets(is *[256]bool, code uint8) bool { return is == nil || is[code] }

// aboutPast compiles conditions that something happened within some months, or
// stands.
func (k *compiler) aboutPast(c clause) aboutPerson {
	s, within := k.s, c.part("within", 1)
	switch c.name {
	case "referred":
		r := &s.Referrals
		types, why, no := optional(c, "team-types", &r.TeamType), optional(c, "reasons", &r.Reason), among(&r.Rejected, []string{"Y"})
		return func(e *eye) (mask uint64) {
			for i, to := r.Of(e.who); i < to; i++ {
				if meets(types, r.TeamType.At[i]) && meets(why, r.Reason.At[i]) && !no[r.Rejected.At[i]] {
					mask |= e.stands(r.Received[i], r.Ended[i])
				}
			}
			return mask
		}
	case "seen":
		t := &s.Contacts
		took, way, who := among(&t.Attendance, attended), optional(c, "mechanisms", &t.Mechanism), optional(c, "roles", &t.Role)
		return func(e *eye) (mask uint64) {
			for i, to := t.Of(e.who); i < to; i++ {
				if took[t.Attendance.At[i]] && meets(way, t.Mechanism.At[i]) && meets(who, t.Role.At[i]) {
					mask |= e.within(t.Day[i], within)
				}
			}
			return mask
		}
	case "learnt":
		l := &s.Learning
		what := optional(c, "events", &l.Event)
		return func(e *eye) (mask uint64) {
			for i, to := l.Of(e.who); i < to; i++ {
				if meets(what, l.Event.At[i]) {
					mask |= e.within(l.Day[i], within)
				}
			}
			return mask
		}
	}
	p := &s.Plans
	day := map[string][]int32{"plan-offered": p.Offered, "plan-made": p.Made, "plan-reviewed": p.Reviewed}[c.name]
	what := optional(c, "plans", &p.Plan)
	return func(e *eye) (mask uint64) {
		for i, to := p.Of(e.who); i < to; i++ {
			if meets(what, p.Plan.At[i]) {
				mask |= e.within(day[i], within)
			}
		}
		return mask
	}
}

// latest compiles what the last record says: of those with a status, the one of
// the latest day, among these that of the latest month of submission, among
// these that of the highest record number; where several are equal in all three,
// any of them. A record counts for the month of its day and the within-1 months
// after it; without one the condition does not hold. This is the order, and the
// treatment of ties, of AMH13e to AMH17e in NHS England's published monthly
// statistics of mental health.
func (k *compiler) latest(c clause, rows *extracts.Rows, day, submitted []int32, record []int64, status, other *extracts.Codes, otherName string) aboutPerson {
	within := c.part("within", 12)
	is, also := optional(c, "status", status), optional(c, otherName, other)
	return func(e *eye) (mask uint64) {
		from, to := rows.Of(e.who)
		until := windowMonths // the month in which a later record takes over
		for i := to - 1; i >= from; {
			if status.Words[status.At[i]] == "" {
				i--
				continue
			}
			d, holds, last := day[i], false, i
			for ; i >= from && day[i] == d && submitted[i] == submitted[last] && record[i] == record[last]; i-- {
				if status.Words[status.At[i]] != "" && meets(is, status.At[i]) && meets(also, other.At[i]) {
					holds = true
				}
			}
			m := e.month(d)
			if holds {
				mask |= e.between(m, min(until-1, m+within-1))
			}
			until = min(until, m)
		}
		return mask
	}
}

// checked compiles which checks were made within some months.
func (k *compiler) checked(c clause) aboutPerson {
	col := &k.s.Checks
	wanted := c.itemsOf()
	number := [256]int8{} // of each code among those wanted, from 1
	for i, item := range wanted {
		if n, ok := col.Item.Find(item); ok {
			number[n] = int8(i + 1)
		}
	}
	within, least := c.part("within", 12), c.part("at-least", len(wanted))
	return func(e *eye) uint64 {
		var made [16]uint64
		for i, to := col.Of(e.who); i < to; i++ {
			if n := number[col.Item.At[i]]; n > 0 {
				made[n-1] |= e.within(col.Day[i], within)
			}
		}
		return atLeast(made[:len(wanted)], least)
	}
}

// atLeast is where at least n of the masks are set.
func atLeast(masks []uint64, n int) uint64 {
	var planes [4]uint64 // a sum in every bit
	for _, mask := range masks {
		for i := range planes {
			planes[i], mask = planes[i]^mask, planes[i]&mask
		}
	}
	var out uint64
	for left := planes[0] | planes[1] | planes[2] | planes[3]; left != 0; left &= left - 1 {
		bit := bits.TrailingZeros64(left)
		sum := 0
		for i, p := range planes {
			sum |= int(p>>bit&1) << i
		}
		if sum >= n {
			out |= 1 << bit
		}
	}
	return out
}
