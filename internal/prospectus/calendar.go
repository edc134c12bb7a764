package prospectus

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/college"
	"footbridge/internal/db"
	"footbridge/internal/export"
	"footbridge/internal/fault"
	"footbridge/internal/id"
	"footbridge/internal/when"
)

// uid names a session in every calendar, for ever: its news come under the same
// name with a higher sequence.
func uid(sessionID string) string { return sessionID + "@footbridge" }

// RunCalendar is a run's sessions as anybody may keep them: the venue, and
// neither the room nor the address on line.
func (p *Prospectus) RunCalendar(e *Edition, runID string) ([]byte, *Run, error) {
	r := e.runs[runID]
	if r == nil {
		return nil, nil, fault.New(fault.NotFound, "There is no run at this address.")
	}
	link := p.link(e.Org.Slug, "/courses/"+r.Course.Slug)
	var events []export.Event
	for _, s := range r.Sessions {
		ev := export.Event{
			UID: uid(s.ID), Summary: sessionTitle(r.Title, s.Title, s.Number, len(r.Sessions)), URL: link, Start: s.StartsAt, End: s.EndsAt, Stamp: p.now(),
			Sequence: s.Sequence, Cancelled: s.State == "cancelled" || r.State == "cancelled",
			Description: "More about this course: " + link + "\nWhoever has booked is told the room, or the address on line.",
		}
		for _, v := range r.Venues {
			if v.ID == s.VenueID {
				ev.Location = joined(", ", v.Name, v.Address, v.Postcode)
			}
		}
		if s.VenueID == "" && s.Online {
			ev.Location = "On line"
		}
		events = append(events, ev)
	}
	out, err := export.ICS(r.Title, events)
	return out, r, err
}

func sessionTitle(run, title string, number, of int) string {
	switch {
	case title != "" && title != run:
		return run + ": " + title
	case of > 1:
		return fmt.Sprintf("%s, session %d of %d", run, number, of)
	}
	return run
}

// joined puts together the parts that are not empty.
func joined(between string, parts ...string) string {
	var out []string
	for _, part := range parts {
		if part = strings.Join(strings.Fields(part), " "); part != "" {
			out = append(out, part)
		}
	}
	return strings.Join(out, between)
}

// Address is the secret address of somebody's own calendar.
type Address struct {
	OrgID, ID, PersonID string
	Kind                string // student or trainer
	TokenHash           string
	MadeAt              time.Time
	UsedOn              when.Date
}

// Kinds lists which calendars a person may have: as a student, as a trainer.
func (p *Prospectus) Kinds(ctx context.Context, tx *db.DB, orgID, personID string) ([]string, error) {
	var out []string
	if personID == "" {
		return nil, nil
	}
	_, student, err := p.college.StudentOf(ctx, tx, orgID, personID)
	if err != nil {
		return nil, err
	}
	if student {
		out = append(out, "student")
	}
	teaches, err := p.trainers.OfPerson(ctx, tx, orgID, personID)
	if len(teaches) > 0 {
		out = append(out, "trainer")
	}
	return out, err
}

// Addresses lists the addresses that the person signed in has switched on, by
// kind.
func (p *Prospectus) Addresses(ctx context.Context, by actor.Actor) (map[string]Address, error) {
	rows, err := addressesOf(ctx, p.db, by.OrgID, by.PersonID)
	out := map[string]Address{}
	for _, a := range rows {
		out[a.Kind] = a
	}
	return out, err
}

// idLength is how much of a token is the organisation's id.
const idLength = 26

// NewAddress switches a calendar of the person signed in on, or gives it a new
// address, and returns the token: only its hash is kept.
func (p *Prospectus) NewAddress(ctx context.Context, by actor.Actor, kind string) (string, error) {
	token := by.OrgID + id.Secret()
	return token, p.db.Tx(ctx, func(tx *db.DB) error {
		kinds, err := p.Kinds(ctx, tx, by.OrgID, by.PersonID)
		if err != nil {
			return err
		}
		if !slices.Contains(kinds, kind) {
			return fault.New(fault.Conflict, "Your account does not belong to a student or a trainer, so it has no calendar.")
		}
		if err := deleteAddress(ctx, tx, by.OrgID, by.PersonID, kind); err != nil {
			return err
		}
		a := Address{OrgID: by.OrgID, ID: id.New(), PersonID: by.PersonID, Kind: kind, TokenHash: hash(token), MadeAt: p.moment()}
		if err := insertAddress(ctx, tx, a); err != nil {
			return err
		}
		return p.record(ctx, tx, by, "calendar.made", audit.Target{Kind: "calendar", ID: a.ID, Words: kind})
	})
}

// DropAddress switches a calendar off: its address is not found any more.
func (p *Prospectus) DropAddress(ctx context.Context, by actor.Actor, kind string) error {
	return p.db.Tx(ctx, func(tx *db.DB) error {
		mine, err := addressesOf(ctx, tx, by.OrgID, by.PersonID)
		if err != nil {
			return err
		}
		for _, a := range mine {
			if a.Kind != kind {
				continue
			}
			if err := deleteAddress(ctx, tx, by.OrgID, by.PersonID, kind); err != nil {
				return err
			}
			return p.record(ctx, tx, by, "calendar.switched-off", audit.Target{Kind: "calendar", ID: a.ID, Words: kind})
		}
		return nil
	})
}

func hash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

var errNoCalendar = fault.New(fault.NotFound, "There is no calendar at this address. It may have been switched off.")

// keptDays is how far back a person's own calendar goes.
const keptDays = 120

// OwnCalendar is the calendar behind a secret address.
func (p *Prospectus) OwnCalendar(ctx context.Context, token string) ([]byte, error) {
	if len(token) <= idLength {
		return nil, errNoCalendar
	}
	a, found, err := addressByHash(ctx, p.db, token[:idLength], hash(token))
	if err == nil && !found {
		err = errNoCalendar
	}
	if err != nil {
		return nil, err
	}
	if a.UsedOn != p.today() {
		if err := useAddress(ctx, p.db, a, p.today()); err != nil {
			return nil, err
		}
	}
	sessions, name, err := p.ownSessions(ctx, a)
	if err != nil {
		return nil, err
	}
	events := make([]export.Event, len(sessions))
	for i, s := range sessions {
		events[i] = export.Event{
			UID: uid(s.ID), Summary: sessionTitle(s.RunTitle, s.Title, s.Number, 0), Start: s.StartsAt, End: s.EndsAt, Stamp: p.now(), Sequence: s.Sequence, Cancelled: s.Cancelled(),
			Location: joined(", ", s.Room, s.Venue, s.Address, s.Postcode), Description: noteOf(s), URL: s.OnlineURL,
		}
		if events[i].Location == "" && s.OnlineURL != "" {
			events[i].Location = "On line: " + s.OnlineURL
		}
	}
	return export.ICS(name, events)
}

// noteOf is what somebody booked needs to know besides the place.
func noteOf(s college.CalendarSession) string {
	out := s.Words
	if s.OnlineURL != "" {
		out = strings.TrimSpace("Join here: " + s.OnlineURL + "\n\n" + out)
	}
	return out
}

// ownSessions are the sessions of the calendar, and its name.
func (p *Prospectus) ownSessions(ctx context.Context, a Address) ([]college.CalendarSession, string, error) {
	after := p.today().AddDays(-keptDays).Start()
	if a.Kind == "student" {
		s, found, err := p.college.StudentOf(ctx, p.db, a.OrgID, a.PersonID)
		if err != nil || !found {
			return nil, "", orGone(err)
		}
		out, err := p.college.StudentCalendar(ctx, p.db, a.OrgID, s.ID, after)
		return out, "My courses", err
	}
	teaches, err := p.trainers.OfPerson(ctx, p.db, a.OrgID, a.PersonID)
	if err != nil || len(teaches) == 0 {
		return nil, "", orGone(err)
	}
	var out []college.CalendarSession
	for _, t := range teaches {
		more, err := p.college.TrainerCalendar(ctx, p.db, a.OrgID, t.ID, after)
		if err != nil {
			return nil, "", err
		}
		out = append(out, more...)
	}
	return out, "Sessions I teach", nil
}

// orGone is err, or that there is no such calendar.
func orGone(err error) error {
	if err != nil {
		return err
	}
	return errNoCalendar
}
