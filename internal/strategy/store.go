package strategy

import (
	"context"

	"footbridge/internal/actions"
	"footbridge/internal/db"
	"footbridge/internal/fold"
	"footbridge/internal/when"
)

const editionColumns = `org_id, id, title, statement, from_month, to_month, state, version, created_at`

func listEditions(ctx context.Context, tx *db.DB, orgID string) ([]Edition, error) {
	return db.All[Edition](ctx, tx, `SELECT `+editionColumns+` FROM strategy_strategy WHERE org_id = $1
		ORDER BY CASE state WHEN 'live' THEN 0 WHEN 'draft' THEN 1 ELSE 2 END, from_month DESC, id DESC`, orgID)
}

func editionByID(ctx context.Context, tx *db.DB, orgID, id string) (Edition, error) {
	return db.One[Edition](ctx, tx, `SELECT `+editionColumns+` FROM strategy_strategy WHERE org_id = $1 AND id = $2`, orgID, id)
}

func insertEdition(ctx context.Context, tx *db.DB, e Edition) error {
	_, err := tx.Exec(ctx, `INSERT INTO strategy_strategy (org_id, id, title, statement, from_month, to_month, state, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`, e.OrgID, e.ID, e.Title, e.Statement, e.FromMonth, e.ToMonth, e.State, e.CreatedAt)
	return err
}

func updateEdition(ctx context.Context, tx *db.DB, orgID, id string, version int, in EditionInput) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE strategy_strategy SET title = $1, statement = $2, from_month = $3, to_month = $4, version = version + 1
		WHERE org_id = $5 AND id = $6 AND version = $7`, in.Title, in.Statement, in.FromMonth, in.ToMonth, orgID, id, version)
	return n == 1, err
}

func setEditionState(ctx context.Context, tx *db.DB, orgID, id, state string) error {
	_, err := tx.Exec(ctx, `UPDATE strategy_strategy SET state = $1, version = version + 1 WHERE org_id = $2 AND id = $3`, state, orgID, id)
	return err
}

const objectiveColumns = `o.org_id, o.id, o.strategy_id, o.number, o.title, o.about, o.override_status, o.override_reason, o.override_by, o.override_on,
	o.withdrawn_on, o.withdrawn_why, o.version, o.created_at`

func listObjectives(ctx context.Context, tx *db.DB, orgID, strategyID string, all bool) ([]Objective, error) {
	return db.All[Objective](ctx, tx, `SELECT `+objectiveColumns+` FROM strategy_objective o
		WHERE o.org_id = $1 AND o.strategy_id = $2 AND ($3 OR o.withdrawn_on IS NULL)
		ORDER BY CASE WHEN o.withdrawn_on IS NULL THEN 0 ELSE 1 END, o.number, o.id`, orgID, strategyID, all)
}

func objectiveByID(ctx context.Context, tx *db.DB, orgID, id string) (Objective, error) {
	return db.One[Objective](ctx, tx, `SELECT `+objectiveColumns+` FROM strategy_objective o WHERE o.org_id = $1 AND o.id = $2`, orgID, id)
}

// objectivesOfItems returns the objectives that the items stand under, by id.
func objectivesOfItems(ctx context.Context, tx *db.DB, orgID string, items map[string]Item) (map[string]Objective, error) {
	var ids []string
	for _, it := range items {
		ids = append(ids, it.ObjectiveID)
	}
	var w db.Where
	w.And("o.org_id = ?", orgID)
	w.In("o.id", distinct(ids))
	all, err := db.All[Objective](ctx, tx, `SELECT `+objectiveColumns+` FROM strategy_objective o `+w.SQL(), w.Args()...)
	out := make(map[string]Objective, len(all))
	for _, o := range all {
		out[o.ID] = o
	}
	return out, err
}

func insertObjective(ctx context.Context, tx *db.DB, o Objective) error {
	_, err := tx.Exec(ctx, `INSERT INTO strategy_objective (org_id, id, strategy_id, number, title, search, about, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`, o.OrgID, o.ID, o.StrategyID, o.Number, o.Title, fold.Text(o.Title), o.About, o.CreatedAt)
	return err
}

func updateObjective(ctx context.Context, tx *db.DB, o Objective, version int) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE strategy_objective SET number = $1, title = $2, search = $3, about = $4, version = version + 1
		WHERE org_id = $5 AND id = $6 AND version = $7`, o.Number, o.Title, fold.Text(o.Title), o.About, o.OrgID, o.ID, version)
	return n == 1, err
}

// swapNumbers exchanges the numbers of two objectives by way of a free one.
func swapNumbers(ctx context.Context, tx *db.DB, a, b Objective, free int) error {
	for _, step := range []struct {
		id     string
		number int
	}{{a.ID, free}, {b.ID, a.Number}, {a.ID, b.Number}} {
		_, err := tx.Exec(ctx, `UPDATE strategy_objective SET number = $1, version = version + 1 WHERE org_id = $2 AND id = $3`, step.number, a.OrgID, step.id)
		if err != nil {
			return err
		}
	}
	return nil
}

func setObjectiveWithdrawn(ctx context.Context, tx *db.DB, orgID, id string, on when.Date, why string) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE strategy_objective SET withdrawn_on = $1, withdrawn_why = $2, version = version + 1
		WHERE org_id = $3 AND id = $4 AND withdrawn_on IS NULL`, on, why, orgID, id)
	return n == 1, err
}

func setObjectiveRestored(ctx context.Context, tx *db.DB, orgID, id string, number int) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE strategy_objective SET withdrawn_on = NULL, withdrawn_why = '', number = $1, version = version + 1
		WHERE org_id = $2 AND id = $3 AND withdrawn_on IS NOT NULL`, number, orgID, id)
	return n == 1, err
}

func setObjectiveOverride(ctx context.Context, tx *db.DB, orgID, id string, o actions.Override) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE strategy_objective SET override_status = $1, override_reason = $2, override_by = $3, override_on = $4, version = version + 1
		WHERE org_id = $5 AND id = $6 AND withdrawn_on IS NULL`, o.Status, o.Reason, o.By, o.On, orgID, id)
	return n == 1, err
}

func findObjectives(ctx context.Context, tx *db.DB, orgID string, words []string, limit int) ([]Objective, error) {
	var w db.Where
	w.And("o.org_id = ? AND o.withdrawn_on IS NULL", orgID)
	for _, word := range words {
		w.And("o.search LIKE ?", "%"+word+"%")
	}
	return db.All[Objective](ctx, tx, `SELECT `+objectiveColumns+` FROM strategy_objective o `+w.SQL()+` ORDER BY o.number, o.id LIMIT `+w.Arg(limit), w.Args()...)
}
