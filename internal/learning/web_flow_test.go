package learning_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"footbridge/internal/actor"
	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/forms"
	"footbridge/internal/learning"
	"footbridge/internal/web"
)

// browser is the module's site, used by one visitor after another.
type browser struct {
	t    *testing.T
	site http.Handler
}

func (w *world) browser(t *testing.T) browser {
	s := web.NewSite(slog.New(slog.DiscardHandler))
	s.Mount(learning.Routes(w.learning))
	return browser{t, s.Handler()}
}

// send opens a page, or posts a form, and returns the status and what came back.
func (b browser) send(as actor.Actor, method, path string, form url.Values) (int, string) {
	b.t.Helper()
	r := httptest.NewRequestWithContext(actor.With(b.t.Context(), as), method, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	out := httptest.NewRecorder()
	b.site.ServeHTTP(out, r)
	return out.Code, out.Body.String()
}

// want opens pages and compares their status.
func (b browser) want(as actor.Actor, status int, paths ...string) {
	b.t.Helper()
	for _, path := range paths {
		if got, _ := b.send(as, "GET", path, nil); got != status {
			b.t.Errorf("%s opens %s with %d, want %d", as.Name, path, got, status)
		}
	}
}

// A plan is written, lent by a link and to a trainer, read, and taken back: the
// very next request of each page is refused.
func TestTakingBackWorksAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		ann, _ := w.student(t, "Ann Lark")
		tess, trainer := w.trainer(t, "Tess Wren")
		b := w.browser(t)
		d.Limit(1)
		if status, _ := b.send(ann, "POST", "/learning/plan", url.Values{"hopes": {"To see the sea."}, "strengths": {"I keep secrets."}, "courses": {w.course}}); status != http.StatusSeeOther {
			t.Fatalf("saving the plan: %d", status)
		}
		form := url.Values{"trainer": {"outside"}, "to_name": {"my sister"}, "sections": {"hopes"}, "purpose": {"a talk"}, "until_on-day": {"1"}, "until_on-month": {"6"}, "until_on-year": {"2027"}}
		_, page := b.send(ann, "POST", "/learning/plan/lend", form)
		link := regexp.MustCompile(`https://college\.example\.org(/learning/shared/[a-z0-9.]+)`).FindStringSubmatch(page)
		if link == nil {
			t.Fatalf("no link on the page:\n%s", page)
		}
		form.Set("trainer", trainer)
		form.Set("may_write", "yes")
		if status, _ := b.send(ann, "POST", "/learning/plan/lend", form); status != http.StatusSeeOther {
			t.Fatalf("lending to the trainer: %d", status)
		}
		_, page = b.send(tess, "GET", "/learning/lent", nil)
		lent := regexp.MustCompile(`href="(/learning/lent/[a-z0-9]+)"`).FindStringSubmatch(page)
		if lent == nil {
			t.Fatalf("the trainer sees no plan:\n%s", page)
		}
		nobody := actor.Actor{}
		_, page = b.send(nobody, "GET", link[1], nil)
		if !strings.Contains(page, "To see the sea.") || strings.Contains(page, "I keep secrets.") {
			t.Errorf("the link shows:\n%s", page)
		}
		b.want(nobody, http.StatusOK, link[1]+"/print")
		b.want(tess, http.StatusOK, lent[1], lent[1]+"/print", lent[1]+"/write")
		b.want(ann, http.StatusNotFound, lent[1])
		_, page = b.send(ann, "GET", "/learning/plan/readers", nil)
		for _, word := range []string{"Tess Wren", "my sister (by the link)", "opened it to print"} {
			if !strings.Contains(page, word) {
				t.Errorf("Ann does not see %q", word)
			}
		}
		for _, m := range regexp.MustCompile(`action="(/learning/plan/shares/[a-z0-9]+/withdraw)"`).FindAllStringSubmatch(page, -1) {
			if status, _ := b.send(tess, "POST", m[1], nil); status != http.StatusNotFound {
				t.Errorf("the trainer takes it back: %d", status)
			}
			if status, _ := b.send(ann, "POST", m[1], nil); status != http.StatusSeeOther {
				t.Errorf("taking it back: %d", status)
			}
		}
		b.want(nobody, http.StatusNotFound, link[1], link[1]+"/print")
		b.want(tess, http.StatusNotFound, lent[1], lent[1]+"/print", lent[1]+"/write")
		if status, _ := b.send(tess, "POST", lent[1]+"/write", url.Values{"hopes": {"wiped"}}); status != http.StatusNotFound {
			t.Errorf("writing after it was taken back: %d", status)
		}
		b.want(ann, http.StatusOK, "/learning/plan", "/learning/plan/print", "/learning/plan/print?size=large", "/learning/plan.txt", "/learning/next", "/learning/certificates", "/learning/plan/readers")
		b.want(w.person(t, "Nobody Enrolled"), http.StatusOK, "/learning/plan", "/learning/certificates", "/learning/next", "/learning/lent")
	})
}

// From the form behind a link to the page of the run: an answer has no name.
func TestAnswering(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		run := w.run(t, "Sleeping better", 1)
		b := w.browser(t)
		office := w.staff(w.unit, learning.Read, learning.Manage)
		_, page := b.send(office, "POST", "/learning/runs/"+run+"/sheets", url.Values{"copies": {"5"}})
		links := regexp.MustCompile(`https://college\.example\.org(/learning/feedback/[a-z0-9.]+)`).FindAllStringSubmatch(page, -1)
		if len(links) != 5 || strings.Count(page, "<svg") < 5 {
			t.Fatalf("%d links on the forms", len(links))
		}
		ann, _ := w.student(t, "Ann Lark")
		for i, link := range links {
			b.want(ann, http.StatusOK, link[1])
			if status, _ := b.send(ann, "POST", link[1], url.Values{}); status != http.StatusUnprocessableEntity {
				t.Errorf("an empty form: %d", status)
			}
			if i == 4 {
				_, page = b.send(office, "GET", "/learning/runs/"+run+"/heard", nil)
				if strings.Contains(page, "The biscuits") {
					t.Error("four answers are shown")
				}
			}
			if status, _ := b.send(ann, "POST", link[1], url.Values{forms.FieldName("how-was"): {"very-good"}, forms.FieldName("helped"): {"The biscuits"}}); status != http.StatusSeeOther {
				t.Errorf("a good form: %d", status)
			}
			b.want(ann, http.StatusConflict, link[1])
		}
		_, page = b.send(office, "GET", "/learning/runs/"+run+"/heard", nil)
		if strings.Count(page, "The biscuits") != 5 || strings.Contains(page, "Ann") || !strings.Contains(page, "100%") {
			t.Errorf("the run's page:\n%s", page)
		}
		if n := w.count(t, `SELECT count(*) FROM audit_entry WHERE org_id = $1 AND action = 'learning.feedback.given' AND (actor LIKE '%Ann%' OR account_id <> '')`, w.org); n > 0 {
			t.Error("the trail says who answered")
		}
		b.want(office, http.StatusUnprocessableEntity, "/learning/steps?kind=work&from-day=x")
		b.want(office, http.StatusOK, "/learning", "/learning/heard", "/learning/heard?q=sleep&term="+w.term, "/learning/heard.csv", "/learning/heard.xlsx", "/learning/issued.csv", "/learning/steps.xlsx",
			"/learning/runs/"+run+"/certificates", "/learning/thanks", "/learning/check", "/learning/check/2027-0001-AAAAAAAA")
	})
}
