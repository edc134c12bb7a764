package indicators

import (
	"context"
	"slices"
	"strings"
	"time"

	"footbridge/internal/db"
	"footbridge/internal/extracts"
)

// definitionRow is one version as it is kept.
type definitionRow struct {
	Indicator string
	Version   int
	Text      string
	Reason    string
	Since     int
	CreatedBy string
	CreatedAt time.Time
	RetiredAt time.Time
}

const selectDefinitions = `SELECT indicator, version, text, reason, since, created_by, created_at, retired_at FROM indicators_definition AS d WHERE org_id = $1 `

// definitions are the newest versions of what is in use, by group and title.
func (x *Indicators) definitions(ctx context.Context, tx *db.DB, orgID string) ([]Definition, error) {
	rows, err := db.All[definitionRow](ctx, tx, selectDefinitions+`AND retired_at IS NULL
		AND version = (SELECT max(version) FROM indicators_definition AS n WHERE n.org_id = d.org_id AND n.indicator = d.indicator)`, orgID)
	if err != nil {
		return nil, err
	}
	out, err := x.read(orgID, rows)
	slices.SortFunc(out, func(a, b Definition) int {
		if c := strings.Compare(a.Group, b.Group); c != 0 {
			return c
		}
		return strings.Compare(a.Title, b.Title)
	})
	return out, err
}

// versions are all versions of one indicator, the newest first.
func (x *Indicators) versions(ctx context.Context, tx *db.DB, orgID, indicator string) ([]Definition, error) {
	rows, err := db.All[definitionRow](ctx, tx, selectDefinitions+`AND indicator = $2 ORDER BY version DESC`, orgID, indicator)
	if err != nil {
		return nil, err
	}
	return x.read(orgID, rows)
}

// read turns kept versions into definitions.
func (x *Indicators) read(orgID string, rows []definitionRow) ([]Definition, error) {
	out := make([]Definition, 0, len(rows))
	for _, r := range rows {
		d, err := x.parsed(orgID, r)
		if err != nil {
			return nil, err
		}
		out = append(out, d)
	}
	return out, nil
}

// resultRow is what one version came to in one month.
type resultRow struct {
	Indicator string
	Version   int
	Month     int
	Cells     []byte
}

// cells are what one version came to in every month, by month, unit, dimension
// and group. The caller must not change them.
func (x *Indicators) cells(ctx context.Context, tx *db.DB, orgID, indicator string, version int) ([]Cell, error) {
	run, err := x.lastRun(ctx, tx, orgID)
	if err != nil {
		return nil, err
	}
	key := cellsKey{orgID, indicator, version, run.ID}
	if kept, ok := x.kept.get(key); ok {
		return kept, nil
	}
	rows, err := db.All[resultRow](ctx, tx, `SELECT indicator, version, month, cells FROM indicators_result
		WHERE org_id = $1 AND indicator = $2 AND version = $3 ORDER BY month`, orgID, indicator, version)
	if err != nil {
		return nil, err
	}
	var out []Cell
	for _, r := range rows {
		cells, err := unpack(r.Cells)
		if err != nil {
			return nil, err
		}
		for i := range cells {
			cells[i].Month = extracts.MonthOf(int32(r.Month))
		}
		out = append(out, cells...)
	}
	x.kept.put(key, out)
	return out, nil
}

type runRow struct {
	ID, State, Hash       string
	FirstMonth, LastMonth int
	Why                   string
	BeganAt, EndedAt      time.Time
}

func (r runRow) run(orgID string) Run {
	out := Run{OrgID: orgID, ID: r.ID, State: r.State, Hash: r.Hash, Why: r.Why, BeganAt: r.BeganAt, EndedAt: r.EndedAt}
	if r.LastMonth > 0 {
		out.First, out.Last = extracts.MonthOf(int32(r.FirstMonth)), extracts.MonthOf(int32(r.LastMonth))
	}
	return out
}

const selectRuns = `SELECT id, state, hash, first_month, last_month, why, began_at, ended_at FROM indicators_run WHERE org_id = $1 `

// lastRun is the run that finished last; without an id where there was none.
func (x *Indicators) lastRun(ctx context.Context, tx *db.DB, orgID string) (Run, error) {
	r, _, err := db.Maybe[runRow](ctx, tx, selectRuns+`AND state = 'done' ORDER BY ended_at DESC, id DESC LIMIT 1`, orgID)
	return r.run(orgID), err
}

// runs are the last runs, the newest first.
func (x *Indicators) runs(ctx context.Context, tx *db.DB, orgID string, limit int) ([]Run, error) {
	rows, err := db.All[runRow](ctx, tx, selectRuns+`ORDER BY began_at DESC, id DESC LIMIT $2`, orgID, limit)
	var out []Run
	for _, r := range rows {
		out = append(out, r.run(orgID))
	}
	return out, err
}
