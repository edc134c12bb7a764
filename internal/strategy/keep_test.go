package strategy

import (
	"net/http"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"footbridge/internal/actions"
	"footbridge/internal/actor"
	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/fault"
	"footbridge/internal/when"
)

// Saving a form takes nothing away that it did not show: an owner whose post has
// closed, an aim that has been retired.
func TestAFormKeepsWhatIsNoLongerOffered(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := newLocal(t, d)
		ctx, as, o := t.Context(), l.admin(), l.objectives[0]
		aims, err := l.s.Aims(ctx, l.by.OrgID, false)
		l.must(err)
		post, err := l.units.AddPost(ctx, l.by, l.unit["Vale"].ID, "Borough lead")
		l.must(err)
		r, err := l.s.AddItem(ctx, l.by, ItemInput{ObjectiveID: o.ID, Aims: []string{aims[0].ID}, Input: actions.Input{Title: "Train", Owners: []string{post.ID}, Due: actions.DueMonth(when.Month{Year: 2027, Month: 9})}})
		l.must(err)
		l.must(l.s.ChangeObjective(ctx, l.by, o.ID, 1, ObjectiveInput{Title: o.Title, Aims: []string{aims[0].ID}}))
		l.must(l.units.ClosePost(ctx, l.by, post.ID, l.s.today()))
		l.must(l.s.RetireAim(ctx, l.by, aims[0].ID))

		l.resend(as, "/strategy/actions/"+r.ActionID)
		l.resend(as, "/strategy/objectives/"+o.ID)
		got, err := l.s.Row(ctx, l.by.OrgID, r.ActionID)
		l.must(err)
		carried, err := aimsOfAction(ctx, d, l.by.OrgID, r.ActionID)
		l.must(err)
		row, err := l.s.ObjectiveRow(ctx, l.by.OrgID, o.ID)
		if err != nil || len(got.Action.Owners) != 1 || len(carried) != 1 || len(row.Aims) != 1 {
			t.Errorf("after saving without a change: %d owners, %d and %d aims, %v", len(got.Action.Owners), len(carried), len(row.Aims), err)
		}
	})
}

// resend opens the form that changes a thing and sends it as it is.
func (l *local) resend(as actor.Actor, path string) {
	l.t.Helper()
	var values []string
	l.sees(as, path+"/edit").Find("#main form").Find("input, textarea").Each(func(_ int, f *goquery.Selection) {
		name, kind := f.AttrOr("name", ""), f.AttrOr("type", "")
		if _, ticked := f.Attr("checked"); name == "" || kind == "checkbox" && !ticked {
			return
		}
		values = append(values, name, f.AttrOr("value", f.Text()))
	})
	l.sees(as, path+"/edit").Find("#main form select").Each(func(_ int, f *goquery.Selection) {
		values = append(values, f.AttrOr("name", ""), f.Find("option[selected]").AttrOr("value", ""))
	})
	if code, _, doc := l.send(as, http.MethodPost, path, values...); code != http.StatusSeeOther {
		l.t.Fatalf("POST %s: %d %s", path, code, doc.Find("#main").Text())
	}
}

// What was withdrawn or complete does not come back under an objective that is
// not in the strategy, or not in the plan, any more.
func TestNothingComesBackUnderAWithdrawnObjective(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := newLocal(t, d)
		ctx, p := t.Context(), l.start("Vale")
		trust, err := l.s.AddItem(ctx, l.by, ItemInput{ObjectiveID: l.objectives[0].ID, Input: actions.Input{Title: "Train"}})
		l.must(err)
		localID, err := l.s.AddLocalAction(ctx, l.by, p.ID, l.objectives[1].ID, actions.Input{Title: "A café"})
		l.must(err)
		for _, id := range []string{trust.ActionID, localID} {
			l.must(l.s.KeepAction(ctx, l.by, id, func(tx *db.DB, acts *actions.Actions, _ Row) error {
				return acts.Withdraw(ctx, tx, l.by, module, id, "Not now")
			}))
		}
		l.must(l.s.WithdrawObjective(ctx, l.by, l.objectives[0].ID, "Not now"))
		l.must(l.s.DropObjective(ctx, l.by, p.ID, l.objectives[1].ID, "No longer needed here."))
		restore := func(id string) error {
			return l.s.KeepAction(ctx, l.by, id, func(tx *db.DB, acts *actions.Actions, _ Row) error {
				return acts.Restore(ctx, tx, l.by, module, id, "Needed again")
			})
		}
		for _, id := range []string{trust.ActionID, localID} {
			wantFault(t, restore(id), fault.Conflict, "The objective it stands under has been withdrawn, or dropped by its plan. Put the objective back first.")
		}
		_, err = l.s.RestoreObjective(ctx, l.by, l.objectives[0].ID)
		l.must(err)
		l.must(l.s.TakeObjective(ctx, l.by, p.ID, l.objectives[1].ID))
		for _, id := range []string{trust.ActionID, localID} {
			l.must(restore(id))
		}
		l.sound()
	})
}
