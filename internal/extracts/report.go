package extracts

import (
	"context"
	"slices"
	"strings"

	"footbridge/internal/actor"
)

// Report is what a load came to.
type Report struct {
	Batch    Batch
	Files    []FilePart
	Reasons  []ReasonCount
	Unplaced []Team // of its source, without a unit
}

// ReasonCount is in how many rows one field was wrong in one way.
type ReasonCount struct {
	Kind, Field, Reason string
	Rows                int
}

// Words are the reason in words.
func (r ReasonCount) Words() string { return Reasons[r.Reason] }

// FieldLabel is the field, or the row as a whole.
func (r ReasonCount) FieldLabel() string {
	if r.Field == "" {
		return "the row as a whole"
	}
	return strings.ReplaceAll(r.Field, "_", " ")
}

// KindLabel is the kind of file in words.
func (r ReasonCount) KindLabel() string {
	k, _ := kindOf(r.Kind)
	return k.Label
}

// Report says what a load came to.
func (x *Extracts) Report(ctx context.Context, by actor.Actor, id string) (Report, error) {
	b, err := x.Batch(ctx, by, id)
	if err != nil {
		return Report{}, err
	}
	r := Report{Batch: b}
	if r.Files, err = filesOf(ctx, x.db, b.OrgID, b.ID); err != nil {
		return r, err
	}
	if r.Reasons, err = reasonsOf(ctx, x.db, b.OrgID, b.ID); err != nil {
		return r, err
	}
	teams, err := teamsOf(ctx, x.db, b.OrgID)
	r.Unplaced = slices.DeleteFunc(teams, func(t Team) bool { return t.Source != b.Source || t.UnitID != "" })
	return r, err
}
