package actions

import (
	"context"
	"strings"

	"footbridge/internal/db"
	"footbridge/internal/fold"
	"footbridge/internal/when"
)

const actionColumns = `a.org_id, a.id, a.module, a.title, a.detail, a.due_month, a.due_day, a.ongoing, a.ongoing_from, a.review_months, a.due_words,
	a.starts_on, a.due_by, a.review_by, a.outlook, a.updated_on, a.evidence, a.closed_on, a.override_status, a.override_reason, a.override_by,
	a.override_on, a.withdrawn_on, a.withdrawn_why, a.version, a.created_at, a.changed_at`

// The rules of [Action.Standing] as SQL, for lists and counts. Each takes the
// placeholder of today. TestStandingInSQL holds them equal to the rules in Go.

// lateSQL is whether the action with that alias is overdue.
func lateSQL(alias, today string) string {
	return strings.NewReplacer("§", alias, "today", today).Replace(
		`(§.closed_on IS NULL AND §.withdrawn_on IS NULL AND §.due_by < today AND NOT (§.ongoing AND §.outlook = 'to plan'))`)
}

// blockedSQL is whether an action that a waits for is overdue. CROSS JOIN keeps
// SQLite from looking through every overdue action first.
func blockedSQL(today string) string {
	return `EXISTS (SELECT 1 FROM actions_dependency d CROSS JOIN actions_action n
		WHERE d.org_id = a.org_id AND d.action_id = a.id AND n.org_id = d.org_id AND n.id = d.needs_id AND ` + lateSQL("n", today) + `)`
}

// statusSQL is the status of a.
func statusSQL(today string) string {
	late := lateSQL("a", today)
	return `CASE WHEN a.withdrawn_on IS NOT NULL THEN 'withdrawn'
		WHEN a.closed_on IS NOT NULL THEN 'complete'
		WHEN a.override_status IN ('not started', 'on track') AND ` + late + ` THEN 'at risk'
		WHEN a.override_status <> '' THEN a.override_status
		WHEN a.outlook = 'stuck' OR ` + late + ` THEN 'off track'
		WHEN a.outlook = 'some difficulty' OR a.review_by < ` + today + ` OR ` + blockedSQL(today) + ` THEN 'at risk'
		WHEN a.outlook = 'to plan' THEN 'on track'
		ELSE 'not started' END`
}

// where turns the filter into conditions on a.
func where(orgID, module string, f Filter, today when.Date) *db.Where {
	w := &db.Where{}
	w.And("a.org_id = ? AND a.module = ?", orgID, module)
	if f.Withdrawn {
		w.And("a.withdrawn_on IS NOT NULL")
	} else if f.IDs == nil {
		w.And("a.withdrawn_on IS NULL")
	}
	if f.IDs != nil {
		w.In("a.id", f.IDs)
	}
	if f.Posts != nil {
		var p db.Where
		p.In("o.post_id", f.Posts)
		w.And("a.id IN (SELECT o.action_id FROM actions_owner o WHERE o.org_id = ? AND o.post_id IN ("+marks(len(f.Posts))+"))", prepend(orgID, f.Posts)...)
	}
	if f.Status != "" {
		day := w.Arg(today)
		w.And(statusSQL(day)+" = ?", string(f.Status))
	}
	if f.Overdue {
		w.And(lateSQL("a", w.Arg(today)))
	}
	if f.Open {
		w.And("a.closed_on IS NULL AND a.withdrawn_on IS NULL")
	}
	if f.Ownerless {
		w.And("a.closed_on IS NULL AND NOT EXISTS (SELECT 1 FROM actions_owner o WHERE o.org_id = a.org_id AND o.action_id = a.id)")
	}
	if f.Undated {
		w.And("a.due_month IS NULL AND NOT a.ongoing")
	}
	if !f.DueFrom.IsZero() {
		w.And("a.due_by >= ? AND a.due_by < ?", f.DueFrom.First(), Never)
	}
	if !f.DueTo.IsZero() {
		w.And("a.due_by <= ?", f.DueTo.Last())
	}
	if !f.ChangedSince.IsZero() {
		w.And("a.changed_at >= ?", f.ChangedSince)
	}
	for _, word := range strings.Fields(fold.Text(f.Text)) {
		w.And("a.search LIKE ?", "%"+word+"%") // folded: no % or _ is left
	}
	for _, s := range f.Within {
		w.And("a.id IN ("+s.SQL+")", s.Args...)
	}
	return w
}

// marks is n question marks.
func marks(n int) string {
	if n == 0 {
		return "NULL"
	}
	return "?" + strings.Repeat(", ?", n-1)
}

func prepend(first string, rest []string) []any {
	out := make([]any, 0, len(rest)+1)
	out = append(out, first)
	for _, r := range rest {
		out = append(out, r)
	}
	return out
}

func listActions(ctx context.Context, tx *db.DB, w *db.Where, p Page, today when.Date) ([]Action, error) {
	order := "a.due_by, a.id"
	if p.NewestFirst {
		order = "a.changed_at DESC, a.id"
	}
	blocked := blockedSQL(w.Arg(today))
	return db.All[Action](ctx, tx, `SELECT `+actionColumns+`, `+blocked+` AS needs_overdue FROM actions_action a `+w.SQL()+`
		ORDER BY `+order+` LIMIT `+w.Arg(p.Limit)+` OFFSET `+w.Arg(p.Offset), w.Args()...)
}

func countActions(ctx context.Context, tx *db.DB, w *db.Where, limit int) (int, error) {
	return db.One[int](ctx, tx, `SELECT count(*) FROM (SELECT 1 AS one FROM actions_action a `+w.SQL()+` LIMIT `+w.Arg(limit)+`) counted`, w.Args()...)
}

func actionByID(ctx context.Context, tx *db.DB, orgID, module, id string, today when.Date) (Action, error) {
	return db.One[Action](ctx, tx, `SELECT `+actionColumns+`, `+blockedSQL("$1")+` AS needs_overdue FROM actions_action a
		WHERE a.org_id = $2 AND a.module = $3 AND a.id = $4`, today, orgID, module, id)
}

func actionsByID(ctx context.Context, tx *db.DB, orgID, module string, ids []string, today when.Date) ([]Action, error) {
	var w db.Where
	day := w.Arg(today)
	w.And("a.org_id = ? AND a.module = ?", orgID, module)
	w.In("a.id", ids)
	return db.All[Action](ctx, tx, `SELECT `+actionColumns+`, `+blockedSQL(day)+` AS needs_overdue FROM actions_action a `+w.SQL()+` ORDER BY a.due_by, a.id`, w.Args()...)
}

func needsOf(ctx context.Context, tx *db.DB, orgID, module, actionID string, today when.Date) ([]Action, error) {
	return db.All[Action](ctx, tx, `SELECT `+actionColumns+`, `+blockedSQL("$1")+` AS needs_overdue FROM actions_action a
		WHERE a.org_id = $2 AND a.module = $3 AND a.id IN (SELECT x.needs_id FROM actions_dependency x WHERE x.org_id = $2 AND x.action_id = $4)
		ORDER BY a.due_by, a.id`, today, orgID, module, actionID)
}

func neededByOf(ctx context.Context, tx *db.DB, orgID, module, actionID string, today when.Date) ([]Action, error) {
	return db.All[Action](ctx, tx, `SELECT `+actionColumns+`, `+blockedSQL("$1")+` AS needs_overdue FROM actions_action a
		WHERE a.org_id = $2 AND a.module = $3 AND a.id IN (SELECT x.action_id FROM actions_dependency x WHERE x.org_id = $2 AND x.needs_id = $4)
		ORDER BY a.due_by, a.id`, today, orgID, module, actionID)
}

// spreads counts each group of the selection in one query.
func spreads(ctx context.Context, tx *db.DB, orgID, module string, groups Selection, today when.Date) (map[string]Spread, error) {
	var w db.Where
	day, args := w.Arg(today), groups.Args
	var sub strings.Builder
	for _, c := range groups.SQL {
		if c == '?' {
			sub.WriteString(w.Arg(args[0]))
			args = args[1:]
			continue
		}
		sub.WriteRune(c)
	}
	w.And("a.org_id = ? AND a.module = ? AND a.withdrawn_on IS NULL", orgID, module)
	type row struct {
		Grp, Status               string
		Total, Overdue, Ownerless int
	}
	rows, err := db.All[row](ctx, tx, `SELECT x.grp, x.status, count(*) AS total, count(*) FILTER (WHERE x.late) AS overdue, count(*) FILTER (WHERE x.ownerless) AS ownerless
		FROM (SELECT g.grp AS grp, `+statusSQL(day)+` AS status, `+lateSQL("a", day)+` AS late,
			(a.closed_on IS NULL AND NOT EXISTS (SELECT 1 FROM actions_owner o WHERE o.org_id = a.org_id AND o.action_id = a.id)) AS ownerless
			FROM (`+sub.String()+`) g JOIN actions_action a ON a.id = g.action_id `+w.SQL()+`) x
		GROUP BY x.grp, x.status`, w.Args()...)
	out := map[string]Spread{}
	for _, r := range rows {
		s := out[r.Grp]
		switch Status(r.Status) {
		case NotStarted:
			s.NotStarted += r.Total
		case OnTrack:
			s.OnTrack += r.Total
		case AtRisk:
			s.AtRisk += r.Total
		case OffTrack:
			s.OffTrack += r.Total
		case Complete:
			s.Complete += r.Total
		}
		s.Overdue += r.Overdue
		s.Ownerless += r.Ownerless
		out[r.Grp] = s
	}
	return out, err
}
