package courses_test

import (
	"bytes"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"footbridge/internal/actor"
	"footbridge/internal/courses"
	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/people"
	"footbridge/internal/units"
	"footbridge/internal/web"
	"footbridge/internal/web/webtest"
)

func site(c *courses.Courses) *web.Site {
	s := web.NewSite(slog.New(slog.DiscardHandler))
	s.Mount(courses.Routes(c))
	return s
}

// who is an account with those permissions at the unit with that path.
func who(orgID, path, personID string, permissions ...string) actor.Actor {
	held := map[string]bool{}
	for _, p := range permissions {
		held[p] = true
	}
	return actor.Actor{OrgID: orgID, AccountID: "account", PersonID: personID, Name: "Gail Mar", Grants: []actor.Grant{{Role: "role", Path: path, Permissions: held}}}
}

var everything = []string{courses.Read, courses.Edit, courses.Publish, people.Read}

func TestRoutes(t *testing.T) {
	x := newCollege(t, dbtest.SQLite(t))
	c := x.published("Sleep well")
	v, err := x.c.NewVersion(t.Context(), x.by, c.ID)
	x.ok(err)
	x.ok(x.c.AddMaterial(t.Context(), x.by, c.ID, v.Version, courses.MaterialInput{Kind: "file", Title: "Diary", FileName: "diary.txt", Content: []byte("Monday"), Visible: "booked"}))
	one := func(query string) string {
		id, err := db.One[string](t.Context(), x.db, query, x.by.OrgID, v.ID)
		x.ok(err)
		return id
	}
	other, _, err := x.units.Found(t.Context(), "Elsewhere Trust", "elsewhere")
	x.ok(err)
	down := newCollege(t, dbtest.SQLite(t))
	s := site(x.c)
	down.db.Close()
	webtest.Suite{
		Handler: s.Handler(), Broken: site(down.c).Handler(), Routes: s.Routes(),
		Full: who(x.by.OrgID, "/", "", everything...), None: who(x.by.OrgID, "/", ""), Other: who(other.OrgID, "/", "", everything...),
		IDs: map[string]string{
			"course": c.ID, "courseversion": v.ID, "outcome": one(`SELECT id FROM courses_outcome WHERE org_id = $1 AND version_id = $2`),
			"material": one(`SELECT id FROM courses_material WHERE org_id = $1 AND version_id = $2`),
			"designer": one(`SELECT id FROM courses_designer WHERE org_id = $1 AND version_id = $2 ORDER BY id LIMIT 1`),
		},
	}.Run(t)
}

// visitor walks through the pages as somebody.
type visitor struct {
	college
	h  http.Handler
	as actor.Actor
}

func (v visitor) send(method, path, kind string, body io.Reader) (int, string, string) {
	v.Helper()
	r := httptest.NewRequestWithContext(actor.With(v.Context(), v.as), method, path, body)
	r.Header.Set("Content-Type", kind)
	w := httptest.NewRecorder()
	v.h.ServeHTTP(w, r)
	return w.Code, w.Header().Get("Location"), w.Body.String()
}

func (v visitor) post(path string, status int, words string, pairs ...string) string {
	v.Helper()
	form := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	got, to, body := v.send("POST", path, "application/x-www-form-urlencoded", strings.NewReader(form.Encode()))
	if got != status || !strings.Contains(body, words) {
		v.Fatalf("POST %s = %d, want %d with %q: %s", path, got, status, words, body)
	}
	return to
}

func (v visitor) see(path string, words ...string) {
	v.Helper()
	got, _, body := v.send("GET", path, "", nil)
	for _, w := range words {
		if got != 200 || !strings.Contains(body, w) {
			v.Fatalf("GET %s = %d, want %q in: %s", path, got, w, body)
		}
	}
}

// A course is thought of, written together, agreed and published by forms alone:
// by a member of staff, and by a designer who holds no role.
func TestPages(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := newCollege(t, d)
		ann, err := x.people.Add(t.Context(), x.by, people.Person{Name: "Ann Lark"})
		x.ok(err)
		staff := visitor{x, site(x.c).Handler(), who(x.by.OrgID, x.unit.Path, "", everything...)}
		designer := visitor{x, staff.h, who(x.by.OrgID, x.unit.Path, ann.ID)}
		version := func() string { return strings.TrimSpace(itoa(x.newestOf().Version)) }

		staff.see("/courses", "There are no courses yet")
		at := staff.post("/courses", 303, "", "title", "Sleep well", "strand", "skills", "level", "introduction", "format", "course", "sessions", "4", "minutes", "90", "capacity", "12", "certificate_by", "none")
		staff.see(at, "There is no summary yet", "Write the summary", "S01")
		staff.post(at+"/edit", 422, "Enter a title", "version", version())
		staff.post(at+"/edit", 303, "", "version", version(), "title", "Sleep well", "summary", "Rest.", "for_whom", "All.", "audience", "carer", "strand", "skills", "level", "introduction", "format", "course", "sessions", "4", "minutes", "90", "capacity", "12", "certificate_by", "none")
		staff.post(at+"/edit", 422, "Somebody changed this course", "version", "1", "title", "Sleep", "strand", "skills", "level", "introduction", "format", "course", "sessions", "4", "minutes", "90", "capacity", "12", "certificate_by", "none")
		staff.post(at+"/move", 303, "", "version", version(), "to", "pairing")
		staff.post(at+"/designers", 422, "Choose the perspective", "version", version(), "person", "name", "name", "Ben Stone")
		staff.post(at+"/designers", 303, "", "version", version(), "person", "name", "name", "Ben Stone", "perspective", "practitioner")
		staff.see(at+"/designers/new?q=lark", "Ann Lark")
		staff.post(at+"/designers", 303, "", "version", version(), "q", "lark", "person", ann.ID, "perspective", "lived experience")
		staff.post(at+"/move", 303, "", "version", version(), "to", "drafting")
		staff.post(at+"/outcomes", 303, "", "version", version(), "words", "Know three ways to rest", "aims", x.aims[0].ID)
		staff.see(at, "Know three ways to rest", "/strategy/aims/"+x.aims[0].ID)
		staff.upload(at+"/materials", version())
		staff.see(at, "diary.txt", "1 KB")
		staff.post(at+"/move", 422, "has not agreed these words yet", "version", version(), "to", "agreed")

		designer.see("/courses/mine", "Sleep well", "Not yet: please read it")
		mine := at + "/versions/" + x.newestOf().ID
		designer.see(mine, "I agree this version as it stands")
		designer.post(mine+"/say", 422, "Enter what should change")
		designer.post(mine+"/say", 303, "", "words", "Shorter, please.")
		designer.post(mine+"/agree", 422, "Please read them again", "hash", "another")
		designer.post(mine+"/agree", 303, "", "hash", x.newestOf().ContentHash)
		designer.see("/courses/mine", "Yes, since 3 May 2027")
		if got, _, _ := designer.send("GET", at, "", nil); got != 403 {
			t.Errorf("a designer without a role opens the course's page: %d", got)
		}

		ben := at + "/designers/" + x.designerID(x.newestOf().ID, "Ben Stone")
		staff.post(ben+"/agree", 422, "Enter how they said so", "hash", x.newestOf().ContentHash)
		staff.post(ben+"/agree", 303, "", "hash", x.newestOf().ContentHash, "how", "By phone")
		staff.see(at, "in their own words", "Shorter, please.", "Signed in and agreed themselves", "Recorded by Gail Mar: By phone")
		staff.post(at+"/move", 303, "", "version", version(), "to", "agreed")
		staff.see(at+"/publish", "Publish version 1")
		staff.post(at+"/publish", 303, "", "version", version(), "review_on-day", "3", "review_on-month", "5", "review_on-year", "2028")
		staff.see(at, "Co-produced", "3 May 2028")
		staff.see("/courses?state=published&q=sleep", "Both perspectives")
		staff.see("/courses?onesided=yes", "No course matches")
		staff.see("/courses/list.csv", "S01,Sleep well,Published")
		staff.see(at+"/print", "Published")
		staff.post(at+"/new-version", 303, "")
		staff.see(at+"/compare", "Nothing is different")
		staff.post(at+"/edit", 303, "", "version", version(), "title", "Rest well", "summary", "Rest.", "for_whom", "All.", "strand", "skills", "level", "introduction", "format", "course", "sessions", "4", "minutes", "90", "capacity", "12", "certificate_by", "none")
		staff.see(at+"/compare", "Rest well", "Everybody")
		staff.post(at+"/put-away", 303, "", "version", version())
		staff.see(at+"?version="+x.newestOf().ID, "Take this draft up again")
		staff.post(at+"/retire", 422, "Enter the reason", "version", "1")
		x.sound()
	})
}

// upload adds a file.
func (v visitor) upload(path, version string) {
	v.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for name, value := range map[string]string{"version": version, "kind": "file", "title": "A diary", "visible": "booked"} {
		v.ok(form.WriteField(name, value))
	}
	part, err := form.CreateFormFile("file", "diary.txt")
	v.ok(err)
	_, err = part.Write([]byte("Monday, Tuesday"))
	v.ok(err)
	v.ok(form.Close())
	if got, _, text := v.send("POST", path, form.FormDataContentType(), &body); got != 303 {
		v.Fatalf("the file was refused: %d %s", got, text)
	}
}

// Whoever designs at one college is not offered, and is refused, what is at
// another.
func TestScopeOfPages(t *testing.T) {
	x := newCollege(t, dbtest.SQLite(t))
	c := x.drafted("Sleep well")
	root, err := x.units.Root(t.Context(), x.by.OrgID)
	x.ok(err)
	second, err := x.units.Add(t.Context(), x.by, units.Unit{ParentID: root.ID, Kind: "college", Name: "Second College"})
	x.ok(err)
	far := visitor{x, site(x.c).Handler(), who(x.by.OrgID, second.Path, "", everything...)}
	far.see("/courses", "There are no courses yet")
	reader := visitor{x, far.h, who(x.by.OrgID, x.unit.Path, "", courses.Read)}
	reader.as.Grants = append(reader.as.Grants, far.as.Grants...)
	for path, want := range map[string]int{"/courses/" + c.ID: 404, "/courses/" + c.ID + "/edit": 404} {
		if got, _, _ := far.send("GET", path, "", nil); got != want {
			t.Errorf("GET %s from elsewhere = %d, want %d", path, got, want)
		}
	}
	for path, want := range map[string]int{"/courses/" + c.ID: 200, "/courses/" + c.ID + "/edit": 403, "/courses/" + c.ID + "/publish": 403} {
		if got, _, _ := reader.send("GET", path, "", nil); got != want {
			t.Errorf("GET %s as a reader = %d, want %d", path, got, want)
		}
	}
}
