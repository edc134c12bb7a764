package learning_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"footbridge/internal/actor"
	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/fault"
	"footbridge/internal/forms"
	"footbridge/internal/learning"
)

func token(address string) string { return address[strings.LastIndex(address, "/")+1:] }

// A link takes one answer, however many send one at the same time.
func TestLinkTakesOneAnswer(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		run := w.run(t, "Sleeping better", 1)
		links, err := w.learning.Sheets(t.Context(), w.by, run, 2)
		ok(t, err)
		var wait sync.WaitGroup
		kept := make(chan error, 20)
		for i := range 20 {
			wait.Go(func() {
				kept <- w.learning.Answer(t.Context(), token(links[0]), thought(1+i%5, "helped", "The tea."))
			})
		}
		wait.Wait()
		close(kept)
		good := 0
		for err := range kept {
			if err == nil {
				good++
			} else {
				refused(t, err, fault.Conflict)
			}
		}
		if n := w.count(t, `SELECT count(*) FROM learning_feedback WHERE org_id = $1`, w.org); good != 1 || n != 1 {
			t.Errorf("%d answers were accepted and %d kept, want 1", good, n)
		}
		_, err = w.learning.Asked(t.Context(), token(links[0]))
		refused(t, err, fault.Conflict)
		_, err = w.learning.Asked(t.Context(), token(links[1]))
		ok(t, err)
		_, err = w.learning.Asked(t.Context(), token(links[1])+"x")
		refused(t, err, fault.NotFound)
		nothing, elsewhere := forms.Response{}, thought(3)
		elsewhere.Items[0].Answers[0].Value.Text = "splendid"
		refused(t, w.learning.Answer(t.Context(), token(links[1]), nothing), fault.Invalid)
		refused(t, w.learning.Answer(t.Context(), token(links[1]), elsewhere), fault.Invalid)
		w.sound(t)
		w.exec(t, `UPDATE learning_link SET used_on = NULL WHERE org_id = $1`, w.org)
		if wrong, err := w.learning.Check(t.Context(), w.org); err != nil || len(wrong) != 1 {
			t.Errorf("the check says %v, %v of an answer without a used link", wrong, err)
		}
	})
}

// What the answers say is shown from five on, and not where the sum would give
// a small run away.
func TestFewAnswersAreHidden(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		big, small := w.run(t, "Sleeping better", 1), w.run(t, "A day of drumming", 1)
		add := func(run string, values ...int) {
			t.Helper()
			for _, v := range values {
				ok(t, w.learning.AddFeedback(t.Context(), w.by, run, thought(v, "change", fmt.Sprint("quiet ", v))))
			}
		}
		add(big, 5, 5, 4, 2)
		add(small, 1, 1)
		heard, err := w.learning.Heard(t.Context(), w.by, big)
		ok(t, err)
		if heard.Figures.N != 4 || heard.Questions != nil {
			t.Errorf("four answers show %+v", heard)
		}
		add(big, 3)
		heard, err = w.learning.Heard(t.Context(), w.by, big)
		ok(t, err)
		if len(heard.Questions) != 5 || fmt.Sprint(heard.Questions[0].Options) != "[{Very good 2} {Good 1} {All right 1} {Not so good 1} {Poor 0}]" || len(heard.Questions[2].Written) != 5 || heard.Figures.Percent() != 60 {
			t.Errorf("five answers show %+v", heard)
		}
		d.Limit(1)
		for _, term := range []string{"", w.term} {
			rows, total, err := w.learning.HeardInTerm(t.Context(), w.by, term)
			ok(t, err)
			if len(rows) != 2 || total.N != 5 || total.Satisfied != 3 {
				t.Errorf("term %q: %d runs, total %+v", term, len(rows), total)
			}
		}
		n, satisfied, err := w.learning.Satisfaction(t.Context(), d, w.org, []string{big, small})
		if err != nil || n != 7 || satisfied != 3 {
			t.Errorf("satisfaction %d of %d, %v", satisfied, n, err)
		}
		nobody, reader := w.staff(w.unit), w.staff(w.unit, learning.Read)
		_, err = w.learning.Heard(t.Context(), nobody, big)
		refused(t, err, fault.NotFound)
		_, err = w.learning.Heard(t.Context(), w.elsewhere(t), big)
		refused(t, err, fault.NotFound)
		refused(t, w.learning.AddFeedback(t.Context(), reader, big, thought(3)), fault.Forbidden)
	})
}

// After the last session everybody with a place is asked, once, and nothing that
// is kept ties the link to them.
func TestAsking(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		_, ann := w.student(t, "Ann Lark")
		_, bob := w.student(t, "Bob Finch")
		run := w.run(t, "Sleeping better", 2)
		w.book(t, run, ann, 2, 2)
		w.book(t, run, bob, 0, 2)
		w.clock.at = w.clock.at.Add(-90 * time.Minute)
		ok(t, w.learning.Ask(t.Context()))
		if n := w.count(t, `SELECT count(*) FROM learning_link WHERE org_id = $1`, w.org); n != 0 {
			t.Errorf("%d were asked half an hour after the end", n)
		}
		w.clock.at = w.clock.at.Add(90 * time.Minute)
		d.Limit(1)
		for range 2 {
			ok(t, w.learning.Ask(t.Context()))
		}
		links, letters := w.count(t, `SELECT count(*) FROM learning_link WHERE org_id = $1 AND run_id = $2`, w.org, run), w.count(t, `SELECT count(*) FROM notify_message WHERE org_id = $1 AND template = 'learning.feedback'`, w.org)
		if links != 2 || letters != 2 {
			t.Errorf("%d links, %d messages, want 2 of each", links, letters)
		}
		body, err := db.One[string](t.Context(), d, `SELECT body FROM notify_message WHERE org_id = $1 AND template = 'learning.feedback' ORDER BY id LIMIT 1`, w.org)
		ok(t, err)
		address := ""
		for _, word := range strings.Fields(body) {
			if strings.HasPrefix(word, "https://college.example.org/learning/feedback/") {
				address = word
			}
		}
		ok(t, w.learning.Answer(t.Context(), token(address), thought(5)))
		w.sound(t)
	})
}

// Whoever chose a day to look at their plan again is reminded of it once.
func TestReminding(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		ann, _ := w.student(t, "Ann Lark")
		_, err := w.learning.Save(t.Context(), ann, learning.Plan{Hopes: "To sleep.", ReviewOn: w.today().AddDays(2)})
		ok(t, err)
		reminded := func(want int) {
			t.Helper()
			ok(t, w.learning.Remind(t.Context()))
			if n := w.count(t, `SELECT count(*) FROM notify_message WHERE org_id = $1 AND template = 'learning.review'`, w.org); n != want {
				t.Errorf("%d reminders, want %d", n, want)
			}
		}
		reminded(0)
		w.clock.at = w.clock.at.AddDate(0, 0, 3)
		d.Limit(1)
		reminded(1)
		reminded(1)
		_, err = w.learning.AddReview(t.Context(), ann, learning.ReviewInput{Ahead: "Dance.", NextOn: w.today().AddDays(5)})
		ok(t, err)
		reminded(1)
		w.clock.at = w.clock.at.AddDate(0, 0, 5)
		reminded(2)
		for _, m := range learning.Templates() {
			if strings.Contains(strings.ToLower(m.Subject), "plan") || strings.Contains(strings.ToLower(m.Subject), "recovery") {
				t.Errorf("the subject %q says too much for a locked telephone", m.Subject)
			}
		}
		office := w.staff(w.unit, learning.Read)
		o, err := w.learning.Overview(t.Context(), office)
		if err != nil || o.Plans.Plans != 1 || o.Plans.Due != 1 {
			t.Errorf("the office sees %+v, %v", o.Plans, err)
		}
		if o, err = w.learning.Overview(t.Context(), actor.Actor{OrgID: w.org, AccountID: "x"}); err != nil || o.Plans.Plans != 0 {
			t.Errorf("somebody without a role sees %+v, %v", o.Plans, err)
		}
	})
}
