package people_test

import (
	"encoding/json"
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
	"footbridge/internal/units"
	"footbridge/internal/web"
	"footbridge/internal/web/webtest"
)

// site serves people over d.
func site(d *db.DB) *web.Site {
	s := web.NewSite(slog.New(slog.DiscardHandler))
	p := people.New(d, clock)
	units.New(d, clock, p)
	s.Mount(people.Routes(p))
	return s
}

// who is an account of by's organisation with those permissions.
func who(orgID, path string, permissions ...string) actor.Actor {
	held := map[string]bool{}
	for _, p := range permissions {
		held[p] = true
	}
	return actor.Actor{OrgID: orgID, AccountID: "account", Name: "Gail Mar", Grants: []actor.Grant{{Role: "role", Path: path, Permissions: held}}}
}

var everything = []string{people.Read, people.Edit, people.Merging, people.Equality, people.Erasing, "audit.read"}

func TestRoutes(t *testing.T) {
	tr := newTrust(t, dbtest.SQLite(t))
	person := tr.add(t, people.Person{Name: "Ann O'Neil", Email: "ann@example.org"})
	tr.add(t, people.Person{Name: "ann oneil"})
	err := tr.people.SetNeeds(t.Context(), tr.by, person.ID, people.Needs{IdentifiedOn: today, IdentifiedBy: "Ben", Flag: true, ReviewDue: today.AddDays(9)},
		[]people.NeedInput{{Code: "support-bsl"}})
	if err != nil {
		t.Fatal(err)
	}
	broken := dbtest.SQLite(t)
	broken.Close()
	s := site(tr.db)
	webtest.Suite{
		Handler: s.Handler(), Broken: site(broken).Handler(), Routes: s.Routes(),
		Full: who(tr.by.OrgID, "/", everything...), None: who(tr.by.OrgID, "/"), Other: who(tr.other(t).OrgID, "/", everything...),
		IDs: map[string]string{"person": person.ID},
	}.Run(t)
}

// send asks h as somebody and returns the answer's status, place and body.
func send(t *testing.T, h http.Handler, as actor.Actor, method, path string, form url.Values) (int, string, string) {
	t.Helper()
	r := httptest.NewRequestWithContext(actor.With(t.Context(), as), method, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Code, w.Header().Get("Location"), w.Body.String()
}

// A person is added, found with a flag, changed, merged, exported and erased by
// forms alone.
func TestPages(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tr := newTrust(t, d)
		h, as := site(d).Handler(), who(tr.by.OrgID, "/", everything...)
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
			if got, to, body := send(t, h, as, "GET", path, nil); got != 200 || !strings.Contains(body, words) {
				t.Fatalf("GET %s = %d to %q, want %q in: %s", path, got, to, words, body)
			}
		}
		post("/people", url.Values{"name": {"Ann"}, "preferred_channel": {"email"}}, 422, "Enter an e-mail address, or choose another way")
		post("/people", url.Values{"name": {"Ann"}, "preferred_channel": {"none"}, "quiet_from": {"22"}}, 422, "or neither")
		ann := post("/people", url.Values{"name": {"Ann O'Neil"}, "preferred_channel": {"email"}, "email": {"ann@example.org"}, "quiet_from": {"22"}, "quiet_to": {"7"}}, 303, "")
		see(ann, "10pm to 7am")
		post(ann, url.Values{"name": {"Ann O'Neil"}, "preferred_channel": {"none"}, "version": {"9"}}, 422, "Somebody else changed this record")
		post(ann, url.Values{"name": {"Ann O'Neil"}, "preferred_name": {"Annie"}, "preferred_channel": {"email"}, "email": {"ann@example.org"}, "version": {"1"}}, 303, "")
		needs := url.Values{"version": {"0"}, "format": {"format-large-print"}, "words-format-large-print": {"18 point"}, "flag": {"yes"}, "share": {"yes"},
			"identified_on-day": {"3"}, "identified_on-month": {"5"}, "identified_on-year": {"2027"}, "identified_by": {"Ben"},
			"review_due-day": {"1"}, "review_due-month": {"6"}, "review_due-year": {"2027"}}
		post(ann+"/needs", needs, 422, "Enter with whom it may be shared.")
		needs.Set("share_with", "her GP")
		post(ann+"/needs", needs, 303, "")
		see("/people?q=o+neil", "Large print")
		see("/people/reviews", "Ann O")
		see(ann+"/needs", "18 point")
		post(ann+"/equality", url.Values{"age": {"own-words"}}, 422, "Enter your own words")
		post(ann+"/equality", url.Values{"belief": {"buddhist"}, "age": {"not-said"}}, 303, "")
		if _, _, body := send(t, h, as, "GET", ann, nil); strings.Contains(body, "Buddhist") {
			t.Error("the person's page shows equality data")
		}
		other := post("/people", url.Values{"name": {"Ann ONeil"}, "preferred_channel": {"phone"}, "phone": {"01234 5"}}, 303, "")
		see("/people/duplicates", other)
		see(ann+"/merge?q=ann", "with="+strings.TrimPrefix(other, "/people/"))
		see(ann+"/merge?with="+strings.TrimPrefix(other, "/people/"), "01234 5")
		post(ann+"/merge", url.Values{"drop": {strings.TrimPrefix(other, "/people/")}, "version": {"2"}, "phone": {"drop"}}, 303, "")
		if status, to, _ := send(t, h, as, "GET", other, nil); status != 303 || to != ann {
			t.Errorf("the merged record answers %d to %q, want to be led to %q", status, to, ann)
		}
		see(ann, "01234 5")
		_, _, body := send(t, h, as, "POST", ann+"/export", nil)
		var record people.Record
		if err := json.Unmarshal([]byte(body), &record); err != nil || record.Person.Name != "Ann O'Neil" || len(record.Equality) != 2 || len(record.Merged) != 1 || record.Needs.Needs[0].Words != "18 point" {
			t.Errorf("export = %s, %v", body, err)
		}
		post(ann+"/erase", url.Values{"reason": {"The person asked"}}, 422, "Confirm")
		post(ann+"/erase", url.Values{"reason": {"The person asked"}, "sure": {"yes"}}, 303, "")
		see(ann, "Erased person")
		see("/people?q=ann", "Nobody was found")
		if status, _, _ := send(t, h, as, "GET", ann+"/edit", nil); status != 404 {
			t.Errorf("an erased record can still be changed: %d", status)
		}
		tr.sound(t)
	})
}

// Links to what somebody may not do are not shown, and the addresses refuse.
func TestPermissions(t *testing.T) {
	tr := newTrust(t, dbtest.SQLite(t))
	ann := tr.add(t, people.Person{Name: "Ann"})
	h, as := site(tr.db).Handler(), who(tr.by.OrgID, "/", people.Read)
	_, _, body := send(t, h, as, "GET", "/people/"+ann.ID, nil)
	for _, path := range []string{"/edit", "/needs", "/equality", "/merge", "/erase"} {
		if strings.Contains(body, ann.ID+path) {
			t.Errorf("a reader is shown the way to %s", path)
		}
		if status, _, _ := send(t, h, as, "GET", "/people/"+ann.ID+path, nil); status != 403 {
			t.Errorf("%s: a reader gets %d, want 403", path, status)
		}
	}
}
