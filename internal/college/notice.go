package college

import (
	"context"
	"time"

	"footbridge/internal/db"
	"footbridge/internal/id"
)

// Notice is one thing a student is to be told. It is written in the transaction
// of the change it is about; a job makes a message of it a few seconds later.
type Notice struct {
	OrgID, ID, Kind      string
	StudentID, RunID     string
	BookingID, SessionID string // or ""
	Words                string // a reason, in the college's words
	Token                string // of an offer, until the message is written
	NotBefore            time.Time
	CreatedAt            time.Time
}

// Kinds of notice, each with a template of its own.
const (
	NoticeConfirmed        = "confirmed"
	NoticeRequested        = "requested"
	NoticeRefused          = "refused"
	NoticeWaiting          = "waiting"
	NoticeOffer            = "offer"
	NoticeOfferEnded       = "offer ended"
	NoticeUnplaced         = "unplaced"
	NoticeCancelled        = "cancelled by you"
	NoticeCollegeCancelled = "booking cancelled"
	NoticeRunCancelled     = "cancelled"
	NoticeSessionCancelled = "session cancelled"
	NoticeChanged          = "changed"
	NoticePostponed        = "postponed"
	NoticeReminder         = "reminder"
	NoticeMissed           = "missed"
)

// tell notes in the caller's transaction that a student is to be told something.
func (c *College) tell(ctx context.Context, tx *db.DB, n Notice) error {
	n.ID, n.CreatedAt = id.New(), c.now()
	if n.NotBefore.IsZero() {
		n.NotBefore = n.CreatedAt
	}
	return insertNotice(ctx, tx, n)
}

// tellRun notes that everybody with a live booking of the run is to be told:
// those booked, offered, waiting, and awaiting approval. sessionID may be "".
func (c *College) tellRun(ctx context.Context, tx *db.DB, run Run, kind, sessionID, words string) error {
	return noticeRun(ctx, tx, run, kind, sessionID, words, id.New(), c.now())
}
