package indicators

import (
	"math/rand/v2"
	"testing"

	"footbridge/internal/extracts"
)

// columns makes a snapshot of n people, evenly met contacts times over 30
// months, straight in memory.
func columns(n, contactsEach int) *extracts.Snapshot {
	r := rand.New(rand.NewPCG(1, 2))
	s := &extracts.Snapshot{Units: []extracts.SnapshotUnit{{ID: "root"}}}
	for b := range 4 {
		s.Units = append(s.Units, extracts.SnapshotUnit{ID: "borough " + string(rune('a'+b))})
	}
	for t := range 40 {
		s.Units = append(s.Units, extracts.SnapshotUnit{ID: "team " + string(rune('A'+t)), Parent: uint16(1 + t%4)})
	}
	first, last := dayOf("2024-10-01"), dayOf("2027-03-31")
	codes := func(c *extracts.Codes, words ...string) func() {
		c.Words = words
		return func() { c.At = append(c.At, uint8(r.IntN(len(words)))) }
	}
	var teams [2]uint16 // of the person
	team := func() uint16 { return teams[r.IntN(2)] }
	p := &s.People
	gender, ethnicity, smi := codes(&p.Gender, "", "1", "2"), codes(&p.Ethnicity, "", "A", "B", "G", "H", "M", "N", "S"), codes(&p.SMI, "", "N", "R", "Y")
	p.Borough.Words = []string{"", "North", "South", "East", "West"}
	ref, con, sty, acc, emp, chk := &s.Referrals, &s.Contacts, &s.Stays, &s.Accommodation, &s.Employment, &s.Checks
	teamType, rejected := codes(&ref.TeamType, "", "A02", "A06", "A08", "A14", "C05"), codes(&ref.Rejected, "", "")
	attendance, mechanism, role := codes(&con.Attendance, "", "2", "3", "5", "5", "5", "6"), codes(&con.Mechanism, "", "01", "02", "11"), codes(&con.Role, "", "other", "other", "peer")
	status, settled := codes(&acc.Status, "", "01", "04", "12"), codes(&acc.Settled, "", "N", "Y")
	job, hours := codes(&emp.Status, "", "01", "02", "04"), codes(&emp.Hours, "")
	item := codes(&chk.Item, "alcohol", "blood-pressure", "bmi", "glucose", "lipids", "smoking")
	s.Learning.Event.Words, s.Plans.Plan.Words, ref.Reason.Words = []string{""}, []string{""}, []string{""}
	for _, c := range []*extracts.Codes{&s.Needs.Need, &s.Needs.Wanted, &s.Needs.Received} {
		c.Words = []string{""}
	}
	from := func(rows *extracts.Rows, n int) { rows.From = append(rows.From, int32(n)) }
	ends := func() {
		from(&ref.Rows, len(ref.Received))
		from(&con.Rows, len(con.Day))
		from(&sty.Rows, len(sty.Started))
		from(&acc.Rows, len(acc.Day))
		from(&emp.Rows, len(emp.Day))
		from(&chk.Rows, len(chk.Day))
		for _, rows := range []*extracts.Rows{&s.Carers.Rows, &s.Plans.Rows, &s.Needs.Rows, &s.Learning.Rows} {
			from(rows, 0)
		}
	}
	ends()
	days := func(n int, add func(day int32)) {
		for i := range n {
			add(first + int32((i*int(last-first)+r.IntN(int(last-first)))/n))
		}
	}
	for i := range n {
		p.ID, p.Born, p.Died = append(p.ID, int64(i+1)), append(p.Born, int32(1945*12+r.IntN(65*12))), append(p.Died, extracts.None)
		p.Deprivation, p.Borough.At = append(p.Deprivation, uint8(r.IntN(11))), append(p.Borough.At, uint16(r.IntN(5)))
		gender()
		ethnicity()
		smi()
		teams = [2]uint16{uint16(5 + r.IntN(40)), uint16(5 + r.IntN(40))}
		days(1+r.IntN(2), func(day int32) {
			ended := int32(extracts.None)
			if r.IntN(3) == 0 {
				ended = min(last, day+int32(r.IntN(400)))
			}
			ref.Unit, ref.Received, ref.Ended, ref.Reason.At = append(ref.Unit, team()), append(ref.Received, day-int32(r.IntN(700))), append(ref.Ended, ended), append(ref.Reason.At, 0)
			teamType()
			rejected()
		})
		days(contactsEach, func(day int32) {
			con.Unit, con.Day, con.Minutes = append(con.Unit, team()), append(con.Day, day), append(con.Minutes, uint16(r.IntN(90)))
			attendance()
			mechanism()
			role()
		})
		days(r.IntN(2), func(day int32) {
			sty.Unit, sty.Started, sty.Ended = append(sty.Unit, team()), append(sty.Started, day), append(sty.Ended, day+int32(r.IntN(60)))
		})
		days(3, func(day int32) {
			acc.Day, acc.Submitted, acc.Record = append(acc.Day, day), append(acc.Submitted, 24300), append(acc.Record, 1)
			status()
			settled()
		})
		days(3, func(day int32) {
			emp.Day, emp.Submitted, emp.Record = append(emp.Day, day), append(emp.Submitted, 24300), append(emp.Record, 1)
			job()
			hours()
		})
		days(8, func(day int32) {
			chk.Day = append(chk.Day, day)
			item()
		})
		ends()
	}
	return s
}

// BenchmarkPass is the pass over 100,000 people with 5 million contacts: 20
// indicators, 45 units, 30 months, five dimensions.
func BenchmarkPass(b *testing.B) {
	s := columns(100_000, 50)
	var all []Definition
	for _, d := range ready(b) {
		if len(all) < 20 && d.Group != "Help people asked for" && d.Group != "Families and carers" && d.Group != "Learning and planning" {
			all = append(all, d)
		}
	}
	first, last := monthAt("2024-10"), monthAt("2027-03")
	b.Run("snapshot", func(b *testing.B) {
		for b.Loop() {
			if len(compute(s, all, first, last, every)) < len(all)*30 {
				b.Fatal("months are missing")
			}
		}
		b.ReportMetric(float64(len(all)), "indicators")
	})
	b.Run("prints", func(b *testing.B) {
		for b.Loop() {
			prints(s, first, last)
		}
	})
}
