package strategy

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
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

func TestLocalTemplates(t *testing.T) {
	for name, data := range map[string]any{
		"plans.html": plansPage{}, "plan_new.html": planFormPage{}, "plan.html": planPage{}, "plan_words.html": planFormPage{},
		"plan_objective.html": planObjectivePage{}, "plan_meeting.html": jointMeetingPage{}, "plan_sign.html": signPlanPage{},
		"plan_edition.html": planEditionPage{}, "rollup.html": rollUpPage{},
		"signup.html": signupsPage{}, "signup_missing.html": unsignedPage{}, "pledge.html": pledgePage{}, "signup_new.html": signupFormPage{}, "signup_one.html": signupPage{},
		"steering.html": steeringPage{}, "member.html": memberPage{}, "meetings.html": meetingsPage{}, "meeting.html": meetingPage{}, "meeting_edit.html": meetingPage{},
		"decisions.html": decisionsPage{}, "decision.html": decisionPage{}, "highlights.html": highlightsPage{}, "highlight_new.html": newHighlightPage{}, "highlight.html": highlightPage{},
	} {
		if err := templatecheck.CheckHTML(pages[name].Lookup("layout"), data); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// send sends a request as somebody and returns the status, where it leads and
// the page.
func (l *local) send(as actor.Actor, method, path string, values ...string) (int, string, *goquery.Document) {
	l.t.Helper()
	site := web.NewSite(slog.New(slog.DiscardHandler))
	site.Mount(Routes(l.s))
	form := url.Values{}
	for i := 0; i+1 < len(values); i += 2 {
		form.Add(values[i], values[i+1])
	}
	r := httptest.NewRequestWithContext(actor.With(l.t.Context(), as), method, path, strings.NewReader(form.Encode()))
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	w := httptest.NewRecorder()
	site.Handler().ServeHTTP(w, r)
	doc, err := goquery.NewDocumentFromReader(bytes.NewReader(w.Body.Bytes()))
	l.must(err)
	return w.Code, w.Header().Get("Location"), doc
}

// sees fails unless the page opens and its text holds every part.
func (l *local) sees(as actor.Actor, path string, parts ...string) *goquery.Document {
	l.t.Helper()
	code, _, doc := l.send(as, http.MethodGet, path)
	text := strings.Join(strings.Fields(doc.Find("body").Text()), " ")
	if code != http.StatusOK {
		l.t.Fatalf("GET %s: %d %s", path, code, text)
	}
	for _, p := range parts {
		if !strings.Contains(text, p) {
			l.t.Errorf("GET %s does not say %q:\n%s", path, p, text)
		}
	}
	return doc
}

// sends posts a good form and returns where it leads.
func (l *local) sends(as actor.Actor, path string, values ...string) string {
	l.t.Helper()
	code, to, doc := l.send(as, http.MethodPost, path, values...)
	if code != http.StatusSeeOther {
		l.t.Fatalf("POST %s: %d %s", path, code, doc.Find("#main").Text())
	}
	return to
}

// refused posts a form and wants the status and the words.
func (l *local) refused(as actor.Actor, status int, words, path string, values ...string) {
	l.t.Helper()
	code, _, doc := l.send(as, http.MethodPost, path, values...)
	if text := doc.Find("#main").Text(); code != status || !strings.Contains(text, words) {
		l.t.Errorf("POST %s: %d, want %d with %q: %s", path, code, status, words, text)
	}
}

// admin is signed in and may do everything in the organisation.
func (l *local) admin() actor.Actor { by := l.by; by.AccountID = "admin"; return by }

func value(doc *goquery.Document, name string) string {
	v, _ := doc.Find(`input[name="` + name + `"]`).First().Attr("value")
	return v
}

func TestPagesOfALocalPlan(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := newLocal(t, d)
		as := l.admin()
		l.sees(as, "/strategy/plans", "Vale", "No plan yet.")
		l.refused(as, 422, "Enter a unit", "/strategy/plans", "unit", "")
		base := l.sends(as, "/strategy/plans", "unit", l.unit["Vale"].ID)
		l.sees(as, base, "Vale plan", "Draft", "Record the sign-off of a partner.", "Hope in every team")
		l.sees(as, "/strategy/plans", "Vale plan", "Ashby")

		words := l.sees(as, base+"/words", "Profile")
		l.sends(as, base+"/words", "was", value(words, "was"), "title", "Vale plan", "gaps", "No café run by people")
		l.refused(as, 422, "Somebody else changed this", base+"/words", "was", value(words, "was"), "title", "Other")

		objective := base + "/objectives/" + l.objectives[0].ID
		l.sees(as, objective, "The trust’s words", "Drop this objective")
		l.sends(as, objective+"/words", "version", "1", "title", "Hope in the Vale", "about", "")
		l.sends(as, objective+"/parts", "partner", l.partner["local authority"].ID, "part", "Lends its rooms")
		l.refused(as, 422, "takes part in this objective already", objective+"/parts", "partner", l.partner["local authority"].ID, "part", "Again")
		l.sends(as, objective+"/actions", "action", "Open a café", "due", "June 2028")
		l.refused(as, 422, "is not a date we can read", objective+"/actions", "action", "Open a café", "due", "soon")
		l.refused(as, 422, "Choose a post", objective+"/actions", "action", "Open a café", "owner", "nobody")
		l.sees(as, objective, "Hope in the Vale", "Open a café", "June 2028", "Vale Council", "Lends its rooms")
		second := base + "/objectives/" + l.objectives[1].ID
		l.refused(as, 422, "Enter a reason", second+"/drop", "why", "")
		l.sends(as, second+"/drop", "why", "The council does it.")
		l.sees(as, base, "Dropped", "The council does it.")
		l.sees(as, "/strategy/rollup", "Ashby", "The council does it.", "No plan", "Not started")

		l.refused(as, 422, "Say who came", base+"/meetings", "on-day", "1", "on-month", "5", "on-year", "2027", "said", "Welcome")
		l.sends(as, base+"/meetings", "on-day", "1", "on-month", "5", "on-year", "2027", "said", "Welcome", "group-1", l.partner["user group"].ID, "who-1", "Four members")
		l.sees(as, base, "Four members", "Welcome")

		for _, kind := range allGroups {
			hash := value(l.sees(as, base+"/sign"), "hash")
			l.refused(as, 422, "Enter what they changed", base+"/signatures", "hash", hash, "partner", l.partner[kind].ID, "signed-day", "2", "signed-month", "5", "signed-year", "2027")
			l.sends(as, base+"/signatures", "hash", hash, "partner", l.partner[kind].ID, "signed-day", "2", "signed-month", "5", "signed-year", "2027", "changed", "Asked for longer opening hours")
		}
		hash := value(l.sees(as, base+"/sign"), "hash")
		l.refused(as, 422, "Tick the box", base+"/sign-off", "hash", hash)
		l.sends(as, base+"/sign-off", "hash", hash, "agreed", "yes")
		page := l.sees(as, base, "Signed off", "Asked for longer opening hours")
		edition, _ := page.Find(`a[href*="/editions/"]`).First().Attr("href")
		l.sends(as, objective+"/words", "version", "2", "title", "Hope anew", "about", "")
		l.sees(as, base, "Draft", "edition 2")
		l.sees(as, edition, "Hope in the Vale", "Open a café", "Vale Voices", "Asked for longer opening hours", "Four members")
		l.sound()
	})
}

// A plan elsewhere can be read but not changed; another organisation's is not
// found.
func TestWhoseLocalPlan(t *testing.T) {
	l := newLocal(t, dbtest.SQLite(t))
	p := l.start("Vale")
	base, elsewhere := "/strategy/plans/"+p.ID, l.at("Ashby", permPlan)
	if doc := l.sees(elsewhere, base, "Vale plan"); doc.Find("#main .nhsuk-button").Length() > 0 {
		t.Error("a reader is offered changes")
	}
	l.refused(elsewhere, 403, "needs a role at Vale", base+"/objectives/"+l.objectives[0].ID+"/drop", "why", "Not for us at all")
	l.refused(elsewhere, 403, "needs a role at Vale", base+"/objectives/"+l.objectives[0].ID+"/drop", "why", "")
	stranger := elsewhere
	stranger.OrgID = "another"
	for _, path := range []string{base, base + "/sign", base + "/words", base + "/objectives/" + l.objectives[0].ID} {
		if code, _, _ := l.send(stranger, http.MethodGet, path); code != http.StatusNotFound {
			t.Errorf("%s for another organisation: %d", path, code)
		}
	}
	l.refused(stranger, 404, "", base+"/sign-off", "agreed", "yes")
}

func TestPagesOfSignup(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := newLocal(t, d)
		as := l.admin()
		l.sees(as, "/strategy/signup", "There is no pledge yet")
		l.sends(as, "/strategy/signup/pledge", "words", "We put hope first.")
		l.sees(as, "/strategy/signup/missing", "Vale Council", "Trust-wide", "Ashby")
		l.sees(as, "/strategy/signup/new", "We put hope first.")
		council := l.partner["local authority"].ID
		good := []string{"partner", council, "level", "trust", "signatory", "=Director", "signed-day", "1", "signed-month", "5", "signed-year", "2026", "renew-day", "1", "renew-month", "6", "renew-year", "2027"}
		l.refused(as, 422, "There is a problem", "/strategy/signup", good[2:]...)
		l.sends(as, "/strategy/signup", good...)
		l.refused(as, 422, "has signed up there already", "/strategy/signup", good...)
		l.sees(as, "/strategy/signup?show=due", "Vale Council", "Renewal due", "1 June 2027")
		l.sends(as, "/strategy/signup/pledge", "words", "We put hope and choice first.")
		page := l.sees(as, "/strategy/signup", "Vale Council")
		one, _ := page.Find("#main table:last-of-type tbody a, #main th a").Last().Attr("href")
		l.sees(as, one, "We put hope first.", "version 1")
		renewed := l.sends(as, one+"/renew", "version", "1", "signatory", "Director", "signed-day", "3", "signed-month", "5", "signed-year", "2027", "renew-day", "3", "renew-month", "5", "renew-year", "2028")
		l.sees(as, renewed, "We put hope and choice first.", "version 2", "Ended")
		l.sees(as, one, "We put hope first.", "Renewed")
		l.refused(as, 422, "Enter a reason", renewed+"/end", "version", "1", "ended-day", "3", "ended-month", "5", "ended-year", "2027")
		l.sends(as, renewed+"/end", "version", "1", "ended-day", "3", "ended-month", "5", "ended-year", "2027", "why", "It closed")
		l.sees(as, "/strategy/signup?show=ended", "Vale Council")
		_, _, doc := l.send(as, http.MethodGet, "/strategy/signup.csv")
		if text := doc.Text(); !strings.Contains(text, "'=Director") || !strings.Contains(text, "It closed") {
			t.Errorf("CSV: %s", text)
		}
		l.sound()
	})
}

func TestPagesOfTheSteeringGroup(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := newLocal(t, d)
		as := l.admin()
		l.sees(as, "/strategy/steering", "Nobody is a member yet")
		l.refused(as, 422, "There is a problem", "/strategy/steering/members")
		l.sends(as, "/strategy/steering/members", "seat", "partner/"+l.partner["user group"].ID, "role", "chair", "perspective", "lived experience", "from-day", "1", "from-month", "1", "from-year", "2027")
		page := l.sees(as, "/strategy/steering", "Vale Voices", "Lived experience: 1", "Carer: 0")
		member, _ := page.Find("#main th a").First().Attr("href")
		l.sees(as, member, "Vale Voices")
		reader := l.at("trust", permRead)
		if page := l.sees(reader, "/strategy/steering", "Vale Voices"); strings.Contains(page.Find("#main table").Text(), "lived") {
			t.Error("a perspective is shown beside a name")
		}
		meeting := l.sends(as, "/strategy/steering/meetings", "on-day", "2", "on-month", "5", "on-year", "2027", "place", "Town hall", "agenda", "Hope")
		l.sees(as, "/strategy/steering/meetings", "2 May 2027", "Town hall")
		id := member[strings.LastIndexByte(member, '/')+1:]
		l.refused(as, 422, "begins with https://", meeting, "version", "1", "on-day", "2", "on-month", "5", "on-year", "2027", "link", "javascript:alert(1)")
		l.sends(as, meeting, "version", "1", "on-day", "2", "on-month", "5", "on-year", "2027", "notes", "A good talk", "came-"+id, "not able")
		l.sees(as, meeting, "Not able to come", "Vale Voices", "A good talk")
		decision := l.sends(as, meeting+"/decisions", "words", "Fund the café", "asks", "yes", "objectives", l.objectives[0].ID)
		l.refused(as, 422, "Enter an objective", decision+"/actions", "action", "Write the bid")
		l.sends(as, decision+"/actions", "action", "Write the bid", "due", "June 2027", "objective", l.objectives[0].ID)
		l.sees(as, decision, "Write the bid", "Hope in every team", "Asked of the board")
		l.sees(as, "/strategy/actions", "Write the bid")
		l.sees(as, "/strategy/steering", "Fund the café")
		l.sends(as, decision+"/answer", "answer", "Agreed", "answered-day", "3", "answered-month", "5", "answered-year", "2027")
		l.sees(as, "/strategy/steering/decisions", "Fund the café", "Answered on 3 May 2027")
		l.refused(reader, 403, "", "/strategy/steering/meetings", "on-day", "2")

		report := l.sends(as, "/strategy/steering/reports", "from-day", "1", "from-month", "5", "from-year", "2027", "to-day", "3", "to-month", "5", "to-year", "2027")
		l.refused(as, 422, "There is a report for this period already", "/strategy/steering/reports", "from-day", "1", "from-month", "5", "from-year", "2027", "to-day", "3", "to-month", "5", "to-year", "2027")
		l.sends(as, report+"/summary", "version", "1", "summary", "A good month.")
		l.sees(as, report, "Draft", "A good month.", "Fund the café", "Write the bid", "0 came, 1 not able to come")
		l.sends(as, report+"/freeze")
		l.refused(as, 422, "frozen and cannot change", report+"/freeze")
		l.refused(as, 422, "frozen and cannot change", report+"/summary", "version", "3", "summary", "Better words")
		_, err := l.s.AddItem(t.Context(), l.by, ItemInput{ObjectiveID: l.objectives[0].ID, Input: actions.Input{Title: "Later on", Due: actions.DueMonth(when.Month{Year: 2027, Month: 1})}})
		l.must(err)
		if page := l.sees(as, report, "Frozen", "A good month.", "Fingerprint"); strings.Contains(page.Text(), "Later on") {
			t.Error("a frozen report changed with the plan")
		}
		l.refused(as, 422, "Say what was wrong", "/strategy/steering/reports", "corrects", report[strings.LastIndexByte(report, '/')+1:])
		fresh := l.sends(as, "/strategy/steering/reports", "corrects", report[strings.LastIndexByte(report, '/')+1:], "correction", "One action was missing.")
		l.sees(as, fresh, "Later on", "One action was missing.")
		l.sees(as, report, "A later report puts this one right")
		if code, _, doc := l.send(as, http.MethodGet, report+"/markdown"); code != 200 || !strings.Contains(doc.Text(), "# Highlight report, 1 May 2027 to 3 May 2027") {
			t.Errorf("markdown: %d %s", code, doc.Text())
		}
		l.sees(as, "/strategy/steering/reports", "Put right by a later report", "Puts right an earlier report")
		l.sound()
	})
}
