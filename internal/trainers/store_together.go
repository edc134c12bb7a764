package trainers

import (
	"context"
	"time"

	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/when"
)

const mentoringColumns = `m.id, m.mentor_id, m.mentee_id, m.from_on, m.until_on, a.name AS mentor, b.name AS mentee`

const fromMentoring = ` FROM trainers_mentoring m
	JOIN trainers_trainer x ON x.org_id = m.org_id AND x.id = m.mentor_id JOIN people_person a ON a.org_id = x.org_id AND a.id = x.person_id
	JOIN trainers_trainer y ON y.org_id = m.org_id AND y.id = m.mentee_id JOIN people_person b ON b.org_id = y.org_id AND b.id = y.person_id `

// mentoringOf are the pairs that a trainer is or was in, on either side, those
// that go on first.
func mentoringOf(ctx context.Context, d *db.DB, orgID, trainerID string) ([]Mentoring, error) {
	return db.All[Mentoring](ctx, d, `SELECT `+mentoringColumns+fromMentoring+`WHERE m.org_id = $1 AND (m.mentor_id = $2 OR m.mentee_id = $2)
		ORDER BY CASE WHEN m.until_on IS NULL THEN 0 ELSE 1 END, m.from_on DESC, m.id`, orgID, trainerID)
}

func insertMentoring(ctx context.Context, tx *db.DB, orgID string, m Mentoring, now time.Time) error {
	_, err := tx.Exec(ctx, `INSERT INTO trainers_mentoring (org_id, id, mentor_id, mentee_id, from_on, created_at) VALUES ($1, $2, $3, $4, $5, $6)`,
		orgID, m.ID, m.MentorID, m.MenteeID, m.FromOn, now)
	if db.Duplicate(err) {
		return fault.Field("mentor", "They are a pair already.")
	}
	return err
}

func endMentoring(ctx context.Context, tx *db.DB, orgID, id string, on when.Date) error {
	_, err := tx.Exec(ctx, `UPDATE trainers_mentoring SET until_on = $3 WHERE org_id = $1 AND id = $2`, orgID, id, on)
	return err
}

func supervisionsOf(ctx context.Context, d *db.DB, orgID, trainerID string) ([]Supervision, error) {
	return db.All[Supervision](ctx, d, `SELECT held_on, by_name, created_at FROM trainers_supervision WHERE org_id = $1 AND trainer_id = $2 ORDER BY held_on DESC`, orgID, trainerID)
}

// lastSupervision is one trainer's newest day.
type lastSupervision struct {
	TrainerID string
	HeldOn    when.Date
}

func lastSupervisions(ctx context.Context, d *db.DB, orgID string) ([]lastSupervision, error) {
	return db.All[lastSupervision](ctx, d, `SELECT trainer_id, max(held_on) AS held_on FROM trainers_supervision WHERE org_id = $1 GROUP BY trainer_id`, orgID)
}

func insertSupervision(ctx context.Context, tx *db.DB, orgID, id, trainerID string, s Supervision) error {
	_, err := tx.Exec(ctx, `INSERT INTO trainers_supervision (org_id, id, trainer_id, held_on, by_name, created_at) VALUES ($1, $2, $3, $4, $5, $6)`,
		orgID, id, trainerID, s.HeldOn, s.ByName, s.CreatedAt)
	if db.Duplicate(err) {
		return fault.Field("held_on", "This day is in the list already.")
	}
	return err
}
