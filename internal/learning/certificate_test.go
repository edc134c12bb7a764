package learning_test

import (
	"strings"
	"sync"
	"testing"

	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/fault"
	"footbridge/internal/learning"
	"footbridge/internal/when"
)

// Whoever came to enough gets one certificate, with the words of that day.
func TestCertificates(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		ann, annID := w.student(t, "Ann Lark")
		bob, bobID := w.student(t, "Bob Finch")
		_, cyID := w.student(t, "Cy Heron")
		run := w.run(t, "Sleeping better", 4)
		w.book(t, run, annID, 4, 4)
		w.book(t, run, bobID, 3, 4)
		w.book(t, run, cyID, 2, 4)
		_, err := w.learning.Issue(t.Context(), w.staff(w.unit, learning.Read), run, "")
		refused(t, err, fault.Forbidden)
		_, err = w.learning.Issue(t.Context(), w.by, run, cyID)
		refused(t, err, fault.Invalid)
		var wait sync.WaitGroup
		for range 6 {
			wait.Go(func() { _, _ = w.learning.Issue(t.Context(), w.by, run, "") }) // some may be refused: who was quicker has issued
		}
		wait.Wait()
		if n := w.count(t, `SELECT count(*) FROM learning_certificate WHERE org_id = $1`, w.org); n != 2 {
			t.Errorf("%d certificates, want those of Ann and Bob", n)
		}
		d.Limit(1)
		list, err := w.learning.OwnCertificates(t.Context(), ann)
		if err != nil || len(list) != 1 {
			t.Fatalf("Ann has %v, %v", list, err)
		}
		c := list[0]
		if c.Name != "Ann Lark" || c.Title != "Sleeping better" || c.Taken() != "4 of 4 sessions (8 hours)" || c.IssuedOn != w.today() || !strings.HasPrefix(c.Code, "2027-00") {
			t.Errorf("the certificate says %+v", c)
		}
		w.exec(t, `UPDATE people_person SET name = 'Ann Sparrow' WHERE org_id = $1 AND id = $2`, w.org, ann.PersonID)
		if c, err = w.learning.Certificate(t.Context(), ann, c.ID); err != nil || c.Name != "Ann Lark" {
			t.Errorf("after a change of name: %q, %v", c.Name, err)
		}
		_, err = w.learning.Certificate(t.Context(), bob, c.ID)
		refused(t, err, fault.NotFound)
		_, err = w.learning.Certificate(t.Context(), w.elsewhere(t), c.ID)
		refused(t, err, fault.NotFound)
		w.sound(t)
		w.exec(t, `UPDATE learning_number SET last = 1 WHERE org_id = $1`, w.org)
		if wrong, err := w.learning.Check(t.Context(), w.org); err != nil || len(wrong) != 1 {
			t.Errorf("the check says %v, %v", wrong, err)
		}
	})
}

// Anybody can check a code, and learns no name. One that was wrong is withdrawn
// and can be issued anew.
func TestCheckAndWithdraw(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		ann, annID := w.student(t, "Ann Lark")
		run := w.run(t, "Sleeping better", 2)
		w.book(t, run, annID, 2, 2)
		_, err := w.learning.Issue(t.Context(), w.by, run, annID)
		ok(t, err)
		list, err := w.learning.OwnCertificates(t.Context(), ann)
		ok(t, err)
		got, found, err := w.learning.Confirm(t.Context(), " "+strings.ToLower(list[0].Code)+" ")
		if err != nil || !found || got != (learning.Confirmed{IssuedOn: w.today(), Hours: "4 hours"}) {
			t.Errorf("the check says %+v, %v, %v", got, found, err)
		}
		for _, code := range []string{"", list[0].Number(), list[0].Code + "A", strings.Repeat("9", 500)} {
			if _, found, err := w.learning.Confirm(t.Context(), code); found || err != nil {
				t.Errorf("the code %q is found, %v", code, err)
			}
		}
		refused(t, w.learning.WithdrawCertificate(t.Context(), w.by, list[0].ID, " "), fault.Invalid)
		refused(t, w.learning.WithdrawCertificate(t.Context(), ann, list[0].ID, "mine"), fault.NotFound)
		ok(t, w.learning.WithdrawCertificate(t.Context(), w.by, list[0].ID, "The title was wrong."))
		refused(t, w.learning.WithdrawCertificate(t.Context(), w.by, list[0].ID, "Again."), fault.Conflict)
		if got, _, err = w.learning.Confirm(t.Context(), list[0].Code); err != nil || got.WithdrawnOn != w.today() {
			t.Errorf("withdrawn, the check says %+v, %v", got, err)
		}
		n, err := w.learning.Issue(t.Context(), w.by, run, "")
		if err != nil || n != 1 {
			t.Errorf("%d issued anew, %v", n, err)
		}
		rows, total, err := w.learning.Issued(t.Context(), w.by, learning.CertificateFilter{Q: "lark sleep", State: "stands"}, 50, 0)
		if err != nil || total != 1 || len(rows) != 1 {
			t.Errorf("found %d, %v", total, err)
		}
		if _, total, err = w.learning.Issued(t.Context(), w.by, learning.CertificateFilter{Q: "100%_"}, 50, 0); err != nil || total != 0 {
			t.Errorf("wildcards find %d, %v", total, err)
		}
		w.sound(t)
	})
}

// Next steps are told by the student or by staff, put right by either, and
// counted by student.
func TestNextSteps(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		ann, annID := w.student(t, "Ann Lark")
		bob, bobID := w.student(t, "Bob Finch")
		d.Limit(1)
		mine, err := w.learning.TellStep(t.Context(), ann, learning.Step{Kind: "study", OnDate: w.today(), Words: "An evening class."})
		ok(t, err)
		for _, s := range []learning.Step{{Kind: "study", OnDate: w.today().AddDays(-3)}, {Kind: "work", OnDate: w.today().AddDays(-3)}} {
			_, err = w.learning.AddStep(t.Context(), w.by, annID, s)
			ok(t, err)
		}
		theirs, err := w.learning.AddStep(t.Context(), w.by, bobID, learning.Step{Kind: "study", OnDate: w.today()})
		ok(t, err)
		counts := func(from, to when.Date) map[string]int {
			t.Helper()
			rows, err := w.learning.NextSteps(t.Context(), d, w.org, from, to)
			ok(t, err)
			out := map[string]int{}
			for _, r := range rows {
				out[r.Kind] = r.Students
			}
			return out
		}
		if got := counts(w.today().AddDays(-9), w.today()); got["study"] != 2 || got["work"] != 1 {
			t.Errorf("counted %v", got)
		}
		if got := counts(w.today(), w.today()); got["study"] != 2 || got["work"] != 0 {
			t.Errorf("counted today %v", got)
		}
		mine.Kind = "volunteering"
		ok(t, w.learning.CorrectStep(t.Context(), ann, mine))
		refused(t, w.learning.CorrectStep(t.Context(), ann, mine), fault.Conflict)
		refused(t, w.learning.CorrectStep(t.Context(), ann, theirs), fault.NotFound)
		theirs.Words = "A course in Leeds."
		ok(t, w.learning.CorrectStep(t.Context(), bob, theirs))
		for _, bad := range []learning.Step{{Kind: "nosuch", OnDate: w.today()}, {Kind: "work"}, {Kind: "work", OnDate: w.today().AddDays(400)}, {Kind: "work", OnDate: w.today(), Words: strings.Repeat("x", 1001)}} {
			_, err = w.learning.TellStep(t.Context(), ann, bad)
			refused(t, err, fault.Invalid)
		}
		_, err = w.learning.AddStep(t.Context(), w.staff(w.unit, learning.Read), annID, learning.Step{Kind: "work", OnDate: w.today()})
		refused(t, err, fault.Forbidden)
		rows, total, err := w.learning.Steps(t.Context(), w.by, "finch", learning.StepFilter{}, 50, 0)
		if err != nil || total != 1 || rows[0].Name != "Bob Finch" || rows[0].Words != "A course in Leeds." {
			t.Errorf("found %v, %v", rows, err)
		}
	})
}
