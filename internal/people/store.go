package people

import (
	"context"
	"fmt"
	"strings"

	"footbridge/internal/db"
	"footbridge/internal/fold"
)

const personColumns = `p.org_id, p.id, p.name, p.preferred_name, p.pronouns, p.email, p.phone, p.address, p.preferred_channel,
	p.quiet_from, p.quiet_to, p.language, p.merged_into, p.erased_at, p.version, p.created_at, p.updated_at`

func onePerson(ctx context.Context, d *db.DB, orgID, id string) (Person, error) {
	return db.One[Person](ctx, d, `SELECT `+personColumns+` FROM people_person p WHERE p.org_id = $1 AND p.id = $2`, orgID, id)
}

func insertPerson(ctx context.Context, tx *db.DB, p Person) error {
	_, err := tx.Exec(ctx, `INSERT INTO people_person (org_id, id, name, preferred_name, pronouns, email, phone, address, preferred_channel,
			quiet_from, quiet_to, language, fold, search, email_fold, version, created_at, updated_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)`,
		p.OrgID, p.ID, p.Name, p.PreferredName, p.Pronouns, p.Email, p.Phone, p.Address, p.PreferredChannel,
		p.QuietFrom, p.QuietTo, p.Language, fold.Text(p.Name), inside(p), strings.ToLower(p.Email), p.Version, p.CreatedAt, p.UpdatedAt)
	return err
}

// inside is what part of a word is looked for in.
func inside(p Person) string {
	return strings.TrimSpace(fold.Text(p.Name) + " " + fold.Text(p.PreferredName))
}

// updatePerson writes p over the version before it.
func updatePerson(ctx context.Context, tx *db.DB, p Person) error {
	n, err := tx.Exec(ctx, `UPDATE people_person SET name = $3, preferred_name = $4, pronouns = $5, email = $6, phone = $7, address = $8,
			preferred_channel = $9, quiet_from = $10, quiet_to = $11, language = $12, fold = $13, search = $14, email_fold = $15,
			version = $16, updated_at = $17
		WHERE org_id = $1 AND id = $2 AND version = $18 AND merged_into IS NULL AND erased_at IS NULL`,
		p.OrgID, p.ID, p.Name, p.PreferredName, p.Pronouns, p.Email, p.Phone, p.Address, p.PreferredChannel,
		p.QuietFrom, p.QuietTo, p.Language, fold.Text(p.Name), inside(p), strings.ToLower(p.Email), p.Version, p.UpdatedAt, p.Version-1)
	if err == nil && n == 0 {
		err = errChanged
	}
	return err
}

// replaceWords makes the words p is found by those of p as it is.
func replaceWords(ctx context.Context, tx *db.DB, p Person) error {
	if err := deleteWords(ctx, tx, p.OrgID, p.ID); err != nil {
		return err
	}
	return insertWords(ctx, tx, p)
}

func insertWords(ctx context.Context, tx *db.DB, p Person) error {
	list := indexWords(p)
	values, args := make([]string, len(list)), []any{p.OrgID, p.ID}
	for i, w := range list {
		values[i] = fmt.Sprintf("($1, $%d, $2)", i+3)
		args = append(args, []byte(w))
	}
	_, err := tx.Exec(ctx, `INSERT INTO people_word (org_id, word, person_id) VALUES `+strings.Join(values, ", "), args...)
	return err
}

func deleteWords(ctx context.Context, tx *db.DB, orgID, personID string) error {
	_, err := tx.Exec(ctx, `DELETE FROM people_word WHERE org_id = $1 AND person_id = $2`, orgID, personID)
	return err
}

type nameRow struct{ ID, Name string }

func selectNames(ctx context.Context, d *db.DB, orgID string, ids []string) ([]nameRow, error) {
	var w db.Where
	w.And("p.org_id = ?", orgID)
	w.In("p.id", ids)
	return db.All[nameRow](ctx, d, `SELECT p.id, coalesce(k.name, p.name) AS name
		FROM people_person p LEFT JOIN people_person k ON k.org_id = p.org_id AND k.id = p.merged_into `+w.SQL(), w.Args()...)
}
