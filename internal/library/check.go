package library

import (
	"context"
	"fmt"
)

// Check says what in an organisation's part of this module breaks a rule that
// the schema cannot hold, one sentence each: an item counts as many copies lent
// as there are loans that have not ended.
func (l *Library) Check(ctx context.Context, orgID string) ([]string, error) {
	rows, err := miscounted(ctx, l.db, orgID)
	var out []string
	for _, r := range rows {
		out = append(out, fmt.Sprintf("library: item %s counts %d copies lent, and %d are", r.ID, r.Lent, r.Open))
	}
	return out, err
}
