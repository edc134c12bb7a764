package surveys

import (
	"strings"
	"testing"

	"footbridge/internal/actor"
	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/fault"
	"footbridge/internal/forms"
	"footbridge/internal/questionnaires"
	"footbridge/internal/when"
)

func TestWaveStates(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		ctx, s := t.Context(), w.surveys
		plan, asked := w.plan()
		wave, err := s.AddWave(ctx, w.by, plan, asked)
		ok(t, err)
		want(t, "close a draft", s.CloseWave(ctx, w.by, wave.ID), fault.Conflict)
		licences, err := w.bank.Licences(ctx, w.by.OrgID, w.questionnaire)
		ok(t, err)
		ok(t, w.bank.EndLicence(ctx, w.by, licences[0].ID))
		want(t, "open without a licence", s.OpenWave(ctx, w.by, wave.ID), fault.Conflict)
		ok(t, w.bank.AddLicence(ctx, w.by, questionnaires.Licence{QuestionnaireID: w.questionnaire, Kind: "own", FromDate: when.DateOf(noon)}))
		ok(t, s.OpenWave(ctx, w.by, wave.ID))
		want(t, "open twice", s.OpenWave(ctx, w.by, wave.ID), fault.Conflict)
		ok(t, s.CloseWave(ctx, w.by, wave.ID))
		want(t, "reopen into the past", s.ReopenWave(ctx, w.by, wave.ID, when.DateOf(noon).AddDays(-1)), fault.Invalid)
		ok(t, s.ReopenWave(ctx, w.by, wave.ID, when.DateOf(noon).AddDays(3)))
		*w.at = noon.AddDate(0, 0, 4)
		ok(t, s.closeDue(ctx, w.by.OrgID))
		got, units, err := s.Wave(ctx, w.by, wave.ID)
		ok(t, err)
		if got.State != "closed" || len(units) != 2 || units[0].Asked != 40 || units[1].Asked != -1 {
			t.Errorf("got %+v, %+v", got, units)
		}
		next, err := s.CopyWave(ctx, w.by, wave.ID, "Summer", when.DateOf(*w.at).AddDays(30))
		ok(t, err)
		if next.State != "draft" || next.ClosesOn.Days(next.OpensOn) != 3 || next.ID == wave.ID {
			t.Errorf("copied as %+v", next)
		}
	})
}

func TestWaveRules(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		for name, change := range map[string]func(*Wave, *[]WaveUnit){
			"title":        func(x *Wave, _ *[]WaveUnit) { x.Title = " " },
			"version":      func(x *Wave, _ *[]WaveUnit) { x.VersionID = "other" },
			"setting":      func(x *Wave, _ *[]WaveUnit) { x.Setting = "moon" },
			"perspective":  func(x *Wave, _ *[]WaveUnit) { x.Perspective = "" },
			"closes":       func(x *Wave, _ *[]WaveUnit) { x.ClosesOn = x.OpensOn.AddDays(-1) },
			"minimum":      func(x *Wave, _ *[]WaveUnit) { x.Minimum = 4 },
			"double_share": func(x *Wave, _ *[]WaveUnit) { x.DoubleShare = 101 },
			"profile":      func(x *Wave, _ *[]WaveUnit) { x.Profile = "" },
			"units":        func(_ *Wave, u *[]WaveUnit) { *u = nil },
		} {
			plan, asked := w.plan()
			change(&plan, &asked)
			_, err := w.surveys.AddWave(t.Context(), w.by, plan, asked)
			if fault.Fields(err)[name] == "" {
				t.Errorf("%s: %v", name, err)
			}
		}
		plan, asked := w.plan()
		asked[0].UnitID = "elsewhere"
		_, err := w.surveys.AddWave(t.Context(), w.by, plan, asked)
		want(t, "a unit that is not", err, fault.Invalid)
	})
}

// Whoever runs surveys on one ward reaches no wave that asks another, and sees
// nothing of one that asks only another.
func TestWaveReach(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t))
	ctx, s := t.Context(), w.surveys
	one := actor.Actor{OrgID: w.by.OrgID, AccountID: "a", Grants: []actor.Grant{{Path: w.ward.Path, Permissions: map[string]bool{Manage: true, Read: true}}}}
	both := w.open(t)
	want(t, "close a wave of both wards", s.CloseWave(ctx, one, both.ID), fault.Forbidden)
	plan, asked := w.plan()
	_, err := s.AddWave(ctx, one, plan, asked)
	want(t, "a wave of both wards", err, fault.Invalid)
	_, err = s.AddWave(ctx, one, plan, asked[:1])
	ok(t, err)
	other, err := s.AddWave(ctx, w.by, plan, asked[1:])
	ok(t, err)
	_, _, err = s.Wave(ctx, one, other.ID)
	want(t, "the other ward's wave", err, fault.NotFound)
	list, err := s.Waves(ctx, one, w.survey.ID)
	ok(t, err)
	if len(list) != 2 {
		t.Errorf("sees %d waves", len(list))
	}
	changed := both
	changed.Version = 1
	want(t, "an old version", s.ChangeWave(ctx, w.by, changed, asked), fault.Conflict)
}

func TestKeep(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		wave, ctx := w.open(t), t.Context()
		form := asked()
		put := func(r forms.Response) error {
			return d.Tx(ctx, func(tx *db.DB) error {
				return w.surveys.keep(ctx, tx, wave, &form, w.ward.ID, "link", "xx", r)
			})
		}
		given := answer("yes", "  Ann was kind ")
		given.ID, given.Authored = "id-of-ann", "2027-05-03T12:17:21Z"
		given.Extra = forms.Extra{"author": []byte(`{"reference":"Patient/ann"}`)}
		ok(t, put(given))
		row, err := db.One[Response](ctx, d, `SELECT org_id, wave_id, id, unit_id, channel, language, peer, hour, data FROM surveys_response WHERE org_id = $1`, w.by.OrgID)
		ok(t, err)
		if row.Hour != noon.Truncate(3600e9) || row.Language != "" || row.Channel != "link" {
			t.Errorf("kept %+v", row)
		}
		for _, bad := range []string{"ann", "Ann", "12:17", "kind"} {
			if strings.Contains(row.Data, bad) {
				t.Errorf("the answer holds %q: %s", bad, row.Data)
			}
		}
		said, err := db.One[Comment](ctx, d, `SELECT org_id, id, wave_id, unit_id, response_id, question, said FROM surveys_comment WHERE org_id = $1`, w.by.OrgID)
		ok(t, err)
		if said.Said != "Ann was kind" || said.Question != "words" || said.ResponseID != row.ID {
			t.Errorf("the comment is %+v", said)
		}
		n, err := db.One[int](ctx, d, `SELECT count(*) FROM audit_entry WHERE org_id = $1 AND at >= $2 AND action LIKE '%answer%'`, w.by.OrgID, noon)
		if ok(t, err); n > 0 {
			t.Error("the trail tells of an answer")
		}
		*w.at = noon.AddDate(0, 0, 31)
		want(t, "after the last day", put(answer("yes", "")), fault.Conflict)
		*w.at = noon
		ok(t, w.surveys.CloseWave(ctx, w.by, wave.ID))
		want(t, "after it closed", put(answer("yes", "")), fault.Conflict)
	})
}
