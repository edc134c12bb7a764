package prospectus

import (
	"fmt"
	"html"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"footbridge/internal/actor"
	"footbridge/internal/college"
	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/when"
)

// No public page, file or feed says in which room a session meets, or at which
// address on line; each says the venue.
func TestRoomsAndLinksAreNeverPublic(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		run := w.run(w.course("Sleeping better", "skills", "course"), 10, inMay(1))
		w.trainer(run, "Asha Lark", "lived experience", "I garden.")
		w.trainer(run, "Ben Secretname", "practitioner", "")
		w.exec(`INSERT INTO courses_designer (org_id, id, version_id, person_id, name, fold, perspective, created_at)
			SELECT v.org_id, 'd' || v.number, v.id, NULL, 'Carol Secretname', 'carol', 'practitioner', $2 FROM courses_version v WHERE v.org_id = $1`, w.at)
		base := "/prospectus/vale"
		for _, path := range []string{
			base, base + "/courses/sleeping-better", base + "/courses/sleeping-better.jsonld", base + "/runs/" + run + "/calendar.ics", base + "/print", base + "/large-print",
			base + "/easy-read", base + "/prospectus.txt", base + "/feed.json",
		} {
			status, body, _ := w.get(actor.Actor{}, path)
			text := strings.ReplaceAll(strings.ReplaceAll(body, "\r\n ", ""), "\n  ", " ")
			if status != 200 || !strings.Contains(text, "Kingsmere Library") || !strings.Contains(text, "Sleeping better") {
				t.Errorf("%s: status %d, or no venue or title in\n%.600s", path, status, text)
			}
			for _, hidden := range []string{secretRoom, secretLink, "meet.example.org", "Ring the bell", "Secretname", "Lark"} {
				if strings.Contains(text, hidden) {
					t.Errorf("%s says %q", path, hidden)
				}
			}
		}
		_, body, header := w.get(actor.Actor{}, base+"/courses/sleeping-better")
		for _, want := range []string{"Asha, somebody with lived experience", "I garden.", "a practitioner", "10 places left", `itemtype="https://schema.org/Course"`, `itemprop="startDate" content="2027-05-04T10:00:00+01:00"`, "/college/enrol/vale?run=" + run, "Say what helps.", "Designed by a practitioner."} {
			if !strings.Contains(html.UnescapeString(body), want) {
				t.Errorf("the course's page does not say %q", want)
			}
		}
		if !strings.Contains(header.Get("Link"), "application/ld+json") {
			t.Error("the page does not lead to its data")
		}
	})
}

// What a run says about its places, at every time and in every state.
func TestStanding(t *testing.T) {
	term := college.Term{OpensOn: when.Date{Year: 2027, Month: 4, Day: 12}, ClosesOn: when.Date{Year: 2027, Month: 5, Day: 20}}
	for _, c := range []struct {
		words, kind, state, format string
		at                         time.Time
		capacity, taken, waiting   int
	}{
		{"5 places left", "places", "open", "course", inMay(-5), 10, 5, 0},
		{"1 place left", "places", "open", "course", inMay(-5), 10, 9, 0},
		{"Full: nobody is waiting yet", "full", "open", "course", inMay(-5), 10, 10, 0},
		{"Full: 1 person is waiting", "full", "open", "course", inMay(-5), 10, 10, 1},
		{"Full: 3 people are waiting", "full", "open", "course", inMay(-5), 10, 10, 3},
		{"Booking opens 12 April 2027", "later", "open", "course", inMay(-30), 10, 10, 3},
		{"Booking closed 20 May 2027", "closed", "open", "course", inMay(20), 10, 0, 0},
		{"Booking has closed", "closed", "closed", "course", inMay(-5), 10, 0, 0},
		{"Cancelled", "cancelled", "cancelled", "course", inMay(-5), 10, 0, 0},
		{"This has begun", "begun", "open", "course", inMay(29), 10, 0, 0},
		{"This has ended", "begun", "open", "course", inMay(40), 10, 0, 0},
	} {
		r := &Run{PublicRun: college.PublicRun{State: c.state, Format: c.format, StartsAt: inMay(28), EndsAt: inMay(35)}, Term: term}
		got := r.standing(college.Fullness{State: c.state, Capacity: c.capacity, Taken: c.taken, Waiting: c.waiting}, c.at)
		if got.Words != c.words || got.Kind != c.kind || got.Bookable != (c.kind == "places" || c.kind == "full") {
			t.Errorf("%+v, want %q", got, c.words)
		}
	}
	dropIn := &Run{PublicRun: college.PublicRun{State: "open", Format: "drop-in", StartsAt: inMay(0), EndsAt: inMay(14)}, Term: term}
	if got := dropIn.standing(college.Fullness{State: "open", Capacity: 5}, inMay(7)); got.Words != "5 places left" {
		t.Errorf("a drop-in half-way: %q", got.Words)
	}
}

// Fullness is of this moment, and everything else of the next page after a
// change: a new title, a cancelled session, a term that is withdrawn.
func TestEditionFollowsChanges(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		course := w.course("Sleeping better", "skills", "course")
		run := w.run(course, 1, inMay(1))
		says := func(want string) {
			t.Helper()
			if _, body, _ := w.get(actor.Actor{}, "/prospectus/vale"); !strings.Contains(body, want) {
				t.Errorf("the list does not say %q", want)
			}
		}
		says("1 place left")
		says("Tuesdays, 10am to 12 noon, 2 sessions from 4 to 11 May 2027")
		first := w.edition()
		for i, state := range []string{"confirmed", "waiting", "waiting", "cancelled"} {
			_, s := w.student(fmt.Sprintf("Student%d", i))
			if state == "cancelled" {
				w.exec(`INSERT INTO college_booking (org_id, id, run_id, student_id, state, how, counts, queued_at, ended_at, created_at) VALUES ($1, 'x', $2, $3, 'cancelled', 'online', $5, $4, $4, $4)`, run, s, w.at, true)
				continue
			}
			w.book(run, s, state)
		}
		says("Full: 2 people are waiting")
		if w.edition() != first {
			t.Error("bookings made a new edition")
		}
		w.exec(`UPDATE courses_version SET title = 'Resting better', version = version + 1 WHERE org_id = $1 AND course_id = $2`, course)
		says("Resting better")
		w.exec(`UPDATE college_session SET state = 'cancelled', sequence = sequence + 1, version = version + 1 WHERE org_id = $1 AND run_id = $2 AND number = 2`, run)
		says("Tuesday 4 May 2027, 10am to 12 noon")
		w.exec(`UPDATE college_term SET published_at = NULL, version = version + 1 WHERE org_id = $1 AND id = $2`, w.term)
		says("Not running just now")
	})
}

func TestFind(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		sleep, anger, music := w.course("Sleeping better", "skills", "course"), w.course("Understanding anger", "understanding", "talk"), w.course("Making music", "rebuilding", "workshop")
		w.run(sleep, 5, inMay(1))                           // Tuesday morning
		full := w.run(anger, 1, inMay(3).Add(9*time.Hour))  // Thursday evening
		w.run(anger, 5, inMay(30))                          // Wednesday morning
		draft := w.run(music, 5, inMay(2).Add(4*time.Hour)) // Wednesday afternoon
		_, s := w.student("Somebody")
		w.book(full, s, "confirmed")
		w.exec(`UPDATE college_run SET state = 'draft', version = version + 1 WHERE org_id = $1 AND id = $2`, draft)
		for want, f := range map[string]Filter{
			"Sleeping better 1, Understanding anger 2; Making music": {},
			"Understanding anger 2;":                                 {Words: "anger understanding"},
			"Sleeping better 1;":                                     {Strand: "skills"},
			"Sleeping better 1; ":                                    {Day: 2},
			"Understanding anger 1;":                                 {Part: "evening"},
			"Understanding anger 2; ":                                {Format: "talk"},
			"Sleeping better 1, Understanding anger 1;":              {Places: true},
			"Sleeping better 1, Understanding anger 2;":              {Place: w.borough},
			"Sleeping better 1, Understanding anger 2; ":             {Place: w.venue, Term: w.term},
			"Sleeping better 1, Understanding anger 2;  ":            {Place: "online"},
			";":               {Place: "nowhere"},
			"; Making music":  {Words: "music"},
			";  ":             {Term: "another"},
			"; Making music ": {College: w.unit.ID, Strand: "rebuilding"},
		} {
			m, err := w.p.Find(t.Context(), w.edition(), f)
			w.ok(err)
			var running, resting []string
			for _, x := range m.Running {
				running = append(running, fmt.Sprintf("%s %d", x.Course.Title, len(x.Runs)))
			}
			for _, c := range m.Resting {
				resting = append(resting, c.Title)
			}
			if got := strings.TrimSpace(strings.Join(running, ", ") + "; " + strings.Join(resting, ", ")); got != strings.TrimSpace(want) {
				t.Errorf("%+v: %q, want %q", f, got, want)
			}
		}
	})
}

// The plain text is 72 columns wide, the large print at least 16 points, and both
// say what the list says.
func TestEditions(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t))
	run := w.run(w.course("Sleeping better through the whole of a long and dark winter, together with everybody", "skills", "course"), 5, inMay(1))
	w.trainer(run, "Asha Lark", "lived experience", "")
	w.ok(w.p.SaveWords(t.Context(), w.by, Words{UnitID: w.unit.ID, Foreword: "Welcome, all of you.\n\nCome in.", Signed: "The students", How: "Ring us on 01632 960001."}))
	b := w.p.Booklet(w.edition(), w.term)
	text := b.Text()
	for line := range strings.Lines(text) {
		if utf8.RuneCountInString(strings.TrimSuffix(line, "\n")) > columns {
			t.Errorf("too wide: %q", line)
		}
	}
	page, err := document(b, true)
	w.ok(err)
	for _, want := range []string{"Welcome, all of you.", "Come in.", "The students", "Ring us on 01632 960001.", "Tuesdays, 10am to 12 noon", "Say what helps.", "Summer term", "KM1 2AB", "Bus 14 stops outside."} {
		if !strings.Contains(strings.Join(strings.Fields(text), " "), want) {
			t.Errorf("the plain text does not say %q", want)
		}
		if !strings.Contains(string(page), want) {
			t.Errorf("the large print does not say %q", want)
		}
	}
	if !strings.Contains(string(page), "font-size: 18pt") || strings.Contains(string(page), "<script") {
		t.Error("the large print is not large, or runs something")
	}
	easy := strings.Join(append(b.Parts[0].Courses[0].Easy(), b.Parts[0].Courses[0].Runs[0].Easy()...), "\n")
	for _, want := range []string{"You meet 2 times.", "It is for everybody.", "It starts on Tuesday 4 May 2027.", "You can get in without steps.", "We send you the link when you have booked."} {
		if !strings.Contains(easy, want) {
			t.Errorf("easy read does not say %q:\n%s", want, easy)
		}
	}
	for sentence := range strings.SplitSeq(easy, "\n") {
		if len(strings.Fields(sentence)) > 14 {
			t.Errorf("a long sentence: %q", sentence)
		}
	}
}

// Somebody else's words are not written over.
func TestWords(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		first, _, err := w.p.Words(t.Context(), w.by, w.unit.ID)
		w.ok(err)
		if first.Version != 0 || !strings.Contains(first.How, "Everything here is free") {
			t.Errorf("at first: %+v", first)
		}
		words := Words{UnitID: w.unit.ID, Foreword: "One", How: "Come"}
		w.ok(w.p.SaveWords(t.Context(), w.by, words))
		if err := w.p.SaveWords(t.Context(), w.by, words); err == nil {
			t.Error("the first words were written twice")
		}
		words.Version, words.Foreword = 1, "Two"
		w.ok(w.p.SaveWords(t.Context(), w.by, words))
		if err := w.p.SaveWords(t.Context(), w.by, words); err == nil {
			t.Error("words that had changed were written over")
		}
		elsewhere := actor.Actor{OrgID: w.by.OrgID, AccountID: "a", Grants: []actor.Grant{{Path: "/elsewhere/", Permissions: map[string]bool{Manage: true}}}}
		if err := w.p.SaveWords(t.Context(), elsewhere, words); err != errNoCollege {
			t.Errorf("from another unit: %v", err)
		}
		if got := w.edition().Colleges[0].Words; got.Foreword != "Two" || got.Version != 2 {
			t.Errorf("kept: %+v", got)
		}
		if problems, err := w.p.Check(t.Context(), w.by.OrgID); err != nil || len(problems) > 0 {
			t.Errorf("%v, %v", problems, err)
		}
	})
}

// Times and lengths as people say them.
func TestPhrases(t *testing.T) {
	for want, got := range map[string]string{
		"10am": clock(inMay(0)), "12 noon": clock(inMay(0).Add(2 * time.Hour)), "2.30pm": clock(inMay(0).Add(4*time.Hour + 30*time.Minute)),
		"45 minutes": lasting(45), "1 hour": lasting(60), "1½ hours": lasting(90), "2 hours 15 minutes": lasting(135), "Tuesday 4 May 2027": dayOf(inMay(1)),
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	steps := college.PublicVenue{Name: "Hall", Toilet: true}
	r := &Run{Venues: []college.PublicVenue{{Name: "Library", StepFree: true, Toilet: true}, steps}, Course: &Course{}}
	if got := r.Access(); got != "Accessible toilet" {
		t.Errorf("what both places have: %q", got)
	}
	if got := accessWords(steps); !slices.Contains(got, "not step-free") {
		t.Errorf("steps are not said: %v", got)
	}
}
