package extracts

import (
	"context"
	"fmt"
)

// Check looks for broken rules and says what it found, a line each.
func (x *Extracts) Check(ctx context.Context, orgID string) ([]string, error) {
	var out []string
	for _, table := range tables() {
		stray, err := strayRows(ctx, x.db, orgID, table)
		if err != nil {
			return nil, err
		}
		for _, s := range stray {
			out = append(out, fmt.Sprintf("load %s is %s and was swept up, but %d of its rows are left in %s", s.ID, s.State, s.Rows, table))
		}
	}
	batches, err := committedBatches(ctx, x.db, orgID)
	if err != nil {
		return nil, err
	}
	for _, b := range batches {
		found, err := x.checkCounts(ctx, b)
		if err != nil {
			return nil, err
		}
		out = append(out, found...)
	}
	for _, text := range []struct{ query, words string }{
		{contentStrays, "load %s does not count, but its files are held"},
		{contentMissing, "load %s counts, but none of its files is held: they could be brought in twice"},
	} {
		ids, err := strayBatches(ctx, x.db, text.query, orgID)
		if err != nil {
			return nil, err
		}
		for _, id := range ids {
			out = append(out, fmt.Sprintf(text.words, id))
		}
	}
	return out, nil
}

// checkCounts compares what a batch says of its rows with the rows.
func (x *Extracts) checkCounts(ctx context.Context, b Batch) ([]string, error) {
	files, err := filesOf(ctx, x.db, b.OrgID, b.ID)
	if err != nil {
		return nil, err
	}
	var out []string
	want, good := map[string]int64{}, int64(0)
	for _, f := range files {
		k, _ := kindOf(f.Kind)
		want[k.Table] += f.RowsGood
		good += f.RowsGood
	}
	for table, n := range want {
		have, err := countRows(ctx, x.db, table, b)
		if err != nil {
			return nil, err
		}
		if have != n && table != "extracts_alias" { // people with two identifiers add to those
			out = append(out, fmt.Sprintf("load %s says that it has %d rows in %s, and it has %d", b.ID, n, table, have))
		}
	}
	if good != b.RowsGood {
		out = append(out, fmt.Sprintf("load %s says that %d rows are right, its files say %d", b.ID, b.RowsGood, good))
	}
	waiting, err := countRejects(ctx, x.db, b.OrgID, b.ID, "waiting")
	if err == nil && int64(waiting) != b.RowsWaiting {
		out = append(out, fmt.Sprintf("load %s says that %d rows wait, and %d do", b.ID, b.RowsWaiting, waiting))
	}
	return out, err
}
