package extracts

import (
	"bytes"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"footbridge/internal/actor"
	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/jobs"
	"footbridge/internal/web"
	"footbridge/internal/web/webtest"
)

// served is the office with its site.
func served(t testing.TB, d *db.DB) (office, *web.Site) {
	t.Helper()
	o := newOffice(t, d)
	o.Schedule(jobs.New(d, slog.New(slog.DiscardHandler), o.now))
	s := web.NewSite(slog.New(slog.DiscardHandler))
	s.Mount(Routes(o.Extracts))
	return o, s
}

// who is an account with those permissions at the whole organisation.
func who(orgID string, permissions ...string) actor.Actor {
	held := map[string]bool{}
	for _, p := range permissions {
		held[p] = true
	}
	return actor.Actor{OrgID: orgID, AccountID: "account", Name: "Gail Mar", Grants: []actor.Grant{{Role: "role", Path: "/", Permissions: held}}}
}

func TestRoutes(t *testing.T) {
	o, s := served(t, dbtest.SQLite(t))
	b := o.read(t, file(t, "contacts.csv", dirty))
	other, _, err := o.units.Found(t.Context(), "Elsewhere", "elsewhere")
	ok(t, err)
	broken := dbtest.SQLite(t)
	_, away := served(t, broken)
	broken.Close()
	webtest.Suite{
		Handler: s.Handler(), Broken: away.Handler(), Routes: s.Routes(),
		Full: who(o.by.OrgID, Read, Load), None: who(o.by.OrgID), Other: who(other.OrgID, Read, Load),
		IDs: map[string]string{"load": b.ID, "rejected": "1-9", "loadfile": "1", "extractsource": o.source, "mappingversion": "1"},
	}.Run(t)
}

// visitor is a person at the pages.
type visitor struct {
	t  *testing.T
	h  http.Handler
	as actor.Actor
}

func (v visitor) send(r *http.Request, status int, words string) (*httptest.ResponseRecorder, string) {
	v.t.Helper()
	w := httptest.NewRecorder()
	v.h.ServeHTTP(w, r.WithContext(actor.With(r.Context(), v.as)))
	if body := w.Body.String(); w.Code != status || !strings.Contains(body, words) {
		if at := strings.Index(body, "<main"); at > 0 {
			body = body[at:min(len(body), at+3000)]
		}
		v.t.Fatalf("%s %s = %d, want %d with %q: %s", r.Method, r.URL, w.Code, status, words, body)
	}
	return w, w.Header().Get("Location")
}

func (v visitor) see(path, words string) *httptest.ResponseRecorder {
	v.t.Helper()
	w, _ := v.send(httptest.NewRequestWithContext(v.t.Context(), "GET", path, nil), 200, words)
	return w
}

func (v visitor) post(path string, form url.Values, status int, words string) string {
	v.t.Helper()
	r := httptest.NewRequestWithContext(v.t.Context(), "POST", path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	_, to := v.send(r, status, words)
	return to
}

// sendFiles posts a form with files: name and content in turn after the field.
func (v visitor) sendFiles(path string, form url.Values, status int, words, field string, files ...string) string {
	v.t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for name, values := range form {
		ok(v.t, w.WriteField(name, values[0]))
	}
	for i := 0; i < len(files); i += 2 {
		part, err := w.CreateFormFile(field, files[i])
		ok(v.t, err)
		_, err = part.Write([]byte(files[i+1]))
		ok(v.t, err)
	}
	ok(v.t, w.Close())
	r := httptest.NewRequestWithContext(v.t.Context(), "POST", path, &b)
	r.Header.Set("Content-Type", w.FormDataContentType())
	_, to := v.send(r, status, words)
	return to
}

// A dirty file is sent, read by the job, looked at, put right, counted, taken
// back, all by the pages.
func TestPages(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o, s := served(t, d)
		v := visitor{t, s.Handler(), who(o.by.OrgID, Read, Load)}
		v.see("/extracts", "There are no such loads.")
		month := url.Values{"source": {o.source}, "month-month": {"5"}, "month-year": {"2027"}}
		v.sendFiles("/extracts/new", month, 422, "Choose a file.", "files")
		to := v.sendFiles("/extracts/new", month, 303, "", "files", `C:\Temp\contacts.csv`, dirty, "nothing.csv", header+",C9,K90,03/05/2027 09:30,30,Attended,01,Nurse,\n")
		if got := v.see(to, "Waiting to be read").Header().Get("Refresh"); got == "" {
			t.Error("the page does not look again")
		}
		id := strings.TrimPrefix(to, "/extracts/loads/")
		ok(t, o.readWaiting(t.Context(), o.by.OrgID, id))
		v.see(to, "nothing.csv: The mapping has no entry")
		to = v.sendFiles("/extracts/new", month, 303, "", "files", `C:\Temp\contacts.csv`, dirty)
		id = strings.TrimPrefix(to, "/extracts/loads/")
		ok(t, o.readWaiting(t.Context(), o.by.OrgID, id))
		ok(t, o.readWaiting(t.Context(), o.by.OrgID, id)) // again: it is done
		v.see(to, "4 rows are right and do not count yet")
		v.see(to, "Elsewhere")
		v.sendFiles("/extracts/new", month, 422, "was brought in already", "files", "again.csv", dirty)
		v.see(to+"/rows", "an NHS number")
		v.see(to+"/rows/1-9", "9434765918")
		v.post(to+"/rows/1-9", url.Values{"cell-0": {"9434765918"}}, 422, "a digit is wrong")
		right := url.Values{"cell-0": {"943 476 5919"}, "cell-2": {"K4"}, "cell-3": {"03/05/2027 09:30"}, "cell-5": {"attended"}, "cell-8": {"Vale CMHT"}}
		v.post(to+"/rows/1-9", right, 303, "")
		v.see(to+"/rows/1-9", "put this row right")
		v.post(to+"/rows/1-9", right, 422, "does not wait")
		v.post(to+"/rows/1-10/leave", nil, 303, "")
		list := v.see(to+"/files/1/rows.csv", "Row of the file").Body.String()
		v.see(to+"/files/1/rows.xlsx", "")
		list = strings.Replace(list, "31/02/2027 09:30", "28/02/2027 09:30", 1)
		list = regexp.MustCompile(`'?-5,Perhaps`).ReplaceAllString(list, "5,Attended")
		v.sendFiles(to+"/files/1/resend", nil, 422, "Choose a file.", "file")
		v.sendFiles(to+"/files/1/resend", nil, 422, "no column", "file", "a.csv", "a,b\n1,2\n")
		v.sendFiles(to+"/files/1/resend", nil, 200, "1 row is right now", "file", "a.csv", list)
		v.post(to+"/commit", nil, 303, "")
		v.post(to+"/commit", nil, 409, "")
		o.whole(t, 6)
		v.see("/extracts/quality", "Care contacts")
		v.see(to+"/undo", "6 rows of this load")
		v.post(to+"/undo", nil, 303, "")
		o.whole(t, 0)
		left, err := os.ReadDir(o.dir)
		if err != nil || len(left) != 0 {
			t.Errorf("files are left: %v, %v", left, err)
		}
	})
}

// Mappings are kept by version, refused with the line, and tried with a file;
// teams are put where they belong.
func TestMappingPages(t *testing.T) {
	o, s := served(t, dbtest.SQLite(t))
	v := visitor{t, s.Handler(), who(o.by.OrgID, Read, Load)}
	v.see("/extracts/mappings", "Rowan")
	v.see("/extracts/mappings/"+o.source+"/edit", "Appointment Date/Time")
	v.post("/extracts/mappings/new", url.Values{"text": {strings.Replace(rowan, "gender:", "sex:", 1)}}, 422, `<li value="10">A file of people has no “sex”`)
	try := url.Values{"text": {rowan}, "try": {"yes"}}
	v.sendFiles("/extracts/mappings/new", try, 200, "3 May 2027", "file", "contacts.csv", dirty)
	v.sendFiles("/extracts/mappings/new", try, 422, "no entry for a file", "file", "x.csv", dirty)
	v.post("/extracts/mappings/new", url.Values{"text": {rowan + "# more"}}, 303, "")
	v.see("/extracts/mappings/"+o.source, "version 2")
	v.see("/extracts/mappings/"+o.source+"/versions/1", "Version 1, shown here")

	o.commit(t, file(t, "contacts.csv", dirty))
	v.see("/extracts/teams?show=unknown", "Elsewhere")
	before := o.Changed(t.Context(), o.db, o.by.OrgID)
	v.post("/extracts/teams", url.Values{"source": {o.source}, "team": {"Elsewhere"}, "unit": {"nowhere"}}, 422, "Choose a unit.")
	v.post("/extracts/teams", url.Values{"source": {o.source}, "team": {"Elsewhere"}, "unit": {o.unit.ID}}, 303, "")
	v.see("/extracts/teams?show=unknown", "no such teams")
	if o.Changed(t.Context(), o.db, o.by.OrgID) == before {
		t.Error("what counts is as before")
	}
	v.see("/extracts/quality", "Perhaps")
}

// Somebody who is forgotten is gone from every load, by every number of theirs.
func TestForget(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o, s := served(t, d)
		v := visitor{t, s.Handler(), who(o.by.OrgID, Read, Load)}
		o.commit(t, file(t, "contacts.csv", dirty), file(t, "people.csv", "NHS Number,Client ID,Date Of Birth,Gender,Ethnicity,Decile\n9434765919,C1,01/06/1980,F,Irish,3\n,C2,,,,\n"))
		o.read(t, file(t, "contacts 2.csv", header+",C1,K50,03/05/2027 09:30,30,Attended,01,Nurse,\n,C1,K51,03/05/2027 09:30,30,Perhaps,01,Nurse,\n"))
		v.see("/extracts/forget", "Forget a person")
		v.post("/extracts/forget", url.Values{"identifier": {"C77"}}, 422, "no row about somebody")
		v.post("/extracts/forget", url.Values{"identifier": {" 943 476 5919 "}}, 303, "")
		*o.at = o.at.Add(time.Minute)
		o.whole(t, 1) // of C2
		if o.count(t, "extracts_person") != 1 || o.count(t, "extracts_alias") != 1 || o.count(t, "extracts_reject") != 4 {
			t.Error("something is left of them")
		}
		trail, err := db.All[string](t.Context(), d, `SELECT changes || target_words || search FROM audit_entry WHERE org_id = $1`, o.by.OrgID)
		ok(t, err)
		if text := strings.Join(trail, "\n"); strings.Contains(text, "943") || strings.Contains(text, "C1") {
			t.Error("the trail says who was forgotten")
		}
	})
}
