package college

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"footbridge/internal/actor"
	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/web"
)

// visit asks for a page, or posts a form, as somebody.
func (w *world) visit(as actor.Actor, method, path string, form url.Values) (int, string, string) {
	w.t.Helper()
	s := web.NewSite(slog.New(slog.DiscardHandler))
	s.Mount(Routes(w.college))
	r := httptest.NewRequestWithContext(actor.With(w.t.Context(), as), method, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	rec := httptest.NewRecorder()
	s.Handler().ServeHTTP(rec, r)
	return rec.Code, rec.Header().Get("Location"), rec.Body.String()
}

// A register is taken by forms alone: on the screen, from paper, and by the
// student's own telephone.
func TestDayPages(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		ann, bob := w.student("Ann Lark"), w.student("Bob Finch")
		w.needs(ann, "support-hearing-loop")
		s, booked := w.sitting(inMay(0), 5, ann, bob)
		w.exec(`UPDATE college_run SET first_mandatory = (1 = 1) WHERE org_id = $1 AND id = $2`, s.RunID)
		tess, trainer := w.trainer("Tess Rook", "lived experience", s.ID)
		office := w.by
		office.AccountID = "office"
		w.at = s.StartsAt.Add(time.Minute)
		see := func(as actor.Actor, path string, has []string, not ...string) string {
			t.Helper()
			status, _, body := w.visit(as, "GET", path, nil)
			for _, words := range has {
				if status != http.StatusOK || !strings.Contains(body, words) {
					t.Fatalf("GET %s = %d without %q: %s", path, status, words, body)
				}
			}
			for _, words := range not {
				if strings.Contains(body, words) {
					t.Errorf("GET %s shows %q", path, words)
				}
			}
			return body
		}
		register := registerAddress(s.ID)
		see(tess, "/college/day?from="+may.ISO(), []string{"Hope", "2 of 5", "Hearing loop", "No practitioner yet"}, "Ann Lark", "Calls:")
		see(tess, register, []string{"Ann Lark", "Hearing loop", "Told us they could not come", "Tess Rook"})
		see(tess, register+"?how=paper", []string{`name="how" value="paper"`})
		a, b := booked[0].ID, booked[1].ID
		form := url.Values{"how": {"paper"}, "was-" + a: {""}, "was-" + b: {""}, "mark-" + a: {"came"}, "mark-" + b: {"not able to come"}, "trainers": {"asked"}, "trainer": {trainer}}
		if status, to, body := w.visit(tess, "POST", register, form); status != http.StatusSeeOther || to != register+"?how=paper" {
			t.Fatalf("saving: %d %s: %s", status, to, body)
		}
		form.Set("mark-"+a, "late") // an old page: Ann was not marked when it was opened
		if status, _, body := w.visit(tess, "POST", register, form); status != http.StatusUnprocessableEntity || !strings.Contains(body, `href="#mark-`+a+`"`) || !strings.Contains(body, `name="was-`+a+`" value="came"`) {
			t.Errorf("saving an old page: %d: %s", status, body)
		}
		see(tess, register, []string{"from paper", "The first session of this course matters", "The college asks how they are"}, "/college/calls/")
		body := see(office, "/college/calls", []string{"Bob Finch", "Place to be decided"}, "Ann Lark")
		call := body[strings.Index(body, "/college/calls/"):]
		call = call[:strings.Index(call, `"`)]
		see(office, call, []string{"Free the place", "What came of it?"}, "Whom they want us to ask")
		if status, _, _ := w.visit(office, "POST", call+"/emergency", nil); status != http.StatusConflict {
			t.Errorf("the emergency contact at once: %d", status)
		}
		if status, to, _ := w.visit(office, "POST", call+"/place", url.Values{"place": {"keep"}}); status != http.StatusSeeOther || to != call {
			t.Errorf("keeping the place: %d %s", status, to)
		}
		for range 3 {
			w.visit(office, "POST", call, url.Values{"outcome": {NoAnswer}, "again-day": {"11"}, "again-month": {"5"}, "again-year": {"2027"}})
		}
		see(office, call, []string{"Nobody has answered 3 times", "The place was kept."})
		if status, _, body := w.visit(office, "POST", call+"/emergency", nil); status != http.StatusOK || !strings.Contains(body, "They have not named anybody") {
			t.Errorf("the emergency contact after three calls: %d: %s", status, body)
		}
		w.printed(see, tess, office, ann, s)
	})
}

// printed looks at what is printed, and at the code on the wall.
func (w *world) printed(see func(as actor.Actor, path string, has []string, not ...string) string, tess, office actor.Actor, ann Student, s Session) {
	w.t.Helper()
	see(tess, "/college/sittings/"+s.ID+"/sheet", []string{"<svg viewBox", "Bob Finch", "Signature"}, "Hearing loop")
	body := see(tess, "/college/sittings/"+s.ID+"/wall", []string{"<svg viewBox"}, "Bob Finch", "Ann Lark")
	here := body[strings.Index(body, "/college/here/"):]
	here = here[:strings.Index(here, "<")]
	see(w.as(ann), here, []string{"You are on the register"}, "Bob Finch")
	w.exec(`DELETE FROM college_attendance WHERE org_id = $1 AND student_id = $2`, ann.ID)
	see(w.as(ann), here, []string{"</button>"}, "Bob Finch")
	if status, _, _ := w.visit(w.as(ann), "POST", here, nil); status != http.StatusSeeOther {
		w.t.Errorf("saying that one is here: %d", status)
	}
	if status, to, _ := w.visit(actor.Actor{}, "GET", here, nil); status != http.StatusSeeOther || !strings.HasPrefix(to, "/sign-in?next=") {
		w.t.Errorf("the code without being signed in: %d %s", status, to)
	}
	venue, room := "venue 1", "room 1"
	w.exec(`INSERT INTO college_venue (org_id, id, name, fold, step_free, toilet, loop, parking, quiet, created_at) VALUES ($1, $2, 'Library', 'library', $4, $4, $4, $4, $4, $3)`, venue, w.at, true)
	w.exec(`INSERT INTO college_room (org_id, id, venue_id, name, fold, seats, created_at) VALUES ($1, $2, $3, 'Green room', 'green room', 9, $4)`, room, venue, w.at)
	w.exec(`UPDATE college_session SET room_id = $2 WHERE org_id = $1 AND id = $3`, room, s.ID)
	see(office, "/college/day/rooms?on="+may.ISO(), []string{"Green room, Library", "Ann Lark"}, "Hearing loop", "Not able")
	see(office, "/college/day/rooms?venue=elsewhere&on="+may.ISO(), []string{"No room is in use"}, "Ann Lark")
	see(office, "/college/day/doors?on="+may.ISO(), []string{"Green room", "Hope"}, "Ann Lark", "Bob Finch")
	see(office, "/college/runs/"+s.RunID+"/registers", []string{"Ann Lark", "Session 1, 10 May 2027", "Not able to come"})
	see(office, "/college/runs/"+s.RunID+"/registers.csv", []string{"Bob Finch,Not able to come (no word),0"})
	see(office, "/college/runs/"+s.RunID+"/registers.xlsx", []string{"PK"})
}
