package prospectus

import (
	"encoding/json"
	"net/url"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	ics "github.com/arran4/golang-ical"

	"footbridge/internal/actor"
	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
)

// entry is what a calendar says of one session.
type entry struct{ uid, sequence, status, start, location string }

func entries(t *testing.T, text string) []entry {
	t.Helper()
	cal, err := ics.ParseCalendar(strings.NewReader(text))
	if err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	var out []entry
	for _, e := range cal.Events() {
		value := func(p ics.ComponentProperty) string {
			if x := e.GetProperty(p); x != nil {
				return x.Value
			}
			return ""
		}
		out = append(out, entry{e.Id(), value(ics.ComponentPropertySequence), value(ics.ComponentPropertyStatus), value(ics.ComponentPropertyDtStart), value(ics.ComponentPropertyLocation)})
	}
	return out
}

// A session that moves or is cancelled is the same entry of every calendar, with
// a higher sequence.
func TestCalendarsFollowChanges(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		run := w.run(w.course("Sleeping better", "skills", "course"), 10, inMay(1))
		w.exec(`UPDATE college_session SET sequence = 4 WHERE org_id = $1 AND run_id = $2`, run)
		as, student := w.student("Robin")
		w.book(run, student, "confirmed")
		token, err := w.p.NewAddress(t.Context(), as, "student")
		w.ok(err)
		own := "/prospectus/calendar/of/" + token + ".ics"
		public := "/prospectus/vale/runs/" + run + "/calendar.ics"
		read := func(path string) []entry {
			status, body, _ := w.get(actor.Actor{}, path)
			if status != 200 {
				t.Fatalf("%s: %d", path, status)
			}
			return entries(t, body)
		}
		first, mine := read(public), read(own)
		if len(first) != 2 || first[0].uid != mine[0].uid || !strings.HasSuffix(first[0].uid, "@footbridge") || first[0].start != "20270504T100000" || first[0].sequence != "4" {
			t.Fatalf("%+v\n%+v", first, mine)
		}
		if strings.Contains(first[0].location, secretRoom) || !strings.Contains(mine[0].location, secretRoom) || !strings.Contains(mine[1].location, secretLink) {
			t.Errorf("the room is told to everybody, or not to whoever booked: %+v, %+v", first, mine)
		}
		w.exec(`UPDATE college_session SET starts_at = $3, ends_at = $4, sequence = sequence + 1, version = version + 1 WHERE org_id = $1 AND run_id = $2 AND number = 1`, run, inMay(2), inMay(2).Add(3600e9))
		w.exec(`UPDATE college_session SET state = 'cancelled', sequence = sequence + 1, version = version + 1 WHERE org_id = $1 AND run_id = $2 AND number = 2`, run)
		for _, now := range [][]entry{read(public), read(own)} {
			if now[0].uid != first[0].uid || now[0].sequence != "5" || now[0].start != "20270505T100000" || now[0].status != "CONFIRMED" || now[1].uid != first[1].uid || now[1].sequence != "5" || now[1].status != "CANCELLED" {
				t.Errorf("after the change: %+v", now)
			}
		}
		w.exec(`UPDATE college_run SET state = 'cancelled', cancelled_at = $3, version = version + 1 WHERE org_id = $1 AND id = $2`, run, w.at)
		w.exec(`UPDATE college_booking SET state = 'college cancelled', ended_at = $3 WHERE org_id = $1 AND run_id = $2`, run, w.at)
		for _, now := range [][]entry{read(public), read(own)} {
			if now[0].status != "CANCELLED" {
				t.Errorf("the run is cancelled: %+v", now)
			}
		}
	})
}

// A secret address is shown once, kept as a hash, and not found when it was
// switched off or made anew.
func TestSecretAddress(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		run := w.run(w.course("Sleeping better", "skills", "course"), 10, inMay(1))
		person := w.trainer(run, "Asha Lark", "lived experience", "")
		trainer := actor.Actor{OrgID: w.by.OrgID, AccountID: "a", PersonID: person}
		form := url.Values{"kind": {"trainer"}}
		make := func() string {
			t.Helper()
			status, body, _ := w.send(trainer, "POST", "/prospectus/calendar", form)
			path := regexp.MustCompile(`/prospectus/calendar/of/\w+\.ics`).FindString(body)
			if status != 200 || path == "" {
				t.Fatalf("status %d, no address in\n%s", status, body)
			}
			return path
		}
		status := func(path string) int { s, _, _ := w.get(actor.Actor{}, path); return s }
		first := make()
		if _, body, _ := w.get(actor.Actor{}, first); len(entries(t, body)) != 2 || !strings.Contains(body, "Sessions I teach") {
			t.Errorf("the trainer's calendar:\n%s", body)
		}
		if _, body, _ := w.get(trainer, "/prospectus/calendar"); strings.Contains(body, "/of/") || !strings.Contains(body, "last used on 19 April 2027") {
			t.Error("the address is shown again, or its last use is not")
		}
		token := strings.TrimSuffix(strings.TrimPrefix(first, "/prospectus/calendar/of/"), ".ics")
		if n, err := db.One[int](t.Context(), d, `SELECT count(*) FROM prospectus_calendar WHERE org_id = $1 AND token_hash LIKE '%' || $2 || '%'`, w.by.OrgID, token[idLength:]); err != nil || n != 0 {
			t.Errorf("the token itself is kept: %d, %v", n, err)
		}
		second := make()
		if status(first) != 404 || status(second) != 200 {
			t.Error("the old address still works, or the new one does not")
		}
		if s, _, _ := w.send(trainer, "POST", "/prospectus/calendar/off", form); s != 303 || status(second) != 404 {
			t.Error("switched off, and still there")
		}
		for _, path := range []string{"/prospectus/calendar/of/x", "/prospectus/calendar/of/" + w.by.OrgID + ".ics", "/prospectus/calendar/of/" + w.by.OrgID + "guess.ics"} {
			if status(path) != 404 {
				t.Errorf("%s is there", path)
			}
		}
		if _, err := w.p.NewAddress(t.Context(), trainer, "student"); err == nil {
			t.Error("somebody who is no student has a student's calendar")
		}
	})
}

// Every field of the feed is described, and none that is not there.
func TestFeedIsDescribed(t *testing.T) {
	var found []string
	var walk func(prefix string, typ reflect.Type)
	walk = func(prefix string, typ reflect.Type) {
		for i := range typ.NumField() {
			f := typ.Field(i)
			name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			found = append(found, prefix+name)
			if f.Type.Kind() == reflect.Slice && f.Type.Elem().Kind() == reflect.Struct {
				walk(prefix+name+".", f.Type.Elem())
			}
		}
	}
	walk("", reflect.TypeFor[Feed]())
	var said []string
	for _, f := range FeedFields {
		said = append(said, f.Name)
	}
	slices.Sort(found)
	slices.Sort(said)
	if !slices.Equal(found, said) {
		t.Errorf("the feed has %v\nand says %v", found, said)
	}
}

// The feed answers 304 to its own tag, and another when a place is taken.
func TestFeed(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t))
	run := w.run(w.course("Sleeping better", "skills", "course"), 10, inMay(1))
	e := w.edition()
	first, err := w.p.Feed(t.Context(), e)
	w.ok(err)
	var f Feed
	w.ok(json.Unmarshal(first, &f))
	if len(f.Courses) != 1 || f.Courses[0].Runs[0].PlacesLeft != 10 || f.Courses[0].Runs[0].Sessions[0].Venue != "Kingsmere Library" || f.Terms[0].OpensOn != "2027-04-12" {
		t.Errorf("%s", first)
	}
	_, _, header := w.get(actor.Actor{}, "/prospectus/vale/feed.json")
	r := header.Get("ETag")
	if r == "" || header.Get("Access-Control-Allow-Origin") != "*" {
		t.Errorf("headers %v", header)
	}
	_, _, again := w.get(actor.Actor{}, "/prospectus/vale/feed.json")
	_, s := w.student("Robin")
	w.book(run, s, "confirmed")
	if _, _, changed := w.get(actor.Actor{}, "/prospectus/vale/feed.json"); again.Get("ETag") != r || changed.Get("ETag") == r {
		t.Error("the tag changes without a change, or not with one")
	}
	linked, err := w.p.LinkedData(e, e.Courses[0], map[string]Standing{run: {Kind: "full"}})
	w.ok(err)
	for _, want := range []string{`"@type": "CourseInstance"`, `"courseMode": "blended"`, `"price": 0`, "SoldOut", `"startDate": "2027-05-04T10:00:00+01:00"`} {
		if !strings.Contains(string(linked), want) {
			t.Errorf("no %s in\n%s", want, linked)
		}
	}
}
