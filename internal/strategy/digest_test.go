package strategy

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"footbridge/internal/actions"
	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/when"
)

func TestFirstWorkingDay(t *testing.T) {
	for _, c := range []struct {
		month when.Month
		day   int
	}{
		{when.Month{Year: 2027, Month: 1}, 4}, // Friday 1st is New Year's Day
		{when.Month{Year: 2022, Month: 1}, 4}, // Saturday 1st, so Monday 3rd is kept
		{when.Month{Year: 2023, Month: 1}, 3}, // Sunday 1st, so Monday 2nd is kept
		{when.Month{Year: 2027, Month: 5}, 4}, // Saturday 1st, Monday 3rd a bank holiday
		{when.Month{Year: 2027, Month: 6}, 1}, // Tuesday
		{when.Month{Year: 2027, Month: 8}, 2}, // Sunday 1st
		{when.Month{Year: 2008, Month: 4}, 1}, // Tuesday
		{when.Month{Year: 2024, Month: 4}, 2}, // Monday 1st is Easter Monday
		{when.Month{Year: 2018, Month: 4}, 3}, // Sunday 1st is Easter
		{when.Month{Year: 1994, Month: 4}, 5}, // Friday 1st is Good Friday
		{when.Month{Year: 2026, Month: 4}, 1}, // Good Friday is the 3rd
	} {
		if got := firstWorkingDay(c.month); got.Day != c.day {
			t.Errorf("%s begins to work on %s, want the %d", c.month, got, c.day)
		}
	}
}

// On the first working day everybody who holds a post gets one digest; a week
// later come the reminders. Telling again tells nothing new.
func TestTell(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := newCore(t, d)
		o := c.objective("Leadership")
		late := c.item(o, "Launch the strategy", "March 2008", c.posts...)
		c.item(o, "Train the trainers", "May 2008", c.posts[0])
		c.item(o, "Far away", "March 2009", c.posts[0])
		done := c.item(o, "Done already", "March 2008", c.posts[0])
		c.must(c.UpdateAction(t.Context(), c.by, done.ActionID, func(tx *db.DB, acts *actions.Actions, r Row) error {
			if _, err := acts.AddEvidence(t.Context(), tx, c.by, module, r.ActionID, actions.EvidenceInput{Kind: "note", Words: "Seen"}); err != nil {
				return err
			}
			return acts.Close(t.Context(), tx, c.by, module, r.ActionID)
		}))
		for _, x := range []struct {
			day  int
			want map[string][]string
		}{
			{1, map[string][]string{tmplDigest: {"Launch the strategy", "Train the trainers", "Far away"}}},
			{2, map[string][]string{tmplDigest: {"Launch the strategy", "Train the trainers", "Far away"}}},
			{5, nil},
			{8, map[string][]string{tmplSoon: {"Train the trainers"}, tmplLate: {"Launch the strategy"}}},
			{15, nil},
		} {
			if x.day != 2 {
				_, err := d.Exec(t.Context(), "DELETE FROM notify_message WHERE org_id = $1", c.by.OrgID)
				c.must(err)
			}
			c.clock = time.Date(2008, 4, x.day, 8, 0, 0, 0, time.UTC)
			c.must(c.Tell(t.Context(), "https://footbridge.example/"))
			type row struct{ Template, Subject, Body string }
			sent, err := db.All[row](t.Context(), d, "SELECT template, subject, body FROM notify_message WHERE org_id = $1", c.by.OrgID)
			c.must(err)
			if len(sent) != len(x.want) {
				t.Errorf("on %d April: %d messages, want %d", x.day, len(sent), len(x.want))
			}
			for _, m := range sent {
				for _, title := range []string{"Launch the strategy", "Train the trainers", "Far away", "Done already"} {
					if says, want := strings.Contains(m.Body, title), strings.Contains(fmt.Sprint(x.want[m.Template]), title); says != want {
						t.Errorf("on %d April, %s names %q: %t, want %t", x.day, m.Template, title, says, want)
					}
				}
				if strings.Contains(m.Subject, "Asha") {
					t.Errorf("the subject %q names a person", m.Subject)
				}
				if m.Template == tmplDigest && !strings.Contains(m.Body, "https://footbridge.example/strategy/actions/"+late.ActionID+"/update") {
					t.Errorf("no link to update in %q", m.Body)
				}
			}
		}
	})
}
