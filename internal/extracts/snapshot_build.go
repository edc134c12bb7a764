package extracts

import "context"

// snapshot makes the columns of the organisation's rows.
func (x *Extracts) snapshot(ctx context.Context, orgID string) (*Snapshot, error) {
	tree, err := x.units.Tree(ctx, orgID)
	if err != nil {
		return nil, err
	}
	s := &Snapshot{OrgID: orgID}
	at := map[string]uint16{}
	for i, u := range tree {
		at[u.ID] = uint16(i)
		s.Units = append(s.Units, SnapshotUnit{ID: u.ID, Parent: at[u.ParentID]})
	}
	return s, nil
}
