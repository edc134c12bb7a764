package demo

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"footbridge/internal/actor"
	"footbridge/internal/college"
	"footbridge/internal/people"
)

// How many students the college has: those who were there before the last term,
// those who came since, and those who left.
const (
	studentsBefore = 150
	studentsSince  = 70
	studentsLeft   = 6
)

// Whose accounts are those of a student and of a carer: they are students both.
const (
	aStudent = "A student"
	aCarer   = "A carer"
)

// enrolments makes the students. They have their own chance, so that the rest of
// the trust does not change with them.
type enrolments struct {
	m      *maker
	r      *rand.Rand
	unit   string
	people []people.Person
}

// makeStudents enrols people of the trust: most before the last term, the others
// by and by. m.students are those enrolled so far, in the order of enrolling.
func (m *maker) makeStudents() error {
	e := &enrolments{m: m, r: rand.New(rand.NewPCG(80, 2027)), unit: m.units[collegeName].ID}
	if err := e.gather(); err != nil {
		return err
	}
	for i, p := range e.people[:studentsBefore] {
		switch i {
		case 0:
			m.staff[aStudent] = p
		case 1:
			m.staff[aCarer] = p
		}
		if err := e.enrol(p, i == 1); err != nil {
			return err
		}
	}
	for i, p := range e.people[studentsBefore : studentsBefore+studentsSince] {
		m.on(m.today.AddDays(-150+2*i), func() error { return e.enrol(p, false) })
	}
	for i, p := range e.people[studentsBefore+studentsSince:] {
		if err := e.enrol(p, false); err != nil {
			return err
		}
		left := m.students[len(m.students)-1]
		m.students = m.students[:len(m.students)-1]
		m.on(m.today.AddDays(-70+10*i), func() error { return m.College.Leave(m.ctx, m.by, left.ID) })
	}
	return nil
}

// gather chooses people of the trust, in an order that the seed gives.
func (e *enrolments) gather() error {
	m, held := e.m, map[string]bool{}
	for _, p := range m.staff {
		held[p.ID] = true
	}
	for _, t := range m.trainers {
		held[t.PersonID] = true
	}
	for page := 1; ; page++ {
		found, _, err := m.People.Search(m.ctx, m.by, "", page)
		if err != nil {
			return err
		}
		for _, p := range found {
			if !held[p.ID] {
				e.people = append(e.people, p)
			}
		}
		if len(found) < people.PerPage {
			break
		}
	}
	slices.SortFunc(e.people, func(a, b people.Person) int { return strings.Compare(a.Name, b.Name) })
	e.r.Shuffle(len(e.people), func(i, j int) { e.people[i], e.people[j] = e.people[j], e.people[i] })
	e.people = e.people[:min(len(e.people), studentsBefore+studentsSince+studentsLeft)]
	if len(e.people) < studentsBefore+studentsSince+studentsLeft {
		return fmt.Errorf("there are only %d people to enrol", len(e.people))
	}
	return nil
}

// chance is true so many times in a hundred.
func (e *enrolments) chance(percent int) bool { return e.r.IntN(100) < percent }

// enrol enrols one person, now.
func (e *enrolments) enrol(p people.Person, carer bool) error {
	m := e.m
	charter, _, err := m.College.CharterNow(m.ctx, m.DB, m.by.OrgID, e.unit)
	if err != nil {
		return err
	}
	known, err := m.People.Needs(m.ctx, m.by.OrgID, p.ID)
	if err != nil {
		return err
	}
	in := college.Enrolment{
		UnitID: e.unit, PersonID: p.ID, OldEnough: true, Agreed: true, CharterID: charter.ID, About: e.about(p, carer),
		Reminder: college.Reminder{Channel: p.PreferredChannel, Hours: []int{24, 48, 48, 72, 168}[e.r.IntN(5)]}, Equality: e.equality(),
		How: []string{"online", "online", "online", "phone", "paper", "in person"}[e.r.IntN(6)],
	}
	if e.chance(40) {
		in.Emergency = college.Emergency{Name: firstNames[e.r.IntN(len(firstNames))] + " " + lastNames[e.r.IntN(len(lastNames))],
			Phone: fmt.Sprintf("01632 960%03d", e.r.IntN(1000)), Who: []string{"sister", "brother", "partner", "friend", "neighbour"}[e.r.IntN(5)]}
	}
	if needs := e.needs(); !known.Asked() {
		in.Needs = &needs
	}
	var s college.Student
	if in.How == "online" {
		s, err = m.College.EnrolSelf(m.ctx, actor.Actor{OrgID: m.by.OrgID, PersonID: p.ID, Name: p.Name}, in)
	} else {
		s, err = m.College.Enrol(m.ctx, m.by, in)
	}
	m.students = append(m.students, s)
	return err
}

// about is what somebody says about themselves: several things at once, or
// nothing.
func (e *enrolments) about(p people.Person, carer bool) college.About {
	a := college.About{}
	for _, relation := range []struct {
		code    string
		percent int
	}{{"uses services", 60}, {"carer", 25}, {"staff", 18}, {"public", 30}} {
		if e.chance(relation.percent) || carer && relation.code == "carer" {
			a.Relations = append(a.Relations, relation.code)
		}
	}
	for _, borough := range boroughs {
		if strings.HasSuffix(p.Address, borough) && !e.chance(8) {
			a.BoroughID = e.m.units[borough].ID
		}
	}
	if e.chance(70) {
		a.District = "BV" + fmt.Sprint(1+e.r.IntN(9))
	}
	return a
}

func (e *enrolments) needs() college.NeedsInput {
	in := college.NeedsInput{Tell: !e.chance(10)}
	if e.chance(70) {
		return in
	}
	for range 1 + e.r.IntN(2) {
		code := people.NeedCodes[e.r.IntN(len(people.NeedCodes))].Code
		if !slices.ContainsFunc(in.Items, func(n people.NeedInput) bool { return n.Code == code }) {
			in.Items = append(in.Items, people.NeedInput{Code: code})
		}
	}
	return in
}

// equality are the answers of about seven in ten; some leave a question out.
func (e *enrolments) equality() []people.EqualityAnswer {
	var out []people.EqualityAnswer
	answers := e.chance(70)
	for _, c := range people.Characteristics {
		choice, left := c.Answers[e.r.IntN(len(c.Answers))], e.chance(15)
		if answers && !left && choice.Code != people.OwnWords {
			out = append(out, people.EqualityAnswer{Characteristic: c.Code, Answer: choice.Code})
		}
	}
	return out
}
