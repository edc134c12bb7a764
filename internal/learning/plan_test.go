package learning_test

import (
	"strings"
	"testing"

	"footbridge/internal/actor"
	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/fault"
	"footbridge/internal/learning"
)

// A plan is written by its student alone, and every review keeps what it said
// that day.
func TestPlanAndReviews(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		ann, _ := w.student(t, "Ann Lark")
		d.Limit(1)
		p, err := w.learning.Save(t.Context(), ann, learning.Plan{Hopes: " To sleep. ", CourseIDs: []string{w.course, w.course}, ReviewOn: w.today().AddDays(30)})
		ok(t, err)
		if p.Hopes != "To sleep." || len(p.CourseIDs) != 1 {
			t.Errorf("saved %+v", p)
		}
		_, err = w.learning.AddReview(t.Context(), ann, learning.ReviewInput{Back: "Slept four nights.", NextOn: w.today().AddDays(60)})
		ok(t, err)
		own, err := w.learning.Own(t.Context(), ann)
		ok(t, err)
		own.Plan.Hopes = "To dance."
		_, err = w.learning.Save(t.Context(), ann, own.Plan)
		ok(t, err)
		_, err = w.learning.Save(t.Context(), ann, own.Plan)
		refused(t, err, fault.Conflict)
		own, err = w.learning.Own(t.Context(), ann)
		ok(t, err)
		r, err := w.learning.Review(t.Context(), ann, own.Reviews[0].ID)
		ok(t, err)
		if r.Kept.V.Hopes != "To sleep." || own.Plan.Hopes != "To dance." || own.Plan.ReviewOn != w.today().AddDays(60) {
			t.Errorf("the review keeps %+v of %+v", r.Kept.V, own.Plan)
		}
		text := own.Text()
		for _, word := range []string{"To dance.", "Sleeping better", "Slept four nights.", "To sleep."} {
			if !strings.Contains(text, word) {
				t.Errorf("the text has no %q:\n%s", word, text)
			}
		}
		bob, _ := w.student(t, "Bob Finch")
		_, err = w.learning.Review(t.Context(), bob, r.ID)
		refused(t, err, fault.NotFound)
		if n := w.count(t, `SELECT count(*) FROM audit_entry WHERE org_id = $1 AND action LIKE 'learning.plan%' AND (actor LIKE '%Ann%' OR target_words LIKE '%Ann%' OR account_id <> '')`, w.org); n > 0 {
			t.Errorf("%d entries of the trail say whose plan it is", n)
		}
		w.sound(t)
	})
}

// What may be written in a plan.
func TestPlanRules(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		ann, _ := w.student(t, "Ann Lark")
		for _, c := range []struct {
			name string
			plan learning.Plan
			want fault.Kind // "" is fine
		}{
			{"nothing at all", learning.Plan{}, ""},
			{"too long", learning.Plan{Hopes: strings.Repeat("é", 4001)}, fault.Invalid},
			{"as long as may be", learning.Plan{Hopes: strings.Repeat("é", 4000)}, ""},
			{"a course that does not exist", learning.Plan{CourseIDs: []string{"nosuch"}}, fault.Invalid},
			{"a day that has gone", learning.Plan{ReviewOn: w.today().AddDays(-1)}, fault.Invalid},
			{"a day far away", learning.Plan{ReviewOn: w.today().AddDays(2000)}, fault.Invalid},
		} {
			own, err := w.learning.Own(t.Context(), ann)
			ok(t, err)
			c.plan.Version = own.Plan.Version
			_, err = w.learning.Save(t.Context(), ann, c.plan)
			if (err == nil) != (c.want == "") || err != nil && fault.KindOf(err) != c.want {
				t.Errorf("%s: %v", c.name, err)
			}
		}
		_, err := w.learning.AddReview(t.Context(), ann, learning.ReviewInput{Back: " "})
		refused(t, err, fault.Invalid)
		_, err = w.learning.Save(t.Context(), w.person(t, "Nobody Enrolled"), learning.Plan{Hopes: "x"})
		refused(t, err, fault.NotFound)
	})
}

// lendTo lends Ann's hopes and steps.
func lendTo(w *world, trainer string, write bool) learning.LendInput {
	in := learning.LendInput{TrainerID: trainer, Sections: []string{"steps", "hopes"}, Purpose: "to plan together", MayWrite: write, UntilOn: w.today().AddDays(10)}
	if trainer == "" {
		in.ToName = "my sister"
	}
	return in
}

// Who can open a plan: its owner, and whom it is lent to, for as long as it is.
func TestWhoReadsAPlan(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		ann, _ := w.student(t, "Ann Lark")
		bob, _ := w.student(t, "Bob Finch")
		tess, trainer := w.trainer(t, "Tess Wren")
		tom, _ := w.trainer(t, "Tom Rook")
		office := w.staff(w.unit, learning.Read, learning.Manage, "college.students", "people.read", "people.edit")
		other := w.elsewhere(t)
		d.Limit(1)
		_, err := w.learning.Save(t.Context(), ann, learning.Plan{Hopes: "To sleep.", Strengths: "I listen.", Steps: "Go to bed."})
		ok(t, err)
		share, _, err := w.learning.Lend(t.Context(), ann, lendTo(w, trainer, false))
		ok(t, err)
		everybody := map[string]actor.Actor{"the owner": ann, "another student": bob, "the trainer": tess, "another trainer": tom, "the office": office, "an administrator": w.by, "elsewhere": other}
		matrix := func(when string, may ...string) {
			t.Helper()
			for who, by := range everybody {
				want := false
				for _, m := range may {
					want = want || m == who
				}
				for _, print := range []bool{false, true} {
					lent, err := w.learning.ReadLent(t.Context(), by, share.ID, print)
					if want && (err != nil || len(lent.Parts) != 2 || lent.Parts[0].Words != "To sleep." || lent.Plan.Strengths != "" || lent.Name != "Ann Lark") {
						t.Errorf("%s, %s: %+v, %v", when, who, lent, err)
					}
					if !want {
						refused(t, err, fault.NotFound)
					}
				}
				refused(t, w.learning.WriteFor(t.Context(), by, share.ID, learning.Plan{Hopes: "x"}), map[bool]fault.Kind{true: fault.Forbidden, false: fault.NotFound}[want])
			}
		}
		matrix("while it is lent", "the trainer")
		for who, by := range everybody {
			if who != "the owner" {
				refused(t, w.learning.Withdraw(t.Context(), by, share.ID), fault.NotFound)
			}
		}
		w.clock.at = w.clock.at.AddDate(0, 0, 11)
		matrix("when its time is over")
		w.clock.at = w.clock.at.AddDate(0, 0, -11)
		w.exec(t, `UPDATE trainers_trainer SET ended_on = '2027-05-02' WHERE org_id = $1 AND id = $2`, w.org, trainer)
		matrix("when the trainer has left")
		w.exec(t, `UPDATE trainers_trainer SET ended_on = NULL WHERE org_id = $1 AND id = $2`, w.org, trainer)
		matrix("when the trainer is back", "the trainer")
		ok(t, w.learning.Withdraw(t.Context(), ann, share.ID))
		matrix("on the next request after it was taken back")
		loans, err := w.learning.Loans(t.Context(), tess)
		if err != nil || len(loans) > 0 {
			t.Errorf("still lent: %v, %v", loans, err)
		}
		w.readings(t, ann, "Tess Wren", 4)
		w.sound(t)
	})
}

// readings compares how often somebody opened the owner's one lent plan, as the
// owner and as the trail have it.
func (w *world) readings(t *testing.T, owner actor.Actor, by string, want int) {
	t.Helper()
	own, err := w.learning.Own(t.Context(), owner)
	ok(t, err)
	if n := len(own.Shares[0].Readings); n != want {
		t.Errorf("the owner sees %d readings, want %d", n, want)
	}
	if n := w.count(t, `SELECT count(*) FROM audit_entry WHERE org_id = $1 AND action IN ('learning.plan.read', 'learning.plan.printed') AND actor = $2`, w.org, by); n != want {
		t.Errorf("the trail has %d readings, want %d", n, want)
	}
}

// A link opens what it was made for, until it is taken back or its time is over.
func TestLink(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		ann, _ := w.student(t, "Ann Lark")
		_, err := w.learning.Save(t.Context(), ann, learning.Plan{Hopes: "To sleep.", Strengths: "I listen."})
		ok(t, err)
		_, err = w.learning.AddReview(t.Context(), ann, learning.ReviewInput{Back: "A good month."})
		ok(t, err)
		in := lendTo(w, "", false)
		in.Sections = []string{"hopes", "reviews"}
		share, address, err := w.learning.Lend(t.Context(), ann, in)
		ok(t, err)
		token := address[strings.LastIndex(address, "/")+1:]
		for _, print := range []bool{false, true} {
			lent, err := w.learning.ReadByLink(t.Context(), token, print)
			ok(t, err)
			if len(lent.Parts) != 1 || len(lent.Reviews) != 1 || lent.Reviews[0].Kept.V.Strengths != "" || lent.Reviews[0].Kept.V.Hopes != "To sleep." {
				t.Errorf("the link shows %+v", lent)
			}
		}
		if n := w.count(t, `SELECT count(*) FROM learning_share WHERE org_id = $1 AND hash LIKE '%' || $2 || '%'`, w.org, token[strings.Index(token, ".")+1:]); n > 0 {
			t.Error("the secret itself is kept")
		}
		w.clock.at = w.clock.at.AddDate(0, 0, 11)
		_, err = w.learning.ReadByLink(t.Context(), token, false)
		refused(t, err, fault.NotFound)
		w.clock.at = w.clock.at.AddDate(0, 0, -11)
		ok(t, w.learning.Withdraw(t.Context(), ann, share.ID))
		for _, print := range []bool{false, true} {
			_, err = w.learning.ReadByLink(t.Context(), token, print)
			refused(t, err, fault.NotFound)
		}
		for _, wrong := range []string{"", ".", token + "x", "elsewhere" + token, strings.ToUpper(token)} {
			_, err = w.learning.ReadByLink(t.Context(), wrong, false)
			refused(t, err, fault.NotFound)
		}
		w.sound(t)
	})
}

// Somebody writes for a student only with their leave, and only what is lent.
func TestWriteFor(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		ann, _ := w.student(t, "Ann Lark")
		tess, trainer := w.trainer(t, "Tess Wren")
		_, err := w.learning.Save(t.Context(), ann, learning.Plan{Hopes: "To sleep.", Strengths: "I listen."})
		ok(t, err)
		share, _, err := w.learning.Lend(t.Context(), ann, lendTo(w, trainer, true))
		ok(t, err)
		lent, err := w.learning.ReadLent(t.Context(), tess, share.ID, false)
		ok(t, err)
		ok(t, w.learning.WriteFor(t.Context(), tess, share.ID, learning.Plan{Hopes: "To sleep and dance.", Strengths: "wiped", Version: lent.Plan.Version}))
		refused(t, w.learning.WriteFor(t.Context(), tess, share.ID, learning.Plan{Hopes: "late", Version: lent.Plan.Version}), fault.Conflict)
		own, err := w.learning.Own(t.Context(), ann)
		ok(t, err)
		if own.Plan.Hopes != "To sleep and dance." || own.Plan.Strengths != "I listen." || own.Shares[0].Readings[0].How != "wrote" {
			t.Errorf("Ann's plan is %+v, read by %+v", own.Plan, own.Shares[0].Readings)
		}
		ok(t, w.learning.Withdraw(t.Context(), ann, share.ID))
		refused(t, w.learning.WriteFor(t.Context(), tess, share.ID, learning.Plan{Hopes: "x", Version: own.Plan.Version}), fault.NotFound)
	})
}

// How a plan may be lent.
func TestLendRules(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		ann, student := w.student(t, "Ann Lark")
		_, trainer := w.trainer(t, "Tess Wren")
		w.exec(t, `INSERT INTO trainers_trainer (org_id, id, person_id, unit_id, perspective, ready_on, created_at) VALUES ($1, 'herself', $2, $3, 'lived experience', '2026-09-01', $4)`, w.org, ann.PersonID, w.unit.ID, w.clock.at)
		for _, c := range []struct {
			name   string
			change func(in *learning.LendInput)
			fine   bool
		}{
			{"as it should be", func(*learning.LendInput) {}, true},
			{"for a year", func(in *learning.LendInput) { in.UntilOn = w.today().AddDays(365) }, true},
			{"for today", func(in *learning.LendInput) { in.UntilOn = w.today() }, true},
			{"for longer than a year", func(in *learning.LendInput) { in.UntilOn = w.today().AddDays(367) }, false},
			{"until yesterday", func(in *learning.LendInput) { in.UntilOn = w.today().AddDays(-1) }, false},
			{"no section", func(in *learning.LendInput) { in.Sections = []string{"nosuch"} }, false},
			{"no purpose", func(in *learning.LendInput) { in.Purpose = "  " }, false},
			{"to nobody", func(in *learning.LendInput) { in.TrainerID = "" }, false},
			{"to somebody unknown", func(in *learning.LendInput) { in.TrainerID = "nosuch" }, false},
			{"to herself", func(in *learning.LendInput) { in.TrainerID = "herself" }, false},
			{"a link that writes", func(in *learning.LendInput) { in.TrainerID, in.ToName, in.MayWrite = "", "my sister", true }, false},
		} {
			in := lendTo(w, trainer, false)
			c.change(&in)
			if _, _, err := w.learning.Lend(t.Context(), ann, in); (err == nil) != c.fine {
				t.Errorf("%s: %v", c.name, err)
			}
		}
		run := w.run(t, "Sleeping better", 1)
		w.book(t, run, student, 1, 1)
		w.exec(t, `INSERT INTO college_session_trainer (org_id, session_id, trainer_id, perspective) VALUES ($1, $2, $3, 'practitioner')`, w.org, run+"-1", trainer)
		readers, err := w.learning.Readers(t.Context(), ann)
		if err != nil || len(readers) != 1 || !readers[0].Teaches {
			t.Errorf("readers %+v, %v", readers, err)
		}
		w.sound(t)
		w.exec(t, `UPDATE learning_share SET until_on = '2029-01-01' WHERE org_id = $1`, w.org)
		if wrong, err := w.learning.Check(t.Context(), w.org); err != nil || len(wrong) != 3 {
			t.Errorf("the check says %v, %v of three shares that last too long", wrong, err)
		}
	})
}
