package courses_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"footbridge/internal/actions"
	"footbridge/internal/actor"
	"footbridge/internal/courses"
	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/fault"
	"footbridge/internal/people"
	"footbridge/internal/strategy"
	"footbridge/internal/units"
	"footbridge/internal/when"
)

var noon = time.Date(2027, 5, 3, 12, 0, 0, 0, time.UTC)

var today = when.DateOf(noon)

func clock() time.Time { return noon }

// college is an organisation with a college to test in.
type college struct {
	testing.TB
	db       *db.DB
	people   *people.People
	units    *units.Units
	strategy *strategy.Strategy
	c        *courses.Courses
	by       actor.Actor
	unit     units.Unit
	aims     []strategy.Aim
}

func newCollege(t testing.TB, d *db.DB) college {
	t.Helper()
	x := college{TB: t, db: d, people: people.New(d, clock)}
	x.units = units.New(d, clock, x.people)
	x.strategy = strategy.New(d, clock, x.units, x.people, nil, actions.New(d, clock))
	x.c = courses.New(d, clock, x.units, x.people, x.strategy)
	org, root, err := x.units.Found(t.Context(), "Bridgewater and Vale Mental Health Trust", "bridgewater")
	x.ok(err)
	x.by = actor.System(org.OrgID, "Gail Mar")
	x.unit, err = x.units.Add(t.Context(), x.by, units.Unit{ParentID: root.ID, Kind: "college", Name: "Recovery College"})
	x.ok(err)
	_, err = x.strategy.AddEdition(t.Context(), x.by, strategy.EditionInput{Title: "Living well", FromMonth: when.Month{Year: 2027, Month: 1}, ToMonth: when.Month{Year: 2029, Month: 12}})
	x.ok(err)
	x.aims, err = x.strategy.Aims(t.Context(), org.OrgID, false)
	x.ok(err)
	return x
}

func (x college) ok(err error) {
	x.Helper()
	if err != nil {
		x.Fatal(err)
	}
}

// refused says that something must not have been possible, and why.
func (x college) refused(err error, kind fault.Kind, words string) {
	x.Helper()
	if err == nil || fault.KindOf(err) != kind || !strings.Contains(fault.Text(err), words) {
		x.Fatalf("error = %v, want %q with %q", err, kind, words)
	}
}

func (x college) sound() {
	x.Helper()
	if found, err := x.c.Check(x.Context(), x.by.OrgID); err != nil || len(found) > 0 {
		x.Errorf("Check = %q, %v", found, err)
	}
}

func words(title string) courses.Words {
	return courses.Words{Title: title, Summary: "Ways to rest, tried out together.", ForWhom: "Anybody who lies awake.", Strand: "skills", Level: "introduction",
		Format: "course", Sessions: 4, Minutes: 120, Capacity: 12, CertificateBy: "sessions"}
}

func (x college) add(title string) courses.Course {
	x.Helper()
	c, err := x.c.Add(x.Context(), x.by, courses.NewCourse{UnitID: x.unit.ID, Words: words(title)})
	x.ok(err)
	return c
}

// newest is the newest version of a course.
func (x college) newest(courseID string) courses.Version {
	x.Helper()
	id, err := db.One[string](x.Context(), x.db, `SELECT id FROM courses_version WHERE org_id = $1 AND course_id = $2 ORDER BY number DESC LIMIT 1`, x.by.OrgID, courseID)
	x.ok(err)
	v, err := x.c.Version(x.Context(), x.db, x.by.OrgID, id)
	x.ok(err)
	return v
}

func (x college) move(courseID, to string) error {
	x.Helper()
	return x.c.Move(x.Context(), x.by, courseID, x.newest(courseID).Version, to)
}

func (x college) designer(courseID, name, perspective string) {
	x.Helper()
	x.ok(x.c.AddDesigner(x.Context(), x.by, courseID, x.newest(courseID).Version, courses.DesignerInput{Name: name, Perspective: perspective}))
}

func (x college) designerID(versionID, name string) string {
	x.Helper()
	id, err := db.One[string](x.Context(), x.db, `SELECT id FROM courses_designer WHERE org_id = $1 AND version_id = $2 AND name = $3`, x.by.OrgID, versionID, name)
	x.ok(err)
	return id
}

func (x college) agrees(courseID, name string) {
	x.Helper()
	v := x.newest(courseID)
	x.ok(x.c.RecordAgreement(x.Context(), x.by, courseID, x.designerID(v.ID, name), v.ContentHash, "By phone this morning"))
}

// drafted is a course in drafting, complete but for the agreements of its two
// designers.
func (x college) drafted(title string) courses.Course {
	x.Helper()
	c := x.add(title)
	x.ok(x.move(c.ID, courses.Pairing))
	x.designer(c.ID, "Ann Lark", "lived experience")
	x.designer(c.ID, "Ben Stone", "practitioner")
	x.ok(x.move(c.ID, courses.Drafting))
	x.ok(x.c.AddOutcome(x.Context(), x.by, c.ID, x.newest(c.ID).Version, courses.OutcomeInput{Words: "Know three ways to rest", Aims: []string{x.aims[0].ID}}))
	return c
}

func (x college) publish(courseID string) error {
	x.Helper()
	return x.c.Publish(x.Context(), x.by, courseID, x.newest(courseID).Version, courses.PublishInput{ReviewOn: today.AddDays(365)})
}

func (x college) published(title string) courses.Course {
	x.Helper()
	c := x.drafted(title)
	x.agrees(c.ID, "Ann Lark")
	x.agrees(c.ID, "Ben Stone")
	x.ok(x.move(c.ID, courses.Agreed))
	x.ok(x.publish(c.ID))
	return c
}

// A course comes into the prospectus step by step, and not a step is left out.
func TestStates(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := newCollege(t, d)
		c := x.add("Sleep well")
		if c.Code != "S01" || c.Slug != "sleep-well" {
			t.Errorf("code %q, slug %q", c.Code, c.Slug)
		}
		x.refused(x.move(c.ID, courses.Agreed), fault.Conflict, "an idea cannot become agreed in one step")
		x.refused(x.publish(c.ID), fault.Conflict, "add at least one outcome")
		x.ok(x.move(c.ID, courses.Pairing))
		x.refused(x.move(c.ID, courses.Drafting), fault.Conflict, "at least one designer")
		x.designer(c.ID, "Ben Stone", "practitioner")
		x.ok(x.move(c.ID, courses.Drafting))
		x.refused(x.move(c.ID, courses.Agreed), fault.Conflict, "add at least one outcome")
		x.ok(x.c.AddOutcome(t.Context(), x.by, c.ID, x.newest(c.ID).Version, courses.OutcomeInput{Words: "Rest"}))
		x.refused(x.move(c.ID, courses.Agreed), fault.Conflict, "somebody with lived experience is not among its designers yet")
		x.refused(x.publish(c.ID), fault.Invalid, "To publish without it, say why")
		x.designer(c.ID, "Ann Lark", "lived experience")
		x.agrees(c.ID, "Ann Lark")
		x.refused(x.move(c.ID, courses.Agreed), fault.Conflict, "a practitioner has not agreed these words yet")
		x.agrees(c.ID, "Ben Stone")
		x.refused(x.publish(c.ID), fault.Conflict, "Mark the version as agreed")
		x.ok(x.move(c.ID, courses.Agreed))
		x.ok(x.move(c.ID, courses.Piloted))
		x.refused(x.move(c.ID, courses.Pairing), fault.Conflict, "in one step")
		x.ok(x.publish(c.ID))
		x.refused(x.move(c.ID, courses.Drafting), fault.Conflict, "never rewritten")
		x.sound()
		l, err := x.c.BySlug(t.Context(), d, x.by.OrgID, "sleep-well")
		if err != nil || !l.CoProduced || l.Version.Number != 1 || len(l.Outcomes) != 1 || l.Course.ReviewOn != today.AddDays(365) {
			t.Errorf("in the prospectus: %+v, %v", l, err)
		}
	})
}

// A change of the words, the outcomes or the material ends the agreements, and a
// version that stood as agreed is a draft again.
func TestChangesEndAgreements(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := newCollege(t, d)
		ctx, c := t.Context(), x.drafted("Sleep well")
		changed := words("Sleep well")
		for i, change := range []func(v courses.Version) error{
			func(v courses.Version) error {
				changed.Capacity = 10
				return x.c.ChangeWords(ctx, x.by, c.ID, v.Version, changed)
			},
			func(v courses.Version) error {
				return x.c.AddOutcome(ctx, x.by, c.ID, v.Version, courses.OutcomeInput{Words: "Know whom to ask"})
			},
			func(v courses.Version) error {
				return x.c.AddMaterial(ctx, x.by, c.ID, v.Version, courses.MaterialInput{Kind: "words", Title: "Before you come", Words: "Bring a pen.", Visible: "booked"})
			},
		} {
			x.agrees(c.ID, "Ann Lark")
			x.agrees(c.ID, "Ben Stone")
			x.ok(x.move(c.ID, courses.Agreed))
			x.ok(x.c.ChangeWords(ctx, x.by, c.ID, x.newest(c.ID).Version, changed)) // no change
			before := x.newest(c.ID)
			if before.State != courses.Agreed && i > 0 {
				t.Fatalf("saving the same words ended the agreements: %s", before.State)
			}
			x.ok(change(before))
			after := x.newest(c.ID)
			if after.State != courses.Drafting {
				t.Errorf("after change %d it is %s", i, after.State)
			}
			x.refused(x.c.RecordAgreement(ctx, x.by, c.ID, x.designerID(after.ID, "Ann Lark"), before.ContentHash, "By phone"), fault.Conflict, "changed since you read them")
			x.refused(change(before), fault.Conflict, "Somebody changed this course")
			x.sound()
		}
		n, err := db.One[int](ctx, d, `SELECT count(*) FROM courses_agreement WHERE org_id = $1 AND ended_why = 'changed'`, x.by.OrgID)
		if err != nil || n != 6 {
			t.Errorf("%d agreements ended, %v", n, err)
		}
	})
}

// Of two people who publish at once, one does.
func TestTwoPublishAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := newCollege(t, d)
		c := x.published("Sleep well")
		_, err := x.c.NewVersion(t.Context(), x.by, c.ID)
		x.ok(err)
		x.agrees(c.ID, "Ann Lark")
		x.agrees(c.ID, "Ben Stone")
		x.ok(x.move(c.ID, courses.Agreed))
		v := x.newest(c.ID)
		errs := make([]error, 8)
		var wg sync.WaitGroup
		for i := range errs {
			wg.Go(func() {
				errs[i] = x.c.Publish(t.Context(), x.by, c.ID, v.Version, courses.PublishInput{ReviewOn: today.AddDays(365)})
			})
		}
		wg.Wait()
		won := 0
		for _, err := range errs {
			if err == nil {
				won++
			} else if fault.KindOf(err) != fault.Conflict {
				t.Errorf("error = %v, want a conflict", err)
			}
		}
		if won != 1 {
			t.Errorf("%d published", won)
		}
		x.sound()
		all, err := x.c.Published(t.Context(), d, x.by.OrgID)
		if err != nil || len(all) != 1 || all[0].Version.Number != 2 {
			t.Errorf("Published = %+v, %v", all, err)
		}
	})
}

// Without both perspectives it takes a reason, which stays; with both, none is
// kept.
func TestOverride(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := newCollege(t, d)
		ctx, c := t.Context(), x.drafted("Sleep well")
		x.agrees(c.ID, "Ben Stone")
		in := courses.PublishInput{ReviewOn: today.AddDays(90), Override: "Ann is ill, and 12 people wait. She reads it in June."}
		x.ok(x.c.Publish(ctx, x.by, c.ID, x.newest(c.ID).Version, in))
		v := x.newest(c.ID)
		if v.CoProduced() || v.OverrideBy != "Gail Mar" || v.OverrideReason != in.Override {
			t.Errorf("published as %+v", v)
		}
		list, err := x.c.Overrides(ctx, d, x.by.OrgID, today, today)
		if err != nil || len(list) != 1 || list[0].ID != v.ID {
			t.Errorf("Overrides = %+v, %v", list, err)
		}
		x.published("Rest well")
		made, err := x.c.CoProduced(ctx, d, x.by.OrgID, []string{v.ID})
		if err != nil || made[v.ID] {
			t.Errorf("CoProduced = %v, %v", made, err)
		}
		n, err := x.c.DesignedBetween(ctx, d, x.by.OrgID, today, today)
		if err != nil || n != 2 {
			t.Errorf("DesignedBetween = %d, %v", n, err)
		}
		if n, err = x.c.DesignedBetween(ctx, d, x.by.OrgID, today.AddDays(1), today.AddDays(9)); err != nil || n != 0 {
			t.Errorf("DesignedBetween later = %d, %v", n, err)
		}
		x.sound()
	})
}

// Published versions stay as they are; their successors begin as copies; what is
// retired comes back.
func TestVersions(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := newCollege(t, d)
		ctx, c := t.Context(), x.published("Sleep well")
		first := x.newest(c.ID)
		v, err := x.c.NewVersion(ctx, x.by, c.ID)
		x.ok(err)
		if v.Number != 2 || v.State != courses.Drafting || v.ContentHash != first.ContentHash {
			t.Errorf("the copy is %+v", v)
		}
		_, err = x.c.NewVersion(ctx, x.by, c.ID)
		x.refused(err, fault.Conflict, "a draft of this course already")
		changed := words("Sleep better")
		x.ok(x.c.ChangeWords(ctx, x.by, c.ID, v.Version, changed))
		x.ok(x.c.PutAway(ctx, x.by, c.ID, x.newest(c.ID).Version))
		x.ok(x.c.TakeUp(ctx, x.by, c.ID, v.ID))
		cmp, err := x.c.Compare(ctx, d, first, x.newest(c.ID))
		if err != nil || len(cmp.Lines) != 1 || cmp.Lines[0].Before != "Sleep well" {
			t.Errorf("Compare = %+v, %v", cmp, err)
		}
		course, err := x.c.Course(ctx, d, x.by.OrgID, c.ID)
		x.ok(err)
		x.refused(x.c.Retire(ctx, x.by, c.ID, course.Version, " "), fault.Invalid, "Say why")
		x.ok(x.c.Retire(ctx, x.by, c.ID, course.Version, "Nobody came"))
		x.refused(x.c.Retire(ctx, x.by, c.ID, course.Version, "Nobody came"), fault.Conflict, "Somebody changed")
		if all, err := x.c.Published(ctx, d, x.by.OrgID); err != nil || len(all) != 0 {
			t.Errorf("retired and published: %+v, %v", all, err)
		}
		x.refused(x.c.ChangeWords(ctx, x.by, c.ID, x.newest(c.ID).Version, changed), fault.Conflict, "retired")
		x.ok(x.c.BringBack(ctx, x.by, c.ID))
		x.agrees(c.ID, "Ann Lark")
		x.agrees(c.ID, "Ben Stone")
		x.ok(x.move(c.ID, courses.Agreed))
		x.ok(x.publish(c.ID))
		old, err := x.c.Version(ctx, d, x.by.OrgID, first.ID)
		if err != nil || old.State != courses.Superseded || old.Title != "Sleep well" {
			t.Errorf("the first version is %+v, %v", old, err)
		}
		x.sound()
	})
}
