package indicators

import (
	"context"
	"slices"
	"strings"
	"time"

	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/fold"
	"footbridge/internal/when"
)

// Kept is a version of a definition with how it came to be.
type Kept struct {
	Definition
	Text      string // the file
	Reason    string // why it changed
	Since     when.Month
	CreatedAt time.Time
	Retired   bool
	Changes   []LineChange // what changed since the version before
}

// LineChange is a line of a file that went or came.
type LineChange struct {
	Came bool
	Text string
}

// Overdue reports whether the definition should have been looked at again.
func (d Definition) Overdue(today when.Date) bool {
	return !d.Review.IsZero() && d.Review.Before(today)
}

// History is every version of an indicator, the newest first, with what changed
// from one to the next.
func (x *Indicators) History(ctx context.Context, by actor.Actor, indicator string) ([]Kept, error) {
	rows, err := history(ctx, x.db, by.OrgID, indicator)
	if err == nil && len(rows) == 0 {
		err = fault.New(fault.NotFound, "We could not find that indicator.")
	}
	if err != nil {
		return nil, err
	}
	out, err := x.kepts(by.OrgID, rows)
	for i := range out[:max(len(out)-1, 0)] {
		out[i].Changes = changes(out[i+1].Text, out[i].Text)
	}
	return out, err
}

func (x *Indicators) kepts(orgID string, rows []definitionRow) ([]Kept, error) {
	var out []Kept
	for _, r := range rows {
		d, err := x.parsed(orgID, r)
		if err != nil {
			return nil, err
		}
		out = append(out, Kept{Definition: d, Text: r.Text, Reason: r.Reason, Since: monthOf(r.Since), CreatedAt: r.CreatedAt, Retired: !r.RetiredAt.IsZero()})
	}
	return out, nil
}

// Catalogue lists the definitions, those in use or those that are not, with
// every word of q in them, by group and title.
func (x *Indicators) Catalogue(ctx context.Context, by actor.Actor, q string, old bool) ([]Definition, error) {
	var all []Definition
	var err error
	if old {
		rows, err := retired(ctx, x.db, by.OrgID)
		if err != nil {
			return nil, err
		}
		if all, err = x.read(by.OrgID, rows); err != nil {
			return nil, err
		}
	} else if all, err = x.definitions(ctx, x.db, by.OrgID); err != nil {
		return nil, err
	}
	words := strings.Fields(fold.Text(q))
	return slices.DeleteFunc(all, func(d Definition) bool { return !d.has(words) }), nil
}

// Retire takes an indicator out of use, or back into it. What it came to is
// kept.
func (x *Indicators) Retire(ctx context.Context, by actor.Actor, indicator string, back bool) error {
	if !by.CanEverywhere(Edit) {
		return fault.New(fault.Forbidden, "Your role does not include changing what indicators mean.")
	}
	return x.db.Tx(ctx, func(tx *db.DB) error {
		done, err := retire(ctx, tx, by.OrgID, indicator, x.now(), back)
		if err != nil {
			return err
		}
		if !done {
			return fault.New(fault.NotFound, "We could not find that indicator.")
		}
		action := "indicators.definition.retired"
		if back {
			action = "indicators.definition.restored"
		}
		return audit.Record(ctx, tx, audit.Entry{At: x.now(), By: by, Action: action, Target: audit.Target{Kind: "indicator", ID: indicator, Words: indicator}})
	})
}

// changes are the lines that went and came from one text to another, in order:
// the rest is the longest common part of both.
func changes(from, to string) []LineChange {
	a, b := strings.Split(from, "\n"), strings.Split(to, "\n")
	longest := make([][]int, len(a)+1)
	for i := range longest {
		longest[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				longest[i][j] = longest[i+1][j+1] + 1
			} else {
				longest[i][j] = max(longest[i+1][j], longest[i][j+1])
			}
		}
	}
	var out []LineChange
	i, j := 0, 0
	for i < len(a) || j < len(b) {
		switch {
		case i < len(a) && j < len(b) && a[i] == b[j]:
			i, j = i+1, j+1
		case j == len(b) || i < len(a) && longest[i+1][j] >= longest[i][j+1]:
			out = append(out, LineChange{false, a[i]})
			i++
		default:
			out = append(out, LineChange{true, b[j]})
			j++
		}
	}
	return slices.DeleteFunc(out, func(c LineChange) bool { return strings.TrimSpace(c.Text) == "" })
}
