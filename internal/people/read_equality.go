package people

import (
	"context"
	"slices"

	"footbridge/internal/db"
)

// EqualityOf returns what people chose to say, by characteristic and person. It
// is for counting and nothing else: what it returns about one person is never
// shown, nor kept. Words of their own are left out.
func (p *People) EqualityOf(ctx context.Context, tx *db.DB, orgID string, personIDs []string) (map[string]map[string]string, error) {
	out := map[string]map[string]string{}
	for ids := range slices.Chunk(personIDs, 500) {
		rows, err := equalityOfAll(ctx, tx, orgID, ids)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			if out[r.Characteristic] == nil {
				out[r.Characteristic] = map[string]string{}
			}
			out[r.Characteristic][r.PersonID] = r.Answer
		}
	}
	return out, nil
}
