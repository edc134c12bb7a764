package funders

import (
	"context"
	"fmt"

	"footbridge/internal/actor"
	"footbridge/internal/when"
)

// Suggestion is what the trainers' time of a run comes to by their pay bands.
type Suggestion struct {
	Pence, Minutes, Sessions int
	Unpaid                   int // times that a trainer without a band taught
}

// Hours are the paid hours, in words: "4.5".
func (s Suggestion) Hours() string { return fmt.Sprintf("%.4g", float64(s.Minutes)/60) }

// Pounds is the amount as people write it.
func (s Suggestion) Pounds() string { return pounds(s.Pence) }

// Amount is the amount as a form takes it.
func (s Suggestion) Amount() string { return amount(s.Pence) }

func amount(pence int) string { return fmt.Sprintf("%d.%02d", pence/100, pence%100) }

// SuggestTrainers works out the cost of the trainers' time of a run: each
// session that was held, for each trainer who is not known to have been away,
// at what an hour of theirs was worth on the day. Preparation is not in it.
func (f *Funders) SuggestTrainers(ctx context.Context, by actor.Actor, runID string) (Suggestion, error) {
	run, err := f.college.Run(ctx, f.db, by.OrgID, runID)
	if err != nil {
		return Suggestion{}, err
	}
	if err := f.reach(ctx, f.db, by, Costs, run.UnitID, errNoCosts); err != nil {
		return Suggestion{}, err
	}
	sessions, err := f.college.Sessions(ctx, f.db, by.OrgID, []string{runID})
	if err != nil {
		return Suggestion{}, err
	}
	var ids []string
	for _, s := range sessions[runID] {
		ids = append(ids, s.ID)
	}
	teach, err := f.college.TrainersOf(ctx, f.db, by.OrgID, ids)
	if err != nil {
		return Suggestion{}, err
	}
	var out Suggestion
	for _, s := range sessions[runID] {
		if s.State != "held" {
			continue
		}
		out.Sessions++
		minutes := int(s.EndsAt.Sub(s.StartsAt).Minutes())
		for _, t := range teach[s.ID] {
			if t.Present != nil && !*t.Present {
				continue
			}
			rate, _, err := f.trainers.PayBandAt(ctx, f.db, by.OrgID, t.TrainerID, when.DateOf(s.StartsAt))
			switch {
			case err != nil:
				return Suggestion{}, err
			case rate == 0:
				out.Unpaid++
			default:
				out.Minutes += minutes
				out.Pence += (rate*minutes + 30) / 60
			}
		}
	}
	return out, nil
}
