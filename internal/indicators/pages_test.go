package indicators

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"footbridge/internal/actions"
	"footbridge/internal/actor"
	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/extracts"
	"footbridge/internal/jobs"
	"footbridge/internal/notify"
	"footbridge/internal/people"
	"footbridge/internal/strategy"
	"footbridge/internal/units"
	"footbridge/internal/web"
	"footbridge/internal/web/webtest"
	"footbridge/internal/when"
)

var noonOfPages = time.Date(2027, 5, 3, 12, 0, 0, 0, time.UTC)

func clockOfPages() time.Time { return noonOfPages }

// desk is an organisation with two boroughs, two teams and thirty months of
// figures of one indicator.
type desk struct {
	db               *db.DB
	x                *Indicators
	units            *units.Units
	strategy         *strategy.Strategy
	by               actor.Actor
	root, vale, moor units.Unit
	teams            [2]units.Unit
	slug             string
}

func must[T any](t testing.TB) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func may(orgID, path string, permissions ...string) actor.Actor {
	held := map[string]bool{}
	for _, p := range permissions {
		held[p] = true
	}
	return actor.Actor{OrgID: orgID, AccountID: "account", Name: "Gail Mar", Grants: []actor.Grant{{Role: "role", Path: path, Permissions: held}}}
}

const standIn = `indicator: settled
title: People in settled accommodation
question: Of the people we see, how many live somewhere they can stay?
aim: opportunity
group: Home and work
why: A place to stay is where much else begins.
count: people
with: open-referrals
having:
  accommodation: {within: 12, settled: [Y]}
recorded:
  words: with it recorded
  having:
    accommodation: {within: 12}
  floor: 0.5
direction: increase
dimensions: [ethnicity, gender]
owner: Head of Recovery
`

func newIndicators(d *db.DB) (*Indicators, *units.Units, *strategy.Strategy) {
	p := people.New(d, clockOfPages)
	u := units.New(d, clockOfPages, p)
	q := jobs.New(d, slog.New(slog.DiscardHandler), clockOfPages)
	n := notify.New(d, clockOfPages, q, &notify.Folder{})
	s := strategy.New(d, clockOfPages, u, p, n, actions.New(d, clockOfPages))
	return New(d, clockOfPages, u, extracts.New(d, clockOfPages, u), s, q), u, s
}

func newDesk(t testing.TB, d *db.DB) *desk {
	t.Helper()
	w := &desk{db: d}
	w.x, w.units, w.strategy = newIndicators(d)
	org, root, err := w.units.Found(t.Context(), "Bridgewater and Vale", "bridgewater")
	if err != nil {
		t.Fatal(err)
	}
	w.root, w.by = root, may(org.OrgID, "/", Read, Edit, "strategy.read", "strategy.edit")
	system := actor.System(org.OrgID, "a test")
	add := func(kind, name string, under units.Unit) units.Unit {
		return must[units.Unit](t)(w.units.Add(t.Context(), system, units.Unit{ParentID: under.ID, Kind: kind, Name: name}))
	}
	w.vale, w.moor = add("borough", "Vale", root), add("borough", "Moor", root)
	w.teams = [2]units.Unit{add("team", "Vale North", w.vale), add("team", "Vale South", w.vale)}
	return w
}

// fill puts an indicator and its figures in: numerators of the teams and of the
// other borough, by group, in each of thirty months. The team in the south is
// small.
func (w *desk) fill(t testing.TB) {
	t.Helper()
	w.slug = must[Definition](t)(w.x.Define(t.Context(), w.by, standIn, "")).Indicator
	_, err := w.db.Exec(t.Context(), `INSERT INTO indicators_run (org_id, id, state, hash, first_month, last_month, began_at, ended_at) VALUES ($1, 'run1', 'done', 'abc', $2, $3, $4, $4)`,
		w.by.OrgID, 2024*12+10, 2027*12+3, noonOfPages)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 30 {
		var cells []Cell
		sums := map[spot]Cell{}
		for j, unit := range []units.Unit{w.teams[0], w.teams[1], w.moor} {
			for g, n := range map[string]int64{"white": 40, "black": 12, "asian": 8, NotRecorded: 6} {
				n += int64(i%3 + j)
				if j == 1 {
					n /= 20
				}
				for path := range strings.SplitSeq(strings.Trim(unit.Path, "/"), "/") {
					for _, at := range []spot{{path, g}, {path, ""}} {
						c := sums[at]
						c.UnitID, c.Group = path, at.group
						if at.group != "" {
							c.Dimension = "ethnicity"
						}
						c.Num, c.Den, c.Recorded = c.Num+n, c.Den+3*n, c.Recorded+2*n
						sums[at] = c
					}
				}
			}
		}
		for _, c := range sums {
			cells = append(cells, c)
		}
		if _, err := w.db.Exec(t.Context(), `INSERT INTO indicators_result (org_id, indicator, version, month, run_id, hash, cells) VALUES ($1, $2, 1, $3, 'run1', 'abc', $4)`,
			w.by.OrgID, w.slug, 2024*12+10+i, pack(cells)); err != nil {
			t.Fatal(err)
		}
	}
}

func deskSite(x *Indicators) http.Handler {
	s := web.NewSite(slog.New(slog.DiscardHandler))
	s.Mount(Routes(x))
	return s.Handler()
}

func TestRoutesOfPages(t *testing.T) {
	w := newDesk(t, dbtest.SQLite(t))
	w.fill(t)
	other, _, err := w.units.Found(t.Context(), "Elsewhere", "elsewhere")
	if err != nil {
		t.Fatal(err)
	}
	broken := dbtest.SQLite(t)
	broken.Close()
	dead, _, _ := newIndicators(broken)
	webtest.Suite{
		Handler: deskSite(w.x), Broken: deskSite(dead), Routes: Routes(w.x),
		Full: w.by, None: may(w.by.OrgID, "/"), Other: may(other.OrgID, "/", Read, Edit),
		IDs: map[string]string{"indicator": w.slug, "chartmark": w.decide(t)},
	}.Run(t)
}

// ask sends a request and returns the status and the body.
func (w *desk) ask(t testing.TB, as actor.Actor, method, path string, form url.Values) (int, string, string) {
	t.Helper()
	r := httptest.NewRequestWithContext(actor.With(t.Context(), as), method, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	rec := httptest.NewRecorder()
	deskSite(w.x).ServeHTTP(rec, r)
	return rec.Code, rec.Header().Get("Location"), rec.Body.String()
}

func (w *desk) reads(t testing.TB, path string, words ...string) string {
	t.Helper()
	status, _, body := w.ask(t, w.by, "GET", path, nil)
	if status != http.StatusOK {
		t.Fatalf("GET %s = %d: %s", path, status, body)
	}
	for _, word := range words {
		if !strings.Contains(body, word) {
			t.Errorf("GET %s does not say %q:\n%s", path, word, body[strings.Index(body, "<main"):])
		}
	}
	return body
}

func TestGrid(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newDesk(t, d)
		w.reads(t, "/indicators", "Add the ready-made indicators", "Nobody has said yet")
		w.fill(t)
		w.reads(t, "/indicators", "People in settled accommodation", "33%", "April 2027", "Higher is better", "67%")
		w.reads(t, "/indicators?look=yes", "Nothing here needs a look")
		w.reads(t, "/indicators?group=Money", "no such indicators")
		w.reads(t, "/indicators/icons", "33%")
		w.reads(t, "/indicators/units?unit="+w.vale.ID, "Vale North", "too few to show")
		w.reads(t, "/indicators/quality?unit="+w.teams[1].ID, "too few to show")
		w.reads(t, "/indicators/quality?indicator="+w.slug, "Vale South")
		for _, ext := range []string{"csv", "json"} {
			for _, path := range []string{"/indicators/figures.", "/indicators/units/figures.", "/indicators/quality/figures."} {
				w.reads(t, path+ext, w.slug)
			}
		}
	})
}

func TestEqualityPage(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newDesk(t, d)
		w.fill(t)
		w.reads(t, "/indicators/"+w.slug+"/equality", "White", "Not recorded", "may be chance", "1.00 times", "not of the result")
		w.reads(t, "/indicators/"+w.slug+"/equality?reference=white&month=2027-03", "the group to compare with", "March 2027")
		body := w.reads(t, "/indicators/"+w.slug+"/equality?unit="+w.teams[1].ID, "too few to show")
		if strings.Contains(body, " times <span") {
			t.Error("a ratio of a small team is shown")
		}
		w.reads(t, "/indicators/"+w.slug+"/equality/figures.csv", "Everybody else", "Not recorded")
		if status, _, _ := w.ask(t, w.by, "GET", "/indicators/"+w.slug+"/equality?by=stars", nil); status != http.StatusNotFound {
			t.Errorf("by stars: status %d, want 404", status)
		}
	})
}

// What may be seen is the unit where the role is held, what is below it, and the
// organisation as a whole.
func TestSight(t *testing.T) {
	w := newDesk(t, dbtest.SQLite(t))
	w.fill(t)
	manager := may(w.by.OrgID, w.teams[0].Path, Read)
	for unit, want := range map[string]int{"": 200, w.root.ID: 200, w.teams[0].ID: 200, w.vale.ID: 404, w.teams[1].ID: 404, w.moor.ID: 404, "nowhere": 404} {
		for _, path := range []string{"/indicators?unit=", "/indicators/figures.json?unit=", "/indicators/" + w.slug + "/equality?unit=", "/indicators/board/figures.xlsx?unit=", "/indicators/quality?unit=", "/indicators/" + w.slug + "/measurereport.json?unit=", "/indicators/compare?i1=" + w.slug + "&u1="} {
			if unit == "" && strings.Contains(path, "u1=") {
				continue
			}
			if status, _, _ := w.ask(t, manager, "GET", path+unit, nil); status != want {
				t.Errorf("GET %s%s = %d, want %d", path, unit, status, want)
			}
		}
	}
	_, _, body := w.ask(t, manager, "GET", "/indicators/quality?indicator="+w.slug, nil)
	if strings.Contains(body, "Moor") || !strings.Contains(body, "Vale North") {
		t.Error("the quality page names units that are out of sight")
	}
}

func TestComparePage(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newDesk(t, d)
		w.fill(t)
		q := url.Values{"i1": {w.slug}, "u1": {w.moor.ID}, "u2": {w.root.ID}}
		body := w.reads(t, "/indicators/compare?"+q.Encode(), "Keep this comparison")
		if strings.Index(body, `<figcaption class="fb-chart__title">Moor`) > strings.Index(body, `<figcaption class="fb-chart__title">Bridgewater`) {
			t.Error("the charts do not stand in the order picked")
		}
		w.reads(t, "/indicators/compare/figures.csv?"+q.Encode(), "Moor")
		q.Set("name", "Where people live")
		status, to, _ := w.ask(t, w.by, "POST", "/indicators/compare/keep", q)
		if status != http.StatusSeeOther || !strings.Contains(to, w.moor.ID) {
			t.Fatalf("kept: %d to %s", status, to)
		}
		if status, _, body := w.ask(t, w.by, "POST", "/indicators/compare/keep", q); status != http.StatusUnprocessableEntity || !strings.Contains(body, "You have a comparison of that name") {
			t.Errorf("the same name twice: %d", status)
		}
		mine := must[[]Comparison](t)(w.x.Comparisons(t.Context(), w.by))
		if len(mine) != 1 || mine[0].Units[0] != w.moor.ID {
			t.Fatalf("kept: %+v", mine)
		}
		another := w.by
		another.AccountID = "another"
		if status, _, _ := w.ask(t, another, "POST", "/indicators/compare/remove", url.Values{"comparison": {mine[0].ID}}); status != http.StatusNotFound {
			t.Errorf("somebody else removed it: %d", status)
		}
		if status, to, _ = w.ask(t, w.by, "POST", "/indicators/compare/remove", url.Values{"comparison": {mine[0].ID}}); status != http.StatusSeeOther {
			t.Fatalf("removed: %d", status)
		}
		w.reads(t, to, "Bring it back")
		if status, _, _ = w.ask(t, w.by, "POST", "/indicators/compare/restore", url.Values{"comparison": {mine[0].ID}}); status != http.StatusSeeOther {
			t.Fatalf("restored: %d", status)
		}
		w.reads(t, "/indicators/compare", "Where people live")
	})
}

func TestBoardPage(t *testing.T) {
	w := newDesk(t, dbtest.SQLite(t))
	w.fill(t)
	w.reads(t, "/indicators/board", "1 indicator", "November 2024 to April 2027")
	body := w.reads(t, "/indicators/board/print?from=2026-01&to=2027-02&i="+w.slug, "It was 33% in February 2027, and 33% a year before.", "January 2026 to February 2027")
	if strings.Contains(body, "March 2027") {
		t.Error("the extract goes beyond its months")
	}
}

func TestMeasureReport(t *testing.T) {
	w := newDesk(t, dbtest.SQLite(t))
	w.fill(t)
	var b struct {
		Entry []struct {
			Resource struct {
				Period struct{ Start, End string }
				Group  []struct {
					MeasureScore struct {
						Value     *float64
						Extension []struct{ ValueCode string }
					}
				}
			}
		}
	}
	if err := json.Unmarshal([]byte(w.reads(t, "/indicators/"+w.slug+"/measurereport.json")), &b); err != nil {
		t.Fatal(err)
	}
	last := b.Entry[len(b.Entry)-1].Resource
	if len(b.Entry) != 30 || last.Period.Start != "2027-04-01" || last.Period.End != "2027-04-30" || *last.Group[0].MeasureScore.Value != 33 {
		t.Errorf("%d reports, the last %+v", len(b.Entry), last)
	}
}

func TestDefinitionPages(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newDesk(t, d)
		w.fill(t)
		w.reads(t, "/indicators/definitions?q=settled", "People in settled accommodation")
		w.reads(t, "/indicators/definitions?q=nothing", "no such indicators")
		w.reads(t, "/indicators/"+w.slug+"/definition", "Higher is better", "Version 1")
		w.reads(t, "/indicators/"+w.slug+"/definition.yaml", "title")
		edit := "/indicators/" + w.slug + "/definition/edit"
		if status, _, body := w.ask(t, w.by, "POST", edit, url.Values{"text": {strings.Replace(standIn, "aim:", "colour: blue\naim:", 1)}, "reason": {"A try."}}); status != http.StatusUnprocessableEntity || !strings.Contains(body, "ine 4") {
			t.Errorf("a field that is not known: %d, %s", status, body)
		}
		if status, _, _ := w.ask(t, w.by, "POST", edit, url.Values{"text": {standIn}}); status != http.StatusUnprocessableEntity {
			t.Errorf("without a reason: %d", status)
		}
		other := strings.Replace(standIn, w.slug, "something-else", 1)
		if status, _, body := w.ask(t, w.by, "POST", edit, url.Values{"text": {other}, "reason": {"A try."}}); status != http.StatusUnprocessableEntity || !strings.Contains(body, "must stay") {
			t.Errorf("another name: %d", status)
		}
		changed := strings.Replace(standIn, "People in settled accommodation", "People with a place to stay", 1)
		if status, _, body := w.ask(t, w.by, "POST", edit, url.Values{"text": {changed}, "reason": {"Plainer words."}}); status != http.StatusSeeOther {
			t.Fatalf("saved: %d, %s", status, body)
		}
		w.reads(t, "/indicators/"+w.slug+"/definition", "Version 2", "Plainer words.", "Taken out: ", "Added: ")
		w.reads(t, "/indicators/quality", "Plainer words.")
		if status, _, _ := w.ask(t, w.by, "POST", "/indicators/"+w.slug+"/definition/retire", nil); status != http.StatusSeeOther {
			t.Fatalf("retired: %d", status)
		}
		w.reads(t, "/indicators/"+w.slug+"/definition", "No longer in use")
		w.reads(t, "/indicators/definitions?show=retired", "People with a place to stay")
		if status, _, _ := w.ask(t, w.by, "POST", "/indicators/"+w.slug+"/definition/restore", nil); status != http.StatusSeeOther {
			t.Fatalf("restored: %d", status)
		}
		w.reads(t, "/indicators/definitions", "People with a place to stay")
		reader := may(w.by.OrgID, "/", Read)
		if status, _, _ := w.ask(t, reader, "GET", edit, nil); status != http.StatusForbidden {
			t.Errorf("a reader may edit: %d", status)
		}
	})
}

func TestSearchAndThread(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newDesk(t, d)
		w.fill(t)
		for q, want := range map[string]int{"settled": 1, "People SETTLED": 1, "nothing": 0, "": 0} {
			if hits := must[[]Hit](t)(w.x.Find(t.Context(), w.by, q, 10)); len(hits) != want {
				t.Errorf("Find %q = %+v", q, hits)
			}
		}
		w.strategy.OnThread(w.x.Threads)
		must[strategy.Edition](t)(w.strategy.AddEdition(t.Context(), w.by, strategy.EditionInput{Title: "Recovery", FromMonth: when.Month{Year: 2026, Month: 1}, ToMonth: when.Month{Year: 2029, Month: 12}}))
		aims := must[[]strategy.Aim](t)(w.strategy.Aims(t.Context(), w.by.OrgID, false))
		found := 0
		for _, a := range aims {
			h := must[strategy.Hanging](t)(w.strategy.Hanging(t.Context(), w.by.OrgID, a.ID))
			for _, g := range h.Groups {
				if g.Kind == "Indicators" {
					found++
					w.reads(t, "/indicators/"+w.slug+"/definition", a.Label, "What it serves")
				}
			}
		}
		if found != 1 {
			t.Errorf("%d aims have indicators, want 1", found)
		}
	})
}

func TestChanges(t *testing.T) {
	got := changes("a\nb\nc", "a\nx\nc\nd")
	want := []LineChange{{false, "b"}, {true, "x"}, {true, "d"}}
	if len(got) != len(want) {
		t.Fatalf("got %v", got)
	}
	for i := range got {
		if got[i] != want[i] {
			t.Errorf("got %v, want %v", got, want)
		}
	}
}
