package surveys

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"footbridge/internal/actor"
	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/web"
	"footbridge/internal/web/webtest"
)

func site(d *db.DB, s *Surveys) *web.Site {
	site := web.NewSite(slog.New(slog.DiscardHandler))
	site.Mount(Routes(s, nil))
	return site
}

// who is an account with those permissions at the unit with that path.
func who(orgID, account, path string, permissions ...string) actor.Actor {
	held := map[string]bool{}
	for _, p := range permissions {
		held[p] = true
	}
	return actor.Actor{OrgID: orgID, AccountID: account, Name: "Gail Mar", Grants: []actor.Grant{{Role: "role", Path: path, Permissions: held}}}
}

var everything = []string{Read, Manage, Enter, Moderate, Interview, "people.read"}

// browser sends requests as somebody, with the cookies that it was given.
type browser struct {
	t       *testing.T
	h       http.Handler
	as      actor.Actor
	cookies map[string]*http.Cookie
}

func (b *browser) do(method, path string, form url.Values) (int, string, string) {
	b.t.Helper()
	r := httptest.NewRequestWithContext(actor.With(b.t.Context(), b.as), method, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for _, c := range b.cookies {
		if strings.HasPrefix(path, c.Path) {
			r.AddCookie(c)
		}
	}
	w := httptest.NewRecorder()
	b.h.ServeHTTP(w, r)
	for _, c := range w.Result().Cookies() {
		if b.cookies == nil {
			b.cookies = map[string]*http.Cookie{}
		}
		if b.cookies[c.Name] = c; c.MaxAge < 0 {
			delete(b.cookies, c.Name)
		}
	}
	return w.Code, w.Header().Get("Location"), w.Body.String()
}

var hiddenStep = regexp.MustCompile(`name="_step" value="([^"]*)"`)

// Somebody answers a page at a time without a script, stops, comes back with the
// code, goes back a page, and sends.
func TestAnswerByPages(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		wave := w.open(t)
		at := "/surveys/answer/" + wordOf(w.link(t, wave, "link").Address)
		b := &browser{t: t, h: site(d, w.surveys).Handler()}
		step := func(fields url.Values) string {
			t.Helper()
			_, _, page := b.do("GET", at, nil)
			fields.Set("_step", hiddenStep.FindStringSubmatch(page)[1])
			code, to, _ := b.do("POST", at, fields)
			if code != 303 {
				t.Fatalf("POST %v: %d", fields, code)
			}
			return to
		}
		if code, _, page := b.do("GET", at, nil); code != 200 || !strings.Contains(page, "Start") {
			t.Fatalf("the start: %d", code)
		}
		b.do("POST", at, url.Values{})
		if code, _, page := b.do("POST", at, url.Values{"_step": {"welcome"}}); code != 422 || !strings.Contains(page, "There is a problem") {
			t.Errorf("nothing chosen: %d", code)
		}
		to := step(url.Values{"a.welcome": {"yes"}})
		_, _, page := b.do("GET", to, nil)
		if !strings.Contains(page, "How old are you?") {
			t.Errorf("then: %s", page)
		}
		code, _, page := b.do("POST", at, url.Values{"_step": {"age"}, "a.age": {"44"}, "_do": {"save"}})
		word := regexp.MustCompile(`[A-Z]{4}-[A-Z]{4}`).FindString(page)
		if code != 200 || word == "" || len(b.cookies) > 0 {
			t.Fatalf("saved: %d %q %v", code, word, b.cookies)
		}
		if code, _, _ := b.do("POST", at+"/return", url.Values{"code": {"AAAA-AAAA"}}); code != 422 {
			t.Errorf("a wrong code: %d", code)
		}
		if code, _, _ := b.do("POST", at+"/return", url.Values{"code": {strings.ToLower(word)}}); code != 303 {
			t.Fatalf("the code: %d", code)
		}
		_, _, page = b.do("GET", at+"?step=age", nil)
		if !strings.Contains(page, `value="44"`) {
			t.Error("what was typed is gone")
		}
		_, to, _ = b.do("POST", at, url.Values{"_step": {"words"}, "a.words": {"It rained"}})
		if !strings.HasSuffix(to, "_end") {
			t.Errorf("after the last question: %s", to)
		}
		code, to, _ = b.do("POST", at, url.Values{"_step": {"_end"}, "_do": {"send"}})
		if code != 303 || !strings.HasPrefix(to, "/surveys/thanks/bridgewater.") || len(b.cookies) > 0 {
			t.Fatalf("sent: %d %s %v", code, to, b.cookies)
		}
		if code, _, page = b.do("GET", to, nil); code != 200 || !strings.Contains(page, "Thank you") {
			t.Errorf("the thanks: %d", code)
		}
		if _, _, page = b.do("GET", at+"?step=age", nil); strings.Contains(page, "44") {
			t.Error("the next person sees what the last one typed")
		}
		if n := rowsIn(t, d, "surveys_response", w.by.OrgID) + rowsIn(t, d, "surveys_comment", w.by.OrgID); n != 2 || rowsIn(t, d, "surveys_draft", w.by.OrgID) != 0 {
			t.Errorf("kept %d", n)
		}
	})
}

// The tablet's page and what it sends when it is back.
func TestKiosk(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t))
	wave := w.open(t)
	at := "/surveys/kiosk/" + wordOf(w.link(t, wave, "kiosk").Address)
	b := &browser{t: t, h: site(w.db, w.surveys).Handler()}
	if code, _, page := b.do("GET", at, nil); code != 200 || strings.Contains(page, "Sign in") || !strings.Contains(page, "kiosk.js") {
		t.Errorf("the tablet's page: %d", code)
	}
	fields := url.Values{"a.welcome": {"yes"}, "_sent": {strings.Repeat("a", 32)}}
	for range 2 {
		if code, _, _ := b.do("POST", at+"/send", fields); code != 204 {
			t.Errorf("sent: %d", code)
		}
	}
	if code, to, _ := b.do("POST", at, url.Values{"_do": {"speak en-GB-x-easy"}}); code != 303 || !strings.HasPrefix(to, at+"?language=") {
		t.Errorf("another language: %d %s", code, to)
	}
	if code, to, _ := b.do("POST", at, url.Values{"a.welcome": {"no"}}); code != 303 || to != at+"/thanks" {
		t.Errorf("without a script: %d %s", code, to)
	}
	if n := rowsIn(t, w.db, "surveys_response", w.by.OrgID); n != 2 {
		t.Errorf("kept %d", n)
	}
	ok(t, w.surveys.CloseWave(t.Context(), w.by, wave.ID))
	fields.Set("_sent", strings.Repeat("b", 32))
	if code, _, _ := b.do("POST", at+"/send", fields); code != 409 {
		t.Errorf("sent after it closed: %d", code)
	}
}

// Paper is entered twice by two people; what differs is settled by a look.
func TestPaper(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		plan, asked := w.plan()
		plan.DoubleShare = 100
		wave, err := w.surveys.AddWave(t.Context(), w.by, plan, asked)
		ok(t, err)
		ok(t, w.surveys.OpenWave(t.Context(), w.by, wave.ID))
		ann := &browser{t: t, h: site(d, w.surveys).Handler(), as: who(w.by.OrgID, "ann", "/", everything...)}
		ben := &browser{t: t, h: ann.h, as: who(w.by.OrgID, "ben", "/", everything...)}
		form := url.Values{"_unit": {w.ward.ID}, "_batch": {"B1"}, "a.welcome": {"yes"}, "a.age": {"44"}, "_do": {"save"}}
		enter := wavePath(wave.ID) + "/enter"
		code, to, _ := ann.do("POST", enter, form)
		if code != 303 {
			t.Fatalf("held: %d", code)
		}
		_, _, page := ann.do("GET", to, nil)
		sheet := regexp.MustCompile(`/surveys/sheets/[^"/]+`).FindString(page)
		if _, _, page = ann.do("GET", sheet, nil); !strings.Contains(page, `value="44"`) {
			t.Error("what was begun is gone")
		}
		form.Set("_do", "send")
		if code, _, _ = ann.do("POST", sheet, form); code != 303 {
			t.Fatalf("entered: %d", code)
		}
		if code, _, _ = ann.do("POST", sheet, form); code != 422 {
			t.Errorf("entered again by the same: %d", code)
		}
		form.Set("a.age", "41")
		code, to, _ = ben.do("POST", sheet, form)
		if code != 303 || !strings.HasSuffix(to, "/compare") {
			t.Fatalf("the second: %d %s", code, to)
		}
		if code, _, page = ben.do("GET", to, nil); code != 200 || !strings.Contains(page, "41") || !strings.Contains(page, "44") {
			t.Errorf("compared: %d %s", code, page)
		}
		if code, _, _ = ben.do("POST", to, url.Values{"take-a.age": {"second"}}); code != 303 {
			t.Fatalf("settled: %d", code)
		}
		got, err := db.One[Response](t.Context(), d, `SELECT org_id, wave_id, id, unit_id, channel, language, peer, hour, data FROM surveys_response WHERE org_id = $1`, w.by.OrgID)
		ok(t, err)
		if got.Channel != "paper" || !strings.Contains(got.Data, "41") || strings.Contains(got.Data, "44") {
			t.Errorf("kept %+v", got)
		}
		standing, err := w.surveys.paperStanding(t.Context(), wave)
		if ok(t, err); standing.Asked != 2 || standing.Differ != 1 || !strings.Contains(standing.Words(), "1 differed") {
			t.Errorf("standing %+v %s", standing, standing.Words())
		}
	})
}

func TestRoutes(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t))
	wave := w.open(t)
	link, kiosk, asker := w.link(t, wave, "link"), w.link(t, wave, "kiosk"), w.link(t, wave, "interview")
	own := w.invite(t, wave, 1)[0]
	for i, account := range []string{"a", "b"} {
		_, err := w.db.Exec(t.Context(), `INSERT INTO surveys_sheet (org_id, id, wave_id, unit_id, twice, first_by, first, second, second_by, state) VALUES ($1, $2, $3, $4, TRUE, 'a', '{}', '{}', $5, 'differs')`, w.by.OrgID, fmt.Sprint("sheet", i), wave.ID, w.ward.ID, "b"+account)
		ok(t, err)
	}
	org, _, err := w.units.Found(t.Context(), "Elsewhere Trust", "elsewhere")
	ok(t, err)
	broken := dbtest.SQLite(t)
	broken.Close()
	_, _, s := services(broken, func() time.Time { return noon })
	pages := site(w.db, w.surveys)
	// What needs a wave that is over, or words that people wrote, is walked with the
	// demonstration.
	routes := slices.DeleteFunc(slices.Clone(pages.Routes()), func(r web.Route) bool {
		return slices.ContainsFunc([]string{"figures", "api", "worker.js", "{closedwave}", "{remark}", "{theme}", "{change}", "{organisation}"}, func(part string) bool { return strings.Contains(r.Pattern, part) })
	})
	webtest.Suite{
		Handler: pages.Handler(), Broken: site(broken, s).Handler(), Routes: routes,
		Full: who(w.by.OrgID, "account", "/", everything...), None: who(w.by.OrgID, "account", "/"), Other: who(org.OrgID, "account", "/", everything...),
		IDs: map[string]string{"survey": w.survey.ID, "wave": wave.ID, "wayin": link.ID, "answerlink": wordOf(link.Address), "kiosklink": wordOf(kiosk.Address), "interviewlink": asker.ID,
			"invitelink": own, "papersheet": "sheet0", "thankslink": "bridgewater." + w.survey.ID},
	}.Run(t)
}
