package notify

import (
	"context"
	"strings"
	"time"

	"footbridge/internal/db"
)

type wordsRow struct {
	Template, Subject, Body, ByName string
	ChangedAt                       time.Time
	Version                         int
}

const wordsColumns = `template, subject, body, by_name, changed_at, version`

func ownWords(ctx context.Context, d *db.DB, orgID string) ([]wordsRow, error) {
	return db.All[wordsRow](ctx, d, `SELECT `+wordsColumns+` FROM notify_words WHERE org_id = $1`, orgID)
}

func oneOwnWords(ctx context.Context, d *db.DB, orgID, template string) (wordsRow, bool, error) {
	return db.Maybe[wordsRow](ctx, d, `SELECT `+wordsColumns+` FROM notify_words WHERE org_id = $1 AND template = $2`, orgID, template)
}

// saveWords writes the words over the version that was read.
func saveWords(ctx context.Context, tx *db.DB, orgID, template, subject, body, byName string, at time.Time, version int) (bool, error) {
	if version == 0 {
		n, err := tx.Exec(ctx, `INSERT INTO notify_words (org_id, template, subject, body, by_name, changed_at) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (org_id, template) DO NOTHING`,
			orgID, template, subject, body, byName, at)
		return n == 1, err
	}
	n, err := tx.Exec(ctx, `UPDATE notify_words SET subject = $3, body = $4, by_name = $5, changed_at = $6, version = version + 1 WHERE org_id = $1 AND template = $2 AND version = $7`,
		orgID, template, subject, body, byName, at, version)
	return n == 1, err
}

func deleteWords(ctx context.Context, tx *db.DB, orgID, template string) error {
	_, err := tx.Exec(ctx, `DELETE FROM notify_words WHERE org_id = $1 AND template = $2`, orgID, template)
	return err
}

// deskMessages lists messages in some states of the templates whose names begin
// with one of some words.
func deskMessages(ctx context.Context, d *db.DB, orgID string, prefixes []string, states []State, limit, offset int) ([]Row, int, error) {
	var w db.Where
	w.And("org_id = ?", orgID)
	names := make([]string, len(states))
	for i, s := range states {
		names[i] = string(s)
	}
	w.In("state", names)
	begin, args := make([]string, len(prefixes)), make([]any, len(prefixes))
	for i, p := range prefixes {
		begin[i], args[i] = "template LIKE ?", p+"%"
	}
	w.And(strings.Join(begin, " OR "), args...)
	total, err := db.One[int](ctx, d, `SELECT count(*) FROM notify_message `+w.SQL(), w.Args()...)
	if err != nil {
		return nil, 0, err
	}
	rows, err := db.All[Row](ctx, d, `SELECT `+columns+` FROM notify_message `+w.SQL()+` ORDER BY created_at, id LIMIT `+w.Arg(limit)+` OFFSET `+w.Arg(offset), w.Args()...)
	return rows, total, err
}
