package library

import (
	"context"

	"footbridge/internal/db"
	"footbridge/internal/fold"
	"footbridge/internal/when"
)

const itemColumns = `org_id, id, unit_id, kind, title, author, about, shelf, copies, lent, lost, url, file_name, file_kind, file_size, withdrawn_on, version, created_at`

func oneItem(ctx context.Context, d *db.DB, orgID, id string) (Item, error) {
	i, found, err := db.Maybe[Item](ctx, d, `SELECT `+itemColumns+` FROM library_item WHERE org_id = $1 AND id = $2`, orgID, id)
	if err == nil && !found {
		err = errNoItem
	}
	return i, err
}

func itemContent(ctx context.Context, d *db.DB, orgID, id string) ([]byte, error) {
	row, err := db.One[struct{ Content []byte }](ctx, d, `SELECT content FROM library_item WHERE org_id = $1 AND id = $2`, orgID, id)
	return row.Content, err
}

// itemsWhere gathers what f asks for.
func itemsWhere(orgID string, f Filter, parts []string) *db.Where {
	w := &db.Where{}
	w.And("org_id = ?", orgID)
	for _, part := range parts {
		w.And("fold LIKE ?", "%"+part+"%")
	}
	if f.Kind != "" {
		w.And("kind = ?", f.Kind)
	}
	switch f.State {
	case "shelf":
		w.And("withdrawn_on IS NULL AND copies > lent + lost")
	case "online":
		w.And("withdrawn_on IS NULL AND (url <> '' OR file_name <> '')")
	case "withdrawn":
		w.And("withdrawn_on IS NOT NULL")
	default:
		w.And("withdrawn_on IS NULL")
	}
	return w
}

func countItems(ctx context.Context, d *db.DB, w *db.Where) (int, error) {
	return db.One[int](ctx, d, `SELECT count(*) FROM library_item `+w.SQL(), w.Args()...) // org_id is in w
}

func listItems(ctx context.Context, d *db.DB, w *db.Where, limit, offset int) ([]Item, error) {
	return db.All[Item](ctx, d, `SELECT `+itemColumns+` FROM library_item `+w.SQL()+` ORDER BY fold, id LIMIT `+w.Arg(limit)+` OFFSET `+w.Arg(offset), w.Args()...)
}

func insertItem(ctx context.Context, tx *db.DB, i Item, content []byte) error {
	_, err := tx.Exec(ctx, `INSERT INTO library_item (org_id, id, unit_id, kind, title, author, about, fold, shelf, copies, url, file_name, file_kind, file_size, content, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
		i.OrgID, i.ID, i.UnitID, i.Kind, i.Title, i.Author, i.About, fold.Text(i.Title+" "+i.Author), i.Shelf, i.Copies, i.URL,
		i.FileName, i.FileKind, i.FileSize, nullBytes(content), i.CreatedAt)
	return err
}

func nullBytes(b []byte) any {
	if len(b) == 0 {
		return nil
	}
	return b
}

// updateItem writes i over the version that was read, and its file if there is a
// new one.
func updateItem(ctx context.Context, tx *db.DB, i Item, content []byte) error {
	n, err := tx.Exec(ctx, `UPDATE library_item SET kind = $3, title = $4, author = $5, about = $6, fold = $7, shelf = $8, copies = $9, url = $10, version = version + 1
		WHERE org_id = $1 AND id = $2 AND version = $11`,
		i.OrgID, i.ID, i.Kind, i.Title, i.Author, i.About, fold.Text(i.Title+" "+i.Author), i.Shelf, i.Copies, i.URL, i.Version)
	switch {
	case err == nil && n == 0:
		return errChanged
	case err != nil || len(content) == 0:
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE library_item SET file_name = $3, file_kind = $4, file_size = $5, content = $6 WHERE org_id = $1 AND id = $2`,
		i.OrgID, i.ID, i.FileName, i.FileKind, i.FileSize, content)
	return err
}

// lockItem makes changes of one item wait for each other.
func lockItem(ctx context.Context, tx *db.DB, orgID, id string) error {
	_, err := tx.Exec(ctx, `UPDATE library_item SET lent = lent WHERE org_id = $1 AND id = $2`, orgID, id)
	return err
}

func setWithdrawn(ctx context.Context, tx *db.DB, orgID, id string, on when.Date) error {
	_, err := tx.Exec(ctx, `UPDATE library_item SET withdrawn_on = $3, version = version + 1 WHERE org_id = $1 AND id = $2`, orgID, id, on)
	return err
}

// takeCopy counts one more copy as lent, if there is one on the shelf.
func takeCopy(ctx context.Context, tx *db.DB, orgID, id string) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE library_item SET lent = lent + 1 WHERE org_id = $1 AND id = $2 AND lent + lost < copies AND withdrawn_on IS NULL`, orgID, id)
	return n == 1, err
}

// moveCopies changes how many copies are lent and lost.
func moveCopies(ctx context.Context, tx *db.DB, orgID, id string, lent, lost int) error {
	_, err := tx.Exec(ctx, `UPDATE library_item SET lent = lent + $3, lost = lost + $4 WHERE org_id = $1 AND id = $2`, orgID, id, lent, lost)
	return err
}

// counted is an item whose counts are not those of its loans.
type counted struct {
	ID, Title  string
	Lent, Open int
}

func miscounted(ctx context.Context, d *db.DB, orgID string) ([]counted, error) {
	return db.All[counted](ctx, d, `SELECT i.id, i.title, i.lent, count(l.id) AS open FROM library_item i
		LEFT JOIN library_loan l ON l.org_id = i.org_id AND l.item_id = i.id AND l.ended_on IS NULL
		WHERE i.org_id = $1 GROUP BY i.id, i.title, i.lent HAVING i.lent <> count(l.id) ORDER BY i.id`, orgID)
}

// titlesOf are the folded titles and authors of a college's items.
func titlesOf(ctx context.Context, d *db.DB, orgID, unitID string) ([]string, error) {
	return db.All[string](ctx, d, `SELECT fold FROM library_item WHERE org_id = $1 AND unit_id = $2 AND withdrawn_on IS NULL`, orgID, unitID)
}
