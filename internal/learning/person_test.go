package learning_test

import (
	"encoding/json"
	"strings"
	"testing"

	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/learning"
	"footbridge/internal/people"
)

// Of two students who are one person no word, review, certificate or step is
// lost, and nobody reads on by a share of the plan that went.
func TestMergeStudents(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		keep, keepID := w.student(t, "Ann Lark")
		drop, dropID := w.student(t, "Anne Lark")
		run := w.run(t, "Sleeping better", 1)
		w.book(t, run, keepID, 1, 1)
		w.book(t, run, dropID, 1, 1)
		_, err := w.learning.Issue(t.Context(), w.by, run, "")
		ok(t, err)
		_, err = w.learning.Save(t.Context(), keep, learning.Plan{Hopes: "To sleep."})
		ok(t, err)
		_, err = w.learning.Save(t.Context(), drop, learning.Plan{Hopes: "To dance.", CourseIDs: []string{w.course}, ReviewOn: w.today().AddDays(9)})
		ok(t, err)
		_, err = w.learning.AddReview(t.Context(), drop, learning.ReviewInput{Back: "A waltz."})
		ok(t, err)
		_, err = w.learning.TellStep(t.Context(), drop, learning.Step{Kind: "study", OnDate: w.today()})
		ok(t, err)
		_, address, err := w.learning.Lend(t.Context(), drop, lendTo(w, "", false))
		ok(t, err)
		d.Limit(1)
		ok(t, d.Tx(t.Context(), func(tx *db.DB) error { return w.learning.MergeStudent(t.Context(), tx, w.org, keepID, dropID) }))
		own, err := w.learning.Own(t.Context(), keep)
		ok(t, err)
		if own.Plan.Hopes != "To sleep.\n\nTo dance." || len(own.Plan.CourseIDs) != 1 || len(own.Reviews) != 1 || len(own.Shares) != 1 || own.Shares[0].Now {
			t.Errorf("merged to %+v", own)
		}
		if _, err := w.learning.ReadByLink(t.Context(), token(address), false); err == nil {
			t.Error("the dropped plan's link still opens")
		}
		list, err := w.learning.OwnCertificates(t.Context(), keep)
		if err != nil || len(list) != 2 || list[0].Stands() == list[1].Stands() {
			t.Errorf("certificates %+v, %v", list, err)
		}
		steps, err := w.learning.OwnSteps(t.Context(), keep)
		if err != nil || len(steps) != 1 {
			t.Errorf("steps %v, %v", steps, err)
		}
		w.sound(t)
	})
}

// Who asks for it gets all; who is erased leaves no word behind, and what is
// counted still counts.
func TestExportAndErase(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		ann, annID := w.student(t, "Ann Lark")
		tess, trainer := w.trainer(t, "Tess Wren")
		run := w.run(t, "Sleeping better", 1)
		w.book(t, run, annID, 1, 1)
		_, err := w.learning.Issue(t.Context(), w.by, run, "")
		ok(t, err)
		_, err = w.learning.Save(t.Context(), ann, learning.Plan{Hopes: "To sleep."})
		ok(t, err)
		_, err = w.learning.TellStep(t.Context(), ann, learning.Step{Kind: "study", OnDate: w.today(), Words: "Pottery."})
		ok(t, err)
		share, _, err := w.learning.Lend(t.Context(), ann, lendTo(w, trainer, false))
		ok(t, err)
		_, err = w.learning.ReadLent(t.Context(), tess, share.ID, false)
		ok(t, err)
		d.Limit(1)
		record, err := w.people.Export(t.Context(), w.by, ann.PersonID)
		ok(t, err)
		text, err := json.Marshal(record)
		ok(t, err)
		for _, word := range []string{"To sleep.", "Pottery.", "1 of 1 sessions", "Tess Wren", "to plan together"} {
			if !strings.Contains(string(text), word) {
				t.Errorf("the export has no %q", word)
			}
		}
		ok(t, w.people.Erase(t.Context(), w.by, ann.PersonID, "she asked"))
		for table, want := range map[string]int{"learning_plan": 0, "learning_share": 0, "learning_reading": 0, "learning_certificate": 1, "learning_step": 1} {
			if n := w.count(t, `SELECT count(*) FROM `+table+` WHERE org_id = $1`, w.org); n != want {
				t.Errorf("%s has %d rows, want %d", table, n, want)
			}
		}
		if n := w.count(t, `SELECT count(*) FROM learning_certificate WHERE org_id = $1 AND name = $2 AND fold = ''`, w.org, people.ErasedName); n != 1 {
			t.Error("the certificate still has the name")
		}
		w.sound(t)
	})
}
