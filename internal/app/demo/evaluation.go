package demo

import "footbridge/internal/evaluation"

// makeEvaluation asks whether the college helped those who enrolled, and works
// the answer out: half a year each way, with two others beside each of them. The
// price of a contact is made up; that of a student is published.
func (m *maker) makeEvaluation() error {
	e, err := m.Evaluation.Add(m.ctx, m.by, evaluation.Design{
		Title:    "Students of the college, half a year before and after",
		Question: "Do people need less help from community teams, and spend fewer days in hospital, in the half year after they first enrol at the college?",
		Begin:    evaluation.Enrolled, Months: 6, Controls: 2,
		Costs: []evaluation.Cost{
			{Of: "contacts", Pence: 120_00, Year: 2026, Source: "Made up for the demonstration"},
			{Of: evaluation.CostOfProgramme, Pence: 518_00, Year: 2022, Source: "The median of 63 colleges in England, doi.org/10.1007/s00127-023-02452-w"},
		},
	})
	if err != nil {
		return err
	}
	return m.Evaluation.Work(m.ctx, m.by.OrgID, e.ID, 1)
}
