package people

import (
	"context"
	"strings"

	"footbridge/internal/db"
)

const listed = `p.merged_into IS NULL AND p.erased_at IS NULL`

// listPeople is everyone, by name.
func listPeople(ctx context.Context, d *db.DB, orgID string, limit, offset int) ([]Person, int, error) {
	total, err := db.One[int](ctx, d, `SELECT count(*) FROM people_person p WHERE p.org_id = $1 AND `+listed, orgID)
	if err != nil {
		return nil, 0, err
	}
	found, err := db.All[Person](ctx, d, `SELECT `+personColumns+` FROM people_person p
		WHERE p.org_id = $1 AND `+listed+` ORDER BY p.fold, p.id LIMIT $2 OFFSET $3`, orgID, limit, offset)
	return found, total, err
}

// candidates is a query for the ids of the people who fit one of the ways to
// read a search: ranges of the key of people_word, cut and joined.
func candidates(w *db.Where, orgID string, ways [][]string) string {
	org := w.Arg(orgID)
	union := make([]string, len(ways))
	for i, way := range ways {
		cut := make([]string, len(way))
		for j, prefix := range way {
			cut[j] = `SELECT person_id FROM people_word WHERE org_id = ` + org +
				` AND word >= ` + w.Arg([]byte(prefix)) + ` AND word < ` + w.Arg(after(prefix))
		}
		union[i] = `SELECT DISTINCT person_id FROM (` + strings.Join(cut, ` INTERSECT `) + `) AS way`
	}
	return strings.Join(union, ` UNION `)
}

// findByWords finds people by the beginnings of their words.
func findByWords(ctx context.Context, d *db.DB, orgID string, ways [][]string, limit, offset int) ([]Person, int, error) {
	var w db.Where
	ids := candidates(&w, orgID, ways)
	total, err := db.One[int](ctx, d, `SELECT count(*) FROM (`+ids+`) AS found`, w.Args()...)
	if err != nil || total <= offset {
		return nil, total, err
	}
	if total > manyFound {
		found, err := walk(ctx, d, orgID, ways, limit, offset)
		return found, total, err
	}
	// CROSS JOIN keeps SQLite from walking everybody by name to find the few.
	found, err := db.All[Person](ctx, d, `SELECT `+personColumns+` FROM (`+ids+`) AS found CROSS JOIN people_person p
		WHERE p.org_id = $1 AND p.id = found.person_id AND `+listed+`
		ORDER BY p.fold, p.id LIMIT `+w.Arg(limit)+` OFFSET `+w.Arg(offset), w.Args()...)
	return found, total, err
}

// manyFound is from how many on it is quicker to walk along the names until a
// page is full than to sort all who fit.
const manyFound = 2000

// walk finds people by the beginnings of their words, in the order of names.
func walk(ctx context.Context, d *db.DB, orgID string, ways [][]string, limit, offset int) ([]Person, error) {
	var w db.Where
	w.Arg(orgID)
	fits := make([]string, len(ways))
	for i, way := range ways {
		all := make([]string, len(way))
		for j, prefix := range way {
			all[j] = `EXISTS (SELECT 1 FROM people_word x WHERE x.org_id = $1 AND x.person_id = p.id AND x.word >= ` +
				w.Arg([]byte(prefix)) + ` AND x.word < ` + w.Arg(after(prefix)) + `)`
		}
		fits[i] = `(` + strings.Join(all, ` AND `) + `)`
	}
	return db.All[Person](ctx, d, `SELECT `+personColumns+` FROM people_person p
		WHERE p.org_id = $1 AND `+listed+` AND (`+strings.Join(fits, ` OR `)+`)
		ORDER BY p.fold, p.id LIMIT `+w.Arg(limit)+` OFFSET `+w.Arg(offset), w.Args()...)
}

// findInside finds people by parts of their names: it reads every name, which an
// index has close together, in the order of names.
func findInside(ctx context.Context, d *db.DB, orgID string, parts []string, limit, offset int) ([]Person, int, error) {
	var w db.Where
	w.Arg(orgID)
	like := ""
	for _, part := range parts { // letters and digits only: nothing to escape
		like += ` AND p.search LIKE ` + w.Arg("%"+part+"%")
	}
	total, err := db.One[int](ctx, d, `SELECT count(*) FROM people_person p WHERE p.org_id = $1 AND `+listed+like, w.Args()...)
	if err != nil || total <= offset {
		return nil, total, err
	}
	found, err := db.All[Person](ctx, d, `SELECT `+personColumns+` FROM people_person p WHERE p.org_id = $1 AND `+listed+like+`
		ORDER BY p.search, p.id LIMIT `+w.Arg(limit)+` OFFSET `+w.Arg(offset), w.Args()...)
	return found, total, err
}
