package trainers_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/fault"
	"footbridge/internal/people"
	"footbridge/internal/trainers"
	"footbridge/internal/when"
)

func TestPathway(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := newCollege(t, d)
		ctx, s := t.Context(), c.trainers
		ann, ben := c.add(t, "Ann Lee", trainers.Lived), c.add(t, "Ben Ray", trainers.Practitioner)
		_, err := s.Add(ctx, c.by, c.unit.ID, ann.PersonID, trainers.Carer, "")
		want(t, "a trainer twice", err, fault.Invalid)
		_, err = s.Add(ctx, c.by, c.unit.ID, c.person(t, "Cy").ID, "manager", "")
		want(t, "no such perspective", err, fault.Invalid)
		for what, in := range map[string]trainers.StepInput{
			"no step": {Step: "swim", DoneOn: today, SeenBy: "X"}, "tomorrow": {Step: trainers.Talk, DoneOn: today.AddDays(1), SeenBy: "X"},
			"nobody saw it": {Step: trainers.Talk, DoneOn: today, SeenBy: " "}, "what the checks say": {Step: trainers.Checks, DoneOn: today, SeenBy: "X", Note: "clear"},
		} {
			want(t, what, s.RecordStep(ctx, c.by, ann.ID, in), fault.Invalid)
		}
		c.do(t, ann, today.AddDays(-30), everyStep[:8]...)
		c.do(t, ben, today.AddDays(-20), everyStep[:8]...)
		if got := c.read(t, ann.ID); !got.ReadyOn.IsZero() || len(c.teaching(t)) != 0 {
			t.Errorf("ready on %s without a mentored session", got.ReadyOn)
		}
		want(t, "waive without a reason", s.Waive(ctx, c.by, ben.ID, trainers.Mentored, " "), fault.Invalid)
		ok(t, s.Waive(ctx, c.by, ben.ID, trainers.Mentored, "Has taught adults for years."))
		c.do(t, ann, today.AddDays(-5), trainers.Mentored)
		if a, b := c.read(t, ann.ID), c.read(t, ben.ID); a.ReadyOn != today.AddDays(-5) || b.ReadyOn != today {
			t.Errorf("ready on %s and %s", a.ReadyOn, b.ReadyOn)
		}
		if diff := cmp.Diff([]string{"Ann Lee", "Ben Ray"}, c.teaching(t)); diff != "" {
			t.Error(diff)
		}
		c.do(t, ann, today, trainers.Talk) // again: ready since the same day
		if got := c.read(t, ann.ID); got.ReadyOn != today.AddDays(-5) || got.RenewBy != (when.Date{Year: 2029, Month: 4, Day: 3}) {
			t.Errorf("ready on %s, renew by %s", got.ReadyOn, got.RenewBy)
		}
		c.sound(t)

		way, err := s.Way(ctx, d, c.read(t, ann.ID))
		ok(t, err)
		at := slices.IndexFunc(way, func(w trainers.Standing) bool { return w.Step == trainers.Checks })
		ok(t, s.Strike(ctx, c.by, ann.ID, way[at].Current.ID))
		want(t, "strike twice", s.Strike(ctx, c.by, ann.ID, way[at].Current.ID), fault.Conflict)
		want(t, "another's step", s.Strike(ctx, c.by, ben.ID, way[at].Current.ID), fault.NotFound)
		if got := c.read(t, ann.ID); !got.ReadyOn.IsZero() {
			t.Errorf("ready since %s without checks", got.ReadyOn)
		}
		way, err = s.Way(ctx, d, ann)
		if err != nil || len(way[at].Past) != 1 || way[at].Past[0].StruckBy == "" {
			t.Errorf("what was taken back is not in the history: %v, %v", way[at].Past, err)
		}
		c.sound(t)
	})
}

// A training that has run out takes a trainer out of what can be planned, until
// it is renewed.
func TestLapse(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := newCollege(t, d)
		ctx, ann := t.Context(), c.add(t, "Ann Lee", trainers.Lived)
		c.do(t, ann, today.AddDays(-729), everyStep...)
		if got := c.read(t, ann.ID); got.RenewBy != today.AddDays(1) || len(c.teaching(t)) != 1 {
			t.Fatalf("renew by %s, teaching %v", got.RenewBy, c.teaching(t))
		}
		if words, err := c.trainers.Unavailable(ctx, d, c.by.OrgID, ann.ID, at(10, 9, 0), at(10, 10, 0)); err != nil || words != "Ann Lee has a training to renew by 4 May 2027" {
			t.Errorf("Unavailable = %q, %v", words, err)
		}
		later := trainers.New(d, func() time.Time { return noon.AddDate(0, 0, 2) }, c.units, c.people)
		list, err := later.Teaching(ctx, d, c.by.OrgID, c.unit.ID)
		if err != nil || len(list) != 0 {
			t.Errorf("teaching with a training that has lapsed: %v, %v", list, err)
		}
		soon, err := c.trainers.List(ctx, c.by, trainers.Filter{State: "lapsing"})
		if err != nil || len(soon) != 1 {
			t.Errorf("lapsing soon: %v, %v", soon, err)
		}
		c.do(t, ann, today, trainers.Safeguarding)
		if got := c.read(t, ann.ID); got.RenewBy != today.AddDays(-729+1096) { // three years from the first day: checks
			t.Errorf("renewed until %s", got.RenewBy)
		}
		c.sound(t)
	})
}

func TestRules(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := newCollege(t, d)
		ctx, s, cy := t.Context(), c.trainers, c.add(t, "Cy Wu", trainers.Partner)
		rules, err := s.Rules(ctx, d, c.by.OrgID, c.unit.ID)
		ok(t, err)
		c.do(t, cy, today, trainers.Talk, trainers.Introduction)
		for i := range rules {
			rules[i].Partner = rules[i].Step == trainers.Talk || rules[i].Step == trainers.Introduction
		}
		ok(t, s.SetRules(ctx, c.by, c.unit.ID, rules))
		if got := c.read(t, cy.ID); got.ReadyOn != today {
			t.Errorf("ready on %s by the college's own rules", got.ReadyOn)
		}
		ok(t, s.Change(ctx, c.by, cy.ID, trainers.Carer, "Hello.", 1))
		if got := c.read(t, cy.ID); !got.ReadyOn.IsZero() || got.About != "Hello." {
			t.Errorf("ready on %s as a carer", got.ReadyOn)
		}
		want(t, "the second of two who change at once", s.Change(ctx, c.by, cy.ID, trainers.Carer, "", 1), fault.Conflict)
		c.sound(t)
		for i := range rules {
			rules[i].Partner = false
		}
		want(t, "nothing asked of partners", s.SetRules(ctx, c.by, c.unit.ID, rules), fault.Invalid)
		want(t, "a unit elsewhere", s.SetRules(ctx, c.by, "nowhere", nil), fault.NotFound)
	})
}

func TestPay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := newCollege(t, d)
		ctx, s, ann := t.Context(), c.trainers, c.add(t, "Ann Lee", trainers.Lived)
		one, err := s.AddBand(ctx, c.by, c.unit.ID, "T1", "Peer trainer", 1400, today.AddDays(-100))
		ok(t, err)
		two, err := s.AddBand(ctx, c.by, c.unit.ID, "T2", "Lead trainer", 1800, today.AddDays(-100))
		ok(t, err)
		_, err = s.AddBand(ctx, c.by, c.unit.ID, "t1 ", "Another", 1, today)
		want(t, "a code twice", err, fault.Invalid)
		ok(t, s.SetRate(ctx, c.by, one.ID, 1500, today.AddDays(-10)))
		want(t, "of no band", s.SetRate(ctx, c.by, "x", 1500, today), fault.Invalid)
		want(t, "too much", s.SetRate(ctx, c.by, one.ID, 100_001, today), fault.Invalid)
		ok(t, s.SetPay(ctx, c.by, ann.ID, one.ID, today.AddDays(-50)))
		ok(t, s.SetPay(ctx, c.by, ann.ID, two.ID, today))
		ok(t, s.SetPay(ctx, c.by, ann.ID, "", today.AddDays(5)))
		want(t, "into no band", s.SetPay(ctx, c.by, ann.ID, "x", today), fault.Invalid)
		for day, words := range map[int]string{-60: "0 ", -50: "1400 Peer trainer", -9: "1500 Peer trainer", 0: "1800 Lead trainer", 5: "0 "} {
			pence, label, err := s.PayBandAt(ctx, d, c.by.OrgID, ann.ID, today.AddDays(day))
			if got := fmt.Sprint(pence, " ", label); err != nil || got != words {
				t.Errorf("PayBandAt(%d) = %q, %v, want %q", day, got, err, words)
			}
		}
		bands, err := s.Bands(ctx, c.by, c.unit.ID)
		if err != nil || len(bands) != 2 || bands[0].Pounds() != "£15.00" || bands[0].FromOn != today.AddDays(-10) {
			t.Errorf("Bands = %v, %v", bands, err)
		}
		c.sound(t)
	})
}

func TestTogether(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := newCollege(t, d)
		ctx, s := t.Context(), c.trainers
		ann, ben, lead := c.add(t, "Ann Lee", trainers.Lived), c.add(t, "Ben Ray", trainers.Practitioner), c.person(t, "Di Fox")
		want(t, "a mentor on the way", s.Mentor(ctx, c.by, ann.ID, ben.ID, today), fault.Invalid)
		c.do(t, ben, today, everyStep...)
		ok(t, s.Mentor(ctx, c.by, ann.ID, ben.ID, today.AddDays(-3)))
		want(t, "a pair twice", s.Mentor(ctx, c.by, ann.ID, ben.ID, today), fault.Invalid)
		record, err := s.Record(ctx, c.by, ann)
		if err != nil || len(record.Pairs) != 1 || record.Pairs[0].Mentor != "Ben Ray" {
			t.Fatalf("Record = %+v, %v", record, err)
		}
		ok(t, s.EndMentoring(ctx, c.by, ben.ID, record.Pairs[0].ID))
		want(t, "end twice", s.EndMentoring(ctx, c.by, ann.ID, record.Pairs[0].ID), fault.Conflict)

		want(t, "supervised by oneself", s.ArrangeSupervision(ctx, c.by, ann.ID, 6, ann.PersonID), fault.Invalid)
		ok(t, s.ArrangeSupervision(ctx, c.by, ann.ID, 6, lead.ID))
		if got := c.read(t, ann.ID); got.SupervisionDue != today.AddDays(42) {
			t.Errorf("first due %s", got.SupervisionDue)
		}
		ok(t, s.Supervised(ctx, c.by, ann.ID, today.AddDays(-50))) // an old one, entered later
		ok(t, s.Supervised(ctx, c.by, ann.ID, today))
		want(t, "a day twice", s.Supervised(ctx, c.by, ann.ID, today), fault.Invalid)
		want(t, "tomorrow", s.Supervised(ctx, c.by, ann.ID, today.AddDays(1)), fault.Invalid)
		ok(t, s.ArrangeSupervision(ctx, c.by, ann.ID, 2, lead.ID))
		if got := c.read(t, ann.ID); got.SupervisionDue != today.AddDays(14) || got.SupervisionIsDue(today) {
			t.Errorf("then due %s", got.SupervisionDue)
		}
		c.sound(t)
		ok(t, s.ArrangeSupervision(ctx, c.by, ann.ID, 0, ""))
		c.sound(t)
	})
}

// Of many who add the same person at once, one makes a trainer.
func TestAddAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := newCollege(t, d)
		person := c.person(t, "Ann Lee")
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				_, err := c.trainers.Add(t.Context(), c.by, c.unit.ID, person.ID, trainers.Lived, "")
				if err != nil && fault.KindOf(err) != fault.Invalid {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if rows, err := c.trainers.OfPerson(t.Context(), d, c.by.OrgID, person.ID); err != nil || len(rows) != 1 {
			t.Errorf("OfPerson = %v, %v", rows, err)
		}
		c.sound(t)
	})
}

// Two records of one trainer become one trainer and one former trainer; an
// erased one leaves that somebody taught, and what it cost.
func TestMergedAndErased(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := newCollege(t, d)
		ctx, s := t.Context(), c.trainers
		ann, double, ben := c.add(t, "Ann Lee", trainers.Lived), c.add(t, "Anne Lee", trainers.Lived), c.add(t, "Ben Ray", trainers.Practitioner)
		c.do(t, double, today, everyStep...)
		ok(t, s.ArrangeSupervision(ctx, c.by, ann.ID, 4, double.PersonID))
		ok(t, s.ArrangeSupervision(ctx, c.by, ben.ID, 4, double.PersonID))
		ok(t, c.people.Merge(ctx, c.by, ann.PersonID, double.PersonID))
		if got := c.teaching(t); len(got) != 1 || got[0] != "Ann Lee" {
			t.Errorf("teaching = %v", got)
		}
		if a, b := c.read(t, ann.ID), c.read(t, ben.ID); !a.Stopped(today) || a.SupervisionWeeks != 0 || b.SupervisorID != ann.PersonID {
			t.Errorf("after the merge: %+v, %+v", a, b)
		}
		c.sound(t)
		record, err := c.people.Export(ctx, c.by, ann.PersonID)
		ok(t, err)
		rows := record.Elsewhere["trainer"].([]trainers.TrainerRecord)
		if len(rows) != 2 || len(rows[1].Steps) != 9 || rows[1].ReadyOn != today.ISO() {
			t.Errorf("export = %+v", rows)
		}
		ok(t, c.people.Erase(ctx, c.by, ann.PersonID, "asked"))
		got := c.read(t, double.ID)
		if got.Name != people.ErasedName || got.EndedOn != today || got.Perspective != trainers.Lived || !got.ReadyOn.IsZero() {
			t.Errorf("erased: %+v", got)
		}
		c.sound(t)
	})
}

// Damage done by hand is named.
func TestCheck(t *testing.T) {
	c := newCollege(t, dbtest.SQLite(t))
	ann := c.add(t, "Ann Lee", trainers.Lived)
	for query, words := range map[string]string{
		`UPDATE trainers_trainer SET ready_on = '2027-01-01' WHERE id = $1`: "is ready, and a step is missing",
		`UPDATE trainers_trainer SET renew_by = '2027-01-01' WHERE id = $1`: "renews a training is not that of the steps",
		`UPDATE trainers_trainer SET supervision_weeks = 2, supervision_from = '2027-01-01', supervision_due = '2027-09-01',
			supervisor_id = (SELECT id FROM people_person WHERE id <> person_id LIMIT 1) WHERE id = $1`: "does not follow from the last one",
	} {
		c.person(t, "Somebody")
		_, err := c.db.Exec(t.Context(), query, ann.ID)
		ok(t, err)
		problems, err := c.trainers.Check(t.Context(), c.by.OrgID)
		if err != nil || !strings.Contains(strings.Join(problems, "\n"), words) {
			t.Errorf("Check = %q, %v, want %q", problems, err, words)
		}
	}
}
