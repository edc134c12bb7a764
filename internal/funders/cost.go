package funders

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/college"
	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/id"
	"footbridge/internal/when"
)

// Cost is one line of what a year cost: of a run, of a term, or of the whole
// year. A line that was wrong ends, and another takes its place.
type Cost struct {
	OrgID, ID, UnitID       string
	YearID, TermID, RunID   string
	Kind                    string
	Pence                   int
	OnDate                  when.Date
	Note                    string
	CorrectsID, ByName      string
	CreatedAt               time.Time
	EndedAt                 time.Time
	EndedBy, EndedReason    string
	Year, Term, Run, NextID string // names of what it belongs to; the line in its place
}

// Ended reports whether the line counts no longer.
func (c Cost) Ended() bool { return !c.EndedAt.IsZero() }

// Pounds is the amount as people write it: "£1,234.50".
func (c Cost) Pounds() string { return pounds(c.Pence) }

// KindLabel is the kind as people read it.
func (c Cost) KindLabel() string { return kindLabel(c.Kind) }

// Belongs is what the line is a cost of, in words.
func (c Cost) Belongs() string {
	return cmp.Or(c.Run, c.Term, "The whole year "+c.Year)
}

// Kinds of cost, in the order in which people choose.
var Kinds = []struct{ Code, Label string }{
	{"trainers", "Trainers' time"}, {"staff", "Other staff"}, {"room", "Rooms"}, {"materials", "Materials"}, {"travel", "Travel"},
	{"design", "Designing courses"}, {"refreshments", "Refreshments"}, {"other", "Anything else"},
}

func kindLabel(code string) string {
	for _, k := range Kinds {
		if k.Code == code {
			return k.Label
		}
	}
	return code
}

// pounds writes pence: "£1,234.50", and without pence when there are none.
func pounds(pence int) string {
	whole, rest := pence/100, pence%100
	text := "£" + thousands(whole)
	if rest != 0 {
		text += fmt.Sprintf(".%02d", rest)
	}
	return text
}

// thousands writes a number with commas.
func thousands(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

var (
	errNoCosts     = fault.New(fault.Forbidden, "Your role does not include the costs of this college.")
	errCostEnded   = fault.New(fault.Conflict, "Somebody corrected this line, or took it out, before you. Open it again to see.")
	errCostNotHere = fault.Field("place", "Choose what it is a cost of.")
)

// reach makes sure that by holds a permission at the college.
func (f *Funders) reach(ctx context.Context, tx *db.DB, by actor.Actor, permission, unitID string, refused error) error {
	unit, err := f.units.In(tx).Unit(ctx, by.OrgID, unitID)
	if err == nil && !by.CanAt(permission, unit.Path) {
		err = refused
	}
	return err
}

// place fills what the line belongs to from its run, its term, or its year.
func (f *Funders) place(ctx context.Context, tx *db.DB, c *Cost) error {
	missing := func(err error) error {
		if fault.KindOf(err) == fault.NotFound {
			return errCostNotHere
		}
		return err
	}
	if c.RunID != "" {
		run, err := f.college.Run(ctx, tx, c.OrgID, c.RunID)
		if err != nil {
			return missing(err)
		}
		c.TermID, c.Run = run.TermID, run.Title
	}
	if c.TermID != "" {
		term, err := f.college.Term(ctx, tx, c.OrgID, c.TermID)
		if err != nil {
			return missing(err)
		}
		c.YearID, c.Term = term.YearID, term.Name
	}
	year, err := f.college.YearByID(ctx, tx, c.OrgID, c.YearID)
	if err != nil {
		return missing(err)
	}
	c.UnitID, c.Year = year.UnitID, year.Name
	return nil
}

func (f *Funders) tidyCost(c *Cost) error {
	c.Note = strings.TrimSpace(c.Note)
	switch {
	case !slices.ContainsFunc(Kinds, func(k struct{ Code, Label string }) bool { return k.Code == c.Kind }):
		return fault.Field("kind", "Choose what kind of cost it is.")
	case c.Pence < 1 || c.Pence > 1_000_000_000:
		return fault.Field("amount", "Enter an amount from 1p to £10,000,000, like 120 or 120.50.")
	case c.OnDate.IsZero() || c.OnDate.After(f.today()):
		return fault.Field("on", "Enter the day of the cost, today or before.")
	case utf8.RuneCountInString(c.Note) > 500:
		return fault.Field("note", "Use 500 characters or fewer.")
	}
	return nil
}

// AddCost adds a line. Of RunID, TermID and YearID the first that is not empty
// says what it belongs to.
func (f *Funders) AddCost(ctx context.Context, by actor.Actor, c Cost) (Cost, error) {
	if err := f.tidyCost(&c); err != nil {
		return Cost{}, err
	}
	err := f.db.Tx(ctx, func(tx *db.DB) error {
		c.CorrectsID = ""
		return f.insert(ctx, tx, by, &c, "funders.cost.added")
	})
	return c, err
}

func (f *Funders) insert(ctx context.Context, tx *db.DB, by actor.Actor, c *Cost, action string) error {
	c.OrgID, c.ID, c.ByName, c.CreatedAt = by.OrgID, id.New(), cmp.Or(by.Name, "somebody"), f.now().UTC()
	if err := f.place(ctx, tx, c); err != nil {
		return err
	}
	if err := f.reach(ctx, tx, by, Costs, c.UnitID, errNoCosts); err != nil {
		return err
	}
	if err := insertCost(ctx, tx, *c); err != nil {
		return err
	}
	return f.recordCost(ctx, tx, by, action, *c, audit.Change{Field: "amount", To: c.Pounds()}, audit.Change{Field: "kind", To: c.KindLabel()})
}

// CorrectCost ends a line, saying why, and puts another in its place. Both stay.
func (f *Funders) CorrectCost(ctx context.Context, by actor.Actor, id string, c Cost, reason string) (Cost, error) {
	if err := f.tidyCost(&c); err != nil {
		return Cost{}, err
	}
	err := f.db.Tx(ctx, func(tx *db.DB) error {
		old, err := f.end(ctx, tx, by, id, reason)
		if err != nil {
			return err
		}
		c.CorrectsID = old.ID
		return f.insert(ctx, tx, by, &c, "funders.cost.corrected")
	})
	return c, err
}

// RemoveCost takes a line out, saying why. It stays in the history.
func (f *Funders) RemoveCost(ctx context.Context, by actor.Actor, id, reason string) error {
	return f.db.Tx(ctx, func(tx *db.DB) error {
		c, err := f.end(ctx, tx, by, id, reason)
		if err != nil {
			return err
		}
		return f.recordCost(ctx, tx, by, "funders.cost.removed", c, audit.Change{Field: "amount", From: c.Pounds()})
	})
}

func (f *Funders) end(ctx context.Context, tx *db.DB, by actor.Actor, id, reason string) (Cost, error) {
	reason = strings.TrimSpace(reason)
	if reason == "" || utf8.RuneCountInString(reason) > 500 {
		return Cost{}, fault.Field("reason", "Say why, in 500 characters or fewer.")
	}
	c, err := f.cost(ctx, tx, by, id)
	if err != nil {
		return Cost{}, err
	}
	return c, endCost(ctx, tx, c, f.now(), cmp.Or(by.Name, "somebody"), reason)
}

// Cost returns one line, with what stands in its place.
func (f *Funders) Cost(ctx context.Context, by actor.Actor, id string) (Cost, error) {
	return f.cost(ctx, f.db, by, id)
}

func (f *Funders) cost(ctx context.Context, tx *db.DB, by actor.Actor, id string) (Cost, error) {
	c, err := oneCost(ctx, tx, by.OrgID, id)
	if err != nil {
		return Cost{}, err
	}
	if err := f.reach(ctx, tx, by, Costs, c.UnitID, errNoCost); err != nil {
		return Cost{}, err
	}
	return c, f.place(ctx, tx, &c)
}

var errNoCost = fault.New(fault.NotFound, "We could not find that line of costs.")

func (f *Funders) recordCost(ctx context.Context, tx *db.DB, by actor.Actor, action string, c Cost, changes ...audit.Change) error {
	return audit.Record(ctx, tx, audit.Entry{At: f.now(), By: by, Action: action, Changes: changes,
		Target: audit.Target{Kind: "cost", ID: c.ID, Words: c.KindLabel() + ", " + c.Belongs()}})
}

// CostFilter chooses lines of one year: of a term, of a run, of a kind; those
// that ended too.
type CostFilter struct {
	YearID, TermID, RunID, Kind string
	Ended                       bool
}

// CostLines lists lines of costs, the newest first, and returns how many there
// are and the sum of those that count.
func (f *Funders) CostLines(ctx context.Context, by actor.Actor, filter CostFilter, limit, offset int) (rows []Cost, total, pence int, err error) {
	year, err := f.college.YearByID(ctx, f.db, by.OrgID, filter.YearID)
	if err != nil {
		return nil, 0, 0, err
	}
	if err := f.reach(ctx, f.db, by, Costs, year.UnitID, errNoCosts); err != nil {
		return nil, 0, 0, err
	}
	rows, err = costLines(ctx, f.db, by.OrgID, filter, limit, offset)
	if err != nil {
		return nil, 0, 0, err
	}
	if total, pence, err = costSum(ctx, f.db, by.OrgID, filter); err != nil {
		return nil, 0, 0, err
	}
	return rows, total, pence, f.nameCosts(ctx, year, rows)
}

func (f *Funders) nameCosts(ctx context.Context, year college.Year, rows []Cost) error {
	terms, err := f.termsOf(ctx, f.db, year)
	if err != nil {
		return err
	}
	names, ids := map[string]string{}, []string{}
	for _, t := range terms {
		names[t.ID] = t.Name
	}
	for _, c := range rows {
		if c.RunID != "" && !slices.Contains(ids, c.RunID) {
			ids = append(ids, c.RunID)
		}
	}
	runs, err := f.college.RunTitles(ctx, f.db, year.OrgID, ids)
	for i, c := range rows {
		rows[i].Year, rows[i].Term, rows[i].Run = year.Name, names[c.TermID], runs[c.RunID]
	}
	return err
}

// termsOf are the terms of a year in their order.
func (f *Funders) termsOf(ctx context.Context, tx *db.DB, year college.Year) ([]college.Term, error) {
	all, err := f.college.Terms(ctx, tx, year.OrgID)
	all = slices.DeleteFunc(all, func(t college.Term) bool { return t.YearID != year.ID })
	slices.SortFunc(all, func(a, b college.Term) int {
		return cmp.Or(a.StartsOn.Days(b.StartsOn), strings.Compare(a.ID, b.ID))
	})
	return all, err
}
