package learning_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/learning"
)

// has compares what a page shows.
func has(t *testing.T, page string, words ...string) {
	t.Helper()
	for _, word := range words {
		if !strings.Contains(page, word) {
			t.Errorf("no %q on the page:\n%.3000s", word, page)
		}
	}
}

// hasNot is the opposite.
func hasNot(t *testing.T, page string, words ...string) {
	t.Helper()
	for _, word := range words {
		if strings.Contains(page, word) {
			t.Errorf("%q is on the page:\n%.3000s", word, page)
		}
	}
}

// Certificates from the run's page to the student's list, to whoever checks one,
// and back when one was wrong.
func TestCertificatePages(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		ann, annID := w.student(t, "Ann Lark")
		bob, bobID := w.student(t, "Bob Finch")
		run := w.run(t, "Sleeping better", 2)
		w.book(t, run, annID, 2, 2)
		w.book(t, run, bobID, 0, 2)
		b, office, reader := w.browser(t), w.staff(w.unit, learning.Read, learning.Manage), w.staff(w.unit, learning.Read)
		d.Limit(1)
		address := "/learning/runs/" + run + "/certificates"
		_, page := b.send(reader, "GET", address, nil)
		has(t, page, "Can be issued", "Not yet", "70% of what was held")
		hasNot(t, page, "<button class=\"nhsuk-button\" type=\"submit\">Issue")
		if status, _ := b.send(office, "POST", address, url.Values{"student": {bobID}}); status != http.StatusUnprocessableEntity {
			t.Errorf("issuing what was not earned: %d", status)
		}
		if status, _ := b.send(office, "POST", address, nil); status != http.StatusSeeOther {
			t.Errorf("issuing for the run: %d", status)
		}
		_, page = b.send(ann, "GET", "/learning/certificates", nil)
		own := regexp.MustCompile(`href="(/learning/certificates/[a-z0-9]+)"`).FindStringSubmatch(page)
		if own == nil {
			t.Fatalf("Ann has no certificate:\n%s", page)
		}
		_, page = b.send(ann, "GET", own[1], nil)
		has(t, page, "Ann Lark", "Sleeping better", "2 of 2 sessions (4 hours)", "<svg")
		code := regexp.MustCompile(`Number (2027-[0-9]{4}-[A-Z0-9]{8})`).FindStringSubmatch(page)
		b.want(bob, http.StatusNotFound, own[1], own[1]+"/pdf")
		for _, path := range []string{"/learning/check/" + code[1], "/learning/check?code=" + strings.ToLower(code[1])} {
			_, page = b.send(bob, "GET", path, nil)
			has(t, page, "was issued on <strong>3 May 2027</strong> for <strong>4 hours</strong>")
			hasNot(t, page, "Ann Lark", "Sleeping")
		}
		if status, page := b.send(office, "POST", own[1]+"/withdraw", url.Values{}); status != http.StatusUnprocessableEntity || !strings.Contains(page, "There is a problem") {
			t.Errorf("withdrawing without a reason: %d", status)
		}
		if status, _ := b.send(office, "POST", own[1]+"/withdraw", url.Values{"reason": {"The title was wrong."}}); status != http.StatusSeeOther {
			t.Errorf("withdrawing: %d", status)
		}
		_, page = b.send(bob, "GET", "/learning/check/"+code[1], nil)
		has(t, page, "It no longer stands")
		_, page = b.send(ann, "GET", "/learning/certificates", nil)
		has(t, page, "The title was wrong.")
		_, page = b.send(reader, "GET", "/learning/issued?q=lark&state=withdrawn", nil)
		has(t, page, "Ann Lark", "1 certificate")
		_, page = b.send(reader, "GET", "/learning/issued.csv", nil)
		has(t, page, "Ann Lark", "2 of 2 sessions (4 hours)")
		hasNot(t, page, code[1])
	})
}

// Next steps from the student and from the office, found, corrected and taken
// away as a file.
func TestStepPages(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		ann, annID := w.student(t, "Ann Lark")
		bob, _ := w.student(t, "Bob Finch")
		b, office, reader := w.browser(t), w.staff(w.unit, learning.Read, learning.Manage), w.staff(w.unit, learning.Read)
		d.Limit(1)
		form := url.Values{"kind": {"study"}, "on_date-day": {"1"}, "on_date-month": {"May"}, "on_date-year": {"2027"}, "words": {"Maths, on Tuesdays."}}
		if status, page := b.send(ann, "POST", "/learning/next", url.Values{}); status != http.StatusUnprocessableEntity || strings.Count(page, `<li><a href="#`) != 2 {
			t.Errorf("an empty form: %d", status)
		}
		if status, _ := b.send(ann, "POST", "/learning/next", form); status != http.StatusSeeOther {
			t.Errorf("telling: %d", status)
		}
		_, page := b.send(ann, "GET", "/learning/next", nil)
		has(t, page, "Study somewhere else", "Maths, on Tuesdays.", "/prospectus/bridgewater")
		step := regexp.MustCompile(`href="(/learning/steps/[a-z0-9]+)"`).FindStringSubmatch(page)
		b.want(bob, http.StatusNotFound, step[1])
		b.want(reader, http.StatusForbidden, step[1])
		form.Set("kind", "work")
		form.Set("version", "1")
		if status, _ := b.send(office, "POST", step[1], form); status != http.StatusSeeOther {
			t.Errorf("correcting: %d", status)
		}
		if status, page := b.send(office, "POST", step[1], form); status != http.StatusUnprocessableEntity || !strings.Contains(page, "Somebody changed this") {
			t.Errorf("correcting what was corrected meanwhile: %d", status)
		}
		_, page = b.send(office, "GET", "/learning/steps/new?q=lark", nil)
		has(t, page, "/learning/steps/new?student="+annID)
		form.Set("student", annID)
		form.Set("kind", "other")
		if status, _ := b.send(office, "POST", "/learning/steps", form); status != http.StatusSeeOther {
			t.Errorf("adding for Ann: %d", status)
		}
		form.Set("student", "nosuch")
		if status, _ := b.send(office, "POST", "/learning/steps", form); status != http.StatusNotFound {
			t.Errorf("adding for nobody: %d", status)
		}
		_, page = b.send(reader, "GET", "/learning/steps?kind=work&q=ann", nil)
		has(t, page, "1 next step", "Paid work")
		hasNot(t, page, "Add a next step")
		_, page = b.send(reader, "GET", "/learning/steps.csv", nil)
		has(t, page, "Paid work", "Something else", "student", "staff")
		_, page = b.send(office, "GET", "/learning", nil)
		has(t, page, "Paid work: 1 student", "0 students keep a learning plan")
	})
}

// What is at one college is not there for the staff of another.
func TestOtherCollege(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		_, annID := w.student(t, "Ann Lark")
		run := w.run(t, "Sleeping better", 1)
		w.book(t, run, annID, 1, 1)
		_, err := w.learning.Issue(t.Context(), w.by, run, "")
		ok(t, err)
		_, err = w.learning.AddStep(t.Context(), w.by, annID, learning.Step{Kind: "work", OnDate: w.today()})
		ok(t, err)
		ok(t, w.learning.AddFeedback(t.Context(), w.by, run, thought(4)))
		away := w.staff(w.college2(t), learning.Read, learning.Manage)
		b := w.browser(t)
		d.Limit(1)
		list, _, err := w.learning.Issued(t.Context(), w.by, learning.CertificateFilter{}, 1, 0)
		ok(t, err)
		runs := "/learning/runs/" + run
		b.want(away, http.StatusNotFound, runs+"/heard", runs+"/heard/add", runs+"/sheets", runs+"/certificates", "/learning/certificates/"+list[0].ID, "/learning/certificates/"+list[0].ID+"/withdraw", "/learning/steps/new?student="+annID)
		for _, path := range []string{"/learning/heard", "/learning/heard?term=" + w.term, "/learning/issued", "/learning/steps", "/learning/steps/new?q=ann", "/learning/heard.csv", "/learning/issued.csv", "/learning/steps.csv"} {
			_, page := b.send(away, "GET", path, nil)
			hasNot(t, page, "Ann Lark", "Sleeping better")
		}
		hits, err := w.learning.Find(t.Context(), away, "lark", 10)
		if err != nil || len(hits) > 0 {
			t.Errorf("found %v, %v", hits, err)
		}
		if hits, err = w.learning.Find(t.Context(), w.by, "lark", 10); err != nil || len(hits) != 1 {
			t.Errorf("found %v, %v", hits, err)
		}
	})
}

// The forms of a plan say what is wrong and keep what was typed.
func TestPlanForms(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		ann, _ := w.student(t, "Ann Lark")
		b := w.browser(t)
		d.Limit(1)
		long := strings.Repeat("é", 4001)
		for _, c := range []struct {
			path string
			form url.Values
			says string
		}{
			{"/learning/plan", url.Values{"hopes": {long}, "strengths": {"I stay."}}, "I stay."},
			{"/learning/plan", url.Values{"courses": {"nosuch"}}, "Choose courses from the list."},
			{"/learning/plan", url.Values{"review_on-day": {"31"}, "review_on-month": {"2"}, "review_on-year": {"2028"}}, "real date"},
			{"/learning/plan/reviews", url.Values{"back": {" "}}, "Write something in one of the two boxes"},
			{"/learning/plan/lend", url.Values{"trainer": {"outside"}, "purpose": {"a talk"}}, "Choose which parts they may see."},
			{"/learning/plan/lend", url.Values{"trainer": {"nosuch"}, "purpose": {"a talk"}, "sections": {"hopes"}}, "Choose who may read it."},
			{"/learning/plan/lend", url.Values{"trainer": {"outside"}, "to_name": {"a friend"}, "purpose": {"a talk"}, "sections": {"hopes"}, "until_on-day": {"1"}, "until_on-month": {"9"}, "until_on-year": {"2028"}}, "up to a year"},
		} {
			status, page := b.send(ann, "POST", c.path, c.form)
			if status != http.StatusUnprocessableEntity {
				t.Errorf("%s %v: %d", c.path, c.form, status)
			}
			has(t, page, c.says, "There is a problem")
		}
		if status, _ := b.send(ann, "POST", "/learning/plan/reviews", url.Values{"ahead": {"A walk."}}); status != http.StatusSeeOther {
			t.Errorf("a review: %d", status)
		}
		_, page := b.send(ann, "GET", "/learning/plan", nil)
		review := regexp.MustCompile(`href="(/learning/plan/reviews/[a-z0-9]{26})"`).FindStringSubmatch(page)
		_, page = b.send(ann, "GET", review[1], nil)
		has(t, page, "A walk.")
		b.want(ann, http.StatusOK, "/learning/plan/edit", "/learning/plan/lend", "/learning/plan/reviews/new", "/learning/next/new")
	})
}
