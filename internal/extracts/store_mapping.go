package extracts

import (
	"context"
	"strconv"
	"time"

	"footbridge/internal/db"
)

func placeholder(n int) string { return "$" + strconv.Itoa(n) }

// Source is a record system whose files are brought in.
type Source struct {
	OrgID, ID, Name string
	Version         int // the newest of its mapping
	CreatedAt       time.Time
}

// Version is one version of a source's mapping.
type Version struct {
	OrgID, Source, SourceName string
	Version                   int
	Text                      string
	CreatedBy                 string
	CreatedAt                 time.Time
}

const selectSource = `SELECT s.org_id, s.id, s.name, s.created_at, (SELECT coalesce(max(m.version), 0) FROM extracts_mapping m WHERE m.org_id = s.org_id AND m.source = s.id) AS version
	FROM extracts_source s`

func sourcesOf(ctx context.Context, d *db.DB, orgID string) ([]Source, error) {
	return db.All[Source](ctx, d, selectSource+` WHERE s.org_id = $1 ORDER BY s.folded`, orgID)
}

func sourceOf(ctx context.Context, d *db.DB, orgID, id string) (Source, error) {
	s, found, err := db.Maybe[Source](ctx, d, selectSource+` WHERE s.org_id = $1 AND s.id = $2`, orgID, id)
	if err == nil && !found {
		err = errNoSource
	}
	return s, err
}

func sourceNamed(ctx context.Context, d *db.DB, orgID, folded string) (Source, bool, error) {
	return db.Maybe[Source](ctx, d, selectSource+` WHERE s.org_id = $1 AND s.folded = $2`, orgID, folded)
}

func insertSource(ctx context.Context, tx *db.DB, s Source, folded string) error {
	_, err := tx.Exec(ctx, `INSERT INTO extracts_source (org_id, id, name, folded, created_at) VALUES ($1, $2, $3, $4, $5)`, s.OrgID, s.ID, s.Name, folded, s.CreatedAt)
	return err
}

func insertVersion(ctx context.Context, tx *db.DB, v Version) error {
	_, err := tx.Exec(ctx, `INSERT INTO extracts_mapping (org_id, source, version, text, created_by, created_at) VALUES ($1, $2, $3, $4, $5, $6)`,
		v.OrgID, v.Source, v.Version, v.Text, v.CreatedBy, v.CreatedAt)
	return err
}

const selectVersion = `SELECT m.org_id, m.source, s.name AS source_name, m.version, m.text, m.created_by, m.created_at
	FROM extracts_mapping m JOIN extracts_source s ON s.org_id = m.org_id AND s.id = m.source`

func mappingVersion(ctx context.Context, d *db.DB, orgID, source string, version int) (Version, error) {
	v, found, err := db.Maybe[Version](ctx, d, selectVersion+` WHERE m.org_id = $1 AND m.source = $2 AND m.version = $3`, orgID, source, version)
	if err == nil && !found {
		err = errNoMapping
	}
	return v, err
}

func newestMapping(ctx context.Context, d *db.DB, orgID, source string) (Version, error) {
	v, found, err := db.Maybe[Version](ctx, d, selectVersion+` WHERE m.org_id = $1 AND m.source = $2 ORDER BY m.version DESC LIMIT 1`, orgID, source)
	if err == nil && !found {
		err = errNoSource
	}
	return v, err
}

func versionsOf(ctx context.Context, d *db.DB, orgID, source string) ([]Version, error) {
	return db.All[Version](ctx, d, selectVersion+` WHERE m.org_id = $1 AND m.source = $2 ORDER BY m.version DESC`, orgID, source)
}

// Team is a team or ward of a record system, and where it belongs.
type Team struct {
	OrgID, Source, SourceName, Team string
	UnitID                          string // "" where nobody knows
	Chosen                          bool   // by a person
	CreatedAt                       time.Time
}

const selectTeam = `SELECT t.org_id, t.source, s.name AS source_name, t.team, t.unit_id, t.chosen, t.created_at
	FROM extracts_team t JOIN extracts_source s ON s.org_id = t.org_id AND s.id = t.source`

func teamsOf(ctx context.Context, d *db.DB, orgID string) ([]Team, error) {
	return db.All[Team](ctx, d, selectTeam+` WHERE t.org_id = $1 ORDER BY s.folded, t.team`, orgID)
}

// meetTeam keeps a team that is new, and reports whether it was.
func meetTeam(ctx context.Context, tx *db.DB, t Team) (bool, error) {
	n, err := tx.Exec(ctx, `INSERT INTO extracts_team (org_id, source, team, unit_id, created_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (org_id, source, team) DO NOTHING`,
		t.OrgID, t.Source, t.Team, db.Null(t.UnitID), t.CreatedAt)
	return n == 1, err
}

func setTeam(ctx context.Context, tx *db.DB, t Team) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE extracts_team SET unit_id = $4, chosen = $5 WHERE org_id = $1 AND source = $2 AND team = $3`, t.OrgID, t.Source, t.Team, db.Null(t.UnitID), t.Chosen)
	return n == 1, err
}
