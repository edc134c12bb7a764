package demo

import (
	"fmt"

	"footbridge/internal/actor"
	"footbridge/internal/prospectus"
)

const foreword = `Welcome to the new term.

Everything in here was made twice: once by somebody who has lived through it, and once by somebody whose work it is. Then we sat down together and made one course of the two. It takes longer, and it shows.

You do not have to be well to come, or ill. You do not have to say why. Choose what you are curious about, bring somebody if that helps, and sit near the door if you like.

See you there.`

const howToEnrol = `Everything is free, and you choose for yourself: nobody has to send you, and nobody asks for a diagnosis.

Open the page of a course and press “Enrol and book”. You enrol once; after that, booking takes a minute.

If you would rather talk to somebody, phone us or come in. We fill the form in together with you, on paper if you like.

Tell us what would make it easier to come: a seat near the door, large print, somebody to meet you at the bus stop. We ask once, and tell only the people who teach you.`

// makeProspectus writes the college's own words, and lets some people ask to be
// told of courses: students, and two addresses that have not been confirmed.
func (m *maker) makeProspectus() error {
	unit, ok := m.units[collegeName]
	if !ok {
		return nil
	}
	if err := m.Prospectus.SaveWords(m.ctx, m.by, prospectus.Words{UnitID: unit.ID, Foreword: foreword, Signed: "The students’ council of the college", How: howToEnrol}); err != nil {
		return err
	}
	e, err := m.Prospectus.Edition(m.ctx, Slug)
	if err != nil {
		return err
	}
	found, err := m.Prospectus.Find(m.ctx, e, prospectus.Filter{})
	if err != nil {
		return err
	}
	wanted := found.Resting
	for _, f := range found.Running[len(found.Running)*2/3:] { // those that begin last
		wanted = append(wanted, f.Course)
	}
	if len(wanted) == 0 {
		return nil
	}
	for i, c := range wanted[:min(2, len(wanted))] {
		if err := m.Prospectus.AskAsVisitor(m.ctx, e, c, fmt.Sprintf("visitor%d@example.org", i+1), "demonstration"); err != nil {
			return err
		}
	}
	people, err := m.booked(e)
	for i, person := range people {
		by := actor.Actor{OrgID: m.by.OrgID, AccountID: "demonstration", PersonID: person, Name: "A student"}
		if err := m.Prospectus.AskAsStudent(m.ctx, by, wanted[i%min(4, len(wanted))]); err != nil {
			return err
		}
	}
	return err
}

// booked are some of the people who have a place on a run in the prospectus.
func (m *maker) booked(e *prospectus.Edition) ([]string, error) {
	var out []string
	for _, c := range e.Courses {
		for _, r := range c.Runs {
			list, err := m.College.WithPlace(m.ctx, m.DB, m.by.OrgID, r.ID)
			if err != nil {
				return nil, err
			}
			for _, s := range list[:min(1, len(list))] {
				out = append(out, s.PersonID)
			}
		}
	}
	return out[:min(9, len(out))], nil
}
