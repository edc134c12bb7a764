package library

import (
	"context"
	"strings"

	"footbridge/internal/actor"
	"footbridge/internal/db"
	"footbridge/internal/notify"
)

// remindDays are the days between two reminders of one loan.
const remindDays = 7

const tmplReminder = "library.reminder"

// Templates are the messages of this module.
func Templates() []notify.Template {
	return []notify.Template{
		{Name: tmplReminder, Subject: "A friendly reminder", About: "To a student whose loans from the library should have come back, when somebody at the college sends the reminders: what they are, and since when.",
			Body: `Hello {{.Name}},

We hope you are enjoying what you borrowed. It was to come back by now, and somebody else may be waiting for it:

{{.Items}}

Bring it along next time, or keep it a little longer from this page: {{.Link}}

If it has gone missing, just tell us. It happens, and nobody will mind.`},
	}
}

// Remind writes to every student with something overdue at the colleges at which
// by lends, once a week at the most, and says how many were written to. Each
// gets one message that names only their own.
func (l *Library) Remind(ctx context.Context, by actor.Actor) (int, error) {
	loans, err := l.Loans(ctx, by, true)
	if err != nil {
		return 0, err
	}
	of := map[string][]Loan{}
	var order []string
	for _, loan := range loans {
		if of[loan.StudentID] == nil {
			order = append(order, loan.StudentID)
		}
		of[loan.StudentID] = append(of[loan.StudentID], loan)
	}
	written := 0
	for _, studentID := range order {
		sent, err := l.remind(ctx, by, of[studentID])
		if err != nil {
			return written, err
		}
		if sent {
			written++
		}
	}
	return written, nil
}

// remind writes to one student about their overdue loans.
func (l *Library) remind(ctx context.Context, by actor.Actor, loans []Loan) (sent bool, err error) {
	contact, err := l.people.Contact(ctx, by.OrgID, loans[0].PersonID)
	if err != nil {
		return false, err
	}
	today := l.today()
	err = l.db.Tx(ctx, func(tx *db.DB) error {
		sent = false
		var items []string
		for _, loan := range loans {
			noted, err := noteReminder(ctx, tx, loan, today)
			if err != nil {
				return err
			}
			if !noted {
				continue
			}
			items = append(items, "– "+loan.Title+", due "+loan.DueOn.String())
			item, err := oneItem(ctx, tx, by.OrgID, loan.ItemID)
			if err != nil {
				return err
			}
			if err := l.record(ctx, tx, by, "library.loan.reminded", item); err != nil {
				return err
			}
		}
		if sent = len(items) > 0; !sent {
			return nil
		}
		return l.notify.Send(ctx, tx, notify.Message{
			OrgID: by.OrgID, Key: tmplReminder + " " + loans[0].StudentID + " " + today.ISO(), To: contact, Template: tmplReminder,
			Data: map[string]string{"Items": strings.Join(items, "\n"), "Link": l.baseURL + "/library/mine"},
		})
	})
	return sent, err
}
