package college

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/alexedwards/argon2id"

	"footbridge/internal/access"
	"footbridge/internal/actor"
	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/web"
)

// public is the whole site of a college as visitors meet it, with sessions, and
// the messages that were sent.
type public struct {
	*world
	server *httptest.Server
	mails  []access.Mail
	slug   string
}

func (w *world) public() *public {
	w.t.Helper()
	p := &public{world: w}
	orgs, err := w.college.units.Organisations(w.t.Context())
	w.ok(err)
	p.slug = orgs[0].Slug
	a := access.New(w.db, w.college.now, access.Options{
		UnitPaths: w.college.units.Paths,
		Organisations: func(context.Context) ([]access.OrgChoice, error) {
			return []access.OrgChoice{{ID: w.by.OrgID, Name: "x", Slug: p.slug}}, nil
		},
		Send:    func(_ context.Context, _ *db.DB, m access.Mail) error { p.mails = append(p.mails, m); return nil },
		BaseURL: "https://college.example.org",
		Hash:    &argon2id.Params{Memory: 64, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32},
	})
	w.college.Accounts(a)
	s := web.NewSite(slog.New(slog.DiscardHandler))
	s.Authenticate = a.Authenticate
	s.Mount(Routes(w.college))
	s.Mount(access.Routes(a))
	p.server = httptest.NewServer(a.Sessions(s.Handler()))
	w.t.Cleanup(p.server.Close)
	return p
}

// visitor is a browser without JavaScript: it fills in the form that it sees.
type visitor struct {
	p      *public
	client *http.Client
	doc    *goquery.Document
	at     string // the address shown
	status int
}

func (p *public) visitor() *visitor {
	jar, err := cookiejar.New(nil)
	p.ok(err)
	return &visitor{p: p, client: &http.Client{Jar: jar}}
}

func (v *visitor) read(res *http.Response, err error) *visitor {
	v.p.t.Helper()
	v.p.ok(err)
	defer res.Body.Close()
	v.doc, err = goquery.NewDocumentFromReader(res.Body)
	v.p.ok(err)
	v.at, v.status = res.Request.URL.Path, res.StatusCode
	return v
}

func (v *visitor) open(path string) *visitor {
	v.p.t.Helper()
	return v.read(v.client.Get(v.p.server.URL + path))
}

// form is what the form on the page would send, hidden fields too.
func (v *visitor) form(fill ...string) (action string, values url.Values) {
	f := v.doc.Find(`main form[method="post"]`).First()
	values = url.Values{}
	f.Find("input, textarea, select").Each(func(_ int, e *goquery.Selection) {
		name, _ := e.Attr("name")
		typ, _ := e.Attr("type")
		value, _ := e.Attr("value")
		_, checked := e.Attr("checked")
		switch {
		case goquery.NodeName(e) == "textarea":
			value = strings.TrimPrefix(e.Text(), "\n")
		case goquery.NodeName(e) == "select":
			value, _ = e.Find("option[selected]").Attr("value")
		case (typ == "radio" || typ == "checkbox") && !checked:
			return
		}
		values.Add(name, value)
	})
	for i := 0; i < len(fill); i += 2 {
		values.Set(fill[i], fill[i+1])
	}
	action, _ = f.Attr("action")
	return action, values
}

// press fills in the form and presses its button.
func (v *visitor) press(fill ...string) *visitor {
	v.p.t.Helper()
	action, values := v.form(fill...)
	return v.read(v.client.PostForm(v.p.server.URL+action, values))
}

func (v *visitor) sees(words string) *visitor {
	v.p.t.Helper()
	if text := v.doc.Find("body").Text(); !strings.Contains(text, words) {
		v.p.t.Fatalf("%s (%d) has no %q: %s", v.at, v.status, words, strings.Join(strings.Fields(v.doc.Find("main").Text()), " "))
	}
	return v
}

// enrols goes through the form up to its last page.
func (v *visitor) enrols(path, name, email string) *visitor {
	v.p.t.Helper()
	v.open(path).sees("What is your name?").press("go", "next", "name", name)
	v.sees("How can we reach you?").press("go", "next", "email", email, "preferred_channel", "email", "reminder_channel", "email", "reminder_hours", "48")
	v.sees("We learn together.").press("go", "next", "old_enough", "yes", "agreed", "yes")
	v.sees("never show them beside your name").press("go", "next", "relations", "carer")
	v.sees("What would help you?").press("go", "next", "needs_support", "support-bsl")
	v.sees("Somebody we could ring").press("go", "next")
	v.sees("Questions about equality").press("go", "next", "equality_belief", "none")
	return v.sees("Nearly done")
}

// A newcomer without JavaScript enrols and ends where they can book; booked, they
// see it, cancel it, and it is gone.
func TestNewcomersJourney(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		p, run := w.public(), w.run(w.term(3), 2, w.at.AddDate(0, 0, 7))
		v := p.visitor().enrols("/college/enrol/"+p.slug+"?run="+run.ID, "Ash Lark", "ash@example.org")
		v.press("go", "next", "password", "password").sees("at least 12 characters")
		v.press("go", "next", "password", "seven green bicycles")
		if v.at != "/college/my/runs/"+run.ID+"/book" {
			t.Fatalf("at %s: %s", v.at, v.doc.Find("main").Text())
		}
		v.sees("You are enrolled.").sees("2 places are free, of 2").press()
		v.sees("Booked.").sees("Hello, Ash Lark.")
		if len(p.mails) != 1 || p.mails[0].Template != "access.confirmation" {
			t.Errorf("sent %+v", p.mails)
		}
		link, _ := v.doc.Find(`#next ~ .fb-card a`).First().Attr("href")
		v.open(link).sees("Not able to come?").press().sees("Cancelled. Thank you")
		v.open("/college/enrol/" + p.slug)
		if v.at != "/college/my" {
			t.Errorf("a student is asked to enrol: %s", v.at)
		}
		s, err := db.One[Student](t.Context(), d, `SELECT `+studentColumns+` FROM college_student s WHERE s.org_id = $1`, w.by.OrgID)
		if w.ok(err); !s.Carer || s.How != "online" {
			t.Errorf("%+v", s)
		}
		w.sound()
	})
}

// The page for an address that has an account is the page for one that has none,
// and a form sent twice enrols once.
func TestEnrolTellsNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newWorld(t, d).public()
		_, err := p.college.accounts.AddAccount(t.Context(), p.by, access.NewAccount{Name: "Known", Email: "known@example.org", Password: "nine blue umbrellas"})
		p.ok(err)
		var seen []string
		for _, name := range []string{"known", "fresh"} {
			v := p.visitor().enrols("/college/enrol/"+p.slug, "Ash Lark", name+"@example.org")
			action, values := v.form("go", "next", "password", "seven green bicycles")
			v.press("go", "next", "password", "seven green bicycles")
			seen = append(seen, v.at+v.doc.Find("body").Text())
			v.read(v.client.PostForm(p.server.URL+action, values))
			stranger := p.visitor()
			stranger.read(stranger.client.PostForm(p.server.URL+action, values)).sees("Hello, Ash Lark.")
			values.Set("password", "another long password")
			thief := p.visitor()
			if thief.read(thief.client.PostForm(p.server.URL+action, values)); strings.HasPrefix(thief.at, "/college/my") {
				t.Error("the form again with another password signs in")
			}
		}
		if seen[0] != seen[1] {
			t.Errorf("an address with an account shows\n%s\nand one without\n%s", seen[0], seen[1])
		}
		if len(p.mails) != 2 || p.mails[0].Template != "access.known" || p.mails[1].Template != "access.confirmation" {
			t.Errorf("sent %+v", p.mails)
		}
		if n, _ := db.One[int](t.Context(), d, `SELECT count(*) FROM college_student WHERE org_id = $1`, p.by.OrgID); n != 2 {
			t.Errorf("%d students", n)
		}
	})
}

// What is missing is asked for on its own page, at the end too; going back keeps
// what was typed; a machine that fills in everything gets nowhere; nobody is asked
// what is wrong with them.
func TestEnrolPages(t *testing.T) {
	p := newWorld(t, dbtest.SQLite(t)).public()
	v := p.visitor().open("/college/enrol/" + p.slug)
	v.press("go", "next").sees("Enter your name.")
	v.press("go", "next", "name", "Bot", "leave_empty", "https://spam.example").sees("Leave this box empty.")
	v.open("/college/enrol/"+p.slug).press("go", "next", "name", "Ash Lark").sees("How can we reach you?")
	v.press("go", "next", "preferred_channel", "email").sees("Enter your e-mail address, or choose another way.")
	v.press("go", "back").sees("What is your name?")
	if _, values := v.form(); values.Get("name") != "Ash Lark" {
		t.Errorf("going back lost %v", values)
	}
	v.open("/college/enrol/"+p.slug).press("go", "next", "name", "Ash Lark")
	v.press("go", "next", "phone", "01632 960001", "preferred_channel", "phone", "reminder_channel", "phone")
	v.press("go", "next").sees("Tick the box if you agree")
	action, values := v.form("step", "finish", "go", "next")
	v.read(v.client.PostForm(p.server.URL+action, values)).sees("What we promise each other")
	if v.status != http.StatusUnprocessableEntity {
		t.Errorf("status %d", v.status)
	}
	v.open("/college/enrol/nowhere")
	if v.status != http.StatusNotFound {
		t.Errorf("no such college: %d", v.status)
	}
	for name := range pages {
		text := strings.ToLower(pages[name].Lookup("main").Tree.Root.String())
		for _, word := range []string{"diagnosis", "patient", "service user", "date of birth"} {
			if strings.Contains(text, word) {
				t.Errorf("%s says %q", name, word)
			}
		}
	}
}

// Staff enrol somebody on the phone, see their page, print the form and take the
// list away; what students said about themselves stands on no page but the one
// where it is changed.
func TestStaffPages(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		h, as := w.site(), w.clerk()
		run := w.run(w.term(3), 1, w.at.AddDate(0, 0, 7))
		get := func(path, words string) string {
			t.Helper()
			status, _, body := send(t, h, as, path, nil)
			if status != 200 || !strings.Contains(body, words) {
				t.Fatalf("GET %s = %d, want %q in: %s", path, status, words, body)
			}
			return body
		}
		post := func(path string, form url.Values, status int, words string) string {
			t.Helper()
			got, to, body := send(t, h, as, path, form)
			if got != status || !strings.Contains(body, words) {
				t.Fatalf("POST %s = %d, want %d with %q: %s", path, got, status, words, body)
			}
			return to
		}
		get("/college/students/new?q=lark", "We know nobody of that name.")
		form := url.Values{"how": {"paper"}, "name": {"Ash Lark"}, "phone": {"01632 960001"}, "preferred_channel": {"phone"}, "reminder_channel": {"phone"}, "reminder_hours": {"24"},
			"relations": {"uses services", "carer"}, "needs_support": {"support-bsl"}, "emergency_name": {"Bo"}, "emergency_phone": {"01632 960002"}, "charter": {w.charter}, "old_enough": {"yes"}}
		post("/college/students/enrol", form, 422, "Read the charter to them")
		form.Set("agreed", "yes")
		page := post("/college/students/enrol", form, 303, "")
		get("/college/students/new?q=lark", "a student already")
		body := get(page, "Ash Lark")
		for _, r := range Relations {
			if strings.Contains(body, r.Label) {
				t.Errorf("the page says %q", r.Label)
			}
		}
		get(page+"/edit", Relations[0].Label)
		post(page+"/book", url.Values{}, 422, "Enter a course.")
		post(page+"/book", url.Values{"run": {run.ID}, "how": {"phone"}}, 303, "")
		get(page, "Booked")
		post(page+"/allow", url.Values{}, 422, "Enter a reason.")
		post(page+"/contact", url.Values{"version": {"1"}, "person_version": {"1"}, "name": {"Ash Larke"}, "phone": {"01632 960003"}, "preferred_channel": {"phone"}, "reminder_channel": {"none"}, "reminder_hours": {"24"}}, 303, "")
		get(page, "Ash Larke")
		get("/college/students?q=larke&state=never", "1 student")
		get("/college/students/form", "I agree to the charter")
		get("/college/students/form?size=large", "fb-large-print")
		get("/college/students/requests", "Nobody is waiting")
		if _, _, csv := send(t, h, as, "/college/students/list.csv", nil); !strings.Contains(csv, "Ash Larke") || strings.Contains(csv, "960003") {
			t.Errorf("the list: %s", csv)
		}
		if status, _, _ := send(t, h, actor.Actor{OrgID: w.by.OrgID, AccountID: "a"}, "/college/students", nil); status != 403 {
			t.Errorf("without the permission: %d", status)
		}
	})
}
