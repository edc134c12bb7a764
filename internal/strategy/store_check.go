package strategy

import (
	"context"

	"footbridge/internal/db"
)

// localProblems looks for what the rules of local plans, sign-up and the
// steering group forbid, as far as a query can say it.
func localProblems(ctx context.Context, tx *db.DB, orgID string) ([]string, error) {
	return db.All[string](ctx, tx, `
		SELECT 'plan ' || p.id || ' (' || p.title || ') drops objective ' || c.objective_id || ' without a reason' AS problem
			FROM strategy_plan_objective c JOIN strategy_plan p ON p.org_id = c.org_id AND p.id = c.plan_id
			WHERE c.org_id = $1 AND c.decision = 'dropped' AND c.dropped_why = ''
		UNION ALL SELECT 'plan ' || p.id || ' (' || p.title || ') decides about an objective of another strategy'
			FROM strategy_plan_objective c JOIN strategy_plan p ON p.org_id = c.org_id AND p.id = c.plan_id
			JOIN strategy_objective o ON o.org_id = c.org_id AND o.id = c.objective_id
			WHERE c.org_id = $1 AND o.strategy_id <> p.strategy_id
		UNION ALL SELECT 'plan ' || p.id || ' (' || p.title || ') has no edition' FROM strategy_plan p
			WHERE p.org_id = $1 AND NOT EXISTS (SELECT 1 FROM strategy_plan_edition e WHERE e.org_id = p.org_id AND e.plan_id = p.id)
		UNION ALL SELECT 'plan ' || p.id || ' (' || p.title || ') says “' || p.state || '”, and its newest edition says otherwise' FROM strategy_plan p
			JOIN strategy_plan_edition e ON e.org_id = p.org_id AND e.plan_id = p.id
				AND e.number = (SELECT max(x.number) FROM strategy_plan_edition x WHERE x.org_id = p.org_id AND x.plan_id = p.id)
			LEFT JOIN strategy_plan_signoff s ON s.org_id = e.org_id AND s.edition_id = e.id
			WHERE p.org_id = $1 AND (p.state = 'signed off' AND s.edition_id IS NULL OR p.state = 'draft' AND s.edition_id IS NOT NULL
				OR p.state = 'signed off' AND s.signed_on IS DISTINCT FROM p.signed_off_on)
		UNION ALL SELECT 'edition ' || s.edition_id || ' of a borough plan is signed off without a partner, a user group and a carer group'
			FROM strategy_plan_signoff s WHERE s.org_id = $1 AND s.kind = 'borough' AND (s.partner_sign IS NULL OR s.carer_sign IS NULL)
		UNION ALL SELECT 'edition ' || s.edition_id || ' is signed off with a signature of another edition or group' FROM strategy_plan_signoff s
			WHERE s.org_id = $1 AND (
				s.partner_sign IS NOT NULL AND NOT EXISTS (SELECT 1 FROM strategy_plan_signature g WHERE g.org_id = s.org_id AND g.edition_id = s.edition_id AND g.id = s.partner_sign AND g.role = 'partner')
				OR NOT EXISTS (SELECT 1 FROM strategy_plan_signature g WHERE g.org_id = s.org_id AND g.edition_id = s.edition_id AND g.id = s.user_sign AND g.role = 'user group')
				OR s.carer_sign IS NOT NULL AND NOT EXISTS (SELECT 1 FROM strategy_plan_signature g WHERE g.org_id = s.org_id AND g.edition_id = s.edition_id AND g.id = s.carer_sign AND g.role = 'carer group'))
		UNION ALL SELECT 'sign-up ' || s.id || ' is under a pledge of another strategy' FROM strategy_signup s
			JOIN strategy_pledge p ON p.org_id = s.org_id AND p.id = s.pledge_id WHERE s.org_id = $1 AND p.strategy_id <> s.strategy_id
		UNION ALL SELECT 'decision ' || d.id || ' is about an objective of another strategy' FROM strategy_decision d
			JOIN strategy_meeting m ON m.org_id = d.org_id AND m.id = d.meeting_id
			JOIN strategy_decision_objective l ON l.org_id = d.org_id AND l.decision_id = d.id
			JOIN strategy_objective o ON o.org_id = l.org_id AND o.id = l.objective_id
			WHERE d.org_id = $1 AND o.strategy_id <> m.strategy_id`, orgID)
}

// eachSignoff calls fn with every signed edition.
func eachSignoff(ctx context.Context, tx *db.DB, orgID string, fn func(planSignoff) error) error {
	return db.Each(ctx, tx, fn, `SELECT org_id, edition_id, kind, partner_sign, user_sign, carer_sign, signed_on, by_id, by_name, content, hash, created_at
		FROM strategy_plan_signoff WHERE org_id = $1 ORDER BY edition_id`, orgID)
}

// signedHashes are the hashes of the words that each signature is for, by id.
func signedHashes(ctx context.Context, tx *db.DB, orgID string) (map[string]string, error) {
	type row struct{ ID, PlanHash string }
	out := map[string]string{}
	err := db.Each(ctx, tx, func(r row) error { out[r.ID] = r.PlanHash; return nil }, `SELECT id, plan_hash FROM strategy_plan_signature WHERE org_id = $1`, orgID)
	return out, err
}

// eachFrozen calls fn with every frozen report.
func eachFrozen(ctx context.Context, tx *db.DB, orgID string, fn func(HighlightReport) error) error {
	return db.Each(ctx, tx, fn, highlightColumns+`WHERE h.org_id = $1 AND h.frozen_at IS NOT NULL ORDER BY h.id`, orgID)
}
