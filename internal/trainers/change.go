package trainers

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/id"
	"footbridge/internal/when"
)

var errAlready = fault.Field("person", "They are a trainer of this college already.")

func knownPerspective(code string) bool {
	for _, p := range Perspectives {
		if p.Code == code {
			return true
		}
	}
	return false
}

func tidy(perspective string, about *string) error {
	*about = strings.TrimSpace(*about)
	switch {
	case !knownPerspective(perspective):
		return fault.Field("perspective", "Choose the perspective they bring.")
	case utf8.RuneCountInString(*about) > 500:
		return fault.Field("about", "Use 500 characters or fewer.")
	}
	return nil
}

// Add makes a person a trainer of a college, at the beginning of the way.
func (t *Trainers) Add(ctx context.Context, by actor.Actor, unitID, personID, perspective, about string) (Trainer, error) {
	if err := tidy(perspective, &about); err != nil {
		return Trainer{}, err
	}
	out := Trainer{
		OrgID: by.OrgID, ID: id.New(), PersonID: personID, UnitID: unitID, Perspective: perspective, About: about,
		Version: 1, CreatedAt: t.now().UTC().Truncate(time.Microsecond),
	}
	err := t.db.Tx(ctx, func(tx *db.DB) error {
		unit, err := t.units.In(tx).Unit(ctx, by.OrgID, unitID)
		switch {
		case fault.KindOf(err) == fault.NotFound || err == nil && (unit.Kind != "college" || !unit.Open()):
			return fault.Field("college", "Choose a college.")
		case err == nil && !by.CanAt(Manage, unit.Path):
			return errReach
		case err != nil:
			return err
		}
		names, err := t.people.Names(ctx, tx, by.OrgID, []string{personID})
		if err != nil {
			return err
		}
		if out.Name = names[personID]; out.Name == "" {
			return fault.Field("person", "Choose a person.")
		}
		before, err := trainersOfPerson(ctx, tx, by.OrgID, personID)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(before, func(b Trainer) bool { return b.UnitID == unitID && !b.Stopped(t.today()) }) {
			return errAlready
		}
		if err := insertTrainer(ctx, tx, out); err != nil {
			return err
		}
		if err := t.settle(ctx, tx, out); err != nil {
			return err
		}
		return t.record(ctx, tx, by, "trainers.trainer.added", out)
	})
	return out, err
}

// Change saves the perspective a trainer brings, which may ask other steps of
// them, and their line for the prospectus. version is that which was read.
func (t *Trainers) Change(ctx context.Context, by actor.Actor, trainerID, perspective, about string, version int) error {
	if err := tidy(perspective, &about); err != nil {
		return err
	}
	return t.db.Tx(ctx, func(tx *db.DB) error {
		trainer, err := t.managed(ctx, tx, by, trainerID)
		if err != nil {
			return err
		}
		var changes []audit.Change
		if trainer.Perspective != perspective {
			changes = append(changes, audit.Change{Field: "perspective", To: "changed"})
		}
		if trainer.About != about {
			changes = append(changes, audit.Change{Field: "about", To: "changed"})
		}
		trainer.Perspective, trainer.About, trainer.Version = perspective, about, version
		if err := updateTrainer(ctx, tx, trainer); err != nil {
			return err
		}
		if err := t.settle(ctx, tx, trainer); err != nil {
			return err
		}
		return t.record(ctx, tx, by, "trainers.trainer.changed", trainer, changes...)
	})
}

// Describe saves the line that a trainer writes about themselves.
func (t *Trainers) Describe(ctx context.Context, by actor.Actor, trainerID, about string, version int) error {
	return t.db.Tx(ctx, func(tx *db.DB) error {
		trainer, err := t.own(ctx, tx, by, trainerID)
		if err != nil {
			return err
		}
		if err := tidy(trainer.Perspective, &about); err != nil {
			return err
		}
		trainer.About, trainer.Version = about, version
		if err := updateTrainer(ctx, tx, trainer); err != nil {
			return err
		}
		return t.record(ctx, tx, by, "trainers.trainer.changed", trainer, audit.Change{Field: "about", To: "changed"})
	})
}

// End says which day is, or was, the last one as a trainer.
func (t *Trainers) End(ctx context.Context, by actor.Actor, trainerID string, on when.Date) error {
	if on.IsZero() || on.Days(t.today()) > 366 {
		return fault.Field("on", "Enter the last day, a year from now at the latest.")
	}
	return t.setEnd(ctx, by, trainerID, on, "trainers.trainer.ended")
}

// Return makes somebody who has stopped a trainer again. What has run out in the
// meantime is to be renewed.
func (t *Trainers) Return(ctx context.Context, by actor.Actor, trainerID string) error {
	return t.setEnd(ctx, by, trainerID, when.Date{}, "trainers.trainer.returned")
}

func (t *Trainers) setEnd(ctx context.Context, by actor.Actor, trainerID string, on when.Date, action string) error {
	return t.db.Tx(ctx, func(tx *db.DB) error {
		trainer, err := t.managed(ctx, tx, by, trainerID)
		if err != nil {
			return err
		}
		if trainer.EndedOn.IsZero() == on.IsZero() {
			return fault.New(fault.Conflict, "This was done already.")
		}
		from := trainer.EndedOn
		trainer.EndedOn = on
		if err := updateTrainer(ctx, tx, trainer); err != nil {
			return err
		}
		return t.record(ctx, tx, by, action, trainer, audit.Change{Field: "last day", From: from.String(), To: on.String()})
	})
}
