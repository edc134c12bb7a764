package college

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/units"
	"footbridge/internal/when"
)

var (
	errNoCollege   = fault.New(fault.NotFound, "There is no college here. Add a unit of the kind college first.")
	errNotYours    = fault.New(fault.Forbidden, "Your role does not cover this college.")
	errPlanChanged = fault.New(fault.Conflict, "Somebody else changed this while you were working on it. Open it again to see what they changed.")
)

// collegesOf lists the open colleges at which by holds the permission.
func (c *College) collegesOf(ctx context.Context, tx *db.DB, by actor.Actor, permission string) ([]units.Unit, error) {
	tree, err := c.units.In(tx).Tree(ctx, by.OrgID)
	var out []units.Unit
	for _, u := range tree {
		if u.Kind == "college" && u.Open() && by.CanAt(permission, u.Path) {
			out = append(out, u)
		}
	}
	return out, err
}

// at makes sure that by holds the permission at a college. Who may not even read
// there does not learn that it exists.
func (c *College) at(ctx context.Context, tx *db.DB, by actor.Actor, permission, unitID string) (units.Unit, error) {
	u, err := c.units.In(tx).Unit(ctx, by.OrgID, unitID)
	if err != nil {
		return units.Unit{}, err
	}
	switch {
	case u.Kind != "college" || !by.CanAt(Read, u.Path) && !by.CanAt(permission, u.Path):
		return units.Unit{}, errNoCollege
	case !by.CanAt(permission, u.Path):
		return units.Unit{}, errNotYours
	}
	return u, nil
}

// planned writes the audit entry of a change to what is planned.
func (c *College) planned(ctx context.Context, tx *db.DB, by actor.Actor, action string, target audit.Target, changes ...audit.Change) error {
	kept := changes[:0:0]
	for _, ch := range changes {
		if ch.From != ch.To {
			kept = append(kept, ch)
		}
	}
	return audit.Record(ctx, tx, audit.Entry{At: c.now(), By: by, Action: "college." + action, Target: target, Changes: kept})
}

// instant is now as both engines keep it.
func (c *College) instant() time.Time { return c.now().UTC().Truncate(time.Microsecond) }

// planLine tidies a line of text and says when it cannot stand.
func planLine(field, what, s string, must bool) (string, error) {
	s = strings.Join(strings.Fields(s), " ")
	switch {
	case must && s == "":
		return "", fault.Field(field, "Enter %s.", what)
	case utf8.RuneCountInString(s) > 200:
		return "", fault.Field(field, "Use 200 characters or fewer.")
	}
	return s, nil
}

// planWords tidies a longer text and says when it cannot stand.
func planWords(field, what, s string, most int, must bool) (string, error) {
	s = strings.TrimSpace(s)
	switch {
	case must && s == "":
		return "", fault.Field(field, "Enter %s.", what)
	case utf8.RuneCountInString(s) > most:
		return "", fault.Field(field, "Use %d characters or fewer.", most)
	}
	return s, nil
}

func between(field, what string, n, least, most int) error {
	if n < least || n > most {
		return fault.Field(field, "%s must be a whole number from %d to %d.", what, least, most)
	}
	return nil
}

// dates makes sure that two dates stand in order.
func dates(firstField, lastField string, first, last when.Date) error {
	switch {
	case first.IsZero():
		return fault.Field(firstField, "Enter the first day.")
	case last.IsZero():
		return fault.Field(lastField, "Enter the last day.")
	case last.Before(first):
		return fault.Field(lastField, "The last day must not come before the first.")
	}
	return nil
}

// firstError is the first that is not nil.
func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
