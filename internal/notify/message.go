package notify

import "time"

// State is where a message stands.
type State string

// The states of a message.
const (
	Queued    State = "queued"     // to be sent as soon as can be
	Held      State = "held"       // waits for its time, or for the end of quiet hours
	Sending   State = "sending"    // being sent this minute
	Sent      State = "sent"       // the mail server took it
	Failed    State = "failed"     // given up
	ByHand    State = "by hand"    // somebody must see to it
	ToPost    State = "to post"    // a letter to print and post
	Done      State = "done"       // somebody saw to it
	NotWanted State = "not wanted" // they asked not to be contacted
	Cancelled State = "cancelled"  // stopped before it went
)

// Row is a message as it is kept.
type Row struct {
	OrgID, ID, Key                                string
	PersonID, ToName, ToEmail, ToPhone, ToAddress string
	Channel, Format                               string
	Template, Subject, Body                       string
	Urgent                                        bool
	QuietFrom, QuietTo                            int
	State                                         State
	Attempts                                      int
	NotBefore, ClaimedAt, SentAt                  time.Time
	Words                                         string // why it is where it is
	HandledBy                                     string
	CreatedAt, UpdatedAt                          time.Time
}
