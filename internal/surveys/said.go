package surveys

import (
	"context"
	"strings"
	"unicode/utf8"

	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/when"
)

// Remark is what somebody wrote in their own words. Nobody but a moderator sees
// it before names are masked. Then the masked words are all that is kept, and
// nothing leads from them to the person's other answers.
type Remark struct {
	OrgID, ID, WaveID, UnitID, Question, Said, Masked, State, Why string
	ModeratedOn                                                   when.Date
	Version                                                       int
}

// Words are the remark as it is now: masked, once it is.
func (r Remark) Words() string {
	if r.State == "shown" {
		return r.Masked
	}
	return r.Said
}

var (
	errNoRemark = fault.New(fault.NotFound, "We could not find that comment.")
	errRemark   = fault.New(fault.Conflict, "Somebody else has read this comment in the meantime. Look at it again.")
	errOut      = fault.New(fault.Conflict, "The figures of this wave are published. Withdraw them before you change what is shown with them.")
)

// Remarks lists the comments of a wave from the units that by moderates, in one
// state, and how many there are. The order says nothing of when they came.
func (s *Surveys) Remarks(ctx context.Context, by actor.Actor, waveID, state string, limit, offset int) (Wave, []Remark, int, error) {
	w, units, err := s.waveAt(ctx, s.db, by, Moderate, waveID)
	if err != nil {
		return w, nil, 0, err
	}
	ids := make([]string, len(units))
	for i, u := range units {
		ids[i] = u.UnitID
	}
	total, err := countRemarks(ctx, s.db, by.OrgID, waveID, state, ids)
	if err != nil {
		return w, nil, 0, err
	}
	list, err := listRemarks(ctx, s.db, by.OrgID, waveID, state, ids, limit, offset)
	return w, list, total, err
}

// Remark is a comment that by moderates, and its wave.
func (s *Surveys) Remark(ctx context.Context, by actor.Actor, id string) (Remark, Wave, error) {
	return s.remark(ctx, s.db, by, id)
}

func (s *Surveys) remark(ctx context.Context, tx *db.DB, by actor.Actor, id string) (Remark, Wave, error) {
	r, found, err := maybeRemark(ctx, tx, by.OrgID, id)
	if err == nil && !found {
		err = errNoRemark
	}
	if err != nil {
		return r, Wave{}, err
	}
	w, units, err := s.waveAt(ctx, tx, by, Moderate, r.WaveID)
	if fault.KindOf(err) == fault.NotFound {
		err = errNoRemark
	}
	if err != nil {
		return r, w, err
	}
	for _, u := range units {
		if u.UnitID == r.UnitID {
			return r, w, nil
		}
	}
	return Remark{}, w, errNoRemark
}

// Show lets a comment be read by everybody, with names masked. The person's own
// words go, and so does what ties them to the other answers.
func (s *Surveys) Show(ctx context.Context, by actor.Actor, id, masked string, version int) error {
	masked = strings.TrimSpace(masked)
	if masked == "" || utf8.RuneCountInString(masked) > 5000 {
		return fault.Field("words", "Enter the words that may be shown, in 5000 characters or fewer.")
	}
	return s.moderate(ctx, by, id, "surveys.comment.shown", func(tx *db.DB, r Remark, _ Wave) error {
		if r.State != "held" {
			return errRemark
		}
		r.Said, r.Masked, r.State, r.Why, r.Version = "", masked, "shown", "", version
		return updateRemark(ctx, tx, r, by.AccountID, s.today())
	})
}

// KeepBack keeps a comment from being shown, with the reason.
func (s *Surveys) KeepBack(ctx context.Context, by actor.Actor, id, why string, version int) error {
	why = strings.TrimSpace(why)
	if why == "" || utf8.RuneCountInString(why) > 500 {
		return fault.Field("why", "Say why it is not shown, in 500 characters or fewer, without names.")
	}
	return s.moderate(ctx, by, id, "surveys.comment.kept", func(tx *db.DB, r Remark, _ Wave) error {
		if r.State != "held" {
			return errRemark
		}
		r.State, r.Why, r.Version = "kept back", why, version
		return updateRemark(ctx, tx, r, by.AccountID, s.today())
	})
}

// Hold takes back what was decided of a comment, until the wave is published.
// What was masked stays masked.
func (s *Surveys) Hold(ctx context.Context, by actor.Actor, id string) error {
	return s.moderate(ctx, by, id, "surveys.comment.held", func(tx *db.DB, r Remark, w Wave) error {
		if w.State == "published" {
			return errOut
		}
		if r.State == "held" || r.Words() == "" {
			return errRemark
		}
		r.Said, r.Masked, r.State, r.Why = r.Words(), "", "held", ""
		return updateRemark(ctx, tx, r, "", when.Date{})
	})
}

// moderate changes a comment. The trail has neither its words nor the reason.
func (s *Surveys) moderate(ctx context.Context, by actor.Actor, id, action string, do func(tx *db.DB, r Remark, w Wave) error) error {
	return s.db.Tx(ctx, func(tx *db.DB) error {
		r, w, err := s.remark(ctx, tx, by, id)
		if err != nil {
			return err
		}
		if err := do(tx, r, w); err != nil {
			return err
		}
		return s.record(ctx, tx, by, action, audit.Target{Kind: "survey comment", ID: id, Words: "A comment in " + w.Title})
	})
}
