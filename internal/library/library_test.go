package library_test

import (
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"footbridge/internal/actor"
	"footbridge/internal/college"
	"footbridge/internal/courses"
	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/fault"
	"footbridge/internal/id"
	"footbridge/internal/jobs"
	"footbridge/internal/library"
	"footbridge/internal/notify"
	"footbridge/internal/people"
	"footbridge/internal/strategy"
	"footbridge/internal/trainers"
	"footbridge/internal/units"
	"footbridge/internal/when"
)

var noon = time.Date(2027, 5, 3, 12, 0, 0, 0, time.UTC)

var today = when.Date{Year: 2027, Month: 5, Day: 3}

// shelves is a college with a library to test in, and a clock that the test
// moves.
type shelves struct {
	db      *db.DB
	at      *time.Time
	people  *people.People
	units   *units.Units
	library *library.Library
	by      actor.Actor
	unit    units.Unit
}

// services are the library over d, and what it stands on.
func services(d *db.DB, now func() time.Time) (*people.People, *units.Units, *library.Library) {
	p := people.New(d, now)
	u := units.New(d, now, p)
	n := notify.New(d, now, jobs.New(d, slog.New(slog.DiscardHandler), now), &notify.Folder{}, library.Templates()...)
	c := college.New(d, now, u, p, n, courses.New(d, now, u, p, (*strategy.Strategy)(nil)), trainers.New(d, now, u, p), "https://college.example.org")
	return p, u, library.New(d, now, u, p, n, c, "https://college.example.org")
}

func newShelves(t testing.TB, d *db.DB) shelves {
	t.Helper()
	at := noon
	s := shelves{db: d, at: &at}
	s.people, s.units, s.library = services(d, func() time.Time { return *s.at })
	org, root, err := s.units.Found(t.Context(), "Bridgewater", "bridgewater")
	ok(t, err)
	s.by = actor.System(org.OrgID, "a test")
	s.unit, err = s.units.Add(t.Context(), s.by, units.Unit{ParentID: root.ID, Kind: "college", Name: "The College"})
	ok(t, err)
	_, err = d.Exec(t.Context(), `INSERT INTO college_charter (org_id, id, unit_id, number, words, from_on, created_at) VALUES ($1, 'charter', $2, 1, 'We learn together.', '2027-01-01', $3)`, org.OrgID, s.unit.ID, noon)
	ok(t, err)
	return s
}

func ok(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func want(t testing.TB, what string, err error, kind fault.Kind) {
	t.Helper()
	if err == nil || fault.KindOf(err) != kind {
		t.Errorf("%s: %v, want %s", what, err, kind)
	}
}

// student is somebody who has enrolled: the student's id, and who they are.
func (s shelves) student(t testing.TB, name string) (string, people.Person) {
	t.Helper()
	p, err := s.people.Add(t.Context(), s.by, people.Person{Name: name, Email: id.New() + "@example.org"})
	ok(t, err)
	key := id.New()
	_, err = s.db.Exec(t.Context(), `INSERT INTO college_student (org_id, id, person_id, unit_id, enrolled_on, how, charter_id, charter_on, uses_services, carer, staff, public, reminder_channel, reminder_hours, created_at)
		VALUES ($1, $2, $3, $4, '2027-04-01', 'online', 'charter', '2027-04-01', $6, $6, $6, $6, 'email', 48, $5)`, s.by.OrgID, key, p.ID, s.unit.ID, noon, false)
	ok(t, err)
	return key, p
}

func (s shelves) add(t testing.TB, title string, copies int) library.Item {
	t.Helper()
	i, err := s.library.Add(t.Context(), s.by, library.Item{UnitID: s.unit.ID, Kind: "book", Title: title, Copies: copies}, library.File{})
	ok(t, err)
	return i
}

func (s shelves) item(t testing.TB, id string) library.Item {
	t.Helper()
	i, err := s.library.Item(t.Context(), s.by, id)
	ok(t, err)
	return i
}

func (s shelves) sound(t testing.TB) {
	t.Helper()
	if problems, err := s.library.Check(t.Context(), s.by.OrgID); err != nil || len(problems) > 0 {
		t.Errorf("Check = %q, %v", problems, err)
	}
}

func TestItems(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newShelves(t, d)
		ctx, l := t.Context(), s.library
		for what, i := range map[string]library.Item{
			"no title": {Kind: "book"}, "no kind": {Title: "X", Kind: "film"}, "many": {Title: "X", Kind: "book", Copies: 1001}, "no address": {Title: "X", Kind: "book", URL: "javascript:alert(1)"},
			"nowhere": {Title: "X", Kind: "book"},
		} {
			if what != "nowhere" {
				i.UnitID = s.unit.ID
			}
			_, err := l.Add(ctx, s.by, i, library.File{})
			want(t, what, err, fault.Invalid)
		}
		_, err := l.Add(ctx, s.by, library.Item{UnitID: s.unit.ID, Kind: "handout", Title: "X"}, library.File{Name: "x.exe", Content: []byte("MZ\x00\x01")})
		want(t, "a program as a file", err, fault.Invalid)
		handout, err := l.Add(ctx, s.by, library.Item{UnitID: s.unit.ID, Kind: "handout", Title: "Sleeping Well", Author: "The Tuesday group"}, library.File{Name: `C:\sleep.txt`, Content: []byte("Go to bed.")})
		ok(t, err)
		got := s.item(t, handout.ID)
		if diff := cmp.Diff(handout, got); diff != "" || got.FileName != "sleep.txt" {
			t.Errorf("kept otherwise:\n%s", diff)
		}
		content, err := l.Content(ctx, s.by, handout.ID)
		if err != nil || string(content) != "Go to bed." {
			t.Errorf("Content = %q, %v", content, err)
		}
		book := s.add(t, "A Short Book", 2)
		_, err = l.Content(ctx, s.by, book.ID)
		want(t, "no file", err, fault.NotFound)
		book.Title = "A Long Book"
		ok(t, l.Change(ctx, s.by, book, library.File{}))
		want(t, "the second of two who change at once", l.Change(ctx, s.by, book, library.File{}), fault.Conflict)
		ok(t, l.Withdraw(ctx, s.by, book.ID))
		want(t, "withdraw twice", l.Withdraw(ctx, s.by, book.ID), fault.Conflict)
		for filter, titles := range map[library.Filter]string{
			{}: "Sleeping Well", {Q: "tuesday"}: "Sleeping Well", {Q: "long"}: "", {State: "withdrawn"}: "A Long Book", {Kind: "book"}: "", {State: "online"}: "Sleeping Well", {State: "shelf"}: "",
		} {
			items, total, err := l.Items(ctx, s.by, filter, 50, 0)
			var got []string
			for _, i := range items {
				got = append(got, i.Title)
			}
			if err != nil || strings.Join(got, ", ") != titles || total != len(got) {
				t.Errorf("Items(%v) = %v of %d, %v, want %q", filter, got, total, err, titles)
			}
		}
		ok(t, l.PutBack(ctx, s.by, book.ID))
		hits, err := l.Find(ctx, s.by, "book", 10)
		if err != nil || len(hits) != 1 || hits[0].Href != "/library/"+book.ID {
			t.Errorf("Find = %v, %v", hits, err)
		}
	})
}

func TestLoans(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newShelves(t, d)
		ctx, l, book := t.Context(), s.library, s.add(t, "A Book", 2)
		ann, person := s.student(t, "Ann Lee")
		ben, _ := s.student(t, "Ben Ray")
		cy, _ := s.student(t, "Cy Wu")
		own := actor.Actor{OrgID: s.by.OrgID, AccountID: "a", PersonID: person.ID, Name: "Ann"}
		_, err := l.Lend(ctx, s.by, book.ID, ann, today.AddDays(-1))
		want(t, "due yesterday", err, fault.Invalid)
		_, err = l.Lend(ctx, s.by, book.ID, "nobody", when.Date{})
		want(t, "to nobody", err, fault.Invalid)
		_, err = l.Lend(ctx, own, book.ID, ann, when.Date{})
		want(t, "by oneself", err, fault.Forbidden)
		one, err := l.Lend(ctx, s.by, book.ID, ann, when.Date{})
		ok(t, err)
		_, err = l.Lend(ctx, s.by, book.ID, ann, when.Date{})
		want(t, "twice the same", err, fault.Invalid)
		two, err := l.Lend(ctx, s.by, book.ID, ben, today.AddDays(2))
		ok(t, err)
		_, err = l.Lend(ctx, s.by, book.ID, cy, when.Date{})
		want(t, "a third copy of two", err, fault.Conflict)
		if i := s.item(t, book.ID); i.Free() != 0 || i.Lent != 2 || one.DueOn != today.AddDays(library.LoanDays) {
			t.Errorf("item = %+v", i)
		}
		want(t, "fewer copies than are out", l.Change(ctx, s.by, library.Item{ID: book.ID, Kind: "book", Title: "A Book", Copies: 1, Version: 1}, library.File{}), fault.Invalid)

		mine, err := l.Mine(ctx, own)
		if err != nil || len(mine) != 1 || mine[0].ID != one.ID {
			t.Errorf("Mine = %v, %v", mine, err)
		}
		want(t, "renew another's", l.Renew(ctx, own, two.ID), fault.NotFound)
		want(t, "return by oneself", l.Return(ctx, own, one.ID), fault.NotFound)
		want(t, "renew on the first day", l.Renew(ctx, own, one.ID), fault.Conflict)
		for range library.MostRenewals {
			*s.at = s.at.AddDate(0, 0, 5)
			ok(t, l.Renew(ctx, own, one.ID))
		}
		*s.at = s.at.AddDate(0, 0, 5)
		want(t, "renew once more", l.Renew(ctx, own, one.ID), fault.Conflict)
		ok(t, l.Renew(ctx, s.by, one.ID)) // whoever lends may

		overdue, err := l.Loans(ctx, s.by, true)
		if err != nil || len(overdue) != 1 || overdue[0].Student != "Ben Ray" {
			t.Errorf("overdue = %v, %v", overdue, err)
		}
		ok(t, l.Lose(ctx, s.by, two.ID))
		want(t, "end twice", l.Return(ctx, s.by, two.ID), fault.Conflict)
		ok(t, l.Return(ctx, s.by, one.ID))
		if i := s.item(t, book.ID); i.Lent != 0 || i.Lost != 1 || i.Free() != 1 {
			t.Errorf("item = %+v", i)
		}
		ok(t, l.Found(ctx, s.by, book.ID))
		want(t, "found twice", l.Found(ctx, s.by, book.ID), fault.Conflict)
		history, err := l.LoansOf(ctx, s.by, s.item(t, book.ID))
		if err != nil || len(history) != 2 {
			t.Errorf("history = %v, %v", history, err)
		}
		s.sound(t)
	})
}

// Of many who ask for the last copies at the same moment, as many get one as
// there are.
func TestLastCopies(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newShelves(t, d)
		book := s.add(t, "A Book", 3)
		students := make([]string, 24)
		for i := range students {
			students[i], _ = s.student(t, fmt.Sprint("Student ", i))
		}
		var lent atomic.Int64
		var wg sync.WaitGroup
		for _, student := range students {
			wg.Go(func() {
				switch _, err := s.library.Lend(t.Context(), s.by, book.ID, student, when.Date{}); {
				case err == nil:
					lent.Add(1)
				case fault.KindOf(err) != fault.Conflict:
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if i := s.item(t, book.ID); lent.Load() != 3 || i.Lent != 3 {
			t.Errorf("%d lent, the item counts %d, and there are 3", lent.Load(), i.Lent)
		}
		s.sound(t)
		_, err := s.db.Exec(t.Context(), `UPDATE library_item SET lent = 4 WHERE org_id = $1 AND id = $2`, s.by.OrgID, book.ID)
		if !db.Breaks(err) {
			t.Errorf("the schema lets a fourth copy of three go out: %v", err)
		}
		_, err = s.db.Exec(t.Context(), `UPDATE library_item SET lent = 2 WHERE org_id = $1 AND id = $2`, s.by.OrgID, book.ID)
		ok(t, err)
		if problems, err := s.library.Check(t.Context(), s.by.OrgID); err != nil || len(problems) != 1 || !strings.Contains(problems[0], book.ID) {
			t.Errorf("Check = %q, %v", problems, err)
		}
	})
}

// Each student gets one message about what is theirs, once a week.
func TestRemind(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newShelves(t, d)
		ctx, l := t.Context(), s.library
		ann, _ := s.student(t, "Ann Lee")
		ben, _ := s.student(t, "Ben Ray")
		for title, student := range map[string]string{"First": ann, "Second": ann, "Third": ben} {
			_, err := l.Lend(ctx, s.by, s.add(t, title+" Book", 1).ID, student, today)
			ok(t, err)
		}
		if n, err := l.Remind(ctx, s.by); err != nil || n != 0 {
			t.Errorf("on the day it is due: %d, %v", n, err)
		}
		*s.at = s.at.AddDate(0, 0, 1)
		for range 2 {
			_, err := l.Remind(ctx, s.by)
			ok(t, err)
		}
		type row struct{ Name, Subject, Body string }
		rows, err := db.All[row](ctx, d, `SELECT to_name AS name, subject, body FROM notify_message WHERE org_id = $1 ORDER BY to_name`, s.by.OrgID)
		ok(t, err)
		if len(rows) != 2 || !strings.Contains(rows[0].Body, "First Book") || !strings.Contains(rows[0].Body, "Second Book") || strings.Contains(rows[0].Body, "Third") || rows[1].Name != "Ben Ray" {
			t.Errorf("messages = %+v", rows)
		}
		*s.at = s.at.AddDate(0, 0, 7)
		if n, err := l.Remind(ctx, s.by); err != nil || n != 2 {
			t.Errorf("a week later: %d, %v", n, err)
		}
	})
}

// What a student borrowed is exported, and gone when they are erased; a copy
// that is still out counts as lost.
func TestPerson(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newShelves(t, d)
		ctx, l, book := t.Context(), s.library, s.add(t, "A Book", 2)
		ann, person := s.student(t, "Ann Lee")
		double, other := s.student(t, "Anne Lee")
		for _, student := range []string{ann, double} {
			_, err := l.Lend(ctx, s.by, book.ID, student, when.Date{})
			ok(t, err)
		}
		ok(t, s.people.Merge(ctx, s.by, person.ID, other.ID))
		record, err := s.people.Export(ctx, s.by, person.ID)
		if loans := record.Elsewhere["library"].([]library.LoanRecord); err != nil || len(loans) != 2 {
			t.Errorf("export = %v, %v", loans, err)
		}
		ok(t, s.people.Erase(ctx, s.by, person.ID, "asked"))
		if i := s.item(t, book.ID); i.Lent != 0 || i.Lost != 2 {
			t.Errorf("item = %+v", i)
		}
		if history, err := l.LoansOf(ctx, s.by, book); err != nil || len(history) != 0 {
			t.Errorf("history = %v, %v", history, err)
		}
		s.sound(t)
	})
}

func TestImport(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newShelves(t, d)
		ctx, l := t.Context(), s.library
		s.add(t, "A Book", 1)
		sheet := []byte("Title,Author,Kind,Copies,Link\nA Book,,,,\nNew Game,Ann,Game,2,\nNo Copies,,book,many,\nOn Line,,handout,0,https://example.org/x\nNew Game,Ann,Game,2,\n")
		rows, err := l.Preview(ctx, s.by, s.unit.ID, "items.csv", sheet)
		var got []string
		for _, r := range rows {
			got = append(got, fmt.Sprint(r.Line, " ", r.Item.Title, ": ", r.Problem))
		}
		if diff := cmp.Diff([]string{"2 A Book: This is in the library already.", "3 New Game: ", "4 No Copies: The copies must be a whole number.", "5 On Line: ", "6 New Game: This is in the library already."}, got); err != nil || diff != "" {
			t.Errorf("Preview: %v\n%s", err, diff)
		}
		if n, err := l.Import(ctx, s.by, s.unit.ID, "items.csv", sheet); err != nil || n != 2 {
			t.Errorf("Import = %d, %v", n, err)
		}
		for what, text := range map[string]string{"nothing": "Title\n", "no headings": "A,B\nx,y\n", "too many": "Title\n" + strings.Repeat("x\n", library.MostRows+1)} {
			_, err := l.Preview(ctx, s.by, s.unit.ID, "items.csv", []byte(text))
			want(t, what, err, fault.Invalid)
		}
	})
}
