package questionnaires_test

import (
	"testing"

	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/fault"
	"footbridge/internal/forms"
	"footbridge/internal/questionnaires"
)

func addOne(f *forms.Form) (string, error) {
	return questionnaires.AddQuestion(f, "", "", questionnaires.Question{Type: "more", Text: "What else?"})
}

// A draft is changed, published, and then nothing changes it any more.
func TestPublishedNeverChanges(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newBank(t, d)
		of, draft := b.draft(t, "Ward welcome")
		_, err := b.Current(t.Context(), d, b.by.OrgID, of.ID)
		refused(t, err, fault.NotFound, "No version")
		_, err = b.Published(t.Context(), d, b.by.OrgID, draft.ID)
		refused(t, err, fault.NotFound, "version")
		refused(t, b.Publish(t.Context(), b.by, draft.ID, questionnaires.Publishing{Version: 1}), fault.Invalid, "what is new")
		ok(t, b.EditDraft(t.Context(), b.by, draft.ID, 1, addOne))
		refused(t, b.Publish(t.Context(), b.by, draft.ID, questionnaires.Publishing{Changed: "First.", Version: 1}), fault.Conflict, "Somebody changed")
		ok(t, b.Publish(t.Context(), b.by, draft.ID, questionnaires.Publishing{Changed: "First.", Version: 2}))
		published, err := b.Current(t.Context(), d, b.by.OrgID, of.ID)
		ok(t, err)

		const never = "never changes"
		refused(t, b.EditDraft(t.Context(), b.by, draft.ID, published.Version, addOne), fault.Conflict, never)
		refused(t, b.PutBack(t.Context(), b.by, draft.ID, 1), fault.Conflict, never)
		refused(t, b.Discard(t.Context(), b.by, draft.ID), fault.Conflict, never)
		refused(t, b.Publish(t.Context(), b.by, draft.ID, questionnaires.Publishing{Changed: "Again.", Version: published.Version}), fault.Conflict, never)
		next, err := b.NewDraft(t.Context(), b.by, draft.ID)
		ok(t, err)
		ok(t, b.EditDraft(t.Context(), b.by, next.ID, 1, addOne))
		_, err = b.Replace(t.Context(), b.by, of.ID, forms.Form{Title: forms.Text{Plain: "Another"}})
		ok(t, err)
		ok(t, b.Retire(t.Context(), b.by, of.ID))
		ok(t, b.BringBack(t.Context(), b.by, of.ID))
		after, err := b.Version(t.Context(), b.by.OrgID, draft.ID)
		ok(t, err)
		if after.Hash != published.Hash || after.Version != published.Version || len(after.Form.Items) != 2 {
			t.Errorf("the published version was %+v and is %+v", published, after)
		}

		_, err = d.Exec(t.Context(), `UPDATE questionnaires_version SET form = '{"resourceType":"Questionnaire","status":"active","title":"Forged"}' WHERE org_id = $1 AND id = $2`, b.by.OrgID, draft.ID)
		ok(t, err)
		broken, err := b.Check(t.Context(), b.by.OrgID)
		ok(t, err)
		if len(broken) != 1 {
			t.Errorf("check finds %v", broken)
		}
	})
}

// What was taken out of a draft can be put back, and that can be taken back.
func TestPutBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newBank(t, d)
		of, draft := b.draft(t, "Ward welcome")
		ok(t, b.EditDraft(t.Context(), b.by, draft.ID, 1, addOne))
		ok(t, b.EditDraft(t.Context(), b.by, draft.ID, 2, func(f *forms.Form) (string, error) { return questionnaires.Arrange(f, "how", "remove") }))
		refused(t, b.EditDraft(t.Context(), b.by, draft.ID, 2, addOne), fault.Conflict, "Somebody changed")
		steps, err := b.Steps(t.Context(), b.by.OrgID, draft.ID)
		ok(t, err)
		if len(steps) != 2 || steps[0].What != "Took out “How was it?”" {
			t.Fatalf("the steps are %+v", steps)
		}
		items := func() int {
			t.Helper()
			v, err := b.Version(t.Context(), b.by.OrgID, draft.ID)
			ok(t, err)
			return len(v.Form.Items)
		}
		ok(t, b.PutBack(t.Context(), b.by, draft.ID, steps[0].Number))
		if items() != 2 {
			t.Errorf("%d questions after putting one back", items())
		}
		ok(t, b.PutBack(t.Context(), b.by, draft.ID, 3))
		if items() != 1 {
			t.Errorf("%d questions after taking that back", items())
		}
		refused(t, b.PutBack(t.Context(), b.by, draft.ID, 99), fault.Conflict, "too long ago")
		_, err = b.NewDraft(t.Context(), b.by, draft.ID)
		refused(t, err, fault.Conflict, "draft of this questionnaire already")
		ok(t, b.Discard(t.Context(), b.by, draft.ID))
		versions, err := b.Versions(t.Context(), b.by.OrgID, of.ID)
		ok(t, err)
		if len(versions) != 0 {
			t.Errorf("%d versions are left", len(versions))
		}
	})
}

func TestLicensed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newBank(t, d)
		of, draft, err := b.Add(t.Context(), b.by, questionnaires.Details{Title: "Somebody's scale"}, forms.Form{Items: []forms.Item{{LinkID: "a", Kind: forms.Boolean, Text: forms.Text{Plain: "A?"}}}})
		ok(t, err)
		publish := questionnaires.Publishing{Changed: "First.", Version: 1}
		refused(t, b.Publish(t.Context(), b.by, draft.ID, publish), fault.Conflict, "No licence")
		l := questionnaires.Licence{QuestionnaireID: of.ID, Kind: "permission", FromDate: today, ToDate: today.AddDays(9)}
		refused(t, b.AddLicence(t.Context(), b.by, l), fault.Invalid, "who owns")
		l.Holder = "A university"
		ok(t, b.AddLicence(t.Context(), b.by, l))
		ok(t, b.Publish(t.Context(), b.by, draft.ID, publish))
		ok(t, b.Licensed(t.Context(), d, b.by.OrgID, of.ID))
		soon, err := b.Bank(t.Context(), b.by, questionnaires.Filter{Licence: "soon"})
		ok(t, err)
		if len(soon) != 1 || soon[0].ID != of.ID {
			t.Errorf("the list warns of %+v", soon)
		}
		*b.now = b.now.AddDate(0, 0, 10)
		refused(t, b.Licensed(t.Context(), d, b.by.OrgID, of.ID), fault.Conflict, "ended on")
		l.FromDate, l.ToDate = today.AddDays(10), today.AddDays(40)
		ok(t, b.AddLicence(t.Context(), b.by, l))
		ok(t, b.Licensed(t.Context(), d, b.by.OrgID, of.ID))
		licences, err := b.Licences(t.Context(), b.by.OrgID, of.ID)
		ok(t, err)
		ok(t, b.EndLicence(t.Context(), b.by, licences[0].ID))
		refused(t, b.Licensed(t.Context(), d, b.by.OrgID, of.ID), fault.Conflict, "taken back")
		refused(t, b.EndLicence(t.Context(), b.by, licences[0].ID), fault.Conflict, "already")
	})
}

// Only who keeps the bank of the whole organisation changes it.
func TestReach(t *testing.T) {
	b := newBank(t, dbtest.SQLite(t))
	of, draft := b.draft(t, "Ward welcome")
	reader := who(b.by.OrgID, questionnaires.Read)
	for name, err := range map[string]error{
		"edit":    b.EditDraft(t.Context(), reader, draft.ID, 1, addOne),
		"retire":  b.Retire(t.Context(), reader, of.ID),
		"discard": b.Discard(t.Context(), reader, draft.ID),
		"licence": b.AddLicence(t.Context(), reader, questionnaires.Licence{QuestionnaireID: of.ID, Kind: "own", FromDate: today}),
	} {
		if fault.KindOf(err) != fault.Forbidden {
			t.Errorf("%s: %v", name, err)
		}
	}
}
