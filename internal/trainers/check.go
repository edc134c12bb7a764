package trainers

import (
	"context"
	"fmt"

	"footbridge/internal/when"
)

// Check says what in an organisation's trainers breaks a rule that the schema
// cannot hold, one sentence each: who is ready, what is to be renewed and when
// supervision is due must follow from what was recorded.
func (t *Trainers) Check(ctx context.Context, orgID string) ([]string, error) {
	all, err := allTrainers(ctx, t.db, orgID)
	if err != nil {
		return nil, err
	}
	recorded, err := allSteps(ctx, t.db, orgID)
	if err != nil {
		return nil, err
	}
	steps := map[string][]Step{}
	for _, s := range recorded {
		steps[s.TrainerID] = append(steps[s.TrainerID], s)
	}
	last, err := lastSupervisions(ctx, t.db, orgID)
	if err != nil {
		return nil, err
	}
	held := map[string][]Supervision{}
	for _, l := range last {
		held[l.TrainerID] = []Supervision{{HeldOn: l.HeldOn}}
	}
	rules, out := map[string][]Rule{}, []string(nil)
	for _, trainer := range all {
		if rules[trainer.UnitID] == nil {
			if rules[trainer.UnitID], err = t.Rules(ctx, t.db, orgID, trainer.UnitID); err != nil {
				return nil, err
			}
		}
		out = append(out, checkTrainer(trainer, standings(rules[trainer.UnitID], trainer.Perspective, steps[trainer.ID], t.today()), held[trainer.ID])...)
	}
	gone, err := t.checkPeople(ctx, orgID, all)
	return append(out, gone...), err
}

func checkTrainer(trainer Trainer, way []Standing, held []Supervision) []string {
	var out []string
	readyOn, renewBy := readiness(way)
	switch {
	case readyOn.IsZero() && !trainer.ReadyOn.IsZero():
		out = append(out, fmt.Sprintf("trainers: trainer %s is ready, and a step is missing", trainer.ID))
	case !readyOn.IsZero() && trainer.ReadyOn.IsZero():
		out = append(out, fmt.Sprintf("trainers: trainer %s has done every step, and is not ready", trainer.ID))
	}
	if trainer.RenewBy != renewBy {
		out = append(out, fmt.Sprintf("trainers: the day by which trainer %s renews a training is not that of the steps", trainer.ID))
	}
	if trainer.SupervisionDue != supervisionDue(trainer, held) {
		out = append(out, fmt.Sprintf("trainers: the day on which supervision of trainer %s is due does not follow from the last one", trainer.ID))
	}
	return out
}

// checkPeople finds trainers whose record was merged, and those who are twice a
// trainer of one college.
func (t *Trainers) checkPeople(ctx context.Context, orgID string, all []Trainer) ([]string, error) {
	var out []string
	now, seen := t.today(), map[[2]string]bool{}
	for _, trainer := range all {
		key := [2]string{trainer.UnitID, trainer.PersonID}
		if !trainer.Stopped(now) {
			if seen[key] {
				out = append(out, fmt.Sprintf("trainers: person %s is twice a trainer of college %s", trainer.PersonID, trainer.UnitID))
			}
			seen[key] = true
		}
		person, err := t.people.Person(ctx, orgID, trainer.PersonID)
		if err != nil {
			return nil, err
		}
		if person.MergedInto != "" {
			out = append(out, fmt.Sprintf("trainers: trainer %s is person %s, who was merged into another record", trainer.ID, trainer.PersonID))
		}
	}
	return out, nil
}

// lastDay is the earlier of two days, where none is later than any.
func lastDay(a, b when.Date) when.Date {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}
