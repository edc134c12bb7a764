package college

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/id"
	"footbridge/internal/when"
)

// boxes puts a date into the three boxes of a form.
func boxes(form url.Values, name string, d when.Date) url.Values {
	form.Set(name+"-day", fmt.Sprint(d.Day))
	form.Set(name+"-month", fmt.Sprint(int(d.Month)))
	form.Set(name+"-year", fmt.Sprint(d.Year))
	return form
}

// An administrator makes a year, plans a run, meets clashes, publishes, changes
// and copies the term, by forms alone.
func TestPlanPages(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newPlanner(t, d)
		h, as := p.site(), p.clerk()
		see := func(path string, words ...string) string {
			t.Helper()
			status, _, body := send(t, h, as, path, nil)
			for _, x := range words {
				if status != 200 || !strings.Contains(body, x) {
					t.Fatalf("GET %s = %d, want %q in: %s", path, status, x, body)
				}
			}
			return body
		}
		post := func(path string, form url.Values, status int, words ...string) string {
			t.Helper()
			got, to, body := send(t, h, as, path, form)
			for _, x := range append(words, "") {
				if got != status || !strings.Contains(body, x) {
					t.Fatalf("POST %s = %d, want %d with %q: %s", path, got, status, x, body)
				}
			}
			return to
		}
		term, garden := "/college/terms/"+p.Term.ID, p.Garden.ID
		see("/college", "Autumn 2027", "no sessions in the next seven days")
		post(term+"/runs", url.Values{"capacity": {"8"}, "minimum": {"3"}}, 422, "Enter the course.")
		see(term+"/runs/new?course="+p.course, `value="12"`, "Hope")
		run := strings.TrimSuffix(post(term+"/runs", url.Values{"course": {p.course}, "capacity": {"8"}, "minimum": {"3"}, "rules": {"counts"}, "audience": {"carer"}}, 303), "/sessions")
		see(run, "Draft", "Family, friends and carers", "Has no session yet", "3")

		series := boxes(url.Values{"start": {"10am"}, "end": {"noon"}, "count": {"3"}, "every": {"7"}, "skip": {"28 9 2027\n5/10/2027"}, "room": {garden}, "trainers": {p.lived}}, "from", date(21, 9))
		post(run+"/sessions", url.Values{}, 422, "Enter the day of the first session.", "must be a time, like")
		post(run+"/sessions", series, 303)
		see(run, "Tuesday 21 September 2027, 10am to 12pm", "Tuesday 19 October 2027", "Pearl Loxley", "Needs a practitioner")
		other := strings.TrimSuffix(post(term+"/runs", url.Values{"course": {p.course}, "capacity": {"8"}, "minimum": {"0"}}, 303), "/sessions")
		series.Set("skip", "")
		post(other+"/sessions", series, 422, "Garden room, Library is in use on Tuesday 21 September 2027, 10am to 12pm: Hope.", "Pearl Loxley teaches on")
		series.Set("room", p.Attic.ID)
		series.Set("trainers", p.clin)
		body := post(other+"/sessions", series, 422, "has 4 seats, and there are 8 places", "Keep it like this all the same")
		_ = body
		series.Set("accepted", "yes")
		post(other+"/sessions", series, 303)

		see("/college/calendar?week=22+9+2027", "Rooms in the week of 20 September 2027", "10am to 12pm", "Draft")
		see(term+"/publish", "Publish 2 runs", "needs a practitioner")
		post(term+"/publish", url.Values{}, 303)
		see("/college/runs?q=hop&state=open&venue="+p.Garden.VenueID, "2 runs", "Open for booking", "None of 8 places taken")
		see("/college/runs?needs=yes&strand=rebuilding&format=workshop&term="+p.Term.ID, "A session needs a practitioner")
		if csv := see("/college/runs.csv?state=open"); !strings.Contains(csv, "Hope,Autumn 2027,Open for booking") {
			t.Errorf("CSV = %s", csv)
		}

		all := p.sessions(p.reload(strings.TrimPrefix(run, "/college/runs/")))
		sitting := "/college/sittings/" + all[0].ID
		see(sitting, "10am", "Omar Standish")
		change := boxes(url.Values{"start": {"2pm"}, "end": {"4pm"}, "room": {garden}, "trainers": {p.lived, p.clin}, "version": {fmt.Sprint(all[0].Version)}}, "day", date(22, 9))
		post(sitting, change, 422, "plain words")
		change.Set("reason", "The room is free on Wednesday.")
		post(sitting, change, 303)
		see(run, "Wednesday 22 September 2027, 2pm to 4pm", "Omar Standish, Pearl Loxley")
		post(run+"/postpone", url.Values{"weeks": {"20"}, "reason": {"x"}, "version": {fmt.Sprint(p.reload(all[0].RunID).Version)}}, 422, "outside the term")
		post(sitting+"/cancel", url.Values{}, 422, "Enter why.")
		post(sitting+"/cancel", url.Values{"reason": {"A trainer is ill."}, "version": {fmt.Sprint(all[0].Version + 1)}}, 303)
		see(run, "A trainer is ill.", "Cancelled")
		post(run+"/close", url.Values{}, 303)
		post(run+"/reopen", url.Values{}, 303)
		post(run, url.Values{"capacity": {"10"}, "minimum": {"11"}, "rules": {"counts"}, "version": {fmt.Sprint(p.reload(all[0].RunID).Version)}}, 422, "fewest people must be")
		post(run+"/cancel", url.Values{"reason": {"Too few people."}}, 303)
		see(run, "Too few people.")

		post("/college/years/"+p.Year.ID+"/terms", url.Values{"name": {"Spring"}}, 422, "Enter the first day.")
		spring := url.Values{"name": {"Spring 2028"}, "term_limit": {"3"}}
		for name, day := range map[string]when.Date{"starts_on": {Year: 2028, Month: 1, Day: 10}, "ends_on": {Year: 2028, Month: 3, Day: 31}, "opens_on": date(1, 12), "closes_on": {Year: 2028, Month: 3, Day: 1}} {
			boxes(spring, name, day)
		}
		post("/college/years/"+p.Year.ID+"/terms", spring, 303)
		see("/college/terms", "Spring 2028", "Not published yet")
		to := one[string](t, d, `SELECT id FROM college_term WHERE org_id = $1 AND name = 'Spring 2028'`, p.by.OrgID)
		post(term+"/copy", url.Values{}, 422, "Enter the term to copy into.")
		copied := post(term+"/copy", url.Values{"to": {to}}, 303)
		see(copied, "1 draft was made", "Everything was taken along.", "Undo")
		post(copied+"/undo", url.Values{}, 303)
		see(copied, "Undone")
		p.sound()
	})
}

func one[T any](t *testing.T, d *db.DB, query string, args ...any) T {
	t.Helper()
	v, err := db.One[T](t.Context(), d, query, args...)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// The link of a meeting is not for who may only read.
func TestLinkIsNotForEverybody(t *testing.T) {
	p := newPlanner(t, dbtest.SQLite(t))
	r := p.draft()
	s := weekly(date(21, 9), 1, "")
	s.OnlineURL = "https://meet.example.org/secret"
	p.add(r, s)
	reader := p.clerk()
	reader.Grants[0].Permissions = map[string]bool{Read: true}
	for _, path := range []string{"/college/runs/" + r.ID, "/college", "/college/calendar?week=2027-09-21", "/college/runs"} {
		status, _, body := send(t, p.site(), reader, path, nil)
		if status != 200 || strings.Contains(body, "secret") {
			t.Errorf("GET %s = %d, and shows the link: %t", path, status, strings.Contains(body, "secret"))
		}
	}
	if _, _, body := send(t, p.site(), p.clerk(), "/college/runs/"+r.ID, nil); !strings.Contains(body, "secret") {
		t.Error("who plans does not see the link")
	}
}

// BenchmarkRunsList shows a page of 500 runs with six sessions each, two
// trainers a session.
func BenchmarkRunsList(b *testing.B) {
	p := newPlanner(b, dbtest.SQLite(b))
	at := date(21, 9).Start().Add(9 * time.Hour)
	err := p.db.Tx(b.Context(), func(tx *db.DB) error {
		for i := range 500 {
			from := at.Add(time.Duration(i) * time.Hour)
			r := Run{OrgID: p.by.OrgID, ID: id.New(), UnitID: p.unit.ID, TermID: p.Term.ID, CourseID: p.course, VersionID: p.version, Title: fmt.Sprint("Hope ", i), Format: "course",
				Strand: "rebuilding", State: "open", Capacity: 12, Minimum: 4, StartsAt: from, EndsAt: from.AddDate(0, 0, 35).Add(2 * time.Hour), CreatedAt: at}
			if err := insertRun(b.Context(), tx, r, ""); err != nil {
				return err
			}
			for n := range 6 {
				s := Session{OrgID: r.OrgID, ID: id.New(), RunID: r.ID, Number: n + 1, StartsAt: from.AddDate(0, 0, 7*n), EndsAt: from.AddDate(0, 0, 7*n).Add(2 * time.Hour), RoomID: p.Garden.ID, State: "planned", CreatedAt: at}
				if err := p.college.saveSlot(b.Context(), tx, slot{s, []string{p.lived, p.clin}}, true); err != nil {
					return err
				}
			}
		}
		return nil
	})
	p.ok(err)
	for _, test := range []struct {
		name string
		f    RunFilter
	}{{"all", RunFilter{TermID: p.Term.ID}}, {"needs something", RunFilter{TermID: p.Term.ID, Attention: true}}, {"venue", RunFilter{VenueID: p.Garden.VenueID}}} {
		b.Run(test.name, func(b *testing.B) {
			for b.Loop() {
				if _, _, err := p.college.Runs(b.Context(), p.by, test.f, 0, 50); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func TestFindRuns(t *testing.T) {
	p := newPlanner(t, dbtest.SQLite(t))
	r := p.draft()
	reader := p.clerk()
	hits, err := p.college.Find(t.Context(), reader, "HOP", 5)
	if err != nil || len(hits) != 1 || hits[0].Href != "/college/runs/"+r.ID {
		t.Errorf("Find = %v, %v", hits, err)
	}
	reader.Grants[0].Path = "/elsewhere/"
	if hits, err = p.college.Find(t.Context(), reader, "hope", 5); err != nil || len(hits) != 0 {
		t.Errorf("Find elsewhere = %v, %v", hits, err)
	}
}
