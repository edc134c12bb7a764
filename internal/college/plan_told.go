package college

import (
	"context"
	"slices"
	"strings"

	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/db"
	"footbridge/internal/when"
)

// sessionChange is what is going to be different about a session.
type sessionChange struct {
	time, later, place, who bool
	audit                   []audit.Change
}

func (x sessionChange) matters() bool { return x.time || x.place || x.who }

// kind is the notice that tells students.
func (x sessionChange) kind() string {
	if x.later {
		return NoticePostponed
	}
	return NoticeChanged
}

func (c *College) changeOf(ctx context.Context, tx *db.DB, old, s slot) (sessionChange, error) {
	rooms, err := c.Rooms(ctx, tx, s.OrgID)
	if err != nil {
		return sessionChange{}, err
	}
	names, err := c.trainerNames(ctx, tx, s.OrgID, append(slices.Clone(old.trainers), s.trainers...))
	if err != nil {
		return sessionChange{}, err
	}
	link := func(s slot) string {
		if s.OnlineURL == "" {
			return "none"
		}
		return "set"
	}
	x := sessionChange{
		time:  !old.StartsAt.Equal(s.StartsAt) || !old.EndsAt.Equal(s.EndsAt),
		later: when.DateOf(s.StartsAt).After(when.DateOf(old.StartsAt)),
		place: old.RoomID != s.RoomID || old.OnlineURL != s.OnlineURL,
		who:   !sameSet(old.trainers, s.trainers),
	}
	x.audit = []audit.Change{
		{Field: "time", From: old.words(), To: s.words()}, {Field: "room", From: rooms[old.RoomID].Label(), To: rooms[s.RoomID].Label()},
		{Field: "link", From: link(old), To: link(s)}, {Field: "trainers", From: names(old.trainers), To: names(s.trainers)}, {Field: "title", From: old.Title, To: s.Title},
	}
	return x, nil
}

// sameSet reports whether two lists hold the same, in whatever order.
func sameSet(a, b []string) bool {
	a, b = slices.Clone(a), slices.Clone(b)
	slices.Sort(a)
	slices.Sort(b)
	return slices.Equal(slices.Compact(a), slices.Compact(b))
}

// trainerNames returns a function that says who some trainers are.
func (c *College) trainerNames(ctx context.Context, tx *db.DB, orgID string, ids []string) (func([]string) string, error) {
	all, err := c.trainers.ByID(ctx, tx, orgID, ids)
	return func(ids []string) string {
		var out []string
		for _, id := range ids {
			if t, ok := all[id]; ok {
				out = append(out, t.Name)
			}
		}
		slices.Sort(out)
		return strings.Join(slices.Compact(out), ", ")
	}, err
}

// afterChange keeps the run in step with a session that changed and tells
// everybody with a booking.
func (c *College) afterChange(ctx context.Context, tx *db.DB, by actor.Actor, run Run, s slot, changed sessionChange, reason string) error {
	if err := c.step(ctx, tx, run); err != nil {
		return err
	}
	if err := c.planned(ctx, tx, by, "session.changed", audit.Target{Kind: "session", ID: s.ID, Words: run.Title + ", " + s.words()}, changed.audit...); err != nil {
		return err
	}
	if !changed.matters() || run.State == "draft" {
		return nil
	}
	words := []string{reason}
	if changed.time || changed.place {
		room := Room{}
		if s.RoomID != "" {
			var err error
			if room, err = oneRoom(ctx, tx, run.OrgID, s.RoomID); err != nil {
				return err
			}
		}
		words = append(words, "It is now on "+s.words()+placeWords(room, s.OnlineURL)+".")
	}
	if changed.who {
		names, err := c.trainerNames(ctx, tx, run.OrgID, s.trainers)
		if err != nil {
			return err
		}
		if who := names(s.trainers); who != "" {
			words = append(words, "The trainers are now "+who+".")
		}
	}
	return c.tellRun(ctx, tx, run, changed.kind(), s.ID, strings.Join(words, " "))
}

// placeWords are where a session meets, as the end of a sentence. The link
// itself is for those booked only.
func placeWords(room Room, online string) string {
	switch {
	case room.ID != "" && online != "":
		return ", in " + room.Label() + " and online"
	case room.ID != "":
		return ", in " + room.Label()
	case online != "":
		return ", online"
	}
	return ""
}

// step brings a run into step with its sessions, and what hangs on its start.
func (c *College) step(ctx context.Context, tx *db.DB, run Run) error {
	if err := keepStep(ctx, tx, run); err != nil {
		return err
	}
	now, err := oneRun(ctx, tx, run.OrgID, run.ID)
	if err != nil || now.StartsAt.IsZero() {
		return err
	}
	setting, err := settingOf(ctx, tx, run.OrgID, run.UnitID)
	if err != nil {
		return err
	}
	return shortenOffers(ctx, tx, now, now.LastOffer(setting))
}
