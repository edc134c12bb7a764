package evaluation

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"footbridge/internal/actor"
	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/fault"
	"footbridge/internal/web"
	"footbridge/internal/web/webtest"
)

func TestEvaluationIsKeptAndWorkedOutAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, trust(40, 60))
		ctx := t.Context()
		e, err := w.Add(ctx, w.by, usual)
		ok(t, err)
		if run := w.latest(e.ID); run.State != "waiting" || run.Number != 1 {
			t.Fatalf("the first run: %+v", run)
		}
		if err := w.Again(ctx, w.by, e.ID); fault.KindOf(err) != fault.Conflict {
			t.Errorf("twice at once: %v", err)
		}
		first := w.done(e.ID)
		got, err := first.result()
		ok(t, err)
		if first.State != "done" || first.Progress != 100 || first.Hash == "" || got.People != 40 || got.Beside == nil {
			t.Errorf("state %s, %d%%, %d people", first.State, first.Progress, got.People)
		}
		// The columns of the extracts are those made by hand, but for numbers.
		want, err := analyse(snapshotOf(trust(40, 60)), usual, uint64(e.Seed), nil, quiet)
		ok(t, err)
		for m := range measures {
			if a, b := got.Measures[m], want.Measures[m]; a.Before != b.Before || a.After != b.After || fmt.Sprint(a.Months) != fmt.Sprint(b.Months) {
				t.Errorf("%s: %d and %d, by hand %d and %d", measures[m].slug, a.Before, a.After, b.Before, b.After)
			}
		}
		ok(t, w.Again(ctx, w.by, e.ID))
		second := w.done(e.ID)
		if second.Number != 2 || second.Result != first.Result || second.Hash != first.Hash {
			t.Error("the same seed and the same rows give other numbers")
		}
		w.load("Q", trust(20, 0))
		ok(t, w.Again(ctx, w.by, e.ID))
		if third := w.done(e.ID); third.Result == second.Result || third.Hash == second.Hash {
			t.Error("other rows give the same numbers")
		}
		// A job that runs again leaves what has ended alone.
		before := w.latest(e.ID)
		ok(t, w.work(ctx, workArgs{w.by.OrgID, e.ID, before.Number}))
		if after := w.latest(e.ID); after != before {
			t.Errorf("%+v has become %+v", before, after)
		}
		if err := w.work(ctx, workArgs{w.by.OrgID, "nothing", 1}); err == nil {
			t.Error("a run of nothing")
		}
	})
}

func TestList(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, trust(0, 60))
		ctx := t.Context()
		design := usual
		design.Begin, design.Controls = Listed, 0
		e, err := w.Add(ctx, w.by, design)
		ok(t, err)
		if err := w.Again(ctx, w.by, e.ID); fault.KindOf(err) != fault.Conflict {
			t.Errorf("without its list: %v", err)
		}
		for text, want := range map[string]string{
			"":                             "empty",
			"Number,Day\n":                 "nobody",
			"P1,03/05/2028\nP2,soon\n":     "Row 2",
			"9434765918,2028-05-03\n":      "check digit",
			"Number,Day\nP1\n":             "Row 2",
			"P1,31/02/2028\nP2,3/5/2028\n": "",
		} {
			err := w.Bring(ctx, w.by, e.ID, "test", "list.csv", []byte(text))
			if want != "" && !strings.Contains(fault.Fields(err)["file"], want) {
				t.Errorf("%q: %v", text, err)
			}
			if want == "" {
				break
			}
		}
		w2, err := w.Add(ctx, w.by, design)
		ok(t, err)
		list := "Number,Day\n"
		for i := range 25 {
			list += fmt.Sprintf("P%d,%02d/05/2028\n", i+1, i+1)
		}
		ok(t, w.Bring(ctx, w.by, w2.ID, "test", "list.csv", []byte(list+"P1,27/04/2028 10:30\n")))
		if got, err := w.done(w2.ID).result(); err != nil || got.People != 25 {
			t.Errorf("%d people of the list are followed, %v", got.People, err)
		}
		if err := w.Bring(ctx, w.by, w2.ID, "test", "list.csv", []byte(list)); fault.KindOf(err) != fault.Conflict {
			t.Errorf("a second list: %v", err)
		}
		other, err := w.Add(ctx, w.by, usual)
		ok(t, err)
		if err := w.Bring(ctx, w.by, other.ID, "test", "list.csv", []byte(list)); fault.KindOf(err) != fault.Conflict {
			t.Errorf("a list for what goes by none: %v", err)
		}
		w.number = nil
		if err := w.Bring(ctx, w.by, w2.ID, "test", "list.csv", []byte(list)); fault.KindOf(err) != fault.Unavailable {
			t.Errorf("without a key: %v", err)
		}
	})
}

func TestDesignsThatAreNone(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t), trust(1, 1))
	bad := Design{Months: 7, Controls: 9, From: usual.From, PeerFTE: -1, Costs: []Cost{{"contacts", -1, 3, ""}}}
	_, err := w.Add(t.Context(), w.by, bad)
	for _, field := range []string{"title", "question", "begin", "months", "controls", "peer_fte", "cost_contacts", "year_contacts"} {
		if fault.Fields(err)[field] == "" {
			t.Errorf("%s is right: %v", field, err)
		}
	}
	reader := who(w.by.OrgID, "/", Read)
	if _, err := w.Add(t.Context(), reader, usual); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("a reader asks: %v", err)
	}
}

func site(x *Evaluation) *web.Site {
	s := web.NewSite(slog.New(slog.DiscardHandler))
	s.Mount(Routes(x))
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

func (w *world) whole(permissions ...string) actor.Actor {
	root, err := w.units.Root(w.t.Context(), w.by.OrgID)
	ok(w.t, err)
	return who(w.by.OrgID, root.Path, permissions...)
}

func TestRoutes(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t), trust(30, 30))
	e, err := w.Add(t.Context(), w.by, usual)
	ok(t, err)
	w.done(e.ID)
	broken := dbtest.SQLite(t)
	closed, _, u := service(broken)
	other, _, err := w.units.Found(t.Context(), "Elsewhere", "elsewhere")
	ok(t, err)
	_ = u
	broken.Close()
	s := site(w.Evaluation)
	webtest.Suite{
		Handler: s.Handler(), Broken: site(closed).Handler(), Routes: s.Routes(),
		Full: w.whole(Read, Edit), None: who(w.by.OrgID, "/"), Other: who(other.OrgID, "/", Read, Edit),
		IDs: map[string]string{"evaluation": e.ID},
	}.Run(t)
}

func send(t *testing.T, h http.Handler, as actor.Actor, method, path, kind, body string) (int, string, string) {
	t.Helper()
	r := httptest.NewRequestWithContext(actor.With(t.Context(), as), method, path, strings.NewReader(body))
	r.Header.Set("Content-Type", kind)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Code, w.Header().Get("Location"), w.Body.String()
}

// An evaluation is asked, read and taken away by pages alone.
func TestPages(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, trust(40, 60))
		h, as := site(w.Evaluation).Handler(), w.whole(Read, Edit)
		post := func(path string, form url.Values, status int, words string) string {
			t.Helper()
			got, to, body := send(t, h, as, "POST", path, "application/x-www-form-urlencoded", form.Encode())
			if got != status || !strings.Contains(body, words) {
				t.Fatalf("POST %s = %d, want %d with %q: %s", path, got, status, words, body)
			}
			return to
		}
		see := func(path string, words ...string) string {
			t.Helper()
			got, _, body := send(t, h, as, "GET", path, "", "")
			for _, want := range words {
				if got != 200 || !strings.Contains(body, want) {
					t.Fatalf("GET %s = %d, want %q in: %s", path, got, want, body)
				}
			}
			return body
		}
		see("/evaluation", "There are no such evaluations")
		see("/evaluation/new", "What things cost")
		form := url.Values{"title": {"Students"}, "question": {"Do students need less help?"}, "begin": {"enrolled"}, "months": {"12"}, "controls": {"1"},
			"cost_bed-days": {"much"}, "peer_fte": {"two"}}
		post("/evaluation", form, 422, "Enter an amount in pounds")
		form["cost_bed-days"], form["peer_fte"] = []string{"£1,450.50"}, []string{"2.5"}
		post("/evaluation", form, 422, "The year of the price must be a whole number")
		form["year_bed-days"], form["source_bed-days"] = []string{"2029"}, []string{"Our finance team"}
		at := post("/evaluation", form, 303, "")
		id := strings.TrimPrefix(at, "/evaluation/")
		see(at, "0% is done")
		if code, _, _ := send(t, h, as, "GET", at+"/figures.csv", "", ""); code != 404 {
			t.Errorf("figures that are not there: %d", code)
		}
		w.done(id)
		body := see(at, "Do students need less help?", "regression to the mean", "What it cannot say", "40 people of 40", "non-cashable", "£1,450.50, prices of 2029", "The same seed and the same rows")
		if strings.Contains(body, "being worked out") {
			t.Error("it is still being worked out")
		}
		see("/evaluation?q=student", "Worked out")
		see("/evaluation?q=nobody", "There are no such evaluations")
		for q, want := range map[string]int{"less students": 1, "nobody": 0, "": 0} {
			if hits, err := w.Find(t.Context(), as, q, 5); err != nil || len(hits) != want {
				t.Errorf("%q: %v, %v", q, hits, err)
			}
		}
		see("/evaluation/new?like="+id, "1450.50", "Our finance team", `value="2.5"`)
		post(at+"/run", nil, 303, "")
		see(at, "Look again", "What it cannot say")
		w.done(id)
		see(at+"?run=1", "Earlier results", "Result 2")
		see(at+"/figures.csv", "Before and after,Contacts with community teams,Before,", "regression to the mean")
		see(at+"/figures.xlsx", "PK")
		var file struct {
			Seed    int64
			Figures []Line
		}
		if err := json.Unmarshal([]byte(see(at+"/figures.json", `"CannotSay"`)), &file); err != nil || file.Seed == 0 || len(file.Figures) < 50 {
			t.Errorf("JSON of %d figures: %v", len(file.Figures), err)
		}
		if code, _, _ := send(t, h, as, "GET", at+"?run=9", "", ""); code != 404 {
			t.Errorf("a run that is not there: %d", code)
		}
		bring(t, w, h, as, form)
	})
}

// bring asks by a list, and brings it.
func bring(t *testing.T, w *world, h http.Handler, as actor.Actor, form url.Values) {
	t.Helper()
	form["begin"] = []string{"list"}
	_, at, _ := send(t, h, as, "POST", "/evaluation", "application/x-www-form-urlencoded", form.Encode())
	if !strings.HasSuffix(at, "/list") {
		t.Fatalf("it leads to %s", at)
	}
	for text, want := range map[string]int{"": 422, "P1,03/05/2028\n": 303} {
		var b strings.Builder
		m := multipart.NewWriter(&b)
		if part, err := m.CreateFormFile("file", "list.csv"); err == nil && text != "" {
			fmt.Fprint(part, text)
		}
		ok(t, m.WriteField("source", "test"))
		ok(t, m.Close())
		if code, _, body := send(t, h, as, "POST", at, m.FormDataContentType(), b.String()); code != want {
			t.Errorf("a list %q: %d, want %d: %s", text, code, want, body)
		}
	}
	id := strings.TrimSuffix(strings.TrimPrefix(at, "/evaluation/"), "/list")
	w.done(id)
	if code, _, body := send(t, h, as, "GET", "/evaluation/"+id, "", ""); code != 200 || !strings.Contains(body, "There are too few people") {
		t.Errorf("one person: %d, %s", code, body)
	}
	if code, _, _ := send(t, h, as, "GET", "/evaluation/"+id+"/figures.json", "", ""); code != 404 {
		t.Errorf("figures of one person: %d", code)
	}
}

// Work that its context ends is not kept.
func TestWorkIsBrokenOff(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t), trust(20, 10))
	e, err := w.Add(t.Context(), w.by, usual)
	ok(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := w.Work(ctx, w.by.OrgID, e.ID, 1); err == nil {
		t.Error("it went on")
	}
	if run := w.latest(e.ID); run.State != "waiting" {
		t.Errorf("it is %s", run.State)
	}
	w.done(e.ID)
}
