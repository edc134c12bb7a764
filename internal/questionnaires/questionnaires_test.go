package questionnaires_test

import (
	"strings"
	"testing"
	"time"

	"footbridge/internal/actor"
	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/fault"
	"footbridge/internal/forms"
	"footbridge/internal/people"
	"footbridge/internal/questionnaires"
	"footbridge/internal/units"
	"footbridge/internal/when"
)

var today = when.Date{Year: 2027, Month: 5, Day: 3}

func clock() time.Time { return time.Date(2027, 5, 3, 12, 0, 0, 0, time.UTC) }

// bank is an organisation's questionnaires to test with. Its clock can be moved.
type bank struct {
	*questionnaires.Questionnaires
	db    *db.DB
	by    actor.Actor
	now   *time.Time
	units *units.Units
}

func newBank(t testing.TB, d *db.DB) bank {
	t.Helper()
	now := clock()
	clock := func() time.Time { return now }
	u := units.New(d, clock, people.New(d, clock))
	org, _, err := u.Found(t.Context(), "Bridgewater and Vale Mental Health Trust", "bridgewater")
	ok(t, err)
	return bank{questionnaires.New(d, clock, u), d, actor.System(org.OrgID, "a test"), &now, u}
}

// other is another organisation.
func (b bank) other(t testing.TB) string {
	t.Helper()
	org, _, err := b.units.Found(t.Context(), "Elsewhere Trust", "elsewhere")
	ok(t, err)
	return org.OrgID
}

func ok(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// refused makes sure that err is a fault of that kind with those words.
func refused(t testing.TB, err error, kind fault.Kind, words string) {
	t.Helper()
	if fault.KindOf(err) != kind || !strings.Contains(err.Error(), words) {
		t.Fatalf("got %v, want %s with %q", err, kind, words)
	}
}

// draft is a new questionnaire with one question, and our own licence.
func (b bank) draft(t testing.TB, title string) (questionnaires.Questionnaire, questionnaires.Version) {
	t.Helper()
	form := forms.Form{Items: []forms.Item{{LinkID: "how", Kind: forms.String, Text: forms.Text{Plain: "How was it?"}}}}
	of, draft, err := b.Add(t.Context(), b.by, questionnaires.Details{Title: title}, form)
	ok(t, err)
	ok(t, b.AddLicence(t.Context(), b.by, questionnaires.Licence{QuestionnaireID: of.ID, Kind: "own", FromDate: today}))
	return of, draft
}

// What comes with Footbridge can be used as soon as it is in the bank.
func TestReady(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newBank(t, d)
		for _, r := range questionnaires.ReadyOnes() {
			added, err := b.AddReady(t.Context(), b.by, r.Name)
			ok(t, err)
			ok(t, b.Licensed(t.Context(), d, b.by.OrgID, added.ID))
			current, err := b.Current(t.Context(), d, b.by.OrgID, added.ID)
			ok(t, err)
			again, err := b.Published(t.Context(), d, b.by.OrgID, current.ID)
			ok(t, err)
			if current.Number != 1 || current.Form.Status != "active" || current.Form.Version != "1" || len(again.Form.Items) != len(r.Form.Items) {
				t.Errorf("%s: version %d is %s with %d items", r.Name, current.Number, current.Form.Status, len(again.Form.Items))
			}
			named, err := b.ByName(t.Context(), d, b.by.OrgID, r.Name)
			ok(t, err)
			if named.ID != added.ID || named.About == "" {
				t.Errorf("%s is %+v", r.Name, named)
			}
		}
		_, err := b.AddReady(t.Context(), b.by, "admission-2007")
		refused(t, err, fault.Invalid, "already")
		_, err = b.AddReady(t.Context(), b.by, "nothing")
		refused(t, err, fault.Invalid, "No questionnaire")
		list, err := b.List(t.Context(), d, b.by.OrgID)
		ok(t, err)
		if len(list) != len(questionnaires.ReadyOnes()) {
			t.Errorf("the bank has %d questionnaires", len(list))
		}
		broken, err := b.Check(t.Context(), b.by.OrgID)
		ok(t, err)
		if len(broken) > 0 {
			t.Errorf("check finds %v", broken)
		}
	})
}
