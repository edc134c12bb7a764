package notify

import (
	"context"
	"time"

	"footbridge/internal/db"
)

// Told is a message as it is given to the person it was for, when they ask what
// is kept about them.
type Told struct {
	Subject, Body, Way, State string
	Written, Gone             time.Time
}

// ExportPerson returns every message to a person; of urgent ones not the words.
func (n *Notifier) ExportPerson(ctx context.Context, tx *db.DB, orgID, personID string) (any, error) {
	rows, err := messagesTo(ctx, tx, orgID, personID)
	told := []Told{}
	for _, r := range rows {
		if r.Urgent {
			r.Body = "" // it may hold a link that signs in
		}
		told = append(told, Told{r.Subject, r.Body, r.Way(), r.State.Words(), r.CreatedAt, r.SentAt})
	}
	return told, err
}

// ErasePerson stops the messages to a person that have not gone, and takes their
// name, how to reach them and what was written out of all others. That something
// was sent, and when, stays.
func (n *Notifier) ErasePerson(ctx context.Context, tx *db.DB, orgID, personID string) error {
	return eraseMessages(ctx, tx, orgID, personID, n.now())
}

// MergePerson makes the messages to the record dropID those of keepID.
func (n *Notifier) MergePerson(ctx context.Context, tx *db.DB, orgID, keepID, dropID string) error {
	return mergeMessages(ctx, tx, orgID, keepID, dropID)
}
