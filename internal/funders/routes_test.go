package funders_test

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
	"footbridge/internal/funders"
	"footbridge/internal/web"
	"footbridge/internal/web/webtest"
)

func site(d *db.DB) *web.Site {
	s := web.NewSite(slog.New(slog.DiscardHandler))
	f, _, _ := service(d)
	s.Mount(funders.Routes(f))
	return s
}

func TestRoutes(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t))
	e, err := w.f.Freeze(t.Context(), w.by, "", "t1", "The board")
	ok(t, err)
	rows, _, _, err := w.f.CostLines(t.Context(), w.by, funders.CostFilter{YearID: "y1"}, 1, 0)
	ok(t, err)
	broken := dbtest.SQLite(t)
	broken.Close()
	other, _, err := w.units.Found(t.Context(), "Elsewhere Trust", "elsewhere")
	ok(t, err)
	s := site(w.db)
	webtest.Suite{
		Handler: s.Handler(), Broken: site(broken).Handler(), Routes: s.Routes(),
		Full: who(w.by.OrgID, "/", funders.Read, funders.Costs), None: who(w.by.OrgID, "/"), Other: who(other.OrgID, "/", funders.Read, funders.Costs),
		IDs: map[string]string{"term": "t1", "year": "y1", "frozen": e.ID, "cost": rows[0].ID, "run": "A"},
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

// The costs are entered and put right, the term reported and frozen, by forms
// alone.
func TestPages(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		h, as := site(d).Handler(), who(w.by.OrgID, "/", funders.Read, funders.Costs)
		post := func(path string, form url.Values, status int, words string) string {
			t.Helper()
			got, to, body := send(t, h, as, "POST", path, form)
			if got != status || !strings.Contains(body, words) {
				t.Fatalf("POST %s = %d, want %d with %q: %s", path, got, status, words, body)
			}
			return to
		}
		see := func(as actor.Actor, path string, words ...string) string {
			t.Helper()
			got, _, body := send(t, h, as, "GET", path, nil)
			if got != 200 {
				t.Fatalf("GET %s = %d", path, got)
			}
			for _, want := range words {
				if !strings.Contains(body, want) {
					t.Errorf("GET %s does not show %q", path, want)
				}
			}
			return body
		}
		cost := url.Values{"place": {"run:B"}, "kind": {"room"}, "amount": {"£1,080.5"}, "on-day": {"3"}, "on-month": {"5"}, "on-year": {"2027"}}
		to := post("/funders/costs", cost, 303, "")
		see(as, to, "£1,080.50", "Run B")
		cost.Set("amount", "ten")
		post("/funders/costs", cost, 422, "Enter an amount in pounds")
		cost.Set("amount", "90")
		post(to+"/correct", cost, 422, "Enter what was wrong")
		cost.Set("reason", "Half a day only")
		next := post(to+"/correct", cost, 303, "")
		see(as, to, "Half a day only", next)
		post(next+"/remove", url.Values{"reason": {"Entered twice"}}, 303, "")
		see(as, "/funders/costs?ended=yes", "Entered twice", "£2,850.50 in all")
		see(as, "/funders/costs/runs/A", "Costs of Run A, Autumn 2026", "£400")
		see(as, "/funders/costs/terms/t1", "£650.50 in all")

		post("/funders/terms/t1/freeze", nil, 422, "Enter who the report is for")
		frozen := post("/funders/terms/t1/freeze", url.Values{"note": {"The board"}}, 303, "")
		reader := who(w.by.OrgID, "/", funders.Read) // a commissioner
		see(reader, frozen, "Edition 1, frozen on", "The board", "26 of 35")
		body := see(reader, "/funders/terms/t1", "No figure has changed since edition 1", "hidden", "£518", "Students who came")
		if strings.Contains(body, "Freeze the report") || strings.Contains(body, "Student 1") {
			t.Error("whoever only reads is offered to freeze, or sees somebody's name")
		}
		see(reader, "/funders", "/funders/terms/t1", frozen)
		see(reader, "/funders/years/y1", "Autumn 2026", "84%")
		see(reader, "/funders/fidelity", "Valuing equality", "Not scored", "researchintorecovery.com", "The peer designer has moved away")
		post("/funders/fidelity/y1/score", url.Values{"perspective": {"student"}, "learning": {"2"}, "learning-note": {"We learn together"}}, 303, "")
		see(reader, "/funders/fidelity/y1", "We learn together", "No total: not all seven are scored")
		post("/funders/fidelity/y1/score", url.Values{"perspective": {"student"}, "learning": {"7"}}, 422, "")
	})
}

func TestNothingToReport(t *testing.T) {
	d := dbtest.SQLite(t)
	_, u, _ := service(d)
	org, _, err := u.Found(t.Context(), "Bridgewater and Vale Mental Health Trust", "bridgewater")
	ok(t, err)
	h, as := site(d).Handler(), who(org.OrgID, "/", funders.Read, funders.Costs)
	for _, path := range []string{"/funders", "/funders/costs", "/funders/fidelity"} {
		if status, _, body := send(t, h, as, "GET", path, nil); status != 200 || !strings.Contains(body, "There is no academic year yet") {
			t.Errorf("GET %s = %d: %s", path, status, body)
		}
	}
}
