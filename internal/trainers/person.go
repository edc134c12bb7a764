package trainers

import (
	"context"

	"footbridge/internal/db"
	"footbridge/internal/when"
)

// mergePerson moves a trainer with the person's record. Who was a trainer of one
// college under both records goes on as one of them, the one that teaches if
// there is one; the other becomes a former trainer, so that what they taught
// stays.
func (t *Trainers) mergePerson(ctx context.Context, tx *db.DB, orgID, keepID, dropID string) error {
	dropped, err := trainersOfPerson(ctx, tx, orgID, dropID)
	if err != nil {
		return err
	}
	kept, err := trainersOfPerson(ctx, tx, orgID, keepID)
	if err != nil {
		return err
	}
	now := t.today()
	for _, d := range dropped {
		for i, k := range kept {
			if k.UnitID != d.UnitID || k.Stopped(now) || d.Stopped(now) {
				continue
			}
			if stays := !k.ReadyOn.IsZero() || d.ReadyOn.IsZero(); stays {
				d.EndedOn = now.AddDays(-1)
				err = updateTrainer(ctx, tx, d)
			} else {
				kept[i].EndedOn = now.AddDays(-1)
				err = updateTrainer(ctx, tx, kept[i])
			}
			if err != nil {
				return err
			}
		}
		if err := setPerson(ctx, tx, d, keepID); err != nil {
			return err
		}
	}
	return moveSupervisor(ctx, tx, orgID, keepID, dropID)
}

// TrainerRecord is what the export of a person's record says of them as a
// trainer.
type TrainerRecord struct {
	Perspective  string       `json:"perspective"`
	About        string       `json:"about,omitempty"`
	Since        string       `json:"since"`
	ReadyOn      string       `json:"ready_on,omitempty"`
	EndedOn      string       `json:"ended_on,omitempty"`
	Steps        []StepRecord `json:"steps,omitempty"`
	Week         []string     `json:"week,omitempty"`
	Away         []string     `json:"away,omitempty"`
	Pay          []string     `json:"pay,omitempty"`
	Mentoring    []string     `json:"mentoring,omitempty"`
	Supervisions []string     `json:"supervisions,omitempty"`
}

// StepRecord is a step in a TrainerRecord.
type StepRecord struct {
	Step    string `json:"step"`
	On      string `json:"on"`
	SeenBy  string `json:"seen_by"`
	Note    string `json:"note,omitempty"`
	Waived  string `json:"waived,omitempty"`
	RenewBy string `json:"renew_by,omitempty"`
	Struck  bool   `json:"taken_back,omitempty"`
}

func (t *Trainers) exportPerson(ctx context.Context, tx *db.DB, orgID, personID string) (any, error) {
	rows, err := trainersOfPerson(ctx, tx, orgID, personID)
	if err != nil {
		return nil, err
	}
	out := make([]TrainerRecord, len(rows))
	for i, row := range rows {
		if out[i], err = t.exportTrainer(ctx, tx, row); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (t *Trainers) exportTrainer(ctx context.Context, tx *db.DB, row Trainer) (TrainerRecord, error) {
	out := TrainerRecord{Perspective: row.Perspective, About: row.About, Since: when.DateOf(row.CreatedAt).ISO(), ReadyOn: row.ReadyOn.ISO(), EndedOn: row.EndedOn.ISO()}
	steps, err := stepsOf(ctx, tx, row.OrgID, row.ID)
	if err != nil {
		return out, err
	}
	for _, s := range steps {
		out.Steps = append(out.Steps, StepRecord{s.Label(), s.DoneOn.ISO(), s.SeenBy, s.Note, s.Reason, s.RenewBy.ISO(), !s.StruckAt.IsZero()})
	}
	week, err := weekOf(ctx, tx, row.OrgID, row.ID)
	if err != nil {
		return out, err
	}
	for _, h := range week {
		out.Week = append(out.Week, h.Day()+", "+h.From()+" to "+h.To())
	}
	away, err := daysAway(ctx, tx, row.OrgID, row.ID, when.Date{Year: 1, Month: 1, Day: 1})
	if err != nil {
		return out, err
	}
	for _, a := range away {
		out.Away = append(out.Away, a.FromOn.ISO()+" to "+a.UntilOn.ISO())
	}
	pay, err := payOf(ctx, tx, row.OrgID, row.ID, t.today())
	if err != nil {
		return out, err
	}
	for _, p := range pay {
		out.Pay = append(out.Pay, p.Words()+", from "+p.FromOn.ISO())
	}
	return out, t.exportTogether(ctx, tx, row, &out)
}

func (t *Trainers) exportTogether(ctx context.Context, tx *db.DB, row Trainer, out *TrainerRecord) error {
	pairs, err := mentoringOf(ctx, tx, row.OrgID, row.ID)
	if err != nil {
		return err
	}
	for _, m := range pairs {
		words := "mentored"
		if m.MentorID == row.ID {
			words = "mentor"
		}
		out.Mentoring = append(out.Mentoring, words+", from "+m.FromOn.ISO())
	}
	held, err := supervisionsOf(ctx, tx, row.OrgID, row.ID)
	for _, s := range held {
		out.Supervisions = append(out.Supervisions, s.HeldOn.ISO())
	}
	return err
}

// erasePerson takes away the way, the week, the days away, the pairs and the
// supervision of a trainer. That somebody with this perspective taught stays,
// and so does what they were paid by: what a run cost depends on it.
func (t *Trainers) erasePerson(ctx context.Context, tx *db.DB, orgID, personID string) error {
	rows, err := trainersOfPerson(ctx, tx, orgID, personID)
	if err != nil {
		return err
	}
	for _, row := range rows {
		last := lastDay(row.EndedOn, t.today())
		if err := eraseTrainer(ctx, tx, row, last); err != nil {
			return err
		}
	}
	return nil
}
