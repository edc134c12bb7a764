package notify

import (
	"context"
	"errors"
	"fmt"
	"time"

	"footbridge/internal/db"
	"footbridge/internal/jobs"
)

// maxAttempts is after how many tries a message is given up: about three days,
// with half an hour between them after the first few.
const maxAttempts = 150

// lease is how long one try may take before another may begin.
const lease = 5 * time.Minute

// deliverJob delivers one message.
type deliverJob struct {
	OrgID string `json:"org_id"`
	ID    string `json:"id"`
}

// Kind implements river.JobArgs.
func (deliverJob) Kind() string { return "notify.deliver" }

// sweepJob looks for messages whose job was lost.
type sweepJob struct{}

// Kind implements river.JobArgs.
func (sweepJob) Kind() string { return "notify.sweep" }

// deliver sends one message, if it still waits and its time has come.
func (n *Notifier) deliver(ctx context.Context, job deliverJob) error {
	row, wait, err := n.claim(ctx, job)
	switch {
	case err != nil:
		return err
	case wait > 0:
		return jobs.Later(wait)
	case row.ID == "":
		return nil
	}
	failure := n.sender.Send(ctx, mailOf(row))
	// What came of it is noted even when the program is stopping.
	return n.settle(context.WithoutCancel(ctx), row, failure)
}

// claim marks the message as being sent. It returns no row when there is nothing
// to do, and how long to wait when it is too early.
func (n *Notifier) claim(ctx context.Context, job deliverJob) (claimed Row, wait time.Duration, err error) {
	err = n.db.Tx(ctx, func(tx *db.DB) error {
		claimed, wait = Row{}, 0
		now := n.now()
		row, found, err := findMessage(ctx, tx, job.OrgID, job.ID)
		if err != nil || !found {
			return err
		}
		switch row.State {
		case Queued, Held:
		case Sending:
			if wait = row.ClaimedAt.Add(lease).Sub(now); wait > 0 {
				return nil
			}
		default:
			return nil
		}
		was := row
		if row.NotBefore.Before(now) {
			row.NotBefore = now
		}
		row.hold(now)
		if row.State == Held {
			wait = row.NotBefore.Sub(now)
			_, err := holdMessage(ctx, tx, was, row.NotBefore, now)
			return err
		}
		ok, err := claimMessage(ctx, tx, was, now)
		if err != nil || !ok {
			wait = time.Minute // another worker was quicker
			return err
		}
		claimed, wait = row, 0
		claimed.Attempts++
		return nil
	})
	return claimed, wait, err
}

// settle notes what came of a try.
func (n *Notifier) settle(ctx context.Context, row Row, failure error) error {
	state, words := Sent, ""
	final := false
	if failure != nil {
		state, words = Queued, "It could not be sent."
		if f, ok := errors.AsType[*Failure](failure); ok {
			words, final = f.Words, f.Final
		}
		if final || row.Attempts >= maxAttempts {
			state = Failed
		}
	}
	if err := settleMessage(ctx, n.db, row, state, words, n.now()); err != nil {
		return fmt.Errorf("note what came of a message: %w", err)
	}
	if state == Queued {
		return errors.New(words) // the queue tries again, later each time
	}
	return nil
}

// sweep gives a new job to each message that has waited for an hour longer than
// it should: its job is gone.
func (n *Notifier) sweep(ctx context.Context, _ sweepJob) error {
	return n.db.Tx(ctx, func(tx *db.DB) error {
		now := n.now()
		rows, err := forgotten(ctx, tx, now.Add(-time.Hour), 500)
		if err != nil {
			return err
		}
		for _, r := range rows {
			if err := touchMessage(ctx, tx, r, now); err != nil {
				return err
			}
			if err := n.enqueue(ctx, tx, r); err != nil {
				return err
			}
		}
		return nil
	})
}

// mailOf is the message as a mail, in the format the contact wants.
func mailOf(r Row) Mail {
	m := Mail{ID: mailID(r.OrgID, r.Key), To: r.ToEmail, Name: r.ToName, Subject: r.Subject, Text: r.Body + "\n", Date: r.CreatedAt}
	if r.Format != plainText {
		m.HTML = htmlOf(r.Subject, r.Body, r.Format == largePrint)
	}
	return m
}
