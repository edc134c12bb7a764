package notify

import (
	"context"
	"fmt"
	"slices"
	"time"

	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/db"
	"footbridge/internal/fault"
)

// View is one of the lists of messages.
type View struct {
	Slug, Label string
	States      []State // none is all
}

// Views are the lists, in order.
var Views = []View{
	{"", "All", nil},
	{"hand", "To do by hand", []State{ByHand, ToPost}},
	{"waiting", "Waiting", []State{Queued, Held, Sending}},
	{"failed", "Given up", []State{Failed}},
	{"sent", "Done", []State{Sent, Done}},
	{"stopped", "Not sent", []State{NotWanted, Cancelled}},
}

// Count is how many messages are in a state.
type Count struct {
	State    State
	Messages int
}

// Counts tells how an organisation's outbox stands.
func (n *Notifier) Counts(ctx context.Context, orgID string) ([]Count, error) {
	return countStates(ctx, n.db, orgID)
}

// List returns a page of the organisation's messages, newest first, and how many
// there are in each state.
func (n *Notifier) List(ctx context.Context, by actor.Actor, v View, limit, offset int) ([]Row, []Count, error) {
	counts, err := countStates(ctx, n.db, by.OrgID)
	if err != nil {
		return nil, nil, err
	}
	rows, err := listMessages(ctx, n.db, by.OrgID, v.States, limit, offset)
	return rows, counts, err
}

// Of is how many messages of the view there are in counts.
func (v View) Of(counts []Count) int {
	total := 0
	for _, c := range counts {
		if len(v.States) == 0 || slices.Contains(v.States, c.State) {
			total += c.Messages
		}
	}
	return total
}

// Message returns one message of the organisation.
func (n *Notifier) Message(ctx context.Context, by actor.Actor, id string) (Row, error) {
	return one(ctx, n.db, by, id)
}

func one(ctx context.Context, d *db.DB, by actor.Actor, id string) (Row, error) {
	r, found, err := findMessage(ctx, d, by.OrgID, id)
	if err == nil && !found {
		err = fault.New(fault.NotFound, "We could not find that message.")
	}
	return r, err
}

// CanResend reports whether the message can be sent again.
func (r Row) CanResend() bool {
	return (r.State == Failed || r.State == Cancelled) && r.Channel == "email" && r.ToEmail != "" && r.Body != ""
}

// CanFinish reports whether somebody can say that they saw to the message.
func (r Row) CanFinish() bool { return r.State == ByHand || r.State == ToPost }

// CanCancel reports whether the message can still be stopped.
func (r Row) CanCancel() bool { return r.CanFinish() || r.State == Queued || r.State == Held }

// Resend tries a message again that was given up or cancelled.
func (n *Notifier) Resend(ctx context.Context, by actor.Actor, id string) error {
	if err := mayManage(by); err != nil {
		return err
	}
	return n.move(ctx, by, id, "notify.message.resent", Row.CanResend, func(tx *db.DB, r Row, now time.Time) (Row, error) {
		r.NotBefore, r.Attempts, r.Words = now, 0, ""
		r.hold(now)
		return r, n.enqueue(ctx, tx, r)
	})
}

// Finish notes that by saw to a message that had to be done by hand.
func (n *Notifier) Finish(ctx context.Context, by actor.Actor, id string) error {
	if err := mayManage(by); err != nil {
		return err
	}
	return n.settleByHand(ctx, by, id)
}

func (n *Notifier) settleByHand(ctx context.Context, by actor.Actor, id string) error {
	return n.move(ctx, by, id, "notify.message.done", Row.CanFinish, func(_ *db.DB, r Row, now time.Time) (Row, error) {
		r.State, r.SentAt, r.HandledBy = Done, now, by.Name
		return r, nil
	})
}

// Cancel stops a message that has not gone yet.
func (n *Notifier) Cancel(ctx context.Context, by actor.Actor, id string) error {
	if err := mayManage(by); err != nil {
		return err
	}
	return n.move(ctx, by, id, "notify.message.cancelled", Row.CanCancel, func(_ *db.DB, r Row, _ time.Time) (Row, error) {
		r.State, r.HandledBy = Cancelled, by.Name
		return r, nil
	})
}

func mayManage(by actor.Actor) error {
	if !by.CanEverywhere("notify.manage") {
		return fault.New(fault.Forbidden, "Your role does not include changing messages.")
	}
	return nil
}

// move changes the state of a message that may be changed so.
func (n *Notifier) move(ctx context.Context, by actor.Actor, id, action string, may func(Row) bool, change func(tx *db.DB, r Row, now time.Time) (Row, error)) error {
	return n.db.Tx(ctx, func(tx *db.DB) error {
		was, err := one(ctx, tx, by, id)
		if err != nil {
			return err
		}
		if !may(was) {
			return fault.New(fault.Conflict, "The message has moved on since you opened the page.")
		}
		now := n.now()
		r, err := change(tx, was, now)
		if err != nil {
			return err
		}
		ok, err := moveMessage(ctx, tx, was, r, now)
		if err != nil {
			return err
		}
		if !ok {
			return fault.New(fault.Conflict, "The message has moved on since you opened the page.")
		}
		return audit.Record(ctx, tx, audit.Entry{
			At: now, By: by, Action: action,
			Target:  audit.Target{Kind: "message", ID: r.ID, Words: r.Subject + ", to " + r.ToName},
			Changes: []audit.Change{{Field: "State", From: was.State.Words(), To: r.State.Words()}},
		})
	})
}

// Check returns what is wrong with an organisation's messages: what the rules of
// this package never let happen.
func (n *Notifier) Check(ctx context.Context, orgID string) ([]string, error) {
	var wrong []string
	stuck, err := countStuck(ctx, n.db, orgID, n.now().Add(-7*24*time.Hour))
	if err != nil {
		return nil, err
	}
	if stuck > 0 {
		wrong = append(wrong, fmt.Sprintf("%d messages have waited for more than a week without being sent or given up", stuck))
	}
	counts, err := countStates(ctx, n.db, orgID)
	if err != nil {
		return nil, err
	}
	for _, c := range counts {
		if c.State.Words() == "" {
			wrong = append(wrong, fmt.Sprintf("%d messages are in a state that does not exist: %q", c.Messages, c.State))
		}
	}
	undated, err := countUndated(ctx, n.db, orgID)
	if err == nil && undated > 0 {
		wrong = append(wrong, fmt.Sprintf("%d messages are said to have gone, but not when", undated))
	}
	return wrong, err
}
