package people

import (
	"context"

	"footbridge/internal/db"
)

type wordRow struct {
	Word     []byte
	PersonID string
}

func eachWord(ctx context.Context, d *db.DB, orgID string, fn func(wordRow) error) error {
	return db.Each(ctx, d, fn, `SELECT word, person_id FROM people_word WHERE org_id = $1`, orgID)
}

type storedPerson struct {
	Person
	Fold, Search string
}

func eachStored(ctx context.Context, d *db.DB, orgID string, fn func(storedPerson) error) error {
	return db.Each(ctx, d, fn, `SELECT `+personColumns+`, p.fold, p.search FROM people_person p WHERE p.org_id = $1 ORDER BY p.id`, orgID)
}

// strayRules find people for whom the sentence is true and must not be.
var strayRules = []struct{ says, query string }{
	{"was merged into a record that does not stand", `SELECT p.id FROM people_person p JOIN people_person k ON k.org_id = p.org_id AND k.id = p.merged_into
		WHERE p.org_id = $1 AND k.merged_into IS NOT NULL`},
	{"was merged or erased and still has needs", `SELECT n.person_id FROM people_needs n JOIN people_person p ON p.org_id = n.org_id AND p.id = n.person_id
		WHERE n.org_id = $1 AND (p.merged_into IS NOT NULL OR p.erased_at IS NOT NULL)`},
	{"was merged or erased and still has equality data", `SELECT e.person_id FROM people_equality e JOIN people_person p ON p.org_id = e.org_id AND p.id = e.person_id
		WHERE e.org_id = $1 AND (p.merged_into IS NOT NULL OR p.erased_at IS NOT NULL)`},
	{"has a note on a need of somebody else", `SELECT m.person_id FROM people_need_met m JOIN people_need i ON i.org_id = m.org_id AND i.id = m.need_id
		WHERE m.org_id = $1 AND i.person_id <> m.person_id`},
}
