package trainers

import (
	"context"
	"strings"

	"footbridge/internal/actor"
	"footbridge/internal/fold"
	"footbridge/internal/units"
)

// Filter says which trainers a list shows. The zero Filter is all who have not
// stopped.
type Filter struct {
	Q           string // words of a name
	Perspective string
	State       string // of States, "" for all
}

// States are what the list can be narrowed to. Those that are Private are for
// the colleges whose trainers one manages.
var States = []struct {
	Code, Label string
	Private     bool
}{
	{"ready", "Ready to teach", false}, {"way", "On the way", false}, {"lapsing", "Training to renew, now or soon", true},
	{"supervision", "Supervision due", true}, {"stopped", "Former trainers", false},
}

// Colleges are the open colleges at which by holds a permission.
func (t *Trainers) Colleges(ctx context.Context, by actor.Actor, permission string) ([]units.Unit, error) {
	tree, err := t.units.Tree(ctx, by.OrgID)
	var out []units.Unit
	for _, u := range tree {
		if u.Kind == "college" && u.Open() && by.CanAt(permission, u.Path) {
			out = append(out, u)
		}
	}
	return out, err
}

// List returns the trainers of the colleges within by's reach that f asks for,
// by name.
func (t *Trainers) List(ctx context.Context, by actor.Actor, f Filter) ([]Trainer, error) {
	permission := Read
	for _, s := range States {
		if s.Code == f.State && s.Private {
			permission = Manage
		}
	}
	colleges, err := t.Colleges(ctx, by, permission)
	if err != nil {
		return nil, err
	}
	within := map[string]bool{}
	for _, c := range colleges {
		within[c.ID] = true
	}
	all, err := allTrainers(ctx, t.db, by.OrgID)
	if err != nil {
		return nil, err
	}
	parts, out := strings.Fields(fold.Text(f.Q)), []Trainer(nil)
	for _, trainer := range all {
		fits := within[trainer.UnitID] && (f.Perspective == "" || f.Perspective == trainer.Perspective) && t.inState(trainer, f.State)
		for _, part := range parts {
			fits = fits && strings.Contains(fold.Text(trainer.Name), part)
		}
		if fits {
			out = append(out, trainer)
		}
	}
	return out, nil
}

func (t *Trainers) inState(trainer Trainer, state string) bool {
	today := t.today()
	if state == "stopped" || trainer.Stopped(today) {
		return state == "stopped" && trainer.Stopped(today)
	}
	switch state {
	case "ready":
		return trainer.MayTeach(today)
	case "way":
		return trainer.ReadyOn.IsZero()
	case "lapsing":
		return !trainer.RenewBy.IsZero() && trainer.RenewBy.Days(today) <= soonDays
	case "supervision":
		return trainer.SupervisionIsDue(today)
	}
	return true
}

// Trainer returns a trainer of a college at which by may read trainers, or who
// is by.
func (t *Trainers) Trainer(ctx context.Context, by actor.Actor, id string) (Trainer, units.Unit, error) {
	rows, err := trainersByID(ctx, t.db, by.OrgID, []string{id})
	if err == nil && len(rows) == 0 {
		err = errNoTrainer
	}
	if err != nil {
		return Trainer{}, units.Unit{}, err
	}
	unit, err := t.units.Unit(ctx, by.OrgID, rows[0].UnitID)
	if err == nil && !by.CanAt(Read, unit.Path) && !isOwn(by, rows[0]) {
		err = errNoTrainer
	}
	return rows[0], unit, err
}

// Record is what is kept about a trainer besides their name, perspective and
// whether they are ready: for those who manage the college's trainers, and for
// the trainer.
type Record struct {
	Way        []Standing
	Pairs      []Mentoring
	Pay        []Pay
	Held       []Supervision
	Supervisor string // name
}

// Record returns what is kept about a trainer. Whoever only reads trainers is
// refused.
func (t *Trainers) Record(ctx context.Context, by actor.Actor, trainer Trainer) (Record, error) {
	var out Record
	if !isOwn(by, trainer) {
		if err := t.reach(ctx, t.db, by, trainer.UnitID); err != nil {
			return out, err
		}
	}
	var err error
	if out.Way, err = t.Way(ctx, t.db, trainer); err != nil {
		return out, err
	}
	if out.Pairs, err = mentoringOf(ctx, t.db, by.OrgID, trainer.ID); err != nil {
		return out, err
	}
	if out.Pay, err = payOf(ctx, t.db, by.OrgID, trainer.ID, t.today()); err != nil {
		return out, err
	}
	if out.Held, err = supervisionsOf(ctx, t.db, by.OrgID, trainer.ID); err != nil {
		return out, err
	}
	names, err := t.people.Names(ctx, t.db, by.OrgID, []string{trainer.SupervisorID})
	out.Supervisor = names[trainer.SupervisorID]
	return out, err
}

// Hit is one result of the site's search.
type Hit struct{ Label, Kind, Href, Note string }

// Find is this module's part of the site's search: trainers with every word of q
// in their name.
func (t *Trainers) Find(ctx context.Context, by actor.Actor, q string, limit int) ([]Hit, error) {
	if !by.Can(Read) || fold.Text(q) == "" {
		return nil, nil
	}
	found, err := t.List(ctx, by, Filter{Q: q})
	var out []Hit
	for _, trainer := range found[:min(len(found), limit)] {
		hit := Hit{Label: trainer.Name, Kind: "Trainer", Href: "/trainers/" + trainer.ID}
		if trainer.ReadyOn.IsZero() {
			hit.Note = "On the way to teaching"
		}
		out = append(out, hit)
	}
	return out, err
}
