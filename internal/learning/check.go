package learning

import (
	"context"
	"fmt"
	"strings"
	"time"

	"footbridge/internal/when"
)

// lentRow is a share with the last time that somebody opened the plan by it.
type lentRow struct {
	ID, Sections    string
	FromOn, UntilOn when.Date
	EndedAt, LastAt time.Time
}

// Check says what in an organisation's part of this module breaks a rule that
// the schema cannot hold, one sentence each.
func (l *Learning) Check(ctx context.Context, orgID string) ([]string, error) {
	var out []string
	shares, err := lentRows(ctx, l.db, orgID)
	if err != nil {
		return nil, err
	}
	for _, s := range shares {
		out = append(out, s.wrong()...)
	}
	runs, err := unevenRuns(ctx, l.db, orgID)
	if err != nil {
		return nil, err
	}
	for _, id := range runs {
		out = append(out, fmt.Sprintf("run %s: the answers by link are not as many as the links that were used", id))
	}
	units, err := miscounted(ctx, l.db, orgID)
	for _, id := range units {
		out = append(out, fmt.Sprintf("college %s: there are more certificates of a year than numbers given out", id))
	}
	return out, err
}

// wrong says what is wrong with a share.
func (s lentRow) wrong() []string {
	var out []string
	if s.UntilOn.Days(s.FromOn) > 366 {
		out = append(out, fmt.Sprintf("share %s: a plan is lent for more than a year", s.ID))
	}
	if len(sectionLabels(strings.Split(s.Sections, ","))) != strings.Count(s.Sections, ",")+1 {
		out = append(out, fmt.Sprintf("share %s: a plan is lent with a section that does not exist", s.ID))
	}
	if !s.LastAt.IsZero() && (!s.EndedAt.IsZero() && s.LastAt.After(s.EndedAt) || when.DateOf(s.LastAt).After(s.UntilOn)) {
		out = append(out, fmt.Sprintf("share %s: a plan was opened after it was taken back or its time was over", s.ID))
	}
	return out
}
