package courses_test

import (
	"encoding/json"
	"strconv"
	"strings"
	"testing"

	"footbridge/internal/actor"
	"footbridge/internal/courses"
	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/fault"
	"footbridge/internal/people"
)

func itoa(n int) string { return strconv.Itoa(n) }

// newestOf is the newest version of all.
func (x college) newestOf() courses.Version {
	x.Helper()
	id, err := db.One[string](x.Context(), x.db, `SELECT id FROM courses_version WHERE org_id = $1 ORDER BY number DESC, created_at DESC, id DESC LIMIT 1`, x.by.OrgID)
	x.ok(err)
	v, err := x.c.Version(x.Context(), x.db, x.by.OrgID, id)
	x.ok(err)
	return v
}

func (x college) person(name string) people.Person {
	x.Helper()
	p, err := x.people.Add(x.Context(), x.by, people.Person{Name: name})
	x.ok(err)
	return p
}

// withPeople is a course in drafting whose two designers are people.
func (x college) withPeople(lived, practitioner people.Person) courses.Course {
	x.Helper()
	c := x.add("Sleep well")
	x.ok(x.move(c.ID, courses.Pairing))
	for _, in := range []courses.DesignerInput{{PersonID: lived.ID, Perspective: "lived experience"}, {PersonID: practitioner.ID, Perspective: "practitioner"}} {
		x.ok(x.c.AddDesigner(x.Context(), x.by, c.ID, x.newest(c.ID).Version, in))
	}
	x.ok(x.move(c.ID, courses.Drafting))
	x.ok(x.c.AddOutcome(x.Context(), x.by, c.ID, x.newest(c.ID).Version, courses.OutcomeInput{Words: "Rest"}))
	return c
}

func as(x college, p people.Person) actor.Actor {
	return actor.Actor{OrgID: x.by.OrgID, AccountID: "account " + p.ID, PersonID: p.ID, Name: p.Name}
}

// editor is the same with the permission to design courses.
func editor(x college, p people.Person) actor.Actor {
	by := as(x, p)
	by.Grants = []actor.Grant{{Path: x.unit.Path, Permissions: map[string]bool{courses.Read: true, courses.Edit: true}}}
	return by
}

// Designers agree for themselves, without a role, and may take it back; nobody
// else can, and nobody is both perspectives.
func TestDesignersAgreeThemselves(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := newCollege(t, d)
		ctx, ann, ben := t.Context(), x.person("Ann Lark"), x.person("Ben Stone")
		c := x.withPeople(ann, ben)
		again := courses.DesignerInput{PersonID: ann.ID, Perspective: "practitioner"}
		x.refused(x.c.AddDesigner(ctx, x.by, c.ID, x.newest(c.ID).Version, again), fault.Invalid, "among the designers already")
		v := x.newest(c.ID)
		x.refused(x.c.Agree(ctx, as(x, x.person("Cy Dale")), v.ID, v.ContentHash), fault.NotFound, "not among the designers")
		x.ok(x.c.Agree(ctx, as(x, ann), v.ID, v.ContentHash))
		x.ok(x.c.Agree(ctx, as(x, ann), v.ID, v.ContentHash)) // twice is once
		x.ok(x.c.RecordAgreement(ctx, editor(x, ben), c.ID, x.designerID(v.ID, "Ben Stone"), v.ContentHash, "I say so"))
		x.ok(x.move(c.ID, courses.Agreed))
		x.ok(x.c.Withdraw(ctx, as(x, ann), v.ID))
		if got := x.newest(c.ID).State; got != courses.Drafting {
			t.Errorf("without Ann it stands as %s", got)
		}
		all, err := x.c.Designers(ctx, d, x.by.OrgID, v.ID)
		if err != nil || all[0].Agrees() || !all[1].Own {
			t.Errorf("designers: %+v, %v", all, err)
		}
		x.ok(x.c.RemoveDesigner(ctx, x.by, c.ID, x.newest(c.ID).Version, all[1].ID))
		x.sound()
	})
}

// When two records turn out to be one person, that person is one designer, and a
// publication that rested on both says so.
func TestMerge(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := newCollege(t, d)
		ctx, ann, twin := t.Context(), x.person("Ann Lark"), x.person("Ann Larke")
		c := x.withPeople(ann, twin)
		v := x.newest(c.ID)
		x.ok(x.c.Agree(ctx, as(x, ann), v.ID, v.ContentHash))
		x.ok(x.c.Agree(ctx, as(x, twin), v.ID, v.ContentHash))
		x.ok(x.move(c.ID, courses.Agreed))
		x.ok(x.publish(c.ID))
		_, err := x.c.NewVersion(ctx, x.by, c.ID)
		x.ok(err)
		draft := x.newest(c.ID)
		x.ok(x.c.Agree(ctx, as(x, ann), draft.ID, draft.ContentHash))
		x.ok(x.c.Agree(ctx, as(x, twin), draft.ID, draft.ContentHash))
		x.ok(x.move(c.ID, courses.Agreed))
		x.ok(x.people.Merge(ctx, x.by, ann.ID, twin.ID))
		if got, err := x.c.Version(ctx, d, x.by.OrgID, v.ID); err != nil || got.CoProduced() || !strings.Contains(got.OverrideReason, "one person") {
			t.Errorf("after the merger: %+v, %v", got, err)
		}
		if got := x.newest(c.ID); got.State != courses.Drafting {
			t.Errorf("the draft stands as %s", got.State)
		}
		x.sound()
	})
}

// A designer whose record is erased stays as a perspective without a name, and
// without their words.
func TestErase(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := newCollege(t, d)
		ctx, ann, ben := t.Context(), x.person("Ann Lark"), x.person("Ben Stone")
		c := x.withPeople(ann, ben)
		v := x.newest(c.ID)
		x.ok(x.c.RecordAgreement(ctx, x.by, c.ID, x.designerID(v.ID, "Ann Lark"), v.ContentHash, "In her garden"))
		x.ok(x.c.Agree(ctx, as(x, ben), v.ID, v.ContentHash))
		x.ok(x.c.Say(ctx, as(x, ann), v.ID, "As on my ward"))
		x.ok(x.move(c.ID, courses.Agreed))
		x.ok(x.publish(c.ID))
		record, err := x.people.Export(ctx, x.by, ann.ID)
		x.ok(err)
		text, err := json.Marshal(record)
		if err != nil || !strings.Contains(string(text), "In her garden") || !strings.Contains(string(text), "As on my ward") {
			t.Errorf("the export is %s, %v", text, err)
		}
		x.ok(x.people.Erase(ctx, x.by, ann.ID, "she asked"))
		all, err := x.c.Designers(ctx, d, x.by.OrgID, v.ID)
		if err != nil || all[0].Name != people.ErasedName || all[0].How != "Not kept" || !all[0].Agrees() {
			t.Errorf("after the erasure: %+v, %v", all, err)
		}
		if made, err := x.c.CoProduced(ctx, d, x.by.OrgID, []string{v.ID}); err != nil || !made[v.ID] {
			t.Errorf("it was co-produced no more: %v, %v", made, err)
		}
		x.sound()
	})
}

// Somebody outside whose name alone is kept may have it taken off, also from
// what is published; what they made stays made together.
func TestTakeNameOff(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := newCollege(t, d)
		ctx, c := t.Context(), x.published("Sleep well")
		v := x.newest(c.ID)
		for _, name := range []string{"Ann Lark", "Ben Stone"} {
			x.ok(x.c.TakeNameOff(ctx, x.by, c.ID, x.designerID(v.ID, name)))
		}
		all, err := x.c.Designers(ctx, d, x.by.OrgID, v.ID)
		if err != nil || all[0].Name != courses.Unnamed || all[1].Name != courses.Unnamed || all[0].How != "Not kept" {
			t.Errorf("designers: %+v, %v", all, err)
		}
		x.sound()
	})
}

// What students learn stands in the order that the designers choose, and the
// order is part of what is agreed.
func TestOutcomesInOrder(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := newCollege(t, d)
		ctx, c := t.Context(), x.drafted("Sleep well")
		x.ok(x.c.AddOutcome(ctx, x.by, c.ID, x.newest(c.ID).Version, courses.OutcomeInput{Words: "Ask for help"}))
		x.agrees(c.ID, "Ann Lark")
		v := x.newest(c.ID)
		all, err := x.c.Outcomes(ctx, d, x.by.OrgID, []string{v.ID})
		x.ok(err)
		first, second := all[v.ID][0], all[v.ID][1]
		x.refused(x.c.RaiseOutcome(ctx, x.by, c.ID, v.Version, first.ID), fault.Conflict, "the first one already")
		x.ok(x.c.RaiseOutcome(ctx, x.by, c.ID, v.Version, second.ID))
		all, err = x.c.Outcomes(ctx, d, x.by.OrgID, []string{v.ID})
		if err != nil || all[v.ID][0].ID != second.ID || x.newest(c.ID).ContentHash == v.ContentHash {
			t.Errorf("in the order %+v, %v", all[v.ID], err)
		}
		x.sound()
	})
}

// Courses stand on the pages of the aims they carry, and are found by their
// title and code.
func TestThreadsAndSearch(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := newCollege(t, d)
		x.strategy.OnThread(x.c.Threads)
		c := x.published("Sleep well")
		x.drafted("Rest in company")
		h, err := x.strategy.Hanging(t.Context(), x.by.OrgID, x.aims[0].ID)
		if err != nil || len(h.Groups) != 1 || len(h.Groups[0].Threads) != 2 || h.Groups[0].Threads[0].Href != "/courses/"+c.ID {
			t.Errorf("on the aim: %+v, %v", h.Groups, err)
		}
		for q, want := range map[string]int{"sleep": 1, "s0": 2, "s01": 1, "nothing": 0, "": 0} {
			hits, err := x.c.Find(t.Context(), x.by, q, 10)
			if err != nil || len(hits) != want {
				t.Errorf("Find %q = %+v, %v", q, hits, err)
			}
		}
	})
}

// Material is shown to those it is meant for.
func TestMaterialsBySight(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := newCollege(t, d)
		ctx, c := t.Context(), x.drafted("Sleep well")
		for _, in := range []courses.MaterialInput{
			{Kind: "link", Title: "Help", URL: "https://example.org/", Visible: "everybody"},
			{Kind: "words", Title: "Before you come", Words: "Bring a pen.", Visible: "booked"},
			{Kind: "file", Title: "Plan", FileName: "plan.txt", Content: []byte("10:00 tea"), Visible: "trainers"},
		} {
			x.ok(x.c.AddMaterial(ctx, x.by, c.ID, x.newest(c.ID).Version, in))
		}
		for _, in := range []courses.MaterialInput{
			{Kind: "link", Title: "Bad", URL: "javascript:alert(1)", Visible: "everybody"}, {Kind: "words", Title: "Empty", Visible: "everybody"},
			{Kind: "file", Title: "Large", FileName: "a.txt", Content: []byte(strings.Repeat("x", courses.MaxFile+1)), Visible: "everybody"},
			{Kind: "file", Title: "Program", FileName: "a.txt", Content: []byte{0, 1, 2}, Visible: "everybody"},
		} {
			x.refused(x.c.AddMaterial(ctx, x.by, c.ID, x.newest(c.ID).Version, in), fault.Invalid, "")
		}
		for audience, want := range map[string]int{"everybody": 1, "booked": 2, "trainers": 3} {
			got, err := x.c.Materials(ctx, d, x.by.OrgID, x.newest(c.ID).ID, audience)
			if err != nil || len(got) != want {
				t.Fatalf("%s see %+v, %v", audience, got, err)
			}
			if want < 3 {
				continue
			}
			_, content, err := x.c.File(ctx, d, x.by.OrgID, got[2].ID, audience)
			if err != nil || string(content) != "10:00 tea" {
				t.Errorf("the file is %q, %v", content, err)
			}
			_, _, err = x.c.File(ctx, d, x.by.OrgID, got[2].ID, "booked")
			x.refused(err, fault.NotFound, "")
			x.ok(x.c.RemoveMaterial(ctx, x.by, c.ID, x.newest(c.ID).Version, got[2].ID))
			x.ok(x.c.RestoreMaterial(ctx, x.by, c.ID, x.newest(c.ID).Version, got[2].ID))
		}
		x.sound()
	})
}

// Check names what somebody changed by hand.
func TestCheckFindsDamage(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := newCollege(t, d)
		c := x.published("Sleep well")
		for _, damage := range []struct{ query, undo, says string }{
			{`UPDATE courses_version SET summary = 'Other words' WHERE org_id = $1`, `UPDATE courses_version SET summary = 'Ways to rest, tried out together.' WHERE org_id = $1`, "changed by hand"},
			{`UPDATE courses_designer SET perspective = 'carer' WHERE org_id = $1 AND perspective = 'lived experience'`, `UPDATE courses_designer SET perspective = 'lived experience' WHERE org_id = $1 AND perspective = 'carer'`, "without the agreement of a designer with lived experience"},
			{`UPDATE courses_course SET published_id = NULL WHERE org_id = $1`, "", "does not lead to the version that is published"},
		} {
			_, err := d.Exec(t.Context(), damage.query, x.by.OrgID)
			x.ok(err)
			found, err := x.c.Check(t.Context(), x.by.OrgID)
			if err != nil || len(found) != 1 || !strings.Contains(found[0], damage.says) {
				t.Errorf("Check = %q, %v, want %q", found, err, damage.says)
			}
			if damage.undo != "" {
				_, err = d.Exec(t.Context(), damage.undo, x.by.OrgID)
				x.ok(err)
			}
		}
		// The schema refuses by itself what would be in the prospectus without both.
		if _, err := d.Exec(t.Context(), `UPDATE courses_version SET lived_id = NULL WHERE org_id = $1 AND course_id = $2`, x.by.OrgID, c.ID); err == nil {
			t.Error("the database keeps a published version without its designers")
		}
	})
}
