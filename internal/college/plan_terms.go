package college

import (
	"context"
	"strconv"
	"time"

	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/id"
	"footbridge/internal/when"
)

// Year is one academic year of a college.
type Year struct {
	OrgID, ID, UnitID, Name string
	StartsOn, EndsOn        when.Date
	CreatedAt               time.Time
}

func (y Year) target() audit.Target {
	return audit.Target{Kind: "academic year", ID: y.ID, Words: y.Name}
}
func (t Term) target() audit.Target { return audit.Target{Kind: "term", ID: t.ID, Words: t.Name} }

// Years lists the academic years of a college, the newest first.
func (c *College) Years(ctx context.Context, tx *db.DB, orgID, unitID string) ([]Year, error) {
	return yearsOf(ctx, tx, orgID, unitID)
}

func tidyYear(y *Year) (err error) {
	if y.Name, err = planLine("name", "a name, like 2027/28", y.Name, true); err != nil {
		return err
	}
	if err := dates("starts_on", "ends_on", y.StartsOn, y.EndsOn); err != nil {
		return err
	}
	if n := y.EndsOn.Days(y.StartsOn); n < 28 || n > 450 {
		return fault.Field("ends_on", "A year is between four weeks and fifteen months long.")
	}
	return nil
}

// AddYear begins an academic year. Years of one college do not overlap.
func (c *College) AddYear(ctx context.Context, by actor.Actor, y Year) (Year, error) {
	if err := tidyYear(&y); err != nil {
		return Year{}, err
	}
	err := c.db.Tx(ctx, func(tx *db.DB) error {
		if _, err := c.at(ctx, tx, by, Manage, y.UnitID); err != nil {
			return err
		}
		y.OrgID, y.ID, y.CreatedAt = by.OrgID, id.New(), c.instant()
		if err := c.yearFits(ctx, tx, y); err != nil {
			return err
		}
		if err := insertYear(ctx, tx, y); err != nil {
			return err
		}
		return c.planned(ctx, tx, by, "year.added", y.target(), audit.Change{Field: "first day", To: y.StartsOn.String()}, audit.Change{Field: "last day", To: y.EndsOn.String()})
	})
	return y, err
}

// yearFits makes sure that y lies beside the other years and around its terms.
func (c *College) yearFits(ctx context.Context, tx *db.DB, y Year) error {
	all, err := yearsOf(ctx, tx, y.OrgID, y.UnitID)
	if err != nil {
		return err
	}
	for _, o := range all {
		if o.ID != y.ID && !y.StartsOn.After(o.EndsOn) && !y.EndsOn.Before(o.StartsOn) {
			return fault.Field("starts_on", "The year %s is from %s to %s. Two years cannot overlap.", o.Name, o.StartsOn, o.EndsOn)
		}
	}
	terms, err := termsOfYear(ctx, tx, y.OrgID, y.ID)
	if err != nil {
		return err
	}
	for _, t := range terms {
		if t.StartsOn.Before(y.StartsOn) || t.EndsOn.After(y.EndsOn) {
			return fault.Field("ends_on", "The term %s, from %s to %s, would stand outside the year.", t.Name, t.StartsOn, t.EndsOn)
		}
	}
	return nil
}

// ChangeYear saves the name and the days of a year.
func (c *College) ChangeYear(ctx context.Context, by actor.Actor, y Year) error {
	if err := tidyYear(&y); err != nil {
		return err
	}
	return c.db.Tx(ctx, func(tx *db.DB) error {
		old, err := c.yearInReach(ctx, tx, by, Manage, y.ID)
		if err != nil {
			return err
		}
		y.OrgID, y.UnitID = old.OrgID, old.UnitID
		if err := c.yearFits(ctx, tx, y); err != nil {
			return err
		}
		if err := updateYear(ctx, tx, y); err != nil {
			return err
		}
		return c.planned(ctx, tx, by, "year.changed", y.target(), audit.Change{Field: "name", From: old.Name, To: y.Name},
			audit.Change{Field: "first day", From: old.StartsOn.String(), To: y.StartsOn.String()},
			audit.Change{Field: "last day", From: old.EndsOn.String(), To: y.EndsOn.String()})
	})
}

func (c *College) yearInReach(ctx context.Context, tx *db.DB, by actor.Actor, permission, yearID string) (Year, error) {
	y, err := oneYear(ctx, tx, by.OrgID, yearID)
	if err != nil {
		return Year{}, err
	}
	_, err = c.at(ctx, tx, by, permission, y.UnitID)
	return y, err
}

func (c *College) termInReach(ctx context.Context, tx *db.DB, by actor.Actor, permission, termID string) (Term, error) {
	t, err := oneTerm(ctx, tx, by.OrgID, termID)
	if err != nil {
		return Term{}, err
	}
	_, err = c.at(ctx, tx, by, permission, t.UnitID)
	return t, err
}

func tidyTerm(t *Term) (err error) {
	if t.Name, err = planLine("name", "a name, like Autumn 2027", t.Name, true); err != nil {
		return err
	}
	if err := dates("starts_on", "ends_on", t.StartsOn, t.EndsOn); err != nil {
		return err
	}
	if err := dates("opens_on", "closes_on", t.OpensOn, t.ClosesOn); err != nil {
		return err
	}
	if t.ClosesOn.After(t.EndsOn) {
		return fault.Field("closes_on", "Booking closes on the last day of the term at the latest.")
	}
	return between("term_limit", "The limit", t.TermLimit, 0, 100)
}

// AddTerm adds a term to a year. Terms of one college do not overlap.
func (c *College) AddTerm(ctx context.Context, by actor.Actor, t Term) (Term, error) {
	if err := tidyTerm(&t); err != nil {
		return Term{}, err
	}
	err := c.db.Tx(ctx, func(tx *db.DB) error {
		y, err := c.yearInReach(ctx, tx, by, Manage, t.YearID)
		if err != nil {
			return err
		}
		t.OrgID, t.ID, t.UnitID, t.PublishedAt, t.Version, t.CreatedAt = by.OrgID, id.New(), y.UnitID, time.Time{}, 1, c.instant()
		if err := c.termFits(ctx, tx, y, t); err != nil {
			return err
		}
		if err := insertTerm(ctx, tx, t); err != nil {
			return err
		}
		return c.planned(ctx, tx, by, "term.added", t.target(), t.changes(Term{})...)
	})
	return t, err
}

// changes are what differs between two states of a term, in words.
func (t Term) changes(old Term) []audit.Change {
	limit := func(t Term) string {
		if t.ID == "" {
			return ""
		}
		return strconv.Itoa(t.TermLimit)
	}
	return []audit.Change{
		{Field: "name", From: old.Name, To: t.Name},
		{Field: "first day", From: old.StartsOn.String(), To: t.StartsOn.String()}, {Field: "last day", From: old.EndsOn.String(), To: t.EndsOn.String()},
		{Field: "booking opens", From: old.OpensOn.String(), To: t.OpensOn.String()}, {Field: "booking closes", From: old.ClosesOn.String(), To: t.ClosesOn.String()},
		{Field: "limit", From: limit(old), To: limit(t)},
	}
}

// termFits makes sure that t lies inside its year, beside the other terms, and
// around its sessions.
func (c *College) termFits(ctx context.Context, tx *db.DB, y Year, t Term) error {
	if t.StartsOn.Before(y.StartsOn) || t.EndsOn.After(y.EndsOn) {
		return fault.Field("starts_on", "The year %s is from %s to %s. The term must lie inside it.", y.Name, y.StartsOn, y.EndsOn)
	}
	all, err := termsOfUnit(ctx, tx, t.OrgID, t.UnitID)
	if err != nil {
		return err
	}
	for _, o := range all {
		if o.ID != t.ID && !t.StartsOn.After(o.EndsOn) && !t.EndsOn.Before(o.StartsOn) {
			return fault.Field("starts_on", "The term %s is from %s to %s. Two terms cannot overlap.", o.Name, o.StartsOn, o.EndsOn)
		}
	}
	n, err := sessionsOutside(ctx, tx, t)
	if err == nil && n == 1 {
		err = fault.Field("ends_on", "One session would stand outside the term. Move it first.")
	}
	if err == nil && n > 1 {
		err = fault.Field("ends_on", "%d sessions would stand outside the term. Move them first.", n)
	}
	return err
}

// ChangeTerm saves the name, days and limit of a term.
func (c *College) ChangeTerm(ctx context.Context, by actor.Actor, t Term) error {
	if err := tidyTerm(&t); err != nil {
		return err
	}
	return c.db.Tx(ctx, func(tx *db.DB) error {
		old, err := c.termInReach(ctx, tx, by, Manage, t.ID)
		if err != nil {
			return err
		}
		y, err := oneYear(ctx, tx, by.OrgID, old.YearID)
		if err != nil {
			return err
		}
		t.OrgID, t.UnitID, t.YearID = old.OrgID, old.UnitID, old.YearID
		if err := updateTerm(ctx, tx, t); err != nil {
			return err
		}
		if err := c.termFits(ctx, tx, y, t); err != nil {
			return err
		}
		return c.planned(ctx, tx, by, "term.changed", t.target(), t.changes(old)...)
	})
}

// BookingWords say when places can be booked: before, during, after.
func (t Term) BookingWords(today when.Date) string {
	switch {
	case t.PublishedAt.IsZero():
		return "Not published yet"
	case today.Before(t.OpensOn):
		return "Booking opens on " + t.OpensOn.String()
	case today.After(t.ClosesOn):
		return "Booking closed on " + t.ClosesOn.String()
	}
	return "Booking is open until " + t.ClosesOn.String()
}

// Phase is where a term stands on a day: to come, under way, or past.
func (t Term) Phase(today when.Date) string {
	switch {
	case today.Before(t.StartsOn):
		return "To come"
	case today.After(t.EndsOn):
		return "Past"
	}
	return "Under way"
}
