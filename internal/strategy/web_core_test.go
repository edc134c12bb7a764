package strategy

import (
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/jba/templatecheck"

	"footbridge/internal/actions"
	"footbridge/internal/actor"
	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/web"
	"footbridge/internal/when"
)

func TestCoreTemplates(t *testing.T) {
	for name, data := range map[string]any{
		"front.html": frontPage{}, "strategies.html": editionsPage{}, "strategy_edit.html": editionFormPage{},
		"objective.html": objectivePage{}, "objective_edit.html": objectiveFormPage{}, "reason.html": reasonPage{},
		"actions.html": listPage{}, "action.html": actionPage{}, "action_edit.html": actionFormPage{}, "update.html": updatePage{},
		"evidence.html": evidencePage{}, "needs.html": needsPage{}, "aims.html": aimsPage{}, "aim.html": aimPage{}, "aim_edit.html": aimFormPage{},
	} {
		if err := templatecheck.CheckHTML(pages[name].Lookup("layout"), data); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// site serves the module's routes to whoever the request's context names.
func (c *core) site() http.Handler {
	s := web.NewSite(slog.New(slog.DiscardHandler))
	s.Mount(Routes(c.Strategy))
	return s.Handler()
}

// visit sends a request and returns the answer and, of a page, its document.
func (c *core) visit(h http.Handler, as actor.Actor, method, path, kind string, body io.Reader) (*http.Response, *goquery.Document) {
	c.t.Helper()
	r := httptest.NewRequestWithContext(actor.With(c.t.Context(), as), method, path, body)
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	res := w.Result()
	if !strings.HasPrefix(res.Header.Get("Content-Type"), "text/html") {
		return res, nil
	}
	doc, err := goquery.NewDocumentFromReader(res.Body)
	c.must(err)
	return res, doc
}

func (c *core) get(h http.Handler, as actor.Actor, path string) *goquery.Document {
	c.t.Helper()
	res, doc := c.visit(h, as, "GET", path, "", nil)
	if res.StatusCode != http.StatusOK || doc == nil {
		c.t.Fatalf("GET %s: status %d", path, res.StatusCode)
	}
	return doc
}

// post sends a form and wants to be sent on.
func (c *core) post(h http.Handler, as actor.Actor, path string, values ...string) string {
	c.t.Helper()
	res, doc := c.visit(h, as, "POST", path, "application/x-www-form-urlencoded", strings.NewReader(pairs(values...).Encode()))
	if res.StatusCode != http.StatusSeeOther {
		said := ""
		if doc != nil {
			said = doc.Find("main").Text()
		}
		c.t.Fatalf("POST %s: status %d: %s", path, res.StatusCode, strings.Join(strings.Fields(said), " "))
	}
	return res.Header.Get("Location")
}

// refuse sends a form and wants the page again with that message.
func (c *core) refuse(h http.Handler, as actor.Actor, path, message string, values ...string) *goquery.Document {
	c.t.Helper()
	res, doc := c.visit(h, as, "POST", path, "application/x-www-form-urlencoded", strings.NewReader(pairs(values...).Encode()))
	if res.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(doc.Find(".nhsuk-error-summary").Text(), message) {
		c.t.Errorf("POST %s: status %d, %q; want 422 and %q", path, res.StatusCode, doc.Find(".nhsuk-error-summary").Text(), message)
	}
	return doc
}

func pairs(values ...string) url.Values {
	v := url.Values{}
	for i := 0; i+1 < len(values); i += 2 {
		v.Add(values[i], values[i+1])
	}
	return v
}

func wantText(t testing.TB, doc *goquery.Document, selector string, wants ...string) {
	t.Helper()
	text := strings.Join(strings.Fields(doc.Find(selector).Text()), " ")
	for _, want := range wants {
		if !strings.Contains(text, want) {
			t.Errorf("%s does not say %q: %.600s", selector, want, text)
		}
	}
}

// A plan from nothing to a complete action, through the pages alone.
func TestJourneyOfAnAction(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := newCore(t, d)
		h, lead := c.site(), c.by
		owner := c.actor("owner", c.root, c.person.ID, permRead, permUpdate)
		objective := c.post(h, lead, "/strategy/objectives", "strategy", c.live.ID, "title", "Leadership", "aims", c.aims("hope")[0])
		id := objective[strings.LastIndexByte(objective, '/')+1:]
		doc := c.refuse(h, lead, "/strategy/actions", "is not a date we can read", "title", "Hold seminars", "due", "soonish", "objective", id)
		if got := doc.Find("#title").Text(); strings.TrimSpace(got) != "Hold seminars" {
			t.Errorf("what was typed is not kept: %q", got)
		}
		action := c.post(h, lead, "/strategy/actions", "title", "Hold seminars", "due", "March 2008", "objective", id, "owners", c.posts[0].ID)
		doc = c.get(h, lead, action)
		wantText(t, doc, "main", "Off track", "Overdue", "It was due by 31 March 2008.", "Head of Recovery (Asha Rowe)")
		wantText(t, c.get(h, lead, objective), "main", "Off track", "1 action is overdue", "Hold seminars")
		wantText(t, c.get(h, lead, "/strategy"), "main", "Recovery and inclusion", "Leadership", "1 off track", "1 overdue")
		wantText(t, c.get(h, owner, "/strategy/mine"), "main", "Head of Recovery", "Hold seminars")
		wantText(t, c.get(h, lead, "/strategy/mine"), "main", "You do not hold a post")

		c.refuse(h, owner, action+"/update", "Choose how it goes", "words", "We have begun")
		c.post(h, owner, action+"/update", "outlook", "to plan", "words", "Ten teams have had theirs", "on-day", "10", "on-month", "4", "on-year", "2008")
		wantText(t, c.get(h, owner, action), ".fb-timeline", "Ten teams have had theirs", "10 April 2008")
		res, doc := c.visit(h, owner, "POST", action+"/close", "", nil)
		if res.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(doc.Find("main").Text(), "only with evidence") {
			t.Errorf("closing without evidence: %d", res.StatusCode)
		}
		c.refuse(h, owner, action+"/evidence", "begins with https", "kind", "link", "url", "javascript:alert(1)")
		c.post(h, owner, action+"/evidence", "kind", "link", "url", "https://example.org/minutes", "title", "Minutes of May")
		c.post(h, owner, action+"/close")
		wantText(t, c.get(h, owner, action), "main", "Complete", "Completed on 15 April 2008.", "Minutes of May")
		wantText(t, c.get(h, lead, objective), "main", "Complete")
		c.refuse(h, owner, action+"/reopen", "Say why")
		c.post(h, owner, action+"/reopen", "reason", "Two teams were left out")
		wantText(t, c.get(h, lead, action), "main", "Two teams were left out")

		for _, path := range []string{"/edit", "/withdraw", "/override", "/needs"} {
			if res, _ := c.visit(h, owner, "GET", action+path, "", nil); res.StatusCode != http.StatusForbidden {
				t.Errorf("an owner opens %s: %d", path, res.StatusCode)
			}
		}
	})
}

func TestOverrideOnThePages(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := newCore(t, d)
		h := c.site()
		o := c.objective("Leadership")
		r := c.item(o, "Launch", "March 2008", c.posts[0])
		c.refuse(h, c.by, r.Href()+"/override", "printed", "status", "on track")
		c.post(h, c.by, r.Href()+"/override", "status", "on track", "reason", "The event is booked")
		for _, page := range []string{r.Href(), "/strategy/actions", "/strategy/overdue", "/strategy/objectives/" + o.ID} {
			wantText(t, c.get(h, c.by, page), "main", "At risk", "Overdue", "Set by hand", "The event is booked")
		}
		c.post(h, c.by, "/strategy/objectives/"+o.ID+"/override", "status", "on track", "reason", "The board agreed")
		doc := c.get(h, c.by, "/strategy")
		wantText(t, doc, "table", "At risk", "The board agreed", "1 overdue")
		if strings.Contains(doc.Find("table").Text(), "On track") {
			t.Error("the objective is shown on track while an action is overdue")
		}
		c.post(h, c.by, r.Href()+"/override/end")
		c.post(h, c.by, "/strategy/objectives/"+o.ID+"/override/end")
		wantText(t, c.get(h, c.by, r.Href()), "main", "Off track")
	})
}

// Two people at once: the second is told, and what they typed is kept.
func TestTwoPeopleAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := newCore(t, d)
		h := c.site()
		o := c.objective("Leadership")
		r := c.item(o, "Launch", "June 2008")
		form := c.get(h, c.by, r.Href()+"/edit")
		version, _ := form.Find("input[name=version]").Attr("value")
		c.post(h, c.by, r.Href(), "title", "Launch in June", "objective", o.ID, "version", version)
		doc := c.refuse(h, c.by, r.Href(), "Somebody else changed this", "title", "Launch in the park", "objective", o.ID, "version", version)
		if got := strings.TrimSpace(doc.Find("#title").Text()); got != "Launch in the park" {
			t.Errorf("kept %q", got)
		}
		version, _ = doc.Find("input[name=version]").Attr("value")
		c.post(h, c.by, r.Href(), "title", "Launch in the park", "objective", o.ID, "version", version)
		wantText(t, c.get(h, c.by, r.Href()), "h1", "Launch in the park")
	})
}

func TestEvidenceFile(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := newCore(t, d)
		h := c.site()
		r := c.item(c.objective("Leadership"), "Launch", "June 2008")
		var body bytes.Buffer
		form := multipart.NewWriter(&body)
		c.must(form.WriteField("kind", "file"))
		part, err := form.CreateFormFile("file", "minutes.html")
		c.must(err)
		fmt.Fprint(part, "<script>alert(1)</script>")
		c.must(form.Close())
		res, _ := c.visit(h, c.by, "POST", r.Href()+"/evidence", form.FormDataContentType(), &body)
		if res.StatusCode != http.StatusSeeOther {
			t.Fatalf("status %d", res.StatusCode)
		}
		link, _ := c.get(h, c.by, r.Href()).Find(`a[href^="/strategy/evidence/"]`).Attr("href")
		res, doc := c.visit(h, c.by, "GET", link, "", nil)
		if res.StatusCode != http.StatusOK || doc != nil || !strings.HasPrefix(res.Header.Get("Content-Disposition"), "attachment") || res.Header.Get("X-Content-Type-Options") != "nosniff" || res.Header.Get("Content-Type") != "text/plain" {
			t.Errorf("served as %v", res.Header)
		}
		c.post(h, c.by, link+"/remove")
		wantText(t, c.get(h, c.by, r.Href()), "main", "Removed: minutes.html (by recovery lead, 15 April 2008).")
		if res, _ := c.visit(h, c.by, "GET", link, "", nil); res.StatusCode != http.StatusNotFound {
			t.Errorf("a removed file is served: %d", res.StatusCode)
		}
	})
}

// What is to be done is to be done under the strategy of now; what is left of
// one that is over is there for those who ask.
func TestListsAreAboutTheStrategyOfNow(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := newCore(t, d)
		h := c.site()
		c.item(c.objective("Leadership"), "Left over", "March 2008")
		next, err := c.AddEdition(t.Context(), c.by, EditionInput{Title: "The next one", FromMonth: when.Month{Year: 2008, Month: 4}, ToMonth: when.Month{Year: 2013, Month: 3}})
		c.must(err)
		c.must(c.SetState(t.Context(), c.by, c.live.ID, Closed))
		c.must(c.SetState(t.Context(), c.by, next.ID, Live))
		old := c.live.ID
		c.live = next
		c.item(c.objective("Hope"), "Late already", "March 2008")
		for path, want := range map[string]string{
			"/strategy/overdue": "Late already", "/strategy/ownerless": "Late already",
			"/strategy/overdue?strategy=": "Late already Left over", "/strategy/overdue?strategy=" + old: "Left over",
		} {
			var got []string
			c.get(h, c.by, path).Find("tbody tr a").Each(func(_ int, a *goquery.Selection) { got = append(got, a.Text()) })
			slices.Sort(got)
			if strings.Join(got, " ") != want {
				t.Errorf("%s shows %q, want %q", path, got, want)
			}
		}
	})
}

func TestListPage(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := newCore(t, d)
		h := c.site()
		o := c.objective("Leadership", "hope")
		wantText(t, c.get(h, c.by, "/strategy/actions"), "main", "There is nothing here.")
		for i := range 60 {
			c.item(o, fmt.Sprintf("Action %02d", i), "June 2008", c.posts[0])
		}
		c.item(o, "=Formula", "March 2008")
		rows := func(path string) int { return c.get(h, c.by, path).Find("tbody tr").Length() }
		for path, want := range map[string]int{
			"/strategy/actions": 50, "/strategy/actions?page=2": 11, "/strategy/actions?page=9": 0, "/strategy/actions?q=action+07": 1,
			"/strategy/overdue": 1, "/strategy/ownerless": 1, "/strategy/actions?status=off+track": 1, "/strategy/actions?status=nonsense": 50,
			"/strategy/actions?owner=" + c.posts[1].ID: 0, "/strategy/actions?aim=" + c.aims("hope")[0] + "&page=2": 11, "/strategy/actions?due-from=May+2008&page=2": 10,
			"/strategy/actions?plan=trust&due-to=2008-03": 1, "/strategy/actions?plan=none": 0, "/strategy/actions?q=%25%00%ff": 50,
		} {
			if got := rows(path); got != want {
				t.Errorf("%s shows %d rows, want %d", path, got, want)
			}
		}
		res, _ := c.visit(h, c.by, "GET", "/strategy/actions.csv?ownerless=1", "", nil)
		text, err := io.ReadAll(res.Body)
		c.must(err)
		if !strings.Contains(string(text), "March 2008") || !strings.Contains(string(text), "'=Formula") || strings.Contains(string(text), "Action 07") {
			t.Errorf("the export says %s", text)
		}
		c.item(o, "Nobody's yet", "May 2008")
		owner := c.actor("owner", c.root, c.person.ID, permRead, permUpdate)
		link, _ := c.get(h, owner, "/strategy/mine?due-from=May+2008").Find(`main a[href*="actions.csv"]`).Attr("href")
		res, _ = c.visit(h, owner, "GET", link, "", nil)
		text, err = io.ReadAll(res.Body)
		c.must(err)
		if !strings.Contains(string(text), "Action 07") || strings.Contains(string(text), "'=Formula") || strings.Contains(string(text), "Nobody's yet") {
			t.Errorf("the export of one's own actions says %s", text)
		}
		if res, _ := c.visit(h, c.by, "GET", "/strategy/actions.xlsx", "", nil); res.StatusCode != http.StatusOK || !strings.Contains(res.Header.Get("Content-Disposition"), "actions.xlsx") {
			t.Errorf("XLSX: %d %v", res.StatusCode, res.Header)
		}
	})
}

func TestDependenciesOnThePages(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := newCore(t, d)
		h := c.site()
		o := c.objective("Leadership")
		rooms, open := c.item(o, "Find the rooms", "March 2008"), c.item(o, "Open the college", "June 2008")
		wantText(t, c.get(h, c.by, open.Href()+"/needs?q=rooms"), "#needs", "Find the rooms")
		c.post(h, c.by, open.Href()+"/needs", "needs", rooms.ActionID)
		c.refuse(h, c.by, rooms.Href()+"/needs", "already waits", "needs", open.ActionID)
		c.refuse(h, c.by, rooms.Href()+"/needs", "from the list", "needs", "nothing")
		c.refuse(h, c.by, rooms.Href()+"/needs", "Choose the action")
		wantText(t, c.get(h, c.by, open.Href()), "main", "It waits for an action that is overdue.", "At risk", "Find the rooms")
		wantText(t, c.get(h, c.by, rooms.Href()), "main", "These wait for it", "Open the college")
		c.post(h, c.by, open.Href()+"/needs/remove", "needs", rooms.ActionID)
		wantText(t, c.get(h, c.by, open.Href()), "main", "Not started")
	})
}

func TestAimPages(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := newCore(t, d)
		h := c.site()
		c.item(c.objective("Leadership", "hope-welcome"), "Launch", "March 2008")
		wantText(t, c.get(h, c.by, "/strategy/aims"), "main", "Hope", "People feel welcome when they arrive", "Organisational challenges", "Personalisation and choice")
		hope := "/strategy/aims/" + c.aims("hope")[0]
		wantText(t, c.get(h, c.by, hope), "main", "Leadership", "Launch", "1 of 1")
		c.refuse(h, c.by, "/strategy/aims", "Choose the aim", "kind", "strand", "label", "Neighbours")
		own := c.post(h, c.by, "/strategy/aims", "kind", "aim", "label", "Belonging")
		c.post(h, c.by, own, "label", "Belonging here", "version", "1")
		c.post(h, c.by, own+"/retire")
		wantText(t, c.get(h, c.by, own), "main", "Belonging here", "Retired")
		wantText(t, c.get(h, c.by, "/strategy/aims"), "main", "Belonging here")
		c.post(h, c.by, own+"/restore")
	})
}

func TestStrategyPages(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := newCore(t, d)
		h := c.site()
		c.refuse(h, c.by, "/strategy/strategies", "Enter a title", "from-month", "4", "from-year", "2010", "to-month", "3", "to-year", "2013")
		next := c.post(h, c.by, "/strategy/strategies", "title", "The next one", "from-month", "4", "from-year", "2010", "to-month", "March", "to-year", "2013")
		c.refuse(h, c.by, next+"/state", "Close it before", "state", "live")
		c.post(h, c.by, next, "title", "The one after", "from-month", "4", "from-year", "2010", "to-month", "3", "to-year", "2013", "version", "1")
		wantText(t, c.get(h, c.by, "/strategy/strategies"), "main", "The one after", "April 2010 to March 2013", "Draft", "Live")
		wantText(t, c.get(h, c.by, next), "h1", "The one after")
		wantText(t, c.get(h, c.by, "/strategy"), "h1", "Recovery and inclusion")
		reader := c.actor("reader", c.root, "", permRead)
		if n := c.get(h, reader, "/strategy").Find(`a[href*="/edit"], a[href*="/new"], a[href="/strategy/import"]`).Length(); n > 0 {
			t.Errorf("a reader is offered %d changes", n)
		}
	})
}

// Nobody reaches the things of another organisation, by any address.
func TestAnotherOrganisation(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := newCore(t, d)
		h := c.site()
		o := c.objective("Leadership")
		r := c.item(o, "Launch", "March 2008", c.posts[0])
		c.must(c.UpdateAction(t.Context(), c.by, r.ActionID, func(tx *db.DB, acts *actions.Actions, r Row) error {
			_, err := acts.AddEvidence(t.Context(), tx, c.by, module, r.ActionID, actions.EvidenceInput{Kind: "note", Words: "Seen"})
			return err
		}))
		evidence, err := c.actions.EvidenceOf(t.Context(), d, c.by.OrgID, r.ActionID)
		c.must(err)
		_, root, err := c.units.Found(t.Context(), "Elsewhere", "elsewhere")
		c.must(err)
		other := c.actor("stranger", root, "", permRead, permEdit, permPlan, permUpdate)
		ids := strings.NewReplacer("{strategy}", c.live.ID, "{objective}", o.ID, "{action}", r.ActionID, "{aim}", c.aims("hope")[0], "{evidence}", evidence[0].ID)
		core := &handlers{s: c.Strategy}
		for _, route := range append(append(coreRoutes(core), actionRoutes(core)...), aimRoutes(core)...) {
			path := ids.Replace(route.Path())
			if path == route.Path() {
				continue
			}
			res, _ := c.visit(h, other, route.Method(), path, "", nil)
			if res.StatusCode != http.StatusNotFound {
				t.Errorf("%s: status %d, want 404", route.Pattern, res.StatusCode)
			}
			nobody := c.actor("nobody", c.root, "")
			if res, _ := c.visit(h, nobody, route.Method(), path, "", nil); res.StatusCode != http.StatusForbidden {
				t.Errorf("%s without a role: status %d, want 403", route.Pattern, res.StatusCode)
			}
		}
	})
}
