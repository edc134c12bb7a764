package surveys

import (
	"context"
	"net/mail"
	"strings"
	"unicode/utf8"

	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/id"
	"footbridge/internal/notify"
	"footbridge/internal/when"
)

const (
	tmplInvite = "surveys.invitation"
	tmplRemind = "surveys.reminder"
)

// Templates are the words of the module's messages. Subjects are fixed and say
// nothing of where somebody has been: they show on a locked telephone.
func Templates() []notify.Template {
	return []notify.Template{
		{Name: tmplInvite, Subject: "Would you tell us what you think?", About: "To whoever is invited to a survey: a link of their own, which takes one answer.",
			Body: `Hello {{.Name}},

We would like to hear how it was for you. It takes a few minutes, and you choose which questions you answer.

Your link, which works once: {{.Link}}

It is open until {{.Until}}. Your answers are kept without your name, your address or this link: nobody here can tell which answers are yours. Whether you answer or not changes nothing about the support you get.`},
		{Name: tmplRemind, Subject: "There is still time to tell us what you think", About: "Once, to whoever was invited to a survey and whose link is still open.",
			Body: `Hello {{.Name}},

A little while ago we asked how it was for you. There is still time, if you would like to say: {{.Link}}

It is open until {{.Until}}. If you would rather not, that is fine: we will not ask again.`},
	}
}

// Invitee is somebody to be invited: a person we know, or only a way to reach
// them.
type Invitee struct {
	PersonID, Name, Address string
	Row                     int // where they stand in the list, for what is wrong
}

// Invitation is one row of the ledger. It says that somebody was asked, and
// nothing of whether they answered.
type Invitation struct {
	OrgID, ID, WaveID, UnitID, PersonID, Channel, Address, Hash string
	InvitedOn, RemindedOn                                       when.Date
	Pair                                                        string // of the link, while it is open
}

// InviteChannels are the ways in which invitations go out.
var InviteChannels = []Choice{{"mail", "E-mail"}, {"sms", "Text message, sent by hand"}, {"letter", "Letter, printed here"}}

// RowProblem is what is wrong with one row of a list of people to invite.
type RowProblem struct {
	Row        int
	What, Text string
}

// MostInvited is how many people one list may have.
const MostInvited = 2000

// checkInvitees keeps those who can be reached by the channel, each once, and
// says what is wrong with the others.
func checkInvitees(channel string, list []Invitee) (good []Invitee, bad []RowProblem) {
	seen := map[string]bool{}
	for _, x := range list {
		x.Address, x.Name = strings.TrimSpace(x.Address), strings.TrimSpace(x.Name)
		problem := ""
		switch digits := onlyDigits(x.Address); {
		case x.PersonID != "":
			x.Address = ""
		case utf8.RuneCountInString(x.Address) > 300 || utf8.RuneCountInString(x.Name) > 100:
			problem = "It is too long."
		case x.Address == "":
			problem = "There is no address."
		case channel == "mail":
			if a, err := mail.ParseAddress(x.Address); err != nil || a.Address != x.Address || !strings.Contains(x.Address[strings.LastIndexByte(x.Address, '@')+1:], ".") {
				problem = "That is not an e-mail address."
			}
		case channel == "sms" && (len(digits) < 9 || len(digits) > 15):
			problem = "That is not a telephone number."
		}
		key := x.PersonID + "\x00" + strings.ToLower(x.Address)
		if problem == "" && seen[key] {
			problem = "It stands in the list twice."
		}
		if problem != "" {
			bad = append(bad, RowProblem{x.Row, problem, x.Address})
			continue
		}
		seen[key] = true
		good = append(good, x)
	}
	return good, bad
}

func onlyDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
}

// Invite sends everybody on a list a link of their own, and returns how many
// there were. It is all or nothing: with a bad row nobody is invited, and the
// rows are returned. Who was invited to the wave already is passed over.
func (s *Surveys) Invite(ctx context.Context, by actor.Actor, waveID, unitID, channel string, list []Invitee) (int, []RowProblem, error) {
	switch {
	case label(InviteChannels, channel) == "":
		return 0, nil, fault.Field("channel", "Choose how the invitations go out.")
	case len(list) == 0:
		return 0, nil, fault.Field("addresses", "Enter at least one address, or choose people.")
	case len(list) > MostInvited:
		return 0, nil, fault.Field("addresses", "Invite %d people at most at a time.", MostInvited)
	}
	good, bad := checkInvitees(channel, list)
	if len(bad) > 0 {
		return 0, bad, nil
	}
	n := 0
	err := s.db.Tx(ctx, func(tx *db.DB) error {
		n = 0
		w, err := s.managedUnit(ctx, tx, by, waveID, unitID)
		if err != nil {
			return err
		}
		if w.Stands(s.today()) != "open" {
			return fault.New(fault.Conflict, "Open the wave first: a link in an invitation must work.")
		}
		before, err := invitationsOf(ctx, tx, by.OrgID, waveID)
		if err != nil {
			return err
		}
		known := map[string]bool{}
		for _, x := range before {
			known[x.PersonID+"\x00"+strings.ToLower(x.Address)] = true
		}
		for _, x := range good {
			if known[x.PersonID+"\x00"+strings.ToLower(x.Address)] {
				continue
			}
			if err := s.invite(ctx, tx, w, unitID, channel, x); err != nil {
				return err
			}
			n++
		}
		return s.record(ctx, tx, by, "surveys.invitations.sent", waveTarget(w), audit.Change{Field: "invited", To: peopleWords(n)})
	})
	return n, nil, err
}

// invite sends one person their link.
func (s *Surveys) invite(ctx context.Context, tx *db.DB, w Wave, unitID, channel string, x Invitee) error {
	row := Invitation{OrgID: w.OrgID, ID: id.New(), WaveID: w.ID, UnitID: unitID, PersonID: x.PersonID, Channel: channel, Address: x.Address, InvitedOn: s.today()}
	to, err := s.contact(ctx, tx, row, x.Name)
	if err != nil {
		return err
	}
	word := randomID()
	row.Hash = hashed(word)
	if err := insertInvitation(ctx, tx, row); err != nil {
		return err
	}
	if err := insertToken(ctx, tx, token{w.OrgID, row.Hash, w.ID, unitID, channel, randomID()}); err != nil {
		return err
	}
	return s.write(ctx, tx, w, tmplInvite, row.ID, to, word)
}

// contact is how an invited person is reached: by the channel of the invitation,
// for people we know with the format and quiet hours that they like.
func (s *Surveys) contact(ctx context.Context, tx *db.DB, x Invitation, name string) (notify.Contact, error) {
	c := notify.Contact{Name: name}
	if x.PersonID != "" {
		known, err := s.people.In(tx).Contact(ctx, x.OrgID, x.PersonID)
		if err != nil {
			return c, err
		}
		if known.Channel == "none" {
			return known, nil
		}
		c = known
	}
	if c.Name == "" {
		c.Name = "there"
	}
	switch x.Channel {
	case "sms":
		c.Channel = "sms"
		if x.Address != "" {
			c.Phone = x.Address
		}
	case "letter":
		c.Channel = "letter"
		if x.Address != "" {
			c.Address = x.Address
		}
	default:
		c.Channel = "email"
		if x.Address != "" {
			c.Email = x.Address
		}
	}
	return c, nil
}

// write sends the message with the link.
func (s *Surveys) write(ctx context.Context, tx *db.DB, w Wave, template, key string, to notify.Contact, word string) error {
	org, err := s.units.In(tx).Organisation(ctx, w.OrgID)
	if err != nil {
		return err
	}
	return s.notify.Send(ctx, tx, notify.Message{
		OrgID: w.OrgID, Key: template + ":" + key, To: to, Template: template,
		Data: map[string]string{"Link": s.baseURL + "/surveys/invited/" + org.Slug + "." + word, "Until": w.ClosesOn.String()},
	})
}

// fewReminded is how many must have answered before a reminder tells who has
// not: of fewer, one could guess whose the answers are.
const fewReminded = 5

// Remind writes once more to those whose link is still open, and returns how
// many there were. Every row of the ledger gets the day, also of those who have
// answered.
func (s *Surveys) Remind(ctx context.Context, by actor.Actor, waveID string) (int, error) {
	n := 0
	err := s.db.Tx(ctx, func(tx *db.DB) error {
		n = 0
		w, err := s.managed(ctx, tx, by, waveID)
		if err != nil {
			return err
		}
		list, err := invitationsOf(ctx, tx, by.OrgID, waveID)
		if err != nil {
			return err
		}
		var open []Invitation
		due := 0
		for _, x := range list {
			if x.RemindedOn.IsZero() {
				due++
				if x.Pair != "" {
					open = append(open, x)
				}
			}
		}
		answered := due - len(open)
		switch {
		case w.Stands(s.today()) != "open":
			return fault.New(fault.Conflict, "This wave is not open, so there is nothing to remind of.")
		case len(open) == 0:
			return fault.New(fault.Conflict, "There is nobody to remind: everybody has answered or was reminded once.")
		case answered > 0 && answered < fewReminded:
			return fault.New(fault.Conflict, "Only a few of those invited have answered so far. A reminder now could show who they are. Please wait until there are %d.", fewReminded)
		}
		for _, x := range open {
			if err := s.remind(ctx, tx, w, x); err != nil {
				return err
			}
			n++
		}
		if err := markReminded(ctx, tx, by.OrgID, waveID, s.today()); err != nil {
			return err
		}
		return s.record(ctx, tx, by, "surveys.invitations.reminded", waveTarget(w))
	})
	return n, err
}

// remind sends a second link that takes, with the first, one answer.
func (s *Surveys) remind(ctx context.Context, tx *db.DB, w Wave, x Invitation) error {
	to, err := s.contact(ctx, tx, x, "")
	if err != nil {
		return err
	}
	word := randomID()
	if err := insertToken(ctx, tx, token{w.OrgID, hashed(word), w.ID, x.UnitID, x.Channel, x.Pair}); err != nil {
		return err
	}
	return s.write(ctx, tx, w, tmplRemind, x.ID, to, word)
}

// Invited says how many were invited to a wave, and how many of their links are
// still open.
type Invited struct {
	Sent, Open int
	RemindedOn when.Date
}

// Invited counts the invitations of a wave.
func (s *Surveys) Invited(ctx context.Context, by actor.Actor, waveID string) (Invited, error) {
	if _, _, err := s.waveAt(ctx, s.db, by, Manage, waveID); err != nil {
		return Invited{}, err
	}
	list, err := invitationsOf(ctx, s.db, by.OrgID, waveID)
	out := Invited{Sent: len(list)}
	for _, x := range list {
		if x.Pair != "" {
			out.Open++
		}
		if x.RemindedOn.After(out.RemindedOn) {
			out.RemindedOn = x.RemindedOn
		}
	}
	return out, err
}

// InvitationRecord is an invitation in the export of a person's record.
type InvitationRecord struct {
	Survey    string `json:"survey"`
	Channel   string `json:"channel"`
	InvitedOn string `json:"invited_on"`
}

func (s *Surveys) exportPerson(ctx context.Context, tx *db.DB, orgID, personID string) (any, error) {
	rows, err := invitationsOfPerson(ctx, tx, orgID, personID)
	out := make([]InvitationRecord, len(rows))
	for i, x := range rows {
		out[i] = InvitationRecord{x.Survey, label(InviteChannels, x.Channel), x.InvitedOn.ISO()}
	}
	return out, err
}

func (s *Surveys) mergePerson(ctx context.Context, tx *db.DB, orgID, keepID, dropID string) error {
	return moveInvitations(ctx, tx, orgID, keepID, dropID)
}

// erasePerson takes away that somebody was invited, and their link.
func (s *Surveys) erasePerson(ctx context.Context, tx *db.DB, orgID, personID string) error {
	return deleteInvitations(ctx, tx, orgID, personID)
}
