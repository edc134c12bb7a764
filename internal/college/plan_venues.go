package college

import (
	"context"
	"strconv"
	"strings"
	"time"

	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/id"
	"footbridge/internal/units"
	"footbridge/internal/when"
)

// Venue is a building where the college meets. It belongs to no college alone:
// every college of the organisation may use its rooms.
type Venue struct {
	OrgID, ID, Name                        string
	Address, Postcode, BoroughID, Travel   string
	StepFree, Toilet, Loop, Parking, Quiet bool
	Access                                 string // more about getting in and around, in words
	ClosedOn                               when.Date
	Version                                int
	CreatedAt                              time.Time
}

// Open reports whether the venue is still used.
func (v Venue) Open() bool { return v.ClosedOn.IsZero() }

// Open reports whether the room can be planned with.
func (m Room) Open() bool { return m.ClosedOn.IsZero() && m.VenueClosedOn.IsZero() }

// Label is the room with its venue: "Garden room, Kingsmere Library".
func (m Room) Label() string {
	if m.ID == "" {
		return ""
	}
	return m.Name + ", " + m.Venue
}

// AccessWords are what makes the venue easier to use, in a sentence.
func (m Room) AccessWords() string {
	return Venue{StepFree: m.StepFree, Toilet: m.Toilet, Loop: m.Loop, Parking: m.Parking, Quiet: m.Quiet}.AccessWords()
}

// AccessWords are what makes the venue easier to use, in a sentence.
func (v Venue) AccessWords() string {
	var have []string
	for _, x := range []struct {
		is    bool
		words string
	}{
		{v.StepFree, "step-free way in"}, {v.Toilet, "accessible toilet"}, {v.Loop, "hearing loop"},
		{v.Parking, "parking for blue badges"}, {v.Quiet, "quiet room to go to"},
	} {
		if x.is {
			have = append(have, x.words)
		}
	}
	s := strings.Join(have, ", ")
	if s == "" {
		return ""
	}
	return strings.ToUpper(s[:1]) + s[1:] + "."
}

func (v Venue) target() audit.Target { return audit.Target{Kind: "venue", ID: v.ID, Words: v.Name} }
func (m Room) target() audit.Target  { return audit.Target{Kind: "room", ID: m.ID, Words: m.Label()} }

// Venues lists the venues by name, closed ones too.
func (c *College) Venues(ctx context.Context, tx *db.DB, orgID string) ([]Venue, error) {
	return allVenues(ctx, tx, orgID)
}

// Boroughs lists the open units of the kind borough by name.
func (c *College) Boroughs(ctx context.Context, tx *db.DB, orgID string) ([]units.Unit, error) {
	tree, err := c.units.In(tx).Tree(ctx, orgID)
	var out []units.Unit
	for _, u := range tree {
		if u.Kind == "borough" && u.Open() {
			out = append(out, u)
		}
	}
	return out, err
}

func (c *College) tidyVenue(ctx context.Context, tx *db.DB, orgID string, v *Venue) (err error) {
	if v.Name, err = planLine("name", "a name", v.Name, true); err != nil {
		return err
	}
	if v.Address, err = planWords("address", "an address", v.Address, 500, false); err != nil {
		return err
	}
	if v.Postcode, err = planLine("postcode", "a postcode", strings.ToUpper(v.Postcode), false); err != nil {
		return err
	}
	if v.Travel, err = planWords("travel", "how to get there", v.Travel, 2000, false); err != nil {
		return err
	}
	if v.Access, err = planWords("access", "more about access", v.Access, 2000, false); err != nil {
		return err
	}
	if v.BoroughID != "" {
		u, err := c.units.In(tx).Unit(ctx, orgID, v.BoroughID)
		if fault.KindOf(err) == fault.NotFound || err == nil && u.Kind != "borough" {
			return fault.Field("borough", "Choose a borough.")
		}
		return err
	}
	return nil
}

// managesVenues makes sure that by plans at some college: venues are shared.
func managesVenues(by actor.Actor) error {
	if !by.Can(Manage) {
		return errNotYours
	}
	return nil
}

// AddVenue records a venue.
func (c *College) AddVenue(ctx context.Context, by actor.Actor, v Venue) (Venue, error) {
	err := c.db.Tx(ctx, func(tx *db.DB) error {
		if err := managesVenues(by); err != nil {
			return err
		}
		if err := c.tidyVenue(ctx, tx, by.OrgID, &v); err != nil {
			return err
		}
		v.OrgID, v.ID, v.Version, v.ClosedOn, v.CreatedAt = by.OrgID, id.New(), 1, when.Date{}, c.instant()
		if err := insertVenue(ctx, tx, v); err != nil {
			return err
		}
		return c.planned(ctx, tx, by, "venue.added", v.target())
	})
	return v, err
}

// ChangeVenue saves what is known about a venue.
func (c *College) ChangeVenue(ctx context.Context, by actor.Actor, v Venue) error {
	return c.changeVenue(ctx, by, v.ID, "venue.changed", func(tx *db.DB, old *Venue) error {
		if err := c.tidyVenue(ctx, tx, by.OrgID, &v); err != nil {
			return err
		}
		v.OrgID, v.ClosedOn = old.OrgID, old.ClosedOn
		*old = v
		return nil
	})
}

// CloseVenue stops a venue from being planned with. Nothing may be planned there
// any more.
func (c *College) CloseVenue(ctx context.Context, by actor.Actor, venueID string) error {
	return c.changeVenue(ctx, by, venueID, "venue.closed", func(tx *db.DB, v *Venue) error {
		if !v.Open() {
			return errPlanChanged
		}
		v.ClosedOn = c.today()
		if err := lockRoomsOf(ctx, tx, v.OrgID, v.ID); err != nil {
			return err
		}
		n, err := plannedIn(ctx, tx, v.OrgID, "m.venue_id", v.ID, c.now())
		return stillPlanned(n, err)
	})
}

// ReopenVenue lets a closed venue be planned with again.
func (c *College) ReopenVenue(ctx context.Context, by actor.Actor, venueID string) error {
	return c.changeVenue(ctx, by, venueID, "venue.reopened", func(tx *db.DB, v *Venue) error {
		if v.Open() {
			return errPlanChanged
		}
		v.ClosedOn = when.Date{}
		return nil
	})
}

func stillPlanned(n int, err error) error {
	if err == nil && n > 0 {
		return fault.New(fault.Conflict, "Sessions still to come are planned here: %d. Move them first.", n)
	}
	return err
}

func (c *College) changeVenue(ctx context.Context, by actor.Actor, venueID, action string, change func(tx *db.DB, v *Venue) error) error {
	return c.db.Tx(ctx, func(tx *db.DB) error {
		old, err := oneVenue(ctx, tx, by.OrgID, venueID)
		if err != nil {
			return err
		}
		if err := managesVenues(by); err != nil {
			return err
		}
		v := old
		if err := change(tx, &v); err != nil {
			return err
		}
		if err := updateVenue(ctx, tx, v); err != nil {
			return err
		}
		return c.planned(ctx, tx, by, action, v.target(), audit.Change{Field: "name", From: old.Name, To: v.Name},
			audit.Change{Field: "postcode", From: old.Postcode, To: v.Postcode}, audit.Change{Field: "accessibility", From: old.AccessWords(), To: v.AccessWords()},
			audit.Change{Field: "closed on", From: old.ClosedOn.String(), To: v.ClosedOn.String()})
	})
}

func tidyRoom(m *Room) (err error) {
	if m.Name, err = planLine("name", "a name", m.Name, true); err != nil {
		return err
	}
	if m.Words, err = planWords("words", "where it is", m.Words, 500, false); err != nil {
		return err
	}
	return between("seats", "Seats", m.Seats, 1, 10_000)
}

// AddRoom adds a room to a venue.
func (c *College) AddRoom(ctx context.Context, by actor.Actor, m Room) (Room, error) {
	if err := tidyRoom(&m); err != nil {
		return Room{}, err
	}
	err := c.db.Tx(ctx, func(tx *db.DB) error {
		v, err := oneVenue(ctx, tx, by.OrgID, m.VenueID)
		if err != nil {
			return err
		}
		if err := managesVenues(by); err != nil {
			return err
		}
		m.OrgID, m.ID, m.Venue, m.ClosedOn, m.CreatedAt = by.OrgID, id.New(), v.Name, when.Date{}, c.instant()
		if err := insertRoom(ctx, tx, m); err != nil {
			return err
		}
		return c.planned(ctx, tx, by, "room.added", m.target(), audit.Change{Field: "seats", To: strconv.Itoa(m.Seats)})
	})
	return m, err
}

// ChangeRoom saves the name, seats and words of a room.
func (c *College) ChangeRoom(ctx context.Context, by actor.Actor, m Room) error {
	if err := tidyRoom(&m); err != nil {
		return err
	}
	return c.changeRoom(ctx, by, m.ID, "room.changed", func(tx *db.DB, old *Room) error {
		old.Name, old.Seats, old.Words = m.Name, m.Seats, m.Words
		return nil
	})
}

// CloseRoom stops a room from being planned with.
func (c *College) CloseRoom(ctx context.Context, by actor.Actor, roomID string) error {
	return c.changeRoom(ctx, by, roomID, "room.closed", func(tx *db.DB, m *Room) error {
		if !m.ClosedOn.IsZero() {
			return errPlanChanged
		}
		m.ClosedOn = c.today()
		n, err := plannedIn(ctx, tx, m.OrgID, "m.id", m.ID, c.now())
		return stillPlanned(n, err)
	})
}

// ReopenRoom lets a closed room be planned with again.
func (c *College) ReopenRoom(ctx context.Context, by actor.Actor, roomID string) error {
	return c.changeRoom(ctx, by, roomID, "room.reopened", func(tx *db.DB, m *Room) error {
		if m.ClosedOn.IsZero() {
			return errPlanChanged
		}
		m.ClosedOn = when.Date{}
		return nil
	})
}

func (c *College) changeRoom(ctx context.Context, by actor.Actor, roomID, action string, change func(tx *db.DB, m *Room) error) error {
	return c.db.Tx(ctx, func(tx *db.DB) error {
		if err := lockRoom(ctx, tx, by.OrgID, roomID); err != nil { // nobody plans with it meanwhile
			return err
		}
		old, err := oneRoom(ctx, tx, by.OrgID, roomID)
		if err != nil {
			return err
		}
		if err := managesVenues(by); err != nil {
			return err
		}
		m := old
		if err := change(tx, &m); err != nil {
			return err
		}
		if err := updateRoom(ctx, tx, m); err != nil {
			return err
		}
		return c.planned(ctx, tx, by, action, m.target(), audit.Change{Field: "name", From: old.Name, To: m.Name},
			audit.Change{Field: "seats", From: strconv.Itoa(old.Seats), To: strconv.Itoa(m.Seats)},
			audit.Change{Field: "closed on", From: old.ClosedOn.String(), To: m.ClosedOn.String()})
	})
}
