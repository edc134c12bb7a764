package college

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/trainers"
	"footbridge/internal/when"
)

// Clash is one thing that stands against a plan, in words.
type Clash struct {
	Words string
	Firm  bool // cannot be so: a room or a trainer cannot be in two places
}

// Clashing says everything that stands against a plan, at once.
type Clashing struct{ Clashes []Clash }

func (e *Clashing) Error() string { return "clashes: " + e.words() }

// Unwrap makes it a conflict whose sentence names every clash.
func (e *Clashing) Unwrap() error { return fault.New(fault.Conflict, "%s", e.words()) }

func (e *Clashing) words() string {
	out := make([]string, len(e.Clashes))
	for i, x := range e.Clashes {
		out[i] = x.Words
	}
	return strings.Join(out, " ")
}

// Firm reports whether a clash among them cannot be accepted.
func (e *Clashing) Firm() bool {
	return slices.ContainsFunc(e.Clashes, func(x Clash) bool { return x.Firm })
}

// settle lets a plan pass when nothing stands against it, or when somebody
// accepted what may be accepted.
func settle(found []Clash, accepted bool) error {
	e := &Clashing{found}
	if len(found) == 0 || accepted && !e.Firm() {
		return nil
	}
	return e
}

// slot is a session as it is going to be, and who is going to teach it.
type slot struct {
	Session
	trainers []string
}

func (s slot) words() string { return SpanWords(s.StartsAt, s.EndsAt) }

// overlaps reports whether two spans share a moment.
func overlaps(aFrom, aTo, bFrom, bTo time.Time) bool { return aFrom.Before(bTo) && bFrom.Before(aTo) }

// clashes finds what stands against slots of one run. Until the transaction
// ends, nobody else plans with their rooms and trainers.
func (c *College) clashes(ctx context.Context, tx *db.DB, run Run, slots []slot) ([]Clash, error) {
	if len(slots) == 0 {
		return nil, nil
	}
	var out []Clash
	for _, find := range []func(context.Context, *db.DB, Run, []slot) ([]Clash, error){c.roomClashes, c.trainerClashes, c.ownClashes, c.studentClashes} {
		found, err := find(ctx, tx, run, slots)
		if err != nil {
			return nil, err
		}
		out = append(out, found...)
	}
	return out, nil
}

// spanOf is from the first start to the last end.
func spanOf(slots []slot) (from, to time.Time) {
	for _, s := range slots {
		if from.IsZero() || s.StartsAt.Before(from) {
			from = s.StartsAt
		}
		if s.EndsAt.After(to) {
			to = s.EndsAt
		}
	}
	return from, to
}

func isSlot(slots []slot, sessionID string) bool {
	return slices.ContainsFunc(slots, func(s slot) bool { return s.ID == sessionID })
}

// busy is a session that takes up a room or a trainer.
type busy struct {
	ID, RunID, Title, What string // What is the id of the room or the trainer
	StartsAt, EndsAt       time.Time
}

func (c *College) roomClashes(ctx context.Context, tx *db.DB, run Run, slots []slot) ([]Clash, error) {
	wanted := map[string]Room{}
	for _, s := range slots {
		if s.RoomID != "" {
			wanted[s.RoomID] = Room{}
		}
	}
	ids := slices.Sorted(maps.Keys(wanted)) // always in one order: two who plan never wait for each other
	var out []Clash
	for _, id := range ids {
		if err := lockRoom(ctx, tx, run.OrgID, id); err != nil {
			return nil, err
		}
		room, err := oneRoom(ctx, tx, run.OrgID, id)
		if fault.KindOf(err) == fault.NotFound {
			return nil, fault.Field("room", "Choose a room.")
		}
		if err != nil {
			return nil, err
		}
		wanted[id] = room
		if !room.Open() {
			out = append(out, Clash{room.Label() + " is closed.", true})
		}
		if room.Seats < run.Capacity {
			out = append(out, Clash{fmt.Sprintf("%s has %d seats, and there are %d places.", room.Label(), room.Seats, run.Capacity), false})
		}
	}
	from, to := spanOf(slots)
	taken, err := busyRooms(ctx, tx, run.OrgID, ids, from, to)
	if err != nil {
		return nil, err
	}
	for _, s := range slots {
		for _, b := range taken {
			if s.RoomID == b.What && !isSlot(slots, b.ID) && overlaps(s.StartsAt, s.EndsAt, b.StartsAt, b.EndsAt) {
				out = append(out, Clash{fmt.Sprintf("%s is in use on %s: %s.", wanted[s.RoomID].Label(), SpanWords(b.StartsAt, b.EndsAt), b.Title), true})
			}
		}
	}
	return out, nil
}

func (c *College) trainerClashes(ctx context.Context, tx *db.DB, run Run, slots []slot) ([]Clash, error) {
	wanted := map[string]trainers.Trainer{}
	for _, s := range slots {
		for _, id := range s.trainers {
			wanted[id] = trainers.Trainer{}
		}
	}
	ids := slices.Sorted(maps.Keys(wanted))
	for _, id := range ids {
		t, err := c.trainers.Lock(ctx, tx, run.OrgID, id)
		if fault.KindOf(err) == fault.NotFound || err == nil && t.UnitID != run.UnitID {
			return nil, fault.Field("trainers", "Choose trainers of this college.")
		}
		if err != nil {
			return nil, err
		}
		wanted[id] = t
	}
	from, to := spanOf(slots)
	taken, err := busyTrainers(ctx, tx, run.OrgID, ids, from, to)
	if err != nil {
		return nil, err
	}
	var out []Clash
	for _, s := range slots {
		for _, id := range s.trainers {
			t := wanted[id]
			if day := when.DateOf(s.StartsAt); t.ReadyOn.IsZero() || t.ReadyOn.After(day) || !t.EndedOn.IsZero() && t.EndedOn.Before(day) {
				out = append(out, Clash{fmt.Sprintf("%s is not a trainer who may teach on %s.", t.Name, day), true})
				continue
			}
			for _, b := range taken {
				if b.What == id && !isSlot(slots, b.ID) && overlaps(s.StartsAt, s.EndsAt, b.StartsAt, b.EndsAt) {
					out = append(out, Clash{fmt.Sprintf("%s teaches on %s: %s.", t.Name, SpanWords(b.StartsAt, b.EndsAt), b.Title), true})
				}
			}
			why, err := c.trainers.Unavailable(ctx, tx, run.OrgID, id, s.StartsAt, s.EndsAt)
			if err != nil {
				return nil, err
			}
			if why != "" {
				out = append(out, Clash{fmt.Sprintf("On %s: %s", s.words(), why), false})
			}
		}
	}
	return out, nil
}

// ownClashes finds sessions of the same run at the same time.
func (c *College) ownClashes(ctx context.Context, tx *db.DB, run Run, slots []slot) ([]Clash, error) {
	all, err := sessionsOfRuns(ctx, tx, run.OrgID, []string{run.ID})
	if err != nil {
		return nil, err
	}
	var out []Clash
	for i, s := range slots {
		for _, o := range all {
			if o.State != "cancelled" && !isSlot(slots, o.ID) && overlaps(s.StartsAt, s.EndsAt, o.StartsAt, o.EndsAt) {
				out = append(out, Clash{fmt.Sprintf("This run has a session on %s already.", SpanWords(o.StartsAt, o.EndsAt)), true})
			}
		}
		for _, o := range slots[:i] {
			if overlaps(s.StartsAt, s.EndsAt, o.StartsAt, o.EndsAt) {
				out = append(out, Clash{fmt.Sprintf("Two of the sessions would be on %s.", s.words()), true})
			}
		}
	}
	return out, nil
}

// studentClashes counts those booked here who would have to be elsewhere.
func (c *College) studentClashes(ctx context.Context, tx *db.DB, run Run, slots []slot) ([]Clash, error) {
	if run.Taken == 0 {
		return nil, nil
	}
	var out []Clash
	for _, s := range slots {
		n, err := busyStudents(ctx, tx, run, s.StartsAt, s.EndsAt)
		if err != nil {
			return nil, err
		}
		switch {
		case n == 1:
			out = append(out, Clash{fmt.Sprintf("One student booked here has another booking on %s.", s.words()), false})
		case n > 1:
			out = append(out, Clash{fmt.Sprintf("%d students booked here have another booking on %s.", n, s.words()), false})
		}
	}
	return out, nil
}

// Lacks says which perspectives a session still needs: "needs a trainer with
// lived experience". "" when both are there.
func Lacks(teaching []SessionTrainer) string {
	lived, practitioner := false, false
	for _, t := range teaching {
		lived = lived || t.Perspective == trainers.Lived
		practitioner = practitioner || t.Perspective == trainers.Practitioner
	}
	return lackWords(!lived, !practitioner)
}

func lackWords(lived, practitioner bool) string {
	switch {
	case lived && practitioner:
		return "needs a trainer with lived experience and a practitioner"
	case lived:
		return "needs a trainer with lived experience"
	case practitioner:
		return "needs a practitioner"
	}
	return ""
}
