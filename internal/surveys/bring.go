package surveys

import (
	"context"
	"strconv"

	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/db"
	"footbridge/internal/fault"
)

// Bring keeps answers that were given elsewhere, such as those to a survey made
// with another program, in a wave that is open and that by manages.
func (s *Surveys) Bring(ctx context.Context, by actor.Actor, waveID string, list []Given) error {
	return s.db.Tx(ctx, func(tx *db.DB) error {
		w, err := s.managed(ctx, tx, by, waveID)
		if err != nil {
			return err
		}
		if err := s.keepMany(ctx, tx, w, list); err != nil {
			return err
		}
		return s.record(ctx, tx, by, "surveys.answers.brought", waveTarget(w), audit.Change{Field: "answers", To: strconv.Itoa(len(list))})
	})
}

// Asked is how many of a group there were to ask: those who would give an answer
// to a question about the group.
type Asked struct {
	Question, Answer string
	N                int
}

// SetGroups says how many of each group there were to ask in a wave, so that one
// sees who is missing among those who answered.
func (s *Surveys) SetGroups(ctx context.Context, by actor.Actor, waveID string, groups []Asked) error {
	for _, g := range groups {
		if g.N < 0 || g.N > 1_000_000 {
			return fault.Field("groups", "How many there were must be a whole number up to 1,000,000.")
		}
	}
	return s.db.Tx(ctx, func(tx *db.DB) error {
		w, err := s.managed(ctx, tx, by, waveID)
		if err != nil {
			return err
		}
		if err := putGroups(ctx, tx, w, groups); err != nil {
			return err
		}
		return s.record(ctx, tx, by, "surveys.wave.groups", waveTarget(w))
	})
}
