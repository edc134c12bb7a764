package strategy

import (
	"context"
	"slices"

	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/when"
)

func insertMember(ctx context.Context, tx *db.DB, m SteeringMember) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO strategy_member (org_id, id, strategy_id, person_id, post_id, partner_id, name, role, perspective, from_on, until_on, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		m.OrgID, m.ID, m.StrategyID, db.Null(m.PersonID), db.Null(m.PostID), db.Null(m.PartnerID), m.Name, m.Role, m.Perspective, m.FromOn, m.UntilOn, m.CreatedAt)
	return err
}

func updateMember(ctx context.Context, tx *db.DB, m SteeringMember) error {
	return oneChanged(tx.Exec(ctx, `
		UPDATE strategy_member SET role = $1, perspective = $2, from_on = $3, until_on = $4, version = version + 1
		WHERE org_id = $5 AND id = $6 AND version = $7`,
		m.Role, m.Perspective, m.FromOn, m.UntilOn, m.OrgID, m.ID, m.Version))
}

const memberColumns = `SELECT org_id, id, strategy_id, person_id, post_id, partner_id, name, role, perspective, from_on, until_on, version, created_at FROM strategy_member `

func memberByID(ctx context.Context, d *db.DB, orgID, id string) (SteeringMember, error) {
	return db.One[SteeringMember](ctx, d, memberColumns+`WHERE org_id = $1 AND id = $2`, orgID, id)
}

// membersOf are all members there ever were.
func membersOf(ctx context.Context, d *db.DB, orgID, strategyID string) ([]SteeringMember, error) {
	return db.All[SteeringMember](ctx, d, memberColumns+`WHERE org_id = $1 AND strategy_id = $2 ORDER BY from_on DESC, name, id`, orgID, strategyID)
}

func insertMeeting(ctx context.Context, tx *db.DB, m SteeringMeeting) error {
	_, err := tx.Exec(ctx, `INSERT INTO strategy_meeting (org_id, id, strategy_id, on_date, place, link, agenda, notes, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		m.OrgID, m.ID, m.StrategyID, m.OnDate, m.Place, m.Link, m.Agenda, m.Notes, m.CreatedAt)
	return err
}

func updateMeeting(ctx context.Context, tx *db.DB, m SteeringMeeting) error {
	return oneChanged(tx.Exec(ctx, `
		UPDATE strategy_meeting SET on_date = $1, place = $2, link = $3, agenda = $4, notes = $5, version = version + 1
		WHERE org_id = $6 AND id = $7 AND version = $8`,
		m.OnDate, m.Place, m.Link, m.Agenda, m.Notes, m.OrgID, m.ID, m.Version))
}

const meetingColumns = `SELECT m.org_id, m.id, m.strategy_id, m.on_date, m.place, m.link, m.agenda, m.notes, m.version, m.created_at,
		(SELECT count(*) FROM strategy_attendance a WHERE a.org_id = m.org_id AND a.meeting_id = m.id AND a.came) AS came,
		(SELECT count(*) FROM strategy_attendance a WHERE a.org_id = m.org_id AND a.meeting_id = m.id AND NOT a.came) AS not_able,
		(SELECT count(*) FROM strategy_decision d WHERE d.org_id = m.org_id AND d.meeting_id = m.id) AS decisions
	FROM strategy_meeting m `

func meetingByID(ctx context.Context, d *db.DB, orgID, id string) (SteeringMeeting, error) {
	return db.One[SteeringMeeting](ctx, d, meetingColumns+`WHERE m.org_id = $1 AND m.id = $2`, orgID, id)
}

// listMeetings is one page of the meetings, newest first, and how many there are.
func listMeetings(ctx context.Context, d *db.DB, orgID, strategyID string, limit, offset int) ([]SteeringMeeting, int, error) {
	total, err := db.One[int](ctx, d, `SELECT count(*) FROM strategy_meeting WHERE org_id = $1 AND strategy_id = $2`, orgID, strategyID)
	if err != nil {
		return nil, 0, err
	}
	rows, err := db.All[SteeringMeeting](ctx, d, meetingColumns+`WHERE m.org_id = $1 AND m.strategy_id = $2 ORDER BY m.on_date DESC, m.id DESC LIMIT $3 OFFSET $4`,
		orgID, strategyID, limit, offset)
	return rows, total, err
}

// meetingsBetween are the meetings of a period, both days included.
func meetingsBetween(ctx context.Context, d *db.DB, orgID, strategyID string, from, to when.Date) ([]SteeringMeeting, error) {
	return db.All[SteeringMeeting](ctx, d, meetingColumns+`WHERE m.org_id = $1 AND m.strategy_id = $2 AND m.on_date >= $3 AND m.on_date <= $4 ORDER BY m.on_date`,
		orgID, strategyID, from, to)
}

// lastMeetingBefore is the day of the newest meeting up to a day, of any strategy.
func lastMeetingBefore(ctx context.Context, d *db.DB, orgID string, day when.Date) (when.Date, bool, error) {
	date, err := db.One[when.Date](ctx, d, `SELECT max(on_date) FROM strategy_meeting WHERE org_id = $1 AND on_date <= $2`, orgID, day)
	return date, !date.IsZero(), err
}

// attendanceOf says of each member marked whether they came.
func attendanceOf(ctx context.Context, d *db.DB, orgID, meetingID string) (map[string]bool, error) {
	out := map[string]bool{}
	type row struct {
		MemberID string
		Came     bool
	}
	err := db.Each(ctx, d, func(r row) error { out[r.MemberID] = r.Came; return nil },
		`SELECT member_id, came FROM strategy_attendance WHERE org_id = $1 AND meeting_id = $2`, orgID, meetingID)
	return out, err
}

// replaceAttendance writes who came and who was not able to come.
func replaceAttendance(ctx context.Context, tx *db.DB, orgID, meetingID string, came map[string]bool) error {
	if _, err := tx.Exec(ctx, `DELETE FROM strategy_attendance WHERE org_id = $1 AND meeting_id = $2`, orgID, meetingID); err != nil {
		return err
	}
	for member, yes := range came {
		if _, err := tx.Exec(ctx, `INSERT INTO strategy_attendance (org_id, meeting_id, member_id, came) VALUES ($1, $2, $3, $4)`, orgID, meetingID, member, yes); err != nil {
			return err
		}
	}
	return nil
}

func insertDecision(ctx context.Context, tx *db.DB, d Decision) error {
	if _, err := tx.Exec(ctx, `INSERT INTO strategy_decision (org_id, id, meeting_id, words, asks_board, created_at) VALUES ($1, $2, $3, $4, $5, $6)`,
		d.OrgID, d.ID, d.MeetingID, d.Words, d.AsksBoard, d.CreatedAt); err != nil {
		return err
	}
	for _, o := range d.Objectives {
		if _, err := tx.Exec(ctx, `INSERT INTO strategy_decision_objective (org_id, decision_id, objective_id) VALUES ($1, $2, $3)`, d.OrgID, d.ID, o); err != nil {
			return err
		}
	}
	return nil
}

func insertDecisionAction(ctx context.Context, tx *db.DB, orgID, decisionID, actionID string) error {
	_, err := tx.Exec(ctx, `INSERT INTO strategy_decision_action (org_id, decision_id, action_id) VALUES ($1, $2, $3)`, orgID, decisionID, actionID)
	return err
}

// answerDecision keeps what the board said, once.
func answerDecision(ctx context.Context, tx *db.DB, d Decision) error {
	return oneChanged(tx.Exec(ctx, `UPDATE strategy_decision SET answer = $1, answered_on = $2 WHERE org_id = $3 AND id = $4 AND answered_on IS NULL AND asks_board`,
		d.Answer, d.AnsweredOn, d.OrgID, d.ID))
}

const decisionColumns = `SELECT d.org_id, d.id, d.meeting_id, m.on_date, d.words, d.asks_board, d.answer, d.answered_on, d.created_at
	FROM strategy_decision d JOIN strategy_meeting m ON m.org_id = d.org_id AND m.id = d.meeting_id `

// decisionsWhere are the decisions w chooses (d is the decision, m its
// meeting), oldest first, each with its objectives and actions.
func decisionsWhere(ctx context.Context, d *db.DB, orgID string, w *db.Where) ([]Decision, error) {
	list, err := db.All[Decision](ctx, d, decisionColumns+w.SQL()+` ORDER BY m.on_date, d.created_at, d.id`, w.Args()...)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	at, ids := map[string]*Decision{}, make([]string, len(list))
	for i := range list {
		at[list[i].ID], ids[i] = &list[i], list[i].ID
	}
	var in db.Where
	in.And("l.org_id = ?", orgID)
	in.In("l.decision_id", ids)
	type link struct{ DecisionID, ID string }
	err = db.Each(ctx, d, func(l link) error {
		at[l.DecisionID].Objectives = append(at[l.DecisionID].Objectives, l.ID)
		return nil
	},
		`SELECT l.decision_id, l.objective_id AS id FROM strategy_decision_objective l JOIN strategy_decision d ON d.org_id = l.org_id AND d.id = l.decision_id `+in.SQL()+` ORDER BY l.objective_id`, in.Args()...)
	if err != nil {
		return nil, err
	}
	err = db.Each(ctx, d, func(l link) error { at[l.DecisionID].Actions = append(at[l.DecisionID].Actions, l.ID); return nil },
		`SELECT l.decision_id, l.action_id AS id FROM strategy_decision_action l JOIN strategy_decision d ON d.org_id = l.org_id AND d.id = l.decision_id `+in.SQL()+` ORDER BY l.action_id`, in.Args()...)
	if err != nil {
		return nil, err
	}
	corrections, err := correctionsOfDecisions(ctx, d, orgID, ids)
	for _, c := range corrections {
		at[c.DecisionID].Corrections = append(at[c.DecisionID].Corrections, c)
	}
	return list, err
}

func insertHighlight(ctx context.Context, tx *db.DB, r HighlightReport) error {
	_, err := tx.Exec(ctx, `INSERT INTO strategy_highlight (org_id, id, strategy_id, from_on, to_on, summary, corrects_id, correction, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		r.OrgID, r.ID, r.StrategyID, r.FromOn, r.ToOn, r.Summary, db.Null(r.CorrectsID), r.Correction, r.CreatedAt)
	return err
}

// updateHighlight saves the summary of a report that is not frozen.
func updateHighlight(ctx context.Context, tx *db.DB, r HighlightReport) error {
	return oneChanged(tx.Exec(ctx, `UPDATE strategy_highlight SET summary = $1, version = version + 1 WHERE org_id = $2 AND id = $3 AND version = $4 AND frozen_at IS NULL`,
		r.Summary, r.OrgID, r.ID, r.Version))
}

// freezeHighlight keeps the content for good. Only one of two who freeze at
// once succeeds.
func freezeHighlight(ctx context.Context, tx *db.DB, r HighlightReport) error {
	return oneChanged(tx.Exec(ctx, `
		UPDATE strategy_highlight SET content = $1, words = $2, hash = $3, frozen_at = $4, frozen_by = $5, version = version + 1
		WHERE org_id = $6 AND id = $7 AND version = $8 AND frozen_at IS NULL`,
		r.Content, r.Words, r.Hash, r.FrozenAt, r.FrozenBy, r.OrgID, r.ID, r.Version))
}

const highlightColumns = `SELECT h.org_id, h.id, h.strategy_id, h.from_on, h.to_on, h.summary, h.corrects_id, h.correction, h.content, h.words, h.hash,
		h.frozen_at, h.frozen_by, h.version, h.created_at,
		(SELECT min(c.id) FROM strategy_highlight c WHERE c.org_id = h.org_id AND c.corrects_id = h.id) AS corrected_by
	FROM strategy_highlight h `

func highlightByID(ctx context.Context, d *db.DB, orgID, id string) (HighlightReport, error) {
	return db.One[HighlightReport](ctx, d, highlightColumns+`WHERE h.org_id = $1 AND h.id = $2`, orgID, id)
}

// listHighlights is one page of the reports, newest period first, and how many
// there are: drafts only when they are asked for.
func listHighlights(ctx context.Context, d *db.DB, orgID, strategyID string, drafts bool, limit, offset int) ([]HighlightReport, int, error) {
	total, err := db.One[int](ctx, d, `SELECT count(*) FROM strategy_highlight WHERE org_id = $1 AND strategy_id = $2 AND ($3 OR frozen_at IS NOT NULL)`, orgID, strategyID, drafts)
	if err != nil {
		return nil, 0, err
	}
	rows, err := db.All[HighlightReport](ctx, d, highlightColumns+`WHERE h.org_id = $1 AND h.strategy_id = $2 AND ($3 OR h.frozen_at IS NOT NULL)
		ORDER BY h.to_on DESC, h.created_at DESC, h.id DESC LIMIT $4 OFFSET $5`, orgID, strategyID, drafts, limit, offset)
	return rows, total, err
}

func countDecisions(ctx context.Context, d *db.DB, orgID, strategyID string) (int, error) {
	return db.One[int](ctx, d, `SELECT count(*) FROM strategy_decision d JOIN strategy_meeting m ON m.org_id = d.org_id AND m.id = d.meeting_id
		WHERE d.org_id = $1 AND m.strategy_id = $2`, orgID, strategyID)
}

// decisionsPaged is one page of a strategy's decisions, newest meeting first.
func decisionsPaged(ctx context.Context, d *db.DB, orgID, strategyID string, limit, offset int) ([]Decision, error) {
	ids, err := db.All[string](ctx, d, `SELECT d.id FROM strategy_decision d JOIN strategy_meeting m ON m.org_id = d.org_id AND m.id = d.meeting_id
		WHERE d.org_id = $1 AND m.strategy_id = $2 ORDER BY m.on_date DESC, d.created_at DESC, d.id DESC LIMIT $3 OFFSET $4`, orgID, strategyID, limit, offset)
	if err != nil {
		return nil, err
	}
	var w db.Where
	w.And("d.org_id = ?", orgID)
	w.In("d.id", ids)
	list, err := decisionsWhere(ctx, d, orgID, &w)
	slices.Reverse(list)
	return list, err
}

// decisionsOf are the decisions of a meeting, and decisionsBetween those of a
// period, both days included, oldest first.
func decisionsOf(ctx context.Context, d *db.DB, orgID, meetingID string) ([]Decision, error) {
	var w db.Where
	w.And("d.org_id = ? AND d.meeting_id = ?", orgID, meetingID)
	return decisionsWhere(ctx, d, orgID, &w)
}

func decisionsBetween(ctx context.Context, d *db.DB, orgID, strategyID string, from, to when.Date) ([]Decision, error) {
	var w db.Where
	w.And("d.org_id = ? AND m.strategy_id = ? AND m.on_date >= ? AND m.on_date <= ?", orgID, strategyID, from, to)
	return decisionsWhere(ctx, d, orgID, &w)
}

// decisionsUnanswered are those the board is asked to take and has not answered.
func decisionsUnanswered(ctx context.Context, d *db.DB, orgID, strategyID string) ([]Decision, error) {
	var w db.Where
	w.And("d.org_id = ? AND m.strategy_id = ? AND d.asks_board AND d.answered_on IS NULL", orgID, strategyID)
	return decisionsWhere(ctx, d, orgID, &w)
}

// decisionsAbout are those linked to an objective, and decisionsFor those that an
// action came out of, oldest first.
func decisionsAbout(ctx context.Context, d *db.DB, orgID, objectiveID string) ([]Decision, error) {
	var w db.Where
	w.And("d.org_id = ? AND d.id IN (SELECT x.decision_id FROM strategy_decision_objective x WHERE x.org_id = ? AND x.objective_id = ?)", orgID, orgID, objectiveID)
	return decisionsWhere(ctx, d, orgID, &w)
}

func decisionsFor(ctx context.Context, d *db.DB, orgID, actionID string) ([]Decision, error) {
	var w db.Where
	w.And("d.org_id = ? AND d.id IN (SELECT x.decision_id FROM strategy_decision_action x WHERE x.org_id = ? AND x.action_id = ?)", orgID, orgID, actionID)
	return decisionsWhere(ctx, d, orgID, &w)
}

// decisionsOnAim are those linked to an objective that carries the aim or one of
// its strands, oldest first.
func decisionsOnAim(ctx context.Context, d *db.DB, orgID, aimID string) ([]Decision, error) {
	var w db.Where
	w.And(`d.org_id = ? AND d.id IN (SELECT x.decision_id FROM strategy_decision_objective x
		JOIN strategy_objective_aim y ON y.org_id = x.org_id AND y.objective_id = x.objective_id
		JOIN strategy_aim a ON a.org_id = y.org_id AND a.id = y.aim_id
		WHERE x.org_id = ? AND (a.id = ? OR a.parent_id = ?))`, orgID, orgID, aimID, aimID)
	return decisionsWhere(ctx, d, orgID, &w)
}

func decisionByID(ctx context.Context, d *db.DB, orgID, id string) (Decision, error) {
	var w db.Where
	w.And("d.org_id = ? AND d.id = ?", orgID, id)
	list, err := decisionsWhere(ctx, d, orgID, &w)
	if err == nil && len(list) == 0 {
		return Decision{}, fault.New(fault.NotFound, "We could not find that decision.")
	}
	if err != nil {
		return Decision{}, err
	}
	return list[0], nil
}
