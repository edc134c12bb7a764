package actions

import (
	"context"
	"fmt"

	"footbridge/internal/db"
)

// takeTurn makes whoever adds a dependency in the organisation wait for the
// others who are doing so.
func takeTurn(ctx context.Context, tx *db.DB, orgID string) error {
	_, err := tx.Exec(ctx, `INSERT INTO actions_turn (org_id, id, taken) VALUES ($1, 'dependencies', 1)
		ON CONFLICT (org_id, id) DO UPDATE SET taken = actions_turn.taken + 1`, orgID)
	return err
}

// reaches reports whether from waits for to, directly or through others.
func reaches(ctx context.Context, tx *db.DB, orgID, from, to string) (bool, error) {
	n, err := db.One[int](ctx, tx, `WITH RECURSIVE below (id) AS (
			SELECT needs_id FROM actions_dependency WHERE org_id = $1 AND action_id = $2
			UNION SELECT d.needs_id FROM below b JOIN actions_dependency d ON d.org_id = $1 AND d.action_id = b.id
		) SELECT count(*) FROM below WHERE id = $3`, orgID, from, to)
	return n > 0, err
}

func insertDependency(ctx context.Context, tx *db.DB, orgID, actionID, needsID string) (bool, error) {
	n, err := tx.Exec(ctx, `INSERT INTO actions_dependency (org_id, action_id, needs_id) VALUES ($1, $2, $3)
		ON CONFLICT (org_id, action_id, needs_id) DO NOTHING`, orgID, actionID, needsID)
	return n == 1, err
}

func deleteDependency(ctx context.Context, tx *db.DB, orgID, actionID, needsID string) (bool, error) {
	n, err := tx.Exec(ctx, `DELETE FROM actions_dependency WHERE org_id = $1 AND action_id = $2 AND needs_id = $3`, orgID, actionID, needsID)
	return n == 1, err
}

// problems looks for what the rules forbid.
func problems(ctx context.Context, d *db.DB, orgID string) ([]string, error) {
	var out []string
	type row struct{ ID, Title string }
	for _, p := range []struct{ sentence, query string }{
		{"action %s (%s) is complete without evidence", `SELECT a.id, a.title FROM actions_action a WHERE a.org_id = $1 AND a.closed_on IS NOT NULL
			AND NOT EXISTS (SELECT 1 FROM actions_evidence e WHERE e.org_id = a.org_id AND e.action_id = a.id AND e.removed_at IS NULL) ORDER BY a.id`},
		{"action %s (%s) does not count its evidence rightly", `SELECT a.id, a.title FROM actions_action a WHERE a.org_id = $1
			AND a.evidence <> (SELECT count(*) FROM actions_evidence e WHERE e.org_id = a.org_id AND e.action_id = a.id AND e.removed_at IS NULL) ORDER BY a.id`},
		{"action %s (%s) is overridden without a reason", `SELECT a.id, a.title FROM actions_action a WHERE a.org_id = $1
			AND (a.override_status = '') <> (a.override_reason = '') ORDER BY a.id`},
		{"action %s (%s) does not show its newest update", `SELECT a.id, a.title FROM actions_action a WHERE a.org_id = $1
			AND a.updated_on IS DISTINCT FROM (SELECT max(u.on_date) FROM actions_update u WHERE u.org_id = a.org_id AND u.action_id = a.id) ORDER BY a.id`},
		{"action %s (%s) does not stand as its newest update says", `SELECT a.id, a.title FROM actions_action a WHERE a.org_id = $1
			AND NOT (a.outlook = '' AND a.updated_on IS NULL) AND a.outlook NOT IN (SELECT u.outlook FROM actions_update u
				WHERE u.org_id = a.org_id AND u.action_id = a.id AND u.on_date = a.updated_on) ORDER BY a.id`},
		{"action %s (%s) waits for itself through others", `WITH RECURSIVE below (start_id, id) AS (
				SELECT action_id, needs_id FROM actions_dependency WHERE org_id = $1
				UNION SELECT b.start_id, d.needs_id FROM below b JOIN actions_dependency d ON d.org_id = $1 AND d.action_id = b.id
			) SELECT a.id, a.title FROM actions_action a WHERE a.org_id = $1 AND a.id IN (SELECT start_id FROM below WHERE id = start_id) ORDER BY a.id`},
	} {
		rows, err := db.All[row](ctx, d, p.query, orgID)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			out = append(out, fmt.Sprintf(p.sentence, r.ID, r.Title))
		}
	}
	return out, nil
}
