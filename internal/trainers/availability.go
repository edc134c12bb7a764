package trainers

import (
	"context"
	"fmt"
	"strings"
	"time"

	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/id"
	"footbridge/internal/when"
)

// Hours are the hours of one day of the week on which somebody can teach:
// minutes after midnight in London. Monday is 1, Sunday 7.
type Hours struct {
	Weekday              int
	FromMinute, ToMinute int
}

// Day is the day's name.
func (h Hours) Day() string { return time.Weekday(h.Weekday % 7).String() }

// From and To are the hours as people read them.
func (h Hours) From() string { return clockOf(h.FromMinute) }

// To is the end as people read it.
func (h Hours) To() string { return clockOf(h.ToMinute) }

// clockOf writes minutes after midnight: "2:05pm".
func clockOf(minute int) string {
	switch minute {
	case 24 * 60:
		return "midnight"
	case 12 * 60:
		return "noon"
	}
	return time.Date(2000, 1, 1, 0, minute, 0, 0, time.UTC).Format("3:04pm")
}

// Away is a stretch of days on which somebody cannot teach.
type Away struct {
	ID              string
	FromOn, UntilOn when.Date
}

// unavailable says what speaks against teaching between two instants.
func unavailable(t Trainer, week []Hours, away []Away, from, to time.Time) string {
	first, last := when.DateOf(from), when.DateOf(to.Add(-time.Nanosecond))
	switch {
	case t.Stopped(last):
		return fmt.Sprintf("%s teaches until %s only", t.Name, t.EndedOn)
	case t.Lapsed(last):
		return fmt.Sprintf("%s has a training to renew by %s", t.Name, t.RenewBy)
	}
	for _, a := range away {
		switch {
		case a.UntilOn.Before(first) || a.FromOn.After(last):
		case a.FromOn == a.UntilOn:
			return fmt.Sprintf("%s is away on %s", t.Name, a.FromOn)
		default:
			return fmt.Sprintf("%s is away until %s", t.Name, a.UntilOn)
		}
	}
	if len(week) == 0 {
		return ""
	}
	begin := from.In(when.London)
	minute := begin.Hour()*60 + begin.Minute()
	end := minute + int(to.Sub(from).Minutes())
	for _, h := range week {
		if h.Weekday%7 != int(begin.Weekday()) {
			continue
		}
		if minute < h.FromMinute || end > h.ToMinute {
			return fmt.Sprintf("%s teaches from %s to %s on %ss", t.Name, h.From(), h.To(), h.Day())
		}
		return ""
	}
	return fmt.Sprintf("%s teaches on %s only", t.Name, daysOf(week))
}

// daysOf names the days of a week: "Tuesdays and Thursdays".
func daysOf(week []Hours) string {
	names := make([]string, len(week))
	for i, h := range week {
		names[i] = h.Day() + "s"
	}
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}

// Availability is when a trainer can teach: the hours of a week, none when they
// have not told, and the days away that have not passed.
func (t *Trainers) Availability(ctx context.Context, tx *db.DB, orgID, trainerID string) ([]Hours, []Away, error) {
	week, err := weekOf(ctx, tx, orgID, trainerID)
	if err != nil {
		return nil, nil, err
	}
	away, err := daysAway(ctx, tx, orgID, trainerID, t.today())
	return week, away, err
}

// SetWeek says on which days and hours a trainer can teach: theirs to change,
// and their college's. No hours at all says that any time may be asked.
func (t *Trainers) SetWeek(ctx context.Context, by actor.Actor, trainerID string, week []Hours) error {
	seen := map[int]bool{}
	for _, h := range week {
		switch {
		case h.Weekday < 1 || h.Weekday > 7 || seen[h.Weekday]:
			return fault.New(fault.Invalid, "Each day can have one stretch of hours.")
		case h.FromMinute < 0 || h.ToMinute > 24*60 || h.FromMinute >= h.ToMinute:
			return fault.Field(fmt.Sprintf("to-%d", h.Weekday), "On %s, the end must be later than the beginning.", h.Day())
		}
		seen[h.Weekday] = true
	}
	return t.db.Tx(ctx, func(tx *db.DB) error {
		trainer, err := t.own(ctx, tx, by, trainerID)
		if err != nil {
			return err
		}
		if err := replaceWeek(ctx, tx, by.OrgID, trainerID, week); err != nil {
			return err
		}
		return t.record(ctx, tx, by, "trainers.availability.changed", trainer)
	})
}

// GoAway says that a trainer cannot teach from a day to another. It does not say
// why.
func (t *Trainers) GoAway(ctx context.Context, by actor.Actor, trainerID string, from, until when.Date) error {
	switch {
	case from.IsZero():
		return fault.Field("from", "Enter the first day.")
	case until.Before(from):
		return fault.Field("until", "The last day cannot be before the first.")
	case until.Before(t.today()):
		return fault.Field("until", "These days have passed.")
	case until.Days(from) > 2*366:
		return fault.Field("until", "Enter two years at the most.")
	}
	return t.db.Tx(ctx, func(tx *db.DB) error {
		trainer, err := t.own(ctx, tx, by, trainerID)
		if err != nil {
			return err
		}
		if err := insertAway(ctx, tx, by.OrgID, trainerID, Away{id.New(), from, until}, t.now()); err != nil {
			return err
		}
		return t.record(ctx, tx, by, "trainers.away.added", trainer, audit.Change{Field: "away", To: from.String() + " to " + until.String()})
	})
}

// ComeBack takes days away out again.
func (t *Trainers) ComeBack(ctx context.Context, by actor.Actor, trainerID, awayID string) error {
	return t.db.Tx(ctx, func(tx *db.DB) error {
		trainer, err := t.own(ctx, tx, by, trainerID)
		if err != nil {
			return err
		}
		n, err := deleteAway(ctx, tx, by.OrgID, trainerID, awayID)
		if err != nil {
			return err
		}
		if n == 0 {
			return fault.New(fault.NotFound, "These days are not in the list any more.")
		}
		return t.record(ctx, tx, by, "trainers.away.removed", trainer)
	})
}
