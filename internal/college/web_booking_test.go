package college

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"footbridge/internal/actor"
	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/people"
	"footbridge/internal/web"
)

// site serves the world's college; the test puts the visitor into the request.
func (w *world) site() http.Handler {
	s := web.NewSite(slog.New(slog.DiscardHandler))
	s.Mount(Routes(w.college))
	return s.Handler()
}

// send sends a form, or asks for a page when form is nil.
func send(t *testing.T, h http.Handler, as actor.Actor, path string, form url.Values) (status int, to, body string) {
	t.Helper()
	method := http.MethodGet
	if form != nil {
		method = http.MethodPost
	}
	r := httptest.NewRequestWithContext(actor.With(t.Context(), as), method, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, r)
	return rec.Code, rec.Header().Get("Location"), rec.Body.String()
}

// clerk works with the college's students.
func (w *world) clerk() actor.Actor {
	held := map[string]bool{Read: true, Students: true, Manage: true, people.Read: true}
	return actor.Actor{OrgID: w.by.OrgID, AccountID: "clerk", Name: "Gail Mar", Grants: []actor.Grant{{Role: "college-manager", Path: w.unit.Path, Permissions: held}}}
}

// A clerk books on the phone, keeps places, answers an offer and a request; a
// student takes an offered place from the link alone.
func TestBookingPages(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		h, as := w.site(), w.clerk()
		run := w.run(w.term(3), 2, inMay(0))
		ann, bob := w.student("Ann Lee"), w.student("Bob Moss")
		page := "/college/runs/" + run.ID + "/bookings"
		see := func(path, words string) string {
			t.Helper()
			status, _, body := send(t, h, as, path, nil)
			if status != 200 || !strings.Contains(body, words) {
				t.Fatalf("GET %s = %d, want %q in: %s", path, status, words, body)
			}
			return body
		}
		post := func(path string, form url.Values, status int, words string) {
			t.Helper()
			got, _, body := send(t, h, as, path, form)
			if got != status || !strings.Contains(body, words) {
				t.Fatalf("POST %s = %d, want %d with %q: %s", path, got, status, words, body)
			}
		}
		see(page, "There is nobody here.")
		see(page+"?q=ann", "Ann Lee")
		see(page+"?q=zzz", "No student has such a name")
		post(page, url.Values{}, 422, "Find the student")
		post(page, url.Values{"q": {"ann"}, "student": {ann.ID}}, 422, "Choose how they asked")
		post(page, url.Values{"q": {"ann"}, "student": {ann.ID}, "how": {"phone"}, "do": {"wait"}}, 422, "There is a place")
		post(page, url.Values{"q": {"ann"}, "student": {ann.ID}, "how": {"phone"}, "do": {"book"}}, 303, "")
		see(page, "Ann Lee")
		post("/college/runs/"+run.ID+"/holds", url.Values{"for_whom": {"Ward"}, "places": {"1"}, "until-day": {"5"}, "until-month": {"5"}, "until-year": {"2027"}}, 303, "")
		see(page, "kept until 5 May 2027")
		post(page, url.Values{"q": {"bob"}, "student": {bob.ID}, "how": {"phone"}, "do": {"book"}}, 422, "Every place has gone")
		post(page, url.Values{"q": {"bob"}, "student": {bob.ID}, "how": {"phone"}, "do": {"wait"}}, 303, "")
		see(page+"?show=waiting", "Bob Moss")
		waits, _, err := liveBooking(t.Context(), d, w.by.OrgID, run.ID, bob.ID)
		w.ok(err)
		see("/college/bookings/"+waits.ID, "1 of 1")
		post("/college/bookings/"+waits.ID+"/accept", url.Values{}, 422, "There is no offer")
		holds, err := w.college.Holds(t.Context(), d, w.by.OrgID, run.ID)
		w.ok(err)
		post("/college/holds/"+holds[0].ID+"/release", url.Values{}, 303, "")
		link := "/college/offer/" + w.token(waits.ID)
		as = actor.Actor{}
		body := see(link, "A place has come free")
		if strings.Contains(body, "Bob") || strings.Contains(body, "Ann") {
			t.Error("the page of an offer names a student")
		}
		post(link+"/accept", url.Values{}, 303, "")
		see(link, "The place is yours")
		post(link+"/decline", url.Values{}, 409, "There is no offer to answer")
		if status, _, _ := send(t, h, as, "/college/offer/nosuchthing", nil); status != 404 {
			t.Errorf("an unknown link: %d", status)
		}
		if status, _, _ := send(t, h, w.as(ann), page, nil); status != 403 {
			t.Errorf("a student opens the list of bookings: %d", status)
		}
		w.sound()
	})
}
