package trainers_test

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
	"footbridge/internal/trainers"
	"footbridge/internal/units"
	"footbridge/internal/web"
	"footbridge/internal/web/webtest"
)

func site(d *db.DB) *web.Site {
	s := web.NewSite(slog.New(slog.DiscardHandler))
	p := people.New(d, clock)
	s.Mount(trainers.Routes(trainers.New(d, clock, units.New(d, clock, p), p)))
	return s
}

// who is an account with those permissions at the unit with that path.
func who(orgID, path string, permissions ...string) actor.Actor {
	held := map[string]bool{}
	for _, p := range permissions {
		held[p] = true
	}
	return actor.Actor{OrgID: orgID, AccountID: "account", Name: "Gail Mar", Grants: []actor.Grant{{Role: "role", Path: path, Permissions: held}}}
}

var everything = []string{trainers.Read, trainers.Manage, people.Read}

func TestRoutes(t *testing.T) {
	c := newCollege(t, dbtest.SQLite(t))
	ctx, s, ann, ben := t.Context(), c.trainers, c.add(t, "Ann Lee", trainers.Lived), c.add(t, "Ben Ray", trainers.Practitioner)
	c.do(t, ann, today, trainers.Talk)
	c.do(t, ben, today, everyStep...)
	ok(t, s.Mentor(ctx, c.by, ann.ID, ben.ID, today))
	ok(t, s.GoAway(ctx, c.by, ann.ID, today, today))
	_, away, err := s.Availability(ctx, c.db, c.by.OrgID, ann.ID)
	ok(t, err)
	record, err := s.Record(ctx, c.by, ann)
	ok(t, err)
	org, root, err := c.units.Found(ctx, "Elsewhere Trust", "elsewhere")
	ok(t, err)
	_, err = c.units.Add(ctx, actor.System(org.OrgID, "a test"), units.Unit{ParentID: root.ID, Kind: "college", Name: "Elsewhere"})
	ok(t, err)
	broken := dbtest.SQLite(t)
	broken.Close()
	pages := site(c.db)
	webtest.Suite{
		Handler: pages.Handler(), Broken: site(broken).Handler(), Routes: pages.Routes(),
		Full: who(c.by.OrgID, "/", everything...), None: who(c.by.OrgID, "/"), Other: who(org.OrgID, "/", everything...),
		IDs: map[string]string{"trainer": ann.ID, "trainerstep": record.Way[0].Current.ID, "mentoring": record.Pairs[0].ID, "away": away[0].ID},
	}.Run(t)
}

func send(t *testing.T, h http.Handler, as actor.Actor, method, path string, form url.Values) (int, string, string) {
	t.Helper()
	r := httptest.NewRequestWithContext(actor.With(t.Context(), as), method, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Code, w.Header().Get("Location"), w.Body.String()
}

// on is the date of a form in its three boxes.
func on(name, day string, form url.Values) url.Values {
	form.Set(name+"-day", day)
	form.Set(name+"-month", "5")
	form.Set(name+"-year", "2027")
	return form
}

// A trainer is taken from the first talk to teaching by forms alone.
func TestPages(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := newCollege(t, d)
		ann := c.person(t, "Ann O'Neil")
		c.person(t, "Di Fox")
		ben := c.add(t, "Ben Ray", trainers.Practitioner)
		c.do(t, ben, today, everyStep...)
		h, as := site(d).Handler(), who(c.by.OrgID, "/", everything...)
		post := func(path string, form url.Values, status int, words string) string {
			t.Helper()
			got, to, body := send(t, h, as, "POST", path, form)
			if got != status || !strings.Contains(body, words) {
				t.Fatalf("POST %s = %d, want %d with %q: %s", path, got, status, words, body)
			}
			return to
		}
		see := func(path, words string) {
			t.Helper()
			if got, _, body := send(t, h, as, "GET", path, nil); got != 200 || !strings.Contains(body, words) {
				t.Fatalf("GET %s = %d, want %q in: %s", path, got, words, body)
			}
		}
		see("/trainers/new?q=oneil", "Ann O&#39;Neil")
		post("/trainers", url.Values{}, 422, "Find the person first.")
		page := post("/trainers", url.Values{"q": {"oneil"}, "person": {ann.ID}, "college": {c.unit.ID}, "perspective": {trainers.Lived}}, 303, "")
		post(page+"/step", on("done_on", "3", url.Values{"step": {trainers.Talk}, "seen_by": {"Gail"}}), 303, "")
		post(page+"/step", on("done_on", "3", url.Values{"step": {trainers.Checks}, "seen_by": {"Gail"}, "note": {"clear"}}), 422, "never what they say")
		post(page+"/waive", url.Values{"step": {trainers.Reference}, "reason": {"Known for years"}}, 303, "")
		see(page, "7 steps to go")
		post(page+"/mentor", on("from", "3", url.Values{"mentor": {ben.ID}}), 303, "")
		see(page, "Ben Ray is the mentor")
		see(page+"/supervision?q=fox", "Di Fox")
		post(page+"/supervision", url.Values{"weeks": {"6"}}, 422, "Find who supervises first.")
		post(page+"/week", url.Values{"from-2": {"10am"}, "to-2": {"2"}}, 422, "On Tuesday, the end must be later than the beginning.")
		post(page+"/week", url.Values{"from-2": {"10am"}, "to-2": {"14:00"}}, 303, "")
		post(page+"/away", on("from", "9", on("until", "8", url.Values{})), 422, "cannot be before the first")
		post(page+"/away", on("from", "8", on("until", "9", url.Values{})), 303, "")
		see(page, "8 May 2027 to 9 May 2027")
		see(page+"/week", "10:00am")
		post("/trainers/bands", on("from", "1", url.Values{"college": {c.unit.ID}, "code": {"T1"}, "label": {"Peer trainer"}, "pounds": {"lots"}}), 422, "for example 14.50")
		to := post("/trainers/bands", on("from", "1", url.Values{"college": {c.unit.ID}, "code": {"T1"}, "label": {"Peer trainer"}, "pounds": {"14.50"}}), 303, "")
		see(to, "£14.50")
		bands, err := c.trainers.Bands(t.Context(), c.by, c.unit.ID)
		ok(t, err)
		post("/trainers/rates", on("from", "2", url.Values{"college": {c.unit.ID}, "band": {bands[0].ID}, "pounds": {"£15"}}), 303, "")
		post(page+"/pay", on("from", "2", url.Values{"band": {bands[0].ID}}), 303, "")
		see(page, "£15.00 an hour today")
		see("/trainers?state=way&q=neil", "On the way")
		see("/trainers?state=supervision", "There are no such trainers.")
		post(page+"/end", on("on", "1", url.Values{}), 303, "")
		see("/trainers?state=stopped", "Until 1 May 2027")
		post(page+"/return", nil, 303, "")
		_, _, csv := send(t, h, as, "GET", "/trainers/list.csv", nil)
		if !strings.Contains(csv, "Ann O'Neil") || strings.Contains(csv, "14") {
			t.Errorf("the list as CSV: %s", csv)
		}
		c.sound(t)
	})
}

// Whoever only reads trainers sees neither pay nor steps, nor lists made of
// them; a trainer sees and changes what is theirs, and nothing of another's.
func TestWhoSees(t *testing.T) {
	c := newCollege(t, dbtest.SQLite(t))
	ctx, ann, ben := t.Context(), c.add(t, "Ann Lee", trainers.Lived), c.add(t, "Ben Ray", trainers.Practitioner)
	ok(t, c.trainers.RecordStep(ctx, c.by, ann.ID, trainers.StepInput{Step: trainers.Reference, DoneOn: today, SeenBy: "Gail", Note: "By her tutor"}))
	band, err := c.trainers.AddBand(ctx, c.by, c.unit.ID, "T1", "Peer trainer", 1450, today)
	ok(t, err)
	ok(t, c.trainers.SetPay(ctx, c.by, ann.ID, band.ID, today))
	h, reader, own := site(c.db).Handler(), who(c.by.OrgID, "/", trainers.Read), who(c.by.OrgID, "/")
	own.PersonID = ann.PersonID
	status, _, body := send(t, h, reader, "GET", "/trainers/"+ann.ID, nil)
	if status != 200 || strings.Contains(body, "By her tutor") || strings.Contains(body, "T1") || strings.Contains(body, "/step") {
		t.Errorf("a reader sees %d: %s", status, body)
	}
	if _, _, body := send(t, h, reader, "GET", "/trainers?state=supervision", nil); strings.Contains(body, "Ann Lee") {
		t.Error("a reader can ask who is due for supervision")
	}
	if status, _, body := send(t, h, own, "GET", "/trainers/me", nil); status != 200 || !strings.Contains(body, "By her tutor") || !strings.Contains(body, "£14.50") || strings.Contains(body, "Take back") {
		t.Errorf("one's own page = %d: %s", status, body)
	}
	for path, want := range map[string]int{ann.ID + "/week": 303, ben.ID + "/week": 404, ann.ID + "/about": 422, ben.ID + "/about": 404, ann.ID + "/return": 403} {
		if status, _, _ := send(t, h, own, "POST", "/trainers/"+path, url.Values{}); status != want {
			t.Errorf("POST %s as Ann = %d, want %d", path, status, want)
		}
	}
	if status, to, _ := send(t, h, own, "POST", "/trainers/"+ann.ID+"/about", url.Values{"about": {"I like maps."}, "version": {"1"}}); status != 303 || to != "/trainers/me" {
		t.Errorf("about = %d to %s", status, to)
	}
}
