package evaluation

// measure is what is counted of a person.
type measure struct {
	slug, label string
	unit        string // of what is counted, after a number
	cost        string // what one of it is called in the form of costs
}

const (
	contacts = iota
	peerContacts
	bedDays
	admissions
	measured // how many there are
)

var measures = [measured]measure{
	contacts:     {"contacts", "Contacts with community teams", "contacts", "A contact"},
	peerContacts: {"peer-contacts", "Contacts with a peer worker", "contacts", "A contact with a peer worker"},
	bedDays:      {"bed-days", "Days in hospital", "days", "A day in hospital"},
	admissions:   {"admissions", "Admissions to hospital", "admissions", "An admission"},
}

// status is what is known of a person at one time or another.
type status struct {
	slug, label, yes string
}

const (
	employed = iota
	settled
	statuses // how many there are
)

var statusOf = [statuses]status{
	employed: {"employed", "In paid work", "in paid work"},
	settled:  {"settled", "In settled accommodation", "in settled accommodation"},
}

// An answer that may be missing.
const (
	unknown = int8(-1)
	no      = int8(0)
	yes     = int8(1)
)
