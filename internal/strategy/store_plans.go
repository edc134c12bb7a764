package strategy

import (
	"context"

	"footbridge/internal/actions"
	"footbridge/internal/db"
	"footbridge/internal/fault"
)

const localPlanColumns = `p.org_id, p.id, p.strategy_id, p.unit_id, p.title, p.statement, p.profile, p.gaps, p.state,
	p.signed_off_on, p.review_on, p.closed_on, p.closed_why, p.version, p.created_at,
	(SELECT max(e.number) FROM strategy_plan_edition e WHERE e.org_id = p.org_id AND e.plan_id = p.id) AS edition`

func insertLocalPlan(ctx context.Context, tx *db.DB, p LocalPlan) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO strategy_plan (org_id, id, strategy_id, unit_id, title, statement, profile, gaps, state, review_on, version, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'draft', $9, 1, $10)`,
		p.OrgID, p.ID, p.StrategyID, p.UnitID, p.Title, p.Statement, p.Profile, p.Gaps, p.ReviewOn, p.CreatedAt)
	return err
}

// updateLocalPlan saves the words of p, whose row the caller's change holds.
func updateLocalPlan(ctx context.Context, tx *db.DB, p LocalPlan) error {
	_, err := tx.Exec(ctx, `UPDATE strategy_plan SET title = $1, statement = $2, profile = $3, gaps = $4, review_on = $5 WHERE org_id = $6 AND id = $7`,
		p.Title, p.Statement, p.Profile, p.Gaps, p.ReviewOn, p.OrgID, p.ID)
	return err
}

// oneChanged is a Conflict fault when a conditional update met no row.
func oneChanged(n int64, err error) error {
	if err == nil && n == 0 {
		return errChanged
	}
	return err
}

// setLocalPlanState moves the plan from the version that was read.
func setLocalPlanState(ctx context.Context, tx *db.DB, p LocalPlan) error {
	n, err := tx.Exec(ctx, `
		UPDATE strategy_plan SET state = $1, signed_off_on = $2, closed_on = $3, closed_why = $4, version = version + 1
		WHERE org_id = $5 AND id = $6 AND version = $7`, p.State, p.SignedOffOn, p.ClosedOn, p.ClosedWhy, p.OrgID, p.ID, p.Version)
	return oneChanged(n, err)
}

// takePlan returns the plan, marks that it changes and, until the transaction
// ends, keeps others from changing it.
func takePlan(ctx context.Context, tx *db.DB, orgID, planID string) (LocalPlan, error) {
	n, err := tx.Exec(ctx, `UPDATE strategy_plan SET version = version + 1 WHERE org_id = $1 AND id = $2`, orgID, planID)
	if err != nil {
		return LocalPlan{}, err
	}
	if n == 0 {
		return LocalPlan{}, fault.New(fault.NotFound, "We could not find that plan.")
	}
	return localPlanByID(ctx, tx, orgID, planID)
}

// planItemsOf are the plan's own actions, in order.
func planItemsOf(ctx context.Context, d *db.DB, orgID, planID string) ([]planItem, error) {
	return db.All[planItem](ctx, d, `SELECT action_id, objective_id FROM strategy_item WHERE org_id = $1 AND plan_id = $2 ORDER BY position, action_id`, orgID, planID)
}

// byPlanAndObjective groups the actions of local plans as "plan/objective".
func byPlanAndObjective(orgID string) actions.Selection {
	return actions.Selection{SQL: `SELECT i.action_id, i.plan_id || '/' || i.objective_id AS grp FROM strategy_item i WHERE i.org_id = ? AND i.plan_id IS NOT NULL`, Args: []any{orgID}}
}

func localPlanByID(ctx context.Context, d *db.DB, orgID, id string) (LocalPlan, error) {
	return db.One[LocalPlan](ctx, d, `SELECT `+localPlanColumns+` FROM strategy_plan p WHERE p.org_id = $1 AND p.id = $2`, orgID, id)
}

// plansOnAim are the local plans with an action that carries the aim or one of
// its strands, by title.
func plansOnAim(ctx context.Context, d *db.DB, orgID, aimID string) ([]LocalPlan, error) {
	on := onAim(orgID, aimID)
	var w db.Where
	w.And("p.org_id = ?", orgID)
	w.And("p.id IN (SELECT i.plan_id FROM strategy_item i WHERE i.org_id = ? AND i.plan_id IS NOT NULL AND i.action_id IN ("+on.SQL+"))", append([]any{orgID}, on.Args...)...)
	return db.All[LocalPlan](ctx, d, `SELECT `+localPlanColumns+` FROM strategy_plan p `+w.SQL()+` ORDER BY p.title, p.id`, w.Args()...)
}

func localPlansOf(ctx context.Context, d *db.DB, orgID, strategyID string) ([]LocalPlan, error) {
	return db.All[LocalPlan](ctx, d, `SELECT `+localPlanColumns+` FROM strategy_plan p
		WHERE p.org_id = $1 AND p.strategy_id = $2 ORDER BY p.title, p.id`, orgID, strategyID)
}

func insertPlanEdition(ctx context.Context, tx *db.DB, e planEdition) error {
	_, err := tx.Exec(ctx, `INSERT INTO strategy_plan_edition (org_id, id, plan_id, number, created_at) VALUES ($1, $2, $3, $4, $5)`,
		e.OrgID, e.ID, e.PlanID, e.Number, e.CreatedAt)
	return err
}

const planEditionColumns = `SELECT e.org_id, e.id, e.plan_id, e.number, e.created_at, s.signed_on AS signed_off_on,
		coalesce(s.by_name, '') AS signed_off_by, coalesce(s.hash, '') AS hash, s.content
	FROM strategy_plan_edition e
	LEFT JOIN strategy_plan_signoff s ON s.org_id = e.org_id AND s.edition_id = e.id`

// planEditionsOf are the editions of a plan, newest first.
func planEditionsOf(ctx context.Context, d *db.DB, orgID, planID string) ([]planEdition, error) {
	return db.All[planEdition](ctx, d, planEditionColumns+` WHERE e.org_id = $1 AND e.plan_id = $2 ORDER BY e.number DESC`, orgID, planID)
}

func planEditionByID(ctx context.Context, d *db.DB, orgID, planID, id string) (planEdition, error) {
	return db.One[planEdition](ctx, d, planEditionColumns+` WHERE e.org_id = $1 AND e.plan_id = $2 AND e.id = $3`, orgID, planID, id)
}

func insertSignoff(ctx context.Context, tx *db.DB, s planSignoff) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO strategy_plan_signoff (org_id, edition_id, kind, partner_sign, user_sign, carer_sign, signed_on, by_id, by_name, content, hash, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		s.OrgID, s.EditionID, s.Kind, db.Null(s.PartnerSign), db.Null(s.UserSign), db.Null(s.CarerSign),
		s.SignedOn, s.ByID, s.ByName, s.Content, s.Hash, s.CreatedAt)
	return err
}

func insertSignature(ctx context.Context, tx *db.DB, s PlanSignature) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO strategy_plan_signature (org_id, id, edition_id, role, partner_id, group_name, signed_on, changed, plan_hash, by_id, by_name, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		s.OrgID, s.ID, s.EditionID, s.Role, s.PartnerID, s.GroupName, s.SignedOn, s.Changed, s.PlanHash, s.ByID, s.ByName, s.CreatedAt)
	return err
}

// signaturesOf are the signatures of an edition, oldest first.
func signaturesOf(ctx context.Context, d *db.DB, orgID, editionID string) ([]PlanSignature, error) {
	return db.All[PlanSignature](ctx, d, `
		SELECT org_id, id, edition_id, role, partner_id, group_name, signed_on, changed, plan_hash, by_id, by_name, created_at
		FROM strategy_plan_signature WHERE org_id = $1 AND edition_id = $2 ORDER BY created_at, id`, orgID, editionID)
}

// planChoicesOf are what the plan makes of the objectives, by objective.
func planChoicesOf(ctx context.Context, d *db.DB, orgID, planID string) (map[string]planChoice, error) {
	out := map[string]planChoice{}
	err := db.Each(ctx, d, func(c planChoice) error { out[c.ObjectiveID] = c; return nil }, `
		SELECT org_id, plan_id, objective_id, title, about, decision, dropped_why, decided_on, decided_by, version
		FROM strategy_plan_objective WHERE org_id = $1 AND plan_id = $2`, orgID, planID)
	return out, err
}

// saveChoice adds what a plan makes of an objective (version 0), or replaces
// what was read at c.Version.
func saveChoice(ctx context.Context, tx *db.DB, c planChoice) error {
	return oneChanged(tx.Exec(ctx, `
		INSERT INTO strategy_plan_objective (org_id, plan_id, objective_id, title, about, decision, dropped_why, decided_on, decided_by, version)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1)
		ON CONFLICT (org_id, plan_id, objective_id) DO UPDATE SET title = excluded.title, about = excluded.about,
			decision = excluded.decision, dropped_why = excluded.dropped_why, decided_on = excluded.decided_on,
			decided_by = excluded.decided_by, version = strategy_plan_objective.version + 1
		WHERE strategy_plan_objective.version = $10`,
		c.OrgID, c.PlanID, c.ObjectiveID, c.Title, c.About, c.Decision, c.DroppedWhy, c.DecidedOn, c.DecidedBy, c.Version))
}

func insertPlanDecision(ctx context.Context, tx *db.DB, d planDecision) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO strategy_plan_decision (org_id, id, plan_id, objective_id, decision, why, by_id, by_name, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		d.OrgID, d.ID, d.PlanID, d.ObjectiveID, d.Decision, d.Why, d.ByID, d.ByName, d.CreatedAt)
	return err
}

// planDecisionsOf are the decisions about one objective, newest first.
func planDecisionsOf(ctx context.Context, d *db.DB, orgID, planID, objectiveID string) ([]planDecision, error) {
	return db.All[planDecision](ctx, d, `
		SELECT org_id, id, plan_id, objective_id, decision, why, by_id, by_name, created_at FROM strategy_plan_decision
		WHERE org_id = $1 AND plan_id = $2 AND objective_id = $3 ORDER BY created_at DESC, id DESC`, orgID, planID, objectiveID)
}

// choicesAbout are what every local plan makes of one objective.
func choicesAbout(ctx context.Context, d *db.DB, orgID, strategyID string) ([]planChoice, error) {
	return db.All[planChoice](ctx, d, `
		SELECT c.org_id, c.plan_id, c.objective_id, c.title, c.about, c.decision, c.dropped_why, c.decided_on, c.decided_by, c.version
		FROM strategy_plan_objective c JOIN strategy_plan p ON p.org_id = c.org_id AND p.id = c.plan_id
		WHERE c.org_id = $1 AND p.strategy_id = $2`, orgID, strategyID)
}

func insertPart(ctx context.Context, tx *db.DB, p PlanPart) error {
	_, err := tx.Exec(ctx, `INSERT INTO strategy_plan_part (org_id, id, plan_id, objective_id, partner_id, part, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		p.OrgID, p.ID, p.PlanID, p.ObjectiveID, p.PartnerID, p.Part, p.CreatedAt)
	return err
}

// deletePart removes a part and returns its words.
func deletePart(ctx context.Context, tx *db.DB, orgID, planID, id string) (string, error) {
	return db.One[string](ctx, tx, `DELETE FROM strategy_plan_part WHERE org_id = $1 AND plan_id = $2 AND id = $3 RETURNING part`, orgID, planID, id)
}

// partsOf are the parts partners have in a plan, in the order they were added.
func partsOf(ctx context.Context, d *db.DB, orgID, planID string) ([]PlanPart, error) {
	return db.All[PlanPart](ctx, d, `SELECT org_id, id, plan_id, objective_id, partner_id, part, created_at FROM strategy_plan_part
		WHERE org_id = $1 AND plan_id = $2 ORDER BY created_at, id`, orgID, planID)
}

func insertJointMeeting(ctx context.Context, tx *db.DB, m JointMeeting) error {
	if _, err := tx.Exec(ctx, `INSERT INTO strategy_plan_meeting (org_id, id, plan_id, on_date, said, created_at) VALUES ($1, $2, $3, $4, $5, $6)`,
		m.OrgID, m.ID, m.PlanID, m.OnDate, m.Said, m.CreatedAt); err != nil {
		return err
	}
	for i, p := range m.Present {
		if _, err := tx.Exec(ctx, `INSERT INTO strategy_plan_present (org_id, meeting_id, position, partner_id, group_name, who) VALUES ($1, $2, $3, $4, $5, $6)`,
			m.OrgID, m.ID, i+1, db.Null(p.PartnerID), p.GroupName, p.Who); err != nil {
			return err
		}
	}
	return nil
}

// jointMeetingsOf are the joint meetings of a plan, newest first, with who came.
func jointMeetingsOf(ctx context.Context, d *db.DB, orgID, planID string) ([]JointMeeting, error) {
	meetings, err := db.All[JointMeeting](ctx, d, `SELECT org_id, id, plan_id, on_date, said, created_at FROM strategy_plan_meeting
		WHERE org_id = $1 AND plan_id = $2 ORDER BY on_date DESC, id DESC`, orgID, planID)
	if err != nil || len(meetings) == 0 {
		return nil, err
	}
	at := map[string]*JointMeeting{}
	for i := range meetings {
		at[meetings[i].ID] = &meetings[i]
	}
	err = db.Each(ctx, d, func(g GroupPresent) error {
		at[g.MeetingID].Present = append(at[g.MeetingID].Present, g)
		return nil
	}, `SELECT g.meeting_id, g.partner_id, g.group_name, g.who FROM strategy_plan_present g
		JOIN strategy_plan_meeting m ON m.org_id = g.org_id AND m.id = g.meeting_id
		WHERE g.org_id = $1 AND m.plan_id = $2 ORDER BY g.meeting_id, g.position`, orgID, planID)
	if err != nil {
		return nil, err
	}
	corrections, err := correctionsOfMeetings(ctx, d, orgID, planID)
	for _, c := range corrections {
		at[c.MeetingID].Corrections = append(at[c.MeetingID].Corrections, c)
	}
	return meetings, err
}
