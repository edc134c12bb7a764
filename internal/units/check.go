package units

import (
	"context"
	"fmt"

	"footbridge/internal/fold"
	"footbridge/internal/when"
)

// Check says what in an organisation's units, posts and partners breaks a rule
// that the schema cannot hold, one sentence each; nothing when all is well.
func (u *Units) Check(ctx context.Context, orgID string) ([]string, error) {
	units, err := allUnits(ctx, u.db, orgID)
	if err != nil {
		return nil, err
	}
	out := checkTree(units)
	holders, err := allHolders(ctx, u.db, orgID)
	if err != nil {
		return nil, err
	}
	out = append(out, checkHolders(holders)...)
	gone, err := u.checkPeople(ctx, orgID, holders)
	if err != nil {
		return nil, err
	}
	out = append(out, gone...)
	folds, err := foldedNames(ctx, u.db, orgID)
	for _, f := range folds {
		if fold.Text(f.Name) != f.Fold {
			out = append(out, fmt.Sprintf("units: the folded name of %s %s is not that of the name", f.Kind, f.ID))
		}
	}
	return out, err
}

// checkTree compares every path with the parents it is made of, which also finds
// a circle: no path in a circle can be right.
func checkTree(units []Unit) []string {
	var out []string
	byID, roots := map[string]Unit{}, 0
	for _, unit := range units {
		byID[unit.ID] = unit
	}
	for _, unit := range units {
		if unit.ParentID == "" {
			roots++
			if unit.Path != "/"+unit.ID+"/" {
				out = append(out, fmt.Sprintf("units: the path of the root %s is not its own id", unit.ID))
			}
			continue
		}
		parent := byID[unit.ParentID]
		if unit.Path != parent.Path+unit.ID+"/" {
			out = append(out, fmt.Sprintf("units: the path of unit %s does not match the unit above it", unit.ID))
		}
		if mayStandUnder(unit.Kind, parent.Kind) != nil {
			out = append(out, fmt.Sprintf("units: unit %s, a %s, stands under a %s", unit.ID, unit.Kind, parent.Kind))
		}
		if unit.Open() && !parent.Open() {
			out = append(out, fmt.Sprintf("units: unit %s is open under one that has closed", unit.ID))
		}
	}
	if roots != 1 {
		out = append(out, fmt.Sprintf("units: the organisation has %d roots, not one", roots))
	}
	return out
}

// checkHolders finds posts with two holders on one day; holders come by post and
// first day.
func checkHolders(holders []Holder) []string {
	var out []string
	for i := range holders {
		if i == 0 || holders[i].PostID != holders[i-1].PostID {
			continue
		}
		if until := holders[i-1].UntilOn; until == (when.Date{}) || !until.Before(holders[i].FromOn) {
			out = append(out, fmt.Sprintf("units: post %s has two holders on %s", holders[i].PostID, holders[i].FromOn))
		}
	}
	return out
}

// checkPeople finds posts still held by somebody whose record was merged.
func (u *Units) checkPeople(ctx context.Context, orgID string, holders []Holder) ([]string, error) {
	seen, out := map[string]bool{}, []string{}
	for _, h := range holders {
		if seen[h.PersonID] {
			continue
		}
		seen[h.PersonID] = true
		person, err := u.people.Person(ctx, orgID, h.PersonID)
		if err != nil {
			return nil, err
		}
		if person.MergedInto != "" {
			out = append(out, fmt.Sprintf("units: post %s is held by person %s, who was merged into another record", h.PostID, h.PersonID))
		}
	}
	return out, nil
}
