package college

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"footbridge/internal/actor"
	"footbridge/internal/db"
	"footbridge/internal/notify"
	"footbridge/internal/when"
)

// templateOf is the name of the message that a kind of notice becomes.
func templateOf(kind string) string {
	return templatePrefix + strings.ReplaceAll(kind, " ", "_")
}

// Tell makes messages of the notices that wait, in every organisation, and
// reminds of what comes soon.
func (c *College) Tell(ctx context.Context) error {
	all, err := c.units.Organisations(ctx)
	if err != nil {
		return err
	}
	var failed []error
	for _, org := range all {
		failed = append(failed, remind(ctx, c.db, org.OrgID, c.now()), c.tellDue(ctx, org.OrgID))
	}
	return errors.Join(failed...)
}

// tellDue makes a message of each notice whose time has come. A notice whose
// message cannot be written does not hold up the others.
func (c *College) tellDue(ctx context.Context, orgID string) error {
	const batch = 200
	var failed []error
	for {
		due, err := dueNotices(ctx, c.db, orgID, c.now(), batch)
		if err != nil {
			return err
		}
		before := len(failed)
		for _, n := range due {
			if err := c.db.Tx(ctx, func(tx *db.DB) error { return c.write(ctx, tx, n) }); err != nil {
				failed = append(failed, fmt.Errorf("notice %s: %w", n.ID, err))
			}
		}
		if len(due) < batch || len(failed) > before {
			return errors.Join(failed...)
		}
	}
}

// tooOld is when a notice is not worth a message any more: the service has been
// down for that long.
const tooOld = 14 * 24 * time.Hour

// stale reports whether the notice was overtaken: it promises what is no longer
// so, and another notice tells what is.
func (n Notice) stale(b Booking) bool {
	switch n.Kind {
	case NoticeConfirmed, NoticeReminder:
		return b.State != Confirmed
	case NoticeOffer:
		return b.State != Offered
	case NoticeWaiting:
		return b.State != Waiting
	case NoticeRequested:
		return b.State != Requested
	}
	return false
}

// write makes the message of one notice.
func (c *College) write(ctx context.Context, tx *db.DB, n Notice) error {
	fresh, err := markTold(ctx, tx, n, c.now())
	if err != nil || !fresh || c.now().Sub(n.NotBefore) > tooOld {
		return err
	}
	student, err := oneStudent(ctx, tx, n.OrgID, n.StudentID)
	if err != nil {
		return err
	}
	contact, err := c.people.In(tx).Contact(ctx, n.OrgID, student.PersonID)
	if err != nil {
		return err
	}
	if contact.PersonID == "" || !student.LeftOn.IsZero() && n.Kind == NoticeReminder {
		return nil
	}
	if n.Kind == NoticeReminder {
		contact.Channel = student.ReminderChannel
	}
	var booking Booking
	if n.BookingID != "" {
		if booking, err = oneBooking(ctx, tx, n.OrgID, n.BookingID); err != nil || n.stale(booking) {
			return err
		}
	}
	data, err := c.noticeData(ctx, tx, n, booking)
	if err != nil {
		return err
	}
	return c.notify.Send(ctx, tx, notify.Message{OrgID: n.OrgID, Key: "college-notice-" + n.ID, To: contact, Template: templateOf(n.Kind), Data: data})
}

// noticeData are the facts of a message: about one session, or about the run as
// it is now. Where it is and its link are for those who have a place.
func (c *College) noticeData(ctx context.Context, tx *db.DB, n Notice, booking Booking) (map[string]string, error) {
	run, err := oneRun(ctx, tx, n.OrgID, n.RunID)
	if err != nil {
		return nil, err
	}
	setting, err := settingOf(ctx, tx, n.OrgID, run.UnitID)
	if err != nil {
		return nil, err
	}
	data := map[string]string{
		"Course": run.Title, "When": "", "Where": "", "Getting": "", "Bring": run.Words, "Reason": n.Words,
		"Link": c.baseURL + "/college/my", "Phone": setting.Phone, "Until": "", "Answer": "",
	}
	if n.Token != "" {
		data["Answer"], data["Until"] = c.baseURL+"/college/offer/"+n.Token, when.Stamp(booking.OfferUntil)
	}
	return data, c.fillSessions(ctx, tx, n, run, booking, data)
}

// fillSessions says when and where: each session on a line of its own.
func (c *College) fillSessions(ctx context.Context, tx *db.DB, n Notice, run Run, b Booking, data map[string]string) error {
	sessions, err := sessionsOfRuns(ctx, tx, run.OrgID, []string{run.ID})
	if err != nil {
		return err
	}
	rooms, err := c.Rooms(ctx, tx, run.OrgID)
	if err != nil {
		return err
	}
	placed := b.State == Confirmed
	var times, places, ways []string
	for _, s := range sessions {
		if n.SessionID != "" && s.ID != n.SessionID || n.SessionID == "" && s.State == "cancelled" && run.State != "cancelled" {
			continue
		}
		times = append(times, sessionTime(s))
		room := rooms[s.RoomID]
		where, way := "", getting(room)
		switch {
		case s.OnlineURL != "" && placed:
			where = "Online: " + s.OnlineURL
		case s.OnlineURL != "":
			where = "Online"
		case room.ID != "" && placed:
			where = strings.Trim(room.Venue+", "+room.Name+"\n"+room.Address+" "+room.Postcode, "\n ")
		case room.ID != "":
			where = room.Venue
		}
		places, ways = addNew(places, where), addNew(ways, way)
	}
	data["When"], data["Where"], data["Getting"] = strings.Join(times, "\n"), strings.Join(places, "\n"), strings.Join(ways, "\n")
	return nil
}

// sessionTime is "Monday 3 May 2027, 10:00am to 12:00pm".
func sessionTime(s Session) string {
	return s.StartsAt.In(when.London).Format("Monday 2 January 2006, 3:04pm") + " to " + when.Clock(s.EndsAt)
}

// getting says how to come and what the place is like.
func getting(r Room) string {
	if r.ID == "" {
		return ""
	}
	out := []string{}
	if r.Travel != "" {
		out = append(out, r.Travel)
	}
	if r.StepFree {
		out = append(out, "There are no steps.")
	}
	if r.Quiet {
		out = append(out, "There is a quiet room.")
	}
	if r.Access != "" {
		out = append(out, r.Access)
	}
	return strings.Join(out, " ")
}

// addNew adds what is not empty and not the last one.
func addNew(list []string, s string) []string {
	if s == "" || len(list) > 0 && list[len(list)-1] == s {
		return list
	}
	return append(list, s)
}

// deskPrefixes begin the names of the messages that a college's desk carries.
var deskPrefixes = []string{templatePrefix, "learning.", "library.", "prospectus."}

// Desk lists messages that somebody at the college must see to: calls, texts,
// letters, other formats.
func (c *College) Desk(ctx context.Context, by actor.Actor, limit, offset int) ([]notify.Row, int, error) {
	if err := c.anyCollege(ctx, by, Students); err != nil {
		return nil, 0, err
	}
	return c.notify.Desk(ctx, by.OrgID, deskPrefixes, limit, offset)
}

// FinishDesk notes that by saw to such a message.
func (c *College) FinishDesk(ctx context.Context, by actor.Actor, messageID string) error {
	if err := c.anyCollege(ctx, by, Students); err != nil {
		return err
	}
	return c.notify.FinishDesk(ctx, by, deskPrefixes, messageID)
}

// anyCollege reports whether by holds the permission at some college.
func (c *College) anyCollege(ctx context.Context, by actor.Actor, permission string) error {
	if by.CanEverywhere(permission) {
		return nil
	}
	all, err := c.Colleges(ctx, by.OrgID)
	if err != nil {
		return err
	}
	for _, u := range all {
		if by.CanAt(permission, u.Path) {
			return nil
		}
	}
	return errNobody
}
