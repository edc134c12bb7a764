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

// Words are the state as people read it.
func (s State) Words() string {
	return map[State]string{
		Queued: "Waiting to be sent", Held: "Waiting for its time", Sending: "Being sent", Sent: "Sent", Failed: "Given up",
		ByHand: "To do by hand", ToPost: "To print and post", Done: "Done by hand", NotWanted: "Not wanted", Cancelled: "Cancelled",
	}[s]
}

// Colour is that of the state's tag; the words say the same.
func (s State) Colour() string {
	switch s {
	case Sent, Done:
		return "green"
	case Failed:
		return "red"
	case ByHand, ToPost:
		return "yellow"
	case NotWanted, Cancelled:
		return "grey"
	}
	return "blue"
}

// Way is the channel as people read it.
func (r Row) Way() string {
	switch r.Channel {
	case "sms":
		return "Text message"
	case "letter":
		return "Letter"
	case "phone":
		return "Phone call"
	case "none":
		return "No contact"
	}
	return "E-mail"
}

// Large reports whether the contact reads large print.
func (r Row) Large() bool { return r.Format == largePrint }

// Paragraphs are the words of the message.
func (r Row) Paragraphs() []string { return paragraphs(r.Body) }
