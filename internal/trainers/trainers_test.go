package trainers_test

import (
	"testing"
	"time"

	"footbridge/internal/actor"
	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/fault"
	"footbridge/internal/people"
	"footbridge/internal/trainers"
	"footbridge/internal/units"
	"footbridge/internal/when"
)

var noon = time.Date(2027, 5, 3, 12, 0, 0, 0, time.UTC) // a Monday

var today = when.Date{Year: 2027, Month: 5, Day: 3}

func clock() time.Time { return noon }

// college is a college to test in.
type college struct {
	db       *db.DB
	people   *people.People
	units    *units.Units
	trainers *trainers.Trainers
	by       actor.Actor
	unit     units.Unit
}

func newCollege(t testing.TB, d *db.DB) college {
	t.Helper()
	p := people.New(d, clock)
	u := units.New(d, clock, p)
	c := college{db: d, people: p, units: u, trainers: trainers.New(d, clock, u, p)}
	org, root, err := u.Found(t.Context(), "Bridgewater and Vale Mental Health Trust", "bridgewater")
	ok(t, err)
	c.by = actor.System(org.OrgID, "a test")
	c.unit, err = u.Add(t.Context(), c.by, units.Unit{ParentID: root.ID, Kind: "college", Name: "Recovery College"})
	ok(t, err)
	return c
}

func ok(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func want(t testing.TB, what string, err error, kind fault.Kind) {
	t.Helper()
	if fault.KindOf(err) != kind || err == nil {
		t.Errorf("%s: %v, want %s", what, err, kind)
	}
}

func (c college) person(t testing.TB, name string) people.Person {
	t.Helper()
	p, err := c.people.Add(t.Context(), c.by, people.Person{Name: name})
	ok(t, err)
	return p
}

func (c college) add(t testing.TB, name, perspective string) trainers.Trainer {
	t.Helper()
	tr, err := c.trainers.Add(t.Context(), c.by, c.unit.ID, c.person(t, name).ID, perspective, "")
	ok(t, err)
	return tr
}

// do records steps, each on the day.
func (c college) do(t testing.TB, tr trainers.Trainer, on when.Date, steps ...string) {
	t.Helper()
	for _, s := range steps {
		ok(t, c.trainers.RecordStep(t.Context(), c.by, tr.ID, trainers.StepInput{Step: s, DoneOn: on, SeenBy: "Gail Mar"}))
	}
}

var everyStep = []string{trainers.Talk, trainers.Reference, trainers.SecondReference, trainers.Checks, trainers.TrainTheTrainer,
	trainers.Introduction, trainers.Safeguarding, trainers.FirstCourse, trainers.Mentored}

// read is the trainer as they are now.
func (c college) read(t testing.TB, id string) trainers.Trainer {
	t.Helper()
	all, err := c.trainers.ByID(t.Context(), c.db, c.by.OrgID, []string{id})
	ok(t, err)
	return all[id]
}

func (c college) sound(t testing.TB) {
	t.Helper()
	if problems, err := c.trainers.Check(t.Context(), c.by.OrgID); err != nil || len(problems) > 0 {
		t.Errorf("Check = %q, %v", problems, err)
	}
}

func (c college) teaching(t testing.TB) []string {
	t.Helper()
	list, err := c.trainers.Teaching(t.Context(), c.db, c.by.OrgID, c.unit.ID)
	ok(t, err)
	var out []string
	for _, tr := range list {
		out = append(out, tr.Name)
	}
	return out
}

// at is an instant of May 2027 in London.
func at(day, hour, minute int) time.Time {
	return time.Date(2027, 5, day, hour, minute, 0, 0, when.London).UTC()
}

func TestUnavailable(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := newCollege(t, d)
		ctx, ann := t.Context(), c.add(t, "Ann Lee", trainers.Lived)
		says := func(from, to time.Time, words string) {
			t.Helper()
			if got, err := c.trainers.Unavailable(ctx, d, c.by.OrgID, ann.ID, from, to); err != nil || got != words {
				t.Errorf("Unavailable = %q, %v, want %q", got, err, words)
			}
		}
		says(at(4, 10, 0), at(4, 12, 0), "")
		ok(t, c.trainers.SetWeek(ctx, c.by, ann.ID, []trainers.Hours{{Weekday: 2, FromMinute: 600, ToMinute: 900}, {Weekday: 4, FromMinute: 540, ToMinute: 720}}))
		says(at(4, 10, 0), at(4, 15, 0), "")
		says(at(4, 9, 30), at(4, 11, 0), "Ann Lee teaches from 10:00am to 3:00pm on Tuesdays")
		says(at(6, 10, 0), at(6, 13, 0), "Ann Lee teaches from 9:00am to noon on Thursdays")
		says(at(5, 10, 0), at(5, 12, 0), "Ann Lee teaches on Tuesdays and Thursdays only")
		says(at(6, 23, 0), at(7, 1, 0), "Ann Lee teaches from 9:00am to noon on Thursdays")
		ok(t, c.trainers.GoAway(ctx, c.by, ann.ID, today.AddDays(1), today.AddDays(8)))
		ok(t, c.trainers.GoAway(ctx, c.by, ann.ID, today.AddDays(17), today.AddDays(17)))
		says(at(4, 10, 0), at(4, 11, 0), "Ann Lee is away until 11 May 2027")
		says(at(20, 9, 0), at(20, 10, 0), "Ann Lee is away on 20 May 2027")
		says(at(13, 9, 0), at(13, 10, 0), "")
		_, away, err := c.trainers.Availability(ctx, d, c.by.OrgID, ann.ID)
		if err != nil || len(away) != 2 {
			t.Fatalf("Availability = %v, %v", away, err)
		}
		ok(t, c.trainers.ComeBack(ctx, c.by, ann.ID, away[0].ID))
		want(t, "come back twice", c.trainers.ComeBack(ctx, c.by, ann.ID, away[0].ID), fault.NotFound)
		says(at(4, 10, 0), at(4, 11, 0), "")
		ok(t, c.trainers.End(ctx, c.by, ann.ID, today.AddDays(2)))
		says(at(6, 9, 0), at(6, 10, 0), "Ann Lee teaches until 5 May 2027 only")
		want(t, "away backwards", c.trainers.GoAway(ctx, c.by, ann.ID, today.AddDays(2), today), fault.Invalid)
		want(t, "away in the past", c.trainers.GoAway(ctx, c.by, ann.ID, today.AddDays(-9), today.AddDays(-2)), fault.Invalid)
		want(t, "hours backwards", c.trainers.SetWeek(ctx, c.by, ann.ID, []trainers.Hours{{Weekday: 1, FromMinute: 600, ToMinute: 600}}), fault.Invalid)
		want(t, "a day twice", c.trainers.SetWeek(ctx, c.by, ann.ID, []trainers.Hours{{1, 600, 700}, {1, 800, 900}}), fault.Invalid)
		if _, err := c.trainers.Unavailable(ctx, d, c.by.OrgID, "nobody", at(4, 9, 0), at(4, 10, 0)); fault.KindOf(err) != fault.NotFound {
			t.Errorf("of nobody: %v", err)
		}
		c.sound(t)
	})
}
