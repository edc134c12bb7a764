package strategy

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"footbridge/internal/actions"
	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/id"
	"footbridge/internal/when"
)

// permSteer is the permission to keep the steering group's records.
const permSteer = "strategy.steer"

// AddMember gives a seat in the steering group to a person, a post or a partner.
func (s *Strategy) AddMember(ctx context.Context, by actor.Actor, m SteeringMember) (SteeringMember, error) {
	if err := s.trustWide(ctx, by, permSteer); err != nil {
		return m, err
	}
	if err := s.nameSeat(ctx, by.OrgID, &m); err != nil {
		return m, err
	}
	if err := checkMember(m); err != nil {
		return m, err
	}
	m.OrgID, m.ID, m.Version, m.CreatedAt = by.OrgID, id.New(), 1, s.now()
	err := s.db.Tx(ctx, func(tx *db.DB) error {
		if err := insertMember(ctx, tx, m); err != nil {
			return err
		}
		return s.record(ctx, tx, by, "member.added", "member", m.ID, m.Name, audit.Change{Field: "Role", To: m.Role})
	})
	if db.Duplicate(err) {
		return m, fault.Field("seat", "%s has a seat already.", m.Name)
	}
	return m, err
}

// nameSeat checks whose seat it is and writes down the name.
func (s *Strategy) nameSeat(ctx context.Context, orgID string, m *SteeringMember) error {
	missing := fault.Field("seat", "Choose one person, post or partner.")
	var err error
	switch {
	case m.PersonID != "" && m.PostID == "" && m.PartnerID == "":
		names, nameErr := s.people.Names(ctx, s.db, orgID, []string{m.PersonID})
		m.Name, err = names[m.PersonID], nameErr
	case m.PostID != "" && m.PersonID == "" && m.PartnerID == "":
		posts, postErr := s.units.Posts(ctx, s.db, orgID, []string{m.PostID})
		m.Name, err = posts[m.PostID].Title, postErr
	case m.PartnerID != "" && m.PersonID == "" && m.PostID == "":
		partners, partnerErr := s.partnersByID(ctx, orgID)
		m.Name, err = partners[m.PartnerID].Name, partnerErr
	}
	if err == nil && m.Name == "" {
		return missing
	}
	return err
}

func checkMember(m SteeringMember) error {
	switch {
	case !slices.Contains(memberRoles, m.Role):
		return fault.Field("role", "Choose a role.")
	case !slices.Contains(perspectives, m.Perspective):
		return fault.Field("perspective", "Choose a perspective.")
	case m.FromOn.IsZero():
		return fault.Field("from", "Enter the day from which they are a member.")
	case !m.UntilOn.IsZero() && m.UntilOn.Before(m.FromOn):
		return fault.Field("until", "The last day cannot come before the first.")
	}
	return nil
}

// ChangeMember rewrites a seat as it was read at its version: role, perspective,
// first and last day.
func (s *Strategy) ChangeMember(ctx context.Context, by actor.Actor, memberID string, version int, in SteeringMember) error {
	if err := s.trustWide(ctx, by, permSteer); err != nil {
		return err
	}
	if err := checkMember(in); err != nil {
		return err
	}
	return s.db.Tx(ctx, func(tx *db.DB) error {
		m, err := memberByID(ctx, tx, by.OrgID, memberID)
		if err != nil {
			return err
		}
		// What somebody chose to bring is not written into the trail.
		out := changes("Role", m.Role, in.Role, "From", m.FromOn.String(), in.FromOn.String(), "Until", m.UntilOn.String(), in.UntilOn.String())
		m.Role, m.Perspective, m.FromOn, m.UntilOn, m.Version = in.Role, in.Perspective, in.FromOn, in.UntilOn, version
		if err := updateMember(ctx, tx, m); err != nil {
			return err
		}
		return s.record(ctx, tx, by, "member.changed", "member", m.ID, m.Name, out...)
	})
}

func checkMeeting(m *SteeringMeeting) error {
	m.Place, m.Link, m.Agenda, m.Notes = strings.TrimSpace(m.Place), strings.TrimSpace(m.Link), strings.TrimSpace(m.Agenda), strings.TrimSpace(m.Notes)
	if m.OnDate.IsZero() {
		return fault.Field("on", "Enter the day of the meeting.")
	}
	if m.Link == "" {
		return nil
	}
	u, err := url.Parse(m.Link)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" {
		return fault.Field("link", "Enter a whole link that begins with https://.")
	}
	return nil
}

// AddMeeting plans a meeting of the steering group.
func (s *Strategy) AddMeeting(ctx context.Context, by actor.Actor, m SteeringMeeting) (SteeringMeeting, error) {
	if err := s.trustWide(ctx, by, permSteer); err != nil {
		return m, err
	}
	if err := checkMeeting(&m); err != nil {
		return m, err
	}
	m.OrgID, m.ID, m.Version, m.CreatedAt = by.OrgID, id.New(), 1, s.now()
	err := s.db.Tx(ctx, func(tx *db.DB) error {
		if err := insertMeeting(ctx, tx, m); err != nil {
			return err
		}
		return s.record(ctx, tx, by, "meeting.added", "meeting", m.ID, "Steering group, "+m.OnDate.String())
	})
	if db.Duplicate(err) {
		return m, fault.Field("on", "There is a meeting on that day already.")
	}
	return m, err
}

// ChangeMeeting rewrites a meeting as it was read at its version, with who came
// (true) and who was not able to come (false), by member.
func (s *Strategy) ChangeMeeting(ctx context.Context, by actor.Actor, in SteeringMeeting, came map[string]bool) error {
	if err := s.trustWide(ctx, by, permSteer); err != nil {
		return err
	}
	if err := checkMeeting(&in); err != nil {
		return err
	}
	err := s.db.Tx(ctx, func(tx *db.DB) error {
		old, err := meetingByID(ctx, tx, by.OrgID, in.ID)
		if err != nil {
			return err
		}
		in.OrgID, in.StrategyID = old.OrgID, old.StrategyID
		if err := updateMeeting(ctx, tx, in); err != nil {
			return err
		}
		if err := replaceAttendance(ctx, tx, by.OrgID, in.ID, came); err != nil {
			return err
		}
		out := changes("Date", old.OnDate.String(), in.OnDate.String(), "Place", old.Place, in.Place, "Link", old.Link, in.Link, "Agenda", old.Agenda, in.Agenda, "Notes", old.Notes, in.Notes)
		return s.record(ctx, tx, by, "meeting.changed", "meeting", in.ID, "Steering group, "+in.OnDate.String(), out...)
	})
	if db.Duplicate(err) {
		return fault.Field("on", "There is a meeting on that day already.")
	}
	return err
}

// Decide records what a meeting decided, or asks the board to decide.
func (s *Strategy) Decide(ctx context.Context, by actor.Actor, d Decision) (Decision, error) {
	if err := s.trustWide(ctx, by, permSteer); err != nil {
		return d, err
	}
	if d.Words = strings.TrimSpace(d.Words); d.Words == "" {
		return d, fault.Field("words", "Enter what was decided.")
	}
	d.OrgID, d.ID, d.CreatedAt, d.Objectives = by.OrgID, id.New(), s.now(), distinct(slices.Clone(d.Objectives))
	return d, s.db.Tx(ctx, func(tx *db.DB) error {
		m, err := meetingByID(ctx, tx, by.OrgID, d.MeetingID)
		if err != nil {
			return err
		}
		for _, o := range d.Objectives {
			if got, err := objectiveByID(ctx, tx, by.OrgID, o); err != nil || got.StrategyID != m.StrategyID {
				return fault.Field("objectives", "Choose objectives of this strategy.")
			}
		}
		if err := insertDecision(ctx, tx, d); err != nil {
			return err
		}
		return s.record(ctx, tx, by, "decision.added", "decision", d.ID, d.Words, audit.Change{Field: "Meeting", To: m.OnDate.String()})
	})
}

// DecisionAction adds an action that came out of a decision: a row of the
// trust's plan like any other, with its owners, updates and evidence.
func (s *Strategy) DecisionAction(ctx context.Context, by actor.Actor, decisionID, objectiveID string, in actions.Input) (string, error) {
	if err := s.trustWide(ctx, by, permSteer); err != nil {
		return "", err
	}
	var actionID string
	err := s.db.Tx(ctx, func(tx *db.DB) error {
		d, err := decisionByID(ctx, tx, by.OrgID, decisionID)
		if err != nil {
			return err
		}
		m, err := meetingByID(ctx, tx, by.OrgID, d.MeetingID)
		if err != nil {
			return err
		}
		if o, err := objectiveByID(ctx, tx, by.OrgID, objectiveID); err != nil || o.StrategyID != m.StrategyID {
			return fault.Field("objective", "Choose the objective it belongs to.")
		}
		if actionID, err = s.addItem(ctx, tx, by, ItemInput{ObjectiveID: objectiveID, Input: in}); err != nil {
			return err
		}
		if err := insertDecisionAction(ctx, tx, by.OrgID, decisionID, actionID); err != nil {
			return err
		}
		return s.record(ctx, tx, by, "decision.action", "decision", d.ID, d.Words, audit.Change{Field: "Action", To: in.Title})
	})
	return actionID, err
}

// AnswerDecision records what the board said, once.
func (s *Strategy) AnswerDecision(ctx context.Context, by actor.Actor, decisionID string, on when.Date, answer string) error {
	if err := s.trustWide(ctx, by, permSteer); err != nil {
		return err
	}
	answer = strings.TrimSpace(answer)
	switch {
	case answer == "":
		return fault.Field("answer", "Enter what the board said.")
	case on.IsZero() || on.After(s.today()):
		return fault.Field("answered", "Enter the day of the board's answer, today or earlier.")
	}
	return s.db.Tx(ctx, func(tx *db.DB) error {
		d, err := decisionByID(ctx, tx, by.OrgID, decisionID)
		if err != nil {
			return err
		}
		if !d.AsksBoard {
			return fault.New(fault.Invalid, "The board was not asked about this decision.")
		}
		d.Answer, d.AnsweredOn = answer, on
		if err := answerDecision(ctx, tx, d); err != nil {
			return err
		}
		return s.record(ctx, tx, by, "decision.answered", "decision", d.ID, d.Words, audit.Change{Field: "Answer", To: answer})
	})
}

// lastMeeting is the day of the steering group's newest meeting up to today,
// and whether there has been one.
func (s *Strategy) lastMeeting(ctx context.Context, tx *db.DB, orgID string) (when.Date, bool, error) {
	return lastMeetingBefore(ctx, tx, orgID, s.today())
}

// decisionsAsked are the decisions that the board is asked to take and has not
// answered, oldest first.
func (s *Strategy) decisionsAsked(ctx context.Context, tx *db.DB, orgID, strategyID string) ([]Decision, error) {
	return decisionsUnanswered(ctx, tx, orgID, strategyID)
}
