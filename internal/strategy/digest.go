package strategy

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"footbridge/internal/actions"
	"footbridge/internal/db"
	"footbridge/internal/notify"
	"footbridge/internal/when"
)

// Names of the messages.
const (
	tmplDigest = "strategy.digest"
	tmplSoon   = "strategy.reminder.before"
	tmplLate   = "strategy.reminder.after"
)

// Templates are the words of the module's messages. Subjects are fixed: they
// show on a locked telephone.
func Templates() []notify.Template {
	return []notify.Template{
		{Name: tmplDigest, Subject: "Your actions this month", About: "Once a month, to everybody who holds a post that owns open actions: what they are, how they stand, and a link to update each.",
			Body: `Hello {{.Name}},

These actions belong to the posts you hold. Please say in a sentence or two how each goes. It takes a minute.

{{.Actions}}

All your actions: {{.Link}}

You get this once a month because you hold a post that owns actions.`},
		{Name: tmplSoon, Subject: "Actions due next month", About: "Once, in the month before actions are due, to the holders of the posts that own them.",
			Body: `Hello {{.Name}},

These actions of yours are due next month.

{{.Actions}}

If one of them will be late or needs help, say so in an update: then others can help.

All your actions: {{.Link}}`},
		{Name: tmplLate, Subject: "Actions that were due last month", About: "Once, in the month after actions were due, to the holders of the posts that own those still open.",
			Body: `Hello {{.Name}},

These actions of yours were due last month and are still open.

{{.Actions}}

If one is done, add the evidence and mark it as complete. If not, say in an update what would help.

All your actions: {{.Link}}`},
	}
}

// firstWorkingDay is the first day of the month that is not a Saturday, a
// Sunday, New Year's Day, Good Friday, Easter Monday or the early May bank
// holiday.
func firstWorkingDay(m when.Month) when.Date {
	for d := m.First(); ; d = d.AddDays(1) {
		weekday := d.Start().In(when.London).Weekday()
		newYear := m.Month == time.January && d.Day == 1
		mayDay := m.Month == time.May && weekday == time.Monday && d.Day <= 7
		// A New Year's Day at a weekend is kept on the Monday after it.
		keptLater := m.Month == time.January && weekday == time.Monday && (d.Day == 2 || d.Day == 3)
		if weekday != time.Saturday && weekday != time.Sunday && !newYear && !mayDay && !keptLater && !atEaster(d) {
			return d
		}
	}
}

// atEaster reports whether the day is Good Friday or Easter Monday: Easter Sunday
// by the Gregorian calendar's own rule.
func atEaster(d when.Date) bool {
	golden, century := d.Year%19, d.Year/100
	epact := (century - century/4 - (8*century+13)/25 + 19*golden + 15) % 30
	epact -= epact / 28 * (1 - epact/28*(29/(epact+1))*((21-golden)/11))
	weekday := (d.Year + d.Year/4 + epact + 2 - century + century/4) % 7
	easter := when.Date{Year: d.Year, Month: time.March, Day: 28}.AddDays(epact - weekday)
	return d == easter.AddDays(-2) || d == easter.AddDays(1)
}

// Tell sends the messages of the day in every organisation: the digest on the
// first working day of a month and the reminders a week after it. Should that
// day be missed, they go in the two days after. Telling twice sends nothing new.
func (s *Strategy) Tell(ctx context.Context, baseURL string) error {
	if s.notify == nil {
		return nil
	}
	today := s.today()
	first := firstWorkingDay(today.MonthOf())
	digest, reminders := within(today, first), within(today, first.AddDays(7))
	if !digest && !reminders {
		return nil
	}
	all, err := s.units.Organisations(ctx)
	if err != nil {
		return err
	}
	for _, org := range all {
		if digest {
			if err := s.tell(ctx, org.OrgID, baseURL, tmplDigest, func(r Row) bool { return true }); err != nil {
				return err
			}
		}
		if reminders {
			this := today.MonthOf()
			if err := s.tell(ctx, org.OrgID, baseURL, tmplSoon, func(r Row) bool { return r.Action.DueMonth == this.Add(1) }); err != nil {
				return err
			}
			if err := s.tell(ctx, org.OrgID, baseURL, tmplLate, func(r Row) bool { return r.Standing.Overdue && r.Action.DueMonth == this.Add(-1) }); err != nil {
				return err
			}
		}
	}
	return nil
}

// within reports whether today is the day or one of the two after it.
func within(today, day when.Date) bool { return today.Days(day) >= 0 && today.Days(day) <= 2 }

// tell sends one message to each holder of posts about their open actions that
// are meant.
func (s *Strategy) tell(ctx context.Context, orgID, baseURL, tmpl string, meant func(Row) bool) error {
	e, found, err := s.Current(ctx, orgID)
	if err != nil || !found || e.State != Live {
		return err
	}
	byPerson := map[string][]Row{}
	var people []string
	f := Filter{StrategyID: e.ID, Filter: actions.Filter{Open: true}}
	err = s.EachRow(ctx, orgID, f, func(r Row) error {
		for _, p := range r.Posts {
			if p.HolderID == "" || !meant(r) || owned(byPerson[p.HolderID], r) {
				continue
			}
			if byPerson[p.HolderID] == nil {
				people = append(people, p.HolderID)
			}
			byPerson[p.HolderID] = append(byPerson[p.HolderID], r)
		}
		return nil
	})
	if err != nil {
		return err
	}
	slices.Sort(people)
	var failed []error
	for _, person := range people { // what fails for one must not keep it from the others
		if err := s.tellPerson(ctx, orgID, baseURL, tmpl, person, byPerson[person]); err != nil {
			failed = append(failed, fmt.Errorf("tell the holder of a post: %w", err))
		}
	}
	return errors.Join(failed...)
}

// owned reports whether the last of rows is r: somebody may hold two of the
// posts that own it.
func owned(rows []Row, r Row) bool {
	return len(rows) > 0 && rows[len(rows)-1].ActionID == r.ActionID
}

func (s *Strategy) tellPerson(ctx context.Context, orgID, baseURL, tmpl, personID string, rows []Row) error {
	to, err := s.people.Contact(ctx, orgID, personID)
	if err != nil {
		return err
	}
	base := strings.TrimRight(baseURL, "/")
	m := notify.Message{
		OrgID: orgID, Key: fmt.Sprintf("%s:%s:%s", tmpl, personID, s.today().MonthOf().ISO()), To: to, Template: tmpl,
		Data: map[string]string{"Actions": actionLines(base, rows), "Link": base + "/strategy/mine"},
	}
	return s.db.Tx(ctx, func(tx *db.DB) error { return s.notify.Send(ctx, tx, m) })
}

// actionLines is a paragraph for each action: what, when, how it stands, and
// where to update it.
func actionLines(base string, rows []Row) string {
	var out []string
	for _, r := range rows {
		words := string(r.Standing.Status)
		if r.Standing.Overdue {
			words += ", overdue"
		}
		out = append(out, fmt.Sprintf("%s\nDue: %s. It is shown as %s.\nUpdate it: %s%s/update", r.Action.Title, r.Action.Due(), words, base, r.Href()))
	}
	return strings.Join(out, "\n\n")
}
