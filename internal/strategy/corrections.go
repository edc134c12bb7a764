package strategy

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/id"
)

// Correction puts something right that was recorded wrongly about a decision or
// a joint meeting. It stands beside the record, which stays as it was.
type Correction struct {
	OrgID, ID             string
	DecisionID, MeetingID string // one of them
	Words, ByID, ByName   string
	CreatedAt             time.Time
}

// newCorrection checks the words of a correction.
func (s *Strategy) newCorrection(by actor.Actor, words string) (Correction, error) {
	words = strings.TrimSpace(words)
	switch {
	case nothingSaid(words):
		return Correction{}, fault.Field("reason", "Say what was wrong and how it should read.")
	case utf8.RuneCountInString(words) > 5000:
		return Correction{}, fault.Field("reason", "The correction must have 5,000 characters or fewer.")
	}
	return Correction{OrgID: by.OrgID, ID: id.New(), Words: words, ByID: by.AccountID, ByName: by.Name, CreatedAt: s.now()}, nil
}

// CorrectDecision adds a correction to a decision of the steering group.
func (s *Strategy) CorrectDecision(ctx context.Context, by actor.Actor, decisionID, words string) error {
	if err := s.trustWide(ctx, by, permSteer); err != nil {
		return err
	}
	c, err := s.newCorrection(by, words)
	if err != nil {
		return err
	}
	c.DecisionID = decisionID
	return s.db.Tx(ctx, func(tx *db.DB) error {
		d, err := decisionByID(ctx, tx, by.OrgID, decisionID)
		if err != nil {
			return err
		}
		if err := insertCorrection(ctx, tx, c); err != nil {
			return err
		}
		return s.record(ctx, tx, by, "decision.corrected", "decision", d.ID, d.Words, audit.Change{Field: "Correction", To: c.Words})
	})
}

// CorrectMeeting adds a correction to a joint meeting about a local plan.
func (s *Strategy) CorrectMeeting(ctx context.Context, by actor.Actor, planID, meetingID, words string) error {
	if _, _, err := s.planAt(ctx, by, planID); err != nil {
		return err
	}
	c, err := s.newCorrection(by, words)
	if err != nil {
		return err
	}
	c.MeetingID = meetingID
	return s.db.Tx(ctx, func(tx *db.DB) error {
		p, err := localPlanByID(ctx, tx, by.OrgID, planID)
		if err != nil {
			return err
		}
		m, err := jointMeetingByID(ctx, tx, by.OrgID, planID, meetingID)
		if err != nil {
			return err
		}
		if err := insertCorrection(ctx, tx, c); err != nil {
			return err
		}
		return s.recordPlan(ctx, tx, by, p, "meeting corrected", audit.Change{Field: "Joint meeting", To: m.OnDate.String()}, audit.Change{Field: "Correction", To: c.Words})
	})
}
