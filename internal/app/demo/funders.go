package demo

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"footbridge/internal/college"
	"footbridge/internal/funders"
	"footbridge/internal/when"
)

// makeFunders enters what the college's terms have cost so far, how the college
// sees itself, and a report that was given out. It has its own chance, so that
// the rest of the trust does not change with it.
func (m *maker) makeFunders() error {
	r := rand.New(rand.NewPCG(518, 2027))
	terms, err := m.College.Terms(m.ctx, m.DB, m.by.OrgID)
	if err != nil {
		return err
	}
	years, over := map[string]bool{}, college.Term{}
	for _, t := range terms { // the newest first
		if t.StartsOn.After(m.today) {
			continue
		}
		if err := m.termCosts(r, t); err != nil {
			return fmt.Errorf("%s: %w", t.Name, err)
		}
		if t.EndsOn.Before(m.today) && over.ID == "" {
			over = t
		}
		if !years[t.YearID] {
			years[t.YearID] = true
			if err := m.yearFigures(t); err != nil {
				return err
			}
		}
	}
	if over.ID == "" && len(terms) > 0 {
		over = terms[len(terms)-1]
	}
	if over.ID == "" {
		return nil
	}
	_, err = m.Funders.Freeze(m.ctx, m.by, "", over.ID, "The Integrated Care Board's quarterly review")
	return err
}

// termCosts are what a term cost: the trainers of each run that was held, and
// what the whole term needed. One line was wrong, and was put right.
func (m *maker) termCosts(r *rand.Rand, t college.Term) error {
	on := t.EndsOn
	if on.After(m.today) {
		on = m.today
	}
	runs, err := m.College.RunFigures(m.ctx, m.DB, m.by.OrgID, []string{t.ID})
	if err != nil {
		return err
	}
	for _, run := range runs {
		if run.Held == 0 {
			continue
		}
		c := funders.Cost{RunID: run.ID, Kind: "trainers", Pence: run.Held * (9_000 + 50*r.IntN(60)), OnDate: on, Note: "Both trainers, with preparation"}
		if _, err := m.Funders.AddCost(m.ctx, m.by, c); err != nil {
			return err
		}
	}
	for _, c := range []funders.Cost{
		{Kind: "room", Pence: 84_000 + 100*r.IntN(300), Note: "Rooms at the library and the adult college"},
		{Kind: "materials", Pence: 16_000 + 10*r.IntN(900), Note: "Printing and folders"},
		{Kind: "refreshments", Pence: 12_000 + 10*r.IntN(600)},
		{Kind: "travel", Pence: 9_000 + 10*r.IntN(500), Note: "Students' bus fares"},
	} {
		c.TermID, c.OnDate = t.ID, on
		if _, err := m.Funders.AddCost(m.ctx, m.by, c); err != nil {
			return err
		}
	}
	wrong, err := m.Funders.AddCost(m.ctx, m.by, funders.Cost{TermID: t.ID, Kind: "design", Pence: 5_400_00, OnDate: on, Note: "Design days"})
	if err != nil {
		return err
	}
	_, err = m.Funders.CorrectCost(m.ctx, m.by, wrong.ID, funders.Cost{TermID: t.ID, Kind: "design", Pence: 4_500_00, OnDate: on, Note: "Design days"}, "Two figures were swapped")
	return err
}

// yearFigures are the costs of the whole year of a term, and how the college
// sees itself in it.
func (m *maker) yearFigures(t college.Term) error {
	staff := funders.Cost{YearID: t.YearID, Kind: "staff", Pence: 31_500_00, OnDate: earlier(m.today, t.StartsOn.AddDays(14)), Note: "The manager and the administrator"}
	if _, err := m.Funders.AddCost(m.ctx, m.by, staff); err != nil {
		return err
	}
	for perspective, answers := range map[string]string{
		"student": "2 2 1 1 2 1 2", "peer trainer": "2 2 2 1 2 1 2", "manager": "2 2 2 2 1 1 2 1 2 1 2 1",
	} {
		var scores []funders.Score
		for i, answer := range strings.Fields(answers) {
			n := int(answer[0] - '0')
			scores = append(scores, funders.Score{Component: funders.Components[i].Slug, Score: &n})
		}
		if perspective == "student" {
			scores[5].Note = "We would like more courses outside the trust's own buildings."
		}
		if err := m.Funders.SetFidelity(m.ctx, m.by, t.YearID, perspective, scores); err != nil {
			return err
		}
	}
	return nil
}

func earlier(a, b when.Date) when.Date {
	if b.Before(a) {
		return b
	}
	return a
}
